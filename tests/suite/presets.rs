//! Line rules and signals of others, and what changes between two of them.

use serde_json::{Value, json};

use crate::place::{Place, markup, page};

const TEXT: &str = "A heading\nThe river rose by two metres in one night, he said.\nADVERTISEMENT\nIt fell again. [1] \nThe bridge stayed open.[2]\n3 likes\n";

#[test]
fn presets_take_the_place_of_our_rules() {
    let place = Place::new();
    let line = json!({ "id": 1, "text": TEXT }).to_string() + "\n";
    place.write("in/a.jsonl", &line);
    place.write("in/b.txt", TEXT);
    place.write("in/c.html", markup(3));
    for (preset, text) in [
        ("c4", "The river rose by two metres in one night, he said.\nThe bridge stayed open.\n"),
        ("refinedweb", "A heading\nThe river rose by two metres in one night, he said.\nIt fell again. [1] \nThe bridge stayed open.[2]\n"),
        ("boiloff", "A heading\nThe river rose by two metres in one night, he said.\nIt fell again.\nThe bridge stayed open.\n3 likes\n"),
    ] {
        place.ends(0, &["clean", "in", "-o", preset, "-q", "--preset", preset]);
        let row: Value = place.lines(&format!("{preset}/corpus/a.jsonl")).remove(0);
        if preset != "boiloff" {
            assert_eq!(row["text"], text, "{preset}");
            assert_eq!(place.text(&format!("{preset}/corpus/b.txt")), text);
        }
        place.ends(0, &["restore", preset, "-q"]);
        assert_eq!(place.text(&format!("{preset}/restored/a.jsonl")), line, "{preset}");
        assert_eq!(place.text(&format!("{preset}/restored/b.txt")), TEXT);
    }
    let flags = place.lines("c4/corpus/a.jsonl")[0]["meta"]["flags"].clone();
    assert_eq!(flags, json!(["c4-few-sentences"]));
    assert_eq!(place.ledger("c4")[0]["edits"][0]["rule"], "c4-line-end");
    let said = place.out(&["report", "c4", "refinedweb", "--lines"]);
    for expected in ["a.jsonl 0 (1)", "  - c4-line-end", "A heading", "2 of 3 documents differ"] {
        assert!(said.contains(expected), "{expected}: {said}");
    }
    // Both have taken it out.
    assert!(!said.contains("3 likes") && !said.contains("ADVERTISEMENT"), "{said}");
    let limited = place.out(&["report", "c4", "refinedweb", "--lines", "--limit", "1"]);
    assert!(limited.contains("... and 1 document more (--limit)"), "{limited}");
    // Blanks and line ends that one of the runs changes hide nothing.
    place.write("crlf/a.txt", TEXT.replace('\n', "\r\n"));
    place.ends(0, &["clean", "crlf", "-o", "crlf-c4", "-q", "--preset", "c4"]);
    place.ends(0, &["clean", "crlf", "-o", "crlf-own", "-q"]);
    let said = place.out(&["report", "crlf-c4", "crlf-own", "--lines"]);
    assert!(said.contains("- c4-line-end              A heading"), "{said}");
    assert!(place.out(&["report", "c4", "c4", "--lines"]).contains("0 of 3 documents differ"));
    assert!(place.refused(&["report", "c4", "--lines"]).contains("name another one"));
    assert!(place.refused(&["report", "c4", "in", "--lines"]).contains("holds no run of boiloff"));
}

#[test]
fn signals_are_told_and_can_be_left_out() {
    let place = Place::new();
    let line = json!({ "text": page(4) }).to_string() + "\n" + &json!({ "text": "Too short.\nBy far.\n" }).to_string() + "\n";
    let output = place.stream(line.as_bytes(), &["--signals", "gopher,fineweb,c4"]);
    let rows: Vec<Value> = output.stdout.split(|b| *b == b'\n').filter_map(|row| serde_json::from_slice(row).ok()).collect();
    let has = |row: &Value, flag: &str| row["meta"]["flags"].as_array().is_some_and(|flags| flags.iter().any(|f| f == flag));
    assert!(has(&rows[1], "gopher-few-words") && has(&rows[1], "fineweb-short-lines") && has(&rows[1], "c4-few-sentences"), "{}", rows[1]);
    assert!(!has(&rows[0], "gopher-few-words") && !has(&rows[0], "c4-few-sentences"), "{}", rows[0]);
    let output = place.stream(line.as_bytes(), &["--signals", "gopher", "--leave-out", "gopher-few-words"]);
    assert_eq!(output.stdout.iter().filter(|b| **b == b'\n').count(), 1);
}

#[test]
fn every_flag_is_documented() {
    let read = |name: &str| std::fs::read_to_string(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).unwrap();
    let docs = read("docs/presets.md") + &read("docs/runs.md");
    for flag in boiloff::flags::all() {
        assert!(docs.contains(&format!("`{}`", flag.id)), "{} is not in docs/", flag.id);
    }
}
