//! From the files and folders that a user names to the list of inputs.
//!
//! Each input has a name: its path in the one folder that was given, or, where several were given, the base name of the
//! argument and the path in it. The list is sorted by the names' bytes, so that it depends neither on the order of the
//! arguments nor on the file system. Symbolic links are followed. Dot files and dot folders are skipped: they belong to tools.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use super::format::{Format, Unread};

/// A file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Input {
    /// Where it is.
    pub path: PathBuf,
    /// Its name in the corpus, with `/` between folders.
    pub name: String,
    /// Size in bytes.
    pub size: u64,
    /// What is to become of it.
    pub fate: Fate,
}

/// What is to become of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It is read.
    Read(Format),
    /// Left out, for this reason.
    Skip(String),
    /// Cannot be reached, for this reason.
    Lost(String),
}

/// Why arguments cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WalkError {
    /// There is nothing there.
    #[error("{}: cannot be read; name files or folders that exist", path.display())]
    Missing {
        /// The argument.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A file that was named is of a kind that is not read.
    #[error("{}: {why}", path.display())]
    Unread {
        /// The file.
        path: PathBuf,
        /// Why.
        why: Unread,
    },
    /// Something that was named is neither a file nor a folder.
    #[error("{}: neither a file nor a folder; pipe it in with `boiloff clean - --output -`", path.display())]
    Special {
        /// The argument.
        path: PathBuf,
    },
    /// Two inputs would be written to the same place.
    #[error("{} and {} would both be written to corpus/{name}; clean them in two runs, or rename one", one.display(), other.display())]
    Collision {
        /// One file.
        one: PathBuf,
        /// The other.
        other: PathBuf,
        /// Their name.
        name: String,
    },
    /// An input is named twice.
    #[error("{}: is named twice; name it once", .0.display())]
    Twice(PathBuf),
    /// An argument has no name.
    #[error("{}: its name is not UTF-8; rename it", path.display())]
    Name {
        /// The argument.
        path: PathBuf,
    },
}

/// Lists the inputs that the arguments name. What is in `output` is no input.
///
/// # Errors
/// If an argument cannot be used, or two inputs have the same name.
pub fn walk(arguments: &[PathBuf], output: &Path) -> Result<Vec<Input>, WalkError> {
    let output = fs::canonicalize(output).ok();
    let mut inputs = Vec::new();
    for argument in arguments {
        let missing = |source| WalkError::Missing { path: argument.clone(), source };
        let facts = fs::metadata(argument).map_err(missing)?;
        if facts.is_dir() {
            let root = if arguments.len() == 1 { String::new() } else { base_name(argument)? + "/" };
            folder(argument, &root, output.as_deref(), &mut inputs);
        } else if facts.is_file() {
            let name = base_name(argument)?;
            let format = Format::of(&name).map_err(|why| WalkError::Unread { path: argument.clone(), why })?;
            inputs.push(Input { path: argument.clone(), fate: fate_of(&name, format), name, size: facts.len() });
        } else {
            return Err(WalkError::Special { path: argument.clone() });
        }
    }
    inputs.sort_by(|a, b| a.name.cmp(&b.name));
    let has_new_names = inputs.iter().any(|i| matches!(i.fate, Fate::Read(format) if !format.kind.suffix().is_empty()));
    if arguments.len() > 1 || has_new_names {
        // In one folder only what is read can be in each other's way; what is lost may have one name where it is not UTF-8.
        refuse_collisions(&inputs, arguments.len() > 1)?;
    }
    Ok(inputs)
}

/// Most bytes of a file's name on the file systems in use.
const NAME_MAX: usize = 255;

/// What is to become of a file of a kind that is read.
fn fate_of(name: &str, format: Format) -> Fate {
    let text = format.text_name(name);
    let length = text.rsplit('/').next().map_or(0, str::len);
    // A name that is too long by itself is the file system's business.
    if length > NAME_MAX && text != name {
        return Fate::Lost(format!("its name is too long for {} to stand behind it; rename it", format.kind.suffix()));
    }
    Fate::Read(format)
}

/// The last part of a path; for paths such as `..`, that of the folder they lead to.
fn base_name(path: &Path) -> Result<String, WalkError> {
    let full = if path.file_name().is_none() { fs::canonicalize(path).unwrap_or_default() } else { path.to_owned() };
    full.file_name().and_then(OsStr::to_str).map(str::to_owned).ok_or_else(|| WalkError::Name { path: path.to_owned() })
}

fn folder(top: &Path, root: &str, output: Option<&Path>, inputs: &mut Vec<Input>) {
    let mut walk = WalkDir::new(top).follow_links(true).min_depth(1).into_iter();
    while let Some(found) = walk.next() {
        let path = match &found {
            Ok(entry) => entry.path(),
            Err(error) => error.path().unwrap_or(top),
        };
        let below = path.strip_prefix(top).unwrap_or(path);
        let lossy = below.components().map(|c| c.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/");
        let mut add = |size, fate| inputs.push(Input { path: path.to_owned(), name: format!("{root}{lossy}"), size, fate });
        let entry = match &found {
            Ok(entry) => entry,
            Err(error) if error.loop_ancestor().is_some() => {
                add(0, Fate::Skip("a symbolic link to a folder that it is in".into()));
                continue;
            }
            Err(error) => {
                let why = error.io_error().map_or_else(|| error.to_string(), ToString::to_string);
                add(0, Fate::Lost(format!("cannot be reached: {why}")));
                continue;
            }
        };
        let is_folder = entry.file_type().is_dir();
        let skip = reason_to_skip(entry, output);
        if is_folder {
            if let Some(why) = skip {
                add(0, Fate::Skip(why));
                walk.skip_current_dir();
            }
            continue;
        }
        let size = entry.metadata().map_or(0, |facts| facts.len());
        let fate = match (skip, Format::of(&lossy)) {
            (Some(why), _) => Fate::Skip(why),
            (None, Err(why)) => Fate::Skip(why.to_string()),
            (None, Ok(_)) if below.to_str().is_none() => Fate::Lost("its name is not UTF-8; rename it".into()),
            (None, Ok(format)) => fate_of(&lossy, format),
        };
        add(size, fate);
    }
}

fn reason_to_skip(entry: &DirEntry, output: Option<&Path>) -> Option<String> {
    let kind = entry.file_type();
    let hidden = entry.file_name().as_encoded_bytes().starts_with(b".");
    // A link may lead into the output folder from anywhere.
    let inside = || output.is_some_and(|output| fs::canonicalize(entry.path()).is_ok_and(|path| path.starts_with(output)));
    if (kind.is_dir() || entry.path_is_symlink()) && inside() {
        Some("the output folder".into())
    } else if hidden {
        Some("hidden".into())
    } else if !kind.is_dir() && !kind.is_file() {
        Some("neither a file nor a folder".into())
    } else {
        None
    }
}

/// No two inputs whose output has the same name, and none whose output's name is another's folder. A page's output has the name
/// of its text, or its own; that of an archive or a table the name of its JSON lines.
fn refuse_collisions(inputs: &[Input], with_lost: bool) -> Result<(), WalkError> {
    let mut known: HashMap<Cow<'_, str>, &Input> = HashMap::new();
    for input in inputs {
        let text = match &input.fate {
            Fate::Read(format) if !format.kind.suffix().is_empty() => Some(format.text_name(&input.name)),
            Fate::Lost(_) if !with_lost => continue,
            Fate::Read(_) | Fate::Lost(_) => None,
            Fate::Skip(_) => continue,
        };
        for name in text.map(Cow::Owned).into_iter().chain([Cow::Borrowed(&*input.name)]) {
            if let Some(one) = known.get(&name) {
                return Err(collision(one, input, name.into_owned()));
            }
            known.insert(name, input);
        }
    }
    // In the order of the inputs, so that the same inputs give the same message.
    for input in inputs.iter().filter(|i| !matches!(i.fate, Fate::Skip(_))) {
        let folders = input.name.match_indices('/').map(|(at, _)| &input.name[..at]);
        if let Some((folder, one)) = folders.filter_map(|folder| Some((folder, known.get(folder)?))).next() {
            return Err(collision(one, input, folder.to_owned()));
        }
    }
    Ok(())
}

fn collision(one: &Input, other: &Input, name: String) -> WalkError {
    let full = |input: &Input| fs::canonicalize(&input.path).ok();
    if one.name == other.name && full(one).is_some() && full(one) == full(other) {
        return WalkError::Twice(other.path.clone());
    }
    WalkError::Collision { one: one.path.clone(), other: other.path.clone(), name }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(files: &[&str]) -> tempfile::TempDir {
        let dir = tempfile::tempdir().unwrap();
        for file in files {
            let path = dir.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, file).unwrap();
        }
        dir
    }

    fn read(inputs: &[Input]) -> Vec<&str> {
        inputs.iter().filter(|i| matches!(i.fate, Fate::Read(_))).map(|i| i.name.as_str()).collect()
    }

    #[test]
    fn names_are_in_byte_order_of_the_whole_path() {
        let dir = tree(&["b/x.txt", "b-c.txt", "b.txt", "a.jsonl.gz", "Z.txt"]);
        let inputs = walk(&[dir.path().to_owned()], Path::new("nowhere")).unwrap();
        assert_eq!(read(&inputs), ["Z.txt", "a.jsonl.gz", "b-c.txt", "b.txt", "b/x.txt"]);
    }

    #[test]
    fn what_is_left_out_is_listed() {
        let dir = tree(&["a.txt", "b.pdf", "c.xml", ".git/d.txt", ".e.txt", "out/f.txt"]);
        let inputs = walk(&[dir.path().to_owned()], &dir.path().join("out")).unwrap();
        let left_out: Vec<_> = inputs.iter().filter(|i| matches!(i.fate, Fate::Skip(_))).map(|i| i.name.as_str()).collect();
        assert_eq!((read(&inputs), left_out), (vec!["a.txt"], vec![".e.txt", ".git", "b.pdf", "c.xml", "out"]));
    }

    #[test]
    fn the_text_of_a_page_takes_no_other_files_place() {
        let clash = |files: &[&str], at: &str| match walk(&[tree(files).path().to_owned()], Path::new("nowhere")) {
            Err(WalkError::Collision { name, .. }) => assert_eq!(name, at, "{files:?}"),
            other => panic!("{files:?}: {other:?}"),
        };
        clash(&["a.html", "a.html.txt"], "a.html.txt");
        clash(&["a.htm.gz", "a.htm.txt.gz/b.txt"], "a.htm.txt.gz");
        let dir = tree(&["a.html", "a.txt", "a.htm", "a.html.gz", "a.html.txt.gz.txt"]);
        assert_eq!(read(&walk(&[dir.path().to_owned()], Path::new("nowhere")).unwrap()).len(), 5);
        let dir = tree(&["x/a.html", "y/a.html/b.txt"]);
        let both = [dir.path().join("x/a.html"), dir.path().join("y/a.html")];
        assert!(matches!(walk(&both, Path::new("nowhere")), Err(WalkError::Collision { name, .. }) if name == "a.html"));
    }

    #[test]
    fn a_page_whose_name_leaves_no_room_is_lost() {
        let [long, short] = [255, 251].map(|length| "n".repeat(length - 5) + ".html");
        let dir = tree(&[&long, &short]);
        let inputs = walk(&[dir.path().to_owned()], Path::new("nowhere")).unwrap();
        assert_eq!(read(&inputs), [short]);
        assert!(inputs.iter().any(|i| i.name == long && matches!(&i.fate, Fate::Lost(why) if why.contains("rename"))));
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn names_that_are_not_utf8_are_lost_and_no_more() {
        use std::os::unix::ffi::OsStrExt;
        let dir = tree(&["a.html"]);
        for name in [b"\xff.html", b"\xfe.html"] {
            fs::write(dir.path().join(OsStr::from_bytes(name)), "x").unwrap();
        }
        let inputs = walk(&[dir.path().to_owned()], Path::new("nowhere")).unwrap();
        assert_eq!((read(&inputs), inputs.len()), (vec!["a.html"], 3));
    }

    #[test]
    #[cfg(unix)]
    fn links_are_followed_and_loops_end() {
        use std::os::unix::fs::symlink;
        let dir = tree(&["a/b.txt"]);
        symlink(dir.path(), dir.path().join("a/loop")).unwrap();
        symlink(dir.path().join("a/b.txt"), dir.path().join("c.txt")).unwrap();
        symlink("gone", dir.path().join("d.txt")).unwrap();
        let inputs = walk(&[dir.path().to_owned()], Path::new("nowhere")).unwrap();
        assert_eq!(read(&inputs), ["a/b.txt", "c.txt"]);
        assert!(inputs.iter().any(|i| i.name == "a/loop" && matches!(i.fate, Fate::Skip(_))));
        assert!(inputs.iter().any(|i| i.name == "d.txt" && matches!(i.fate, Fate::Lost(_))));
    }

    #[test]
    fn several_arguments_keep_their_base_names() {
        let dir = tree(&["one/a.txt", "two/a.txt", "b.txt", "x/one/a.txt", "x/one.txt", "y/one.txt/z.txt"]);
        let at = |names: &[&str]| walk(&names.iter().map(|n| dir.path().join(n)).collect::<Vec<_>>(), Path::new("nowhere"));
        assert_eq!(read(&at(&["two", "b.txt", "one/."]).unwrap()), ["b.txt", "one/a.txt", "two/a.txt"]);
        assert!(matches!(at(&["one", "x/one"]), Err(WalkError::Collision { name, .. }) if name == "one/a.txt"));
        assert!(matches!(at(&["x/one.txt", "y/one.txt"]), Err(WalkError::Collision { .. })));
        assert!(matches!(at(&["b.txt", "none.txt"]), Err(WalkError::Missing { .. })));
    }
}
