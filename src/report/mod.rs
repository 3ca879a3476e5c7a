//! The report of a run: a sum over the ledger's entries.
//!
//! [`Report::add`] takes an entry in, [`Report::merge`] another report. The same documents give the same report, byte for byte
//! in JSON, in whatever order they came and however they were dealt out to threads, shards or machines; [`Timings`] aside, which
//! stand under a key of their own. Memory is bounded for any corpus: names are counted in a [`Tally`], lists are a [`Least`].
//!
//! `json` reads and writes it, `terminal` and `html` show it to people, `compare` holds two side by side.

pub mod compare;
pub mod html;
mod items;
pub mod json;
mod least;
pub mod show;
pub(crate) mod table;
pub mod tally;
pub mod terminal;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use items::{LINE_MAX, LineCount, Listed, Loss, PlaceCount, RuleCount, Sample, Timings};
pub use json::{Error, read, write};
pub use least::Least;
pub use tally::Tally;

use crate::flags;
use crate::io::ledger::{BLANK, Change, Entry, LEFT_OUT, REJECTED};
use crate::review::{Precision, precision};
use items::plus;

/// The number of the form that `docs/formats.md` describes; it rises when a reader has to change.
pub const SCHEMA_VERSION: u32 = 1;

/// Most sites that are counted one by one; a few megabytes.
pub const SITES_MAX: usize = 4096;

/// Most languages and most rules that are counted one by one: above what there is, so that only a forged input meets it.
pub const NAMES_MAX: usize = 1024;

/// Most different removed lines that are counted one by one; some twenty megabytes.
pub const LINES_MAX: usize = 65_536;

/// Samples a rule.
pub const SAMPLES_MAX: usize = 8;

/// Documents in each list of problems.
pub const LISTED_MAX: usize = 50;

/// Documents in the list of those that lost most.
pub const LOSSES_MAX: usize = 20;

/// Smallest document in that list, in bytes: shorter ones lose a large share to a single line.
pub const LOSS_BYTES_MIN: u64 = 200;

/// What a run did.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// [`SCHEMA_VERSION`] of the program that wrote it.
    pub schema_version: u32,
    /// The version of the program that wrote it.
    pub boiloff_version: String,
    /// Counts over all documents.
    pub totals: Totals,
    /// Counts by rule. The stages before the rules (`whitespace` and the like) are counted as rules.
    pub rules: Tally<RuleCount, NAMES_MAX>,
    /// Counts by host of the page.
    pub sites: Tally<PlaceCount, SITES_MAX>,
    /// Counts by language.
    pub languages: Tally<PlaceCount, NAMES_MAX>,
    /// Documents that somebody should look at; `totals.flagged` says how many there are.
    pub flagged: Least<Listed, LISTED_MAX>,
    /// Documents that passed through unchanged because of a limit.
    pub passed_through: Least<Listed, LISTED_MAX>,
    /// Documents of which nothing is left.
    pub emptied: Least<Listed, LISTED_MAX>,
    /// Documents that are probably none, with their flags; `totals.marked` says how many there are.
    #[serde(default)]
    pub marked: Least<Listed, LISTED_MAX>,
    /// Documents that were left out for a flag.
    #[serde(default)]
    pub left_out: Least<Listed, LISTED_MAX>,
    /// How many documents have each flag, those that were left out included.
    #[serde(default)]
    pub flags: BTreeMap<String, u64>,
    /// Records that could not be read.
    pub rejected: Least<Listed, LISTED_MAX>,
    /// The documents that lost the largest share of their bytes, without those that lost all.
    pub losing_most: Least<Loss, LOSSES_MAX>,
    /// A fair draw of each rule's changes.
    pub samples: BTreeMap<String, Least<Sample, SAMPLES_MAX>>,
    /// Removed lines and parts of lines by how often they were removed.
    pub lines: Tally<LineCount, LINES_MAX>,
    /// How often each rule is right, by what people have judged; empty unless somebody fills it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub precision: Vec<Precision>,
    /// How long it took; the only part that differs from run to run, and left out unless somebody fills it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timings: Option<Timings>,
}

/// Counts over all documents. `bytes_in - removed_bytes + written_bytes = bytes_out`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Totals {
    /// Files and streams that were read; whoever reads them counts them.
    pub inputs: u64,
    /// Documents.
    pub documents: u64,
    /// Bytes of the decoded sources; of pages those of their visible text.
    pub bytes_in: u64,
    /// Bytes of the clean texts.
    pub bytes_out: u64,
    /// Documents that are the visible text of pages.
    pub pages: u64,
    /// Bytes of those pages' decoded markup.
    pub markup_bytes: u64,
    /// Bytes of their visible text, which `bytes_in` has as well.
    pub page_bytes: u64,
    /// Bytes that edits took out.
    pub removed_bytes: u64,
    /// Bytes that edits wrote in their place.
    pub written_bytes: u64,
    /// Edits.
    pub edits: u64,
    /// Findings of rules set to `tag`.
    pub tags: u64,
    /// Documents with at least one edit.
    pub changed: u64,
    /// Documents of which nothing is left.
    pub emptied: u64,
    /// Documents that passed through unchanged because of a limit.
    pub passed_through: u64,
    /// Documents with a verdict.
    pub flagged: u64,
    /// Documents with a flag.
    pub marked: u64,
    /// Documents that were left out for a flag and are not among the documents.
    pub left_out: u64,
    /// Records that could not be read and are not among the documents.
    pub rejected: u64,
    /// Malformed byte sequences that became U+FFFD.
    pub replaced: u64,
    /// Documents by the encoding that they were read in.
    pub encodings: BTreeMap<String, u64>,
}

impl Default for Report {
    fn default() -> Self {
        Self {
            schema_version: SCHEMA_VERSION,
            boiloff_version: env!("CARGO_PKG_VERSION").into(),
            totals: Totals::default(),
            rules: Tally::default(),
            sites: Tally::default(),
            languages: Tally::default(),
            flagged: Least::default(),
            passed_through: Least::default(),
            emptied: Least::default(),
            marked: Least::default(),
            left_out: Least::default(),
            flags: BTreeMap::new(),
            rejected: Least::default(),
            losing_most: Least::default(),
            samples: BTreeMap::new(),
            lines: Tally::default(),
            precision: Vec::new(),
            timings: None,
        }
    }
}

impl Report {
    /// Takes in one document.
    pub fn add(&mut self, entry: &Entry) {
        match entry.status.as_str() {
            "emptied" => self.emptied.offer(Listed::new(entry, entry.why.as_deref())),
            "passed-through" => self.passed_through.offer(Listed::new(entry, entry.why.as_deref())),
            _ => self.add_loss(entry),
        }
        if let Some(verdict) = &entry.verdict {
            self.flagged.offer(Listed::new(entry, Some(verdict)));
        }
        if !entry.flags.is_empty() {
            self.marked.offer(Listed::new(entry, Some(&entry.flags.join(", "))));
            self.add_flags(entry);
        }
        let by_rule = self.add_changes(entry);
        let mut all = RuleCount::default();
        for (&rule, sum) in &by_rule {
            all.add(sum);
            if let Some(count) = self.rules.at(items::name_key(rule), || RuleCount { name: rule.into(), ..RuleCount::default() }) {
                count.add(sum);
                plus(&mut count.documents, u64::from(sum.edits > 0));
            }
        }
        add_place(&mut self.sites, entry.site.as_deref(), entry, &by_rule, &all);
        add_place(&mut self.languages, entry.language.as_deref(), entry, &by_rule, &all);
        self.totals.add(entry, &all);
    }

    /// Takes in any entry of a ledger.
    pub fn add_entry(&mut self, entry: &Entry) {
        match entry.status.as_str() {
            REJECTED => self.reject(&entry.source, entry.record, entry.why.as_deref().unwrap_or_default()),
            LEFT_OUT => self.leave_out(entry),
            BLANK => {}
            _ => self.add(entry),
        }
    }

    /// Counts a file or stream that was read.
    pub const fn add_input(&mut self) {
        plus(&mut self.totals.inputs, 1);
    }

    /// Counts a record that could not be read.
    pub fn reject(&mut self, source: &str, record: u64, why: &str) {
        plus(&mut self.totals.rejected, 1);
        self.rejected.offer(Listed::rejected(source, record, why));
    }

    /// Takes in a document that was left out.
    pub fn leave_out(&mut self, entry: &Entry) {
        plus(&mut self.totals.left_out, 1);
        self.left_out.offer(Listed::new(entry, Some(&entry.flags.join(", "))));
        self.add_flags(entry);
    }

    /// Only flags that there are, so that a forged ledger makes no large report.
    fn add_flags(&mut self, entry: &Entry) {
        for flag in flags::all().filter(|flag| entry.flags.iter().any(|id| id == flag.id)) {
            plus(self.flags.entry(flag.id.to_owned()).or_default(), 1);
        }
    }

    /// Takes in another report, as if its documents had been added here. The result carries this program's version.
    pub fn merge(&mut self, other: Self) {
        let Self { schema_version, boiloff_version, .. } = Self::default();
        self.schema_version = schema_version;
        self.boiloff_version = boiloff_version;
        self.totals.merge(other.totals);
        self.rules.merge(other.rules);
        self.sites.merge(other.sites);
        self.languages.merge(other.languages);
        self.flagged.merge(other.flagged);
        self.passed_through.merge(other.passed_through);
        self.emptied.merge(other.emptied);
        self.marked.merge(other.marked);
        self.left_out.merge(other.left_out);
        for (flag, n) in other.flags {
            plus(self.flags.entry(flag).or_default(), n);
        }
        self.rejected.merge(other.rejected);
        self.losing_most.merge(other.losing_most);
        for (rule, samples) in other.samples {
            self.samples.entry(rule).or_default().merge(samples);
        }
        self.lines.merge(other.lines);
        self.precision = precision::merge(std::mem::take(&mut self.precision), other.precision);
        match (&mut self.timings, other.timings) {
            (Some(own), Some(other)) => own.merge(other),
            (own @ None, other) => *own = other,
            (Some(_), None) => {}
        }
    }

    fn add_loss(&mut self, entry: &Entry) {
        let counts = entry.bytes_in >= LOSS_BYTES_MIN && entry.bytes_out < entry.bytes_in;
        if counts && self.losing_most.bar().is_none_or(|bar| bar.is_reached_by(entry)) {
            self.losing_most.offer(Loss(Listed::new(entry, None)));
        }
    }

    /// Takes in samples and lines; returns the entry's own counts by rule.
    fn add_changes<'e>(&mut self, entry: &'e Entry) -> BTreeMap<&'e str, RuleCount> {
        let mut by_rule: BTreeMap<&str, RuleCount> = BTreeMap::new();
        let mut folded = Vec::new();
        let seed = Sample::seed(&entry.source);
        for change in &entry.edits {
            let rule = items::name(&change.rule);
            let sum = by_rule.entry(rule).or_default();
            plus(&mut sum.edits, 1);
            plus(&mut sum.removed_bytes, change.was.len() as u64);
            plus(&mut sum.written_bytes, change.with.len() as u64);
            self.add_lines(rule, change, &mut folded);
            self.add_sample(rule, seed, entry, change, false);
        }
        for change in &entry.tags {
            let rule = items::name(&change.rule);
            plus(&mut by_rule.entry(rule).or_default().tags, 1);
            self.add_sample(rule, seed, entry, change, true);
        }
        by_rule
    }

    fn add_sample(&mut self, rule: &str, seed: u64, entry: &Entry, change: &Change, tag: bool) {
        if !self.samples.contains_key(rule) {
            self.samples.insert(rule.into(), Least::default());
        }
        let Some(samples) = self.samples.get_mut(rule) else { return };
        let draw = Sample::draw(seed, entry.record, change.span);
        if samples.bar().is_none_or(|bar| draw <= bar.own_draw()) {
            samples.offer(Sample::new(entry, change, tag));
        }
    }

    /// The lines of a removal; what is replaced is not gone, and blanks are not worth a place.
    fn add_lines(&mut self, rule: &str, change: &Change, folded: &mut Vec<u8>) {
        if !change.with.trim().is_empty() {
            return;
        }
        for line in change.was.lines() {
            let text = show::cut(line.trim(), LINE_MAX);
            if !show::has_ink(text) {
                continue;
            }
            let key = LineCount::key_of(text, folded);
            if let Some(count) = self.lines.at(key, || LineCount { text: text.into(), ..LineCount::default() }) {
                count.add(text, rule);
            }
        }
    }
}

impl Totals {
    /// Decoded bytes that were read: the markup of pages, the text of other documents.
    #[must_use]
    pub const fn read_bytes(&self) -> u64 {
        self.bytes_in.saturating_sub(self.page_bytes).saturating_add(self.markup_bytes)
    }

    fn add(&mut self, entry: &Entry, all: &RuleCount) {
        plus(&mut self.documents, 1);
        plus(&mut self.bytes_in, entry.bytes_in);
        plus(&mut self.bytes_out, entry.bytes_out);
        if entry.page.is_some() {
            plus(&mut self.pages, 1);
            plus(&mut self.markup_bytes, entry.markup_bytes);
            plus(&mut self.page_bytes, entry.bytes_in);
        }
        plus(&mut self.removed_bytes, all.removed_bytes);
        plus(&mut self.written_bytes, all.written_bytes);
        plus(&mut self.edits, all.edits);
        plus(&mut self.tags, all.tags);
        plus(&mut self.changed, u64::from(all.edits > 0));
        plus(&mut self.emptied, u64::from(entry.status == "emptied"));
        plus(&mut self.passed_through, u64::from(entry.status == "passed-through"));
        plus(&mut self.flagged, u64::from(entry.verdict.is_some()));
        plus(&mut self.marked, u64::from(!entry.flags.is_empty()));
        plus(&mut self.replaced, entry.replaced);
        match self.encodings.get_mut(&entry.encoding) {
            // What went through unread has no encoding.
            None if entry.encoding.is_empty() => {}
            Some(n) => plus(n, 1),
            None => drop(self.encodings.insert(entry.encoding.clone(), 1)),
        }
    }

    fn merge(&mut self, other: Self) {
        plus(&mut self.inputs, other.inputs);
        plus(&mut self.documents, other.documents);
        plus(&mut self.bytes_in, other.bytes_in);
        plus(&mut self.bytes_out, other.bytes_out);
        plus(&mut self.pages, other.pages);
        plus(&mut self.markup_bytes, other.markup_bytes);
        plus(&mut self.page_bytes, other.page_bytes);
        plus(&mut self.removed_bytes, other.removed_bytes);
        plus(&mut self.written_bytes, other.written_bytes);
        plus(&mut self.edits, other.edits);
        plus(&mut self.tags, other.tags);
        plus(&mut self.changed, other.changed);
        plus(&mut self.emptied, other.emptied);
        plus(&mut self.passed_through, other.passed_through);
        plus(&mut self.flagged, other.flagged);
        plus(&mut self.marked, other.marked);
        plus(&mut self.left_out, other.left_out);
        plus(&mut self.rejected, other.rejected);
        plus(&mut self.replaced, other.replaced);
        for (encoding, n) in other.encodings {
            plus(self.encodings.entry(encoding).or_default(), n);
        }
    }
}

fn add_place<const CAP: usize>(
    places: &mut Tally<PlaceCount, CAP>,
    name: Option<&str>,
    entry: &Entry,
    by_rule: &BTreeMap<&str, RuleCount>,
    all: &RuleCount,
) {
    let name = items::name(name.unwrap_or_default());
    let new = || PlaceCount { name: name.into(), ..PlaceCount::default() };
    let Some(place) = places.at(items::name_key(name), new) else { return };
    plus(&mut place.documents, 1);
    plus(&mut place.bytes_in, entry.bytes_in);
    plus(&mut place.removed_bytes, all.removed_bytes);
    plus(&mut place.written_bytes, all.written_bytes);
    for (rule, sum) in by_rule.iter().filter(|(_, sum)| sum.removed_bytes > 0) {
        match place.rules.get_mut(*rule) {
            Some(bytes) => plus(bytes, sum.removed_bytes),
            None => drop(place.rules.insert((*rule).into(), sum.removed_bytes)),
        }
    }
}

#[cfg(test)]
mod tests;
