//! A stream of bytes cut into batches of whole lines.

use std::io::{self, Read};

use crate::config::Config;

/// Size of a batch in bytes. Large enough that handing it over costs nothing, small enough that the documents of a middling
/// file keep all cores busy and that what is in flight stays small.
pub const BATCH: usize = 256 << 10;

/// How much longer than the largest document a line may be: room for its other fields and its escapes.
pub const LINE_SLACK: usize = 1 << 20;

/// Where something stands in its input.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// Line, from 1.
    pub line: u64,
    /// Byte of the decompressed content, from 0.
    pub offset: u64,
    /// Record, from 0; blank lines are no records.
    pub record: u64,
}

/// A piece of the stream. Its bytes follow on those of the piece before.
#[derive(Debug, PartialEq, Eq)]
pub enum Piece {
    /// Whole lines; only the last line of the stream may lack its line end.
    Lines {
        /// The lines with their ends.
        bytes: Vec<u8>,
        /// Where the first stands.
        place: Place,
    },
    /// A part of a line that is too long to be held.
    Part {
        /// The part, at the line's end with the line end if it has one.
        bytes: Vec<u8>,
        /// Where the line stands.
        place: Place,
        /// Length of the line so far, this part included.
        so_far: u64,
        /// The line ends here.
        last: bool,
    },
}

/// A stream that could not be read to its end.
#[derive(Debug)]
pub struct Broken {
    /// What the system or the decompressor said.
    pub error: io::Error,
    /// Where the line stands in which it broke off.
    pub place: Place,
    /// What of that line was read.
    pub rest: Vec<u8>,
}

/// Cuts a stream into pieces.
#[derive(Debug)]
pub struct Lines<R> {
    source: R,
    /// Read what is there and hand it on, rather than wait for a full batch.
    eager: bool,
    line_max: usize,
    buffer: Vec<u8>,
    filled: usize,
    /// How far `buffer` is to be filled before a cut is looked for.
    goal: usize,
    /// There is no line end before this byte of `buffer`.
    searched: usize,
    ended: bool,
    error: Option<io::Error>,
    place: Place,
    /// Length so far of the overlong line that is being passed on in parts.
    overlong: Option<u64>,
}

impl<R: Read> Lines<R> {
    /// Cuts `source`. An `eager` one hands on each line as soon as it is there; otherwise the cuts depend on nothing but the
    /// bytes. Lines longer than `line_max` bytes come in parts.
    pub fn new(source: R, eager: bool, line_max: usize) -> Self {
        let place = Place { line: 1, offset: 0, record: 0 };
        let buffer = vec![0; BATCH];
        Self { source, eager, line_max, buffer, filled: 0, goal: BATCH, searched: 0, ended: false, error: None, place, overlong: None }
    }

    /// Cuts the JSON lines of a file: the cuts depend on nothing but the bytes.
    pub fn of(source: R, config: &Config) -> Self {
        Self::new(source, false, config.max_document_bytes.saturating_add(LINE_SLACK))
    }

    /// The reader underneath.
    pub const fn get_ref(&self) -> &R {
        &self.source
    }

    /// The reader underneath, for good.
    pub fn into_inner(self) -> R {
        self.source
    }

    /// Where the next piece starts; behind the last piece, the stream's end.
    pub const fn place(&self) -> Place {
        self.place
    }

    /// The next piece.
    ///
    /// # Errors
    /// Once all whole lines before the fault have been handed out.
    pub fn next_piece(&mut self) -> Result<Option<Piece>, Broken> {
        loop {
            if self.filled >= self.goal || self.ended || (self.eager && self.filled > self.searched) {
                if let Some(so_far) = self.overlong {
                    return Ok(Some(self.part(so_far)));
                }
                if let Some(at) = memchr::memrchr(b'\n', &self.buffer[self.searched..self.filled]) {
                    return Ok(Some(self.lines(self.searched + at + 1)));
                }
                self.searched = self.filled;
                if self.ended {
                    return self.finish();
                }
                if self.filled > self.line_max {
                    return Ok(Some(self.part(0)));
                }
                if self.filled >= self.goal {
                    // No further than it takes to see that the line is too long.
                    self.goal = (self.goal * 2).min(self.line_max.saturating_add(1));
                }
            }
            self.read();
        }
    }

    fn read(&mut self) {
        if self.buffer.len() < self.goal {
            self.buffer.resize(self.goal, 0);
        }
        match self.source.read(&mut self.buffer[self.filled..self.goal]) {
            Ok(0) => self.ended = true,
            Ok(n) => self.filled += n,
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            Err(e) => {
                self.error = Some(e);
                self.ended = true;
            }
        }
    }

    fn finish(&mut self) -> Result<Option<Piece>, Broken> {
        if let Some(error) = self.error.take() {
            let rest = self.take(self.filled);
            return Err(Broken { error, place: self.place, rest });
        }
        Ok(if self.filled > 0 { Some(self.lines(self.filled)) } else { None })
    }

    fn lines(&mut self, end: usize) -> Piece {
        let bytes = self.take(end);
        let place = self.place;
        for line in split(&bytes) {
            self.place.line += 1;
            self.place.record += u64::from(!is_blank(line));
        }
        self.place.offset += bytes.len() as u64;
        Piece::Lines { bytes, place }
    }

    fn part(&mut self, so_far: u64) -> Piece {
        let end = memchr::memchr(b'\n', &self.buffer[..self.filled]);
        let bytes = self.take(end.map_or(self.filled, |at| at + 1));
        let last = end.is_some() || (self.ended && self.filled == 0);
        let so_far = so_far + bytes.len() as u64;
        let place = self.place;
        self.overlong = (!last).then_some(so_far);
        if last {
            self.place = Place { line: place.line + 1, offset: place.offset + so_far, record: place.record + 1 };
        }
        Piece::Part { bytes, place, so_far, last }
    }

    /// Takes bytes off the front of the buffer.
    fn take(&mut self, end: usize) -> Vec<u8> {
        let bytes = if end == self.filled && end > BATCH {
            // What is large is not held twice.
            self.buffer.truncate(end);
            std::mem::take(&mut self.buffer)
        } else {
            let bytes = self.buffer[..end].to_vec();
            self.buffer.copy_within(end..self.filled, 0);
            bytes
        };
        self.filled -= end;
        self.searched = 0;
        self.goal = BATCH.max(self.filled + 1);
        self.buffer.truncate(self.goal);
        // What a long line took is given back.
        self.buffer.shrink_to(4 * self.goal);
        bytes
    }
}

/// The lines with their ends.
pub fn split(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    let rest = memchr::memrchr(b'\n', bytes).map_or(0, |at| at + 1);
    let ends = memchr::memchr_iter(b'\n', bytes).map(|at| at + 1).chain((rest < bytes.len()).then_some(bytes.len()));
    ends.scan(0, |start, end| Some(&bytes[std::mem::replace(start, end)..end]))
}

/// True for a line that is no record: nothing, or nothing but blanks.
#[must_use]
pub fn is_blank(line: &[u8]) -> bool {
    line.iter().all(|b| matches!(b, b' ' | b'\t' | b'\r' | b'\n'))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Hands out its bytes a few at a time, then fails or ends.
    struct Drip<'a>(&'a [u8], usize, bool);

    impl Read for Drip<'_> {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            if self.0.is_empty() && self.2 {
                return Err(io::Error::other("cut"));
            }
            let n = self.1.min(self.0.len()).min(into.len());
            into[..n].copy_from_slice(&self.0[..n]);
            self.0 = &self.0[n..];
            Ok(n)
        }
    }

    fn pieces(source: Drip<'_>, eager: bool, line_max: usize) -> (Vec<Piece>, Option<Broken>) {
        let mut lines = Lines::new(source, eager, line_max);
        let mut all = Vec::new();
        loop {
            match lines.next_piece() {
                Ok(Some(piece)) => all.push(piece),
                Ok(None) => return (all, None),
                Err(broken) => return (all, Some(broken)),
            }
        }
    }

    fn joined(pieces: &[Piece]) -> Vec<u8> {
        pieces.iter().flat_map(|(Piece::Lines { bytes, .. } | Piece::Part { bytes, .. })| bytes.clone()).collect()
    }

    #[test]
    fn an_eager_reader_hands_on_each_line() {
        let (all, _) = pieces(Drip(b"a\n\nb\nc", 2, false), true, 100);
        let place = |line, offset, record| Place { line, offset, record };
        let lines = |bytes: &[u8], place| Piece::Lines { bytes: bytes.to_vec(), place };
        assert_eq!(
            all,
            [lines(b"a\n", place(1, 0, 0)), lines(b"\n", place(2, 2, 1)), lines(b"b\n", place(3, 3, 1)), lines(b"c", place(4, 5, 2))]
        );
    }

    #[test]
    fn the_cuts_depend_on_the_bytes_alone() {
        let text: Vec<u8> =
            (0..90_000u32).flat_map(|n| format!("{n}{}\n", "x".repeat((n % 1000 / 990 * 3000) as usize)).into_bytes()).collect();
        let (whole, _) = pieces(Drip(&text, usize::MAX, false), false, 1 << 20);
        let (dripped, _) = pieces(Drip(&text, 997, false), false, 1 << 20);
        assert!(whole.len() > 10);
        assert_eq!(whole, dripped);
        assert_eq!(joined(&whole), text);
    }

    #[test]
    fn an_overlong_line_comes_in_parts() {
        let mut text = b"first\n".to_vec();
        text.extend(vec![b'x'; 3 * BATCH]);
        text.extend(b"\nlast\n");
        let (all, _) = pieces(Drip(&text, 70_000, false), false, BATCH);
        assert_eq!(joined(&all), text);
        let long = 3 * BATCH as u64 + 1;
        assert!(all.iter().any(|p| matches!(p, Piece::Part { so_far, last: true, place, .. } if *so_far == long && place.record == 1)));
        let end = Place { line: 3, offset: 6 + long, record: 2 };
        assert!(matches!(all.last(), Some(Piece::Lines { place, .. }) if *place == end), "{:?}", all.last());
        let (unended, _) = pieces(Drip(&text[..text.len() - 6], 70_000, false), false, BATCH);
        assert!(matches!(unended.last(), Some(Piece::Part { last: true, .. })));
    }

    #[test]
    fn lines_before_a_fault_come_first() {
        let (all, broken) = pieces(Drip(b"a\nb\nhalf", 3, true), false, 100);
        assert_eq!(joined(&all), b"a\nb\n");
        let broken = broken.unwrap();
        assert_eq!((broken.rest.as_slice(), broken.place.line), (&b"half"[..], 3));
    }
}
