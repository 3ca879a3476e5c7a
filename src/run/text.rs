//! One text file or page: read, cleaned and written by the same thread.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use super::error::{Error, output};
use super::place::corpus_name;
use super::records::{Desk, pack_ledger};
use crate::document::Media;
use crate::io::codec::Codec;
use crate::io::format::{Format, Kind};
use crate::io::hashed::{Hashed, Seen, Source};
use crate::io::ledger::{Entry, RawBytes};
use crate::io::lines::Place as Spot;
use crate::io::manifest::{Output, Row, RowStatus};
use crate::io::walk::Input;
use crate::sites::folder_of;
use crate::{Cleaned, Record};

/// Why a file that is too large went through unread.
const TOO_LARGE: &str = "larger than max-document-bytes";

/// What came of a file.
#[derive(Debug)]
pub struct TextDone {
    /// Its row, but for the places of its ledger and rejects.
    pub row: Row,
    /// The output under a temporary name, if there is any.
    pub temporary: Option<PathBuf>,
    /// Its part of the ledger, compressed.
    pub ledger: Vec<u8>,
    /// Its part of the rejects.
    pub rejects: Vec<u8>,
}

/// Cleans a text file or a page. `temporary` is where the output is to be written.
///
/// # Errors
/// If output cannot be written.
pub fn clean_text(mut desk: Desk<'_>, input: &Input, format: Format, temporary: PathBuf) -> Result<TextDone, Error> {
    let mut row = Row { path: input.name.clone(), ..Row::default() };
    let written = match Source::open(&input.path, format.codec) {
        Ok(mut source) => {
            let written = write(&mut desk, input.size, &mut source, format, &temporary);
            let Seen { file, content, .. } = source.seen();
            row.file = Some(file);
            row.content = Some(content);
            written
        }
        Err(e) => Err(Stop::Read(e)),
    };
    let temporary = match written {
        Ok(None) => {
            row.status = RowStatus::LeftOut;
            None
        }
        Ok(Some((blake3, media))) => {
            let path = match media {
                Media::Text => corpus_name(&format.text_name(&input.name)),
                Media::Html => corpus_name(&input.name),
            };
            row.output = Some(Output { path, blake3 });
            Some(temporary)
        }
        Err(Stop::Write(error)) => return Err(error),
        Err(Stop::Read(error)) => {
            let read = row.content.take().map_or(0, |content| content.size);
            let why = format!("the file cannot be read ({error}); nothing was written for it");
            desk.reject(None, Spot { line: 1, offset: read, record: 0 }, &why);
            row.status = RowStatus::Rejected;
            row.why = Some(why);
            None
        }
    };
    row.records = desk.written.counts.documents;
    row.rejected = desk.written.counts.rejected;
    Ok(TextDone { row, temporary, ledger: pack_ledger(&desk.written.ledger), rejects: desk.written.rejects })
}

/// What may stop a file.
enum Stop {
    Read(io::Error),
    Write(Error),
}

/// Writes the output and returns its hash, and whether it is text or a page's markup that went through; or nothing, if it is left out.
fn write(desk: &mut Desk<'_>, size: u64, source: &mut Source, format: Format, to: &Path) -> Result<Option<(String, Media)>, Stop> {
    let Format { kind, codec } = format;
    let media = if kind == Kind::Html { Media::Html } else { Media::Text };
    let most = desk.cleaner.config().max_document_bytes;
    let mut bytes = Vec::new();
    // A file whose size is known to be too large is not even begun to be held.
    if codec != Codec::Plain || size <= most as u64 {
        source.take((most as u64).saturating_add(1)).read_to_end(&mut bytes).map_err(Stop::Read)?;
        if bytes.len() <= most {
            return write_clean(desk, bytes, media, codec, to).map_err(|e| Stop::Write(output(to)(e)));
        }
    }
    let copied = copy(&bytes, source, codec, to);
    if copied.is_err() {
        // What was begun is of no use; the attempt's folder goes in the end anyway.
        drop(fs::remove_file(to));
    }
    let (length, blake3) = copied?;
    desk.written.counts.pass(length);
    desk.note(|source| Entry::verbatim(source, 0, length, TOO_LARGE));
    Ok(Some((blake3, media)))
}

fn write_clean(desk: &mut Desk<'_>, bytes: Vec<u8>, media: Media, codec: Codec, to: &Path) -> io::Result<Option<(String, Media)>> {
    let cleaned = desk.clean(Record { media, ..Record::bytes(bytes.clone()).with_site(folder_of(desk.source)) });
    if desk.is_left_out(&cleaned) {
        desk.written.counts.left_out += 1;
        desk.note(|source| Entry::new(source, 0, None, &cleaned).left_out(&bytes));
        return Ok(None);
    }
    let mut packed = Vec::new();
    codec.pack(cleaned.text.as_bytes(), &mut packed)?;
    let mut file = Hashed::new(File::create(to)?);
    file.write_all(&packed)?;
    desk.written.counts.add(&cleaned);
    desk.note(|source| entry(source, &cleaned, bytes));
    desk.stopwatch.written();
    Ok(Some((file.facts().blake3, if cleaned.markup_bytes.is_some() { Media::Text } else { media })))
}

fn entry(source: &str, cleaned: &Cleaned, bytes: Vec<u8>) -> Entry {
    let mut entry = Entry::new(source, 0, None, cleaned);
    entry.raw = (cleaned.decoding.lossy && entry.page.is_none()).then_some(RawBytes(bytes));
    entry.meta = Some(Box::new(cleaned.meta.clone())).filter(|meta| **meta != Default::default());
    entry
}

/// Writes `begun` and what is left of `source` as they are; returns their length and the hash of the output.
fn copy(begun: &[u8], source: &mut Source, codec: Codec, to: &Path) -> Result<(u64, String), Stop> {
    let failed = |e| Stop::Write(output(to)(e));
    let file = Hashed::new(File::create(to).map_err(failed)?);
    let mut packer = codec.packer(file).map_err(failed)?;
    packer.write_all(begun).map_err(failed)?;
    let mut length = begun.len() as u64;
    let mut buffer = vec![0; 256 << 10];
    loop {
        let n = match source.read(&mut buffer) {
            Ok(0) => break,
            Ok(n) => n,
            Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
            Err(e) => return Err(Stop::Read(e)),
        };
        packer.write_all(&buffer[..n]).map_err(failed)?;
        length += n as u64;
    }
    let file = packer.finish().map_err(failed)?;
    Ok((length, file.facts().blake3))
}
