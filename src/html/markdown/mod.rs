//! Putting marks into a page's text: Markdown, or only where links lead.
//!
//! The text is scored, and the rules read it, without marks. They come last, as edits that only insert: `marks` is what was noted for
//! them while the page was read, `places` says where the blocks stand, `left` what the other edits have left of them, and
//! `writer` writes the signs. So restoring a page knows nothing of Markdown.

mod left;
pub mod marks;
mod places;
mod writer;

use super::Page;
use crate::config::Form;
use crate::document::normalize::Whitespace;
use crate::document::{Edit, Evidence, Span};
use crate::rules::declare;
use left::Left;
use marks::{Marks, Run};
use places::{Places, live};
use writer::{Sign, Writer};

declare! {
    /// Marks in a page's text: Markdown, and where links lead.
    ///
    /// ## What it removes
    /// Nothing; it puts marks in. With `--to markdown` those are the signs of headings, lists, quotations, code, tables and emphasis, blank
    /// lines between paragraphs, and a backslash where a line of text would begin with such a sign by chance. With `--include links` a link
    /// becomes `[text](address)`, in plain text too. What other rules took out has no marks, and no rule sees one.
    ///
    /// ## Why it is noise
    /// It is none. Without marks a page's text is one line for each paragraph, heading, list item and table row.
    ///
    /// ## Example
    /// ```toml
    /// html.to = "markdown"
    /// html.include = ["links"]
    /// html.keep = ["article"]
    /// ```
    /// ```html
    /// <article>
    /// <h3>The lower river</h3>
    /// <p>The river fell by <b>half a metre</b> in the night, as the <a href="https://example.org/water">water board</a> said.</p>
    /// <ol><li>Fishermen found their boats on the mud.<ul><li>Most of them were small.</li></ul></li><li>The ferry stood still.</li></ol>
    /// <table><tr><th>Year</th><th>Level</th></tr><tr><td>1911</td><td>40</td></tr></table>
    /// </article>
    /// ```
    /// ```after
    /// ### The lower river
    ///
    /// The river fell by **half a metre** in the night, as the [water board](https://example.org/water) said.
    ///
    /// 1. Fishermen found their boats on the mud.
    ///    - Most of them were small.
    /// 2. The ferry stood still.
    ///
    /// | Year | Level |
    /// |---|---|
    /// | 1911 | 40 |
    /// ```
    ///
    /// ## What it must keep
    /// Text that was extracted before.
    /// ```keep
    /// The river fell by half a metre in the night, and it was not the first time that this had happened.
    /// ```
    ///
    /// ## Languages and sources of its lists
    /// None.
    ///
    /// ## Known misses
    /// Tables whose cells hold long paragraphs or lists are written as paragraphs; a cell that reaches over several rows stands in the first.
    /// Pictures and formulas have no text.
    Markdown, "markdown", []
}

/// Puts insertions of marks among the edits of a page's text, which is `source`. Where that makes more than `most` edits, there are none.
#[must_use]
pub fn insert(source: &str, page: &Page, marks: &Marks, form: Form, mut edits: Vec<Edit>, most: usize) -> Vec<Edit> {
    let mut places = Places::of(page, marks);
    if form == Form::Markdown {
        keep_code(page, &places, &mut edits);
    }
    let left = Left { source, edits: &edits };
    let live = live(page, &left, &places);
    places.find_tables(page, marks, &live);
    let mut writer = Writer::new(left, page, marks, &places, &live);
    let mut runs: Vec<&Run> = marks.runs.iter().collect();
    runs.sort_by_key(|run| (run.span.start, std::cmp::Reverse(run.span.end), run.kind));
    let mut runs = runs.iter().peekable();
    for (at, own) in live.iter().enumerate() {
        let place = places.of_block(page, own.block);
        let is_marked = writer.runs(own, place, form, &mut runs);
        if form == Form::Markdown {
            writer.block(at, place, is_marked);
        }
    }
    let signs = writer.signs;
    if edits.len() + signs.len() > most { edits } else { merge(edits, signs) }
}

/// Whitespace is part of code: takes the edits back that changed it there.
fn keep_code(page: &Page, places: &Places, edits: &mut Vec<Edit>) {
    let spans: Vec<Span> =
        page.blocks.iter().enumerate().filter(|(at, _)| places.of_block(page, *at).pre.is_some()).map(|(_, block)| block.span).collect();
    edits.retain(|edit| {
        let at = spans.partition_point(|span| span.end < edit.span.end);
        edit.rule != Whitespace::INFO.id || !spans.get(at).is_some_and(|span| span.contains(edit.span))
    });
}

/// Puts the signs, each at its place and in this order where there are several, among the edits.
fn merge(edits: Vec<Edit>, mut signs: Vec<Sign>) -> Vec<Edit> {
    signs.sort_by_key(|sign| (sign.at, sign.order));
    let mut out: Vec<Edit> = Vec::with_capacity(edits.len() + signs.len());
    let mut edits = edits.into_iter().peekable();
    for sign in signs {
        while let Some(edit) = edits.next_if(|edit| edit.span.start < sign.at) {
            out.push(edit);
        }
        let span = Span::new(sign.at, sign.at);
        match out.last_mut() {
            Some(last) if last.rule == Markdown::INFO.id && last.span == span => last.with.push_str(&sign.text),
            _ => out.push(Edit { span, with: sign.text, rule: Markdown::INFO.id, evidence: Evidence::SHAPE, score: 1.0 }),
        }
    }
    out.extend(edits);
    out
}
