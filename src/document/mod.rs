//! A document: its text in lines, what is counted about them, and the edits that lead from what was read to what is written.
//!
//! Start with [`Document`], which rules read, and [`Edit`], which they end in. `decode` turns bytes into text, `normalize`
//! does whitespace and Unicode, `plan` settles what becomes of the rules' findings.

pub mod charset;
pub mod decode;
pub mod edit;
mod evidence;
mod finding;
pub mod fold;
pub mod language;
mod line;
mod meta;
pub mod normalize;
mod plan;
mod record;
mod span;

pub use edit::Edit;
pub use evidence::Evidence;
pub use finding::{Action, Danger, Finding, RuleId};
pub use line::{Line, ends_sentence, is_sentence_end, is_unspaced, sentences};
pub use meta::{Author, AuthorKind, Dateline, Meta, Raw};
pub use plan::{Plan, Verdict, plan};
pub use record::{Content, Media, Record};
pub use span::Span;

use crate::rules::lexicon::{Hit, Lexicon};

/// A normalised text, cut into lines, with the lexicon's phrases found in it. Rules read it; nobody changes it.
#[derive(Debug)]
pub struct Document<'t> {
    /// The text that spans refer to: Unix line ends, single spaces, no trailing blanks.
    pub text: &'t str,
    /// Every line, blank ones included.
    pub lines: Vec<Line>,
    /// Phrases of the lexicon, in the order of the lines.
    pub hits: Vec<Hit>,
    /// Indexes of the lines that are not blank.
    pub filled: Vec<u32>,
    /// Where running text begins, as a place among the filled lines; the first prose line where there is none.
    pub body: u32,
    /// Host of the page, without `www.`.
    pub site: Option<&'t str>,
}

impl<'t> Document<'t> {
    /// Cuts `text` into lines and looks the lexicon's phrases up. `url` is the page's address.
    #[must_use]
    pub fn new(text: &'t str, url: Option<&'t str>, lexicon: &Lexicon) -> Self {
        let mut document = Self { text, lines: Vec::new(), hits: Vec::new(), filled: Vec::new(), body: 0, site: url.and_then(host) };
        let mut folded = Vec::new();
        let mut start = 0;
        let body = text.strip_suffix('\n').unwrap_or(text);
        for end in memchr::memchr_iter(b'\n', body.as_bytes()).chain([body.len()]) {
            let mut line = Line { span: Span::new(start, end), ..Line::default() };
            let from = document.hits.len() as u32;
            let own = &text[start..end];
            if !own.is_empty() {
                line.count(own);
                fold_ends(own, &mut folded);
                lexicon.find(&mut folded, document.lines.len() as u32, &mut document.hits);
                document.filled.push(document.lines.len() as u32);
            }
            line.hits = from..document.hits.len() as u32;
            document.lines.push(line);
            start = end + 1;
        }
        document.body = document.find_body().unwrap_or(0) as u32;
        document
    }

    fn find_body(&self) -> Option<usize> {
        let mut prose = self.filled_lines().take(SEARCHED_LINES).filter(|(_, line)| line.is_prose()).map(|(at, _)| at);
        let only = prose.next()?;
        let (mut first, mut second) = (only, prose.next().unwrap_or(only));
        for third in prose {
            if third - first < PROSE_WITHIN {
                return Some(first);
            }
            (first, second) = (second, third);
        }
        Some(only)
    }

    /// The text of a line.
    #[must_use]
    pub fn text_of(&self, line: &Line) -> &'t str {
        &self.text[line.span.start..line.span.end]
    }

    /// The phrases found in a line.
    #[must_use]
    pub fn hits_of(&self, line: &Line) -> &[Hit] {
        &self.hits[line.hits.start as usize..line.hits.end as usize]
    }

    /// Where the first of the phrases found in a line begins in it, in bytes. None if there is none, or in a line so long that only its head and its tail were searched.
    #[must_use]
    pub fn first_phrase(&self, line: &Line) -> Option<usize> {
        let text = self.text_of(line);
        let first = self.hits_of(line).iter().min_by_key(|hit| hit.before)?;
        (text.len() <= SEARCHED_HEAD + SEARCHED_TAIL).then(|| first.place(text).start)
    }

    /// True if no prose follows the line.
    #[must_use]
    pub fn is_tail(&self, line: &Line) -> bool {
        self.lines.iter().rev().find(|l| l.is_prose()).is_none_or(|last| last.span.start < line.span.start)
    }

    /// The line at a place among the filled lines.
    #[must_use]
    pub fn filled_line(&self, at: usize) -> Option<&Line> {
        self.filled.get(at).and_then(|&line| self.lines.get(line as usize))
    }

    /// The place among the filled lines of the one that `span` is all of.
    #[must_use]
    pub fn filled_place(&self, span: Span) -> Option<usize> {
        let at = self.filled.partition_point(|&line| self.lines[line as usize].span.end < span.start);
        self.filled_line(at).is_some_and(|line| line.span == span).then_some(at)
    }

    /// The lines that are not blank, with their place among them.
    pub fn filled_lines(&self) -> impl DoubleEndedIterator<Item = (usize, &Line)> + ExactSizeIterator {
        self.filled.iter().enumerate().map(|(at, &line)| (at, &self.lines[line as usize]))
    }
}

/// Puts the folded form of a line in which phrases are looked for in place of `folded`. Of a long line that is its beginning and
/// its end: a phrase in the midst of a long paragraph says little about it.
pub(crate) fn fold_ends(line: &str, folded: &mut Vec<u8>) {
    folded.clear();
    if line.len() <= SEARCHED_HEAD + SEARCHED_TAIL {
        fold::fold_into(line, folded);
    } else {
        let head = line.floor_char_boundary(SEARCHED_HEAD);
        let tail = line.ceil_char_boundary(line.len() - SEARCHED_TAIL);
        fold::fold_into(&line[..head], folded);
        // No phrase holds a line end, so none is found across the gap.
        folded.push(b'\n');
        fold::fold_into(&line[tail..], folded);
    }
}

/// How many bytes of a long line's beginning are searched for phrases: two or three sentences.
const SEARCHED_HEAD: usize = 320;
/// How many bytes of its end: a sentence.
const SEARCHED_TAIL: usize = 160;

/// So many filled lines are looked at to find where the text begins; menus are rarely longer.
const SEARCHED_LINES: usize = 600;
/// Three prose lines within so many filled lines are a text; fewer are banners and teasers.
const PROSE_WITHIN: usize = 6;

/// The host of an address, lower-cased by its writer or not, without `www.`. An address of another kind (`mailto:`, IPv6) has none.
pub(crate) fn host(url: &str) -> Option<&str> {
    let (has_scheme, rest) = url.split_once("://").map_or((false, url), |(_, rest)| (true, rest));
    let host = rest.split(['/', '?', '#']).next()?;
    let host = host.rsplit('@').next()?;
    let host = host.split(':').next()?;
    let host = host.strip_prefix("www.").unwrap_or(host);
    // With a dot behind it, a name is the same name.
    let host = host.strip_suffix('.').unwrap_or(host);
    let is_plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_') || !b.is_ascii();
    (!host.is_empty() && host.bytes().all(is_plain) && (has_scheme || host.contains('.'))).then_some(host)
}

#[cfg(test)]
mod tests {
    use super::host;

    #[test]
    fn hosts_of_addresses() {
        for (url, site) in [
            ("https://www.example.org/a?b#c", Some("example.org")),
            ("https://jane:pw@example.org:8080/", Some("example.org")),
            ("example.org/a", Some("example.org")),
            ("http://example.org./a", Some("example.org")),
            ("http://./a", None),
            ("http://localhost", Some("localhost")),
            ("javascript:alert(1)", None),
            ("http://[::1]/", None),
            ("", None),
        ] {
            assert_eq!(host(url), site, "{url}");
        }
    }
}
