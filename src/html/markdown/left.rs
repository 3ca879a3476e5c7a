//! What edits leave of a text, and where something can be put into it.

use crate::document::{Edit, Span};

/// A text and the edits of it, sorted and apart.
pub struct Left<'a> {
    pub source: &'a str,
    pub edits: &'a [Edit],
}

impl Left<'_> {
    /// The first place of a span with text behind it that is left; where `blanks` are no text, behind those.
    pub fn start(&self, span: Span, blanks: bool) -> Option<usize> {
        let mut at = span.start;
        while at < span.end {
            let next = self.edits.partition_point(|e| e.span.end <= at);
            match self.edits.get(next).filter(|e| e.span.start <= at) {
                // A replacement that is not all of the span's own says nothing of it.
                Some(edit) if edit.with.trim().is_empty() || edit.span.start < span.start || edit.span.end > span.end => at = edit.span.end,
                Some(edit) => return Some(edit.span.start),
                None if blanks && self.source.as_bytes()[at].is_ascii_whitespace() => at += 1,
                None => return Some(at),
            }
        }
        None
    }

    /// The last place of a span with text before it that is left.
    pub fn end(&self, span: Span, blanks: bool) -> Option<usize> {
        let mut at = span.end;
        while at > span.start {
            let before = self.edits.partition_point(|e| e.span.start < at).checked_sub(1);
            match before.map(|n| &self.edits[n]).filter(|e| e.span.end >= at && !e.span.is_empty()) {
                Some(edit) if edit.with.trim().is_empty() || edit.span.start < span.start || edit.span.end > span.end => {
                    at = edit.span.start
                }
                Some(edit) => return Some(edit.span.end),
                None if blanks && self.source.as_bytes()[at - 1].is_ascii_whitespace() => at -= 1,
                None => return Some(at),
            }
        }
        None
    }

    /// The text from a place on, up to the next edit.
    pub fn text(&self, span: Span) -> &str {
        let next = self.edits.partition_point(|e| e.span.end <= span.start);
        let end = self.edits.get(next).map_or(span.end, |e| e.span.start.clamp(span.start, span.end));
        &self.source[span.start..end]
    }

    /// True if no edit has to do with any of the span.
    pub fn is_whole(&self, span: Span) -> bool {
        let next = self.edits.partition_point(|e| e.span.end <= span.start);
        self.edits.get(next).is_none_or(|e| e.span.start >= span.end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Evidence;

    fn edit(start: usize, end: usize, with: &str) -> Edit {
        Edit { span: Span::new(start, end), with: with.to_owned(), rule: "rule", evidence: Evidence::SHAPE, score: 1.0 }
    }

    #[test]
    fn what_is_left_begins_behind_what_went_and_before_what_was_replaced() {
        let source = "ab cd ef gh";
        let ends = |edits: &[Edit], span: Span| {
            let left = Left { source, edits };
            (left.start(span, true), left.end(span, true))
        };
        let all = Span::new(0, 11);
        assert_eq!(ends(&[], all), (Some(0), Some(11)));
        assert_eq!(ends(&[edit(0, 2, ""), edit(8, 11, "")], all), (Some(3), Some(8)));
        assert_eq!(ends(&[edit(0, 2, "x"), edit(9, 11, "y")], all), (Some(0), Some(11)));
        assert_eq!(ends(&[edit(0, 11, "")], all), (None, None));
        assert_eq!(ends(&[edit(2, 4, "x")], Span::new(3, 8)), (Some(4), Some(8)));
        assert_eq!(ends(&[edit(2, 9, "x")], Span::new(3, 8)), (None, None));
    }
}
