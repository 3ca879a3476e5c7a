//! Parquet: tables stored column by column, with their directory at the end of the file.

pub mod clean;
mod delta;
mod footer;
pub mod read;
mod sound;
mod value;
pub mod write;
