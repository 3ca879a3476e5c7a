//! Whether a document's prose speaks of programming.

use crate::document::Document;

/// True if the document's prose speaks of programming, so that code in it is taken for its own.
pub fn speaks_of_code(document: &Document<'_>) -> bool {
    Talk::of(document, |_| false).per_mille() >= ABOUT_CODE
}

/// True if the document's prose names programming at all: enough to leave markup alone that may be an example.
pub fn mentions_code(document: &Document<'_>) -> bool {
    Talk::of(document, |_| false).hits >= FEWEST_HITS
}

/// Words of programming in a thousand words of a text from which on its code is taken for the text's own.
pub const ABOUT_CODE: u64 = 2;

/// What a document's prose speaks of.
#[derive(Clone, Copy, Debug, Default)]
pub struct Talk {
    words: u64,
    hits: u64,
}

impl Talk {
    /// Counts the words of programming in all lines that are not mostly code marks and that `is_code` does not name (by their
    /// place among the filled lines).
    pub fn of(document: &Document<'_>, is_code: impl Fn(usize) -> bool) -> Self {
        let mut talk = Self::default();
        for (at, line) in document.filled_lines() {
            if line.code_marks * MARKS_OF_TALK < line.letters && !is_code(at) {
                talk.words += u64::from(line.words);
                talk.hits += document.hits_of(line).iter().filter(|hit| hit.class == "programming").count() as u64;
            }
        }
        talk
    }

    /// Words of programming in a thousand words; none where there is but one.
    pub const fn per_mille(self) -> u64 {
        let words = if self.words < FEWEST_WORDS { FEWEST_WORDS } else { self.words };
        if self.hits < FEWEST_HITS { 0 } else { self.hits * 1000 / words }
    }
}

/// A line that talks about code may quote some of it, and still has so many letters for each code mark.
pub const MARKS_OF_TALK: u32 = 6;
/// Prose has at least so many letters for each code mark.
pub const MARKS_OF_PROSE: u32 = 12;
/// One word of programming says nothing.
const FEWEST_HITS: u64 = 2;
/// Shorter texts are counted as if they had so many words.
const FEWEST_WORDS: u64 = 50;
