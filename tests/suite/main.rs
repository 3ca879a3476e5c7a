//! The one integration crate. `UPDATE=1 cargo test` rewrites expected and generated files; read what changed.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

mod archives;
mod bless;
mod cli;
mod commands;
mod config;
mod determinism;
mod docs;
mod eval;
mod fixtures;
mod flags;
mod hostile;
mod html5lib;
mod laws;
mod lexicon;
mod lines;
mod markdown;
mod own_rules;
mod page_options;
mod pages;
mod parquet;
mod parsing;
mod place;
mod presets;
mod registry;
mod report;
mod restore;
mod resume;
mod review;
mod shards;
mod sites;
mod verify;
