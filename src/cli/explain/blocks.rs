//! What was decided about a page's blocks, noted while it is cleaned.

use crate::html::{Page, Tag};
use crate::{Extracted, Span, Watch};

/// A block of the page.
pub struct Row {
    /// Where it stands in the page's text.
    pub span: Span,
    /// The elements it is in: "nav > ul > li".
    pub path: String,
    /// How likely the model takes it for main content, 0 to 1.
    pub score: Option<f32>,
    /// It goes.
    pub goes: bool,
}

/// The blocks of a page, in order; none of what is no page.
#[derive(Default)]
pub struct Blocks(Vec<Row>);

impl Watch for Blocks {
    fn lap(&mut self, _: &'static str) {}

    fn page(&mut self, extracted: &Extracted) {
        let page = &extracted.page;
        let rows = page.blocks.iter().enumerate().map(|(at, block)| Row {
            span: block.span,
            path: path(page, block.element),
            score: extracted.scores.get(at).copied(),
            goes: extracted.cuts[at].is_some(),
        });
        self.0 = rows.collect();
    }
}

impl Blocks {
    /// The block that a byte of the text is in, or that follows it.
    pub fn at(&self, byte: usize) -> Option<&Row> {
        self.0.get(self.0.partition_point(|row| row.span.end <= byte))
    }

    /// The blocks that begin in a span.
    pub fn within(&self, span: Span) -> &[Row] {
        let [from, to] = [span.start, span.end].map(|at| self.0.partition_point(|row| row.span.start < at));
        &self.0[from..to.max(from)]
    }

    /// How many blocks there are, and how many of them stay.
    pub fn counts(&self) -> (usize, usize) {
        (self.0.len(), self.0.iter().filter(|row| !row.goes).count())
    }
}

/// So many elements of a path are shown.
const SHOWN: usize = 5;

/// The names of the innermost elements, those left out that say nothing of what is in them.
fn path(page: &Page, element: u32) -> String {
    let elements = std::iter::successors(Some(element), |at| Some(page.elements[*at as usize].parent)).take_while(|at| *at != 0);
    let tags = elements.map(|at| page.elements[at as usize].tag).filter(|tag| !matches!(tag, Tag::Other | Tag::Body | Tag::Tbody));
    let mut names: Vec<String> = tags.take(SHOWN).map(|tag| format!("{tag:?}").to_lowercase()).collect();
    names.reverse();
    names.join(" > ")
}
