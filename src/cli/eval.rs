//! `boiloff eval`: how well boiloff, or any other cleaner, does on labelled documents.

use std::io::{self, Write};
use std::path::PathBuf;

use anyhow::bail;
use clap::ColorChoice;

use super::Exit;
use super::settings::Settings;
use super::terminal::{escaped_json, is_coloured};
use crate::eval::{Scores, read_cleaned, read_gold, terminal::table};
use crate::report::terminal::{View, WIDTH};
use crate::{Cleaner, Record};

/// Score boiloff, or the output of another cleaner, on documents whose lines are labelled
///
/// Prints precision, recall and F1 of the removed lines and the share of good lines that were lost, by class of noise and by
/// language. docs/formats.md describes the files.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Labelled documents: JSON lines with `id`, `text` and `remove`, the numbers of the lines that are noise
    #[arg(value_name = "FILE", required_unless_present = "print_config")]
    files: Vec<PathBuf>,
    /// Score what another cleaner made of them, JSON lines with `id` and `text`, instead of cleaning
    #[arg(long, value_name = "FILE", num_args = 1.., conflicts_with_all = ["config", "bylines", "on", "tag", "off"])]
    cleaned: Vec<PathBuf>,
    /// List the noise that was left and the good lines that were lost
    #[arg(long, conflicts_with = "json")]
    list: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
    /// When to use colours
    #[arg(long, value_enum, value_name = "WHEN", default_value_t = ColorChoice::Auto)]
    color: ColorChoice,
    #[command(flatten)]
    pub settings: Settings,
}

pub fn run(args: Args) -> anyhow::Result<Exit> {
    let documents = read_gold(&args.files)?;
    if documents.is_empty() {
        bail!("there are no documents in the files; each line is one, with `id`, `text` and `remove`");
    }
    let mut scores = Scores::default();
    if args.cleaned.is_empty() {
        let cleaner = Cleaner::open(args.settings.resolve()?)?;
        for gold in &documents {
            scores.add(gold, &cleaner.clean(Record::text(gold.text.as_str())).text);
        }
    } else {
        let cleaned = read_cleaned(&args.cleaned)?;
        for gold in &documents {
            let Some(text) = cleaned.get(&gold.id) else {
                bail!("no cleaned document has the id {:?}; write one with an empty text for each document that was dropped", gold.id);
            };
            scores.add(gold, text);
        }
    }
    let view = View { width: terminal_size::terminal_size().map_or(WIDTH, |(width, _)| width.0.into()), colour: is_coloured(args.color) };
    let shown = if args.json {
        escaped_json(&(serde_json::to_string_pretty(&scores)? + "\n")).to_string()
    } else {
        table(&scores, args.list, view)
    };
    io::stdout().write_all(shown.as_bytes())?;
    Ok(Exit::Done)
}
