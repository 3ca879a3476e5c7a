//! What is counted about each block's own text, in one pass over it.

use std::ops::Range;
use std::sync::LazyLock;

use super::vocabulary::{Kind, Vocabulary};
use crate::document::fold::fold_into;
use crate::document::{Document, Line, fold_ends, language};
use crate::html::Page;
use crate::html::page::{hash_bytes, hash_step};
use crate::rules::lexicon::{Hit, LEXICON};

/// What a block's text is like.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// Words, letters, digits, marks; how it ends.
    pub line: Line,
    /// Bytes.
    pub bytes: u32,
    /// Capital letters of ASCII.
    pub capitals: u32,
    /// Commas.
    pub commas: u32,
    /// Full stops, question and exclamation marks.
    pub stops: u32,
    /// Bars, slashes, middle dots, angle quotes.
    pub separators: u32,
    /// `@`
    pub ats: u32,
    /// Other marks of ASCII.
    pub marks: u32,
    /// Hash of the text.
    pub text: u64,
    /// The words of its beginning and end, in [`Texts::words`].
    pub words: Range<u32>,
    /// How many of these are among the most frequent of some language.
    pub frequent: u32,
    /// Phrases of the lexicon.
    pub phrases: u32,
    /// The share of the text that the longest phrase takes.
    pub phrase_share: f32,
    /// Sum and least of the weights of the phrases' classes.
    pub phrase_weight: (f32, f32),
    /// Sum, least and greatest of the weights of its words.
    pub word_weight: (f32, f32, f32),
}

/// What all blocks' texts are like.
#[derive(Debug, Default)]
pub struct Texts {
    /// One a block.
    pub facts: Vec<Facts>,
    /// Hashes of folded words, block after block.
    pub words: Vec<u32>,
    /// The classes of the phrases found, with the block.
    pub classes: Vec<(u32, u32)>,
}

impl Texts {
    /// Counts what there is to count in the blocks of a page.
    #[must_use]
    pub fn of(page: &Page, vocabulary: &Vocabulary) -> Self {
        let mut texts = Self { facts: Vec::with_capacity(page.blocks.len()), ..Self::default() };
        let (mut folded, mut hits) = (Vec::new(), Vec::new());
        for block in &page.blocks {
            let text = page.text_of(block);
            fold_ends(text, &mut folded);
            hits.clear();
            LEXICON.find(&mut folded, texts.facts.len() as u32, &mut hits);
            texts.add(text, Line::of(text), &folded, &hits, vocabulary);
        }
        texts
    }

    /// The same for the lines of a document, blank ones left out.
    #[must_use]
    pub fn of_lines(document: &Document<'_>, vocabulary: &Vocabulary) -> Self {
        let mut texts = Self { facts: Vec::with_capacity(document.filled.len()), ..Self::default() };
        let mut folded = Vec::new();
        for (_, line) in document.filled_lines() {
            let text = document.text_of(line);
            folded.clear();
            fold_into(&text[..text.floor_char_boundary(WEIGHED_BYTES)], &mut folded);
            texts.add(text, line.clone(), &folded, document.hits_of(line), vocabulary);
        }
        texts
    }

    fn add(&mut self, text: &str, line: Line, folded: &[u8], hits: &[Hit], vocabulary: &Vocabulary) {
        let mut facts = Facts { line, bytes: text.len() as u32, text: xxhash_rust::xxh3::xxh3_64(text.as_bytes()), ..Facts::default() };
        facts.count(text);
        let from = self.words.len() as u32;
        split_words(folded, &mut self.words);
        facts.words = from..self.words.len() as u32;
        let (mut least, mut greatest, mut sum) = (0f32, 0f32, 0f32);
        for word in &self.words[from as usize..] {
            facts.frequent += u32::from(FREQUENT.weight(Kind::Text, *word) > 0.0);
            let weight = vocabulary.weight(Kind::Text, *word);
            sum += weight;
            least = least.min(weight);
            greatest = greatest.max(weight);
        }
        facts.word_weight = (sum, least, greatest);
        let at = self.facts.len() as u32;
        for hit in hits {
            facts.phrases += 1;
            facts.phrase_share = facts.phrase_share.max(hit.len as f32 / (hit.before + hit.len + hit.after).max(1) as f32);
            let class = hash_bytes(hit.class.as_bytes());
            self.classes.push((at, class));
            let weight = vocabulary.weight(Kind::Phrase, class);
            facts.phrase_weight.0 += weight;
            facts.phrase_weight.1 = facts.phrase_weight.1.min(weight);
        }
        self.facts.push(facts);
    }

    /// The words of a block.
    #[must_use]
    pub fn words_of(&self, block: usize) -> &[u32] {
        let range = &self.facts[block].words;
        &self.words[range.start as usize..range.end as usize]
    }
}

impl Facts {
    fn count(&mut self, text: &str) {
        for chunk in text.as_bytes().chunks(CHUNK) {
            let sum: u64 = chunk.iter().map(|b| COUNTS[*b as usize]).sum();
            let lane = |n: u32| ((sum >> (n * 10)) & 0x3ff) as u32;
            self.capitals += lane(0);
            self.commas += lane(1);
            self.stops += lane(2);
            self.separators += lane(3);
            self.ats += lane(4);
            self.marks += lane(5);
        }
        if self.line.non_ascii {
            for c in text.chars().filter(|c| !c.is_ascii()) {
                self.commas += u32::from(matches!(c, '、' | '，' | '،'));
                self.stops += u32::from(crate::document::is_sentence_end(c));
                self.separators += u32::from(matches!(c, '·' | '•' | '›' | '»' | '→'));
            }
        }
    }
}

/// So much of a line's beginning is split into words and weighed: two dozen words say what it is.
const WEIGHED_BYTES: usize = 160;

/// The frequent words of all languages, as a vocabulary of weights 1.
static FREQUENT: LazyLock<Vocabulary> = LazyLock::new(|| {
    let words: Vec<(u32, f32)> = language::frequent_words(hash_bytes).into_iter().map(|hash| (hash ^ Kind::Text as u32, 1.0)).collect();
    Vocabulary::new(&words)
});

/// Hashes of the words of a folded text: runs of letters, digits and what is not ASCII.
pub fn split_words(folded: &[u8], words: &mut Vec<u32>) {
    let mut hash = hash_bytes(b"");
    let mut within = false;
    for byte in folded {
        if IS_WORD[usize::from(*byte)] {
            hash = hash_step(hash, *byte);
            within = true;
        } else if within {
            words.push(hash);
            (hash, within) = (hash_bytes(b""), false);
        }
    }
    if within {
        words.push(hash);
    }
}

/// For each byte, whether it belongs to a word.
const IS_WORD: [bool; 256] = {
    let mut table = [false; 256];
    let mut at = 0;
    while at < 256 {
        table[at] = at >= 0x80 || (at as u8).is_ascii_alphanumeric();
        at += 1;
    }
    table
};

/// A lane of [`COUNTS`] holds ten bits, so that a sum over this many bytes cannot run over.
const CHUNK: usize = 1023;

/// For each byte, one in the lane of each class it belongs to.
const COUNTS: [u64; 256] = {
    let mut table = [0u64; 256];
    let mut at = 0;
    while at < 256 {
        let byte = at as u8;
        table[at] = byte.is_ascii_uppercase() as u64
            | ((byte == b',') as u64) << 10
            | (matches!(byte, b'.' | b'!' | b'?') as u64) << 20
            | (matches!(byte, b'|' | b'/' | b'>') as u64) << 30
            | ((byte == b'@') as u64) << 40
            | (byte.is_ascii_punctuation() as u64) << 50;
        at += 1;
    }
    table
};
