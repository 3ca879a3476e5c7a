//! Archives of pages: what other programs wrote is read, and damage costs what it hits and no more.

use std::io::Read;
use std::time::{Duration, Instant};

use boiloff::Config;
use boiloff::io::format::Format;
use boiloff::io::records::Records;
use flate2::read::MultiGzDecoder;
use serde_json::{Value, json};

use crate::bless::{self, root};
use crate::place::{Place, assert_same, gzip, zstd};

/// What a file of this name is read as: lines, and what was left out.
fn read_with(name: &str, bytes: &[u8], config: &Config) -> (Vec<String>, Value) {
    let mut records = Records::open(bytes, Format::of(name).unwrap(), None, config).unwrap();
    let mut lines = String::new();
    records.read_to_string(&mut lines).unwrap();
    (lines.lines().map(str::to_owned).collect(), json!(records.left_out().counts()))
}

fn read(name: &str, bytes: &[u8]) -> Vec<String> {
    read_with(name, bytes, &Config::default()).0
}

fn value(line: &str) -> Value {
    serde_json::from_str(line).unwrap()
}

/// A record with lines of its head in place.
fn record(head: &str, block: impl AsRef<[u8]>) -> Vec<u8> {
    let block = block.as_ref();
    let head = format!("WARC/1.1\r\n{head}\r\nContent-Length: {}\r\n\r\n", block.len());
    [head.as_bytes(), block, b"\r\n\r\n"].concat()
}

fn response(number: usize, http: impl AsRef<[u8]>) -> Vec<u8> {
    record(&format!("WARC-Type: response\r\nWARC-Record-ID: <urn:{number}>\r\nContent-Type: application/http; msgtype=response"), http)
}

fn text(number: usize) -> Vec<u8> {
    let words = format!("Text {number} says that the bridge is closed.\n").repeat(1 + number % 5);
    record(&format!("WARC-Type: conversion\r\nWARC-Record-ID: <urn:{number}>\r\nContent-Type: text/plain"), words)
}

/// The one line that an HTTP response becomes.
fn of_http(head: &str, body: impl AsRef<[u8]>) -> Value {
    let http = [format!("HTTP/1.1 200 OK\r\n{head}\r\n").as_bytes(), body.as_ref()].concat();
    let (lines, left_out) = read_with("a.warc", &response(1, http), &Config::default());
    lines.first().map_or(left_out, |line| value(line))
}

fn unpacked(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    MultiGzDecoder::new(bytes).read_to_end(&mut out).unwrap();
    out
}

fn fixture(name: &str) -> Vec<u8> {
    std::fs::read(root("fixtures/warc").join(name)).unwrap()
}

#[test]
fn what_warcio_wrote_is_read() {
    for name in ["crawl.warc.gz", "crawl.warc.wet.gz"] {
        let packed = fixture(name);
        let plain = unpacked(&packed);
        let (lines, left_out) = read_with(name, &packed, &Config::default());
        let file = root("fixtures/warc").join(name.replace(".gz", ".jsonl"));
        bless::check(&file, &(lines.join("\n") + "\n" + &left_out.to_string() + "\n")).unwrap();
        assert_eq!(read("a.warc", &plain), lines);
        assert_eq!(read("a.warc.gz", &gzip(&[&plain])), lines, "one member for all");
        let pieces: Vec<&[u8]> = plain.chunks(100).collect();
        assert_eq!(read("a.warc.gz", &gzip(&pieces)), lines, "members cut anywhere");
        assert_eq!(read("a.warc.zst", &zstd(&[&plain])), lines);
        assert_eq!(read("a.warc.zst", &zstd(&pieces)), lines);
        let unix = String::from_utf8_lossy(&plain).replace("\r\n", "\n").into_bytes();
        assert!(name.contains("warc.gz") || read("a.warc", &unix) == lines, "line feeds alone");
    }
}

#[test]
fn heads_may_be_odd() {
    for (head, end, id) in [
        (
            "WARC/0.18\r\nWARC-Type: resource\r\nContent-Type: text/plain\r\nContent-Length: 2\r\nWARC-Record-ID: <a>\r\n\r\n",
            "\r\n\r\n",
            "a",
        ),
        ("WARC/1.0\nwarc-type:resource\ncontent-type:text/plain\ncontent-length:2\nwarc-record-id:a\n\n", "\n\n", "a"),
        (
            "WARC/1.1\r\nWARC-Type: resource\r\nContent-Type:\r\n text/plain\r\nContent-Length: 2\r\nWARC-Record-ID:\r\n <a>\r\n\r\n",
            "",
            "a",
        ),
        ("WARC/1.0 \r\nWARC-Type: resource\r\nWARC-Record-ID: <a>\r\nContent-Length: 2\r\n\r\n", "\r\n\r\n\r\n\r\n", "a"),
    ] {
        let lines = read("a.warc", [head, "hi", end, str::from_utf8(&text(2)).unwrap()].concat().as_bytes());
        if end.is_empty() {
            // Nothing between two records: where the first ends is not sure.
            assert!(lines[0].contains("unreadable"), "{lines:?}");
        } else {
            assert_eq!(value(&lines[0]), json!({"id": id, "text": "hi"}), "{head}");
        }
        assert_eq!(value(&lines[1])["id"], "urn:2", "{head}");
    }
}

#[test]
fn bodies_are_decoded() {
    let html = "<html><p>Où est le pont ?</html>";
    let of_html = |head: &str, body: &[u8]| of_http(&format!("Content-Type: text/html\r\n{head}"), body)["html"].clone();
    let chunked = |body: &str| of_html("Transfer-Encoding: chunked\r\n", body.as_bytes());
    for body in [
        "4\r\n<p>a\r\n3;x=\"y\"\r\nbcd\r\n0\r\n\r\n",
        "4\n<p>a\n003 \nbcd\n0\nTrailer: x\n\n",
        "4\r\n<p>a\r\n3\r\nbcd\r\n",
        "4\r\n<p>a\r\nFFFF\r\nbcd",
    ] {
        assert_eq!(chunked(body), "<p>abcd", "{body:?}");
    }
    assert_eq!(chunked("<p>not in chunks"), "<p>not in chunks");
    assert_eq!(chunked("a\r\nis no size <p>"), "a\r\nis no size <p>");
    assert_eq!(chunked(""), "");
    assert_eq!(chunked("ffffffffffffffffffff\r\n<p>"), "ffffffffffffffffffff\r\n<p>");
    let torn = of_http("Content-Type: text/html\r\nTransfer-Encoding: chunked\r\n", "4\r\n<p>a\r\nzz\r\nbcd\r\n0\r\n\r\n");
    assert!(torn["unreadable"].as_str().unwrap().starts_with("its chunks"), "{torn}");

    let twice = gzip(&[&gzip(&[html.as_bytes()])]);
    assert_eq!(of_html("Content-Encoding: gzip, x-gzip\r\n", &twice), html);
    assert_eq!(of_html("Content-Encoding: gzip\r\nContent-Encoding: gzip\r\n", &twice), html);
    assert_eq!(of_html("Content-Encoding: identity\r\n", html.as_bytes()), html);
    assert_eq!(of_html("Content-Encoding: gzip\r\n", html.as_bytes()), html, "decoded by the crawler");
    assert_eq!(of_html("Content-Encoding: br\r\n", html.as_bytes()), html);
    assert_eq!(of_html("Content-Encoding: made-up\r\n", html.as_bytes()), html);
    assert_eq!(of_html("Content-Encoding: gzip\r\n", &[gzip(&[html.as_bytes()]), b"more".to_vec()].concat()), html);
    assert_eq!(of_html("Content-Encoding: zstd\r\n", &zstd(&[html.as_bytes()])), html);
    let member = gzip(&[html.as_bytes()]);
    let cut = of_http("Content-Type: text/html\r\nContent-Encoding: gzip\r\n", &member[..member.len() - 9]);
    assert!(cut["unreadable"].as_str().unwrap().starts_with("its body cannot be decoded"), "{cut}");
    assert_eq!(cut["id"], "urn:1");
    let http = [b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n\r\n", &member[..member.len() - 9]].concat();
    let head = "WARC-Type: response\r\nWARC-Truncated: length\r\nContent-Type: application/http";
    let cut = value(&read("a.warc", &record(head, http))[0]);
    assert!(cut["truncated"] == "length" && html.starts_with(cut["html"].as_str().unwrap()), "{cut}");
}

#[test]
fn the_charset_is_that_of_the_head_then_of_the_page() {
    let (cyrillic, _, _) = encoding_rs::WINDOWS_1251.encode("<meta charset=koi8-r><p>дорогой мост");
    assert_eq!(of_http("Content-Type: text/html; charset=\"Windows-1251\"\r\n", &cyrillic)["html"], "<meta charset=koi8-r><p>дорогой мост");
    let koi = of_http("Content-Type: text/html; charset=nonsense\r\n", &cyrillic)["html"].clone();
    assert_eq!(koi, *encoding_rs::KOI8_R.decode(&cyrillic).0, "the page's own where the head has none");
    let marked = "\u{feff}<p>мост";
    assert_eq!(of_http("Content-Type: text/html; charset=koi8-r\r\n", marked)["html"], "<p>мост");
    let wide: Vec<u8> = "<p>мост и дорога через реку".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(of_http("Content-Type: text/html; charset=utf-16le\r\n", wide)["html"], "<p>мост и дорога через реку");
}

#[test]
fn only_pages_and_texts_are_documents() {
    let noise: Vec<u8> = (0..4000u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    for (head, body, what) in [
        ("", "\u{feff} <!DOCTYPE html><p>", "html"),
        ("Content-Type: \r\n", "<!--x--><p>", "html"),
        ("Content-Type: unknown/unknown\r\n", "Plain words.", "text"),
        ("Content-Type: TEXT/HTML;charset=utf-8\r\n", "words", "html"),
        ("Content-Type: application/xhtml+xml\r\n", "words", "html"),
        ("Content-Type: text/plain\r\n", "<html>", "text"),
        ("Content-Type: application/json\r\n", "{}", "media type"),
        ("", "%PDF-1.4 \u{1}\u{2}", "media type"),
        ("", "", "media type"),
    ] {
        assert!(!of_http(head, body)[what].is_null(), "{head:?} {body:?} is no {what}");
    }
    assert_eq!(of_http("Content-Type: text/html\r\n", noise), json!({"no text": 1}));
    let left_out = |bytes: &[u8]| read_with("a.warc", bytes, &Config::default()).1;
    for status in ["301 Moved", "404 Not Found", "500", "100 Continue"] {
        assert_eq!(left_out(&response(1, format!("HTTP/1.1 {status}\r\nContent-Type: text/html\r\n\r\n<p>"))), json!({"HTTP status": 1}));
    }
    for status in ["HTTP/2 200", "HTTP/1.0 206 Partial", "http/1.1 200"] {
        assert_eq!(value(&read("a.warc", &response(1, format!("{status}\r\nContent-Type: text/html\r\n\r\n<p>")))[0])["html"], "<p>");
    }
    for http in ["", "HTTP/1.1 200 OK\r\n", "nonsense\r\n\r\n", "HTTP/1.1\r\n\r\n"] {
        assert!(value(&read("a.warc", &response(1, http))[0])["unreadable"].as_str().unwrap().starts_with("its HTTP head"), "{http}");
    }
    let identified = "WARC-Type: resource\r\nWARC-Identified-Payload-Type: image/png\r\nContent-Type: text/html";
    assert_eq!(left_out(&record(identified, "x")), json!({"media type": 1}));
    assert_eq!(left_out(&record("WARC-Type: made-up", "x")), json!({"other WARC-Type": 1}));
}

#[test]
fn lengths_that_are_wrong_cost_one_record() {
    let wrong = |length: &str| String::from_utf8(text(2)).unwrap().replace("Content-Length: 117", length).into_bytes();
    assert_eq!(text(2), wrong("Content-Length: 117"));
    assert_ne!(text(2), wrong("X: 117"));
    for length in [
        "X: 117",
        "Content-Length: x",
        "Content-Length: -1",
        "Content-Length: 115",
        "Content-Length: 100",
        "Content-Length: 125",
        "Content-Length: 500",
        "Content-Length: 99999999",
        "Content-Length: 99999999999",
        "Content-Length: 99999999999999999999",
        "Content-Length 117",
    ] {
        let archive = [text(1), wrong(length), text(3), text(4)].concat();
        let lines = read("a.warc", &archive);
        let ids: Vec<Value> = lines.iter().map(|line| value(line)).filter(|v| v["unreadable"].is_null()).map(|v| v["id"].clone()).collect();
        assert_eq!(ids, ["urn:1", "urn:3", "urn:4"], "{length}: {lines:?}");
        let fault = value(&lines[1]);
        assert_eq!((&fault["offset"], lines.len()), (&text(1).len().into(), 4), "{length}: {lines:?}");
        let packed: Vec<Vec<u8>> = [text(1), wrong(length), text(3), text(4)].iter().map(|r| gzip(&[r])).collect();
        let lines = read("a.warc.gz", &packed.concat());
        assert_eq!((&value(&lines[1])["offset"], lines.len()), (&packed[0].len().into(), 4), "{length}: {lines:?}");
    }
    let torn = [&text(1)[..], &text(2)[..150], &text(3)].concat();
    assert_eq!(value(&read("a.warc", &torn)[2])["id"], "urn:3", "a record that begins in the midst of a line");
}

#[test]
fn records_that_are_too_large_are_not_held() {
    let config = Config { max_document_bytes: 1000, ..Config::default() };
    let page = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{}", "<p>WARC/1.0\r\n".repeat(100_000));
    let film = page.replace("text/html", "video/mp4");
    let archive = [text(1), response(2, &page), text(3), response(4, &film), text(6)].concat();
    for (name, bytes) in [("a.warc", archive.clone()), ("a.warc.gz", gzip(&[&archive])), ("a.warc.zst", zstd(&[&archive]))] {
        let (lines, left_out) = read_with(name, &bytes, &config);
        assert_eq!((lines.len(), left_out), (4, json!({"media type": 1})), "{lines:?}");
        assert!(lines[1].contains(r#""unreadable":"larger than max-document-bytes"#) && lines[1].contains("urn:2"), "{}", lines[1]);
        assert_eq!(value(&lines[3])["id"], "urn:6");
    }
    let bomb = gzip(&[&vec![b'a'; 20_000_000]]);
    for (name, body) in [("gzip", bomb.clone()), ("zstd", zstd(&[&vec![b'a'; 20_000_000]])), ("gzip, gzip", gzip(&[&bomb]))] {
        let http = [format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: {name}\r\n\r\n").as_bytes(), &body].concat();
        let config = Config { max_document_bytes: 100_000, ..Config::default() };
        let (lines, _) = read_with("a.warc", &[response(1, http), text(2)].concat(), &config);
        assert!(lines[0].contains("larger than max-document-bytes") && lines[1].contains("urn:2"), "{name}: {lines:?}");
    }
}

/// Numbers that look random and are the same each time.
fn numbers(mut seed: u64) -> impl FnMut(usize) -> usize {
    move |below| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as usize % below
    }
}

/// Archives of forty records in each form, with where each record begins in the file, and its end behind them.
fn archives() -> Vec<(&'static str, Vec<u8>, Vec<usize>)> {
    let records: Vec<Vec<u8>> = (0..40)
        .map(|n| match n % 4 {
            0 => {
                response(n, format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>Page {n} of the council's report on the bridge."))
            }
            1 => record(
                "WARC-Type: request\r\nContent-Type: application/http; msgtype=request",
                "GET / HTTP/1.1\r\nHost: example.org\r\n\r\n",
            ),
            _ => text(n),
        })
        .collect();
    let stored = |record: &Vec<u8>| {
        let mut member = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::none());
        std::io::Write::write_all(&mut member, record).unwrap();
        member.finish().unwrap()
    };
    let forms: [(&str, Vec<Vec<u8>>); 4] = [
        ("a.warc", records.clone()),
        ("a.warc.gz", records.iter().map(|r| gzip(&[r])).collect()),
        ("stored.warc.gz", records.iter().map(stored).collect()),
        ("a.warc.zst", records.iter().map(|r| zstd(&[r])).collect()),
    ];
    let joined = |(name, parts): (&'static str, Vec<Vec<u8>>)| {
        let mut starts = vec![0];
        parts.iter().for_each(|part| starts.push(starts[starts.len() - 1] + part.len()));
        (name, parts.concat(), starts)
    };
    forms.into_iter().map(joined).collect()
}

/// The documents among the lines, by id, and how many faults there are.
fn documents(lines: &[String]) -> (Vec<(String, &str)>, usize) {
    let good = |line: &&String| !line.starts_with(r#"{"unreadable":"#);
    let documents: Vec<_> =
        lines.iter().filter(good).map(|l| (value(l)["id"].as_str().unwrap_or_default().to_owned(), l.as_str())).collect();
    let faults = lines.len() - documents.len();
    (documents, faults)
}

/// Reads a damaged archive: each document of a record that the bytes `hit` do not belong to is there, and in its place.
fn check(name: &str, whole: &[String], starts: &[usize], damaged: &[u8], hit: std::ops::Range<usize>, case: &str) {
    let start = Instant::now();
    let lines = read(name, damaged);
    assert!(start.elapsed() < Duration::from_secs(10), "{name}, {case}");
    let (found, faults) = documents(&lines);
    let untouched = |n: usize| starts[n + 1] <= hit.start || starts[n] >= hit.end;
    let mut at = 0;
    for line in whole {
        let id = value(line)["id"].as_str().unwrap().to_owned();
        if untouched(id.strip_prefix("urn:").unwrap().parse().unwrap()) {
            let place = found[at..].iter().position(|(_, l)| l == line);
            at += place.unwrap_or_else(|| panic!("{name}, {case}: {id} is missing: {lines:#?}")) + 1;
        }
    }
    assert!(faults <= 2, "{name}, {case}: {lines:#?}");
}

#[test]
fn damage_costs_what_it_hits() {
    let mut number = numbers(1);
    for (name, bytes, starts) in archives() {
        let whole = read(name, &bytes);
        assert_eq!((whole.len(), documents(&whole).1), (30, 0), "{name}");
        for n in 0..200 {
            let (at, bit) = (number(bytes.len()), number(8));
            let mut damaged = bytes.clone();
            damaged[at] ^= 1 << bit;
            check(name, &whole, &starts, &damaged, at..at + 1, &format!("bit {bit} of byte {at}"));
            let at = number(bytes.len());
            check(name, &whole, &starts, &bytes[..at], at..bytes.len(), &format!("cut at {at}"));
            let (at, length) = (number(bytes.len()), 1 + number(300));
            let end = bytes.len().min(at + length);
            let mut damaged = bytes.clone();
            damaged[at..end].fill_with(|| number(256) as u8);
            check(name, &whole, &starts, &damaged, at..end, &format!("noise in {at}..{end}"));
            if n % 4 == 0 {
                let without = [&bytes[..at], &bytes[end..]].concat();
                check(name, &whole, &starts, &without, at..end, &format!("{at}..{end} is missing"));
            }
        }
    }
}

#[test]
fn checksums_are_compared() {
    let packed = [gzip(&[&text(1)]), gzip(&[&text(2)]), gzip(&[&text(3)])];
    let mut damaged = packed.concat();
    let at = packed[0].len() + packed[1].len() - 8;
    damaged[at] ^= 1;
    let lines = read("a.warc.gz", &damaged);
    assert!(lines[1].contains("its checksum is another") && lines[1].contains("urn:2"), "{lines:?}");
    assert_eq!((&value(&lines[1])["offset"], lines.len()), (&packed[0].len().into(), 3));
    assert_eq!(value(&lines[2])["id"], "urn:3");
}

#[test]
fn a_dictionary_at_the_head_is_used() {
    let words: Vec<Vec<u8>> = (0..200).map(text).collect();
    let dictionary = zstd::dict::from_samples(&words, 4096).unwrap();
    let mut packer = zstd::bulk::Compressor::with_dictionary(3, &dictionary).unwrap();
    let frames: Vec<u8> = words[..3].iter().flat_map(|r| packer.compress(r).unwrap()).collect();
    for dictionary in [dictionary.clone(), zstd(&[&dictionary])] {
        let head = [&[0x5d, 0x2a, 0x4d, 0x18][..], &(dictionary.len() as u32).to_le_bytes(), &dictionary].concat();
        let lines = read("a.warc.zst", &[&head[..], &frames].concat());
        assert_eq!(lines, read("a.warc", &words[..3].concat()));
    }
    assert!(documents(&read("a.warc.zst", &frames)).0.is_empty(), "without it nothing can be read");
}

#[test]
fn hostile_archives_take_linear_time() {
    const SIZE: usize = 2 << 20;
    let nested = b"WARC/1.0\r\nWARC-Type: resource\r\nContent-Length: 100000000\r\n\r\n";
    let huge = b"WARC/1.0\r\nWARC-Type: resource\r\nContent-Length: 18446744073709551615\r\n\r\n";
    // A member that begins with a stored block of 64 KiB, which holds the next.
    let stored = b"\x1f\x8b\x08\0\0\0\0\0\0\xff\0\xff\xff\0\0";
    let (one, none, frame) = (gzip(&[b"x"]), gzip(&[b""]), zstd(&[&[0; 100_000]]));
    let cases: [(&str, &[u8], &[u8], usize); 22] = [
        ("a.warc", b"", b"WARC/1.0\r\n", 1),
        ("a.warc", b"", b" WARC/1.0\r\n", 1),
        ("a.warc", b"", b"a: WARC/1.0\r\n", 1),
        ("a.warc", b"", b"WARC/", 1),
        ("a.warc", b"", b"\r\n", 0),
        ("a.warc", b"", nested, usize::MAX),
        ("a.warc", b"", huge, usize::MAX),
        ("a.warc", nested, b"WARC/1.0\r\n", 1),
        ("a.warc", huge, b"WARC/1.0\r\n", 2),
        ("a.warc", b"WARC/1.0\r\n", b"a: b\r\n", 1),
        ("a.warc.gz", b"", b"\x1f\x8b\x08", 1),
        ("a.warc.gz", b"", b"\x1f\x8b\x08\0\0\0\0\0\0\xff", 1),
        ("a.warc.gz", b"", stored, 1),
        ("a.warc.gz", b"", b"\x1f\x8b\x08\x08\0\0\0\0\0\xffx", 1),
        ("a.warc.gz", b"", b"\0", 0),
        ("a.warc.gz", b"", &none, 0),
        ("a.warc.gz", b"", &one, 1),
        ("a.warc.zst", b"", b"\x28\xb5\x2f\xfd", 1),
        ("a.warc.zst", b"", &frame[..frame.len() - 6], 1),
        ("a.warc.zst", b"", b"\x50\x2a\x4d\x18\xff\xff\xff\x7f", 1),
        ("a.warc.zst", b"", b"\x28\xb5\x2f\xfd\x00\x88", 1),
        ("a.csv", b"text\n", b"\",", 1),
    ];
    for (name, head, part, most) in cases {
        let bytes = [head, &part.repeat(SIZE / part.len())].concat();
        let start = Instant::now();
        let faults = read(name, &bytes).len();
        let (took, case) = (start.elapsed(), String::from_utf8_lossy(part).escape_default().to_string());
        assert!(took < Duration::from_secs(20), "{name} {case} took {took:?}");
        assert!(faults <= most, "{name} {case}: {faults} faults");
    }
}

/// A folder of archives and tables, one of them damaged.
fn folder(place: &Place) -> Vec<u8> {
    let mut damaged = fixture("crawl.warc.gz");
    let at = damaged.len() / 2;
    damaged[at] ^= 0x40;
    place.write("in/crawl.warc.gz", fixture("crawl.warc.gz"));
    place.write("in/a/damaged.warc.gz", &damaged);
    place.write("in/texts.warc.wet.zst", zstd(&[&unpacked(&fixture("crawl.warc.wet.gz"))]));
    place.write("in/table.csv", "id,url,text\n1,https://example.org/1,\"She left.\nADVERTISEMENT\nHe stayed.\n\"\n2,b\n");
    place.write("in/table.tsv.gz", gzip(&[b"id\thtml\n1\t<p>The bridge is closed, and nobody knows for how long."]));
    place.write("in/empty.warc", "");
    damaged
}

#[test]
fn archives_and_tables_are_cleaned_and_come_back_as_json_lines() {
    let place = Place::new();
    let damaged = folder(&place);
    let said = place.ends(3, &["clean", "in", "-o", "out", "-j1"]);
    assert!(said.contains("were left out: HTTP status 2, media type 6"), "{said}");
    place.ends(3, &["clean", "in", "-o", "two", "-j2", "-q"]);
    assert_same(&place.tree("out"), &place.tree("two"));
    let names: Vec<String> = place.tree("out/corpus").keys().map(|path| path.display().to_string()).collect();
    let expected = ["a/damaged.warc.jsonl.gz", "crawl.warc.jsonl.gz", "empty.warc.jsonl", "table.csv.jsonl", "table.tsv.jsonl.gz"];
    assert_eq!(names, [&expected[..], &["texts.warc.wet.jsonl.zst"]].concat());
    assert_eq!(place.lines("out/corpus/table.csv.jsonl")[0]["text"], "She left.\nHe stayed.\n");
    let manifest = place.lines("out/manifest.jsonl");
    assert_eq!(
        (&manifest[1]["left_out"]["revisit"], &manifest[1]["records"], &manifest[1]["status"]),
        (&json!(1), &json!(13), &json!("done"))
    );
    let rejects = place.lines("out/rejects.jsonl");
    assert_eq!((rejects.len(), &rejects[0]["source"], &rejects[1]["source"]), (2, &json!("a/damaged.warc.gz"), &json!("table.csv")));
    assert!(rejects[0]["reason"].as_str().unwrap().starts_with("a gzip member is damaged"), "{rejects:?}");
    let offset = value(rejects[0]["raw"].as_str().unwrap())["offset"].as_u64().unwrap() as usize;
    assert!(damaged[offset..].starts_with(&[0x1f, 0x8b]) && offset < damaged.len() / 2);

    let said = place.ends(0, &["restore", "out"]);
    assert!(said.contains("6 archives and tables restored"), "{said}");
    assert_eq!(place.read("out/restored/table.csv.jsonl"), (read("a.csv", &place.read("in/table.csv")).join("\n") + "\n").into_bytes());
    let wet = zstd::decode_all(&*place.read("out/restored/texts.warc.wet.jsonl.zst")).unwrap();
    assert_eq!(String::from_utf8(wet).unwrap(), read("a.wet.gz", &fixture("crawl.warc.wet.gz")).join("\n") + "\n");
    let back = String::from_utf8(unpacked(&place.read("out/restored/crawl.warc.jsonl.gz"))).unwrap();
    assert!(back.lines().count() == 13 && back.contains(r#""text":"Home About us\nPage 1: a plain body\nThe council"#), "{back}");

    std::fs::remove_dir_all(place.path("out/restored")).unwrap();
    place.write("in/table.csv", "text\nAnother.\n");
    let said = place.ends(3, &["clean", "in", "-o", "out", "--resume"]);
    assert!(said.contains("5 inputs were done already") && said.contains("HTTP status 2"), "{said}");
    place.ends(3, &["clean", "in", "-o", "three", "-q"]);
    assert_same(&place.tree("out"), &place.tree("three"));
}

#[test]
fn a_stream_is_what_it_is_said_to_be() {
    let place = Place::new();
    folder(&place);
    place.ends(3, &["clean", "in", "-o", "out", "-q"]);
    for (file, from, output) in [
        ("in/a/damaged.warc.gz", "warc.gz", "out/corpus/a/damaged.warc.jsonl.gz"),
        ("in/table.csv", "csv", "out/corpus/table.csv.jsonl"),
        ("in/table.tsv.gz", "tsv.gz", "out/corpus/table.tsv.jsonl.gz"),
        ("in/empty.warc", "wet", "out/corpus/empty.warc.jsonl"),
    ] {
        let file = place.read(file);
        let [one, two] = ["1", "2"].map(|threads| place.stream(&file, &["--from", from, "-j", threads, "-q"]));
        let expected = if output.ends_with(".gz") { unpacked(&place.read(output)) } else { place.read(output) };
        assert_eq!((&one.stdout, one.status.code()), (&expected, two.status.code()), "{from}");
        assert_eq!((one.stdout, one.stderr), (two.stdout, two.stderr), "{from}");
    }
    let page = "<html><h1>The bridge</h1><p>The bridge is closed, and nobody knows for how long it will be.";
    let html = place.stream(page.as_bytes(), &["--from", "html", "-q"]).stdout;
    assert_eq!(
        value(str::from_utf8(&html).unwrap())["text"],
        "The bridge\nThe bridge is closed, and nobody knows for how long it will be.\n"
    );
    let text = place.stream(b"She left.\nADVERTISEMENT\nO\xf9 ?\n", &["--from", "text", "-q", "--text-field", "body"]).stdout;
    assert_eq!(value(str::from_utf8(&text).unwrap())["body"], "She left.\nOù ?\n");
    let large = place.stream(&[b'a'; 100], &["--from", "text", "-q", "--max-document-bytes", "99"]);
    assert!(large.status.code() == Some(3) && String::from_utf8(large.stderr).unwrap().contains("larger than max-document-bytes"));
    let table = place.stream(b"text,text\na,b\n", &["--from", "csv", "-q"]);
    assert!(table.status.code() == Some(3) && String::from_utf8(table.stderr).unwrap().contains("two columns of the name"));
    assert!(place.refused(&["clean", "-", "-o", "-", "--from", "pdf"]).contains("not a form that is read: jsonl, warc"));
    assert!(place.refused(&["clean", "in", "-o", "four", "--from", "warc"]).contains("--from is for standard input"));
    place.write("in/table.csv.jsonl", "");
    assert!(place.refused(&["clean", "in", "-o", "four"]).contains("both be written to corpus/table.csv.jsonl"));
}
