//! A run: from inputs to clean output, ledger and report.
//!
//! [`stream`] is the pre-processing step, JSON lines in and out. `pipeline` does the work in parallel and keeps its order,
//! `records` is what is done to each piece.

pub mod counts;
mod error;
pub mod pipeline;
pub mod progress;
mod records;
pub mod stream;

pub use error::Error;
