//! Markup to tokens, by the tokenization rules of the HTML standard
//! (<https://html.spec.whatwg.org/multipage/parsing.html#tokenization>).
//!
//! The whole markup is at hand, so each function reads one construct to its end, where the standard walks through
//! states a character at a time. `data` is where to start; `tag` reads tags, `raw` text that is not markup, `doctype`
//! and `reference` what their names say. Text is passed on as pieces of the markup's own buffer. Markup must have
//! come through `prepare`, which leaves no carriage returns. The one error that is reported is a limit of our own.

mod doctype;
mod names;
mod raw;
mod reference;
mod tag;
#[cfg(test)]
mod tests;

use std::borrow::Cow;

use html5ever::LocalName;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{Token, TokenSink, TokenSinkResult};
use memchr::{memchr, memchr_iter, memchr3, memmem};

use names::Names;

/// Reads markup and hands its tokens to a sink.
pub(super) struct Tokenizer<'a, S> {
    sink: &'a S,
    /// The markup, as a buffer that can be shared piece by piece, and as text.
    buffer: &'a StrTendril,
    markup: &'a str,
    /// The byte to be read next.
    at: usize,
    content: Content,
    /// The name of the start tag which began the content that is not markup.
    raw_name: LocalName,
    names: Names,
}

/// What the bytes ahead are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Content {
    /// Markup.
    Data,
    /// Text with character references: titles, text areas.
    Rcdata,
    /// Text: styles, frames.
    Rawtext,
    /// A script.
    Script,
    /// Text up to the end of the page.
    Plaintext,
}

const TOO_MANY_NAMES: &str = "more than 16,384 different names of tags and attributes; the rest were cut off";

/// What stands for U+0000 where the standard does not ignore it.
const REPLACEMENT: &str = "\u{fffd}";

/// The markup as a tokenizer reads it: with line feeds for all ends of lines.
pub(super) fn prepare(markup: &str) -> StrTendril {
    if memchr(b'\r', markup.as_bytes()).is_none() {
        return StrTendril::from_slice(markup);
    }
    let mut rest = markup;
    let mut lines = String::with_capacity(rest.len());
    while let Some((line, after)) = rest.split_once('\r') {
        lines.push_str(line);
        lines.push('\n');
        rest = after.strip_prefix('\n').unwrap_or(after);
    }
    lines.push_str(rest);
    StrTendril::from_slice(&lines)
}

impl<'a, S: TokenSink> Tokenizer<'a, S> {
    pub(super) fn new(buffer: &'a StrTendril, sink: &'a S) -> Self {
        let (content, raw_name) = (Content::Data, LocalName::default());
        Self { sink, buffer, markup: buffer, at: 0, content, raw_name, names: Names::new() }
    }

    /// Reads everything.
    pub(super) fn run(mut self) {
        while self.at < self.markup.len() {
            match self.content {
                Content::Data => self.data(),
                Content::Rcdata | Content::Rawtext | Content::Script => self.raw_text(),
                Content::Plaintext => self.plaintext(),
            }
        }
        if self.names.is_full() {
            self.emit(Token::ParseError(Cow::Borrowed(TOO_MANY_NAMES)));
        }
        self.emit(Token::EOFToken);
    }

    /// Text up to the next tag, comment or the like, and that.
    fn data(&mut self) {
        if self.rest().starts_with('<') && self.angle() {
            return;
        }
        // A `<` that begins nothing is text.
        let from = self.at + usize::from(self.byte(self.at) == Some(b'<'));
        let bytes = self.markup.as_bytes();
        let found = memchr3(b'<', b'&', b'\0', &bytes[from..]).map_or(bytes.len(), |found| from + found);
        match bytes.get(found) {
            Some(b'&') => {
                let end = memchr(b'<', &bytes[found..]).map_or(bytes.len(), |more| found + more);
                self.text_with_references(end);
            }
            Some(b'\0') => {
                self.emit_text(found);
                self.emit(Token::NullCharacterToken);
                self.at = found + 1;
            }
            _ => self.emit_text(found),
        }
    }

    /// Text up to `end` that has character references.
    fn text_with_references(&mut self, end: usize) {
        self.emit_parts(&self.markup[self.at..end], |part| reference::decode(part, false));
        self.at = end;
    }

    /// What begins with `<`. False if that is nothing but text.
    fn angle(&mut self) -> bool {
        match (self.byte(self.at + 1), self.byte(self.at + 2)) {
            (Some(b'!'), _) => self.declaration(),
            (Some(b'?'), _) => self.bogus_comment(self.at + 1),
            (Some(b'/'), Some(b'>')) => self.at += "</>".len(),
            (Some(b'/'), Some(letter)) if letter.is_ascii_alphabetic() => self.end_tag(),
            (Some(b'/'), Some(_)) => self.bogus_comment(self.at + "</".len()),
            (Some(letter), _) if letter.is_ascii_alphabetic() => self.start_tag(),
            _ => return false,
        }
        true
    }

    /// What begins with `<!`.
    fn declaration(&mut self) {
        const DOCTYPE: &str = "doctype";
        const CDATA: &str = "[CDATA[";
        self.at += "<!".len();
        let rest = self.rest().as_bytes();
        if rest.starts_with(b"--") {
            self.at += "--".len();
            self.comment();
        } else if rest.get(..DOCTYPE.len()).is_some_and(|word| word.eq_ignore_ascii_case(DOCTYPE.as_bytes())) {
            self.at += DOCTYPE.len();
            self.doctype();
        } else if rest.starts_with(CDATA.as_bytes()) && self.sink.adjusted_current_node_present_but_not_in_html_namespace() {
            self.at += CDATA.len();
            self.cdata();
        } else {
            self.bogus_comment(self.at);
        }
    }

    /// A comment, after its `<!--`. It ends with `-->` or `--!>`, or at once with `>` or `->`.
    fn comment(&mut self) {
        let rest = self.rest();
        for empty in [">", "->"] {
            if rest.starts_with(empty) {
                self.at += empty.len();
                return self.emit(Token::CommentToken(StrTendril::new()));
            }
        }
        let bytes = rest.as_bytes();
        let end = memchr_iter(b'>', bytes).find_map(|close| {
            let dashes = bytes[..close].strip_suffix(b"!").unwrap_or(&bytes[..close]);
            dashes.strip_suffix(b"--").map(|text| (text.len(), close + 1))
        });
        let (text, length) = end.unwrap_or_else(|| {
            let open = rest.strip_suffix("--!").or(rest.strip_suffix("--")).or(rest.strip_suffix('-'));
            (open.unwrap_or(rest).len(), rest.len())
        });
        self.emit_comment(self.at, self.at + text);
        self.at += length;
    }

    /// What the standard makes a comment of, up to the next `>`.
    fn bogus_comment(&mut self, from: usize) {
        let end = self.find_close(from);
        self.emit_comment(from, end);
        self.at = self.markup.len().min(end + 1);
    }

    /// A document type, after `<!doctype`. No part of it can hold a `>`.
    fn doctype(&mut self) {
        let end = self.find_close(self.at);
        let closed = end < self.markup.len();
        self.emit(Token::DoctypeToken(doctype::read(&self.markup[self.at..end], closed)));
        self.at = self.markup.len().min(end + 1);
    }

    /// Text inside drawings and formulas, after `<![CDATA[`.
    fn cdata(&mut self) {
        let rest = self.rest();
        let (text, after) = match memmem::find(rest.as_bytes(), b"]]>") {
            Some(end) => (end, end + "]]>".len()),
            None => (rest.len(), rest.len()),
        };
        self.emit_parts(&rest[..text], StrTendril::from_slice);
        self.at += after;
    }

    fn rest(&self) -> &'a str {
        &self.markup[self.at..]
    }

    fn byte(&self, at: usize) -> Option<u8> {
        self.markup.as_bytes().get(at).copied()
    }

    /// The next `>`, or else the end of the markup.
    fn find_close(&self, from: usize) -> usize {
        memchr(b'>', &self.markup.as_bytes()[from..]).map_or(self.markup.len(), |found| from + found)
    }

    /// A piece of the markup, in its own buffer. Markup too long for it is not read at all.
    fn piece(&self, start: usize, end: usize) -> StrTendril {
        match (u32::try_from(start), u32::try_from(end - start)) {
            (Ok(start), Ok(length)) => self.buffer.subtendril(start, length),
            _ => StrTendril::from_slice(&self.markup[start..end]),
        }
    }

    /// Emits the text up to `end`, and goes there.
    fn emit_text(&mut self, end: usize) {
        if end > self.at {
            self.emit(Token::CharacterTokens(self.piece(self.at, end)));
            self.at = end;
        }
    }

    /// Emits text in which U+0000 is left to the sink, as it is outside raw text.
    fn emit_parts(&self, text: &str, make: impl Fn(&str) -> StrTendril) {
        for (i, part) in text.split('\0').enumerate() {
            if i > 0 {
                self.emit(Token::NullCharacterToken);
            }
            if !part.is_empty() {
                self.emit(Token::CharacterTokens(make(part)));
            }
        }
    }

    fn emit_comment(&self, start: usize, end: usize) {
        let text = reference::decode_raw(&self.markup[start..end], false);
        self.emit(Token::CommentToken(text.unwrap_or_else(|| self.piece(start, end))));
    }

    /// Passes on a token that is no tag. The sink has nothing to say to those.
    fn emit(&self, token: Token) {
        let _: TokenSinkResult<S::Handle> = self.pass(token);
    }

    fn pass(&self, token: Token) -> TokenSinkResult<S::Handle> {
        /// Lines are not counted.
        const LINE: u64 = 1;
        self.sink.process_token(token, LINE)
    }

    /// What follows a tag, by the word of the sink.
    fn set_content(&mut self, answer: &TokenSinkResult<S::Handle>, name: LocalName) {
        self.content = match answer {
            TokenSinkResult::RawData(RawKind::Rcdata) => Content::Rcdata,
            TokenSinkResult::RawData(RawKind::Rawtext) => Content::Rawtext,
            TokenSinkResult::RawData(RawKind::ScriptData | RawKind::ScriptDataEscaped(_)) => Content::Script,
            TokenSinkResult::Plaintext => Content::Plaintext,
            TokenSinkResult::Continue | TokenSinkResult::Script(_) | TokenSinkResult::EncodingIndicator(_) => Content::Data,
        };
        self.raw_name = name;
    }
}
