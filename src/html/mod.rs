//! From an HTML page to text and facts about it.
//!
//! `parse` builds the tree; everything else reads it.

pub mod parse;
