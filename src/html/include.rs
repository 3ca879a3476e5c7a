//! Keeping what stands beside a page's main content, where the user asks for it.

use std::collections::{BTreeSet, HashSet};
use std::sync::LazyLock;

use super::page::{Block, Element, Page, hash_bytes};
use super::tag::Tag;
use crate::config::Include;

/// Adds to the blocks that are kept those that `include` asks for.
pub fn widen(page: &Page, include: &BTreeSet<Include>, kept: &mut [bool]) {
    let asks = |what| include.contains(&what);
    if !asks(Include::Comments) && !asks(Include::Captions) && !asks(Include::Tables) {
        return;
    }
    let sums = Sums::of(page, kept);
    let places = places(page, &sums);
    let place_of = |block: &Block| &places[block.element as usize];
    for (block, kept) in page.blocks.iter().zip(&mut *kept) {
        let place = place_of(block);
        *kept |= asks(Include::Comments) && place.comment && !place.control && !is_label(page, block)
            || asks(Include::Captions) && place.caption.is_some_and(|of| sums.is_near_kept(page, of));
    }
    if asks(Include::Tables) {
        let is_whole = |at: usize| page.elements[at].tag == Tag::Table && sums.is_data(at) && sums.stands_within(kept, at);
        let whole: Vec<bool> = (0..page.elements.len()).map(is_whole).collect();
        for (block, kept) in page.blocks.iter().zip(&mut *kept) {
            *kept |= place_of(block).table.is_some_and(|of| whole[of as usize]);
        }
    }
}

/// Where an element stands.
#[derive(Clone, Copy, Debug, Default)]
struct Place {
    /// Among comments.
    comment: bool,
    /// In something that is pressed or filled in.
    control: bool,
    /// In a caption: the element that it is the caption of, or itself.
    caption: Option<u32>,
    /// In a table: the innermost.
    table: Option<u32>,
}

/// For each element, what the blocks in it add up to.
struct Sums {
    /// Bytes of the blocks that are kept.
    kept: Vec<usize>,
    /// Blocks that stand behind another in a row.
    cells: Vec<usize>,
    /// Tables in it.
    tables: Vec<usize>,
    /// The first block and the one behind the last.
    blocks: Vec<(usize, usize)>,
}

impl Sums {
    fn of(page: &Page, kept: &[bool]) -> Self {
        let none = vec![0; page.elements.len()];
        let mut sums = Self { kept: none.clone(), cells: none.clone(), tables: none, blocks: vec![(usize::MAX, 0); page.elements.len()] };
        for (at, block) in page.blocks.iter().enumerate() {
            let element = block.element as usize;
            sums.kept[element] += if kept[at] { block.span.len() } else { 0 };
            sums.cells[element] += usize::from(block.in_row);
            let (first, end) = sums.blocks[element];
            sums.blocks[element] = (first.min(at), end.max(at + 1));
        }
        for at in (1..page.elements.len()).rev() {
            let up = page.elements[at].parent as usize;
            sums.kept[up] += sums.kept[at];
            sums.cells[up] += sums.cells[at];
            sums.tables[up] += sums.tables[at] + usize::from(page.elements[at].tag == Tag::Table);
            let ((first, end), (own_first, own_end)) = (sums.blocks[up], sums.blocks[at]);
            sums.blocks[up] = (first.min(own_first), end.max(own_end));
        }
        sums
    }

    /// True for a table of data: others are there to place things on the page.
    fn is_data(&self, table: usize) -> bool {
        self.tables[table] == 0 && self.cells[table] >= LEAST_CELLS
    }

    /// True if something of a table is kept, or the blocks before and behind it.
    fn stands_within(&self, kept: &[bool], table: usize) -> bool {
        let (first, end) = self.blocks[table];
        self.kept[table] > 0 || first > 0 && kept[first - 1] && kept.get(end).copied().unwrap_or(false)
    }

    /// True if something is kept in the element or around it.
    fn is_near_kept(&self, page: &Page, element: u32) -> bool {
        let up = std::iter::successors(Some(element), |at| Some(page.elements[*at as usize].parent));
        up.take(NEAR)
            .take_while(|at| !matches!(page.elements[*at as usize].tag, Tag::Body) && *at != 0)
            .any(|at| self.kept[at as usize] > 0)
    }
}

/// A table of data has so many cells behind the first ones of its rows.
const LEAST_CELLS: usize = 2;

/// So many elements up from a figure, something has to be kept: the figure itself, a box around it, the text that it stands in.
const NEAR: usize = 4;

fn places(page: &Page, sums: &Sums) -> Vec<Place> {
    let mut places: Vec<Place> = Vec::with_capacity(page.elements.len());
    for (at, element) in page.elements.iter().enumerate() {
        let mut place = places.get(element.parent as usize).copied().unwrap_or_default();
        let words = &page.words[element.words.start as usize..element.words.end as usize];
        let has = |list: &HashSet<u32>| words.iter().any(|word| list.contains(word));
        // A page on which comments are allowed says so in the classes of elements that hold all of it.
        let is_page = matches!(element.tag, Tag::Body | Tag::Main) || at == 0 || sums.kept[at] * 2 > sums.kept[0];
        place.comment |= !is_page && has(&COMMENT);
        place.control |= is_control(element) || has(&CONTROL);
        place.caption = place.caption.or_else(|| {
            let own = at as u32;
            let is_caption = matches!(element.tag, Tag::Figcaption | Tag::Caption) || has(&CAPTION);
            let of = if matches!(element.tag, Tag::Figcaption | Tag::Caption) { element.parent } else { own };
            is_caption.then_some(of)
        });
        if element.tag == Tag::Table {
            place.table = Some(at as u32);
        }
        places.push(place);
    }
    places
}

const fn is_control(element: &Element) -> bool {
    matches!(element.tag, Tag::Button | Tag::Form | Tag::Label | Tag::Nav | Tag::Fieldset)
}

/// True for a short text that is a link, or a name, a count, a time with hardly a word of its own.
fn is_label(page: &Page, block: &Block) -> bool {
    let text = page.text_of(block);
    let words = text.split_whitespace().count();
    block.linked as usize * 2 > text.len() && words <= LABEL_WORDS || !text.contains(char::is_alphabetic)
}

/// Links of a comment's head and foot ("Reply", a name, "2 hours ago") have no more words.
const LABEL_WORDS: usize = 5;

fn hashes(words: &[&str]) -> HashSet<u32> {
    words.iter().map(|word| hash_bytes(word.as_bytes())).collect()
}

/// Names of elements that hold what readers wrote.
static COMMENT: LazyLock<HashSet<u32>> = LazyLock::new(|| {
    hashes(&[
        "comment",
        "comments",
        "commentlist",
        "discussion",
        "replies",
        "responses",
        "disqus",
        "kommentar",
        "kommentare",
        "commentaire",
        "commentaires",
        "comentario",
        "comentarios",
        "commenti",
        "reacties",
        "komentarze",
    ])
});

/// Names of elements of a comment that are for pressing and filling in.
static CONTROL: LazyLock<HashSet<u32>> =
    LazyLock::new(|| hashes(&["button", "buttons", "actions", "form", "respond", "toolbar", "pagination", "navigation"]));

/// Names of elements that hold captions.
static CAPTION: LazyLock<HashSet<u32>> = LazyLock::new(|| hashes(&["caption", "figcaption"]));
