//! From scores to the blocks that are kept.

use serde::{Deserialize, Serialize};

/// What is worse: noise that stays or content that goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Balance {
    /// Both alike.
    #[default]
    Even,
    /// Rather lose content than keep noise.
    Precision,
    /// Rather keep noise than lose content.
    Recall,
}

impl Balance {
    /// The least score of a block that is kept.
    const fn threshold(self) -> f32 {
        match self {
            Self::Even => 0.4,
            Self::Precision => 0.6,
            Self::Recall => 0.2,
        }
    }
}

/// Which blocks are kept.
#[must_use]
pub fn select(scores: &[f32], balance: Balance) -> Vec<bool> {
    scores.iter().map(|score| *score >= balance.threshold()).collect()
}
