//! What is said of a document as a whole: that it is no document but an error page or the like, or what the signals of others say of its text.
//!
//! A flag is told in the document's `meta.flags`, in the ledger and in the report. The document stays, unless the user asks for documents with
//! that flag to be left out.

mod fineweb;
mod gopher;
mod page;

use serde::{Deserialize, Serialize};

pub use page::PageKind;

use crate::presets::{c4, refinedweb};

/// Signals of others that a text may be asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum Signals {
    /// Those of C4.
    C4,
    /// Those of Gopher.
    Gopher,
    /// Those of FineWeb.
    #[value(name = "fineweb")]
    FineWeb,
}

impl Signals {
    /// The signals that a text gives. Its last line end, which a clean text always has, is none of it.
    #[must_use]
    pub fn of(self, text: &str) -> Vec<&'static str> {
        let text = text.strip_suffix('\n').unwrap_or(text);
        match self {
            Self::C4 => c4::flags(text),
            Self::Gopher => gopher::of(text),
            Self::FineWeb => fineweb::of(text),
        }
    }
}

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
    let own = PageKind::ALL.into_iter().map(|kind| Info { id: kind.id(), says: kind.says() });
    own.chain(c4::ALL).chain(gopher::ALL).chain(fineweb::ALL).chain(refinedweb::ALL)
}
