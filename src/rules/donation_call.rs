//! Calls to support the site with money or membership.

use super::phrases::{self, Reading};
use super::{Findings, Info, Rule, declare};
use crate::document::{Danger, Document};

declare! {
    /// Calls to support the site with money or membership.
    ///
    /// ## What it removes
    /// Lines in which the site asks its reader for donations, support or membership.
    ///
    /// ## Why it is noise
    /// They are the publisher's appeal, the same under every article.
    ///
    /// ## Example
    /// ```before
    /// The river fell by half a metre overnight, and the bridge was opened again in the morning.
    /// Support our journalism and become a member.
    /// Engineers will look at the eastern pillar once the water has gone down far enough to reach it.
    /// ```
    /// ```after
    /// The river fell by half a metre overnight, and the bridge was opened again in the morning.
    /// Engineers will look at the eastern pillar once the water has gone down far enough to reach it.
    /// ```
    ///
    /// ## What it must keep
    /// Reports about donations.
    /// ```keep
    /// The charity will support journalism in the region with a fund of two million euros.
    /// ```
    ///
    /// ## Languages and sources of its lists
    /// `lexicon/*.txt`, class `donation`: general knowledge of web pages and their templates.
    ///
    /// ## Known misses
    /// Appeals told as a story.
    DonationCall, "donation-call", ["donation"]
}

/// A call for support may be a paragraph long.
const READING: Reading = Reading { class: "donation", calls: true, words: 60, danger: Danger::Medium };

impl Rule for DonationCall {
    fn info(&self) -> &'static Info {
        &Self::INFO
    }

    fn check(&self, document: &Document<'_>, findings: &mut Findings) {
        phrases::check(&Self::INFO, &READING, document, findings);
    }
}
