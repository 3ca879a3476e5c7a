//! What is done of an input that holds many records, piece for piece.
//!
//! Inputs are written one after the other, so an attempt needs one list, of the input that is open. A resumed run cuts that input into the
//! same pieces, since cuts depend on its bytes alone, and takes over what was written for each of them.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::Xxh3;

use super::records::Written;
use super::resume::part;
use crate::io::lines::{Piece, Place};
use crate::io::manifest::Part;

/// The list's name in an attempt's folder.
pub const PIECES: &str = "pieces.jsonl";

/// The list's first line.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Head {
    /// The input's name.
    pub path: String,
    /// The file in the attempt's folder that has its output.
    pub output: String,
}

/// A piece that is done, a line of the list.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct PieceRow {
    /// Of what it is: [`hash_of`] the piece.
    pub piece: String,
    /// [`hash`] of all that was written for it, one behind the other.
    pub written: String,
    /// Its part of the output.
    pub output: Part,
    /// Its part of the ledger.
    pub ledger: Part,
    /// Its part of the rejects.
    pub rejects: Part,
    /// Documents in the output.
    pub documents: u64,
    /// Records that could not be read.
    pub rejected: u64,
}

/// Where an earlier attempt has put what it wrote.
#[derive(Debug)]
struct Files {
    output: PathBuf,
    ledger: PathBuf,
    rejects: PathBuf,
}

/// An input that an earlier attempt has begun.
#[derive(Debug)]
pub struct Begun {
    /// The input's name.
    pub path: String,
    /// How long the list is.
    pub length: u64,
    list: BufReader<File>,
    files: Arc<Files>,
}

/// A piece that an earlier attempt has done.
#[derive(Debug)]
pub struct DonePiece {
    row: PieceRow,
    files: Arc<Files>,
}

impl Begun {
    /// What the attempt whose folder is `work` has begun, if anything.
    pub fn of(work: &Path, ledger: &Path, rejects: &Path) -> Option<Self> {
        let file = File::open(work.join(PIECES)).ok()?;
        let length = file.metadata().ok()?.len();
        let mut list = BufReader::new(file);
        let Head { path, output } = row(&mut list)?;
        let output = fs::canonicalize(work).ok()?.join(Path::new(&output).file_name()?);
        let files = Files { output, ledger: ledger.to_owned(), rejects: rejects.to_owned() };
        Some(Self { path, length, list, files: Arc::new(files) })
    }

    /// The next piece. A list that is damaged or was cut off ends there.
    pub fn next_piece(&mut self) -> Option<DonePiece> {
        Some(DonePiece { row: row(&mut self.list)?, files: Arc::clone(&self.files) })
    }
}

impl DonePiece {
    /// What was written for it, if it is the piece with this hash and all is there as it was.
    pub fn written(&self, piece: &str) -> Option<Written> {
        let Self { row, files } = self;
        if row.piece != piece {
            return None;
        }
        let read = |path: &Path, of: Part| {
            let mut bytes = Vec::new();
            part(path, of).and_then(|mut part| part.read_to_end(&mut bytes)).ok()?;
            (bytes.len() as u64 == of.length).then_some(bytes)
        };
        let mut written = Written {
            output: read(&files.output, row.output)?,
            ledger: read(&files.ledger, row.ledger)?,
            rejects: read(&files.rejects, row.rejects)?,
            ..Written::default()
        };
        written.counts.documents = row.documents;
        written.counts.rejected = row.rejected;
        (hash(&[&written.output, &written.ledger, &written.rejects]) == row.written).then_some(written)
    }
}

fn row<R: for<'a> Deserialize<'a>>(list: &mut impl BufRead) -> Option<R> {
    let mut line = Vec::new();
    list.read_until(b'\n', &mut line).ok()?;
    line.ends_with(b"\n").then(|| serde_json::from_slice(&line).ok()).flatten()
}

/// The hash of a piece and of where it stands, which is in the ledger too.
pub fn hash_of(piece: &Piece) -> String {
    let (bytes, place, so_far) = match piece {
        Piece::Lines { bytes, place } => (bytes, place, 0),
        Piece::Part { bytes, place, so_far, .. } => (bytes, place, *so_far),
    };
    let Place { line, offset, record } = place;
    let place = [*line, *offset, *record, so_far].map(u64::to_le_bytes);
    hash(&[bytes, place.as_flattened()])
}

/// The XXH3 of some bytes, 128 bits in hexadecimal: it is to see that nothing was changed or cut off, and no secret.
pub fn hash(parts: &[&[u8]]) -> String {
    let mut hasher = Xxh3::new();
    parts.iter().for_each(|part| hasher.update(part));
    format!("{:032x}", hasher.digest128())
}
