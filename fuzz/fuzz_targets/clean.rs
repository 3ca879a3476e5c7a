//! Any bytes whatever: cleaning ends, and the laws hold.

#![no_main]

use std::sync::LazyLock;

use boiloff::config::Bylines;
use boiloff::{Cleaner, Config, Record};
use libfuzzer_sys::fuzz_target;

#[path = "../../tests/suite/laws.rs"]
mod laws;

/// A cleaner for each way with bylines.
static CLEANERS: LazyLock<[Cleaner; 3]> = LazyLock::new(|| {
    [Bylines::Normalize, Bylines::Strip, Bylines::Keep].map(|bylines| Cleaner::new(Config { bylines, ..Config::default() }))
});

fuzz_target!(|bytes: &[u8]| {
    // The first byte chooses the settings and whether the page has an address.
    let Some((choice, content)) = bytes.split_first() else { return };
    let mut record = Record::bytes(content);
    if choice & 0x80 != 0 {
        record = record.with_url("https://www.example.org/news/1");
    }
    laws::clean(&CLEANERS[*choice as usize % CLEANERS.len()], &record);
});
