//! `boiloff verify`: is a run as it was written?

use std::io::{self, Write};
use std::num::NonZeroUsize;
use std::path::PathBuf;

use super::clean::{number_of_threads, threads};
use super::{Exit, terminal};
use crate::report::show::plural;
use crate::run::pipeline::Pipeline;
use crate::run::verify::verify;

/// Check that everything in a run's folder is as it was written: corpus, ledger, rejects and report, by hash and by count
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The output folder of `boiloff clean`
    #[arg(value_name = "DIR")]
    dir: PathBuf,
    /// The inputs of the run, as they were given to `boiloff clean`: checks them too
    #[arg(value_name = "INPUT")]
    inputs: Vec<PathBuf>,
    /// How many files are read at a time [default: the number of cores]
    #[arg(short = 'j', long, value_name = "N", value_parser = number_of_threads)]
    threads: Option<NonZeroUsize>,
    /// Say nothing if all is as it should be
    #[arg(short, long)]
    quiet: bool,
}

pub fn run(args: Args) -> anyhow::Result<Exit> {
    let pipeline = Pipeline::new(threads(args.threads)).map_err(crate::run::Error::from)?;
    let verified = verify(&args.dir, &args.inputs, &pipeline)?;
    let mut err = io::stderr().lock();
    for (name, why) in &verified.problems {
        writeln!(err, "boiloff: {}", terminal::escaped_line(&format!("{name}: {why}")))?;
    }
    if !verified.problems.is_empty() {
        writeln!(
            err,
            "boiloff: {}; clean --resume with the same inputs and settings mends a run",
            plural(verified.problems.len() as u64, "problem")
        )?;
        return Ok(Exit::Failed);
    }
    if !args.quiet {
        writeln!(err, "boiloff: all that was written for {} is as it was", plural(verified.inputs, "input"))?;
    }
    Ok(Exit::Done)
}
