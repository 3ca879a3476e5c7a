//! The settings that commands share: `boiloff.toml` and the flags that override it.

use std::path::{Path, PathBuf};

use crate::Config;
use crate::config::{Bylines, FILE_NAME, Form, Include, InputKind, Mode, Profile};
use crate::flags::Signals;
use crate::html::Selector;
use crate::presets::Preset;
use crate::review::{self, Decisions};
use crate::scorer::Balance;

/// Where the settings come from.
#[derive(Debug, Default, clap::Args)]
#[command(next_help_heading = "Settings")]
pub struct Settings {
    /// Read the configuration from FILE instead of `boiloff.toml` in the working directory
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// How much evidence a removal takes [default: standard]
    #[arg(long, value_enum, value_name = "PROFILE")]
    profile: Option<Profile>,
    /// What becomes of bylines and datelines
    #[arg(long, value_enum, value_name = "WHAT")]
    bylines: Option<Bylines>,
    /// Carry these rules out, whatever the configuration says
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    on: Vec<String>,
    /// Report what these rules find and leave the text
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    tag: Vec<String>,
    /// Do not ask these rules
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    off: Vec<String>,
    /// Clean lines by the rules of another corpus, and by none of our own, to compare [default: boiloff]
    #[arg(long, value_enum, value_name = "PRESET")]
    preset: Option<Preset>,
    /// Flag documents by the signals of other corpora
    #[arg(long, value_enum, value_name = "WHOSE", value_delimiter = ',')]
    signals: Vec<Signals>,
    /// Leave documents with these flags out of the corpus: error-page, login-wall, consent-page, empty-shell, only-boilerplate, near-empty, or one of the
    /// signals
    #[arg(long, value_name = "FLAG", value_delimiter = ',')]
    leave_out: Vec<String>,
    /// Heed what people have judged: a file of `boiloff review`
    #[arg(long, value_name = "FILE")]
    decisions: Option<PathBuf>,
    /// Heed which lines recur on a document's site: a table of `boiloff survey`, `auto` to survey the inputs first (`clean` into a folder), or `off` [default: off]
    #[arg(long, value_name = "auto|off|FILE")]
    site_lines: Option<PathBuf>,
    /// Print the settings that hold, as a configuration file, and stop
    #[arg(long)]
    pub print_config: bool,
    #[command(flatten)]
    text: TextArgs,
    #[command(flatten)]
    html: HtmlArgs,
}

/// Text.
#[derive(Debug, Default, clap::Args)]
#[command(next_help_heading = "Text")]
struct TextArgs {
    /// What kind of text comes in [default: auto]
    #[arg(long, value_enum, value_name = "KIND")]
    input_kind: Option<InputKind>,
    /// Use this model to tell lines of noise from the text
    #[arg(long, value_name = "FILE")]
    text_model: Option<PathBuf>,
}

impl TextArgs {
    fn apply(&self, text: &mut crate::config::Text) {
        text.input_kind = self.input_kind.unwrap_or(text.input_kind);
        if self.text_model.is_some() {
            text.model.clone_from(&self.text_model);
            text.model_blake3 = None;
        }
    }
}

/// Pages.
#[derive(Debug, Default, clap::Args)]
#[command(next_help_heading = "HTML pages")]
struct HtmlArgs {
    /// The form of the text [default: text]
    #[arg(long, value_enum, value_name = "FORM")]
    to: Option<Form>,
    /// Rather lose content than keep noise
    #[arg(long, conflicts_with = "recall")]
    precision: bool,
    /// Rather keep noise than lose content
    #[arg(long)]
    recall: bool,
    /// Keep these beside the main content
    #[arg(long, value_enum, value_name = "WHAT", value_delimiter = ',')]
    include: Vec<Include>,
    /// Take out the text of the elements that this CSS selector names
    #[arg(long, value_name = "SELECTOR")]
    drop: Vec<Selector>,
    /// Keep the text of the elements that this CSS selector names
    #[arg(long, value_name = "SELECTOR")]
    keep: Vec<Selector>,
    /// Use this model to tell main content from the rest
    #[arg(long, value_name = "FILE")]
    model: Option<PathBuf>,
}

impl HtmlArgs {
    fn apply(&self, html: &mut crate::config::Html) {
        html.to = self.to.unwrap_or(html.to);
        match (self.precision, self.recall) {
            (true, _) => html.balance = Balance::Precision,
            (_, true) => html.balance = Balance::Recall,
            _ => {}
        }
        html.include.extend(&self.include);
        html.drop.extend_from_slice(&self.drop);
        html.keep.extend_from_slice(&self.keep);
        if self.model.is_some() {
            html.model.clone_from(&self.model);
            html.model_blake3 = None;
        }
    }
}

/// In place of a table: the inputs are surveyed first.
const AUTO: &str = "auto";

/// In place of a table: none.
const OFF: &str = "off";

impl Settings {
    /// True if the inputs are to be surveyed first.
    pub fn surveys(&self) -> bool {
        self.site_lines.as_deref() == Some(Path::new(AUTO))
    }

    /// What a user should know of settings that can be used.
    ///
    /// # Errors
    /// If the file of decisions cannot be read.
    pub fn warnings(config: &Config) -> Result<Vec<String>, review::Error> {
        let decisions = config.decisions.as_deref().map(Decisions::read).transpose()?.unwrap_or_default();
        Ok(unknown_rules(&decisions, config).collect())
    }

    /// The settings that hold: the file's, overridden by the flags.
    ///
    /// # Errors
    /// If the file cannot be read or used, or a flag names a rule that does not exist.
    pub fn resolve(&self) -> anyhow::Result<Config> {
        let here = Path::new(FILE_NAME);
        let mut config = match &self.config {
            Some(path) => Config::read(path)?,
            None if here.exists() => Config::read(here)?,
            None => Config::default(),
        };
        if let Some(bylines) = self.bylines {
            config.bylines = bylines;
        }
        for (ids, mode) in [(&self.on, Mode::On), (&self.tag, Mode::Tag), (&self.off, Mode::Off)] {
            for id in ids {
                config.set_mode(id, mode)?;
            }
        }
        config.preset = self.preset.unwrap_or(config.preset);
        config.signals.extend(&self.signals);
        for flag in &self.leave_out {
            config.leave_out(flag)?;
        }
        config.profile = self.profile.unwrap_or(config.profile);
        if self.decisions.is_some() {
            config.decisions.clone_from(&self.decisions);
            config.decisions_blake3 = None;
        }
        if let Some(file) = &self.site_lines {
            config.site_lines = Some(file.clone()).filter(|file| ![AUTO, OFF].iter().any(|word| file == Path::new(word)));
            config.site_lines_blake3 = None;
        }
        self.text.apply(&mut config.text);
        self.html.apply(&mut config.html);
        Ok(config)
    }
}

/// Warnings of the rules that decisions name and that do not exist.
pub fn unknown_rules(decisions: &Decisions, config: &Config) -> impl Iterator<Item = String> {
    let tell = |unknown| format!("in the decisions, {unknown}; what was judged of it counts all the same");
    decisions.unknown_rules(config).into_iter().map(tell)
}
