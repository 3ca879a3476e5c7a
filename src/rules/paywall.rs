//! Calls to subscribe, log in or register before reading on.

use super::phrases::{self, Reading};
use super::{Findings, Info, Rule, declare};
use crate::document::{Danger, Document};

declare! {
    /// Calls to subscribe, log in or register before reading on.
    ///
    /// ## What it removes
    /// Lines that tell the reader to subscribe, log in or register, what a subscription offers, or that the page is
    /// for members only.
    ///
    /// ## Why it is noise
    /// They stand where the shop begins and the text ends, or between two paragraphs.
    ///
    /// ## Example
    /// ```before
    /// The river fell by half a metre overnight, and the bridge was opened again in the morning.
    /// Already a subscriber? Log in
    /// You have 3 free articles left this month.
    /// Engineers will look at the eastern pillar once the water has gone down far enough to reach it.
    /// ```
    /// ```after
    /// The river fell by half a metre overnight, and the bridge was opened again in the morning.
    /// Engineers will look at the eastern pillar once the water has gone down far enough to reach it.
    /// ```
    ///
    /// ## What it must keep
    /// Reports about subscriptions and publishers.
    /// ```keep
    /// The paper said that its subscribers had doubled since the paywall was put up two years ago.
    /// ```
    ///
    /// ## Languages and sources of its lists
    /// `lexicon/*.txt`, class `paywall`: general knowledge of web pages and their templates.
    ///
    /// ## Known misses
    /// Offers that never address the reader.
    Paywall, "paywall", ["paywall"]
}

/// A call to subscribe is a sentence or two.
const READING: Reading = Reading { class: "paywall", calls: true, words: 45, danger: Danger::Medium };

impl Rule for Paywall {
    fn info(&self) -> &'static Info {
        &Self::INFO
    }

    fn check(&self, document: &Document<'_>, findings: &mut Findings) {
        phrases::check(&Self::INFO, &READING, document, findings);
    }
}
