//! Page numbers and links to the next page.

use super::phrases::{self, Reading};
use super::{Findings, Info, Rule, declare};
use crate::document::{Danger, Document, Evidence};

declare! {
    /// Page numbers and links to the next page.
    ///
    /// ## What it removes
    /// Lines that number the page or lead to the next or the previous one; rows of page numbers outside the body or beside other
    /// noise.
    ///
    /// ## Why it is noise
    /// They are the page's frame.
    ///
    /// ## Example
    /// ```before
    /// The river fell by half a metre overnight, and the bridge was opened again in the morning.
    /// Page 1 of 3
    /// Next page
    /// Engineers will look at the eastern pillar once the water has gone down far enough to reach it.
    /// ```
    /// ```after
    /// The river fell by half a metre overnight, and the bridge was opened again in the morning.
    /// Engineers will look at the eastern pillar once the water has gone down far enough to reach it.
    /// ```
    ///
    /// ## What it must keep
    /// Pages of books in a sentence; a single number.
    /// ```keep
    /// On the next page of the diary she wrote that the war was over.
    /// ```
    ///
    /// ## Languages and sources of its lists
    /// `lexicon/*.txt`, class `pagination`: general knowledge of web pages and their templates.
    ///
    /// ## Known misses
    /// Numbers that stand one a line.
    Pagination, "pagination", ["pagination"]
}

/// Page numbers and arrows are short.
const READING: Reading = Reading { class: "pagination", calls: false, words: 12, danger: Danger::Medium };

/// "1 2" may be a score or a fraction; three numbers in a row that count up are pages.
const MIN_PAGES: u32 = 3;

impl Rule for Pagination {
    fn info(&self) -> &'static Info {
        &Self::INFO
    }

    fn check(&self, document: &Document<'_>, findings: &mut Findings) {
        phrases::check(&Self::INFO, &READING, document, findings);
        for (_, line) in document.filled_lines().filter(|(_, l)| l.digits >= MIN_PAGES && l.letters == 0) {
            if is_page_row(document.text_of(line)) {
                findings.remove_line(Self::INFO.id, line, Danger::Medium, Evidence::SHAPE);
            }
        }
    }
}

/// True for a row of numbers that count up by one from 1, with dots and arrows between them: "1 2 3 … 9 »".
fn is_page_row(text: &str) -> bool {
    let mut expected = 1u32;
    for word in text.split([' ', '|', '·']).filter(|w| !w.is_empty()) {
        if word.chars().all(|c| matches!(c, '…' | '.' | '«' | '»' | '‹' | '›' | '<' | '>' | '→' | '←')) {
            continue;
        }
        match word.parse::<u32>() {
            Ok(n) if n == expected => expected += 1,
            Ok(n) if expected > MIN_PAGES && n > expected => expected = n,
            _ => return false,
        }
    }
    expected > MIN_PAGES
}

#[cfg(test)]
mod tests {
    use super::is_page_row;

    #[test]
    fn rows_of_page_numbers() {
        for row in ["1 2 3", "1 2 3 4 5 … 19 »", "« 1 | 2 | 3 | 4 »"] {
            assert!(is_page_row(row), "{row}");
        }
        for other in ["1 2", "3 2 1", "2 4 6", "1984", "1 2 3 go", ""] {
            assert!(!is_page_row(other), "{other}");
        }
    }
}
