//! Departures from a text: applying them, undoing them, and running two rounds of them together.

use super::{Evidence, RuleId, Span};

/// One departure from the source: the bytes at `span` became `with`.
///
/// A list of edits is sorted by span and its spans do not overlap, so that every byte of the source is kept, replaced or
/// removed exactly once.
#[derive(Clone, Debug, PartialEq)]
pub struct Edit {
    /// The replaced bytes of the source.
    pub span: Span,
    /// What stands there now; empty for a removal.
    pub with: String,
    /// The rule that asked for it.
    pub rule: RuleId,
    /// The kinds of evidence behind it.
    pub evidence: Evidence,
    /// How far the evidence goes beyond what was needed, 0 to 1, from `plan`; 1 for the stages.
    pub score: f32,
}

/// The text after `edits`.
#[must_use]
pub fn apply(source: &str, edits: &[Edit]) -> String {
    let mut out = String::with_capacity(source.len());
    let mut at = 0;
    for edit in edits {
        out.push_str(&source[at..edit.span.start]);
        out.push_str(&edit.with);
        at = edit.span.end;
    }
    out.push_str(&source[at..]);
    out
}

/// The source again, from the cleaned text and, for each edit in order, where it stood in the source (in bytes), what stood
/// there, and the length in bytes of what replaced it.
///
/// Returns `None` where the three do not belong together.
#[must_use]
pub fn restore<'a>(cleaned: &str, edits: impl IntoIterator<Item = (Span, &'a str, usize)>) -> Option<String> {
    let mut out = String::with_capacity(cleaned.len());
    let mut at = 0;
    for (span, was, with_len) in edits {
        let keep = span.start.checked_sub(out.len())?;
        out.push_str(cleaned.get(at..at + keep)?);
        out.push_str(was);
        if out.len() != span.end {
            return None;
        }
        at += keep + with_len;
    }
    out.push_str(cleaned.get(at..)?);
    Some(out)
}

/// Two rounds of edits as one: `first` leads from a source to `middle`, `second` from `middle` on.
///
/// The result leads from the source to the end. Where edits of both rounds touch the same bytes they become one edit, which
/// carries the name and evidence of the second round's.
#[must_use]
pub fn compose(first: Vec<Edit>, middle: &str, second: Vec<Edit>) -> Vec<Edit> {
    if second.is_empty() || first.is_empty() {
        return if second.is_empty() { first } else { second };
    }
    let mut out: Vec<Edit> = Vec::with_capacity(first.len() + second.len());
    let mut steps = in_middle_order(first, second).into_iter().peekable();
    // What to add to a position of `middle` behind the edits seen so far to get its position in the source.
    let mut shift = 0isize;
    while let Some(step) = steps.next() {
        let start = moved(step.middle.start, shift);
        let mut group = Group::new(step.middle.start, middle);
        let mut end = step.middle.end;
        shift += step.shift;
        group.add(step);
        while let Some(step) = steps.next_if(|s| s.middle.start < end) {
            end = end.max(step.middle.end);
            shift += step.shift;
            group.add(step);
        }
        out.extend(group.finish(end, Span::new(start, moved(end, shift))));
    }
    out
}

/// From places in the text after some edits to places in the source before them.
#[derive(Debug)]
pub struct SourceMap {
    /// Where each edit stands in the text and in the source.
    edits: Vec<(Span, Span)>,
}

impl SourceMap {
    /// The way back through `edits`.
    #[must_use]
    pub fn new(edits: &[Edit]) -> Self {
        let mut shift = 0isize;
        let place = |edit: &Edit| {
            let start = moved(edit.span.start, -shift);
            shift += edit.span.len() as isize - edit.with.len() as isize;
            (Span::new(start, start + edit.with.len()), edit.span)
        };
        Self { edits: edits.iter().map(place).collect() }
    }

    /// The span of the source that became `span`; what was removed at its ends is left out, a replacement that it cuts is in.
    #[must_use]
    pub fn source(&self, span: Span) -> Span {
        let before = self.edits.partition_point(|(text, _)| text.end <= span.start);
        let start = match self.edits.get(before) {
            Some((text, source)) if text.start < span.start => source.start,
            _ => self.behind(before, span.start),
        };
        let within = self.edits.partition_point(|(text, _)| text.start < span.end);
        let end = match within.checked_sub(1).map(|last| self.edits[last]) {
            Some((text, source)) if span.end < text.end => source.end,
            _ => self.behind(within, span.end),
        };
        Span::new(start, end.max(start))
    }

    /// Where a place of the text behind the first `n` edits stands in the source.
    fn behind(&self, n: usize, at: usize) -> usize {
        n.checked_sub(1).map_or(at, |last| at + self.edits[last].1.end - self.edits[last].0.end)
    }
}

/// An edit of either round with its place in the middle text.
struct Step {
    middle: Span,
    /// Bytes of source minus bytes of middle text; zero for the second round.
    shift: isize,
    second: bool,
    edit: Edit,
}

/// Both rounds by their place in the middle text; at one place an empty span comes first, and the first round.
fn in_middle_order(first: Vec<Edit>, second: Vec<Edit>) -> Vec<Step> {
    let mut shift = 0isize;
    let mut steps: Vec<Step> = Vec::with_capacity(first.len() + second.len());
    for edit in first {
        let start = moved(edit.span.start, -shift);
        let own = edit.span.len() as isize - edit.with.len() as isize;
        shift += own;
        steps.push(Step { middle: Span::new(start, start + edit.with.len()), shift: own, second: false, edit });
    }
    steps.extend(second.into_iter().map(|edit| Step { middle: edit.span, shift: 0, second: true, edit }));
    steps.sort_by_key(|s| (s.middle.start, !s.middle.is_empty(), s.second));
    steps
}

/// Edits that touch the same bytes of the middle text, on their way to being one edit.
struct Group<'a> {
    middle: &'a str,
    at: usize,
    with: String,
    lead: Option<Step>,
}

impl<'a> Group<'a> {
    const fn new(start: usize, middle: &'a str) -> Self {
        Self { middle, at: start, with: String::new(), lead: None }
    }

    fn add(&mut self, step: Step) {
        if step.second {
            self.with.push_str(&self.middle[self.at..step.middle.start]);
            self.with.push_str(&step.edit.with);
            self.at = step.middle.end;
        }
        if self.lead.as_ref().is_none_or(|lead| step.second && !lead.second) {
            self.lead = Some(step);
        }
    }

    fn finish(mut self, end: usize, source: Span) -> Option<Edit> {
        self.with.push_str(&self.middle[self.at..end]);
        self.lead.map(|lead| Edit { span: source, with: self.with, ..lead.edit })
    }
}

fn moved(at: usize, by: isize) -> usize {
    at.wrapping_add_signed(by)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const FIRST: RuleId = "first";
    const SECOND: RuleId = "second";

    fn edit(start: usize, end: usize, with: &str, rule: RuleId) -> Edit {
        Edit { span: Span::new(start, end), with: with.to_owned(), rule, evidence: Evidence::SHAPE, score: 1.0 }
    }

    /// Edits of a text of this length in ASCII, from lengths to keep and to replace.
    fn edits(len: usize, steps: &[(usize, usize, String)], rule: RuleId) -> Vec<Edit> {
        let mut at = 0;
        let mut edits = Vec::new();
        for (keep, take, with) in steps {
            let start = at + keep;
            let end = start + take;
            if end > len {
                break;
            }
            // Two edits at one place, or one that changes nothing, are not what rules and stages ask for.
            if (*take > 0 || !with.is_empty()) && edits.last().is_none_or(|e: &Edit| e.span.end < start || *take > 0) {
                edits.push(edit(start, end, with, rule));
                at = end;
            }
        }
        edits
    }

    fn check(source: &str, first: Vec<Edit>, second: Vec<Edit>) -> Vec<Edit> {
        let middle = apply(source, &first);
        let wanted = apply(&middle, &second);
        let both = compose(first, &middle, second);
        assert_eq!(apply(source, &both), wanted, "{both:?}");
        assert!(both.windows(2).all(|pair| pair[0].span.end <= pair[1].span.start), "{both:?}");
        let undo = both.iter().map(|e| (e.span, e.span.of(source), e.with.len()));
        assert_eq!(restore(&wanted, undo).as_deref(), Some(source), "{both:?}");
        both
    }

    #[test]
    fn rounds_that_do_not_touch_keep_their_names() {
        let both = check("abcdef", vec![edit(0, 1, "", FIRST)], vec![edit(4, 5, "X", SECOND)]);
        assert_eq!(both, [edit(0, 1, "", FIRST), edit(5, 6, "X", SECOND)]);
    }

    #[test]
    fn rounds_that_touch_become_one_of_the_second() {
        let both = check("a  b ADVERTISEMENT c", vec![edit(1, 2, "", FIRST)], vec![edit(0, 4, "", SECOND)]);
        assert_eq!(both, [edit(0, 5, "", SECOND)]);
        let both = check("abcdef", vec![edit(2, 4, "xyz", FIRST)], vec![edit(3, 4, "", SECOND)]);
        assert_eq!(both, [edit(2, 4, "xz", SECOND)]);
    }

    #[test]
    fn what_does_not_belong_together_is_not_restored() {
        assert_eq!(restore("abc", [(Span::new(5, 6), "x", 0)]), None);
        assert_eq!(restore("abc", [(Span::new(1, 3), "x", 0)]), None);
        assert_eq!(restore("abc", [(Span::new(0, 1), "x", 9)]), None);
    }

    fn steps() -> impl Strategy<Value = Vec<(usize, usize, String)>> {
        prop::collection::vec((0usize..4, 0usize..4, "[x-z]{0,3}"), 0..12)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        #[test]
        fn two_rounds_are_one(source in "[a-w]{0,40}", first in steps(), second in steps()) {
            let first = edits(source.len(), &first, FIRST);
            let middle = apply(&source, &first);
            let second = edits(middle.len(), &second, SECOND);
            check(&source, first, second);
        }
    }
}
