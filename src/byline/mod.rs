//! Bylines, authors' biographies, contributor notes, datelines and dates: reading them, one line at a time.
//!
//! The rules `byline`, `author-bio`, `contributor-note`, `dateline` and `date-line` decide which lines of a document are looked
//! at and what becomes of them; here is what the lines say. [`mod@line`] reads a byline with [`credit`] (the list of names) and
//! [`names`] (one name), [`bio`] a biography, [`notes`] a contributor note, [`opening`] a dateline, [`stamps`] a run of dates
//! with [`date`]. [`words`] holds the word lists of all of them, which are data in `lexicon/`.
//!
//! **The normal form** of a byline is that of the cue's own language, `By NAME`, `Von NAME`, `Par NAME`, `作者：NAME`: a German
//! text with an English "By" would be a mixed text, and what trains on it would learn the mixture. Cues that several languages
//! share are told apart by the commonest words of the text. Lines without a cue take the language of the text.

pub mod bio;
pub mod credit;
pub mod date;
pub mod line;
pub mod names;
pub mod notes;
pub mod opening;
pub mod stamps;
mod trie;
pub mod words;

#[cfg(test)]
mod tests;

use std::ops::Range;

use crate::document::{Author, Document, Line, Meta, Raw, RuleId};
use words::{Langs, WORDS};

/// The rules that [`Bylines`](crate::config::Bylines) settles.
pub const RULES: [RuleId; 5] = ["byline", "author-bio", "contributor-note", "dateline", "date-line"];

/// Most words of a headline.
const MOST_TITLE_WORDS: u32 = 24;
/// Most lines of menus above a headline.
const MOST_LINES_ABOVE: usize = 20;
/// What stands between the links of a menu; between a headline and its site it stands once.
const MENU_MARKS: [&str; 5] = [" | ", " > ", " › ", " » ", " · "];
/// How much of a text, in bytes, is read to tell its language.
const SAMPLE_BYTES: usize = 4000;

/// So many filled lines from where running text begins belong to the head: its first lines may be a banner.
const PROSE_WITHIN: usize = 6;

/// The filled lines at the head of a document, by their place among the filled lines: its first `most`, and as many around the
/// first running text, because pages put menus above the headline.
pub fn head(document: &Document<'_>, most: usize) -> impl Iterator<Item = usize> {
    let len = document.filled.len();
    let first = most.min(len);
    let body = document.body as usize;
    (0..first).chain(body.saturating_sub(most).max(first)..(body + PROSE_WITHIN).min(len).max(first))
}

/// The filled lines at the tail of a document that are not its first.
#[must_use]
pub fn tail(document: &Document<'_>, most: usize, first: usize) -> Range<usize> {
    let len = document.filled.len();
    len.saturating_sub(most).max(first.min(len))..len
}

/// The headline: the first line that is left in the `clean` text, if it is like one and something follows.
#[must_use]
pub fn title<'t>(document: &Document<'t>, clean: &str) -> Option<&'t str> {
    let first = clean.lines().find(|line| !line.is_empty())?;
    let (at, line) = document.filled_lines().take(MOST_LINES_ABOVE).find(|(_, line)| document.text_of(line) == first)?;
    if at + 1 == document.filled.len() || line.words > MOST_TITLE_WORDS || line.letters < 2 {
        return None;
    }
    let text = document.text_of(line);
    // A menu or the path to the page.
    if MENU_MARKS.iter().any(|mark| text.matches(mark).count() > 1) {
        return None;
    }
    let is_sentence = text.ends_with(['.', '。', '।', ',', ':', ';']) && !text.ends_with("...");
    let is_other = stamps::all_stamps(text).is_some() || line::byline(text).is_some() || opening::opening(text).is_some();
    (!is_sentence && !is_other).then_some(text)
}

/// Of the languages that a cue fits, the document's. The empty set stands for all.
#[must_use]
pub fn language(document: &Document<'_>, langs: Langs) -> Langs {
    let mut end = document.text.len().min(SAMPLE_BYTES);
    while !document.text.is_char_boundary(end) {
        end -= 1;
    }
    WORDS.guess(langs, &document.text[..end])
}

/// Two names of one person: the same words, whatever their case and accents.
#[must_use]
pub fn is_same_name(a: &str, b: &str) -> bool {
    crate::document::fold::fold(a) == crate::document::fold::fold(b)
}

impl Meta {
    /// Adds authors that it does not have yet; of those it has, it learns what is new.
    pub(crate) fn add_authors(&mut self, authors: impl IntoIterator<Item = Author>) {
        for author in authors {
            match self.authors.iter_mut().find(|a| is_same_name(&a.name, &author.name)) {
                Some(known) => {
                    known.role = known.role.take().or(author.role);
                    known.org = known.org.take().or(author.org);
                }
                None => self.authors.push(author),
            }
        }
    }

    /// Adds to the authors that it has what a text tells of them: their role, and where they are named.
    pub(crate) fn learn_authors(&mut self, authors: impl IntoIterator<Item = Author>) {
        for author in authors {
            if let Some(known) = self.authors.iter_mut().find(|a| is_same_name(&a.name, &author.name)) {
                known.role = known.role.take().or(author.role);
                known.org = known.org.take().or(author.org);
                if known.span.is_empty() {
                    (known.raw, known.span) = (author.raw, author.span);
                }
            }
        }
    }

    /// Adds agencies that it does not have yet.
    pub(crate) fn add_agencies(&mut self, agencies: impl IntoIterator<Item = String>) {
        for agency in agencies {
            if !self.agencies.contains(&agency) {
                self.agencies.push(agency);
            }
        }
    }

    /// Takes the dates of a line; the first of a document count.
    pub(crate) fn add_stamps(&mut self, stamps: &stamps::Stamps, raw: &str, line: &Line) {
        if self.published.is_none() {
            self.published.clone_from(&stamps.published);
        }
        if self.updated.is_none() {
            self.updated.clone_from(&stamps.updated);
        }
        if stamps.dated || stamps.phrase {
            self.raw_dates.push(Raw { raw: raw.to_owned(), span: line.span });
        }
    }
}
