//! Phrase lists, one file a language, and the search for all of them at once.
//!
//! A file holds sections, `[class anchor]`, with one phrase a line, sorted; `#` starts a comment. Phrases are written as a
//! person would write them (accents and all) in lower case; both sides are folded ([`crate::document::fold`]) before they are
//! compared, so a digit run is written `0`. `class` is a word that a rule declares in [`Info::classes`](crate::rules::Info::classes).
//!
//! A phrase may hold gaps, ` * `: "sign up for our * newsletter" stands in "Sign up for our free weekly newsletter", and without
//! a word between as well. A gap is part of one sentence and no longer than [`LONGEST_GAP`]. Each part behind a gap is taken where
//! it first stands (the last one where it also fulfils the anchor), so that a line is never read twice for one phrase.

use std::ops::Range;
use std::sync::LazyLock;

use crate::document::fold::{fold, unfold};

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

/// Phrases by their heads: their first eight bytes, or four of the shorter ones, since a look-up has to know how many.
#[derive(Debug)]
struct Index {
    long: Table,
    short: Table,
}

/// Phrases by a hash of their heads.
#[derive(Debug)]
struct Table {
    /// The bytes of a head.
    mask: u64,
    phrases: Vec<Phrase>,
    /// How many bits of a hash name a bucket.
    bits: u32,
    /// One bit for each hash, four bits longer than a bucket's, that some phrase has.
    filter: Vec<u64>,
    /// Where the phrases of a hash start in `phrases`; one more entry closes the last.
    buckets: Vec<u32>,
}

#[derive(Debug)]
struct Phrase {
    /// The phrase, or its part before the first gap.
    folded: Vec<u8>,
    /// The parts behind the gaps.
    rest: Box<[Vec<u8>]>,
    /// The first sixteen bytes of `folded`, zeros behind it.
    start: u128,
    /// Which bytes of `start` are the phrase's.
    mask: u128,
    class: &'static str,
    anchor: Anchor,
}

/// Zero bytes end a folded line, so that as many bytes can be read at its last, and a phrase shorter than a head of four matches
/// at the end of the line only.
const PADDING: [u8; 16] = [0; 16];
/// Bytes of a head.
const LONG_HEAD: usize = 8;
/// The bytes of a short phrase's head.
const SHORT_HEAD: u64 = 0xffff_ffff;
/// How many bits longer a hash in the filter is than one that names a bucket: one look-up in thirty comes upon a phrase's bit by
/// chance, and only those leave the near caches.
const FILTER_BITS: u32 = 4;

/// The first eight bytes of what has at least as many.
fn eight(bytes: &[u8]) -> u64 {
    bytes.first_chunk().map_or(0, |eight| u64::from_le_bytes(*eight))
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

/// Fewest folded bytes of a phrase that may stand elsewhere than as the whole line, and of a part of one with gaps: the search
/// looks lines up by four bytes.
pub const SHORTEST_INSIDE: usize = 4;
/// What stands for a gap in a phrase.
pub const GAP: &str = " * ";
/// Most folded bytes that a gap stands for, the blanks at its ends included: some eight words of a European language. More
/// would join words that have nothing to do with each other.
pub const LONGEST_GAP: usize = 60;

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

impl Phrase {
    fn new(class: &'static str, anchor: Anchor, phrase: &str) -> Self {
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
    fn key(&self) -> (&[u8], &[Vec<u8>], &str, Anchor) {
        (&self.folded, &self.rest, self.class, self.anchor)
    }

    /// The phrase found in a line so many bytes behind the first word and before the end of the last.
    fn hit(&self, line: u32, len: usize, before: usize, after: usize) -> Hit {
        let one_word = self.rest.is_empty() && !self.folded.contains(&b' ') && !starts_unspaced(&self.folded);
        let Self { class, anchor, .. } = *self;
        Hit { line, class, anchor, one_word, len: len as u32, before: before as u32, after: after as u32 }
    }

    /// The bytes that it is looked up by, if they are all its own.
    const fn head(&self) -> u64 {
        self.start as u64
    }

    /// Where the phrase ends if it, whose start is known to stand there, stands at `at` of a folded line whose words start at
    /// `first` and end with the line.
    fn stands(&self, line: &[u8], first: usize, at: usize) -> Option<usize> {
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

impl Index {
    fn new(phrases: Vec<Phrase>) -> Self {
        let (long, short) = phrases.into_iter().partition(|p| p.folded.len() >= LONG_HEAD);
        Self { long: Table::new(u64::MAX, long), short: Table::new(SHORT_HEAD, short) }
    }

    /// False if no phrase stands where a text starts with these eight bytes. Most words of a text are told by this alone.
    fn may_have(&self, text: u64) -> bool {
        self.long.may_have(text) | self.short.may_have(text)
    }

    /// Adds the phrases that stand at `at` of a padded line to `hits`. Rare, so kept out of the loop that asks.
    #[cold]
    fn confirm(&self, folded: &[u8], words: Range<usize>, at: usize, line: u32, hits: &mut Vec<Hit>) {
        let text = folded[at..].first_chunk().map_or(0, |sixteen| u128::from_le_bytes(*sixteen));
        let head = text as u64;
        for phrase in self.long.at(head).iter().chain(self.short.at(head)) {
            if (phrase.start ^ text) & phrase.mask != 0 {
                continue;
            }
            if let Some(end) = phrase.stands(&folded[..words.end], words.start, at) {
                hits.push(phrase.hit(line, end - at, at - words.start, words.end - end));
            }
        }
    }

    fn len(&self) -> usize {
        self.long.phrases.len() + self.short.phrases.len()
    }
}

impl Table {
    fn new(mask: u64, mut phrases: Vec<Phrase>) -> Self {
        let bits = phrases.len().next_power_of_two().max(4).ilog2();
        let hash = |phrase: &Phrase, bits| hash(phrase.head() & mask, bits);
        phrases.sort_by_cached_key(|phrase| hash(phrase, bits));
        for bucket in phrases.chunk_by_mut(|a, b| hash(a, bits) == hash(b, bits)) {
            bucket.sort_by(|a, b| a.key().cmp(&b.key()));
        }
        phrases.dedup_by(|a, b| a.key() == b.key());
        let mut filter = vec![0u64; (1 << (bits + FILTER_BITS)) / 64];
        let mut buckets = vec![0u32; (1 << bits) + 1];
        for phrase in &phrases {
            let at = hash(phrase, bits + FILTER_BITS);
            filter[at / 64] |= 1 << (at % 64);
            buckets[hash(phrase, bits) + 1] += 1;
        }
        for at in 1..buckets.len() {
            buckets[at] += buckets[at - 1];
        }
        Self { mask, phrases, bits, filter, buckets }
    }

    fn may_have(&self, text: u64) -> bool {
        let at = hash(text & self.mask, self.bits + FILTER_BITS);
        self.filter[at / 64] >> (at % 64) & 1 == 1
    }

    /// The phrases whose heads have the hash of the text's first bytes.
    fn at(&self, text: u64) -> &[Phrase] {
        let bucket = hash(text & self.mask, self.bits);
        &self.phrases[self.buckets[bucket] as usize..self.buckets[bucket + 1] as usize]
    }
}

/// The upper bits of a product with a large odd number (2^64 divided by the golden ratio).
const fn hash(head: u64, bits: u32) -> usize {
    (head.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (64 - bits)) as usize
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

/// Letters, digits and everything outside ASCII.
const fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte >= 0x80
}

/// True at the first byte of a character of a script without spaces (or near enough: East Asian, Thai, Lao, Burmese, Khmer).
fn starts_unspaced(bytes: &[u8]) -> bool {
    matches!(bytes, [0xe3..=0xed | 0xef, ..] | [0xe0, 0xb8..=0xbb, ..] | [0xe1, 0x80..=0x82 | 0x9e..=0x9f, ..])
}

/// True if what follows a phrase is more of its last word.
fn continues_word(rest: &[u8]) -> bool {
    rest.first().is_some_and(|b| is_word(*b)) && !starts_unspaced(rest)
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

/// True if what follows a label ends it: nothing, or a colon, bar, dash, bullet, arrow or closing bracket, blanks before it aside.
fn is_label_end(rest: &[u8]) -> bool {
    let trimmed = rest.trim_ascii_start();
    let Some(&byte) = trimmed.first() else { return true };
    // A hyphen or slash right behind the phrase is part of a word ("photo-realistic").
    matches!(byte, b':' | b'|' | b'>' | b'=' | b']' | b'*') || (matches!(byte, b'-' | b'/') && trimmed.len() < rest.len())
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
