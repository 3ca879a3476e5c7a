//! Reading and writing: one file a format, the codecs, the walk over folders, the ledger.

pub mod escape;
pub mod jsonl;
pub mod ledger;
pub mod lines;
