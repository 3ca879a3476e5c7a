//! Archives of web pages, WARC files, as JSON lines: each page and each text a record with `id`, `url`, `date`, and `html` or `text`.
//!
//! `archive` finds the records, `head` reads heads, `payload` tells what is in a record. Also WET files, which are archives of texts.

mod archive;
mod head;
mod payload;

use std::io::{self, Read};

use archive::{Archive, Found};
use head::Head;
use payload::{Payload, TOO_LARGE, payload};

use super::members::Members;
use super::records::{LeftOut, Line};
use crate::cleaner::is_binary;
use crate::config::JsonFields;
use crate::document::decode::{DecidedBy, decode};
use crate::document::{Content, Media, charset};

/// Longest value of a head that is told, so that every line is one that is held. Browsers take addresses of a tenth of that.
const VALUE_MAX: usize = 32 << 10;

/// Reads an archive as JSON lines.
pub struct Warc<R> {
    archive: Archive<R>,
    names: JsonFields,
    most: usize,
    left_out: LeftOut,
}

impl<R: Read> Warc<R> {
    /// Reads `members`; the fields get the names that `names` has for them. Documents of more than `most` bytes are faults.
    pub fn new(members: Members<R>, names: JsonFields, most: usize, left_out: LeftOut) -> Self {
        Self { archive: Archive::new(members, most), names, most, left_out }
    }

    /// The source.
    pub const fn get_ref(&self) -> &R {
        self.archive.members().get_ref()
    }

    /// The source, which may have been read further than was asked for.
    pub fn into_inner(self) -> R {
        self.archive.into_members().into_inner()
    }

    /// Writes the next line; false if there is none.
    ///
    /// # Errors
    /// Those of the source.
    pub fn line(&mut self, out: &mut Vec<u8>) -> io::Result<bool> {
        loop {
            let (offset, why, has_head) = match self.archive.next()? {
                Found::End => return Ok(false),
                Found::Fault { offset, why, has_head } => (offset, why, has_head),
                Found::Record { is_whole, offset } => match payload(self.archive.head(), self.archive.block(), is_whole, self.most) {
                    Payload::LeftOut(what) => {
                        self.left_out.count(what);
                        continue;
                    }
                    Payload::Fault(why) => (offset, why, true),
                    Payload::Document { bytes, .. } if bytes.len() > self.most => (offset, TOO_LARGE, true),
                    Payload::Document { media, bytes, charset } => {
                        let content = Content::Bytes(bytes.into_owned());
                        let of_page = || if media == Media::Html { charset::declared(&content) } else { None };
                        let charset = charset.or_else(|| of_page().map(str::to_owned));
                        let decoded = decode(content, charset.as_deref());
                        if decoded.decoding.by == DecidedBy::Detected && is_binary(&decoded.text) {
                            self.left_out.count("no text");
                            continue;
                        }
                        let mut line = Line::new(out);
                        self.describe(&mut line);
                        line.field(if media == Media::Html { "html" } else { &self.names.text_field }, &decoded.text);
                        line.end();
                        return Ok(true);
                    }
                },
            };
            let mut line = Line::unreadable(out, &format!("{why} (at byte {offset} of the file)"), offset);
            if has_head {
                self.describe(&mut line);
            }
            line.end();
            return Ok(true);
        }
    }

    /// Writes what the head of the record tells.
    fn describe(&self, line: &mut Line<'_>) {
        let head: &Head = self.archive.head();
        let bare = |value: &str| value.strip_prefix('<').and_then(|v| v.strip_suffix('>')).unwrap_or(value).to_owned();
        for (name, field) in [
            (&*self.names.id_field, "WARC-Record-ID"),
            (&*self.names.url_field, "WARC-Target-URI"),
            ("date", "WARC-Date"),
            ("truncated", "WARC-Truncated"),
        ] {
            if let Some(value) = head.get(field).filter(|value| value.len() <= VALUE_MAX) {
                line.field(name, &bare(value));
            }
        }
    }
}
