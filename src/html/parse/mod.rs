//! From markup to a tree, by the rules of the HTML standard and within limits.
//!
//! Tokens go through the `gate`, which holds back tags beyond the limits, into html5ever's tree builder, which builds
//! scraper's tree through the `sink`. Scripting counts as disabled, so that the content of `<noscript>` is markup.

mod gate;
mod sink;
mod tokenizer;

use scraper::Html;

use gate::Gate;
use tokenizer::Tokenizer;

/// A page as a tree.
#[derive(Debug)]
pub struct Parsed {
    /// The tree, as the HTML standard wants it, without comments. Nodes which misnested markup left outside the tree
    /// still stand in `tree.nodes()`: walk from the root.
    pub html: Html,
    /// Why some of the markup was not followed, if a limit was reached. Text is never left out.
    pub limited: Option<&'static str>,
}

/// Parses a whole page or a piece of one. Time and memory are linear in the length of the markup.
#[must_use]
pub fn parse(markup: &str) -> Parsed {
    let markup = markup.strip_prefix('\u{feff}').unwrap_or(markup);
    let buffer = tokenizer::prepare(markup);
    let gate = Gate::new();
    Tokenizer::new(&buffer, &gate).run();
    gate.finish()
}

#[cfg(test)]
mod tests;
