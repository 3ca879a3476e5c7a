//! What a user can set about text that somebody extracted before: the `[text]` table.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// What kind of text came in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "kebab-case")]
pub enum InputKind {
    /// Each document is judged by itself.
    #[default]
    Auto,
    /// Main content that an extractor took from a page, with some of what stood around it.
    Extracted,
    /// All text of a page, menus and footers too, as WET files hold it.
    Dump,
}

/// The settings for text. They mean nothing for pages.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case", expecting = "a table of settings for texts, such as input = \"dump\"")]
pub struct Text {
    /// What kind of text comes in.
    pub input_kind: InputKind,
    /// The file of the model that says which lines are noise, where it is not the program's own. [`crate::Cleaner::open`] reads it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model: Option<PathBuf>,
    /// The BLAKE3 hash that this file has to have; opening the model puts it here where none is given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model_blake3: Option<String>,
}
