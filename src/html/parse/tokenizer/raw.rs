//! Content that is not markup: titles, styles, scripts, plain text. Only the right end tag ends it.

use html5ever::tokenizer::{Token, TokenSink};
use memchr::{memchr, memchr2_iter};

use super::tag::is_space;
use super::{Content, Tokenizer, reference};

impl<S: TokenSink> Tokenizer<'_, S> {
    /// The text up to the end tag, and that.
    pub(super) fn raw_text(&mut self) {
        let rest = self.rest().as_bytes();
        let name = self.raw_name.as_bytes();
        let end = match self.content {
            Content::Script => script_end(rest, name),
            _ => end_tag(rest, name),
        };
        let found = self.at + end.unwrap_or(rest.len());
        self.emit_raw(found, self.content == Content::Rcdata);
        if end.is_some() {
            self.content = Content::Data;
            self.end_tag();
        }
    }

    /// Text to the end of the page.
    pub(super) fn plaintext(&mut self) {
        self.emit_raw(self.markup.len(), false);
    }

    fn emit_raw(&mut self, end: usize, references: bool) {
        match reference::decode_raw(&self.markup[self.at..end], references) {
            Some(text) => {
                self.emit(Token::CharacterTokens(text));
                self.at = end;
            }
            None => self.emit_text(end),
        }
    }
}

/// Where the end tag of that name begins.
fn end_tag(text: &[u8], name: &[u8]) -> Option<usize> {
    let mut from = 0;
    while let Some(found) = memchr(b'<', &text[from..]) {
        from += found + 1;
        if text.get(from) == Some(&b'/') && is_word(&text[from + 1..], name) {
            return Some(from - 1);
        }
    }
    None
}

/// Whether a text begins with a tag name, in capitals or not, that ends there.
fn is_word(text: &[u8], name: &[u8]) -> bool {
    text.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name))
        && text.get(name.len()).is_some_and(|after| is_space(*after) || matches!(after, b'/' | b'>'))
}

/// How a script that looks like a comment is read: `<!--` hides nothing but a whole `<script>…</script>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Escape {
    None,
    /// After `<!--`.
    Comment,
    /// After a `<script` in that.
    Script,
}

/// Where the end tag of a script begins.
fn script_end(text: &[u8], name: &[u8]) -> Option<usize> {
    let mut escape = Escape::None;
    // The dashes of `<!--` may also be those of `-->`, but no dash before them.
    let mut comment = 0;
    for found in memchr2_iter(b'<', b'>', text) {
        let (before, rest) = text.split_at(found);
        if rest[0] == b'>' {
            if escape != Escape::None && before[comment..].ends_with(b"--") {
                escape = Escape::None;
            }
            continue;
        }
        let rest = &rest[1..];
        match escape {
            Escape::None if rest.starts_with(b"!--") => {
                escape = Escape::Comment;
                comment = found + "<!".len();
            }
            Escape::Comment if is_word(rest, b"script") => escape = Escape::Script,
            Escape::Script if rest.first() == Some(&b'/') && is_word(&rest[1..], b"script") => escape = Escape::Comment,
            Escape::None | Escape::Comment if rest.first() == Some(&b'/') && is_word(&rest[1..], name) => return Some(found),
            _ => {}
        }
    }
    None
}
