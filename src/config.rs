//! What a user can set.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::byline;
use crate::document::{Action, Finding};

/// What becomes of a rule's findings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mode {
    /// They are carried out.
    #[default]
    On,
    /// They are reported and the text stays.
    Tag,
    /// The rule is not asked.
    Off,
}

/// What becomes of bylines and datelines.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "kebab-case")]
pub enum Bylines {
    /// One form, in place; the rest goes to `meta`.
    #[default]
    Normalize,
    /// Out of the text, into `meta`.
    Strip,
    /// The text stays as it is; only `meta` is filled.
    Keep,
}

impl Bylines {
    /// Turns what the rules for bylines ask for, which is the normal form, into what is wanted. Where a rule asks for nothing
    /// because the text is in its normal form already, it flags the span, so that it is known here.
    pub(crate) fn settle(self, findings: &mut [Finding]) {
        let action = match self {
            Self::Normalize => return,
            Self::Strip => Action::Remove,
            Self::Keep => Action::Flag,
        };
        for finding in findings.iter_mut().filter(|f| byline::RULES.contains(&f.rule)) {
            finding.action = action.clone();
        }
    }
}

/// The settings of a run, as `boiloff.toml` holds them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Config {
    /// Bylines and datelines.
    pub bylines: Bylines,
    /// Largest document that is cleaned, in bytes of its content; a larger one passes through unchanged.
    pub max_document_bytes: usize,
    /// Modes of rules and stages that are not simply on, by id.
    pub rules: BTreeMap<String, Mode>,
}

impl Default for Config {
    fn default() -> Self {
        Self { bylines: Bylines::default(), max_document_bytes: 128 << 20, rules: BTreeMap::new() }
    }
}
