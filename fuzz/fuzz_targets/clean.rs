//! Any bytes whatever: cleaning ends, and the laws hold.

#![no_main]

use std::sync::LazyLock;

use boiloff::config::Bylines;
use boiloff::document::Media;
use boiloff::{Cleaner, Config, Record};
use libfuzzer_sys::fuzz_target;

#[path = "../../tests/suite/laws.rs"]
mod laws;

/// Rules of a user's own, which cut pieces out of lines.
const OWN_RULES: &str = r#"
bylines = "strip"
max-document-bytes = 60000

[[rule]]
id = "own-phrase"
description = "A phrase inside lines."
phrases = ["straße 0", "cafe au"]
scope = "span"
anchor = "inside"
matches = ["Strasse 12"]
keeps = ["x"]

[[rule]]
id = "own-regex"
description = "An expression inside lines."
regex = '\d+|é+'
scope = "span"
anchor = "inside"
position = "head"
matches = ["12"]
keeps = ["x"]
"#;

/// A cleaner for each way with bylines, and one with rules of a user's own.
static CLEANERS: LazyLock<Vec<Cleaner>> = LazyLock::new(|| {
    let bylines = [Bylines::Normalize, Bylines::Strip, Bylines::Keep].map(|bylines| Config { bylines, ..Config::default() });
    let own = Config::parse(OWN_RULES, "own rules").expect("the rules above are valid");
    bylines.into_iter().chain([own]).map(Cleaner::new).collect()
});

fuzz_target!(|bytes: &[u8]| {
    // The first byte chooses the settings, whether it is markup, and whether the page has an address.
    let Some((choice, content)) = bytes.split_first() else { return };
    let mut record = Record::bytes(content);
    if choice & 0x40 != 0 {
        record.media = Media::Html;
    }
    if choice & 0x80 != 0 {
        record = record.with_url("https://www.example.org/news/1");
    }
    laws::clean(&CLEANERS[*choice as usize % CLEANERS.len()], &record);
});
