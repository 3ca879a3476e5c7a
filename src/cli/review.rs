//! `boiloff review`: a sample of what a run removed, for people to judge.

use std::collections::HashMap;
use std::io::{self, BufRead, IsTerminal, Write};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use anyhow::bail;
use clap::ColorChoice;

use super::Exit;
use super::clean::{number_of_threads, threads};
use super::settings::unknown_rules;
use super::terminal::{ADDED, BOLD, FAINT, PLAIN, REMOVED, escaped, escaped_json, escaped_line, is_coloured};
use crate::report::json::write_file;
use crate::report::show::{clip, count, cut, plural};
use crate::review::decision::{Journal, Removal};
use crate::review::sample::{Drawn, Sample, is_judged};
use crate::review::{Decision, Decisions, Judgement, Known, Scope};
use crate::run::pipeline::Pipeline;
use crate::run::review::{draw, settings};

/// Judge a sample of what a run removed, a rule or band of scores at a time
///
/// Each removal is shown with the text around it, and each answer is in the decisions file before the next is asked for; what has an answer
/// is not asked again. Where standard input is no terminal, the sample is printed as JSON lines. `boiloff clean --decisions` heeds the answers,
/// `boiloff report --decisions` estimates from them how often each rule is right.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The output folder of `boiloff clean`
    #[arg(value_name = "DIR")]
    dir: PathBuf,
    /// How many removals are drawn of each rule, and of each band of scores of a rule that goes by a model
    #[arg(long, value_name = "N", default_value = "20", value_parser = number_of_removals)]
    sample: NonZeroUsize,
    /// Only these rules
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    rule: Vec<String>,
    /// The file that holds the answers, and to which new ones are added
    #[arg(long, value_name = "FILE", default_value = "decisions.jsonl")]
    decisions: PathBuf,
    /// Write the sample to FILE as JSON lines, to be filled in: `verdict` is "right", "wrong" or "deny"; `-` prints it
    #[arg(long, value_name = "FILE", group = "how")]
    list: Option<PathBuf>,
    /// Take the answers from such a file
    #[arg(long, value_name = "FILE", group = "how")]
    verdicts: Option<PathBuf>,
    /// Ask also where standard input is no terminal
    #[arg(long, group = "how")]
    ask: bool,
    /// How many files of the run are read at a time [default: the number of cores]
    #[arg(short = 'j', long, value_name = "N", value_parser = number_of_threads)]
    threads: Option<NonZeroUsize>,
    /// When to use colours
    #[arg(long, value_enum, value_name = "WHEN", default_value_t = ColorChoice::Auto)]
    color: ColorChoice,
}

/// Most removals that are drawn of a rule: more than a person judges, and few enough to be held in memory.
const MOST_REMOVALS: usize = 10_000;

fn number_of_removals(text: &str) -> Result<NonZeroUsize, String> {
    let number = text.parse().ok().filter(|n: &NonZeroUsize| n.get() <= MOST_REMOVALS);
    number.ok_or_else(|| format!("not a number of removals from 1 to {MOST_REMOVALS}"))
}

pub fn run(args: Args) -> anyhow::Result<Exit> {
    let config = settings(&args.dir)?;
    for id in &args.rule {
        config.known(id)?;
        if !is_judged(id) {
            bail!("`{id}` changes characters or does what a person asked for; there is nothing to judge, so name another rule");
        }
    }
    let decisions = if args.decisions.exists() { Decisions::read(&args.decisions)? } else { Decisions::default() };
    let filled = args.verdicts.as_deref().map(Decisions::read).transpose()?;
    for warning in unknown_rules(filled.as_ref().unwrap_or(&decisions), &config) {
        say(&warning)?;
    }
    let known = Known::of(&decisions);
    if let Some(filled) = filled {
        return args.take(&filled, &decisions);
    }
    let pipeline = Pipeline::new(threads(args.threads)).map_err(crate::run::Error::from)?;
    let sample = draw(&args.dir, &Sample::new(args.sample.get(), &args.rule), &pipeline)?;
    let standard = Path::new("-");
    match &args.list {
        Some(file) if file != standard => {
            let before = last_by_removal(&decisions);
            // What is no list is the user's to replace.
            if Decisions::read(file).is_ok_and(|filled| filled.list.iter().any(|decision| is_new(decision, &before))) {
                let kept = args.decisions.display();
                bail!(
                    "{0} holds verdicts that are not in {kept}; take them with --verdicts {0} first, or name another file",
                    file.display()
                );
            }
            let (list, removals) = list(&sample, &known);
            write_file(file, &list)?;
            say(&format!("{} to judge in {}", plural(removals, "removal"), file.display()))?;
        }
        None if args.ask || io::stdin().is_terminal() => args.asked(&sample, known)?,
        _ => io::stdout().write_all(escaped_json(&list(&sample, &known).0).to_string().as_bytes())?,
    }
    Ok(Exit::Done)
}

/// The removals that are not judged yet as JSON lines, and how many they are. A judgement on the like of one is filled in.
fn list(sample: &Sample, known: &Known) -> (String, u64) {
    let open = sample.groups().flat_map(Drawn::items).filter(|removal| !known.has(removal));
    let lines: Vec<String> = open.map(|removal| known.like(removal).unwrap_or_else(|| removal.clone()).line()).collect();
    (lines.concat(), lines.len() as u64)
}

/// Of each removal the decision that counts.
fn last_by_removal(decisions: &Decisions) -> HashMap<Removal<'_>, &Decision> {
    decisions.list.iter().map(|decision| (decision.removal(), decision)).collect()
}

/// True if a removal was not judged before, or otherwise.
fn is_new(decision: &Decision, before: &HashMap<Removal<'_>, &Decision>) -> bool {
    before.get(&decision.removal()).is_none_or(|last| last.bare() != decision.bare())
}

fn say(what: &str) -> io::Result<()> {
    writeln!(io::stderr(), "boiloff: {}", escaped_line(what))
}

impl Args {
    /// Adds the judgements of a list that was filled in.
    fn take(&self, filled: &Decisions, before: &Decisions) -> anyhow::Result<Exit> {
        let mut journal = Journal::open(&self.decisions)?;
        let before = last_by_removal(before);
        let mut added = 0;
        for decision in &filled.list {
            if is_new(decision, &before) {
                journal.add(decision)?;
                added += 1;
            }
        }
        let open = if filled.open > 0 { format!("; {} without a verdict", plural(filled.open as u64, "line")) } else { String::new() };
        say(&format!("{} added to {}{open}", plural(added, "verdict"), self.decisions.display()))?;
        Ok(Exit::Done)
    }

    /// Asks for each removal that is not judged yet.
    fn asked(&self, sample: &Sample, mut known: Known) -> anyhow::Result<()> {
        let mut journal = Journal::open(&self.decisions)?;
        let (mut judged, mut alike, mut skipped) = (0, 0, 0);
        let coloured = is_coloured(self.color);
        let all = sample.groups().flat_map(|drawn| drawn.items().enumerate().map(move |(at, removal)| (drawn, at, removal)));
        for (drawn, at, removal) in all {
            if known.has(removal) {
                continue;
            }
            if let Some(like) = known.like(removal) {
                journal.add(&like)?;
                known.add(&like);
                alike += 1;
                continue;
            }
            let place = format!("{} of {}, drawn from {}", at + 1, drawn.items().len(), count(drawn.of));
            io::stdout().write_all(shown(removal, &place, coloured).as_bytes())?;
            match answer()? {
                Answer::Judged(judgement, scope) => {
                    let own = Decision { verdict: Some(judgement), scope, ..removal.clone() };
                    journal.add(&own)?;
                    known.add(&own);
                    judged += 1;
                }
                Answer::Skip => skipped += 1,
                Answer::Quit => break,
            }
        }
        say(&format!("{} judged, {alike} as their like before, {skipped} skipped", plural(judged, "removal")))?;
        let file = self.decisions.display();
        say(&format!("clean with --decisions {file} to heed it, report with --decisions {file} to see how often rules are right"))?;
        Ok(())
    }
}

/// What a person says.
enum Answer {
    Judged(Judgement, Scope),
    Skip,
    Quit,
}

/// Asks until there is an answer. At the end of the input it is to stop.
fn answer() -> io::Result<Answer> {
    loop {
        let mut out = io::stdout();
        write!(out, "[r]ight, [w]rong, [d]eny: remove it always, [s]kip, [q]uit; a capital letter for all sites > ")?;
        out.flush()?;
        let mut line = Vec::new();
        if io::stdin().lock().read_until(b'\n', &mut line)? == 0 {
            writeln!(out)?;
            return Ok(Answer::Quit);
        }
        let line = String::from_utf8_lossy(&line);
        let scope = if line.trim_start().starts_with(char::is_uppercase) { Scope::Corpus } else { Scope::Site };
        return Ok(match line.trim().to_lowercase().as_str() {
            "r" | "right" => Answer::Judged(Judgement::Right, scope),
            "w" | "wrong" => Answer::Judged(Judgement::Wrong, scope),
            "d" | "deny" => Answer::Judged(Judgement::Deny, scope),
            "s" | "skip" => Answer::Skip,
            "q" | "quit" => Answer::Quit,
            _ => continue,
        });
    }
}

/// Longest removed text that is shown, in bytes: half a screen.
const SHOWN: usize = 800;

/// Lines that are shown before and behind a removal.
const LINES: usize = 3;

/// Columns of a name in the heading.
const NAME: usize = 60;

/// A removal with its reasons and the text around it.
fn shown(removal: &Decision, place: &str, coloured: bool) -> String {
    let [bold, faint, plain] = if coloured { [BOLD, FAINT, PLAIN] } else { [""; 3] };
    let [[open, close], [add, added]] = if coloured { [[REMOVED, PLAIN], [ADDED, PLAIN]] } else { [["[-", "-]"], ["{+", "+}"]] };
    let band = removal.band.as_ref().map(|band| format!(", scores {band}")).unwrap_or_default();
    let source = removal.at.as_ref().map(|at| format!("{} #{}", clip(&at.source, NAME), at.record)).unwrap_or_default();
    let site = removal.site.as_ref().map(|site| format!(", {}", clip(site, NAME))).unwrap_or_default();
    let score = removal.score.unwrap_or_default();
    let was = cut(&removal.text, SHOWN);
    let length = removal.at.as_ref().map_or(0, |at| at.span.len());
    let more = if was.len() < removal.text.len() { format!(" … of {} bytes", count(length as u64)) } else { String::new() };
    let with = if removal.with.is_empty() { String::new() } else { format!("{add}{}{added}", escaped(cut(&removal.with, SHOWN))) };
    let before: Vec<&str> = removal.before.split_inclusive('\n').collect();
    let before = before[before.len().saturating_sub(LINES + 1)..].concat();
    let after: String = removal.after.split_inclusive('\n').take(LINES + 1).collect();
    format!(
        "\n{bold}{}{}{plain}  {place}\n{faint}{}; {} ({score:.2}){plain}\n\n{}{open}{}{close}{more}{with}{}\n\n",
        escaped_line(&removal.rule),
        escaped_line(&band),
        escaped_line(&(source + &site)),
        escaped_line(&removal.evidence.join(" + ")),
        escaped(before.trim_start_matches('\n')),
        escaped(was),
        escaped(after.trim_end_matches('\n')),
    )
}
