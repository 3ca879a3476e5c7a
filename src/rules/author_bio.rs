//! An author's biography at the head or the tail.

use super::{Findings, Info, Rule, declare};
use crate::byline::bio::{Bio, bio};
use crate::byline::line::normal;
use crate::byline::words::WORDS;
use crate::byline::{head, is_same_name, language, tail};
use crate::document::{Author, Danger, Document, Evidence, Finding, Line};

declare! {
    /// A line about the author at the head or the tail.
    ///
    /// ## What it removes
    /// "NAME is OUTLET's ROLE" at the head becomes a byline where there is none. Where the name is the byline's, at the head
    /// or at the tail, the line goes, and role and outlet go to `meta`.
    ///
    /// ## Why it is noise
    /// It is about who wrote the text, not what the text is about, and stands below everything that the author wrote.
    ///
    /// ## Example
    /// ```before
    /// Harbour reopens after storm
    /// Jane Doe is The Daily Mail Boat's maritime reporter
    /// The harbour opened again on Tuesday, three days after the storm had closed it.
    /// ```
    /// ```after
    /// Harbour reopens after storm
    /// By Jane Doe
    /// The harbour opened again on Tuesday, three days after the storm had closed it.
    /// ```
    ///
    /// ## What it must keep
    /// A text about a reporter.
    /// ```keep
    /// A life on the coast
    /// Jane Doe is The Daily Mail Boat's maritime reporter
    /// Doe has crossed the bay more often than anyone who does not fish in it.
    /// When the harbour was closed, Doe slept in her car for three nights.
    /// ```
    ///
    /// ## Languages and sources of its lists
    /// English, German, French, Spanish, Portuguese, Italian, Dutch, Polish, Czech, Russian, Ukrainian, Swedish, Danish, Norwegian,
    /// Finnish; general knowledge, `src/byline/lexicon/`, classes `role`, `is`, `of`.
    ///
    /// ## Known misses
    /// Biographies in the past tense, which are obituaries more often; roles outside journalism ("is a lawyer in Leeds").
    AuthorBio, "author-bio", []
}

/// Among so many filled lines at the head.
const HEAD: usize = 3;
/// Or so many at the tail.
const TAIL: usize = 3;

impl Rule for AuthorBio {
    fn info(&self) -> &'static Info {
        &Self::INFO
    }

    fn check(&self, document: &Document<'_>, findings: &mut Findings) {
        // The first line is the headline, which may say just this of the person the text is about.
        for at in head(document, HEAD).skip(1) {
            if let Some((line, bio)) = read(document, at) {
                at_head(document, line, bio, findings);
            }
        }
        for at in tail(document, TAIL, HEAD) {
            if let Some((line, bio)) = read(document, at).filter(|(line, _)| !findings.has(line.span)) {
                at_tail(document, line, bio, findings);
            }
        }
    }
}

fn read<'d>(document: &'d Document<'_>, at: usize) -> Option<(&'d Line, Bio)> {
    let line = document.filled_line(at)?;
    bio(document.text_of(line)).map(|bio| (line, bio))
}

const EVIDENCE: Evidence = Evidence::PARSED.and(Evidence::PHRASE);

fn at_head(document: &Document<'_>, line: &Line, bio: Bio, findings: &mut Findings) {
    let known = findings.meta.authors.iter().any(|a| is_same_name(&a.name, &bio.name));
    if known {
        findings.remove_line(AuthorBio::INFO.id, line, Danger::Medium, EVIDENCE);
    } else {
        let says_enough = bio.role.is_some() && (bio.org.is_some() || !line.ends_sentence);
        if !findings.meta.authors.is_empty() || !says_enough || is_subject(document, line, &bio) {
            return;
        }
        let with = normal(&[&bio.name], language(document, bio.langs));
        findings.list.push(Finding::replace(AuthorBio::INFO.id, line.span, with, Danger::Medium, EVIDENCE));
    }
    add(document, line, bio, 0.9, findings);
}

fn at_tail(document: &Document<'_>, line: &Line, bio: Bio, findings: &mut Findings) {
    let known = findings.meta.authors.iter().any(|a| is_same_name(&a.name, &bio.name));
    if known {
        findings.remove_line(AuthorBio::INFO.id, line, Danger::Medium, EVIDENCE);
    } else {
        let says_enough = bio.role.is_some() && bio.org.is_some();
        if !findings.meta.authors.is_empty() || !says_enough || is_subject(document, line, &bio) {
            return;
        }
        findings.remove_line(AuthorBio::INFO.id, line, Danger::High, EVIDENCE);
    }
    add(document, line, bio, if known { 0.95 } else { 0.7 }, findings);
}

fn add(document: &Document<'_>, line: &Line, bio: Bio, confidence: f32, findings: &mut Findings) {
    let raw = document.text_of(line).to_owned();
    let agency = bio.org.as_deref().and_then(|org| WORDS.agency(org)).map(str::to_owned);
    findings.meta.add_agencies(agency);
    let author = Author { name: bio.name, role: bio.role, org: bio.org, raw, span: line.span, confidence, ..Author::default() };
    findings.meta.add_authors([author]);
}

/// True if the person is named in the rest of the text, which is then about them.
fn is_subject(document: &Document<'_>, line: &Line, bio: &Bio) -> bool {
    let surname = bio.name.split(' ').rfind(|w| !WORDS.suffix.has(w)).unwrap_or(&bio.name);
    let finder = memchr::memmem::Finder::new(surname.as_bytes());
    let text = document.text.as_bytes();
    let named = |span: std::ops::Range<usize>| finder.find(&text[span]).is_some();
    named(0..line.span.start) || named(line.span.end..text.len())
}
