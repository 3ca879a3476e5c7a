//! Compressed bytes, member by member, going on behind what is damaged.
//!
//! gzip's members and Zstandard's frames stand for themselves: where one is damaged, the next can be read. An archive of pages
//! has a member for each record, so that damage costs what it hits and no more. An archive that is one member is lost from the
//! damage on: nothing in it can be read without what stands before.

use std::io::{self, Read};

use flate2::{Crc, Decompress, FlushDecompress, Status};
use memchr::memmem;
use zstd::stream::raw::{Decoder, InBuffer, Operation, OutBuffer};

use super::codec::Codec;

/// How much is read at a time.
const READ: usize = 64 << 10;

/// How much is unpacked at a time: what ends at a multiple of this.
const SLICE: u64 = 4 << 10;

/// How far back a member is looked for in what a damaged one seemed to hold. The damage may have hidden where that one ends; what
/// is read as its content from there on is noise, which a decompressor refuses after some hundred bytes, and after 64 KiB in a
/// stored block whose length is damaged.
const KEPT: usize = 1 << 20;

/// How often each byte may be read again on the search for a member. Damage asks for less than once; bytes made so that each
/// signature begins a long and useless member ask for as much as they get.
const AGAIN: u64 = 4;

/// Longest name or comment in the head of a gzip member. They hold a file's name, if anything.
const NAME_MAX: usize = 1 << 10;

/// Largest dictionary at the head of a Zstandard archive; those in use have some hundred KB.
const DICTIONARY_MAX: usize = 16 << 20;

/// What a gzip member that uses deflate begins with.
const GZIP: &[u8] = &[0x1f, 0x8b, 8];

/// What a Zstandard frame begins with.
const FRAME: &[u8] = &[0x28, 0xb5, 0x2f, 0xfd];

/// What the frame begins with that holds an archive's dictionary; decoders that know nothing of it skip it.
const DICTIONARY: &[u8] = &[0x5d, 0x2a, 0x4d, 0x18];

/// What came next.
#[derive(Debug, PartialEq, Eq)]
pub enum Step {
    /// So many bytes.
    Bytes(usize),
    /// A member could not be read, or not to its end. Bytes behind it do not follow on those before.
    Damaged(Damage),
    /// There is no more.
    End,
}

/// Something that cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Damage {
    /// Where the member begins, in bytes of the file.
    pub offset: u64,
    /// What is wrong.
    pub why: &'static str,
}

/// Decompresses a source.
pub struct Members<R> {
    source: R,
    engine: Engine,
    /// Bytes of the file from `base` on, of which those before `at` have been used.
    held: Vec<u8>,
    base: u64,
    at: usize,
    state: State,
    /// Where the member begins that was begun last.
    member: u64,
    /// How many bytes may yet be gone back.
    credit: u64,
}

enum Engine {
    Plain,
    Gzip(Box<Decompress>, Crc),
    Zstd(Decoder<'static>),
}

/// Places are bytes of the file.
#[derive(Clone, Copy)]
enum State {
    /// A member begins here.
    Start,
    /// In the one that begins there.
    Inside(u64),
    /// At the checksum of the one that begins there.
    Trailer(u64),
    /// Looking for one from there on.
    Seek(u64),
}

impl<R: Read> Members<R> {
    /// Decompresses `source`.
    ///
    /// # Errors
    /// If the decompressor has no memory.
    pub fn new(source: R, codec: Codec) -> io::Result<Self> {
        let engine = match codec {
            Codec::Plain => Engine::Plain,
            Codec::Gzip => Engine::Gzip(Box::new(Decompress::new(false)), Crc::new()),
            Codec::Zstd => Engine::Zstd(Decoder::new()?),
        };
        Ok(Self { source, engine, held: Vec::new(), base: 0, at: 0, state: State::Start, member: 0, credit: KEPT as u64 })
    }

    /// The compressed source.
    pub const fn get_ref(&self) -> &R {
        &self.source
    }

    /// The compressed source, which may have been read further than was asked for.
    pub fn into_inner(self) -> R {
        self.source
    }

    /// Where the member begins that the last bytes came from, in bytes of the file; `None` where nothing is compressed.
    pub const fn member(&self) -> Option<u64> {
        if let Engine::Plain = self.engine { None } else { Some(self.member) }
    }

    /// Reads on.
    ///
    /// # Errors
    /// Those of the source. Damage is none.
    pub fn step(&mut self, into: &mut [u8]) -> io::Result<Step> {
        if let Engine::Plain = self.engine {
            return Ok(match self.source.read(into)? {
                0 => Step::End,
                n => Step::Bytes(n),
            });
        }
        loop {
            let step = match self.state {
                State::Start => self.start(true)?,
                State::Seek(from) => self.seek(from)?,
                State::Inside(start) => self.inside(start, into)?,
                State::Trailer(start) => self.trailer(start)?,
            };
            if let Some(step) = step {
                return Ok(step);
            }
        }
    }

    const fn place(&self) -> u64 {
        self.base + self.at as u64
    }

    /// Reads more of the file; false at its end.
    fn more(&mut self) -> io::Result<bool> {
        if self.at > 2 * KEPT {
            let useless = self.at - KEPT;
            self.held.drain(..useless);
            self.base += useless as u64;
            self.at -= useless;
        }
        let length = self.held.len();
        self.held.resize(length + READ, 0);
        let read = self.source.read(&mut self.held[length..]);
        self.held.truncate(length + read.as_ref().map_or(0, |n| *n));
        let read = read?;
        self.credit = self.credit.saturating_add(read as u64 * AGAIN);
        Ok(read > 0)
    }

    /// The next `n` bytes, if there are so many.
    fn peek(&mut self, n: usize) -> io::Result<Option<&[u8]>> {
        while self.held.len() - self.at < n {
            if !self.more()? {
                return Ok(None);
            }
        }
        Ok(self.held.get(self.at..self.at + n))
    }

    /// Says that the member from `start` on is damaged, and goes back for the next.
    fn fail(&mut self, start: u64, why: &'static str) -> Option<Step> {
        let back = self.place().saturating_sub(start + 1);
        let from = if back <= self.credit { (start + 1).max(self.base) } else { self.place() };
        self.credit = self.credit.saturating_sub(back);
        self.state = State::Seek(from);
        Some(Step::Damaged(Damage { offset: start, why }))
    }

    /// At the place of a member's beginning. `padded`: there may be zeros before it.
    fn start(&mut self, padded: bool) -> io::Result<Option<Step>> {
        while padded && self.peek(1)? == Some(&[0]) {
            self.at += 1;
        }
        if self.peek(1)?.is_none() {
            return Ok(Some(Step::End));
        }
        let start = self.place();
        if let Engine::Gzip(..) = self.engine {
            match self.gzip_head()? {
                Ok(length) => self.at += length,
                Err(why) => return Ok(self.fail(start, why)),
            }
        } else if start == 0 && self.peek(DICTIONARY.len())? == Some(DICTIONARY) {
            match self.dictionary()? {
                // The next frame is the first that holds anything.
                Ok(()) => return Ok(None),
                Err(why) => return Ok(self.fail(start, why)),
            }
        }
        match &mut self.engine {
            Engine::Plain => {}
            Engine::Gzip(inflate, crc) => {
                inflate.reset(false);
                crc.reset();
            }
            Engine::Zstd(decoder) => decoder.reinit()?,
        }
        self.state = State::Inside(start);
        self.member = start;
        Ok(None)
    }

    /// The length of a gzip member's head.
    fn gzip_head(&mut self) -> io::Result<Result<usize, &'static str>> {
        const CUT: &str = "a gzip member is cut off";
        const EXTRA: u8 = 4;
        let Some(head) = self.peek(10)? else { return Ok(Err(CUT)) };
        let flags = head[3];
        if !head.starts_with(GZIP) || flags & 0xe0 != 0 {
            return Ok(Err("no gzip member begins where one should"));
        }
        let mut length = 10;
        if flags & EXTRA != 0 {
            let Some(&[low, high]) = self.peek(length + 2)?.and_then(|head| head.last_chunk()) else { return Ok(Err(CUT)) };
            length += 2 + usize::from(u16::from_le_bytes([low, high]));
        }
        // The file's name and a comment, each up to a zero.
        for _ in 0..(flags >> 3 & 1) + (flags >> 4 & 1) {
            if self.peek(length)?.is_none() {
                return Ok(Err(CUT));
            }
            length = loop {
                let name = &self.held[self.at + length..];
                let name = &name[..name.len().min(NAME_MAX)];
                if let Some(end) = memchr::memchr(0, name) {
                    break length + end + 1;
                }
                if name.len() == NAME_MAX {
                    return Ok(Err("a gzip member has no end to its name"));
                }
                if !self.more()? {
                    return Ok(Err(CUT));
                }
            };
        }
        length += usize::from(flags & 2);
        Ok(if self.peek(length)?.is_some() { Ok(length) } else { Err(CUT) })
    }

    /// Reads the dictionary that all other frames need: bytes as they are, or a frame by themselves.
    fn dictionary(&mut self) -> io::Result<Result<(), &'static str>> {
        const WRONG: &str = "the dictionary at the file's head cannot be read";
        let Some(&length) = self.peek(8)?.and_then(|head| head.last_chunk::<4>()) else { return Ok(Err(WRONG)) };
        let length = u32::from_le_bytes(length) as usize;
        if length > DICTIONARY_MAX {
            return Ok(Err(WRONG));
        }
        let Some(frame) = self.peek(8 + length)? else { return Ok(Err(WRONG)) };
        let mut dictionary = frame[8..].to_vec();
        if dictionary.starts_with(FRAME) {
            let mut unpacked = Vec::new();
            let frame = zstd::Decoder::new(&*dictionary)?;
            if frame.take(DICTIONARY_MAX as u64).read_to_end(&mut unpacked).is_err() {
                return Ok(Err(WRONG));
            }
            dictionary = unpacked;
        }
        self.at += 8 + length;
        Ok(Decoder::with_dictionary(&dictionary).map(|decoder| self.engine = Engine::Zstd(decoder)).map_err(|_| WRONG))
    }

    fn seek(&mut self, from: u64) -> io::Result<Option<Step>> {
        let signature = if let Engine::Gzip(..) = self.engine { GZIP } else { FRAME };
        self.at = from.saturating_sub(self.base) as usize;
        loop {
            if let Some(found) = memmem::find(&self.held[self.at..], signature) {
                self.at += found;
                return self.start(false);
            }
            self.at = self.held.len().saturating_sub(signature.len() - 1).max(self.at);
            if !self.more()? {
                self.at = self.held.len();
                self.state = State::Start;
                return Ok(Some(Step::End));
            }
        }
    }

    fn inside(&mut self, start: u64, into: &mut [u8]) -> io::Result<Option<Step>> {
        // What a decompressor gives of a damaged member depends on how much it gets at a time, so that is always the same.
        let target = (self.place() / SLICE + 1) * SLICE;
        while self.base + (self.held.len() as u64) < target && self.more()? {}
        let input = &self.held[self.at..self.held.len().min((target - self.base) as usize)];
        let (used, made, ended) = match &mut self.engine {
            Engine::Plain => return Ok(Some(Step::End)),
            Engine::Gzip(inflate, crc) => {
                let before = (inflate.total_in(), inflate.total_out());
                let Ok(status) = inflate.decompress(input, into, FlushDecompress::None) else {
                    return Ok(self.fail(start, "a gzip member is damaged"));
                };
                let made = (inflate.total_out() - before.1) as usize;
                crc.update(&into[..made]);
                ((inflate.total_in() - before.0) as usize, made, status == Status::StreamEnd)
            }
            Engine::Zstd(decoder) => {
                let mut input = InBuffer::around(input);
                let mut output = OutBuffer::around(&mut *into);
                let Ok(hint) = decoder.run(&mut input, &mut output) else {
                    return Ok(self.fail(start, "a Zstandard frame is damaged, or needs too much memory"));
                };
                (input.pos(), output.pos(), hint == 0)
            }
        };
        self.at += used;
        if ended {
            self.state = if let Engine::Gzip(..) = self.engine { State::Trailer(start) } else { State::Start };
        }
        if made > 0 {
            return Ok(Some(Step::Bytes(made)));
        }
        if ended || used > 0 || self.more()? { Ok(None) } else { Ok(self.fail(start, "the file is cut off")) }
    }

    fn trailer(&mut self, start: u64) -> io::Result<Option<Step>> {
        let Engine::Gzip(_, crc) = &self.engine else { return Ok(Some(Step::End)) };
        let mut expected = [0; 8];
        expected[..4].copy_from_slice(&crc.sum().to_le_bytes());
        expected[4..].copy_from_slice(&crc.amount().to_le_bytes());
        Ok(match self.peek(8)? {
            None => self.fail(start, "the file is cut off"),
            Some(trailer) if trailer != expected => self.fail(start, "a gzip member is damaged: its checksum is another"),
            Some(_) => {
                self.at += 8;
                self.state = State::Start;
                None
            }
        })
    }
}
