//! The same tree as html5ever's own tokenizer gives, from any markup. Also run by the fuzzer, on any bytes.

use boiloff::html::parse::parse;
use html5ever::TokenizerResult;
use html5ever::buffer_queue::BufferQueue;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};
use html5ever::tree_builder::{TreeBuilder, TreeBuilderOpts, TreeSink};
use scraper::{Html, HtmlTreeSink, Node};

/// A node: how deep it is, and what it is.
pub type Line = (usize, String);

/// The tree, without comments and with adjacent text in one. Text is kept after a mark, so that it can be told apart.
pub fn dump(html: &Html) -> Vec<Line> {
    const TEXT: char = '"';
    let mut lines: Vec<Line> = Vec::new();
    let mut rest = vec![(html.tree.root(), 0)];
    while let Some((node, depth)) = rest.pop() {
        let line = match node.value() {
            Node::Comment(_) => continue,
            Node::Text(text) => match lines.last_mut() {
                Some((above, before)) if *above == depth && before.starts_with(TEXT) => {
                    before.push_str(text);
                    continue;
                }
                _ => format!("{TEXT}{}", &**text),
            },
            Node::Element(element) => {
                let attributes: Vec<_> = element.attrs.iter().map(|(name, value)| (name, &**value)).collect();
                format!("{:?} {attributes:?}", element.name)
            }
            other => format!("{other:?}"),
        };
        lines.push((depth, line));
        rest.extend(node.children().rev().map(|child| (child, depth + 1)));
    }
    lines
}

/// Keeps errors from the tree builder. They would make it forget that the next line feed is to be ignored, which is not
/// the standard's way.
struct WithoutErrors<S>(S);

impl<S: TokenSink> TokenSink for WithoutErrors<S> {
    type Handle = S::Handle;

    fn process_token(&self, token: Token, line: u64) -> TokenSinkResult<S::Handle> {
        if matches!(token, Token::ParseError(_)) {
            return TokenSinkResult::Continue;
        }
        self.0.process_token(token, line)
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&self) -> bool {
        self.0.adjusted_current_node_present_but_not_in_html_namespace()
    }
}

/// What html5ever and scraper make of the markup by themselves.
pub fn reference(markup: &str) -> Html {
    let options = TreeBuilderOpts { scripting_enabled: false, ..TreeBuilderOpts::default() };
    let builder = TreeBuilder::new(HtmlTreeSink::new(Html::new_document()), options);
    // The tokenizer would also discard such marks after scripts.
    let tokenizer = Tokenizer::new(WithoutErrors(builder), TokenizerOpts { discard_bom: false, ..TokenizerOpts::default() });
    let queue = BufferQueue::default();
    queue.push_back(StrTendril::from(markup.strip_prefix('\u{feff}').unwrap_or(markup)));
    while !matches!(tokenizer.feed(&queue), TokenizerResult::Done) {}
    tokenizer.end();
    tokenizer.sink.0.sink.finish()
}

/// Both trees are the same, unless a limit was reached.
pub fn compare(markup: &str) {
    let parsed = parse(markup);
    if parsed.limited.is_none() {
        assert_eq!(dump(&parsed.html), dump(&reference(markup)), "{markup:?}");
        assert_eq!(parsed.html.quirks_mode, reference(markup).quirks_mode, "{markup:?}");
    }
}

/// Pieces of tag soup. Joined in any order, they reach most of the standard's rules.
#[rustfmt::skip]
pub const SOUP: &[&str] = &[
    "<p>", "</p>", "<div>", "</div>", "<b>", "</b>", "<i>", "</i>", "<a href=x>", "</a>", "<font color=1>", "</font>", "<nobr>",
    "<table>", "</table>", "<tr>", "<td>", "</td>", "<tbody>", "<caption>", "<colgroup>", "<col>", "<ul>", "<li>", "</ul>", "<dl>",
    "<dd>", "<dt>", "<h1>", "<h2>", "</h1>", "<form>", "</form>", "<button>", "<select>", "<option>", "<optgroup>", "</select>",
    "<input>", "<input type=hidden>", "<hr>", "<br>", "</br>", "<img/>", "<image>", "<ruby>", "<rt>", "<object>", "</object>",
    "<template>", "</template>", "<svg>", "</svg>", "<math>", "<mi>", "<foreignObject>", "<desc>", "<annotation-xml>", "<x-y/>",
    "<html a=1>", "<head>", "</head>", "<body b=2>", "</body>", "</html>", "<frameset>", "</frameset>", "<frame>", "<noframes>",
    "<noscript>", "</noscript>", "<script>", "</script>", "</SCRIPT >", "<!--", "-->", "--!>", "<script", "</script", "<title>",
    "</title>", "</title x=y>", "<textarea>", "\n", "</textarea>", "<pre>", "<listing>", "<style>", "</style>", "<xmp>", "</xmp>",
    "<iframe>", "</iframe>", "<plaintext>", "<!doctype html>", "<!DOCTYPE html PUBLIC \"-//W3C//DTD HTML 3.2//EN\" ''>",
    "<!doctype html system 'about:legacy-compat'>", "<!doctype", "<![CDATA[", "]]>", "<?php", "</3>", "</>", "<", ">", "</", "<!",
    "-", "!", "/", "=", "\"", "'", " ", "\t", "\r", "\r\n", "\x0c", "\0", "a", "B", "x y", "é", "漢", "\u{feff}", "&", "&amp;", "&amp",
    "&lt", "&notit;", "&notin;", "&copy=", "&copyx", "&#", "&#x", "&#38;", "&#x26", "&#0;", "&#128;", "&#xd800;", "&#1114112;", ";",
    "<p class='a b", "<P CLASS=\"C\" class=d ID = e f>", "<a b='&amp;c&d=e&lt'", "<q\0 \0=\0>", "<a / b=/>", "<a =b>", "<a b=>",
];

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        #[test]
        fn any_soup_gives_the_tree_of_html5ever(pieces in prop::collection::vec(prop::sample::select(SOUP), 0..40)) {
            compare(&pieces.concat());
        }

        #[test]
        fn any_text_gives_the_tree_of_html5ever(text in any::<String>(), start in prop::sample::select(SOUP)) {
            compare(&format!("{start}{text}"));
        }
    }
}
