//! Parquet: tables stored column by column, with their directory at the end of the file.

pub mod clean;
pub mod read;
mod value;
pub mod write;
