//! Labels that announced an advertisement.

use super::{Findings, Info, Rule, declare, lines_with, phrase_evidence};
use crate::document::{Danger, Document};

declare! {
    /// Labels that announced an advertisement.
    ///
    /// ## What it removes
    /// A line that is an advertisement's label and nothing else.
    ///
    /// ## Why it is noise
    /// The advertisement was never part of the text; its label stands between two paragraphs.
    ///
    /// ## Example
    /// ```before
    /// The minister left the room without a word.
    /// ADVERTISEMENT
    /// He was back an hour later, this time with a smile.
    /// ```
    /// ```after
    /// The minister left the room without a word.
    /// He was back an hour later, this time with a smile.
    /// ```
    ///
    /// ## What it must keep
    /// The same word in a sentence.
    /// ```keep
    /// The advertisement drew more than a thousand complaints in its first week.
    /// ```
    ///
    /// ## Languages and sources of its lists
    /// General knowledge, `lexicon/*.txt`, class `ad`.
    ///
    /// ## Known misses
    /// Labels glued to the text before them.
    AdLabel, "ad-label", ["ad"]
}

impl Rule for AdLabel {
    fn info(&self) -> &'static Info {
        &Self::INFO
    }

    fn check(&self, document: &Document<'_>, findings: &mut Findings) {
        for (line, hit) in lines_with(document, "ad") {
            findings.remove_line(Self::INFO.id, line, Danger::Medium, phrase_evidence(hit));
        }
    }
}
