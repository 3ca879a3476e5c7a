//! A fair draw of removals, so many of each rule, and of each band of scores where a rule goes by a model.

use std::collections::BTreeMap;

use super::decision::{At, Decision, Scope, TEXT_MAX};
use super::judged_line::JudgedLine;
use crate::document::normalize::{ControlCharacters, HtmlEntity, InvisibleCharacters, Mojibake, UnicodeForm, Whitespace};
use crate::html::main_content::MainContent;
use crate::html::markdown::Markdown;
use crate::io::ledger::{Change, Entry};
use crate::report::show::{cut, has_ink};
use crate::scorer::surroundings::PageSurroundings;

/// What changes characters and not content, and what a person has asked for already: nothing of it is to be judged.
const NOT_JUDGED: [&str; 8] = [
    Mojibake::INFO.id,
    HtmlEntity::INFO.id,
    ControlCharacters::INFO.id,
    InvisibleCharacters::INFO.id,
    UnicodeForm::INFO.id,
    Whitespace::INFO.id,
    Markdown::INFO.id,
    JudgedLine::INFO.id,
];

/// The rules that go by a model: the score is its probability, and each tenth of it is a rule of its own to a reviewer.
const BANDED: [&str; 2] = [MainContent::INFO.id, PageSurroundings::INFO.id];

/// Bands of scores.
const BANDS: u8 = 10;

/// True if removals by the rule are judged.
#[must_use]
pub fn is_judged(rule: &str) -> bool {
    !NOT_JUDGED.contains(&rule)
}

/// The removals drawn from a run, at most so many of each rule and band. What is drawn does not depend on the order in which removals are
/// offered, and a larger draw holds the smaller ones.
#[derive(Clone, Debug, Default)]
pub struct Sample {
    most: usize,
    /// Rules to draw from; all if there is none.
    rules: Vec<String>,
    groups: BTreeMap<String, BTreeMap<Option<u8>, Drawn>>,
}

/// The removals drawn of a rule or band.
#[derive(Clone, Debug, Default)]
pub struct Drawn {
    /// How many there were.
    pub of: u64,
    /// The drawn ones by the hash that they were drawn by.
    items: BTreeMap<[u8; 32], Decision>,
}

impl Drawn {
    /// The drawn removals, in the order of the draw.
    #[must_use]
    pub fn items(&self) -> impl ExactSizeIterator<Item = &Decision> {
        self.items.values()
    }
}

impl Sample {
    /// An empty draw of at most so many removals of each of these rules, or of all rules where none is named.
    #[must_use]
    pub fn new(most: usize, rules: &[String]) -> Self {
        Self { most, rules: rules.to_vec(), groups: BTreeMap::new() }
    }

    /// Offers the removals of a document.
    pub fn offer(&mut self, entry: &Entry) {
        for change in entry.edits.iter().filter(|change| has_ink(&change.was)) {
            let rule = change.rule.as_str();
            if is_judged(rule) && (self.rules.is_empty() || self.rules.iter().any(|own| own == rule)) {
                self.offer_change(entry, change);
            }
        }
    }

    fn offer_change(&mut self, entry: &Entry, change: &Change) {
        let band = BANDED.contains(&change.rule.as_str()).then(|| band(change.score));
        if !self.groups.contains_key(&change.rule) {
            self.groups.insert(change.rule.clone(), BTreeMap::new());
        }
        let Some(bands) = self.groups.get_mut(&change.rule) else { return };
        let drawn = bands.entry(band).or_default();
        drawn.of += 1;
        let draw = draw(entry, change);
        if drawn.items.len() < self.most || drawn.items.last_key_value().is_some_and(|(last, _)| draw < *last) {
            drawn.items.insert(draw, removal(entry, change, band));
            drawn.hold_to(self.most);
        }
    }

    /// Takes in what another has drawn.
    #[must_use]
    pub fn merge(mut self, other: Self) -> Self {
        for (rule, bands) in other.groups {
            let own = self.groups.entry(rule).or_default();
            for (band, Drawn { of, items }) in bands {
                let drawn = own.entry(band).or_default();
                drawn.of += of;
                drawn.items.extend(items);
                drawn.hold_to(self.most);
            }
        }
        self
    }

    /// What was drawn, by rule and then by band.
    pub fn groups(&self) -> impl Iterator<Item = &Drawn> {
        self.groups.values().flat_map(BTreeMap::values)
    }

    /// The drawn removals, to have their surroundings filled in.
    pub fn items_mut(&mut self) -> impl Iterator<Item = &mut Decision> {
        self.groups.values_mut().flat_map(BTreeMap::values_mut).flat_map(|drawn| drawn.items.values_mut())
    }
}

impl Drawn {
    fn hold_to(&mut self, most: usize) {
        while self.items.len() > most {
            self.items.pop_last();
        }
    }
}

/// The band that a score is in.
fn band(score: f32) -> u8 {
    // A cast of what is no number gives 0.
    ((score * f32::from(BANDS)) as u8).min(BANDS - 1)
}

/// "0.8-0.9".
fn label(band: u8) -> String {
    let bound = |n: u8| f32::from(n) / f32::from(BANDS);
    format!("{:.1}-{:.1}", bound(band), bound(band + 1))
}

/// By which removals are drawn: a hash of where it stood, of which the least are a fair draw.
fn draw(entry: &Entry, change: &Change) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&(entry.source.len() as u64).to_le_bytes()).update(entry.source.as_bytes());
    for number in [entry.record, change.span.start as u64, change.span.end as u64] {
        hasher.update(&number.to_le_bytes());
    }
    *hasher.update(change.rule.as_bytes()).finalize().as_bytes()
}

/// The whitespace at both ends of a removed text; to a person it belongs to what stands around.
pub(crate) fn blanks(was: &str) -> [&str; 2] {
    let (start, end) = (was.len() - was.trim_start().len(), was.trim_end().len());
    [&was[..start.min(end)], &was[end..]]
}

fn removal(entry: &Entry, change: &Change, band: Option<u8>) -> Decision {
    let blanks = blanks(&change.was);
    Decision {
        verdict: None,
        scope: Scope::Site,
        rule: change.rule.clone(),
        band: band.map(label),
        site: entry.site.clone(),
        text: cut(change.was.trim(), TEXT_MAX).to_owned(),
        at: Some(At { source: entry.source.clone(), record: entry.record, span: change.span }),
        with: cut(change.with.trim(), TEXT_MAX).to_owned(),
        before: change.before.clone() + blanks[0],
        after: blanks[1].to_owned() + &change.after,
        evidence: change.evidence.clone(),
        score: Some(change.score),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Span;

    fn entry(record: u64, rule: &str) -> Entry {
        let change = |n: usize| Change {
            span: Span::new(n, n + 5),
            was: format!("line {n}\n"),
            rule: rule.to_owned(),
            score: (n % 100) as f32 / 100.0,
            ..Change::default()
        };
        Entry { source: "a.jsonl".to_owned(), record, edits: (0..100).map(change).collect(), ..Entry::default() }
    }

    fn drawn(sample: &Sample) -> Vec<String> {
        sample.groups().flat_map(Drawn::items).map(Decision::line).collect()
    }

    #[test]
    fn the_draw_does_not_depend_on_the_order_and_grows_with_the_number() {
        let entries: Vec<Entry> = (0..20).map(|n| entry(n, "ad-label")).collect();
        let draw = |most, entries: &mut dyn Iterator<Item = &Entry>| {
            let mut sample = Sample::new(most, &[]);
            entries.for_each(|entry| sample.offer(entry));
            sample
        };
        let whole = draw(20, &mut entries.iter());
        assert_eq!((whole.groups().next().unwrap().of, drawn(&whole).len()), (2000, 20));
        assert_eq!(drawn(&draw(20, &mut entries.iter().rev())), drawn(&whole));
        let halves = draw(20, &mut entries[7..].iter()).merge(draw(20, &mut entries[..7].iter()));
        assert_eq!((halves.groups().next().unwrap().of, drawn(&halves)), (2000, drawn(&whole)));
        assert_eq!(drawn(&draw(5, &mut entries.iter())), drawn(&whole)[..5]);
    }

    #[test]
    fn models_have_bands_and_stages_are_not_judged() {
        let mut sample = Sample::new(3, &[]);
        ["page-surroundings", "whitespace", "ad-label", "judged-line"].iter().for_each(|rule| sample.offer(&entry(0, rule)));
        let groups: Vec<_> = sample.groups().map(|g| g.items().next().map(|d| (d.rule.clone(), d.band.clone())).unwrap()).collect();
        assert_eq!(groups.len(), 11);
        assert_eq!(groups[0], ("ad-label".to_owned(), None));
        assert_eq!(groups[10], ("page-surroundings".to_owned(), Some("0.9-1.0".to_owned())));
        assert_eq!([band(1.0), band(f32::NAN), band(0.5), label(5).len() as u8], [9, 0, 5, 7]);
        let mut only = Sample::new(3, &["ad-label".to_owned()]);
        ["page-surroundings", "ad-label"].iter().for_each(|rule| only.offer(&entry(0, rule)));
        assert_eq!(only.groups().count(), 1);
    }
}
