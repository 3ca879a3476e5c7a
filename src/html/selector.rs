//! Elements that a user names by CSS selectors.

use std::collections::HashMap;
use std::str::FromStr;

use ego_tree::NodeId;
use scraper::Html;
use serde::{Deserialize, Serialize};

/// A CSS selector, parsed once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Selector {
    text: String,
    parsed: scraper::Selector,
}

/// A text that is no selector.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is no CSS selector that can be used: {why}")]
pub struct SelectorError {
    text: String,
    why: String,
}

impl FromStr for Selector {
    type Err = SelectorError;

    fn from_str(text: &str) -> Result<Self, SelectorError> {
        match scraper::Selector::parse(text) {
            Ok(parsed) => Ok(Self { text: text.to_owned(), parsed }),
            Err(e) => Err(SelectorError { text: text.to_owned(), why: e.to_string() }),
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
pub struct Wishes(HashMap<NodeId, Wish>);

impl Wishes {
    /// Matches each selector once with the page.
    #[must_use]
    pub fn of(html: &Html, drop: &[&Selector], keep: &[&Selector]) -> Self {
        let mut wishes = HashMap::new();
        for (selectors, wish) in [(drop, Wish::Drop), (keep, Wish::Keep)] {
            for element in selectors.iter().flat_map(|selector| html.select(&selector.parsed)) {
                wishes.insert(element.id(), wish);
            }
        }
        Self(wishes)
    }

    /// What is wanted of an element by itself.
    #[must_use]
    pub fn of_node(&self, node: NodeId) -> Wish {
        self.0.get(&node).copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_selector_is_refused_with_a_reason() {
        let error = "div[".parse::<Selector>().unwrap_err().to_string();
        assert!(error.starts_with("`div[` is no CSS selector that can be used: ") && error.len() > 50, "{error}");
        assert_eq!(String::from("main > p, .a:not(.b)".parse::<Selector>().unwrap()), "main > p, .a:not(.b)");
    }

    #[test]
    fn keeping_is_stronger() {
        let html = crate::html::parse::parse("<p class=a>x<p class='a b'>y").html;
        let [a, b] = [".a", ".b"].map(|s| s.parse::<Selector>().unwrap());
        let wishes = Wishes::of(&html, &[&a], &[&b]);
        let found: Vec<Wish> = html.select(&a.parsed).map(|e| wishes.of_node(e.id())).collect();
        assert_eq!(found, [Wish::Drop, Wish::Keep]);
        assert_eq!(wishes.of_node(html.tree.root().id()), Wish::None);
    }
}
