//! What is left of embedded posts.

use super::phrases::{self, Reading};
use super::{Findings, Info, Rule, declare};
use crate::document::{Danger, Document};

declare! {
    /// What is left of embedded posts.
    ///
    /// ## What it removes
    /// Captions and fallback texts of embedded posts, and short lines with the address of a post's picture.
    ///
    /// ## Why it is noise
    /// The post itself is not there; what is left are its handles.
    ///
    /// ## Example
    /// ```before
    /// The river fell by half a metre overnight, and the bridge was opened again in the morning.
    /// View this post on Instagram
    /// Engineers will look at the eastern pillar once the water has gone down far enough to reach it.
    /// ```
    /// ```after
    /// The river fell by half a metre overnight, and the bridge was opened again in the morning.
    /// Engineers will look at the eastern pillar once the water has gone down far enough to reach it.
    /// ```
    ///
    /// ## What it must keep
    /// Posts as what somebody did.
    /// ```keep
    /// He posted the picture on Instagram in the morning and took it down before noon.
    /// ```
    ///
    /// ## Languages and sources of its lists
    /// `lexicon/*.txt`, class `social-embed`: general knowledge of web pages and their templates.
    ///
    /// ## Known misses
    /// The text of a post, which may be quoted on purpose.
    SocialEmbed, "social-embed", ["social-embed"]
}

/// What is left of a post is a line.
const READING: Reading = Reading { class: "social-embed", calls: false, words: 40, danger: Danger::Medium };

impl Rule for SocialEmbed {
    fn info(&self) -> &'static Info {
        &Self::INFO
    }

    fn check(&self, document: &Document<'_>, findings: &mut Findings) {
        phrases::check(&Self::INFO, &READING, document, findings);
    }
}
