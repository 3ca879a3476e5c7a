//! Messages and field labels of forms and scripts.

use super::phrases::{self, Reading};
use super::{Findings, Info, Rule, declare};
use crate::document::{Danger, Document};

declare! {
    /// Messages and field labels of forms and scripts.
    ///
    /// ## What it removes
    /// What forms say about themselves (errors, thanks, field labels) and what pages say where scripts or browsers
    /// are missing.
    ///
    /// ## Why it is noise
    /// All states of a form stand in the page's source; extractors show them all at once.
    ///
    /// ## Example
    /// ```before
    /// The river fell by half a metre overnight, and the bridge was opened again in the morning.
    /// Please enter a valid email address
    /// Thanks for signing up!
    /// Engineers will look at the eastern pillar once the water has gone down far enough to reach it.
    /// ```
    /// ```after
    /// The river fell by half a metre overnight, and the bridge was opened again in the morning.
    /// Engineers will look at the eastern pillar once the water has gone down far enough to reach it.
    /// ```
    ///
    /// ## What it must keep
    /// Sentences about forms.
    /// ```keep
    /// The form asks for a valid email address because the ministry answers by email only.
    /// ```
    ///
    /// ## Languages and sources of its lists
    /// `lexicon/*.txt`, class `form-state`: general knowledge of web pages and their templates.
    ///
    /// ## Known misses
    /// Messages of single sites.
    FormState, "form-state", ["form-state"]
}

/// Messages of a form are a short sentence.
const READING: Reading = Reading { class: "form-state", calls: false, words: 25, danger: Danger::Medium };

impl Rule for FormState {
    fn info(&self) -> &'static Info {
        &Self::INFO
    }

    fn check(&self, document: &Document<'_>, findings: &mut Findings) {
        phrases::check(&Self::INFO, &READING, document, findings);
    }
}
