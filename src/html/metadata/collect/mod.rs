//! One pass over the tree, which gathers what the sources are read from.
//!
//! `mark` is an element that may hold a fact, `class` what the names of classes say of such.

mod class;
mod mark;

use ego_tree::NodeRef;
use html5ever::{LocalName, local_name};
use scraper::node::Element as Markup;
use scraper::{Html, Node};

use super::meta_tags::MetaTag;
use crate::html::page::split_words;
use crate::html::visit::{self, Visit};
use class::{Class, class};
pub use mark::{Mark, Says, says, text_of};

/// Most `<meta>` elements that are kept; pages have some dozens.
const MOST_METAS: usize = 512;
/// Most marked elements that are kept; a page of comments has hundreds, and the first count.
const MOST_MARKS: usize = 1024;
/// Most headlines for which what holds them is looked at.
const MOST_HEADLINES: usize = 32;
/// Most bytes of JSON that are read from a page.
const MOST_JSON: usize = 1 << 20;
/// Most `itemtype`s that are kept.
const MOST_ITEMS: usize = 64;

/// What was gathered.
#[derive(Debug, Default)]
pub struct Collected<'a> {
    /// `<meta>` elements.
    pub metas: Vec<MetaTag<'a>>,
    /// Scripts of JSON-LD.
    pub json_ld: Vec<&'a str>,
    /// Scripts of other JSON: the state that a page's program starts from.
    pub state: Vec<&'a str>,
    /// The address in `<link rel=canonical>`.
    pub canonical: Option<&'a str>,
    /// The root's `lang`.
    pub lang: Option<&'a str>,
    /// The `itemtype`s of its items, without the vocabulary's address.
    pub items: Vec<&'a str>,
    /// Elements that may hold a fact, in the order of the page.
    pub marks: Vec<Mark<'a>>,
    json_bytes: usize,
}

impl<'a> Collected<'a> {
    /// Goes through the tree once.
    #[must_use]
    pub fn of(html: &'a Html) -> Self {
        let mut walk = Walk { collected: Self::default(), open: vec![Frame::default()], at: 0, headlines: 0, words: Vec::new() };
        visit::walk(html.tree.root(), &mut walk);
        walk.collected
    }

    /// Takes in an element that is not for readers. True if it is one.
    fn machine(&mut self, node: NodeRef<'a, Node>, markup: &'a Markup, name: &LocalName) -> bool {
        match *name {
            // Within the text it is a part of an item, and which item counts.
            local_name!("meta") if attr(markup, &local_name!("itemprop")).is_some_and(|p| item(p) != 0) => return false,
            local_name!("meta") => self.meta(markup),
            local_name!("link") => {
                if self.canonical.is_none() && attr(markup, &local_name!("rel")).is_some_and(|r| r.eq_ignore_ascii_case("canonical")) {
                    self.canonical = attr(markup, &local_name!("href"));
                }
            }
            local_name!("html") => {
                self.lang = self.lang.or_else(|| attr(markup, &local_name!("lang")));
                return false;
            }
            local_name!("script") => self.script(node, markup),
            local_name!("style") | local_name!("title") | local_name!("template") | local_name!("svg") => {}
            _ => return false,
        }
        true
    }

    fn meta(&mut self, markup: &'a Markup) {
        let Some(content) = attr(markup, &local_name!("content")).filter(|c| !c.trim().is_empty()) else { return };
        if self.metas.len() >= MOST_METAS {
            return;
        }
        let names = [local_name!("property"), local_name!("name"), local_name!("itemprop"), local_name!("http-equiv")];
        for key in names.iter().filter_map(|n| attr(markup, n)) {
            self.metas.push(MetaTag { key: key.trim().to_ascii_lowercase(), content });
        }
    }

    fn script(&mut self, node: NodeRef<'a, Node>, markup: &'a Markup) {
        let Some(kind) = attr(markup, &local_name!("type")) else { return };
        let list = if kind.contains("ld+json") {
            &mut self.json_ld
        } else if kind.contains("json") {
            &mut self.state
        } else {
            return;
        };
        for text in node.children().filter_map(|n| n.value().as_text()) {
            if self.json_bytes + text.len() <= MOST_JSON {
                self.json_bytes += text.len();
                list.push(text);
            }
        }
    }
}

/// What holds in an open element.
#[derive(Clone, Copy, Default)]
struct Frame {
    /// Something that is not the page's own: related stories, navigation.
    elsewhere: bool,
    /// Answers to the page's own text.
    reply: bool,
    /// Nothing that readers see.
    unseen: bool,
    /// How deep the innermost element around is whose name says so; 0 if there is none.
    left: usize,
    /// How many marks there were when it opened.
    marks: usize,
}

/// On the way through the tree.
struct Walk<'a> {
    collected: Collected<'a>,
    open: Vec<Frame>,
    /// How many bytes of text were met.
    at: usize,
    /// How many headlines were.
    headlines: usize,
    /// The words of an attribute; kept for its memory.
    words: Vec<u32>,
}

impl<'a> Visit<'a> for Walk<'a> {
    fn enter(&mut self, node: NodeRef<'a, Node>) -> bool {
        let around = self.open.last().copied().unwrap_or_default();
        match node.value() {
            Node::Text(text) => {
                self.at += if around.unseen { 0 } else { text.trim().len() };
                false
            }
            Node::Element(markup) => {
                let frame = self.element(node, markup);
                self.open.push(frame);
                true
            }
            Node::Document | Node::Fragment => {
                self.open.push(around);
                true
            }
            _ => false,
        }
    }

    fn leave(&mut self, _: NodeRef<'a, Node>) {
        self.open.pop();
    }
}

impl<'a> Walk<'a> {
    /// Takes in an element, and says what holds in it.
    fn element(&mut self, node: NodeRef<'a, Node>, markup: &'a Markup) -> Frame {
        let name = &markup.name.local;
        if *name == local_name!("h1") && self.headlines < MOST_HEADLINES {
            self.headlines += 1;
            self.take_in();
        }
        let mut frame = Frame { marks: self.collected.marks.len(), ..self.open.last().copied().unwrap_or_default() };
        let was = (frame.elsewhere, frame.reply);
        if self.collected.machine(node, markup, name) {
            frame.unseen = true;
        } else {
            self.seen(node, markup, &mut frame);
        }
        if was != (frame.elsewhere, frame.reply) {
            frame.left = self.open.len();
            self.collected.marks[frame.marks..].iter_mut().for_each(|m| m.left = frame.left);
        }
        frame
    }

    /// What holds the headline is the page's own, whatever it is called: "with-sidebar".
    fn take_in(&mut self) {
        for (depth, frame) in self.open.iter_mut().enumerate() {
            if frame.left == depth && depth > 0 {
                for mark in self.collected.marks[frame.marks..].iter_mut().filter(|m| m.left == depth) {
                    (mark.elsewhere, mark.in_reply) = (false, false);
                }
            }
            (frame.elsewhere, frame.reply, frame.left) = (false, false, 0);
        }
    }

    /// Takes in an element for readers, and notes in its frame if what it holds is not the page's own.
    fn seen(&mut self, node: NodeRef<'a, Node>, markup: &'a Markup, frame: &mut Frame) {
        let name = &markup.name.local;
        let mut says = 0;
        let mut is_entry = false;
        let mut leaves = matches!(*name, local_name!("nav") | local_name!("aside") | local_name!("footer"));
        match *name {
            local_name!("time") => says |= says::TIME,
            local_name!("h1") => says |= says::H1,
            _ => {}
        }
        // Layouts name the whole page after the column beside it: "has-sidebar".
        let is_frame = matches!(*name, local_name!("html") | local_name!("body") | local_name!("main") | local_name!("article"));
        for (key, value) in &markup.attrs {
            match key.local {
                local_name!("class") | local_name!("id") if !is_frame => {
                    self.words.clear();
                    split_words(value, &mut self.words);
                    for word in &self.words {
                        match class(*word) {
                            Class::Says(more) => says |= more,
                            Class::Leaves => leaves = true,
                            Class::Reply => frame.reply = true,
                            Class::Entry => is_entry = true,
                            Class::Nothing => {}
                        }
                    }
                }
                local_name!("rel") => {
                    for word in value.split_ascii_whitespace() {
                        match word {
                            "author" => says |= says::REL_AUTHOR,
                            "tag" => says |= says::REL_TAG,
                            _ => {}
                        }
                    }
                }
                local_name!("itemprop") => says |= value.split_ascii_whitespace().map(item).fold(0, |a, b| a | b),
                local_name!("itemtype") => {
                    let name = value.trim_end().rsplit(['/', '#']).next().unwrap_or(value);
                    leaves |= is_other_item(name);
                    frame.reply |= matches!(name, "Comment" | "UserComments" | "Answer");
                    if self.collected.items.len() < MOST_ITEMS {
                        self.collected.items.push(name);
                    }
                }
                local_name!("datetime") => says |= says::TIME,
                _ => {}
            }
        }
        // An article has a foot of its own.
        leaves &= !(is_entry && *name == local_name!("footer"));
        // A column may hold nothing but the author.
        leaves &= says & says::AUTHOR == 0 || *name != local_name!("aside");
        if says != 0 && self.collected.marks.len() < MOST_MARKS {
            let elsewhere = frame.elsewhere || leaves;
            let in_reply = frame.reply && !elsewhere;
            self.collected.marks.push(Mark { node, says, at: self.at, elsewhere: elsewhere || in_reply, in_reply, left: frame.left });
        }
        frame.elsewhere |= leaves;
    }
}

/// An attribute, without hashing its name.
fn attr<'a>(markup: &'a Markup, name: &LocalName) -> Option<&'a str> {
    markup.attrs.iter().find(|(key, _)| key.local == *name).map(|(_, value)| &**value)
}

fn item(name: &str) -> Says {
    match name {
        "author" | "creator" => says::ITEM_AUTHOR,
        "datePublished" | "dateCreated" | "datepublished" => says::ITEM_PUBLISHED,
        "dateModified" | "datemodified" => says::ITEM_MODIFIED,
        _ => 0,
    }
}

/// Items within a page whose authors and dates are theirs.
fn is_other_item(name: &str) -> bool {
    matches!(name, "Product" | "Offer" | "ListItem" | "BreadcrumbList" | "SiteNavigationElement")
        || matches!(name, "WPSideBar" | "WPFooter" | "AggregateRating")
}
