//! The command line: one file a command. Each has `Args`, what the command takes, and `run`, which does it.

mod bench;
mod completions;
mod explain;
mod man;
mod rules;
mod sample;
mod settings;
pub mod terminal;

use std::io::{self, Write};

use clap::{Parser, Subcommand};

/// Boils scraped web text down to clean corpus text: every removed byte explained and restorable.
#[derive(Debug, Parser)]
#[command(name = "boiloff", version, max_term_width = 100)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Explain(explain::Args),
    Rules(rules::Args),
    Bench(bench::Args),
    Completions(completions::Args),
    Man(man::Args),
}

/// How the program ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    /// All went well.
    Done = 0,
    /// Output could not be written.
    Output = 1,
    /// The arguments or the configuration cannot be used.
    Usage = 2,
}

impl Exit {
    /// How the program ends over an error. A reader that closed the pipe has seen enough; that is no failure.
    pub fn of(error: &anyhow::Error) -> Self {
        match error.downcast_ref::<io::Error>() {
            Some(e) if e.kind() == io::ErrorKind::BrokenPipe => Self::Done,
            Some(_) => Self::Output,
            None => Self::Usage,
        }
    }
}

impl Command {
    const fn settings(&self) -> Option<&settings::Settings> {
        match self {
            Self::Explain(args) => Some(&args.settings),
            Self::Rules(args) => Some(&args.settings),
            Self::Bench(args) => Some(&args.settings),
            Self::Completions(_) | Self::Man(_) => None,
        }
    }
}

/// Does what the arguments ask for.
///
/// # Errors
/// Bare [`io::Error`]s are of writing; every other error is of the arguments, the configuration or an input.
pub fn run(cli: Cli) -> anyhow::Result<Exit> {
    if let Some(settings) = cli.command.settings().filter(|s| s.print_config) {
        io::stdout().write_all(settings.resolve()?.spelled_out().to_toml()?.as_bytes())?;
        return Ok(Exit::Done);
    }
    match cli.command {
        Command::Explain(args) => explain::run(args),
        Command::Rules(args) => rules::run(args),
        Command::Bench(args) => bench::run(args),
        Command::Completions(args) => completions::run(args),
        Command::Man(args) => man::run(args),
    }
}
