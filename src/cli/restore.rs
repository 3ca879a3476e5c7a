//! `boiloff restore`: the inputs of a run again.

use std::io::{self, Write};
use std::num::NonZeroUsize;
use std::path::PathBuf;

use super::clean::{number_of_threads, threads};
use super::{Exit, terminal};
use crate::report::show::plural;
use crate::run::pipeline::Pipeline;
use crate::run::restore::restore;

/// Rebuild the inputs of a run from its corpus and ledger, and check them byte for byte; of HTML pages the visible text
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The output folder of `boiloff clean`
    #[arg(value_name = "DIR")]
    dir: PathBuf,
    /// Where to put the files [default: DIR/restored]; files of the same names are replaced
    #[arg(short, long, value_name = "DIR")]
    output: Option<PathBuf>,
    /// How many files are rebuilt at a time [default: the number of cores]
    #[arg(short = 'j', long, value_name = "N", value_parser = number_of_threads)]
    threads: Option<NonZeroUsize>,
    /// Say nothing about files that were rebuilt
    #[arg(short, long)]
    quiet: bool,
}

pub fn run(args: Args) -> anyhow::Result<Exit> {
    let pipeline = Pipeline::new(threads(args.threads)).map_err(crate::run::Error::from)?;
    let to = args.output.unwrap_or_else(|| args.dir.join("restored"));
    let restored = restore(&args.dir, &to, &pipeline)?;
    let mut err = io::stderr().lock();
    for (name, why) in &restored.problems {
        writeln!(err, "boiloff: {}", terminal::escaped_line(&format!("{name}: not restored: {why}")))?;
    }
    if !args.quiet {
        let to = to.display().to_string();
        let to = terminal::escaped_line(&to);
        if restored.files > 0 || restored.texts + restored.records == 0 {
            writeln!(err, "boiloff: {} restored byte for byte in {to}", plural(restored.files, "file"))?;
        }
        if restored.texts > 0 {
            let files = plural(restored.texts, "file");
            writeln!(err, "boiloff: {files} restored in {to} with the visible text of their pages; markup is not kept")?;
        }
        if restored.records > 0 {
            let files =
                if restored.records == 1 { "1 archive or table".to_owned() } else { format!("{} archives and tables", restored.records) };
            writeln!(err, "boiloff: {files} restored in {to} as JSON lines, with the visible text of pages")?;
        }
    }
    Ok(if restored.problems.is_empty() { Exit::Done } else { Exit::Failed })
}
