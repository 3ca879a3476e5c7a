//! Credits and captions' labels of pictures.

use super::lexicon::Anchor;
use super::phrases::{self, Reading};
use super::{Findings, Info, Rule, declare, lines_with};
use crate::document::{Danger, Document, Evidence};

declare! {
    /// Credits and captions' labels of pictures.
    ///
    /// ## What it removes
    /// Lines that name the photographer, agency or source of a picture, and such a credit at the end of a caption,
    /// whose sentence stays.
    ///
    /// ## Why it is noise
    /// The picture is not there, and the credit is not part of the text.
    ///
    /// ## Example
    /// ```before
    /// The river fell by half a metre overnight, and the bridge was opened again in the morning.
    /// Photo: Jane Doe/Reuters
    /// (Image: © Riverside Media)
    /// Engineers will look at the eastern pillar once the water has gone down far enough to reach it.
    /// ```
    /// ```after
    /// The river fell by half a metre overnight, and the bridge was opened again in the morning.
    /// Engineers will look at the eastern pillar once the water has gone down far enough to reach it.
    /// ```
    ///
    /// ## What it must keep
    /// A caption's sentence, which tells something.
    /// ```keep
    /// Photo: it shows the bridge as it was before the flood, with all of its seven pillars and the old customs house.
    /// ```
    ///
    /// ## Languages and sources of its lists
    /// `lexicon/*.txt`, class `credit`: general knowledge of web pages and their templates.
    ///
    /// ## Known misses
    /// Credits without a label or an agency.
    ImageCredit, "image-credit", ["credit"]
}

/// A credit is a label, a name or two and an agency; what is longer tells something.
const READING: Reading = Reading { class: "credit", calls: false, words: 12, danger: Danger::Medium };

impl Rule for ImageCredit {
    fn info(&self) -> &'static Info {
        &Self::INFO
    }

    fn check(&self, document: &Document<'_>, findings: &mut Findings) {
        for (line, hit) in lines_with(document, "credit") {
            let weight = match hit.anchor {
                Anchor::Inside => {
                    (!line.ends_sentence && line.words <= READING.words).then_some((Danger::Medium, Evidence::PHRASE.and(Evidence::SHAPE)))
                }
                _ => phrases::weigh(line, hit, &READING),
            };
            if let Some((danger, evidence)) = weight {
                findings.remove_line(Self::INFO.id, line, danger, evidence);
            }
        }
    }
}
