//! What is written to the output folder, in the order of the inputs.
//!
//! An input's ledger and rejects are written first, then its row in the manifest, and then its output gets its final name. So
//! each output has a row, and a row without its output is seen for what it is.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::Serialize;

use super::error::{Error, output};
use super::pieces::{PieceRow, hash};
use super::place::{LEDGER, MANIFEST, PIECES, Place, REJECTS, corpus_name};
use super::records::{Written, push_line};
use super::resume::{Kept, part};
use super::shards::Shards;
use super::text::TextDone;
use crate::config::CorpusForm;
use crate::io::hashed::{Hashed, Seen};
use crate::io::manifest::{Output, Part, Row, RowStatus};
use crate::io::walk::{Fate, Input};

/// Writes what the workers made.
pub struct Writer<'a> {
    place: &'a Place,
    inputs: Arc<Vec<Input>>,
    ledger: Tail,
    rejects: Tail,
    manifest: Tail,
    /// What is done of the input that is open, or, where the corpus is in shards, of all.
    pieces: Tail,
    form: CorpusForm,
    /// Where the corpus is not one file for each input.
    shards: Option<Shards>,
    open: Option<Open>,
    left_out: BTreeMap<String, u64>,
}

/// A JSON-lines input on its way.
struct Open {
    row: Row,
    /// Its output, unless that goes to shards.
    file: Option<OpenFile>,
}

struct OpenFile {
    temporary: PathBuf,
    file: Hashed<File>,
}

impl<'a> Writer<'a> {
    /// Into the attempt's folder.
    ///
    /// # Errors
    /// If it cannot be written to.
    pub fn new(place: &'a Place, inputs: Arc<Vec<Input>>, form: CorpusForm, shards: Option<Shards>) -> Result<Self, Error> {
        let tail = |name| Tail::new(place.work.join(name));
        Ok(Self {
            place,
            inputs,
            ledger: tail(LEDGER)?,
            rejects: tail(REJECTS)?,
            manifest: tail(MANIFEST)?,
            pieces: tail(PIECES)?,
            form,
            shards,
            open: None,
            left_out: BTreeMap::new(),
        })
    }

    /// An input that is not read.
    pub fn skip(&mut self, input: usize) -> Result<(), Error> {
        let Input { name, fate, .. } = &self.inputs[input];
        let why = if let Fate::Skip(why) = fate { Some(why.clone()) } else { None };
        self.row(&Row { path: name.clone(), status: RowStatus::Skipped, why, ..Row::default() })
    }

    /// An input that an earlier attempt has done.
    pub fn keep(&mut self, kept: Kept) -> Result<(), Error> {
        let Kept { mut row, ledger, rejects } = kept;
        row.ledger = self.ledger.append_part(&ledger, row.ledger)?;
        row.rejects = self.rejects.append_part(&rejects, row.rejects)?;
        self.row(&row)
    }

    /// A text file.
    pub fn text(&mut self, done: TextDone) -> Result<(), Error> {
        let TextDone { mut row, temporary, ledger, rejects } = done;
        row.ledger = self.ledger.append(&ledger)?;
        row.rejects = self.rejects.append(&rejects)?;
        self.row(&row)?;
        match (temporary, &row.output) {
            (Some(temporary), Some(output)) => self.settle(&temporary, &output.path),
            _ => Ok(()),
        }
    }

    /// A piece of a JSON-lines input; its ledger and output are compressed. `piece` is its hash.
    pub fn piece(&mut self, input: usize, piece: Option<String>, mut written: Written) -> Result<(), Error> {
        let shard = self.shards.as_mut().map(|shards| shards.append(&mut written)).transpose()?;
        let Written { output: out, ledger, rejects, counts, .. } = &written;
        let open = self.open(input)?;
        let mut of = Part::default();
        if let Some(OpenFile { temporary, file }) = &mut open.file {
            of = Part { offset: file.size(), length: out.len() as u64 };
            file.write_all(out).map_err(output(temporary))?;
        }
        open.row.records += counts.documents;
        open.row.rejected += counts.rejected;
        open.row.ledger.length += ledger.len() as u64;
        open.row.rejects.length += rejects.len() as u64;
        let path = open.row.path.clone();
        let is_mirrored = open.file.is_some();
        let row = PieceRow {
            path,
            piece: piece.unwrap_or_default(),
            // Of a shard there is a hash.
            written: hash(&[if is_mirrored { out } else { &[] }, ledger, rejects]),
            shard,
            file: if is_mirrored { part_name(input) } else { String::new() },
            output: of,
            ledger: self.ledger.append(ledger)?,
            rejects: self.rejects.append(rejects)?,
            documents: counts.documents,
            rejected: counts.rejected,
        };
        self.pieces.append_line(&row)?;
        self.shards.as_mut().map_or(Ok(()), Shards::close_full)
    }

    /// The end of a JSON-lines input: what was read, and why that is not all, if it is not.
    pub fn end(&mut self, input: usize, Seen { file, content, left_out }: Seen, broken: Option<String>) -> Result<(), Error> {
        self.open(input)?;
        let Some(Open { mut row, file: written }) = self.open.take() else { return Ok(()) };
        let Fate::Read(format) = self.inputs[input].fate else { return Ok(()) };
        row.status = if broken.is_some() { RowStatus::Broken } else { RowStatus::Done };
        row.why = broken;
        row.file = Some(file);
        row.content = Some(content);
        row.left_out = left_out;
        let Some(OpenFile { temporary, file: mut out }) = written else { return self.row(&row) };
        if out.size() == 0 {
            let mut nothing = Vec::new();
            let packed = format.codec.pack(&[], &mut nothing).and_then(|()| out.write_all(&nothing));
            packed.map_err(output(&temporary))?;
        }
        let name = if self.form == CorpusForm::Attributes { format.lines_name(&row.path) } else { format.text_name(&row.path) };
        let path = corpus_name(&name);
        row.output = Some(Output { path: path.clone(), blake3: out.facts().blake3 });
        self.row(&row)?;
        self.settle(&temporary, &path)
    }

    /// Closes the files; an empty rejects file is removed. Returns what was left out of all inputs.
    pub fn finish(mut self) -> Result<BTreeMap<String, u64>, Error> {
        if let Some(shards) = &mut self.shards {
            shards.close()?;
        }
        if self.rejects.length == 0 {
            fs::remove_file(&self.rejects.path).map_err(output(&self.rejects.path))?;
        }
        Ok(self.left_out)
    }

    fn open(&mut self, input: usize) -> Result<&mut Open, Error> {
        if self.open.is_none() {
            let part = |tail: &Tail| Part { offset: tail.length, length: 0 };
            let path = self.inputs[input].name.clone();
            let file = match &self.shards {
                Some(_) => None,
                None => {
                    // The list of the input before has had its time.
                    self.pieces = Tail::new(self.place.work.join(PIECES))?;
                    let temporary = temporary(self.place, input);
                    let file = Hashed::new(File::create(&temporary).map_err(output(&temporary))?);
                    Some(OpenFile { temporary, file })
                }
            };
            let row = Row { path, ledger: part(&self.ledger), rejects: part(&self.rejects), ..Row::default() };
            self.open = Some(Open { row, file });
        }
        Ok(self.open.as_mut().expect("it was opened just now"))
    }

    fn row(&mut self, row: &Row) -> Result<(), Error> {
        row.left_out.iter().for_each(|(what, n)| *self.left_out.entry(what.clone()).or_default() += n);
        self.manifest.append_line(row)
    }

    /// Gives an output its final name.
    fn settle(&self, temporary: &Path, name: &str) -> Result<(), Error> {
        let path = self.place.dir.join(name);
        let folder = path.parent().unwrap_or(&path);
        if !folder.is_dir() {
            fs::create_dir_all(folder).map_err(output(folder))?;
        }
        fs::rename(temporary, &path).map_err(output(&path))
    }
}

/// Where the output of an input is written before it has its final name.
pub fn temporary(place: &Place, input: usize) -> PathBuf {
    place.work.join(part_name(input))
}

fn part_name(input: usize) -> String {
    format!("{input}.part")
}

/// A file that grows.
pub struct Tail {
    path: PathBuf,
    file: File,
    length: u64,
}

impl Tail {
    /// Begins one.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn new(path: PathBuf) -> Result<Self, Error> {
        let file = File::create(&path).map_err(output(&path))?;
        Ok(Self { path, file, length: 0 })
    }

    fn append(&mut self, bytes: &[u8]) -> Result<Part, Error> {
        self.file.write_all(bytes).map_err(output(&self.path))?;
        Ok(self.grown(bytes.len() as u64))
    }

    /// Appends a value as a line of JSON.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn append_line(&mut self, value: &impl Serialize) -> Result<(), Error> {
        let mut line = Vec::new();
        push_line(&mut line, value);
        self.append(&line).map(drop)
    }

    fn append_part(&mut self, path: &Path, of: Part) -> Result<Part, Error> {
        if of.length > 0 {
            let copied = part(path, of).and_then(|mut part| io::copy(&mut part, &mut self.file)).map_err(output(&self.path))?;
            if copied != of.length {
                return Err(output(&self.path)(io::Error::other(format!("{} has become shorter", path.display()))));
            }
        }
        Ok(self.grown(of.length))
    }

    const fn grown(&mut self, by: u64) -> Part {
        let offset = self.length;
        self.length += by;
        Part { offset, length: by }
    }
}
