//! From an HTML page to text and facts about it. `crate::extract` has the order in which a page goes through these.
//!
//! `escaped` undoes what a program did to markup that it took for text, `parse` builds the tree, `page` reads the blocks of visible
//! text from it, `metadata` what it tells about itself. Of the blocks, `scorer` says which are main content; `include` keeps more of
//! them and `declared` those that the user has named; `main_content` takes out the others. `markdown` puts marks into what is left.

mod address;
pub(crate) mod declared;
pub mod escaped;
pub(crate) mod include;
pub(crate) mod main_content;
pub mod markdown;
pub(crate) mod metadata;
pub mod page;
pub mod parse;
mod selector;
mod summary;
mod tag;
mod visit;

pub use main_content::Cut;
pub use metadata::Told;
pub use page::{Block, Element, Page};
pub use selector::{Selector, SelectorError, Wish, Wishes};
pub use summary::Summary;
pub use tag::Tag;
