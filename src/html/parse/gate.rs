//! The limits: which tokens reach the tree builder.
//!
//! The standard's tree building is quadratic, in time and in nodes, on markup made for it. The gate therefore follows
//! the depth of the tree, the nodes and attributes made and the work done, and ignores the tags that go beyond. Text is
//! always let through. The figures are far beyond those of honest pages, whose depth is below 100 and whose elements
//! are made once a tag.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::collections::HashMap;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{Tag, TagKind, Token, TokenSink, TokenSinkResult};
use html5ever::tree_builder::{TreeBuilder, TreeBuilderOpts};
use html5ever::{LocalName, local_name};

use super::Parsed;
use super::sink::{Handle, Sink};

/// Elements inside one another. The browsers' figure.
pub(super) const MAX_DEPTH: u32 = 512;
/// Nodes of a page: some 80 MB of tree. A page of 20 MB has about as many.
pub(super) const MAX_NODES: usize = 1 << 19;
/// Attributes of a page: some 80 MB of tree.
pub(super) const MAX_PAGE_ATTRIBUTES: usize = 1 << 21;
/// Attributes of a tag. Honest tags have fewer than 50.
pub(super) const MAX_ATTRIBUTES: usize = 512;

/// Nodes a page may have before they are held against its tokens.
const SPARE_NODES: usize = 1 << 15;
/// Nodes for each token. Honest markup makes one, and a few more where formatting runs on into new paragraphs.
const NODES_PER_TOKEN: usize = 8;
/// Elements that may be looked at before they are held against the tokens.
const SPARE_WORK: u64 = 1 << 22;
/// Elements that may be looked at for each token. The standard has the open elements searched for most tags: 20 of
/// them, perhaps twice, on a deep honest page.
const WORK_PER_TOKEN: u64 = 128;

const TOO_DEEP: &str = "nested deeper than 512 elements; deeper markup was not followed";
const TOO_MANY_NODES: &str = "more than half a million nodes; markup after them was not followed";
const TOO_MANY_ATTRIBUTES: &str = "more than two million attributes; markup after them was not followed";
const TOO_MANY_ON_A_TAG: &str = "more than 512 attributes on a tag; the rest of them were left out";
const MULTIPLYING: &str = "misnested markup that multiplies its elements; markup after it was not followed";
const TOO_MUCH_WORK: &str = "misnested markup that is too much work; markup after it was not followed";

/// Stands between the tokenizer and the tree builder.
pub(super) struct Gate {
    builder: TreeBuilder<Handle, Sink>,
    /// The first limit that was reached.
    limited: Cell<Option<&'static str>>,
    /// Whether all tags are ignored from here on.
    closed: Cell<bool>,
    /// Tokens so far.
    tokens: Cell<u64>,
    /// Work the tree builder does without asking the sink.
    silent_work: Cell<u64>,
    /// Tags that may leave entries behind in the tree builder's list of formatting elements.
    leaving: Cell<u64>,
    /// Start tags that were too deep and whose end tags are to come.
    ignored: RefCell<HashMap<LocalName, u32>>,
    raw: Cell<Raw>,
    /// Whether a line feed was the last that was put in for an ignored tag.
    apart: Cell<bool>,
}

/// Whether the tokenizer is inside an element that holds only text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Raw {
    /// It is not.
    Outside,
    /// It is, and the tree builder knows.
    Open,
    /// The element's start tag was ignored; its text is shown to readers or is not.
    Ignored { shown: bool },
}

impl Gate {
    pub(super) fn new() -> Self {
        let options = TreeBuilderOpts { scripting_enabled: false, ..TreeBuilderOpts::default() };
        Self {
            builder: TreeBuilder::new(Sink::new(), options),
            limited: Cell::new(None),
            closed: Cell::new(false),
            tokens: Cell::new(0),
            silent_work: Cell::new(0),
            leaving: Cell::new(0),
            ignored: RefCell::default(),
            raw: Cell::new(Raw::Outside),
            apart: Cell::new(false),
        }
    }

    /// The tree, once all tokens are through.
    pub(super) fn finish(self) -> Parsed {
        use html5ever::tree_builder::TreeSink;
        Parsed { limited: self.limited.get(), html: self.builder.sink.finish() }
    }

    /// Notes a limit that was reached.
    fn limit(&self, reason: &'static str) {
        self.limited.set(self.limited.get().or(Some(reason)));
    }

    fn close(&self, reason: &'static str) {
        self.limit(reason);
        self.closed.set(true);
    }

    fn check_figures(&self) {
        let tokens = self.tokens.get();
        let nodes = self.builder.sink.nodes();
        let work = self.builder.sink.looks() + self.silent_work.get();
        if nodes > MAX_NODES {
            self.close(TOO_MANY_NODES);
        } else if self.builder.sink.attributes() > MAX_PAGE_ATTRIBUTES {
            self.close(TOO_MANY_ATTRIBUTES);
        } else if nodes > SPARE_NODES && (nodes - SPARE_NODES) / NODES_PER_TOKEN > usize::try_from(tokens).unwrap_or(usize::MAX) {
            self.close(MULTIPLYING);
        } else if work > SPARE_WORK && (work - SPARE_WORK) / WORK_PER_TOKEN > tokens {
            self.close(TOO_MUCH_WORK);
        }
    }

    fn forward(&self, token: Token) -> TokenSinkResult<Handle> {
        /// Lines are not counted.
        const LINE: u64 = 1;
        self.builder.process_token(token, LINE)
    }

    fn tag(&self, tag: Tag) -> TokenSinkResult<Handle> {
        match self.raw.get() {
            Raw::Outside => {}
            // The one tag that a tokenizer finds there is the end tag.
            Raw::Open => {
                self.raw.set(Raw::Outside);
                return self.forward(Token::TagToken(tag));
            }
            Raw::Ignored { .. } => {
                self.raw.set(Raw::Outside);
                return TokenSinkResult::Continue;
            }
        }
        let foreign = self.builder.adjusted_current_node_present_but_not_in_html_namespace();
        let depth = self.builder.sink.depth_of_named();
        if self.closed.get() || self.is_too_deep(&tag, depth) {
            return if foreign { TokenSinkResult::Continue } else { self.ignore(&tag) };
        }
        self.follow(tag, u64::from(depth))
    }

    /// Lets a tag through.
    fn follow(&self, mut tag: Tag, depth: u64) -> TokenSinkResult<Handle> {
        if tag.attrs.len() > MAX_ATTRIBUTES {
            tag.attrs.truncate(MAX_ATTRIBUTES);
            self.limit(TOO_MANY_ON_A_TAG);
        }
        if is_formatting(&tag.name) {
            // Its attributes are compared with those of the formatting elements around it, and their list is searched.
            let work = depth * tag.attrs.len() as u64 + self.leaving.get();
            self.silent_work.set(self.silent_work.get() + work);
        } else if leaves_entries(&tag) {
            self.leaving.set(self.leaving.get() + 1);
        }
        let result = self.forward(Token::TagToken(tag));
        if matches!(result, TokenSinkResult::RawData(_)) {
            self.raw.set(Raw::Open);
        }
        self.check_figures();
        result
    }

    /// Whether a tag stands below the deepest element, or closes one that does.
    fn is_too_deep(&self, tag: &Tag, depth: u32) -> bool {
        if depth < MAX_DEPTH {
            // What was ignored inside the deepest element was closed with it.
            if !self.ignored.borrow().is_empty() {
                self.ignored.take();
            }
            return false;
        }
        let mut ignored = self.ignored.borrow_mut();
        match tag.kind {
            TagKind::StartTag => {
                self.limit(TOO_DEEP);
                if !has_no_end(&tag.name) {
                    *ignored.entry(tag.name.clone()).or_default() += 1;
                }
                true
            }
            TagKind::EndTag => {
                let open = ignored.get_mut(&tag.name).filter(|open| **open > 0);
                if let Some(open) = open {
                    *open -= 1;
                    return true;
                }
                false
            }
        }
    }

    /// Ignores a tag. Scripts and other text that is not markup must still not be read as markup.
    fn ignore(&self, tag: &Tag) -> TokenSinkResult<Handle> {
        self.set_apart(&tag.name);
        if tag.kind == TagKind::EndTag {
            return TokenSinkResult::Continue;
        }
        let (kind, shown) = match tag.name {
            local_name!("script") => (RawKind::ScriptData, false),
            local_name!("style") | local_name!("iframe") | local_name!("noembed") | local_name!("noframes") => (RawKind::Rawtext, false),
            local_name!("xmp") => (RawKind::Rawtext, true),
            local_name!("title") | local_name!("textarea") => (RawKind::Rcdata, true),
            _ => return TokenSinkResult::Continue,
        };
        // The tokenizer takes the end tag that ends such a text for the end of an ignored element.
        self.ignored.borrow_mut().remove(&tag.name);
        self.raw.set(Raw::Ignored { shown });
        TokenSinkResult::RawData(kind)
    }

    /// Puts a line feed where an ignored tag would have kept words apart.
    fn set_apart(&self, name: &LocalName) {
        if self.apart.get() || is_formatting(name) || is_inside_words(name) {
            return;
        }
        self.apart.set(true);
        let _: TokenSinkResult<Handle> = self.forward(Token::CharacterTokens(StrTendril::from("\n")));
    }
}

impl TokenSink for Gate {
    type Handle = Handle;

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<Handle> {
        self.tokens.set(self.tokens.get() + 1);
        match token {
            Token::TagToken(tag) => self.tag(tag),
            Token::CharacterTokens(_) | Token::NullCharacterToken => {
                if self.raw.get() == (Raw::Ignored { shown: false }) {
                    return TokenSinkResult::Continue;
                }
                self.apart.set(false);
                let result = self.forward(token);
                if !self.closed.get() {
                    self.check_figures();
                }
                result
            }
            Token::CommentToken(_) | Token::DoctypeToken(_) if self.closed.get() => TokenSinkResult::Continue,
            // The tokenizer has a limit of its own, and no other errors.
            Token::ParseError(reason) => {
                if let Cow::Borrowed(reason) = reason {
                    self.limit(reason);
                }
                TokenSinkResult::Continue
            }
            Token::CommentToken(_) | Token::DoctypeToken(_) | Token::EOFToken => self.forward(token),
        }
    }

    fn end(&self) {
        self.builder.end();
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&self) -> bool {
        self.builder.adjusted_current_node_present_but_not_in_html_namespace()
    }
}

/// Elements which the standard opens again where they were cut off.
fn is_formatting(name: &LocalName) -> bool {
    matches!(
        *name,
        local_name!("a")
            | local_name!("b")
            | local_name!("big")
            | local_name!("code")
            | local_name!("em")
            | local_name!("font")
            | local_name!("i")
            | local_name!("nobr")
            | local_name!("s")
            | local_name!("small")
            | local_name!("strike")
            | local_name!("strong")
            | local_name!("tt")
            | local_name!("u")
    )
}

/// Other elements that stand within lines, even within words.
fn is_inside_words(name: &LocalName) -> bool {
    matches!(
        *name,
        local_name!("span")
            | local_name!("sub")
            | local_name!("sup")
            | local_name!("mark")
            | local_name!("abbr")
            | local_name!("ins")
            | local_name!("del")
            | local_name!("q")
            | local_name!("wbr")
    )
}

/// Elements which stay in the list of formatting elements if they, or cells and captions in them, are not closed in
/// order.
fn leaves_entries(tag: &Tag) -> bool {
    tag.kind == TagKind::StartTag
        && matches!(tag.name, local_name!("applet") | local_name!("marquee") | local_name!("object") | local_name!("template"))
}

/// Elements without an end tag.
fn has_no_end(name: &LocalName) -> bool {
    matches!(
        *name,
        local_name!("area")
            | local_name!("base")
            | local_name!("br")
            | local_name!("col")
            | local_name!("embed")
            | local_name!("hr")
            | local_name!("img")
            | local_name!("input")
            | local_name!("link")
            | local_name!("meta")
            | local_name!("param")
            | local_name!("source")
            | local_name!("track")
            | local_name!("wbr")
    )
}
