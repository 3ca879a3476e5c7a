//! Documents that are probably none: they are marked, and left out where that is asked for; nothing is lost.

use serde_json::{Value, json};

use crate::place::{Place, gzip, page, records};

const ERROR: &str = "404 Not Found\nThe page you are looking for does not exist.\n";
const WALL: &str = "Please log in to continue\nEmail\nPassword\n";

fn inputs(place: &Place) {
    let line = |id: &str, text: &str| json!({ "id": id, "text": text }).to_string() + "\n";
    place.write("in/a.jsonl", [line("e", ERROR), line("p", &page(3)), "\n".into(), line("w", WALL), "no record\n".into()].concat());
    place.write("in/b.jsonl.gz", gzip(&[&records(0, 60), line("e", ERROR).as_bytes()]));
    place.write("in/c.txt", ERROR);
    place.write("in/d.html.gz", gzip(&[format!("<title>404</title><h1>404 Not Found</h1><p>{WALL}</p>").as_bytes()]));
    place.write("in/e.txt", page(1));
}

#[test]
fn they_are_marked_and_stay() {
    let place = Place::new();
    inputs(&place);
    place.ends(3, &["clean", "in", "-o", "out", "-q"]);
    let rows = place.lines("out/corpus/a.jsonl");
    assert_eq!(rows[0]["meta"]["flags"], json!(["error-page"]));
    assert_eq!(rows[1]["meta"].get("flags"), None);
    assert_eq!(rows[2]["meta"]["flags"], json!(["login-wall"]));
    let report: Value = serde_json::from_slice(&place.read("out/report.json")).unwrap();
    assert_eq!(report["flags"], json!({ "error-page": 4, "login-wall": 1 }));
    assert_eq!((&report["totals"]["marked"], &report["totals"]["left_out"]), (&json!(5), &json!(0)));
    assert!(place.out(&["report", "out"]).contains("no document?"));
    assert!(place.text("out/report.html").contains("Perhaps no document"));
}

#[test]
fn they_are_left_out_where_that_is_asked_for_and_can_be_restored() {
    let place = Place::new();
    inputs(&place);
    for (out, more) in [("out", &[][..]), ("shards", &["--as", "jsonl.zst"]), ("parquet", &["--as", "parquet"])] {
        let args = [&["clean", "in", "-o", out, "--leave-out", "error-page,login-wall"][..], more].concat();
        let said = place.ends(3, &args);
        assert!(said.contains("left out"), "{said}");
        let report: Value = serde_json::from_slice(&place.read(&format!("{out}/report.json"))).unwrap();
        assert_eq!((&report["totals"]["documents"], &report["totals"]["left_out"]), (&json!(61 + 1), &json!(5)), "{out}");
        place.ends(0, &["verify", out, "in"]);
        assert!(place.ends(3, &[&args[..], &["--resume"]].concat()).contains("were done already"), "{out}");
        place.ends(0, &["restore", out, "-q"]);
        assert_eq!(place.read(&format!("{out}/restored/a.jsonl")), place.read("in/a.jsonl"), "{out}");
    }
    assert_eq!(place.lines("out/corpus/a.jsonl").len(), 1);
    assert!(!place.path("out/corpus/c.txt").exists());
    assert_eq!(place.text("out/restored/c.txt"), ERROR);
    assert!(place.path("out/restored/d.html.gz").exists());
    // All documents of a run without them are there.
    place.ends(3, &["clean", "in", "-o", "all", "-q"]);
    assert_eq!(place.lines("all/corpus/a.jsonl")[1], place.lines("out/corpus/a.jsonl")[0]);
}

#[test]
fn a_stream_leaves_them_out() {
    let place = Place::new();
    let line = json!({ "text": ERROR }).to_string() + "\n{\"text\":\"A short note.\"}\n";
    let output = place.stream(line.as_bytes(), &["--leave-out", "error-page"]);
    assert_eq!(String::from_utf8(output.stdout).unwrap(), "{\"text\":\"A short note.\\n\",\"meta\":{}}\n");
    assert!(String::from_utf8(output.stderr).unwrap().contains("1 left out"));
}

#[test]
fn unknown_flags_are_refused() {
    let place = Place::new();
    let said = place.refused(&["clean", "-", "-o", "-", "--leave-out", "error-pages"]);
    assert!(said.contains("there is no flag `error-pages`; there are error-page, "), "{said}");
    place.write("boiloff.toml", "leave-out = [\"nonsense\"]\n");
    let said = place.refused(&["clean", "-", "-o", "-"]);
    assert!(said.contains("boiloff.toml:1") && said.contains("no flag `nonsense`"), "{said}");
}
