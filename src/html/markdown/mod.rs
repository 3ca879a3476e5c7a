//! Putting marks into a page's text: Markdown, or only where links lead.
//!
//! The text is scored, and the rules read it, without marks. They come last, as edits that only insert: `marks` is what was noted for
//! them while the page was read, `places` says where the blocks stand, `left` what the other edits have left of them. So restoring a page
//! knows nothing of Markdown.

mod left;
pub mod marks;
mod places;

use std::iter::Peekable;
use std::slice::Iter;

use super::Page;
use super::page::CELL_JOINT;
use crate::config::Form;
use crate::document::normalize::Whitespace;
use crate::document::{Edit, Evidence, Span};
use crate::rules::declare;
use left::Left;
use marks::{Kind, Marks, Run};
use places::{Live, Place, Places, live};

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
    /// Tables whose cells hold several paragraphs or lists are written as paragraphs; a cell that reaches over several rows stands in the first.
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
    let mut writer = Writer { left, page, marks, places: &places, live: &live, fence: String::new(), signs: Vec::new() };
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

/// Something to put in.
struct Sign {
    at: usize,
    order: Order,
    text: String,
}

/// What comes first of signs at one place.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Order {
    Close,
    BlockEnd,
    BlockStart,
    Open,
    Escape,
}

struct Writer<'a> {
    left: Left<'a>,
    page: &'a Page,
    marks: &'a Marks,
    places: &'a Places,
    live: &'a [Live],
    /// That of the code that is being written.
    fence: String,
    signs: Vec<Sign>,
}

/// What stands between two blocks.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Gap {
    /// A blank line.
    Blank,
    /// The line's end.
    Line,
    /// The line's end, where a reader is to begin a new line as well.
    Break,
    /// They stand in one line.
    Cell,
}

impl Writer<'_> {
    fn sign(&mut self, at: usize, order: Order, text: impl Into<String>) {
        let text = text.into();
        if !text.is_empty() {
            self.signs.push(Sign { at, order, text });
        }
    }

    /// The emphasis, code and links in a block. True if the block begins with a sign of them.
    fn runs(&mut self, live: &Live, place: Place, form: Form, runs: &mut Peekable<Iter<'_, &Run>>) -> bool {
        let mut open: Vec<(usize, Kind, String)> = Vec::new();
        let mut is_marked = false;
        while let Some(run) = runs.next_if(|run| run.span.start < live.span.end) {
            let span = Span::new(run.span.start.max(live.span.start), run.span.end.min(live.span.end));
            let is_wanted = match run.kind {
                Kind::Link => true,
                Kind::Strong => form == Form::Markdown && place.heading == 0,
                Kind::Em | Kind::Code => form == Form::Markdown,
            };
            if !is_wanted || place.pre.is_some() || span.start >= span.end {
                continue;
            }
            let Some((start, mut end)) = self.left.start(span, true).and_then(|start| Some((start, self.left.end(span, true)?))) else {
                continue;
            };
            while let Some((at, _, close)) = open.pop_if(|(end, ..)| *end <= start) {
                self.sign(at, Order::Close, close);
            }
            // Where two cross, the one that is further in ends first.
            if let Some((around, kind, _)) = open.last() {
                end = end.min(*around);
                if *kind == Kind::Code {
                    continue;
                }
            }
            let inner = Span::new(start, end);
            if start >= end || (matches!(run.kind, Kind::Strong | Kind::Em) && !self.can_stand(inner)) {
                continue;
            }
            let (begin, close) = signs_of(run, inner.of(self.left.source));
            self.sign(start, Order::Open, begin);
            is_marked |= start == live.span.start;
            open.push((end, run.kind, close));
        }
        while let Some((at, _, close)) = open.pop() {
            self.sign(at, Order::Close, close);
        }
        is_marked
    }

    /// True if readers of Markdown would take signs of emphasis there for such: not those between a letter and a punctuation mark.
    fn can_stand(&self, span: Span) -> bool {
        let source = self.left.source;
        let text = span.of(source);
        let is_letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let is_mark = |c: Option<char>| c.is_some_and(|c| !c.is_alphanumeric());
        let before = is_letter(source[..span.start].chars().next_back()) && is_mark(text.chars().next());
        let behind = is_letter(source[span.end..].chars().next()) && is_mark(text.chars().next_back());
        !before && !behind
    }

    /// What stands before, behind and within a block.
    fn block(&mut self, at: usize, place: Place, is_marked: bool) {
        let (block, span) = (self.live[at].block, self.live[at].span);
        let chain = self.places.chain(place.container);
        let (gap, common) = at.checked_sub(1).map_or((Gap::Line, 0), |before| self.gap(before, at, &chain));
        let behind = self.live.get(at + 1).map(|next| self.places.of_block(self.page, next.block));
        let mut start = String::new();
        if gap == Gap::Blank {
            start = self.indent(&chain[..common]).trim_end().to_owned() + "\n";
        }
        if gap == Gap::Break {
            self.sign(self.live[at - 1].span.end, Order::BlockEnd, "  ");
        }
        let indent = self.indent(&chain);
        if gap != Gap::Cell {
            start += &self.beginning(&chain, common);
        }
        if let Some((table, column)) = self.places.cell(place, block) {
            let before = if gap == Gap::Cell { self.places.cell(place, self.live[at - 1].block).map(|(_, c)| c) } else { None };
            let joint = Span::new(span.start.saturating_sub(CELL_JOINT.len()), span.start);
            let missing = match before {
                Some(before) => column - before - u32::from(self.left.is_whole(joint)),
                None => column + 1,
            };
            start += &"| ".repeat(missing as usize);
            self.escape_bars(span);
            if behind.is_none_or(|next| next.row != place.row) {
                let mut end = " |".to_owned();
                if place.row == Some(table.header) {
                    end += &" |".repeat((table.columns - column - 1) as usize);
                    end += &format!("\n{indent}|{}", "---|".repeat(table.columns as usize));
                }
                self.sign(span.end, Order::BlockEnd, end);
            }
        } else if let Some(pre) = place.pre {
            if at == 0 || self.pre_of(at - 1) != Some(pre) {
                self.fence = self.fence(at, pre);
                let language = self.marks.languages.get(&pre).map_or("", String::as_str);
                start += &format!("{}{language}\n{indent}", self.fence);
            }
            self.indent_lines(span, &indent);
            if behind.is_none_or(|next| next.pre != Some(pre)) {
                self.sign(span.end, Order::BlockEnd, format!("\n{indent}{}", self.fence));
            }
        } else if place.heading > 0 {
            start += &"#".repeat(place.heading.into());
            start.push(' ');
        } else if !is_marked {
            self.escape(span);
        }
        self.sign(span.start, Order::BlockStart, start);
    }

    fn pre_of(&self, at: usize) -> Option<u32> {
        self.places.of_block(self.page, self.live[at].block).pre
    }

    /// What stands between two blocks, one behind the other, and how many containers they are both in.
    fn gap(&self, before: usize, at: usize, chain: &[u32]) -> (Gap, usize) {
        let (first, second) = (self.live[before].block, self.live[at].block);
        let (one, two) = (self.places.of_block(self.page, first), self.places.of_block(self.page, second));
        let around = self.places.chain(one.container);
        let common = around.iter().zip(chain).take_while(|(a, b)| a == b).count();
        let containers = &self.places.containers;
        let is_next = second == first + 1;
        let gap = if self.places.cell(one, first).is_some() && self.places.cell(two, second).is_some() && one.table == two.table {
            if one.row == two.row { Gap::Cell } else { Gap::Line }
        } else if one.pre.is_some() && one.pre == two.pre {
            Gap::Line
        } else if let Some(item) = chain.get(common).map(|c| &containers[*c as usize]).filter(|c| c.sign.is_some()) {
            // The next item of a list, or the first of one within an item.
            let is_sibling = around.get(common).is_some_and(|c| containers[*c as usize].list == item.list);
            let is_inner = common > 0 && around.len() == common && containers[chain[common - 1] as usize].sign.is_some();
            if is_sibling || is_inner { Gap::Line } else { Gap::Blank }
        } else if is_next
            && one.heading == 0
            && one == two
            && one.pre.is_none()
            && self.marks.lone_breaks.binary_search(&self.page.blocks[second].span.start).is_ok()
        {
            Gap::Break
        } else {
            Gap::Blank
        };
        (gap, common)
    }

    /// What stands before a line within containers that have begun.
    fn indent(&self, chain: &[u32]) -> String {
        self.beginning(chain, chain.len())
    }

    /// What stands before a block's first line, where the first of the containers around it, `common`, have begun.
    fn beginning(&self, chain: &[u32], common: usize) -> String {
        let mut out = String::new();
        for (n, container) in chain.iter().enumerate() {
            match &self.places.containers[*container as usize].sign {
                None => out.push_str("> "),
                Some(sign) if n >= common => out.push_str(sign),
                Some(sign) => out.extend(sign.chars().map(|_| ' ')),
            }
        }
        out
    }

    /// A fence that is longer than any row of grave accents in the code, whose first block this is.
    fn fence(&self, at: usize, pre: u32) -> String {
        let own = (at..self.live.len()).take_while(|n| self.pre_of(*n) == Some(pre));
        let longest = own.map(|n| longest_ticks(self.live[n].span.of(self.left.source))).max().unwrap_or(0);
        "`".repeat(longest.max(LEAST_FENCE - 1) + 1)
    }

    fn indent_lines(&mut self, span: Span, indent: &str) {
        if indent.is_empty() {
            return;
        }
        for (at, _) in span.of(self.left.source).match_indices('\n') {
            let at = span.start + at;
            if self.left.is_whole(Span::new(at, at + 1)) {
                self.sign(at + 1, Order::BlockStart, indent);
            }
        }
    }

    fn escape_bars(&mut self, span: Span) {
        for (at, _) in span.of(self.left.source).match_indices('|') {
            let at = span.start + at;
            if self.left.is_whole(Span::new(at, at + 1)) {
                self.sign(at, Order::Escape, "\\");
            }
        }
    }

    /// Keeps a paragraph from being taken for something else.
    fn escape(&mut self, span: Span) {
        if let Some(at) = accident(self.left.text(span)) {
            self.sign(span.start + at, Order::Escape, "\\");
        }
    }
}

/// A fence has so many grave accents.
const LEAST_FENCE: usize = 3;

/// What stands before and behind a run with this text.
fn signs_of(run: &Run, text: &str) -> (String, String) {
    match run.kind {
        Kind::Link => ("[".to_owned(), format!("]({})", run.target)),
        Kind::Strong => ("**".to_owned(), "**".to_owned()),
        Kind::Em => ("*".to_owned(), "*".to_owned()),
        Kind::Code => {
            let ticks = "`".repeat(longest_ticks(text) + 1);
            let blank = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
            (format!("{ticks}{blank}"), format!("{blank}{ticks}"))
        }
    }
}

fn longest_ticks(text: &str) -> usize {
    text.split(|c| c != '`').map(str::len).max().unwrap_or(0)
}

/// Where in a line a backslash has to stand so that its beginning is not taken for the sign of a heading, list, quotation, rule or code.
fn accident(line: &str) -> Option<usize> {
    let line = line.lines().next()?;
    let ends_word = |at: usize| line[at..].is_empty() || line[at..].starts_with(' ');
    let is_rule = |c: char| line.trim_end().len() >= 3 && line.chars().all(|own| own == c || own == ' ');
    let hashes = line.len() - line.trim_start_matches('#').len();
    let digits = line.len() - line.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let first = line.chars().next()?;
    let is_sign = match first {
        '>' => true,
        '#' => hashes <= 6 && ends_word(hashes),
        '-' | '+' | '*' => ends_word(1) || (first != '+' && is_rule(first)),
        '_' => is_rule('_'),
        '=' => line.chars().all(|c| matches!(c, '=' | ' ')),
        '`' | '~' => line.starts_with("```") || line.starts_with("~~~"),
        _ => false,
    };
    let is_number = (1..=9).contains(&digits) && line[digits..].starts_with(['.', ')']) && ends_word(digits + 1);
    if is_number { Some(digits) } else { is_sign.then_some(0) }
}

#[cfg(test)]
mod tests {
    use super::accident;

    #[test]
    fn accidents_at_the_beginning_of_a_line() {
        for line in ["# a", "###### a", "#", "- a", "+ a", "* a", "---", "* * *", "___", "> a", ">a", "```", "~~~ a", "==="] {
            assert_eq!(accident(line), Some(0), "{line}");
        }
        assert_eq!((accident("12. a"), accident("3) a")), (Some(2), Some(1)));
        for line in ["#tag", "####### a", "-5 degrees", "1.5 metres", "1234567890. a", "*a* b", "_a_", "a - b", "", "–", "=a"] {
            assert_eq!(accident(line), None, "{line}");
        }
    }
}
