//! `boiloff survey`: which lines recur on which site, into a table, or shown.

use std::io::{self, BufWriter, Write};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::bail;

use super::Exit;
use super::clean::{number_of_threads, threads};
use super::settings::Settings;
use super::terminal::{escaped, escaped_line};
use crate::Cleaner;
use crate::run::pipeline::Pipeline;
use crate::run::progress::Progress;
use crate::run::survey::{rows, survey};
use crate::sites::Row;
use crate::sites::rows::SITE;

/// Count which lines stand in many documents of a site, for `clean --site-lines`
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Files and folders to read as `clean` reads them, and tables of other surveys to add
    #[arg(value_name = "INPUT", required_unless_present = "print_config")]
    inputs: Vec<PathBuf>,
    /// File for the table
    #[arg(short, long, value_name = "FILE", required_unless_present_any = ["show", "print_config"])]
    output: Option<PathBuf>,
    /// Print the lines of tables that recur: documents that have the line, of how many, at the head, at the tail, and the line
    #[arg(long, conflicts_with = "output")]
    show: bool,
    /// Only this site: its host, or a folder with `/` at its end
    #[arg(long, value_name = "SITE", requires = "show")]
    site: Option<String>,
    /// How many documents are read at a time [default: the number of cores]
    #[arg(short = 'j', long, value_name = "N", value_parser = number_of_threads)]
    threads: Option<NonZeroUsize>,
    /// Show no progress and no summary
    #[arg(short, long)]
    quiet: bool,
    #[command(flatten)]
    pub settings: Settings,
}

pub fn run(args: Args) -> anyhow::Result<Exit> {
    let Some(output) = &args.output else {
        args.inputs.iter().try_for_each(|table| show(table, args.site.as_deref()))?;
        return Ok(Exit::Done);
    };
    let mut config = args.settings.resolve()?;
    if args.inputs.iter().any(|input| input == Path::new("-")) {
        bail!("standard input is no input of a survey; name files or folders");
    }
    // What is counted does not depend on what was counted before.
    (config.site_lines, config.site_lines_blake3) = (None, None);
    let pipeline = Pipeline::new(threads(args.threads)).map_err(crate::run::Error::from)?;
    let progress = |total| if args.quiet { Progress::quiet() } else { Progress::new(Some(total)) };
    let surveyed = survey(Arc::new(Cleaner::open(config)?), &args.inputs, output, &pipeline, progress)?;
    if !args.quiet {
        let tables = if surveyed.tables > 0 { format!(" and {} tables", surveyed.tables) } else { String::new() };
        let lost = if surveyed.rejected > 0 {
            format!("; {} could not be read, `boiloff clean` says why", surveyed.rejected)
        } else {
            String::new()
        };
        let said = format!("boiloff: {} documents{tables} counted{lost}\nTable: {}", surveyed.documents, output.display());
        // The table is written by now.
        let _ = writeln!(io::stderr(), "{}", escaped(&said));
    }
    Ok(if surveyed.rejected > 0 { Exit::Failed } else { Exit::Done })
}

/// Prints what recurs: for each site the most frequent lines first.
fn show(table: &Path, site: Option<&str>) -> anyhow::Result<()> {
    let mut out = BufWriter::new(io::stdout().lock());
    let mut lines: Vec<Row> = Vec::new();
    let mut of = 0;
    rows(table, |row| {
        if row.line == SITE {
            print(&mut out, &mut lines, of)?;
            of = row.counts.documents;
        } else if site.is_none_or(|site| *row.site == *site) {
            lines.push(row);
        }
        Ok::<_, anyhow::Error>(())
    })?;
    print(&mut out, &mut lines, of)?;
    Ok(out.flush()?)
}

fn print(out: &mut impl Write, lines: &mut Vec<Row>, of: u64) -> io::Result<()> {
    if let Some(first) = lines.first() {
        writeln!(out, "{}: {of} documents", escaped_line(&first.site))?;
    }
    lines.sort_by(|a, b| b.counts.documents.cmp(&a.counts.documents).then_with(|| a.text.cmp(&b.text)));
    for Row { counts, text, .. } in lines.drain(..) {
        writeln!(out, "{}\t{}\t{}\t{}", counts.documents, counts.head, counts.tail, escaped_line(&text))?;
    }
    Ok(())
}
