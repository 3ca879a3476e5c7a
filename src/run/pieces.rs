//! What is done of inputs that hold many records, piece for piece.
//!
//! A resumed run cuts an input into the same pieces as the one before, since cuts depend on its bytes alone, and takes over what was written
//! for each of them. Where each input has an output of its own, an attempt lists the pieces of the input that is open: those before it have
//! their rows in the manifest. Where the corpus is in shards, it lists all.

use std::io::{self, Read};
use std::iter::Peekable;
use std::path::Path;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::Xxh3;

use super::place::Attempt;
use super::records::Written;
use super::resume::part;
use crate::io::lines::{Piece, Place};
use crate::io::manifest::{self, Part};

/// A piece that is done, a line of the list.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct PieceRow {
    /// The input's name.
    pub path: String,
    /// Of what it is: [`hash_of`] the piece.
    pub piece: String,
    /// [`hash`] of all that was written for it, one behind the other; of what is in a shard the shard has one.
    pub written: String,
    /// The shard that its output is in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shard: Option<u64>,
    /// The file in the attempt's folder that has the output, where it is in no shard.
    #[serde(skip_serializing_if = "String::is_empty", default)]
    pub file: String,
    /// Its part of that file.
    #[serde(default)]
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

type Rows = Box<dyn Iterator<Item = PieceRow> + Send>;

/// The pieces that an earlier attempt has done, in their order.
pub struct List {
    rows: Peekable<Rows>,
    attempt: Arc<Attempt>,
    /// How long the list's file is.
    length: u64,
}

/// What earlier attempts have done, piece for piece.
#[derive(Default)]
pub struct Before {
    lists: Vec<List>,
}

/// A piece that an earlier attempt has done.
#[derive(Debug)]
pub struct DonePiece {
    row: PieceRow,
    attempt: Arc<Attempt>,
}

impl List {
    /// The list of an attempt, as far as it can be read.
    ///
    /// # Errors
    /// If there is none.
    pub fn of(attempt: &Attempt) -> io::Result<Self> {
        let path = &attempt.pieces;
        let length = path.metadata()?.len();
        let rows: Rows = Box::new(manifest::read(path)?.map_while(Result::ok));
        Ok(Self { rows: rows.peekable(), attempt: Arc::new(attempt.clone()), length })
    }

    /// The list up to the first piece that is in none of so many shards.
    pub fn within(self, shards: u64) -> Self {
        let Self { rows, attempt, length } = self;
        let rows: Rows = Box::new(rows.take_while(move |row| row.shard.is_some_and(|n| n < shards)));
        Self { rows: rows.peekable(), attempt, length }
    }

    fn is_of(&mut self, path: &str) -> bool {
        self.rows.peek().is_some_and(|row| row.path == path)
    }
}

impl Before {
    /// What one attempt has done of all inputs.
    pub fn all(list: List) -> Self {
        Self { lists: vec![list] }
    }

    /// What each attempt has done of the input that was open in the end; of two attempts at the same input, the one that came further.
    pub fn open(attempts: &[Attempt]) -> Self {
        let mut lists: Vec<List> = attempts.iter().filter_map(|attempt| List::of(attempt).ok()).collect();
        lists.sort_by_key(|list| std::cmp::Reverse(list.length));
        Self { lists }
    }

    /// The shard of the next piece, of whatever input.
    pub fn next_shard(&mut self) -> Option<u64> {
        self.lists.iter_mut().find_map(|list| list.rows.peek()?.shard)
    }

    /// The next piece of an input.
    pub fn next_of(&mut self, path: &str) -> Option<DonePiece> {
        let list = self.lists.iter_mut().find_map(|list| list.is_of(path).then_some(list))?;
        Some(DonePiece { row: list.rows.next()?, attempt: Arc::clone(&list.attempt) })
    }
}

impl DonePiece {
    /// The shard that its output is in.
    pub const fn shard(&self) -> Option<u64> {
        self.row.shard
    }

    /// What was written for it, if it is the piece with this hash and all is there as it was. What is in a shard is not read.
    pub fn written(&self, piece: &str) -> Option<Written> {
        let Self { row, attempt } = self;
        if row.piece != piece {
            return None;
        }
        let output = match row.shard {
            Some(_) => Vec::new(),
            None => read(&attempt.folder.join(Path::new(&row.file).file_name()?), row.output)?,
        };
        let (ledger, rejects) = (read(&attempt.ledger, row.ledger)?, read(&attempt.rejects, row.rejects)?);
        let mut written = Written { output, ledger, rejects, shard: row.shard, ..Written::default() };
        written.counts.documents = row.documents;
        written.counts.rejected = row.rejected;
        (hash(&[&written.output, &written.ledger, &written.rejects]) == row.written).then_some(written)
    }
}

fn read(path: &Path, of: Part) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    if of.length > 0 {
        part(path, of).and_then(|mut part| part.read_to_end(&mut bytes)).ok()?;
    }
    (bytes.len() as u64 == of.length).then_some(bytes)
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
