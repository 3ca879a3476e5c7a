//! The review loop: a sample is judged, and what was judged counts.

use std::collections::BTreeSet;

use boiloff::review::Decisions;
use boiloff::{Cleaner, Config, Record};
use serde_json::{Value, json};

use crate::laws;
use crate::place::{Place, assert_same, corpus};

const A: &str = "a.example";
const B: &str = "b.example";

/// A record of a site, another for each number.
fn record(site: &str, number: usize) -> String {
    let text = format!(
        "Report {number} says that the river rose by half a metre in one night.\nADVERTISEMENT\nThe engineer said that the {number} gates had held.\n"
    );
    json!({ "text": text, "url": format!("https://www.{site}/{number}") }).to_string() + "\n"
}

/// A run over records of two sites, six of each, with a removed line in each.
fn run() -> Place {
    let place = Place::new();
    place.write("in.jsonl", (0..12).map(|n| record(if n % 2 == 0 { A } else { B }, n)).collect::<String>());
    place.ends(0, &["clean", "in.jsonl", "--output", "out"]);
    place
}

/// Fills a list in: of a site, removals were wrong; elsewhere right.
fn fill(place: &Place, list: &str, wrong: &str) {
    let filled = place.lines(list).into_iter().map(|mut line| {
        line["verdict"] = if line["site"] == wrong { "wrong" } else { "right" }.into();
        line.to_string() + "\n"
    });
    place.write(list, filled.collect::<String>());
}

/// How many clean records of each site still have the line.
fn standing(place: &Place, out: &str) -> [usize; 2] {
    let lines = place.lines(&format!("{out}/corpus/in.jsonl"));
    let of = |site: &str| {
        let own = lines.iter().filter(|l| l["url"].as_str().unwrap().contains(site));
        own.filter(|l| l["text"].as_str().unwrap().contains("ADVERTISEMENT")).count()
    };
    [of(A), of(B)]
}

#[test]
fn the_whole_round() {
    let place = run();
    assert!(place.ends(0, &["review", "out", "--list", "list.jsonl", "--sample", "8"]).contains("8 removals to judge in list.jsonl"));
    let list = place.lines("list.jsonl");
    let seen: Vec<&str> = ["text", "before", "after"].iter().map(|key| list[0][key].as_str().unwrap()).collect();
    assert_eq!((seen[0], list[0]["verdict"].is_null()), ("ADVERTISEMENT", true));
    assert!(seen[1].ends_with("in one night.\n") && seen[2].starts_with("\nThe engineer said"), "{seen:?}");
    fill(&place, "list.jsonl", A);
    let wrong = place.lines("list.jsonl").iter().filter(|l| l["site"] == A).count();
    assert!((1..8).contains(&wrong), "the sample has both sites");
    assert!(place.refused(&["review", "out", "--list", "list.jsonl"]).contains("take them with --verdicts list.jsonl first"));
    assert!(place.ends(0, &["review", "out", "--verdicts", "list.jsonl"]).contains("8 verdicts added to decisions.jsonl"));
    assert!(place.ends(0, &["review", "out", "--verdicts", "list.jsonl"]).contains("0 verdicts added"), "they are known");
    assert!(place.lines("decisions.jsonl").iter().all(|line| line.get("before").is_none()));
    place.ends(0, &["review", "out", "--list", "list.jsonl", "--sample", "8"]);
    assert_eq!(place.text("list.jsonl"), "", "all of that sample is judged");

    assert_eq!(standing(&place, "out"), [0, 0]);
    place.ends(0, &["clean", "in.jsonl", "--output", "again", "--decisions", "decisions.jsonl"]);
    assert_eq!(standing(&place, "again"), [6, 0], "what was wrong on a site stays there, and goes on the other");
    let removed = place.ledger("again").into_iter().flat_map(|e| e["edits"].as_array().cloned().unwrap_or_default());
    assert!(removed.into_iter().all(|edit| edit["evidence"].as_array().unwrap().contains(&"decision".into())));
    place.ends(0, &["restore", "again", "--quiet"]);

    let shown = place.out(&["report", "out", "--decisions", "decisions.jsonl"]);
    assert!(shown.contains("judged rule") && shown.contains(&format!("{:.1}%", (8 - wrong) as f64 / 0.08)), "{shown}");
    let report: Value = serde_json::from_str(&place.out(&["report", "out", "--decisions", "decisions.jsonl", "--json"])).unwrap();
    let estimate = &report["precision"][0];
    assert_eq!((&estimate["rule"], &estimate["reviewed"], &estimate["right"]), (&json!("ad-label"), &json!(8), &json!(8 - wrong)));
    assert!(estimate["low"].as_f64() < estimate["precision"].as_f64() && estimate["precision"].as_f64() < estimate["high"].as_f64());
    place.out(&["report", "out", "--decisions", "decisions.jsonl", "--html", "page.html"]);
    assert!(place.text("page.html").contains("Precision by review") && !place.text("out/report.html").contains("Precision by review"));
}

#[test]
fn a_list_can_be_used_as_it_is() {
    let place = run();
    place.write("list.jsonl", place.out(&["review", "out"]));
    assert_eq!(place.lines("list.jsonl").len(), 12);
    fill(&place, "list.jsonl", B);
    place.ends(0, &["clean", "in.jsonl", "--output", "again", "--decisions", "list.jsonl"]);
    assert_eq!(standing(&place, "again"), [0, 6]);
    assert_eq!(place.out(&["review", "out", "--decisions", "list.jsonl"]), "", "all of it is judged");
    let everywhere = place.lines("list.jsonl").into_iter().find(|l| l["site"] == B).map(|mut line| {
        line["scope"] = "corpus".into();
        line.to_string()
    });
    place.write("corpus.jsonl", everywhere.unwrap());
    place.ends(0, &["clean", "in.jsonl", "--output", "third", "--decisions", "corpus.jsonl"]);
    assert_eq!(standing(&place, "third"), [6, 6]);
}

#[test]
fn people_are_asked_one_by_one_and_nothing_is_lost() {
    let place = run();
    let ask = |input: &str| {
        let output = place.run_with(input.as_bytes(), &["review", "out", "--ask", "--rule", "ad-label"]);
        assert!(output.status.success());
        (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap())
    };
    let (shown, said) = ask("what\nwrong\n");
    assert!(shown.contains("ad-label  1 of 12, drawn from 12") && shown.contains("[-ADVERTISEMENT-]"), "{shown}");
    assert!(shown.contains("in one night.\n[-ADVERTISEMENT-]\nThe engineer"), "{shown}");
    // One site is judged; of the other the input ends before there is an answer.
    assert!(said.contains("1 removal judged"), "{said}");
    let first = place.lines("decisions.jsonl");
    let site = first[0]["site"].clone();
    assert!(first.iter().all(|line| line["verdict"] == "wrong" && line["site"] == site), "its like were answered as well");
    let (shown, said) = ask("D\n");
    assert!(!shown.contains(site.as_str().unwrap()), "what was judged is not shown again: {shown}");
    assert!(said.contains("1 removal judged"), "{said}");
    let all = place.lines("decisions.jsonl");
    assert_eq!(all.len(), 12);
    assert_eq!((&all[11]["verdict"], &all[11]["scope"]), (&json!("deny"), &json!("corpus")));
    assert_eq!(ask("").0, "");
    place.ends(0, &["clean", "in.jsonl", "--output", "again", "--decisions", "decisions.jsonl"]);
    assert_eq!(standing(&place, "again").iter().sum::<usize>(), 6, "what was judged on a site goes before the corpus");
}

#[test]
fn the_sample_does_not_depend_on_threads() {
    let place = Place::new();
    corpus(&place, "in");
    place.ends(3, &["clean", "in", "--output", "out", "--quiet"]);
    let drawn = |more: &[&str]| place.out(&[&["review", "out"], more].concat());
    let one = drawn(&["--threads", "1", "--sample", "9"]);
    assert_eq!(drawn(&["--threads", "3", "--sample", "9"]), one);
    let lines = |text: &str| text.lines().map(str::to_owned).collect::<BTreeSet<String>>();
    let more = drawn(&["--sample", "30"]);
    assert!(lines(&more).is_superset(&lines(&one)) && lines(&more).len() > lines(&one).len());
    for line in one.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()) {
        assert_eq!(line["text"].as_str().unwrap().trim(), line["text"], "{line}");
        assert!(line["before"].as_str().is_some() || line["after"].as_str().is_some(), "{line}");
    }
}

#[test]
fn decisions_belong_to_the_settings_of_a_run() {
    let place = run();
    let decision = r#"{"verdict":"wrong","scope":"corpus","rule":"ad-label","text":"ADVERTISEMENT"}"#;
    place.write("d.jsonl", decision);
    place.write("conf/boiloff.toml", "decisions = \"e.jsonl\"\n");
    place.write("conf/e.jsonl", decision);
    let with = ["clean", "in.jsonl", "--output", "one", "--decisions", "d.jsonl"];
    place.ends(0, &[&with[..], &["--threads", "1"]].concat());
    place.ends(0, &[&["clean", "in.jsonl", "--output", "two", "--decisions", "d.jsonl"][..], &["--threads", "3"]].concat());
    assert_same(&place.tree("one"), &place.tree("two"));
    place.ends(0, &["clean", "in.jsonl", "--output", "three", "--config", "conf/boiloff.toml"]);
    assert_eq!(standing(&place, "three"), [6, 6], "the file is looked for from that of the settings");
    place.ends(0, &[&with[..], &["--resume"]].concat());
    assert!(place.refused(&["clean", "in.jsonl", "--output", "one", "--resume"]).contains("decisions = \"d.jsonl\", now null"));
    place.write("d.jsonl", decision.replace("wrong", "right"));
    assert!(place.refused(&[&with[..], &["--resume"]].concat()).contains("other settings (decisions-blake3 = "));
    place.write("boiloff.toml", "decisions = \"d.jsonl\"\ndecisions-blake3 = \"00\"\n");
    assert!(place.refused(&["clean", "in.jsonl", "--output", "four"]).contains("`decisions-blake3` asks for another"));
    let shown = place.out(&["explain", "in.jsonl", "--decisions", "conf/e.jsonl"]);
    assert!(shown.contains("\nADVERTISEMENT\n"), "{shown}");
}

#[test]
fn mistakes_are_told() {
    let place = run();
    assert!(place.refused(&["review", "none"]).contains("none: does not exist; name the output folder of a run"));
    place.write("other/file", "");
    assert!(place.refused(&["review", "other"]).contains("other: holds no run of boiloff"));
    assert!(place.refused(&["review", "out", "--rule", "ad-lable"]).contains("did you mean `ad-label`?"));
    assert!(place.refused(&["review", "out", "--rule", "whitespace"]).contains("nothing to judge"));
    assert!(place.refused(&["review", "out", "--sample", "0"]).contains("not a number of removals from 1 to"));
    place.write("bad.jsonl", "{\"verdict\":\"right\",\"rule\":\"ad-label\",\"text\":\"x\"}\n{\"verdict\":\"maybe\"}\n");
    for args in [["review", "out", "--verdicts", "bad.jsonl"], ["report", "out", "--decisions", "bad.jsonl"]] {
        let said = place.refused(&args);
        assert!(said.starts_with("boiloff: bad.jsonl:2:"), "{said}");
        assert!(said.contains("unknown variant `maybe`, expected one of `right`, `wrong`, `deny`"), "{said}");
    }
    assert!(!place.path("decisions.jsonl").exists(), "nothing was taken of a list with a mistake");
    let clean = ["clean", "in.jsonl", "--output", "again", "--decisions"];
    assert!(place.refused(&[&clean[..], &["none.jsonl"]].concat()).contains("none.jsonl: the decisions cannot be read"));
    place.write("d.jsonl", r#"{"verdict":"right","rule":"ad-lable","text":"x"}"#);
    let said = place.ends(0, &[&clean[..], &["d.jsonl"]].concat());
    assert!(said.contains("in the decisions, there is no rule `ad-lable`; did you mean `ad-label`?"), "{said}");
    assert!(place.ends(1, &["review", "out", "--ask", "--decisions", "none/d.jsonl"]).contains("none/d.jsonl: cannot be written"));
    std::fs::remove_file(place.path("out/ledger.jsonl.zst")).unwrap();
    assert!(place.refused(&["review", "out"]).contains("out/ledger.jsonl.zst: cannot be read; the run is not finished"));
    std::fs::remove_file(place.path("out/manifest.jsonl")).unwrap();
    assert!(place.refused(&["review", "out"]).contains("out/manifest.jsonl: cannot be read; the run is not finished (finish it with"));
}

fn judged(config: Config, decisions: &str) -> Cleaner {
    Cleaner::new(config).with_decisions(&Decisions::parse(decisions.as_bytes(), "decisions").unwrap())
}

const PAGE: &str = "<nav><ul><li><a href='/'>Home</a><li><a href='/n'>News</a></ul></nav><main><article>\
    <p>The river fell by half a metre in the night, and it was not the first time that this had happened in a dry year.</p>\
    <p>Fishermen who had come down to the bank in the morning found their boats lying on the mud, far from the water.</p>\
    <p>Harbour &amp; Gazette</p></article></main><footer><p>© 2026 Example Media. All rights reserved.</p></footer>";

#[test]
fn blocks_of_pages_are_judged_as_well() {
    let clean =
        |decisions: &str| laws::clean(&judged(Config::default(), decisions), &Record::html(PAGE).with_url("https://example.org/a")).text;
    let plain = clean("");
    assert!(!plain.contains("Home") && !plain.contains("©") && plain.contains("Harbour & Gazette"), "{plain}");
    let line = |verdict: &str, text: &str, site: &str| {
        json!({ "verdict": verdict, "rule": "main-content", "site": site, "text": text }).to_string() + "\n"
    };
    let footer = "© 2026 Example Media. All rights reserved.";
    let kept = clean(&line("wrong", footer, "example.org"));
    assert!(kept.ends_with(&format!("{footer}\n")), "neither the model nor a rule takes it: {kept}");
    assert_eq!(clean(&line("wrong", footer, "example.com")), plain);
    assert_eq!(clean(&line("deny", "Harbour & Gazette", "example.org")), plain.replace("Harbour & Gazette\n", ""));
}

#[test]
fn the_laws_hold_whatever_was_judged() {
    let text = "One — two — three\nADVERTISEMENT\n“Share”\nOne\u{a0}\u{200b}\r\n\n\nBy Jane Doe\nSubscribe to our newsletter\n日本語のテキスト。\n";
    for verdict in ["right", "wrong", "deny"] {
        let lines: String = text
            .lines()
            .filter(|l| !l.is_empty())
            .map(|l| json!({ "verdict": verdict, "rule": "x", "text": l }).to_string() + "\n")
            .collect();
        let cleaned = laws::clean(&judged(Config::default(), &lines), &Record::text(text));
        match verdict {
            "deny" => assert!(cleaned.text.is_empty(), "{}", cleaned.text),
            "wrong" => assert_eq!(
                cleaned.text,
                "One — two — three\nADVERTISEMENT\n“Share”\nOne\n\nBy Jane Doe\nSubscribe to our newsletter\n日本語のテキスト。\n"
            ),
            _ => assert!(!cleaned.text.contains("ADVERTISEMENT")),
        }
        let mut off = Config::default();
        off.set_mode("judged-line", boiloff::config::Mode::Off).unwrap();
        assert!(!laws::clean(&judged(off, &lines), &Record::text(text)).text.is_empty());
    }
}
