//! Elements that a user names by CSS selectors.
//!
//! The grammar and the matching are those of the `selectors` crate over scraper's tree. Ours are the words for what is no selector
//! (`error`), and the bound on the work that one may make (`counted`).

mod counted;
mod error;

use std::cell::Cell;
use std::collections::HashMap;
use std::str::FromStr;

use cssparser::{CowRcStr, ParseError};
use ego_tree::NodeId;
use scraper::selector::{NonTSPseudoClass, PseudoElement, Simple};
use scraper::{ElementRef, Html};
use selectors::SelectorList;
use selectors::matching::{
    MatchingContext, MatchingForInvalidation, MatchingMode, NeedsSelectorFlags, QuirksMode, SelectorCaches, matches_selector_list,
};
use selectors::parser::{ParseRelative, Parser};
use serde::{Deserialize, Serialize};

use counted::Counted;
pub use error::SelectorError;
use error::Wrong;

/// A CSS selector, parsed once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Selector {
    text: String,
    parsed: SelectorList<Simple>,
}

/// What selectors may be made of.
struct Grammar;

impl<'i> Parser<'i> for Grammar {
    type Impl = Simple;
    type Error = Wrong;

    fn parse_nth_child_of(&self) -> bool {
        true
    }

    fn parse_is_and_where(&self) -> bool {
        true
    }

    fn parse_has(&self) -> bool {
        true
    }

    /// What is wrong in `:is()` is a mistake there as elsewhere, and not a selector that names nothing.
    fn allow_forgiving_selectors(&self) -> bool {
        false
    }

    fn parse_non_ts_pseudo_class(&self, name: CowRcStr<'i>) -> Result<NonTSPseudoClass, ParseError<Wrong>> {
        Err(ParseError::custom(Wrong::Pseudo(format!(":{name}"))))
    }

    fn parse_non_ts_functional_pseudo_class(
        &self,
        name: CowRcStr<'i>,
        _: &mut cssparser::Parser<'i>,
        _: bool,
    ) -> Result<NonTSPseudoClass, ParseError<Wrong>> {
        Err(ParseError::custom(Wrong::Pseudo(format!(":{name}()"))))
    }

    fn parse_pseudo_element(&self, name: CowRcStr<'i>) -> Result<PseudoElement, ParseError<Wrong>> {
        Err(ParseError::custom(Wrong::Pseudo(format!("::{name}"))))
    }
}

impl FromStr for Selector {
    type Err = SelectorError;

    fn from_str(text: &str) -> Result<Self, SelectorError> {
        let mut parser = cssparser::Parser::new(text);
        let start = parser.position();
        match SelectorList::parse(&Grammar, &mut parser, ParseRelative::No) {
            Ok(parsed) => Ok(Self { text: text.to_owned(), parsed }),
            Err(e) => Err(SelectorError::new(text, parser.slice_from(start), &e.kind)),
        }
    }
}

impl TryFrom<String> for Selector {
    type Error = SelectorError;

    fn try_from(text: String) -> Result<Self, SelectorError> {
        text.parse()
    }
}

impl From<Selector> for String {
    fn from(selector: Selector) -> Self {
        selector.text
    }
}

/// Steps of matching that a page is given for each of its nodes and each selector. Selectors of sites take fewer than ten; one that
/// looks at all around an element takes some for each element that holds it, a few dozen on pages that are written for readers.
const STEPS_A_NODE: u64 = 512;

/// Steps that any page is given: half a second at most, so that small pages may be as odd as they like.
const LEAST_STEPS: u64 = 1 << 24;

/// The steps that a page is given for a selector.
fn steps(html: &Html) -> u64 {
    (html.tree.values().len() as u64 * STEPS_A_NODE).max(LEAST_STEPS)
}

impl Selector {
    /// The elements that it names, in the order of the page. None if finding them takes so many steps or more.
    fn elements<'a>(&self, html: &'a Html, steps: u64) -> Option<Vec<ElementRef<'a>>> {
        let left = Cell::new(steps);
        let mut caches = SelectorCaches::default();
        let all = html.tree.root().descendants().filter_map(ElementRef::wrap);
        let named = all.filter(|element| {
            let mut context = MatchingContext::new(
                MatchingMode::Normal,
                None,
                &mut caches,
                QuirksMode::NoQuirks,
                NeedsSelectorFlags::No,
                MatchingForInvalidation::No,
            );
            Counted::new(*element, &left).is_some_and(|element| matches_selector_list(&self.parsed, &element, &mut context))
        });
        let named = named.collect();
        (left.get() > 0).then_some(named)
    }
}

/// What a user wants of an element's text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Wish {
    /// Nothing.
    #[default]
    None,
    /// That it goes.
    Drop,
    /// That it stays, which is the stronger wish.
    Keep,
}

/// The elements of a page that a user has named.
#[derive(Debug, Default)]
pub struct Wishes {
    wishes: HashMap<NodeId, Wish>,
    limited: bool,
}

impl Wishes {
    /// Matches each selector once with the page.
    #[must_use]
    pub fn of(html: &Html, drop: &[&Selector], keep: &[&Selector]) -> Self {
        let mut wishes = HashMap::new();
        let all = drop.iter().map(|selector| (selector, Wish::Drop)).chain(keep.iter().map(|selector| (selector, Wish::Keep)));
        for (selector, wish) in all {
            let Some(elements) = selector.elements(html, steps(html)) else { return Self { wishes: HashMap::new(), limited: true } };
            wishes.extend(elements.into_iter().map(|element| (element.id(), wish)));
        }
        Self { wishes, limited: false }
    }

    /// True if a selector took too many steps, so that nothing is known of what is wanted.
    #[must_use]
    pub const fn limited(&self) -> bool {
        self.limited
    }

    /// What is wanted of an element by itself.
    #[must_use]
    pub fn of_node(&self, node: NodeId) -> Wish {
        self.wishes.get(&node).copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::html::parse::parse;

    fn named(selector: &str, markup: &str, steps: u64) -> Option<usize> {
        selector.parse::<Selector>().unwrap().elements(&parse(markup).html, steps).map(|elements| elements.len())
    }

    #[test]
    fn selectors_are_kept_as_they_are_written() {
        assert_eq!(String::from("main > p, .a:not(.b)".parse::<Selector>().unwrap()), "main > p, .a:not(.b)");
    }

    #[test]
    fn all_of_css_for_places() {
        let list = "<div><p class=a>1<p>2<p class=a>3<i></i></div>";
        for (selector, count) in [
            ("p", 3),
            ("p.a", 2),
            ("P[class='a']", 2),
            ("p:nth-child(2 of .a)", 1),
            ("p:nth-last-of-type(2)", 1),
            ("p:has(> i)", 1),
            ("div:has(i) > p + p", 2),
            ("p ~ p:is(.a, b)", 1),
            ("i:empty", 1),
            ("span", 0),
        ] {
            assert_eq!(named(selector, list, 1_000), Some(count), "{selector}");
        }
    }

    #[test]
    fn no_selector_takes_more_steps_than_it_is_given() {
        const ELEMENTS: usize = 2_000;
        let flat = "<div>x</div>".repeat(ELEMENTS);
        let classes: String = (0..ELEMENTS).map(|n| format!("c{n} ")).collect();
        let inside = format!("<div class='{classes}'>{}</div>", "<i>x</i>".repeat(ELEMENTS));
        for (selector, page) in [("div:has(~ .x)", &flat), (".x ~ div", &flat), ("[class~=zz] i", &inside), (".zz i", &inside)] {
            assert_eq!(named(selector, page, 100 * ELEMENTS as u64), None, "{selector}");
            assert_eq!(named(selector, page, 2 * (ELEMENTS * ELEMENTS) as u64), Some(0), "{selector}");
        }
        assert_eq!(named("div:has(+ .x)", &flat, 100 * ELEMENTS as u64), Some(0));
        assert_eq!(named("div:nth-last-child(even)", &flat, 100 * ELEMENTS as u64), Some(ELEMENTS / 2));
    }

    #[test]
    fn keeping_is_stronger() {
        let html = parse("<p class=a>x<p class='a b'>y").html;
        let [a, b] = [".a", ".b"].map(|s| s.parse::<Selector>().unwrap());
        let wishes = Wishes::of(&html, &[&a], &[&b]);
        let found: Vec<Wish> = a.elements(&html, 100).unwrap().iter().map(|e| wishes.of_node(e.id())).collect();
        assert_eq!(found, [Wish::Drop, Wish::Keep]);
        assert_eq!(wishes.of_node(html.tree.root().id()), Wish::None);
    }
}
