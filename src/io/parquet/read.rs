//! A Parquet file as JSON lines, one for each row.

use std::any::Any;
use std::fs::File;
use std::io::{self, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use parquet::errors::Result;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::Row;
use parquet::record::reader::{ReaderIter, TreeBuilder};

use super::sound::Sound;
use super::{footer, value};
use crate::io::records::Line;

/// How many rows are taken out of their columns at a time. Texts may be large.
const BATCH: usize = 128;

/// Most columns, counted with those inside others. A file that says it has more is taken for damaged.
const MOST_COLUMNS: usize = 100_000;

/// Reads a file row group after row group. What of a group cannot be read becomes one line that says so, and the next group is read.
pub struct Rows {
    file: SerializedFileReader<File>,
    /// Largest row, in bytes of JSON.
    most: usize,
    /// The next row group.
    group: usize,
    open: Option<Open>,
    /// Why nothing of the file can be read, until it is told.
    fault: Option<String>,
    line: Vec<u8>,
    sent: usize,
    /// Bytes of the file that are behind.
    position: u64,
}

/// A row group on its way.
struct Open {
    rows: ReaderIter,
    /// Its next row.
    row: i64,
    count: i64,
    /// Its bytes in the file.
    size: u64,
}

impl Rows {
    /// Opens a file.
    ///
    /// # Errors
    /// Those of the system, and what is wrong with the directory at its end.
    pub fn open(path: &Path, most: usize) -> io::Result<Self> {
        let file = File::open(path)?;
        if let Some(why) = footer::fault(&file)? {
            return Err(io::Error::new(io::ErrorKind::InvalidData, why));
        }
        let file = guarded(|| SerializedFileReader::new(file)).map_err(|why| io::Error::new(io::ErrorKind::InvalidData, why))?;
        let mut rows = Self { file, most, group: 0, open: None, fault: None, line: Vec::new(), sent: 0, position: 0 };
        if rows.file.metadata().file_metadata().schema_descr().num_columns() > MOST_COLUMNS {
            rows.fault = Some(format!("it has more than {MOST_COLUMNS} columns"));
            rows.group = usize::MAX;
        }
        Ok(rows)
    }

    /// How many bytes of the file are behind, more or less.
    pub const fn position(&self) -> u64 {
        self.position
    }

    /// Writes the next line; false if there is none.
    fn next_line(&mut self) -> bool {
        self.line.clear();
        self.line.shrink_to(LINE);
        if let Some(why) = self.fault.take() {
            Line::unreadable(&mut self.line, &why, 0).end();
            return true;
        }
        loop {
            let Some(open) = &mut self.open else {
                if self.group >= self.file.num_row_groups() {
                    return false;
                }
                match guarded(|| group(&self.file, self.group)) {
                    Ok(open) => self.open = Some(open),
                    Err(why) => {
                        self.unreadable("", &why);
                        self.group += 1;
                        return true;
                    }
                }
                continue;
            };
            if open.row == open.count {
                self.position += open.size;
                self.group += 1;
                self.open = None;
                continue;
            }
            match guarded(|| open.rows.next().transpose()) {
                Ok(Some(row)) => {
                    open.row += 1;
                    let number = open.row;
                    self.row(&row, number);
                    return true;
                }
                ended => {
                    let (row, count) = (open.row, open.count);
                    self.position += open.size;
                    let why = ended.err().unwrap_or_else(|| "it ends before".to_owned());
                    self.unreadable(&format!("rows {} to {count} of ", row + 1), &why);
                    self.group += 1;
                    self.open = None;
                    return true;
                }
            }
        }
    }

    fn row(&mut self, row: &Row, number: i64) {
        value::row(row, &mut self.line);
        self.line.push(b'\n');
        if self.line.len() > self.most {
            self.line.clear();
            self.line.shrink_to(LINE);
            let why = format!("row {number} of row group {} is larger than max-document-bytes", self.group + 1);
            Line::unreadable(&mut self.line, &why, self.position).end();
        }
    }

    fn unreadable(&mut self, what: &str, why: &str) {
        let why = format!("{what}row group {} of {}: {why}", self.group + 1, self.file.num_row_groups());
        Line::unreadable(&mut self.line, &why, self.position).end();
    }
}

/// A line that is larger gives its memory back.
const LINE: usize = 1 << 20;

/// Opens a row group, if what its head says can be.
fn group(file: &SerializedFileReader<File>, number: usize) -> Result<Open> {
    let head = file.metadata().row_group(number);
    let count = head.num_rows();
    // Each row has a value in each column, be it one that is missing.
    let values = head.columns().iter().map(|column| column.num_values()).min().unwrap_or(0);
    if count < 0 || count > values {
        return Err(parquet::errors::ParquetError::General(format!("{count} rows cannot be made of {values} values")));
    }
    let size = head.columns().iter().map(|column| column.compressed_size().max(0) as u64).sum();
    let reader = Sound(file.get_row_group(number)?);
    let descr = file.metadata().file_metadata().schema_descr_ptr();
    let rows = TreeBuilder::new().with_batch_size(BATCH).as_iter(descr, &reader)?;
    Ok(Open { rows, row: 0, count, size })
}

/// What comes of `read`, which may panic over a damaged file.
fn guarded<R>(read: impl FnOnce() -> Result<R>) -> std::result::Result<R, String> {
    match catch_unwind(AssertUnwindSafe(read)) {
        Ok(read) => read.map_err(|e| e.to_string()),
        Err(panic) => Err(told(&*panic)),
    }
}

fn told(panic: &(dyn Any + Send)) -> String {
    let message = panic.downcast_ref::<&str>().map(|s| (*s).to_owned()).or_else(|| panic.downcast_ref::<String>().cloned());
    message.unwrap_or_else(|| "it is damaged".to_owned())
}

impl Read for Rows {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.sent == self.line.len() {
            self.sent = 0;
            if !self.next_line() {
                self.line.clear();
                return Ok(0);
            }
        }
        let n = into.len().min(self.line.len() - self.sent);
        into[..n].copy_from_slice(&self.line[self.sent..self.sent + n]);
        self.sent += n;
        Ok(n)
    }
}
