//! Entities of HTML that were not decoded.

use std::sync::LazyLock;

use memchr::{memchr, memchr_iter, memmem};
use regex::Regex;

use super::{Edit, mojibake, scan, stage_edit};
use crate::rules::declare;

declare! {
    /// Entities of HTML that were left in the text.
    ///
    /// ## What it removes
    /// Nothing: an entity with its semicolon, by name or by number, becomes the character it stands for, also where it was encoded
    /// twice (`&amp;#8217;`) and where its number is that of a Windows character (`&#146;`).
    ///
    /// ## Why it is noise
    /// The page's author wrote an apostrophe; the entity is the page's spelling of it.
    ///
    /// ## Example
    /// ```before
    /// The minister&#8217;s car &amp;quot;disappeared&amp;quot; on the road to Smith &amp; Sons.
    /// ```
    /// ```after
    /// The minister’s car "disappeared" on the road to Smith & Sons.
    /// ```
    ///
    /// ## What it must keep
    /// Entities that the text is about: in fenced code, between grave accents, in a line with tags, and anywhere in a text that
    /// speaks of HTML's entities. Ampersands that are none. The whole text of HTML pages: reading the page has decoded what was encoded,
    /// and what still looks like an entity is what the page shows its readers.
    /// ```keep
    /// Write `&amp;` where you mean the sign itself, as in AT&T.
    /// ```
    ///
    /// ## Languages and sources of its lists
    /// All; the named character references of the HTML standard.
    ///
    /// ## Known misses
    /// Entities without a semicolon, which cannot be told from the parameters of an address.
    HtmlEntity, "html-entity", []
}

/// The longest name there is has 31 letters; numbers are shorter.
const LONGEST: usize = 32;

/// The first entity from `from` on.
pub fn next(text: &str, from: usize) -> Option<usize> {
    memchr_iter(b'&', &text.as_bytes()[from..]).map(|at| from + at).find(|at| entity(text, at + 1).is_some())
}

/// True for a text that speaks of entities, so that those in it are meant.
pub fn is_about_entities(text: &str) -> bool {
    static TALK: LazyLock<Regex> = LazyLock::new(|| {
        #[expect(clippy::expect_used, reason = "the pattern is fixed and the tests compile it")]
        Regex::new(r"(?i)\b(?:html|xml|character|named|numeric)[ -](?:entit(?:y|ies)|(?:character )?references?|escap(?:e[sd]?|ing))\b|\bescap(?:e[sd]?|ing) (?:html|xml)\b")
            .expect("a fixed pattern")
    });
    TALK.is_match(text)
}

/// Decodes the entities of a line that are not code.
pub fn check(line: &str, edits: &mut Vec<Edit>) {
    let Some(first) = next(line, 0) else { return };
    let shows_tags = |tag: &[u8]| memmem::find(line.as_bytes(), tag).is_some();
    if shows_tags(b"</") || shows_tags(b"/>") {
        return;
    }
    let mut code = InlineCode::of(line);
    let mut at = Some(first);
    while let Some(start) = at {
        let Some((end, with)) = whole_entity(line, start) else { return };
        if !code.holds(start) {
            edits.push(stage_edit(HtmlEntity::INFO.id, start, end, with));
        }
        at = next(line, end);
    }
}

/// The end of the entity whose `&` stands at `start`, and what it stands for when decoded as often as it was encoded.
fn whole_entity(line: &str, start: usize) -> Option<(usize, String)> {
    let (mut end, mut with) = entity(line, start + 1)?;
    while with == "&" {
        let Some(inner) = entity(line, end) else { break };
        (end, with) = inner;
    }
    Some((end, with))
}

/// The end of the entity whose name or number starts at `at`, and what it stands for.
fn entity(text: &str, at: usize) -> Option<(usize, String)> {
    let bytes = &text.as_bytes()[at..];
    let len = memchr(b';', &bytes[..bytes.len().min(LONGEST)])?;
    let name = bytes.get(..len).filter(|name| !name.is_empty())?;
    let end = at + len + 1;
    if name[0] != b'#' {
        let is_name = name[0].is_ascii_alphabetic() && name.iter().all(u8::is_ascii_alphanumeric);
        let whole = is_name.then(|| format!("&{};", &text[at..at + len]))?;
        let with = html_escape::decode_html_entities(&whole);
        return (*with != *whole).then(|| (end, with.chars().map(without_line_end).collect()));
    }
    let digits = &text[at + 1..at + len];
    let (digits, base) = digits.strip_prefix(['x', 'X']).map_or((digits, 10), |hex| (hex, 16));
    let number = if digits.starts_with('+') { None } else { u32::from_str_radix(digits, base).ok() }?;
    let c = char::from_u32(number).filter(|c| *c != '\0')?;
    Some((end, without_line_end(mojibake::windows_character(c).unwrap_or(c)).into()))
}

/// Line ends and blanks as the space that HTML shows for them.
fn without_line_end(c: char) -> char {
    let mut own = [0; 4];
    let own = c.encode_utf8(&mut own).as_bytes();
    if scan::space(own, 0) + scan::line_end(own, 0) > 0 { ' ' } else { c }
}

/// The parts of a line between grave accents.
pub(super) struct InlineCode<'l> {
    line: &'l str,
    at: usize,
    /// Accents before and behind `at`.
    before: usize,
    behind: usize,
}

impl<'l> InlineCode<'l> {
    pub(super) fn of(line: &'l str) -> Self {
        Self { line, at: 0, before: 0, behind: memchr_iter(b'`', line.as_bytes()).count() }
    }

    /// To be asked in ascending order.
    pub(super) fn holds(&mut self, at: usize) -> bool {
        let more = memchr_iter(b'`', &self.line.as_bytes()[self.at..at]).count();
        self.at = at;
        self.before += more;
        self.behind -= more;
        self.before % 2 == 1 && self.behind > 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clean(line: &str) -> String {
        crate::document::normalize::tests::after(check, line)
    }

    #[test]
    fn entities_are_decoded() {
        for (line, wanted) in [
            ("Tom &amp; Jerry", "Tom & Jerry"),
            ("it&#8217;s &#x27;here&#X27;", "it’s 'here'"),
            ("it&#146;s", "it’s"),
            ("one&nbsp;two&#10;three", "one two three"),
            ("&amp;#8217; &amp;amp;amp;quot; &#38;#38;lt;", "’ \" <"),
            ("&lt;3 &hellip; &Eacute;t&eacute; &rarr;", "<3 … Été →"),
            ("/list?a=1&amp;copy=2", "/list?a=1&copy=2"),
            ("&amp;T;", "&T;"),
            ("one ` accent and &quot;", "one ` accent and \""),
        ] {
            assert_eq!(clean(line), wanted);
        }
    }

    #[test]
    fn what_is_no_entity_stays() {
        for line in [
            "AT&T; R&D; & so on;",
            "/list?a=1&copy=2&lt=3",
            "&#; &#x; &#xd800; &#1114112; &#0; &#+65; &;",
            "&nosuchname;",
            "use `&amp;` or `&lt;` here",
            "<p>Fish &amp; chips</p>",
            "a<br/>b &amp; c",
            "&\u{301}amp;",
        ] {
            assert_eq!(clean(line), line);
        }
    }

    #[test]
    fn talk_of_entities() {
        for text in ["an HTML entity", "The character references", "HTML entities:", "HTML-escaped text", "by escaping HTML"] {
            assert!(is_about_entities(text), "{text}");
        }
        for text in ["The entity was founded in 1912.", "This browser has no HTML5.", "He escaped.", "index.html"] {
            assert!(!is_about_entities(text), "{text}");
        }
    }
}
