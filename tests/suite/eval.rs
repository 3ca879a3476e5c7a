//! `boiloff eval`: what it measures, what it refuses; and the project's own labelled documents.

use std::collections::{BTreeMap, BTreeSet};

use boiloff::eval::{Verdict, read_gold};
use serde_json::{Value, json};

use crate::bless::{names, none, root};
use crate::place::{Place, gzip};

/// A labelled document: one line of noise that boiloff takes out, one that it cannot know, text around them.
const TEXT: &str = "He left the room without a word.\nADVERTISEMENT\nShe stayed until the evening.\nQuux\n";

fn labelled(id: &str, class: &str) -> String {
    json!({ "id": id, "class": class, "language": "en", "text": TEXT, "remove": [2, 4] }).to_string() + "\n"
}

fn json_of(place: &Place, args: &[&str]) -> Value {
    serde_json::from_str(&place.out(&[&["eval", "--json"], args].concat())).unwrap()
}

#[test]
fn boiloff_is_scored_with_the_settings_of_clean() {
    let place = Place::new();
    place.write("gold.jsonl", labelled("a", "ad-label"));
    let scores = json_of(&place, &["gold.jsonl"]);
    let figures = |counts: &Value| ["removed", "missed", "kept", "lost"].map(|key| counts[key].as_u64().unwrap());
    assert_eq!(figures(&scores["total"]), [1, 1, 2, 0]);
    assert_eq!((&scores["classes"]["ad-label"], &scores["languages"]["en"]), (&scores["total"], &scores["total"]));
    assert_eq!((&scores["total"]["precision"], &scores["total"]["recall"]), (&1.0.into(), &0.5.into()));
    assert_eq!(scores["wrong"], json!([{ "id": "a", "class": "ad-label", "line": 4, "verdict": "remove", "text": "Quux" }]));
    let off = json_of(&place, &["gold.jsonl", "--off", "ad-label"]);
    assert_eq!(figures(&off["total"]), [0, 2, 2, 0]);
    assert_eq!(off["total"]["precision"], Value::Null);
    place.write("boiloff.toml", "[rules]\nad-label = \"off\"\n");
    assert_eq!(json_of(&place, &["gold.jsonl"]), off);
}

#[test]
fn any_cleaner_is_scored_by_ids() {
    let place = Place::new();
    place.write("gold.jsonl.gz", gzip(&[(labelled("a", "one") + "\n" + &labelled("b", "two")).as_bytes()]));
    place.write("a.jsonl", "{\"id\":\"b\",\"text\":\"\"}\n{\"id\":\"other\",\"text\":\"x\"}\n");
    place.write("b.jsonl", "{\"id\":\"a\",\"text\":\"He left the room without a word. She stayed until\\nthe evening.\",\"more\":1}\n");
    let args = ["gold.jsonl.gz", "--cleaned", "a.jsonl", "b.jsonl"];
    let scores = json_of(&place, &args);
    assert_eq!((&scores["classes"]["one"]["f1"], &scores["classes"]["one"]["keeps_lost"]), (&1.0.into(), &0.0.into()));
    assert_eq!((&scores["classes"]["two"]["recall"], &scores["classes"]["two"]["keeps_lost"]), (&1.0.into(), &1.0.into()));
    let table = place.out(&[&["eval", "--list", "--color", "never"][..], &args].concat());
    assert!(table.contains("2 documents   4 to remove, 4 to keep"), "{table}");
    assert!(table.contains("two        2      2      50.0%  100.0%   66.7%      100.0%  2"), "{table}");
    assert!(table.contains("Lost\n  b:1  He left the room without a word."), "{table}");
}

#[test]
fn what_clean_writes_is_scored_as_eval_cleans() {
    let place = Place::new();
    place.write("gold.jsonl", labelled("a", "ad-label"));
    place.ends(0, &["clean", "gold.jsonl", "-o", "out", "-q"]);
    assert_eq!(json_of(&place, &["gold.jsonl", "--cleaned", "out/corpus/gold.jsonl"]), json_of(&place, &["gold.jsonl"]));
}

#[test]
fn what_cannot_be_used_is_named_with_the_remedy() {
    let place = Place::new();
    place.write("gold.jsonl", labelled("a", "one") + &labelled("b", "one"));
    place.write("empty.jsonl", "\n\n");
    place.write("twice.jsonl", "\n".to_owned() + &labelled("a", "one"));
    place.write("broken.jsonl", "{\"id\":1}\n");
    place.write("number.jsonl", "{\"id\":1,\"text\":\"a\\nb\",\"remove\":[3]}");
    place.write("latin.jsonl", b"{\"id\":1,\"text\":\"\xe4\",\"remove\":[]}");
    place.write("half.jsonl", "{\"id\":\"a\",\"text\":\"\"}\n");
    place.write("odd.jsonl", "{\"id\":\"a\",\"txt\":\"\"}\n");
    for (args, words) in [
        (&["none.jsonl"][..], &["none.jsonl: cannot be read", "name a file"][..]),
        (&["empty.jsonl"], &["no documents", "`remove`"]),
        (&["gold.jsonl", "twice.jsonl"], &["twice.jsonl:2", "the id \"a\" stands in gold.jsonl:1 too"]),
        (&["broken.jsonl"], &["broken.jsonl:1", "missing field `text`"]),
        (&["number.jsonl"], &["number.jsonl:1", "line 3", "correct the number"]),
        (&["latin.jsonl"], &["latin.jsonl:1", "UTF-8"]),
        (&["gold.jsonl", "--cleaned", "half.jsonl"], &["no cleaned document has the id \"b\"", "empty text"]),
        (&["gold.jsonl", "--cleaned", "odd.jsonl"], &["odd.jsonl:1", "missing field `text`"]),
        (&["gold.jsonl", "--cleaned", "half.jsonl", "half.jsonl"], &["half.jsonl:1 too"]),
        (&["gold.jsonl", "--cleaned", "half.jsonl", "--off", "ad-label"], &["cannot be used with"]),
        (&[], &["FILE"]),
    ] {
        let said = place.refused(&[&["eval"], args].concat());
        assert!(words.iter().all(|word| said.contains(word)), "{args:?}: {said}");
    }
}

/// Fewest labelled lines of the project's own documents.
const LINES_MIN: usize = 600;
/// Fewest classes of noise.
const CLASSES_MIN: usize = 12;
/// Fewest languages.
const LANGUAGES_MIN: usize = 10;
/// Least share of lines that have to stay: a cleaner that takes out whatever a phrase stands in must not do well.
const KEEPS_MIN: f64 = 0.45;
/// Lines of a document.
const DOCUMENT_LINES: std::ops::RangeInclusive<usize> = 4..=10;

#[test]
fn our_labelled_documents_are_well_formed() {
    let folder = root("fixtures/noise");
    let files: Vec<_> = names(&folder).into_iter().filter(|name| name.ends_with(".jsonl")).collect();
    let mut complaints = Vec::new();
    let mut classes: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut verdicts: BTreeMap<Verdict, usize> = BTreeMap::new();
    let mut texts = BTreeSet::new();
    for gold in read_gold(&files.iter().map(|name| folder.join(name)).collect::<Vec<_>>()).unwrap() {
        let (id, lines) = (&gold.id, gold.text.lines().count());
        if !id.starts_with(&format!("{}-{}-", gold.language, gold.class)) || !files.contains(&format!("{}.jsonl", gold.language)) {
            complaints.push(format!("{id}: the id is not LANGUAGE-CLASS-NUMBER, or the file has another language's name"));
        }
        if !DOCUMENT_LINES.contains(&lines) {
            complaints.push(format!("{id}: {lines} lines"));
        }
        if !texts.insert(gold.text.clone()) {
            complaints.push(format!("{id}: its text stands twice"));
        }
        for (_, verdict) in gold.labels() {
            *verdicts.entry(verdict).or_default() += 1;
        }
        classes.entry(gold.language).or_default().insert(gold.class);
    }
    none(complaints);
    let all: BTreeSet<&String> = classes.values().flatten().collect();
    let poor: Vec<_> = classes.iter().filter(|(_, own)| own.len() < all.len()).map(|(language, _)| language).collect();
    assert!(poor.is_empty(), "not every class has a document in {poor:?}");
    assert!(all.len() >= CLASSES_MIN && classes.len() >= LANGUAGES_MIN, "{} classes, {} languages", all.len(), classes.len());
    let lines: usize = verdicts.values().sum();
    let keeps = verdicts[&Verdict::Keep] as f64 / lines as f64;
    assert!(lines >= LINES_MIN && keeps >= KEEPS_MIN, "{lines} labelled lines, {keeps} of them to keep");
}
