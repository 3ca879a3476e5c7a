//! Text that stands twice in one document.

use std::collections::HashMap;

use super::{Findings, Info, Rule, declare};
use crate::document::{Danger, Document, Evidence};

declare! {
    /// Text that stands twice in one document.
    ///
    /// ## What it removes
    /// A second copy of a paragraph, and a pull quote: a line of the body's own words that stands as a line of its own as well.
    /// The first copy of a paragraph stays; of a pull quote the sentence in the body stays.
    ///
    /// ## Why it is noise
    /// Pages show a standfirst above and below the picture, and print a sentence in large letters beside the paragraph it is from.
    ///
    /// ## Example
    /// ```before
    /// The bridge was opened again in the morning, after the river had fallen by half a metre overnight.
    /// “The eastern pillar will be looked at once the water is low enough,” the engineer said.
    /// The bridge was opened again in the morning, after the river had fallen by half a metre overnight.
    /// ```
    /// ```after
    /// The bridge was opened again in the morning, after the river had fallen by half a metre overnight.
    /// “The eastern pillar will be looked at once the water is low enough,” the engineer said.
    /// ```
    ///
    /// ## What it must keep
    /// Refrains and short lines that come back, rows of tables, and a line that is repeated more than a few times: it is form.
    /// ```keep
    /// Row, row, row your boat
    /// Gently down the stream
    /// Row, row, row your boat
    /// Life is but a dream
    /// ```
    ///
    /// ## Languages and sources of its lists
    /// None: it compares the document with itself.
    ///
    /// ## Known misses
    /// Copies with a word changed.
    RepeatedText, "repeated-text", []
}

/// A copy of fewer words may be a refrain, a heading or a table's cell.
const MIN_WORDS: u32 = 12;
/// What stands more often than this is the form of the text: statutes, logs, liturgies.
const MAX_COPIES: usize = 3;

impl Rule for RepeatedText {
    fn info(&self) -> &'static Info {
        &Self::INFO
    }

    fn check(&self, document: &Document<'_>, findings: &mut Findings) {
        let mut copies: HashMap<&str, Vec<usize>> = HashMap::new();
        for (at, line) in document.filled_lines().filter(|(_, l)| l.words >= MIN_WORDS && l.is_prose()) {
            copies.entry(document.text_of(line)).or_default().push(at);
        }
        let mut again: Vec<usize> =
            copies.into_values().filter(|at| (2..=MAX_COPIES).contains(&at.len())).flat_map(|at| at.into_iter().skip(1)).collect();
        again.sort_unstable();
        for at in again {
            let line = &document.lines[document.filled[at] as usize];
            findings.remove_line(Self::INFO.id, line, Danger::Medium, Evidence::SHAPE.and(Evidence::REPETITION));
        }
    }
}
