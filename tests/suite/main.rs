//! The one integration crate. `UPDATE=1 cargo test` rewrites expected and generated files; read what changed.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod bless;
mod commands;
mod config;
mod docs;
mod fixtures;
mod laws;
mod lexicon;
mod own_rules;
mod registry;
