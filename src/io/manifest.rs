//! The manifest: for every input what it was, where its output is and where its part of the ledger.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::{Component, Path, PathBuf};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// One input, a line of `manifest.jsonl`. Hashes are BLAKE3, in hexadecimal.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Row {
    /// The input's name.
    pub path: String,
    /// How it ended.
    pub status: RowStatus,
    /// Why it was skipped, rejected or broken off.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
    /// The file as it was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<Facts>,
    /// Its content decompressed, as far as it could be read; of archives and tables the JSON lines that were made of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content: Option<Facts>,
    /// What was written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub output: Option<Output>,
    /// Documents in the output.
    pub records: u64,
    /// Records that could not be read.
    pub rejected: u64,
    /// Records that were left out because they are no documents, by what they are.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub left_out: BTreeMap<String, u64>,
    /// Its part of the ledger file.
    pub ledger: Part,
    /// Its part of `rejects.jsonl`.
    pub rejects: Part,
}

/// How an input ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RowStatus {
    /// It was read to its end.
    #[default]
    Done,
    /// It was read in part.
    Broken,
    /// Nothing of it could be used.
    Rejected,
    /// It is one document, which was left out for a flag.
    LeftOut,
    /// It was not read.
    Skipped,
}

/// Size and hash of a file or its content.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// In bytes.
    pub size: u64,
    /// BLAKE3.
    pub blake3: String,
}

/// An output file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Output {
    /// In the run's folder, with `/` between folders.
    pub path: String,
    /// BLAKE3.
    pub blake3: String,
}

/// A part of a file, in bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// Where it starts.
    pub offset: u64,
    /// Its length.
    pub length: u64,
}

/// The rows of a manifest, or of another list of JSON lines, one at a time. A last line that was cut off is no row.
///
/// # Errors
/// If the file cannot be read, or has a line that is no row.
pub fn read<R: DeserializeOwned>(path: &Path) -> io::Result<impl Iterator<Item = io::Result<R>> + use<R>> {
    let mut file = BufReader::new(File::open(path)?);
    let mut line = Vec::new();
    Ok(std::iter::from_fn(move || {
        line.clear();
        match file.read_until(b'\n', &mut line) {
            Ok(_) if line.ends_with(b"\n") => Some(serde_json::from_slice(&line).map_err(io::Error::from)),
            Ok(_) => None,
            Err(e) => Some(Err(e)),
        }
    }))
}

/// A name from a manifest as a path below `dir`; `None` if it would lead elsewhere.
#[must_use]
pub fn below(dir: &Path, name: &str) -> Option<PathBuf> {
    let name = Path::new(name);
    let plain = !name.as_os_str().is_empty() && name.components().all(|c| matches!(c, Component::Normal(_)));
    plain.then(|| dir.join(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cut_line_is_no_row() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("manifest.jsonl");
        let row = Row { path: "a.txt".into(), ..Row::default() };
        let line = serde_json::to_string(&row).unwrap();
        std::fs::write(&path, format!("{line}\n{}", &line[..line.len() - 1])).unwrap();
        let rows: Vec<Row> = read(&path).unwrap().map(Result::unwrap).collect();
        assert_eq!(rows, [row]);
    }

    #[test]
    fn names_do_not_lead_out_of_the_folder() {
        let dir = Path::new("/x");
        assert_eq!(below(dir, "a/b.txt"), Some("/x/a/b.txt".into()));
        for name in ["", "/a", "../a", "a/../../b", "."] {
            assert_eq!(below(dir, name), None, "{name}");
        }
    }
}
