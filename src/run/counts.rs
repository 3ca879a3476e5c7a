//! What is counted in any run, with or without a ledger.

use crate::{Cleaned, Status};

/// Counts over documents.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Documents.
    pub documents: u64,
    /// Bytes of the decoded sources; of pages those of their visible text.
    pub bytes_in: u64,
    /// Documents that are the visible text of pages.
    pub pages: u64,
    /// Bytes of those pages' markup.
    pub markup_bytes: u64,
    /// Bytes of the clean texts.
    pub bytes_out: u64,
    /// Edits.
    pub edits: u64,
    /// Documents with an edit.
    pub changed: u64,
    /// Documents of which nothing is left.
    pub emptied: u64,
    /// Documents that passed through unchanged because of a limit.
    pub passed_through: u64,
    /// Documents that were left out for a flag.
    pub left_out: u64,
    /// Records that could not be read.
    pub rejected: u64,
}

impl Counts {
    /// Counts a document.
    pub fn add(&mut self, cleaned: &Cleaned) {
        self.documents += 1;
        self.bytes_in += cleaned.source.len() as u64;
        self.bytes_out += cleaned.text.len() as u64;
        self.pages += u64::from(cleaned.markup_bytes.is_some());
        self.markup_bytes += cleaned.markup_bytes.unwrap_or_default() as u64;
        self.edits += cleaned.edits.len() as u64;
        self.changed += u64::from(!cleaned.edits.is_empty());
        self.emptied += u64::from(matches!(cleaned.status, Status::Emptied(_)));
        self.passed_through += u64::from(matches!(cleaned.status, Status::PassedThrough(_)));
    }

    /// Counts a document that went through unread.
    pub const fn pass(&mut self, bytes: u64) {
        self.documents += 1;
        self.bytes_in += bytes;
        self.bytes_out += bytes;
        self.passed_through += 1;
    }

    /// Takes in other counts.
    pub const fn merge(&mut self, other: &Self) {
        self.documents += other.documents;
        self.bytes_in += other.bytes_in;
        self.bytes_out += other.bytes_out;
        self.pages += other.pages;
        self.markup_bytes += other.markup_bytes;
        self.edits += other.edits;
        self.changed += other.changed;
        self.emptied += other.emptied;
        self.passed_through += other.passed_through;
        self.left_out += other.left_out;
        self.rejected += other.rejected;
    }
}
