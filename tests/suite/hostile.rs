//! Input that means harm, and a system that does not help: no panic, no hang, no half-written file.

use std::fs;
use std::io::{Read, Write};
use std::process::Stdio;
use std::thread::sleep;
use std::time::Duration;

use boiloff::FAULT;
use serde_json::{Value, json};

use crate::place::{Place, assert_same, gzip, page, records, zstd};

/// No document of these entries of a ledger went through because the cleaner panicked.
fn no_fault(entries: &[Value]) {
    let faults: Vec<_> = entries.iter().filter(|entry| entry["why"] == FAULT).map(|entry| (&entry["source"], &entry["record"])).collect();
    assert_eq!(faults, [], "a panic");
}

/// Texts that have broken other programs.
fn texts() -> Vec<(&'static str, Vec<u8>)> {
    let controls: String = (0..0x20).chain(0x7f..0xa0).filter_map(char::from_u32).map(|c| format!("a{c}b ")).collect();
    vec![
        ("empty", Vec::new()),
        ("nul", vec![0; 100_000]),
        ("nul-in-text", b"one\0two\n\0\nthree\n".to_vec()),
        ("long-line", "word ".repeat(2 << 20).into_bytes()),
        ("blank-lines", vec![b'\n'; 1_000_000]),
        ("spaces", vec![b' '; 1_000_000]),
        ("not-utf8", b"\xff\xfe\xfd \xc0\x80 \xed\xa0\x80 \xf5\n".repeat(1000)),
        ("controls", controls.into_bytes()),
        ("right-to-left", "\u{202e}abc\u{202c} \u{200f}שלום\u{2066}x\u{2069}\n".repeat(100).into_bytes()),
        ("marks", format!("a{}\n", "\u{301}".repeat(100_000)).into_bytes()),
        ("brackets", "[".repeat(200_000).into_bytes()),
        ("bare-returns", b"\r".repeat(200_000)),
        ("noise", b"ADVERTISEMENT\n".repeat(50_000)),
    ]
}

#[test]
fn hostile_texts_are_cleaned_and_come_back() {
    let place = Place::new();
    let mut lines = String::new();
    for (name, bytes) in texts() {
        place.write(&format!("in/{name}.txt"), &bytes);
        lines += &json!({ "id": name, "text": String::from_utf8_lossy(&bytes) }).to_string();
        lines.push('\n');
    }
    place.write("in/all.jsonl", &lines);
    place.ends(0, &["clean", "in", "-o", "out", "-q"]);
    assert_eq!(place.lines("out/corpus/all.jsonl").len(), texts().len());
    no_fault(&place.ledger("out"));
    place.ends(0, &["restore", "out", "-q"]);
    for (name, bytes) in texts() {
        assert!(place.read(&format!("out/restored/{name}.txt")) == bytes, "{name}");
    }
    assert!(place.text("out/restored/all.jsonl") == lines);
}

#[test]
fn lone_surrogates_are_replaced_not_rejected() {
    let place = Place::new();
    let output = place.stream(br#"{"text":"a \ud800 b \udfff\ud83d\ude00"}"#, &["--ledger", "ledger"]);
    assert!(output.status.success());
    let line: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(line["text"].as_str().unwrap().trim_end(), "a \u{fffd} b \u{fffd}😀");
    assert_eq!(place.lines("ledger")[0]["replaced"], 2);
    no_fault(&place.lines("ledger"));
}

#[test]
fn a_cut_file_gives_what_was_before_the_cut() {
    let place = Place::new();
    let whole = gzip(&[&records(0, 12), &records(100, 2000)]);
    place.write("in/a.jsonl.gz", &whole[..whole.len() - 2000]);
    let whole = zstd(&[&records(0, 12), &records(100, 2000)]);
    place.write("in/b.jsonl.zst", &whole[..whole.len() - 300]);
    let whole = gzip(&[page(1).as_bytes()]);
    place.write("in/c.txt.gz", &whole[..whole.len() - 9]);
    place.write("in/d.jsonl.gz", b"this is not gzip");
    place.write("in/e.txt", page(5));
    place.ends(3, &["clean", "in", "-o", "out", "-q"]);
    assert!(!place.path("out/corpus/c.txt.gz").exists());
    assert!(zstd::decode_all(place.read("out/corpus/b.jsonl.zst").as_slice()).unwrap().len() > 1000);
    no_fault(&place.ledger("out"));
    let rows = place.lines("out/manifest.jsonl");
    let status: Vec<_> = rows.iter().map(|row| row["status"].as_str().unwrap()).collect();
    assert_eq!(status, ["broken", "broken", "rejected", "broken", "done"]);
    assert!(rows[0]["records"].as_u64().unwrap() >= 12);
    let rejects = place.lines("out/rejects.jsonl");
    let last = |source: &str| rejects.iter().rfind(|r| r["source"] == source).unwrap()["reason"].as_str().unwrap().to_owned();
    assert!(last("a.jsonl.gz").contains("from here on") && last("c.txt.gz").contains("nothing was written"), "{rejects:?}");
    // What could be read comes back.
    let said = place.ends(3, &["restore", "out"]);
    assert!(said.contains("4 files") && said.contains("c.txt.gz"), "{said}");
    place.ends(3, &["clean", "in", "-o", "out", "-q", "--resume"]);
    assert_eq!(place.lines("out/rejects.jsonl"), rejects);
}

#[test]
#[cfg(unix)]
fn what_cannot_be_opened_is_listed() {
    let place = Place::new();
    place.write("in/a.txt", page(1));
    fs::create_dir_all(place.path("in/folder.txt")).unwrap();
    std::os::unix::fs::symlink("gone.txt", place.path("in/link.txt")).unwrap();
    place.ends(3, &["clean", "in", "-o", "out", "-q"]);
    let rejects = place.lines("out/rejects.jsonl");
    assert_eq!(rejects.len(), 1);
    assert_eq!(rejects[0]["source"], "link.txt");
    assert_eq!(place.lines("out/manifest.jsonl").len(), 2);
    assert_eq!(place.text("out/corpus/a.txt"), place.text("in/a.txt").replace("ADVERTISEMENT\n", ""));
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_ends_the_run_with_one_message() {
    let place = Place::new();
    for threads in ["1", "2"] {
        let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let mut command = place.command(&["clean", "-", "-o", "-", "-q", "-j", threads]);
        let mut child = command.stdin(Stdio::piped()).stdout(full).spawn().unwrap();
        // The run may end before all is written.
        drop(child.stdin.take().unwrap().write_all(&records(0, 50)));
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(1));
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.lines().filter(|l| !l.starts_with('{')).count() == 1 && said.contains("standard output: No space left"), "{said}");
    }
}

#[test]
#[cfg(unix)]
fn an_output_that_cannot_be_written_leaves_nothing_behind() {
    let place = Place::new();
    place.write("in/a.txt", page(1));
    place.write("file", "x");
    let said = place.ends(1, &["clean", "in", "-o", "file/out", "-q"]);
    assert!(said.contains("file/out"), "{said}");
    // A folder stands where the corpus has to be written.
    place.ends(0, &["clean", "in", "-o", "out", "-q"]);
    fs::remove_file(place.path("out/corpus/a.txt")).unwrap();
    fs::create_dir_all(place.path("out/corpus/a.txt/x")).unwrap();
    place.ends(1, &["clean", "in", "-o", "out", "-q", "--resume"]);
    assert!(place.path("out/corpus/a.txt").is_dir());
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_is_named_by_every_command() {
    let place = Place::new();
    for args in [&["rules"][..], &["clean", "--print-config"]] {
        let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let output = place.command(args).stdout(full).output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.code() == Some(1) && said.contains("standard output: No space left"), "{said}");
    }
}

#[test]
fn a_closed_pipe_is_a_quiet_end() {
    for threads in ["1", "2"] {
        let place = Place::new();
        let mut child = place.command(&["clean", "-", "-o", "-", "-q", "-j", threads]).stdin(Stdio::piped()).spawn().unwrap();
        let mut stdin = child.stdin.take().unwrap();
        let line = json!({ "text": page(1) }).to_string() + "\n";
        stdin.write_all(line.as_bytes()).unwrap();
        let mut stdout = child.stdout.take().unwrap();
        stdout.read_exact(&mut [0; 10]).unwrap();
        drop(stdout);
        // Standard input stays open: the program ends because nobody reads, not because nothing comes.
        for _ in 0..200 {
            if stdin.write_all(line.as_bytes()).is_err() || child.try_wait().unwrap().is_some() {
                break;
            }
            sleep(Duration::from_millis(50));
        }
        let status = child.wait().unwrap();
        assert_eq!(status.code(), Some(0));
        let mut said = String::new();
        child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
        assert_eq!(said, "");
        drop(stdin);
    }
}

#[test]
fn a_document_of_nothing_but_changes_passes_through() {
    let place = Place::new();
    for (name, text) in
        [("tabs", "a\t".repeat(1_200_000)), ("lines", "a\n".repeat(4_300_000)), ("ads", "ADVERTISEMENT\nab\n".repeat(1_100_000))]
    {
        place.write("in.txt", &text);
        place.ends(0, &["clean", "in.txt", "-o", name, "-q"]);
        let report: serde_json::Value = serde_json::from_slice(&place.read(&format!("{name}/report.json"))).unwrap();
        no_fault(&place.ledger(name));
        let passed = &report["passed_through"][0]["why"];
        assert!(passed.as_str().is_some_and(|why| why.contains("million")), "{name}: {report}");
        assert!(place.text(&format!("{name}/corpus/in.txt")) == text, "{name}");
    }
}

#[test]
fn the_largest_limit_is_no_limit() {
    let place = Place::new();
    place.write("in/a.txt", page(1));
    place.write("in/b.jsonl", records(0, 5));
    place.ends(0, &["clean", "in", "-o", "out", "-q"]);
    let most = usize::MAX.to_string();
    place.ends(0, &["clean", "in", "-o", "most", "-q", "--max-document-bytes", &most]);
    assert_same(&place.tree("out/corpus"), &place.tree("most/corpus"));
    no_fault(&place.ledger("most"));
    place.ends(0, &["restore", "most", "-q"]);
    assert_same(&place.tree("in"), &place.tree("most/restored"));
}

#[test]
fn more_threads_than_any_machine_has_are_refused() {
    let place = Place::new();
    place.write("in/a.txt", page(1));
    for args in [&["clean", "in", "-o", "out", "-j"][..], &["restore", "out", "-j"], &["bench", "in", "--threads"]] {
        for number in ["0", "1025", "99999999999999999999", "-1", "x"] {
            let said = place.ends(2, &[args, &[number]].concat());
            assert!(said.contains("from 1 to 1024") || number == "-1", "{said}");
        }
    }
}

#[test]
#[cfg(unix)]
fn what_is_neither_file_nor_folder_is_no_output() {
    let place = Place::new();
    place.write("in/a.txt", page(1));
    place.ends(0, &["clean", "in", "-o", "out", "-q"]);
    for args in [["clean", "in", "-o", "/dev/null"], ["restore", "out", "-o", "/dev/null"], ["restore", "out", "-o", "in/a.txt"]] {
        let said = place.ends(2, &args);
        assert!(said.contains("has to be a folder"), "{said}");
    }
}

#[test]
#[cfg(unix)]
fn a_link_into_the_output_is_no_input() {
    let place = Place::new();
    place.write("in/a.txt", page(1));
    place.ends(0, &["clean", "in", "-o", "out", "-q"]);
    std::os::unix::fs::symlink("../out/corpus", place.path("in/folder")).unwrap();
    std::os::unix::fs::symlink("../out/corpus/a.txt", place.path("in/b.txt")).unwrap();
    place.ends(0, &["clean", "in", "-o", "out", "-q", "--resume"]);
    assert_eq!(place.tree("out/corpus").len(), 1);
}

#[test]
fn an_input_that_is_named_twice_is_named_in_the_message() {
    let place = Place::new();
    place.write("in/a.txt", page(1));
    let said = place.ends(2, &["clean", "in/a.txt", "in/../in/a.txt", "-o", "out"]);
    assert!(said.contains("named twice"), "{said}");
    assert!(!place.path("out").exists());
}

#[test]
fn ledger_and_rejects_of_a_stream_are_two_files() {
    let place = Place::new();
    let said = place.ends(2, &["clean", "-", "-o", "-", "--ledger", "side", "--rejects", "./side"]);
    assert!(said.contains("name two files"), "{said}");
}

#[test]
#[cfg(unix)]
fn only_the_reader_of_the_clean_records_may_leave() {
    let place = Place::new();
    let mut child = place.command(&["clean", "-", "-o", "-", "-q"]).stdin(Stdio::piped()).spawn().unwrap();
    // Rejected records go to standard error, which nobody reads any more.
    drop(child.stderr.take());
    let mut stdin = child.stdin.take().unwrap();
    let feeder = std::thread::spawn(move || drop(stdin.write_all(&b"no record\n".repeat(1000))));
    let output = child.wait_with_output().unwrap();
    feeder.join().unwrap();
    assert_eq!(output.status.code(), Some(1));
}

#[test]
#[cfg(unix)]
fn a_name_with_a_line_end_passes_for_no_message() {
    let place = Place::new();
    place.write("in/a.txt", page(1));
    place.write("in/a\nboiloff: all is well.txt.gz", "this is not gzip");
    place.write("in/b\nReport: elsewhere.pdf", "");
    for args in [&["clean", "in", "-o", "out"][..], &["restore", "out"]] {
        let said = place.ends(3, args);
        assert!(!said.lines().any(|line| line.starts_with("boiloff: all") || line.starts_with("Report: else")), "{said}");
    }
}
