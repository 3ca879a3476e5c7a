//! Lines that recur on a site: surveys, their tables, and cleaning by them.

use std::fs;

use boiloff::config::Mode;
use boiloff::document::Line;
use boiloff::sites::{Seen, Survey, site_of};
use boiloff::{Cleaner, Config, Record, SiteTable};
use serde_json::{Value, json};

use crate::bless::{names, root};
use crate::laws;
use crate::place::Place;

/// The table of documents without an address, with a line `---` between them.
pub fn table(documents: &str) -> SiteTable {
    let cleaner = Cleaner::new(Config::default());
    let mut survey = Survey::default();
    for document in documents.split("---\n") {
        let text = cleaner.normal_text(Record::text(document)).unwrap();
        survey.add(&Seen::of(site_of(None, None).into_owned(), text)).unwrap();
    }
    SiteTable::read(&*survey.write(Vec::new()).unwrap()).unwrap()
}

/// Documents of two sites, each with a template of its own.
fn documents() -> Vec<String> {
    let nouns = ["gate", "lock", "ferry", "bridge", "anchor", "fog", "market", "sand", "model", "crane", "school", "pilot"];
    let page = |n: usize, noun: &str| {
        let (site, head) = [("a.example", "Harbour Gazette"), ("b.example", "Mill Town Herald")][n % 2];
        let text = format!(
            "{head} | Ports and tides\nAbout the {noun}\nThe {noun} was seen by all who stood on the pier in the morning.\n\
             Nobody knows who had moved the {noun} there in the night before.\n{n} readers of the {head}\nThe {head} thanks you\n"
        );
        format!("{}\n", json!({"id": n, "url": format!("https://www.{site}/{noun}"), "text": text}))
    };
    nouns.iter().enumerate().map(|(n, noun)| page(n, noun)).collect()
}

const CLEAN: &str = "About the gate\nThe gate was seen by all who stood on the pier in the morning.\n\
    Nobody knows who had moved the gate there in the night before.\n";

#[test]
fn a_survey_is_the_same_whatever_the_order_threads_and_shards() {
    let place = Place::new();
    let documents = documents();
    place.write("in/a.jsonl", documents.concat());
    place.write("turned.jsonl", documents.iter().rev().map(String::as_str).collect::<String>());
    for shard in 0..3 {
        place.write(&format!("{shard}.jsonl"), documents.iter().skip(shard).step_by(3).map(String::as_str).collect::<String>());
        place.ends(0, &["survey", &format!("{shard}.jsonl"), "--output", &format!("{shard}.bin")]);
    }
    let told = place.ends(0, &["survey", "in", "--output", "all.bin", "--threads", "1"]);
    assert!(told.contains("12 documents counted\nTable: all.bin"), "{told}");
    place.ends(0, &["survey", "turned.jsonl", "--output", "turned.bin", "--threads", "2"]);
    place.ends(0, &["survey", "2.bin", "0.bin", "1.bin", "--output", "merged.bin"]);
    place.ends(0, &["survey", "1.bin", "2.jsonl", "0.bin", "--output", "mixed.bin", "--threads", "4"]);
    for other in ["turned.bin", "merged.bin", "mixed.bin"] {
        assert!(place.read(other) == place.read("all.bin"), "{other}");
    }
    // A table may be one of the inputs, and nothing else is left behind.
    place.ends(0, &["survey", "0.bin", "1.bin", "2.bin", "--output", "0.bin"]);
    assert!(place.read("0.bin") == place.read("all.bin") && !place.path("0.bin.part").exists());
    let shown = place.out(&["survey", "--show", "all.bin", "--site", "b.example"]);
    let lines: Vec<&str> = shown.lines().collect();
    let template = [
        "6\t6\t6\t1 readers of the Mill Town Herald",
        "6\t6\t6\tMill Town Herald | Ports and tides",
        "6\t6\t6\tThe Mill Town Herald thanks you",
    ];
    assert_eq!(lines, [&["b.example: 6 documents"][..], &template].concat());
}

#[test]
fn a_run_cleans_by_a_table_or_makes_its_own() {
    let place = Place::new();
    place.write("in/a.jsonl", documents().concat());
    place.ends(0, &["survey", "in", "--output", "t.bin"]);
    place.ends(0, &["clean", "in", "--output", "by", "--site-lines", "t.bin"]);
    let told = place.ends(0, &["clean", "in", "--output", "own", "--site-lines", "auto", "--threads", "3"]);
    assert!(told.contains("12 documents counted; cleaning them"), "{told}");
    assert_eq!(place.lines("by/corpus/a.jsonl")[0]["text"], CLEAN);
    assert!(place.tree("by/corpus") == place.tree("own/corpus"));
    assert!(place.read("own/sites.bin") == place.read("t.bin") && !place.path("by/sites.bin").exists());
    let edit = &place.ledger("own")[0]["edits"][0];
    assert_eq!((&edit["rule"], &edit["evidence"]), (&json!("site-lines"), &json!(["position", "recurrence"])));
    // The same inputs give the same table, so that the run goes on; others do not.
    place.ends(0, &["clean", "in", "--output", "own", "--site-lines", "auto", "--resume"]);
    let whole = place.tree("own");
    place.ends(0, &["clean", "in", "--output", "own", "--site-lines", "auto", "--overwrite"]);
    assert!(place.tree("own/corpus").iter().all(|(name, bytes)| whole[&std::path::Path::new("corpus").join(name)] == *bytes));
    place.write("in/b.jsonl", documents()[0].as_bytes());
    let refused = place.refused(&["clean", "in", "--output", "own", "--site-lines", "auto", "--resume"]);
    assert!(refused.contains("other settings (site-lines-blake3 = "), "{refused}");
    place.ends(0, &["restore", "by"]);
    assert!(place.read("by/restored/a.jsonl") == documents().concat().as_bytes());
    let streamed = place.stream(documents().concat().as_bytes(), &["--site-lines", "t.bin", "--quiet"]);
    assert!(streamed.stdout == place.read("by/corpus/a.jsonl"));
    assert!(place.ends(0, &["explain", "in/a.jsonl", "--site-lines", "off"]).is_empty());
}

#[test]
fn pages_and_files_without_an_address_are_counted_by_folder() {
    let place = Place::new();
    for n in 0..4 {
        let own = ["alpha", "beta", "gamma", "delta"][n];
        let prose = format!(
            "The word {own} is of the alphabet of those who live by the sea. It is the word number {n} of them, and they say it often."
        );
        place.write(
            &format!("in/greek/{n}.html"),
            format!("<nav>Letters of the coast</nav><article><h1>On {own}</h1><p>{prose}</p><p>{prose}</p></article>"),
        );
        place.write(&format!("in/greek/{n}.txt"), format!("On {own}\n{prose}\nPrinted by the sea\n"));
    }
    place.write("in/bad.jsonl", "{\n");
    let told = place.ends(3, &["survey", "in", "--output", "t.bin"]);
    assert!(told.contains("8 documents counted; 1 could not be read"), "{told}");
    let shown = place.out(&["survey", "--show", "t.bin"]);
    assert!(shown.starts_with("greek/: 8 documents\n") && shown.contains("4\t4\t4\tLetters of the coast\n"), "{shown}");
    place.ends(3, &["clean", "in", "--output", "out", "--site-lines", "auto"]);
    assert!(place.text("out/corpus/greek/0.txt").ends_with("they say it often.\n"));
}

#[test]
fn what_cannot_be_surveyed_is_refused() {
    let place = Place::new();
    place.write("a.txt", "He left.\n");
    place.write("bad.bin", "boiloff sites 1\nrest");
    let refused = |args: &[&str], why: &str| {
        let said = place.refused(args);
        assert!(said.contains(why), "{args:?}: {said}");
    };
    refused(&["clean", "-", "--output", "-", "--site-lines", "auto"], "reads the inputs twice");
    refused(&["explain", "a.txt", "--site-lines", "auto"], "is for `boiloff clean`");
    refused(&["clean", "a.txt", "--output", "out", "--site-lines", "a.txt"], "a.txt: the table of sites cannot be read");
    refused(&["clean", "a.txt", "--output", "out", "--site-lines", "none.bin"], "none.bin: the table of sites cannot be read");
    refused(&["survey", "bad.bin", "--output", "t.bin"], "bad.bin: cannot be read as a table of sites");
    assert!(!place.path("t.bin.part").exists());
    refused(&["survey", "--show", "a.txt"], "a.txt: cannot be read as a table of sites");
    refused(&["survey", "-", "--output", "t.bin"], "standard input is no input of a survey");
    refused(&["survey", "a.txt", "--output", "a.txt"], "a.txt: is there already and is no table of sites");
    assert_eq!(place.text("a.txt"), "He left.\n");
    place.write("full/x", "");
    refused(&["clean", "a.txt", "--output", "full", "--site-lines", "auto"], "the output folder is not empty");
    place.ends(0, &["survey", "a.txt", "--output", "t.bin"]);
    place.write("boiloff.toml", "site-lines = \"t.bin\"\nsite-lines-blake3 = \"00\"\n");
    refused(&["clean", "a.txt", "--output", "out"], "`site-lines-blake3` asks for another");
    assert!(!place.path("out").exists());
    assert!(place.ends(1, &["survey", "a.txt", "--output", "a.txt/t.bin"]).contains("a.txt/t.bin: what was counted cannot be written"));
    place.ends(0, &["survey", "a.txt", "--output", "new/folder/t.bin"]);
    assert!(place.path("new/folder/t.bin").exists());
}

#[test]
fn the_rule_can_be_switched_off_or_only_report() {
    let text = "Harbour Gazette | Ports\nAbout the gate\nThe gate was seen by all who stood on the pier in the morning.\n";
    let site = ["lock", "ferry", "fog"].map(|noun| text.replace("gate", noun)).join("---\n");
    let clean = |mode: Mode| {
        let mut config = Config::default();
        config.set_mode("site-lines", mode).unwrap();
        laws::clean(&Cleaner::new(config).with_sites(table(&site), "sites.bin".into()), &Record::text(text))
    };
    assert_eq!(clean(Mode::On).text, text.split_once('\n').unwrap().1);
    let tagged = clean(Mode::Tag);
    assert_eq!((tagged.text.as_str(), tagged.tags.len(), tagged.tags[0].rule), (text, 1, "site-lines"));
    assert_eq!((clean(Mode::Off).text.as_str(), clean(Mode::Off).tags.len()), (text, 0));
}

#[test]
fn texts_that_a_site_has_thrice_keep_their_prose() {
    for file in names(&root("fixtures/noise")).iter().filter(|name| name.ends_with(".jsonl")) {
        for line in fs::read_to_string(root("fixtures/noise").join(file)).unwrap().lines() {
            let record: Value = serde_json::from_str(line).unwrap();
            let text = record["text"].as_str().unwrap();
            let without = laws::clean(&Cleaner::new(Config::default()), &Record::text(text)).text;
            let with = Cleaner::new(Config::default()).with_sites(table(&[text; 3].join("---\n")), "sites.bin".into());
            let with = laws::clean(&with, &Record::text(text)).text;
            let prose = |text: &str| text.lines().filter(|line| Line::of(line).is_prose()).map(str::to_owned).collect::<Vec<_>>();
            assert_eq!(prose(&with), prose(&without), "{file}");
        }
    }
}
