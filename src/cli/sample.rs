//! The documents of a file: what `explain` and `bench` look at. They are read as `clean` reads them.

use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

use anyhow::{Context, anyhow};

use crate::config::JsonFields;
use crate::document::Media;
use crate::io::codec::Codec;
use crate::io::format::{Format, Kind};
use crate::io::hashed::Source;
use crate::io::jsonl::{Fields, RecordError};
use crate::io::lines::is_blank;
use crate::{Config, Record};

/// The documents of a file, one after the other: one a record of JSON lines, archives and tables, else the file as a whole, decompressed where its name
/// says so. `-` is standard input, taken as one text. A line that is no record is an error, and the next follows.
///
/// # Errors
/// If the file cannot be opened.
pub fn records<'a>(path: &'a Path, config: &'a Config) -> anyhow::Result<Box<dyn Iterator<Item = anyhow::Result<Record>> + 'a>> {
    if path == Path::new("-") {
        return Ok(Box::new(std::iter::once(whole(path, io::stdin().lock(), Media::Text))));
    }
    let format = Format::of(&path.to_string_lossy()).unwrap_or(Format { kind: Kind::Text, codec: Codec::Plain });
    if format.kind.is_document() {
        let source = Source::open(path, format.codec).map_err(|e| unreadable(path, &e))?;
        let media = if format.kind == Kind::Html { Media::Html } else { Media::Text };
        return Ok(Box::new(std::iter::once(whole(path, source, media))));
    }
    let fields = &config.jsonl;
    let mut source = BufReader::new(Source::records(path, &path.to_string_lossy(), format, config).map_err(|e| unreadable(path, &e))?);
    let mut number = 0;
    Ok(Box::new(std::iter::from_fn(move || {
        loop {
            let mut line = Vec::new();
            match source.read_until(b'\n', &mut line) {
                Ok(0) => return None,
                Ok(_) => number += 1,
                Err(e) => return Some(Err(unreadable(path, &e))),
            }
            if !is_blank(&line) {
                return Some(record(&line, fields).with_context(|| format!("{}:{number}: no record", path.display())));
            }
        }
    })))
}

/// A message and not a source: bare I/O errors are those of the output.
fn unreadable(path: &Path, error: &io::Error) -> anyhow::Error {
    anyhow!("{}: cannot be read: {error}", path.display())
}

fn whole(path: &Path, mut source: impl Read, media: Media) -> anyhow::Result<Record> {
    let mut bytes = Vec::new();
    source.read_to_end(&mut bytes).map_err(|e| unreadable(path, &e))?;
    Ok(Record { media, ..Record::bytes(bytes) })
}

fn record(line: &[u8], names: &JsonFields) -> anyhow::Result<Record> {
    let fields = Fields::find(line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line), names).map_err(|fault| match fault {
        // These commands have no flag for it.
        RecordError::NoText(field) => {
            anyhow!("there is no text in `{field}` and no page in `html`; name the field with `jsonl.text-field`")
        }
        other => other.into(),
    })?;
    Ok(Record { url: fields.url(), media: fields.media(), ..Record::text(fields.text().text) })
}
