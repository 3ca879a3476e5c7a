//! A run: from inputs to clean output, ledger and report.
//!
//! [`stream`] is the pre-processing step, JSON lines in and out. `pipeline` does the work in parallel and keeps its order,
//! `records` is what is done to each piece.

pub mod counts;
mod error;
pub mod folder;
pub mod pipeline;
pub mod place;
pub mod progress;
mod records;
mod reports;
pub mod restore;
mod resume;
pub mod stream;
mod text;
mod writer;

pub use error::Error;
