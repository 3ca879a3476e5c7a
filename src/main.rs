//! The `boiloff` program: arguments in, the library asked, an exit code out.

mod cli;

use std::io::{self, Write};
use std::process::ExitCode;

use clap::Parser;

use cli::{Cli, Exit};

fn main() -> ExitCode {
    let exit = cli::run(Cli::parse()).unwrap_or_else(|error| {
        let exit = Exit::of(&error);
        if exit != Exit::Done {
            // If standard error is gone there is no way left to tell the user.
            let _ = writeln!(io::stderr(), "boiloff: {}", cli::terminal::escaped_line(&cli::message(&error)));
        }
        exit
    });
    ExitCode::from(exit as u8)
}
