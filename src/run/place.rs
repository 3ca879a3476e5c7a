//! The output folder: what is in it, who may write to it, and what is left there of earlier attempts.
//!
//! Everything grows in a folder of the attempt, `.work-1`, `.work-2` ..., and gets its final name when it is complete. An
//! attempt that was killed leaves its folder behind; `--resume` takes from it what was finished.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::error::{Error, output, unreadable};
use super::shards::ShardRow;
use crate::Config;
use crate::io::manifest::{self, Row, below};
use crate::report;

/// The clean corpus.
pub const CORPUS: &str = "corpus";
/// The name in a run's folder of what is called `name` in its corpus.
pub fn corpus_name(name: &str) -> String {
    format!("{CORPUS}/{name}")
}

/// The ledger.
pub const LEDGER: &str = "ledger.jsonl.zst";
/// The list of inputs.
pub const MANIFEST: &str = "manifest.jsonl";
/// The records that could not be read; there is none if all could.
pub const REJECTS: &str = "rejects.jsonl";
/// The list of shards, where the corpus is in shards.
pub const SHARDS: &str = "shards.jsonl";
/// The list of pieces; of a finished run, where the corpus is in shards.
pub const PIECES: &str = "pieces.jsonl";
/// All files of a finished run but the settings, in the order in which they get their names: the manifest last.
const FILES: [&str; 7] = [LEDGER, REJECTS, PIECES, SHARDS, report::json::JSON_NAME, report::json::HTML_NAME, MANIFEST];
/// The table of sites, where the run has made one.
pub const SITES: &str = "sites.bin";
/// The settings.
pub const RUN: &str = "run.json";
/// Name of an attempt's folder, before its number.
const WORK: &str = ".work-";

/// What to do with an output folder that has something in it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Existing {
    /// Nothing.
    #[default]
    Refuse,
    /// Go on where an earlier run of the same settings stopped.
    Resume,
    /// Remove what an earlier run wrote, and nothing else.
    Overwrite,
}

/// What `run.json` holds.
#[derive(Debug, Serialize, Deserialize)]
struct Settings {
    boiloff_version: String,
    config: Value,
}

/// An output folder with this attempt's own folder in it, closed to other runs.
#[derive(Debug)]
pub struct Place {
    /// The output folder.
    pub dir: PathBuf,
    /// This attempt's folder.
    pub work: PathBuf,
    /// Earlier attempts, the newest last; a finished run is the oldest.
    pub earlier: Vec<Attempt>,
    /// `run.json`, locked as long as this lives.
    _lock: File,
}

/// The files of an attempt.
#[derive(Clone, Debug)]
pub struct Attempt {
    /// The attempt's folder, or that of the finished run.
    pub folder: PathBuf,
    /// The manifest.
    pub manifest: PathBuf,
    /// The ledger.
    pub ledger: PathBuf,
    /// The rejected records.
    pub rejects: PathBuf,
    /// The list of pieces.
    pub pieces: PathBuf,
    /// The list of shards.
    pub shards: PathBuf,
}

impl Place {
    /// Opens an output folder.
    ///
    /// # Errors
    /// If there is something in it and `existing` does not allow for it, if it belongs to another run, or if it cannot be
    /// written to.
    pub fn open(dir: &Path, existing: Existing, config: &Config) -> Result<Self, Error> {
        check(dir, existing)?;
        fs::create_dir_all(dir).map_err(output(dir))?;
        let run = dir.join(RUN);
        let mut lock = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&run).map_err(output(&run))?;
        // A file system that knows no locks is used without.
        if let Err(TryLockError::WouldBlock) = lock.try_lock() {
            return Err(Error::Busy(dir.to_owned()));
        }
        if existing == Existing::Overwrite {
            remove_run(dir)?;
        }
        let mut before = String::new();
        lock.read_to_string(&mut before).map_err(output(&run))?;
        let settings = settings(config);
        // A run that was killed before it could write its settings has written nothing else.
        if existing == Existing::Resume && !before.is_empty() {
            let before: Settings = serde_json::from_str(&before).map_err(|_| Error::NotARun(dir.to_owned()))?;
            if let Some(what) = difference(&before, &settings) {
                return Err(Error::Changed { dir: dir.to_owned(), what });
            }
        } else {
            let text = report::json::to_string(&settings);
            let written = lock.set_len(0).and_then(|()| lock.rewind()).and_then(|()| lock.write_all(text.as_bytes()));
            written.map_err(output(&run))?;
        }
        let numbers = attempts(dir)?;
        let work = work(dir, numbers.last().map_or(1, |n| n + 1));
        fs::create_dir(&work).map_err(output(&work))?;
        let earlier = [dir.to_owned()].into_iter().chain(numbers.into_iter().map(|n| self::work(dir, n)));
        let earlier = earlier.map(|of| Attempt::of(&of, dir)).filter(|a| a.manifest.is_file()).collect();
        Ok(Self { dir: dir.to_owned(), work, earlier, _lock: lock })
    }

    /// Gives the attempt's files their final names and removes all attempts.
    ///
    /// # Errors
    /// If that cannot be done. Until the manifest is moved, the run counts as unfinished; the ledger goes first, where an
    /// attempt without one looks for it.
    pub fn finish(&self) -> Result<(), Error> {
        // A table that the settings name may lie here without this run having made it.
        let sites = Some(SITES).filter(|name| self.work.join(name).exists());
        for name in sites.into_iter().chain(FILES) {
            let (from, to) = (self.work.join(name), self.dir.join(name));
            let is_kept = name != PIECES || self.work.join(SHARDS).exists();
            if from.exists() && is_kept {
                fs::rename(&from, &to).map_err(output(&to))?;
            } else {
                remove_file(&to)?;
            }
        }
        remove_attempts(&self.dir)
    }
}

/// Checks that `existing` allows for what is in an output folder, if there is one.
///
/// # Errors
/// If it does not, or what is there is no folder.
pub fn check(dir: &Path, existing: Existing) -> Result<(), Error> {
    if !dir.exists() {
        return Ok(());
    }
    if !dir.is_dir() {
        return Err(Error::NotAFolder(dir.to_owned()));
    }
    let is_empty = fs::read_dir(dir).map_err(output(dir))?.next().is_none();
    match existing {
        Existing::Refuse if !is_empty => Err(Error::NotEmpty(dir.to_owned())),
        Existing::Resume | Existing::Overwrite if !is_empty && !dir.join(RUN).is_file() => Err(Error::NotARun(dir.to_owned())),
        _ => Ok(()),
    }
}

impl Attempt {
    fn of(attempt: &Path, dir: &Path) -> Self {
        // Killed while it was finishing: some of its files have their final names already.
        let file = |name: &str| Some(attempt.join(name)).filter(|own| own.exists()).unwrap_or_else(|| dir.join(name));
        Self {
            folder: attempt.to_owned(),
            manifest: attempt.join(MANIFEST),
            ledger: file(LEDGER),
            rejects: file(REJECTS),
            pieces: file(PIECES),
            shards: file(SHARDS),
        }
    }
}

/// The settings that a finished or unfinished run in `dir` was made with.
///
/// # Errors
/// If there is none.
pub fn config_of(dir: &Path) -> Result<Config, Error> {
    let path = dir.join(RUN);
    if !dir.exists() {
        return Err(Error::NoFolder(dir.to_owned()));
    }
    if !path.exists() {
        return Err(Error::NotARun(dir.to_owned()));
    }
    let text = fs::read_to_string(&path).map_err(unreadable(&path))?;
    let read = serde_json::from_str(&text).and_then(|settings: Settings| serde_json::from_value(settings.config));
    read.map_err(|_| Error::NotARun(dir.to_owned()))
}

fn settings(config: &Config) -> Settings {
    let config = serde_json::to_value(config.spelled_out()).expect("settings have only string keys");
    Settings { boiloff_version: env!("CARGO_PKG_VERSION").to_owned(), config }
}

/// What differs, by its key, with both values.
fn difference(before: &Settings, now: &Settings) -> Option<String> {
    let mut found = Vec::new();
    if before.boiloff_version != now.boiloff_version {
        found.push(format!("boiloff {}, now {}", before.boiloff_version, now.boiloff_version));
    }
    differences(&before.config, &now.config, "", &mut found);
    (!found.is_empty()).then(|| found.join("; "))
}

fn differences(before: &Value, now: &Value, key: &str, found: &mut Vec<String>) {
    match (before, now) {
        (Value::Object(a), Value::Object(b)) => {
            for name in a.keys().chain(b.keys().filter(|k| !a.contains_key(*k))) {
                let of = |map: &serde_json::Map<String, Value>| map.get(name).cloned().unwrap_or_default();
                let dot = if key.is_empty() { "" } else { "." };
                differences(&of(a), &of(b), &format!("{key}{dot}{name}"), found);
            }
        }
        _ if before != now => found.push(format!("{key} = {before}, now {now}")),
        _ => {}
    }
}

fn work(dir: &Path, number: u32) -> PathBuf {
    dir.join(format!("{WORK}{number}"))
}

/// The numbers of the attempts whose folders are there, in order.
fn attempts(dir: &Path) -> Result<Vec<u32>, Error> {
    let mut numbers = Vec::new();
    for entry in fs::read_dir(dir).map_err(output(dir))? {
        let name = entry.map_err(output(dir))?.file_name();
        let number = name.to_str().and_then(|n| n.strip_prefix(WORK)).and_then(|n| n.parse::<u32>().ok());
        // What no attempt would have been called is none of ours, the last number too: there is none behind it.
        numbers.extend(number.filter(|&n| n < u32::MAX && self::work(dir, n).file_name() == Some(&name)));
    }
    numbers.sort_unstable();
    Ok(numbers)
}

/// Removes what runs have written to `dir`, the settings aside. The manifests, which say what that is, go last.
fn remove_run(dir: &Path) -> Result<(), Error> {
    let manifests = [dir.to_owned()].into_iter().chain(attempts(dir)?.into_iter().map(|n| work(dir, n))).map(|of| of.join(MANIFEST));
    for manifest in manifests.filter(|m| m.is_file()) {
        // A damaged row names nothing to remove.
        for row in manifest::read::<Row>(&manifest).map_err(unreadable(&manifest))?.flatten() {
            if let Some(output) = row.output {
                remove_output(dir, &output.path)?;
            }
        }
        let shards = manifest.with_file_name(SHARDS);
        for row in manifest::read::<ShardRow>(&shards).into_iter().flatten().flatten() {
            remove_output(dir, &row.path)?;
        }
    }
    remove_attempts(dir)?;
    remove_file(&dir.join(SITES))?;
    FILES.into_iter().try_for_each(|name| remove_file(&dir.join(name)))
}

fn remove_attempts(dir: &Path) -> Result<(), Error> {
    for number in attempts(dir)? {
        let work = work(dir, number);
        fs::remove_dir_all(&work).map_err(output(&work))?;
    }
    Ok(())
}

/// Removes an output file and the folders that are empty without it.
pub fn remove_output(dir: &Path, name: &str) -> Result<(), Error> {
    let Some(path) = below(dir, name).filter(|_| Path::new(name).starts_with(CORPUS)) else { return Ok(()) };
    remove_file(&path)?;
    for folder in path.ancestors().skip(1).take_while(|a| *a != dir) {
        if fs::remove_dir(folder).is_err() {
            break;
        }
    }
    Ok(())
}

fn remove_file(path: &Path) -> Result<(), Error> {
    match fs::remove_file(path) {
        Err(e) if e.kind() != std::io::ErrorKind::NotFound => Err(output(path)(e)),
        _ => Ok(()),
    }
}
