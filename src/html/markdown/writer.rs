//! The signs of Markdown for one block after the other.

use std::collections::HashSet;
use std::iter::Peekable;
use std::slice::Iter;

use super::left::Left;
use super::marks::{Kind, Marks, Run};
use super::places::{Container, Live, Place, Places, Table};
use crate::config::Form;
use crate::document::Span;
use crate::html::Page;
use crate::html::page::CELL_JOINT;

/// Something to put in.
pub struct Sign {
    pub at: usize,
    pub order: Order,
    pub text: String,
}

/// What comes first of signs at one place.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Order {
    Close,
    BlockEnd,
    BlockStart,
    Open,
    Escape,
}

/// Writes the signs, block after block.
pub struct Writer<'a> {
    left: Left<'a>,
    page: &'a Page,
    marks: &'a Marks,
    places: &'a Places,
    live: &'a [Live],
    /// That of the code that is being written.
    fence: String,
    /// Lists whose items have `*` and `1)` in place of `-` and `1.`.
    other_signs: HashSet<u32>,
    pub signs: Vec<Sign>,
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

impl<'a> Writer<'a> {
    pub fn new(left: Left<'a>, page: &'a Page, marks: &'a Marks, places: &'a Places, live: &'a [Live]) -> Self {
        Self { left, page, marks, places, live, fence: String::new(), other_signs: HashSet::new(), signs: Vec::new() }
    }

    fn sign(&mut self, at: usize, order: Order, text: impl Into<String>) {
        let text = text.into();
        if !text.is_empty() {
            self.signs.push(Sign { at, order, text });
        }
    }

    /// The emphasis, code and links in a block. True if the block begins with a sign of them.
    pub fn runs(&mut self, live: &Live, place: Place, form: Form, runs: &mut Peekable<Iter<'_, &Run>>) -> bool {
        let mut open: Vec<(usize, Kind, String)> = Vec::new();
        let mut is_marked = false;
        let (mut links, mut code): (Vec<Span>, Vec<Span>) = Default::default();
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
            match run.kind {
                Kind::Link => links.push(inner),
                Kind::Code => code.push(inner),
                Kind::Strong | Kind::Em => {}
            }
            is_marked |= start == live.span.start;
            open.push((end, run.kind, close));
        }
        while let Some((at, _, close)) = open.pop() {
            self.sign(at, Order::Close, close);
        }
        for link in links {
            self.escape_brackets(link, &code);
        }
        if form == Form::Markdown && place.pre.is_none() {
            self.escape_markup(live.span, &code);
        }
        is_marked
    }

    /// Keeps brackets in the text of a link, and a backslash before its own, from being taken for its end. In code they are none.
    fn escape_brackets(&mut self, link: Span, code: &[Span]) {
        for (at, _) in link.of(self.left.source).match_indices(['[', ']', '\\']) {
            let own = Span::new(link.start + at, link.start + at + 1);
            if self.left.is_whole(own) && !code.iter().any(|code| code.contains(own)) {
                self.sign(own.start, Order::Escape, "\\");
            }
        }
    }

    /// Keeps a text that speaks of markup from being taken for it: `<b>`, `&amp;`. In code it is none.
    fn escape_markup(&mut self, span: Span, code: &[Span]) {
        let text = span.of(self.left.source);
        for at in memchr::memchr2_iter(b'<', b'&', text.as_bytes()) {
            let own = Span::new(span.start + at, span.start + at + 1);
            if is_markup(&text[at..]) && self.left.is_whole(own) && !code.iter().any(|code| code.contains(own)) {
                self.sign(own.start, Order::Escape, "\\");
            }
        }
    }

    /// True if readers of Markdown would take signs of emphasis there for such: not those between a letter and a punctuation mark, nor
    /// those around marks alone.
    fn can_stand(&self, span: Span) -> bool {
        let source = self.left.source;
        let text = span.of(source);
        let is_letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let is_mark = |c: Option<char>| c.is_some_and(|c| !c.is_alphanumeric());
        let before = is_letter(source[..span.start].chars().next_back()) && is_mark(text.chars().next());
        let behind = is_letter(source[span.end..].chars().next()) && is_mark(text.chars().next_back());
        !before && !behind && text.chars().any(char::is_alphanumeric)
    }

    /// What stands before, behind and within a block.
    pub fn block(&mut self, at: usize, place: Place, is_marked: bool) {
        let (block, span) = (self.live[at].block, self.live[at].span);
        let chain = self.places.chain(place.container);
        let (gap, common) = at.checked_sub(1).map_or((Gap::Line, 0), |before| self.gap(before, at, &chain));
        let mut start = String::new();
        if gap == Gap::Blank {
            start = self.indent(&chain[..common]).trim_end().to_owned() + "\n";
        }
        if gap == Gap::Break {
            self.sign(self.live[at - 1].span.end, Order::BlockEnd, "  ");
        }
        if let Some(before) = at.checked_sub(1) {
            self.part_lists(before, &chain, common);
        }
        let indent = self.indent(&chain);
        if gap != Gap::Cell {
            start += &self.beginning(&chain, common);
        }
        if let Some((table, column)) = self.places.cell(place, block) {
            start += &self.cell(at, place, table, column, gap, &indent);
        } else if let Some(pre) = place.pre {
            start += &self.code(at, pre, &indent);
        } else if place.heading > 0 {
            start += &"#".repeat(place.heading.into());
            start.push(' ');
            self.escape_end(span);
        } else if !is_marked {
            self.escape(span);
        }
        self.sign(span.start, Order::BlockStart, start);
    }

    /// Where the block behind another stands.
    fn behind(&self, at: usize) -> Option<Place> {
        self.live.get(at + 1).map(|next| self.places.of_block(self.page, next.block))
    }

    /// Writes what stands within and behind a table's cell; gives what stands before it.
    fn cell(&mut self, at: usize, place: Place, table: Table, column: u32, gap: Gap, indent: &str) -> String {
        let span = self.live[at].span;
        let before = if gap == Gap::Cell { self.places.cell(place, self.live[at - 1].block).map(|(_, c)| c) } else { None };
        let joint = Span::new(span.start.saturating_sub(CELL_JOINT.len()), span.start);
        let missing = match before {
            Some(before) => column - before - u32::from(self.left.is_whole(joint)),
            None => column + 1,
        };
        self.escape_bars(span);
        if self.behind(at).is_none_or(|next| next.row != place.row) {
            let mut end = " |".to_owned();
            if place.row == Some(table.header) {
                end += &" |".repeat((table.columns - column - 1) as usize);
                end += &format!("\n{indent}|{}", "---|".repeat(table.columns as usize));
            }
            self.sign(span.end, Order::BlockEnd, end);
        }
        "| ".repeat(missing as usize)
    }

    /// Writes what stands within and behind a block of code; gives what stands before it.
    fn code(&mut self, at: usize, pre: u32, indent: &str) -> String {
        let span = self.live[at].span;
        let mut start = String::new();
        if at == 0 || self.pre_of(at - 1) != Some(pre) {
            self.fence = self.fence(at, pre);
            let language = self.marks.languages.get(&pre).map_or("", String::as_str);
            start = format!("{}{language}\n{indent}", self.fence);
        }
        self.indent_lines(span, indent);
        if self.behind(at).is_none_or(|next| next.pre != Some(pre)) {
            self.sign(span.end, Order::BlockEnd, format!("\n{indent}{}", self.fence));
        }
        start
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
        } else if is_next && self.page.blocks[second].in_row {
            // A row of a table that cannot be written as one.
            Gap::Cell
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

    /// Two lists, one behind the other, are one to readers of Markdown unless their items have other signs.
    fn part_lists(&mut self, before: usize, chain: &[u32], common: usize) {
        let around = self.places.chain(self.places.of_block(self.page, self.live[before].block).container);
        let [Some(one), Some(two)] = [around.get(common), chain.get(common)].map(|c| c.map(|c| &self.places.containers[*c as usize]))
        else {
            return;
        };
        let is_ordered = |item: &Container| item.sign.as_ref().map(|sign| sign.starts_with(|c: char| c.is_ascii_digit()));
        if one.list != two.list && is_ordered(one).is_some() && is_ordered(one) == is_ordered(two) && !self.other_signs.contains(&one.list)
        {
            self.other_signs.insert(two.list);
        }
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
                Some(sign) if n >= common && self.other_signs.contains(&self.places.containers[*container as usize].list) => {
                    out.push_str(&sign.replace("- ", "* ").replace(". ", ") "));
                }
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

    /// Keeps number signs at the end of a heading, which would close it.
    fn escape_end(&mut self, span: Span) {
        let text = self.left.text(span);
        let bare = text.trim_end_matches('#');
        if bare.len() < text.len() && (bare.is_empty() || bare.ends_with(' ')) && self.left.is_whole(Span::new(span.end - 1, span.end)) {
            self.sign(span.end - 1, Order::Escape, "\\");
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

/// True for what begins like a tag, a comment or an entity.
fn is_markup(text: &str) -> bool {
    let mut chars = text.chars();
    match (chars.next(), chars.next()) {
        (Some('<'), Some(c)) => c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?'),
        (Some('&'), _) => {
            let name = &text.as_bytes()[1..text.len().min(LONGEST_ENTITY)];
            memchr::memchr(b';', name).is_some_and(|end| end > 0 && name[..end].iter().all(|b| b.is_ascii_alphanumeric() || *b == b'#'))
        }
        _ => false,
    }
}

/// No entity's name is longer, `&` and `;` counted in.
const LONGEST_ENTITY: usize = 34;

/// Where in a line a backslash has to stand so that its beginning is not taken for the sign of a heading, list, quotation, rule, reference or code.
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
        // What a link elsewhere in the text would refer to, or a footnote.
        '[' => line.contains("]:"),
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
        for line in
            ["# a", "###### a", "#", "- a", "[a]: b", "[^1]: note", "+ a", "* a", "---", "* * *", "___", "> a", ">a", "```", "~~~ a", "==="]
        {
            assert_eq!(accident(line), Some(0), "{line}");
        }
        assert_eq!((accident("12. a"), accident("3) a")), (Some(2), Some(1)));
        for line in ["#tag", "####### a", "-5 degrees", "1.5 metres", "1234567890. a", "*a* b", "_a_", "a - b", "", "–", "=a"] {
            assert_eq!(accident(line), None, "{line}");
        }
    }
}
