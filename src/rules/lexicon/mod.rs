//! Phrase lists, one file a language, and the search for all of them at once.
//!
//! A file holds sections, `[class anchor]`, with one phrase a line, sorted; `#` starts a comment. Phrases are written as a
//! person would write them (accents and all) in lower case; both sides are folded ([`crate::document::fold`]) before they are
//! compared, so a digit run is written `0`. `class` is a word that a rule declares in [`Info::classes`](crate::rules::Info::classes).
//!
//! A phrase may hold gaps, ` * `: "sign up for our * newsletter" stands in "Sign up for our free weekly newsletter", and without
//! a word between as well. A gap is part of one sentence and no longer than [`LONGEST_GAP`]. Each part behind a gap is taken where
//! it first stands (the last one where it also fulfils the anchor), so that a line is never read twice for one phrase.

mod index;
pub mod inside;
mod phrase;

use std::ops::Range;
use std::sync::LazyLock;

use crate::document::fold::{fold, unfold};
use index::Index;
pub use phrase::{GAP, LONGEST_GAP, SHORTEST_INSIDE};
use phrase::{PADDING, Phrase, is_word, starts_unspaced};

/// The languages' files: tag and text. `any` holds what is the same everywhere.
pub const LANGUAGES: &[(&str, &str)] = &[
    ("any", include_str!("any.txt")),
    ("ar", include_str!("ar.txt")),
    ("bg", include_str!("bg.txt")),
    ("bn", include_str!("bn.txt")),
    ("cs", include_str!("cs.txt")),
    ("da", include_str!("da.txt")),
    ("de", include_str!("de.txt")),
    ("el", include_str!("el.txt")),
    ("en", include_str!("en.txt")),
    ("es", include_str!("es.txt")),
    ("fa", include_str!("fa.txt")),
    ("fi", include_str!("fi.txt")),
    ("fr", include_str!("fr.txt")),
    ("he", include_str!("he.txt")),
    ("hi", include_str!("hi.txt")),
    ("hr", include_str!("hr.txt")),
    ("hu", include_str!("hu.txt")),
    ("id", include_str!("id.txt")),
    ("it", include_str!("it.txt")),
    ("ja", include_str!("ja.txt")),
    ("ko", include_str!("ko.txt")),
    ("lt", include_str!("lt.txt")),
    ("nl", include_str!("nl.txt")),
    ("no", include_str!("no.txt")),
    ("pl", include_str!("pl.txt")),
    ("pt", include_str!("pt.txt")),
    ("ro", include_str!("ro.txt")),
    ("ru", include_str!("ru.txt")),
    ("sk", include_str!("sk.txt")),
    ("sl", include_str!("sl.txt")),
    ("sr", include_str!("sr.txt")),
    ("sv", include_str!("sv.txt")),
    ("th", include_str!("th.txt")),
    ("tr", include_str!("tr.txt")),
    ("uk", include_str!("uk.txt")),
    ("vi", include_str!("vi.txt")),
    ("zh", include_str!("zh.txt")),
];

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
    /// It is a single word, where words are written apart.
    pub one_word: bool,
    /// Bytes of the folded phrase, its gaps included.
    pub len: u32,
    /// How many bytes of the folded line stand before it, from the line's first word character on.
    pub before: u32,
    /// How many bytes of the folded line stand behind it, up to the line's last word character.
    pub after: u32,
}

/// All phrases, ready to be searched for.
#[derive(Debug)]
pub struct Lexicon {
    /// Phrases that a line has to start with, or to be.
    leading: Index,
    /// Phrases that may stand behind other words.
    anywhere: Index,
}

/// The phrases of all languages.
pub static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| {
    let mut phrases = Vec::new();
    for (_, text) in LANGUAGES {
        for entry in entries(text) {
            if let Some(anchor) = entry.anchor {
                phrases.push(Phrase::new(entry.class, anchor, entry.phrase));
            }
        }
    }
    Lexicon::new(phrases)
});

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
    /// True if the phrase is a good part of its line: two fifths of its bytes.
    #[must_use]
    pub const fn fills_line(&self) -> bool {
        5 * self.len >= 2 * (self.before + self.len + self.after)
    }

    /// Where the phrase stands in its line, in bytes. `line` is the line's text. Of a line so long that only its head and its tail
    /// were searched, this is right for a phrase in the head.
    #[must_use]
    pub fn place(&self, line: &str) -> Range<usize> {
        let folded = fold(line);
        let first = folded.iter().position(|b| is_word(*b)).unwrap_or(0);
        let start = first + self.before as usize;
        unfold(line, start)..unfold(line, start + self.len as usize)
    }
}

impl Lexicon {
    /// A user's own phrases, all of one class. Punctuation around them and their parts is left off: no line is searched for it.
    #[must_use]
    pub fn of<'a>(class: &'static str, anchor: Anchor, phrases: impl Iterator<Item = &'a str>) -> Self {
        let words = |part: &'a str| part.trim_matches(|c: char| c.is_ascii_punctuation() || c.is_whitespace());
        let phrase = |phrase: &'a str| phrase.split(GAP).map(words).collect::<Vec<_>>().join(GAP);
        Self::new(phrases.map(|own| Phrase::new(class, anchor, &phrase(own))).collect())
    }

    fn new(phrases: Vec<Phrase>) -> Self {
        let (anywhere, leading) = phrases.into_iter().partition(|p| matches!(p.anchor, Anchor::Inside | Anchor::End));
        Self { leading: Index::new(leading), anywhere: Index::new(anywhere) }
    }

    /// How many phrases there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.leading.len() + self.anywhere.len()
    }

    /// True if there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Adds the phrases found in a folded line to `hits`. The line gets its padding.
    pub fn find(&self, folded: &mut Vec<u8>, line: u32, hits: &mut Vec<Hit>) {
        let Some(first) = folded.iter().position(|b| is_word(*b)) else { return };
        let last = folded.iter().rposition(|b| is_word(*b)).unwrap_or(first) + 1;
        // Marks behind the last word count for nothing.
        folded.truncate(last);
        folded.extend(PADDING);
        let mut look = |index: &Index, at: usize| {
            if index.may_have(eight(&folded[at..])) {
                index.confirm(folded, first..last, at, line, hits);
            }
        };
        look(&self.leading, first);
        look(&self.anywhere, first);
        for blank in blanks(folded, first..last) {
            // One quote or bracket may open the word; where another blank follows, that one leads to it.
            let at = blank + 1;
            match folded[at] {
                b' ' => {}
                byte => look(&self.anywhere, at + usize::from(!is_word(byte))),
            }
        }
        if folded[first..last].iter().fold(false, |any, b| any | (*b >= 0xe0) & (*b != 0xe2)) {
            for at in (first + 1..last).filter(|at| continues_unspaced(&folded[..last], *at)) {
                look(&self.anywhere, at);
            }
        }
    }
}

/// The first eight bytes of what has at least as many.
fn eight(bytes: &[u8]) -> u64 {
    bytes.first_chunk().map_or(0, |eight| u64::from_le_bytes(*eight))
}

/// The places of the blanks within `range` of a padded line, eight bytes looked at at once.
fn blanks(line: &[u8], range: Range<usize>) -> impl Iterator<Item = usize> {
    const LOW: u64 = 0x7f7f_7f7f_7f7f_7f7f;
    const BLANKS: u64 = 0x2020_2020_2020_2020;
    let eights = range.clone().step_by(8).flat_map(|start| {
        let other = eight(&line[start..]) ^ BLANKS;
        // The upper bit of each byte that is a blank; adding cannot carry into the next byte.
        let mut found = !(((other & LOW) + LOW) | other | LOW);
        std::iter::from_fn(move || {
            let at = start + found.trailing_zeros() as usize / 8;
            (found != 0).then(|| {
                found &= found - 1;
                at
            })
        })
    });
    eights.take_while(move |at| *at < range.end)
}

/// True at a character of a script without spaces where a phrase may start and no word does: neither a blank is before it, nor a
/// blank and a mark.
fn continues_unspaced(line: &[u8], at: usize) -> bool {
    let starts_word = match line[..at] {
        [.., b' '] => true,
        [.., b' ', mark] => !is_word(mark),
        _ => false,
    };
    starts_unspaced(&line[at..]) && !starts_word
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const PHRASES: [(&str, Anchor); 11] = [
        ("ad", Anchor::Whole),
        ("sign up", Anchor::Start),
        ("photo", Anchor::Label),
        ("read more", Anchor::End),
        ("all rights reserved", Anchor::Inside),
        ("shop", Anchor::Inside),
        ("続きを読む", Anchor::Inside),
        ("all rights", Anchor::Inside),
        ("sign up * read more * all rights", Anchor::Inside),
        ("sign up * photo", Anchor::Label),
        ("shop * read more", Anchor::Whole),
    ];

    fn phrases() -> Vec<Phrase> {
        PHRASES.iter().map(|(text, anchor)| Phrase::new("class", *anchor, text)).collect()
    }

    /// What of a line each phrase stands in, the first time.
    fn places(anchor: Anchor, phrase: &str, line: &str) -> Vec<String> {
        let mut hits = Vec::new();
        Lexicon::new(vec![Phrase::new("class", anchor, phrase)]).find(&mut fold(line), 0, &mut hits);
        hits.iter().map(|hit| line[hit.place(line)].to_owned()).collect()
    }

    #[test]
    fn a_gap_is_a_few_words_of_the_same_sentence() {
        let found = |line| places(Anchor::Start, "sign up for our * newsletter", line);
        assert_eq!(found("» Sign up for our newsletter!"), ["Sign up for our newsletter"]);
        assert_eq!(found("Sign up for our free, wéekly Newsletter here."), ["Sign up for our free, wéekly Newsletter"]);
        for other in [
            "Sign up for our trips. The newsletter tells more.",
            "Sign up for our trips\nnewsletter",
            "Sign up for our newsletters",
            "Sign up for our e1newsletter",
            "You can sign up for our newsletter",
            "Sign up for our walk along the river and over the hills to the old mill, says the newsletter",
            "newsletter sign up for our",
        ] {
            assert!(found(other).is_empty(), "{other:?}");
        }
    }

    #[test]
    fn the_anchor_is_asked_of_the_whole_phrase() {
        let line = "Log in now or register, or log in to comment: the comment";
        let found = |anchor| places(anchor, "log in * register * comment", line);
        assert_eq!(found(Anchor::Inside), ["Log in now or register, or log in to comment"]);
        assert_eq!(found(Anchor::Label), ["Log in now or register, or log in to comment"]);
        assert_eq!(found(Anchor::End), [line]);
        assert_eq!(found(Anchor::Whole), [line]);
        assert_eq!(places(Anchor::End, "続きを * 登録", "今すぐ続きを読むには会員登録"), ["続きを読むには会員登録"]);
        assert_eq!(places(Anchor::Inside, "続きを * 登録", "続きを読む。登録"), [""; 0]);
    }

    proptest! {
        /// The search by heads finds what looking for every phrase at every place does.
        #[test]
        fn nothing_is_missed(line in "(ad|sign up|photo|read more|all rights( reserved)?|shop|続きを読む|x|[ :\"。-]){0,9}") {
            let mut folded = fold(&line);
            let first = folded.iter().position(|b| is_word(*b)).unwrap_or(0);
            let last = folded.iter().rposition(|b| is_word(*b)).map_or(0, |at| at + 1);
            let mut expected = Vec::new();
            for at in first..last {
                let is_start = at == first
                    || starts_unspaced(&folded[at..])
                    || folded[at - 1] == b' '
                    || (!is_word(folded[at - 1]) && at >= first + 2 && folded[at - 2] == b' ');
                let ends = |p: Phrase| p.stands(&folded[..last], first, at).map(|end| p.hit(0, end - at, at - first, last - end));
                expected.extend(phrases().into_iter().filter(|_| is_start).filter_map(ends));
            }
            let mut found = Vec::new();
            Lexicon::new(phrases()).find(&mut folded, 0, &mut found);
            let key = |hit: &Hit| (hit.before, hit.after, hit.anchor);
            expected.sort_unstable_by_key(key);
            found.sort_unstable_by_key(key);
            prop_assert_eq!(found, expected);
        }

        /// A gap is found where a regular expression finds it.
        #[test]
        fn gaps_stand_where_an_expression_says(line in "((sign up|our news|letters|inbox|inboxes|yesterday)[.,]? ){0,14}") {
            let expression = regex::Regex::new(r"\bsign up\b[^.]{1,60}\binbox\b").unwrap();
            let found = places(Anchor::Inside, "sign up * inbox", &line);
            prop_assert_eq!(!found.is_empty(), expression.is_match(&line));
            for place in found {
                prop_assert!(expression.is_match(&place) && place.starts_with("sign up") && place.ends_with("inbox"), "{}", place);
            }
        }
    }
}
