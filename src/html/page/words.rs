//! The words of elements' classes, ids and roles, as hashes.

use scraper::node::Element as Markup;

/// Adds the words of an element's class, id and role. Returns a hash of the classes.
pub fn attribute_words(markup: &Markup, words: &mut Vec<u32>) -> u32 {
    let mut classes = 0;
    for (name, value) in markup.attrs() {
        if matches!(name, "class" | "id" | "role" | "itemprop") {
            split_words(value, words);
            if name == "class" {
                classes = hash_bytes(value.as_bytes());
            }
        }
    }
    classes
}

/// The hash of a word, as the scorer's vocabulary has it.
#[must_use]
pub const fn hash_bytes(word: &[u8]) -> u32 {
    let (mut hash, mut at) = (FNV, 0);
    while at < word.len() {
        hash = hash_step(hash, word[at]);
        at += 1;
    }
    hash
}

/// What the hash of no bytes is, by FNV-1a.
const FNV: u32 = 0x811c_9dc5;

/// The hash of one byte more.
#[must_use]
pub const fn hash_step(hash: u32, byte: u8) -> u32 {
    (hash ^ byte as u32).wrapping_mul(0x0100_0193)
}

/// Hashes of the runs of letters, cut where a capital follows a small letter: `articleBody-2` is "article" and "body".
pub fn split_words(value: &str, words: &mut Vec<u32>) {
    let mut hash = FNV;
    let mut length = 0;
    let mut small = false;
    for byte in value.bytes().take(MOST_ATTRIBUTE_BYTES).chain([b' ']) {
        let letter = byte.is_ascii_alphabetic();
        if length > 0 && (!letter || (small && byte.is_ascii_uppercase())) {
            if length > 1 {
                words.push(hash);
            }
            (hash, length) = (FNV, 0);
        }
        if letter {
            hash = hash_step(hash, byte.to_ascii_lowercase());
            length += 1;
        }
        small = byte.is_ascii_lowercase();
    }
}

/// So much of an attribute is looked at; what utility classes put behind it says nothing.
const MOST_ATTRIBUTE_BYTES: usize = 256;
