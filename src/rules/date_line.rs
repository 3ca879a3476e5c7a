//! Lines that say when the text was published, and how long it takes to read.

use super::{Findings, Info, Rule, declare};
use crate::byline::stamps::{Stamps, all_stamps, is_label};
use crate::byline::{head, tail};
use crate::document::{Danger, Document, Evidence, Line};

declare! {
    /// Lines that say when the text was published or changed, and how long it takes to read.
    ///
    /// ## What it removes
    /// A line at the head that is dates, times, their labels or a reading time and nothing else. At the tail a label is needed.
    /// The dates go to `meta` in ISO 8601, at the precision given. A date that reads two ways (03/04/2020) is given as it
    /// stood only.
    ///
    /// ## Why it is noise
    /// It is about the page.
    ///
    /// ## Example
    /// ```before
    /// Harbour reopens after storm
    /// Published: May 30, 2023, 10:15 PM | 4 min read
    /// The harbour opened again on Tuesday, three days after the storm had closed it.
    /// ```
    /// ```after
    /// Harbour reopens after storm
    /// The harbour opened again on Tuesday, three days after the storm had closed it.
    /// ```
    ///
    /// ## What it must keep
    /// Dates in sentences, and the dates of a diary or a timeline.
    /// ```keep
    /// The log of the pilot boat
    /// May 30, 2023
    /// The harbour opened again, three days after the storm had closed it.
    /// May 31, 2023
    /// A trawler came in with a broken mast, and nobody was hurt.
    /// June 1, 2023
    /// Nothing moved all day, and the crew painted the wheelhouse.
    /// ```
    ///
    /// ## Languages and sources of its lists
    /// The languages of `byline`; general knowledge, `src/byline/lexicon/`.
    ///
    /// ## Known misses
    /// Years of other calendars; dates without a year and without a label.
    DateLine, "date-line", []
}

/// Among so many filled lines at the head.
const HEAD: usize = 10;
/// Or, with a label, so many at the tail.
const TAIL: usize = 4;
/// Longest such line, in bytes: two labelled dates with weekday, time and zone, and a reading time.
const MOST_BYTES: usize = 200;
/// So many dated lines beyond the head make a diary, a timeline or a thread: the dates are the text's own.
const DIARY: usize = 2;
/// So many filled lines are looked at to find out.
const DIARY_LINES: usize = 400;
/// A dated line of a diary has no more words than this.
const DIARY_WORDS: u32 = 8;

impl Rule for DateLine {
    fn info(&self) -> &'static Info {
        &Self::INFO
    }

    fn check(&self, document: &Document<'_>, findings: &mut Findings) {
        let mut label = None;
        let mut diary = None;
        for at in head(document, HEAD) {
            let Some(line) = document.filled_line(at) else { continue };
            let text = document.text_of(line);
            let above = label.take();
            let Some(stamps) = read(text, above.map(|l: &Line| document.text_of(l))) else {
                label = Some(line).filter(|_| is_label(text));
                continue;
            };
            let is_bare = !stamps.labelled && !stamps.phrase;
            if is_bare && *diary.get_or_insert_with(|| is_diary(document, at)) {
                continue;
            }
            report(document, line, &stamps, findings);
            if let Some(above) = above {
                findings.remove_line(Self::INFO.id, above, Danger::Medium, Evidence::PARSED.and(Evidence::SHAPE));
            }
        }
        for at in tail(document, TAIL, HEAD) {
            let Some(line) = document.filled_line(at).filter(|l| !findings.has(l.span)) else { continue };
            if let Some(stamps) = read(document.text_of(line), None).filter(|s| s.labelled) {
                report(document, line, &stamps, findings);
            }
        }
    }
}

/// A line read as dates, under the label on the line above it, if there is one.
fn read(text: &str, label: Option<&str>) -> Option<Stamps> {
    if text.len() > MOST_BYTES {
        return None;
    }
    match label {
        Some(label) => all_stamps(&format!("{label} {text}")),
        None => all_stamps(text),
    }
}

fn is_diary(document: &Document<'_>, from: usize) -> bool {
    let beyond = (from + 1..document.filled.len().min(DIARY_LINES)).filter_map(|at| document.filled_line(at));
    let dated = beyond.filter(|l| l.words <= DIARY_WORDS && l.span.len() <= MOST_BYTES).filter(|l| {
        let stamps = all_stamps(document.text_of(l));
        stamps.is_some_and(|s| s.dated && !s.labelled)
    });
    dated.take(DIARY).count() >= DIARY
}

fn report(document: &Document<'_>, line: &Line, stamps: &Stamps, findings: &mut Findings) {
    findings.remove_line(DateLine::INFO.id, line, Danger::Medium, Evidence::PARSED.and(Evidence::SHAPE));
    findings.meta.add_stamps(stamps, document.text_of(line), line);
}
