//! Marks of footnotes, and of an encyclopedia's editors, in square brackets.

use std::collections::HashSet;

use memchr::{memchr, memchr_iter};

use super::code_likeness::mentions_code;
use super::lexicon::inside::is_label;
use super::{Findings, Info, Rule, declare};
use crate::document::{Danger, Document, Evidence, Finding, Span, ends_sentence};

declare! {
    /// Marks of footnotes, and of an encyclopedia's editors, in square brackets.
    ///
    /// ## What it removes
    /// The numbers and letters of notes that stand right behind a word or sentence (`[1]`, `[12][13]`, `[a]`), where three or more of them count on from each
    /// other and no note of that number stands in the text; editors' marks (`[citation needed]`, `[note 3]`); and behind headings what edits a
    /// section (`[edit | edit source]`).
    ///
    /// ## Why it is noise
    /// They are links to notes that are not there, and buttons.
    ///
    /// ## Example
    /// ```before
    /// History[edit]
    /// The bridge was built in 1911[1] by the engineer of the mill,[2] and many say that it was the first of its kind.[citation needed]
    /// It was opened by the mayor in the spring of the year after that.[3][a]
    /// ```
    /// ```after
    /// History
    /// The bridge was built in 1911 by the engineer of the mill, and many say that it was the first of its kind.
    /// It was opened by the mayor in the spring of the year after that.
    /// ```
    ///
    /// ## What it must keep
    /// Words that somebody put into a quotation; years of judgments; places in a list; the numbers of a text that has its notes, and texts about programming.
    /// ```keep
    /// “He [the king] said so [sic],” and the court agreed in [2004] UKHL 5, where a[1] and a[2] are the first two of them [...].
    /// The bridge was built in 1911[1] by the engineer of the mill,[2] and was opened by the mayor in the spring of the year after.[3]
    /// [1] Smith, The Bridge, 1931.
    /// [2] Jones, Mills and Rivers, 1950.
    /// ```
    ///
    /// ## Languages and sources of its lists
    /// `lexicon/inside.txt`, sections `footnote` and `section-edit`: general knowledge of wikis in some forty languages.
    ///
    /// ## Known misses
    /// Numbers with a blank before them inside of a sentence, which may be part of it ("as shown in [4]"), and numbers without brackets.
    FootnoteMark, "footnote-mark", []
}

/// Fewer numbers that count on are no notes.
const FEWEST_NOTES: usize = 3;
/// A mark that is longer is a remark of somebody.
const LONGEST_MARK: usize = 60;
/// Numbers of notes have so many digits; with more they are years.
const MOST_DIGITS: usize = 3;
/// So far a number may be ahead of the last: notes in between stand in what is not part of the text.
const LARGEST_STEP: u32 = 4;

/// A line of fewer words is a table's or a list's. Whether it ends a sentence cannot be told as long as a mark stands behind it.
const WORDS_OF_PROSE: u32 = 8;

/// The number or letter of a note.
struct Note {
    span: Span,
    /// The first number; none of a letter.
    number: Option<u32>,
    in_prose: bool,
}

impl Rule for FootnoteMark {
    fn info(&self) -> &'static Info {
        &Self::INFO
    }

    fn check(&self, document: &Document<'_>, findings: &mut Findings) {
        let mut notes = Vec::new();
        let mut has_notes = false;
        let mut words = HashSet::new();
        for (_, line) in document.filled_lines().filter(|(_, line)| line.code_marks >= 2) {
            let text = document.text_of(line);
            let mut before = 0;
            for at in memchr_iter(b'[', text.as_bytes()) {
                let Some(mark) = mark(text, at) else { continue };
                let span = Span::new(line.span.start + at, line.span.start + at + mark.len() + 2);
                if at == 0 && number(mark).is_some() && !text[mark.len() + 2..].trim().is_empty() {
                    has_notes = true;
                } else if let Some(danger) = word(text, at, mark) {
                    let start = span.start - usize::from(is_loose(text, at, mark));
                    let span = Span::new(start, span.end);
                    findings.list.push(Finding::remove(Self::INFO.id, span, danger, Evidence::PHRASE.and(Evidence::SHAPE)));
                } else if is_note(text, at, mark, before) {
                    before = at + mark.len() + 2;
                    words.insert(last_word(&text[..at]));
                    notes.push(Note { span, number: number(mark), in_prose: line.words >= WORDS_OF_PROSE });
                }
            }
        }
        // Elements of a list in a program count on as well, behind the same name.
        let is_of_text = !has_notes && words.len() >= FEWEST_NOTES && count_on(&notes) && !mentions_code(document);
        if is_of_text {
            let remove = |note: Note| Finding::remove(Self::INFO.id, note.span, Danger::Low, Evidence::SHAPE.and(Evidence::REPETITION));
            findings.list.extend(notes.into_iter().map(remove));
        }
    }
}

/// What stands between the bracket at `at` and the next one, if that closes it.
fn mark(text: &str, at: usize) -> Option<&str> {
    let behind = &text.as_bytes()[at + 1..text.len().min(at + 1 + LONGEST_MARK)];
    let length = memchr(b']', behind).filter(|length| *length > 0 && memchr(b'[', &behind[..*length]).is_none())?;
    Some(&text[at + 1..=at + length])
}

/// The number that a mark starts with, if it is one or a few of them: `12`, `3, 4`, `5–7`.
fn number(mark: &str) -> Option<u32> {
    let is_list = mark.chars().all(|c| c.is_ascii_digit() || matches!(c, ',' | '-' | '–' | ' '));
    let digits = mark.bytes().take_while(u8::is_ascii_digit).count();
    if !is_list || !(1..=MOST_DIGITS).contains(&digits) { None } else { mark[..digits].parse().ok() }
}

/// How sure it is that a mark's words are an editor's.
fn word(text: &str, at: usize, mark: &str) -> Option<Danger> {
    let (before, behind) = (&text[..at], &text[at + 1 + mark.len()..]);
    let mark = mark.trim();
    let closes_line = behind.trim_start().len() <= 1;
    if closes_line && !ends_sentence(before) && is_label("section-edit", mark) {
        return Some(Danger::Medium);
    }
    let is_glued = before.ends_with(|c: char| !c.is_whitespace());
    let is_sure = is_glued || (mark.contains(' ') && !before.is_empty());
    (is_sure && is_label("footnote", mark)).then_some(Danger::Low)
}

/// True if a blank before the mark at `at` would be left before a sentence's mark.
fn is_loose(text: &str, at: usize, mark: &str) -> bool {
    text[..at].ends_with(' ') && text[at + mark.len() + 2..].starts_with(['.', ',', ';', ':', '!', '?'])
}

/// True for a number or letter right behind a word, behind the end of a sentence or part of one, or behind another (which ends at `previous`).
fn is_note(text: &str, at: usize, mark: &str, previous: usize) -> bool {
    let is_letter = mark.len() == 1 && mark.as_bytes()[0].is_ascii_lowercase();
    if at == 0 || !(is_letter || number(mark).is_some()) {
        return false;
    }
    let mut behind = text[at + mark.len() + 2..].chars();
    let is_whole = match behind.next() {
        Some('(' | '_' | '=' | '/' | '{' | '+' | '*') => false,
        Some('.' | '-' | ':') => behind.next().is_none_or(|c| !c.is_ascii_alphanumeric()),
        Some(c) => !c.is_ascii_alphanumeric(),
        None => true,
    };
    let before = &text[..at];
    let follows = previous == at
        || match before.strip_suffix(' ') {
            Some(before) => !is_letter && before.ends_with(['.', ',', ';', '!', '?', '”', '"', '»']),
            None => ends_word(before),
        };
    is_whole && follows
}

/// True behind a word, which a single letter and an identifier are not, or behind a mark of a sentence.
fn ends_word(before: &str) -> bool {
    let word = last_word(before);
    let is_identifier = word.contains(['_', '$', '/', '\\', '=', '(', '{']) && !word.ends_with(')');
    match before.chars().next_back() {
        Some(c) if c.is_alphanumeric() => (word.len() > 1 || word.as_bytes().first().is_some_and(u8::is_ascii_digit)) && !is_identifier,
        Some(c) => matches!(
            c,
            '.' | ','
                | ';'
                | ':'
                | '!'
                | '?'
                | '"'
                | '\''
                | ')'
                | '%'
                | '”'
                | '’'
                | '»'
                | '“'
                | '。'
                | '、'
                | '」'
                | '』'
                | '，'
                | '）'
                | '।'
                | '،'
                | '؛'
                | '؟'
        ),
        None => false,
    }
}

/// The end of `before` behind its last blank; no more than a long word.
fn last_word(before: &str) -> &str {
    let from = before.ceil_char_boundary(before.len().saturating_sub(LONGEST_MARK));
    before[from..].rsplit(' ').next().unwrap_or_default()
}

/// True if the notes are numbered as they come, most of them in prose: each number that is new is the next one or one of the next.
fn count_on(notes: &[Note]) -> bool {
    let (mut last, mut next, mut jumps) = (None, 0, 0);
    for number in notes.iter().filter_map(|note| note.number) {
        match last {
            // The elements of lists are counted from 0.
            _ if number == 0 => return false,
            None => next += 1,
            Some(last) if number <= last => continue,
            Some(last) if number <= last + LARGEST_STEP => next += 1,
            Some(_) => jumps += 1,
        }
        last = Some(number);
    }
    let in_prose = notes.iter().filter(|note| note.in_prose).count();
    next >= FEWEST_NOTES && jumps * FEWEST_NOTES <= next && in_prose * 2 >= notes.len()
}

#[cfg(test)]
mod tests {
    use crate::{Cleaner, Config, Record};

    const NOTES: &str = "The old mill at the lower bridge was built[1] in the year 1911[2] by three brothers,[3] who lived there.";

    fn clean(text: &str) -> String {
        Cleaner::new(Config::default()).clean(Record::text(text)).text
    }

    #[test]
    fn marks_go() {
        let clean_notes = "The old mill at the lower bridge was built in the year 1911 by three brothers, who lived there.\n";
        assert_eq!(clean(&format!("{NOTES}\n")), clean_notes);
        for (line, left) in [
            ("It stood for years.[4][5] It fell in spring.[b]", "It stood for years. It fell in spring."),
            ("It stood for years. [4] It fell in spring.[6–8]", "It stood for years. It fell in spring."),
            ("Some say so [citation needed]. Others do not.[who?]", "Some say so. Others do not."),
            ("Manche sagen das.[Beleg?] Andere nicht.[Anm. 2]", "Manche sagen das. Andere nicht."),
            ("Certains le disent[réf. nécessaire].", "Certains le disent."),
            ("そう言われている[要出典]。", "そう言われている。"),
            ("Geschichte [Bearbeiten | Quelltext bearbeiten]", "Geschichte"),
            ("歴史[編集]", "歴史"),
        ] {
            assert_eq!(clean(&format!("{NOTES}\n{line}\n")).lines().last(), Some(left), "{line}");
        }
    }

    #[test]
    fn look_alikes_stay() {
        for line in [
            "As shown in [4], and later [5] as well.",
            "She wom[a]n the boat, he [the king] said, and so on [...] and [sic].",
            "In Smith v Jones [2004] UKHL 5 it was held so.",
            "The value of x[4] is five_names[5], f(a)[6](b) too.",
            "[edit] I meant the other bridge, sorry.",
            "The button [Edit] opens it, and then you see it change at once.",
            "bicyclo[2.2.1]heptane and benzo[a]pyrene",
            "[ ] open [x] done",
            "git add [ <path> …] and [ – ] [ é ]",
        ] {
            assert_eq!(clean(&format!("{NOTES}\n{line}\n")).lines().last(), Some(line));
        }
        for text in [
            "Only one note stands in this text, right behind its last word.[1]\n",
            "The first is list[1] and the next is list[2], then list[3] and list[4] follow it in turn.\n",
            "Federer[1]\nNadal[2]\nDjokovic[3]\n",
        ] {
            assert_eq!(clean(text), text);
        }
    }
}
