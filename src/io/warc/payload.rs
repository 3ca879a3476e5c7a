//! What a record holds: a page, a text, or something that is left out.

use std::borrow::Cow;
use std::io::Read;

use brotli_decompressor::Decompressor;
use flate2::read::{DeflateDecoder, GzDecoder, MultiGzDecoder, ZlibDecoder};

use super::head::Head;
use crate::document::Media;

/// What a record comes to.
#[derive(Debug, PartialEq, Eq)]
pub enum Payload<'a> {
    /// A document.
    Document {
        /// What it is.
        media: Media,
        /// Its bytes.
        bytes: Cow<'a, [u8]>,
        /// The character set that its content type tells.
        charset: Option<String>,
    },
    /// No document, because of what it is.
    LeftOut(&'static str),
    /// Perhaps a document, that cannot be read.
    Fault(&'static str),
}

/// Why a document is too large.
pub const TOO_LARGE: &str = "larger than max-document-bytes";

/// Most content encodings of one response. More than one is a mistake of a server; more than a few are malice.
const ENCODINGS_MAX: usize = 4;

/// How much of a payload is looked at to tell what it is: what the standard for browsers has.
const SNIFFED: usize = 1445;

/// Reads the block of a record. No more than `most` bytes are unpacked. Where the block is not whole, no document comes of it.
pub fn payload<'a>(head: &Head, block: &'a [u8], is_whole: bool, most: usize) -> Payload<'a> {
    let kind = head.get("WARC-Type").unwrap_or_default().to_ascii_lowercase();
    let own = head.get("Content-Type");
    let is_http = || own.map_or_else(|| block.starts_with(b"HTTP/"), |own| essence(own) == "application/http");
    let read = match kind.as_str() {
        "response" if is_http() => response(head, block, is_whole, most),
        "response" | "resource" | "conversion" => document(head, own, Cow::Borrowed(block)),
        "request" => Err(Payload::LeftOut("request")),
        "metadata" => Err(Payload::LeftOut("metadata")),
        "warcinfo" => Err(Payload::LeftOut("warcinfo")),
        "revisit" => Err(Payload::LeftOut("revisit")),
        "continuation" => Err(Payload::LeftOut("continuation")),
        _ => Err(Payload::LeftOut("other WARC-Type")),
    };
    match read {
        Ok(_) if !is_whole => Payload::Fault(TOO_LARGE),
        Ok(payload) | Err(payload) => payload,
    }
}

fn response<'a>(record: &Head, block: &'a [u8], is_whole: bool, most: usize) -> Result<Payload<'a>, Payload<'a>> {
    let (head, length) = Head::read(block).ok_or(Payload::Fault("its HTTP head has no end"))?;
    let status = head.first.split_ascii_whitespace().nth(1).and_then(|status| status.parse::<u16>().ok());
    let status = status.filter(|_| head.first.contains('/')).ok_or(Payload::Fault("its HTTP head has no status"))?;
    if !(200..300).contains(&status) {
        return Err(Payload::LeftOut("HTTP status"));
    }
    let own = head.get("Content-Type");
    if matches!(media_of(record, own), Some(None)) {
        return Err(Payload::LeftOut("media type"));
    }
    let mut body = Cow::Borrowed(&block[length..]);
    if !is_whole {
        return Ok(Payload::Fault(TOO_LARGE));
    }
    let is_cut = record.get("WARC-Truncated").is_some();
    let transfer: Vec<&str> = head.all("Transfer-Encoding").flat_map(|list| list.split(',')).collect();
    if transfer.iter().any(|coding| coding.trim().eq_ignore_ascii_case("chunked"))
        && let Some(joined) = joined(&body, is_cut).map_err(Payload::Fault)?
    {
        body = Cow::Owned(joined);
    }
    let content = head.all("Content-Encoding").flat_map(|list| list.split(','));
    let encodings: Vec<String> = content.chain(transfer).map(|name| name.trim().to_ascii_lowercase()).collect();
    let encodings = encodings.iter().map(String::as_str).filter(|name| !matches!(*name, "" | "identity" | "chunked" | "none"));
    let encodings: Vec<&str> = encodings.collect();
    if encodings.len() > ENCODINGS_MAX {
        return Err(Payload::Fault("it has too many content encodings"));
    }
    for name in encodings.into_iter().rev() {
        if let Some(decoded) = decoded(name, &body, is_cut, most).map_err(Payload::Fault)? {
            body = Cow::Owned(decoded);
        }
    }
    document(record, own, body)
}

fn document<'a>(record: &Head, content_type: Option<&str>, bytes: Cow<'a, [u8]>) -> Result<Payload<'a>, Payload<'a>> {
    let media = media_of(record, content_type).unwrap_or_else(|| sniffed(&bytes)).ok_or(Payload::LeftOut("media type"))?;
    Ok(Payload::Document { media, bytes, charset: content_type.and_then(charset) })
}

/// A media type without its parameters.
fn essence(content_type: &str) -> String {
    content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// What a document of the type is that was found out, or else declared: `Some(None)` for what is none, `None` if neither is known.
fn media_of(record: &Head, content_type: Option<&str>) -> Option<Option<Media>> {
    let types = [record.get("WARC-Identified-Payload-Type"), content_type].into_iter().flatten().map(essence);
    let essence = types.into_iter().find(|essence| essence.contains('/') && !essence.starts_with("unknown/"))?;
    Some(match essence.as_str() {
        "text/html" | "application/xhtml+xml" => Some(Media::Html),
        "text/plain" => Some(Media::Text),
        _ => None,
    })
}

fn charset(content_type: &str) -> Option<String> {
    let value = content_type.split(';').skip(1).find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        name.trim().eq_ignore_ascii_case("charset").then_some(value)
    })?;
    Some(value.trim_matches([' ', '\t', '"', '\'']).to_owned()).filter(|label| encoding_rs::Encoding::for_label(label.as_bytes()).is_some())
}

/// What unnamed bytes look like.
fn sniffed(bytes: &[u8]) -> Option<Media> {
    /// What markup begins with, by the standard for browsers.
    const OPENINGS: [&str; 17] = [
        "<!doctype html",
        "<html",
        "<head",
        "<script",
        "<iframe",
        "<h1",
        "<div",
        "<font",
        "<table",
        "<a",
        "<style",
        "<title",
        "<b",
        "<body",
        "<br",
        "<p",
        "<!--",
    ];
    let head = &bytes[..bytes.len().min(SNIFFED)];
    let text = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
    let is_opening = |opening: &str| {
        let ends = |rest: &[u8]| opening == "<!--" || matches!(rest.first(), Some(b' ' | b'>' | b'\t' | b'\n' | b'\r'));
        text.split_at_checked(opening.len()).is_some_and(|(own, rest)| own.eq_ignore_ascii_case(opening.as_bytes()) && ends(rest))
    };
    let is_binary = |b: &u8| matches!(b, 0..=8 | 0x0b | 0x0e..=0x1a | 0x1c..=0x1f);
    match () {
        () if OPENINGS.iter().any(|opening| is_opening(opening)) => Some(Media::Html),
        () if text.is_empty() || text.iter().any(is_binary) => None,
        () => Some(Media::Text),
    }
}

/// A chunked body joined; `None` for one that is not chunked, whatever was said. What is missing at its end is no fault: that is how
/// a browser would have shown it.
fn joined(body: &[u8], is_cut: bool) -> Result<Option<Vec<u8>>, &'static str> {
    let mut out = Vec::with_capacity(body.len());
    let mut rest = body;
    while !rest.is_empty() {
        let is_first = rest.len() == body.len();
        let Some((size, behind)) = chunk_size(rest) else {
            return match () {
                () if is_first => Ok(None),
                // The size itself may be cut.
                () if is_cut || memchr::memchr(b'\n', rest).is_none() => Ok(Some(out)),
                () => Err("its chunks do not follow on each other"),
            };
        };
        if size == 0 {
            break;
        }
        let data = &behind[..size.min(behind.len())];
        let behind = &behind[data.len()..];
        rest = match behind.strip_prefix(b"\r\n").or_else(|| behind.strip_prefix(b"\n")) {
            Some(rest) => rest,
            None if behind.is_empty() || behind == b"\r" => b"",
            None if is_first => return Ok(None),
            None => return Err("its chunks do not follow on each other"),
        };
        out.extend_from_slice(data);
    }
    Ok(Some(out))
}

/// The size that a chunk begins with, and what stands behind its line.
fn chunk_size(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let end = memchr::memchr(b'\n', bytes)?;
    let size = str::from_utf8(bytes[..end].split(|b| *b == b';').next()?).ok()?.trim();
    let is_size = !size.is_empty() && size.bytes().all(|b| b.is_ascii_hexdigit());
    Some((usize::from_str_radix(size, 16).ok().filter(|_| is_size)?, &bytes[end + 1..]))
}

/// A body without a content encoding; `None` for one that does not have it, whatever was said: many crawlers keep the head as it came
/// and the body as they read it.
fn decoded(name: &str, body: &[u8], is_cut: bool, most: usize) -> Result<Option<Vec<u8>>, &'static str> {
    let limited = |mut source: &mut dyn Read| {
        let mut out = Vec::new();
        let read = (&mut source).take((most as u64).saturating_add(1)).read_to_end(&mut out);
        match read {
            _ if out.len() > most => Err(TOO_LARGE),
            Err(_) if !is_cut || out.is_empty() => Err("its body cannot be decoded"),
            _ => Ok(out),
        }
    };
    let first = |one: Result<Vec<u8>, &'static str>, other: &dyn Fn() -> Result<Vec<u8>, &'static str>| match one {
        Err(why) if why != TOO_LARGE => other(),
        done => done,
    };
    let read = match name {
        // Some servers send more behind the one member.
        "gzip" | "x-gzip" => first(limited(&mut MultiGzDecoder::new(body)), &|| limited(&mut GzDecoder::new(body))),
        // By the standard zlib's form, and deflate alone from servers that took the name for it.
        "deflate" => first(limited(&mut ZlibDecoder::new(body)), &|| limited(&mut DeflateDecoder::new(body))),
        "br" => limited(&mut Decompressor::new(body, BUFFER)),
        "zstd" => zstd::Decoder::with_buffer(body).map_err(|_| "its body cannot be decoded").and_then(|mut decoder| limited(&mut decoder)),
        _ => Err("its content encoding is not known"),
    };
    match read {
        Err(why) if why != TOO_LARGE && !body.is_empty() && (sniffed(body) == Some(Media::Html) || str::from_utf8(body).is_ok()) => {
            Ok(None)
        }
        Err(_) if body.is_empty() => Ok(None),
        read => read.map(Some),
    }
}

/// How much is read of a body at a time.
const BUFFER: usize = 16 << 10;
