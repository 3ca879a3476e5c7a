//! Reading and writing: one file a format, the codecs, the walk over folders, the ledger.
//!
//! `walk` lists inputs and `format` tells what they hold; `codec` and `hashed` are what bytes pass through; `lines` cuts a
//! stream of records, `jsonl` and `escape` read and write one of them. `records` makes lines of files of other forms: `warc`, with
//! `members` to go on behind damage, and `table`; `parquet`; `whole` takes a stream as one document. `ledger` and `manifest` say what was done, `attributes`
//! says it for Dolma's programs.

pub mod attributes;
pub mod codec;
pub mod escape;
pub mod format;
pub mod hashed;
pub mod jsonl;
pub mod ledger;
pub mod lines;
pub mod manifest;
mod members;
pub mod parquet;
pub mod records;
mod table;
pub mod walk;
mod warc;
mod whole;
