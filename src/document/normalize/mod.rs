//! Whitespace and Unicode: the stages that run before the rules, on every document.
//!
//! Each stage is a file here with its documentation, its id and its check, which reports [`Edit`]s and changes nothing. The
//! stages run in four passes, and a pass that finds nothing costs one scan:
//!
//! 1. **characters**: `mojibake`, `control-characters`, `invisible-characters`, `unicode-form`, on the lines where `scan` finds
//!    a character that one of them might want;
//! 2. **entities**: `html-entity`, followed by the stages of the first pass, on lines with an entity outside of code;
//! 3. **whitespace**: `whitespace`, over the whole text;
//! 4. **links**: `link-debris` and `wiki-links`, over the whole text, followed by all passes where they found something.
//!
//! What one stage does can give another something to do (a removed zero-width space may complete an entity, a decoded entity
//! may be a control character), so a line goes through its stages until none wants anything more. That makes the result of
//! normalising twice the same as that of normalising once. A line that does not come to rest in six rounds is hostile
//! and keeps its entities or its mojibake.

mod control_characters;
mod html_entity;
mod invisible_characters;
mod link_debris;
mod mojibake;
mod scan;
mod structure;
mod unicode_form;
mod whitespace;
mod wiki_links;

use std::borrow::Cow;

pub use control_characters::ControlCharacters;
pub use html_entity::HtmlEntity;
pub use invisible_characters::InvisibleCharacters;
pub use link_debris::LinkDebris;
pub use mojibake::Mojibake;
pub use unicode_form::UnicodeForm;
pub use whitespace::Whitespace;
pub use wiki_links::WikiLinks;

use super::{Edit, Evidence, RuleId, Span, edit};

/// Which stages run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stages {
    /// `whitespace`
    pub whitespace: bool,
    /// `control-characters`
    pub control_characters: bool,
    /// `invisible-characters`
    pub invisible_characters: bool,
    /// `unicode-form`
    pub unicode_form: bool,
    /// `mojibake`
    pub mojibake: bool,
    /// `html-entity`
    pub html_entity: bool,
    /// `link-debris`
    pub link_debris: bool,
    /// `wiki-links`
    pub wiki_links: bool,
}

impl Stages {
    /// The stages whose id is `wanted`.
    #[must_use]
    pub fn of(wanted: impl Fn(RuleId) -> bool) -> Self {
        Self {
            whitespace: wanted(Whitespace::INFO.id),
            control_characters: wanted(ControlCharacters::INFO.id),
            invisible_characters: wanted(InvisibleCharacters::INFO.id),
            unicode_form: wanted(UnicodeForm::INFO.id),
            mojibake: wanted(Mojibake::INFO.id),
            html_entity: wanted(HtmlEntity::INFO.id),
            link_debris: wanted(LinkDebris::INFO.id),
            wiki_links: wanted(WikiLinks::INFO.id),
        }
    }

    /// All of them.
    #[must_use]
    pub fn all() -> Self {
        Self::of(|_| true)
    }

    const fn in_first_pass(self) -> bool {
        self.control_characters || self.invisible_characters || self.unicode_form || self.mojibake
    }

    /// The stages that look at one line's characters, in order.
    fn of_line(self) -> impl Iterator<Item = LineStage> {
        let all: [(bool, LineStage); 5] = [
            (self.mojibake, mojibake::check),
            (self.html_entity, html_entity::check),
            (self.control_characters, control_characters::check),
            (self.invisible_characters, invisible_characters::check),
            (self.unicode_form, unicode_form::check),
        ];
        all.into_iter().filter(|(on, _)| *on).map(|(_, check)| check)
    }
}

/// Adds the edits that a line needs, in bytes of the line.
type LineStage = fn(&str, &mut Vec<Edit>);

/// How often a line may go through its stages, and a text through the passes. Text that was encoded wrongly three times over, which is the
/// most that is met, takes four and one more to see that nothing is left to do.
const ROUNDS: usize = 6;

/// The text after the stages, and the edits that lead to it: in bytes of `source`, sorted, without overlaps.
#[must_use]
pub fn normalize(source: &str, stages: Stages) -> (Cow<'_, str>, Vec<Edit>) {
    let mut normal = Normal { text: Cow::Borrowed(source), edits: Vec::new() };
    for round in 1..=ROUNDS {
        if stages.in_first_pass() {
            normal.step(|text| first_pass(text, stages));
        }
        if stages.html_entity {
            normal.step(|text| second_pass(text, stages));
        }
        if stages.whitespace {
            normal.step(whitespace::check);
        }
        if round == ROUNDS {
            break;
        }
        let mut has_links = stages.link_debris && normal.step(|text| without_links(text, link_debris::check));
        has_links |= stages.wiki_links && normal.step(|text| without_links(text, wiki_links::check));
        if !has_links {
            break;
        }
    }
    (normal.text, normal.edits)
}

/// A text on its way, with the edits that led to it.
struct Normal<'a> {
    text: Cow<'a, str>,
    edits: Vec<Edit>,
}

impl Normal<'_> {
    /// Carries out what `check` wants; true if it wanted anything.
    fn step(&mut self, check: impl FnOnce(&str) -> Vec<Edit>) -> bool {
        let wanted = check(&self.text);
        if wanted.is_empty() {
            return false;
        }
        let next = edit::apply(&self.text, &wanted);
        self.edits = edit::compose(std::mem::take(&mut self.edits), &self.text, wanted);
        self.text = Cow::Owned(next);
        true
    }
}

fn first_pass(text: &str, stages: Stages) -> Vec<Edit> {
    let stages = Stages { html_entity: false, ..stages };
    let mut edits = Vec::new();
    let mut at = 0;
    while let Some(spot) = scan::next_spot(text.as_bytes(), at) {
        let line = scan::line_around(text.as_bytes(), at, spot, scan::line_end_before_repair);
        let settled = settle(&text[line.start..line.end], stages).or_else(|| {
            let safe = settle(&text[line.start..line.end], Stages { mojibake: false, ..stages })?;
            Some(then(&safe, stages).unwrap_or(safe))
        });
        edits.extend(settled.into_iter().flat_map(|normal| moved(normal.edits, line.start)));
        at = scan::behind(text.as_bytes(), line.end);
    }
    edits
}

fn second_pass(text: &str, stages: Stages) -> Vec<Edit> {
    let mut edits = Vec::new();
    let Some(first) = html_entity::next(text, 0) else { return edits };
    if html_entity::is_about_entities(text) {
        return edits;
    }
    let mut fences = structure::Fences::of(text);
    let mut next = Some(first);
    while let Some(spot) = next {
        let line = scan::line_around(text.as_bytes(), 0, spot, scan::line_end);
        if !fences.hold(spot) {
            let own = &text[line.start..line.end];
            // A line must not become a fence: what stands behind it was judged without.
            let settled = settle(own, stages).filter(|normal| structure::fence(&normal.text) == structure::fence(own));
            edits.extend(settled.into_iter().flat_map(|normal| moved(normal.edits, line.start)));
        }
        next = html_entity::next(text, line.end);
    }
    edits
}

/// What `check` wants of a text's links, if the text has as many fences without them: what they hold was judged by those.
fn without_links(text: &str, check: impl Fn(&str) -> Vec<Edit>) -> Vec<Edit> {
    let fences = |text: &str| structure::Fences::of(text).count();
    let edits = check(text);
    if edits.is_empty() || fences(text) == fences(&edit::apply(text, &edits)) { edits } else { Vec::new() }
}

/// The line after `stages` have nothing more to do, or `None` if it does not come to rest.
fn settle(line: &str, stages: Stages) -> Option<Normal<'_>> {
    let mut normal = Normal { text: Cow::Borrowed(line), edits: Vec::new() };
    for _ in 0..ROUNDS {
        let mut changed = false;
        for check in stages.of_line() {
            changed |= normal.step(|text| {
                let mut edits = Vec::new();
                check(text, &mut edits);
                edits
            });
        }
        if !changed {
            return Some(normal);
        }
    }
    None
}

/// The same line through `stages`, on top of what was done to it.
fn then<'a>(line: &Normal<'a>, stages: Stages) -> Option<Normal<'a>> {
    let more = settle(&line.text, stages)?;
    let edits = edit::compose(line.edits.clone(), &line.text, more.edits);
    Some(Normal { text: Cow::Owned(more.text.into_owned()), edits })
}

fn moved(edits: Vec<Edit>, by: usize) -> impl Iterator<Item = Edit> {
    edits.into_iter().map(move |edit| Edit { span: Span::new(edit.span.start + by, edit.span.end + by), ..edit })
}

/// What a stage wants. A stage is sure, and what it sees is the shape of the characters.
const fn stage_edit(rule: RuleId, start: usize, end: usize, with: String) -> Edit {
    Edit { span: Span::new(start, end), with, rule, evidence: Evidence::SHAPE, score: 1.0 }
}

#[cfg(test)]
mod tests;
