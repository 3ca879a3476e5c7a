//! What holds for every document, whatever it is. The fuzz target checks the same.

use boiloff::document::edit::{apply, restore};
use boiloff::{Cleaned, Cleaner, FAULT, Record, Span, Status};

/// Cleans, and checks the laws on the way.
pub fn clean(cleaner: &Cleaner, record: &Record) -> Cleaned {
    let cleaned = cleaner.clean(record.clone());
    hold(&cleaned);
    let again = cleaner.clean(record.clone());
    assert_eq!((&again.text, &again.edits, &again.meta), (&cleaned.text, &cleaned.edits, &cleaned.meta), "the same input, another output");
    cleaned
}

/// Nothing is lost, and every span can be used.
pub fn hold(cleaned: &Cleaned) {
    assert_ne!(cleaned.status, Status::PassedThrough(FAULT), "a rule panicked");
    let source = cleaned.source.as_str();
    let mut at = 0;
    for edit in &cleaned.edits {
        assert!(at <= edit.span.start && edit.span.start <= edit.span.end, "edits overlap or are out of order at {:?}", edit.span);
        in_source(source, edit.span);
        assert!(!edit.rule.is_empty() && (0.0..=1.0).contains(&edit.score), "{edit:?}");
        at = edit.span.end;
    }
    assert_eq!(apply(source, &cleaned.edits), cleaned.text, "the edits do not lead to the text");
    let edits = cleaned.edits.iter().map(|e| (e.span, e.span.of(source), e.with.len()));
    assert_eq!(restore(&cleaned.text, edits).as_deref(), Some(source), "the source cannot be restored");
    cleaned.tags.iter().for_each(|tag| in_source(source, tag.span));
    let people = cleaned.meta.authors.iter().chain(&cleaned.meta.contributors).map(|a| a.span);
    let others = cleaned.meta.dateline.iter().map(|d| d.span).chain(cleaned.meta.raw_dates.iter().map(|r| r.span));
    people.chain(others).for_each(|span| in_source(source, span));
    match cleaned.status {
        Status::PassedThrough(_) => assert_eq!(cleaned.text, source, "passed through means unchanged"),
        Status::Emptied(_) => assert!(cleaned.text.is_empty()),
        Status::Cleaned => assert!(!cleaned.text.is_empty()),
    }
}

fn in_source(source: &str, span: Span) {
    assert!(source.get(span.start..span.end).is_some(), "{span:?} is no part of the source");
}
