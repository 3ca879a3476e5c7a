//! `boiloff rules`: the list of rules, or the documentation of one.

use std::fmt::Write as _;
use std::io::{self, Write};

use clap::ColorChoice;

use super::settings::Settings;
use super::terminal::{BOLD, FAINT, PLAIN, escaped, is_coloured};
use super::{Exit, terminal};
use crate::config::Mode;

/// List the rules with their state, or show the documentation of one
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The rule to show
    #[arg(value_name = "ID")]
    id: Option<String>,
    /// When to use colours
    #[arg(long, value_enum, value_name = "WHEN", default_value_t = ColorChoice::Auto)]
    color: ColorChoice,
    #[command(flatten)]
    pub settings: Settings,
}

pub fn run(args: Args) -> anyhow::Result<Exit> {
    let config = args.settings.resolve()?;
    let coloured = is_coloured(args.color);
    let page = match &args.id {
        Some(id) => documentation(&config.known(id)?.markdown(), id, coloured),
        None => {
            let rows: Vec<_> = config.infos().map(|i| (i.id, state(config.mode(i.id)), i.summary())).collect();
            list(&rows, coloured)
        }
    };
    io::stdout().write_all(page.as_bytes())?;
    Ok(Exit::Done)
}

const fn state(mode: Mode) -> &'static str {
    match mode {
        Mode::On => "on",
        Mode::Tag => "tag",
        Mode::Off => "off",
    }
}

fn list(rows: &[(&str, &str, String)], coloured: bool) -> String {
    let width = rows.iter().map(|(id, ..)| id.len()).max().unwrap_or(0);
    let [bold, faint, plain] = if coloured { [BOLD, FAINT, PLAIN] } else { [""; 3] };
    rows.iter().fold(String::new(), |mut out, (id, state, summary)| {
        // Writing to a string cannot fail.
        let _ = writeln!(out, "{bold}{id:width$}{plain}  {faint}{state:3}{plain}  {}", escaped(summary));
        out
    })
}

/// Markdown for a terminal: headings bold, the language tags of code blocks as small headings, code set in.
fn documentation(markdown: &str, id: &str, coloured: bool) -> String {
    let [bold, faint, plain] = if coloured { [BOLD, FAINT, PLAIN] } else { [""; 3] };
    let mut out = format!("{bold}{id}{plain}\n\n");
    let mut code = false;
    for line in markdown.trim_end().lines() {
        // Writing to a string cannot fail.
        let _ = if let Some(tag) = line.strip_prefix("```") {
            code = !code;
            if code && !tag.is_empty() { writeln!(out, "  {faint}{tag}:{plain}") } else { Ok(()) }
        } else if code {
            writeln!(out, "    {}", terminal::escaped(line))
        } else if let Some(heading) = line.strip_prefix("## ") {
            writeln!(out, "{bold}{}{plain}", escaped(heading))
        } else {
            writeln!(out, "{}", escaped(line))
        };
    }
    out
}
