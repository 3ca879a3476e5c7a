//! Calls to sign up for newsletters, channels and alerts.

use super::phrases::{self, Reading};
use super::{Findings, Info, Rule, declare};
use crate::document::{Danger, Document};

declare! {
    /// Calls to sign up for newsletters, channels and alerts.
    ///
    /// ## What it removes
    /// Lines that ask the reader to sign up for a newsletter, a messenger channel or notifications, and the small
    /// print below or behind them. Sentences before such a call stay.
    ///
    /// ## Why it is noise
    /// It is the site speaking about itself in the midst of somebody's text.
    ///
    /// ## Example
    /// ```before
    /// The river fell by half a metre overnight, and the bridge was opened again in the morning.
    /// Sign up for our newsletter
    /// You can unsubscribe at any time.
    /// Engineers will look at the eastern pillar once the water has gone down far enough to reach it. Sign up for our newsletter.
    /// ```
    /// ```after
    /// The river fell by half a metre overnight, and the bridge was opened again in the morning.
    /// Engineers will look at the eastern pillar once the water has gone down far enough to reach it.
    /// ```
    ///
    /// ## What it must keep
    /// Newsletters as the subject of a sentence.
    /// ```keep
    /// The newsletter that she wrote for the party in the nineties is now in the national archive.
    /// ```
    ///
    /// ## Languages and sources of its lists
    /// `lexicon/*.txt`, class `newsletter`: general knowledge of web pages and their templates.
    ///
    /// ## Known misses
    /// Descriptions of a newsletter that call nobody to anything, and what praises it before the call in the same paragraph.
    Newsletter, "newsletter", ["newsletter"]
}

/// Calls to sign up often come with their terms in the same paragraph.
const READING: Reading = Reading { class: "newsletter", calls: true, words: 60, danger: Danger::Medium };

impl Rule for Newsletter {
    fn info(&self) -> &'static Info {
        &Self::INFO
    }

    fn check(&self, document: &Document<'_>, findings: &mut Findings) {
        phrases::check(&Self::INFO, &READING, document, findings);
    }
}
