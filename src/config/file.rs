//! `boiloff.toml`: reading it, writing it, and saying where in it a mistake stands.

use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{Config, UnknownRule};

/// The configuration file that is read from the working directory where no other is named.
pub const FILE_NAME: &str = "boiloff.toml";

/// Most letters by which what somebody meant may differ from what they wrote.
const FARTHEST: usize = 2;

/// Why settings could not be read. The messages are one line each.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ConfigError {
    /// The file could not be read.
    #[error("{}: cannot read the configuration ({source}); name another file", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// Something in the file is not as it has to be.
    #[error("{file}:{line}:{column}: {}{what}", if key.is_empty() { String::new() } else { format!("`{key}`: ") })]
    Wrong {
        /// The file's name.
        file: String,
        /// From 1.
        line: usize,
        /// In characters, from 1.
        column: usize,
        /// The key by its full path ("rules.ad-label"), empty where there is none.
        key: String,
        /// What is wrong and how to mend it.
        what: String,
    },
}

impl Config {
    /// The settings of a file. Files that it names are looked for from the folder it is in.
    ///
    /// # Errors
    /// If it cannot be read, or not be understood.
    pub fn read(path: &Path) -> Result<Self, ConfigError> {
        let text = fs::read_to_string(path).map_err(|source| ConfigError::Unreadable { path: path.to_owned(), source })?;
        let mut config = Self::parse(&text, &path.display().to_string())?;
        let files = [&mut config.decisions, &mut config.site_lines, &mut config.html.model, &mut config.text.model];
        if let Some(folder) = path.parent() {
            files.into_iter().flatten().for_each(|file| *file = folder.join(&*file));
        }
        Ok(config)
    }

    /// The settings of a file's text. `name` is what messages call the file.
    ///
    /// # Errors
    /// If the text is not TOML, has an unknown key or rule id, a value of the wrong kind, a selector that is none, or a rule of the user's own that
    /// does not do what its examples say.
    pub fn parse(text: &str, name: &str) -> Result<Self, ConfigError> {
        let wrong = |span: Range<usize>, what: &str| wrong(text, name, span, what);
        let config: Self = toml::from_str(text).map_err(|e| wrong(e.span().unwrap_or(0..0), &with_nearest(e.message())))?;
        for (at, rule) in config.own_rules.iter().enumerate() {
            let id = &rule.spec().id;
            if config.own_rules[..at].iter().any(|r| r.spec().id == *id) {
                return Err(wrong(place(text, &["rule"], at), &format!("two rules are called `{id}`; give one of them another id")));
            }
        }
        for flag in &config.leave_out {
            super::known_flag(flag).map_err(|e| wrong(place(text, &["leave-out"], 0), &e.to_string()))?;
        }
        for id in config.rules.keys() {
            config.known(id).map_err(|e: UnknownRule| wrong(place(text, &["rules", id], 0), &e.to_string()))?;
        }
        if config.html.model.as_ref().is_some_and(|model| model.as_os_str().is_empty()) {
            let what = "an empty name names no file; name the model's file, or take the key out to use the program's own";
            return Err(wrong(place(text, &["html", "model"], 0), what));
        }
        if config.html.model.is_none() && config.html.model_blake3.is_some() {
            let what = "this hash is of no file, as there is no `html.model`; name the model's file there, or take this key out";
            return Err(wrong(place(text, &["html", "model-blake3"], 0), what));
        }
        if config.decisions.as_ref().is_some_and(|file| file.as_os_str().is_empty()) {
            let what = "an empty name names no file; name the file of decisions, or take the key out";
            return Err(wrong(place(text, &["decisions"], 0), what));
        }
        if config.decisions.is_none() && config.decisions_blake3.is_some() {
            let what = "this hash is of no file, as there is no `decisions`; name the file there, or take this key out";
            return Err(wrong(place(text, &["decisions-blake3"], 0), what));
        }
        if config.site_lines.as_ref().is_some_and(|file| file.as_os_str().is_empty()) {
            let what = "an empty name names no file; name the table that `boiloff survey` has written, or take the key out";
            return Err(wrong(place(text, &["site-lines"], 0), what));
        }
        if config.site_lines.is_none() && config.site_lines_blake3.is_some() {
            let what = "this hash is of no file, as there is no `site-lines`; name the file there, or take this key out";
            return Err(wrong(place(text, &["site-lines-blake3"], 0), what));
        }
        if let Some(site) = config.html.wrong_site() {
            let what = format!("`{site}` names no site; write the host in small letters without `www.`, such as `example.org`");
            return Err(wrong(place(text, &["html", "sites", site], 0), &what));
        }
        Ok(config)
    }

    /// The settings as a file that reads back as the same settings.
    ///
    /// # Errors
    /// If they cannot be written as TOML; there is no such setting.
    pub fn to_toml(&self) -> Result<String, toml::ser::Error> {
        toml::to_string_pretty(self)
    }
}

/// A message that names something unknown and what is known, with the nearest of these.
fn with_nearest(message: &str) -> String {
    let mut names = message.split('`').skip(1).step_by(2);
    let unknown = names.next().filter(|_| message.starts_with("unknown "));
    let nearest = unknown.and_then(|unknown| {
        let far = |known: &&str| strsim::damerau_levenshtein(unknown, known);
        names.min_by_key(far).filter(|known| far(known) <= FARTHEST)
    });
    nearest.map_or_else(|| message.to_owned(), |nearest| format!("{message}; did you mean `{nearest}`?"))
}

fn wrong(text: &str, name: &str, span: Range<usize>, what: &str) -> ConfigError {
    let start = text.floor_char_boundary(span.start);
    let before = &text[..start];
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    let key = DeTable::parse(text).map(|table| key_at(table.get_ref(), start)).unwrap_or_default();
    ConfigError::Wrong {
        file: name.to_owned(),
        line: before.matches('\n').count() + 1,
        column: before[line_start..].chars().count() + 1,
        key,
        what: what.lines().collect::<Vec<_>>().join("; "),
    }
}

/// The full path of the key that a byte of the file belongs to.
fn key_at(table: &DeTable<'_>, at: usize) -> String {
    let Some((key, value)) = table.iter().filter(|(key, _)| first_byte(key, at)).max_by_key(|(key, _)| key.span().start) else {
        return String::new();
    };
    let inner = match value.get_ref() {
        DeValue::Table(inner) => key_at(inner, at),
        DeValue::Array(items) => {
            items.iter().rfind(|i| i.span().start <= at).and_then(|i| i.get_ref().as_table()).map(|t| key_at(t, at)).unwrap_or_default()
        }
        _ => String::new(),
    };
    let name = key.get_ref();
    if inner.is_empty() { name.to_string() } else { format!("{name}.{inner}") }
}

fn first_byte<T>(key: &Spanned<T>, at: usize) -> bool {
    key.span().start <= at
}

/// Where a key stands; of a list of tables, the `nth`.
fn place(text: &str, path: &[&str], nth: usize) -> Range<usize> {
    let Ok(table) = DeTable::parse(text) else { return 0..0 };
    let mut table = table.get_ref();
    let mut span = 0..0;
    for name in path {
        let Some((key, value)) = table.iter().find(|(key, _)| key.get_ref() == name) else { break };
        span = key.span();
        match value.get_ref() {
            DeValue::Table(inner) => table = inner,
            DeValue::Array(items) => span = items.get(nth).map_or(span, Spanned::span),
            _ => {}
        }
    }
    span
}
