//! Left-over JavaScript, CSS and JSON.

use super::code_likeness::{ABOUT_CODE, CodeRun, MARKS_OF_PROSE, code_runs, is_suspicious, programming_per_mille};
use super::{Findings, Info, Rule, declare};
use crate::document::{Danger, Document, Evidence, Finding, Line, Span};

declare! {
    /// Left-over JavaScript, CSS and JSON.
    ///
    /// ## What it removes
    /// Code that a page ran or was styled with and that an extractor took for text: inline scripts, style sheets, structured
    /// data, the state of an application. Whole lines, and stretches behind or between sentences, also where they are cut off at
    /// the front.
    ///
    /// ## Why it is noise
    /// Nobody wrote it to be read, and no browser shows it.
    ///
    /// ## Example
    /// ```before
    /// The bridge was closed for two weeks. window.dataLayer = window.dataLayer || []; function tag(){dataLayer.push(arguments);}
    /// .story-box{margin:0 auto;padding:12px;font-size:14px}.story-box a:hover{color:#c00}
    /// It opened again on Monday, a day earlier than planned.
    /// ```
    /// ```after
    /// The bridge was closed for two weeks.
    /// It opened again on Monday, a day earlier than planned.
    /// ```
    ///
    /// ## What it must keep
    /// Code that a text is about. Where the prose speaks of programming, a stretch goes only if it is made like the code of web
    /// pages (many statements on one line, no spaces, objects of the browser, names of trackers, keys of structured data).
    /// ```keep
    /// The function returns a promise, so the API call has to be awaited in JavaScript:
    /// const answer = await fetch("/api/items");
    /// const items = await answer.json();
    /// The variable holds the parsed JSON; a syntax error rejects the promise.
    /// ```
    ///
    /// ## Languages and sources of its lists
    /// `lexicon/code.txt` (identifiers) and the class `programming` of `lexicon/any.txt` (words of texts about programming): general
    /// knowledge. Punctuation carries the rest, so the language of the text does not matter.
    ///
    /// ## Known misses
    /// Fragments of a few words. A string of JSON that was cut at both ends reads like prose. In texts about programming, short
    /// fragments that look like the code around them.
    CodeResidue, "code-residue", ["programming"]
}

/// Least score of a run, in tenths. A call with a string and an assignment has about 40; a brace and two words 12.
const LEAST_SCORE: i32 = 28;
/// Least [`points`] of a run in such a text ...
const POINTS_AMONG_CODE: i32 = 1;
/// ... and in any other.
const POINTS_AMONG_PROSE: i32 = -1;

impl Rule for CodeResidue {
    fn info(&self) -> &'static Info {
        &Self::INFO
    }

    fn check(&self, document: &Document<'_>, findings: &mut Findings) {
        let mut runs: Vec<(usize, CodeRun)> = Vec::new();
        for (at, line) in document.filled_lines().filter(|(_, line)| is_suspicious(document, line)) {
            runs.extend(code_runs(document, line).into_iter().filter(|run| run.score >= LEAST_SCORE).map(|run| (at, run)));
        }
        if runs.is_empty() {
            return;
        }
        let about_code = programming_per_mille(document, |at| runs.binary_search_by_key(&at, |(line, _)| *line).is_ok()) >= ABOUT_CODE;
        let least = if about_code { POINTS_AMONG_CODE } else { POINTS_AMONG_PROSE };
        let setting = Setting::of(&runs);
        let mut gone = Vec::new();
        for (at, run) in &runs {
            if points(run, setting, follows_colon(document, *at, run), is_alone(document, *at)) >= least {
                findings.list.push(finding(run.span));
                if run.span == document.lines[document.filled[*at] as usize].span {
                    gone.push(*at);
                }
            }
        }
        if !about_code {
            remove_between(document, &gone, findings);
        }
    }
}

const fn finding(span: Span) -> Finding {
    Finding::remove(CodeResidue::INFO.id, span, Danger::Low, Evidence::CODE.and(Evidence::SHAPE))
}

/// The runs of a document, as the setting of each.
#[derive(Clone, Copy)]
struct Setting {
    /// The document has so few that none, or hardly any, is its own.
    few: bool,
    /// Few of them name objects of the browser.
    few_browser: bool,
    /// Few of them declare styles.
    few_css: bool,
    /// Many of them are long: the text's own code was put on single lines.
    flattened: bool,
}

impl Setting {
    fn of(runs: &[(usize, CodeRun)]) -> Self {
        let few = |is: fn(&CodeRun) -> bool| runs.iter().filter(|(_, run)| is(run)).count() <= FEW_RUNS.max(runs.len() / FEW_SHARE);
        Self {
            few: runs.len() <= FEW_RUNS,
            few_browser: few(|run| run.browser + run.machinery > 0),
            few_css: few(|run| run.css > 0),
            flattened: runs.iter().filter(|(_, run)| run.span.len() >= LONG).count() >= MANY_LONG,
        }
    }
}

/// A document with so many runs of code holds none of its own, or hardly any.
const FEW_RUNS: usize = 2;
/// Bytes of a run that is too short to tell much.
const SHORT: usize = 45;
/// Bytes of a run that is longer than most lines that people write.
const LONG: usize = 110;
/// Long runs of a document whose own code was put on single lines.
const MANY_LONG: usize = 4;
/// One run of so many in another language than the rest.
const FEW_SHARE: usize = 5;

/// How much a run is made like the code of web pages and unlike the code that texts show. The weights were set on documentation
/// pages with fragments of scripts put into them; the tests below hold one case for each.
fn points(run: &CodeRun, setting: Setting, follows_colon: bool, is_alone: bool) -> i32 {
    let long = match run.span.len() {
        250.. => 3,
        150.. => 2,
        LONG.. => 1,
        _ => 0,
    };
    let is_markup = run.tags >= MANY_TAGS;
    let dense = if is_markup {
        0
    } else if run.dense >= 6 && run.dense >= 5 * run.spaced {
        3
    } else if run.dense >= 4 && run.dense >= 2 * run.spaced {
        2
    } else {
        0
    };
    let web = run.machinery + run.browser + run.css;
    let by_hand = !setting.few && web == 0 && run.spaced > run.dense && run.unbalanced == 0 && !run.cut;
    let is_strong = run.browser >= 3 || run.css >= 2 || run.machinery > 0;
    let is_stranger =
        (is_alone || is_strong) && ((setting.few_browser && run.browser + run.machinery > 0) || (setting.few_css && run.css > 0));
    let plus = 3 * run.machinery.min(2) as i32
        + run.browser.min(3) as i32
        + scale(run.css, 2, 4)
        + 2 * i32::from(run.keys >= 4 && long > 0 && (run.dense > run.spaced || web > 0))
        + dense
        + scale(run.statements, 2, 4)
        + long
        + i32::from(run.unbalanced >= 2)
        + i32::from(run.cut || run.glued)
        + if setting.few { 3 } else { 2 * i32::from(is_stranger) };
    let minus = i32::from(follows_colon)
        + 3 * i32::from(!run.at_boundary || run.lead > MOST_LEAD)
        + 2 * i32::from(run.span.len() < SHORT)
        + i32::from(long == 0 && !is_alone && !setting.few)
        + 2 * i32::from(long == 0 && web == 0 && !setting.few)
        + 3 * i32::from(by_hand)
        + if is_markup { if setting.few { 2 } else { 5 } } else { 0 }
        + 2 * i32::from(setting.flattened && run.machinery == 0)
        + 3 * i32::from(run.score < (run.span.len() / THIN) as i32)
        + 2
        - scale((run.score / 10) as u32, 5, 8)
        + if run.loose >= 2 { 6 } else { run.loose as i32 }
        + 3 * run.foreign.min(2) as i32;
    plus - minus
}

/// Words in front of the first joint that are the code's own (a selector, a keyword); behind more, it stands in a sentence.
const MOST_LEAD: u32 = 4;
/// Markup shown as such has so many tags.
const MANY_TAGS: u32 = 2;
/// Bytes a tenth of score: residue has one to three, prose with code in it five and more.
const THIN: usize = 3;

/// 0, 1 from `one` on, 2 from `two` on.
const fn scale(count: u32, one: u32, two: u32) -> i32 {
    (count >= one) as i32 + (count >= two) as i32
}

/// True if a colon announces the run: the line before it ends with one.
fn follows_colon(document: &Document<'_>, at: usize, run: &CodeRun) -> bool {
    let line = &document.lines[document.filled[at] as usize];
    let before = at.checked_sub(1).map(|at| document.text_of(&document.lines[document.filled[at] as usize]));
    run.span.start == line.span.start && before.is_some_and(|text| text.ends_with([':', '：']))
}

/// True if no line of code stands beside the line.
fn is_alone(document: &Document<'_>, at: usize) -> bool {
    let is_prose = |line: &u32| {
        let line = &document.lines[*line as usize];
        line.letters > MARKS_OF_PROSE * line.code_marks
    };
    at.checked_sub(1).and_then(|at| document.filled.get(at)).is_none_or(is_prose) && document.filled.get(at + 1).is_none_or(is_prose)
}

/// What is left between the lines of a script that was not flattened: closing brackets, lone keys and values.
fn remove_between(document: &Document<'_>, gone: &[usize], findings: &mut Findings) {
    for pair in gone.windows(2) {
        let between = &document.filled[pair[0] + 1..pair[1]];
        if between.len() <= MOST_BETWEEN && between.iter().all(|&line| is_scrap(document, &document.lines[line as usize])) {
            findings.list.extend(between.iter().map(|&line| finding(document.lines[line as usize].span)));
        }
    }
    if let (Some(first), Some(last)) = (gone.first(), gone.last()) {
        let scraps = |line: &&u32| is_scrap(document, &document.lines[**line as usize]);
        findings.list.extend(document.filled[last + 1..].iter().take_while(scraps).map(|&l| finding(document.lines[l as usize].span)));
        findings.list.extend(document.filled[..*first].iter().rev().take_while(scraps).map(|&l| finding(document.lines[l as usize].span)));
    }
}

/// Most lines between two lines of residue that go with them.
const MOST_BETWEEN: usize = 12;
/// Most words of a scrap.
const SCRAP_WORDS: u32 = 8;

/// A line of brackets and numbers, or a short one that ends as lines of code do.
fn is_scrap(document: &Document<'_>, line: &Line) -> bool {
    let ends_as_code = document.text_of(line).ends_with([';', '{', '}', ',', '(', '[']);
    line.code_marks > 0
        && line.words <= SCRAP_WORDS
        && (line.letters == 0 || (ends_as_code && line.code_marks * 10 > line.span.len() as u32))
}
