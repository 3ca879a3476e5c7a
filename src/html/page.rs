//! A page's visible text in blocks, in document order, with where each stands in the tree.

use std::ops::Range;

use ego_tree::NodeRef;
use scraper::node::Element as Markup;
use scraper::{Html, Node};

use super::tag::Tag;
use crate::document::Span;

/// The visible text of a page.
#[derive(Debug, Default)]
pub struct Page {
    /// Every block, one a line; the cells of a table's row in one line.
    pub text: String,
    /// The blocks, in the order of the page.
    pub blocks: Vec<Block>,
    /// The elements that hold them, each behind its parent. The first is the root.
    pub elements: Vec<Element>,
    /// Hashes of the words in the elements' classes, ids and roles.
    pub words: Vec<u32>,
    /// The page's `<title>`.
    pub title: String,
}

/// A piece of text without a line break within it, other than in preformatted text.
#[derive(Clone, Debug, Default)]
pub struct Block {
    /// Where it stands in the page's text, without what joins it to its neighbours.
    pub span: Span,
    /// The innermost element that holds the beginning of it.
    pub element: u32,
    /// How many bytes of it are links.
    pub linked: u32,
    /// How many links it has.
    pub links: u32,
    /// How many bytes of it are bold or otherwise strong.
    pub strong: u32,
    /// It follows a line break, not the beginning of an element.
    pub behind_break: bool,
}

/// An element on the way to a block.
#[derive(Clone, Debug, Default)]
pub struct Element {
    /// The element that it is in; the root's is itself.
    pub parent: u32,
    /// Its name.
    pub tag: Tag,
    /// How many elements it is in.
    pub depth: u16,
    /// It, or what it is in, is not shown at first.
    pub hidden: bool,
    /// Its words in [`Page::words`].
    pub words: Range<u32>,
    /// Equal for elements of the same name and classes in parents for which the same holds.
    pub signature: u32,
}

impl Page {
    /// Reads the blocks of a page.
    #[must_use]
    pub fn read(html: &Html) -> Self {
        let mut page = Self { elements: vec![Element::default()], ..Self::default() };
        if let Some(title) = title(html) {
            page.title = title.split_whitespace().collect::<Vec<_>>().join(" ");
        }
        let mut walk = Walk { page, open: Vec::new(), block: None, gap: false, broken: false };
        walk.walk(html.tree.root());
        walk.end_block();
        walk.page
    }

    /// The text of a block.
    #[must_use]
    pub fn text_of(&self, block: &Block) -> &str {
        block.span.of(&self.text)
    }
}

fn title(html: &Html) -> Option<String> {
    let root = html.root_element();
    let head = root.children().find(|n| n.value().as_element().is_some_and(|e| e.name() == "head"))?;
    let title = head.children().find(|n| n.value().as_element().is_some_and(|e| e.name() == "title"))?;
    Some(title.children().filter_map(|n| n.value().as_text()).map(|t| &**t).collect())
}

/// An element that is open.
struct Frame<'a> {
    markup: &'a Markup,
    tag: Tag,
    linked: bool,
    strong: bool,
    preformatted: bool,
    hidden: bool,
    /// Its place among the page's elements, once it has text.
    element: Option<u32>,
    /// A link that no text was seen of.
    new_link: bool,
}

/// On the way through the tree.
struct Walk<'a> {
    page: Page,
    open: Vec<Frame<'a>>,
    /// The block that text is being added to.
    block: Option<Block>,
    /// Blanks were read that stand before whatever text comes.
    gap: bool,
    /// A line break ended the last block.
    broken: bool,
}

impl<'a> Walk<'a> {
    /// Goes through the tree without recursion: how deep it is, is the page's choice.
    fn walk(&mut self, root: NodeRef<'a, Node>) {
        let mut node = root;
        loop {
            let entered = self.enter(node);
            if entered && let Some(child) = node.first_child() {
                node = child;
                continue;
            }
            if entered {
                self.leave(node);
            }
            loop {
                if node.id() == root.id() {
                    return;
                }
                if let Some(next) = node.next_sibling() {
                    node = next;
                    break;
                }
                let Some(parent) = node.parent() else { return };
                self.leave(parent);
                node = parent;
            }
        }
    }

    /// Takes a node in; true if its children are to be looked at.
    fn enter(&mut self, node: NodeRef<'a, Node>) -> bool {
        match node.value() {
            Node::Text(text) => {
                self.text(text);
                false
            }
            Node::Element(markup) => {
                let tag = Tag::of(markup.name());
                if tag == Tag::Unseen {
                    return false;
                }
                if tag == Tag::Br {
                    self.line_break();
                    return false;
                }
                if tag.is_block() {
                    self.end_block();
                    self.broken = false;
                }
                self.open(markup, tag);
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
            self.end_block();
            self.broken = false;
        }
    }

    fn open(&mut self, markup: &'a Markup, tag: Tag) {
        let (linked, strong, preformatted, hidden) =
            self.open.last().map_or((false, false, false, false), |f| (f.linked, f.strong, f.preformatted, f.hidden));
        let is_link = tag == Tag::A && markup.attr("href").is_some();
        self.open.push(Frame {
            markup,
            tag,
            linked: linked || is_link,
            strong: strong || tag == Tag::Strong,
            preformatted: preformatted || tag == Tag::Pre,
            hidden: hidden || is_hidden(markup),
            element: None,
            new_link: is_link,
        });
    }

    fn line_break(&mut self) {
        if self.open.last().is_some_and(|f| f.preformatted) {
            self.text("\n");
        } else {
            self.end_block();
            self.broken = true;
        }
    }

    fn text(&mut self, text: &str) {
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
            let start = self.page.text.len();
            self.block = Some(Block { span: Span::new(start, start), element, behind_break: self.broken, ..Block::default() });
        }
        let before = self.page.text.len();
        write(&mut self.page.text);
        let added = (self.page.text.len() - before) as u32;
        let (Some(block), Some(frame)) = (&mut self.block, self.open.last_mut()) else { return };
        if frame.linked {
            block.linked += added;
            block.links += u32::from(std::mem::take(&mut frame.new_link));
        }
        if frame.strong {
            block.strong += added;
        }
    }

    fn end_block(&mut self) {
        self.gap = false;
        let Some(mut block) = self.block.take() else { return };
        let trimmed = self.page.text.trim_end_matches([' ', '\n', '\r', '\t']).len().max(block.span.start);
        self.page.text.truncate(trimmed);
        block.span = Span::new(block.span.start, trimmed);
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
        }
        parent
    }
}

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

/// Adds the words of an element's class, id and role. Returns a hash of the classes.
fn attribute_words(markup: &Markup, words: &mut Vec<u32>) -> u32 {
    let mut classes = 0;
    for (name, value) in markup.attrs() {
        if matches!(name, "class" | "id" | "role" | "itemprop") {
            split_words(value, words);
            if name == "class" {
                classes = value.bytes().fold(FNV, step);
            }
        }
    }
    classes
}

pub(super) const FNV: u32 = 0x811c_9dc5;

pub(super) const fn step(hash: u32, byte: u8) -> u32 {
    (hash ^ byte as u32).wrapping_mul(0x0100_0193)
}

/// The hash of a word in lower case, as the vocabulary has it.
#[must_use]
pub fn hash(word: &str) -> u32 {
    word.bytes().map(|b| b.to_ascii_lowercase()).fold(FNV, step)
}

/// Hashes of the runs of letters, cut where a capital follows a small letter: `articleBody-2` is "article" and "body".
pub(super) fn split_words(value: &str, words: &mut Vec<u32>) {
    let mut hash = FNV;
    let mut length = 0;
    let mut small = false;
    for byte in value.bytes().take(MOST_ATTRIBUTE_BYTES).chain([b' ']) {
        let letter = byte.is_ascii_alphabetic();
        if length > 0 && (!letter || (small && byte.is_ascii_uppercase())) {
            if length > 1 {
                words.push(hash);
            }
            (hash, length) = (FNV, 0);
        }
        if letter {
            hash = step(hash, byte.to_ascii_lowercase());
            length += 1;
        }
        small = byte.is_ascii_lowercase();
    }
}

/// So much of an attribute is looked at; what utility classes put behind it says nothing.
const MOST_ATTRIBUTE_BYTES: usize = 256;
