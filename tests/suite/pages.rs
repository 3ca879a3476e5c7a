//! HTML through all that stands around the cleaner: files, fields, encodings, what comes back, what goes through.

use boiloff::document::Media;
use boiloff::io::format::{Format, Kind};
use boiloff::{Cleaner, Config, Record};
use serde_json::{Value, json};

use crate::bless::{check, names, none, root};
use crate::laws;
use crate::place::{Place, gzip, markup, page, pages, zstd};

const MARKUP: &str = "<!DOCTYPE html><html><body><p>He left the room.</p><p>ADVERTISEMENT</p><p>She stayed.</p></body></html>";
const VISIBLE: &str = "He left the room.\nADVERTISEMENT\nShe stayed.\n";
const CLEAN: &str = "He left the room.\nShe stayed.\n";

fn report(place: &Place, out: &str) -> Value {
    serde_json::from_slice(&place.read(&format!("{out}/report.json"))).unwrap()
}

/// `fixtures/formats/` has a page in each form, and beside it, with `.txt` behind its name, its text.
#[test]
fn every_form_of_page_is_read() {
    let cleaner = Cleaner::new(Config::default());
    let mut complaints = Vec::new();
    let folder = root("fixtures/formats");
    for name in names(&folder).iter().filter(|name| !name.ends_with(".txt")) {
        assert_eq!(Format::of(name).unwrap().kind, Kind::Html, "{name}");
        let bytes = std::fs::read(folder.join(name)).unwrap();
        let cleaned = laws::clean(&cleaner, &Record { media: Media::Html, ..Record::bytes(bytes) });
        complaints.extend(check(&folder.join(format!("{name}.txt")), &cleaned.text).err());
    }
    none(complaints);
}

#[test]
fn files_become_texts_beside_other_texts() {
    let place = Place::new();
    place.write("in/a.html", MARKUP);
    place.write("in/a.txt", VISIBLE);
    place.write("in/sub/B.HTM.GZ", gzip(&[MARKUP.as_bytes()]));
    place.write("in/c.xhtml.zst", zstd(&[&MARKUP.as_bytes()[..40], &MARKUP.as_bytes()[40..]]));
    let said = place.ends(0, &["clean", "in", "-o", "out"]);
    let html = 3 * MARKUP.len();
    assert!(said.contains(&format!("3 pages, {html} B of HTML, {} B of visible text", 3 * VISIBLE.len())), "{said}");
    assert!(place.text("out/report.html").contains("3 pages, "));
    for name in ["a.txt", "a.html.txt"] {
        assert_eq!(place.text(&format!("out/corpus/{name}")), CLEAN);
    }
    let names: Vec<_> = place.tree("out/corpus").into_keys().map(|p| p.display().to_string()).collect();
    assert_eq!(names, ["a.html.txt", "a.txt", "c.xhtml.txt.zst", "sub/B.HTM.txt.GZ"]);
    assert_eq!(zstd::decode_all(place.read("out/corpus/c.xhtml.txt.zst").as_slice()).unwrap(), CLEAN.as_bytes());
    let ledger = place.ledger("out");
    let entry = ledger.iter().find(|entry| entry["source"] == "a.html").unwrap();
    assert_eq!(entry["page"], blake3::hash(VISIBLE.as_bytes()).to_hex().as_str());
    assert_eq!((&entry["markup_bytes"], &entry["bytes_in"]), (&json!(MARKUP.len()), &json!(VISIBLE.len())));
    let totals = &report(&place, "out")["totals"];
    assert_eq!((&totals["pages"], &totals["markup_bytes"], &totals["page_bytes"]), (&json!(3), &json!(html), &json!(3 * VISIBLE.len())));
    assert_eq!(totals["bytes_in"], 4 * VISIBLE.len());

    let said = place.ends(0, &["restore", "out"]);
    assert!(
        said.contains("1 file restored byte for byte") && said.contains("3 files restored in out/restored with the visible text"),
        "{said}"
    );
    assert_eq!(place.text("out/restored/a.html.txt"), VISIBLE);
    assert_eq!(place.text("out/restored/a.txt"), VISIBLE);
    assert_eq!(place.tree("out/restored").len(), 4);
    assert_eq!(zstd::decode_all(place.read("out/restored/c.xhtml.txt.zst").as_slice()).unwrap(), VISIBLE.as_bytes());
}

#[test]
fn records_come_back_with_their_visible_text() {
    let place = Place::new();
    let lines = [
        json!({ "id": 1, "html": MARKUP, "b": [1] }).to_string(),
        r#"{"text":"caf\u00e9\nADVERTISEMENT\n", "html":"<p>x"}"#.to_owned(),
        "no record".to_owned(),
        String::new(),
        "\u{feff}{ \"html\" : \"&lt;p&gt;One.&lt;/p&gt;\\n&lt;p&gt;Two.&lt;/p&gt;\" }".to_owned(),
        r#"{"html":""}"#.to_owned(),
    ];
    place.write("in/a.jsonl", lines.join("\n"));
    place.ends(3, &["clean", "in", "-o", "out", "-q"]);
    let clean = place.lines("out/corpus/a.jsonl");
    let texts: Vec<_> = clean.iter().map(|line| line["text"].as_str().unwrap()).collect();
    assert_eq!(texts, [CLEAN, "café\n", "One.\nTwo.\n", ""]);
    assert_eq!((clean[0].get("html"), &clean[0]["b"]), (None, &json!([1])));
    assert!(place.ends(0, &["restore", "out"]).contains("1 file restored in out/restored"));
    let back = place.text("out/restored/a.jsonl");
    let expected = [&lines[1], &lines[2], &lines[3], "\u{feff}{ \"text\" : \"One.\\nTwo.\\n\" }", r#"{"text":""}"#];
    let back: Vec<_> = back.split('\n').collect();
    assert_eq!(back[1..], expected);
    assert_eq!(serde_json::from_str::<Value>(back[0]).unwrap(), json!({ "id": 1, "text": VISIBLE, "b": [1] }));
}

#[test]
fn a_change_to_a_page_or_to_what_stands_beside_it_is_found() {
    let place = Place::new();
    place.write("in/a.html", markup(1));
    place.write("in/b.jsonl", pages(0, 40));
    place.ends(0, &["clean", "in", "-o", "out", "-q"]);
    place.ends(0, &["restore", "out", "-q"]);
    // Of the same length: what was changed is seen by its hash.
    for (name, was) in [("a.html.txt", "river"), ("b.jsonl", "of page 11 "), ("b.jsonl", "of page 12 ")] {
        let path = format!("out/corpus/{name}");
        let whole = place.text(&path);
        assert!(whole.contains(was), "{name}");
        place.write(&path, whole.replacen(was, &was.to_uppercase(), 1));
        let said = place.ends(3, &["restore", "out"]);
        assert!(said.contains(&format!("{}: not restored", name.trim_end_matches(".txt"))), "{said}");
        place.write(&path, whole);
    }
    let ledger = zstd::decode_all(place.read("out/ledger.jsonl.zst").as_slice()).unwrap();
    let changed = String::from_utf8(ledger).unwrap().replacen("\"page\":\"", "\"page\":\"0", 1);
    let first = changed.lines().next().unwrap().len() + 1;
    let parts = [&changed.as_bytes()[..first], &changed.as_bytes()[first..]].map(|part| zstd(&[part]));
    let mut rows = place.lines("out/manifest.jsonl");
    rows[0]["ledger"] = json!({ "offset": 0, "length": parts[0].len() });
    rows[1]["ledger"] = json!({ "offset": parts[0].len(), "length": parts[1].len() });
    place.write("out/ledger.jsonl.zst", parts.concat());
    place.write("out/manifest.jsonl", rows.iter().map(|row| row.to_string() + "\n").collect::<String>());
    let said = place.ends(3, &["restore", "out"]);
    assert!(said.contains("a.html: not restored") && said.contains("1 file restored in out/restored"), "{said}");
}

#[test]
fn markup_that_goes_through_is_not_called_text() {
    let place = Place::new();
    let long = markup(3).repeat(40);
    let line = json!({ "html": long }).to_string();
    place.write("in/a.html", &long);
    place.write("in/b.htm.gz", gzip(&[long.as_bytes()]));
    place.write("in/c.jsonl", format!("{line}\n{}", json!({ "html": MARKUP })));
    let picture: Vec<u8> = (0..4000u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    place.write("in/d.html", &picture);
    place.ends(0, &["clean", "in", "-o", "out", "-q", "--max-document-bytes", "5000"]);
    assert_eq!(place.text("out/corpus/a.html"), long);
    assert!(place.path("out/corpus/b.htm.gz").exists() && place.path("out/corpus/d.html").exists());
    let records = place.lines("out/corpus/c.jsonl");
    assert_eq!((records[0]["html"].as_str(), records[0].get("text")), (Some(long.as_str()), None));
    assert_eq!(records[1]["text"], CLEAN);
    let report = report(&place, "out");
    assert_eq!((&report["totals"]["passed_through"], &report["totals"]["pages"]), (&json!(4), &json!(1)));
    place.ends(0, &["restore", "out", "-q"]);
    assert_eq!(place.text("out/restored/a.html"), long);
    assert_eq!(place.read("out/restored/d.html"), picture);
    assert!(place.text("out/restored/c.jsonl").starts_with(&line));
}

#[test]
fn hostile_pages_end_well() {
    let place = Place::new();
    let utf16: Vec<u8> = "\u{feff}<p>Été, dit-il.</p>".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let cases: [(&str, Vec<u8>, &str); 9] = [
        ("empty", Vec::new(), ""),
        ("blank", b" \n\t\r\n ".to_vec(), ""),
        ("no-text", b"<html><body><script>var a;</script><img src=x></body></html>".to_vec(), ""),
        ("nul", b"<p>He\0 left\0.</p>\0<p>She stayed.\0</p>".to_vec(), "He left.\nShe stayed.\n"),
        ("utf16", utf16, "Été, dit-il.\n"),
        ("cut", b"<p>He left.<p title=\"never closed".to_vec(), "He left.\n"),
        ("bare", b"He left. 3 < 4".to_vec(), "He left. 3 < 4\n"),
        ("bytes", b"<p>Le caf\xe9 est d\xe9j\xe0 ferm\xe9.</p>".to_vec(), "Le café est déjà fermé.\n"),
        ("deep", [b"<div>".repeat(300), b"deep".to_vec()].concat(), "deep\n"),
    ];
    for (name, bytes, _) in &cases {
        place.write(&format!("in/{name}.html"), bytes);
    }
    let whole = gzip(&[markup(1).as_bytes()]);
    place.write("in/broken.html.gz", &whole[..whole.len() - 9]);
    place.ends(3, &["clean", "in", "-o", "out", "-q"]);
    for (name, _, text) in &cases {
        assert_eq!(place.text(&format!("out/corpus/{name}.html.txt")), *text, "{name}");
    }
    assert!(!place.path("out/corpus/broken.html.txt.gz").exists());
    assert_eq!(place.lines("out/rejects.jsonl")[0]["source"], "broken.html.gz");
    let emptied = place.ledger("out").into_iter().filter(|entry| entry["why"] == "the page has no visible text").count();
    assert_eq!(emptied, 3);
    let said = place.ends(3, &["restore", "out"]);
    assert!(said.contains("broken.html.gz: not restored") && said.contains("9 files restored in out/restored"), "{said}");
}

#[test]
fn entities_that_a_page_shows_stay() {
    let cleaner = boiloff::Cleaner::new(boiloff::Config::default());
    let shown = "Write &lt; for the sign, and &amp; for the ampersand, where the page is to show them.\n";
    let page = format!("<main><article><p>{}</p></article></main>", shown.trim_end().replace('&', "&amp;"));
    assert_eq!(cleaner.clean(boiloff::Record::html(page)).text, shown);
    let text = cleaner.clean(boiloff::Record::text(shown)).text;
    assert!(text.contains("Write < for the sign, and & for"), "{text}");
}

#[test]
fn a_page_that_a_user_empties_had_text() {
    let config = boiloff::Config::parse("html.drop = [\"main\"]", "test").unwrap();
    let status = |page: &str| boiloff::Cleaner::new(config.clone()).clean(boiloff::Record::html(page)).status;
    assert_eq!(status("<main><p>He left, and nobody asked him why.</p></main>"), boiloff::Status::Emptied("all of it was noise"));
    assert_eq!(status("<main><script>f()</script></main>"), boiloff::Status::Emptied("the page has no visible text"));
}

#[test]
fn a_page_beside_an_empty_text_is_cleaned_and_restored() {
    let place = Place::new();
    let text = "The mill stood still for forty years before the two sisters bought it, and nobody believed that it would turn again.";
    place.write("in.jsonl", format!("{{\"id\":1,\"text\":null,\"html\":\"<article><p>{text}</p></article>\"}}\n"));
    place.ends(0, &["clean", "in.jsonl", "--output", "out"]);
    let line = place.text("out/corpus/in.jsonl");
    assert!(line.starts_with(&format!("{{\"id\":1,\"text\":\"{text}\\n\",\"html\":null,\"meta\":{{")), "{line}");
    let said = place.ends(0, &["restore", "out"]);
    assert!(said.contains("1 file restored in out/restored with the visible text"), "{said}");
    assert_eq!(place.text("out/restored/in.jsonl"), format!("{{\"id\":1,\"text\":\"{text}\\n\",\"html\":null}}\n"));
}

#[test]
fn a_stream_of_pages_is_as_a_file() {
    let place = Place::new();
    let input = pages(0, 300);
    place.write("in/a.jsonl", &input);
    place.ends(0, &["clean", "in", "-o", "out", "-q"]);
    let file = place.read("out/corpus/a.jsonl");
    for threads in ["1", "3"] {
        let streamed = place.stream(&input, &["-j", threads]);
        assert!(streamed.stdout == file, "{threads} threads");
        let said = String::from_utf8(streamed.stderr).unwrap();
        assert!(said.contains("300 documents (285 of them pages, "), "{said}");
    }
}

#[test]
fn explain_and_bench_read_pages() {
    let place = Place::new();
    place.write("page.html", MARKUP);
    place.write("pages.jsonl", pages(0, 3));
    place.write("page.txt", page(1));
    let shown = place.out(&["explain", "page.html"]);
    assert!(shown.starts_with("He left the room.\n[-ADVERTISEMENT-]  <- "), "{shown}");
    assert!(!place.out(&["explain", "pages.jsonl", "--record", "1"]).contains("<p"));
    let entry: Value = serde_json::from_str(&place.out(&["explain", "page.html", "--json"])).unwrap();
    assert_eq!(entry["markup_bytes"], MARKUP.len());
    let measured: Value = serde_json::from_str(&place.out(&["bench", ".", "--seconds", "0", "--threads", "1", "--json"])).unwrap();
    assert_eq!(
        (&measured["documents"], &measured["bytes"]),
        (&json!(5), &json!(MARKUP.len() + page(1).len() + (0..3).map(|n| markup(n).len()).sum::<usize>()))
    );
    let stages: Vec<_> = measured["stages"].as_array().unwrap().iter().map(|p| p["name"].as_str().unwrap()).collect();
    let places =
        ["decode", "parse", "blocks", "normalize", "rules", "serialise"].map(|stage| stages.iter().position(|s| *s == stage).unwrap());
    assert!(places.is_sorted(), "{stages:?}");
}
