//! Links and images of Markdown in the dump of a page.

use memchr::{memchr, memchr2, memchr3_iter, memmem, memrchr};

use super::html_entity::InlineCode;
use super::structure::Fences;
use super::{Edit, RuleId, stage_edit};
use crate::document::Span;
use crate::rules::declare;

declare! {
    /// Links and images of Markdown in the dump of a page.
    ///
    /// ## What it removes
    /// Of a link `[text](address "title")` all but its text; images `![...](address)` with their description; links without a text,
    /// brackets and addresses that lost their other half, and lines of which nothing is left.
    /// It works on the dump of a page: a text with three links or more that a program wrote and nobody would, namely images, links without a text, to a
    /// place on the same site (`/about`, `#top`), or that are all of their line. The rules read what is left as if it had never been marked.
    ///
    /// ## Why it is noise
    /// Addresses are no words, and more than half of what a page's Markdown holds beside its text.
    ///
    /// ## Example
    /// ```before
    /// [![Riverside Media](/logo.svg)](/)
    /// * [The lower river](/river)
    /// * [The old bridge](/bridge)
    /// The river fell by [half a metre](https://example.org/water "Water levels") overnight, and the [bridge](#bridge) was opened again.
    /// ```
    /// ```after
    /// * The lower river
    /// * The old bridge
    /// The river fell by half a metre overnight, and the bridge was opened again.
    /// ```
    ///
    /// ## What it must keep
    /// Markdown that a person wrote, whose links lead somewhere else; code, fenced or between grave accents; lines that speak of Markdown and the line below
    /// each; formulas and pictographs that are written as images. The text of HTML pages.
    /// ```keep
    /// The river fell by [half a metre](https://example.org/water) overnight, as the [water board](https://example.com/board) said.
    /// ```
    ///
    /// ## Languages and sources of its lists
    /// All; there is no list.
    ///
    /// ## Known misses
    /// Links by reference (`[text][1]`).
    LinkDebris, "link-debris", []
}

/// Fewer links of the kind that only a program writes may be an author's own: a picture or two, a link to another page of the site.
const FEWEST_SIGNS: usize = 3;
/// A link that is longer, text and all, is none: an opening bracket far away belongs to something else.
const LONGEST_LINK: usize = 4000;
/// Longest address in angle brackets, where it may hold blanks.
const LONGEST_BRACKETED: usize = 4000;
/// Longest title behind an address.
const LONGEST_TITLE: usize = 400;
/// Most brackets open at once. More are no text.
const DEEPEST: usize = 64;

/// An opening bracket that waits for its other half.
struct Open {
    at: usize,
    is_image: bool,
    /// How many edits there were before it.
    edits: usize,
}

/// What a text's links become; nothing if it is no dump.
pub fn check(text: &str) -> Vec<Edit> {
    let bytes = text.as_bytes();
    if memmem::find_iter(bytes, b"](").take(FEWEST_SIGNS).count() < FEWEST_SIGNS {
        return Vec::new();
    }
    let mut found = Found { text, edits: Vec::new(), signs: 0 };
    let mut fences = Fences::of(text);
    let mut lines = Lines::of(text);
    let mut open: Vec<Open> = Vec::new();
    let mut behind = 0;
    for at in memchr3_iter(b'[', b']', b'\\', bytes) {
        if at < behind {
            continue;
        }
        match bytes[at] {
            b'\\' => behind = at + 2,
            _ if fences.hold(at) || lines.are_code(at) => {}
            b'[' => {
                if open.len() == DEEPEST {
                    open.remove(0);
                }
                let is_image = at > 0 && bytes[at - 1] == b'!';
                open.push(Open { at: at - usize::from(is_image), is_image, edits: found.edits.len() });
            }
            _ => {
                let opening = open.pop().filter(|o| at - o.at <= LONGEST_LINK);
                let is_image = opening.as_ref().is_some_and(|o| o.is_image);
                if let Some(end) = address_end(text, at + 1, is_image) {
                    behind = end;
                    found.link(opening, at, end);
                }
            }
        }
    }
    if found.signs < FEWEST_SIGNS { Vec::new() } else { whole_lines(LinkDebris::INFO.id, text, found.edits) }
}

/// Says of a place in a text whether it is code or speaks of Markdown. To be asked in ascending order.
struct Lines<'t> {
    text: &'t str,
    speaks_of_markdown: bool,
    line: Span,
    is_about: bool,
    code: InlineCode<'t>,
}

impl<'t> Lines<'t> {
    fn of(text: &'t str) -> Self {
        let speaks_of_markdown = names_markdown(text);
        Self { text, speaks_of_markdown, line: Span::new(0, 0), is_about: false, code: InlineCode::of("") }
    }

    fn are_code(&mut self, at: usize) -> bool {
        if at >= self.line.end {
            self.line = line_of(self.text, at);
            self.code = InlineCode::of(self.line.of(self.text));
            let before = self.line.start.checked_sub(1).map_or(Span::new(0, 0), |end| line_of(self.text, end));
            self.is_about = self.speaks_of_markdown && names_markdown(&self.text[before.start..self.line.end]);
        }
        self.is_about || self.code.holds(at - self.line.start)
    }
}

fn names_markdown(text: &str) -> bool {
    [b"arkdown".as_slice(), b"ARKDOWN"].iter().any(|name| memmem::find(text.as_bytes(), name).is_some())
}

/// The line that `at` stands in, without its line end.
fn line_of(text: &str, at: usize) -> Span {
    let bytes = text.as_bytes();
    let start = memrchr(b'\n', &bytes[..at]).map_or(0, |end| end + 1);
    Span::new(start, memchr(b'\n', &bytes[at..]).map_or(text.len(), |end| at + end))
}

/// The edits found so far, those of a link or image together, in the order in which they end.
struct Found<'t> {
    text: &'t str,
    edits: Vec<Edit>,
    signs: usize,
}

impl Found<'_> {
    /// A link or image whose text ends at `close`, and its address at `end`.
    fn link(&mut self, opening: Option<Open>, close: usize, end: usize) {
        let bytes = self.text.as_bytes();
        let address = self.text[close + 2..end - 1].trim_start_matches('<');
        let next = bytes.get(end).copied().unwrap_or(b'\n');
        let has_next = next == b'[' || (next == b'!' && bytes.get(end + 1) == Some(&b'['));
        let is_local = address.starts_with(['/', '#', '?', '.']) && !address.starts_with("//") || address.starts_with("javascript:");
        match opening {
            Some(Open { at, is_image: true, edits }) => {
                self.signs += 1;
                self.edits.truncate(edits);
                let description = &self.text[at + 2..close];
                if is_character(description) {
                    self.edit(at, at + 2, "");
                    self.edit(close, end, "");
                } else {
                    let parts_words = at > 0 && bytes[at - 1].is_ascii_alphanumeric() && next.is_ascii_alphanumeric();
                    self.edit(at, end, if parts_words { " " } else { "" });
                }
            }
            Some(Open { at, .. }) => {
                let starts_line = starts_line(&bytes[..at]);
                let is_all = starts_line && ends_line(&bytes[end..]);
                let is_empty = self.text[at + 1..close].bytes().all(|b| matches!(b, b' ' | b'\n' | b'*' | b'_'));
                if is_empty {
                    self.signs += 1;
                    self.edit(at, end, if has_next && !starts_line { " " } else { "" });
                    return;
                }
                self.signs += usize::from(is_local || is_all);
                // A link over several lines becomes its text, behind the bullet that it had.
                let opens_line = starts_line && bytes[at + 1] == b'\n' && bytes[at + 2] != b'\n';
                self.edit(at, at + 1 + usize::from(opens_line), "");
                self.close(close, end, next, has_next);
            }
            None => {
                self.signs += usize::from(is_local);
                self.close(close, end, next, has_next);
            }
        }
    }

    /// The end of a link. Its line end before it goes as well where it stands on a line of its own.
    fn close(&mut self, close: usize, end: usize, next: u8, has_next: bool) {
        let bytes = self.text.as_bytes();
        let is_alone = close > 1 && bytes[close - 1] == b'\n' && bytes[close - 2] != b'\n' && next == b'\n';
        let start = close - usize::from(is_alone && self.edits.last().is_none_or(|e| e.span.end < close));
        self.edit(start, end, if has_next { " " } else { "" });
    }

    fn edit(&mut self, start: usize, end: usize, with: &str) {
        self.edits.push(stage_edit(LinkDebris::INFO.id, start, end, with.to_owned()));
    }
}

/// The edits in order, with the rest of the lines of which they leave nothing.
pub(super) fn whole_lines(rule: RuleId, text: &str, mut edits: Vec<Edit>) -> Vec<Edit> {
    edits.sort_by_key(|e| e.span.start);
    let mut out: Vec<Edit> = Vec::with_capacity(edits.len());
    let mut edits = edits.into_iter().peekable();
    while let Some(first) = edits.next() {
        let start = line_of(text, first.span.start).start;
        let mut end = line_of(text, first.span.end).end;
        let mut own = vec![first];
        while let Some(next) = edits.next_if(|e| e.span.start <= end) {
            if next.span.end > end {
                end = line_of(text, next.span.end).end;
            }
            own.push(next);
        }
        let mut at = start;
        let mut is_left = out.last().is_some_and(|e| e.span.end > start);
        for edit in &own {
            is_left |= !is_mark(&text[at..edit.span.start]);
            at = edit.span.end;
        }
        if is_left || !is_mark(&text[at..end]) {
            out.append(&mut own);
        } else {
            out.push(stage_edit(rule, start, (end + 1).min(text.len()), String::new()));
        }
    }
    out
}

/// True for what may stand beside a link on a line of links: blanks, bullets, bars, a list's number, the sign of a heading.
fn is_mark(text: &str) -> bool {
    text.bytes().all(is_mark_byte)
}

fn is_mark_byte(byte: u8) -> bool {
    matches!(byte, b' ' | b'*' | b'-' | b'+' | b'|' | b'>' | b'#' | b'.' | b'_' | b'\n') || byte.is_ascii_digit()
}

/// True if a line starts before the end of `before`, marks aside.
fn starts_line(before: &[u8]) -> bool {
    before
        .iter()
        .rev()
        .take(LONGEST_MARKS)
        .find(|b| **b == b'\n' || !is_mark_byte(**b))
        .map_or(before.len() < LONGEST_MARKS, |b| *b == b'\n')
}

/// True if a line ends in `behind`, marks before its end aside.
fn ends_line(behind: &[u8]) -> bool {
    behind.iter().take(LONGEST_MARKS).find(|b| **b == b'\n' || !is_mark_byte(**b)).map_or(behind.len() < LONGEST_MARKS, |b| *b == b'\n')
}

/// Most bytes of marks beside a link: a bullet, a number, the indentation of a list in a list.
const LONGEST_MARKS: usize = 40;

/// True for the description of an image that stands for a character: a pictograph, or a formula.
fn is_character(description: &str) -> bool {
    let is_formula = description.starts_with("{\\") || description.starts_with('\\') || description.starts_with('$');
    let is_pictograph = !description.is_empty() && !description.chars().any(|c| c.is_alphanumeric() || c.is_ascii());
    is_formula || is_pictograph
}

/// Where the address in parentheses ends that starts at `at`, its parenthesis and a title included. Behind an image's description, whatever stands
/// there is one.
fn address_end(text: &str, at: usize, is_image: bool) -> Option<usize> {
    let bytes = text.as_bytes();
    if bytes.get(at) != Some(&b'(') {
        return None;
    }
    let start = at + 1;
    if bytes.get(start) == Some(&b'<') {
        let window = &bytes[start..bytes.len().min(start + LONGEST_BRACKETED)];
        let end = start + memchr2(b'>', b'\n', window).filter(|length| window[*length] == b'>')?;
        return match bytes.get(end + 1)? {
            b')' => Some(end + 2),
            b' ' => title_end(bytes, end + 2),
            _ => None,
        };
    }
    let mut depth = 0;
    let ends = |b: &u8| match b {
        b'(' => {
            depth += 1;
            false
        }
        b')' if depth > 0 => {
            depth -= 1;
            false
        }
        b => matches!(b, b')' | b' ' | b'\n' | b'\t' | b'[' | b']' | b'`'),
    };
    let end = start + bytes[start..].iter().position(ends)?;
    if !is_image && !is_address(&text[start..end]) {
        return None;
    }
    match bytes[end] {
        b')' => Some(end + 1),
        b' ' => title_end(bytes, end + 1),
        _ => None,
    }
}

/// Where the parenthesis stands that closes a title and its link.
fn title_end(bytes: &[u8], start: usize) -> Option<usize> {
    let quote = *bytes.get(start).filter(|b| matches!(b, b'"' | b'\''))?;
    let window = &bytes[start + 1..bytes.len().min(start + LONGEST_TITLE)];
    let length = memmem::find(window, &[quote, b')'])?;
    memchr(b'\n', &window[..length]).is_none().then_some(start + 1 + length + 2)
}

/// An address, of any kind; a single word that may be none is not.
fn is_address(text: &str) -> bool {
    let is_file =
        || text.bytes().any(|b| matches!(b, b'/' | b'=' | b'%' | b'#')) || text.rsplit_once('.').is_some_and(|(_, end)| is_extension(end));
    text.is_empty()
        || ["http://", "https://", "mailto:", "tel:", "javascript:", "data:", "www."].iter().any(|start| text.starts_with(start))
        || text.starts_with(['/', '#', '?'])
        || (text.starts_with(|c: char| c.is_alphanumeric() || c == '.') && is_file())
}

/// What a file's name ends in.
fn is_extension(text: &str) -> bool {
    (2..=5).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A text with signs enough, so that each line is read as one of a dump.
    fn clean(line: &str) -> String {
        let text = format!("[a](/a)\n[b](/b)\n[c](/c)\n{line}\n");
        let edits = check(&text);
        let clean = crate::document::edit::apply(&text, &edits);
        clean.strip_prefix("a\nb\nc\n").map(|rest| rest.strip_suffix('\n').unwrap_or(rest)).unwrap_or(&clean).to_owned()
    }

    #[test]
    fn of_links_the_text_is_left() {
        for (line, left) in [
            ("See [the mill](https://example.org/mill).", "See the mill."),
            ("See [the mill](https://example.org/mill \"A (new) mill\") now", "See the mill now"),
            ("[Home](/)[News](/n)[Sport](/s)", "Home News Sport"),
            ("the [dog](/dog)s bark", "the dogs bark"),
            ("[a_(b)](/wiki/A_(b)) c", "a_(b) c"),
            ("[one [two] three](/x) four", "one [two] three four"),
            ("Rain ![Drops](rain.png) fell", "Rain  fell"),
            ("Rain![Drops](rain.png)fell", "Rain fell"),
            ("![The mill at night](https://example.org/m.jpg)", ""),
            ("[![Logo](/logo.png)](/)", ""),
            ("* [![Logo](/logo.png)](/) | [](#)", ""),
            ("1. [\nThe mill\n](/mill)", "1. The mill"),
            ("[\n![](/m.png)\n](/mill)\nText", "Text"),
            ("a](/b) left over", "a left over"),
            ("* [**](<mailto:?body=The old mill>)", ""),
            ("[The mill](<https://example.org/the old mill> \"Mill\") and ![it](null)", "The mill and "),
            ("I am ![😀](/smile.png) and ![{\\displaystyle x^2}](/x.svg)", "I am 😀 and {\\displaystyle x^2}"),
            ("[東京](/tokyo)に着いた。", "東京に着いた。"),
        ] {
            assert_eq!(clean(line), left, "{line}");
        }
    }

    #[test]
    fn what_is_no_link_stays() {
        for line in [
            "Write `[text](/address)` for a link.",
            "In Markdown, a link is [text](/address).",
            "```\n[text](/address)\n```",
            "He said [it](sic).",
            "a[i](x) = b[j](y)",
            "\\[text\\](/address)",
            "[not](a link at all)",
            "[text] (/address)",
            "[x] done, [ ] open",
            "f[0](",
        ] {
            assert_eq!(clean(line), line);
        }
    }

    #[test]
    fn few_links_are_an_authors() {
        for text in [
            "See [the mill](/mill) and ![it](/m.png).\n",
            "See [a](https://example.org/a), [b](https://example.org/b), [c](https://example.org/c) and [d](https://example.org/d).\n",
        ] {
            assert_eq!(check(text), []);
        }
    }

    #[test]
    fn hostile_texts_take_linear_time() {
        for piece in ["[", "](", "[](", "](/a)", "![", "[a](/b", "](data:", "[](/a \"", "`[](/a)"] {
            let text = piece.repeat(300_000 / piece.len());
            let clean = crate::document::edit::apply(&text, &check(&text));
            assert!(clean.len() <= text.len());
        }
    }
}
