//! Line rules of others, in place of boiloff's own, so that people can compare and reproduce. What they take out is in the ledger like
//! everything else.

pub mod c4;
pub mod refinedweb;

use serde::{Deserialize, Serialize};

use crate::document::{Edit, Evidence, RuleId, Span};

/// Whose rules clean the lines of a text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum Preset {
    /// Our own.
    #[default]
    Boiloff,
    /// Those of C4.
    C4,
    /// The line-wise corrections of RefinedWeb.
    #[value(name = "refinedweb")]
    RefinedWeb,
}

/// What a preset does to a text.
#[derive(Debug, Default)]
pub struct Cut {
    /// Sorted, without overlaps.
    pub edits: Vec<Edit>,
    /// What it says of the text as a whole.
    pub flags: Vec<&'static str>,
}

impl Preset {
    /// What it does to a text; `None` for our own rules.
    #[must_use]
    pub fn cut(self, text: &str) -> Option<Cut> {
        match self {
            Self::Boiloff => None,
            Self::C4 => Some(c4::cut(text)),
            Self::RefinedWeb => Some(refinedweb::cut(text)),
        }
    }
}

/// A removal.
fn remove(start: usize, end: usize, rule: RuleId) -> Edit {
    Edit { span: Span::new(start, end), with: String::new(), rule, evidence: Evidence::SHAPE, score: 1.0 }
}

/// The lines of a text with where they start, without their ends, and where the next one starts.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str, usize)> {
    let mut start = 0;
    text.split_inclusive('\n').map(move |line| {
        let at = start;
        start += line.len();
        (at, line.strip_suffix('\n').unwrap_or(line), start)
    })
}
