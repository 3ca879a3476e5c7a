//! Compression: gzip with any number of members, Zstandard with any number of frames. What is written depends on nothing but
//! the bytes.

use std::cell::RefCell;
use std::io::{self, BufReader, Read, Write};

use flate2::Compression;
use flate2::read::MultiGzDecoder;
use flate2::write::GzEncoder;
use zstd::bulk::Compressor;
use zstd::zstd_safe::CParameter;

/// How a file is compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Codec {
    /// Not at all.
    Plain,
    /// gzip.
    Gzip,
    /// Zstandard.
    Zstd,
}

/// The level that the `gzip` program takes if it is not told.
const GZIP_LEVEL: u32 = 6;

/// The level that the `zstd` program takes if it is not told.
const ZSTD_LEVEL: i32 = 3;

/// The level of frames that boiloff alone reads: half the time of [`ZSTD_LEVEL`] for a tenth more bytes.
const QUICK_LEVEL: i32 = 1;

impl Codec {
    /// What stands behind the names of such files.
    #[must_use]
    pub const fn suffix(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::Gzip => ".gz",
            Self::Zstd => ".zst",
        }
    }

    /// Appends `bytes` to `out`, compressed so that it can stand behind other compressed bytes: as a gzip member of its own
    /// without a date, as a Zstandard frame of its own with a checksum.
    ///
    /// # Errors
    /// If the compressor has no memory.
    pub fn pack(self, bytes: &[u8], out: &mut Vec<u8>) -> io::Result<()> {
        match self {
            Self::Plain => out.extend_from_slice(bytes),
            Self::Gzip => {
                let mut member = GzEncoder::new(out, Compression::new(GZIP_LEVEL));
                member.write_all(bytes)?;
                member.finish()?;
            }
            Self::Zstd => out.append(&mut frame(bytes, ZSTD_LEVEL)?),
        }
        Ok(())
    }

    /// Compresses what is written to it into `sink`.
    ///
    /// # Errors
    /// If the compressor has no memory.
    pub fn packer<W: Write>(self, sink: W) -> io::Result<Packer<W>> {
        Ok(match self {
            Self::Plain => Packer::Plain(sink),
            Self::Gzip => Packer::Gzip(GzEncoder::new(sink, Compression::new(GZIP_LEVEL))),
            Self::Zstd => {
                let mut encoder = zstd::Encoder::new(sink, ZSTD_LEVEL)?;
                encoder.include_checksum(true)?;
                Packer::Zstd(encoder)
            }
        })
    }

    /// Decompresses `source`.
    ///
    /// # Errors
    /// If the decompressor has no memory.
    pub fn unpacker<R: Read>(self, source: R) -> io::Result<Unpacker<R>> {
        Ok(match self {
            Self::Plain => Unpacker::Plain(source),
            Self::Gzip => Unpacker::Gzip(Box::new(MultiGzDecoder::new(BufReader::with_capacity(READ, source)))),
            Self::Zstd => Unpacker::Zstd(zstd::Decoder::with_buffer(BufReader::with_capacity(READ, source))?),
        })
    }
}

/// How much compressed data is read at a time: a few calls to the system for each batch.
const READ: usize = 64 << 10;

/// `bytes` as a Zstandard frame of their own, packed in less time than by [`Codec::pack`].
///
/// # Errors
/// If the compressor has no memory.
pub fn quick_frame(bytes: &[u8]) -> io::Result<Vec<u8>> {
    frame(bytes, QUICK_LEVEL)
}

/// The compressors are kept: for small documents, making one costs more than using it.
fn frame(bytes: &[u8], level: i32) -> io::Result<Vec<u8>> {
    thread_local! {
        static COMPRESSOR: RefCell<Option<Compressor<'static>>> = const { RefCell::new(None) };
    }
    COMPRESSOR.with_borrow_mut(|kept| {
        let compressor = match kept {
            Some(compressor) => compressor,
            None => {
                let mut compressor = Compressor::new(level)?;
                compressor.set_parameter(CParameter::ChecksumFlag(true))?;
                kept.insert(compressor)
            }
        };
        compressor.set_compression_level(level)?;
        compressor.compress(bytes)
    })
}

/// A writer that compresses.
pub enum Packer<W: Write> {
    /// Not at all.
    Plain(W),
    /// To gzip.
    Gzip(GzEncoder<W>),
    /// To Zstandard.
    Zstd(zstd::Encoder<'static, W>),
}

impl<W: Write> Packer<W> {
    /// Writes the end and returns the sink.
    ///
    /// # Errors
    /// Those of the sink.
    pub fn finish(self) -> io::Result<W> {
        match self {
            Self::Plain(sink) => Ok(sink),
            Self::Gzip(encoder) => encoder.finish(),
            Self::Zstd(encoder) => encoder.finish(),
        }
    }
}

impl<W: Write> Write for Packer<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Plain(sink) => sink.write(bytes),
            Self::Gzip(encoder) => encoder.write(bytes),
            Self::Zstd(encoder) => encoder.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Plain(sink) => sink.flush(),
            Self::Gzip(encoder) => encoder.flush(),
            Self::Zstd(encoder) => encoder.flush(),
        }
    }
}

/// A reader that decompresses.
pub enum Unpacker<R: Read> {
    /// Not at all.
    Plain(R),
    /// From gzip.
    Gzip(Box<MultiGzDecoder<BufReader<R>>>),
    /// From Zstandard.
    Zstd(zstd::Decoder<'static, BufReader<R>>),
}

impl<R: Read> Unpacker<R> {
    /// The compressed source.
    pub fn get_ref(&self) -> &R {
        match self {
            Self::Plain(source) => source,
            Self::Gzip(decoder) => decoder.get_ref().get_ref(),
            Self::Zstd(decoder) => decoder.get_ref().get_ref(),
        }
    }

    /// The compressed source, which may have been read further than was asked for.
    pub fn into_inner(self) -> R {
        match self {
            Self::Plain(source) => source,
            Self::Gzip(decoder) => decoder.into_inner().into_inner(),
            Self::Zstd(decoder) => decoder.finish().into_inner(),
        }
    }
}

impl<R: Read> Read for Unpacker<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Plain(source) => source.read(into),
            Self::Gzip(decoder) => decoder.read(into),
            Self::Zstd(decoder) => decoder.read(into),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [Codec; 3] = [Codec::Plain, Codec::Gzip, Codec::Zstd];

    fn unpacked(codec: Codec, bytes: &[u8]) -> io::Result<Vec<u8>> {
        let mut out = Vec::new();
        codec.unpacker(bytes)?.read_to_end(&mut out)?;
        Ok(out)
    }

    #[test]
    fn packed_pieces_read_as_one() {
        for codec in ALL {
            let mut packed = Vec::new();
            for piece in [&b"one "[..], b"", b"two"] {
                codec.pack(piece, &mut packed).unwrap();
            }
            let mut packer = codec.packer(&mut packed).unwrap();
            packer.write_all(b" three").unwrap();
            packer.finish().unwrap();
            assert_eq!(unpacked(codec, &packed).unwrap(), b"one two three", "{codec:?}");
            let mut again = Vec::new();
            codec.pack(b"one ", &mut again).unwrap();
            assert!(packed.starts_with(&again));
        }
    }

    #[test]
    fn quick_frames_are_the_same_whatever_was_packed_before() {
        let text = b"some text ".repeat(100);
        let first = quick_frame(&text).unwrap();
        Codec::Zstd.pack(&text, &mut Vec::new()).unwrap();
        assert_eq!(quick_frame(&text).unwrap(), first);
        assert_eq!(unpacked(Codec::Zstd, &first).unwrap(), text);
    }

    #[test]
    fn a_cut_file_is_an_error() {
        for codec in [Codec::Gzip, Codec::Zstd] {
            let mut packed = Vec::new();
            codec.pack(&b"some text ".repeat(100), &mut packed).unwrap();
            assert!(unpacked(codec, &packed[..packed.len() - 5]).is_err(), "{codec:?}");
        }
    }
}
