//! A finished run held against its manifest: is everything there, as it was written?

use std::collections::{HashMap, HashSet};
use std::fs;
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use walkdir::WalkDir;

use super::error::{Error, unreadable};
use super::pipeline::Pipeline;
use super::place::{CORPUS, LEDGER, MANIFEST, REJECTS, SHARDS, config_of};
use super::reports::Reports;
use super::resume::{entries, part};
use super::shards::{ShardRow, is_intact};
use crate::io::hashed::facts;
use crate::io::ledger::REJECTED;
use crate::io::manifest::{self, Part, Row, RowStatus, below};
use crate::io::walk::walk;
use crate::report::{self, Report, json};

/// What came of verifying a run.
#[derive(Debug, Default)]
pub struct Verified {
    /// Inputs of which all is as the manifest says.
    pub inputs: u64,
    /// What is not, by name, and why.
    pub problems: Vec<(String, String)>,
}

/// Hashes all that the run in `dir` has written and compares it with the manifest, sums up the ledger and compares the sum with the report,
/// and looks for what does not belong there. With `arguments`, the inputs of the run, these are hashed too.
///
/// # Errors
/// If `dir` is no finished run, or an argument cannot be used. What is not as it should be is no error; it is listed.
pub fn verify(dir: &Path, arguments: &[PathBuf], pipeline: &Pipeline) -> Result<Verified, Error> {
    let config = config_of(dir)?;
    let path = dir.join(MANIFEST);
    let rows: Vec<Row> = manifest::read(&path).and_then(Iterator::collect).map_err(unreadable(&path))?;
    let mut verified = Verified::default();
    let reports = Reports::default();
    let check = |row| check(dir, row).map(|report| reports.with(|sum| sum.merge(report)));
    let checked: Vec<_> = pipeline.install(|| rows.par_iter().map(check).collect());
    for (row, checked) in rows.iter().zip(checked) {
        match checked {
            Ok(()) => verified.inputs += u64::from(row.status != RowStatus::Skipped),
            Err(why) => verified.problems.push((row.path.clone(), why)),
        }
    }
    // With something missing, the sum is another one anyway.
    if verified.problems.is_empty() {
        verified.whole(LEDGER, dir, &rows, |row| row.ledger);
        verified.whole(REJECTS, dir, &rows, |row| row.rejects);
        verified.report(dir, reports.total());
    }
    let mut known: HashSet<PathBuf> = rows.iter().filter_map(|row| below(dir, &row.output.as_ref()?.path)).collect();
    if config.output.form.is_sharded() {
        verified.shards(dir, &rows, pipeline, &mut known)?;
    }
    verified.strangers(dir, &known);
    if !arguments.is_empty() {
        verified.inputs(&rows, arguments, dir, pipeline)?;
    }
    Ok(verified)
}

/// The report of an input, if all that was written for it is as the row says.
fn check(dir: &Path, row: &Row) -> Result<Report, String> {
    let mut report = Report::default();
    if row.status != RowStatus::Skipped {
        report.add_input();
    }
    if let Some(output) = &row.output {
        let path = below(dir, &output.path).ok_or("the manifest names a place outside of the folder")?;
        let facts = facts(&path).map_err(|e| format!("{} cannot be read: {e}", output.path))?;
        if facts.blake3 != output.blake3 {
            return Err(format!("{} is not what was written", output.path));
        }
    }
    let (mut documents, mut rejected) = (0, 0);
    let damaged = |e: io::Error| format!("its part of {LEDGER} cannot be read: {e}");
    for entry in entries(&dir.join(LEDGER), row.ledger).map_err(damaged)? {
        let entry = entry.map_err(damaged)?;
        if entry.source != row.path {
            return Err(format!("its part of {LEDGER} has entries of {}", entry.source));
        }
        documents += u64::from(entry.is_document());
        rejected += u64::from(entry.status == REJECTED);
        report.add_entry(&entry);
    }
    let rejects = lines(&dir.join(REJECTS), row.rejects).map_err(|e| format!("its part of {REJECTS} cannot be read: {e}"))?;
    for (what, found, expected) in [
        ("documents in the ledger", documents, row.records),
        ("rejected records in the ledger", rejected, row.rejected),
        ("lines in rejects.jsonl", rejects, row.rejected),
    ] {
        if found != expected {
            return Err(format!("{found} {what}, and {expected} in the manifest"));
        }
    }
    Ok(report)
}

/// How many lines a part of a file has.
fn lines(path: &Path, of: Part) -> io::Result<u64> {
    if of.length == 0 {
        return Ok(0);
    }
    let mut file = BufReader::new(part(path, of)?);
    let (mut lines, mut length) = (0, 0);
    loop {
        let bytes = file.fill_buf()?;
        if bytes.is_empty() {
            break;
        }
        lines += memchr::memchr_iter(b'\n', bytes).count() as u64;
        let used = bytes.len();
        length += used as u64;
        file.consume(used);
    }
    if length == of.length { Ok(lines) } else { Err(io::Error::other("it is cut off")) }
}

impl Verified {
    fn problem(&mut self, name: &str, why: impl Into<String>) {
        self.problems.push((name.to_owned(), why.into()));
    }

    /// The parts of a file are all of it.
    fn whole(&mut self, name: &str, dir: &Path, rows: &[Row], of: impl Fn(&Row) -> Part) {
        let size = fs::metadata(dir.join(name)).map_or(0, |file| file.len());
        let parts: u64 = rows.iter().map(|row| of(row).length).sum();
        if size != parts {
            self.problem(name, format!("has {size} bytes, and {parts} in the manifest"));
        }
    }

    /// The report says what the ledger says.
    fn report(&mut self, dir: &Path, sum: Report) {
        match report::read(dir) {
            Ok(read) if json::to_string(&Report { timings: None, ..read.clone() }) == json::to_string(&sum) => {}
            Ok(_) => self.problem(json::JSON_NAME, "is not the sum over the ledger"),
            Err(e) => self.problem(json::JSON_NAME, e.to_string()),
        }
    }

    /// Shards, which are `known` then, are as they were written and hold all documents.
    fn shards(&mut self, dir: &Path, rows: &[Row], pipeline: &Pipeline, known: &mut HashSet<PathBuf>) -> Result<(), Error> {
        let list = dir.join(SHARDS);
        let shards: Vec<ShardRow> = manifest::read(&list).and_then(Iterator::collect).map_err(unreadable(&list))?;
        let intact: Vec<bool> = pipeline.install(|| shards.par_iter().map(|shard| is_intact(dir, shard)).collect());
        for (shard, _) in shards.iter().zip(intact).filter(|(_, is_intact)| !is_intact) {
            self.problem(&shard.path, "is not what was written");
        }
        let written: u64 = shards.iter().map(|shard| shard.documents).sum();
        let documents: u64 = rows.iter().map(|row| row.records).sum();
        if written != documents {
            self.problem(SHARDS, format!("{written} documents, and {documents} in the manifest"));
        }
        known.extend(shards.iter().filter_map(|shard| below(dir, &shard.path)));
        Ok(())
    }

    /// Files in the corpus that are no input's.
    fn strangers(&mut self, dir: &Path, known: &HashSet<PathBuf>) {
        for entry in WalkDir::new(dir.join(CORPUS)).sort_by_file_name().into_iter().flatten() {
            if !entry.file_type().is_dir() && !known.contains(entry.path()) {
                let name = entry.path().strip_prefix(dir).unwrap_or(entry.path());
                self.problem(&name.to_string_lossy(), "was written by somebody else");
            }
        }
    }

    /// The inputs are what they were.
    fn inputs(&mut self, rows: &[Row], arguments: &[PathBuf], dir: &Path, pipeline: &Pipeline) -> Result<(), Error> {
        let inputs = walk(arguments, dir)?;
        let now: Vec<_> = pipeline.install(|| inputs.par_iter().map(|input| facts(&input.path).ok()).collect());
        let mut now: HashMap<&str, _> = inputs.iter().map(|input| input.name.as_str()).zip(now).collect();
        for row in rows {
            match (now.remove(row.path.as_str()), &row.file) {
                (None, _) => self.problem(&row.path, "was an input, and is none of those that were named"),
                (Some(now), Some(then)) if now.as_ref() != Some(then) => self.problem(&row.path, "is not the file that was cleaned"),
                _ => {}
            }
        }
        let mut new: Vec<&str> = now.into_keys().collect();
        new.sort_unstable();
        new.into_iter().for_each(|name| self.problem(name, "was no input"));
        Ok(())
    }
}
