//! Each stage and each rule on each named input.

use std::fmt;

use boiloff::document::decode::decode;
use boiloff::document::normalize::{Stages, normalize};
use boiloff::document::{Content, edit};
use boiloff::rules::lexicon::LEXICON;
use boiloff::rules::{Findings, RULES, Rule};
use boiloff::{Cleaner, Config, Document, Record};
use divan::counter::BytesCount;
use divan::{Bencher, black_box};

use crate::data;

#[divan::bench(args = data::INPUTS)]
fn decoding(bencher: Bencher<'_, '_>, name: &str) {
    let bytes = data::input(name).into_bytes();
    let input = || Content::Bytes(bytes.clone());
    bencher.counter(BytesCount::of_slice(&bytes)).with_inputs(input).bench_values(|content| decode(content, None));
}

#[divan::bench(args = data::INPUTS)]
fn normalizing(bencher: Bencher<'_, '_>, name: &str) {
    let text = data::input(name);
    bencher.counter(BytesCount::of_str(&text)).bench_local(|| normalize(black_box(&text), Stages::of(|_| true)));
}

/// Lines with their counts, and all phrases of the lexicon.
#[divan::bench(args = data::INPUTS)]
fn document(bencher: Bencher<'_, '_>, name: &str) {
    let text = data::input(name);
    bencher.counter(BytesCount::of_str(&text)).bench_local(|| Document::new(black_box(&text), None, &LEXICON));
}

/// All of it.
#[divan::bench(args = data::INPUTS)]
fn cleaning(bencher: Bencher<'_, '_>, name: &str) {
    let text = data::input(name);
    let cleaner = Cleaner::new(Config::default());
    bencher.counter(BytesCount::of_str(&text)).with_inputs(|| Record::text(text.clone())).bench_values(|record| cleaner.clean(record));
}

#[divan::bench(args = data::INPUTS)]
fn applying(bencher: Bencher<'_, '_>, name: &str) {
    let cleaned = Cleaner::new(Config::default()).clean(Record::text(data::input(name)));
    bencher.counter(BytesCount::of_str(&cleaned.source)).bench_local(|| edit::apply(black_box(&cleaned.source), &cleaned.edits));
}

/// A rule on an input.
#[derive(Clone, Copy)]
struct Case {
    rule: &'static dyn Rule,
    input: &'static str,
}

impl fmt::Display for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} on {}", self.rule.info().id, self.input)
    }
}

fn cases() -> impl Iterator<Item = Case> {
    RULES.iter().flat_map(|rule| data::INPUTS.into_iter().map(|input| Case { rule: *rule, input }))
}

#[divan::bench(args = cases())]
fn rule(bencher: Bencher<'_, '_>, case: Case) {
    let text = data::input(case.input);
    let document = Document::new(&text, None, &LEXICON);
    bencher.counter(BytesCount::of_str(&text)).bench_local(|| {
        let mut findings = Findings::default();
        case.rule.check(black_box(&document), &mut findings);
        findings
    });
}
