//! A run is held against what it has written.

use std::fs;

use crate::place::{Place, corpus, gzip, page, records};

#[test]
fn a_run_as_it_was_written_has_no_problems() {
    let place = Place::new();
    corpus(&place, "in");
    place.ends(3, &["clean", "in", "-o", "out", "-q"]);
    let said = place.ends(0, &["verify", "out", "in"]);
    assert_eq!(said, "boiloff: all that was written for 75 inputs is as it was\n");
    assert_eq!(place.ends(0, &["verify", "out", "-q"]), "");
}

#[test]
fn whatever_was_changed_is_named() {
    let place = Place::new();
    for number in 0..3 {
        place.write(&format!("in/{number}.txt"), page(number));
    }
    place.write("in/r.jsonl.gz", gzip(&[&records(0, 60)]));
    place.ends(3, &["clean", "in", "-o", "out", "-q"]);
    let whole = place.tree("out");
    let flip = |name: &str| {
        let mut bytes = place.read(name);
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        place.write(name, bytes);
    };
    let names = ["out/corpus/1.txt", "out/corpus/r.jsonl.gz", "out/ledger.jsonl.zst"];
    for (name, expected) in
        names.into_iter().zip(["1.txt: corpus/1.txt is not what was written", "r.jsonl.gz: corpus/r", "ledger.jsonl.zst"])
    {
        flip(name);
        let said = place.ends(3, &["verify", "out"]);
        assert!(said.contains(expected), "{said}");
        assert!(said.contains("1 problem; clean --resume"), "{said}");
        place.ends(3, &["clean", "in", "-o", "out", "-q", "--resume"]);
        assert!(place.tree("out") == whole, "{name} was not mended");
    }
    for (name, more, expected) in [
        ("out/ledger.jsonl.zst", &b"more"[..], "ledger.jsonl.zst: has "),
        ("out/rejects.jsonl", b"{}\n", "rejects.jsonl: has "),
        ("out/corpus/mine.txt", b"", "corpus/mine.txt: was written by somebody else"),
    ] {
        let before = fs::read(place.path(name)).ok();
        place.write(name, [before.as_deref().unwrap_or_default(), more].concat());
        assert!(place.ends(3, &["verify", "out"]).contains(expected));
        match before {
            Some(before) => place.write(name, before),
            None => fs::remove_file(place.path(name)).unwrap(),
        }
    }
    let report = place.text("out/report.json");
    place.write("out/report.json", report.replacen("\"documents\": 6", "\"documents\": 7", 1));
    assert!(place.ends(3, &["verify", "out"]).contains("report.json: is not the sum over the ledger"));
    place.write("out/report.json", report);
    let rejects = place.text("out/rejects.jsonl");
    place.write("out/rejects.jsonl", rejects.lines().next().unwrap());
    assert!(place.ends(3, &["verify", "out"]).contains("r.jsonl.gz: its part of rejects.jsonl cannot be read"));
    place.write("out/rejects.jsonl", rejects);
    place.ends(0, &["verify", "out"]);
}

#[test]
fn inputs_that_are_not_what_was_cleaned_are_named() {
    let place = Place::new();
    for number in 0..4 {
        place.write(&format!("in/{number}.txt"), page(number));
    }
    place.ends(0, &["clean", "in", "-o", "out", "-q"]);
    place.write("in/1.txt", page(11));
    place.write("in/9.txt", page(9));
    fs::remove_file(place.path("in/2.txt")).unwrap();
    let said = place.ends(3, &["verify", "out", "in"]);
    for expected in [
        "1.txt: is not the file that was cleaned",
        "2.txt: was an input, and is none of those that were named",
        "9.txt: was no input",
        "3 problems",
    ] {
        assert!(said.contains(expected), "{said}");
    }
}

#[test]
fn a_run_that_is_not_finished_is_refused() {
    let place = Place::new();
    place.write("in/1.txt", page(1));
    place.ends(0, &["clean", "in", "-o", "out", "-q"]);
    fs::remove_file(place.path("out/manifest.jsonl")).unwrap();
    assert!(place.refused(&["verify", "out"]).contains("the run is not finished"));
    assert!(place.refused(&["verify", "in"]).contains("holds no run of boiloff"));
}
