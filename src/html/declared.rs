//! Taking out the elements that the user has named.

use super::main_content::Cut;
use super::page::Page;
use crate::document::Evidence;
use crate::rules::declare;

declare! {
    /// Elements of a page that the user has named.
    ///
    /// ## What it removes
    /// The text of the elements that the CSS selectors of `--drop` name, or of `drop` in the configuration's `[html]` table or in that of the
    /// page's site, with all that stands in them. Where `keep` names them, or something that they stand in or that stands in them, that text
    /// stays. Both hold whatever the model says of the text; the other rules look at what stays.
    ///
    /// ## Why it is noise
    /// The user says so: who knows a site knows the names of its boxes.
    ///
    /// ## Example
    /// ```toml
    /// html.drop = [".edit-link"]
    /// html.keep = [".price"]
    /// ```
    /// ```html
    /// <main><article>
    /// <p>The river fell by half a metre in the night <a class="edit-link">[edit]</a>, and it was not the first time that this had happened in a dry year.</p>
    /// <p>Fishermen who had come down to the bank in the morning found their boats lying on the mud, far from the water.</p>
    /// </article></main>
    /// <aside><p class="price">£4</p><p>Buy</p></aside>
    /// ```
    /// ```after
    /// The river fell by half a metre in the night, and it was not the first time that this had happened in a dry year.
    /// Fishermen who had come down to the bank in the morning found their boats lying on the mud, far from the water.
    /// £4
    /// ```
    ///
    /// ## What it must keep
    /// Everything where nothing is named, and text that was extracted before.
    /// ```keep
    /// The river fell by half a metre in the night [edit], and it was not the first time that this had happened.
    /// ```
    ///
    /// ## Languages and sources of its lists
    /// None.
    ///
    /// ## Known misses
    /// Elements that are not shown have no text: a page's scripts and pictures cannot be kept.
    DeclaredElement, "declared-element", []
}

/// A user wants it to go.
pub const CUT: Cut = Cut { rule: DeclaredElement::INFO.id, evidence: Evidence::DECLARED, score: 1.0 };

/// Puts into `cuts` what a user wants of the page's blocks: which are to go as a whole, and which are to stay. Where it is `only_tagged`
/// that they go, what goes for another reason still does.
pub fn settle(page: &Page, cuts: &mut [Option<Cut>], only_tagged: bool) {
    let mut pieces = page.dropped.iter().peekable();
    for (block, cut) in page.blocks.iter().zip(cuts) {
        let goes = std::iter::from_fn(|| pieces.next_if(|p| p.start < block.span.end)).map(|p| p.len()).sum::<usize>() >= block.span.len();
        if goes && !(only_tagged && cut.is_some()) {
            *cut = Some(CUT);
        } else if block.kept {
            *cut = None;
        }
    }
}
