//! A run: from inputs to clean output, ledger and report.
//!
//! [`folder`] cleans files and folders into an output folder, [`mod@stream`] is the pre-processing step, JSON lines in and out,
//! [`mod@restore`] is the way back, [`mod@verify`] sees that all is as it was written, [`mod@review`] draws from what a run has removed,
//! [`mod@survey`] counts what recurs on sites. `docs/runs.md` says what is in an output folder.
//!
//! Below them, `pipeline` does the work in parallel and keeps its order; `records` and `text` are what is done to a piece of
//! JSON lines and to a text file, in any thread; `writer` writes what comes of it, in order. `place` is the output folder,
//! `resume` what earlier attempts left in it, `pieces` what of an input they have done.

pub mod counts;
pub mod differ;
mod error;
pub mod folder;
mod pieces;
pub mod pipeline;
pub mod place;
pub mod progress;
mod records;
mod reports;
pub mod restore;
mod resume;
pub mod review;
mod shards;
mod stopwatch;
pub mod stream;
pub mod survey;
mod text;
pub mod verify;
mod writer;

pub use error::Error;
