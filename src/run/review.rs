//! What a finished run has removed, drawn for people to judge.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::Path;

use rayon::prelude::*;

use super::error::{Error, unreadable};
use super::pipeline::Pipeline;
use super::place::{LEDGER, MANIFEST, config_of};
use super::resume::entries;
use super::shards::Lines;
use crate::config::{Config, JsonFields};
use crate::document::Span;
use crate::io::format::Format;
use crate::io::jsonl::Fields;
use crate::io::manifest::{self, Row, RowStatus, below};
use crate::review::Decision;
use crate::review::sample::{Sample, blanks};

/// How much of the text before a removal, and of that behind it, is shown, in bytes: some lines of a terminal.
pub const AROUND: usize = 320;

/// The settings of the run in `dir`, so that what is asked of it can be checked before it is read.
///
/// # Errors
/// If there is no run.
pub fn settings(dir: &Path) -> Result<Config, Error> {
    config_of(dir)
}

/// Draws from what the run in `dir` has removed. Each removal comes with the text around it in the source, for which corpus and ledger are
/// read together; where the corpus has been changed, with the little that the ledger has of it.
///
/// # Errors
/// If `dir` is no finished run.
pub fn draw(dir: &Path, sample: &Sample, pipeline: &Pipeline) -> Result<Sample, Error> {
    let config = config_of(dir)?;
    let path = dir.join(MANIFEST);
    let rows: Vec<Row> = manifest::read(&path).and_then(Iterator::collect).map_err(unreadable(&path))?;
    let rows: Vec<Row> = rows.into_iter().filter(|row| row.status != RowStatus::Skipped).collect();
    let ledger = dir.join(LEDGER);
    let of_row = |row: &Row| -> io::Result<Sample> {
        let mut own = sample.clone();
        for entry in entries(&ledger, row.ledger)? {
            own.offer(&entry?);
        }
        Ok(own)
    };
    let empty = || Ok(sample.clone());
    let drawn: io::Result<Sample> = pipeline.install(|| rows.par_iter().map(of_row).reduce(empty, |one, other| Ok(one?.merge(other?))));
    let mut drawn = drawn.map_err(unreadable(&ledger))?;
    let mut wanted: HashMap<String, Vec<&mut Decision>> = HashMap::new();
    for decision in drawn.items_mut() {
        let source = decision.at.as_ref().map(|at| at.source.clone()).unwrap_or_default();
        wanted.entry(source).or_default().push(decision);
    }
    // A text that cannot be read any more is none to show; what was removed is there all the same.
    if config.output.form.is_sharded() {
        drop(in_shards(dir, &rows, &config, wanted));
    } else {
        let jobs: Vec<_> = rows.iter().filter_map(|row| Some((row, wanted.remove(&row.path)?))).collect();
        pipeline.install(|| jobs.into_par_iter().for_each(|(row, decisions)| drop(in_file(dir, row, &config.jsonl, decisions))));
    }
    Ok(drawn)
}

/// Fills in the text around removals of all inputs.
fn in_shards(dir: &Path, rows: &[Row], config: &Config, mut wanted: HashMap<String, Vec<&mut Decision>>) -> io::Result<()> {
    let mut corpus = Lines::open(dir, config).map_err(io::Error::other)?;
    let mut before = 0;
    for row in rows {
        if let Some(decisions) = wanted.remove(&row.path) {
            corpus.skip_to(before)?;
            surround(dir, row, &mut corpus, false, &config.jsonl, decisions)?;
        }
        before += row.records;
    }
    Ok(())
}

/// Fills in the text around removals of one input.
fn in_file(dir: &Path, row: &Row, names: &JsonFields, decisions: Vec<&mut Decision>) -> io::Result<()> {
    let Some(path) = row.output.as_ref().and_then(|output| below(dir, &output.path)) else { return Ok(()) };
    let format = Format::of(&row.path).map_err(io::Error::other)?;
    let mut corpus = BufReader::new(format.codec.unpacker(File::open(path)?)?);
    surround(dir, row, &mut corpus, format.kind.is_document(), names, decisions)
}

/// Fills in the text around removals of one input, whose output `corpus` has next: one document, or records.
fn surround(
    dir: &Path,
    row: &Row,
    corpus: &mut impl BufRead,
    is_document: bool,
    names: &JsonFields,
    decisions: Vec<&mut Decision>,
) -> io::Result<()> {
    let mut wanted: HashMap<u64, Vec<&mut Decision>> = HashMap::new();
    for decision in decisions {
        let record = decision.at.as_ref().map_or(0, |at| at.record);
        wanted.entry(record).or_default().push(decision);
    }
    for entry in entries(&dir.join(LEDGER), row.ledger)? {
        let entry = entry?;
        if wanted.is_empty() {
            break;
        }
        if !entry.is_document() {
            continue;
        }
        let Some(decisions) = wanted.remove(&entry.record) else {
            corpus.skip_until(b'\n')?;
            continue;
        };
        let mut clean = Vec::new();
        let text = if is_document {
            corpus.read_to_end(&mut clean)?;
            str::from_utf8(&clean).ok().and_then(|clean| entry.source_of(clean))
        } else {
            corpus.read_until(b'\n', &mut clean)?;
            let line = clean.strip_suffix(b"\n").unwrap_or(&clean);
            Fields::find(line, names).ok().and_then(|fields| entry.source_of(&fields.text().text))
        };
        let Some(text) = text else { continue };
        for decision in decisions {
            if let Some((before, after)) = decision.at.as_ref().and_then(|at| around(&text, at.span)) {
                (decision.before, decision.after) = (before, after);
            }
        }
    }
    Ok(())
}

/// The text before and behind a span, if it is one of the text.
fn around(text: &str, span: Span) -> Option<(String, String)> {
    let [blanks, line_end] = blanks(text.get(span.start..span.end)?).map(str::len);
    let (before, after) = (&text[..span.start + blanks], &text[span.end - line_end..]);
    let from = before.ceil_char_boundary(before.len().saturating_sub(AROUND));
    let to = after.floor_char_boundary(AROUND);
    let more = |is_more| if is_more { "…" } else { "" };
    Some((format!("{}{}", more(from > 0), &before[from..]), format!("{}{}", &after[..to], more(to < after.len()))))
}
