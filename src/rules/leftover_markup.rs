//! Tags and attributes of HTML left in the text.

use std::collections::HashMap;

use super::code_likeness::{Known, is_known, mentions_code};
use super::{Findings, Info, Rule, declare};
use crate::document::{Danger, Document, Evidence, Finding, Line, Span};

declare! {
    /// Tags and attributes of HTML left in the text.
    ///
    /// ## What it removes
    /// `<div class="...">`, `</p>`, `<br />`, `<iframe ...></iframe>`, comments, and attributes that lost their tag
    /// (`class="caption" width="300">`). The text between tags stays; tags of elements that
    /// are no part of a line of text leave a space.
    ///
    /// ## Why it is noise
    /// Markup that was escaped once too often reaches the text as if it were written.
    ///
    /// ## Example
    /// ```before
    /// The ferry left at nine.<br />It came back <b>empty</b> an hour later.
    /// <div class="story-body"><p>Nobody knew why.</p></div>
    /// <!-- end of story -->
    /// ```
    /// ```after
    /// The ferry left at nine. It came back empty an hour later.
    /// Nobody knew why.
    /// ```
    ///
    /// ## What it must keep
    /// Texts about HTML and code, comparison signs, addresses and placeholders in angle brackets, hearts.
    /// ```keep
    /// Write to <ann@example.org> if a < b and c > d, or send <3.
    /// Type <your-name> and press enter.
    /// ```
    ///
    /// ## Languages and sources of its lists
    /// Elements of HTML and SVG: `lexicon/code.txt`; what they do to a line is told below.
    ///
    /// ## Known misses
    /// Tags cut off by a line end. Texts about programming are left alone as a whole, and so is a text with a lone `> tag` in it.
    LeftoverMarkup, "leftover-markup", ["programming"]
}

/// Longest tag or comment, in bytes.
const LONGEST: usize = 4000;
/// Elements whose content is not text.
const EMBEDDED: [&str; 6] = ["iframe", "script", "style", "svg", "noscript", "video"];
/// Elements whose names are hardly met in angle brackets outside HTML, so that a lone tag is enough.
const PLAIN: [&str; 26] = [
    "br",
    "hr",
    "div",
    "span",
    "strong",
    "em",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "ul",
    "ol",
    "li",
    "td",
    "tr",
    "th",
    "tbody",
    "thead",
    "iframe",
    "img",
    "blockquote",
    "figcaption",
    "noscript",
    "sup",
];
/// Elements that stand inside a line of text and leave no space.
const INLINE: [&str; 22] = [
    "a", "abbr", "b", "big", "cite", "code", "del", "em", "font", "i", "ins", "kbd", "mark", "q", "s", "small", "span", "strong", "sub",
    "sup", "tt", "u",
];
/// Attributes that stand alone when their tag was lost.
const ATTRIBUTES: [&str; 18] = [
    "align", "alt", "border", "class", "height", "href", "id", "loading", "rel", "sizes", "src", "srcset", "style", "tabindex", "target",
    "title", "type", "width",
];

impl Rule for LeftoverMarkup {
    fn info(&self) -> &'static Info {
        &Self::INFO
    }

    fn check(&self, document: &Document<'_>, findings: &mut Findings) {
        let mut found: Vec<Finding> = Vec::new();
        for (_, line) in document.filled_lines().filter(|(_, line)| line.code_marks >= 2) {
            let text = document.text_of(line);
            if memchr::memchr2(b'<', b'=', text.as_bytes()).is_none() {
                continue;
            }
            if memchr::memchr(b'<', text.as_bytes()).is_some() {
                if names_a_tag(text) {
                    return;
                }
                found.extend(tags(text, line));
            }
            if memchr::memmem::find(text.as_bytes(), b"=\"").is_some() {
                let kept =
                    |span: &Span| found.iter().rev().take_while(|f| f.span.start >= line.span.start).all(|f| !f.span.overlaps(*span));
                let lost: Vec<Span> = attributes(text, line.span.start).into_iter().filter(kept).collect();
                found.extend(lost.into_iter().map(|span| Finding::remove(Self::INFO.id, span, Danger::Medium, EVIDENCE)));
            }
        }
        if !found.is_empty() && !mentions_code(document) {
            findings.list.append(&mut found);
        }
    }
}

/// True if the text talks about a tag: "the <br> tag".
fn names_a_tag(text: &str) -> bool {
    [b"> tag".as_slice(), b"> element", b"> attribute"].iter().any(|word| memchr::memmem::find(text.as_bytes(), word).is_some())
}

const EVIDENCE: Evidence = Evidence::CODE.and(Evidence::SHAPE);

/// A tag: its length in bytes, its element's name in lower case.
struct Tag {
    length: usize,
    name: String,
    closing: bool,
    attributes: bool,
}

/// What the tags of a line become.
fn tags(text: &str, line: &Line) -> Vec<Finding> {
    let bytes = text.as_bytes();
    let closings = closings(text);
    let mut found = Vec::new();
    let (mut at, mut misses) = (0, 0);
    // Where the text kept last starts, and whether the text kept so far ends in a character that a word could be glued to.
    let (mut kept, mut open) = (0, false);
    while let Some(step) = memchr::memchr(b'<', &bytes[at..]).filter(|_| misses < MOST_MISSES) {
        at += step;
        let Some((length, name)) = markup(text, at, &closings) else {
            misses += 1;
            at += 1;
            continue;
        };
        let span = Span::new(line.span.start + at, line.span.start + at + length);
        if at > kept {
            open = !text[..at].ends_with(char::is_whitespace);
        }
        let behind = text[at + length..].starts_with(|c: char| !c.is_whitespace() && c != '<');
        let id = LeftoverMarkup::INFO.id;
        found.push(if open && behind && !INLINE.contains(&name.as_str()) {
            open = false;
            Finding::replace(id, span, " ".to_owned(), Danger::Medium, EVIDENCE)
        } else {
            Finding::remove(id, span, Danger::Medium, EVIDENCE)
        });
        at += length;
        kept = at;
    }
    found
}

/// Angle brackets of a line that were no tags, after which the rest of the line is left alone: bounds the work on hostile lines.
const MOST_MISSES: usize = 200;

/// For each element closed in the line, where the last of its closing tags starts.
fn closings(text: &str) -> HashMap<String, usize> {
    memchr::memmem::find_iter(text.as_bytes(), b"</").filter_map(|at| tag(&text[at..]).map(|tag| (tag.name, at))).collect()
}

/// Length and element of the markup that starts at `at`, embedded content included. A comment has no element.
fn markup(text: &str, at: usize, closings: &HashMap<String, usize>) -> Option<(usize, String)> {
    let rest = &text[at..];
    if let Some(comment) = rest.strip_prefix("<!--") {
        let window = &comment.as_bytes()[..comment.len().min(LONGEST)];
        return memchr::memmem::find(window, b"-->").map(|end| ("<!--".len() + end + "-->".len(), String::new()));
    }
    let tag = tag(rest)?;
    let closed = closings.get(&tag.name).is_some_and(|closing| *closing > at);
    if !(tag.closing || tag.attributes || closed || PLAIN.contains(&tag.name.as_str())) {
        return None;
    }
    let mut length = tag.length;
    if closed && !tag.closing && EMBEDDED.contains(&tag.name.as_str()) {
        let window = &rest.as_bytes()[length..rest.len().min(length + LONGEST)];
        let closing = format!("</{}>", tag.name);
        length += memchr::memmem::find(window, closing.as_bytes()).map_or(0, |end| end + closing.len());
    }
    Some((length, tag.name))
}

/// Reads the tag that `text` starts with.
fn tag(text: &str) -> Option<Tag> {
    let bytes = text.as_bytes();
    let closing = bytes.get(1) == Some(&b'/');
    let start = 1 + usize::from(closing);
    let end = start + bytes[start..].iter().take(LONGEST_NAME).take_while(|b| b.is_ascii_alphanumeric()).count();
    let name = text[start..end].to_ascii_lowercase();
    if !is_known(&name, Known::Element) {
        return None;
    }
    let window = &bytes[end..bytes.len().min(LONGEST)];
    match window.first()? {
        b'>' => return Some(Tag { length: end + 1, name, closing, attributes: false }),
        b' ' | b'/' => {}
        _ => return None,
    }
    let mut quote = None;
    for (n, &byte) in window.iter().enumerate() {
        match (quote, byte) {
            (None, b'>') => {
                let inner = &window[..n];
                let attributes = memchr::memchr(b'=', inner).is_some();
                let empty = inner.iter().all(|b| matches!(b, b' ' | b'/'));
                return (attributes || empty).then_some(Tag { length: end + n + 1, name, closing, attributes });
            }
            (None, b'<') => return None,
            (None, b'"' | b'\'') if n > 0 && window[n - 1] == b'=' => quote = Some(byte),
            (Some(open), _) if open == byte => quote = None,
            _ => {}
        }
    }
    None
}

/// Longest name of an element.
const LONGEST_NAME: usize = 12;

/// Stretches of attributes without their tag: two or more, or one and the end of a tag.
fn attributes(text: &str, base: usize) -> Vec<Span> {
    let bytes = text.as_bytes();
    let mut spans = Vec::new();
    let mut at = 0;
    while let Some(step) = memchr::memmem::find(&bytes[at..], b"=\"") {
        let start = name_start(bytes, at, at + step);
        let mut end = start;
        let mut count = 0;
        while let Some(length) = attribute(&text[end..]) {
            count += 1;
            end += length;
            end += usize::from(bytes.get(end) == Some(&b' ') && attribute(&text[end + 1..]).is_some());
        }
        let close = bytes[end..].iter().take_while(|b| matches!(b, b' ' | b'/')).count();
        let closed = count > 0 && bytes.get(end + close) == Some(&b'>');
        if closed {
            end += close + 1;
        }
        if count >= 2 || closed {
            spans.push(Span::new(base + start, base + end));
        }
        at = end.max(at + step + 2);
    }
    spans
}

/// Where the name that ends before `end` starts, not before `from`.
fn name_start(bytes: &[u8], from: usize, end: usize) -> usize {
    let length = bytes[from..end].iter().rev().take_while(|b| b.is_ascii_alphanumeric() || **b == b'-').count();
    end - length
}

/// Length of the attribute that `text` starts with.
fn attribute(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let end = bytes.iter().take(40).take_while(|b| b.is_ascii_alphanumeric() || **b == b'-').count();
    let name = &text[..end];
    if !(ATTRIBUTES.contains(&name) || name.starts_with("data-") || name.starts_with("aria-")) || !bytes[end..].starts_with(b"=\"") {
        return None;
    }
    let value = &bytes[end + 2..bytes.len().min(end + 2 + LONGEST)];
    memchr::memchr(b'"', value).map(|length| end + 2 + length + 1)
}

#[cfg(test)]
mod tests {
    use crate::{Cleaner, Config, Record};

    fn clean(text: &str) -> String {
        Cleaner::new(Config::default()).clean(Record::text(text)).text
    }

    #[test]
    fn markup_goes_and_its_text_stays() {
        for (line, left) in [
            ("<p>It rained.</p>", "It rained."),
            ("It rained.<br>It snowed.", "It rained. It snowed."),
            ("It rained.<br/> It snowed.", "It rained. It snowed."),
            ("a <strong>very</strong> good day", "a very good day"),
            ("<a href=\"https://example.org/\">The mill</a> is old.", "The mill is old."),
            ("One.</p><p>Two.</p>", "One. Two."),
            ("See <i>The Mill</i> by her.", "See The Mill by her."),
            ("Before. <iframe src=\"https://example.org/v\"></iframe> Behind.", "Before. Behind."),
            ("<!-- wp:paragraph -->Text.<!-- /wp:paragraph -->", "Text."),
            ("class=\"wp-caption\" width=\"300\">A boat.", "A boat."),
            ("style=\"color: red\">Red.", "Red."),
            ("</div>", ""),
            ("<DIV ALIGN=\"center\">Middle</DIV>", "Middle"),
            ("H<sub>2</sub>O boils.", "H2O boils."),
            ("<b>ロンドン</b>に着いた。", "ロンドンに着いた。"),
        ] {
            assert_eq!(clean(line).trim_end(), left, "{line}");
        }
    }

    #[test]
    fn look_alikes_stay() {
        for line in [
            "a < b and b > c",
            "I <3 you",
            "Write to <ann@example.org>.",
            "A Vec<T> holds items.",
            "Type <your-name> here.",
            "The mean <a> of the sample",
            "Pick a <title> for it.",
            "x <b> y",
            "5 < 6 > 4",
            "He said \"yes\" and x=\"no\" to it.",
            "The field is 20\" wide, height=\"9\" it says.",
            "<",
            "<<<<>>>>",
            "</>",
            "<p",
            "<ロンドン>",
        ] {
            assert_eq!(clean(line).trim_end(), line, "{line}");
        }
    }

    #[test]
    fn texts_about_html_are_left_alone() {
        let text = "In HTML, the <br> tag breaks a line.\nEvery HTML parser and every CSS selector knows <p>this</p>.\n";
        assert_eq!(clean(text), text);
    }
}
