//! A byline: a whole line that says who wrote the text.

use std::borrow::Cow;

use super::credit::{Credit, MOST_WORDS_OF_ROLE, credit, without_addresses};
use super::names::{Cue, name_may_end, opens_with_name};
use super::stamps::{Stamps, all_stamps, stamps};
use super::words::{Langs, WORDS, split_words};
use crate::document::AuthorKind;

/// What made a line a byline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// A cue at its start: "By Jane Doe".
    Cue,
    /// A cue and a colon, a cue behind the name, or a cue in brackets: fit for the end of a text as well.
    Label,
    /// No cue; the agency, role or outlet behind the name said it: "Jane Doe, Special to The Post".
    Bare,
}

/// A line that was read as a byline.
#[derive(Clone, Debug)]
pub struct Byline {
    /// Who is named.
    pub credit: Credit,
    /// The languages of its cue; 0 if it has none.
    pub langs: Langs,
    /// What made it one.
    pub style: Style,
}

/// Longest byline, in bytes: a dozen names in an alphabet of two bytes a letter. A longer line is not looked at.
const MOST_BYTES: usize = 320;
/// Most words of a byline.
const MOST_WORDS: usize = 30;
/// Behind a cue that is followed by its name after a mark.
const AFTER_LABEL: &[char] = &[':', '：', '＝', '=', '／', '丨', '|', '｜'];

/// Reads a line as a byline.
#[must_use]
pub fn byline(line: &str) -> Option<Byline> {
    read(line, true)
}

/// Reads a line as a byline that has a cue.
#[must_use]
pub fn cued_byline(line: &str) -> Option<Byline> {
    read(line, false)
}

fn read(line: &str, or_bare: bool) -> Option<Byline> {
    if line.len() > MOST_BYTES || line.len() < 4 || memchr::memchr_iter(b' ', line.as_bytes()).count() > MOST_WORDS {
        return None;
    }
    let cleaned = if line.contains('@') { Cow::Owned(without_addresses(line)) } else { Cow::Borrowed(line) };
    let text = cleaned.trim_matches(|c: char| c.is_whitespace() || matches!(c, '*' | '_' | '|' | '•' | '–' | '—' | '-' | '●' | '▪'));
    let (inner, enclosed) = unwrap(text);
    let (before, rest) = match stamps(inner) {
        Some((_, "")) => return None,
        Some((stamps, rest)) => (Some(stamps), rest),
        None => (None, inner),
    };
    let (may_have_cue, may_be_bare) = (may_have_cue(rest, enclosed), or_bare && !enclosed && may_be_bare(rest, before.as_ref()));
    if !may_have_cue && !may_be_bare {
        return None;
    }
    let (names, behind) = before_dates(rest);
    let cued = if may_have_cue { cued(names, enclosed) } else { None };
    let mut byline = cued.or_else(|| if may_be_bare { bare(names, before.as_ref()) } else { None })?;
    for stamps in [before, behind].into_iter().flatten() {
        let own = &mut byline.credit.stamps;
        own.published = own.published.take().or(stamps.published);
        own.updated = own.updated.take().or(stamps.updated);
    }
    Some(byline)
}

/// A look at what [`cued`] needs, before dates are looked for: a cue at the start, or one of East Asia anywhere.
fn may_have_cue(text: &str, enclosed: bool) -> bool {
    WORDS.byline.strip_start(text, enclosed).is_some()
        || WORDS.byline_colon.strip_start(text, false).is_some()
        || (!text.is_ascii() && text.contains(|c| matches!(c, '\u{2e80}'..='\u{d7af}')))
}

/// A look at what [`bare`] needs: a name, a role before one, or an agency at the start, and something that says what the line is.
fn may_be_bare(text: &str, before: Option<&Stamps>) -> bool {
    if !text.starts_with(|c: char| c.is_uppercase() || c.is_lowercase()) {
        return false;
    }
    let opens_with_agency = || WORDS.agencies.opens(text) || text.strip_prefix("the ").is_some_and(|t| WORDS.agencies.opens(t));
    let opens_with_name = opens_with_name(text) && (name_may_end(text) || may_have_digit(text));
    if !opens_with_name && !opens_with_role(text) && !opens_with_agency() {
        return false;
    }
    before.is_some_and(|s| s.labelled) || split_words(text).any(|word| WORDS.is_role(word)) || has_support(text)
}

/// True if there may be a date behind the name.
fn may_have_digit(text: &str) -> bool {
    !text.is_ascii() || text.bytes().any(|b| b.is_ascii_digit())
}

/// True if one of the first words is a role that a name may follow.
fn opens_with_role(text: &str) -> bool {
    let mut words = split_words(text).zip(split_words(text).skip(1)).take(MOST_WORDS_OF_ROLE);
    let is_before_name = |next: &str| next.contains(char::is_uppercase) || WORDS.particle.has(next);
    words.any(|(word, next)| is_before_name(next) && WORDS.is_role(word))
}

/// True if a word of `text` is an agency, an outlet's or what stands for an author, or "special to" follows a mark.
fn has_support(text: &str) -> bool {
    let (mut is_inside, mut follows_mark) = (false, false);
    text.char_indices().any(|(at, c)| {
        let is_start = !std::mem::replace(&mut is_inside, c.is_alphanumeric()) && is_inside;
        let found = is_start
            && (WORDS.support.strip_start(&text[at..], false).is_some()
                || (follows_mark && WORDS.special.strip_start(&text[at..], false).is_some()));
        follows_mark = if c.is_whitespace() { follows_mark } else { !is_inside };
        found
    })
}

/// The text between brackets or slashes, and whether there were any.
fn unwrap(text: &str) -> (&str, bool) {
    if text.starts_with(char::is_alphanumeric) {
        return (text, false);
    }
    let pairs = [('(', ')'), ('（', '）'), ('[', ']'), ('【', '】'), ('/', '/'), ('［', '］')];
    let inner = pairs.iter().find_map(|&(open, close)| text.strip_prefix(open)?.strip_suffix(close)).filter(|t| !t.contains(['(', '（']));
    inner.map_or((text, false), |inner| (inner.trim(), true))
}

/// A line's names and the dates behind them, if there are any: "Jane Doe May 30, 2023", "Jane Doe, Published: ...".
fn before_dates(text: &str) -> (&str, Option<Stamps>) {
    if !text.contains(|c| super::date::digit(c).is_some()) {
        return (text, None);
    }
    for (at, _) in text.match_indices(' ') {
        if let Some(stamps) = all_stamps(&text[at + 1..]) {
            return (
                text[..at].trim_end_matches(|c: char| c.is_whitespace() || matches!(c, ',' | '|' | '•' | '·' | '-' | '–' | '—' | '/')),
                Some(stamps),
            );
        }
    }
    (text, None)
}

fn cued(text: &str, enclosed: bool) -> Option<Byline> {
    let labelled =
        WORDS.byline_colon.strip_start(text, false).and_then(|(langs, rest)| Some((langs, rest.trim_start().strip_prefix(AFTER_LABEL)?)));
    if let Some((langs, names)) = labelled {
        return found(names, langs, Style::Label);
    }
    if let Some((langs, rest)) = WORDS.byline.strip_start(text, enclosed) {
        let (names, is_label) = match rest.trim_start().strip_prefix(AFTER_LABEL) {
            Some(names) => (names, true),
            None => (rest, enclosed),
        };
        return found(names, langs, if is_label { Style::Label } else { Style::Cue });
    }
    let (langs, names) = WORDS.byline_after.strip_end(text)?;
    found(names, langs, Style::Label)
}

fn found(names: &str, langs: Langs, style: Style) -> Option<Byline> {
    credit(names.trim(), langs, Cue::Clear).map(|credit| Byline { credit, langs, style })
}

/// A line without a cue: full names of people with something behind them that says what they are.
fn bare(text: &str, before: Option<&Stamps>) -> Option<Byline> {
    if !text.starts_with(|c: char| c.is_uppercase() || c.is_lowercase()) || text.ends_with(['?', '!']) {
        return None;
    }
    // "NAME / AGENCY" credits a photograph; "AGENCY/NAME" a report.
    if text.rsplit_once('/').is_some_and(|(_, last)| WORDS.agency(last).is_some()) {
        return None;
    }
    let credit = credit(text, 0, Cue::None)?;
    let said = credit.supported || before.is_some_and(|s| s.labelled);
    let people = credit.authors.iter().all(|a| a.kind == AuthorKind::Person);
    (said && people).then_some(Byline { credit, langs: 0, style: Style::Bare })
}

/// True for a cue that stands alone, its name on the next line.
#[must_use]
pub fn is_lone_cue(line: &str) -> bool {
    // No cue is longer.
    if line.len() > 40 {
        return false;
    }
    let text = line.trim_end_matches([':', '：', ' ']);
    WORDS.byline.has(text) || (text.len() < line.len() && WORDS.byline_colon.has(text))
}

impl Byline {
    /// The line in the normal form of the language: "By NAME, NAME and NAME".
    #[must_use]
    pub fn normal(&self, language: Langs) -> String {
        let names: Vec<&str> = self.credit.authors.iter().map(|a| a.name.as_str()).collect();
        normal(&names, language)
    }
}

/// Names in the normal form of the language.
#[must_use]
pub fn normal(names: &[&str], language: Langs) -> String {
    let form = WORDS.form(language);
    let is_word = form.last.starts_with(char::is_alphabetic);
    let list = match names {
        [first @ .., last] if is_word && !first.is_empty() => format!("{} {} {last}", first.join(", "), form.last),
        _ => names.join(form.last),
    };
    form.template.replace("{}", &list)
}

#[cfg(test)]
mod tests {
    use super::super::words::LANGUAGES;
    use super::*;

    #[test]
    fn bylines() {
        for (language, line, want) in [
            ("en", "By Jane Doe", "By Jane Doe"),
            ("en", "BY JANE DOE", "By Jane Doe"),
            ("en", "By Jane Doe and John Roe, AFP", "By Jane Doe and John Roe"),
            ("en", "By Jane Doe, John Roe and Ann Poe", "By Jane Doe, John Roe and Ann Poe"),
            ("en", "By Jane Doe, Political Editor", "By Jane Doe"),
            ("en", "By Jane Doe | Reuters", "By Jane Doe"),
            ("en", "By Jane Doe | May 30, 2023", "By Jane Doe"),
            ("en", "May 30, 2023 by Jane Doe", "By Jane Doe"),
            ("en", "Published 5:12 pm ET, Jane Doe", "By Jane Doe"),
            ("en", "Jane Doe, Special to The Post", "By Jane Doe"),
            ("en", "Words by Banksy", "By Banksy"),
            ("en", "Written by Jane Doe, MD", "By Jane Doe MD"),
            ("en", "Text: Jane Doe", "By Jane Doe"),
            ("de", "Von Max Müller, Berlin", "Von Max Müller"),
            ("de", "Von Max Müller und Ute Berg", "Von Max Müller und Ute Berg"),
            ("en", "dpa/Max Müller", "By Max Müller"),
            ("en", "Max Müller, dpa", "By Max Müller"),
            ("fr", "Par Jeanne Petit (avec AFP)", "Par Jeanne Petit"),
            ("es", "Por Ana Pérez", "Por Ana Pérez"),
            ("es", "Por Redacción", "Por Redacción"),
            ("it", "di Mario Rossi", "Di Mario Rossi"),
            ("it", "a cura di Mario Rossi", "Di Mario Rossi"),
            ("ru", "Автор: Иван Петров", "Автор: Иван Петров"),
            ("nl", "Door Jan de Vries", "Door Jan de Vries"),
            ("sv", "Av Per Hansen", "Av Per Hansen"),
            ("da", "Af Per Hansen og Ida Holm", "Af Per Hansen og Ida Holm"),
            ("pl", "Tekst: Jan Kowalski", "Autor: Jan Kowalski"),
            ("zh", "记者 王小明", "作者：王小明"),
            ("zh", "（记者王小明）", "作者：王小明"),
            ("ja", "文＝山田太郎", "文＝山田太郎"),
            ("ja", "（山田太郎記者）", "文＝山田太郎"),
            ("ar", "كتب: محمد علي", "بقلم: محمد علي"),
            ("hi", "रिपोर्ट: रवि कुमार", "द्वारा रवि कुमार"),
            ("ko", "홍길동 기자 hong@example.com", "홍길동 기자"),
            ("tr", "Haber: Ali Yılmaz", "Haber: Ali Yılmaz"),
            ("en", "By Jane Doe from Kyiv", "By Jane Doe"),
            ("en", "By Jane Doe Senior Political Editor", "By Jane Doe"),
            ("en", "by Jane Doe | SEO | 8 min read", "By Jane Doe"),
            ("en", "By Jane Doe <jane@example.com>", "By Jane Doe"),
        ] {
            let index = LANGUAGES.iter().position(|(tag, _)| *tag == language).unwrap();
            let byline = byline(line).unwrap_or_else(|| panic!("{line}"));
            assert!(byline.langs == 0 || byline.langs >> index & 1 == 1, "{line} is not of {language}: {:b}", byline.langs);
            assert_eq!(byline.normal(1 << index), want, "{line}");
        }
    }

    #[test]
    fn what_is_none() {
        for line in [
            "By Friday the rain had stopped.",
            "By 2030 half of them will be gone",
            "By the time they left",
            "Von Anfang an war alles klar",
            "Von Anfang an",
            "Par ailleurs",
            "Par exemple",
            "Por favor",
            "Por ejemplo",
            "Di solito",
            "By Design",
            "By the Numbers",
            "Jane Doe",
            "Reuters",
            "Text: Matthew 5:3",
            "By Friday",
            "May 30, 2023",
            "Jane Doe, president of Acme",
            "Paris, London and Rome",
            "Herzog to meet president in Baku",
            "By clicking you agree",
            "Jane Doe / AFP",
            "(Jane Doe, AP)",
            "By Jane Doe was the first of the three books that she wrote",
            "记者从公安局获悉",
            "Bypass",
            "Av. Paulista, 1000",
            "Door to door",
        ] {
            assert!(byline(line).is_none(), "{line}");
        }
    }
}
