//! Parquet files that pyarrow wrote, whole and damaged. `fixtures/parquet/make.py` made them.

use std::fs;
use std::io::Read;
use std::ops::Range;
use std::path::Path;

use boiloff::io::parquet::read::Rows;
use parquet::file::reader::{FileReader, SerializedFileReader};
use serde_json::{Value, json};

use crate::place::Place;

/// No row is larger.
const MOST: usize = 1 << 20;

fn fixture(name: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/parquet").join(name).with_extension("parquet")
}

/// The lines of a file, or why there are none.
fn lines(path: &Path) -> Result<Vec<Value>, String> {
    let mut text = String::new();
    Rows::open(path, MOST).map_err(|e| e.to_string())?.read_to_string(&mut text).unwrap();
    Ok(text.lines().map(|line| serde_json::from_str(line).unwrap()).collect())
}

fn text(n: usize) -> String {
    let metres = n % 7;
    format!(
        "Page {n} says that the river rose by {metres} metres in one night.\nADVERTISEMENT\nNobody was hurt, and the bridge stayed open."
    )
}

fn row(n: usize) -> Value {
    let url = if n.is_multiple_of(3) { Value::Null } else { format!("https://www.example.org/{n}").into() };
    json!({ "id": n, "url": url, "text": text(n) })
}

#[test]
fn what_pyarrow_wrote_is_read_in_full() {
    let rows: Vec<Value> = (0..60).map(row).collect();
    for name in ["none", "snappy", "gzip", "zstd", "lz4", "brotli", "pages-2"] {
        assert_eq!(lines(&fixture(name)).unwrap(), rows, "{name}");
    }
    let twice: Vec<Value> = (0..60).map(|n| json!({ "id": n, "url": row(n)["url"], "text": text(n % 2) })).collect();
    assert_eq!(lines(&fixture("dictionary")).unwrap(), twice);
    assert!(lines(&fixture("empty")).unwrap().is_empty());
    let binary = lines(&fixture("binary")).unwrap();
    assert_eq!(binary[4], json!({ "text": text(4) }));
    assert_eq!(binary[5], json!({ "text": { "base64": "//4gYnl0ZXM=" } }));
}

#[test]
fn lengths_that_stand_as_differences_are_no_harm() {
    let rows = lines(&fixture("nested")).unwrap();
    assert_eq!(rows.len(), 300);
    assert_eq!(rows[3], json!({ "text": text(3), "list": [null, "3 1", "3 2"], "none": null, "fixed": "0003" }));
    for name in ["delta-1", "delta-2", "delta-length-1", "delta-length-2"] {
        assert_eq!(lines(&fixture(name)).unwrap(), rows, "{name}");
    }
}

/// Files that ask for gigabytes, which no error would come of, but the end of the program.
#[test]
fn counts_that_lie_are_not_believed() {
    for name in ["dictionary", "lengths", "beginnings", "ends"] {
        let lines = lines(&fixture(&format!("hostile/{name}"))).unwrap();
        assert_eq!(lines.len(), 11, "{name}");
        let why = lines[0]["unreadable"].as_str().unwrap();
        assert!(why.starts_with("row group 1 of 2: ") && why.contains("than it says"), "{name}: {why}");
        assert_eq!(lines[10]["text"], "A line of made-up text, number 1.");
    }
}

/// A file with nothing but a schema of groups inside one another, and a number in the innermost.
fn nested(levels: usize) -> Vec<u8> {
    let entries = levels + 1;
    let mut directory = vec![0x15, 4, 0x19, 0xfc];
    directory.extend([entries as u8 | 0x80, (entries >> 7) as u8 | 0x80, (entries >> 14) as u8]);
    for _ in 0..levels {
        // Required, of the name `a`, with one child.
        directory.extend([0x35, 0, 0x18, 1, b'a', 0x15, 2, 0]);
    }
    directory.extend([0x15, 2, 0x25, 0, 0x18, 1, b'a', 0, 0x16, 0, 0x19, 0x0c, 0]);
    let length = u32::try_from(directory.len()).unwrap().to_le_bytes();
    [&b"PAR1"[..], &directory, &length, b"PAR1"].concat()
}

#[test]
fn schemas_deeper_than_the_stack_are_refused() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("deep.parquet");
    fs::write(&path, nested(200)).unwrap();
    assert!(lines(&path).unwrap().is_empty());
    fs::write(&path, nested(200_000)).unwrap();
    assert_eq!(lines(&path).unwrap_err(), "its schema is more than 256 levels deep");
}

#[test]
fn each_kind_of_value_has_its_form() {
    let expected = json!([
        {
            "text": "Each kind of value stands in one row.", "flag": true, "small": -1, "unsigned": u64::MAX, "float": 0.5, "double": 1e300,
            "decimal": "12.340", "day": "2024-02-29", "millis": "2024-02-29T12:30:15.250", "micros": "2024-02-29T12:30:15.250000",
            "list": ["a", "b", null], "struct": { "x": 1, "y": { "z": "deep" } }, "map": [["k", 1], ["l", null]], "bytes": { "base64": "AP8=" },
        },
        {
            "text": "Some are missing.", "flag": null, "small": null, "unsigned": null, "float": "NaN", "double": "-inf", "decimal": null,
            "day": null, "millis": null, "micros": null, "list": [], "struct": null, "map": null, "bytes": "plain",
        },
    ]);
    assert_eq!(Value::from(lines(&fixture("types")).unwrap()), expected);
}

#[test]
fn files_are_cleaned_like_records() {
    let place = Place::new();
    for name in ["zstd", "pages", "binary"] {
        place.write(&format!("in/{name}.parquet"), fs::read(fixture(name)).unwrap());
    }
    place.write("in/none.parquet", "no Parquet at all");
    place.ends(3, &["clean", "in", "-o", "out", "-q"]);
    let rows = place.lines("out/corpus/zstd.parquet.jsonl");
    assert_eq!(rows.len(), 60);
    assert_eq!(rows[7]["text"], text(7).replace("ADVERTISEMENT\n", "") + "\n");
    assert_eq!(rows[7]["id"], 7);
    assert_eq!(place.lines("out/corpus/pages.parquet.jsonl")[0]["html"], Value::Null);
    let rejects = place.lines("out/rejects.jsonl");
    let sources: Vec<&str> = rejects.iter().map(|row| row["source"].as_str().unwrap()).collect();
    assert_eq!(sources, ["binary.parquet", "none.parquet"]);
    assert!(place.ends(3, &["restore", "out"]).contains("3 archives and tables restored"));
    let whole = place.tree("out");
    let said = place.ends(3, &["clean", "in", "-o", "out", "--resume"]);
    assert!(said.contains("3 inputs were done already"), "{said}");
    fs::remove_dir_all(place.path("out/restored")).unwrap();
    assert_eq!(whole.len(), place.tree("out").len() + 3);
    place.ends(0, &["verify", "out", "in"]);
    assert!(place.refused(&["clean", "-", "-o", "-", "--from", "parquet"]).contains("name the file"));
    assert!(place.out(&["explain", "in/zstd.parquet"]).contains("ADVERTISEMENT"));
}

/// Pseudo-random numbers, the same each time.
fn numbers() -> impl FnMut(usize) -> usize {
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    move |below| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % below as u64) as usize
    }
}

/// Where the row groups of a file stand in it, with the rows of each.
fn groups(path: &Path) -> Vec<(Range<usize>, usize)> {
    let file = SerializedFileReader::new(fs::File::open(path).unwrap()).unwrap();
    let groups = file.metadata().row_groups().iter().map(|group| {
        let ranges = group.columns().iter().map(|column| column.byte_range());
        let start = ranges.clone().map(|(start, _)| start).min().unwrap();
        let end = ranges.map(|(start, length)| start + length).max().unwrap();
        (start as usize..end as usize, group.num_rows() as usize)
    });
    groups.collect()
}

#[test]
fn damage_costs_no_other_row_group() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("damaged.parquet");
    let mut number = numbers();
    let (mut told, mut whole) = (0, 0);
    for name in ["none", "snappy", "gzip", "zstd", "lz4", "brotli", "pages-2", "dictionary", "types", "delta-1", "delta-length-2"] {
        let bytes = fs::read(fixture(name)).unwrap();
        let groups = groups(&fixture(name));
        let intact = lines(&fixture(name)).unwrap();
        for _ in 0..200 {
            let mut damaged = bytes.clone();
            let at = number(bytes.len());
            damaged[at] ^= 1 << number(8);
            fs::write(&path, &damaged).unwrap();
            let Ok(found) = lines(&path) else { continue };
            told += usize::from(found.iter().any(|line| line.get("unreadable").is_some()));
            // The directory is not checked by a sum: damage in it may mean anything.
            if at >= groups.last().unwrap().0.end {
                continue;
            }
            let mut first = 0;
            for (range, rows) in &groups {
                let expected = &intact[first..first + rows];
                if !range.contains(&at) {
                    assert!(found.windows(*rows).any(|some| some == expected), "{name}: byte {at} cost the group at {range:?}");
                    whole += 1;
                }
                first += rows;
            }
        }
        for _ in 0..200 {
            fs::write(&path, &bytes[..number(bytes.len())]).unwrap();
            assert!(lines(&path).is_err(), "the directory is at the end");
        }
    }
    assert!(told > 200 && whole > 1000, "{told} {whole}");
}
