//! Tags and their attributes.

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{Tag, TagKind, Token, TokenSink};
use html5ever::{Attribute, LocalName, QualName, ns};
use memchr::{memchr, memchr3};

use super::super::gate::MAX_ATTRIBUTES;
use super::{Tokenizer, reference};

/// The white space of markup.
pub(super) fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\n' | b'\t' | b'\x0c')
}

impl<S: TokenSink> Tokenizer<'_, S> {
    /// A start tag, at its `<`. One that the page ends in is dropped, as the standard has it.
    pub(super) fn start_tag(&mut self) {
        self.at += "<".len();
        let name = self.tag_name();
        let Some((attrs, self_closing)) = self.attributes() else { return };
        let tag = Tag {
            kind: TagKind::StartTag,
            name: name.clone(),
            self_closing,
            attrs,
            // Asked for by nothing here.
            had_duplicate_attributes: false,
        };
        let answer = self.pass(Token::TagToken(tag));
        self.set_content(&answer, name);
    }

    /// An end tag, at its `<`. Its attributes say nothing.
    pub(super) fn end_tag(&mut self) {
        self.at += "</".len();
        let name = self.tag_name();
        if self.attributes().is_none() {
            return;
        }
        let tag =
            Tag { kind: TagKind::EndTag, name: name.clone(), self_closing: false, attrs: Vec::new(), had_duplicate_attributes: false };
        let answer = self.pass(Token::TagToken(tag));
        self.set_content(&answer, name);
    }

    fn tag_name(&mut self) -> LocalName {
        let start = self.at;
        self.skip_until(|byte| is_space(byte) || matches!(byte, b'/' | b'>'));
        self.names.get(&self.markup[start..self.at])
    }

    /// The attributes up to and with the `>`, and whether a `/` stands before it. None if the page ends first.
    fn attributes(&mut self) -> Option<(Vec<Attribute>, bool)> {
        let mut attributes: Vec<Attribute> = Vec::new();
        loop {
            self.skip_until(|byte| !is_space(byte));
            match self.byte(self.at)? {
                b'>' => {
                    self.at += 1;
                    return Some((attributes, false));
                }
                b'/' => {
                    self.at += 1;
                    if self.byte(self.at) == Some(b'>') {
                        self.at += 1;
                        return Some((attributes, true));
                    }
                }
                _ => self.attribute(&mut attributes),
            }
        }
    }

    /// One attribute. The first of a name counts.
    fn attribute(&mut self, attributes: &mut Vec<Attribute>) {
        let start = self.at;
        // A name may begin with `=`.
        self.at += 1;
        self.skip_until(|byte| is_space(byte) || matches!(byte, b'/' | b'>' | b'='));
        let name = &self.markup[start..self.at];
        self.skip_until(|byte| !is_space(byte));
        let value = if self.byte(self.at) == Some(b'=') {
            self.at += 1;
            self.value()
        } else {
            (self.at, self.at, false)
        };
        // One more than the limit is kept, so that the gate sees that there were more.
        if attributes.len() > MAX_ATTRIBUTES {
            return;
        }
        let local = self.names.get(name);
        if attributes.iter().any(|known| known.name.local == local) {
            return;
        }
        let (start, end, plain) = value;
        let value = match (start == end, plain) {
            (true, _) => StrTendril::new(),
            (_, true) => self.piece(start, end),
            (_, false) => reference::decode_value(&self.markup[start..end]),
        };
        attributes.push(Attribute { name: QualName::new(None, ns!(), local), value });
    }

    /// The value after a `=`: where it starts and ends, and whether it stands for itself.
    fn value(&mut self) -> (usize, usize, bool) {
        self.skip_until(|byte| !is_space(byte));
        let bytes = self.markup.as_bytes();
        match self.byte(self.at) {
            Some(quote @ (b'"' | b'\'')) => {
                let start = self.at + 1;
                let first = memchr3(quote, b'&', b'\0', &bytes[start..]).map_or(bytes.len(), |found| start + found);
                let end = memchr(quote, &bytes[first..]).map_or(bytes.len(), |found| first + found);
                self.at = bytes.len().min(end + 1);
                (start, end, first == end)
            }
            _ => {
                let start = self.at;
                self.skip_until(|byte| is_space(byte) || byte == b'>');
                let plain = !bytes[start..self.at].iter().any(|byte| matches!(byte, b'&' | b'\0'));
                (start, self.at, plain)
            }
        }
    }

    /// Goes to the next byte that is asked for, all of which are ASCII, or to the end.
    fn skip_until(&mut self, stop: impl Fn(u8) -> bool) {
        let rest = &self.markup.as_bytes()[self.at..];
        self.at += rest.iter().position(|byte| stop(*byte)).unwrap_or(rest.len());
    }
}
