//! What is said of a document as a whole: that it is no document but an error page or the like, or what the signals of others say of its text.
//!
//! A flag is told in the document's `meta.flags`, in the ledger and in the report. The document stays, unless the user asks for documents with
//! that flag to be left out.

mod page;

pub use page::PageKind;

/// A flag, for people.
#[derive(Clone, Copy, Debug)]
pub struct Info {
    /// Its id.
    pub id: &'static str,
    /// What it says of a document.
    pub says: &'static str,
}

/// All flags.
pub fn all() -> impl Iterator<Item = Info> {
    PageKind::ALL.into_iter().map(|kind| Info { id: kind.id(), says: kind.says() })
}
