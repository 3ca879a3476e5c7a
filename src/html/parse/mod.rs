//! From markup to a tree, by the rules of the HTML standard and within limits.
//!
//! Tokens go through the `gate`, which holds back tags beyond the limits, into html5ever's tree builder, which builds
//! scraper's tree through the `sink`. Scripting counts as disabled, so that the content of `<noscript>` is markup.

mod gate;
mod sink;
mod tokenizer;

use scraper::node::Text;
use scraper::{Html, Node};

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

/// Bytes that are parsed. The tree's text counts its bytes in 32 bits, and may come to three times as many.
const MAX_BYTES: usize = 1 << 30;

/// Parses a whole page or a piece of one. Time and memory are linear in the length of the markup.
#[must_use]
pub fn parse(markup: &str) -> Parsed {
    parse_up_to(markup, MAX_BYTES)
}

fn parse_up_to(markup: &str, most: usize) -> Parsed {
    if markup.len() > most {
        return unread(markup, most);
    }
    let markup = markup.strip_prefix('\u{feff}').unwrap_or(markup);
    let buffer = tokenizer::prepare(markup);
    let gate = Gate::new();
    Tokenizer::new(&buffer, &gate).run();
    gate.finish()
}

/// A page whose body is the markup as it stands, in pieces.
fn unread(markup: &str, most: usize) -> Parsed {
    const TOO_LONG: &str = "longer than 1 GiB; its markup was not followed";
    let mut html = parse("").html;
    let body = html.root_element().last_child().map(|body| body.id());
    let mut rest = markup;
    while let Some(mut body) = body.and_then(|body| html.tree.get_mut(body)).filter(|_| !rest.is_empty()) {
        let (piece, after) = rest.split_at(rest.floor_char_boundary(most));
        body.append(Node::Text(Text { text: piece.into() }));
        rest = after;
    }
    Parsed { html, limited: Some(TOO_LONG) }
}

#[cfg(test)]
mod tests;
