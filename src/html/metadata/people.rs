//! Whom a page names as its author: declared names and marked bylines made into people.

use super::single_spaced;
use crate::byline::credit::{credit, without_addresses};
use crate::byline::line::{cued_byline, is_lone_cue};
use crate::byline::names::{self, Cue};
use crate::byline::words::{Langs, WORDS};
use crate::document::fold::fold;
use crate::document::{Author, AuthorKind};

/// Longest value that is read, in bytes: some dozens of names.
const MOST_BYTES: usize = 1000;
/// Longest name that is taken as declared, in bytes, though it has not the shape of one.
const MOST_NAME_BYTES: usize = 64;
/// Most words of such a name: "The Editors of the Daily Example".
const MOST_NAME_WORDS: usize = 6;
/// Most authors of a page. What names more is a list of staff.
pub const MOST_AUTHORS: usize = 50;
/// How sure a declared name is that has the shape of one, one that has not, and a name that a class alone points to.
const SURE: f32 = 0.95;
const DECLARED: f32 = 0.8;
const MARKED: f32 = 0.75;
/// Most lines of a marked byline that are looked at: a picture's text, a cue, the name.
const MOST_LINES: usize = 3;
/// Conjunctions of any language join names where nothing but names is expected.
const ANY_LANGUAGE: Langs = !0;

/// Names that are the site's, which are not its authors.
#[derive(Debug, Default)]
pub struct Own {
    folded: Vec<Vec<u8>>,
}

impl Own {
    /// Adds a name of the site, its publisher or its host.
    pub fn add(&mut self, name: &str) {
        let name = fold(name);
        if !name.is_empty() {
            self.folded.push(letters(&name));
        }
    }

    /// True for such a name.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        let name = letters(&fold(name));
        self.folded.contains(&name)
    }
}

/// A folded name without its blanks and marks: hosts have none.
fn letters(folded: &[u8]) -> Vec<u8> {
    folded.iter().copied().filter(|b| b.is_ascii_alphanumeric() || *b >= 0x80).collect()
}

/// The names in a field that is declared to hold an author's name or several.
#[must_use]
pub fn declared(value: &str, kind: AuthorKind, own: &Own) -> Vec<Author> {
    let Some(text) = plain(value) else { return Vec::new() };
    if is_nobody(&text) || own.has(&text) {
        return Vec::new();
    }
    let listed = cued_byline(&text).map(|b| b.credit).or_else(|| credit(&text, ANY_LANGUAGE, Cue::Clear));
    if let Some(listed) = listed.filter(|_| kind == AuthorKind::Person) {
        return kept(listed.authors, value, SURE, own);
    }
    let text = WORDS.byline.strip_start(&text, false).map_or(text.as_str(), |(_, rest)| rest.trim_start_matches([':', ' ']));
    let parts: Vec<&str> = match kind {
        AuthorKind::Person => text.split([',', ';', '|', '/', '、', '，']).flat_map(|part| part.split(" and ")).collect(),
        _ => vec![text],
    };
    let authors = parts.into_iter().filter_map(|part| as_declared(without_brackets(part.trim()), kind)).collect();
    kept(authors, value, DECLARED, own)
}

/// The names in a visible text that is marked as a byline. Every part of it must be understood.
#[must_use]
pub fn marked(text: &str, own: &Own) -> Vec<Author> {
    // A cue may have a line of its own; behind the line with the name there may be a role, a biography, a link.
    text.lines().take(MOST_LINES).find_map(|line| Some(one_line(line, own)).filter(|a| !a.is_empty())).unwrap_or_default()
}

fn one_line(line: &str, own: &Own) -> Vec<Author> {
    let Some(text) = plain(line).filter(|t| t.chars().any(char::is_alphabetic) && !is_lone_cue(t)) else { return Vec::new() };
    let cued = cued_byline(&text).map(|b| b.credit);
    let is_cued = cued.is_some();
    let read = cued.or_else(|| credit(without_brackets(&text), ANY_LANGUAGE, Cue::Clear));
    // Without a cue, single words in a row are topics.
    let read = read.filter(|c| is_cued || c.authors.len() == 1 || c.authors.iter().all(|a| a.name.contains(' ') || !a.name.is_ascii()));
    read.map_or_else(Vec::new, |credit| kept(credit.authors, &text, MARKED, own))
}

/// The site itself, which a page names as its only author.
#[must_use]
pub fn site(value: &str, kind: AuthorKind, own: &Own) -> Option<Author> {
    let text = plain(value).filter(|t| own.has(t))?;
    // A person's own site has their name.
    let is_name = names::name(&text, Cue::None).is_some() && !text.split(' ').any(|w| WORDS.outlet_word.has(w));
    let kind = if is_name { kind } else { AuthorKind::Organisation };
    as_declared(&text, kind).map(|a| Author { raw: value.trim().to_owned(), confidence: DECLARED, ..a })
}

/// One name of a member of a forum, which may be any word.
#[must_use]
pub fn member(text: &str) -> Option<Author> {
    let name = plain(text)?;
    as_declared(&name, AuthorKind::Person).map(|a| Author { raw: name, confidence: MARKED, ..a })
}

/// One name that is no name by its shape: a pseudonym, an organisation.
fn as_declared(name: &str, kind: AuthorKind) -> Option<Author> {
    let words = name.split(' ').count();
    let letters = name.chars().filter(|c| c.is_alphabetic()).count();
    // A dotted word is a field of a template or an address.
    let is_address = kind == AuthorKind::Person && words == 1 && name.contains('.') && letters > 2 && !name.ends_with('.');
    let is_outlet = words > 1 && name.split(' ').any(|w| WORDS.outlet_word.has(w));
    let kind = if is_outlet { AuthorKind::Organisation } else { kind };
    let is_name =
        !is_address && letters > 1 && words <= MOST_NAME_WORDS && name.len() <= MOST_NAME_BYTES && !name.ends_with(['.', '?', '!', ':']);
    (is_name && !is_nobody(name)).then(|| Author { name: name.to_owned(), kind, ..Author::default() })
}

/// A name without the shorthand or role in brackets behind it.
fn without_brackets(name: &str) -> &str {
    let before = name.strip_suffix(')').and_then(|n| n.rsplit_once(" (")).map(|(before, _)| before.trim());
    before.filter(|b| b.contains(' ')).unwrap_or(name)
}

/// Stands where an author stands and is none.
fn is_nobody(name: &str) -> bool {
    WORDS.organisation.has(name) || WORDS.no_author.has(name)
}

fn kept(authors: Vec<Author>, raw: &str, confidence: f32, own: &Own) -> Vec<Author> {
    let fits = |a: &Author| !own.has(&a.name) && !is_nobody(&a.name);
    let raw = raw.trim();
    let kept = authors.into_iter().filter(fits);
    kept.map(|a| Author { name: without_brackets(&a.name).to_owned(), raw: raw.to_owned(), confidence, ..a }).collect()
}

/// The value without entities, addresses and doubled blanks; none if it is an address or too long.
fn plain(value: &str) -> Option<String> {
    if value.len() > MOST_BYTES {
        return None;
    }
    let text = single_spaced(value);
    let text = if text.contains('@') { without_addresses(&text) } else { text };
    let is_address = text.contains("://") || text.starts_with("www.") || text.contains(".com/");
    (!text.is_empty() && !is_address).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(authors: &[Author]) -> Vec<&str> {
        authors.iter().map(|a| a.name.as_str()).collect()
    }

    #[test]
    fn declared_names() {
        let mut own = Own::default();
        own.add("The Daily Example");
        own.add("dailyexample");
        for (value, want) in [
            ("Jane Doe", &["Jane Doe"][..]),
            ("By Jane Doe and John Roe", &["Jane Doe", "John Roe"]),
            ("Jane Doe, John Roe &amp; Ann Poe", &["Jane Doe", "John Roe", "Ann Poe"]),
            ("Jane Doe, Political Editor", &["Jane Doe"]),
            ("Max Müller und Ute Berg", &["Max Müller", "Ute Berg"]),
            ("night_owl42", &["night_owl42"]),
            ("Jane Doe jane@example.com", &["Jane Doe"]),
            ("The Daily Example", &[]),
            ("Daily Example", &[]),
            ("admin", &[]),
            ("Staff Writer", &[]),
            ("https://www.example.com/jane", &[]),
            ("@janedoe", &[]),
            ("", &[]),
        ] {
            assert_eq!(names(&declared(value, AuthorKind::Person, &own)), want, "{value}");
        }
        let huge = "Jane Doe, ".repeat(100_000);
        assert!(declared(&huge, AuthorKind::Person, &own).is_empty());
    }

    #[test]
    fn marked_bylines_are_understood_throughout() {
        let own = Own::default();
        assert_eq!(names(&marked("By Jane Doe | May 30, 2023", &own)), ["Jane Doe"]);
        assert_eq!(names(&marked("Written by Banksy", &own)), ["Banksy"]);
        for text in ["More from this author", "Read her other pieces here", "12", ""] {
            assert!(marked(text, &own).is_empty(), "{text}");
        }
    }
}
