//! The settings that commands share: `boiloff.toml` and the flags that override it.

use std::path::{Path, PathBuf};

use boiloff::Config;
use boiloff::config::{Bylines, FILE_NAME, Mode};

/// Where the settings come from.
#[derive(Debug, Default, clap::Args)]
#[command(next_help_heading = "Settings")]
pub struct Settings {
    /// Read the configuration from FILE instead of `boiloff.toml` in the working directory
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
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
    /// Print the settings that hold, as a configuration file, and stop
    #[arg(long)]
    pub print_config: bool,
}

impl Settings {
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
        Ok(config)
    }
}
