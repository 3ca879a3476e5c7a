//! `boiloff clean`: files and folders to a folder, or a stream to JSON lines.

use std::collections::BTreeMap;
use std::env;
use std::fs::File;
use std::io::{self, Write};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;

use anyhow::{anyhow, bail};
use tempfile::NamedTempFile;

use super::Exit;
use super::settings::Settings;
use super::terminal::{escaped, escaped_line};
use crate::config::CorpusForm;
use crate::io::codec::Codec;
use crate::io::format::{Format, Kind};
use crate::io::records::Records;
use crate::report;
use crate::run::counts::Counts;
use crate::run::folder::{Outcome, clean_folder};
use crate::run::pipeline::Pipeline;
use crate::run::place::{Existing, SITES};
use crate::run::progress::Progress;
use crate::run::stream::{Sinks, stream};
use crate::run::survey::survey_for_run;
use crate::{Cleaner, Config, SiteTable};

/// Clean files and folders into a folder, or standard input to JSON lines on standard output
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Files and folders to clean (hidden ones in folders are left out), or `-` for standard input, JSON lines if --from does not tell otherwise
    #[arg(value_name = "INPUT", required_unless_present = "print_config")]
    inputs: Vec<PathBuf>,
    /// What standard input holds, by the ending of a file's name: warc, warc.gz, csv, html ... [default: jsonl]
    #[arg(long, value_name = "FORMAT", value_parser = format)]
    from: Option<Format>,
    /// Folder for the clean corpus, the ledger and the report; `-` writes JSON lines to standard output
    #[arg(short, long, value_name = "DIR", required_unless_present = "print_config")]
    output: Option<PathBuf>,
    /// How many documents are cleaned at a time [default: the number of cores]
    #[arg(short = 'j', long, value_name = "N", value_parser = number_of_threads)]
    threads: Option<NonZeroUsize>,
    /// Largest document that is cleaned, in bytes; larger ones pass through unchanged
    #[arg(long, value_name = "BYTES")]
    max_document_bytes: Option<usize>,
    /// Show no progress and no summary
    #[arg(short, long)]
    quiet: bool,
    /// Go on with the run in DIR where it stopped; inputs that are done and unchanged are not read again
    #[arg(long, conflicts_with = "overwrite")]
    resume: bool,
    /// Remove what an earlier run wrote to DIR, and nothing else, and start again
    #[arg(long)]
    overwrite: bool,
    #[command(flatten)]
    corpus: CorpusArgs,
    #[command(flatten)]
    fields: FieldArgs,
    #[command(flatten)]
    side: SideArgs,
    #[command(flatten)]
    pub settings: Settings,
}

/// The files of the corpus.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "With --output DIR")]
struct CorpusArgs {
    /// Write the corpus as: mirror (a file for each input, in its form), or all documents one behind the other as jsonl, jsonl.gz, jsonl.zst or parquet; attributes: what was found, for Dolma's toolkit, in place of the texts [default: mirror]
    #[arg(long = "as", value_name = "FORM")]
    form: Option<CorpusForm>,
    /// Begin a new file of the corpus when one has become so large, in bytes before compression; not for mirror [default: 1073741824]
    #[arg(long, value_name = "BYTES", value_parser = clap::value_parser!(u64).range(1..))]
    shard_bytes: Option<u64>,
}

/// Names of fields.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "JSON lines")]
struct FieldArgs {
    /// Field that holds the text; a record without it may have a page's markup in `html` [default: text]
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
    let pipeline = Pipeline::new(threads(args.threads)).map_err(crate::run::Error::from)?;
    for warning in Settings::warnings(&config)? {
        args.say(&format!("boiloff: {}", escaped_line(&warning)));
    }
    let cleaner = Cleaner::open(config)?;
    let output = args.output.clone().unwrap_or_default();
    let rejected =
        if output == Path::new(STANDARD) { args.stream(Arc::new(cleaner), &pipeline)? } else { args.folder(cleaner, &output, &pipeline)? };
    Ok(if rejected > 0 { Exit::Failed } else { Exit::Done })
}

/// Most threads that may be asked for: more than a machine has cores, and few enough to be started in no time.
const MOST_THREADS: usize = 1024;

/// Reads a number of threads.
pub fn number_of_threads(text: &str) -> Result<NonZeroUsize, String> {
    let number = text.parse().ok().filter(|n: &NonZeroUsize| n.get() <= MOST_THREADS);
    number.ok_or_else(|| format!("not a number of threads from 1 to {MOST_THREADS}"))
}

/// Reads what a file with this ending holds.
fn format(ending: &str) -> Result<Format, String> {
    let ending = if ending == "text" { "txt" } else { ending };
    Format::of(&format!(".{ending}"))
        .map_err(|_| "not a form that is read: jsonl, warc, csv, tsv, html or text, each also with .gz or .zst".to_owned())
}

/// How many threads: as asked, else one a core.
pub fn threads(asked: Option<NonZeroUsize>) -> usize {
    asked.or_else(|| thread::available_parallelism().ok()).map_or(1, NonZeroUsize::get)
}

impl Args {
    fn config(&self) -> anyhow::Result<Config> {
        let mut config = self.settings.resolve()?;
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
        config.output.form = self.corpus.form.unwrap_or(config.output.form);
        config.output.shard_bytes = self.corpus.shard_bytes.unwrap_or(config.output.shard_bytes);
        config.max_document_bytes = self.max_document_bytes.unwrap_or(config.max_document_bytes);
        Ok(config)
    }

    fn progress(&self, total: Option<u64>) -> Progress {
        if self.quiet { Progress::quiet() } else { Progress::new(total) }
    }

    /// Says something to the user. What matters is written by then; that it cannot be told is no failure.
    fn say(&self, what: &str) {
        if !self.quiet {
            let _ = writeln!(io::stderr(), "{}", escaped(what));
        }
    }

    fn stream(&self, cleaner: Arc<Cleaner>, pipeline: &Pipeline) -> anyhow::Result<u64> {
        if self.inputs != [Path::new(STANDARD)] {
            bail!("--output - takes one input, `-`, standard input; give --output a folder to clean files");
        }
        if self.settings.surveys() {
            bail!(
                "--site-lines auto reads the inputs twice, and standard input can be read once; name a table that `boiloff survey` has written"
            );
        }
        if self.resume || self.overwrite {
            bail!("--resume and --overwrite are for an output folder, not for --output -");
        }
        if self.corpus.form.is_some() || self.corpus.shard_bytes.is_some() {
            bail!("--as and --shard-bytes are for an output folder; --output - writes JSON lines");
        }
        let mut ledger = self.side.ledger.as_deref().map(create).transpose()?;
        if let (Some(ledger), Some(rejects)) = (&self.side.ledger, &self.side.rejects) {
            let full = ledger.canonicalize().ok().filter(|file| file.is_file());
            if full.is_some() && full == rejects.canonicalize().ok() {
                bail!("--ledger and --rejects cannot both be {}; name two files", ledger.display());
            }
        }
        let mut rejects: Box<dyn Write> = match &self.side.rejects {
            Some(path) => Box::new(create(path)?),
            None => Box::new(io::stderr()),
        };
        let format = self.from.unwrap_or(Format { kind: Kind::JsonLines, codec: Codec::Plain });
        if format.kind == Kind::Parquet {
            bail!(
                "Parquet cannot be read from standard input, since its directory is at its end; name the file, and a folder with --output"
            );
        }
        let input = Records::open(io::stdin(), format, None, cleaner.config())?;
        let left_out = input.left_out();
        let progress = self.progress(None);
        let sinks =
            Sinks { output: &mut io::stdout().lock(), ledger: ledger.as_mut().map(|file| file as &mut dyn Write), rejects: &mut rejects };
        let counts = stream(cleaner, input, sinks, pipeline, &progress);
        progress.finish();
        let counts = counts?;
        self.say(&format!("boiloff: {}{}", summary(&counts, &progress), without(&left_out.counts())));
        if self.from.is_none() && counts.documents == 0 && counts.rejected > 0 {
            self.say("Standard input was read as JSON lines; if it is a text, give --from text, and if it is a page, --from html");
        }
        Ok(counts.rejected)
    }

    fn folder(&self, cleaner: Cleaner, output: &Path, pipeline: &Pipeline) -> anyhow::Result<u64> {
        if self.inputs.iter().any(|i| i == Path::new(STANDARD)) {
            bail!("standard input is cleaned to standard output only: `boiloff clean - --output -`");
        }
        if self.from.is_some() {
            bail!("--from is for standard input; what a file holds is told by its name");
        }
        if self.side.ledger.is_some() || self.side.rejects.is_some() {
            bail!("--ledger and --rejects are for --output -; an output folder has its ledger.jsonl.zst and rejects.jsonl");
        }
        if self.corpus.shard_bytes.is_some() && !cleaner.config().output.form.is_sharded() {
            bail!("--shard-bytes is for a corpus in shards; say which with --as, such as --as jsonl.zst");
        }
        let progress = |total| self.progress(Some(total));
        let existing = match (self.resume, self.overwrite) {
            (true, _) => Existing::Resume,
            (_, true) => Existing::Overwrite,
            _ => Existing::Refuse,
        };
        let mut cleaner = Arc::new(cleaner);
        let mut sites = None;
        if self.settings.surveys() {
            let table = NamedTempFile::new().map_err(|source| crate::run::Error::Survey { path: env::temp_dir(), source })?;
            self.say("boiloff: surveying the inputs for lines that recur on their sites");
            let seen = survey_for_run(Arc::clone(&cleaner), &self.inputs, [output, table.path()], existing, pipeline, progress)?;
            self.say(&format!("boiloff: {} documents counted; cleaning them", seen.documents));
            let read = File::open(table.path()).and_then(SiteTable::read);
            let read = read.map_err(|source| crate::run::Error::Table { path: table.path().to_owned(), source })?;
            cleaner = Arc::new(Cleaner::open(cleaner.config().clone())?.with_sites(read, output.join(SITES)));
            sites = Some(table);
        }
        let sites = sites.as_ref().map(NamedTempFile::path);
        let outcome = clean_folder(cleaner, &self.inputs, output, existing, sites, pipeline, progress)?;
        self.say(&told(&outcome, output));
        Ok(outcome.report.totals.rejected)
    }
}

fn create(path: &Path) -> anyhow::Result<File> {
    File::create(path).map_err(|e| anyhow!("cannot create {}: {e}; name another file", path.display()))
}

fn summary(counts: &Counts, progress: &Progress) -> String {
    let Counts { documents, bytes_in, pages, markup_bytes, bytes_out, edits, changed, emptied, passed_through, left_out, rejected } =
        counts;
    let seconds = progress.elapsed().as_secs_f64();
    let pages = if *pages > 0 { format!(" ({pages} of them pages, {markup_bytes} bytes of HTML)") } else { String::new() };
    format!(
        "{documents} documents{pages}, {bytes_in} bytes in, {bytes_out} bytes out; {edits} edits in {changed} documents, {emptied} emptied, \
         {passed_through} passed through, {left_out} left out, {rejected} rejected; {seconds:.1} s"
    )
}

/// What was left out of archives, for people.
fn without(left_out: &BTreeMap<String, u64>) -> String {
    if left_out.is_empty() {
        return String::new();
    }
    let each: Vec<String> = left_out.iter().map(|(what, n)| format!("{what} {n}")).collect();
    format!("\nRecords of archives that are no documents were left out: {}", each.join(", "))
}

/// What a run over files ended in, for people.
fn told(outcome: &Outcome, output: &Path) -> String {
    let mut out = report::terminal::summary(&outcome.report);
    let (skipped, named) = &outcome.skipped;
    if *skipped > 0 {
        out += &format!("\n{skipped} files and folders were left out:\n");
        named.iter().for_each(|(name, why)| out += &format!("  {}: {why}\n", escaped_line(name)));
        if *skipped > named.len() as u64 {
            out += "  ... all are in manifest.jsonl\n";
        }
    }
    out += &without(&outcome.left_out);
    if outcome.report.totals.rejected > 0 {
        out += &format!("\nRecords that could not be read are in {}\n", output.join("rejects.jsonl").display());
    }
    if outcome.kept > 0 {
        out += &format!("\n{} inputs were done already\n", outcome.kept);
    }
    if outcome.kept_documents > 0 {
        out += &format!("\n{} documents of the inputs that were begun were done already\n", outcome.kept_documents);
    }
    out + &format!("\nReport: {}", output.join("report.html").display())
}
