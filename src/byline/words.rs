//! The word lists in `lexicon/`, loaded once.
//!
//! The files have the format of the rules' lexicon ([`entries`]) without anchors: a section is a class, and the code that reads
//! a class says where its phrases have to stand. One file a language; `any` holds what is the same in all, `agencies` a section
//! an agency, `places` the gazetteer. Both sides of a comparison are folded, so a digit run in a phrase is written `0`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::trie::Trie;
use crate::document::fold::fold;
use crate::rules::lexicon::entries;

/// The languages' files; a language's index is its bit in a [`Langs`].
pub(super) const LANGUAGES: [(&str, &str); 24] = [
    ("any", include_str!("lexicon/any.txt")),
    ("en", include_str!("lexicon/en.txt")),
    ("de", include_str!("lexicon/de.txt")),
    ("fr", include_str!("lexicon/fr.txt")),
    ("es", include_str!("lexicon/es.txt")),
    ("pt", include_str!("lexicon/pt.txt")),
    ("it", include_str!("lexicon/it.txt")),
    ("nl", include_str!("lexicon/nl.txt")),
    ("pl", include_str!("lexicon/pl.txt")),
    ("cs", include_str!("lexicon/cs.txt")),
    ("ru", include_str!("lexicon/ru.txt")),
    ("uk", include_str!("lexicon/uk.txt")),
    ("tr", include_str!("lexicon/tr.txt")),
    ("sv", include_str!("lexicon/sv.txt")),
    ("da", include_str!("lexicon/da.txt")),
    ("no", include_str!("lexicon/no.txt")),
    ("fi", include_str!("lexicon/fi.txt")),
    ("el", include_str!("lexicon/el.txt")),
    ("ar", include_str!("lexicon/ar.txt")),
    ("hi", include_str!("lexicon/hi.txt")),
    ("zh", include_str!("lexicon/zh.txt")),
    ("ja", include_str!("lexicon/ja.txt")),
    ("ko", include_str!("lexicon/ko.txt")),
    ("th", include_str!("lexicon/th.txt")),
];

/// A set of languages, one bit each.
pub type Langs = u32;

/// English, the fallback.
pub const ENGLISH: Langs = 1 << 1;

/// The phrases of one class, each with a value: its languages, or what the class says.
#[derive(Debug, Default)]
pub struct Phrases {
    /// By their folded form, until the tries are built.
    all: BTreeMap<Vec<u8>, u32>,
    starts: Trie,
    ends: Trie,
}

impl Phrases {
    fn add(&mut self, phrase: &str, language: Langs) {
        *self.all.entry(fold(phrase)).or_default() |= language;
    }

    fn finish(&mut self) {
        let all = std::mem::take(&mut self.all);
        self.ends = Trie::new(&all.iter().map(|(phrase, &value)| (phrase.iter().rev().copied().collect(), value)).collect());
        self.starts = Trie::new(&all);
    }

    /// The languages in which all of `text` is such a phrase.
    #[must_use]
    #[inline]
    pub fn get(&self, text: &str) -> Option<Langs> {
        if self.starts.may_hold(text.bytes()) { self.get_whole(text) } else { None }
    }

    fn get_whole(&self, text: &str) -> Option<Langs> {
        let (mut node, mut at, mut own) = (Trie::ROOT, 0, Vec::new());
        while at < text.len() {
            (node, at) = self.starts.step(node, text, at, &mut own)?;
        }
        self.starts.value(node)
    }

    /// True if all of `text` is such a phrase.
    #[must_use]
    #[inline]
    pub fn has(&self, text: &str) -> bool {
        self.get(text).is_some()
    }

    /// True if `text` starts with such a phrase and no letter with a case follows. It says yes where the other look-ups do, and
    /// more often.
    #[must_use]
    #[inline]
    pub fn opens(&self, text: &str) -> bool {
        self.starts.may_hold(text.bytes()) && self.opens_whole(text)
    }

    fn opens_whole(&self, text: &str) -> bool {
        let (mut node, mut at, mut own) = (Trie::ROOT, 0, Vec::new());
        while let Some(next) = self.starts.step(node, text, at, &mut own) {
            (node, at) = next;
            let ends =
                || text[at..].chars().next().is_none_or(|c| !c.is_lowercase() && !c.is_uppercase()) || !text[..at].ends_with(is_word);
            if self.starts.value(node).is_some() && ends() {
                return true;
            }
        }
        false
    }

    /// The longest such phrase that `text` starts with, as its languages and what follows. A letter may follow only where
    /// `tight`, which is for scripts without spaces.
    #[must_use]
    #[inline]
    pub fn strip_start<'t>(&self, text: &'t str, tight: bool) -> Option<(Langs, &'t str)> {
        if self.starts.may_hold(text.bytes()) { self.strip_whole_start(text, tight) } else { None }
    }

    fn strip_whole_start<'t>(&self, text: &'t str, tight: bool) -> Option<(Langs, &'t str)> {
        let (mut node, mut own, mut longest) = (Trie::ROOT, Vec::new(), None);
        for (at, c) in text.char_indices() {
            let next = self.starts.step_char(node, c, &mut own, false).filter(|next| *next != Trie::ROOT);
            let Some(next) = next else { break };
            let rest = &text[at + c.len_utf8()..];
            if next != node
                && let Some(langs) = self.starts.value(next)
                && (tight || !is_word(c) || rest.chars().next().is_none_or(|c| !is_word(c)))
            {
                longest = Some((langs, rest));
            }
            node = next;
        }
        longest
    }

    /// The longest such phrase that `text` ends with, as its languages and what stands before it.
    #[must_use]
    #[inline]
    pub fn strip_end<'t>(&self, text: &'t str) -> Option<(Langs, &'t str)> {
        if self.ends.may_hold(text.bytes().rev()) { self.strip_whole_end(text) } else { None }
    }

    fn strip_whole_end<'t>(&self, text: &'t str) -> Option<(Langs, &'t str)> {
        let (mut node, mut own, mut longest) = (Trie::ROOT, Vec::new(), None);
        for (at, c) in text.char_indices().rev() {
            let next = self.ends.step_char(node, c, &mut own, true).filter(|next| *next != Trie::ROOT);
            let Some(next) = next else { break };
            if next != node
                && let Some(langs) = self.ends.value(next)
            {
                longest = Some((langs, &text[..at]));
            }
            node = next;
        }
        longest
    }
}

/// The parts of `text` between single spaces, as `split(' ')` has them, in less time for short words.
pub(super) fn split_words(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let text = rest?;
        let (word, behind) = match text.bytes().position(|b| b == b' ') {
            Some(end) => (&text[..end], Some(&text[end + 1..])),
            None => (text, None),
        };
        rest = behind;
        Some(word)
    })
}

/// Letters, marks and digits.
fn is_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '\u{900}'..='\u{dff}' | '\u{e00}'..='\u{e7f}')
}

/// How a language writes a byline in the normal form.
#[derive(Clone, Copy, Debug)]
pub struct Form {
    /// "By {}".
    pub template: &'static str,
    /// "and".
    pub last: &'static str,
}

macro_rules! words {
    ($($(#[$doc:meta])+ $field:ident: $class:literal,)+) => {
        /// All lists.
        #[derive(Debug, Default)]
        pub struct Words {
            $($(#[$doc])+ pub $field: Phrases,)+
            /// The names of months, with their numbers.
            pub(super) months: Phrases,
            /// The names of agencies, with their places in `agency_names`.
            pub(super) agencies: Phrases,
            agency_names: Vec<String>,
            /// All phrases that a date, a time or what belongs to one may start with.
            pub(super) date_start: Phrases,
            /// All phrases that tell a line without a cue is a byline, roles aside.
            pub(super) support: Phrases,
            /// All words that may follow a name within a list's item.
            pub(super) behind_name: Phrases,
            forms: Vec<Form>,
        }

        impl Words {
            fn class(&mut self, name: &str) -> Option<&mut Phrases> {
                match name {
                    $($class => Some(&mut self.$field),)+
                    _ => None,
                }
            }

            fn finish(&mut self) {
                let labels = [&self.published, &self.updated, &self.reading_time, &self.relative];
                let date_start = labels.into_iter().chain([&self.months, &self.weekday, &self.date_filler, &self.am, &self.pm]);
                self.date_start.all = date_start.flat_map(|phrases| phrases.all.clone()).collect();
                self.date_start.finish();
                let support = [&self.agencies, &self.organisation, &self.outlet_word];
                self.support.all = support.into_iter().flat_map(|phrases| phrases.all.clone()).collect();
                self.support.finish();
                let behind_name = [&self.conjunction, &self.role_start, &self.place_before, &self.of, &self.special];
                self.behind_name.all = behind_name.into_iter().flat_map(|phrases| phrases.all.clone()).collect();
                self.behind_name.finish();
                $(self.$field.finish();)+
                self.months.finish();
                self.agencies.finish();
            }
        }
    };
}

words! {
    /// A name follows: "by".
    byline: "byline",
    /// A colon and a name follow: "author".
    byline_colon: "byline-colon",
    /// A name stands before it: "기자".
    byline_after: "byline-after",
    /// A helper's name follows: "editing by".
    contributor: "contributor",
    /// Helpers' names stand before it: "contributed to this report".
    contributed: "contributed",
    /// An agency's name follows: "with material from".
    material: "material",
    /// "and".
    conjunction: "conjunction",
    /// "reporter".
    role: "role",
    /// First words of a role: "senior".
    role_start: "role-start",
    /// The verb of an author's biography: "is".
    is: "is",
    /// The same with an object of its own: "covers".
    writes: "writes",
    /// "a", "the".
    article: "article",
    /// Between a role and its organisation: "at".
    of: "of",
    /// Ends the role or organisation in a biography: "who", "covering".
    stop: "stop",
    /// Between a name and the outlet it wrote for: "special to".
    special: "special",
    /// Stands for an author and is none: "staff".
    organisation: "organisation",
    /// What a field for an author's name holds when it names nobody: "admin".
    no_author: "no-author",
    /// A word of outlets' names: "news".
    outlet_word: "outlet-word",
    /// No name starts with it: "the".
    not_a_name: "not-a-name",
    /// Between a name and a place: "in".
    place_before: "in",
    /// "van", "de".
    particle: "particle",
    /// "Jr.", "MD".
    suffix: "suffix",
    /// "Dr.".
    prefix: "prefix",
    /// "Monday".
    weekday: "weekday",
    /// "published on".
    published: "published",
    /// "last updated".
    updated: "updated",
    /// What stands around dates and times and says nothing: "at".
    date_filler: "date-filler",
    /// "am".
    am: "am",
    /// "pm".
    pm: "pm",
    /// "UTC".
    zone: "zone",
    /// "0 min read".
    reading_time: "reading-time",
    /// "0 hours ago".
    relative: "relative",
    /// Capitals before a dash that are no place: "breaking".
    not_a_place: "not-a-place",
    /// The gazetteer.
    place: "place",
    /// The commonest words, by which languages with the same cue are told apart.
    common: "common",
}

/// All lists, loaded at the first use.
pub static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let mut words = Words::default();
    let names = LANGUAGES.into_iter().enumerate().map(|(n, (_, text))| (1 << n, text));
    for (language, text) in names.chain([(0, include_str!("lexicon/places.txt"))]) {
        let mut form = Form { template: "By {}", last: "and" };
        for entry in entries(text) {
            match entry.class {
                "normal" => form.template = entry.phrase,
                "last" => form.last = entry.phrase,
                class => match class.strip_prefix("month-").and_then(|m| m.parse().ok()) {
                    Some(month) => _ = words.months.all.insert(fold(entry.phrase), month),
                    None => {
                        if let Some(class) = words.class(class) {
                            class.add(entry.phrase, language);
                        }
                    }
                },
            }
        }
        words.forms.push(form);
    }
    for entry in entries(include_str!("lexicon/agencies.txt")) {
        words.agencies.all.insert(fold(entry.phrase), words.agency_names.len() as u32);
        words.agency_names.push(entry.class.replace('_', " "));
    }
    words.finish();
    words
});

impl Words {
    /// The number of the month of that name.
    #[must_use]
    pub fn month(&self, name: &str) -> Option<u32> {
        self.months.get(name)
    }

    /// The name to cite of the agency of that name.
    #[must_use]
    pub fn agency(&self, name: &str) -> Option<&str> {
        let name = name.trim_matches(|c: char| c.is_whitespace() || matches!(c, '.' | ',' | '-' | '(' | ')' | '/' | '（' | '）'));
        self.agencies.get(name).map(|at| self.agency_names[at as usize].as_str())
    }

    /// The role noun in `word`: the whole word, what follows its last hyphen, or, in languages that write compounds in one word,
    /// its end.
    #[must_use]
    pub fn is_role(&self, word: &str) -> bool {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric());
        // Most words end as no role does.
        if !self.role.ends.may_hold(word.bytes().rev()) {
            return false;
        }
        let last = word.rfind(['-', '‑']).map_or(word, |at| word[at..].trim_start_matches(['-', '‑']));
        self.role.has(word)
            || (last.len() < word.len() && self.role.has(last))
            || self.role.strip_end(last).is_some_and(|(langs, rest)| langs & self.compounding() != 0 && rest.chars().nth(2).is_some())
    }

    /// German, Dutch, Swedish, Danish, Norwegian, Finnish.
    fn compounding(&self) -> Langs {
        1 << 2 | 1 << 7 | 1 << 13 | 1 << 14 | 1 << 15 | 1 << 16
    }

    /// The form of the first language of the set.
    #[must_use]
    pub fn form(&self, langs: Langs) -> Form {
        self.forms[(if langs == 0 { ENGLISH } else { langs }).trailing_zeros() as usize % self.forms.len()]
    }

    /// Of `langs`, the one whose commonest words `text` has most of; the first of them where that says nothing.
    #[must_use]
    pub fn guess(&self, langs: Langs, text: &str) -> Langs {
        let langs = if langs & !1 == 0 { !1 } else { langs & !1 };
        if langs.count_ones() == 1 {
            return langs;
        }
        let mut counts = [0u32; 32];
        for word in text.split_whitespace() {
            let known = self.common.get(word).unwrap_or(0) & langs;
            (0..32).filter(|n| known >> n & 1 == 1).for_each(|n| counts[n] += 1);
        }
        let best = (0..32).filter(|n| langs >> n & 1 == 1).max_by_key(|&n| (counts[n], std::cmp::Reverse(n)));
        best.filter(|&n| counts[n] > 0 || langs != !1).map_or(ENGLISH, |n| 1 << n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn lists_are_sorted_unique_and_known() {
        let places = ("places", include_str!("lexicon/places.txt"));
        let agencies = ("agencies", include_str!("lexicon/agencies.txt"));
        for (name, text) in LANGUAGES.into_iter().chain([places, agencies]) {
            assert!(text.starts_with("# "), "{name} does not say where it comes from");
            let mut last = ("", "");
            let mut seen = HashSet::new();
            for entry in entries(text) {
                assert!(last < (entry.class, entry.phrase), "{name}: {} is out of order or twice", entry.phrase);
                last = (entry.class, entry.phrase);
                let known = name == "agencies" || ["normal", "last"].contains(&entry.class) || entry.class.starts_with("month-");
                assert!(known || Words::default().class(entry.class).is_some(), "{name}: class {}", entry.class);
                assert!(seen.insert((entry.class, entry.phrase)));
            }
        }
    }

    #[test]
    fn cues_are_found_at_word_boundaries() {
        assert_eq!(WORDS.byline.strip_start("By Jane", false).map(|(_, rest)| rest), Some(" Jane"));
        assert_eq!(WORDS.byline.strip_start("Bypass", false), None);
        assert_eq!(WORDS.byline_after.strip_end("홍길동 기자").map(|(_, rest)| rest), Some("홍길동 "));
    }

    #[test]
    fn roles_agencies_and_months() {
        assert!(WORDS.is_role("FOCUS-online-Redakteur") && WORDS.is_role("Politikredakteurin") && !WORDS.is_role("Minister"));
        assert_eq!(WORDS.agency("РИА Новости"), Some("RIA Novosti"));
        assert_eq!(WORDS.month("Août"), Some(8));
    }
}
