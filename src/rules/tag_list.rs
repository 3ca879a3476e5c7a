//! Lists of tags and topics.

use super::phrases::{self, Reading};
use super::{Findings, Info, Rule, declare};
use crate::document::{Danger, Document};

declare! {
    /// Lists of tags and topics.
    ///
    /// ## What it removes
    /// A label such as "Tags:" or "Filed under:" with the short items behind it.
    ///
    /// ## Why it is noise
    /// They are the site's index.
    ///
    /// ## Example
    /// ```before
    /// The river fell by half a metre overnight, and the bridge was opened again in the morning.
    /// Engineers will look at the eastern pillar once the water has gone down far enough to reach it.
    /// Tags: Bridges, Floods, Engineering
    /// ```
    /// ```after
    /// The river fell by half a metre overnight, and the bridge was opened again in the morning.
    /// Engineers will look at the eastern pillar once the water has gone down far enough to reach it.
    /// ```
    ///
    /// ## What it must keep
    /// A sentence behind such a label.
    /// ```keep
    /// Tags: the small metal plates were sewn into the collars of the dogs before the voyage, and few of them came back.
    /// ```
    ///
    /// ## Languages and sources of its lists
    /// `lexicon/*.txt`, class `tag-list`: general knowledge of web pages and their templates.
    ///
    /// ## Known misses
    /// Lists of tags without a label.
    TagList, "tag-list", ["tag-list"]
}

/// Twenty short items and their label.
const READING: Reading = Reading { class: "tag-list", calls: false, words: 40, danger: Danger::Medium };

impl Rule for TagList {
    fn info(&self) -> &'static Info {
        &Self::INFO
    }

    fn check(&self, document: &Document<'_>, findings: &mut Findings) {
        phrases::check(&Self::INFO, &READING, document, findings);
    }
}
