//! What is counted of one document.

use std::cmp::Reverse;

use xxhash_rust::xxh3::xxh3_64;

use crate::document::{Line, fold};
use crate::report::show::cut;

/// So many bytes of a line are kept to show it.
pub const SHOWN: usize = 80;

/// Fewest letters of a line that is counted: below stand marks, numbers and units, which tables and lists of the text itself are full of.
const LEAST_LETTERS: u32 = 3;
/// The same where not all is ASCII: two characters are a word of Chinese.
const LEAST_LETTERS_OTHER: u32 = 2;

/// With fewer lines of prose before it a line stands at the head, with fewer behind it at the tail: what sites put around a text has a
/// sentence or two of its own.
const EDGE_PROSE: usize = 3;

/// The lines of a document, each once.
#[derive(Debug, Default)]
pub struct Seen {
    /// Its site.
    pub site: String,
    /// Its normalised text.
    text: String,
    lines: Vec<SeenLine>,
}

#[derive(Clone, Copy, Debug)]
struct SeenLine {
    key: u64,
    start: usize,
    length: usize,
    head: bool,
    tail: bool,
}

/// The key of a line: a hash of its folded form, in which each number is a `0`. None of what is too short to tell anything. Never 0.
#[must_use]
pub fn key(text: &str, line: &Line, folded: &mut Vec<u8>) -> Option<u64> {
    if line.letters < if line.non_ascii { LEAST_LETTERS_OTHER } else { LEAST_LETTERS } {
        return None;
    }
    folded.clear();
    fold::fold_into(text, folded);
    Some(xxh3_64(folded).max(1))
}

impl Seen {
    /// Counts the lines of a normalised text.
    #[must_use]
    pub fn of(site: String, text: String) -> Self {
        let (mut lines, mut folded, mut prose) = (Vec::new(), Vec::new(), 0);
        for own in text.lines().filter(|own| !own.is_empty()) {
            let line = Line::of(own);
            if let Some(key) = key(own, &line, &mut folded) {
                let start = own.as_ptr() as usize - text.as_ptr() as usize;
                // How much prose there is before it, until it is known how much there is in all.
                lines.push((prose, line.is_prose(), SeenLine { key, start, length: cut(own, SHOWN).len(), head: false, tail: false }));
            }
            prose += usize::from(line.is_prose());
        }
        let place = |(before, is_prose, line): (usize, bool, SeenLine)| {
            let behind = prose - before - usize::from(is_prose);
            SeenLine { head: prose > 0 && before < EDGE_PROSE, tail: prose > 0 && behind < EDGE_PROSE, ..line }
        };
        let mut lines: Vec<SeenLine> = lines.into_iter().map(place).collect();
        let shown = |line: &SeenLine| &text[line.start..line.start + line.length];
        lines.sort_unstable_by_key(|line| (line.key, shown(line), Reverse(line.start)));
        lines.dedup_by(|next, first| {
            let is_same = next.key == first.key;
            first.head |= is_same && next.head;
            first.tail |= is_same && next.tail;
            is_same
        });
        Self { site, text, lines }
    }

    /// Each line with its key, whether it stands at the head and at the tail, and what is shown of it.
    pub fn lines(&self) -> impl Iterator<Item = (u64, bool, bool, &str)> {
        self.lines.iter().map(|line| (line.key, line.head, line.tail, &self.text[line.start..line.start + line.length]))
    }

    /// In bytes, about.
    #[must_use]
    pub fn size(&self) -> usize {
        self.text.len() + self.lines.len() * size_of::<SeenLine>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_counts_once_and_numbers_are_alike() {
        let prose = "The river fell by half a metre in the night, they said.\n";
        let text = format!("Menu\n12 comments\n{}MENU\n3 comments\n7\n--\n", prose.repeat(5));
        let seen = Seen::of("a.org".to_owned(), text);
        let mut lines: Vec<_> = seen.lines().map(|(_, head, tail, shown)| (shown, head, tail)).collect();
        lines.sort_unstable();
        assert_eq!(lines, [("12 comments", true, true), ("MENU", true, true), (prose.trim_end(), true, true)]);
    }

    #[test]
    fn place_is_counted_in_prose() {
        let prose = |n| format!("This is the sentence that says {n} and not much more.\n");
        let text: String = (0..7)
            .map(|n| format!("{}Mark {}\n", prose(["a", "b", "c", "d", "e", "f", "g"][n]), ["A", "B", "C", "D", "E", "F", "G"][n]))
            .collect();
        let seen = Seen::of(String::new(), text);
        let of = |wanted: &str| seen.lines().find(|(.., shown)| *shown == wanted).map(|(_, head, tail, _)| (head, tail));
        assert_eq!(
            ["Mark A", "Mark B", "Mark C", "Mark D", "Mark E", "Mark G"].map(of),
            [(true, false), (true, false), (false, false), (false, false), (false, true), (false, true)].map(Some)
        );
    }

    #[test]
    fn without_prose_there_is_no_head() {
        let seen = Seen::of(String::new(), "One\nTwo\n".to_owned());
        assert!(seen.lines().all(|(_, head, tail, _)| !head && !tail));
    }
}
