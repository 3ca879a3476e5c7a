//! Disclosures of affiliate links.

use super::phrases::{self, Reading};
use super::{Findings, Info, Rule, declare};
use crate::document::{Danger, Document};

declare! {
    /// Disclosures of affiliate links.
    ///
    /// ## What it removes
    /// Notes that links earn the site a commission, and that prices were right when the text was written.
    ///
    /// ## Why it is noise
    /// They are required by law, not written by the author.
    ///
    /// ## Example
    /// ```before
    /// The river fell by half a metre overnight, and the bridge was opened again in the morning.
    /// We may earn a commission if you buy something through links on our site.
    /// Engineers will look at the eastern pillar once the water has gone down far enough to reach it.
    /// ```
    /// ```after
    /// The river fell by half a metre overnight, and the bridge was opened again in the morning.
    /// Engineers will look at the eastern pillar once the water has gone down far enough to reach it.
    /// ```
    ///
    /// ## What it must keep
    /// Commissions that others earn.
    /// ```keep
    /// The broker earned a commission of four per cent on every house that the agency sold.
    /// ```
    ///
    /// ## Languages and sources of its lists
    /// `lexicon/*.txt`, class `affiliate`: general knowledge of web pages and their templates.
    ///
    /// ## Known misses
    /// Disclosures in a table's footnote.
    AffiliateNote, "affiliate-note", ["affiliate"]
}

/// Disclosures are often two or three sentences.
const READING: Reading = Reading { class: "affiliate", calls: true, words: 60, danger: Danger::Medium };

impl Rule for AffiliateNote {
    fn info(&self) -> &'static Info {
        &Self::INFO
    }

    fn check(&self, document: &Document<'_>, findings: &mut Findings) {
        phrases::check(&Self::INFO, &READING, document, findings);
    }
}
