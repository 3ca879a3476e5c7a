//! What a report is made of: the counts of a rule, a place and a line, a listed document, a sample.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::{xxh3_64, xxh3_64_with_seed};

use super::show::cut;
use super::tally::Counted;
use crate::document::{Span, fold};
use crate::io::ledger::{Change, Entry};

/// Longest name of a site, language or rule, in bytes: what a host name may have at most. Longer ones are cut.
const NAME_MAX: usize = 253;

/// Longest name of an input and longest id of a record, in bytes. Real ones are shorter; hostile ones are cut.
const SOURCE_MAX: usize = 1024;

/// Longest removed line, in bytes: two lines of a terminal. Lines that agree so far are one line.
pub const LINE_MAX: usize = 160;

/// Longest removed text of a sample, in bytes: a short paragraph.
const SAMPLE_MAX: usize = 320;

/// Adds, and stays at the greatest number rather than overflow, so that a forged report cannot stop a merge.
pub(super) const fn plus(sum: &mut u64, more: u64) {
    *sum = sum.saturating_add(more);
}

/// What one rule did.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct RuleCount {
    /// The rule's id, or that of a stage such as `whitespace`.
    pub name: String,
    /// Edits that were carried out.
    pub edits: u64,
    /// Documents with at least one of them.
    pub documents: u64,
    /// Bytes that these edits took out of the source.
    pub removed_bytes: u64,
    /// Bytes that they wrote in their place.
    pub written_bytes: u64,
    /// Findings that were only marked, because the rule is set to `tag`.
    pub tags: u64,
}

impl RuleCount {
    /// Adds all counts but the name and the documents.
    pub(super) const fn add(&mut self, other: &Self) {
        plus(&mut self.edits, other.edits);
        plus(&mut self.removed_bytes, other.removed_bytes);
        plus(&mut self.written_bytes, other.written_bytes);
        plus(&mut self.tags, other.tags);
    }
}

impl Counted for RuleCount {
    fn key(&self) -> u64 {
        name_key(&self.name)
    }

    fn absorb(&mut self, other: Self) {
        self.add(&other);
        plus(&mut self.documents, other.documents);
    }

    fn place(&self) -> impl Ord {
        (Reverse((self.removed_bytes, self.edits, self.tags)), &self.name)
    }
}

/// What was done to the documents of one site or one language.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct PlaceCount {
    /// The host or the language tag; empty for the documents of which it is not known.
    pub name: String,
    /// Documents.
    pub documents: u64,
    /// Bytes of their decoded sources.
    pub bytes_in: u64,
    /// Bytes taken out of them.
    pub removed_bytes: u64,
    /// Bytes written in their place.
    pub written_bytes: u64,
    /// Bytes taken out, by rule.
    pub rules: BTreeMap<String, u64>,
}

impl PlaceCount {
    /// The rules that took most, greatest first.
    #[must_use]
    pub fn top_rules(&self) -> Vec<(&str, u64)> {
        let mut rules: Vec<(&str, u64)> = self.rules.iter().filter(|(_, n)| **n > 0).map(|(name, n)| (name.as_str(), *n)).collect();
        rules.sort_by_key(|&(name, n)| (Reverse(n), name));
        rules
    }
}

impl Counted for PlaceCount {
    fn key(&self) -> u64 {
        name_key(&self.name)
    }

    fn absorb(&mut self, other: Self) {
        plus(&mut self.documents, other.documents);
        plus(&mut self.bytes_in, other.bytes_in);
        plus(&mut self.removed_bytes, other.removed_bytes);
        plus(&mut self.written_bytes, other.written_bytes);
        for (rule, bytes) in other.rules {
            plus(self.rules.entry(rule).or_default(), bytes);
        }
    }

    fn place(&self) -> impl Ord {
        (Reverse((self.removed_bytes, self.bytes_in, self.documents)), &self.name)
    }
}

/// A line, or part of one, that was removed; all that agree but for case, accents and numbers are one.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct LineCount {
    /// The first in byte order of those that are counted together, at most [`LINE_MAX`] bytes of it.
    pub text: String,
    /// How often it was removed.
    pub count: u64,
    /// The rules that removed it.
    pub rules: BTreeSet<String>,
}

impl LineCount {
    /// The hash under which a line, already cut to [`LINE_MAX`], is counted.
    pub(super) fn key_of(text: &str, folded: &mut Vec<u8>) -> u64 {
        folded.clear();
        fold::fold_into(text, folded);
        xxh3_64(folded)
    }

    /// Counts one removal of `text`.
    pub(super) fn add(&mut self, text: &str, rule: &str) {
        plus(&mut self.count, 1);
        if text < self.text.as_str() {
            text.clone_into(&mut self.text);
        }
        if !self.rules.contains(rule) {
            self.rules.insert(rule.into());
        }
    }
}

impl Counted for LineCount {
    fn key(&self) -> u64 {
        Self::key_of(&self.text, &mut Vec::new())
    }

    fn absorb(&mut self, other: Self) {
        plus(&mut self.count, other.count);
        if other.text < self.text {
            self.text = other.text;
        }
        self.rules.extend(other.rules);
    }

    fn place(&self) -> impl Ord {
        (Reverse(self.count), &self.text)
    }
}

/// A document that a person may want to look at. In order of source and record.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(default)]
pub struct Listed {
    /// The input it came from.
    pub source: String,
    /// Its place there, from 0.
    pub record: u64,
    /// Its own id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Why it is listed, where there is more to say than the list's name.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub why: String,
    /// Bytes of the decoded source.
    pub bytes_in: u64,
    /// Bytes of the clean text.
    pub bytes_out: u64,
}

impl Listed {
    pub(super) fn new(entry: &Entry, why: Option<&str>) -> Self {
        Self {
            source: cut(&entry.source, SOURCE_MAX).into(),
            record: entry.record,
            id: entry.id.as_deref().map(|id| cut(id, SOURCE_MAX).into()),
            why: cut(why.unwrap_or_default(), SOURCE_MAX).into(),
            bytes_in: entry.bytes_in,
            bytes_out: entry.bytes_out,
        }
    }

    pub(super) fn rejected(source: &str, record: u64, why: &str) -> Self {
        Self { source: cut(source, SOURCE_MAX).into(), record, why: cut(why, SOURCE_MAX).into(), ..Self::default() }
    }

    /// By how many bytes the clean text is shorter.
    #[must_use]
    pub const fn lost(&self) -> u64 {
        self.bytes_in.saturating_sub(self.bytes_out)
    }
}

/// A document in order of the share of its bytes that it lost, greatest first; ties by source and record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Loss(pub Listed);

impl Loss {
    /// True if the entry's document lost at least the share that this one did.
    pub(super) fn is_reached_by(&self, entry: &Entry) -> bool {
        let lost = entry.bytes_in.saturating_sub(entry.bytes_out);
        shares(lost, entry.bytes_in, self.0.lost(), self.0.bytes_in).is_ge()
    }
}

/// Compares `a/b` with `c/d`, exactly.
fn shares(a: u64, b: u64, c: u64, d: u64) -> std::cmp::Ordering {
    (u128::from(a) * u128::from(d)).cmp(&(u128::from(c) * u128::from(b)))
}

impl Ord for Loss {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        shares(other.0.lost(), other.0.bytes_in, self.0.lost(), self.0.bytes_in).then_with(|| self.0.cmp(&other.0))
    }
}

impl PartialOrd for Loss {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

/// One change of a rule in its context. Ordered by a hash of where it stood, so that the least few are a fair draw from all.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Sample {
    /// The input.
    pub source: String,
    /// The record in that input, from 0.
    pub record: u64,
    /// Bytes of the decoded source.
    pub span: Span,
    /// The end of what stood before it.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub before: String,
    /// What stood there, the beginning of it if it was long; the span tells its length.
    pub was: String,
    /// What stands there now, cut in the same way.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub with: String,
    /// The beginning of what stood behind it.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub after: String,
    /// The kinds of evidence.
    pub evidence: Vec<String>,
    /// 0 to 1.
    pub score: f32,
    /// It was only marked; the text still stands.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub tag: bool,
}

impl Sample {
    pub(super) fn new(entry: &Entry, change: &Change, tag: bool) -> Self {
        Self {
            source: cut(&entry.source, SOURCE_MAX).into(),
            record: entry.record,
            span: change.span,
            before: change.before.clone(),
            was: cut(&change.was, SAMPLE_MAX).into(),
            with: cut(&change.with, SAMPLE_MAX).into(),
            after: change.after.clone(),
            evidence: change.evidence.clone(),
            score: change.score,
            tag,
        }
    }

    /// The part of the order that comes from an input's name, so that it is computed once a document.
    pub(super) fn seed(source: &str) -> u64 {
        xxh3_64(cut(source, SOURCE_MAX).as_bytes())
    }

    /// The hash of where a change stood.
    pub(super) fn draw(seed: u64, record: u64, span: Span) -> u64 {
        let mut bytes = [0; 24];
        bytes[..8].copy_from_slice(&record.to_le_bytes());
        bytes[8..16].copy_from_slice(&(span.start as u64).to_le_bytes());
        bytes[16..].copy_from_slice(&(span.end as u64).to_le_bytes());
        xxh3_64_with_seed(&bytes, seed)
    }

    pub(super) fn own_draw(&self) -> u64 {
        Self::draw(Self::seed(&self.source), self.record, self.span)
    }

    /// Everything: two samples that differ in anything have a fixed order.
    fn order(&self) -> impl Ord {
        let what = (&self.was, &self.with, &self.before, &self.after, &self.evidence, self.score.to_bits(), self.tag);
        (self.own_draw(), &self.source, self.record, self.span, what)
    }
}

impl Ord for Sample {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.order().cmp(&other.order())
    }
}

impl PartialOrd for Sample {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Sample {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Sample {}

/// A name at a length that fits.
pub(super) fn name(text: &str) -> &str {
    cut(text, NAME_MAX)
}

/// The hash under which a name is counted.
pub(super) fn name_key(text: &str) -> u64 {
    xxh3_64(name(text).as_bytes())
}

/// How long the run took. Not part of what is the same from run to run.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Timings {
    /// Seconds by stage, summed over the threads, in the order of the stages.
    pub stages: Vec<(String, f64)>,
    /// Seconds from start to end.
    pub wall_seconds: f64,
    /// Threads that cleaned.
    pub threads: u64,
    /// Decoded bytes cleaned in a second, the markup of pages among them.
    pub bytes_per_second: f64,
}

impl Timings {
    /// Adds another run's, as if one had followed the other.
    pub fn merge(&mut self, other: Self) {
        for (stage, seconds) in other.stages {
            match self.stages.iter_mut().find(|(name, _)| *name == stage) {
                Some((_, own)) => *own += seconds,
                None => self.stages.push((stage, seconds)),
            }
        }
        let bytes = self.bytes_per_second * self.wall_seconds + other.bytes_per_second * other.wall_seconds;
        self.wall_seconds += other.wall_seconds;
        self.bytes_per_second = if self.wall_seconds > 0.0 { bytes / self.wall_seconds } else { 0.0 };
        self.threads = self.threads.max(other.threads);
    }
}
