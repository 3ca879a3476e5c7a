//! `boiloff explain`: one document with what was removed, and why.

mod blocks;
mod html;
mod terminal;

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::anyhow;
use clap::ColorChoice;

use self::blocks::Blocks;
use super::settings::Settings;
use super::terminal::{escaped_json, is_coloured};
use super::{Exit, sample};
use crate::io::ledger::Entry;
use crate::{Cleaner, Config, Record};

/// Show a document with what was removed, why, and what became of it
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The document, a text, an HTML page or JSON lines; `-` reads a text from standard input
    #[arg(value_name = "FILE", required_unless_present = "print_config")]
    file: Option<PathBuf>,
    /// Which record of a file of JSON lines, from 0
    #[arg(long, value_name = "N", default_value_t = 0)]
    record: usize,
    /// Show every change, those of whitespace, invisible characters and composed letters too
    #[arg(long)]
    all: bool,
    /// Print the entry that the ledger would have, as JSON
    #[arg(long, conflicts_with = "all")]
    json: bool,
    /// Write a page for a browser: each line or block, what was taken out struck through, the reason beside it
    #[arg(long, conflicts_with_all = ["all", "json"])]
    html: bool,
    /// When to use colours
    #[arg(long, value_enum, value_name = "WHEN", default_value_t = ColorChoice::Auto)]
    color: ColorChoice,
    #[command(flatten)]
    pub settings: Settings,
}

pub fn run(args: Args) -> anyhow::Result<Exit> {
    let config = args.settings.resolve()?;
    let file = args.file.unwrap_or_default();
    let record = nth(&file, args.record, &config)?;
    let mut blocks = Blocks::default();
    let cleaned = Cleaner::open(config)?.clean_watched(record, &mut blocks);
    let shown = if args.json {
        let entry = serde_json::to_string(&Entry::new(&file.display().to_string(), args.record as u64, None, &cleaned))?;
        format!("{}\n", escaped_json(&entry))
    } else if args.html {
        html::page(&cleaned, &blocks, &file.display().to_string())
    } else {
        terminal::listing(&cleaned, &blocks, is_coloured(args.color), args.all)
    };
    io::stdout().write_all(shown.as_bytes())?;
    Ok(Exit::Done)
}

/// What `boiloff explain` prints of a document.
#[must_use]
pub fn explained(cleaner: &Cleaner, record: Record, coloured: bool) -> String {
    let mut blocks = Blocks::default();
    let cleaned = cleaner.clean_watched(record, &mut blocks);
    terminal::listing(&cleaned, &blocks, coloured, false)
}

/// The `n`th record of a file, from 0; those before it may be what they like.
fn nth(file: &Path, n: usize, config: &Config) -> anyhow::Result<Record> {
    let mut before = 0;
    for record in sample::records(file, config)? {
        if before == n {
            return record;
        }
        before += 1;
    }
    Err(anyhow!("{}: has no record {n}; it has {before}, counted from 0", file.display()))
}
