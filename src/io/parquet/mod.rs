//! Parquet: tables stored column by column, with their directory at the end of the file.

pub mod read;
mod value;
