//! From an HTML page to text and facts about it.
//!
//! `parse` builds the tree, `page` reads the blocks of visible text from it, `metadata` what it tells about itself. What becomes of them is decided elsewhere:
//! `scorer` says which are main content.

pub mod metadata;
pub mod page;
pub mod parse;
mod tag;

pub use page::{Block, Element, Page};
pub use tag::Tag;
