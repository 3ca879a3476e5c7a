//! Links to the site's shop and app.

use super::phrases::{self, Reading};
use super::{Findings, Info, Rule, declare, lines_with};
use crate::document::{Danger, Document, Evidence};

declare! {
    /// Links to the site's shop and app.
    ///
    /// ## What it removes
    /// Calls to download an app or to buy in the site's shop, and a short line at the foot that is a name and the
    /// word shop. A call goes only outside the body, where it is repeated, or beside other noise.
    ///
    /// ## Why it is noise
    /// They are the publisher's own advertising.
    ///
    /// ## Example
    /// ```before
    /// The river fell by half a metre overnight, and the bridge was opened again in the morning.
    /// Engineers will look at the eastern pillar once the water has gone down far enough to reach it.
    /// Riverside Herald Store
    /// ```
    /// ```after
    /// The river fell by half a metre overnight, and the bridge was opened again in the morning.
    /// Engineers will look at the eastern pillar once the water has gone down far enough to reach it.
    /// ```
    ///
    /// ## What it must keep
    /// Shops as the subject; a short line that is followed by more text.
    /// ```keep
    /// The company opened its first store in Leeds and now has forty.
    /// Village Store
    /// The shop at the corner was sold last spring, and its owner moved to the coast.
    /// ```
    ///
    /// ## Languages and sources of its lists
    /// `lexicon/*.txt`, classes `store`, `store-name`: general knowledge of web pages and their templates.
    ///
    /// ## Known misses
    /// Advertisements for single goods.
    StorePromo, "store-promo", ["store", "store-name"]
}

/// A call for the app or the shop is a sentence.
const READING: Reading = Reading { class: "store", calls: true, words: 30, danger: Danger::High };
/// "The New York Times Online Store" has six words.
const NAME_WORDS: u32 = 6;

impl Rule for StorePromo {
    fn info(&self) -> &'static Info {
        &Self::INFO
    }

    fn check(&self, document: &Document<'_>, findings: &mut Findings) {
        phrases::check(&Self::INFO, &READING, document, findings);
        for (line, hit) in lines_with(document, "store-name") {
            let shape = hit.before > 0 && line.words <= NAME_WORDS && !line.ends_sentence && is_capitalised(document.text_of(line));
            if shape && document.is_tail(line) {
                findings.remove_line(Self::INFO.id, line, Danger::High, Evidence::PHRASE.and(Evidence::SHAPE));
            }
        }
    }
}

/// True if no word of more than three letters is in lower case, where the script has cases.
fn is_capitalised(text: &str) -> bool {
    text.split(' ').filter(|w| w.chars().count() > PARTICLE_LETTERS).all(|w| !w.starts_with(char::is_lowercase))
}

/// "of", "the", "de", "la", "und" keep their small letters in names.
const PARTICLE_LETTERS: usize = 3;
