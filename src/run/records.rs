//! Records to clean records: what is done, in any thread, to each piece of a JSON-lines input.

use serde::Serialize;

use super::counts::Counts;
use super::stopwatch::Stopwatch;
use crate::config::CorpusForm;
use crate::document::Media;
use crate::io::attributes;
use crate::io::codec::quick_frame;
use crate::io::jsonl::{Fields, RecordError};
use crate::io::ledger::{BLANK, Entry, REJECTED, RawBytes};
use crate::io::lines::{Broken, Piece, Place, is_blank, split};
use crate::io::parquet::write::{Document, TEXT_ELSEWHERE};
use crate::sites::folder_of;
use crate::{Cleaned, Cleaner, Record};

/// U+FEFF in UTF-8.
pub const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Why an overlong line went through unread.
const TOO_LONG: &str = "a line longer than max-document-bytes allows";

/// What comes of a piece of input.
#[derive(Debug, Default)]
pub struct Written {
    /// Clean records.
    pub output: Vec<u8>,
    /// Their size in bytes before they were compressed.
    pub unpacked: u64,
    /// Clean documents, where they are not written as JSON.
    pub documents: Vec<Document>,
    /// The shard that they are in already.
    pub shard: Option<u64>,
    /// Their entries, JSON lines; empty where no ledger is kept.
    pub ledger: Vec<u8>,
    /// Rejected records, JSON lines.
    pub rejects: Vec<u8>,
    /// What was counted.
    pub counts: Counts,
}

/// A record that could not be read, a line of `rejects.jsonl`.
#[derive(Debug, Serialize)]
struct Reject<'a> {
    source: &'a str,
    record: u64,
    line: u64,
    offset: u64,
    reason: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    raw: Option<RawBytes>,
}

/// Cleans the records of one input.
pub struct Desk<'a> {
    /// What cleans.
    pub cleaner: &'a Cleaner,
    /// The input's name.
    pub source: &'a str,
    /// Is shown every entry of the ledger; without it none is written.
    pub audience: Option<&'a mut dyn FnMut(&Entry)>,
    /// Times the stages.
    pub stopwatch: &'a mut Stopwatch,
    /// What has come of it so far.
    pub written: Written,
}

impl Desk<'_> {
    /// Cleans a document.
    pub fn clean(&mut self, record: Record) -> Cleaned {
        self.stopwatch.start();
        self.cleaner.clean_watched(record, self.stopwatch)
    }

    /// Cleans a piece of a JSON-lines input.
    pub fn piece(&mut self, piece: Piece) {
        match piece {
            Piece::Lines { bytes, place } => self.lines(&bytes, place),
            Piece::Part { bytes, place, so_far, last } => self.part(bytes, place, so_far, last),
        }
    }

    /// True for a document that the user does not want in the corpus. Attributes stand in the line of their document, whatever it is.
    pub fn is_left_out(&self, cleaned: &Cleaned) -> bool {
        let config = self.cleaner.config();
        config.output.form != CorpusForm::Attributes && config.leaves_out(&cleaned.meta)
    }

    /// Records that the input broke off.
    pub fn broken(&mut self, broken: &Broken) {
        self.reject(Some(&broken.rest), broken.place, &broken_off(broken));
    }

    /// Records that something could not be read, and what of it there was.
    pub fn reject(&mut self, raw: Option<&[u8]>, place: Place, reason: &str) {
        self.written.counts.rejected += 1;
        let Place { line, offset, record } = place;
        let row = Reject { source: self.source, record, line, offset, reason, raw: raw.map(|raw| RawBytes(without_end(raw).to_owned())) };
        push_line(&mut self.written.rejects, &row);
        self.note(|source| Entry::absent(source, record, REJECTED, Some(reason.to_owned()), raw));
    }

    /// Writes an entry to the ledger, if there is one.
    pub fn note(&mut self, entry: impl FnOnce(&str) -> Entry) {
        if let Some(audience) = &mut self.audience {
            let entry = entry(self.source);
            audience(&entry);
            push_line(&mut self.written.ledger, &entry);
        }
    }

    fn lines(&mut self, bytes: &[u8], mut place: Place) {
        self.written.output.reserve(bytes.len());
        let mut blanks = 0..0;
        let mut at = 0;
        for line in split(bytes) {
            let end = at + line.len();
            if is_blank(line) {
                blanks.end = end;
            } else {
                self.blank(&bytes[blanks], place);
                blanks = end..end;
                if let Err(fault) = self.line(line, place.record) {
                    self.reject(Some(line), place, &fault.to_string());
                    if self.cleaner.config().output.form == CorpusForm::Attributes {
                        attributes::write_none(&mut self.written.output);
                    }
                }
                place.record += 1;
            }
            place = Place { line: place.line + 1, offset: place.offset + line.len() as u64, ..place };
            at = end;
        }
        self.blank(&bytes[blanks], place);
    }

    fn blank(&mut self, raw: &[u8], place: Place) {
        if !raw.is_empty() {
            self.note(|source| Entry::absent(source, place.record, BLANK, None, Some(raw)));
        }
    }

    fn line(&mut self, line: &[u8], record: u64) -> Result<(), RecordError> {
        let own = without_end(line);
        // Some programs begin each file with a mark; files that were joined have it in the middle.
        let bare = own.strip_prefix(BYTE_ORDER_MARK).unwrap_or(own);
        let names = &self.cleaner.config().jsonl;
        let fields = Fields::find(bare, names)?;
        let text = fields.text();
        let site = Some(folder_of(self.source).to_owned());
        let cleaned = self.clean(Record { url: fields.url(), site, media: fields.media(), ..Record::text(text.text) });
        if self.is_left_out(&cleaned) {
            self.written.counts.left_out += 1;
            self.note(|source| Entry::new(source, record, fields.id(), &cleaned).left_out(line));
            return Ok(());
        }
        let media = if cleaned.markup_bytes.is_some() { Media::Text } else { fields.media() };
        match self.cleaner.config().output.form {
            CorpusForm::Parquet => self.document(record, &fields, media, &cleaned),
            CorpusForm::Attributes => attributes::write(fields.id_literal(), &cleaned, &mut self.written.output),
            CorpusForm::Mirror | CorpusForm::JsonLines(_) => {
                fields.write(&cleaned.text, media, &cleaned.meta, names, &mut self.written.output);
                self.written.output.push(b'\n');
            }
        }
        self.written.counts.add(&cleaned);
        self.note(|source| {
            let mut entry = Entry::new(source, record, fields.id(), &cleaned);
            entry.replaced += text.surrogates;
            if entry.page.is_none() {
                entry.escapes = text.style.unwrap_or_default();
                entry.raw = text.style.is_none().then(|| RawBytes(fields.literal().as_bytes().to_owned()));
            }
            entry.bom = bare.len() < own.len();
            entry.unterminated = own.len() == line.len();
            entry
        });
        self.stopwatch.written();
        Ok(())
    }

    /// Writes a clean record as a row of a table.
    fn document(&mut self, number: u64, fields: &Fields<'_>, media: Media, cleaned: &Cleaned) {
        let mut record = Vec::new();
        fields.write(TEXT_ELSEWHERE, media, &cleaned.meta, &self.cleaner.config().jsonl, &mut record);
        let document = Document {
            source: self.source.to_owned(),
            number,
            id: fields.id(),
            url: fields.url(),
            meta: cleaned.meta.clone(),
            text: cleaned.text.clone(),
            bytes_in: cleaned.source.len() as u64,
            edits: cleaned.edits.len() as u64,
            record: String::from_utf8(record).expect("a record is made of text"),
        };
        self.written.unpacked += document.size();
        self.written.documents.push(document);
    }

    fn part(&mut self, bytes: Vec<u8>, place: Place, so_far: u64, last: bool) {
        if matches!(self.cleaner.config().output.form, CorpusForm::Parquet | CorpusForm::Attributes) {
            if last {
                self.reject(None, place, TOO_LONG);
            }
            return;
        }
        let ended = bytes.ends_with(b"\n");
        self.written.output = bytes;
        if !last {
            return;
        }
        if !ended {
            self.written.output.push(b'\n');
        }
        let length = so_far - u64::from(ended);
        self.written.counts.pass(length);
        self.note(|source| Entry { unterminated: !ended, ..Entry::verbatim(source, place.record, length, TOO_LONG) });
    }
}

/// A line without its line end.
pub fn without_end(line: &[u8]) -> &[u8] {
    line.strip_suffix(b"\n").unwrap_or(line)
}

/// What is said of an input that broke off.
pub fn broken_off(broken: &Broken) -> String {
    format!("the input cannot be read from here on ({}); the records before were cleaned", broken.error)
}

/// A part of the ledger as it stands in the file.
pub fn pack_ledger(entries: &[u8]) -> Vec<u8> {
    if entries.is_empty() { Vec::new() } else { quick_frame(entries).expect("memory takes all bytes") }
}

/// Appends a value as a line of JSON.
pub fn push_line(out: &mut Vec<u8>, value: &impl Serialize) {
    serde_json::to_writer(&mut *out, value).expect("only string keys are written, and memory takes all bytes");
    out.push(b'\n');
}
