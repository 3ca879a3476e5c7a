//! Copyright lines and links to legal pages.

use super::phrases::{self, Reading};
use super::{Findings, Info, Rule, declare};
use crate::document::{Danger, Document};

declare! {
    /// Copyright lines and links to legal pages.
    ///
    /// ## What it removes
    /// Copyright notices, reservations of rights, agencies' notices, and links to terms, privacy and imprint.
    ///
    /// ## Why it is noise
    /// They stand under every page of the site.
    ///
    /// ## Example
    /// ```before
    /// The river fell by half a metre overnight, and the bridge was opened again in the morning.
    /// Engineers will look at the eastern pillar once the water has gone down far enough to reach it.
    /// © 2024 Riverside Media. All rights reserved.
    /// ```
    /// ```after
    /// The river fell by half a metre overnight, and the bridge was opened again in the morning.
    /// Engineers will look at the eastern pillar once the water has gone down far enough to reach it.
    /// ```
    ///
    /// ## What it must keep
    /// Copyright as the subject of a sentence; texts of laws and contracts.
    /// ```keep
    /// The heirs reserved all their rights in the letters, and the publisher had to ask for permission.
    /// ```
    ///
    /// ## Languages and sources of its lists
    /// `lexicon/*.txt`, class `legal`: general knowledge of web pages and their templates.
    ///
    /// ## Known misses
    /// Company addresses.
    LegalFooter, "legal-footer", ["legal"]
}

/// A copyright notice is a sentence or two; terms of use that run on are a text of their own.
const READING: Reading = Reading { class: "legal", calls: false, words: 50, danger: Danger::Medium };

impl Rule for LegalFooter {
    fn info(&self) -> &'static Info {
        &Self::INFO
    }

    fn check(&self, document: &Document<'_>, findings: &mut Findings) {
        phrases::check(&Self::INFO, &READING, document, findings);
    }
}
