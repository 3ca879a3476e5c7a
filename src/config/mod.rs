//! What a user can set. `file` reads it from `boiloff.toml` and names the place of a mistake.

mod file;
mod html;
mod output;
mod profile;
mod text;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

pub use file::{ConfigError, FILE_NAME};
pub use html::{Form, Html, Include, Site};
pub use output::{CorpusForm, Output};
pub use profile::Profile;
pub use text::{InputKind, Text};

use crate::byline;
use crate::document::{Action, Finding, Meta};
use crate::flags::{self, Signals};
use crate::presets::Preset;
use crate::rules::{self, Declared};

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

/// Which fields of a JSON-lines record hold what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct JsonFields {
    /// The text to clean; the clean text takes its place.
    pub text_field: String,
    /// The record's own id.
    pub id_field: String,
    /// The address of the page.
    pub url_field: String,
    /// Where the cleaned record tells what bylines, datelines and dates said.
    pub meta_field: String,
}

impl Default for JsonFields {
    fn default() -> Self {
        let [text_field, id_field, url_field, meta_field] = ["text", "id", "url", "meta"].map(str::to_owned);
        Self { text_field, id_field, url_field, meta_field }
    }
}

/// The settings of a run, as `boiloff.toml` holds them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Config {
    /// How much it takes for something to be removed.
    pub profile: Profile,
    /// Bylines and datelines.
    pub bylines: Bylines,
    /// Largest document that is cleaned, in bytes of its content; a larger one passes through unchanged.
    pub max_document_bytes: usize,
    /// The file of what people have judged, which `boiloff review` writes. [`crate::Cleaner::open`] reads it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decisions: Option<PathBuf>,
    /// The BLAKE3 hash that this file has to have; opening it puts it here where none is given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decisions_blake3: Option<String>,
    /// The table of lines that recur on sites, which `boiloff survey` writes. [`crate::Cleaner::open`] reads it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub site_lines: Option<PathBuf>,
    /// The BLAKE3 hash that this file has to have; opening it puts it here where none is given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub site_lines_blake3: Option<String>,
    /// Whose rules clean the lines of a text.
    pub preset: Preset,
    /// Signals of others that each clean text is asked for.
    pub signals: BTreeSet<Signals>,
    /// Flags ([`crate::flags::all`]) whose documents are left out of the corpus.
    pub leave_out: BTreeSet<String>,
    /// Modes of rules and stages that are not simply on, by id.
    pub rules: BTreeMap<String, Mode>,
    /// Fields of JSON-lines records.
    pub jsonl: JsonFields,
    /// The files of a corpus.
    pub output: Output,
    /// HTML pages.
    pub html: Html,
    /// Text that somebody extracted before.
    pub text: Text,
    /// The user's own rules, in the order in which they are asked, behind all others.
    #[serde(rename = "rule", skip_serializing_if = "Vec::is_empty")]
    pub own_rules: Vec<Declared>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            profile: Profile::default(),
            preset: Preset::default(),
            signals: BTreeSet::new(),
            bylines: Bylines::default(),
            max_document_bytes: 128 << 20,
            decisions: None,
            decisions_blake3: None,
            site_lines: None,
            site_lines_blake3: None,
            leave_out: BTreeSet::new(),
            rules: BTreeMap::new(),
            jsonl: JsonFields::default(),
            output: Output::default(),
            html: Html::default(),
            text: Text::default(),
            own_rules: Vec::new(),
        }
    }
}

/// An id that no rule, stage or rule of the user's own has.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no rule `{id}`; did you mean `{nearest}`? `boiloff rules` lists them all")]
pub struct UnknownRule {
    /// The id as given.
    pub id: String,
    /// The valid id that is most like it.
    pub nearest: String,
}

/// An id that no flag has.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no flag `{id}`; there are {}", flags::all().map(|flag| flag.id).collect::<Vec<_>>().join(", "))]
pub struct UnknownFlag {
    /// The id as given.
    pub id: String,
}

fn known_flag(id: &str) -> Result<(), UnknownFlag> {
    if flags::all().any(|flag| flag.id == id) { Ok(()) } else { Err(UnknownFlag { id: id.to_owned() }) }
}

impl Config {
    /// The mode of a rule or stage: what `rules` says, else what a rule of the user's own asks for, else on.
    #[must_use]
    pub fn mode(&self, id: &str) -> Mode {
        let own = || self.own_rules.iter().find(|r| r.spec().id == id).map(|r| r.spec().action.into());
        self.rules.get(id).copied().or_else(own).unwrap_or_default()
    }

    /// Sets the mode of a rule or stage.
    ///
    /// # Errors
    /// If there is none of that id.
    pub fn set_mode(&mut self, id: &str, mode: Mode) -> Result<(), UnknownRule> {
        self.known(id)?;
        self.rules.insert(id.to_owned(), mode);
        Ok(())
    }

    /// Has documents with this flag left out.
    ///
    /// # Errors
    /// If there is no such flag.
    pub fn leave_out(&mut self, flag: &str) -> Result<(), UnknownFlag> {
        known_flag(flag)?;
        self.leave_out.insert(flag.to_owned());
        Ok(())
    }

    /// True for a document of which this was read, if one of its flags has it left out.
    #[must_use]
    pub fn leaves_out(&self, meta: &Meta) -> bool {
        meta.flags.iter().any(|flag| self.leave_out.contains(flag))
    }

    /// The ids of all stages and rules, the user's own last.
    pub fn ids(&self) -> impl Iterator<Item = &'static str> {
        self.infos().map(|i| i.id)
    }

    /// What is said of each stage and rule, the user's own last.
    pub fn infos(&self) -> impl Iterator<Item = &'static rules::Info> {
        rules::infos().chain(self.own_rules.iter().map(|r| rules::Rule::info(r)))
    }

    /// What is said of the stage or rule of that id.
    ///
    /// # Errors
    /// If there is none.
    pub fn known(&self, id: &str) -> Result<&'static rules::Info, UnknownRule> {
        self.infos().find(|i| i.id == id).ok_or_else(|| {
            let nearest = self.ids().min_by_key(|known| strsim::damerau_levenshtein(id, known)).unwrap_or_default();
            UnknownRule { id: id.to_owned(), nearest: nearest.to_owned() }
        })
    }

    /// The same settings with the mode of every rule written out, for people to read.
    #[must_use]
    pub fn spelled_out(&self) -> Self {
        Self { rules: self.ids().map(|id| (id.to_owned(), self.mode(id))).collect(), ..self.clone() }
    }
}
