//! The `boiloff` program: all of it is in the library, in [`boiloff::cli`].

use std::env;
use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(boiloff::cli::main(env::args_os()))
}
