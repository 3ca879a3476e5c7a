//! The command line: one file a command. Each has `Args`, what the command takes, and `run`, which does it.

mod bench;
mod clean;
mod completions;
mod eval;
mod explain;
mod features;
mod man;
mod report;
mod restore;
mod review;
mod rules;
mod sample;
mod settings;
mod survey;
mod terminal;
mod verify;

pub use explain::explained;

use std::ffi::OsString;
use std::io::{self, Write};
use std::path::PathBuf;

use clap::{Parser, Subcommand};

/// Boils scraped web text down to clean corpus text: every removed byte explained and restorable.
#[derive(Debug, Parser)]
#[command(name = "boiloff", version, max_term_width = 100, after_help = EXIT_CODES)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Clean(clean::Args),
    Restore(restore::Args),
    Verify(verify::Args),
    Report(report::Args),
    Review(review::Args),
    Survey(survey::Args),
    Explain(explain::Args),
    Rules(rules::Args),
    Bench(bench::Args),
    Eval(eval::Args),
    Features(features::Args),
    Completions(completions::Args),
    Man(man::Args),
}

/// How the program ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Exit {
    /// All went well.
    Done = 0,
    /// The run stopped because output could not be written.
    Output = 1,
    /// The arguments, the configuration or an input cannot be used.
    Usage = 2,
    /// The run is finished, but some records failed; they are listed.
    Failed = 3,
}

/// [`Exit`] for the user.
const EXIT_CODES: &str = "\
Exit codes:
  0  all went well
  1  the run stopped: output could not be written
  2  the arguments, the configuration or an input cannot be used
  3  finished, but some records failed; they are listed";

/// A folder that a command makes could not be written.
#[derive(Debug, thiserror::Error)]
#[error("{}: cannot be written; name another folder", path.display())]
pub(crate) struct Unwritten {
    /// The folder.
    pub path: PathBuf,
    /// What the system said.
    pub source: io::Error,
}

/// Does what the arguments ask for, the program's name first, and says on standard error what is in the way. Returns the exit code. Wrong arguments, `--help`
/// and `--version` end the process at once, as [`Parser::parse`] does.
pub fn main(arguments: impl IntoIterator<Item = OsString>) -> u8 {
    let exit = run(Cli::parse_from(arguments)).unwrap_or_else(|error| {
        let exit = Exit::of(&error);
        if exit != Exit::Done {
            // If standard error is gone there is no way left to tell the user.
            let _ = writeln!(io::stderr(), "boiloff: {}", terminal::escaped_line(&message(&error)));
        }
        exit
    });
    exit as u8
}

impl Exit {
    /// How the program ends over an error. A reader that closed the pipe has seen enough; that is no failure.
    fn of(error: &anyhow::Error) -> Self {
        let is_report = matches!(error.downcast_ref(), Some(crate::report::Error::Write { .. }));
        let is_decisions = matches!(error.downcast_ref(), Some(crate::review::Error::Write { .. }));
        if error.is::<Unwritten>() || is_report || is_decisions {
            return Self::Output;
        }
        match (error.downcast_ref::<crate::run::Error>(), error.downcast_ref::<io::Error>()) {
            (Some(e), _) if e.is_closed_pipe() => Self::Done,
            (Some(e), _) if e.is_output() => Self::Output,
            (None, Some(e)) if e.kind() == io::ErrorKind::BrokenPipe => Self::Done,
            (None, Some(_)) => Self::Output,
            _ => Self::Usage,
        }
    }
}

impl Command {
    const fn settings(&self) -> Option<&settings::Settings> {
        match self {
            Self::Clean(args) => Some(&args.settings),
            Self::Explain(args) => Some(&args.settings),
            Self::Rules(args) => Some(&args.settings),
            Self::Bench(args) => Some(&args.settings),
            Self::Eval(args) => Some(&args.settings),
            Self::Survey(args) => Some(&args.settings),
            Self::Restore(_)
            | Self::Verify(_)
            | Self::Report(_)
            | Self::Review(_)
            | Self::Features(_)
            | Self::Completions(_)
            | Self::Man(_) => None,
        }
    }
}

/// An error with its causes, each said once: some errors name their cause themselves.
fn message(error: &anyhow::Error) -> String {
    if let Some(error) = error.downcast_ref::<io::Error>() {
        return format!("cannot write to standard output: {error}");
    }
    error.chain().skip(1).fold(error.to_string(), |message, cause| {
        let cause = cause.to_string();
        if message.contains(&cause) { message } else { format!("{message}: {cause}") }
    })
}

/// Does what the arguments ask for.
///
/// # Errors
/// Bare [`io::Error`]s are of writing; every other error is of the arguments, the configuration or an input, or says itself
/// what it is of.
fn run(cli: Cli) -> anyhow::Result<Exit> {
    if let Some(settings) = cli.command.settings().filter(|s| s.print_config) {
        io::stdout().write_all(settings.resolve()?.spelled_out().to_toml()?.as_bytes())?;
        return Ok(Exit::Done);
    }
    if !matches!(cli.command, Command::Clean(_)) && cli.command.settings().is_some_and(settings::Settings::surveys) {
        anyhow::bail!("--site-lines auto is for `boiloff clean`; name a table that `boiloff survey` has written");
    }
    match cli.command {
        Command::Clean(args) => clean::run(args),
        Command::Restore(args) => restore::run(args),
        Command::Verify(args) => verify::run(args),
        Command::Report(args) => report::run(args),
        Command::Review(args) => review::run(args),
        Command::Survey(args) => survey::run(args),
        Command::Explain(args) => explain::run(args),
        Command::Rules(args) => rules::run(args),
        Command::Bench(args) => bench::run(args),
        Command::Eval(args) => eval::run(args),
        Command::Features(args) => features::run(args),
        Command::Completions(args) => completions::run(args),
        Command::Man(args) => man::run(args),
    }
}
