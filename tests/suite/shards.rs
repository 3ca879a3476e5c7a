//! A corpus in shards: what the mirrored corpus holds, in the order of the inputs.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use boiloff::io::parquet::read::Rows;
use flate2::read::MultiGzDecoder;
use serde_json::Value;

use crate::place::{Place, assert_same, corpus, gzip, markup, page, records, zstd};

fn gunzip(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    MultiGzDecoder::new(bytes).read_to_end(&mut out).unwrap();
    out
}

/// The content of all shards in `out`, and how many there are.
fn content(place: &Place, out: &str) -> (Vec<u8>, usize) {
    let shards = place.tree(&format!("{out}/corpus"));
    let mut all = Vec::new();
    for (name, bytes) in &shards {
        match name.extension().unwrap().to_str().unwrap() {
            "zst" => all.extend(zstd::stream::decode_all(bytes.as_slice()).unwrap()),
            "gz" => all.extend(gunzip(bytes)),
            _ => all.extend(bytes),
        }
    }
    (all, shards.len())
}

#[test]
fn shards_hold_what_the_mirrored_corpus_holds() {
    let place = Place::new();
    place.write("in/a.jsonl", records(0, 3000));
    place.write("in/b/c.ndjson.gz", gzip(&[&records(3000, 2000)]));
    place.write("in/d.jsonl.zst", zstd(&[&records(5000, 10)]));
    place.ends(3, &["clean", "in", "-o", "mirror", "-q"]);
    let mut mirrored = place.read("mirror/corpus/a.jsonl");
    let packed = place.read("mirror/corpus/b/c.ndjson.gz");
    mirrored.extend(gunzip(&packed));
    mirrored.extend(zstd::stream::decode_all(place.read("mirror/corpus/d.jsonl.zst").as_slice()).unwrap());
    for form in ["jsonl", "jsonl.gz", "jsonl.zst"] {
        place.ends(3, &["clean", "in", "-o", form, "-q", "--as", form, "--shard-bytes", "300000"]);
        let (all, shards) = content(&place, form);
        assert!(all == mirrored, "{form}");
        assert!((3..10).contains(&shards), "{form}: {shards}");
        let listed = place.lines(&format!("{form}/shards.jsonl"));
        assert_eq!(listed.len(), shards);
        assert_eq!(listed[0]["path"], format!("corpus/part-00000.{form}"));
        let documents: u64 = listed.iter().map(|row| row["documents"].as_u64().unwrap()).sum();
        assert_eq!(documents, 5010);
        assert_eq!(place.ends(0, &["verify", form, "in"]), "boiloff: all that was written for 3 inputs is as it was\n");
        place.ends(0, &["restore", form, "-q"]);
        assert_same(&place.tree("in"), &decompressed_alike(&place, form));
        let report = |out: &str| place.tree(out).remove(Path::new("report.json")).unwrap();
        assert!(report(form) == report("mirror"), "{form}");
    }
}

/// The restored tree, with the compressed inputs put in where the content is the same.
fn decompressed_alike(place: &Place, out: &str) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut tree = place.tree(&format!("{out}/restored"));
    let gz = tree.get_mut(Path::new("b/c.ndjson.gz")).unwrap();
    assert!(gunzip(gz) == records(3000, 2000));
    *gz = gzip(&[&records(3000, 2000)]);
    let zst = tree.get_mut(Path::new("d.jsonl.zst")).unwrap();
    assert!(zstd::stream::decode_all(zst.as_slice()).unwrap() == records(5000, 10));
    *zst = zstd(&[&records(5000, 10)]);
    tree
}

#[test]
fn parquet_holds_the_same_documents() {
    let place = Place::new();
    place.write("in/a.jsonl", records(0, 3000));
    place.write("in/b/c.ndjson.gz", gzip(&[&records(3000, 2000)]));
    place.write("in/d.jsonl.zst", zstd(&[&records(5000, 10)]));
    place.write(
        "in/e.jsonl",
        concat!(
            r#"{"id":"p","text":"","html":"<title>T</title><p>By Ann Bee and Cy Dee</p><p>A page of its own, that is long enough to be one.</p>"}"#,
            "\n",
            r#"{"text":"A text beside a page stays a text.","html":"<p>Page</p>"}"#,
            "\n",
        ),
    );
    place.ends(3, &["clean", "in", "-o", "lines", "-q", "--as", "jsonl"]);
    place.ends(3, &["clean", "in", "-o", "out", "-q", "--as", "parquet", "--shard-bytes", "400000"]);
    let lines = place.lines("lines/corpus/part-00000.jsonl");
    let mut rows = Vec::new();
    let shards = place.tree("out/corpus");
    assert!((3..10).contains(&shards.len()));
    for name in shards.keys() {
        let mut text = String::new();
        Rows::open(&place.path("out/corpus").join(name), usize::MAX).unwrap().read_to_string(&mut text).unwrap();
        rows.extend(text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()));
    }
    assert_eq!(rows.len(), lines.len());
    for (row, line) in rows.iter().zip(&lines) {
        let mut record: Value = serde_json::from_str(row["record"].as_str().unwrap()).unwrap();
        assert_eq!(record["text"], "-");
        record["text"] = row["text"].clone();
        assert_eq!(record, *line);
        for name in ["title", "published", "language", "site"] {
            assert_eq!(row[name], line["meta"].get(name).cloned().unwrap_or_default(), "{name}");
        }
        let authors = line["meta"].get("authors").and_then(Value::as_array).cloned().unwrap_or_default();
        assert_eq!(row["authors"], authors.iter().map(|author| author["name"].clone()).collect::<Value>());
        assert_eq!(row["bytes_out"], row["text"].as_str().unwrap().len());
    }
    assert_eq!(rows[4000]["source"], "b/c.ndjson.gz");
    assert!(rows.iter().any(|row| row["authors"] != serde_json::json!([])), "no byline was read");
    let report = |out: &str| place.tree(out).remove(Path::new("report.json")).unwrap();
    assert!(report("out") == report("lines"));
    place.ends(0, &["verify", "out", "in"]);
    place.ends(0, &["restore", "out", "-q"]);
    place.ends(0, &["restore", "lines", "-q"]);
    assert_same(&place.tree("lines/restored"), &place.tree("out/restored"));
    assert_eq!(place.read("out/restored/a.jsonl"), records(0, 3000));
}

#[test]
fn texts_and_pages_become_records() {
    let place = Place::new();
    place.write("in/1.txt", page(1));
    place.write("in/2.html", markup(2));
    place.write("in/3.txt.gz", gzip(&[page(3).as_bytes()]));
    place.write("in/4.txt", b"\xff\xfea\0\n\0");
    place.ends(0, &["clean", "in", "-o", "out", "-q", "--as", "jsonl"]);
    let rows = place.lines("out/corpus/part-00000.jsonl");
    let ids: Vec<&str> = rows.iter().map(|row| row["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["1.txt", "2.html", "3.txt.gz", "4.txt"]);
    place.ends(0, &["clean", "in", "-o", "mirror", "-q"]);
    assert_eq!(rows[0]["text"], place.text("mirror/corpus/1.txt"));
    assert_eq!(rows[1]["text"], place.text("mirror/corpus/2.html.txt"));
    assert_eq!(rows[3]["text"], "a\n");
    let said = place.ends(0, &["restore", "out"]);
    assert!(said.contains("4 archives and tables restored"), "{said}");
    let restored: Value = serde_json::from_slice(&place.read("out/restored/1.txt.jsonl")).unwrap();
    assert_eq!(restored["text"], page(1));
}

#[test]
fn what_is_no_text_has_no_place_among_records() {
    let place = Place::new();
    place.write("in/a.txt", "He left the room without a word.\n");
    place.write("in/b.txt", (0..3000_u32).map(|n| (n * 7919 % 251) as u8).collect::<Vec<u8>>());
    place.ends(3, &["clean", "in", "-o", "out", "-q", "--as", "jsonl"]);
    let (all, _) = content(&place, "out");
    assert_eq!(all.iter().filter(|&&byte| byte == b'\n').count(), 1);
    let rejects = place.lines("out/rejects.jsonl");
    assert_eq!((rejects.len(), &rejects[0]["source"]), (1, &Value::from("b.txt")));
    assert!(rejects[0]["reason"].as_str().unwrap().contains("no text"), "{rejects:?}");
    assert_eq!(place.ends(0, &["verify", "out", "in"]), "boiloff: all that was written for 2 inputs is as it was\n");
}

#[test]
fn threads_and_kills_change_nothing() {
    for form in ["jsonl.zst", "parquet"] {
        kills_change_nothing(form);
    }
}

fn kills_change_nothing(form: &str) {
    let place = Place::new();
    corpus(&place, "in");
    let args = ["clean", "in", "-q", "--as", form, "--shard-bytes", "100000", "--resume", "-o"];
    place.ends(3, &[&args[..], &["whole", "-j", "1"]].concat());
    let whole = place.tree("whole");
    place.ends(3, &[&args[..], &["two", "-j", "2"]].concat());
    assert_same(&whole, &place.tree("two"));
    let mut taken = 0;
    for round in 0..3 {
        for wait in [3, 1, 6, 2] {
            let mut child = place.command(&[&args[..], &["out", "-j", "2"]].concat()).spawn().unwrap();
            let start = Instant::now();
            while shards(&place) < wait && child.try_wait().unwrap().is_none() && start.elapsed() < Duration::from_secs(20) {
                std::thread::sleep(Duration::from_millis(1));
            }
            child.kill().unwrap();
            child.wait().unwrap();
            for (name, bytes) in place.tree("out").into_iter().filter(|(name, _)| name.starts_with("corpus")) {
                assert!(bytes == whole[&name], "{} is half written", name.display());
            }
        }
        if round == 1 {
            // One shard is damaged: it and those behind it are made anew.
            place.write(&format!("out/corpus/part-00001.{form}"), "damaged");
        }
        let output = place.run(&["clean", "in", "--as", form, "--shard-bytes", "100000", "--resume", "-o", "out"]);
        let said = String::from_utf8(output.stderr).unwrap();
        taken += usize::from(said.contains("were done already"));
        assert_same(&whole, &place.tree("out"));
        if round == 1 {
            fs::remove_dir_all(place.path("out")).unwrap();
        }
    }
    assert!(taken >= 2, "{taken}");
}

/// How many shards the attempts in `out` have closed.
fn shards(place: &Place) -> usize {
    let Ok(entries) = fs::read_dir(place.path("out/corpus")) else { return 0 };
    entries.count()
}

#[test]
fn damaged_lists_double_nothing() {
    let place = Place::new();
    place.write("in/a.jsonl", records(0, 4000));
    place.write("in/b.jsonl", records(4000, 2000));
    let args = ["clean", "in", "--as", "jsonl", "--shard-bytes", "200000", "--resume", "-q", "-o", "out"];
    place.ends(3, &args);
    let whole = place.tree("out");
    type Change = fn(&mut Vec<u8>);
    let changes: [(&str, Change); 6] = [
        ("pieces.jsonl", Vec::clear),
        ("pieces.jsonl", |bytes| bytes.truncate(bytes.len() / 2)),
        ("pieces.jsonl", |bytes| drop(bytes.drain(..memchr::memchr(b'\n', bytes).unwrap() + 1))),
        ("shards.jsonl", |bytes| bytes.truncate(bytes.len() / 2)),
        ("ledger.jsonl.zst", |bytes| bytes.truncate(bytes.len() / 2)),
        ("corpus/part-00002.jsonl", |bytes| bytes.truncate(bytes.len() / 2)),
    ];
    for (name, change) in changes {
        let mut bytes = place.read(&format!("out/{name}"));
        change(&mut bytes);
        place.write(&format!("out/{name}"), bytes);
        place.ends(3, &args);
        assert!(place.tree("out") == whole, "{name}");
    }
}

#[test]
fn shards_of_inputs_that_changed_are_made_anew() {
    let place = Place::new();
    for (name, from) in [("a", 0), ("b", 2000), ("c", 4000)] {
        place.write(&format!("in/{name}.jsonl"), records(from, 2000));
    }
    let args = ["clean", "in", "--as", "jsonl", "--shard-bytes", "200000", "--resume", "-o"];
    place.ends(3, &[&args[..], &["out"]].concat());
    type Change = fn(&Place);
    let changes: [Change; 5] = [
        |place| place.write("in/b.jsonl", records(2001, 2000)),
        |place| fs::remove_file(place.path("in/a.jsonl")).unwrap(),
        |place| place.write("in/aa.jsonl", records(9000, 2)),
        |place| place.write("in/b.jsonl", [records(2001, 2000), records(9000, 9)].concat()),
        |place| place.write("in/0.txt", page(5)),
    ];
    for (number, change) in changes.iter().enumerate() {
        change(&place);
        place.ends(3, &[&args[..], &["out"]].concat());
        let fresh = format!("fresh{number}");
        place.ends(3, &[&args[..], &[&fresh]].concat());
        assert_same(&place.tree(&fresh), &place.tree("out"));
    }
    let said = place.ends(3, &[&args[..], &["out"]].concat());
    assert!(said.contains("documents of the inputs that were begun were done already"), "{said}");
    place.ends(3, &["clean", "in", "--as", "jsonl", "--overwrite", "-o", "out", "-q"]);
    assert_eq!(place.tree("out/corpus").len(), 1);
}

#[test]
fn attributes_line_up_with_the_documents() {
    let place = Place::new();
    place.write(
        "in/a/b.jsonl.gz",
        gzip(&[b"{\"id\":7,\"text\":\"One.\\nADVERTISEMENT\\nTwo.\"}\nno record\n{\"text\":\"Nothing to find.\"}\n"]),
    );
    place.write("in/c.txt", page(0));
    place.ends(3, &["clean", "in", "-o", "out", "-q", "--as", "attributes"]);
    let rows: Vec<Value> =
        gunzip(&place.read("out/corpus/a/b.jsonl.gz")).split(|b| *b == b'\n').filter_map(|row| serde_json::from_slice(row).ok()).collect();
    assert_eq!(rows.len(), 3);
    assert_eq!(
        rows[0],
        serde_json::json!({ "id": 7, "attributes": { "boiloff__ad_label": [[5, 19, 0.75]], "boiloff__whitespace": [[23, 23, 1.0]] } })
    );
    assert_eq!(rows[1], serde_json::json!({ "id": null, "attributes": {} }));
    assert_eq!(place.lines("out/corpus/c.txt.jsonl")[0]["id"], "c.txt");
    place.ends(0, &["verify", "out", "in"]);
    assert!(place.refused(&["restore", "out"]).contains("holds attributes and no texts"));
}

#[test]
fn forms_that_cannot_be_are_refused() {
    let place = Place::new();
    place.write("in/a.txt", page(1));
    let said = place.refused(&["clean", "in", "-o", "out", "--as", "jsonl.bz2"]);
    assert!(said.contains("is no form of a corpus; there are mirror, jsonl, jsonl.gz, jsonl.zst, parquet, attributes"), "{said}");
    assert!(place.refused(&["clean", "in", "-o", "out", "--shard-bytes", "9"]).contains("say which with --as"));
    assert!(place.refused(&["clean", "in", "-o", "out", "--as", "jsonl", "--shard-bytes", "0"]).contains("--shard-bytes"));
    assert!(place.refused(&["clean", "-", "-o", "-", "--as", "jsonl"]).contains("for an output folder"));
    place.ends(0, &["clean", "in", "-o", "out", "-q"]);
    let said = place.refused(&["clean", "in", "-o", "out", "--as", "jsonl", "--resume"]);
    assert!(said.contains("output.as = \"mirror\", now \"jsonl\""), "{said}");
}
