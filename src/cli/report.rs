//! `boiloff report`: a run's report on the terminal, as JSON, as a page; or two of them compared.

use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use clap::ColorChoice;

use super::Exit;
use super::terminal::{escaped_json, escaped_line, is_coloured};
use crate::report::show::{count, plural};
use crate::report::terminal::{View, WIDTH};
use crate::report::{self, Report, compare, html, json};
use crate::review::{Decisions, precision};
use crate::run::differ::differences;

/// Show the report of a run, or how two runs differ
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A run's output folder or a report.json
    #[arg(value_name = "RUN")]
    run: PathBuf,
    /// Another one, to compare with
    #[arg(value_name = "OTHER")]
    other: Option<PathBuf>,
    /// Show the lines that one of the two runs has taken out and the other has not; both have to be of the same inputs
    #[arg(long, requires = "other", conflicts_with_all = ["json", "html"])]
    lines: bool,
    /// With --lines, show so many documents
    #[arg(long, value_name = "N", default_value_t = 50, requires = "lines")]
    limit: u64,
    /// Write JSON to standard output instead
    #[arg(long)]
    json: bool,
    /// Write the report as a web page to this file instead
    #[arg(long, value_name = "FILE", conflicts_with_all = ["json", "other"])]
    html: Option<PathBuf>,
    /// Estimate each rule's precision from what people have judged: a file of `boiloff review`
    #[arg(long, value_name = "FILE", conflicts_with = "other")]
    decisions: Option<PathBuf>,
    /// When to use colours
    #[arg(long, value_enum, value_name = "WHEN", default_value_t = ColorChoice::Auto)]
    color: ColorChoice,
}

pub fn run(args: Args) -> anyhow::Result<Exit> {
    if let (true, Some(other)) = (args.lines, &args.other) {
        return lines(&args, other);
    }
    let mut first = report::read(&args.run)?;
    if let Some(file) = &args.decisions {
        first.precision = precision::estimate(&Decisions::read(file)?);
    }
    let second = args.other.as_deref().map(report::read).transpose()?;
    if let Some(file) = &args.html {
        json::write_file(file, &html::page(&first))?;
        return Ok(Exit::Done);
    }
    let view = View { width: terminal_size::terminal_size().map_or(WIDTH, |(width, _)| width.0.into()), colour: is_coloured(args.color) };
    let text = match (&second, args.json) {
        (None, true) => escaped_json(&json::to_string(&first)).to_string(),
        (None, false) => report::terminal::details(&first, view),
        (Some(second), true) => escaped_json(&json::to_string(&compare::compare(&first, second))).to_string(),
        (Some(second), false) => compared(&args, [&first, second], view),
    };
    io::stdout().write_all(text.as_bytes())?;
    Ok(Exit::Done)
}

/// Line by line.
fn lines(args: &Args, other: &Path) -> anyhow::Result<Exit> {
    let mut out = BufWriter::new(io::stdout().lock());
    let mut shown = 0;
    let totals = differences([&args.run, other], |document| {
        shown += 1;
        if shown > args.limit {
            return Ok(());
        }
        let name = document.id.as_deref().map_or_else(String::new, |id| format!(" ({id})"));
        writeln!(out, "{} {}{}", escaped_line(&document.source), document.record, escaped_line(&name))?;
        for (sign, lines) in ["-", "+"].into_iter().zip(&document.lines) {
            for line in lines {
                let rule = escaped_line(&line.rule).to_string();
                writeln!(out, "  {sign} {rule:24} {}", escaped_line(line.text.trim()))?;
            }
        }
        Ok(())
    })?;
    let [first, second] = totals.lines;
    if shown > args.limit {
        writeln!(out, "... and {} more (--limit)", plural(shown - args.limit, "document"))?;
    }
    writeln!(
        out,
        "{} of {} differ: the first run alone (-) took out {}, the second alone (+) {}",
        count(shown),
        plural(totals.documents, "document"),
        plural(first, "line"),
        count(second)
    )?;
    for (run, only) in ["first", "second"].into_iter().zip(totals.only) {
        if only > 0 {
            writeln!(out, "{} only in the {run} run", plural(only, "document"))?;
        }
    }
    out.flush()?;
    Ok(Exit::Done)
}

fn compared(args: &Args, reports: [&Report; 2], view: View) -> String {
    let first = args.run.to_string_lossy();
    let second = args.other.as_deref().unwrap_or(&args.run).to_string_lossy();
    compare::terminal([&first, &second], reports, view)
}
