//! A run that was killed and resumed ends in the same bytes as one that was not.

use std::fs;
use std::process::{Child, Command};
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::place::{Place, assert_same, corpus, gzip, markup, page, pages, records, zstd};

/// How many rows the attempts in `out` have written to their lists of inputs and of pieces.
fn rows(place: &Place) -> usize {
    let Ok(entries) = fs::read_dir(place.path("out")) else { return 0 };
    let attempts = entries.flatten().filter(|e| e.file_name().to_string_lossy().starts_with(".work-"));
    let lines = |path| memchr::memchr_iter(b'\n', &fs::read(path).unwrap_or_default()).count();
    attempts.map(|e| lines(e.path().join("manifest.jsonl")) + lines(e.path().join("pieces.jsonl"))).max().unwrap_or(0)
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

/// Asks the program to end, as a batch system does before it kills.
fn terminate(child: &mut Child) {
    assert!(Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap().success());
}

/// Pseudo-random numbers, the same each time.
fn numbers() -> impl FnMut(u64) -> u64 {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    move |below| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state % below
    }
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
fn fifty_kills_at_random_moments_change_nothing() {
    let place = Place::new();
    corpus(&place, "in");
    place.write("in/0.jsonl.gz", gzip(&[&records(0, 3000), &records(3000, 3000)]));
    place.ends(3, &["clean", "in", "-o", "whole", "-q"]);
    let whole = place.tree("whole");
    let mut number = numbers();
    let (mut killed, mut finished) = (0, 0);
    while killed < 50 {
        let threads = ["1", "2"][number(2) as usize];
        let args = ["clean", "in", "-o", "out", "-q", "-j", threads, "--resume"];
        let mut child = place.command(&args).spawn().unwrap();
        sleep(Duration::from_millis(number(400)));
        if number(2) == 0 {
            terminate(&mut child)
        } else {
            child.kill().unwrap()
        }
        if child.wait().unwrap().code().is_none() {
            killed += 1;
            continue;
        }
        assert_same(&whole, &place.tree("out"));
        fs::remove_dir_all(place.path("out")).unwrap();
        finished += 1;
        assert!(finished < 500, "it is done before it can be killed");
    }
    place.ends(3, &["clean", "in", "-o", "out", "-q", "--resume"]);
    assert_same(&whole, &place.tree("out"));
}

#[test]
fn an_input_that_was_begun_goes_on_where_it_stopped() {
    let place = Place::new();
    let table: String = "text\n".to_owned() + &(0..6000).map(|n| format!("\"{}\"\n", page(n))).collect::<String>();
    for (name, bytes) in [
        ("r.jsonl", records(0, 6000)),
        ("r.ndjson.gz", gzip(&[&records(0, 6000)])),
        ("r.jsonl.zst", zstd(&[&records(0, 6000)])),
        ("r.csv", table.into_bytes()),
    ] {
        place.write(&format!("in/{name}"), bytes);
        let code = place.run(&["clean", "in", "-o", "whole", "-q"]).status.code().unwrap();
        let args = ["clean", "in", "-o", "out", "-j", "1", "--resume"];
        assert!(kill_at(&place, &args, 5, Duration::ZERO), "{name}: it was done before");
        assert!(kill_at(&place, &args, 6, Duration::ZERO), "{name}: it was done before");
        let said = place.ends(code, &args);
        let taken = said.lines().find_map(|line| line.strip_suffix(" documents of the inputs that were begun were done already"));
        let taken: usize = taken.unwrap_or_else(|| panic!("{name}: {said}")).parse().unwrap();
        assert!((1000..6000).contains(&taken), "{name}: {taken}");
        assert_same(&place.tree("whole"), &place.tree("out"));
        for folder in ["in", "out", "whole"] {
            fs::remove_dir_all(place.path(folder)).unwrap();
        }
    }
}

#[test]
fn what_was_begun_is_not_taken_over_if_it_was_changed() {
    let place = Place::new();
    place.write("in/r.jsonl", records(0, 6000));
    let args = ["clean", "in", "-o", "out", "-q", "-j", "1", "--resume"];
    let begin = || {
        assert!(kill_at(&place, &args, 7, Duration::ZERO), "it was done before");
    };
    // The input, its output and the ledger, each changed behind the first piece; and the list itself, cut off.
    type Change = (&'static str, fn(&mut Vec<u8>));
    let changes: [Change; 4] = [
        ("in/r.jsonl", |bytes| *bytes = records(40, 6000)),
        ("out/.work-1/0.part", |bytes| bytes[300_000] ^= 1),
        ("out/.work-1/ledger.jsonl.zst", |bytes| bytes.truncate(bytes.len() / 2)),
        ("out/.work-1/pieces.jsonl", |bytes| bytes.truncate(bytes.len() - 20)),
    ];
    for (name, change) in changes {
        begin();
        let mut bytes = place.read(name);
        change(&mut bytes);
        place.write(name, bytes);
        place.ends(3, &args);
        place.ends(3, &["clean", "in", "-o", "whole", "-q"]);
        assert_same(&place.tree("whole"), &place.tree("out"));
        for folder in ["out", "whole"] {
            fs::remove_dir_all(place.path(folder)).unwrap();
        }
    }
}

#[test]
fn a_disk_that_is_full_in_the_middle_loses_nothing() {
    let place = Place::new();
    place.write("in/a.txt", page(1));
    place.write("in/r.jsonl", records(0, 6000));
    place.ends(3, &["clean", "in", "-o", "whole", "-q"]);
    // No file may become larger than 800 KiB.
    let limited = format!("trap '' XFSZ; ulimit -f 1600; exec {} clean in -o out -q --resume", env!("CARGO_BIN_EXE_boiloff"));
    let output = Command::new("sh").args(["-c", &limited]).current_dir(place.path("")).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("0.part") || said.contains("1.part"), "{said}");
    assert!(said.contains("--resume"), "{said}");
    place.ends(3, &["clean", "in", "-o", "out", "-q", "--resume"]);
    assert_same(&place.tree("whole"), &place.tree("out"));
}

#[test]
fn an_input_that_vanishes_is_listed_and_comes_back() {
    let place = Place::new();
    place.write("in/a.jsonl", records(0, 6000));
    place.write("in/b.jsonl", records(0, 60));
    place.write("in/c.txt", page(1));
    let args = ["clean", "in", "-o", "out", "-q", "-j", "1", "--resume"];
    let mut child = place.command(&args).spawn().unwrap();
    while rows(&place) < 3 {
        assert!(child.try_wait().unwrap().is_none(), "it was done before");
        sleep(Duration::from_millis(1));
    }
    fs::rename(place.path("in/b.jsonl"), place.path("b")).unwrap();
    fs::rename(place.path("in/c.txt"), place.path("c")).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(3));
    let rejects = place.text("out/rejects.jsonl");
    assert!(rejects.contains("\"b.jsonl\"") && rejects.contains("\"c.txt\""), "{rejects}");
    fs::rename(place.path("b"), place.path("in/b.jsonl")).unwrap();
    fs::rename(place.path("c"), place.path("in/c.txt")).unwrap();
    place.ends(3, &args);
    place.ends(3, &["clean", "in", "-o", "whole", "-q"]);
    assert_same(&place.tree("whole"), &place.tree("out"));
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
