//! A phrase, and how it stands in a line.

use super::{Anchor, Hit};
use crate::document::fold::fold;

/// A phrase of the lists, folded.
#[derive(Debug)]
pub(super) struct Phrase {
    /// The phrase, or its part before the first gap.
    pub(super) folded: Vec<u8>,
    /// The parts behind the gaps.
    rest: Box<[Vec<u8>]>,
    /// The first sixteen bytes of `folded`, zeros behind it.
    pub(super) start: u128,
    /// Which bytes of `start` are the phrase's.
    pub(super) mask: u128,
    class: &'static str,
    pub(super) anchor: Anchor,
}

/// Zero bytes end a folded line, so that as many bytes can be read at its last, and a phrase shorter than a head of four matches
/// at the end of the line only.
pub(super) const PADDING: [u8; 16] = [0; 16];
/// Fewest folded bytes of a phrase that may stand elsewhere than as the whole line, and of a part of one with gaps: the search
/// looks lines up by four bytes.
pub const SHORTEST_INSIDE: usize = 4;
/// What stands for a gap in a phrase.
pub const GAP: &str = " * ";
/// Most folded bytes that a gap stands for, the blanks at its ends included: some eight words of a European language. More
/// would join words that have nothing to do with each other.
pub const LONGEST_GAP: usize = 60;

impl Phrase {
    pub(super) fn new(class: &'static str, anchor: Anchor, phrase: &str) -> Self {
        let mut parts = phrase.split(GAP).map(fold);
        let folded = parts.next().unwrap_or_default();
        let mut start = PADDING;
        let own = folded.len().clamp(SHORTEST_INSIDE, start.len());
        for (to, from) in start.iter_mut().zip(&folded) {
            *to = *from;
        }
        let (start, mask) = (u128::from_le_bytes(start), u128::MAX >> (128 - 8 * own));
        Self { start, mask, folded, rest: parts.collect(), class, anchor }
    }

    /// What makes two phrases the same.
    pub(super) fn key(&self) -> (&[u8], &[Vec<u8>], &str, Anchor) {
        (&self.folded, &self.rest, self.class, self.anchor)
    }

    /// The phrase found in a line so many bytes behind the first word and before the end of the last.
    pub(super) fn hit(&self, line: u32, len: usize, before: usize, after: usize) -> Hit {
        let one_word = self.rest.is_empty() && !self.folded.contains(&b' ') && !starts_unspaced(&self.folded);
        let Self { class, anchor, .. } = *self;
        Hit { line, class, anchor, one_word, len: len as u32, before: before as u32, after: after as u32 }
    }

    /// The bytes that it is looked up by, if they are all its own.
    pub(super) const fn head(&self) -> u64 {
        self.start as u64
    }

    /// Where the phrase ends if it, whose start is known to stand there, stands at `at` of a folded line whose words start at
    /// `first` and end with the line.
    pub(super) fn stands(&self, line: &[u8], first: usize, at: usize) -> Option<usize> {
        if at != first && matches!(self.anchor, Anchor::Whole | Anchor::Start | Anchor::Label) {
            return None;
        }
        let mut end = part_end(line, at, &self.folded)?;
        let Some((last, parts)) = self.rest.split_last() else { return self.may_end(&line[end..]).then_some(end) };
        for part in parts {
            end = behind_gap(line, end, part, |_| true)?;
        }
        behind_gap(line, end, last, |rest| self.may_end(rest))
    }

    /// True if the anchor lets the phrase end with this behind it.
    fn may_end(&self, rest: &[u8]) -> bool {
        match self.anchor {
            Anchor::Whole | Anchor::End => rest.is_empty(),
            Anchor::Label => is_label_end(rest),
            Anchor::Start | Anchor::Inside => true,
        }
    }
}

/// Where a part of a phrase ends if it stands at `at`, with no more of its last word behind it.
fn part_end(line: &[u8], at: usize, part: &[u8]) -> Option<usize> {
    let rest = line[at..].strip_prefix(part)?;
    (part.last().is_some_and(|b| !is_word(*b)) || !continues_word(rest)).then_some(line.len() - rest.len())
}

/// Where a part of a phrase ends that stands behind a gap from `from` on: the first that starts at a word's start, in the same
/// sentence, and may have `fits` behind it.
fn behind_gap(line: &[u8], from: usize, part: &[u8], fits: impl Fn(&[u8]) -> bool) -> Option<usize> {
    let within = from..line.len().min(from + LONGEST_GAP + 1);
    let same_sentence = |at: &usize| *at == from || !ends_sentence(&line[at - 1..]);
    let places = within.take_while(same_sentence).filter(|at| !is_word(line[at - 1]) || starts_unspaced(&line[*at..]));
    places.filter_map(|at| part_end(line, at, part)).find(|end| fits(&line[*end..]))
}

/// True at a line end, or at a full stop, exclamation mark or question mark that no letter follows.
fn ends_sentence(bytes: &[u8]) -> bool {
    match bytes {
        [b'\n', ..] => true,
        [b'.' | b'!' | b'?', rest @ ..] => !continues_word(rest),
        _ => false,
    }
}

/// Letters, digits and everything outside ASCII.
pub(super) const fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte >= 0x80
}

/// True at the first byte of a character of a script without spaces (or near enough: East Asian, Thai, Lao, Burmese, Khmer).
pub(super) fn starts_unspaced(bytes: &[u8]) -> bool {
    matches!(bytes, [0xe3..=0xed | 0xef, ..] | [0xe0, 0xb8..=0xbb, ..] | [0xe1, 0x80..=0x82 | 0x9e..=0x9f, ..])
}

/// True if what follows a phrase is more of its last word.
fn continues_word(rest: &[u8]) -> bool {
    rest.first().is_some_and(|b| is_word(*b)) && !starts_unspaced(rest)
}

/// True if what follows a label ends it: nothing, or a colon, bar, dash, bullet, arrow or closing bracket, blanks before it aside.
fn is_label_end(rest: &[u8]) -> bool {
    let trimmed = rest.trim_ascii_start();
    let Some(&byte) = trimmed.first() else { return true };
    // A hyphen or slash right behind the phrase is part of a word ("photo-realistic").
    matches!(byte, b':' | b'|' | b'>' | b'=' | b']' | b'*') || (matches!(byte, b'-' | b'/') && trimmed.len() < rest.len())
}
