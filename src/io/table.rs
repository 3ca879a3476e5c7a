//! Tables, CSV and TSV files, as JSON lines: each row a record, its columns as strings by the names that the first row has for them.

use std::collections::HashSet;
use std::io::{self, Read};

use csv_core::{ReadRecordResult, Reader, ReaderBuilder};

use super::records::Line;

/// How much is read at a time.
const READ: usize = 64 << 10;

/// Most columns of a table.
const COLUMNS_MAX: usize = 1 << 14;

/// Longest row that is told whole where it cannot be read: escaped six bytes for each, it is still a line that is held.
const RAW_MAX: usize = 64 << 10;

/// U+FEFF in UTF-8.
const MARK: &[u8] = b"\xef\xbb\xbf";

/// Reads a table as JSON lines.
pub struct Table<R> {
    source: R,
    reader: Reader,
    /// What was read and not looked at yet.
    buffer: Vec<u8>,
    at: usize,
    /// Bytes before `buffer[at]`.
    offset: u64,
    /// Names of the columns.
    names: Option<Vec<String>>,
    row: Row,
    most: usize,
}

/// A row. Its memory is used again.
#[derive(Default)]
struct Row {
    /// The fields, one behind the other, and their ends.
    fields: Vec<u8>,
    ends: Vec<usize>,
    /// The row as it stands in the file.
    raw: Vec<u8>,
    /// Where it begins: line, from 1, and byte.
    line: u64,
    offset: u64,
    /// Why it was not held.
    fault: Option<String>,
}

impl<R: Read> Table<R> {
    /// Reads `source`, where `delimiter` stands between columns. Rows of more than `most` bytes are faults.
    pub fn new(source: R, delimiter: u8, most: usize) -> Self {
        let reader = ReaderBuilder::new().delimiter(delimiter).build();
        Self { source, reader, buffer: Vec::new(), at: 0, offset: 0, names: None, row: Row::default(), most }
    }

    /// The source.
    pub const fn get_ref(&self) -> &R {
        &self.source
    }

    /// The source, which may have been read further than was asked for.
    pub fn into_inner(self) -> R {
        self.source
    }

    /// Writes the next line; false if there is none.
    ///
    /// # Errors
    /// Those of the source, and if the first row cannot be what the columns are called.
    pub fn line(&mut self, out: &mut Vec<u8>) -> io::Result<bool> {
        if self.names.is_none() {
            if !self.next_row()? {
                return Ok(false);
            }
            self.names = Some(names(&self.row).map_err(|why| io::Error::new(io::ErrorKind::InvalidData, why))?);
        }
        if !self.next_row()? {
            return Ok(false);
        }
        let names = self.names.as_deref().unwrap_or_default();
        let Row { line, offset, raw, .. } = &self.row;
        match self.row.fault.clone().map_or_else(|| self.row.texts(names.len()), Err) {
            Ok(texts) => {
                let mut json = Line::new(out);
                names.iter().zip(texts).for_each(|(name, text)| json.field(name, text));
                json.end();
            }
            Err(why) => {
                let mut json = Line::unreadable(out, &format!("the row in line {line} of the file {why}"), *offset);
                if raw.len() <= RAW_MAX {
                    json.raw("raw", raw.clone());
                }
                json.end();
            }
        }
        Ok(true)
    }

    /// Reads a row.
    fn next_row(&mut self) -> io::Result<bool> {
        let row = &mut self.row;
        (row.fault, row.line, row.offset) = (None, self.reader.line(), self.offset);
        row.raw.clear();
        row.raw.shrink_to(READ);
        let (mut length, mut columns) = (0, 0);
        row.fields.shrink_to(READ);
        loop {
            if self.at == self.buffer.len() {
                self.at = 0;
                self.buffer.resize(READ, 0);
                let mut filled = 0;
                // At the file's beginning there has to be room for a mark.
                while filled == 0 || self.offset == 0 && filled < MARK.len() {
                    match self.source.read(&mut self.buffer[filled..]) {
                        Ok(0) => break,
                        Ok(n) => filled += n,
                        Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                        Err(e) => {
                            self.buffer.clear();
                            return Err(e);
                        }
                    }
                }
                self.buffer.truncate(filled);
                if self.offset == 0 && self.buffer.starts_with(MARK) {
                    (self.at, self.offset) = (MARK.len(), MARK.len() as u64);
                }
            }
            let row = &mut self.row;
            row.fields.resize(row.fields.len().max(length + READ), 0);
            row.ends.resize(row.ends.len().max(columns + 1), 0);
            let input = &self.buffer[self.at..];
            let (result, used, wrote, ended) = self.reader.read_record(input, &mut row.fields[length..], &mut row.ends[columns..]);
            if row.raw.len() <= RAW_MAX {
                row.raw.extend_from_slice(&input[..used]);
            }
            self.at += used;
            self.offset += used as u64;
            length += wrote;
            columns += ended;
            if length > self.most || columns > COLUMNS_MAX {
                let what = if length > self.most {
                    "is larger than max-document-bytes".to_owned()
                } else {
                    format!("has more than {COLUMNS_MAX} columns")
                };
                row.fault.get_or_insert(what);
                (length, columns) = (0, 0);
            }
            match result {
                ReadRecordResult::End => return Ok(false),
                ReadRecordResult::Record => {
                    row.fields.truncate(length);
                    row.ends.truncate(columns);
                    return Ok(true);
                }
                ReadRecordResult::InputEmpty | ReadRecordResult::OutputFull | ReadRecordResult::OutputEndsFull => {}
            }
        }
    }
}

impl Row {
    /// The fields.
    fn texts(&self, columns: usize) -> Result<Vec<&str>, String> {
        if self.ends.len() != columns {
            return Err(format!("has {} columns, and the first row {columns}", self.ends.len()));
        }
        let mut start = 0;
        let fields = self.ends.iter().map(|end| &self.fields[std::mem::replace(&mut start, *end)..*end]);
        fields.map(str::from_utf8).collect::<Result<_, _>>().map_err(|_| "is not valid UTF-8; convert the file to UTF-8".to_owned())
    }
}

/// The names that the first row has for the columns.
fn names(row: &Row) -> Result<Vec<String>, String> {
    let wrong = |why: &str| format!("the first row {why}; it has to name the columns");
    let texts = row.fault.clone().map_or_else(|| row.texts(row.ends.len()), Err).map_err(|why| wrong(&why))?;
    let mut seen = HashSet::new();
    for text in &texts {
        if text.is_empty() {
            return Err(wrong("has a column without a name"));
        }
        if !seen.insert(*text) {
            return Err(wrong(&format!("has two columns of the name {text:?}")));
        }
    }
    Ok(texts.into_iter().map(str::to_owned).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(table: &[u8], delimiter: u8) -> (Vec<String>, Option<String>) {
        let mut table = Table::new(table, delimiter, 1000);
        let mut all = Vec::new();
        loop {
            let mut line = Vec::new();
            match table.line(&mut line) {
                Ok(true) => all.push(String::from_utf8(line).unwrap().trim_end().to_owned()),
                Ok(false) => return (all, None),
                Err(e) => return (all, Some(e.to_string())),
            }
        }
    }

    #[test]
    fn rows_become_objects() {
        let table = b"\xef\xbb\xbfid,text\r\n1,\"two\r\nlines, \"\"quoted\"\"\"\r\n\r\n2,caf\xc3\xa9\n3,\"end\"";
        let expected = [r#"{"id":"1","text":"two\r\nlines, \"quoted\""}"#, r#"{"id":"2","text":"café"}"#, r#"{"id":"3","text":"end"}"#];
        assert_eq!(lines(table, b','), (expected.map(str::to_owned).to_vec(), None));
        assert_eq!(lines(b"id\ttext\n1\ta,b", b'\t').0, [r#"{"id":"1","text":"a,b"}"#]);
        let mut drip = Table::new((&table[..1]).chain(&table[1..]), b',', 1000);
        let mut line = Vec::new();
        assert!(drip.line(&mut line).unwrap() && line.starts_with(b"{\"id\""), "a mark that comes in pieces");
        assert_eq!(lines(b"", b','), (vec![], None));
        assert_eq!(lines(b"id,text\n", b','), (vec![], None));
    }

    #[test]
    fn rows_that_cannot_be_read_say_so_and_the_next_is_read() {
        let long = "x".repeat(1001);
        let many = ",".repeat(COLUMNS_MAX);
        let before = "id,text\n1\n2,b,c\n3,";
        let behind = format!("\n4,{long}\n5,e\n{many}\n6,f\n");
        let table = [before.as_bytes(), b"\xff", behind.as_bytes()].concat();
        let (lines, error) = lines(&table, b',');
        assert_eq!(error, None);
        let reasons: Vec<serde_json::Value> = lines.iter().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(reasons[0]["unreadable"], "the row in line 2 of the file has 1 columns, and the first row 2");
        assert_eq!((&reasons[0]["offset"], &reasons[0]["raw"]), (&8.into(), &"1\n".into()));
        assert_eq!(reasons[1]["unreadable"], "the row in line 3 of the file has 3 columns, and the first row 2");
        assert_eq!(reasons[2]["unreadable"], "the row in line 4 of the file is not valid UTF-8; convert the file to UTF-8");
        assert_eq!(reasons[2]["raw"]["base64"], "Myz/Cg==");
        assert_eq!(reasons[3]["unreadable"], "the row in line 5 of the file is larger than max-document-bytes");
        assert_eq!(reasons[4]["text"], "e");
        assert_eq!(reasons[5]["unreadable"], "the row in line 7 of the file has more than 16384 columns");
        assert_eq!((reasons[6]["text"].as_str(), reasons.len()), (Some("f"), 7));
    }

    #[test]
    fn a_first_row_that_names_no_columns_is_an_error() {
        for (table, why) in
            [(&b"a,a\n1,2"[..], "two columns of the name \"a\""), (b"a,,b\n", "a column without a name"), (b"\xff,b\n", "not valid UTF-8")]
        {
            let (lines, error) = lines(table, b',');
            assert!(lines.is_empty() && error.as_ref().is_some_and(|e| e.contains(why)), "{error:?}");
        }
    }
}
