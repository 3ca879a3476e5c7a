//! Two runs of the same inputs, line by line: what one has taken out and the other has not.

use std::cmp::Ordering;
use std::io::{self, BufRead, BufReader};
use std::path::Path;

use super::error::{Error, unreadable};
use super::place::{LEDGER, config_of};
use crate::document::Span;
use crate::io::ledger::{Change, Entry};

/// A line, or a part of one, that only one run has taken out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// By which rule.
    pub rule: String,
    /// What stood there.
    pub text: String,
}

/// A document that the runs differ in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The input.
    pub source: String,
    /// Which of its records, from 0.
    pub record: u64,
    /// The record's id.
    pub id: Option<String>,
    /// What only the first run has taken out, and what only the second.
    pub lines: [Vec<Line>; 2],
}

/// What was compared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Documents in both runs.
    pub documents: u64,
    /// Lines that only the first run has taken out, and only the second.
    pub lines: [u64; 2],
    /// Documents that are only in the first run, or only in the second, and those whose source is another one.
    pub only: [u64; 2],
}

/// Goes through two finished runs and shows `show` each document that they differ in, in the order of the inputs. Nothing but one document of each is
/// held.
///
/// # Errors
/// If one of the folders is no finished run, or `show` fails.
pub fn differences(runs: [&Path; 2], mut show: impl FnMut(Difference) -> io::Result<()>) -> anyhow::Result<Totals> {
    let mut totals = Totals::default();
    let [mut first, mut second] = [Ledger::open(runs[0])?, Ledger::open(runs[1])?];
    let (mut one, mut other) = (first.next_document()?, second.next_document()?);
    loop {
        let order = match (&one, &other) {
            (None, None) => return Ok(totals),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some(one), Some(other)) => (&one.source, one.record).cmp(&(&other.source, other.record)),
        };
        match (order, &one, &other) {
            (Ordering::Equal, Some(a), Some(b)) if a.bytes_in == b.bytes_in && a.page == b.page => {
                totals.documents += 1;
                let lines = [alone(&a.edits, &b.edits), alone(&b.edits, &a.edits)];
                totals.lines[0] += lines[0].len() as u64;
                totals.lines[1] += lines[1].len() as u64;
                if lines.iter().any(|lines| !lines.is_empty()) {
                    show(Difference { source: a.source.clone(), record: a.record, id: a.id.clone(), lines })?;
                }
            }
            (Ordering::Equal, ..) => totals.only = totals.only.map(|n| n + 1),
            (Ordering::Less, ..) => totals.only[0] += 1,
            (Ordering::Greater, ..) => totals.only[1] += 1,
        }
        if order != Ordering::Greater {
            one = first.next_document()?;
        }
        if order != Ordering::Less {
            other = second.next_document()?;
        }
    }
}

/// The lines of removals of which less than half is gone in the other run as well; blanks that go or change are no removals.
fn alone(own: &[Change], others: &[Change]) -> Vec<Line> {
    let is_removal = |change: &&Change| change.with.trim().is_empty() && !change.was.trim().is_empty();
    let gone: Vec<Span> = others.iter().filter(is_removal).map(|change| change.span).collect();
    let mut lines = Vec::new();
    for change in own.iter().filter(is_removal) {
        let mut start = change.span.start;
        for text in change.was.split_inclusive('\n') {
            let end = start + text.len();
            let behind = gone.partition_point(|other| other.end <= start);
            let common =
                gone[behind..].iter().take_while(|other| other.start < end).map(|other| other.end.min(end) - other.start.max(start));
            if 2 * common.sum::<usize>() < text.len() && !text.trim().is_empty() {
                lines.push(Line { rule: change.rule.clone(), text: text.trim_end().to_owned() });
            }
            start = end;
        }
    }
    lines
}

/// The ledger of a run, one document after the other.
struct Ledger {
    entries: BufReader<zstd::Decoder<'static, BufReader<std::fs::File>>>,
    path: std::path::PathBuf,
}

impl Ledger {
    fn open(dir: &Path) -> Result<Self, Error> {
        config_of(dir)?;
        let path = dir.join(LEDGER);
        let entries = std::fs::File::open(&path).and_then(zstd::Decoder::new).map_err(unreadable(&path))?;
        Ok(Self { entries: BufReader::new(entries), path })
    }

    fn next_document(&mut self) -> Result<Option<Entry>, Error> {
        let mut line = Vec::new();
        loop {
            line.clear();
            let read = self.entries.read_until(b'\n', &mut line).map_err(unreadable(&self.path))?;
            if read == 0 {
                return Ok(None);
            }
            let entry: Entry = serde_json::from_slice(&line).map_err(|e| unreadable(&self.path)(e.into()))?;
            if entry.is_document() {
                return Ok(Some(entry));
            }
        }
    }
}
