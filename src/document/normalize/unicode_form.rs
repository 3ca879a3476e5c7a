//! Composed characters.

use unicode_normalization::char::canonical_combining_class;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use super::{Edit, stage_edit};
use crate::rules::declare;

declare! {
    /// Letters that are spelled in pieces.
    ///
    /// ## What it removes
    /// Nothing: a letter and its combining marks become the one character that means the same (Unicode's normal form C).
    ///
    /// ## Why it is noise
    /// The same word in two spellings looks equal and is not: it is not found, and is counted twice.
    ///
    /// ## Example
    /// The accent of the first line is a character of its own.
    /// ```before
    /// The café was closed when the minister came back.
    /// ```
    /// ```after
    /// The café was closed when the minister came back.
    /// ```
    ///
    /// ## What it must keep
    /// Signs that are equal in meaning only: ligatures, raised figures, full-width letters.
    /// ```keep
    /// The ﬁrst area measured 25 m², the second ２５ m².
    /// ```
    ///
    /// ## Languages and sources of its lists
    /// All; Unicode Standard Annex 15.
    ///
    /// ## Known misses
    /// Marks that have no composed form with their letter stay as they are.
    UnicodeForm, "unicode-form", []
}

/// Composes what is not composed, piece by piece: a piece starts at a character that never joins what stands before it.
pub fn check(line: &str, edits: &mut Vec<Edit>) {
    if is_nfc_quick(line.chars()) == IsNormalized::Yes {
        return;
    }
    let mut start = 0;
    let ends = line.char_indices().filter(|(_, c)| starts_piece(*c)).map(|(at, _)| at).chain([line.len()]);
    for end in ends {
        let piece = &line[start..end];
        if !piece.is_ascii() && is_nfc_quick(piece.chars()) != IsNormalized::Yes {
            let composed: String = piece.nfc().collect();
            if composed != piece {
                edits.push(stage_edit(UnicodeForm::INFO.id, start, end, composed));
            }
        }
        start = end;
    }
}

fn starts_piece(c: char) -> bool {
    c.is_ascii() || (canonical_combining_class(c) == 0 && is_nfc_quick(std::iter::once(c)) == IsNormalized::Yes)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn as_good_as_the_whole(line in "([a-z]|\\PC|[\u{300}-\u{345}]|[\u{1100}-\u{11ff}]|[\u{900}-\u{9ff}]){0,40}") {
            let mut edits = Vec::new();
            check(&line, &mut edits);
            prop_assert_eq!(crate::document::edit::apply(&line, &edits), line.nfc().collect::<String>());
        }
    }

    #[test]
    fn a_million_marks_are_one_piece() {
        let line = format!("e{}", "\u{316}\u{301}".repeat(500_000));
        let mut edits = Vec::new();
        check(&line, &mut edits);
        assert_eq!(edits.len(), 1);
    }
}
