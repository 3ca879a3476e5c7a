//! Elements that may hold a fact, and the text in them.

use ego_tree::NodeRef;
use html5ever::local_name;
use scraper::Node;
use scraper::node::Element as Markup;

use crate::html::tag::Tag;

/// Longest text of a mark that is read, in bytes.
const MOST_TEXT: usize = 400;

/// What an element's attributes say that it holds; a set of bits.
pub type Says = u16;

/// What the bits of [`Says`] mean.
pub mod says {
    use super::Says;

    /// A class or id names an author or byline.
    pub const AUTHOR: Says = 1;
    /// A class or id names a date.
    pub const DATE: Says = 1 << 1;
    /// A class or id names an update.
    pub const UPDATED: Says = 1 << 2;
    /// `rel=author`.
    pub const REL_AUTHOR: Says = 1 << 3;
    /// `rel=tag`, or a link of the class for tags.
    pub const REL_TAG: Says = 1 << 4;
    /// `itemprop=author` or `creator`.
    pub const ITEM_AUTHOR: Says = 1 << 5;
    /// `itemprop=datePublished` and its kind.
    pub const ITEM_PUBLISHED: Says = 1 << 6;
    /// `itemprop=dateModified`.
    pub const ITEM_MODIFIED: Says = 1 << 7;
    /// `<time>`, or another element with `datetime`.
    pub const TIME: Says = 1 << 10;
    /// `<h1>`.
    pub const H1: Says = 1 << 11;
    /// A class names a member of a forum.
    pub const USERNAME: Says = 1 << 12;
}

/// An element that may hold a fact.
#[derive(Clone, Copy, Debug)]
pub struct Mark<'a> {
    /// The element.
    pub node: NodeRef<'a, Node>,
    /// What its attributes say.
    pub says: Says,
    /// How many bytes of text stand before it.
    pub at: usize,
    /// It stands in related stories, navigation or the like, or in comments.
    pub elsewhere: bool,
    /// Of these, it is only comments that it stands in.
    pub in_reply: bool,
    /// How deep the innermost element around is whose name says so; 0 if there is none.
    pub(super) left: usize,
}

impl Mark<'_> {
    /// Its text with single blanks; none if it is longer than a fact is.
    #[must_use]
    pub fn text(&self) -> Option<String> {
        text_of(self.node)
    }

    /// Its text, a line for each block in it; none if it is longer than a fact is.
    #[must_use]
    pub fn lines(&self) -> Option<String> {
        lines_of(self.node)
    }

    /// An attribute of it.
    #[must_use]
    pub fn attr(&self, name: &str) -> Option<&str> {
        self.node.value().as_element()?.attr(name)
    }
}

/// The text in an element with single blanks; none if it is longer than a fact is.
#[must_use]
pub fn text_of(node: NodeRef<'_, Node>) -> Option<String> {
    lines_of(node).map(|lines| lines.replace('\n', " "))
}

fn lines_of(node: NodeRef<'_, Node>) -> Option<String> {
    let mut out = String::new();
    let mut gap = false;
    let mut line_ends = false;
    let mut visited = 0;
    for inner in node.descendants() {
        visited += 1;
        if visited > MOST_TEXT {
            return None;
        }
        let Some(text) = inner.value().as_text() else {
            line_ends |= inner.value().as_element().is_some_and(|e| e.name() == "br" || Tag::of(e.name()).is_block());
            continue;
        };
        let unseen = |e: &Markup| matches!(e.name.local, local_name!("script") | local_name!("style") | local_name!("noscript"));
        if inner.parent().and_then(|p| p.value().as_element()).is_some_and(unseen) {
            continue;
        }
        // Behind a block that ended the next text begins a line of its own.
        line_ends |= inner.prev_sibling().and_then(|p| p.value().as_element()).is_some_and(|e| Tag::of(e.name()).is_block());
        gap |= text.starts_with(char::is_whitespace);
        for word in text.split_whitespace() {
            if !out.is_empty() && line_ends {
                out.push('\n');
            } else if !out.is_empty() && gap {
                out.push(' ');
            }
            out.push_str(word);
            (gap, line_ends) = (true, false);
        }
        gap = text.ends_with(char::is_whitespace);
        if out.len() > MOST_TEXT {
            return None;
        }
    }
    (!out.is_empty()).then_some(out)
}
