//! From markup to a tree, by the rules of the HTML standard and within limits.
//!
//! Tokens go through the `gate`, which holds back tags beyond the limits, into html5ever's tree builder, which builds
//! scraper's tree through the `sink`. Scripting counts as disabled, so that the content of `<noscript>` is markup.

mod gate;
mod sink;

use html5ever::TokenizerResult;
use html5ever::buffer_queue::BufferQueue;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{Tokenizer, TokenizerOpts};
use scraper::Html;

use gate::Gate;

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
    let tokenizer = Tokenizer::new(Gate::new(), TokenizerOpts::default());
    let queue = BufferQueue::default();
    queue.push_back(StrTendril::from(markup));
    while !matches!(tokenizer.feed(&queue), TokenizerResult::Done) {}
    tokenizer.end();
    tokenizer.sink.finish()
}

#[cfg(test)]
mod tests;
