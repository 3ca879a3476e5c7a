//! `boiloff man`: the manual pages.

use std::fs;
use std::io::{self, Write};
use std::path::PathBuf;

use clap::CommandFactory;

use super::{Cli, Exit, Unwritten};

/// Print the manual page, or write those of all commands to a folder
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The folder; it is made where it is missing
    #[arg(value_name = "DIR")]
    dir: Option<PathBuf>,
}

pub fn run(args: Args) -> anyhow::Result<Exit> {
    if let Some(dir) = args.dir {
        let written = fs::create_dir_all(&dir).and_then(|()| clap_mangen::generate_to(Cli::command(), &dir));
        written.map_err(|source| Unwritten { path: dir, source })?;
        return Ok(Exit::Done);
    }
    let mut page = Vec::new();
    clap_mangen::Man::new(Cli::command()).render(&mut page)?;
    io::stdout().write_all(&page)?;
    Ok(Exit::Done)
}
