//! The records of a Parquet file that [`write`](super::write) wrote, as the JSON lines that they would have been otherwise.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use parquet::file::reader::SerializedFileReader;
use parquet::record::reader::RowIter;
use parquet::record::{Field, Row};

use crate::config::JsonFields;
use crate::io::jsonl::Fields;

/// Reads a file as JSON lines.
pub struct Lines {
    rows: RowIter<'static>,
    names: JsonFields,
    line: Vec<u8>,
    sent: usize,
}

impl Lines {
    /// Opens a file.
    ///
    /// # Errors
    /// If it is not such a file.
    pub fn open(path: &Path, names: JsonFields) -> io::Result<Self> {
        let file = SerializedFileReader::new(File::open(path)?).map_err(io::Error::other)?;
        Ok(Self { rows: RowIter::from_file_into(Box::new(file)), names, line: Vec::new(), sent: 0 })
    }

    /// Puts text and record together again.
    fn next_line(&mut self) -> io::Result<bool> {
        self.line.clear();
        self.sent = 0;
        let Some(row) = self.rows.next() else { return Ok(false) };
        let row = row.map_err(io::Error::other)?;
        let (text, record) = (string(&row, "text")?, string(&row, "record")?);
        let fields = Fields::find(record.as_bytes(), &self.names).map_err(io::Error::other)?;
        fields.write_text(text, &mut self.line);
        self.line.push(b'\n');
        Ok(true)
    }
}

fn string<'a>(row: &'a Row, name: &str) -> io::Result<&'a str> {
    let found = row.get_column_iter().find_map(|(column, value)| match value {
        Field::Str(text) if column == name => Some(text.as_str()),
        _ => None,
    });
    found.ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, format!("there is no column `{name}`")))
}

impl Read for Lines {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.sent == self.line.len() && !self.next_line()? {
            return Ok(0);
        }
        let n = into.len().min(self.line.len() - self.sent);
        into[..n].copy_from_slice(&self.line[self.sent..self.sent + n]);
        self.sent += n;
        Ok(n)
    }
}
