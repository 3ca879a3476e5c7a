//! Taking out of a page's text what is not its main content.

use super::page::CELL_JOINT;
use super::{Block, Page};
use crate::document::{Edit, Evidence, RuleId, Span};
use crate::rules::declare;

declare! {
    /// What stands on a page around its main content: menus, sidebars, teasers of other pages, footers.
    ///
    /// ## What it removes
    /// Blocks of an HTML page that its model takes for something else than the main content. A block is a piece of visible text without a line
    /// break: a paragraph, a heading, a list item, a table's cell. The model weighs the block's text, the elements it stands in, their
    /// classes, what is around it and what kind of page it is, and gives a probability; the report's score is one minus that.
    ///
    /// ## Why it is noise
    /// Most of a page's text is the same on all pages of its site, or belongs to other pages.
    ///
    /// ## Example
    /// ```html
    /// <nav><ul><li><a href="/">Home</a></li><li><a href="/news">News</a></li><li><a href="/contact">Contact</a></li></ul></nav>
    /// <main><article>
    /// <p>The river fell by half a metre in the night, and it was not the first time that this had happened in a dry year.</p>
    /// <p>Fishermen who had come down to the bank in the morning found their boats lying on the mud, far from the water.</p>
    /// </article></main>
    /// <footer><p>© 2026 Example Media. All rights reserved.</p></footer>
    /// ```
    /// ```after
    /// The river fell by half a metre in the night, and it was not the first time that this had happened in a dry year.
    /// Fishermen who had come down to the bank in the morning found their boats lying on the mud, far from the water.
    /// ```
    ///
    /// ## What it must keep
    /// Text that was extracted before: without markup there is nothing to go by, and this stage does not run.
    /// ```keep
    /// Home
    /// The river fell by half a metre in the night, and it was not the first time that this had happened.
    /// ```
    ///
    /// ## Languages and sources of its lists
    /// All; most of what the model goes by is markup. See `training/README.md` for what it was fitted on and how well it does.
    ///
    /// ## Known misses
    /// Of what stands beside the main content, `--include` keeps comments, captions and tables.
    /// The page's title is left out where it stands above the text, as it is in `meta`. On pages with several texts of equal rank (search
    /// results, product pages with reviews) what is the main content is a matter of taste.
    MainContent, "main-content", []
}

/// Why a block is taken out.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cut {
    /// The stage that does it.
    pub rule: RuleId,
    /// What it stands on.
    pub evidence: Evidence,
    /// How sure that is, 0 to 1.
    pub score: f32,
}

impl Cut {
    /// The model gives a block this score.
    #[must_use]
    pub const fn scored(score: f32) -> Self {
        Self { rule: MainContent::INFO.id, evidence: Evidence::SCORER, score: 1.0 - score }
    }

    fn edit(self, span: Span) -> Edit {
        Edit { span, with: String::new(), rule: self.rule, evidence: self.evidence, score: self.score }
    }
}

/// The edits that take out blocks and `pieces` of others, in bytes of the page's text. For each block, `cuts` says why it goes, if it
/// does; `pieces` are sorted and apart.
#[must_use]
pub fn edits(page: &Page, cuts: &[Option<Cut>], pieces: &[Span], piece: Cut) -> Vec<Edit> {
    let mut edits: Vec<Edit> = Vec::new();
    let mut pieces = pieces.iter().peekable();
    for (at, (block, cut)) in page.blocks.iter().zip(cuts).enumerate() {
        let own = std::iter::from_fn(|| pieces.next_if(|p| p.start < block.span.end));
        if let Some(cut) = cut {
            own.for_each(drop);
            let free = edits.last().is_none_or(|edit| edit.span.end < block.span.start);
            let span = if block.in_row && free {
                // A cell goes with what joins it to the cell before.
                Span::new(block.span.start - CELL_JOINT.len(), block.span.end)
            } else {
                Span::new(block.span.start, page.blocks.get(at + 1).map_or(page.text.len(), |next| next.span.start))
            };
            edits.push(cut.edit(span));
        } else {
            edits.extend(own.map(|span| piece.edit(with_blank(page, block, *span))));
        }
    }
    edits
}

/// A piece of a block with the blank before it where the text would otherwise have two, or end in one.
fn with_blank(page: &Page, block: &Block, span: Span) -> Span {
    let (before, behind) = (&page.text[block.span.start..span.start], &page.text[span.end..block.span.end]);
    if before.ends_with(' ') && (behind.is_empty() || behind.starts_with(' ')) {
        Span::new(span.start - 1, span.end)
    } else if before.is_empty() && behind.starts_with(' ') {
        Span::new(span.start, span.end + 1)
    } else {
        span
    }
}
