//! From markup to a tree.

use html5ever::tendril::TendrilSink;
use html5ever::tree_builder::TreeBuilderOpts;
use html5ever::{ParseOpts, driver};
use scraper::{Html, HtmlTreeSink};

/// A page as a tree.
#[derive(Debug)]
pub struct Parsed {
    /// The tree, as the HTML standard wants it where scripts do not run.
    pub html: Html,
    /// Why some of the markup was not followed, if a limit was reached. Text is never left out.
    pub limited: Option<&'static str>,
}

/// Parses a whole page or a piece of one.
#[must_use]
pub fn parse(markup: &str) -> Parsed {
    let tree_builder = TreeBuilderOpts { scripting_enabled: false, ..TreeBuilderOpts::default() };
    let parser = driver::parse_document(HtmlTreeSink::new(Html::new_document()), ParseOpts { tree_builder, ..ParseOpts::default() });
    Parsed { html: parser.one(markup), limited: None }
}
