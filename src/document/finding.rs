//! What a rule says about a span of the text.

use super::{Edit, Evidence, Span};

/// The id of a rule, kebab-case and stable for ever. Ids of users' own rules are made static once, when the configuration is read.
pub type RuleId = &'static str;

/// How likely the noise's own words are in genuine prose, and so how many kinds of evidence a removal takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Danger {
    /// The thing itself is enough: one kind.
    Low,
    /// Two kinds.
    Medium,
    /// Three kinds.
    High,
}

impl Danger {
    /// How many kinds of evidence a removal takes.
    #[must_use]
    pub const fn kinds_needed(self) -> u32 {
        self as u32 + 1
    }
}

/// What to do with a span.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// Take it out. A finding that covers all of a line takes the line's end with it.
    Remove,
    /// Put this in its place.
    Replace(String),
    /// Leave it and say so.
    Flag,
}

/// What a rule found; `plan` decides what becomes of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// Where, in bytes of the document's text. Within one line, without its line end.
    pub span: Span,
    /// What the rule asks for.
    pub action: Action,
    /// Which rule.
    pub rule: RuleId,
    /// What it stands on. Position, neighbours and repetition are added by `plan`, or by a rule that has seen them itself.
    pub evidence: Evidence,
    /// How much it takes.
    pub danger: Danger,
    /// How sure it is, 0 to 1, where a model says so; else the kinds of evidence tell.
    pub score: Option<f32>,
}

impl Finding {
    /// A removal.
    #[must_use]
    pub const fn remove(rule: RuleId, span: Span, danger: Danger, evidence: Evidence) -> Self {
        Self { span, action: Action::Remove, rule, evidence, danger, score: None }
    }

    /// A replacement.
    #[must_use]
    pub const fn replace(rule: RuleId, span: Span, with: String, danger: Danger, evidence: Evidence) -> Self {
        Self { span, action: Action::Replace(with), rule, evidence, danger, score: None }
    }
}

/// What a stage set to `tag` would have done.
impl From<Edit> for Finding {
    fn from(edit: Edit) -> Self {
        let action = if edit.with.is_empty() { Action::Remove } else { Action::Replace(edit.with) };
        Self { span: edit.span, action, rule: edit.rule, evidence: edit.evidence, danger: Danger::Low, score: None }
    }
}
