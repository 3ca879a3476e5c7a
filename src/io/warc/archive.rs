//! Record after record of an archive, going on behind what is damaged.
//!
//! A record says how long it is. That is believed if another record, or the end, follows where it ends; else something is
//! damaged, and the next line is looked for that begins a record, from the damaged one's head on: what it seemed to hold may be
//! records.

use std::collections::VecDeque;
use std::io::{self, Read};

use memchr::memmem;

use super::head::{HEAD_MAX, Head};
use crate::io::members::{Damage, Members, Step};

/// How much is unpacked at a time.
const READ: usize = 64 << 10;

/// How much of a record that is too large to be held is shown.
const SHOWN: usize = 64 << 10;

/// What the first line of a record begins with; a version follows.
const MAGIC: &[u8] = b"WARC/";

/// Longest first line.
const FIRST_MAX: usize = 32;

/// How many members are remembered by their beginning, at a time. A record has hardly more than one.
const MARKS: usize = 1 << 16;

/// How many line ends may stand behind a record for it to be looked at what comes behind them.
const GAP_MAX: usize = 64;

/// Why a record cannot be read.
const CUT: &str = "the record is cut off, or its Content-Length is wrong";
const WRONG_LENGTH: &str = "no record begins where this one ends by its Content-Length";
const HIDDEN: &str = "another record begins inside this one, which is larger than max-document-bytes";
const NO_RECORD: &str = "no record begins where one should";
const NO_END: &str = "the head of a record has no end";
const NO_FIELD: &str = "a line in the head of a record is no field";
const NO_LENGTH: &str = "the record has no Content-Length";
const NO_TYPE: &str = "the record has no WARC-Type";

/// What came next.
#[derive(Debug)]
pub enum Found {
    /// A record; [`Archive::head`] and [`Archive::block`] have it.
    Record {
        /// All of its block is there.
        is_whole: bool,
        /// Where it begins in the file; in a compressed file, where the member begins that it begins in.
        offset: u64,
    },
    /// Something that is no record, or none that can be read.
    Fault {
        /// Where it begins, in the same way.
        offset: u64,
        /// What is wrong.
        why: &'static str,
        /// [`Archive::head`] has the record's head.
        has_head: bool,
    },
    /// The end.
    End,
}

/// Reads an archive.
pub struct Archive<R> {
    members: Members<R>,
    buffer: Vec<u8>,
    /// Unpacked bytes; those before `at` are done with.
    held: Vec<u8>,
    at: usize,
    /// How many unpacked bytes were there before those held.
    base: u64,
    /// Where members begin: in unpacked bytes and in bytes of the file.
    marks: VecDeque<(u64, u64)>,
    /// The member that the last of the bytes held came from.
    last: Option<u64>,
    /// What is behind the bytes held.
    ending: Ending,
    /// The head of the record at `at`, and its length.
    head: Head,
    head_length: usize,
    /// Length of the block, as far as it is shown.
    shown: usize,
    /// What is to become of the bytes at `at`.
    pending: Pending,
    /// They belong to a damage that was told.
    is_told: bool,
    /// Largest block that is held.
    most: usize,
}

#[derive(Clone, Copy, Debug)]
enum Ending {
    Open,
    Damaged(Damage),
    End,
}

#[derive(Clone, Copy, Debug, Default)]
enum Pending {
    #[default]
    Nothing,
    /// So many are done with.
    Advance(usize),
    /// The block is too large to be held.
    Skip(u64),
    /// So many are done with, and behind them the next record is looked for.
    Seek(usize),
}

impl<R: Read> Archive<R> {
    /// Reads `members`. Of records whose block is longer than `most` bytes only the beginning is shown.
    pub fn new(members: Members<R>, most: usize) -> Self {
        Self {
            members,
            buffer: vec![0; READ],
            held: Vec::new(),
            at: 0,
            base: 0,
            marks: VecDeque::new(),
            last: None,
            ending: Ending::Open,
            head: Head::default(),
            head_length: 0,
            shown: 0,
            pending: Pending::default(),
            is_told: false,
            most,
        }
    }

    /// The members underneath.
    pub const fn members(&self) -> &Members<R> {
        &self.members
    }

    /// The members underneath, for good.
    pub fn into_members(self) -> Members<R> {
        self.members
    }

    /// The head of the record that was found last.
    pub const fn head(&self) -> &Head {
        &self.head
    }

    /// The block of the record that was found last, or the beginning of it.
    pub fn block(&self) -> &[u8] {
        let start = self.at + self.head_length;
        self.held.get(start..start + self.shown).unwrap_or_default()
    }

    /// The next record or fault.
    ///
    /// # Errors
    /// Those of the source.
    pub fn next(&mut self) -> io::Result<Found> {
        loop {
            match std::mem::take(&mut self.pending) {
                Pending::Nothing => {}
                Pending::Advance(n) => self.advance(n),
                Pending::Seek(n) => self.seek(n)?,
                Pending::Skip(length) => {
                    if let Some(why) = self.skip(length)? {
                        self.is_told = true;
                        return Ok(Found::Fault { offset: self.offset(), why, has_head: false });
                    }
                }
            }
            while self.need(1)? && matches!(self.held[self.at], b'\r' | b'\n') {
                self.advance(1);
            }
            let fault = if self.need(1)? {
                match self.read_head()? {
                    Ok(()) => return self.record(),
                    Err(why) => {
                        self.pending = Pending::Seek(1);
                        (self.offset(), why)
                    }
                }
            } else {
                let Ending::Damaged(Damage { offset, why }) = self.ending else { return Ok(Found::End) };
                self.base += self.held.len() as u64;
                self.held.clear();
                self.at = 0;
                self.ending = Ending::Open;
                (offset, why)
            };
            if !std::mem::replace(&mut self.is_told, true) {
                return Ok(Found::Fault { offset: fault.0, why: fault.1, has_head: false });
            }
        }
    }

    /// At a record whose head was read.
    fn record(&mut self) -> io::Result<Found> {
        let offset = self.offset();
        let checked = self.check()?;
        self.is_told = checked.is_err();
        Ok(match checked {
            Ok(is_whole) => Found::Record { is_whole, offset },
            Err(why) => {
                self.pending = Pending::Seek(self.head_length);
                Found::Fault { offset, why, has_head: true }
            }
        })
    }

    /// True for a record that is held, false for one that is too large; else why it cannot be read.
    fn check(&mut self) -> io::Result<Result<bool, &'static str>> {
        let length = match self.length() {
            Ok(length) => length,
            Err(why) => return Ok(Err(why)),
        };
        let is_whole = length <= self.most as u64;
        self.shown = if is_whole { length as usize } else { SHOWN.min(self.most) };
        let end = self.head_length + self.shown;
        if !self.need(end)? {
            return Ok(Err(self.damage().unwrap_or(CUT)));
        }
        if !is_whole {
            self.pending = Pending::Skip(length);
            return Ok(Ok(false));
        }
        self.pending = Pending::Advance(end);
        let (mut behind, mut lines) = (end, 0);
        loop {
            if !self.need(behind + 1)? {
                return Ok(self.damage().map_or(Ok(true), Err));
            }
            match self.held[self.at + behind] {
                b'\n' => lines += 1,
                b'\r' => {}
                _ => break,
            }
            behind += 1;
            if behind > end + GAP_MAX {
                return Ok(Ok(true));
            }
        }
        if self.is_start(behind)? && self.held[self.at + behind - 1] == b'\n' {
            return Ok(Ok(true));
        }
        // What is behind it is damaged, if not its own length.
        let hides = memmem::find_iter(self.block(), MAGIC).any(|at| starts(&self.block()[at..]));
        Ok(if lines >= 2 && !hides { Ok(true) } else { Err(WRONG_LENGTH) })
    }

    /// How long the block is, by the head.
    fn length(&self) -> Result<u64, &'static str> {
        self.head.get("WARC-Type").ok_or(NO_TYPE)?;
        self.head.get("Content-Length").and_then(|length| length.parse().ok()).ok_or(NO_LENGTH)
    }

    /// Why the member cannot be read to its end that the last bytes came from, if that is known by now.
    fn damage(&self) -> Option<&'static str> {
        match self.ending {
            Ending::Damaged(Damage { offset, why }) if self.last == Some(offset) => Some(why),
            _ => None,
        }
    }

    /// Reads the head of the record at `at`.
    fn read_head(&mut self) -> io::Result<Result<(), &'static str>> {
        if !self.is_start(0)? {
            return Ok(Err(NO_RECORD));
        }
        let mut from = 0;
        loop {
            let Some(end) = self.line_end(from)? else { return Ok(Err(NO_END)) };
            let line = self.held[self.at + from..self.at + end].trim_ascii_end();
            if line.is_empty() {
                break;
            }
            // A line that a record begins in is none of this one: that each is asked once keeps the time linear.
            let is_field = line[0].is_ascii_whitespace() || memchr::memchr(b':', line).is_some();
            if from > 0 && (!is_field || memmem::rfind(line, MAGIC).is_some_and(|at| starts(&[&line[at..], b"\n"].concat()))) {
                return Ok(Err(NO_FIELD));
            }
            from = end;
        }
        let Some((head, length)) = Head::read(&self.held[self.at..]) else { return Ok(Err(NO_END)) };
        (self.head, self.head_length, self.shown) = (head, length, 0);
        Ok(Ok(()))
    }

    /// The end of the line that begins `from` bytes on, behind its line feed.
    fn line_end(&mut self, from: usize) -> io::Result<Option<usize>> {
        let mut searched = from;
        loop {
            if let Some(found) = memchr::memchr(b'\n', &self.held[self.at + searched..]) {
                return Ok(Some(searched + found + 1));
            }
            searched = self.held.len() - self.at;
            if searched > HEAD_MAX || !self.fill()? {
                return Ok(None);
            }
        }
    }

    /// True if a record begins `ahead` bytes on.
    fn is_start(&mut self, ahead: usize) -> io::Result<bool> {
        while !self.held[self.at + ahead..].iter().take(FIRST_MAX).any(|b| *b == b'\n') && self.held.len() - self.at - ahead < FIRST_MAX {
            if !self.fill()? {
                break;
            }
        }
        Ok(starts(&self.held[self.at + ahead..]))
    }

    /// Goes on to the next line that begins a record, or to the end of what follows on the bytes held.
    fn seek(&mut self, from: usize) -> io::Result<()> {
        self.advance(from);
        loop {
            match memmem::find(&self.held[self.at..], MAGIC) {
                Some(found) => {
                    self.advance(found);
                    if self.is_start(0)? {
                        return Ok(());
                    }
                    self.advance(1);
                }
                None => {
                    let kept = MAGIC.len() - 1;
                    self.advance((self.held.len() - self.at).saturating_sub(kept));
                    if !self.fill()? {
                        self.advance(self.held.len() - self.at);
                        return Ok(());
                    }
                }
            }
        }
    }

    /// Goes past a record whose block is too large to be held, or to a record that begins inside it, as the length may be damaged.
    fn skip(&mut self, length: u64) -> io::Result<Option<&'static str>> {
        self.advance(self.head_length);
        let mut left = length;
        while left > 0 {
            let there = (self.held.len() - self.at).min(usize::try_from(left).unwrap_or(usize::MAX));
            let window = &self.held[self.at..self.at + there];
            if let Some(found) = memmem::find(window, MAGIC) {
                self.advance(found);
                if self.read_head()?.is_ok() && self.length().is_ok() {
                    return Ok(Some(HIDDEN));
                }
                self.advance(1);
                left -= found as u64 + 1;
                continue;
            }
            let done = if there as u64 == left { there } else { there.saturating_sub(MAGIC.len() - 1) };
            self.advance(done);
            left -= done as u64;
            if left > 0 && !self.fill()? {
                return Ok(Some(self.damage().unwrap_or(CUT)));
            }
        }
        Ok(None)
    }

    /// Where the record at `at` begins.
    fn offset(&self) -> u64 {
        let place = self.base + self.at as u64;
        self.marks.front().map_or(place, |(_, member)| *member)
    }

    /// Makes sure of `n` bytes from `at` on; false if there are not so many.
    fn need(&mut self, n: usize) -> io::Result<bool> {
        while self.held.len() - self.at < n {
            if !self.fill()? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Unpacks more; false if nothing follows on the bytes held.
    fn fill(&mut self) -> io::Result<bool> {
        while matches!(self.ending, Ending::Open) {
            match self.members.step(&mut self.buffer) {
                Ok(Step::Bytes(n)) => {
                    let length = self.held.len();
                    self.held.extend_from_slice(&self.buffer[..n]);
                    let member = self.members.member();
                    if let Some(member) = member.filter(|_| member != self.last && self.marks.len() < MARKS) {
                        self.marks.push_back((self.base + length as u64, member));
                    }
                    self.last = member;
                    return Ok(true);
                }
                Ok(Step::Damaged(damage)) => self.ending = Ending::Damaged(damage),
                Ok(Step::End) => self.ending = Ending::End,
                Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                Err(e) => return Err(e),
            }
        }
        Ok(false)
    }

    fn advance(&mut self, n: usize) {
        self.at += n;
        if self.at > READ && self.at > self.held.len() / 2 {
            self.held.drain(..self.at);
            self.base += std::mem::take(&mut self.at) as u64;
            // What a large record took is given back.
            self.held.shrink_to(4 * READ + self.held.len());
        }
        let place = self.base + self.at as u64;
        while self.marks.get(1).is_some_and(|(start, _)| *start <= place) {
            self.marks.pop_front();
        }
    }
}

/// True for a line that begins a record: the magic word, a version, a line end.
fn starts(bytes: &[u8]) -> bool {
    let Some(rest) = bytes.strip_prefix(MAGIC) else { return false };
    let line = &rest[..rest.len().min(FIRST_MAX)];
    let Some(end) = memchr::memchr(b'\n', line) else { return false };
    let version = line[..end].trim_ascii_end();
    let is_number = |part: &[u8]| !part.is_empty() && part.iter().all(u8::is_ascii_digit);
    memchr::memchr(b'.', version).is_some_and(|dot| is_number(&version[..dot]) && is_number(&version[dot + 1..]))
}
