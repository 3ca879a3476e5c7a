//! From an HTML page to text and facts about it.
//!
//! `parse` builds the tree, `page` reads the blocks of visible text from it. What becomes of them is decided elsewhere:
//! `scorer` says which are main content,
//! and `main_content` takes out the others.

pub mod address;
pub mod declared;
pub mod include;
pub mod main_content;
pub mod markdown;
pub mod marks;
pub mod page;
pub mod parse;
mod selector;
mod tag;

pub use page::{Block, Element, Page};
pub use selector::{Selector, SelectorError, Wish, Wishes};
pub use tag::Tag;
