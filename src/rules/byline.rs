//! Lines that say who wrote the text.

use super::{Findings, Info, Rule, declare};
use crate::byline::line::{self, Style, byline, cued_byline};
use crate::byline::{head, language, tail, words::Langs};
use crate::document::{Author, Danger, Document, Evidence, Finding, Line};

declare! {
    /// Lines that say who wrote the text, in one form.
    ///
    /// ## What it removes
    /// Nothing but a cue that stands alone above its names: a line that is a byline becomes `By NAME[, NAME and NAME]`, in the language of its cue (`Von NAME`,
    /// `Par NAME`, `作者：NAME`), so that no foreign word comes into the text. Role, organisation, agency, mail address and date
    /// go to `meta`. With `--bylines strip` the line goes; with `--bylines keep` only `meta` is filled.
    ///
    /// ## Why it is noise
    /// Each site writes bylines its own way, with roles, agencies, dates and addresses in them. In one form a corpus can be
    /// searched for them, and what trains on it learns one form.
    ///
    /// ## Example
    /// ```before
    /// Harbour reopens after storm
    /// BY JANE DOE, Special to The Post
    /// The harbour opened again on Tuesday, three days after the storm had closed it.
    /// ```
    /// ```after
    /// Harbour reopens after storm
    /// By Jane Doe
    /// The harbour opened again on Tuesday, three days after the storm had closed it.
    /// ```
    ///
    /// ## What it must keep
    /// Lines that only start like one.
    /// ```keep
    /// Harbour reopens after storm
    /// By Friday the harbour had opened
    /// The harbour opened again on Tuesday, three days after the storm had closed it.
    /// ```
    ///
    /// ## Languages and sources of its lists
    /// English, German, French, Spanish, Portuguese, Italian, Dutch, Polish, Czech, Russian, Ukrainian, Turkish, Swedish, Danish,
    /// Norwegian, Finnish, Greek, Arabic, Hindi, Chinese, Japanese, Korean, Thai; general knowledge, `src/byline/lexicon/`.
    ///
    /// ## Known misses
    /// A name alone on its line. Arabic names joined by "و" without a blank. Lists of articles, each with its byline, are left
    /// alone.
    Byline, "byline", []
}

/// A byline stands among so many filled lines at the head: headline, kicker, standfirst, date, share labels.
const HEAD: usize = 8;
/// Or among so many at the tail.
const TAIL: usize = 3;
/// More bylines than this in a document are those of a list of articles. Photographer, author and translator make three.
const MOST_BYLINES: usize = 3;
/// So many filled lines are looked at to find out.
const LIST_LINES: usize = 400;
/// Most words of the line behind a cue that stands alone.
const MOST_NAME_WORDS: u32 = 12;

impl Rule for Byline {
    fn info(&self) -> &'static Info {
        &Self::INFO
    }

    fn check(&self, document: &Document<'_>, findings: &mut Findings) {
        let mut found = Vec::new();
        let mut taken = None;
        for at in head(document, HEAD) {
            let Some(line) = document.filled_line(at).filter(|_| taken != Some(at)) else { continue };
            let text = document.text_of(line);
            if let Some(byline) = byline(text).filter(|b| at > 0 || b.style != Style::Bare) {
                found.push((None, line, byline));
            } else if let Some((next, byline)) = below_cue(document, text, at + 1) {
                found.push((Some(line), next, byline));
                taken = Some(at + 1);
            }
        }
        if found.is_empty() {
            let lines = tail(document, TAIL, HEAD).filter_map(|at| document.filled_line(at));
            found.extend(lines.filter_map(|l| Some((None, l, cued_byline(document.text_of(l)).filter(|b| b.style == Style::Label)?))));
        } else if is_list(document, found.len()) {
            return;
        }
        for (cue, line, byline) in found {
            let language = language(document, byline.langs);
            report(document, (cue, line), byline, language, findings);
        }
    }
}

/// The line below a cue that stands alone, read as the names it announces.
fn below_cue<'d>(document: &'d Document<'_>, cue: &str, at: usize) -> Option<(&'d Line, line::Byline)> {
    if !line::is_lone_cue(cue) {
        return None;
    }
    let next = document.filled_line(at).filter(|l| l.words <= MOST_NAME_WORDS)?;
    let byline = byline(&format!("{} {}", cue.trim_end(), document.text_of(next)))?;
    // A word alone below a word alone is a menu.
    byline.credit.authors.iter().all(|a| a.name.contains(' ') || !a.name.is_ascii()).then_some((next, byline))
}

/// True if the document has more bylines than one text has.
fn is_list(document: &Document<'_>, in_head: usize) -> bool {
    let all = (0..document.filled.len().min(LIST_LINES)).filter_map(|at| document.filled_line(at));
    let cued = all.filter(|l| l.words <= MOST_NAME_WORDS && cued_byline(document.text_of(l)).is_some());
    in_head > MOST_BYLINES || cued.take(MOST_BYLINES + 1).count() > MOST_BYLINES
}

fn report(document: &Document<'_>, (cue, line): (Option<&Line>, &Line), byline: line::Byline, language: Langs, findings: &mut Findings) {
    let id = Byline::INFO.id;
    let raw = document.text_of(line);
    let is_agency_alone = byline.credit.authors.iter().all(|a| byline.credit.agencies.contains(&a.name));
    let normal = if is_agency_alone { raw.to_owned() } else { byline.normal(language) };
    let (danger, evidence, confidence) = match byline.style {
        Style::Cue | Style::Label => (Danger::Low, Evidence::PARSED.and(Evidence::PHRASE), 0.95),
        Style::Bare => (Danger::Medium, Evidence::PARSED.and(Evidence::SHAPE), 0.8),
    };
    if normal == raw && cue.is_none() {
        findings.flag(id, line.span, evidence);
    } else {
        findings.list.push(Finding::replace(id, line.span, normal, danger, evidence));
    }
    if let Some(cue) = cue {
        findings.remove_line(id, cue, danger, evidence);
    }
    let credit = byline.credit;
    findings.meta.add_stamps(&credit.stamps, raw, line);
    findings.meta.add_agencies(credit.agencies);
    findings.meta.add_authors(credit.authors.into_iter().map(|a| Author { raw: raw.to_owned(), span: line.span, confidence, ..a }));
}
