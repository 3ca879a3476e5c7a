//! Where blocks stand, as far as Markdown has a sign for it.

use std::collections::{HashMap, HashSet};

use super::left::Left;
use super::marks::{MOST_COLUMNS, Marks};
use crate::document::Span;
use crate::html::{Page, Tag};

/// A block of which something is left.
pub struct Live {
    /// Its place among the page's blocks.
    pub block: usize,
    /// From the first to the last byte that is left.
    pub span: Span,
}

/// An element that indents what is in it.
pub struct Container {
    /// What it is in.
    pub parent: Option<u32>,
    /// How many it is in.
    pub depth: usize,
    /// What stands before its first block: a list item's sign; `None` for a quotation.
    pub sign: Option<String>,
    /// The list that an item belongs to.
    pub list: u32,
}

/// Where an element stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The innermost container.
    pub container: Option<u32>,
    /// The level of the heading.
    pub heading: u8,
    /// The outermost preformatted element.
    pub pre: Option<u32>,
    /// The innermost table, and in it the row and the cell.
    pub table: Option<u32>,
    pub row: Option<u32>,
    pub cell: Option<u32>,
}

/// A table whose rows are lines.
#[derive(Clone, Copy, Debug)]
pub struct Table {
    pub columns: u32,
    pub header: u32,
}

/// Where all blocks stand.
#[derive(Default)]
pub struct Places {
    pub containers: Vec<Container>,
    /// Tables that have others in them.
    nesting: HashSet<u32>,
    of_elements: Vec<Place>,
    tables: HashMap<u32, Table>,
    /// The column of each cell that is left, by block.
    columns: HashMap<usize, u32>,
}

/// Containers in so many others are none: no reader follows further, and a line's beginning stays short.
const DEEPEST: usize = 12;

impl Places {
    /// Those of a page.
    pub fn of(page: &Page, marks: &Marks) -> Self {
        let mut places = Self::default();
        for (at, element) in page.elements.iter().enumerate() {
            let at = at as u32;
            let mut place = places.of_elements.get(element.parent as usize).copied().unwrap_or_default();
            let sign = match element.tag {
                Tag::Blockquote => Some(None),
                Tag::Li => Some(Some(marks.numbers.get(&at).map_or_else(|| "- ".to_owned(), |n| format!("{n}. ")))),
                _ => None,
            };
            let depth = place.container.map_or(0, |c| places.containers[c as usize].depth + 1);
            if let Some(sign) = sign.filter(|_| depth < DEEPEST) {
                places.containers.push(Container { parent: place.container, depth, sign, list: element.parent });
                place.container = Some(places.containers.len() as u32 - 1);
            }
            match element.tag {
                Tag::Pre => place.pre = place.pre.or(Some(at)),
                Tag::Tr => (place.row, place.cell) = (Some(at), None),
                Tag::Td | Tag::Th => place.cell = Some(at),
                Tag::Table => {
                    places.nesting.extend(place.table);
                    (place.table, place.row, place.cell) = (Some(at), None, None);
                }
                tag => place.heading = tag.heading().unwrap_or(place.heading),
            }
            places.of_elements.push(place);
        }
        places
    }

    /// Where a block stands.
    pub fn of_block(&self, page: &Page, block: usize) -> Place {
        self.of_elements[page.blocks[block].element as usize]
    }

    /// The table that a block is a cell of, and its column.
    pub fn cell(&self, place: Place, block: usize) -> Option<(Table, u32)> {
        let table = place.row.and(place.table).and_then(|table| self.tables.get(&table))?;
        Some((*table, *self.columns.get(&block)?))
    }

    /// The containers around, from the outside in.
    pub fn chain(&self, container: Option<u32>) -> Vec<u32> {
        let mut chain: Vec<u32> = std::iter::successors(container, |c| self.containers[*c as usize].parent).collect();
        chain.reverse();
        chain
    }

    /// Looks for tables of lines: each row is one, there are two at least, there are columns, and no table stands in a cell.
    pub fn find_tables(&mut self, page: &Page, marks: &Marks, live: &[Live]) {
        #[derive(Default)]
        struct Seen {
            refused: bool,
            rows: u32,
            row: Option<u32>,
            next: u32,
            columns: u32,
            header: u32,
        }
        let mut seen: HashMap<u32, Seen> = HashMap::new();
        for live in live {
            let block = &page.blocks[live.block];
            let place = self.of_elements[block.element as usize];
            let (Some(table), Some(row)) = (place.table, place.row) else { continue };
            let seen = seen.entry(table).or_default();
            let around = &self.of_elements[table as usize];
            seen.refused |= place.container != around.container || place.pre.is_some();
            if seen.row == Some(row) {
                seen.refused |= !block.in_row;
            } else {
                (seen.row, seen.rows, seen.next) = (Some(row), seen.rows + 1, 0);
                seen.header = if seen.rows == 1 { row } else { seen.header };
            }
            let column = place.cell.and_then(|cell| marks.columns.get(&cell).copied()).unwrap_or(0).max(seen.next);
            self.columns.insert(live.block, column);
            seen.next = column.saturating_add(1);
            seen.columns = seen.columns.max(seen.next);
        }
        let tables = seen
            .into_iter()
            .filter(|(table, s)| !s.refused && !self.nesting.contains(table) && s.rows > 1 && (2..=MOST_COLUMNS).contains(&s.columns));
        self.tables = tables.map(|(table, s)| (table, Table { columns: s.columns, header: s.header })).collect();
    }
}

/// The blocks of which something is left.
pub fn live(page: &Page, left: &Left<'_>, places: &Places) -> Vec<Live> {
    let live = page.blocks.iter().enumerate().filter_map(|(at, block)| {
        let start = left.start(block.span, true)?;
        let end = left.end(block.span, true).filter(|end| *end > start)?;
        // The first line of code may be indented.
        let is_pre = places.of_block(page, at).pre.is_some();
        let start = if is_pre { left.start(block.span, false).unwrap_or(start) } else { start };
        Some(Live { block: at, span: Span::new(start, end) })
    });
    live.collect()
}
