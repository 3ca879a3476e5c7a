//! Files of other forms as JSON lines, so that all that reads JSON lines reads them.
//!
//! What cannot be read becomes a line as well, `{"unreadable": "why", ...}`, in its place among the others: such a line is
//! rejected with what it says.

use std::collections::BTreeMap;
use std::io::{self, Read};
use std::sync::{Arc, Mutex, PoisonError};

use super::codec::Unpacker;
use super::escape::{self, Style};
use super::format::{Format, Kind};
use super::jsonl::UNREADABLE;
use super::ledger::RawBytes;
use super::members::Members;
use super::table::Table;
use super::warc::Warc;
use super::whole::Whole;
use crate::config::{Config, JsonFields};

/// How many records were left out because of what they are, by that.
#[derive(Clone, Debug, Default)]
pub struct LeftOut(Arc<Mutex<BTreeMap<&'static str, u64>>>);

impl LeftOut {
    /// One more.
    pub fn count(&self, what: &'static str) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner).entry(what).or_default() += 1;
    }

    /// The counts so far.
    #[must_use]
    pub fn counts(&self) -> BTreeMap<String, u64> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).iter().map(|(what, n)| ((*what).to_owned(), *n)).collect()
    }
}

/// Reads a file of any form as JSON lines.
pub struct Records<R: Read> {
    form: Form<R>,
    line: Vec<u8>,
    sent: usize,
    left_out: LeftOut,
}

enum Form<R: Read> {
    Lines(Unpacker<R>),
    Warc(Box<Warc<R>>),
    Table(Box<Table<Unpacker<R>>>),
    Whole(Whole<Unpacker<R>>),
}

/// A line that is larger gives its memory back.
const LINE: usize = 1 << 20;

impl<R: Read> Records<R> {
    /// Reads `source`. Where it is one document, `id` is what its record is called.
    ///
    /// # Errors
    /// If the decompressor has no memory.
    pub fn open(source: R, format: Format, id: Option<&str>, config: &Config) -> io::Result<Self> {
        let Format { kind, codec } = format;
        let left_out = LeftOut::default();
        let most = config.max_document_bytes;
        let names = || -> JsonFields { config.jsonl.clone() };
        let form = match kind {
            Kind::JsonLines => Form::Lines(codec.unpacker(source)?),
            Kind::Warc => Form::Warc(Box::new(Warc::new(Members::new(source, codec)?, names(), most, left_out.clone()))),
            Kind::Csv => Form::Table(Box::new(Table::new(codec.unpacker(source)?, b',', most))),
            Kind::Tsv => Form::Table(Box::new(Table::new(codec.unpacker(source)?, b'\t', most))),
            // Its directory is at its end.
            Kind::Parquet => {
                return Err(io::Error::new(io::ErrorKind::Unsupported, "Parquet can be read from a file only, not from a stream"));
            }
            Kind::Text | Kind::Html => Form::Whole(Whole::new(codec.unpacker(source)?, kind, id, names(), most)),
        };
        Ok(Self { form, line: Vec::new(), sent: 0, left_out })
    }

    /// The source.
    pub fn get_ref(&self) -> &R {
        match &self.form {
            Form::Lines(source) => source.get_ref(),
            Form::Warc(warc) => warc.get_ref(),
            Form::Table(table) => table.get_ref().get_ref(),
            Form::Whole(whole) => whole.get_ref().get_ref(),
        }
    }

    /// The source, which may have been read further than was asked for.
    pub fn into_inner(self) -> R {
        match self.form {
            Form::Lines(source) => source.into_inner(),
            Form::Warc(warc) => warc.into_inner(),
            Form::Table(table) => table.into_inner().into_inner(),
            Form::Whole(whole) => whole.into_inner().into_inner(),
        }
    }

    /// What is left out, counted as it is read.
    pub fn left_out(&self) -> LeftOut {
        self.left_out.clone()
    }
}

impl<R: Read> Read for Records<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if let Form::Lines(source) = &mut self.form {
            return source.read(into);
        }
        if self.sent == self.line.len() {
            self.sent = 0;
            self.line.clear();
            self.line.shrink_to(LINE);
            let more = match &mut self.form {
                Form::Lines(_) => false,
                Form::Warc(warc) => warc.line(&mut self.line)?,
                Form::Table(table) => table.line(&mut self.line)?,
                Form::Whole(whole) => whole.line(&mut self.line)?,
            };
            if !more {
                return Ok(0);
            }
        }
        let n = into.len().min(self.line.len() - self.sent);
        into[..n].copy_from_slice(&self.line[self.sent..self.sent + n]);
        self.sent += n;
        Ok(n)
    }
}

/// A JSON object on its way.
pub struct Line<'a> {
    out: &'a mut Vec<u8>,
    is_empty: bool,
}

impl<'a> Line<'a> {
    /// Begins one.
    pub fn new(out: &'a mut Vec<u8>) -> Self {
        out.push(b'{');
        Self { out, is_empty: true }
    }

    /// Begins one of what could not be read, for this reason, from this byte of the file on.
    pub fn unreadable(out: &'a mut Vec<u8>, why: &str, offset: u64) -> Self {
        let mut line = Self::new(out);
        line.field(UNREADABLE, why);
        line.name("offset");
        line.out.extend_from_slice(offset.to_string().as_bytes());
        line
    }

    /// Adds a field.
    pub fn field(&mut self, name: &str, value: &str) {
        self.name(name);
        escape::escape(value, Style::Plain, self.out);
    }

    /// Adds bytes as they were.
    pub fn raw(&mut self, name: &str, bytes: Vec<u8>) {
        self.name(name);
        serde_json::to_writer(&mut *self.out, &RawBytes(bytes)).expect("memory takes all bytes");
    }

    /// Ends it.
    pub fn end(self) {
        self.out.extend_from_slice(b"}\n");
    }

    fn name(&mut self, name: &str) {
        if !std::mem::replace(&mut self.is_empty, false) {
            self.out.push(b',');
        }
        escape::escape(name, Style::Plain, self.out);
        self.out.push(b':');
    }
}
