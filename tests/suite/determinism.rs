//! The same bytes, however many threads, in whatever order the inputs are named.

use std::fs;

use crate::place::{Place, assert_same, corpus, records};

#[test]
fn the_number_of_threads_changes_nothing() {
    let place = Place::new();
    corpus(&place, "in");
    for threads in ["1", "2", "4"] {
        place.ends(3, &["clean", "in", "-o", &format!("out{threads}"), "-q", "-j", threads]);
    }
    let one = place.tree("out1");
    assert!(one.len() > 60);
    assert_same(&one, &place.tree("out2"));
    assert_same(&one, &place.tree("out4"));
}

#[test]
fn a_stream_is_the_same_with_any_number_of_threads_and_as_a_file() {
    let place = Place::new();
    let input = records(0, 3000);
    place.write("in/a.jsonl", &input);
    place.ends(3, &["clean", "in", "-o", "out", "-q"]);
    let file = place.read("out/corpus/a.jsonl");
    for threads in ["1", "2", "4"] {
        let streamed = place.stream(&input, &["-q", "-j", threads, "--rejects", "rejects", "--ledger", "ledger"]);
        assert!(streamed.stdout == file, "{threads} threads");
    }
    let ledger = zstd::decode_all(place.read("out/ledger.jsonl.zst").as_slice()).unwrap();
    let renamed = String::from_utf8(ledger).unwrap().replace("\"source\":\"a.jsonl\"", "\"source\":\"stdin\"");
    assert!(place.text("ledger") == renamed);
}

#[test]
fn the_order_of_the_arguments_changes_nothing() {
    let place = Place::new();
    corpus(&place, "in");
    place.ends(3, &["clean", "in/texts", "in/a.jsonl", "in/one.txt.gz", "-o", "out1", "-q"]);
    place.ends(3, &["clean", "in/one.txt.gz", "in/a.jsonl", "in/texts", "-o", "out2", "-q"]);
    assert_same(&place.tree("out1"), &place.tree("out2"));
}

#[test]
fn shards_make_the_same_corpus_as_one_file() {
    let place = Place::new();
    let all = records(0, 600);
    let (first, second) = (records(0, 250), records(250, 350));
    place.write("whole/a.jsonl", &all);
    place.write("shards/a.jsonl", first);
    place.write("shards/b.jsonl", second);
    place.ends(3, &["clean", "whole", "-o", "out1", "-q"]);
    place.ends(3, &["clean", "shards", "-o", "out2", "-q"]);
    let joined = [place.read("out2/corpus/a.jsonl"), place.read("out2/corpus/b.jsonl")].concat();
    assert!(joined == place.read("out1/corpus/a.jsonl"));
    let totals = |name: &str| {
        let report: serde_json::Value = serde_json::from_slice(&fs::read(place.path(name)).unwrap()).unwrap();
        let mut totals = report["totals"].clone();
        totals["inputs"] = 0.into();
        (totals, report["rules"].clone())
    };
    assert_eq!(totals("out1/report.json"), totals("out2/report.json"));
}
