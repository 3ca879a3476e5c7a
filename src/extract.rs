//! From a page's markup to its visible text, with the edits that leave only the main content of it.
//!
//! Here the parts of `html` and `scorer` come together, in the order in which a page goes through them.

use std::mem;

use crate::cleaner::Watch;
use crate::config::{Config, Form, Include, Mode};
use crate::document::{Edit, Line, Span, host};
use crate::html::declared::{self, DeclaredElement};
use crate::html::escaped::unescaped;
use crate::html::main_content::{self, Cut, MainContent};
use crate::html::markdown::Markdown;
use crate::html::markdown::marks::Marks;
use crate::html::metadata::{self, Collected, Told};
use crate::html::parse::parse;
use crate::html::{Page, Wishes, include};
use crate::review::verdicts::Judge;
use crate::scorer::{MODEL, Model, Texts, select};

/// A page with what was decided about its blocks.
#[derive(Debug)]
pub struct Extracted {
    /// The page.
    pub page: Page,
    /// What the page tells about itself.
    pub told: Told,
    /// For each block, how likely it is main content, 0 to 1; empty if the scorer was not asked.
    pub scores: Vec<f32>,
    /// For each block, why it goes, if it does.
    pub cuts: Vec<Option<Cut>>,
    /// What marks are to be put in.
    pub marks: Option<Marks>,
    /// A selector takes too many steps: what the user has named is not known.
    pub limited: bool,
    /// Some of the markup was beyond the limits and was not followed.
    pub flattened: bool,
}

/// What a page was turned into beside its visible text; of what is no page, nothing.
#[derive(Default)]
pub struct Extraction {
    /// The edits that take out what is not main content.
    pub on: Vec<Edit>,
    /// Those that are to be reported only.
    pub tagged: Vec<Edit>,
    /// What the page tells about itself.
    pub told: Option<Told>,
    /// Where the page says that it shows code; what looks like left-over code there is none.
    pub code: Vec<Span>,
    /// The page, but for its text, and the marks that are to be put in.
    pub marked: Option<(Page, Marks)>,
    /// A selector takes too many steps: what the user has named is not known.
    pub limited: bool,
    /// Some of the markup was beyond the limits and was not followed.
    pub flattened: bool,
}

/// The visible text of a page, and what else there is to it. `judge` says what people have judged, `model` is used in
/// place of the program's own.
pub fn extract(
    markup: &str,
    url: Option<&str>,
    config: &Config,
    judge: Option<Judge<'_>>,
    model: Option<&Model>,
    watch: &mut impl Watch,
) -> (String, Extraction) {
    let extracted = read(markup, url, config, judge, model, watch);
    watch.page(&extracted);
    let Extracted { mut page, told, cuts, marks, limited, flattened, .. } = extracted;
    let pieces = if config.mode(DeclaredElement::INFO.id) == Mode::Off { &[][..] } else { &page.dropped };
    let edits = main_content::edits(&page, &cuts, pieces, declared::CUT);
    watch.lap(MainContent::INFO.id);
    let (on, tagged) = edits.into_iter().partition(|edit| config.mode(edit.rule) == Mode::On);
    let code = page.blocks.iter().filter(|block| block.has_code).map(|block| block.span).collect();
    let text = mem::take(&mut page.text);
    let marked = marks.map(|marks| (page, marks));
    (text, Extraction { on, tagged, told: Some(told), code, marked, limited, flattened })
}

/// All visible text of a page, one block a line.
pub fn visible_text(markup: &str) -> String {
    Page::read(&parse(&unescaped(markup)).html).text
}

/// Reads a page and decides which of its blocks go.
fn read(
    markup: &str,
    url: Option<&str>,
    config: &Config,
    judge: Option<Judge<'_>>,
    model: Option<&Model>,
    watch: &mut impl Watch,
) -> Extracted {
    let html = &config.html;
    let (main_content, declared) = (config.mode(MainContent::INFO.id), config.mode(DeclaredElement::INFO.id));
    let parsed = parse(&unescaped(markup));
    watch.lap("parse");
    let (drop, keep) = if declared == Mode::Off { Default::default() } else { html.selectors(url.and_then(host)) };
    let is_marked = html.to == Form::Markdown || html.include.contains(&Include::Links);
    let marks = (is_marked && config.mode(Markdown::INFO.id) != Mode::Off).then(|| Marks::new(url));
    let wishes = Wishes::of(&parsed.html, &drop, &keep);
    let (mut page, marks) = Page::read_with(&parsed.html, &wishes, marks);
    watch.lap("blocks");
    let collected = Collected::of(&parsed.html);
    let told = metadata::read(&collected, &page, url);
    watch.lap("metadata");
    let (mut scores, mut cuts) = (Vec::new(), vec![None; page.blocks.len()]);
    if main_content != Mode::Off {
        let model = model.unwrap_or(&MODEL);
        let texts = Texts::of(&page, &model.vocabulary);
        watch.lap("facts");
        scores = model.score(&page, &texts, url).scores;
        let mut kept = select(&scores, page.summary.is_article, html.balance);
        include::widen(&page, &html.include, &mut kept);
        let goes = kept.iter().zip(&scores).map(|(kept, score)| (!kept).then(|| Cut::scored(*score)));
        cuts.iter_mut().zip(goes).for_each(|(cut, goes)| *cut = goes);
    }
    if let Some(judge) = judge {
        judge.keep_pieces(&mut page);
    }
    declared::settle(&page, &mut cuts, declared == Mode::Tag);
    if let Some(judge) = judge {
        judge.settle_blocks(&page, &mut cuts);
    }
    if main_content != Mode::Off && kept_words(&page, &cuts) < FEW_WORDS {
        // What stands nowhere but in scripts is main content by itself.
        if let Some(hidden) = metadata::hidden_content(&collected) {
            let is_markup = hidden.contains("</") || hidden.contains("<br");
            page.append(&if is_markup { Page::read(&parse(&hidden).html).text } else { hidden });
            scores.resize(page.blocks.len(), 1.0);
            cuts.resize(page.blocks.len(), None);
        }
    }
    Extracted { page, told, scores, cuts, marks, limited: wishes.limited(), flattened: parsed.limited.is_some() }
}

/// With fewer words of main content, a page's text is looked for in its scripts: a page that shows its text has more.
const FEW_WORDS: usize = 20;

fn kept_words(page: &Page, cuts: &[Option<Cut>]) -> usize {
    let kept = page.blocks.iter().zip(cuts).filter(|(_, cut)| cut.is_none());
    kept.map(|(block, _)| Line::of(page.text_of(block)).words as usize).sum()
}
