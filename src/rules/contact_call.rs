//! Calls to write to the editors, report an error or send a tip.

use super::phrases::{self, Reading};
use super::{Findings, Info, Rule, declare};
use crate::document::{Danger, Document};

declare! {
    /// Calls to write to the editors, report an error or send a tip.
    ///
    /// ## What it removes
    /// Lines that ask the reader to contact the editors, to report mistakes or to send in stories.
    /// Such a sentence goes only outside the body, where it is repeated, or beside other noise.
    ///
    /// ## Why it is noise
    /// They are addressed to readers of the page and repeat under every article.
    ///
    /// ## Example
    /// ```before
    /// The river fell by half a metre overnight, and the bridge was opened again in the morning.
    /// Engineers will look at the eastern pillar once the water has gone down far enough to reach it.
    /// Do you have a story for us? Email our news desk.
    /// ```
    /// ```after
    /// The river fell by half a metre overnight, and the bridge was opened again in the morning.
    /// Engineers will look at the eastern pillar once the water has gone down far enough to reach it.
    /// ```
    ///
    /// ## What it must keep
    /// Calls of somebody in the report, such as the police.
    /// ```keep
    /// Witnesses were asked to contact the police in the days after the accident.
    /// ```
    ///
    /// ## Languages and sources of its lists
    /// `lexicon/*.txt`, class `contact-call`: general knowledge of web pages and their templates.
    ///
    /// ## Known misses
    /// Contact details without a call.
    ContactCall, "contact-call", ["contact-call"]
}

/// An address and a request take a sentence or two.
const READING: Reading = Reading { class: "contact-call", calls: true, words: 45, danger: Danger::High };

impl Rule for ContactCall {
    fn info(&self) -> &'static Info {
        &Self::INFO
    }

    fn check(&self, document: &Document<'_>, findings: &mut Findings) {
        phrases::check(&Self::INFO, &READING, document, findings);
    }
}
