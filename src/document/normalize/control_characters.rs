//! Control characters.

use super::{Edit, stage_edit};
use crate::rules::declare;

declare! {
    /// Control characters.
    ///
    /// ## What it removes
    /// The control characters of ASCII and of Latin-1, NUL among them, except tabs and line ends, which are `whitespace`'s.
    ///
    /// ## Why it is noise
    /// They steered terminals and printers. In text they are what is left of a broken export, and they break what reads it.
    ///
    /// ## Example
    /// A control character, written as a reference here so that it can be seen.
    /// ```before
    /// The minister left the&#2; room without a word.
    /// ```
    /// ```after
    /// The minister left the room without a word.
    /// ```
    ///
    /// ## What it must keep
    /// Their names and pictures.
    /// ```keep
    /// The bell character, U+0007 or ␇, still rings on some terminals.
    /// ```
    ///
    /// ## Languages and sources of its lists
    /// All; Unicode's general category Cc.
    ///
    /// ## Known misses
    /// What follows an escape character in a terminal's colour codes (`[31m`) stays.
    ControlCharacters, "control-characters", []
}

/// Removes control characters.
pub fn check(line: &str, edits: &mut Vec<Edit>) {
    for (at, c) in line.char_indices().filter(|(_, c)| c.is_control() && *c != '\t') {
        edits.push(stage_edit(ControlCharacters::INFO.id, at, at + c.len_utf8(), String::new()));
    }
}
