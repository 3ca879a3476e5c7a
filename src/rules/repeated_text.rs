//! Text that stands twice in one document.

use super::{Findings, Info, Rule, declare};
use crate::document::{Danger, Document, Evidence, Finding, Line, Span};

declare! {
    /// Text that stands twice in one document.
    ///
    /// ## What it removes
    /// A paragraph that stands again right below itself, a headline that does so above a text, and the second half of a line
    /// that is the same words twice. The first copy stays.
    ///
    /// ## Why it is noise
    /// Pages hold a standfirst or caption twice, for wide screens and for narrow ones, and name a link's headline in its picture
    /// and in its text.
    ///
    /// ## Example
    /// ```before
    /// The bridge was opened again in the morning, after the river had fallen by half a metre overnight.
    /// Water at the eastern pillar of the old bridge on Monday
    /// Water at the eastern pillar of the old bridge on Monday
    /// “The eastern pillar will be looked at once the water is low enough,” the engineer said.
    /// Flood closes three bridges Flood closes three bridges
    /// ```
    /// ```after
    /// The bridge was opened again in the morning, after the river had fallen by half a metre overnight.
    /// Water at the eastern pillar of the old bridge on Monday
    /// “The eastern pillar will be looked at once the water is low enough,” the engineer said.
    /// Flood closes three bridges
    /// ```
    ///
    /// ## What it must keep
    /// Refrains, quotations of an earlier post, rows of tables, and whatever is repeated more than once: it is form.
    /// ```keep
    /// Row, row, row your boat
    /// Gently down the stream
    /// Row, row, row your boat
    /// Life is but a dream
    /// ```
    ///
    /// ## Languages and sources of its lists
    /// None: it compares the document with itself.
    ///
    /// ## Known misses
    /// Copies with a word changed, and copies far from each other: forum posts quote whole paragraphs, and those are content.
    RepeatedText, "repeated-text", []
}

/// A copy of fewer words may be a refrain, a heading or a table's cell.
const MIN_WORDS: u32 = 8;
/// A standfirst, caption or headline is shorter; what is longer is a post that quotes another.
const MAX_WORDS: u32 = 45;
/// A headline of a single word may be a name and a heading.
const MIN_HEADLINE_WORDS: u32 = 2;
/// Halves of fewer words are names and exclamations ("Duran Duran", "New York, New York").
const MIN_HALF_WORDS: usize = 3;

impl Rule for RepeatedText {
    fn info(&self) -> &'static Info {
        &Self::INFO
    }

    fn check(&self, document: &Document<'_>, findings: &mut Findings) {
        for (at, line) in document.filled_lines() {
            let text = document.text_of(line);
            let is_long = (MIN_WORDS..=MAX_WORDS).contains(&line.words);
            if (is_long || may_be_headline(document, at, line)) && has_one_copy_above(document, at, line) {
                findings.remove_line(Self::INFO.id, line, Danger::Medium, Evidence::SHAPE.and(Evidence::REPETITION));
            } else if let Some(half) = doubled(text) {
                let again = Span::new(line.span.start + half, line.span.end);
                findings.list.push(Finding::remove(Self::INFO.id, again, Danger::Medium, Evidence::SHAPE.and(Evidence::REPETITION)));
            }
        }
    }
}

/// True for the second line of a text of prose, if it looks like a headline: a song's first two lines may be the same as well, but are followed by verse.
fn may_be_headline(document: &Document<'_>, at: usize, line: &Line) -> bool {
    at == 1 && line.words >= MIN_HEADLINE_WORDS && !line.ends_sentence && document.filled_line(2).is_some_and(Line::is_prose)
}

/// True if the line above is the same, and neither the one above that nor the one below.
fn has_one_copy_above(document: &Document<'_>, at: usize, line: &Line) -> bool {
    let same = |at: Option<usize>| {
        let other = at.and_then(|at| document.filled_line(at));
        other.is_some_and(|other| other.span.len() == line.span.len() && document.text_of(other) == document.text_of(line))
    };
    same(at.checked_sub(1)) && !same(at.checked_sub(2)) && !same(Some(at + 1))
}

/// Where the second half starts, if the line is the same words twice, with or without a blank between.
fn doubled(text: &str) -> Option<usize> {
    let half = text.len() / 2;
    let (bytes, blank) = (text.as_bytes(), text.len() % 2);
    // A byte of each half first: nearly every line ends here.
    if bytes.first() != bytes.get(half + blank) || !text.is_char_boundary(half) || bytes[..half] != bytes[half + blank..] {
        return None;
    }
    let separated = blank == 0 || bytes[half] == b' ';
    (separated && text[..half].split(' ').count() >= MIN_HALF_WORDS).then_some(half)
}

#[cfg(test)]
mod tests {
    use super::doubled;

    #[test]
    fn lines_that_are_the_same_words_twice() {
        assert_eq!(doubled("Floods close bridges Floods close bridges"), Some(20));
        assert_eq!(doubled("Floods close bridgesFloods close bridges"), Some(20));
        for text in ["Duran Duran", "ab", "", "ééé", "one two three one two four", "a-b-c a-b-c"] {
            assert_eq!(doubled(text), None, "{text}");
        }
    }
}
