//! Two reports side by side: what the second removed that the first did not, and the other way round.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use serde::Serialize;

use super::show::{bytes, count, seconds, share, visible};
use super::table::{Column, Look, Table, View};
use super::terminal::document;
use super::{Listed, Report};

/// Documents that are shown.
const DOCUMENTS_SHOWN: usize = 20;

/// How two runs differ. `a` is the first, `b` the second.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Comparison {
    /// Counts over all documents, in a fixed order.
    pub totals: Vec<Pair>,
    /// Every rule that did something in either, the one whose removed bytes differ most first.
    pub rules: Vec<RulePair>,
    /// Documents that one of the reports lists and the other does not list in the same way. A report lists a bounded number of
    /// documents, so this is what the two files can tell, not all there is.
    pub documents: Vec<DocumentPair>,
}

/// A number in both runs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Pair {
    /// Its name in the report's totals.
    pub name: &'static str,
    /// In the first.
    pub a: u64,
    /// In the second.
    pub b: u64,
}

/// A rule in both runs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct RulePair {
    /// Its id.
    pub name: String,
    /// Bytes removed in the first and in the second.
    pub removed_bytes: [u64; 2],
    /// Edits in the first and in the second.
    pub edits: [u64; 2],
}

/// A document that is not listed in the same way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DocumentPair {
    /// The document, as the report that lists it knows it.
    pub document: Listed,
    /// What the first says of it: "emptied", "flagged prose-cap", "lost 40.1%"; empty if it is not listed.
    pub a: String,
    /// What the second says.
    pub b: String,
}

/// Compares two reports.
#[must_use]
pub fn compare(a: &Report, b: &Report) -> Comparison {
    Comparison { totals: totals(a, b), rules: rules(a, b), documents: documents(a, b) }
}

fn totals(a: &Report, b: &Report) -> Vec<Pair> {
    let (a, b) = (&a.totals, &b.totals);
    [
        ("inputs", a.inputs, b.inputs),
        ("documents", a.documents, b.documents),
        ("bytes_in", a.bytes_in, b.bytes_in),
        ("pages", a.pages, b.pages),
        ("markup_bytes", a.markup_bytes, b.markup_bytes),
        ("bytes_out", a.bytes_out, b.bytes_out),
        ("removed_bytes", a.removed_bytes, b.removed_bytes),
        ("written_bytes", a.written_bytes, b.written_bytes),
        ("edits", a.edits, b.edits),
        ("tags", a.tags, b.tags),
        ("changed", a.changed, b.changed),
        ("flagged", a.flagged, b.flagged),
        ("passed_through", a.passed_through, b.passed_through),
        ("emptied", a.emptied, b.emptied),
        ("rejected", a.rejected, b.rejected),
    ]
    .map(|(name, a, b)| Pair { name, a, b })
    .into()
}

fn rules(a: &Report, b: &Report) -> Vec<RulePair> {
    let mut pairs: BTreeMap<&str, RulePair> = BTreeMap::new();
    for (side, report) in [a, b].into_iter().enumerate() {
        for rule in report.rules.ranked() {
            let pair = pairs.entry(&rule.name).or_default();
            pair.name.clone_from(&rule.name);
            pair.removed_bytes[side] = rule.removed_bytes;
            pair.edits[side] = rule.edits;
        }
    }
    let mut list: Vec<RulePair> = pairs.into_values().collect();
    list.sort_by_key(|p| Reverse((p.removed_bytes[0].abs_diff(p.removed_bytes[1]), p.edits[0].abs_diff(p.edits[1]))));
    list
}

fn documents(a: &Report, b: &Report) -> Vec<DocumentPair> {
    let mut pairs: BTreeMap<(&str, u64), (&Listed, [String; 2])> = BTreeMap::new();
    for (side, report) in [a, b].into_iter().enumerate() {
        for (listed, what) in said(report) {
            let (_, words) = pairs.entry((&listed.source, listed.record)).or_insert_with(|| (listed, Default::default()));
            if !words[side].is_empty() {
                words[side].push_str(", ");
            }
            words[side].push_str(&what);
        }
    }
    let differing = pairs.into_values().filter(|(_, [a, b])| a != b);
    let mut list: Vec<DocumentPair> = differing.map(|(document, [a, b])| DocumentPair { document: document.clone(), a, b }).collect();
    list.sort_by_key(|d| Reverse(d.document.bytes_in));
    list
}

/// Every document that a report lists, and what it says of it.
fn said(report: &Report) -> Vec<(&Listed, String)> {
    let lists = [
        ("rejected", &report.rejected),
        ("flagged", &report.flagged),
        ("passed through", &report.passed_through),
        ("emptied", &report.emptied),
    ];
    let mut all = Vec::new();
    for (label, list) in lists {
        let words = |l: &Listed| if l.why.is_empty() { label.into() } else { format!("{label}: {}", l.why) };
        all.extend(list.iter().map(|l| (l, words(l))));
    }
    all.extend(report.losing_most.iter().map(|l| (&l.0, format!("lost {}", share(l.0.lost(), l.0.bytes_in)))));
    all
}

/// The comparison on a terminal. The names say which run is which; `reports` are the two that were compared.
#[must_use]
pub fn terminal(names: [&str; 2], reports: [&Report; 2], view: View) -> String {
    let comparison = compare(reports[0], reports[1]);
    let mut out = String::new();
    for (letter, (name, report)) in ["A", "B"].into_iter().zip(names.into_iter().zip(reports)) {
        view.line(&mut out, Look::Bold, &format!("{letter}  {}  boiloff {}", visible(name), visible(&report.boiloff_version)));
    }
    out.push('\n');
    draw_totals(&mut out, &comparison, reports, view);
    draw_rules(&mut out, &comparison, view);
    draw_documents(&mut out, &comparison, view);
    out
}

fn draw_totals(out: &mut String, comparison: &Comparison, reports: [&Report; 2], view: View) {
    let mut table =
        Table::new([Column::left("total").soft(), Column::right("A"), Column::right("B"), Column::right("change").look(Look::Bold)]);
    for Pair { name, a, b } in &comparison.totals {
        if *a > 0 || *b > 0 {
            let show = if name.contains("bytes") { bytes } else { count };
            table.rows.push([name.replace('_', " "), show(*a), show(*b), change([*a, *b], show)]);
        }
    }
    let shares = reports.map(|r| share(r.totals.removed_bytes, r.totals.bytes_in));
    let [a, b] = shares;
    table.rows.push(["removed share".into(), a, b, String::new()]);
    if let [Some(a), Some(b)] = reports.map(|r| r.timings.as_ref()) {
        table.rows.push(["time".into(), seconds(a.wall_seconds), seconds(b.wall_seconds), String::new()]);
        let speed = |t: f64| format!("{}/s", bytes(t as u64));
        table.rows.push(["speed".into(), speed(a.bytes_per_second), speed(b.bytes_per_second), String::new()]);
    }
    table.draw(out, view);
}

fn draw_rules(out: &mut String, comparison: &Comparison, view: View) {
    let mut table = Table::new([
        Column::left("rule: bytes removed").soft(),
        Column::right("A"),
        Column::right("B"),
        Column::right("change").look(Look::Bold),
        Column::right("edits").spare(1),
    ]);
    for rule in comparison.rules.iter().filter(|r| r.removed_bytes[0] != r.removed_bytes[1] || r.edits[0] != r.edits[1]) {
        let [a, b] = rule.removed_bytes.map(bytes);
        table.rows.push([visible(&rule.name), a, b, change(rule.removed_bytes, bytes), change(rule.edits, count)]);
    }
    out.push('\n');
    let same = comparison.rules.len() - table.rows.len();
    if !table.rows.is_empty() {
        table.draw(out, view);
    }
    if same > 0 {
        let text = if table.rows.is_empty() {
            "every rule did the same".into()
        } else {
            format!("{} did the same", super::show::plural(same as u64, "rule"))
        };
        view.line(out, Look::Dim, &text);
    }
}

fn draw_documents(out: &mut String, comparison: &Comparison, view: View) {
    if comparison.documents.is_empty() {
        return;
    }
    let mut table = Table::new([Column::left("document").soft(), Column::left("A").soft(), Column::left("B").soft()]);
    let said = |words: &str| if words.is_empty() { "not listed".into() } else { visible(words) };
    for pair in comparison.documents.iter().take(DOCUMENTS_SHOWN) {
        table.rows.push([document(&pair.document), said(&pair.a), said(&pair.b)]);
    }
    out.push('\n');
    table.draw(out, view);
    let more = comparison.documents.len().saturating_sub(DOCUMENTS_SHOWN);
    if more > 0 {
        view.line(out, Look::Dim, &format!("and {} more", count(more as u64)));
    }
}

/// "+1.2 kB", "-3", nothing for no change.
fn change([a, b]: [u64; 2], show: impl Fn(u64) -> String) -> String {
    match a.cmp(&b) {
        std::cmp::Ordering::Less => format!("+{}", show(b - a)),
        std::cmp::Ordering::Equal => String::new(),
        std::cmp::Ordering::Greater => format!("-{}", show(a - b)),
    }
}
