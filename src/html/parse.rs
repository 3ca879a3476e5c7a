//! From markup to a tree.

use scraper::Html;

/// A page as a tree.
#[derive(Debug)]
pub struct Parsed {
    /// The tree, as the HTML standard wants it.
    pub html: Html,
    /// Why some of the markup was not followed, if a limit was reached. Text is never left out.
    pub limited: Option<&'static str>,
}

/// Parses a whole page or a piece of one.
#[must_use]
pub fn parse(markup: &str) -> Parsed {
    Parsed { html: Html::parse_document(markup), limited: None }
}
