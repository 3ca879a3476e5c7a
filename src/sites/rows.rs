//! The file of a survey: rows in order, and how several files become one.
//!
//! Behind a first line that names the format, one Zstandard stream of rows. A row is a line of a site with its counts, and the first row of
//! each site, of line 0, is the site itself. Rows are sorted by site and line, so that files are merged as they are read.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::collections::binary_heap::PeekMut;
use std::io::{self, BufReader, BufWriter, ErrorKind, Read, Write};
use std::sync::Arc;

use super::seen::SHOWN;
use super::site::NAME_MAX;

/// The first line of the file, with the version of the format.
pub const HEADER: &[u8] = b"boiloff sites 1\n";

/// The line that stands for the site itself.
pub const SITE: u64 = 0;

/// Level of compression: what is in the file is mostly hashes and short texts, of which higher levels make little more.
const LEVEL: i32 = 1;

/// How much is read at a time from each of the files that are merged.
const READ: usize = 64 << 10;

/// How many documents.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// That have it.
    pub documents: u64,
    /// That have it at the head.
    pub head: u64,
    /// That have it at the tail.
    pub tail: u64,
}

impl Counts {
    /// Adds others. Past the largest number, which no corpus reaches, it stays there.
    pub const fn add(&mut self, other: Self) {
        self.documents = self.documents.saturating_add(other.documents);
        self.head = self.head.saturating_add(other.head);
        self.tail = self.tail.saturating_add(other.tail);
    }
}

/// A line of a site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The site.
    pub site: Arc<str>,
    /// The line's key, or [`SITE`].
    pub line: u64,
    /// In how many documents; of a site, how many it has.
    pub counts: Counts,
    /// Of the ways in which the line is written, the first in the order of bytes, cut.
    pub text: String,
}

impl Row {
    fn key(&self) -> (&str, u64) {
        (&self.site, self.line)
    }
}

/// Writes rows, which have to come in order.
pub struct Writer<W: Write> {
    sink: BufWriter<zstd::Encoder<'static, W>>,
}

impl<W: Write> Writer<W> {
    /// Into `sink`.
    ///
    /// # Errors
    /// Those of the sink.
    pub fn new(mut sink: W) -> io::Result<Self> {
        sink.write_all(HEADER)?;
        let mut encoder = zstd::Encoder::new(sink, LEVEL)?;
        encoder.include_checksum(true)?;
        Ok(Self { sink: BufWriter::new(encoder) })
    }

    /// Writes a row.
    ///
    /// # Errors
    /// Those of the sink.
    pub fn write(&mut self, site: &str, line: u64, counts: Counts, text: &str) -> io::Result<()> {
        self.sink.write_all(&line.to_le_bytes())?;
        if line == SITE {
            self.text(site)?;
        }
        let Counts { documents, head, tail } = counts;
        for number in [documents, head, tail] {
            self.number(number)?;
        }
        self.text(text)
    }

    /// Ends the file.
    ///
    /// # Errors
    /// Those of the sink.
    pub fn finish(self) -> io::Result<W> {
        self.sink.into_inner().map_err(io::IntoInnerError::into_error)?.finish()
    }

    fn text(&mut self, text: &str) -> io::Result<()> {
        self.number(text.len() as u64)?;
        self.sink.write_all(text.as_bytes())
    }

    /// Seven bits a byte, the lowest first; all but the last have the eighth.
    fn number(&mut self, mut number: u64) -> io::Result<()> {
        while number >= 0x80 {
            self.sink.write_all(&[number as u8 | 0x80])?;
            number >>= 7;
        }
        self.sink.write_all(&[number as u8])
    }
}

/// Reads rows and checks them: what it hands out is in order, and small.
pub struct Reader<R: Read> {
    source: BufReader<zstd::Decoder<'static, BufReader<R>>>,
    last: Option<(Arc<str>, u64)>,
}

fn wrong(what: &str) -> io::Error {
    io::Error::new(ErrorKind::InvalidData, format!("this is no table of sites, or it is damaged: {what}"))
}

impl<R: Read> Reader<R> {
    /// From `source`.
    ///
    /// # Errors
    /// Those of the source, and if it does not begin as such a file does.
    pub fn new(mut source: R) -> io::Result<Self> {
        let mut header = [0; HEADER.len()];
        source.read_exact(&mut header).map_err(|e| if e.kind() == ErrorKind::UnexpectedEof { wrong("it is too short") } else { e })?;
        if header != *HEADER {
            return Err(wrong("its first line is not `boiloff sites 1`"));
        }
        let decoder = zstd::Decoder::with_buffer(BufReader::with_capacity(READ, source))?;
        Ok(Self { source: BufReader::with_capacity(READ, decoder), last: None })
    }

    /// The next row; none behind the last.
    ///
    /// # Errors
    /// Those of the source, and if it holds something else.
    pub fn next_row(&mut self) -> io::Result<Option<Row>> {
        let mut line = [0; 8];
        let mut got = 0;
        while got < line.len() {
            match self.source.read(&mut line[got..])? {
                0 if got == 0 => return Ok(None),
                0 => return Err(wrong("it ends within a row")),
                n => got += n,
            }
        }
        let line = u64::from_le_bytes(line);
        let site: Arc<str> = match (&self.last, line) {
            (_, SITE) => self.text(NAME_MAX)?.into(),
            (Some((site, _)), _) => Arc::clone(site),
            (None, _) => return Err(wrong("it begins with no site")),
        };
        let counts = Counts { documents: self.number()?, head: self.number()?, tail: self.number()? };
        let row = Row { site, line, counts, text: self.text(SHOWN)? };
        if self.last.as_ref().is_some_and(|(site, line)| (&**site, *line) >= row.key()) {
            return Err(wrong("its rows are not in order"));
        }
        if counts.documents == 0 || counts.head.max(counts.tail) > counts.documents {
            return Err(wrong("its counts do not fit"));
        }
        self.last = Some((Arc::clone(&row.site), line));
        Ok(Some(row))
    }

    fn text(&mut self, most: usize) -> io::Result<String> {
        let length = self.number()?;
        if length > most as u64 {
            return Err(wrong("a text is too long"));
        }
        let mut bytes = vec![0; length as usize];
        self.source.read_exact(&mut bytes)?;
        String::from_utf8(bytes).map_err(|_| wrong("a text is not UTF-8"))
    }

    fn number(&mut self) -> io::Result<u64> {
        let mut number = 0;
        for shift in (0..u64::BITS).step_by(7) {
            let mut byte = [0];
            self.source.read_exact(&mut byte)?;
            number |= u64::from(byte[0] & 0x7f) << shift;
            if byte[0] < 0x80 {
                return Ok(number);
            }
        }
        Err(wrong("a number is too long"))
    }
}

/// Hands the sums of the rows of several files to `sink`, in order.
///
/// # Errors
/// Those of the files and of the sink.
pub fn merge<R: Read>(mut files: Vec<Reader<R>>, mut sink: impl FnMut(&Row) -> io::Result<()>) -> io::Result<()> {
    let mut next = BinaryHeap::new();
    for (at, file) in files.iter_mut().enumerate() {
        next.extend(file.next_row()?.map(|row| Reverse(Next { row, file: at })));
    }
    let mut sum: Option<Row> = None;
    while let Some(mut first) = next.peek_mut() {
        let Next { row, file } = &mut first.0;
        let row = match files[*file].next_row()? {
            Some(more) => std::mem::replace(row, more),
            None => PeekMut::pop(first).0.row,
        };
        match &mut sum {
            Some(sum) if sum.key() == row.key() => {
                sum.counts.add(row.counts);
                if row.text < sum.text {
                    sum.text = row.text;
                }
            }
            _ => {
                if let Some(done) = sum.replace(row) {
                    sink(&done)?;
                }
            }
        }
    }
    sum.map_or(Ok(()), |last| sink(&last))
}

/// The next row of a file, ordered by what it is of.
struct Next {
    row: Row,
    file: usize,
}

impl Ord for Next {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.row.key().cmp(&other.row.key())
    }
}

impl PartialOrd for Next {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Next {
    fn eq(&self, other: &Self) -> bool {
        self.row.key() == other.row.key()
    }
}

impl Eq for Next {}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(rows: &[(&str, u64, u64, &str)]) -> Vec<u8> {
        let mut writer = Writer::new(Vec::new()).unwrap();
        for &(site, line, documents, text) in rows {
            writer.write(site, line, Counts { documents, head: documents, tail: 0 }, text).unwrap();
        }
        writer.finish().unwrap()
    }

    fn read(file: &[u8]) -> io::Result<Vec<Row>> {
        let mut reader = Reader::new(file)?;
        std::iter::from_fn(|| reader.next_row().transpose()).collect()
    }

    #[test]
    fn files_are_merged_by_sums() {
        let one = file(&[("a", SITE, 3, ""), ("a", 5, 2, "B"), ("a", 9, 1, "c"), ("c", SITE, 1, "")]);
        let other = file(&[("a", SITE, 400, ""), ("a", 5, 300, "A"), ("b", SITE, 1, ""), ("b", 5, 1, "x")]);
        let mut sums = Vec::new();
        merge(vec![Reader::new(&*one).unwrap(), Reader::new(&*other).unwrap()], |row| {
            sums.push((row.site.to_string(), row.line, row.counts.documents, row.text.clone()));
            Ok(())
        })
        .unwrap();
        let sums: Vec<_> = sums.iter().map(|(site, line, documents, text)| (&**site, *line, *documents, &**text)).collect();
        assert_eq!(sums, [("a", 0, 403, ""), ("a", 5, 302, "A"), ("a", 9, 1, "c"), ("b", 0, 1, ""), ("b", 5, 1, "x"), ("c", 0, 1, "")]);
    }

    #[test]
    fn what_is_damaged_is_refused() {
        let good = file(&[("a", SITE, 3, ""), ("a", 5, 2, "B"), ("a", 9, 1, "c")]);
        assert_eq!(read(&good).unwrap().len(), 3);
        for end in 0..good.len() {
            assert!(read(&good[..end]).is_err(), "cut at {end}");
        }
        for at in 0..good.len() {
            let mut bad = good.clone();
            bad[at] ^= 0x55;
            // What is read of it is no other table, whatever the byte was.
            assert!(read(&bad).is_err() || read(&bad).unwrap() == read(&good).unwrap(), "byte {at}");
        }
        for rows in [
            &[("a", 5, 1, "")][..],
            &[("b", SITE, 1, ""), ("a", SITE, 1, "")],
            &[("a", SITE, 1, ""), ("a", 5, 1, ""), ("a", 5, 1, "")],
            &[("a", SITE, 0, "")],
        ] {
            assert!(read(&file(rows)).is_err(), "{rows:?}");
        }
    }
}
