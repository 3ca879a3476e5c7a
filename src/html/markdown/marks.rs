//! What is noted of a page while it is read, where its text is to get marks: emphasis, links, numbers of list items.

use std::collections::HashMap;

use scraper::node::Element as Markup;

use crate::document::Span;
use crate::html::Tag;
use crate::html::address::{self, Base};

/// What was noted.
#[derive(Debug, Default)]
pub struct Marks {
    /// Emphasis, code and links within blocks, in bytes of the page's text.
    pub runs: Vec<Run>,
    /// Numbers of list items by their element.
    pub numbers: HashMap<u32, u32>,
    /// Columns of table cells by their element, from 0.
    pub columns: HashMap<u32, u32>,
    /// Languages of preformatted elements.
    pub languages: HashMap<u32, String>,
    /// Where blocks start that follow a single line break.
    pub lone_breaks: Vec<usize>,
    /// Where the links lead of which text was or may still be seen.
    targets: Vec<Option<String>>,
    base: Option<Base>,
    /// The latest run of each kind.
    latest: [Option<usize>; 4],
    /// The link that the latest run of that kind is of.
    latest_link: Option<u32>,
}

/// A piece of a block between marks.
#[derive(Clone, Debug)]
pub struct Run {
    /// Without blanks at its ends.
    pub span: Span,
    /// What it is.
    pub kind: Kind,
    /// Of a link, where it leads.
    pub target: String,
}

/// What a run is. Of two that are the same piece of text, the first here is around the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A link.
    Link,
    /// Bold.
    Strong,
    /// Italics.
    Em,
    /// Code.
    Code,
}

/// How the text in an element is set apart.
#[derive(Clone, Copy, Debug, Default)]
pub struct Style {
    /// Bold.
    pub strong: bool,
    /// Italics.
    pub em: bool,
    /// Code.
    pub code: bool,
    /// The link it is in.
    pub link: Option<u32>,
}

/// Wider tables are no tables of data; so many columns at most are counted for one cell.
pub const MOST_COLUMNS: u32 = 64;

/// Items are numbered in so many digits at most.
const MOST_ITEMS: u32 = 999_999_999;

impl Marks {
    /// Nothing yet, of a page with this address.
    #[must_use]
    pub fn new(url: Option<&str>) -> Self {
        Self { base: url.and_then(Base::of), ..Self::default() }
    }

    /// The page says where relative addresses start.
    pub fn move_base(&mut self, href: &str) {
        self.base = Base::moved(self.base.as_ref(), href);
    }

    /// The place of a link that opens.
    pub fn link(&mut self, href: &str) -> u32 {
        self.targets.push(address::link(self.base.as_ref(), href));
        self.targets.len() as u32 - 1
    }

    /// Text was added to a block that starts at `block`.
    pub fn text(&mut self, text: &str, block: usize, from: usize, style: Style) {
        let start = text.len() - text[from..].trim_ascii_start().len();
        let added = Span::new(start, text.len());
        for (kind, holds) in
            [(Kind::Link, style.link.is_some()), (Kind::Strong, style.strong), (Kind::Em, style.em), (Kind::Code, style.code)]
        {
            if !holds || added.is_empty() {
                continue;
            }
            let target = style.link.filter(|_| kind == Kind::Link).map(|link| self.targets[link as usize].take());
            let latest = self.latest[kind as usize].map(|at| &mut self.runs[at]);
            match (latest, target) {
                // A link is new while its target has not been taken; it is one run until something else ends the run.
                (Some(run), None) if run.span.end == from && run.span.start >= block => run.span.end = added.end,
                (Some(run), Some(None)) if run.span.end == from && run.span.start >= block && self.latest_link == style.link => {
                    run.span.end = added.end;
                }
                (_, Some(None)) => {}
                (_, target) => {
                    if target.is_some() {
                        self.latest_link = style.link;
                    }
                    self.latest[kind as usize] = Some(self.runs.len());
                    self.runs.push(Run { span: added, kind, target: target.flatten().unwrap_or_default() });
                }
            }
        }
    }

    /// An element was put among those of the page.
    pub fn element(&mut self, element: u32, tag: Tag, ordinal: Option<u32>, pre: Option<u32>, markup: &Markup) {
        match (tag, ordinal) {
            (Tag::Li, Some(number)) => drop(self.numbers.insert(element, number)),
            (Tag::Td | Tag::Th, Some(column)) => drop(self.columns.insert(element, column)),
            _ => {}
        }
        if let (Some(pre), Some(language)) = (pre, language(markup)) {
            self.languages.entry(pre).or_insert_with(|| language.to_owned());
        }
    }
}

/// The first number of a list's items, the first column of a row's cells.
pub fn first_ordinal(tag: Tag, markup: &Markup) -> Option<u32> {
    match tag {
        Tag::Ol => Some(number(markup, "start").unwrap_or(1)),
        Tag::Tr => Some(0),
        _ => None,
    }
}

/// The ordinal of an element in its parent, whose next one this was until now; and the next.
pub fn next_ordinal(tag: Tag, markup: &Markup, next: u32) -> Option<(u32, u32)> {
    match tag {
        Tag::Li => {
            let own = number(markup, "value").unwrap_or(next);
            Some((own, own.saturating_add(1).min(MOST_ITEMS)))
        }
        Tag::Td | Tag::Th => {
            let columns = number(markup, "colspan").unwrap_or(1).clamp(1, MOST_COLUMNS);
            Some((next, next.saturating_add(columns)))
        }
        _ => None,
    }
}

fn number(markup: &Markup, attribute: &str) -> Option<u32> {
    markup.attr(attribute)?.trim().parse().ok().filter(|n| *n <= MOST_ITEMS)
}

/// The programming language that an element's classes name.
fn language(markup: &Markup) -> Option<&str> {
    let is_plain = |name: &&str| {
        (1..=MOST_LANGUAGE_BYTES).contains(&name.len()) && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"+#._-".contains(&b))
    };
    let prefixes = ["language-", "lang-", "highlight-source-"];
    let named = |class: &str| prefixes.iter().find_map(|prefix| class.strip_prefix(prefix).map(str::len)).map(|n| class.len() - n);
    markup.attr("class")?.split_ascii_whitespace().find_map(|class| named(class).map(|at| &class[at..]).filter(is_plain))
}

/// Longer than any language's name.
const MOST_LANGUAGE_BYTES: usize = 20;
