//! What earlier attempts have finished, and is still as it was.

use std::collections::HashMap;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::error::{Error, unreadable};
use super::pieces::{Before, List, hash_of};
use super::pipeline::Pipeline;
use super::place::{Attempt, Place, remove_output};
use super::reports::Reports;
use super::shards::{ShardRow, is_intact};
use crate::config::Config;
use crate::io::hashed::{Source, facts};
use crate::io::ledger::Entry;
use crate::io::lines::Lines;
use crate::io::manifest::{self, Part, Row, below};
use crate::io::walk::{Fate, Input};
use crate::report::Report;

/// An input that need not be read again.
#[derive(Debug)]
pub struct Kept {
    /// Its row; `ledger` and `rejects` are parts of the files named here.
    pub row: Row,
    /// The ledger that has its entries.
    pub ledger: PathBuf,
    /// The file that has its rejected records.
    pub rejects: PathBuf,
}

/// What earlier attempts have left.
#[derive(Default)]
pub struct Found {
    /// For each input, what is kept of it if it is done.
    pub kept: Vec<Option<Kept>>,
    /// What is done of the others, piece for piece.
    pub before: Before,
    /// The shards that are there already.
    pub shards: Vec<ShardRow>,
}

/// Looks for what earlier attempts have finished. The entries of what is kept are added to
/// `reports`; the output of what is not, or is no input any more, is removed.
///
/// # Errors
/// If a manifest cannot be read, or an output cannot be removed.
pub fn find(place: &Place, inputs: &[Input], pipeline: &Pipeline, reports: &Reports) -> Result<Found, Error> {
    let mut rows: HashMap<String, (Row, usize)> = HashMap::new();
    for (at, attempt) in place.earlier.iter().enumerate() {
        for row in manifest::read::<Row>(&attempt.manifest).map_err(unreadable(&attempt.manifest))? {
            let row = row.map_err(unreadable(&attempt.manifest))?;
            rows.insert(row.path.clone(), (row, at));
        }
    }
    let candidates: Vec<_> = inputs.iter().map(|input| rows.remove(&input.name)).collect();
    let checked: Vec<Result<Kept, Option<String>>> = pipeline.install(|| {
        let checked = inputs.par_iter().zip(candidates).map(|(input, candidate)| {
            let (row, at) = candidate.ok_or(None)?;
            let attempt = &place.earlier[at];
            let Ok(Some(report)) = check(&place.dir, input, &row, &attempt.ledger, &attempt.rejects) else { return Err(output_of(row)) };
            reports.with(|sum| sum.merge(report));
            Ok(Kept { row, ledger: attempt.ledger.clone(), rejects: attempt.rejects.clone() })
        });
        checked.collect()
    });
    let mut kept = Vec::with_capacity(inputs.len());
    let mut stale: Vec<String> = rows.into_values().filter_map(|(row, _)| output_of(row)).collect();
    for checked in checked {
        match checked {
            Ok(done) => kept.push(Some(done)),
            Err(output) => {
                kept.push(None);
                stale.extend(output);
            }
        }
    }
    for output in stale {
        remove_output(&place.dir, &output)?;
    }
    Ok(Found { kept, before: Before::open(&place.earlier), shards: Vec::new() })
}

/// Looks for the shards that earlier attempts have finished: of the attempt that came furthest, those up to the first that is not as it was, or
/// not made of what the inputs hold now. The others are removed. For that, all inputs that are in them are read.
///
/// # Errors
/// If a shard cannot be removed.
pub fn find_shards(place: &Place, inputs: &[Input], config: &Config) -> Result<Found, Error> {
    let mut written = Vec::new();
    let mut found = Found { kept: inputs.iter().map(|_| None).collect(), ..Found::default() };
    for attempt in &place.earlier {
        let Ok(rows) = manifest::read(&attempt.shards) else { continue };
        let rows: Vec<ShardRow> = rows.map_while(Result::ok).collect();
        let intact = rows.iter().take_while(|row| is_intact(&place.dir, row)).count();
        let unchanged = unchanged(attempt, &rows[..intact], inputs, config).unwrap_or_default();
        if unchanged > found.shards.len() as u64
            && let Ok(list) = List::of(attempt)
        {
            found.shards = rows[..unchanged as usize].to_vec();
            found.before = Before::all(list.within(unchanged));
        }
        written.extend(rows);
    }
    for row in written.iter().filter(|row| found.shards.iter().all(|kept| kept.path != row.path)) {
        remove_output(&place.dir, &row.path)?;
    }
    Ok(found)
}

/// How many of an attempt's first shards, `shards`, are made of what the inputs hold now, as far as the list of pieces tells of all of their documents.
fn unchanged(attempt: &Attempt, shards: &[ShardRow], inputs: &[Input], config: &Config) -> io::Result<u64> {
    let mut listed = vec![0; shards.len()];
    let same = same_pieces(attempt, inputs, config, &mut listed)?;
    let whole = shards.iter().zip(listed).take_while(|(shard, documents)| shard.documents == *documents).count();
    Ok(same.min(whole as u64))
}

/// In which shard the first piece is that is not as it was, or how many shards there are. Adds the documents of the pieces before to those `listed` for
/// each shard.
fn same_pieces(attempt: &Attempt, inputs: &[Input], config: &Config, listed: &mut [u64]) -> io::Result<u64> {
    let shards = listed.len() as u64;
    let mut before = Before::all(List::of(attempt)?.within(shards));
    for input in inputs {
        let Fate::Read(format) = input.fate else { continue };
        if before.next_shard().is_none() {
            break;
        }
        let Ok(source) = Source::records(&input.path, &input.name, format, config) else { continue };
        let mut lines = Lines::of(source, config);
        while let Some(piece) = before.next_of(&input.name) {
            let now = lines.next_piece().ok().flatten().map(|now| hash_of(&now));
            let shard = piece.shard().unwrap_or_default();
            let Some(written) = now.and_then(|now| piece.written(&now)) else { return Ok(shard) };
            if let Some(documents) = listed.get_mut(shard as usize) {
                *documents += written.counts.documents;
            }
        }
        // What stands behind the last piece that was written of it must be written before the first of the next input.
        if before.next_shard().is_some() && !matches!(lines.next_piece(), Ok(None)) {
            break;
        }
    }
    Ok(before.next_shard().unwrap_or(shards))
}

fn output_of(row: Row) -> Option<String> {
    row.output.map(|output| output.path)
}

/// The report of an input if it and all that was made of it are as the row says.
fn check(dir: &Path, input: &Input, row: &Row, ledger: &Path, rejects: &Path) -> io::Result<Option<Report>> {
    let is_read = matches!(input.fate, Fate::Read(_)) && row.file.as_ref().is_some_and(|file| file.size == input.size);
    if !is_read || row.file != Some(facts(&input.path)?) {
        return Ok(None);
    }
    if let Some(output) = &row.output {
        let Some(path) = below(dir, &output.path) else { return Ok(None) };
        if facts(&path)?.blake3 != output.blake3 {
            return Ok(None);
        }
    }
    if row.rejects.length > 0 && fs::metadata(rejects)?.len() < row.rejects.offset + row.rejects.length {
        return Ok(None);
    }
    let mut report = Report::default();
    for entry in entries(ledger, row.ledger)? {
        let entry = entry?;
        if entry.source != row.path {
            return Ok(None);
        }
        report.add_entry(&entry);
    }
    Ok(Some(report))
}

/// The part of a file.
///
/// # Errors
/// Those of the system.
pub fn part(path: &Path, part: Part) -> io::Result<io::Take<File>> {
    let mut file = File::open(path)?;
    file.seek(SeekFrom::Start(part.offset))?;
    Ok(file.take(part.length))
}

/// The entries in a part of a ledger file.
///
/// # Errors
/// Those of the system; each entry may also fail by itself.
pub fn entries(ledger: &Path, of: Part) -> io::Result<impl Iterator<Item = io::Result<Entry>> + use<>> {
    entries_in(part(ledger, of)?)
}

/// The entries in a part of a ledger as it stands in the file.
///
/// # Errors
/// As for [`entries`].
pub fn entries_in<R: Read>(packed: R) -> io::Result<impl Iterator<Item = io::Result<Entry>> + use<R>> {
    let mut packed = BufReader::new(packed);
    // Nothing is no frame that was cut off.
    let is_empty = packed.fill_buf()?.is_empty();
    let mut lines = BufReader::new(zstd::Decoder::with_buffer(packed)?);
    let mut line = Vec::new();
    Ok(std::iter::from_fn(move || {
        line.clear();
        match if is_empty { Ok(0) } else { lines.read_until(b'\n', &mut line) } {
            Ok(0) => None,
            Ok(_) => Some(serde_json::from_slice(&line).map_err(io::Error::from)),
            Err(e) => Some(Err(e)),
        }
    }))
}
