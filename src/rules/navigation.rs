//! Links and buttons that lead about the site.

use super::phrases::{self, Reading};
use super::{Findings, Info, Rule, declare};
use crate::document::{Danger, Document};

declare! {
    /// Links and buttons that lead about the site.
    ///
    /// ## What it removes
    /// Skip links, menu and search buttons, log-in links and links back to the top.
    ///
    /// ## Why it is noise
    /// They are the page's frame.
    ///
    /// ## Example
    /// ```before
    /// The river fell by half a metre overnight, and the bridge was opened again in the morning.
    /// Skip to main content
    /// Back to top
    /// Engineers will look at the eastern pillar once the water has gone down far enough to reach it.
    /// ```
    /// ```after
    /// The river fell by half a metre overnight, and the bridge was opened again in the morning.
    /// Engineers will look at the eastern pillar once the water has gone down far enough to reach it.
    /// ```
    ///
    /// ## What it must keep
    /// The same words in a sentence.
    /// ```keep
    /// The search for the main road back to the top of the hill took them all night.
    /// ```
    ///
    /// ## Languages and sources of its lists
    /// `lexicon/*.txt`, class `navigation`: general knowledge of web pages and their templates.
    ///
    /// ## Known misses
    /// Names of a site's own sections.
    Navigation, "navigation", ["navigation"]
}

/// A link that leads about the site is short.
const READING: Reading = Reading { class: "navigation", calls: false, words: 12, danger: Danger::Medium };

impl Rule for Navigation {
    fn info(&self) -> &'static Info {
        &Self::INFO
    }

    fn check(&self, document: &Document<'_>, findings: &mut Findings) {
        phrases::check(&Self::INFO, &READING, document, findings);
    }
}
