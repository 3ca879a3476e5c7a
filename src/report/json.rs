//! `report.json`: the report for programs, and for merging later.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use serde_json::ser::Formatter;

use super::{Report, SCHEMA_VERSION, html};

/// What can go wrong with a report's files.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A report could not be read.
    #[error("cannot read the report {}: {source}; name a run's output folder or a report.json", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A file is no report.
    #[error("{} is not a boiloff report: {source}", path.display())]
    Parse {
        /// The file.
        path: PathBuf,
        /// Where and why reading stopped.
        source: serde_json::Error,
    },
    /// A report has a form that this program does not know.
    #[error("{} was written by boiloff {by} in form {found}, and this boiloff reads up to form {SCHEMA_VERSION}: use a newer one", path.display())]
    Newer {
        /// The file.
        path: PathBuf,
        /// The version that wrote it.
        by: String,
        /// Its form.
        found: u32,
    },
    /// A report could not be written.
    #[error("cannot write the report {}: {source}", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

/// Name of the report for programs in a run's folder.
pub const JSON_NAME: &str = "report.json";

/// Name of the report for people in a run's folder.
pub const HTML_NAME: &str = "report.html";

/// Reads a `report.json`, or the one in a run's folder.
///
/// # Errors
/// [`Error::Read`], [`Error::Parse`], [`Error::Newer`].
pub fn read(path: &Path) -> Result<Report, Error> {
    let path = if path.is_dir() { path.join(JSON_NAME) } else { path.to_path_buf() };
    let bytes = fs::read(&path).map_err(|source| Error::Read { path: path.clone(), source })?;
    let head: Head = serde_json::from_slice(&bytes).map_err(|source| Error::Parse { path: path.clone(), source })?;
    if head.schema_version > SCHEMA_VERSION {
        return Err(Error::Newer { path, by: head.boiloff_version, found: head.schema_version });
    }
    serde_json::from_slice(&bytes).map_err(|source| Error::Parse { path, source })
}

/// What every form of the report begins with.
#[derive(Deserialize)]
struct Head {
    schema_version: u32,
    boiloff_version: String,
}

/// Writes `report.json` and `report.html` into `dir`. Each appears whole or not at all.
///
/// # Errors
/// [`Error::Write`].
pub fn write(dir: &Path, report: &Report) -> Result<(), Error> {
    write_file(&dir.join(JSON_NAME), &to_string(report))?;
    write_file(&dir.join(HTML_NAME), &html::page(report))
}

/// Writes a file under another name and then renames it. A link stays one, and what is no file, such as a device or a pipe, is
/// written to as it is: renaming would put a file in its place.
///
/// # Errors
/// [`Error::Write`].
pub fn write_file(path: &Path, content: &str) -> Result<(), Error> {
    let is_special = fs::metadata(path).is_ok_and(|facts| !facts.is_file());
    let target = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let mut partial = target.as_os_str().to_owned();
    partial.push(".partial");
    let partial = PathBuf::from(partial);
    let whole = || {
        let mut file = fs::File::create(if is_special { path } else { &partial })?;
        file.write_all(content.as_bytes())?;
        if is_special {
            return Ok(());
        }
        file.sync_all()?;
        fs::rename(&partial, &target)
    };
    whole().map_err(|source| Error::Write { path: path.to_path_buf(), source })
}

/// The report as JSON: indented, each element of a list on a line of its own, keys in a fixed order, one line end at the end.
#[must_use]
pub fn to_string<T: Serialize>(value: &T) -> String {
    let mut out = Vec::new();
    let mut serializer = serde_json::Serializer::with_formatter(&mut out, Lines::default());
    value.serialize(&mut serializer).expect("a report has only string keys, and memory takes all bytes");
    out.push(b'\n');
    String::from_utf8(out).expect("serde_json writes UTF-8")
}

/// Objects and lists are spread over lines, but what stands in a list is kept on one.
#[derive(Default)]
struct Lines {
    /// The open objects and lists that are spread out: true for a list.
    open: Vec<bool>,
    /// How many are open inside an element of a list.
    inline: usize,
    /// The innermost has something in it.
    filled: bool,
}

impl Lines {
    fn begin<W: ?Sized + Write>(&mut self, writer: &mut W, list: bool) -> io::Result<()> {
        if self.inline > 0 || self.open.last() == Some(&true) {
            self.inline += 1;
        } else {
            self.open.push(list);
        }
        self.filled = false;
        writer.write_all(if list { b"[" } else { b"{" })
    }

    fn end<W: ?Sized + Write>(&mut self, writer: &mut W, list: bool) -> io::Result<()> {
        if self.inline > 0 {
            self.inline -= 1;
        } else {
            self.open.pop();
            if self.filled {
                self.line(writer)?;
            }
        }
        self.filled = true;
        writer.write_all(if list { b"]" } else { b"}" })
    }

    fn next<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        if !first {
            writer.write_all(b",")?;
        }
        if self.inline == 0 {
            self.line(writer)
        } else if first {
            Ok(())
        } else {
            writer.write_all(b" ")
        }
    }

    fn line<W: ?Sized + Write>(&self, writer: &mut W) -> io::Result<()> {
        writer.write_all(b"\n")?;
        self.open.iter().try_for_each(|_| writer.write_all(b"  "))
    }
}

impl Formatter for Lines {
    fn begin_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.begin(writer, true)
    }

    fn end_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.end(writer, true)
    }

    fn begin_array_value<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.next(writer, first)
    }

    fn end_array_value<W: ?Sized + Write>(&mut self, _: &mut W) -> io::Result<()> {
        self.filled = true;
        Ok(())
    }

    fn begin_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.begin(writer, false)
    }

    fn end_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.end(writer, false)
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.next(writer, first)
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        writer.write_all(b": ")
    }

    fn end_object_value<W: ?Sized + Write>(&mut self, _: &mut W) -> io::Result<()> {
        self.filled = true;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_element_of_a_list_is_one_line() {
        let value = json!({"a": {}, "b": [], "c": [{"x": [1, 2], "y": {}}, 3], "d": {"e": "f"}});
        let expected = "{\n  \"a\": {},\n  \"b\": [],\n  \"c\": [\n    {\"x\": [1, 2], \"y\": {}},\n    3\n  ],\n  \"d\": {\n    \"e\": \"f\"\n  }\n}\n";
        assert_eq!(to_string(&value), expected);
        assert_eq!(serde_json::from_str::<serde_json::Value>(expected).unwrap(), value);
    }

    #[test]
    fn files_are_written_and_read_back() {
        let dir = tempfile::tempdir().unwrap();
        let mut report = Report::default();
        report.add_input();
        write(dir.path(), &report).unwrap();
        assert_eq!(read(dir.path()).unwrap(), report);
        assert_eq!(read(&dir.path().join(JSON_NAME)).unwrap(), report);
        let names: Vec<_> = fs::read_dir(dir.path()).unwrap().map(|e| e.unwrap().file_name()).collect();
        assert_eq!(names.len(), 2, "{names:?}");
    }

    #[test]
    fn errors_name_the_file_and_what_to_do() {
        let dir = tempfile::tempdir().unwrap();
        assert!(matches!(read(dir.path()), Err(Error::Read { .. })));
        let file = dir.path().join(JSON_NAME);
        for other in ["{", "{}", r#"{"schema_version": 1, "boiloff_version": "0.1.0"}"#] {
            fs::write(&file, other).unwrap();
            assert!(matches!(read(&file), Err(Error::Parse { .. })), "{other}");
        }
        fs::write(&file, r#"{"schema_version": 9, "boiloff_version": "7.0.0"}"#).unwrap();
        let message = read(&file).unwrap_err().to_string();
        assert!(message.contains("boiloff 7.0.0") && message.contains(&file.display().to_string()), "{message}");
        assert!(matches!(write(&dir.path().join("missing"), &Report::default()), Err(Error::Write { .. })));
    }
}
