//! Taking out the lines that a person has denied.

use crate::document::{Action, Danger, Evidence, Finding, Span};
use crate::rules::declare;

declare! {
    /// Lines that a person has judged to be noise wherever they stand.
    ///
    /// ## What it removes
    /// Whole lines that somebody has denied (the verdict `deny` of a decisions file, which `boiloff review` writes and `--decisions` reads), on
    /// the site where that was, or everywhere where the decision says so. The line has to be the same, numbers and capitals too; whitespace and
    /// what else is normalised aside. Where another rule removes the line anyway, the ledger names that one.
    ///
    /// ## Why it is noise
    /// A person has looked at it and said so.
    ///
    /// ## Example
    /// ```jsonl
    /// {"verdict":"deny","rule":"judged-line","text":"Harbour Gazette, pages 4 and 5"}
    /// ```
    /// ```before
    /// The harbour was closed on Monday after the storm had broken two of its gates.
    /// Harbour Gazette, pages 4 and 5
    /// Ships waited outside for the tide, and the pilots went home again.
    /// ```
    /// ```after
    /// The harbour was closed on Monday after the storm had broken two of its gates.
    /// Ships waited outside for the tide, and the pilots went home again.
    /// ```
    ///
    /// ## What it must keep
    /// Every other line, those that are much alike too, and the line itself on sites where nobody has judged it.
    /// ```keep
    /// The harbour was closed on Monday after the storm had broken two of its gates.
    /// Harbour Gazette, pages 6 and 7
    /// ```
    ///
    /// ## Languages and sources of its lists
    /// None.
    ///
    /// ## Known misses
    /// A line that stands beside other cells in a row of a table, and parts of lines.
    JudgedLine, "judged-line", []
}

/// Asks for the removal of a denied line. The person's word is one kind of evidence, and that the line is all of what was judged another, so
/// that a line that opens with a quotation mark goes as well.
#[must_use]
pub const fn finding(line: Span) -> Finding {
    let evidence = Evidence::DECISION.and(Evidence::SHAPE);
    Finding { span: line, action: Action::Remove, rule: JudgedLine::INFO.id, evidence, danger: Danger::Low, score: None }
}
