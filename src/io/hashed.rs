//! Reading and writing with a hash on the way.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use super::codec::{Codec, Unpacker};
use super::format::{Format, Kind};
use super::manifest::Facts;
use super::parquet::read::Rows;
use super::records::Records;
use crate::config::Config;

/// Counts and hashes what passes through.
#[derive(Debug)]
pub struct Hashed<T> {
    inner: T,
    /// Boxed: it is two thousand bytes, and this is moved about.
    hasher: Box<blake3::Hasher>,
    size: u64,
}

impl<T> Hashed<T> {
    /// Around `inner`.
    pub fn new(inner: T) -> Self {
        Self { inner, hasher: Box::default(), size: 0 }
    }

    /// What has passed through.
    pub fn facts(&self) -> Facts {
        Facts { size: self.size, blake3: self.hasher.finalize().to_hex().to_string() }
    }

    /// How many bytes have passed through.
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// What is inside.
    pub fn into_inner(self) -> T {
        self.inner
    }

    fn count(&mut self, bytes: &[u8]) {
        self.hasher.update(bytes);
        self.size += bytes.len() as u64;
    }
}

impl<R: Read> Read for Hashed<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(into)?;
        self.count(&into[..n]);
        Ok(n)
    }
}

impl<W: Write> Write for Hashed<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let n = self.inner.write(bytes)?;
        self.count(&bytes[..n]);
        Ok(n)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

/// An input file, decompressed on the way.
pub enum Source {
    /// File and content are the same.
    Plain(Hashed<File>),
    /// The content inside the file.
    Packed(Hashed<Unpacker<Hashed<File>>>),
    /// The content is JSON lines, made of what is in the file.
    Records(Box<Hashed<Records<Hashed<File>>>>),
    /// The same, of a file that is not read from its beginning to its end.
    Parquet(Box<Hashed<Rows>>, PathBuf),
}

/// What was read.
#[derive(Debug, Default)]
pub struct Seen {
    /// The file.
    pub file: Facts,
    /// Its content, as far as it was read: decompressed, and of archives and tables the JSON lines.
    pub content: Facts,
    /// What was left out of it, by kind.
    pub left_out: BTreeMap<String, u64>,
}

impl Source {
    /// Opens a file as JSON lines. If it is one document, `name` is its id.
    ///
    /// # Errors
    /// Those of the system.
    pub fn records(path: &Path, name: &str, format: Format, config: &Config) -> io::Result<Self> {
        if format.kind == Kind::JsonLines {
            return Self::open(path, format.codec);
        }
        if format.kind == Kind::Parquet {
            let rows = Rows::open(path, config.max_document_bytes)?;
            return Ok(Self::Parquet(Box::new(Hashed::new(rows)), path.to_owned()));
        }
        let records = Records::open(Hashed::new(File::open(path)?), format, Some(name), config)?;
        Ok(Self::Records(Box::new(Hashed::new(records))))
    }

    /// Opens a file.
    ///
    /// # Errors
    /// Those of the system.
    pub fn open(path: &Path, codec: Codec) -> io::Result<Self> {
        let file = Hashed::new(File::open(path)?);
        Ok(match codec {
            Codec::Plain => Self::Plain(file),
            _ => Self::Packed(Hashed::new(codec.unpacker(file)?)),
        })
    }

    /// How many bytes of the file have been read.
    #[must_use]
    pub fn position(&self) -> u64 {
        match self {
            Self::Plain(file) => file.size,
            Self::Packed(content) => content.inner.get_ref().size,
            Self::Records(content) => content.inner.get_ref().size,
            Self::Parquet(content, _) => content.inner.position(),
        }
    }

    /// What was read. What is left of the file is read for its facts.
    pub fn seen(self) -> Seen {
        let (content, mut file, left_out) = match self {
            Self::Plain(file) => (file.facts(), file, BTreeMap::new()),
            Self::Packed(content) => (content.facts(), content.into_inner().into_inner(), BTreeMap::new()),
            Self::Records(content) => {
                let left_out = content.inner.left_out().counts();
                (content.facts(), content.into_inner().into_inner(), left_out)
            }
            // A file that cannot be read any more has no facts, and is not taken for the same again.
            Self::Parquet(content, path) => {
                return Seen { file: facts(&path).unwrap_or_default(), content: content.facts(), left_out: BTreeMap::new() };
            }
        };
        drain(&mut file);
        Seen { file: file.facts(), content, left_out }
    }
}

/// Reads on to the end. A file that cannot be read has the hash of what can be.
fn drain(file: &mut Hashed<File>) {
    drop(io::copy(file, &mut io::sink()));
}

impl Read for Source {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Plain(file) => file.read(into),
            Self::Packed(content) => content.read(into),
            Self::Records(content) => content.read(into),
            Self::Parquet(content, _) => content.read(into),
        }
    }
}

/// The facts of a file.
///
/// # Errors
/// Those of the system.
pub fn facts(path: &Path) -> io::Result<Facts> {
    let mut file = Hashed::new(File::open(path)?);
    let mut buffer = vec![0; 64 << 10];
    while file.read(&mut buffer)? > 0 {}
    Ok(file.facts())
}
