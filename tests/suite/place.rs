//! A folder of its own for each test, and the built program run in it.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::Value;
use tempfile::TempDir;

/// A folder.
pub struct Place(TempDir);

impl Place {
    pub fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    pub fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.path(name)).unwrap_or_else(|e| panic!("{name}: {e}"))
    }

    pub fn text(&self, name: &str) -> String {
        String::from_utf8(self.read(name)).unwrap()
    }

    /// The lines of a JSON-lines file.
    pub fn lines(&self, name: &str) -> Vec<Value> {
        self.text(name).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// The entries of the ledger of the run in `out`.
    pub fn ledger(&self, out: &str) -> Vec<Value> {
        let lines = zstd::decode_all(self.read(&format!("{out}/ledger.jsonl.zst")).as_slice()).unwrap();
        String::from_utf8(lines).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// Every file below `name`, by its path.
    pub fn tree(&self, name: &str) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut files = BTreeMap::new();
        collect(&self.path(name), Path::new(""), &mut files);
        files
    }

    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_boiloff"));
        command
            .args(args)
            .current_dir(self.0.path())
            .env_remove("NO_COLOR")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    pub fn run(&self, args: &[&str]) -> Output {
        self.command(args).output().unwrap()
    }

    /// Runs and expects an exit code; returns what was said on standard error.
    pub fn ends(&self, code: i32, args: &[&str]) -> String {
        let output = self.run(args);
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(code), "{args:?}: {said}");
        said
    }

    /// What a run that ends well prints.
    pub fn out(&self, args: &[&str]) -> String {
        let output = self.run(args);
        assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    /// The one message of a run that ends with code 2 and prints nothing.
    pub fn refused(&self, args: &[&str]) -> String {
        let output = self.run(args);
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        assert!(output.stdout.is_empty());
        String::from_utf8(output.stderr).unwrap()
    }

    /// Sends `input` through `clean - --output -` with more arguments.
    pub fn stream(&self, input: &[u8], more: &[&str]) -> Output {
        self.run_with(input, &[&["clean", "-", "--output", "-"], more].concat())
    }

    /// Runs with `input` as standard input.
    pub fn run_with(&self, input: &[u8], args: &[&str]) -> Output {
        let mut child = self.command(args).stdin(Stdio::piped()).spawn().unwrap();
        feed(&mut child, input);
        child.wait_with_output().unwrap()
    }
}

/// Writes to a child's standard input from another thread, so that neither waits for the other, and closes it.
fn feed(child: &mut Child, input: &[u8]) {
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_vec();
    std::thread::spawn(move || drop(stdin.write_all(&input)));
}

fn collect(folder: &Path, below: &Path, files: &mut BTreeMap<PathBuf, Vec<u8>>) {
    for entry in fs::read_dir(folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display())) {
        let entry = entry.unwrap();
        let name = below.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            collect(&entry.path(), &name, files);
        } else {
            let bytes = fs::read(entry.path()).unwrap();
            files.insert(name, if entry.file_name().as_encoded_bytes().starts_with(b"report.") { untimed(&bytes) } else { bytes });
        }
    }
}

/// A report without what it says of time.
fn untimed(report: &[u8]) -> Vec<u8> {
    let mut text = String::from_utf8(report.to_vec()).unwrap();
    for (from, to) in [("\n  \"timings\": {", "\n  }"), ("<section id=\"speed\"", "</section>")] {
        if let Some(start) = text.find(from) {
            let end = start + text[start..].find(to).unwrap();
            text.replace_range(start..end, "");
        }
    }
    text.into_bytes()
}

/// Two trees are the same, or the first difference is named.
pub fn assert_same(one: &BTreeMap<PathBuf, Vec<u8>>, other: &BTreeMap<PathBuf, Vec<u8>>) {
    assert_eq!(one.keys().collect::<Vec<_>>(), other.keys().collect::<Vec<_>>());
    for (name, bytes) in one {
        assert!(bytes == &other[name], "{} differs", name.display());
    }
}

pub fn gzip(members: &[&[u8]]) -> Vec<u8> {
    members
        .iter()
        .flat_map(|bytes| {
            let mut member = GzEncoder::new(Vec::new(), Compression::fast());
            member.write_all(bytes).unwrap();
            member.finish().unwrap()
        })
        .collect()
}

pub fn zstd(frames: &[&[u8]]) -> Vec<u8> {
    frames.iter().flat_map(|bytes| zstd::encode_all(*bytes, 1).unwrap()).collect()
}

/// Some paragraphs with noise in between, another text for each number.
pub fn page(number: usize) -> String {
    let mut text = String::new();
    for paragraph in 0..3 + number % 5 {
        text += &format!("Paragraph {paragraph} of page {number} says that the river rose by {} metres in one night.\n", number % 17);
        if (number + paragraph).is_multiple_of(3) {
            text += "ADVERTISEMENT\n";
        }
    }
    text
}

/// The same as HTML.
pub fn markup(number: usize) -> String {
    let lines: String = page(number).lines().map(|line| format!("<p class=\"line\">{line}</p>\n")).collect();
    format!(
        "<!DOCTYPE html><html><head><title>Page {number}</title><script>var a = 1;</script></head><body><article>\n{lines}</article></body></html>\n"
    )
}

/// Records whose pages are markup, with one that is a text among them.
pub fn pages(from: usize, count: usize) -> Vec<u8> {
    let record = |number| match number % 20 {
        11 => serde_json::json!({ "id": number, "text": page(number) }),
        _ => serde_json::json!({ "id": number, "html": markup(number), "url": "https://www.example.org/a" }),
    };
    (from..from + count).flat_map(|number| (record(number).to_string() + "\n").into_bytes()).collect()
}

/// So many records, some of which cannot be read.
pub fn records(from: usize, count: usize) -> Vec<u8> {
    let mut out = Vec::new();
    for number in from..from + count {
        match number % 50 {
            7 => out.extend(b"\n \t\n"),
            13 => out.extend(b"{\"text\": nonsense}\n"),
            29 => out.extend(format!("{{\"id\":{number},\"text\":null}}\r\n").into_bytes()),
            _ => {}
        }
        let text = serde_json::to_string(&page(number)).unwrap();
        out.extend(format!("{{\"id\": {number}, \"text\": {text}, \"url\":\"https://www.example.org/{number}\"}}\n").into_bytes());
    }
    out
}

/// Inputs of every kind below `top`.
pub fn corpus(place: &Place, top: &str) {
    for number in 0..60 {
        place.write(&format!("{top}/texts/{}/{number}.txt", number % 4), page(number));
    }
    place.write(&format!("{top}/one.txt.gz"), gzip(&[page(100).as_bytes()]));
    place.write(&format!("{top}/two.txt.zst"), zstd(&[page(101).as_bytes(), page(102).as_bytes()]));
    place.write(&format!("{top}/a.jsonl"), records(0, 2500));
    place.write(&format!("{top}/b.ndjson.gz"), gzip(&[&records(2500, 600), &records(3100, 600)]));
    place.write(&format!("{top}/c.jsonl.zst"), zstd(&[&records(4000, 600), &records(4600, 600)]));
    for number in 0..6 {
        place.write(&format!("{top}/pages/{number}.html"), markup(number));
    }
    place.write(&format!("{top}/pages/6.htm.gz"), gzip(&[markup(6).as_bytes()]));
    place.write(&format!("{top}/pages/7.xhtml.zst"), zstd(&[markup(7).as_bytes()]));
    place.write(&format!("{top}/pages/large.ndjson"), pages(0, 800));
    place.write(&format!("{top}/empty.jsonl.gz"), gzip(&[b""]));
    place.write(&format!("{top}/picture.png"), b"\x89PNG");
}
