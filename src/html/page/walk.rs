//! The way through a page's tree on which its blocks are read.

use ego_tree::NodeRef;
use scraper::node::Element as Markup;
use scraper::{Html, Node};

use super::words::attribute_words;
use super::{Block, CELL_JOINT, Element, Page};
use crate::document::Span;
use crate::html::markdown::marks::{self, Marks, Style};
use crate::html::selector::{Wish, Wishes};
use crate::html::tag::Tag;
use crate::html::visit::{self, Visit};

/// Reads a page, with what a user wants of single elements. If there are `marks`, they are filled.
pub fn read(html: &Html, wishes: &Wishes, mut marks: Option<Marks>) -> (Page, Option<Marks>) {
    if let (Some(marks), Some(href)) = (&mut marks, base(html)) {
        marks.move_base(href);
    }
    let page = Page { elements: vec![Element::default()], ..Page::default() };
    let mut walk = Walk { page, wishes, marks, open: Vec::new(), block: None, gap: false, broken: false, breaks: 0, new_cell: false };
    visit::walk(html.tree.root(), &mut walk);
    walk.end_block();
    (walk.page, walk.marks)
}

/// What the page says that relative addresses start from.
fn base(html: &Html) -> Option<&str> {
    let is = |n: &NodeRef<'_, Node>, name| n.value().as_element().is_some_and(|e| e.name() == name);
    let head = html.root_element().children().find(|n| is(n, "head"))?;
    head.children().filter(|n| is(n, "base")).find_map(|base| base.value().as_element()?.attr("href"))
}

/// An element that is open.
struct Frame<'a> {
    markup: &'a Markup,
    tag: Tag,
    linked: bool,
    strong: bool,
    preformatted: bool,
    /// In a table's cell or a heading that is one line, whatever breaks it has.
    one_line: bool,
    code: bool,
    hidden: bool,
    wish: Wish,
    style: Style,
    /// The ordinal of the next list item or table cell in it.
    next: Option<u32>,
    /// Its own.
    ordinal: Option<u32>,
    /// Its place among the page's elements, once it has text.
    element: Option<u32>,
    /// A link that no text was seen of.
    new_link: bool,
}

/// On the way through the tree.
struct Walk<'a> {
    page: Page,
    wishes: &'a Wishes,
    marks: Option<Marks>,
    open: Vec<Frame<'a>>,
    /// The block that text is being added to.
    block: Option<Block>,
    /// Blanks were read that stand before whatever text comes.
    gap: bool,
    /// A line break ended the last block.
    broken: bool,
    /// How many did, one behind the other.
    breaks: u32,
    /// Nothing but the ends and beginnings of a row's cells was met since the last block.
    new_cell: bool,
}

impl<'a> Visit<'a> for Walk<'a> {
    fn enter(&mut self, node: NodeRef<'a, Node>) -> bool {
        match node.value() {
            Node::Text(text) => {
                self.text(text);
                false
            }
            Node::Element(markup) => {
                let tag = Tag::of(markup.name());
                if tag == Tag::Unseen {
                    return self.unseen(node, markup);
                }
                if tag == Tag::Br {
                    self.line_break();
                    return false;
                }
                if self.is_in_one_line() {
                    self.gap |= tag.is_block();
                } else if tag.is_block() {
                    self.end_block();
                    self.broken = false;
                    // A block within the cell's text ends what could stand in one line.
                    self.new_cell &= matches!(tag, Tag::Td | Tag::Th);
                }
                let one_line = self.is_in_one_line() || is_one_line(node, tag);
                self.open(markup, tag, one_line, self.wishes.of_node(node.id()));
                true
            }
            Node::Document | Node::Fragment => true,
            _ => false,
        }
    }

    fn leave(&mut self, node: NodeRef<'a, Node>) {
        if node.value().is_element()
            && let Some(frame) = self.open.pop()
            && frame.tag.is_block()
        {
            if self.is_in_one_line() {
                self.gap = true;
                return;
            }
            let had_text = self.block.is_some();
            self.end_block();
            self.broken = false;
            self.new_cell = matches!(frame.tag, Tag::Td | Tag::Th) && (had_text || self.new_cell);
        }
    }
}

impl<'a> Walk<'a> {
    /// Takes in what is not shown and still tells something; true for `<head>`, whose children do.
    fn unseen(&mut self, node: NodeRef<'a, Node>, markup: &'a Markup) -> bool {
        let text = || node.children().filter_map(|child| child.value().as_text()).map(|text| &**text).collect::<String>();
        match markup.name() {
            "head" => {
                self.open(markup, Tag::Unseen, false, Wish::default());
                return true;
            }
            "meta" => self.page.summary.add_meta(markup),
            "title" if self.page.title.is_empty() => self.page.title = text().split_whitespace().collect::<Vec<_>>().join(" "),
            "script" if markup.attr("type").is_some_and(|kind| kind.contains("ld+json")) => self.page.summary.add_json(&text()),
            _ => {}
        }
        false
    }

    fn open(&mut self, markup: &'a Markup, tag: Tag, one_line: bool, wish: Wish) {
        let (linked, strong, preformatted, code, hidden, around) =
            self.open.last().map_or_else(Default::default, |f| (f.linked, f.strong, f.preformatted, f.code, f.hidden, f.wish));
        let is_link = tag == Tag::A && markup.attr("href").is_some();
        let (style, next, ordinal) = self.note(markup, tag);
        self.open.push(Frame {
            markup,
            tag,
            linked: linked || is_link,
            strong: strong || tag == Tag::Strong,
            preformatted: preformatted || tag == Tag::Pre,
            one_line,
            code: code || matches!(tag, Tag::Pre | Tag::Code),
            hidden: hidden || is_hidden(markup),
            wish: wish.max(around),
            style,
            next,
            ordinal,
            element: None,
            new_link: is_link,
        });
    }

    /// What marks need to know of an element that opens.
    fn note(&mut self, markup: &Markup, tag: Tag) -> (Style, Option<u32>, Option<u32>) {
        let Some(marks) = &mut self.marks else { return Default::default() };
        let mut style = self.open.last().map_or_else(Style::default, |f| f.style);
        style.strong |= tag == Tag::Strong;
        style.em |= tag == Tag::Em;
        style.code |= tag == Tag::Code;
        if let (Tag::A, Some(href)) = (tag, markup.attr("href")) {
            style.link = Some(marks.link(href));
        }
        let mut ordinal = None;
        if let Some(around) = self.open.last_mut()
            && let Some(next) = around.next
            && let Some((own, next)) = marks::next_ordinal(tag, markup, next)
        {
            (ordinal, around.next) = (Some(own), Some(next));
        }
        (style, marks::first_ordinal(tag, markup), ordinal)
    }

    fn is_in_one_line(&self) -> bool {
        self.open.last().is_some_and(|f| f.one_line)
    }

    fn line_break(&mut self) {
        if self.open.last().is_some_and(|f| f.preformatted) {
            self.text("\n");
        } else if self.is_in_one_line() {
            self.gap = true;
        } else {
            self.breaks = if self.broken && self.block.is_none() { self.breaks.saturating_add(1) } else { 1 };
            self.end_block();
            self.broken = true;
        }
    }

    fn text(&mut self, text: &str) {
        if self.open.last().is_some_and(|f| f.tag == Tag::Unseen) {
            return;
        }
        if self.open.last().is_some_and(|f| f.preformatted) {
            // The line end behind `<pre>` is none of its text, and blanks before other text are none of a block.
            let text = if self.block.is_some() { text } else { text.trim_start_matches(['\n', '\r']) };
            if self.block.is_some() || !text.trim().is_empty() {
                self.add(|out| out.push_str(text));
            }
            return;
        }
        self.gap |= text.starts_with(|c: char| c.is_ascii_whitespace());
        let mut words = text.split_ascii_whitespace();
        let Some(first) = words.next() else { return };
        let gap = self.gap && self.block.is_some();
        self.add(|out| {
            if gap {
                out.push(' ');
            }
            out.push_str(first);
            for word in words {
                out.push(' ');
                out.push_str(word);
            }
        });
        self.gap = text.ends_with(|c: char| c.is_ascii_whitespace());
    }

    /// Adds text to the block, which begins here if there is none.
    fn add(&mut self, write: impl FnOnce(&mut String)) {
        if self.block.is_none() {
            let element = self.element();
            let in_row = self.new_cell && self.page.text.ends_with('\n');
            if in_row {
                self.page.text.pop();
                self.page.text.push_str(CELL_JOINT);
            }
            self.new_cell = false;
            let start = self.page.text.len();
            if let Some(marks) = self.marks.as_mut().filter(|_| self.broken && self.breaks == 1) {
                marks.lone_breaks.push(start);
            }
            self.block = Some(Block { span: Span::new(start, start), element, behind_break: self.broken, in_row, ..Block::default() });
        }
        let before = self.page.text.len();
        write(&mut self.page.text);
        let added = (self.page.text.len() - before) as u32;
        let (Some(block), Some(frame)) = (&mut self.block, self.open.last_mut()) else { return };
        block.has_code |= frame.code;
        if frame.linked {
            block.linked += added;
            block.links += u32::from(std::mem::take(&mut frame.new_link));
        }
        if frame.strong {
            block.strong += added;
        }
        if let Some(marks) = self.marks.as_mut().filter(|_| !frame.preformatted) {
            marks.text(&self.page.text, block.span.start, before, frame.style);
        }
        match frame.wish {
            Wish::None => {}
            Wish::Keep => block.kept = true,
            Wish::Drop => match self.page.dropped.last_mut() {
                Some(last) if last.end == before => last.end += added as usize,
                _ => self.page.dropped.push(Span::new(before, before + added as usize)),
            },
        }
    }

    fn end_block(&mut self) {
        self.gap = false;
        let Some(mut block) = self.block.take() else { return };
        let trimmed = self.page.text.trim_end_matches([' ', '\n', '\r', '\t']).len().max(block.span.start);
        self.page.text.truncate(trimmed);
        block.span = Span::new(block.span.start, trimmed);
        while let Some(last) = self.page.dropped.last_mut().filter(|last| last.end > trimmed) {
            last.end = trimmed;
            if last.start < trimmed {
                break;
            }
            self.page.dropped.pop();
        }
        if block.span.is_empty() {
            return;
        }
        self.page.text.push('\n');
        self.page.blocks.push(block);
    }

    /// The innermost open element's place, with all that it is in put among the page's elements.
    fn element(&mut self) -> u32 {
        let first = self.open.iter().rposition(|f| f.element.is_some()).map_or(0, |at| at + 1);
        let mut parent = first.checked_sub(1).and_then(|at| self.open[at].element).unwrap_or(0);
        for at in first..self.open.len() {
            let frame = &mut self.open[at];
            let from = self.page.words.len() as u32;
            let classes = attribute_words(frame.markup, &mut self.page.words);
            let above = self.page.elements[parent as usize].signature;
            let signature = (above ^ classes).wrapping_mul(0x9e37_79b1).rotate_left(7) ^ frame.tag as u32;
            let words = from..self.page.words.len() as u32;
            self.page.elements.push(Element { parent, tag: frame.tag, depth: at as u16, hidden: frame.hidden, words, signature });
            parent = self.page.elements.len() as u32 - 1;
            frame.element = Some(parent);
            if let Some(marks) = &mut self.marks {
                let (tag, ordinal, markup) = (frame.tag, frame.ordinal, frame.markup);
                let is_code = frame.preformatted && matches!(tag, Tag::Pre | Tag::Code);
                let pre =
                    is_code.then(|| self.open[..=at].iter().rev().take_while(|f| f.preformatted).last().and_then(|f| f.element)).flatten();
                marks.element(parent, tag, ordinal, pre, markup);
            }
        }
        parent
    }
}

/// True for a heading, and for a cell in a row of several, which is short or one paragraph and holds nothing that needs lines of its own:
/// editors put a paragraph into each cell, and breaks into headings.
fn is_one_line(node: NodeRef<'_, Node>, tag: Tag) -> bool {
    let is_cell = |node: NodeRef<'_, Node>| node.value().as_element().is_some_and(|e| matches!(Tag::of(e.name()), Tag::Td | Tag::Th));
    let is_in_row = || is_cell(node) && (node.prev_siblings().any(is_cell) || node.next_siblings().any(is_cell));
    if tag.heading().is_none() && !is_in_row() {
        return false;
    }
    let (mut bytes, mut blocks, mut breaks) = (0, 0, 0);
    for (at, inner) in node.descendants().skip(1).enumerate() {
        match inner.value() {
            Node::Text(text) => bytes += text.trim_ascii().len(),
            Node::Element(markup) => match Tag::of(markup.name()) {
                Tag::Table | Tag::Li | Tag::Dl | Tag::Dt | Tag::Dd | Tag::Pre | Tag::Blockquote | Tag::Form | Tag::Article => return false,
                Tag::Br => breaks += 1,
                tag if tag.heading().is_some() => return false,
                tag => blocks += usize::from(tag.is_block()),
            },
            _ => {}
        }
        if at > LINE_NODES {
            return false;
        }
    }
    blocks.max(1) + breaks == 1 || bytes <= LINE_BYTES
}

/// Most bytes of what is one line in spite of its breaks: a dozen words.
const LINE_BYTES: usize = 80;

/// Most nodes in what is one line; no more are looked at.
const LINE_NODES: usize = 40;

/// What says that an element is not shown when the page has loaded.
fn is_hidden(markup: &Markup) -> bool {
    markup.attrs().any(|(name, value)| match name {
        "hidden" => true,
        "aria-hidden" => value == "true",
        "style" => {
            let plain: String = value.chars().filter(|c| !c.is_whitespace()).collect();
            plain.contains("display:none") || plain.contains("visibility:hidden")
        }
        _ => false,
    })
}
