//! Counting in bounded memory.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::fs::File;
use std::io::{self, Read, Seek, Write};
use std::mem;

use super::rows::{Counts, Reader, SITE, Writer, merge};
use super::seen::Seen;

/// What is held in memory may take so many bytes; more goes to a temporary file.
pub const BUDGET: usize = 512 << 20;

/// What an entry of the table takes, in bytes, when the table is as full as it becomes before it grows, and has just grown.
const ENTRY: usize = 128;

/// So many temporary files are merged into one: each takes a file handle, and a megabyte while it is read.
const MOST_RUNS: usize = 64;

/// Counts the lines of documents by site. What is counted depends neither on the order of the documents nor on how they are spread over
/// surveys whose tables are merged.
#[derive(Debug)]
pub struct Survey {
    budget: usize,
    /// Sites by name.
    sites: HashMap<Box<str>, u32>,
    lines: HashMap<(u32, u64), Tally>,
    /// What is shown of the lines.
    texts: String,
    /// Counts that did not fit, and tables that were added.
    runs: Vec<File>,
}

#[derive(Debug)]
struct Tally {
    counts: Counts,
    /// In `texts`.
    start: usize,
    length: usize,
}

impl Default for Survey {
    fn default() -> Self {
        Self::with_budget(BUDGET)
    }
}

impl Survey {
    /// One that holds about so many bytes in memory, and a document more.
    #[must_use]
    pub fn with_budget(budget: usize) -> Self {
        Self { budget, sites: HashMap::new(), lines: HashMap::new(), texts: String::new(), runs: Vec::new() }
    }

    /// Counts a document.
    ///
    /// # Errors
    /// If a temporary file cannot be written.
    pub fn add(&mut self, seen: &Seen) -> io::Result<()> {
        let next = self.sites.len() as u32;
        let site = match self.sites.get(&*seen.site) {
            Some(site) => *site,
            None => *self.sites.entry(seen.site.as_str().into()).or_insert(next),
        };
        for (line, head, tail, text) in [(SITE, false, false, "")].into_iter().chain(seen.lines()) {
            let counts = Counts { documents: 1, head: head.into(), tail: tail.into() };
            let is_first = match self.lines.entry((site, line)) {
                Entry::Vacant(vacant) => {
                    vacant.insert(Tally { counts, start: self.texts.len(), length: text.len() });
                    true
                }
                Entry::Occupied(mut tally) => {
                    let Tally { counts: sum, start, length } = tally.get_mut();
                    sum.add(counts);
                    let is_first = *text < self.texts[*start..*start + *length];
                    if is_first {
                        (*start, *length) = (self.texts.len(), text.len());
                    }
                    is_first
                }
            };
            if is_first {
                self.texts.push_str(text);
            }
        }
        if self.lines.len() * ENTRY + self.texts.len() + self.sites.len() * ENTRY > self.budget { self.spill() } else { Ok(()) }
    }

    /// Adds what another survey has counted: a table.
    ///
    /// # Errors
    /// If a temporary file cannot be written. What is in the table is looked at when it is merged.
    pub fn add_table(&mut self, table: File) -> io::Result<()> {
        self.runs.push(table);
        self.join_runs()
    }

    /// Writes the table of all that was counted.
    ///
    /// # Errors
    /// Those of `sink` and of temporary files, and if what was added is no table.
    pub fn write<W: Write>(mut self, sink: W) -> io::Result<W> {
        if self.runs.is_empty() {
            return self.write_lines(sink);
        }
        self.spill()?;
        self.merge_runs(sink)
    }

    /// Moves what is in memory to a temporary file.
    fn spill(&mut self) -> io::Result<()> {
        if self.lines.is_empty() {
            return Ok(());
        }
        let mut run = self.write_lines(tempfile::tempfile()?)?;
        run.rewind()?;
        self.runs.push(run);
        self.join_runs()
    }

    fn join_runs(&mut self) -> io::Result<()> {
        if self.runs.len() < MOST_RUNS {
            return Ok(());
        }
        let mut run = self.merge_runs(tempfile::tempfile()?)?;
        run.rewind()?;
        self.runs.push(run);
        Ok(())
    }

    fn merge_runs<W: Write>(&mut self, sink: W) -> io::Result<W> {
        let runs: io::Result<Vec<_>> = mem::take(&mut self.runs).into_iter().map(Reader::new).collect();
        let mut writer = Writer::new(sink)?;
        merge(runs?, |row| writer.write(&row.site, row.line, row.counts, &row.text))?;
        writer.finish()
    }

    /// Writes what is in memory, in order, and forgets it.
    fn write_lines<W: Write>(&mut self, sink: W) -> io::Result<W> {
        let mut sites: Vec<(Box<str>, u32)> = mem::take(&mut self.sites).into_iter().collect();
        sites.sort_unstable();
        let mut place = vec![0; sites.len()];
        sites.iter().enumerate().for_each(|(at, (_, site))| place[*site as usize] = at);
        let texts = mem::take(&mut self.texts);
        let mut lines: Vec<((usize, u64), Tally)> =
            mem::take(&mut self.lines).into_iter().map(|((site, line), tally)| ((place[site as usize], line), tally)).collect();
        lines.sort_unstable_by_key(|(key, _)| *key);
        let mut writer = Writer::new(sink)?;
        for ((site, line), Tally { counts, start, length }) in lines {
            writer.write(&sites[site].0, line, counts, &texts[start..start + length])?;
        }
        writer.finish()
    }
}

/// True if a file is a table of sites, by how it begins.
#[must_use]
pub fn is_table(mut file: impl Read) -> bool {
    let mut head = Vec::new();
    let header = super::rows::HEADER;
    file.by_ref().take(header.len() as u64).read_to_end(&mut head).is_ok() && head == header
}

#[cfg(test)]
mod tests {
    use super::*;

    fn documents() -> Vec<Seen> {
        let prose = "The river fell by half a metre in the night, and it was dry.";
        let text = |n: usize| format!("Harbour Gazette\n{prose} {}\nPart {n} of the line {}\nMENU {n}\n", "x".repeat(n % 7), n % 5);
        (0..60).map(|n| Seen::of(format!("{}.org", n % 4), text(n))).collect()
    }

    fn table<'s>(budget: usize, seen: impl IntoIterator<Item = &'s Seen>) -> Vec<u8> {
        let mut survey = Survey::with_budget(budget);
        seen.into_iter().for_each(|seen| survey.add(seen).unwrap());
        survey.write(Vec::new()).unwrap()
    }

    fn as_file(bytes: &[u8]) -> File {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(bytes).unwrap();
        file.rewind().unwrap();
        file
    }

    #[test]
    fn order_memory_and_shards_make_no_difference() {
        let seen = documents();
        let whole = table(BUDGET, &seen);
        assert_eq!(table(BUDGET, seen.iter().rev()), whole);
        // A run for each document, and more than are merged at once.
        assert_eq!(table(0, seen.iter().chain(&seen)), table(BUDGET, seen.iter().chain(&seen)));
        assert_eq!(table(2000, &seen), whole);
        let shards: Vec<Vec<u8>> = (0..3).map(|shard| table(BUDGET, seen.iter().skip(shard).step_by(3))).collect();
        for order in [[0, 1, 2], [2, 0, 1]] {
            let mut survey = Survey::default();
            order.iter().for_each(|&shard| survey.add_table(as_file(&shards[shard])).unwrap());
            assert_eq!(survey.write(Vec::new()).unwrap(), whole);
        }
    }

    #[test]
    fn what_is_no_table_is_refused_when_it_is_merged() {
        let mut survey = Survey::default();
        survey.add_table(as_file(b"boiloff sites 2\n")).unwrap();
        assert!(survey.write(Vec::new()).is_err());
        assert!(is_table(&*table(BUDGET, &documents())) && !is_table(&b"boil"[..]));
    }
}
