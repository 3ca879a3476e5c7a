//! Text that stands twice in one document.

use xxhash_rust::xxh3::xxh3_64;

use super::{Findings, Info, Rule, declare};
use crate::document::{Danger, Document, Evidence, Line};

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
        // By hash, then in the order of the text.
        let mut lines: Vec<(u64, &Line)> = document
            .filled_lines()
            .filter(|(_, l)| l.words >= MIN_WORDS && l.is_prose())
            .map(|(_, l)| (xxh3_64(document.text_of(l).as_bytes()), l))
            .collect();
        lines.sort_unstable_by_key(|(hash, line)| (*hash, line.span.start));
        for copies in lines.chunk_by(|a, b| a.0 == b.0 && document.text_of(a.1) == document.text_of(b.1)) {
            if copies.len() <= MAX_COPIES {
                for (_, line) in &copies[1..] {
                    findings.remove_line(Self::INFO.id, line, Danger::Medium, Evidence::SHAPE.and(Evidence::REPETITION));
                }
            }
        }
    }
}
