//! What a user can set.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

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
    /// Bylines and datelines.
    pub bylines: Bylines,
    /// Largest document that is cleaned, in bytes of its content; a larger one passes through unchanged.
    pub max_document_bytes: usize,
    /// Modes of rules and stages that are not simply on, by id.
    pub rules: BTreeMap<String, Mode>,
    /// Fields of JSON-lines records.
    pub jsonl: JsonFields,
}

impl Default for Config {
    fn default() -> Self {
        Self { bylines: Bylines::default(), max_document_bytes: 128 << 20, rules: BTreeMap::new(), jsonl: JsonFields::default() }
    }
}
