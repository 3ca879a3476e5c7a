//! The kinds of evidence a finding can stand on.

use std::fmt;

use serde::{Serialize, Serializer};

/// A set of kinds of evidence. Each kind counts once, however often it was met.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Evidence(u16);

impl Evidence {
    /// A phrase of the class stands in the line.
    pub const PHRASE: Self = Self(1);
    /// The line as a whole has the shape of the class (the phrase is all of it, a label and a headline, an id ...).
    pub const SHAPE: Self = Self(1 << 1);
    /// It stands where this noise stands: at the head or the tail of the document.
    pub const POSITION: Self = Self(1 << 2);
    /// A line beside it is noise as well.
    pub const NEIGHBOURS: Self = Self(1 << 3);
    /// It stands more than once in the document.
    pub const REPETITION: Self = Self(1 << 4);
    /// It calls the reader to act: imperative, second person, the site's own "we".
    pub const CALL_TO_ACTION: Self = Self(1 << 5);
    /// It reads like code.
    pub const CODE: Self = Self(1 << 6);
    /// It names the site it stands on.
    pub const SITE: Self = Self(1 << 7);
    /// It is a byline, dateline or date that was parsed in full.
    pub const PARSED: Self = Self(1 << 8);
    /// The user's own rule names it.
    pub const DECLARED: Self = Self(1 << 9);

    /// The scorer takes it for something else than main content.
    pub const SCORER: Self = Self(1 << 10);
    /// A person has judged this very text to be noise.
    pub const DECISION: Self = Self(1 << 11);
    /// It stands in many documents of its site.
    pub const RECURRENCE: Self = Self(1 << 12);

    /// All kinds with their names, in a fixed order.
    pub const KINDS: [(Self, &'static str); 13] = [
        (Self::PHRASE, "phrase"),
        (Self::SHAPE, "shape"),
        (Self::POSITION, "position"),
        (Self::NEIGHBOURS, "neighbours"),
        (Self::REPETITION, "repetition"),
        (Self::CALL_TO_ACTION, "call-to-action"),
        (Self::CODE, "code"),
        (Self::SITE, "site"),
        (Self::PARSED, "parsed"),
        (Self::DECLARED, "declared"),
        (Self::SCORER, "scorer"),
        (Self::DECISION, "decision"),
        (Self::RECURRENCE, "recurrence"),
    ];

    /// This and the other's kinds.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// This and the other's kinds where `holds`, else this alone.
    #[must_use]
    pub const fn and_if(self, holds: bool, other: Self) -> Self {
        if holds { self.and(other) } else { self }
    }

    /// How many kinds there are.
    #[must_use]
    pub const fn kinds(self) -> u32 {
        self.0.count_ones()
    }

    /// True if all kinds of `other` are in this.
    #[must_use]
    pub const fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// The names of the kinds.
    pub fn names(self) -> impl Iterator<Item = &'static str> {
        Self::KINDS.into_iter().filter(move |(kind, _)| self.has(*kind)).map(|(_, name)| name)
    }
}

impl fmt::Display for Evidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n, name) in self.names().enumerate() {
            write!(f, "{}{name}", if n == 0 { "" } else { " + " })?;
        }
        Ok(())
    }
}

impl Serialize for Evidence {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.names())
    }
}
