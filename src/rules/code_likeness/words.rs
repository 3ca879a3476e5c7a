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

/// The words of `lexicon/code.txt`, each with one bit for every section that it stands in.
static WORDS: LazyLock<HashMap<&'static [u8], u8>> = LazyLock::new(|| {
    let mut words: HashMap<&'static [u8], u8> = HashMap::new();
    for entry in entries(include_str!("../lexicon/code.txt")) {
        if let Some(section) = SECTIONS.iter().position(|(name, _)| *name == entry.class) {
            *words.entry(entry.phrase.as_bytes()).or_default() |= 1 << section;
        }
    }
    words
});

/// Longest word of the list, in bytes; longer identifiers are not looked up.
pub const LONGEST_KNOWN: usize = 32;

fn sections(word: &[u8]) -> u8 {
    if word.len() > LONGEST_KNOWN { 0 } else { WORDS.get(word).copied().unwrap_or_default() }
}

/// What `word` is known as; of several, the first in the order of the sections.
pub fn known(word: &[u8]) -> Option<Known> {
    SECTIONS.get(sections(word).trailing_zeros() as usize).map(|(_, known)| *known)
}

/// True if `word` stands in the section of `class`.
pub fn is_known(word: &str, class: Known) -> bool {
    SECTIONS.iter().position(|(_, known)| *known == class).is_some_and(|section| sections(word.as_bytes()) >> section & 1 == 1)
}
