//! The identifiers of `lexicon/code.txt`, and what each is known as.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::rules::lexicon::entries;

/// What an identifier is known as. The order is that of the sections' names in [`SECTIONS`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Known {
    /// A name of web pages' machinery: analytics, advertisements, structured data, the DOM.
    Machinery,
    /// An object of the browser.
    Browser,
    /// A word that other languages have and JavaScript has not.
    Foreign,
    /// An object or word of JavaScript.
    Keyword,
    /// A property of CSS of two words or more.
    Css,
    /// A property or value of CSS that is a word of English as well.
    CssWord,
    /// An element of HTML or SVG.
    Element,
    /// A tag of a publishing system, in square brackets.
    Shortcode,
}

const SECTIONS: [(&str, Known); 8] = [
    ("machinery", Known::Machinery),
    ("browser", Known::Browser),
    ("foreign", Known::Foreign),
    ("keyword", Known::Keyword),
    ("css", Known::Css),
    ("css-word", Known::CssWord),
    ("element", Known::Element),
    ("shortcode", Known::Shortcode),
];

/// The words of `lexicon/code.txt`.
struct Words {
    /// Each with one bit for every section that it stands in.
    sections: HashMap<&'static [u8], u8>,
    /// One bit for each [`slot`] that a word has: most of what is looked up has another and is not known.
    slots: [u64; 128],
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let mut words = Words { sections: HashMap::new(), slots: [0; 128] };
    for entry in entries(include_str!("../lexicon/code.txt")) {
        if let Some(section) = SECTIONS.iter().position(|(name, _)| *name == entry.class) {
            let word = entry.phrase.as_bytes();
            *words.sections.entry(word).or_default() |= 1 << section;
            let (at, bit) = slot(word);
            words.slots[at] |= bit;
        }
    }
    words
});

/// The place of a word in [`Words::slots`]: a hash of its first two bytes, its last one and its length. The factor is that of
/// Fibonacci hashing, 2^32 divided by the golden ratio.
fn slot(word: &[u8]) -> (usize, u64) {
    let byte = |byte: Option<&u8>| byte.copied().unwrap_or_default();
    let key = u32::from_le_bytes([byte(word.first()), byte(word.get(1)), byte(word.last()), word.len() as u8]);
    let slot = key.wrapping_mul(0x9e37_79b1) >> (u32::BITS - 13);
    ((slot / u64::BITS) as usize, 1 << (slot % u64::BITS))
}

/// Longest word of the list, in bytes; longer identifiers are not looked up.
pub const LONGEST_KNOWN: usize = 32;

fn sections(word: &[u8]) -> u8 {
    let (at, bit) = slot(word);
    let may_be_known = word.len() <= LONGEST_KNOWN && WORDS.slots[at] & bit != 0;
    if may_be_known { WORDS.sections.get(word).copied().unwrap_or_default() } else { 0 }
}

/// What `word` is known as; of several, the first in the order of the sections.
pub fn known(word: &[u8]) -> Option<Known> {
    SECTIONS.get(sections(word).trailing_zeros() as usize).map(|(_, known)| *known)
}

/// True if `word` stands in the section of `class`.
pub fn is_known(word: &str, class: Known) -> bool {
    SECTIONS.iter().position(|(_, known)| *known == class).is_some_and(|section| sections(word.as_bytes()) >> section & 1 == 1)
}
