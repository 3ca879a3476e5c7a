//! Features: the list of names that they follow, and what blocks of pages and lines of text have in common.

use super::facts::split_words;
use crate::document::fold::fold;

/// The features of blocks or lines, one column for each feature, with [`PADDING`] values of -1 before the first and behind the last, which
/// stand for the neighbours there are not.
#[derive(Debug)]
pub struct Features {
    /// Column after column.
    values: Vec<f32>,
    /// How many blocks or lines the columns are of.
    pub blocks: usize,
}

impl Features {
    /// Columns of -1 only.
    pub(super) fn new(width: usize, blocks: usize) -> Self {
        Self { values: vec![-1.0; width * (blocks + 2 * PADDING)], blocks }
    }

    /// Fills in a block's features from the `first` on.
    pub(super) fn set(&mut self, block: usize, first: usize, row: &[f32]) {
        let length = self.blocks + 2 * PADDING;
        let places = self.values[first * length + PADDING + block..].iter_mut().step_by(length);
        places.zip(row).for_each(|(place, value)| *place = *value);
    }

    /// What a feature is for the block so many places further on from each block.
    pub(super) fn column(&self, feature: u16, away: i16) -> &[f32] {
        let length = self.blocks + 2 * PADDING;
        let start = (usize::from(feature) * length + PADDING).wrapping_add_signed(away.into());
        &self.values[start..start + self.blocks]
    }

    /// A block's features.
    pub fn row(&self, block: usize) -> impl Iterator<Item = f32> {
        self.values[PADDING + block..].iter().step_by(self.blocks + 2 * PADDING).copied()
    }
}

/// How far a model may look to each side.
pub const PADDING: usize = 6;

/// Distances end here.
pub(super) const FAR: f32 = 99.0;

/// A block or line of so many words is long.
pub(super) const LONG_WORDS: u32 = 12;

/// From a list of names: `NAMES`, and a `Row` with a field for each. Every list begins with what is counted about a text by itself.
macro_rules! features {
    ($($name:ident),* $(,)?) => {
        /// The names of the features, in the order of a row.
        pub const NAMES: &[&str] = &[$(stringify!($name)),*];

        /// A row while it is being filled.
        #[derive(Clone, Copy, Debug, Default)]
        struct Row { $($name: f32),* }

        impl Row {
            const fn into_array(self) -> [f32; NAMES.len()] {
                [$(self.$name),*]
            }

            /// What is counted about a text by itself, `seen` of whose words were weighed.
            fn count(&mut self, text: &str, facts: &$crate::scorer::Facts, seen: usize) {
                let bytes = facts.bytes.max(1) as f32;
                let words = facts.line.words.max(1) as f32;
                let seen = seen.max(1) as f32;
                self.words = facts.line.words as f32;
                self.bytes = bytes;
                self.word_length = bytes / words;
                self.capitals = facts.capitals as f32 / bytes;
                self.digits = facts.line.digits as f32 / bytes;
                self.marks = facts.marks as f32 / bytes;
                self.code_marks = facts.line.code_marks as f32 / facts.line.letters.max(1) as f32;
                self.commas = facts.commas as f32;
                self.stops = facts.stops as f32;
                self.separators = facts.separators as f32;
                self.ats = facts.ats as f32;
                self.ends_sentence = $crate::scorer::row::flag(facts.line.ends_sentence);
                self.ends_colon = $crate::scorer::row::flag(text.ends_with([':', '：']));
                self.all_capitals = $crate::scorer::row::flag(facts.capitals > 0 && facts.capitals == facts.line.letters);
                self.has_copyright = $crate::scorer::row::flag(facts.line.non_ascii && text.contains('©'));
                self.frequent_share = facts.frequent as f32 / seen;
                self.phrases = facts.phrases as f32;
                self.phrase_share = facts.phrase_share;
                (self.phrase_weight, self.phrase_least) = facts.phrase_weight;
                (self.word_weight, self.word_least, self.word_greatest) = facts.word_weight;
                self.word_mean = facts.word_weight.0 / seen;
                self.mean_stop = words / (facts.stops as f32 + 1.0);
            }
        }
    };
}

pub(super) use features;

/// 1 if it holds.
pub(super) const fn flag(holds: bool) -> f32 {
    if holds { 1.0 } else { 0.0 }
}

/// Two words that stand side by side.
#[must_use]
pub const fn pair(words: &[u32]) -> u32 {
    words[0].rotate_left(11) ^ words[1].wrapping_mul(0x9e37_79b1)
}

/// The words of a text, sorted.
pub(super) fn sorted_words(text: &str) -> Vec<u32> {
    let mut words = Vec::new();
    split_words(&fold(text), &mut words);
    words.sort_unstable();
    words
}

/// The words of an address behind its host, sorted.
pub(super) fn address_words(url: Option<&str>) -> Vec<u32> {
    let rest = url.map(|url| url.split_once("://").map_or(url, |(_, rest)| rest));
    sorted_words(rest.and_then(|rest| rest.split_once('/')).map_or("", |(_, path)| path))
}

/// The share of the words that stand in a sorted list.
pub(super) fn share(words: &[u32], list: &[u32]) -> f32 {
    let found = words.iter().filter(|w| list.binary_search(w).is_ok()).count();
    found as f32 / words.len().max(1) as f32
}

/// How often the value at each place stands among all.
pub(super) fn copies(values: impl Iterator<Item = u64>) -> Vec<f32> {
    let mut sorted: Vec<(u64, usize)> = values.enumerate().map(|(at, value)| (value, at)).collect();
    sorted.sort_unstable();
    let mut copies = vec![0.0; sorted.len()];
    for equal in sorted.chunk_by(|a, b| a.0 == b.0) {
        for (_, at) in equal {
            copies[*at] = equal.len() as f32;
        }
    }
    copies
}

/// From each place, how far behind it the next long one is.
pub(super) fn to_next(long: impl DoubleEndedIterator<Item = bool>) -> Vec<f32> {
    let mut distance = FAR;
    let mut behind = Vec::new();
    for is_long in long.rev() {
        behind.push(distance);
        distance = since(is_long, distance);
    }
    behind.reverse();
    behind
}

/// How far the last long one is from the next place, `distance` away from this one.
pub(super) const fn since(is_long: bool, distance: f32) -> f32 {
    if is_long { 1.0 } else { (distance + 1.0).min(FAR) }
}
