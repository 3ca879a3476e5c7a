//! Any markup whatever: the tree is that of html5ever's own tokenizer.

#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../../tests/suite/parsing.rs"]
mod parsing;

fuzz_target!(|bytes: &[u8]| {
    // The first byte chooses between bytes as they are and pieces of tag soup with some of the bytes in between.
    let Some((choice, bytes)) = bytes.split_first() else { return };
    if choice % 2 == 0 {
        return parsing::compare(&String::from_utf8_lossy(bytes));
    }
    let markup: String = bytes.iter().map(|byte| parsing::SOUP.get(usize::from(*byte)).copied().unwrap_or("x")).collect();
    parsing::compare(&markup);
});
