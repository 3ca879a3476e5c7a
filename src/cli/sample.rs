//! The documents of a file, all in memory: what `explain` and `bench` look at.

use std::fs;
use std::io::{self, Read};
use std::path::Path;

use anyhow::{Context, anyhow};
use boiloff::Record;
use boiloff::config::JsonFields;
use serde_json::Value;

/// The documents of a file: one a line of JSON lines, else the file as a whole. `-` is standard input, taken as one text.
///
/// # Errors
/// If the file cannot be read, or a line of it is not a JSON object with a text.
pub fn read(path: &Path, fields: &JsonFields) -> anyhow::Result<Vec<Record>> {
    // Messages and not sources: bare I/O errors are those of the output.
    let failed = |e: io::Error| anyhow!("{}: cannot be read: {e}", path.display());
    if path == Path::new("-") {
        let mut bytes = Vec::new();
        io::stdin().lock().read_to_end(&mut bytes).map_err(failed)?;
        return Ok(vec![Record::bytes(bytes)]);
    }
    let bytes = fs::read(path).map_err(failed)?;
    if path.extension().is_none_or(|e| e != "jsonl") {
        return Ok(vec![Record::bytes(bytes)]);
    }
    let lines = bytes.split(|b| *b == b'\n').enumerate().filter(|(_, line)| !line.trim_ascii().is_empty());
    lines.map(|(n, line)| record(line, fields).with_context(|| format!("{}:{}: no record", path.display(), n + 1))).collect()
}

fn record(line: &[u8], fields: &JsonFields) -> anyhow::Result<Record> {
    let object: Value = serde_json::from_slice(line)?;
    let text_of = |field: &str| object.get(field).and_then(Value::as_str);
    let text = text_of(&fields.text_field)
        .ok_or_else(|| anyhow!("there is no text in `{}`; name the field with `jsonl.text-field`", fields.text_field))?;
    Ok(Record { url: text_of(&fields.url_field).map(str::to_owned), ..Record::text(text) })
}
