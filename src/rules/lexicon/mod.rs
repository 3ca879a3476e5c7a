//! Phrase lists, one file a language, and the search for all of them at once.
//!
//! A file holds sections, `[class anchor]`, with one phrase a line, sorted; `#` starts a comment. Phrases are written as a
//! person would write them (accents and all) in lower case; both sides are folded ([`crate::document::fold`]) before they are
//! compared, so a digit run is written `0`. `class` is a word that a rule declares in [`Info::classes`](crate::rules::Info::classes).

use std::ops::Range;
use std::sync::LazyLock;

use crate::document::fold::{fold, unfold};

/// The languages' files: tag and text. `any` holds what is the same everywhere.
pub const LANGUAGES: &[(&str, &str)] = &[("any", include_str!("any.txt")), ("en", include_str!("en.txt"))];

/// Where in a line a phrase has to stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Anchor {
    /// It is the whole line, punctuation and symbols around it aside.
    Whole,
    /// The line starts with it.
    Start,
    /// The line starts with it and a colon, dash or bar follows, or nothing.
    Label,
    /// The line ends with it.
    End,
    /// Anywhere, between word boundaries.
    Inside,
}

impl Anchor {
    const NAMES: [(&'static str, Self); 5] =
        [("whole", Self::Whole), ("start", Self::Start), ("label", Self::Label), ("end", Self::End), ("inside", Self::Inside)];
}

/// A phrase found in a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hit {
    /// Index of the line.
    pub line: u32,
    /// Which class the phrase is of.
    pub class: &'static str,
    /// Where the phrase had to stand.
    pub anchor: Anchor,
    /// Index of its language in [`LANGUAGES`].
    pub language: u8,
    /// How many bytes of the folded line stand before it, from the line's first word character on.
    pub before: u32,
    /// How many bytes of the folded line stand behind it, up to the line's last word character.
    pub after: u32,
}

/// All phrases, ready to be searched for.
#[derive(Debug)]
pub struct Lexicon {
    phrases: Vec<Phrase>,
    /// One bit for each hash of four bytes that some phrase starts with.
    filter: Vec<u64>,
    /// Where the phrases of a hash start in `phrases`; one more entry closes the last.
    buckets: Vec<u32>,
}

#[derive(Debug)]
struct Phrase {
    key: u32,
    folded: Vec<u8>,
    class: &'static str,
    anchor: Anchor,
    language: u8,
}

/// Four zero bytes end a folded line, so that the key of a phrase shorter than four bytes matches at the end of the line only.
const PADDING: [u8; 4] = [0; 4];
/// 2^14 buckets for a few thousand phrases.
const HASH_BITS: u32 = 14;

const fn hash(key: u32) -> usize {
    (key.wrapping_mul(0x9e37_79b1) >> (32 - HASH_BITS)) as usize
}

/// The phrases of all languages.
pub static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::new(built_in()));

fn built_in() -> Vec<(&'static str, Anchor, u8, Vec<u8>)> {
    let mut phrases = Vec::new();
    for (language, (_, text)) in LANGUAGES.iter().enumerate() {
        for entry in entries(text) {
            if let Some(anchor) = entry.anchor {
                phrases.push((entry.class, anchor, language as u8, fold(entry.phrase)));
            }
        }
    }
    phrases
}

/// Fewest folded bytes of a phrase that may stand elsewhere than as the whole line: the search looks lines up by four bytes.
pub const SHORTEST_INSIDE: usize = 4;

/// A phrase of a user's own rule.
#[derive(Clone, Copy, Debug)]
pub struct OwnPhrase<'a> {
    /// The class that stands for the rule.
    pub class: &'static str,
    /// Where in a line it has to stand.
    pub anchor: Anchor,
    /// As the user wrote it.
    pub phrase: &'a str,
}

/// Without the punctuation around them, which no line is searched for.
fn own<'a>(phrases: impl Iterator<Item = OwnPhrase<'a>>) -> impl Iterator<Item = (&'static str, Anchor, u8, Vec<u8>)> {
    phrases.map(|p| {
        let words = p.phrase.trim_matches(|c: char| c.is_ascii_punctuation() || c.is_whitespace());
        (p.class, p.anchor, ANY, fold(words))
    })
}

/// Index of the file of phrases that are the same everywhere.
const ANY: u8 = 0;

/// One phrase of a file with its section.
#[derive(Debug)]
pub struct Entry<'a> {
    /// The section's class.
    pub class: &'a str,
    /// The section's anchor; `None` where it is not one of the five.
    pub anchor: Option<Anchor>,
    /// The phrase as written.
    pub phrase: &'a str,
}

/// The phrases of a file, in order.
pub fn entries<'a>(text: &'a str) -> impl Iterator<Item = Entry<'a>> {
    let mut section = ("", None);
    text.lines().filter_map(move |line| {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            return None;
        }
        if let Some(inner) = line.strip_prefix('[').and_then(|l| l.strip_suffix(']')) {
            let (class, anchor) = inner.split_once(' ').unwrap_or((inner, ""));
            section = (class, Anchor::NAMES.iter().find(|(name, _)| *name == anchor).map(|(_, a)| *a));
            return None;
        }
        Some(Entry { class: section.0, anchor: section.1, phrase: line })
    })
}

impl Hit {
    /// Where the phrase stands in its line, in bytes. `line` is the line's text.
    #[must_use]
    pub fn place(&self, line: &str) -> Range<usize> {
        let folded = fold(line);
        let first = folded.iter().position(|b| is_word(*b)).unwrap_or(0);
        let last = folded.iter().rposition(|b| is_word(*b)).map_or(first, |at| at + 1);
        unfold(line, first + self.before as usize)..unfold(line, last - self.after as usize)
    }
}

impl Lexicon {
    /// These phrases alone.
    #[must_use]
    pub fn of<'a>(phrases: impl Iterator<Item = OwnPhrase<'a>>) -> Self {
        Self::new(own(phrases).collect())
    }

    /// The phrases of all languages and these.
    #[must_use]
    pub fn with<'a>(phrases: impl Iterator<Item = OwnPhrase<'a>>) -> Self {
        Self::new(built_in().into_iter().chain(own(phrases)).collect())
    }

    fn new(entries: Vec<(&'static str, Anchor, u8, Vec<u8>)>) -> Self {
        let mut phrases: Vec<Phrase> = entries
            .into_iter()
            .filter(|(.., folded)| !folded.is_empty())
            .map(|(class, anchor, language, folded)| {
                let padded: Vec<u8> = folded.iter().copied().chain(PADDING).take(4).collect();
                let key = u32::from_le_bytes([padded[0], padded[1], padded[2], padded[3]]);
                Phrase { key, folded, class, anchor, language }
            })
            .collect();
        phrases.sort_by(|a, b| {
            (hash(a.key), &a.folded, a.class, a.anchor, a.language).cmp(&(hash(b.key), &b.folded, b.class, b.anchor, b.language))
        });
        phrases.dedup_by(|a, b| (&a.folded, a.class, a.anchor) == (&b.folded, b.class, b.anchor));
        let mut filter = vec![0u64; (1 << HASH_BITS) / 64];
        let mut buckets = vec![0u32; (1 << HASH_BITS) + 1];
        for phrase in &phrases {
            let h = hash(phrase.key);
            filter[h / 64] |= 1 << (h % 64);
            buckets[h + 1] += 1;
        }
        for at in 1..buckets.len() {
            buckets[at] += buckets[at - 1];
        }
        Self { phrases, filter, buckets }
    }

    /// How many phrases there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.phrases.len()
    }

    /// True if there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.phrases.is_empty()
    }

    /// Adds the phrases found in a folded line to `hits`. The line gets its padding.
    pub fn find(&self, folded: &mut Vec<u8>, line: u32, hits: &mut Vec<Hit>) {
        let Some(first) = folded.iter().position(|b| is_word(*b)) else { return };
        let last = folded.iter().rposition(|b| is_word(*b)).unwrap_or(first) + 1;
        folded.extend(PADDING);
        let mut in_word = false;
        for at in first..last {
            let byte = folded[at];
            let word = is_word(byte);
            if word && (!in_word || starts_unspaced(&folded[at..])) {
                let key = u32::from_le_bytes([byte, folded[at + 1], folded[at + 2], folded[at + 3]]);
                let h = hash(key);
                if self.filter[h / 64] >> (h % 64) & 1 == 1 {
                    self.confirm(&folded[..last], (first, at), (key, h), line, hits);
                }
            }
            in_word = word;
        }
    }

    #[cold]
    fn confirm(&self, folded: &[u8], (first, at): (usize, usize), (key, h): (u32, usize), line: u32, hits: &mut Vec<Hit>) {
        for phrase in &self.phrases[self.buckets[h] as usize..self.buckets[h + 1] as usize] {
            if phrase.key != key || !folded[at..].starts_with(&phrase.folded) {
                continue;
            }
            let rest = &folded[at + phrase.folded.len()..];
            let at_boundary =
                phrase.folded.last().is_some_and(|b| !is_word(*b)) || rest.first().is_none_or(|b| !is_word(*b)) || starts_unspaced(rest);
            let stands = match phrase.anchor {
                Anchor::Whole => at == first && rest.is_empty(),
                Anchor::Start => at == first,
                Anchor::Label => at == first && is_label_end(rest),
                Anchor::End => rest.is_empty(),
                Anchor::Inside => true,
            };
            if at_boundary && stands {
                hits.push(Hit {
                    line,
                    class: phrase.class,
                    anchor: phrase.anchor,
                    language: phrase.language,
                    before: (at - first) as u32,
                    after: rest.len() as u32,
                });
            }
        }
    }
}

/// Letters, digits and everything outside ASCII.
const fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte >= 0x80
}

/// True at the first byte of a character of a script without spaces (or near enough: East Asian, Thai, Lao, Burmese, Khmer).
fn starts_unspaced(bytes: &[u8]) -> bool {
    match (bytes.first(), bytes.get(1)) {
        (Some(0xe3..=0xed | 0xef), _) => true,
        (Some(0xe0), Some(second)) => (0xb8..=0xbb).contains(second),
        (Some(0xe1), Some(second)) => matches!(second, 0x80..=0x82 | 0x9e..=0x9f),
        _ => false,
    }
}

/// True if what follows a label ends it: nothing, or a colon, bar, dash or arrow, blanks before it aside.
fn is_label_end(rest: &[u8]) -> bool {
    let rest = rest.trim_ascii_start();
    let Some(&byte) = rest.first() else { return true };
    matches!(byte, b':' | b'|' | b'-' | b'/' | b'>' | b'=')
        || ["–", "—", "：", "»", "→", "▶", "►", "｜", "／", "＝", "›", "・", "⇒"].iter().any(|mark| rest.starts_with(mark.as_bytes()))
}
