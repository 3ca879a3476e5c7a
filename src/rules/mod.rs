//! The rules. Each is a file here, a line in [`RULES`], and a folder of cases in `fixtures/rules/`; everything else (the command
//! line's list, `docs/rules.md`, configuration keys, tests over all rules) follows from the list.
//!
//! A rule reads a [`Document`] and reports [`Finding`]s; it never edits text. What becomes of a finding is decided in one place,
//! [`crate::document::plan`], from the kinds of evidence behind it and the danger that its words are genuine prose.

pub mod declared;
mod doc;
pub mod lexicon;

mod ad_label;

use crate::document::{Danger, Document, Evidence, Finding, Line, Meta, RuleId};
pub use declared::Declared;
use lexicon::{Anchor, Hit};

/// All rules, in the order in which they are asked. Where two want the same line, the first has it.
pub const RULES: &[&dyn Rule] = &[&ad_label::AdLabel];

/// The stages that run before the rules; they have documentation and a switch like a rule.
pub const STAGES: &[&Info] = &[];

/// What is said of a rule or stage.
#[derive(Debug)]
pub struct Info {
    /// Its id: kebab-case, named for the noise, stable for ever.
    pub id: RuleId,
    /// Its documentation in Markdown, from the doc comment of its struct.
    pub doc: &'static str,
    /// The lexicon's classes that it reads.
    pub classes: &'static [&'static str],
}

/// One kind of noise.
pub trait Rule: Sync {
    /// What is said of it.
    fn info(&self) -> &'static Info;

    /// Adds what it finds.
    fn check(&self, document: &Document<'_>, findings: &mut Findings);
}

/// What the rules found.
#[derive(Debug, Default)]
pub struct Findings {
    /// In any order.
    pub list: Vec<Finding>,
    /// What bylines, datelines and dates told. Spans are bytes of the document's text.
    pub meta: Meta,
}

/// Declares a rule: its doc comment, which is its documentation, its type, its id, the lexicon classes it reads.
macro_rules! declare {
    ($(#[doc = $doc:literal])+ $name:ident, $id:literal, [$($class:literal),*]) => {
        $(#[doc = $doc])+
        #[derive(Debug)]
        pub struct $name;

        impl $name {
            /// What is said of it.
            pub const INFO: $crate::rules::Info =
                $crate::rules::Info { id: $id, doc: concat!($($doc, "\n"),+), classes: &[$($class),*] };
        }
    };
}
pub(crate) use declare;

/// What is said of the rule or stage of that id.
#[must_use]
pub fn info(id: &str) -> Option<&'static Info> {
    infos().find(|i| i.id == id)
}

/// What is said of each stage and rule, in order.
pub fn infos() -> impl Iterator<Item = &'static Info> {
    STAGES.iter().copied().chain(RULES.iter().map(|r| r.info()))
}

/// The lines with a phrase of a class, each with its strongest hit (the order of [`Anchor`]).
pub fn lines_with<'d>(document: &'d Document<'_>, class: &'static str) -> impl Iterator<Item = (&'d Line, &'d Hit)> {
    document.hits.chunk_by(|a, b| a.line == b.line).filter_map(move |hits| {
        let hit = hits.iter().filter(|h| h.class == class).min_by_key(|h| h.anchor)?;
        Some((&document.lines[hit.line as usize], hit))
    })
}

/// The evidence of a phrase by where it stood: the whole line is a shape of its own.
#[must_use]
pub const fn phrase_evidence(hit: &Hit) -> Evidence {
    Evidence::PHRASE.and_if(matches!(hit.anchor, Anchor::Whole), Evidence::SHAPE)
}

impl Findings {
    /// Asks for the removal of a whole line.
    pub fn remove_line(&mut self, rule: RuleId, line: &Line, danger: Danger, evidence: Evidence) {
        self.list.push(Finding::remove(rule, line.span, danger, evidence));
    }
}
