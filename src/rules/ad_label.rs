//! Labels that announced an advertisement.

use super::lexicon::Anchor;
use super::{Findings, Info, Rule, declare, lines_with};
use crate::document::{Danger, Document, Evidence};

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

/// A label with the advertiser's name behind it.
const MAX_WORDS: u32 = 12;

impl Rule for AdLabel {
    fn info(&self) -> &'static Info {
        &Self::INFO
    }

    fn check(&self, document: &Document<'_>, findings: &mut Findings) {
        for (line, hit) in lines_with(document, "ad") {
            // A single word is enough here: an article's own heading is hardly ever "Advertisement".
            let shape = hit.anchor == Anchor::Whole || (line.words <= MAX_WORDS && !line.ends_sentence);
            findings.remove_line(Self::INFO.id, line, Danger::Medium, Evidence::PHRASE.and_if(shape, Evidence::SHAPE));
        }
    }
}
