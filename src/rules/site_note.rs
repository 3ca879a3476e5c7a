//! Standing notes of the editors at the head or the foot of a text.

use super::phrases::{self, Reading};
use super::{Findings, Info, Rule, declare};
use crate::document::{Danger, Document};

declare! {
    /// Standing notes of the editors at the head or the foot of a text.
    ///
    /// ## What it removes
    /// Notes on where a text first appeared, that it was updated or machine-translated, and that its views are the
    /// author's own. In the body only if the note is nothing but such a phrase and what it names.
    ///
    /// ## Why it is noise
    /// They speak about the page, not about its subject.
    ///
    /// ## Example
    /// ```before
    /// The river fell by half a metre overnight, and the bridge was opened again in the morning.
    /// Engineers will look at the eastern pillar once the water has gone down far enough to reach it.
    /// The views expressed in this article are the author's own.
    /// ```
    /// ```after
    /// The river fell by half a metre overnight, and the bridge was opened again in the morning.
    /// Engineers will look at the eastern pillar once the water has gone down far enough to reach it.
    /// ```
    ///
    /// ## What it must keep
    /// The same words in the body of a text.
    /// ```keep
    /// The letter was originally published on a Sunday, when nobody read it, and printed again a year later.
    /// Engineers will look at the eastern pillar once the water has gone down far enough to reach it.
    /// ```
    ///
    /// ## Languages and sources of its lists
    /// `lexicon/*.txt`, class `site-note`: general knowledge of web pages and their templates.
    ///
    /// ## Known misses
    /// Corrections that tell what was wrong: they are kept, for the reader's sake.
    SiteNote, "site-note", ["site-note"]
}

/// A standing note is a sentence or two.
const READING: Reading = Reading { class: "site-note", calls: false, words: 45, danger: Danger::Medium };

impl Rule for SiteNote {
    fn info(&self) -> &'static Info {
        &Self::INFO
    }

    fn check(&self, document: &Document<'_>, findings: &mut Findings) {
        phrases::check(&Self::INFO, &READING, document, findings);
    }
}
