use proptest::prelude::*;

use super::*;
use crate::document::Span;

fn change(rule: &str, start: usize, was: &str, with: &str) -> Change {
    Change {
        span: Span::new(start, start + was.len()),
        was: was.into(),
        with: with.into(),
        rule: rule.into(),
        evidence: vec!["phrase".into(), "shape".into()],
        score: 0.75,
        before: "before ".into(),
        after: " after".into(),
    }
}

/// Any ledger that a run could write, from few enough names that they meet.
fn entries() -> impl Strategy<Value = Vec<Entry>> {
    let rule = prop::sample::select(vec!["ad-label", "share-buttons", "whitespace", "byline"]);
    let was =
        prop::sample::select(vec!["ADVERTISEMENT\n", "Advertisement\n", "3 Comments", "12 comments", "  ", "\u{200b}", "مشاركة", "a\nb\n"]);
    let with = prop::sample::select(vec!["", "", "\n", "By A"]);
    let changes = prop::collection::vec((rule, 0usize..500, was, with), 0..6)
        .prop_map(|list| list.into_iter().map(|(rule, start, was, with)| change(rule, start, was, with)).collect::<Vec<_>>());
    let status = prop::sample::select(vec!["cleaned", "passed-through", "emptied"]);
    let site = prop::option::of(prop::sample::select(vec!["one.example", "two.example"]));
    let entry = (0u64..40, status, site, any::<bool>(), 0u64..900, 0u64..900, (changes.clone(), changes));
    let entry = entry.prop_map(|(record, status, site, flagged, bytes_in, bytes_out, (edits, tags))| Entry {
        source: format!("in-{}", record % 3),
        record,
        id: (record % 2 == 0).then(|| format!("id {record}")),
        site: site.map(String::from),
        language: (record % 5 > 0).then(|| ["en", "ar", "ja"][record as usize % 3].into()),
        status: status.into(),
        why: (status != "cleaned").then(|| "a limit".into()),
        verdict: flagged.then(|| "prose-cap".into()),
        bytes_in,
        bytes_out,
        markup_bytes: if record % 7 == 0 { bytes_in * 9 } else { 0 },
        page: (record % 7 == 0).then(|| "0".repeat(64)),
        encoding: if record % 4 == 0 { "windows-1256" } else { "UTF-8" }.into(),
        replaced: record % 2,
        edits,
        tags,
        ..Entry::default()
    });
    prop::collection::vec(entry, 0..120)
}

fn report(entries: &[Entry]) -> Report {
    let mut report = Report::default();
    entries.iter().for_each(|e| report.add(e));
    report
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn the_same_documents_give_the_same_bytes_in_any_order_and_any_shards(entries in entries(), seed in any::<u64>(), shards in 1usize..5) {
        let whole = json::to_string(&report(&entries));
        let mut shuffled: Vec<(u64, &Entry)> = entries.iter().enumerate().map(|(n, e)| (Sample::draw(seed, n as u64, Span::default()), e)).collect();
        shuffled.sort_by_key(|(draw, _)| *draw);
        let mut parts = vec![Report::default(); shards];
        for (draw, entry) in &shuffled {
            parts[(*draw % shards as u64) as usize].add(entry);
        }
        let mut left = Report::default();
        parts.iter().for_each(|part| left.merge(part.clone()));
        prop_assert_eq!(&json::to_string(&left), &whole);
        let right = parts.into_iter().rev().reduce(|a, mut b| { b.merge(a); b }).unwrap();
        prop_assert_eq!(&json::to_string(&right), &whole);
    }

    #[test]
    fn a_report_read_back_is_the_same_and_merges(entries in entries(), cut in 0usize..120) {
        let (a, b) = entries.split_at(cut.min(entries.len()));
        let mut back: Report = serde_json::from_str(&json::to_string(&report(a))).unwrap();
        prop_assert_eq!(&back, &report(a));
        back.merge(serde_json::from_str(&json::to_string(&report(b))).unwrap());
        prop_assert_eq!(json::to_string(&back), json::to_string(&report(&entries)));
    }

    #[test]
    fn every_byte_is_counted_by_rule_site_and_language(entries in entries()) {
        let report = report(&entries);
        let removed: u64 = entries.iter().flat_map(|e| &e.edits).map(|c| c.was.len() as u64).sum();
        prop_assert_eq!(report.totals.removed_bytes, removed);
        prop_assert_eq!(report.rules.ranked().iter().map(|r| r.removed_bytes).sum::<u64>(), removed);
        for places in [report.sites.ranked(), report.languages.ranked()] {
            prop_assert_eq!(places.iter().map(|p| p.removed_bytes).sum::<u64>(), removed);
            prop_assert_eq!(places.iter().flat_map(|p| p.rules.values()).sum::<u64>(), removed);
            prop_assert_eq!(places.iter().map(|p| p.documents).sum::<u64>(), report.totals.documents);
        }
    }

    #[test]
    fn any_text_is_shown(text in "\\PC*|.*", width in 0usize..200) {
        let mut hostile = Entry { source: text.clone(), site: Some(text.clone()), bytes_in: 900, ..Entry::default() };
        hostile.verdict = Some(text.clone());
        hostile.edits = vec![change(&text, 0, &text, "")];
        let report = report(&[hostile]);
        let long = terminal::details(&report, terminal::View { width, colour: false });
        prop_assert!(long.chars().all(|c| c == '\n' || !c.is_control()));
        prop_assert!(long.lines().all(|l| show::width(l) <= width.max(24)), "{}", long);
        prop_assert!(html::page(&report).ends_with("</html>\n"));
    }
}

#[test]
fn removed_lines_are_counted_across_numbers_and_case_and_named_by_the_first() {
    let entry = |was: &str| Entry { edits: vec![change("comments", 0, was, "")], ..Entry::default() };
    let report = report(&["33 Comments\n", "1,204 comments", "7 comments  "].map(entry));
    let [line] = report.lines.ranked()[..] else { panic!("one line") };
    assert_eq!((line.text.as_str(), line.count), ("1,204 comments", 3));
}

#[test]
fn blanks_and_replacements_are_no_removed_lines() {
    let edits =
        vec![change("whitespace", 0, " \t", " "), change("whitespace", 9, "\u{200b}", ""), change("byline", 20, "BY ANN", "By Ann")];
    assert!(report(&[Entry { edits, ..Entry::default() }]).lines.is_empty());
}

#[test]
fn long_texts_are_cut_between_characters() {
    let long = "é".repeat(100_000);
    let entry =
        Entry { source: long.clone(), id: Some(long.clone()), edits: vec![change("code-residue", 0, &long, "")], ..Entry::default() };
    let json = json::to_string(&report(&[entry]));
    assert!(json.len() < 10_000, "{}", json.len());
}

#[test]
fn emptied_and_short_documents_are_not_among_those_that_lost_most() {
    let entry =
        |record, status: &str, bytes_in, bytes_out| Entry { record, status: status.into(), bytes_in, bytes_out, ..Entry::default() };
    let entries = [
        entry(0, "emptied", 5000, 0),
        entry(1, "cleaned", LOSS_BYTES_MIN - 1, 1),
        entry(2, "cleaned", 1000, 900),
        entry(3, "cleaned", 3000, 1000),
        entry(4, "cleaned", 300, 100),
        entry(5, "cleaned", 300, 300),
    ];
    let report = report(&entries);
    assert_eq!(report.losing_most.iter().map(|l| l.0.record).collect::<Vec<_>>(), [3, 4, 2]);
    assert_eq!((report.emptied.len(), report.totals.emptied), (1, 1));
}

#[test]
fn timings_stand_apart() {
    let mut a = Report::default();
    assert!(!json::to_string(&a).contains("timings"));
    let timings =
        |clean, wall, bytes_per_second| Timings { stages: vec![("clean".into(), clean)], wall_seconds: wall, threads: 2, bytes_per_second };
    a.timings = Some(timings(1.0, 1.0, 100.0));
    a.merge(Report { timings: Some(timings(2.0, 3.0, 200.0)), ..Report::default() });
    assert_eq!(a.timings, Some(timings(3.0, 4.0, 175.0)));
}

/// A small run that the forms below show.
fn small() -> Report {
    let edit = |rule, was| change(rule, 40, was, "");
    let mut report = report(&[
        Entry {
            source: "crawl.jsonl".into(),
            record: 0,
            id: Some("a1".into()),
            site: Some("news.example".into()),
            language: Some("en".into()),
            status: "cleaned".into(),
            bytes_in: 4200,
            bytes_out: 4084,
            encoding: "UTF-8".into(),
            edits: vec![
                edit("share-buttons", "Share on this and that\n"),
                edit("cookie-consent", &"We use cookies. ".repeat(6)),
                change("whitespace", 900, "  ", " "),
            ],
            ..Entry::default()
        },
        Entry {
            source: "crawl.jsonl".into(),
            record: 1,
            site: Some("news.example".into()),
            status: "emptied".into(),
            why: Some("all of it was noise".into()),
            bytes_in: 23,
            encoding: "windows-1252".into(),
            replaced: 1,
            edits: vec![edit("share-buttons", "Share on this and that\n")],
            tags: vec![edit("ad-label", "Ad")],
            ..Entry::default()
        },
        Entry {
            source: "pages/\u{1b}[2Jodd.txt".into(),
            status: "passed-through".into(),
            why: Some("larger than max-document-bytes".into()),
            bytes_in: 90_000,
            bytes_out: 90_000,
            encoding: "UTF-8".into(),
            ..Entry::default()
        },
    ]);
    report.reject("crawl.jsonl", 2, "not JSON");
    report.timings = Some(Timings {
        stages: vec![("read".into(), 0.1), ("clean".into(), 0.3)],
        wall_seconds: 0.25,
        threads: 2,
        bytes_per_second: 376_892.0,
    });
    report
}

#[test]
fn summary_of_a_small_run() {
    let expected = "
  3 documents   94.2 kB in → 94.1 kB out   144 B removed (0.2%)
  2 changed by 4 edits · 1 B written instead · 2 UTF-8 · 1 windows-1252 · 1 mal…

  rule            removed  share                    edits  documents  tagged
  cookie-consent     96 B   0.1%  ████████████████      1          1
  share-buttons      46 B  <0.1%  ███████▋              2          2
  whitespace          2 B  <0.1%  ▍                     1          1
  ad-label            0 B     0%                        0          0       1

  rejected        1  crawl.jsonl#2 (not JSON)
  passed through  1  pages/␛[2Jodd.txt (larger than max-document-bytes)
  emptied         1  crawl.jsonl#1 (all of it was noise)

  0.25 s on 2 threads, 376.9 kB/s: read 25%, clean 75%
";
    let summary = terminal::summary(&small());
    assert_eq!(summary, expected[1..], "\n{summary}");
}

#[test]
fn pages_are_told_of_where_there_are_any() {
    let page = Entry { bytes_in: 15_000, bytes_out: 15_000, markup_bytes: 300_000, page: Some("0".repeat(64)), ..Entry::default() };
    let mut report = report(&[page.clone(), page]);
    report.merge(small());
    assert_eq!((report.totals.pages, report.totals.read_bytes()), (2, 600_000 + small().totals.bytes_in));
    let told = "2 pages, 600.0 kB of HTML, 30.0 kB of visible text";
    for (report, is_told) in [(report, true), (small(), false)] {
        assert_eq!(terminal::summary(&report).contains(told), is_told);
        assert_eq!(html::page(&report).contains(told), is_told);
        assert_eq!(terminal::summary(&report).contains("visible text"), is_told);
    }
}

#[test]
fn colour_is_only_there_when_asked_for() {
    let view = terminal::View { width: 80, colour: true };
    let coloured = terminal::summary_for(&small(), view);
    assert!(coloured.contains("\x1b[1m"));
    let plain = regex::Regex::new("\x1b\\[[0-9]+m").unwrap().replace_all(&coloured, "").into_owned();
    assert_eq!(plain, terminal::summary(&small()));
}

#[test]
fn two_runs_side_by_side() {
    let a = small();
    let mut b = report(&[Entry {
        source: "crawl.jsonl".into(),
        record: 1,
        verdict: Some("prose-cap".into()),
        bytes_in: 23,
        bytes_out: 23,
        ..Entry::default()
    }]);
    b.merge(Report::default());
    let comparison = compare::compare(&a, &b);
    assert_eq!(comparison.rules[0].name, "cookie-consent");
    assert_eq!((comparison.rules[0].removed_bytes, comparison.rules[0].edits), ([96, 0], [1, 0]));
    let pair = comparison.documents.iter().find(|d| d.document.record == 1).unwrap();
    assert_eq!((pair.a.as_str(), pair.b.as_str()), ("emptied: all of it was noise", "flagged: prose-cap"));
    let shown = compare::terminal(["old", "new"], [&a, &b], terminal::View::default());
    assert!(shown.contains("  cookie-consent") && shown.contains("-96 B"), "{shown}");
    let same = compare::terminal(["old", "new"], [&a, &a], terminal::View::default());
    assert!(same.contains("every rule did the same") && !same.contains("not listed"), "{same}");
}
