//! A removal that a person has judged, or is to judge, and the file that holds such, one a line.

use std::fs::{self, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::config::{Config, UnknownRule};
use crate::document::Span;

/// What a person says of a removal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Judgement {
    /// It was noise.
    Right,
    /// It was content: the text is kept from now on.
    Wrong,
    /// It was noise, and this line is to go wherever it stands, whether a rule asks for it or not.
    Deny,
}

/// For which documents a judgement holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Scope {
    /// Those of the same site; without a site, those of which none is known.
    #[default]
    Site,
    /// All.
    Corpus,
}

impl Scope {
    fn is_site(&self) -> bool {
        *self == Self::Site
    }
}

/// Where a removal stood.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct At {
    /// The input, as the manifest names it.
    pub source: String,
    /// The record in that input, from 0.
    pub record: u64,
    /// Bytes of the decoded source.
    pub span: Span,
}

/// A removal with a person's judgement, or without one as long as nobody has judged it: a line of a decisions file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Decision {
    /// The judgement; `null` in a list that is to be filled in.
    pub verdict: Option<Judgement>,
    /// For which documents it holds.
    #[serde(default, skip_serializing_if = "Scope::is_site")]
    pub scope: Scope,
    /// The rule that removed the text.
    pub rule: String,
    /// Of a rule that goes by a model, between which scores: "0.8-0.9".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub band: Option<String>,
    /// The site of the document, as the ledger has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub site: Option<String>,
    /// The removed text as it stood in the source, at most [`TEXT_MAX`] bytes of it.
    pub text: String,
    /// Where it stood, if it comes from a sample. What a person adds by hand has no place, and counts for no rule's precision.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<At>,
    /// What was written in its place. This and what follows is for the person who judges, and is not kept.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub with: String,
    /// What stood before it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub before: String,
    /// What stood behind it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub after: String,
    /// The kinds of evidence.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<String>,
    /// The score, 0 to 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub score: Option<f32>,
}

/// What makes two decisions decisions on one removal: rule, site, place and text.
pub type Removal<'d> = (&'d str, Option<&'d str>, Option<&'d At>, &'d str);

/// Longest text of a decision, in bytes: more than [`super::verdicts::KEY_MAX`], so that blanks and entities in it do not leave too little.
pub const TEXT_MAX: usize = 4096;

impl Decision {
    /// The same without what only the person who judges wants to see.
    #[must_use]
    pub fn bare(&self) -> Self {
        let Self { verdict, scope, rule, band, site, text, at, .. } = self.clone();
        Self {
            verdict,
            scope,
            rule,
            band,
            site,
            text,
            at,
            with: String::new(),
            before: String::new(),
            after: String::new(),
            evidence: Vec::new(),
            score: None,
        }
    }

    /// What makes two decisions decisions on one removal.
    #[must_use]
    pub fn removal(&self) -> Removal<'_> {
        (&self.rule, self.site.as_deref(), self.at.as_ref(), &self.text)
    }

    /// The decision as a line of a file.
    #[must_use]
    pub fn line(&self) -> String {
        serde_json::to_string(self).expect("a decision has only string keys") + "\n"
    }
}

/// What a decisions file holds, in its order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Decisions {
    /// Those with a judgement.
    pub list: Vec<Decision>,
    /// How many lines have none yet.
    pub open: usize,
}

/// What can go wrong with a decisions file.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// It could not be read.
    #[error("{}: the decisions cannot be read ({source}); `boiloff review` makes such a file", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A line is no decision.
    #[error("{file}:{line}{}: {what}", if *column > 0 { format!(":{column}") } else { String::new() })]
    Wrong {
        /// The file's name.
        file: String,
        /// From 1.
        line: usize,
        /// In bytes, from 1; 0 where it is the line as a whole.
        column: usize,
        /// What is wrong with it.
        what: String,
    },
    /// It could not be written.
    #[error("{}: cannot be written; what was judged before is kept", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

impl Decisions {
    /// The decisions of a file.
    ///
    /// # Errors
    /// If it cannot be read, or a line of it is no decision.
    pub fn read(path: &Path) -> Result<Self, Error> {
        let bytes = fs::read(path).map_err(|source| Error::Unreadable { path: path.to_owned(), source })?;
        Self::parse(&bytes, &path.display().to_string())
    }

    /// The decisions of a file's content. `name` is what messages call the file.
    ///
    /// # Errors
    /// If a line is no decision.
    pub fn parse(bytes: &[u8], name: &str) -> Result<Self, Error> {
        let mut decisions = Self::default();
        for (at, line) in bytes.split(|b| *b == b'\n').enumerate().filter(|(_, line)| !line.trim_ascii().is_empty()) {
            let wrong = |column, what| Error::Wrong { file: name.to_owned(), line: at + 1, column, what };
            let decision: Decision = serde_json::from_slice(line).map_err(|e| {
                let message = e.to_string();
                // The place is told in the file, not in the line.
                let what = message.rsplit_once(" at line ").map_or(message.as_str(), |(what, _)| what);
                wrong(e.column(), what.to_owned())
            })?;
            if decision.text.trim().is_empty() {
                return Err(wrong(0, "`text` is empty; give the line that was judged".to_owned()));
            }
            if decision.verdict.is_some() { decisions.list.push(decision) } else { decisions.open += 1 }
        }
        Ok(decisions)
    }

    /// The rules that are named and do not exist, each once. Their decisions count all the same.
    #[must_use]
    pub fn unknown_rules(&self, config: &Config) -> Vec<UnknownRule> {
        let mut rules: Vec<&String> = self.list.iter().map(|d| &d.rule).collect();
        rules.sort_unstable();
        rules.dedup();
        rules.into_iter().filter_map(|id| config.known(id).err()).collect()
    }
}

/// A decisions file that grows as judgements are given: each is in the file before the next is asked for.
#[derive(Debug)]
pub struct Journal {
    path: PathBuf,
    file: fs::File,
}

impl Journal {
    /// Opens the file, or makes it. A last line that its writer did not end is ended.
    ///
    /// # Errors
    /// [`Error::Write`].
    pub fn open(path: &Path) -> Result<Self, Error> {
        let open = || {
            let mut file = OpenOptions::new().read(true).append(true).create(true).open(path)?;
            let mut last = [b'\n'];
            if file.seek(SeekFrom::End(0))? > 0 {
                file.seek(SeekFrom::End(-1))?;
                file.read_exact(&mut last)?;
            }
            if last != [b'\n'] {
                file.write_all(b"\n")?;
            }
            Ok(file)
        };
        let file = open().map_err(|source| Error::Write { path: path.to_owned(), source })?;
        Ok(Self { path: path.to_owned(), file })
    }

    /// Adds a decision.
    ///
    /// # Errors
    /// [`Error::Write`].
    pub fn add(&mut self, decision: &Decision) -> Result<(), Error> {
        let line = decision.bare().line();
        self.file.write_all(line.as_bytes()).map_err(|source| Error::Write { path: self.path.clone(), source })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINE: &str = r#"{"verdict":"wrong","rule":"ad-label","site":"example.org","text":"Advertisement"}"#;

    fn complaint(text: &str) -> String {
        Decisions::parse(text.as_bytes(), "d.jsonl").unwrap_err().to_string()
    }

    #[test]
    fn a_file_is_read_and_what_nobody_judged_is_left_out() {
        let text = format!("{LINE}\n\n{}\n{LINE}", LINE.replace("\"wrong\"", "null"));
        let decisions = Decisions::parse(text.as_bytes(), "d.jsonl").unwrap();
        assert_eq!((decisions.list.len(), decisions.open), (2, 1));
        assert_eq!(decisions.list[0].line(), format!("{LINE}\n"));
        assert_eq!((decisions.list[0].verdict, decisions.list[0].scope), (Some(Judgement::Wrong), Scope::Site));
    }

    #[test]
    fn mistakes_name_file_line_and_what_is_expected() {
        let second = |line: &str| complaint(&format!("{LINE}\n{line}\n"));
        let said = second(&LINE.replace("wrong", "bad"));
        assert!(
            said.starts_with("d.jsonl:2:") && said.contains("unknown variant `bad`, expected one of `right`, `wrong`, `deny`"),
            "{said}"
        );
        assert!(!said.contains("at line"), "{said}");
        assert!(second(&LINE.replace("site", "host")).contains("unknown field `host`"));
        assert!(second("{").starts_with("d.jsonl:2:1: EOF"), "{}", second("{"));
        assert!(second(&LINE.replace("Advertisement", " ")).starts_with("d.jsonl:2: `text` is empty"));
        assert!(second("\u{7f}\u{0}").starts_with("d.jsonl:2:1: "));
    }

    #[test]
    fn a_journal_goes_on_where_another_stopped() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("d.jsonl");
        fs::write(&path, LINE).unwrap();
        let decision = Decisions::read(&path).unwrap().list.remove(0);
        let seen = Decision { before: "before".to_owned(), score: Some(0.5), ..decision };
        Journal::open(&path).unwrap().add(&seen).unwrap();
        Journal::open(&path).unwrap().add(&seen).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), format!("{LINE}\n").repeat(3));
        assert!(matches!(Journal::open(dir.path()), Err(Error::Write { .. })));
    }
}
