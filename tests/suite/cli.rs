//! `boiloff clean`: what it takes, what it refuses, what it writes and how it ends.

use std::io::{BufRead, BufReader, Write};
use std::process::Stdio;

use serde_json::{Value, json};

use crate::place::{Place, gzip, page};

const NOISY: &str = "He left the room without a word.\nADVERTISEMENT\nShe stayed.\n";
const CLEAN: &str = "He left the room without a word.\nShe stayed.\n";

fn record(text: &str) -> String {
    json!({ "id": "a", "text": text }).to_string() + "\n"
}

#[test]
fn a_folder_is_cleaned_into_a_folder() {
    let place = Place::new();
    place.write("in/a.txt", NOISY);
    place.write("in/sub/b.jsonl", record(NOISY));
    place.write("in/notes.pdf", "x");
    let said = place.ends(0, &["clean", "in", "--output", "out"]);
    assert!(said.contains("notes.pdf: not a kind of file that is read: .txt, .html,"), "{said}");
    assert!(!said.contains("HTML"), "{said}");
    assert_eq!(place.text("out/corpus/a.txt"), CLEAN);
    let cleaned = &place.lines("out/corpus/sub/b.jsonl")[0];
    assert_eq!(cleaned["text"], CLEAN);
    let names: Vec<_> = place.tree("out").into_keys().map(|p| p.display().to_string()).collect();
    let expected = ["corpus/a.txt", "corpus/sub/b.jsonl", "ledger.jsonl.zst", "manifest.jsonl", "report.html", "report.json", "run.json"];
    assert_eq!(names, expected);
    let rows = place.lines("out/manifest.jsonl");
    let paths: Vec<_> = rows.iter().map(|row| (row["path"].as_str().unwrap(), row["status"].as_str().unwrap())).collect();
    assert_eq!(paths, [("a.txt", "done"), ("notes.pdf", "skipped"), ("sub/b.jsonl", "done")]);
    let report: Value = serde_json::from_slice(&place.read("out/report.json")).unwrap();
    assert_eq!(report["totals"]["documents"], 2);
}

#[test]
fn several_inputs_keep_their_base_names() {
    let place = Place::new();
    place.write("x/a.txt", NOISY);
    place.write("y/in/b.txt", NOISY);
    place.ends(0, &["clean", "x/a.txt", "y/in", "--output", "out", "-q"]);
    assert_eq!(place.text("out/corpus/a.txt"), CLEAN);
    assert_eq!(place.text("out/corpus/in/b.txt"), CLEAN);
}

#[test]
fn what_cannot_be_used_is_named_with_the_remedy() {
    let place = Place::new();
    place.write("a.txt", NOISY);
    place.write("b/a.txt", NOISY);
    place.write("page.html", "<p>");
    place.write("page.html.txt", "x");
    place.write("data.xml", "a,b");
    place.write("full/file", "x");
    let refused = |args: &[&str], words: &[&str]| {
        let said = place.ends(2, args);
        assert!(words.iter().all(|w| said.contains(w)), "{args:?}: {said}");
    };
    refused(&["clean", "missing.txt", "-o", "out"], &["missing.txt", "name files or folders that exist"]);
    refused(&["clean", "page.html", "page.html.txt", "-o", "out"], &["page.html and page.html.txt", "corpus/page.html.txt", "rename one"]);
    refused(&["clean", "data.xml", "-o", "out"], &["data.xml", ".jsonl"]);
    refused(&["clean", "a.txt", "b/a.txt", "-o", "out"], &["a.txt and b/a.txt", "corpus/a.txt", "two runs"]);
    refused(&["clean", "a.txt", "-o", "full"], &["full", "not empty", "--resume", "--overwrite"]);
    refused(&["clean", "a.txt", "-o", "full", "--overwrite"], &["full", "no run of boiloff"]);
    refused(&["clean", "a.txt", "-o", "full", "--resume"], &["full", "no run of boiloff"]);
    refused(&["clean", "a.txt", "-o", "data.xml"], &["data.xml", "has to be a folder"]);
    refused(&["clean", "b", "-o", "b"], &["lies in the output folder"]);
    refused(&["clean", "a.txt", "-o", "-"], &["standard input"]);
    refused(&["clean", "-", "-o", "out"], &["--output -"]);
    refused(&["clean", "-", "-o", "-", "--resume"], &["--resume"]);
    refused(&["clean", "a.txt", "-o", "out", "--rejects", "r"], &["rejects.jsonl"]);
    refused(&["clean", "-", "-o", "-", "--meta-field", "text"], &["--meta-field"]);
    refused(&["clean", "-", "-o", "-", "--ledger", "no/such/file"], &["no/such/file"]);
    refused(&["clean", "a.txt"], &["--output"]);
    refused(&["clean", "a.txt", "-o", "out", "-j", "0"], &["threads"]);
    assert!(!place.path("out").exists(), "a refused run writes nothing");
    assert_eq!(place.text("full/file"), "x");
}

#[test]
fn overwriting_removes_what_was_written_and_nothing_else() {
    let place = Place::new();
    place.write("in/sub/a.txt", NOISY);
    place.write("in/bad.jsonl", "no\n");
    place.ends(3, &["clean", "in", "-o", "out", "-q"]);
    assert!(place.path("out/rejects.jsonl").exists());
    place.write("out/corpus/mine.txt", "mine");
    place.write("next/b.txt", NOISY);
    place.ends(0, &["clean", "next", "-o", "out", "-q", "--overwrite"]);
    let names: Vec<_> = place.tree("out").into_keys().map(|p| p.display().to_string()).collect();
    let expected = ["corpus/b.txt", "corpus/mine.txt", "ledger.jsonl.zst", "manifest.jsonl", "report.html", "report.json", "run.json"];
    assert_eq!(names, expected);
    assert!(!place.path("out/corpus/sub").exists());
}

#[test]
fn the_output_folder_is_no_input() {
    let place = Place::new();
    place.write("in/a.txt", NOISY);
    place.ends(0, &["clean", "in", "-o", "in/out", "-q"]);
    place.ends(0, &["clean", "in", "-o", "in/out", "-q", "--resume"]);
    let rows = place.lines("in/out/manifest.jsonl");
    assert_eq!(rows.iter().filter(|row| row["status"] == "done").count(), 1, "{rows:?}");
    assert_eq!(rows[1]["why"], "the output folder");
}

#[test]
fn records_that_cannot_be_read_are_listed_and_the_rest_is_cleaned() {
    let place = Place::new();
    let bad: &[&[u8]] = &[b"nonsense", b"{\"text\":null}", b"{\"id\":1}", b"{\"html\":[]}", b"{\"text\":\"\xff\"}", b"[]"];
    let mut input = record(NOISY).into_bytes();
    for line in bad {
        input.extend(*line);
        input.push(b'\n');
    }
    input.extend(record(NOISY).into_bytes());
    place.write("in/a.jsonl", &input);
    place.ends(3, &["clean", "in", "-o", "out"]);
    assert_eq!(place.lines("out/corpus/a.jsonl").len(), 2);
    let rejects = place.lines("out/rejects.jsonl");
    let reasons: Vec<_> = rejects.iter().map(|r| r["reason"].as_str().unwrap()).collect();
    for (reason, word) in reasons.iter().zip(["JSON", "null", "nor a field `html`", "a list", "UTF-8", "JSON"]) {
        assert!(reason.contains(word), "{reason}");
    }
    assert_eq!((&rejects[1]["record"], &rejects[1]["line"], &rejects[1]["source"]), (&json!(2), &json!(3), &json!("a.jsonl")));
    let offset = rejects[1]["offset"].as_u64().unwrap() as usize;
    assert!(input[offset..].starts_with(b"{\"text\":null}"));
    assert_eq!(rejects[1]["raw"], "{\"text\":null}");
    assert!(rejects[4]["raw"]["base64"].is_string());

    let streamed = place.stream(&input, &[]);
    assert_eq!(streamed.status.code(), Some(3));
    assert_eq!(streamed.stdout, place.read("out/corpus/a.jsonl"));
    let told = String::from_utf8(streamed.stderr).unwrap();
    assert_eq!(told.lines().filter(|line| line.starts_with('{')).count(), bad.len(), "{told}");
    let streamed = place.stream(&input, &["--rejects", "r.jsonl", "--ledger", "l.jsonl", "--quiet"]);
    assert!(streamed.stderr.is_empty());
    assert_eq!((place.lines("r.jsonl").len(), place.lines("l.jsonl").len()), (6, 8));
}

#[test]
fn a_text_that_is_streamed_as_records_is_told() {
    let place = Place::new();
    let said = |input: &str, more: &[&str]| String::from_utf8(place.stream(input.as_bytes(), more).stderr).unwrap();
    assert!(said("He left.\n", &[]).contains("give --from text"));
    for (input, more) in [("He left.\n", &["--from", "text"][..]), ("x\n{\"text\":\"a\"}\n", &[])] {
        assert!(!said(input, more).contains("give --from text"), "{input}");
    }
}

#[test]
fn a_streamed_record_comes_back_before_the_next_is_sent() {
    for threads in ["1", "2"] {
        let place = Place::new();
        let args = ["clean", "-", "-o", "-", "-q", "-j", threads];
        let mut child = place.command(&args).stdin(Stdio::piped()).spawn().unwrap();
        let mut stdin = child.stdin.take().unwrap();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        for number in 0..20 {
            stdin.write_all(record(&page(number)).as_bytes()).unwrap();
            let mut line = String::new();
            stdout.read_line(&mut line).unwrap();
            assert!(line.contains(&format!("page {number} ")), "{line}");
        }
        drop(stdin);
        assert!(child.wait().unwrap().success());
    }
}

#[test]
fn other_fields_stay_byte_for_byte() {
    let place = Place::new();
    let input = r#" {"z": 1.0e5,"body" :"He left.\nADVERTISEMENT\nShe stayed.\n", "a" : {"b":[1,  2]}, "key":7,"info":"x" }"#;
    let output = place.stream(input.as_bytes(), &["--text-field", "body", "--id-field", "key", "--meta-field", "info", "--ledger", "l"]);
    let expected = r#" {"z": 1.0e5,"body" :"He left.\nShe stayed.\n", "a" : {"b":[1,  2]}, "key":7,"info":"x","boiloff_meta":{} }"#;
    assert_eq!(String::from_utf8(output.stdout).unwrap(), format!("{expected}\n"));
    assert_eq!(place.lines("l")[0]["id"], "7");
}

#[test]
fn a_document_over_the_cap_passes_through() {
    let place = Place::new();
    let long = page(7).repeat(2000);
    let line = json!({ "text": "a\nADVERTISEMENT\nb\n".repeat(200_000) }).to_string();
    place.write("in/a.txt", &long);
    place.write("in/b.txt.gz", gzip(&[long.as_bytes()]));
    place.write("in/c.jsonl", format!("{}{line}\n{}{line}", record(NOISY), record(NOISY)));
    place.ends(0, &["clean", "in", "-o", "out", "-q", "--max-document-bytes", "100000"]);
    assert_eq!(place.text("out/corpus/a.txt"), long);
    let lines = place.text("out/corpus/c.jsonl");
    let lines: Vec<_> = lines.lines().collect();
    assert_eq!(lines.len(), 4);
    assert!(lines[0].contains("\"meta\"") && lines[1] == line && lines[2].contains("\"meta\"") && lines[3] == line);
    let report: Value = serde_json::from_slice(&place.read("out/report.json")).unwrap();
    assert_eq!(report["totals"]["passed_through"], 4);
    place.ends(0, &["restore", "out"]);
    assert_eq!(place.read("out/restored/c.jsonl"), place.read("in/c.jsonl"));
    assert_eq!(place.read("out/restored/a.txt"), place.read("in/a.txt"));
}

#[test]
fn what_is_no_selector_is_refused_in_one_line() {
    let place = Place::new();
    place.write("a.html", "<p>He left.</p>");
    for (flag, selector, reason) in
        [("--drop", "a,", "none stands where a selector has to"), ("--keep", "p:hover", "`:hover` cannot be matched")]
    {
        let said = place.refused(&["clean", "a.html", "--output", "out", flag, selector]);
        let first = said.lines().next().unwrap();
        assert!(first.contains(&format!("`{selector}` is no CSS selector that can be used: {reason}")), "{said}");
        assert!(!said.contains("report this"), "{said}");
    }
}

#[test]
fn a_folder_that_is_no_run_is_not_restored() {
    let place = Place::new();
    assert_eq!(place.refused(&["restore", "nosuch"]), "boiloff: nosuch: does not exist; name the output folder of a run\n");
    place.write("other/a.txt", NOISY);
    assert!(place.refused(&["restore", "other"]).contains("other: holds no run of boiloff"));
}
