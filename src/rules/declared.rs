//! Rules that users declare in their configuration: phrases or a regular expression, with examples that are checked on load.

use std::ops::Range;
use std::sync::Arc;

use regex::{Regex, RegexBuilder};
use serde::{Deserialize, Serialize};

use super::lexicon::{Anchor, GAP, Lexicon, SHORTEST_INSIDE};
use super::{Findings, Info, Rule};
use crate::config::Mode;
use crate::document::fold::fold;
use crate::document::{Action, Danger, Document, Evidence, Finding, Line, Span};

/// A rule as the configuration writes it, a `[[rule]]` table.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Spec {
    /// Its id: kebab-case, unlike that of any other rule.
    pub id: String,
    /// What it removes and why.
    pub description: String,
    /// Phrases, compared without regard to case, accents and the value of numbers; ` * ` stands for a few words. Either these or
    /// `regex`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub phrases: Vec<String>,
    /// A regular expression, compared with the line as it stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub regex: Option<String>,
    /// What goes.
    #[serde(default)]
    pub scope: Scope,
    /// Where in a line it has to stand.
    #[serde(default)]
    pub anchor: Stands,
    /// Where in a document the line has to stand.
    #[serde(default)]
    pub position: Position,
    /// What is done.
    #[serde(default)]
    pub action: Asks,
    /// Lines that it must find. At least one.
    #[serde(default)]
    pub matches: Vec<String>,
    /// Lines that it must leave alone. At least one.
    #[serde(default)]
    pub keeps: Vec<String>,
}

/// What a declared rule takes out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scope {
    /// The line it was found in.
    #[default]
    Line,
    /// What was found.
    Span,
}

/// Where in a line a declared rule's phrase or expression has to stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stands {
    /// It is all of the line; for phrases, punctuation around it aside.
    #[default]
    Whole,
    /// The line starts with it.
    Start,
    /// Anywhere; for phrases, between word boundaries.
    Inside,
}

/// Where in a document a declared rule looks. The body reaches from the first line of running text that the rule does not
/// match to the last.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Position {
    /// Everywhere.
    #[default]
    Any,
    /// Before the body.
    Head,
    /// Behind the body.
    Tail,
}

/// What a declared rule does with what it finds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Asks {
    /// Takes it out.
    #[default]
    Remove,
    /// Reports it; the text stays.
    Tag,
}

impl From<Asks> for Mode {
    fn from(asks: Asks) -> Self {
        match asks {
            Asks::Remove => Self::On,
            Asks::Tag => Self::Tag,
        }
    }
}

/// Why a declared rule is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("rule `{id}`: {fault}")]
pub struct SpecError {
    /// The rule's id as given.
    pub id: String,
    /// What is wrong with it.
    pub fault: Fault,
}

/// What is wrong with a declared rule.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Fault {
    /// The id is not kebab-case.
    #[error("an id is lower-case letters, digits and single hyphens, starting with a letter")]
    Id,
    /// A rule of the program has the id.
    #[error("a built-in rule has this id already; choose another")]
    Taken,
    /// There is no description.
    #[error("`description` is empty; say what the rule removes")]
    Undescribed,
    /// Neither phrases nor an expression, or both.
    #[error("give either `phrases` or `regex`, and only one of them")]
    PhrasesOrRegex,
    /// A phrase without a letter or digit, too short for its anchor, or with a gap at an end or beside a short part.
    #[error(
        "the phrase {0:?} is too short to be looked for inside a line, or has a gap (` * `) without {SHORTEST_INSIDE} letters on \
         each side; lengthen it, or set anchor = \"whole\" and leave the gap out"
    )]
    Short(String),
    /// The expression cannot be compiled.
    #[error("`regex` cannot be used: {0}")]
    Regex(String),
    /// The expression matches nothing at all, and so everywhere.
    #[error("`regex` matches an empty text; make it ask for at least one character")]
    Empty,
    /// An example list is empty.
    #[error("`{0}` is empty; give at least one example line")]
    NoExample(&'static str),
    /// A line of `matches` is not found.
    #[error("the example {0:?} of `matches` is not found by the rule")]
    Missed(String),
    /// A line of `keeps` is found.
    #[error("the example {0:?} of `keeps` is found by the rule")]
    Caught(String),
}

/// A user's own rule, compiled and true to its examples.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(try_from = "Spec", into = "Spec")]
pub struct Declared {
    spec: Spec,
    info: &'static Info,
    finder: Finder,
}

/// What a declared rule looks for, compiled.
#[derive(Clone, Debug)]
enum Finder {
    Phrases(Arc<Lexicon>),
    Regex(Regex),
}

impl Finder {
    /// What it finds in a line, the first `most` of it. Unlike the search for the program's own phrases it reads all of a long
    /// line: what a user asks for by name is to be found wherever it stands.
    fn find(&self, line: &str, most: usize) -> Vec<Range<usize>> {
        match self {
            Self::Phrases(lexicon) => {
                let mut hits = Vec::new();
                lexicon.find(&mut fold(line), 0, &mut hits);
                hits.iter().take(most).map(|hit| hit.place(line)).collect()
            }
            Self::Regex(regex) => regex.find_iter(line).filter(|m| !m.is_empty()).take(most).map(|m| m.range()).collect(),
        }
    }
}

impl PartialEq for Declared {
    fn eq(&self, other: &Self) -> bool {
        self.spec == other.spec
    }
}

impl Eq for Declared {}

impl From<Declared> for Spec {
    fn from(declared: Declared) -> Self {
        declared.spec
    }
}

/// Largest compiled regular expression, in bytes: a few hundred alternatives with Unicode classes fit, a repetition that
/// would fill the memory does not.
const REGEX_BYTES: usize = 4 << 20;
/// Most matches of an expression that are taken out of one line. Each search may read the rest of the line, so that the bound
/// keeps the work linear in the line's length.
const SPANS_PER_LINE: usize = 100;

impl TryFrom<Spec> for Declared {
    type Error = SpecError;

    /// Compiles a rule and tries its examples. The id and description are made static: they stay in memory until the program
    /// ends, so read a configuration once, not for every document.
    fn try_from(spec: Spec) -> Result<Self, SpecError> {
        match Self::compile(&spec) {
            Ok(finder) => {
                let id = Box::leak(spec.id.clone().into_boxed_str());
                let doc = Box::leak(documentation(&spec).into_boxed_str());
                let info = Box::leak(Box::new(Info { id, doc, classes: &[] }));
                Ok(Self { spec, info, finder })
            }
            Err(fault) => Err(SpecError { id: spec.id, fault }),
        }
    }
}

impl Declared {
    /// The rule as it was declared.
    #[must_use]
    pub const fn spec(&self) -> &Spec {
        &self.spec
    }

    fn compile(spec: &Spec) -> Result<Finder, Fault> {
        if !is_kebab_case(&spec.id) {
            return Err(Fault::Id);
        }
        if super::info(&spec.id).is_some() {
            return Err(Fault::Taken);
        }
        if spec.description.trim().is_empty() {
            return Err(Fault::Undescribed);
        }
        for (list, name) in [(&spec.matches, "matches"), (&spec.keeps, "keeps")] {
            if list.is_empty() {
                return Err(Fault::NoExample(name));
            }
        }
        let anchor = spec.anchor.into();
        if let Some(short) = spec.phrases.iter().find(|phrase| is_too_short(phrase, anchor)) {
            return Err(Fault::Short(short.clone()));
        }
        let finder = match &spec.regex {
            Some(pattern) if spec.phrases.is_empty() => Finder::Regex(compile_regex(pattern, spec.anchor)?),
            None if !spec.phrases.is_empty() => {
                Finder::Phrases(Arc::new(Lexicon::of(OWN, anchor, spec.phrases.iter().map(String::as_str))))
            }
            _ => return Err(Fault::PhrasesOrRegex),
        };
        let finds = |line: &str| !finder.find(line.trim(), 1).is_empty();
        if let Some(missed) = spec.matches.iter().find(|line| !finds(line)) {
            return Err(Fault::Missed(missed.clone()));
        }
        if let Some(caught) = spec.keeps.iter().find(|line| finds(line)) {
            return Err(Fault::Caught(caught.clone()));
        }
        Ok(finder)
    }

    /// The lines it matches, with what it matched in them.
    fn matched<'d>(&self, document: &'d Document<'_>) -> Vec<(&'d Line, Vec<Span>)> {
        let most = if self.spec.scope == Scope::Line { 1 } else { SPANS_PER_LINE };
        document
            .filled_lines()
            .filter_map(|(_, line)| {
                let found = self.finder.find(document.text_of(line), most);
                let spans: Vec<Span> =
                    found.into_iter().map(|at| Span::new(line.span.start + at.start, line.span.start + at.end)).collect();
                (!spans.is_empty()).then_some((line, spans))
            })
            .collect()
    }
}

/// The class of users' phrases; no list of the program has it.
const OWN: &str = "own";

impl From<Stands> for Anchor {
    fn from(stands: Stands) -> Self {
        match stands {
            Stands::Whole => Self::Whole,
            Stands::Start => Self::Start,
            Stands::Inside => Self::Inside,
        }
    }
}

impl Rule for Declared {
    fn info(&self) -> &'static Info {
        self.info
    }

    fn check(&self, document: &Document<'_>, findings: &mut Findings) {
        let mut matched = self.matched(document);
        if self.spec.position != Position::Any {
            let starts: Vec<usize> = matched.iter().map(|(line, _)| line.span.start).collect();
            let is_body = |line: &&Line| line.is_prose() && starts.binary_search(&line.span.start).is_err();
            let mut body = document.lines.iter().filter(is_body).map(|line| line.span.start);
            let (first, last) = (body.next(), body.next_back());
            let last = last.or(first);
            matched.retain(|(line, _)| match self.spec.position {
                Position::Head => first.is_none_or(|at| line.span.start < at),
                Position::Tail => last.is_none_or(|at| line.span.start > at),
                Position::Any => true,
            });
        }
        // The user's own word counts as a kind of evidence of its own, so that a rule does what its examples showed.
        let evidence = if matches!(self.finder, Finder::Regex(_)) { Evidence::SHAPE } else { Evidence::PHRASE }.and(Evidence::DECLARED);
        for (line, spans) in matched {
            if self.spec.scope == Scope::Line {
                findings.remove_line(self.info.id, line, Danger::Low, evidence);
            } else {
                findings.list.extend(spans.into_iter().map(|span| Finding {
                    span,
                    action: Action::Remove,
                    rule: self.info.id,
                    evidence,
                    danger: Danger::Low,
                    score: None,
                }));
            }
        }
    }
}

fn compile_regex(pattern: &str, anchor: Stands) -> Result<Regex, Fault> {
    let anchored = match anchor {
        Stands::Whole => format!("^(?:{pattern})$"),
        Stands::Start => format!("^(?:{pattern})"),
        Stands::Inside => pattern.to_owned(),
    };
    // Compiled alone first, so that messages show the pattern as it was written.
    let build = |p: &str| RegexBuilder::new(p).size_limit(REGEX_BYTES).dfa_size_limit(REGEX_BYTES).build();
    let regex = build(pattern).and_then(|_| build(&anchored)).map_err(|e| Fault::Regex(e.to_string()))?;
    if regex.is_match("") { Err(Fault::Empty) } else { Ok(regex) }
}

/// True if a phrase, or a part of one with gaps, has too few letters and digits to be looked for.
fn is_too_short(phrase: &str, anchor: Anchor) -> bool {
    let fewest = if anchor == Anchor::Whole && !phrase.contains(GAP) { 1 } else { SHORTEST_INSIDE };
    phrase.split(GAP).any(|part| fold(part).iter().filter(|b| !b.is_ascii_punctuation() && !b.is_ascii_whitespace()).count() < fewest)
}

/// True for lower-case letters, digits and single hyphens inside, starting with a letter.
#[must_use]
pub fn is_kebab_case(id: &str) -> bool {
    id.starts_with(|c: char| c.is_ascii_lowercase())
        && id.split('-').all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()))
}

fn documentation(spec: &Spec) -> String {
    let list = |lines: &[String]| lines.iter().map(|l| format!("{l}\n")).collect::<String>();
    format!(
        " {}\n\n## What it removes\nDeclared in the configuration. For example:\n```\n{}```\n\n## What it must keep\n```\n{}```\n",
        spec.description.trim(),
        list(&spec.matches),
        list(&spec.keeps)
    )
}
