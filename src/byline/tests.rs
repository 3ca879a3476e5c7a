//! The rules for bylines on whole documents: modes, the seeds, hostile lines. Single cases are in `fixtures/rules/`.

use std::fs;
use std::path::Path;

use proptest::prelude::*;

use super::*;
use crate::config::Bylines;
use crate::document::edit;
use crate::{Cleaned, Cleaner, Config, FAULT, Record, Status};

fn clean(text: &str, bylines: Bylines) -> Cleaned {
    Cleaner::new(Config { bylines, ..Config::default() }).clean(Record::text(text))
}

fn text(text: &str, bylines: Bylines) -> String {
    clean(text, bylines).text
}

const BODY: &str = "The harbour opened again on Tuesday, three days after the storm had closed it.\nThe mayor said that the pier would follow within the month.\n";

#[test]
fn seeds_come_out_as_asked() {
    let seed = |name: &str| fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds").join(name)).unwrap();
    let first = seed("000_636712ca9dd8d041.txt");
    let changed = first.replace("Lazar Berman is The Times of Israel's diplomatic reporter", "By Lazar Berman");
    let cleaned = clean(&first, Bylines::Normalize);
    assert_eq!(cleaned.text, changed + "\n");
    let author = &cleaned.meta.authors[0];
    assert_eq!((author.role.as_deref(), author.org.as_deref()), (Some("diplomatic reporter"), Some("The Times of Israel")));
    assert_eq!(cleaned.meta.title.as_deref(), first.lines().next());
    let cleaned = clean(&seed("004_82077b1c2e7d233c.txt"), Bylines::Normalize);
    assert!(cleaned.text.contains("\nBAKU — President "));
    assert_eq!(cleaned.meta.dateline.map(|d| d.place_norm), Some("Baku".into()));
}

#[test]
fn the_title_is_the_first_line_that_is_left_and_no_menu() {
    for (head, title) in [
        ("Harbour reopens\n", Some("Harbour reopens")),
        ("Harbour reopens | Gazette\n", Some("Harbour reopens | Gazette")),
        ("ADVERTISEMENT\nHarbour reopens\n", Some("Harbour reopens")),
        ("Port | Pier | Fleet | Weather\nHarbour reopens\n", None),
        ("Cuisine > Soupes > Potages\n", None),
        ("", None),
    ] {
        assert_eq!(clean(&format!("{head}{BODY}"), Bylines::Normalize).meta.title.as_deref(), title, "{head}");
    }
}

#[test]
fn strip_takes_out_and_keep_leaves() {
    let input = format!("Harbour reopens\nBY JANE DOE, Reuters\nMay 30, 2023\nLISBON (Reuters) - {BODY}(Editing by John Roe)\n");
    assert_eq!(text(&input, Bylines::Normalize), format!("Harbour reopens\nBy Jane Doe\nLISBON — {BODY}"));
    assert_eq!(text(&input, Bylines::Strip), format!("Harbour reopens\n{BODY}"));
    assert_eq!(text(&input, Bylines::Keep), input);
    let [normalize, strip, keep] = [Bylines::Normalize, Bylines::Strip, Bylines::Keep].map(|b| clean(&input, b).meta);
    assert_eq!(normalize, strip);
    assert_eq!(normalize, keep);
    assert_eq!(keep.published.as_deref(), Some("2023-05-30"));
    // What is in its normal form already is known all the same.
    let normal = format!("Harbour reopens\nBy Jane Doe\nLISBON — {BODY}");
    assert_eq!(text(&normal, Bylines::Strip), format!("Harbour reopens\n{BODY}"));
    let japanese = "港が再開\n（東京＝共同）嵐で閉鎖されていた港は火曜日、三日ぶりに再開したと市が発表した。\n";
    assert_eq!(text(japanese, Bylines::Strip), japanese.replace("（東京＝共同）", ""));
}

#[test]
fn below_a_menu() {
    let menu = "Home\nWorld\nBusiness\nSport\nCulture\nWeather\nLog in\nSubscribe\nSearch\nMore\nPodcasts\nGames\n";
    let cleaned = clean(&format!("{menu}Harbour reopens after storm\nBy Jane Doe\n{BODY}{BODY}"), Bylines::Normalize);
    assert_eq!(cleaned.meta.authors[0].name, "Jane Doe");
}

#[test]
fn a_headline_is_no_biography() {
    let input = format!("Jane Doe is The Post's new editor\nSpringfield\n{BODY}");
    assert_eq!(text(&input, Bylines::Normalize), input);
}

#[test]
fn spans_follow_their_map() {
    let mut meta = clean(&format!("Harbour reopens\nBy Jane Doe\nLISBON (AP) - {BODY}"), Bylines::Keep).meta;
    meta.map_spans(|span| crate::Span::new(span.start + 3, span.end + 3));
    assert_eq!(meta.authors[0].span, crate::Span::new(19, 30));
    assert_eq!(meta.dateline.unwrap().span.start, 31);
}

/// Lines made of what the parsers look for, and of anything.
fn line() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "\\PC{0,6}",
        prop::sample::select(vec![
            "By ",
            "Von ",
            "BAKU",
            " - ",
            "(AP)",
            ", ",
            "June 3",
            "2023",
            "30.05.",
            "5",
            ".",
            "Jane",
            " Doe",
            " is ",
            "'s ",
            "editor",
            "記者",
            "（",
            "）",
            "電",
            "电",
            "6月5日",
            "新华社",
            "기자",
            " = ",
            "【",
            "】",
            "共同",
            "(",
            ")",
            "Editing by ",
            ";",
            "/",
            "dpa",
            " and ",
            "–",
            "\u{a0}",
            "'",
            "İ",
            "ß",
            "\u{301}",
            "T",
            ":",
            "pm",
            "|",
            "Published",
            "5 min read",
            "و",
            "नई दिल्ली",
            "+03:00",
            "of ",
            "the ",
            "in ",
            "McD",
        ])
        .prop_map(str::to_owned),
    ];
    prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat().replace(['\n', '\r'], ""))
}

proptest! {
    #[test]
    fn nothing_panics_and_all_can_be_restored(lines in prop::collection::vec(line(), 1..6), mode in 0..3) {
        let source = lines.join("\n");
        let bylines = [Bylines::Normalize, Bylines::Strip, Bylines::Keep][mode as usize];
        let cleaned = clean(&source, bylines);
        prop_assert_ne!(cleaned.status, Status::PassedThrough(FAULT));
        prop_assert_eq!(edit::apply(&cleaned.source, &cleaned.edits), cleaned.text.clone());
        for author in cleaned.meta.authors.iter().chain(&cleaned.meta.contributors) {
            prop_assert!(!author.name.is_empty() && !author.raw.is_empty());
        }
        for line in &lines {
            let _ = (line::byline(line), bio::bio(line), notes::notes(line), stamps::stamps(line));
            if let Some(opening) = opening::opening(line) {
                prop_assert!(line.is_char_boundary(opening.end));
            }
        }
    }
}
