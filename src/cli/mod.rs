//! The command line: one file a command. Each has `Args`, what the command takes, and `run`, which does it.

mod clean;

use std::io;

use clap::{Parser, Subcommand};

/// Boils scraped web text down to clean corpus text: every removed byte explained and restorable.
#[derive(Debug, Parser)]
#[command(name = "boiloff", version, max_term_width = 100, after_help = EXIT_CODES)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Clean(clean::Args),
}

/// How the program ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    /// All went well.
    Done = 0,
    /// The run stopped because output could not be written.
    Output = 1,
    /// The arguments or the configuration cannot be used.
    Usage = 2,
    /// The run is finished, but some records could not be read; they are listed.
    Rejects = 3,
}

/// [`Exit`] for the user.
const EXIT_CODES: &str = "\
Exit codes:
  0  all went well
  1  the run stopped: output could not be written
  2  the arguments, the configuration or an input cannot be used
  3  finished, but some records failed; they are listed";

impl Exit {
    /// How the program ends over an error. A reader that closed the pipe has seen enough; that is no failure.
    pub fn of(error: &anyhow::Error) -> Self {
        if let Some(error) = error.downcast_ref::<boiloff::run::Error>() {
            return match error {
                e if e.is_closed_pipe() => Self::Done,
                e if e.is_output() => Self::Output,
                _ => Self::Usage,
            };
        }
        match error.downcast_ref::<io::Error>() {
            Some(e) if e.kind() == io::ErrorKind::BrokenPipe => Self::Done,
            Some(_) => Self::Output,
            None => Self::Usage,
        }
    }
}

/// An error with its causes, each said once: some errors name their cause themselves.
pub fn message(error: &anyhow::Error) -> String {
    error.chain().skip(1).fold(error.to_string(), |message, cause| {
        let cause = cause.to_string();
        if message.contains(&cause) { message } else { format!("{message}: {cause}") }
    })
}

/// Does what the arguments ask for.
///
/// # Errors
/// Bare [`io::Error`]s are of writing; every other error says itself what it is of.
pub fn run(cli: Cli) -> anyhow::Result<Exit> {
    match cli.command {
        Command::Clean(args) => clean::run(args),
    }
}
