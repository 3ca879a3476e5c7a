//! The ledger: for every document what was done to it, enough to explain each change and to undo it.

use serde::{Deserialize, Serialize};

use crate::document::Span;

/// One document of the ledger, a line of `ledger.jsonl.zst`. The report is a sum over these entries.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Entry {
    /// The input it came from, as the manifest names it.
    pub source: String,
    /// Its place in that input, from 0.
    pub record: u64,
    /// The record's own id, if it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Host of the page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub site: Option<String>,
    /// Language tag.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// "cleaned", "passed-through", "emptied".
    pub status: String,
    /// Why it passed through or was emptied.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
    /// What the document as a whole looks like: "prose-cap".
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verdict: Option<String>,
    /// Bytes of the decoded source.
    pub bytes_in: u64,
    /// Bytes of the clean text.
    pub bytes_out: u64,
    /// The encoding it was read in.
    pub encoding: String,
    /// Malformed sequences that became U+FFFD.
    #[serde(skip_serializing_if = "is_zero")]
    pub replaced: u64,
    /// Edits in order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub edits: Vec<Change>,
    /// What rules set to `tag` found: `with` says what they would have written.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<Change>,
}

/// One edit with what stood there before.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Change {
    /// Bytes of the decoded source.
    pub span: Span,
    /// What stood there.
    pub was: String,
    /// What stands there now.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub with: String,
    /// The rule's id.
    pub rule: String,
    /// The kinds of evidence.
    pub evidence: Vec<String>,
    /// 0 to 1.
    pub score: f32,
    /// The end of what stands before it in the source, at most [`CONTEXT`] bytes.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub before: String,
    /// The beginning of what stands behind it, at most [`CONTEXT`] bytes.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub after: String,
}

/// How much of its surroundings an edit keeps, in bytes on each side: about a line of a terminal.
pub const CONTEXT: usize = 60;

const fn is_zero(n: &u64) -> bool {
    *n == 0
}
