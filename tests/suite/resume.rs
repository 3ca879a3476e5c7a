//! A run that was killed and resumed ends in the same bytes as one that was not.

use std::fs;
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::place::{Place, assert_same, corpus, gzip, markup, page, pages, records};

/// How many rows the attempts in `out` have written to their manifests.
fn rows(place: &Place) -> usize {
    let Ok(entries) = fs::read_dir(place.path("out")) else { return 0 };
    let manifests = entries.flatten().filter(|e| e.file_name().to_string_lossy().starts_with(".work-"));
    manifests
        .map(|e| fs::read(e.path().join("manifest.jsonl")).unwrap_or_default())
        .map(|m| memchr::memchr_iter(b'\n', &m).count())
        .max()
        .unwrap_or(0)
}

/// Runs and kills the program once it has written so many rows and a little time has passed. False if it was done before.
fn kill_at(place: &Place, args: &[&str], wanted: usize, later: Duration) -> bool {
    let mut child = place.command(args).spawn().unwrap();
    let start = Instant::now();
    while rows(place) < wanted && child.try_wait().unwrap().is_none() {
        assert!(start.elapsed() < Duration::from_secs(60), "it does not get on");
        sleep(Duration::from_millis(1));
    }
    sleep(later);
    child.kill().unwrap();
    !child.wait().unwrap().success()
}

#[test]
fn kills_at_any_moment_change_nothing() {
    let place = Place::new();
    corpus(&place, "in");
    place.ends(3, &["clean", "in", "-o", "whole", "-q"]);
    for (round, threads) in ["1", "2"].into_iter().enumerate() {
        let args = ["clean", "in", "-o", "out", "-q", "-j", threads, "--resume"];
        let mut killed = 0;
        for (wanted, later) in [(0, 0), (0, 25), (1, 3), (2, 10), (4, 0), (20, 1), (40, 0), (62, 2)] {
            killed += usize::from(kill_at(&place, &args, wanted, Duration::from_millis(later)));
            if !place.path("out/corpus").exists() {
                continue;
            }
            for (name, bytes) in place.tree("out").into_iter().filter(|(name, _)| name.starts_with("corpus")) {
                assert!(bytes == place.read(&format!("whole/{}", name.display())), "{} is half written", name.display());
            }
        }
        assert!(killed >= 4, "round {round}: only {killed} kills hit");
        place.ends(3, &args);
        assert_same(&place.tree("whole"), &place.tree("out"));
        fs::remove_dir_all(place.path("out")).unwrap();
    }
}

#[test]
fn a_finished_run_is_brought_up_to_date() {
    let place = Place::new();
    for number in 0..10 {
        place.write(&format!("in/{number}.txt"), page(number));
    }
    place.write("in/r.jsonl", records(0, 60));
    place.ends(3, &["clean", "in", "-o", "out", "-q"]);
    let said = place.ends(3, &["clean", "in", "-o", "out", "--resume"]);
    assert!(said.contains("11 inputs were done already"), "{said}");
    place.write("in/3.txt", page(33));
    place.write("in/new.txt", page(44));
    fs::remove_file(place.path("in/7.txt")).unwrap();
    place.write("out/corpus/5.txt", "somebody changed it");
    let said = place.ends(3, &["clean", "in", "-o", "out", "--resume"]);
    assert!(said.contains("8 inputs were done already"), "{said}");
    place.ends(3, &["clean", "in", "-o", "fresh", "-q"]);
    assert_same(&place.tree("fresh"), &place.tree("out"));
}

#[test]
fn a_kill_while_files_get_their_names_loses_nothing() {
    let place = Place::new();
    for number in 0..5 {
        place.write(&format!("in/{number}.txt"), page(number));
    }
    place.write("in/r.jsonl", records(0, 60));
    place.ends(3, &["clean", "in", "-o", "out", "-q"]);
    let whole = place.tree("out");
    // Ledger and rejects have their final names, the manifest not yet.
    fs::create_dir(place.path("out/.work-3")).unwrap();
    fs::rename(place.path("out/manifest.jsonl"), place.path("out/.work-3/manifest.jsonl")).unwrap();
    let said = place.ends(3, &["clean", "in", "-o", "out", "--resume"]);
    assert!(said.contains("6 inputs were done already"), "{said}");
    assert_same(&whole, &place.tree("out"));
}

#[test]
fn what_an_input_was_before_does_not_stay() {
    let place = Place::new();
    place.write("in/a.txt", page(1));
    place.write("in/b.txt.gz", gzip(&[page(2).as_bytes()]));
    place.ends(0, &["clean", "in", "-o", "out", "-q"]);
    fs::remove_file(place.path("in/a.txt")).unwrap();
    place.write("in/a.txt/c.txt", page(3));
    place.write("in/b.txt.gz", "no gzip any more");
    place.ends(3, &["clean", "in", "-o", "out", "-q", "--resume"]);
    place.ends(3, &["clean", "in", "-o", "fresh", "-q"]);
    assert_same(&place.tree("fresh"), &place.tree("out"));
}

#[test]
fn pages_are_brought_up_to_date() {
    let place = Place::new();
    for number in 0..4 {
        place.write(&format!("in/{number}.html"), markup(number));
    }
    place.write("in/r.jsonl", pages(0, 60));
    place.ends(0, &["clean", "in", "-o", "out", "-q"]);
    let whole = place.tree("out");
    let said = place.ends(0, &["clean", "in", "-o", "out", "--resume"]);
    assert!(said.contains("5 inputs were done already"), "{said}");
    assert_same(&whole, &place.tree("out"));
    place.write("in/1.html", markup(11));
    fs::rename(place.path("in/2.html"), place.path("in/2.html.txt")).unwrap();
    place.write("out/corpus/3.html.txt", "somebody changed it");
    let said = place.ends(0, &["clean", "in", "-o", "out", "--resume"]);
    assert!(said.contains("2 inputs were done already"), "{said}");
    place.ends(0, &["clean", "in", "-o", "fresh", "-q"]);
    assert_same(&place.tree("fresh"), &place.tree("out"));
}

#[test]
fn other_settings_are_refused_by_name() {
    let place = Place::new();
    place.write("in/a.txt", page(1));
    place.ends(0, &["clean", "in", "-o", "out", "-q"]);
    let said = place.ends(2, &["clean", "in", "-o", "out", "--resume", "--off", "ad-label"]);
    assert!(said.contains("rules.ad-label = \"on\", now \"off\"") && said.contains("--overwrite"), "{said}");
    let said = place.ends(2, &["clean", "in", "-o", "out", "--resume", "--max-document-bytes", "7"]);
    assert!(said.contains("max-document-bytes = 134217728, now 7"), "{said}");
    let run = place.text("out/run.json").replace(env!("CARGO_PKG_VERSION"), "0.0.1");
    place.write("out/run.json", run);
    let said = place.ends(2, &["clean", "in", "-o", "out", "--resume"]);
    assert!(said.contains("boiloff 0.0.1, now "), "{said}");
    place.ends(0, &["clean", "in", "-o", "out", "-q", "--overwrite", "--off", "ad-label"]);
}

#[test]
fn only_one_run_writes_to_a_folder() {
    let place = Place::new();
    place.write("in/a.txt", page(1));
    place.ends(0, &["clean", "in", "-o", "out", "-q"]);
    let lock = fs::File::open(place.path("out/run.json")).unwrap();
    lock.lock().unwrap();
    let said = place.ends(2, &["clean", "in", "-o", "out", "--resume"]);
    assert!(said.contains("another boiloff"), "{said}");
}
