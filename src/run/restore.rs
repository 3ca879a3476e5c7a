//! The inputs again, from the clean corpus and the ledger; of pages their visible text, since their markup is not kept.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::error::{Error, restored, unreadable};
use super::pipeline::Pipeline;
use super::place::{CORPUS, LEDGER, MANIFEST, config_of, corpus_name};
use super::records::BYTE_ORDER_MARK;
use super::resume::entries;
use super::shards::Lines;
use crate::config::{Config, CorpusForm, JsonFields};
use crate::document::decode::encode;
use crate::io::codec::{Codec, Packer};
use crate::io::escape;
use crate::io::format::{Format, Kind};
use crate::io::hashed::{self, Hashed};
use crate::io::jsonl::Fields;
use crate::io::ledger::Entry;
use crate::io::manifest::{self, Row, RowStatus, below};

/// What came of restoring a run.
#[derive(Debug, Default)]
pub struct Restored {
    /// Files that were rebuilt, byte for byte.
    pub files: u64,
    /// Files of which the visible text of their pages was rebuilt, in place of the markup, and all else byte for byte.
    pub texts: u64,
    /// Archives and tables of which the JSON lines were rebuilt that were made of them, with the visible text of pages in place of the
    /// markup.
    pub records: u64,
    /// Files that were not, by name, and why.
    pub problems: Vec<(String, String)>,
}

/// Why a file was not rebuilt.
enum Fault {
    /// It cannot be.
    Input(String),
    /// It cannot be written.
    Output(Error),
}

impl From<io::Error> for Fault {
    fn from(e: io::Error) -> Self {
        Self::Input(format!("corpus or ledger cannot be read: {e}"))
    }
}

/// Rebuilds the inputs of the run in `dir` below `to`, each compressed as it was, and checks each against the manifest.
///
/// Of a page comes back what the ledger has taken account of, its visible text: in a file named for it (`a.html.txt`), or in the text
/// field of its record. Each is checked against its hash in the ledger, and what else is in the same file by its corpus.
///
/// # Errors
/// If `dir` is no finished run, or `to` cannot be written to. A file that cannot be rebuilt is no error; it is listed.
pub fn restore(dir: &Path, to: &Path, pipeline: &Pipeline) -> Result<Restored, Error> {
    let config = config_of(dir)?;
    if config.output.form == CorpusForm::Attributes {
        return Err(Error::NoTexts(dir.to_owned()));
    }
    refuse(dir, to)?;
    let path = dir.join(MANIFEST);
    let rows: Vec<Row> = manifest::read(&path).and_then(Iterator::collect).map_err(unreadable(&path))?;
    let rows: Vec<Row> = rows.into_iter().filter(|row| row.status != RowStatus::Skipped).collect();
    fs::create_dir_all(to).map_err(restored(to))?;
    let is_sharded = config.output.form.is_sharded();
    let results: Vec<_> = if is_sharded {
        from_shards(dir, to, &rows, &config)?
    } else {
        pipeline.install(|| rows.par_iter().enumerate().map(|(n, row)| file(dir, to, n, row, &config.jsonl)).collect())
    };
    let mut outcome = Restored::default();
    for (row, result) in rows.into_iter().zip(results) {
        let kind = Format::of(&row.path).map(|format| format.kind);
        match result {
            Ok(_) if kind.is_ok_and(|kind| kind != Kind::JsonLines && (is_sharded || !kind.is_document())) => outcome.records += 1,
            Ok(Form::Input) => outcome.files += 1,
            Ok(Form::Text) => outcome.texts += 1,
            Err(Fault::Input(why)) => outcome.problems.push((row.path, why)),
            Err(Fault::Output(error)) => return Err(error),
        }
    }
    Ok(outcome)
}

/// The run itself is no place for what is restored from it: an input may have the name of one of its files.
fn refuse(dir: &Path, to: &Path) -> Result<(), Error> {
    if to.exists() && !to.is_dir() {
        return Err(Error::NotAFolder(to.to_owned()));
    }
    let full = |path: &Path| path.canonicalize().ok();
    let corpus = full(&dir.join(CORPUS));
    let is_corpus = |path: PathBuf| corpus.as_ref().is_some_and(|corpus| path.starts_with(corpus));
    let is_run = full(to).is_some_and(|to| Some(to) == full(dir)) || to.ancestors().find_map(full).is_some_and(is_corpus);
    if is_run { Err(Error::RestoredOverRun(to.to_owned())) } else { Ok(()) }
}

/// In which form a file was rebuilt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    /// As it was.
    Input,
    /// With the text of a page in place of its markup.
    Text,
}

/// Rebuilds the file of the `n`th row.
fn file(dir: &Path, to: &Path, n: usize, row: &Row, names: &JsonFields) -> Result<Form, Fault> {
    let fault = |why: &str| Fault::Input(why.to_owned());
    let Some(recorded) = &row.output else {
        if row.status == RowStatus::LeftOut {
            let Format { kind, codec } = Format::of(&row.path).map_err(|e| Fault::Input(e.to_string()))?;
            return write(to, n, &row.path, codec, row, |sink| rebuild(dir, row, kind, &mut io::empty(), names, sink));
        }
        return Err(Fault::Input(row.why.clone().unwrap_or_else(|| "it was not read".to_owned())));
    };
    let format = Format::of(&row.path).map_err(|e| Fault::Input(e.to_string()))?;
    // A page whose markup went through has its own name in the corpus; an archive has none but that of its JSON lines.
    let name = if recorded.path == corpus_name(&row.path) { row.path.clone() } else { format.text_name(&row.path) };
    let corpus = below(dir, &recorded.path).ok_or_else(|| fault(ELSEWHERE))?;
    let mut source = BufReader::new(format.codec.unpacker(File::open(&corpus)?)?);
    let rebuilt = |sink: &mut Sink| {
        let form = rebuild(dir, row, format.kind, &mut source, names, sink)?;
        if !source.fill_buf()?.is_empty() {
            return Err(fault("the corpus has more records than the ledger"));
        }
        // Of a text in place of markup there is no hash; each page has one, and of the rest the corpus is as it was written.
        let is_changed = form == Form::Text && hashed::facts(&corpus)?.blake3 != recorded.blake3;
        if is_changed { Err(fault(CHANGED)) } else { Ok(form) }
    };
    write(to, n, &name, format.codec, row, rebuilt)
}

/// Rebuilds all files of a corpus in shards, one after the other, as their records stand. What was made a JSON line of comes back as that.
///
/// # Errors
/// If the list of shards cannot be read.
fn from_shards(dir: &Path, to: &Path, rows: &[Row], config: &Config) -> Result<Vec<Result<Form, Fault>>, Error> {
    let mut corpus = Lines::open(dir, config)?;
    let mut results = Vec::with_capacity(rows.len());
    let mut behind = 0;
    for (n, row) in rows.iter().enumerate() {
        behind += row.records;
        let restored = Format::of(&row.path).map_err(|e| Fault::Input(e.to_string())).and_then(|format| {
            write(to, n, &format.lines_name(&row.path), format.codec, row, |sink| {
                rebuild(dir, row, Kind::JsonLines, &mut corpus, &config.jsonl, sink)
            })
        });
        results.push(restored);
        // Whatever became of it, the next one's records begin here.
        corpus.skip_to(behind).map_err(unreadable(dir))?;
    }
    Ok(results)
}

/// Writes a file that `rebuild` makes, under a temporary name until it is known to be what was read.
fn write(
    to: &Path,
    n: usize,
    name: &str,
    codec: Codec,
    row: &Row,
    rebuild: impl FnOnce(&mut Sink) -> Result<Form, Fault>,
) -> Result<Form, Fault> {
    let path = below(to, name).ok_or_else(|| Fault::Input(ELSEWHERE.to_owned()))?;
    let folder = path.parent().unwrap_or(to);
    fs::create_dir_all(folder).map_err(|e| Fault::Output(restored(folder)(e)))?;
    // Not the file's own name with something behind it: that may be as long as names can be.
    let temporary = folder.join(format!(".{n}.part"));
    let mut sink = Sink::create(&temporary, codec).map_err(Fault::Output)?;
    let rebuilt = rebuild(&mut sink);
    let done = rebuilt.and_then(|form| {
        let content = sink.finish().map_err(Fault::Output)?;
        let same = form == Form::Text || content == row.content.clone().unwrap_or_default();
        if same { Ok(form) } else { Err(Fault::Input(CHANGED.to_owned())) }
    });
    match done {
        Ok(form) => fs::rename(temporary, &path).map(|()| form).map_err(|e| Fault::Output(restored(&path)(e))),
        Err(fault) => {
            // What was begun is of no use to anybody, and no harm if it stays.
            drop(fs::remove_file(temporary));
            Err(fault)
        }
    }
}

const CHANGED: &str = "what was rebuilt is not what was read; the corpus or the ledger was changed";
const ELSEWHERE: &str = "the manifest names a place outside of the folder";

fn rebuild(dir: &Path, row: &Row, kind: Kind, corpus: &mut impl BufRead, names: &JsonFields, sink: &mut Sink) -> Result<Form, Fault> {
    let mut form = Form::Input;
    for entry in entries(&dir.join(LEDGER), row.ledger)? {
        let entry = entry?;
        if entry.page.is_some() {
            form = Form::Text;
        }
        let wrong = || Fault::Input(format!("record {} and its entry in the ledger do not belong together", entry.record));
        match kind {
            _ if !entry.is_document() => {
                if let Some(raw) = &entry.raw {
                    sink.write(&raw.0)?;
                }
            }
            Kind::Text | Kind::Html if entry.verbatim => copy(corpus, sink, |_| None)?,
            Kind::Text | Kind::Html => {
                let mut text = Vec::new();
                corpus.read_to_end(&mut text)?;
                sink.write(&text_file(&text, &entry).ok_or_else(wrong)?)?;
            }
            _ if entry.verbatim => {
                copy(corpus, sink, |bytes| memchr::memchr(b'\n', bytes))?;
                sink.write(line_end(&entry))?;
            }
            Kind::JsonLines | Kind::Warc | Kind::Csv | Kind::Tsv | Kind::Parquet => {
                let mut line = Vec::new();
                corpus.read_until(b'\n', &mut line)?;
                sink.write(&json_line(&line, &entry, names).ok_or_else(wrong)?)?;
                sink.write(line_end(&entry))?;
            }
        }
    }
    Ok(form)
}

const fn line_end(entry: &Entry) -> &'static [u8] {
    if entry.unterminated { b"" } else { b"\n" }
}

fn text_file(clean: &[u8], entry: &Entry) -> Option<Vec<u8>> {
    if let Some(raw) = &entry.raw {
        return Some(raw.0.clone());
    }
    let text = entry.source_of(str::from_utf8(clean).ok()?)?;
    // The text of a page has no encoding but ours.
    if entry.page.is_some() { Some(text.into_bytes()) } else { encode(&text, &entry.encoding, entry.bom) }
}

fn json_line(line: &[u8], entry: &Entry, names: &JsonFields) -> Option<Vec<u8>> {
    let fields = Fields::find(line.strip_suffix(b"\n")?, names).ok()?;
    let mut literal = Vec::new();
    match &entry.raw {
        Some(raw) => literal.extend_from_slice(&raw.0),
        None => escape::escape(&entry.source_of(&fields.text().text)?, entry.escapes, &mut literal),
    }
    let mut out = if entry.bom { BYTE_ORDER_MARK.to_vec() } else { Vec::new() };
    fields.write_back(&literal, &mut out);
    Some(out)
}

/// Copies up to where `end` finds an end, which is left out; without one, all.
fn copy(corpus: &mut impl BufRead, sink: &mut Sink, end: impl Fn(&[u8]) -> Option<usize>) -> Result<(), Fault> {
    loop {
        let bytes = corpus.fill_buf()?;
        if bytes.is_empty() {
            return Ok(());
        }
        let stop = end(bytes);
        sink.write(&bytes[..stop.unwrap_or(bytes.len())])?;
        let used = stop.map_or(bytes.len(), |at| at + 1);
        corpus.consume(used);
        if stop.is_some() {
            return Ok(());
        }
    }
}

/// A rebuilt file on its way.
struct Sink {
    path: PathBuf,
    content: Hashed<Packer<BufWriter<File>>>,
}

impl Sink {
    fn create(path: &Path, codec: Codec) -> Result<Self, Error> {
        let packer = File::create(path).and_then(|file| codec.packer(BufWriter::new(file))).map_err(restored(path))?;
        Ok(Self { path: path.to_owned(), content: Hashed::new(packer) })
    }

    fn write(&mut self, bytes: &[u8]) -> Result<(), Fault> {
        self.content.write_all(bytes).map_err(|e| Fault::Output(restored(&self.path)(e)))
    }

    /// Closes the file and tells what its content was.
    fn finish(self) -> Result<manifest::Facts, Error> {
        let facts = self.content.facts();
        let closed = self.content.into_inner().finish().and_then(|mut file| file.flush());
        closed.map_err(restored(&self.path))?;
        Ok(facts)
    }
}
