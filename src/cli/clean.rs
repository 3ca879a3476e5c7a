//! `boiloff clean`: files and folders to a folder, or JSON lines to JSON lines.

use std::fs::File;
use std::io::{self, Write};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;

use anyhow::{Context, bail};
use boiloff::run::counts::Counts;
use boiloff::run::pipeline::Pipeline;
use boiloff::run::progress::Progress;
use boiloff::run::stream::{Sinks, stream};
use boiloff::{Cleaner, Config};

use super::Exit;

/// Clean files and folders into a folder, or JSON lines from standard input to standard output
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Files and folders to clean, or `-` for JSON lines from standard input
    #[arg(value_name = "INPUT", required = true)]
    inputs: Vec<PathBuf>,
    /// Folder for the clean corpus, the ledger and the report; `-` writes JSON lines to standard output
    #[arg(short, long, value_name = "DIR")]
    output: PathBuf,
    /// How many documents are cleaned at a time [default: the number of cores]
    #[arg(short = 'j', long, value_name = "N")]
    threads: Option<NonZeroUsize>,
    /// Largest document that is cleaned, in bytes; larger ones pass through unchanged
    #[arg(long, value_name = "BYTES")]
    max_document_bytes: Option<usize>,
    /// Show no progress and no summary
    #[arg(short, long)]
    quiet: bool,
    #[command(flatten)]
    fields: FieldArgs,
    #[command(flatten)]
    side: SideArgs,
}

/// Names of fields.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "JSON lines")]
struct FieldArgs {
    /// Field that holds the text [default: text]
    #[arg(long, value_name = "NAME")]
    text_field: Option<String>,
    /// Field that holds the record's id [default: id]
    #[arg(long, value_name = "NAME")]
    id_field: Option<String>,
    /// Field that holds the page's address [default: url]
    #[arg(long, value_name = "NAME")]
    url_field: Option<String>,
    /// Field to put authors and dates into; where a record has it already, they go to `boiloff_meta` [default: meta]
    #[arg(long, value_name = "NAME")]
    meta_field: Option<String>,
}

/// Files beside a stream.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "With --output -")]
struct SideArgs {
    /// Write the ledger to FILE, as JSON lines
    #[arg(long, value_name = "FILE")]
    ledger: Option<PathBuf>,
    /// Write rejected records to FILE, as JSON lines, instead of to standard error
    #[arg(long, value_name = "FILE")]
    rejects: Option<PathBuf>,
}

/// Stands for standard input and standard output.
const STANDARD: &str = "-";

pub fn run(args: Args) -> anyhow::Result<Exit> {
    let config = args.config()?;
    let threads = args.threads.or_else(|| thread::available_parallelism().ok()).map_or(1, NonZeroUsize::get);
    let pipeline = Pipeline::new(threads).map_err(boiloff::run::Error::from)?;
    let cleaner = Arc::new(Cleaner::new(config));
    let counts = if args.output == Path::new(STANDARD) { args.stream(cleaner, &pipeline)? } else { bail!("only --output -") };
    Ok(if counts.rejected > 0 { Exit::Rejects } else { Exit::Done })
}

impl Args {
    fn config(&self) -> anyhow::Result<Config> {
        let mut config = Config::default();
        let names = &mut config.jsonl;
        for (asked, name) in [
            (&self.fields.text_field, &mut names.text_field),
            (&self.fields.id_field, &mut names.id_field),
            (&self.fields.url_field, &mut names.url_field),
            (&self.fields.meta_field, &mut names.meta_field),
        ] {
            if let Some(asked) = asked {
                name.clone_from(asked);
            }
        }
        if names.meta_field == names.text_field {
            bail!("the field `{}` cannot hold both the text and the meta data; name another with --meta-field", names.text_field);
        }
        config.max_document_bytes = self.max_document_bytes.unwrap_or(config.max_document_bytes);
        Ok(config)
    }

    fn progress(&self, total: Option<u64>) -> Progress {
        if self.quiet { Progress::quiet() } else { Progress::new(total) }
    }

    fn stream(&self, cleaner: Arc<Cleaner>, pipeline: &Pipeline) -> anyhow::Result<Counts> {
        if self.inputs != [Path::new(STANDARD)] {
            bail!("--output - takes one input, `-`, JSON lines from standard input; give --output a folder to clean files");
        }
        let mut ledger = self.side.ledger.as_deref().map(create).transpose()?;
        let mut rejects: Box<dyn Write> = match &self.side.rejects {
            Some(path) => Box::new(create(path)?),
            None => Box::new(io::stderr()),
        };
        let progress = self.progress(None);
        let sinks =
            Sinks { output: &mut io::stdout().lock(), ledger: ledger.as_mut().map(|file| file as &mut dyn Write), rejects: &mut rejects };
        let counts = stream(cleaner, io::stdin(), sinks, pipeline, &progress);
        progress.finish();
        let counts = counts?;
        if !self.quiet {
            // The records are written; that the summary cannot be told is no failure.
            let _ = writeln!(io::stderr(), "boiloff: {}", summary(&counts, &progress));
        }
        Ok(counts)
    }
}

fn create(path: &Path) -> anyhow::Result<File> {
    File::create(path).with_context(|| format!("cannot create {}", path.display()))
}

fn summary(counts: &Counts, progress: &Progress) -> String {
    let Counts { documents, bytes_in, bytes_out, edits, changed, emptied, passed_through, rejected } = counts;
    let seconds = progress.elapsed().as_secs_f64();
    format!(
        "{documents} documents, {bytes_in} bytes in, {bytes_out} bytes out; {edits} edits in {changed} documents, {emptied} emptied, \
         {passed_through} passed through, {rejected} rejected; {seconds:.1} s"
    )
}
