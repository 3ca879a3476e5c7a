//! The corpus as one row of files of about the same size, in the order of the inputs.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Read, Write};
use std::mem;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::error::{Error, output, unreadable};
use super::place::{CORPUS, Place, SHARDS};
use super::records::Written;
use super::writer::Tail;
use crate::config::{Config, CorpusForm, JsonFields, Output};
use crate::io::hashed::{Hashed, facts};
use crate::io::manifest::{self, below};
use crate::io::parquet::clean;
use crate::io::parquet::write::Documents;

/// A shard, a line of `shards.jsonl`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShardRow {
    /// In the run's folder, with `/` between folders.
    pub path: String,
    /// Documents in it.
    pub documents: u64,
    /// Its content in bytes, before compression.
    pub bytes: u64,
    /// BLAKE3 of the file.
    pub blake3: String,
}

/// Writes shards.
pub struct Shards {
    dir: PathBuf,
    work: PathBuf,
    output: Output,
    list: Tail,
    number: u64,
    /// The one that something was appended to before.
    last: u64,
    open: Option<Open>,
}

/// A shard on its way.
struct Open {
    temporary: PathBuf,
    file: Body,
    row: ShardRow,
    is_full: bool,
}

/// What is in a shard.
enum Body {
    /// JSON lines, compressed by whoever made them.
    Lines(Hashed<File>),
    Parquet(Box<Documents<Hashed<File>>>),
}

impl Body {
    fn append(&mut self, written: &mut Written) -> io::Result<()> {
        match self {
            Self::Lines(file) => file.write_all(&written.output),
            Self::Parquet(file) => file.append(mem::take(&mut written.documents)),
        }
    }

    fn finish(self) -> io::Result<Hashed<File>> {
        match self {
            Self::Lines(file) => Ok(file),
            Self::Parquet(file) => file.finish(),
        }
    }
}

impl Shards {
    /// Shards in the run's folder `dir`; they grow in `work`. Those of `done` are there already.
    ///
    /// # Errors
    /// If it cannot be written to.
    pub fn new(place: &Place, wanted: &Output, done: &[ShardRow]) -> Result<Self, Error> {
        let Place { dir, work, .. } = place;
        let mut list = Tail::new(work.join(SHARDS))?;
        done.iter().try_for_each(|row| list.append_line(row))?;
        Ok(Self { dir: dir.clone(), work: work.clone(), output: wanted.clone(), list, number: done.len() as u64, last: 0, open: None })
    }

    /// Appends what was written for a piece, unless it is in a shard already, and returns which.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn append(&mut self, written: &mut Written) -> Result<u64, Error> {
        let number = written.shard.unwrap_or(self.number);
        if written.shard.is_some() || written.unpacked == 0 {
            self.last = written.shard.unwrap_or(self.last);
            return Ok(self.last);
        }
        self.last = number;
        let open = match &mut self.open {
            Some(open) => open,
            None => self.open.insert(Open::new(&self.work, number, &self.output)?),
        };
        open.file.append(written).map_err(output(&open.temporary))?;
        open.row.documents += written.counts.documents;
        open.row.bytes += written.unpacked;
        // Parts of an overlong line are no document before the last of them.
        open.is_full = open.row.bytes >= self.output.shard_bytes && written.counts.documents > 0;
        Ok(number)
    }

    /// Closes the shard if it is full. By then all its pieces have to be listed: of a closed shard, no piece is done again.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn close_full(&mut self) -> Result<(), Error> {
        if self.open.as_ref().is_some_and(|open| open.is_full) { self.close() } else { Ok(()) }
    }

    /// Closes the last shard.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn close(&mut self) -> Result<(), Error> {
        let Some(Open { temporary, file, mut row, .. }) = self.open.take() else { return Ok(()) };
        row.blake3 = file.finish().map_err(output(&temporary))?.facts().blake3;
        self.number += 1;
        let path = self.dir.join(&row.path);
        let folder = self.dir.join(CORPUS);
        fs::create_dir_all(&folder).map_err(output(&folder))?;
        // First the row, so that each shard under its final name has one.
        self.list.append_line(&row)?;
        fs::rename(&temporary, &path).map_err(output(&path))
    }
}

impl Open {
    fn new(work: &Path, number: u64, wanted: &Output) -> Result<Self, Error> {
        let temporary = work.join(format!("shard-{number}.part"));
        let file = Hashed::new(File::create(&temporary).map_err(output(&temporary))?);
        let file = match wanted.form {
            CorpusForm::Parquet => Body::Parquet(Box::new(Documents::new(file).map_err(output(&temporary))?)),
            CorpusForm::Mirror | CorpusForm::Attributes | CorpusForm::JsonLines(_) => Body::Lines(file),
        };
        let path = format!("{CORPUS}/part-{number:05}.{}", wanted.form);
        Ok(Self { temporary, file, row: ShardRow { path, ..ShardRow::default() }, is_full: false })
    }
}

/// The lines of all shards, one behind the other.
pub struct Lines {
    dir: PathBuf,
    form: CorpusForm,
    names: JsonFields,
    rest: std::vec::IntoIter<ShardRow>,
    open: BufReader<Box<dyn Read>>,
    /// How many lines were read.
    read: u64,
}

impl Lines {
    /// Those of the run in `dir`.
    ///
    /// # Errors
    /// If the list of shards cannot be read, or a shard is not as it was written.
    pub fn open(dir: &Path, config: &Config) -> Result<Self, Error> {
        let list = dir.join(SHARDS);
        let shards: Vec<ShardRow> = manifest::read(&list).and_then(Iterator::collect).map_err(unreadable(&list))?;
        if let Some(changed) = shards.iter().find(|row| !is_intact(dir, row)) {
            return Err(unreadable(&dir.join(&changed.path))(io::Error::other("it is not as it was written")));
        }
        let (form, names) = (config.output.form, config.jsonl.clone());
        Ok(Self { dir: dir.to_owned(), form, names, rest: shards.into_iter(), open: BufReader::new(Box::new(io::empty())), read: 0 })
    }

    /// Passes over lines until so many have been read.
    ///
    /// # Errors
    /// Those of the system.
    pub fn skip_to(&mut self, lines: u64) -> io::Result<()> {
        while self.read < lines && self.skip_until(b'\n')? > 0 {}
        Ok(())
    }
}

impl BufRead for Lines {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        while self.open.fill_buf()?.is_empty() {
            let Some(row) = self.rest.next() else { break };
            let path = below(&self.dir, &row.path).ok_or(io::ErrorKind::InvalidData)?;
            self.open = BufReader::new(match self.form {
                CorpusForm::Mirror | CorpusForm::Attributes => Box::new(File::open(path)?),
                CorpusForm::JsonLines(codec) => Box::new(codec.unpacker(File::open(path)?)?),
                CorpusForm::Parquet => Box::new(clean::Lines::open(&path, self.names.clone())?),
            });
        }
        self.open.fill_buf()
    }

    fn consume(&mut self, bytes: usize) {
        self.read += memchr::memchr_iter(b'\n', &self.open.buffer()[..bytes]).count() as u64;
        self.open.consume(bytes);
    }
}

impl Read for Lines {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let n = self.fill_buf()?.read(into)?;
        self.consume(n);
        Ok(n)
    }
}

/// True if a shard is there as it was written.
pub fn is_intact(dir: &Path, row: &ShardRow) -> bool {
    below(dir, &row.path).and_then(|path| facts(&path).ok()).is_some_and(|now| now.blake3 == row.blake3)
}
