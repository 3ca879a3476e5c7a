//! How much evidence a removal takes.

use serde::{Deserialize, Serialize};

use crate::document::Danger;

/// How much it takes for something to be removed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "kebab-case")]
pub enum Profile {
    /// What is certain by itself, and what has one kind of evidence more than it needs.
    Careful,
    /// What has the kinds of evidence that it needs.
    #[default]
    Standard,
    /// What has all but one of the kinds that it needs: for whole pages as text, of which most is noise.
    Aggressive,
}

impl Profile {
    /// How many kinds of evidence a removal takes.
    #[must_use]
    pub const fn kinds_needed(self, danger: Danger) -> u32 {
        match (self, danger) {
            (_, Danger::Low) => 1,
            (Self::Careful, _) => danger.kinds_needed() + 1,
            (Self::Standard, _) => danger.kinds_needed(),
            (Self::Aggressive, _) => danger.kinds_needed() - 1,
        }
    }

    /// Largest share of a document's prose (bytes of prose lines, code residue aside) that may be removed. Beyond it the prose is
    /// kept and the document flagged: a page that is mostly noise is a case for a person, and one whose article looks like noise is
    /// a loss. A figure of judgement: 0.3 holds something back in 3 to 15 of 1,500 pages as extractors left them. Of all text of
    /// a page most may be noise.
    #[must_use]
    pub const fn prose_cap(self, is_dump: bool) -> f64 {
        match (self, is_dump) {
            (Self::Careful, _) => 0.1,
            (Self::Standard, false) => 0.3,
            _ => 0.9,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_certain_by_itself_goes_in_every_profile() {
        for profile in [Profile::Careful, Profile::Standard, Profile::Aggressive] {
            assert_eq!(profile.kinds_needed(Danger::Low), 1);
        }
        let needed = |profile: Profile| [Danger::Medium, Danger::High].map(|danger| profile.kinds_needed(danger));
        assert_eq!(needed(Profile::Careful), [3, 4]);
        assert_eq!(needed(Profile::Standard), [2, 3]);
        assert_eq!(needed(Profile::Aggressive), [1, 2]);
    }
}
