//! The built program: what it prints and how it ends. Each test has a folder of its own.

use crate::place::{Place, gzip, zstd};

const PAGE: &str = "He left the room without a word.\nADVERTISEMENT\nShe stayed.\n";

fn with(files: &[(&str, &str)]) -> Place {
    let place = Place::new();
    for (name, text) in files {
        place.write(name, text);
    }
    place
}

#[test]
fn explain_marks_what_went() {
    let place = with(&[("page.txt", PAGE)]);
    let shown = place.out(&["explain", "page.txt"]);
    assert!(shown.contains("[-ADVERTISEMENT-]  <- ad-label: phrase + shape"), "{shown}");
    let coloured = place.out(&["explain", "page.txt", "--color", "always"]);
    assert!(coloured.contains("\x1b[31;9mADVERTISEMENT\x1b[0m"), "{coloured}");
    let off = place.out(&["explain", "page.txt", "--off", "ad-label"]);
    assert!(off.contains("\nADVERTISEMENT\n"), "{off}");
    let tagged = place.out(&["explain", "page.txt", "--tag", "ad-label"]);
    assert!(tagged.contains("\nADVERTISEMENT  <- tagged ad-label: phrase + shape"), "{tagged}");
}

#[test]
fn explain_reads_records() {
    let lines = format!("{{\"text\":\"One.\"}}\n\n{}\n", serde_json::json!({ "text": PAGE, "url": "https://www.example.org/a" }));
    let place = with(&[("pages.jsonl", &lines), ("bad.jsonl", "{\"body\":1}\n")]);
    let entry: serde_json::Value = serde_json::from_str(&place.out(&["explain", "pages.jsonl", "--record", "1", "--json"])).unwrap();
    assert_eq!((&entry["record"], &entry["site"]), (&1.into(), &"example.org".into()));
    assert_eq!(entry["edits"][0]["was"], "ADVERTISEMENT\n");
    assert!(place.refused(&["explain", "pages.jsonl", "--record", "2"]).contains("it has 2, counted from 0"));
    assert!(place.refused(&["explain", "bad.jsonl"]).contains("bad.jsonl:1: no record: there is no text in `text`"));
    assert!(place.refused(&["explain", "none.txt"]).contains("none.txt: cannot be read"));
}

#[test]
fn explain_reads_what_clean_reads() {
    let deep = format!("{{\"a\":{}{},\"text\":\"\\ud800 ADVERTISEMENT\"}}", "[".repeat(500), "]".repeat(500));
    let lines = format!("no record\n\u{feff}{deep}\n");
    let place = with(&[("pages.NDJSON", &lines)]);
    place.write("pages.jsonl.gz", gzip(&[lines.as_bytes()]));
    place.write("page.txt.zst", zstd(&[PAGE.as_bytes()]));
    for name in ["pages.NDJSON", "pages.jsonl.gz"] {
        assert!(place.out(&["explain", name, "--record", "1"]).contains("ADVERTISEMENT"));
        assert!(place.refused(&["explain", name]).contains(":1: no record: not a JSON object"));
    }
    assert!(place.out(&["explain", "page.txt.zst"]).contains("[-ADVERTISEMENT-]"));
}

#[test]
fn explain_sends_no_control_characters_to_a_terminal() {
    let place = with(&[("page.txt", "He\x1b]0;x\x07 left.\n\u{9b}31m \u{202e}ADVERTISEMENT\n")]);
    for args in [["explain", "page.txt", "--all"], ["explain", "page.txt", "--json"]] {
        let shown = place.out(&args);
        assert!(!shown.chars().any(|c| c.is_control() && c != '\n' || c == '\u{202e}'), "{shown:?}");
    }
}

#[test]
fn rules_lists_and_shows() {
    let place = with(&[("boiloff.toml", "[rules]\nad-label = \"tag\"\n")]);
    assert!(place.out(&["rules"]).contains("ad-label"));
    let ad_label = place.out(&["rules"]).lines().find(|l| l.starts_with("ad-label ")).unwrap().to_owned();
    assert!(ad_label.contains(" tag "), "{ad_label}");
    let shown = place.out(&["rules", "ad-label"]);
    assert!(shown.contains("\nWhat it must keep\n") && !shown.contains("```") && !shown.contains('\x1b'), "{shown}");
    assert!(place.refused(&["rules", "ad-lable"]).contains("did you mean `ad-label`?"));
}

#[test]
fn settings_come_from_file_and_flags() {
    let place = with(&[("boiloff.toml", "bylines = \"keep\"\n"), ("other.toml", "max-document-bytes = 7\n"), ("bad.toml", "x = 1\n")]);
    assert!(place.out(&["rules", "--print-config"]).contains("bylines = \"keep\""));
    let printed = place.out(&["explain", "--print-config", "--config", "other.toml", "--bylines", "strip", "--off", "ad-label"]);
    for line in ["bylines = \"strip\"", "max-document-bytes = 7", "ad-label = \"off\""] {
        assert!(printed.contains(line), "{printed}");
    }
    place.write("printed.toml", &printed);
    assert_eq!(place.out(&["rules", "--print-config", "--config", "printed.toml"]), printed);
    assert!(place.refused(&["rules", "--config", "bad.toml"]).starts_with("boiloff: bad.toml:1:1: `x`: unknown field"));
    assert!(place.refused(&["rules", "--config", "none.toml"]).contains("none.toml: cannot read the configuration"));
    assert!(place.refused(&["rules", "--off", "ad-lable"]).contains("did you mean `ad-label`?"));
}

#[test]
fn bench_measures_every_part() {
    let place = with(&[("page.txt", PAGE), ("pages.jsonl", "{\"text\":\"One.\"}\n"), ("picture.png", "no text")]);
    let measured: serde_json::Value =
        serde_json::from_str(&place.out(&["bench", ".", "--seconds", "0", "--threads", "3", "--json"])).unwrap();
    assert_eq!(measured["documents"], 2);
    let names = |of: &str, key: &str| -> Vec<String> {
        measured[of].as_array().unwrap().iter().map(|p| p[key].as_str().map_or_else(|| p[key].to_string(), str::to_owned)).collect()
    };
    assert_eq!(names("stages", "name"), ["read", "decode", "normalize", "document", "rules", "plan", "serialise"]);
    assert!(names("rules", "name").contains(&"ad-label".to_owned()));
    assert_eq!(names("threads", "threads"), ["1", "2", "3"]);
    let share: f64 = measured["stages"].as_array().unwrap().iter().map(|p| p["share"].as_f64().unwrap()).sum();
    assert!((share - 1.0).abs() < 1e-6, "{share}");
    let latency = ["p50", "p99", "max"].map(|name| measured["latency"][name].as_f64().unwrap());
    assert!(0.0 < latency[0] && latency.is_sorted(), "{latency:?}");
    assert!(names("stages", "name").contains(&measured["bottleneck"].as_str().unwrap().to_owned()));
    assert!(measured["peak_memory"].as_u64().is_none_or(|bytes| bytes > 1_000_000));
    let shown = place.out(&["bench", "page.txt", "--seconds", "0"]);
    assert!(["threads", "A document takes", "Most time goes into"].iter().all(|part| shown.contains(part)), "{shown}");
    assert!(place.refused(&["bench", "picture.jpg"]).contains("picture.jpg"));
}

#[test]
fn completions_and_manual_pages_are_made() {
    let place = with(&[]);
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        assert!(place.out(&["completions", shell]).contains("explain"), "{shell}");
    }
    assert!(place.out(&["man"]).starts_with(".ie"));
    place.out(&["man", "pages"]);
    for page in ["boiloff.1", "boiloff-explain.1"] {
        assert!(place.text(&format!("pages/{page}")).contains(".SH SYNOPSIS"), "{page}");
    }
    // A folder cannot be made where a file stands.
    place.write("file", "");
    assert!(place.ends(1, &["man", "file"]).contains("file: cannot be written"));
}
