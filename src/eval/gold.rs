//! Labelled documents and cleaned ones: JSON lines.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Deserializer};
use serde_json::Value;

use super::Verdict;
use crate::io::codec::Codec;
use crate::io::format::{Format, Kind};

/// A document whose lines are labelled.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Gold {
    /// Its name, which no other document of the evaluation has.
    #[serde(deserialize_with = "id")]
    pub id: String,
    /// Its language, a BCP 47 tag; may be missing.
    #[serde(default)]
    pub language: String,
    /// The class of its noise; may be missing.
    #[serde(default)]
    pub class: String,
    /// The whole document.
    pub text: String,
    /// Lines that have to go, from 1.
    remove: Vec<usize>,
    /// Lines that have to stay, from 1; `None` for all others that are not blank.
    keep: Option<Vec<usize>>,
}

/// Why files cannot be used. Each message names the file, the line in it and the remedy.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A file could not be read.
    #[error("{}: cannot be read ({source}); name a file of JSON lines", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A line is no document.
    #[error("{}:{line}: {what}", path.display())]
    Line {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// What is wrong and what to do.
        what: String,
    },
}

/// An id is a string, or any value as it is written.
fn id<'a, D: Deserializer<'a>>(from: D) -> Result<String, D::Error> {
    Ok(match Value::deserialize(from)? {
        Value::String(id) => id,
        other => other.to_string(),
    })
}

impl Gold {
    /// Reads a line of a file of labels.
    ///
    /// # Errors
    /// A message that says what is wrong and what to do.
    pub fn parse(line: &str) -> Result<Self, String> {
        let mut gold: Self = serde_json::from_str(line).map_err(|e| {
            format!(
                "no labelled document ({}); it needs `id`, `text` and `remove`, a list of line numbers",
                e.to_string().replace(" at line 1 ", " at ")
            )
        })?;
        let blank: Vec<bool> = gold.text.lines().map(|line| line.trim().is_empty()).collect();
        let keep = gold.keep.as_mut().map_or(&mut [][..], |keep| keep);
        for (list, name) in [(&mut gold.remove[..], "remove"), (keep, "keep")] {
            list.sort_unstable();
            for &number in &*list {
                match number.checked_sub(1).and_then(|at| blank.get(at)) {
                    None => {
                        return Err(format!(
                            "`{name}` names line {number} and the text has {}, counted from 1; correct the number",
                            blank.len()
                        ));
                    }
                    Some(true) => return Err(format!("`{name}` names line {number}, which is blank; correct the number")),
                    Some(false) => {}
                }
            }
            if let Some(pair) = list.windows(2).find(|pair| pair[0] == pair[1]) {
                return Err(format!("`{name}` names line {} twice; take one out", pair[0]));
            }
        }
        if let Some(both) = gold.remove.iter().find(|number| gold.keep.as_ref().is_some_and(|keep| keep.binary_search(number).is_ok())) {
            return Err(format!("line {both} stands in both `remove` and `keep`; take it out of one"));
        }
        gold.keep.get_or_insert_with(|| (1..=blank.len()).filter(|n| !blank[n - 1] && gold.remove.binary_search(n).is_err()).collect());
        Ok(gold)
    }

    /// The labelled lines, from 1: those that have to go, then those that have to stay.
    pub fn labels(&self) -> impl Iterator<Item = (usize, Verdict)> {
        let keep = self.keep.iter().flatten();
        self.remove.iter().map(|line| (*line, Verdict::Remove)).chain(keep.map(|line| (*line, Verdict::Keep)))
    }
}

/// Reads files of labelled documents, compressed or not.
///
/// # Errors
/// If a file cannot be read, a line is no labelled document, or an id stands twice.
pub fn read_gold(paths: &[PathBuf]) -> Result<Vec<Gold>, Error> {
    let mut documents: Vec<Gold> = Vec::new();
    let mut seen: HashMap<String, (PathBuf, usize)> = HashMap::new();
    for path in paths {
        for_each_line(path, |number, line| {
            let gold = Gold::parse(line)?;
            unseen(&mut seen, &gold.id, path, number)?;
            documents.push(gold);
            Ok(())
        })?;
    }
    Ok(documents)
}

/// What another cleaner made of a document.
#[derive(Deserialize)]
struct Cleaned {
    #[serde(deserialize_with = "id")]
    id: String,
    text: String,
}

/// Reads files of what another cleaner made of documents: their texts by id.
///
/// # Errors
/// If a file cannot be read, a line has no `id` or no `text`, or an id stands twice.
pub fn read_cleaned(paths: &[PathBuf]) -> Result<HashMap<String, String>, Error> {
    let mut texts = HashMap::new();
    let mut seen: HashMap<String, (PathBuf, usize)> = HashMap::new();
    for path in paths {
        for_each_line(path, |number, line| {
            let cleaned: Cleaned = serde_json::from_str(line)
                .map_err(|e| format!("no cleaned document ({}); it needs `id` and `text`", e.to_string().replace(" at line 1 ", " at ")))?;
            unseen(&mut seen, &cleaned.id, path, number)?;
            texts.insert(cleaned.id, cleaned.text);
            Ok(())
        })?;
    }
    Ok(texts)
}

fn unseen(seen: &mut HashMap<String, (PathBuf, usize)>, id: &str, path: &Path, number: usize) -> Result<(), String> {
    match seen.insert(id.to_owned(), (path.to_path_buf(), number)) {
        Some((first, line)) => Err(format!("the id {id:?} stands in {}:{line} too; give each document its own", first.display())),
        None => Ok(()),
    }
}

/// Calls `each` with the number and the content of each line that is not blank.
fn for_each_line(path: &Path, mut each: impl FnMut(usize, &str) -> Result<(), String>) -> Result<(), Error> {
    let format = Format::of(&path.to_string_lossy()).unwrap_or(Format { kind: Kind::JsonLines, codec: Codec::Plain });
    let mut bytes = Vec::new();
    let read = File::open(path).and_then(|file| format.codec.unpacker(file)).and_then(|mut source| source.read_to_end(&mut bytes));
    read.map_err(|source| Error::Read { path: path.to_path_buf(), source })?;
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
    for (at, line) in bytes.split(|b| *b == b'\n').enumerate() {
        let line = str::from_utf8(line).map_err(|_| "not valid UTF-8; convert the file to UTF-8".to_owned());
        let done = line.and_then(|line| if line.trim().is_empty() { Ok(()) } else { each(at + 1, line) });
        done.map_err(|what| Error::Line { path: path.to_path_buf(), line: at + 1, what })?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(line: &str) -> Vec<(usize, Verdict)> {
        Gold::parse(line).unwrap().labels().collect()
    }

    #[test]
    fn without_keep_all_other_lines_have_to_stay() {
        use Verdict::{Keep, Remove};
        assert_eq!(labels(r#"{"id":1,"text":"a\nb\n\nc\n","remove":[2]}"#), [(2, Remove), (1, Keep), (4, Keep)]);
        assert_eq!(labels(r#"{"id":1,"text":"a\nb\n\nc\n","remove":[2],"keep":[4]}"#), [(2, Remove), (4, Keep)]);
        assert_eq!(labels(r#"{"id":1,"text":"a\nb","remove":[],"keep":[],"more":1}"#), []);
    }

    #[test]
    fn each_fault_has_its_message() {
        for (line, message) in [
            ("[", "no labelled document"),
            (r#"{"id":1,"text":"a"}"#, "missing field `remove`"),
            (r#"{"id":1,"text":"a","remove":[2]}"#, "the text has 1, counted from 1"),
            (r#"{"id":1,"text":"a","remove":[0]}"#, "names line 0"),
            (r#"{"id":1,"text":"a\n\nb","remove":[],"keep":[2]}"#, "`keep` names line 2, which is blank"),
            (r#"{"id":1,"text":"a","remove":[1,1]}"#, "line 1 twice"),
            (r#"{"id":1,"text":"a","remove":[1],"keep":[1]}"#, "in both"),
        ] {
            let said = Gold::parse(line).unwrap_err();
            assert!(said.contains(message), "{line}: {said}");
        }
    }
}
