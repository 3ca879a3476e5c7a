//! Files that tests compare with, and rewrite on request.

use std::path::{Path, PathBuf};
use std::{env, fs};

/// A path from the root of the repository.
pub fn root(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// Compares a file with what it should hold; with `UPDATE=1` in the environment, writes it instead.
pub fn check(path: &Path, should: &str) -> Result<(), String> {
    let is = fs::read_to_string(path).unwrap_or_default();
    if is == should {
        return Ok(());
    }
    if env::var_os("UPDATE").is_some_and(|v| v == "1") {
        return fs::write(path, should).map_err(|e| format!("{}: {e}", path.display()));
    }
    let (n, (was, now)) = is
        .lines()
        .map(Some)
        .chain([None])
        .zip(should.lines().map(Some).chain([None]))
        .enumerate()
        .find(|(_, (a, b))| a != b)
        .unwrap_or_default();
    let [was, now] = [was, now].map(|line| line.map_or("the end".to_owned(), |l| format!("{l:?}")));
    Err(format!("{}:{}: the file has {was}, it should have {now}; UPDATE=1 cargo test rewrites it", path.display(), n + 1))
}

/// Fails with all complaints at once.
#[track_caller]
pub fn none(complaints: Vec<String>) {
    assert!(complaints.is_empty(), "\n{}\n", complaints.join("\n"));
}

/// The entries of a folder by name, in order; none where there is no folder.
pub fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten();
    let mut names: Vec<String> = entries.map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}
