//! Spaces, tabs and line ends.

use super::scan::{line_end, next_blanks, space};
use super::structure::Indentation;
use super::{Edit, stage_edit};
use crate::rules::declare;

declare! {
    /// Spaces, tabs and line ends of many kinds, and more of them than mean anything.
    ///
    /// ## What it removes
    /// Spaces of every Unicode kind and tabs become one plain space, however many there are. Blanks at both ends of a line go.
    /// Line ends (CRLF, CR, vertical tab, form feed, NEL, U+2028, U+2029) become a line feed, blank lines in a row become one,
    /// those at both ends of the text go, and a text that is not empty ends in one line feed.
    ///
    /// ## Why it is noise
    /// It is what is left of a page's layout, and the same sentence should be the same bytes wherever it was found.
    ///
    /// ## Example
    /// ```before
    /// The minister  left the room   without a word.
    ///
    ///
    /// He was back an hour later, this time with a smile.
    /// ```
    /// ```after
    /// The minister left the room without a word.
    ///
    /// He was back an hour later, this time with a smile.
    /// ```
    ///
    /// ## What it must keep
    /// Every blank of code, in a fence (three grave accents or tildes, closed) or in lines that are indented by a tab or two
    /// spaces and more, and of which most look like code. The indentation of nested list items.
    /// ```keep
    /// The function has two parts and a list of its own.
    ///
    /// def area(width, height):
    ///     # in   square metres
    ///     return width * height
    ///
    /// - one
    ///   - nested under one
    /// ```
    ///
    /// ## Languages and sources of its lists
    /// All; the Unicode space separators and the mandatory line breaks of Unicode's line breaking rules.
    ///
    /// ## Known misses
    /// The indentation of verse is lost, the columns of tables made of spaces too.
    Whitespace, "whitespace", []
}

/// The edits that whitespace needs. Blanks with nothing but blanks between are one edit.
pub fn check(text: &str) -> Vec<Edit> {
    let bytes = text.as_bytes();
    let mut pass = Pass { text, indentation: Indentation::of(text), edits: Vec::new() };
    let head = Blanks::at(bytes, 0);
    if head.end == text.len() {
        pass.replace(0, text.len(), "");
        return pass.edits;
    }
    let tail = text.len() - trailing(text);
    if head.end > 0 {
        pass.settle(&head, true);
    }
    let mut at = head.end;
    while let Some(spot) = next_blanks(bytes, at) {
        // What stands before the spot and was not noticed is at most one space or two line feeds.
        let start = at + bytes[at..spot].iter().rposition(|b| !matches!(b, b' ' | b'\n')).map_or(0, |last| last + 1);
        let blanks = Blanks::at(bytes, start);
        if start >= tail {
            break;
        }
        pass.settle(&blanks, false);
        at = blanks.end;
    }
    pass.replace(tail, text.len(), "\n");
    pass.edits
}

/// Spaces and line ends in a row.
struct Blanks {
    start: usize,
    end: usize,
    /// How many line ends there are.
    lines: usize,
    /// Where the last line end ends, or `start`.
    last_line: usize,
}

impl Blanks {
    fn at(bytes: &[u8], start: usize) -> Self {
        let mut blanks = Self { start, end: start, lines: 0, last_line: start };
        while blanks.end < bytes.len() {
            let (space, line) = (space(bytes, blanks.end), line_end(bytes, blanks.end));
            blanks.end += space + line;
            if line > 0 {
                blanks.lines += 1;
                blanks.last_line = blanks.end;
            } else if space == 0 {
                break;
            }
        }
        blanks
    }
}

/// Length in bytes of the blanks that the text ends in.
fn trailing(text: &str) -> usize {
    let is_blank = |at: usize| space(text.as_bytes(), at) + line_end(text.as_bytes(), at) > 0;
    text.char_indices().rev().take_while(|(at, _)| is_blank(*at)).map(|(_, c)| c.len_utf8()).sum()
}

struct Pass<'t> {
    text: &'t str,
    indentation: Indentation<'t>,
    edits: Vec<Edit>,
}

impl Pass<'_> {
    /// Blanks before or between other characters; not those at the end of the text.
    fn settle(&mut self, blanks: &Blanks, is_head: bool) {
        let starts_line = is_head || blanks.lines > 0;
        let own = if starts_line { blanks.last_line..blanks.end } else { blanks.start..blanks.end };
        let is_kept = if starts_line { self.indentation.is_kept(own.start, own.end) } else { self.indentation.is_code_at(own.start) };
        let lines = if is_head { "" } else { &"\n\n"[..blanks.lines.min(2)] };
        if !is_kept {
            let with = if starts_line { lines } else { " " };
            self.replace(blanks.start, blanks.end, with);
            return;
        }
        self.replace(blanks.start, own.start, lines);
        for (at, c) in self.text[own.clone()].char_indices().filter(|(_, c)| !c.is_ascii()) {
            self.replace(own.start + at, own.start + at + c.len_utf8(), " ");
        }
    }

    /// Asks for `with` in place of a part of the text, as far as they differ.
    fn replace(&mut self, start: usize, end: usize, with: &str) {
        let old = &self.text.as_bytes()[start..end];
        let with_bytes = with.as_bytes();
        let common = old.iter().zip(with_bytes).take_while(|(a, b)| a == b).count();
        let (old, left) = (&old[common..], &with_bytes[common..]);
        let behind = old.iter().rev().zip(left.iter().rev()).take_while(|(a, b)| a == b).count();
        if old.is_empty() && left.is_empty() {
            return;
        }
        let with = with[common..with.len() - behind].to_owned();
        self.edits.push(stage_edit(Whitespace::INFO.id, start + common, end - behind, with));
    }
}
