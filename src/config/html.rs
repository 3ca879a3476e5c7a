//! What a user can set about HTML pages: the `[html]` table.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::html::Selector;
use crate::scorer::Balance;

/// What is kept of a page beside its main content.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "kebab-case")]
pub enum Include {
    /// What readers wrote below it.
    Comments,
    /// Captions of its figures and tables.
    Captions,
    /// Whole tables, where something of a table is kept or the table stands in what is kept.
    Tables,
    /// Where links lead, as `[text](address)`.
    Links,
}

/// The form of a page's text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "kebab-case")]
pub enum Form {
    /// Lines: one for each paragraph, heading, list item and table row.
    #[default]
    Text,
    /// Markdown.
    Markdown,
}

/// Elements of one site that a user has named.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Site {
    /// Their text goes.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub drop: Vec<Selector>,
    /// Their text stays.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub keep: Vec<Selector>,
}

/// The settings for pages. They mean nothing for text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case", expecting = "a table of settings for pages, such as to = \"markdown\"")]
pub struct Html {
    /// The form of the text.
    pub to: Form,
    /// What is worse: noise that stays or content that goes.
    pub balance: Balance,
    /// What is kept beside the main content.
    pub include: BTreeSet<Include>,
    /// Elements whose text goes, whatever the model says of it.
    pub drop: Vec<Selector>,
    /// Elements whose text stays, whatever the model or `drop` say of it.
    pub keep: Vec<Selector>,
    /// The file of the model that says what is main content, where it is not the program's own. [`crate::Cleaner::open`] reads it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model: Option<PathBuf>,
    /// The BLAKE3 hash that this file has to have. Where none is given, opening the model puts its hash here, so that a run's settings
    /// tell which model it was made with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model_blake3: Option<String>,
    /// Selectors for single sites, by host; they hold for its subdomains too.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub sites: BTreeMap<String, Site>,
}

impl Html {
    /// The selectors that hold for a host: those of text that goes, and those of text that stays.
    pub fn selectors<'a>(&'a self, host: Option<&str>) -> (Vec<&'a Selector>, Vec<&'a Selector>) {
        let (mut drop, mut keep): (Vec<_>, Vec<_>) = (self.drop.iter().collect(), self.keep.iter().collect());
        if self.sites.is_empty() {
            return (drop, keep);
        }
        let host = host.unwrap_or_default().to_ascii_lowercase();
        let dots = host.match_indices('.').map(|(at, _)| at + 1);
        for site in [0].into_iter().chain(dots).filter_map(|at| self.sites.get(&host[at..])) {
            drop.extend(&site.drop);
            keep.extend(&site.keep);
        }
        (drop, keep)
    }

    /// The first site that is not named as hosts are.
    pub(super) fn wrong_site(&self) -> Option<&str> {
        let is_part = |c: char| c == '-' || c == '_' || c.is_alphanumeric() && !c.is_uppercase();
        let is_host = |name: &str| !name.starts_with("www.") && name.split('.').all(|part| !part.is_empty() && part.chars().all(is_part));
        self.sites.keys().map(String::as_str).find(|name| !is_host(name))
    }
}
