//! Labels that announced an advertisement.

use super::lexicon::Anchor;
use super::phrases::{self, Reading};
use super::{Findings, Info, Rule, declare, lines_with};
use crate::document::{Danger, Document, Evidence};

declare! {
    /// Labels that announced an advertisement.
    ///
    /// ## What it removes
    /// A line that is an advertisement's label, a note that the text goes on below one, or a plea to switch an ad blocker off.
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
    /// The same words in a sentence, whatever stands beside it.
    /// ```keep
    /// The advertisement drew more than a thousand complaints in its first week.
    /// ADVERTISEMENT was what the sign said, in letters as tall as a man, and the town asked them to turn off your ad blocker too.
    /// He was back an hour later, this time with a smile.
    /// ```
    ///
    /// ## Languages and sources of its lists
    /// General knowledge, `lexicon/*.txt`, class `ad`.
    ///
    /// ## Known misses
    /// Labels glued to the text before them.
    AdLabel, "ad-label", ["ad"]
}

/// A label with the advertiser's name behind it, or a short plea.
const READING: Reading = Reading { class: "ad", calls: false, words: 12, danger: Danger::Medium };

impl Rule for AdLabel {
    fn info(&self) -> &'static Info {
        &Self::INFO
    }

    fn check(&self, document: &Document<'_>, findings: &mut Findings) {
        for (line, hit) in lines_with(document, "ad") {
            let weight = match hit.anchor {
                // A single word is enough here: an article's own heading is hardly ever "Advertisement".
                Anchor::Whole => Some((Danger::Medium, Evidence::PHRASE.and(Evidence::SHAPE))),
                _ => phrases::weigh(line, hit, &READING),
            };
            if let Some((danger, evidence)) = weight {
                findings.remove_line(Self::INFO.id, line, danger, evidence);
            }
        }
    }
}
