//! Notes at the tail about who helped.

use super::{Findings, Info, Rule, declare};
use crate::byline::notes::notes;
use crate::byline::{head, tail};
use crate::document::{Author, Danger, Document, Evidence};

declare! {
    /// Notes at the tail about who helped.
    ///
    /// ## What it removes
    /// "(Reporting by NAME in PLACE; Editing by NAME)", "NAME contributed to this report.", "Mit Material von dpa", an agency
    /// in brackets; on Chinese and Japanese pages the editors' names in the first lines too. The names go to `meta`. Every part
    /// of the line has to be understood.
    ///
    /// ## Why it is noise
    /// It is about how the text was made.
    ///
    /// ## Example
    /// ```before
    /// The harbour opened again on Tuesday, three days after the storm had closed it.
    /// The mayor said that the pier would follow within the month.
    /// (Reporting by Jane Doe in Springfield; Editing by John Roe)
    /// ```
    /// ```after
    /// The harbour opened again on Tuesday, three days after the storm had closed it.
    /// The mayor said that the pier would follow within the month.
    /// ```
    ///
    /// ## What it must keep
    /// Sentences that use the same words.
    /// ```keep
    /// The harbour opened again on Tuesday, three days after the storm had closed it.
    /// Reporting by the harbour office was late, and the delay contributed to this report.
    /// ```
    ///
    /// ## Languages and sources of its lists
    /// The languages of `byline`; general knowledge, `src/byline/lexicon/`, classes `contributor`, `contributed`, `material`.
    ///
    /// ## Known misses
    /// Notes with a part that is not understood stay as a whole.
    ContributorNote, "contributor-note", []
}

/// Among so many filled lines at the tail; what comes behind such notes is share labels and links.
const TAIL: usize = 6;
/// Editors' names stand at the head on Chinese and Japanese pages.
const HEAD: usize = 8;

impl Rule for ContributorNote {
    fn info(&self) -> &'static Info {
        &Self::INFO
    }

    fn check(&self, document: &Document<'_>, findings: &mut Findings) {
        let places = head(document, HEAD).map(|at| (at, true)).chain(tail(document, TAIL, 1).map(|at| (at, false)));
        for (at, is_head) in places {
            let Some(line) = document.filled_line(at).filter(|l| !is_head || l.non_ascii) else { continue };
            let raw = document.text_of(line);
            let Some(notes) = notes(raw).filter(|_| !findings.has(line.span)) else { continue };
            // At the head only what no cased script writes: there "Editor: NAME" says who wrote a newsletter or a book.
            if is_head && (notes.contributors.is_empty() || notes.contributors.iter().any(|a| a.name.contains(char::is_uppercase))) {
                continue;
            }
            findings.remove_line(Self::INFO.id, line, Danger::Medium, Evidence::PARSED.and(Evidence::PHRASE));
            findings.meta.add_agencies(notes.agencies);
            let people = notes.contributors.into_iter();
            findings.meta.contributors.extend(people.map(|a| Author { raw: raw.to_owned(), span: line.span, confidence: 0.9, ..a }));
        }
    }
}
