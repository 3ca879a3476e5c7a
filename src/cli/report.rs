//! `boiloff report`: a run's report on the terminal, as JSON, as a page; two of them compared, or any number added up.

use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::ColorChoice;

use super::Exit;
use super::terminal::{escaped_json, escaped_line, is_coloured};
use crate::report::show::{count, plural};
use crate::report::terminal::{View, WIDTH};
use crate::report::{self, Report, compare, html, json};
use crate::review::{Decisions, precision};
use crate::run::differ::differences;

/// Show the report of a run, how two runs differ, or the sum of many
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A run's output folder or a report.json; two are compared
    #[arg(value_name = "RUN", required = true)]
    runs: Vec<PathBuf>,
    /// Add the reports of all these runs up, as if they had been one
    #[arg(long, conflicts_with = "lines")]
    sum: bool,
    /// Show the lines that one of the two runs has taken out and the other has not; both have to be of the same inputs
    #[arg(long, conflicts_with_all = ["json", "html"])]
    lines: bool,
    /// With --lines, show so many documents
    #[arg(long, value_name = "N", default_value_t = 50, requires = "lines")]
    limit: u64,
    /// Write JSON to standard output instead
    #[arg(long)]
    json: bool,
    /// Write the report as a web page to this file instead
    #[arg(long, value_name = "FILE", conflicts_with = "json")]
    html: Option<PathBuf>,
    /// Estimate each rule's precision from what people have judged: a file of `boiloff review`
    #[arg(long, value_name = "FILE")]
    decisions: Option<PathBuf>,
    /// When to use colours
    #[arg(long, value_enum, value_name = "WHEN", default_value_t = ColorChoice::Auto)]
    color: ColorChoice,
}

pub fn run(args: Args) -> anyhow::Result<Exit> {
    let (run, others) = args.runs.split_first().context("name a run")?;
    let other = match others {
        _ if args.sum => None,
        [] if args.lines => bail!("--lines compares two runs; name another one"),
        [] => None,
        [_] if args.html.is_some() || args.decisions.is_some() => {
            bail!("--html and --decisions are for one run, or for the sum of many (--sum)")
        }
        [other] if args.lines => return lines(&args, [run, other]),
        [other] => Some(report::read(other)?),
        _ => bail!("two runs are compared; to add {} up, say --sum", args.runs.len()),
    };
    let mut first = report::read(run)?;
    if args.sum {
        for more in others {
            first.merge(report::read(more)?);
        }
    }
    if let Some(file) = &args.decisions {
        first.precision = precision::estimate(&Decisions::read(file)?);
    }
    if let Some(file) = &args.html {
        json::write_file(file, &html::page(&first))?;
        return Ok(Exit::Done);
    }
    let view = View { width: terminal_size::terminal_size().map_or(WIDTH, |(width, _)| width.0.into()), colour: is_coloured(args.color) };
    let text = match (&other, args.json) {
        (None, true) => escaped_json(&json::to_string(&first)).to_string(),
        (None, false) => report::terminal::details(&first, view),
        (Some(second), true) => escaped_json(&json::to_string(&compare::compare(&first, second))).to_string(),
        (Some(second), false) => compared(&args.runs, [&first, second], view),
    };
    io::stdout().write_all(text.as_bytes())?;
    Ok(Exit::Done)
}

/// Line by line.
fn lines(args: &Args, runs: [&Path; 2]) -> anyhow::Result<Exit> {
    let mut out = BufWriter::new(io::stdout().lock());
    let mut shown = 0;
    let totals = differences(runs, |document| {
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

fn compared(names: &[PathBuf], reports: [&Report; 2], view: View) -> String {
    let [first, second] = [0, 1].map(|at| names.get(at).map(|name| name.to_string_lossy()).unwrap_or_default());
    compare::terminal([&first, &second], reports, view)
}
