//! Place, agency and date in front of a report's first sentence.

use super::{Findings, Info, Rule, declare};
use crate::byline::head;
use crate::byline::line::byline;
use crate::byline::opening::{Opening, Strength, opening, place_norm};
use crate::document::Dateline as Found;
use crate::document::{Author, Danger, Document, Evidence, Finding, Line, Span};

declare! {
    /// Place, agency and date in front of a report's first sentence, in one form.
    ///
    /// ## What it removes
    /// Nothing of the sentence. The dateline becomes `PLACE — `; agency and date go to `meta`. In scripts that write no dash
    /// there, the text stays as it is and only `meta` is filled. An agency alone ("(Reuters) - ") goes. With `--bylines strip`
    /// all of the dateline goes.
    ///
    /// ## Why it is noise
    /// Each agency writes datelines its own way.
    ///
    /// ## Example
    /// ```before
    /// Harbour reopens after storm
    /// LISBON, June 3 (Reuters) - The harbour opened again on Tuesday, three days after the storm had closed it.
    /// ```
    /// ```after
    /// Harbour reopens after storm
    /// LISBON — The harbour opened again on Tuesday, three days after the storm had closed it.
    /// ```
    ///
    /// ## What it must keep
    /// Capitals and a dash that are something else.
    /// ```keep
    /// Harbour reopens after storm
    /// NATO - the alliance of thirty states - met in the harbour on Tuesday, three days after the storm.
    /// ```
    ///
    /// ## Languages and sources of its lists
    /// All scripts; months of the languages of `byline`, the agencies and places in `src/byline/lexicon/`; general knowledge.
    ///
    /// ## Known misses
    /// Small towns that are not in capitals, without an agency or a date.
    Dateline, "dateline", []
}

/// Among so many filled lines at the head.
const HEAD: usize = 6;
/// So many filled lines are looked at to see whether places and dashes are how a list is written.
const LIST_LINES: usize = 200;

impl Rule for Dateline {
    fn info(&self) -> &'static Info {
        &Self::INFO
    }

    fn check(&self, document: &Document<'_>, findings: &mut Findings) {
        for at in head(document, HEAD) {
            let Some(line) = document.filled_line(at) else { continue };
            let Some(opening) = opening(document.text_of(line)) else { continue };
            let weak = opening.strength != Strength::Certain;
            if weak && (!line.is_prose() || is_list(document, at)) {
                continue;
            }
            report(document, line, opening, findings);
            return;
        }
    }
}

/// True if another line opens with a place and a dash.
fn is_list(document: &Document<'_>, own: usize) -> bool {
    let mut others = (0..document.filled.len().min(LIST_LINES)).filter(|&at| at != own).filter_map(|at| document.filled_line(at));
    others.any(|line| opening(document.text_of(line)).is_some_and(|o| o.strength != Strength::Certain))
}

fn report(document: &Document<'_>, line: &Line, opening: Opening, findings: &mut Findings) {
    let id = Dateline::INFO.id;
    let span = Span::new(line.span.start, line.span.start + opening.end);
    let raw = span.of(document.text);
    let (danger, evidence) = match opening.strength {
        Strength::Certain => (Danger::Low, Evidence::PARSED),
        Strength::KnownPlace => (Danger::Medium, Evidence::PARSED.and(Evidence::PHRASE)),
        Strength::Capitals => (Danger::Medium, Evidence::PARSED.and(Evidence::SHAPE)),
    };
    let normal = if opening.place.is_empty() { String::new() } else { format!("{} — ", opening.place) };
    if opening.place.is_empty() {
        findings.list.push(Finding::remove(id, span, danger, evidence));
    } else if !opening.has_dash || normal == raw {
        findings.flag(id, span, evidence);
    } else {
        findings.list.push(Finding::replace(id, span, normal, danger, evidence));
    }
    findings.meta.add_agencies(opening.agency.clone());
    if let Some(byline) = opening.reporters.as_deref().and_then(|names| byline(&format!("({names})"))) {
        let people = byline.credit.authors.into_iter();
        findings.meta.add_authors(people.map(|a| Author { raw: raw.to_owned(), span, confidence: 0.9, ..a }));
    }
    if !opening.place.is_empty() {
        findings.meta.dateline = Some(Found {
            place_norm: place_norm(&opening.place),
            place: opening.place,
            agency: opening.agency,
            date: opening.date.map(|d| d.iso()),
            raw: raw.to_owned(),
            span,
        });
    }
}
