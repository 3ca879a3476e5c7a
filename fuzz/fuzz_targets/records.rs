//! Any bytes whatever as an archive or a table: reading ends, each line is a record or says why it is none, and it does not matter
//! in which pieces the bytes come.

#![no_main]

use std::io::{self, Read};

use boiloff::Config;
use boiloff::io::format::Format;
use boiloff::io::jsonl::{Fields, RecordError};
use boiloff::io::records::Records;
use libfuzzer_sys::fuzz_target;

/// Hands out a few bytes at a time.
struct Drip<'a>(&'a [u8], usize);

impl Read for Drip<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let n = self.1.min(into.len());
        self.0.read(&mut into[..n])
    }
}

fn read(source: impl Read, name: &str, config: &Config) -> Result<String, String> {
    let mut lines = String::new();
    let read = Records::open(source, Format::of(name).expect("it is one of those below"), Some(name), config)
        .and_then(|mut r| r.read_to_string(&mut lines));
    read.map(|_| lines).map_err(|e| e.to_string())
}

fuzz_target!(|bytes: &[u8]| {
    let Some((choice, bytes)) = bytes.split_first() else { return };
    let names = ["a.warc", "a.warc.gz", "a.warc.zst", "a.csv", "a.tsv"];
    let name = names[usize::from(*choice) % names.len()];
    let config = Config { max_document_bytes: 5000, ..Config::default() };
    let lines = read(bytes, name, &config);
    assert_eq!(lines, read(Drip(bytes, 1 + usize::from(*choice) / names.len()), name, &config));
    for line in lines.iter().flat_map(|lines| lines.lines()) {
        let found = Fields::find(line.as_bytes(), &config.jsonl);
        let is_table = name.ends_with("sv");
        assert!(is_table || matches!(found, Ok(_) | Err(RecordError::Unreadable(_))), "{line}");
        assert!(!matches!(found, Err(RecordError::Json { .. } | RecordError::Utf8(_))), "{line}");
    }
});
