//! Standing notes of the editors at the head or the foot of a text.

use super::lexicon::Anchor;
use super::phrases::{self, Reading};
use super::{Findings, Info, Rule, declare, lines_with};
use crate::document::{Danger, Document, Evidence};

declare! {
    /// Standing notes of the editors at the head or the foot of a text.
    ///
    /// ## What it removes
    /// Notes on where a text first appeared, that it was updated or machine-translated, and that its views are the
    /// author's own. A note that is more than a label goes only outside the body,
    /// where it is repeated, or beside other noise.
    ///
    /// ## Why it is noise
    /// They speak about the page, not about its subject.
    ///
    /// ## Example
    /// ```before
    /// The river fell by half a metre overnight, and the bridge was opened again in the morning.
    /// Engineers will look at the eastern pillar once the water has gone down far enough to reach it.
    /// The views expressed in this article are the author's own.
    /// ```
    /// ```after
    /// The river fell by half a metre overnight, and the bridge was opened again in the morning.
    /// Engineers will look at the eastern pillar once the water has gone down far enough to reach it.
    /// ```
    ///
    /// ## What it must keep
    /// The same words in the body of a text.
    /// ```keep
    /// The letter was originally published on a Sunday, when nobody read it, and printed again a year later.
    /// Originally published in Leipzig
    /// Engineers will look at the eastern pillar once the water has gone down far enough to reach it.
    /// ```
    ///
    /// ## Languages and sources of its lists
    /// `lexicon/*.txt`, class `site-note`: general knowledge of web pages and their templates.
    ///
    /// ## Known misses
    /// Corrections that tell what was wrong: they are kept, for the reader's sake.
    SiteNote, "site-note", ["site-note"]
}

/// A standing note is a sentence or two.
const READING: Reading = Reading { class: "site-note", calls: false, words: 45, danger: Danger::Medium };

impl Rule for SiteNote {
    fn info(&self) -> &'static Info {
        &Self::INFO
    }

    fn check(&self, document: &Document<'_>, findings: &mut Findings) {
        for (line, hit) in lines_with(document, READING.class) {
            let weight = match hit.anchor {
                // It speaks for the site. Without a sentence end it has a shape as well, but so have headings of the body.
                Anchor::Start | Anchor::End | Anchor::Inside if line.words <= READING.words => {
                    Some((Danger::High, Evidence::PHRASE.and(Evidence::CALL_TO_ACTION)))
                }
                _ => phrases::weigh(line, hit, &READING),
            };
            if let Some((danger, evidence)) = weight {
                findings.remove_line(Self::INFO.id, line, danger, evidence);
            }
        }
    }
}
