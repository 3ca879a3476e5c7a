//! A page's visible text in blocks, in document order, with where each stands in the tree. `walk` reads it.

mod walk;
mod words;

use std::ops::Range;

use scraper::Html;

use super::markdown::marks::Marks;
use super::selector::Wishes;
use super::summary::Summary;
use super::tag::Tag;
use crate::document::Span;

pub(super) use words::split_words;
pub use words::{hash_bytes, hash_step};

/// Stands between the cells of a row.
pub const CELL_JOINT: &str = " | ";

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
    /// What the page says about itself for machines.
    pub summary: Summary,
    /// Pieces of the text that a user wants to go, sorted and apart.
    pub dropped: Vec<Span>,
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
    /// Some of it is marked as code, or all of it is preformatted.
    pub has_code: bool,
    /// It follows a line break, not the beginning of an element.
    pub behind_break: bool,
    /// It stands in the line of the block before it, as the next cell of a table's row.
    pub in_row: bool,
    /// A user wants some of it to stay.
    pub kept: bool,
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
        Self::read_with(html, &Wishes::default(), None).0
    }

    /// The same, with what a user wants of single elements. If there are `marks`, they are filled.
    #[must_use]
    pub fn read_with(html: &Html, wishes: &Wishes, marks: Option<Marks>) -> (Self, Option<Marks>) {
        walk::read(html, wishes, marks)
    }

    /// Adds text that the page does not show, a block a line.
    pub fn append(&mut self, text: &str) {
        for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
            let start = self.text.len();
            self.text.push_str(line);
            self.blocks.push(Block { span: Span::new(start, self.text.len()), ..Block::default() });
            self.text.push('\n');
        }
    }

    /// The text of a block.
    #[must_use]
    pub fn text_of(&self, block: &Block) -> &str {
        block.span.of(&self.text)
    }
}
