//! Files and folders to an output folder: corpus, ledger, manifest, report.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::error::{Error, output as output_error};
use super::pieces::{Before, DonePiece, hash_of};
use super::pipeline::Pipeline;
use super::place::{Existing, Place, SITES};
use super::progress::Progress;
use super::records::{Desk, Written, broken_off, pack_ledger};
use super::reports::Reports;
use super::resume::{self, Found, Kept, entries_in};
use super::shards::Shards;
use super::stopwatch::Stopwatch;
use super::text::{TextDone, clean_text};
use super::writer::{Writer, temporary};
use crate::Cleaner;
use crate::config::CorpusForm;
use crate::io::codec::Codec;
use crate::io::hashed::{Seen, Source};
use crate::io::ledger::Entry;
use crate::io::lines::{Broken, Lines, Piece, Place as Spot};
use crate::io::manifest::{Row, RowStatus};
use crate::io::walk::{Fate, Input, walk};
use crate::report::{self, Report, Timings};

/// What a run over files ended in.
#[derive(Debug)]
pub struct Outcome {
    /// The report, as it is in the output folder.
    pub report: Report,
    /// Files that were left out: how many, and the first of them with the reasons.
    pub skipped: (u64, Vec<(String, String)>),
    /// Inputs that were taken over from an earlier attempt.
    pub kept: u64,
    /// Documents that were taken over of inputs that an earlier attempt had begun.
    pub kept_documents: u64,
    /// Records of archives that were left out because they are no documents, by what they are.
    pub left_out: BTreeMap<String, u64>,
}

/// How many of the skipped files are named.
const SKIPPED_NAMED: usize = 10;

/// A packed file is so many times larger inside, more or less; for the count of what is in flight.
const PACKED: u64 = 4;

/// Cleans files and folders into the folder `output`. `sites` is a table of sites that was made for this run, and belongs to its output.
/// `progress` is made from the size of all inputs in bytes.
///
/// # Errors
/// If an argument cannot be used, or output cannot be written. What is finished by then can be resumed from.
pub fn clean_folder(
    cleaner: Arc<Cleaner>,
    arguments: &[PathBuf],
    output: &Path,
    existing: Existing,
    sites: Option<&Path>,
    pipeline: &Pipeline,
    progress: impl FnOnce(u64) -> Progress,
) -> Result<Outcome, Error> {
    refuse_own_inputs(arguments, output)?;
    let inputs = Arc::new(walk(arguments, output)?);
    let place = Arc::new(Place::open(output, existing, cleaner.config())?);
    if let Some(sites) = sites {
        let own = place.work.join(SITES);
        fs::copy(sites, &own).map_err(output_error(&own))?;
    }
    let progress = progress(inputs.iter().map(|i| i.size).sum());
    let reports = Arc::new(Reports::default());
    let is_sharded = cleaner.config().output.form.is_sharded();
    let found = if is_sharded {
        resume::find_shards(&place, &inputs, cleaner.config())?
    } else {
        resume::find(&place, &inputs, pipeline, &reports)?
    };
    let Found { kept, before, shards } = found;
    let mut outcome = Outcome {
        report: Report::default(),
        skipped: (0, Vec::new()),
        kept: kept.iter().flatten().count() as u64,
        kept_documents: 0,
        left_out: BTreeMap::new(),
    };
    for input in inputs.iter() {
        match &input.fate {
            Fate::Skip(why) => outcome.skip(&input.name, why),
            _ => reports.with(Report::add_input),
        }
    }
    let mut stopwatch = Stopwatch::new();
    stopwatch.warm(&cleaner);
    reports.with(|report| report.timings.get_or_insert_default().merge(stopwatch.timings()));
    let mut feeder = Feeder::new(Arc::clone(&inputs), kept, before, Arc::clone(&cleaner));
    let wanted = cleaner.config().output.clone();
    let worker = Worker { cleaner, inputs: Arc::clone(&inputs), place: Arc::clone(&place), reports: Arc::clone(&reports) };
    let mut writer =
        Writer::new(&place, Arc::clone(&inputs), wanted.form, is_sharded.then(|| Shards::new(&place, &wanted, &shards)).transpose()?)?;
    let mut kept_documents = 0;
    let sink = |(done, bytes): (Result<Done, Error>, u64)| {
        let done = done?;
        let is_again = matches!(&done, Done::Piece(piece) if piece.is_again);
        let documents = done.write(&mut writer)?;
        kept_documents += if is_again { documents } else { 0 };
        progress.add(bytes, documents);
        Ok::<(), Error>(())
    };
    pipeline.run(move || feeder.next(), move |job| worker.work(job), sink)?;
    outcome.kept_documents = kept_documents;
    outcome.left_out = writer.finish()?;
    outcome.report = reports.total();
    outcome.time(progress.elapsed().as_secs_f64(), pipeline.threads());
    report::write(&place.work, &outcome.report)?;
    progress.finish();
    place.finish()?;
    Ok(outcome)
}

impl Outcome {
    fn skip(&mut self, name: &str, why: &str) {
        self.skipped.0 += 1;
        if self.skipped.1.len() < SKIPPED_NAMED {
            self.skipped.1.push((name.to_owned(), why.to_owned()));
        }
    }

    fn time(&mut self, wall_seconds: f64, threads: usize) {
        // What was taken over was not cleaned in this time.
        let bytes = if self.kept + self.kept_documents == 0 { self.report.totals.read_bytes() } else { 0 };
        let bytes_per_second = bytes as f64 / wall_seconds.max(f64::EPSILON);
        let Timings { stages, .. } = self.report.timings.take().unwrap_or_default();
        self.report.timings = Some(Timings { stages, wall_seconds, threads: threads as u64, bytes_per_second });
    }
}

/// An input in the output folder would be taken for what an earlier run wrote, or be written over.
pub(super) fn refuse_own_inputs(arguments: &[PathBuf], output: &Path) -> Result<(), Error> {
    let Ok(dir) = output.canonicalize() else { return Ok(()) };
    match arguments.iter().find(|a| a.canonicalize().is_ok_and(|a| a.starts_with(&dir))) {
        Some(input) => Err(Error::InputInOutput { input: input.clone(), output: output.to_owned() }),
        None => Ok(()),
    }
}

/// Something to do. Numbers are those of the inputs.
pub(super) enum Job {
    Skip(usize),
    Keep(Box<Kept>),
    Text(usize),
    /// A file that cannot be opened.
    Closed(usize, String),
    /// A piece, and what an earlier attempt has made of the piece that stood there.
    Piece(usize, Result<Piece, Broken>, Option<Box<DonePiece>>),
    End(usize, Box<Seen>, Option<String>),
}

/// Goes through the inputs and reads those that hold many records.
pub(super) struct Feeder {
    inputs: Arc<Vec<Input>>,
    kept: Vec<Option<Kept>>,
    before: Before,
    at: usize,
    open: Option<Reading>,
    cleaner: Arc<Cleaner>,
}

struct Reading {
    input: usize,
    lines: Lines<Source>,
    /// How much of the file was counted as done.
    counted: u64,
    broken: Option<String>,
}

impl Feeder {
    /// Goes through `inputs`. What is `kept` of them is not read; pieces of others come with what was made of them `before`.
    pub(super) fn new(inputs: Arc<Vec<Input>>, kept: Vec<Option<Kept>>, before: Before, cleaner: Arc<Cleaner>) -> Self {
        Self { inputs, kept, before, at: 0, open: None, cleaner }
    }

    /// The next job with how much of its input it is, and how much memory it takes.
    pub(super) fn next(&mut self) -> Option<((Job, u64), usize)> {
        let (job, of_input, in_flight) = self.step()?;
        Some(((job, of_input), in_flight))
    }

    fn step(&mut self) -> Option<(Job, u64, usize)> {
        if let Some(reading) = self.open.take() {
            return Some(self.read(reading));
        }
        let at = self.at;
        let input = self.inputs.get(at)?;
        self.at += 1;
        let size = input.size;
        if let Some(kept) = self.kept.get_mut(at).and_then(Option::take) {
            return Some((Job::Keep(Box::new(kept)), size, 1));
        }
        let format = match &input.fate {
            Fate::Skip(_) => return Some((Job::Skip(at), size, 1)),
            Fate::Lost(why) => return Some((Job::Closed(at, why.clone()), size, 1)),
            Fate::Read(format) => *format,
        };
        let config = self.cleaner.config();
        if format.kind.is_document() && config.output.form == CorpusForm::Mirror {
            let held = if format.codec == Codec::Plain { size } else { size * PACKED };
            return Some((Job::Text(at), size, held.min(config.max_document_bytes as u64) as usize));
        }
        match Source::records(&input.path, &input.name, format, config) {
            Ok(source) => {
                let reading = Reading { input: at, lines: Lines::of(source, self.cleaner.config()), counted: 0, broken: None };
                Some(self.read(reading))
            }
            Err(e) => Some((Job::Closed(at, format!("cannot be opened: {e}")), size, 1)),
        }
    }

    fn read(&mut self, mut reading: Reading) -> (Job, u64, usize) {
        let input = reading.input;
        let piece = match reading.lines.next_piece() {
            Ok(Some(piece)) => Ok(piece),
            Ok(None) => {
                let seen = reading.lines.into_inner().seen();
                let left = seen.file.size.saturating_sub(reading.counted);
                return (Job::End(input, Box::new(seen), reading.broken), left, 1);
            }
            Err(broken) => {
                reading.broken = Some(broken_off(&broken));
                Err(broken)
            }
        };
        let held = match &piece {
            Ok(Piece::Lines { bytes, .. } | Piece::Part { bytes, .. }) => bytes.len(),
            Err(broken) => broken.rest.len(),
        };
        let before = self.before.next_of(&self.inputs[input].name).map(Box::new);
        let position = reading.lines.get_ref().position();
        let of_input = position - std::mem::replace(&mut reading.counted, position);
        self.open = Some(reading);
        (Job::Piece(input, piece, before), of_input, held)
    }
}

/// Does jobs, in any thread.
struct Worker {
    cleaner: Arc<Cleaner>,
    inputs: Arc<Vec<Input>>,
    place: Arc<Place>,
    reports: Arc<Reports>,
}

/// A job that is done.
enum Done {
    Skip(usize),
    Keep(Box<Kept>),
    Text(Box<TextDone>),
    Piece(Box<PieceDone>),
    End(usize, Box<Seen>, Option<String>),
}

/// A piece that is done.
struct PieceDone {
    input: usize,
    /// The piece's hash; of the place where an input breaks off there is none.
    hash: Option<String>,
    written: Written,
    /// An earlier attempt has done it.
    is_again: bool,
}

impl Worker {
    fn work(&self, (job, of_input): (Job, u64)) -> (Result<Done, Error>, u64) {
        (self.done(job), of_input)
    }

    fn done(&self, job: Job) -> Result<Done, Error> {
        Ok(match job {
            Job::Skip(input) => Done::Skip(input),
            Job::Keep(kept) => Done::Keep(kept),
            Job::End(input, seen, broken) => Done::End(input, seen, broken),
            Job::Text(at) => {
                let input = &self.inputs[at];
                let Fate::Read(format) = input.fate else { return Ok(Done::Skip(at)) };
                let to = temporary(&self.place, at);
                let done = self.at_desk(&input.name, |desk| clean_text(desk, input, format, to))?;
                Done::Text(Box::new(done))
            }
            Job::Closed(at, why) => {
                let name = &self.inputs[at].name;
                let written = self.at_desk(name, |mut desk| {
                    desk.reject(None, Spot { line: 1, offset: 0, record: 0 }, &why);
                    desk.written
                });
                let row = Row { path: name.clone(), status: RowStatus::Rejected, why: Some(why), rejected: 1, ..Row::default() };
                let ledger = pack_ledger(&written.ledger);
                Done::Text(Box::new(TextDone { row, temporary: None, ledger, rejects: written.rejects }))
            }
            Job::Piece(at, piece, before) => {
                let hash = piece.as_ref().ok().map(hash_of);
                let shard = before.as_ref().and_then(|before| before.shard());
                if let Some(written) = before.and_then(|before| self.again(&before, hash.as_deref()?)) {
                    return Ok(Done::Piece(Box::new(PieceDone { input: at, hash, written, is_again: true })));
                }
                if shard.is_some() {
                    return Err(Error::ChangedMeanwhile(self.inputs[at].path.clone()));
                }
                let Input { name, fate: Fate::Read(format), .. } = &self.inputs[at] else { return Ok(Done::Skip(at)) };
                let mut written = self.at_desk(name, |mut desk| {
                    match piece {
                        Ok(piece) => desk.piece(piece),
                        Err(broken) => desk.broken(&broken),
                    }
                    desk.written
                });
                written.ledger = pack_ledger(&written.ledger);
                written.unpacked += written.output.len() as u64;
                let codec = match self.cleaner.config().output.form {
                    CorpusForm::Mirror | CorpusForm::Attributes => format.codec,
                    CorpusForm::JsonLines(codec) => codec,
                    CorpusForm::Parquet => Codec::Plain,
                };
                if !written.output.is_empty() && codec != Codec::Plain {
                    let mut packed = Vec::new();
                    codec.pack(&written.output, &mut packed).expect("memory takes all bytes");
                    written.output = packed;
                }
                Done::Piece(Box::new(PieceDone { input: at, hash, written, is_again: false }))
            }
        })
    }

    /// What an earlier attempt has written for a piece, counted as if it were done now.
    fn again(&self, before: &DonePiece, hash: &str) -> Option<Written> {
        let written = before.written(hash)?;
        let mut report = Report::default();
        for entry in entries_in(written.ledger.as_slice()).ok()? {
            report.add_entry(&entry.ok()?);
        }
        self.reports.with(|sum| sum.merge(report));
        Some(written)
    }

    fn at_desk<R>(&self, source: &str, work: impl FnOnce(Desk<'_>) -> R) -> R {
        self.reports.with(|report| {
            let mut stopwatch = Stopwatch::new();
            let mut audience = |entry: &Entry| report.add_entry(entry);
            let audience: Option<&mut dyn FnMut(&Entry)> = Some(&mut audience);
            let result = work(Desk { cleaner: &self.cleaner, source, audience, stopwatch: &mut stopwatch, written: Written::default() });
            report.timings.get_or_insert_default().merge(stopwatch.timings());
            result
        })
    }
}

impl Done {
    /// Writes it and returns how many documents it is.
    fn write(self, writer: &mut Writer<'_>) -> Result<u64, Error> {
        match self {
            Self::Skip(input) => writer.skip(input).map(|()| 0),
            Self::Keep(kept) => {
                let records = kept.row.records;
                writer.keep(*kept).map(|()| records)
            }
            Self::Text(done) => {
                let records = done.row.records;
                writer.text(*done).map(|()| records)
            }
            Self::Piece(done) => {
                let documents = done.written.counts.documents;
                writer.piece(done.input, done.hash, done.written).map(|()| documents)
            }
            Self::End(input, seen, broken) => writer.end(input, *seen, broken).map(|()| 0),
        }
    }
}
