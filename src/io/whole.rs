//! One text or page as a JSON line.

use std::io::{self, Read};

use super::format::Kind;
use super::records::Line;
use crate::cleaner::{NO_TEXT, is_binary};
use crate::config::JsonFields;
use crate::document::decode::{DecidedBy, decode};
use crate::document::{Content, charset};

/// Reads a document as a JSON line.
pub struct Whole<R> {
    source: R,
    /// The field that it goes into.
    field: String,
    /// The field for its id, and the id.
    id: Option<(String, String)>,
    is_page: bool,
    most: usize,
    is_done: bool,
}

impl<R: Read> Whole<R> {
    /// Reads `source`. One of more than `most` bytes is a fault.
    pub fn new(source: R, kind: Kind, id: Option<&str>, names: JsonFields, most: usize) -> Self {
        let is_page = kind == Kind::Html;
        let field = if is_page { "html".to_owned() } else { names.text_field };
        let id = id.map(|id| (names.id_field, id.to_owned()));
        Self { source, field, id, is_page, most, is_done: false }
    }

    /// The source.
    pub const fn get_ref(&self) -> &R {
        &self.source
    }

    /// The source, which may not have been read to its end.
    pub fn into_inner(self) -> R {
        self.source
    }

    /// Writes the line; false if that is done.
    ///
    /// # Errors
    /// Those of the source.
    pub fn line(&mut self, out: &mut Vec<u8>) -> io::Result<bool> {
        if std::mem::replace(&mut self.is_done, true) {
            return Ok(false);
        }
        let mut bytes = Vec::new();
        (&mut self.source).take((self.most as u64).saturating_add(1)).read_to_end(&mut bytes)?;
        if bytes.len() > self.most {
            Line::unreadable(out, "larger than max-document-bytes", 0).end();
            return Ok(true);
        }
        let content = Content::Bytes(bytes);
        let charset = if self.is_page { charset::declared(&content) } else { None };
        let decoded = decode(content, charset);
        if decoded.decoding.by == DecidedBy::Detected && is_binary(&decoded.text) {
            Line::unreadable(out, NO_TEXT, 0).end();
            return Ok(true);
        }
        let mut line = Line::new(out);
        if let Some((field, id)) = &self.id {
            line.field(field, id);
        }
        line.field(&self.field, &decoded.text);
        line.end();
        Ok(true)
    }
}
