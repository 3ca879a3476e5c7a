//! Placeholders of templates that were never filled in.

use super::code_likeness::{Known, is_known, mentions_code};
use super::{Findings, Info, Rule, declare, lines_with};
use crate::document::{Danger, Document, Evidence, Finding, Line, Span};

declare! {
    /// Placeholders of templates that were never filled in.
    ///
    /// ## What it removes
    /// `{{ article.title }}`, `%%TITLE%%`, `${user.name}`, `<%= title %>`, `[object Object]`; `undefined`, `null` and `NaN` on a
    /// line of their own; tags of publishing systems such as `[caption id="..."]` and `[gallery ids="..."]`, whose own text stays;
    /// paragraphs of filler ("Lorem ipsum dolor ...").
    ///
    /// ## Why it is noise
    /// A program should have put text in its place.
    ///
    /// ## Example
    /// ```before
    /// [caption id="attachment_12" align="left"]The old mill in spring.[/caption]
    /// {{ related.headline }}
    /// The mill was sold again last year.
    /// undefined
    /// ```
    /// ```after
    /// The old mill in spring.
    /// The mill was sold again last year.
    /// ```
    ///
    /// ## What it must keep
    /// Texts about templates and code, brackets of prose, the tags of forum posts.
    /// ```keep
    /// In the template, write {{ user.name }} where the variable goes; Jinja leaves HTML escaped.
    /// The witness said that "[the driver] was asleep" when it happened.
    /// Start your letter with Dear {{first_name}} and keep it short.
    /// ```
    ///
    /// ## Languages and sources of its lists
    /// `lexicon/code.txt`, section `shortcode`; `lexicon/any.txt`, class `placeholder`. General knowledge.
    ///
    /// ## Known misses
    /// Single braces (`{name}`), and a plain name in double braces inside a sentence, as letter templates have them.
    TemplatePlaceholder, "template-placeholder", ["placeholder", "programming"]
}

/// Longest placeholder, in bytes.
const LONGEST: usize = 300;
/// Most words of a line of missing values.
const MOST_VALUES: u32 = 12;
/// What scripts write where a value is missing.
const MISSING_VALUES: [&str; 4] = ["undefined", "null", "NaN", "[object Object]"];

impl Rule for TemplatePlaceholder {
    fn info(&self) -> &'static Info {
        &Self::INFO
    }

    fn check(&self, document: &Document<'_>, findings: &mut Findings) {
        let mut found = Vec::new();
        for (line, _) in lines_with(document, "placeholder") {
            found.push((line.span, Evidence::PHRASE.and(Evidence::SHAPE)));
        }
        let has_percents = memchr::memmem::find(document.text.as_bytes(), b"%%").is_some();
        let sure = Evidence::CODE.and(Evidence::SHAPE);
        for (_, line) in document.filled_lines() {
            let text = document.text_of(line);
            if line.words <= MOST_VALUES && is_missing_value(text) {
                found.push((line.span, sure));
            } else if line.code_marks >= 2 || has_percents {
                found.extend(placeholders(document, line, has_percents).into_iter().map(|span| (span, sure)));
            }
        }
        if !found.is_empty() && !mentions_code(document) {
            let id = Self::INFO.id;
            findings.list.extend(found.into_iter().map(|(span, evidence)| Finding::remove(id, span, Danger::Medium, evidence)));
        }
    }
}

/// One missing value, or several in a row.
fn is_missing_value(text: &str) -> bool {
    if !matches!(text.as_bytes(), [b'u' | b'n' | b'N' | b'[', ..]) || text.len() > LONGEST {
        return false;
    }
    let mut rest = text;
    while let Some(value) = MISSING_VALUES.iter().find(|value| rest.starts_with(**value)) {
        rest = rest[value.len()..].trim_start_matches([' ', ',']);
    }
    rest.is_empty()
}

/// The placeholders in a line, in order.
fn placeholders(document: &Document<'_>, line: &Line, has_percents: bool) -> Vec<Span> {
    let text = document.text_of(line);
    let bytes = text.as_bytes();
    let mut spans: Vec<Span> = Vec::new();
    let mut at = 0;
    let has_percents = has_percents && memchr::memmem::find(bytes, b"%%").is_some();
    while let Some(step) = next_mark(&bytes[at..], has_percents) {
        at += step;
        if bytes[at] == b'{' && at > 0 && bytes[at - 1] == b'$' {
            at -= 1;
        }
        let rest = &text[at..];
        let length = match bytes[at] {
            b'{' => braces(rest, rest.len() == text.len()),
            b'[' if rest.starts_with("[object Object]") => Some("[object Object]".len()),
            b'[' => shortcode(rest, rest.len() == text.len()),
            b'%' => percents(rest),
            b'$' => dollar(rest, rest.len() == text.len()),
            _ => between(rest, "<%", "%>").filter(|n| rest[2..n - 2].bytes().any(|b| b.is_ascii_alphabetic())),
        };
        let skip = 1 + usize::from(bytes[at] == b'$');
        match length {
            Some(length) => {
                spans.push(Span::new(line.span.start + at, line.span.start + at + length));
                at += length;
            }
            None => at += skip,
        }
    }
    spans
}

/// How far the next mark is that a placeholder may start with.
fn next_mark(bytes: &[u8], has_percents: bool) -> Option<usize> {
    if has_percents { bytes.iter().position(|b| matches!(b, b'{' | b'[' | b'<' | b'%')) } else { memchr::memchr3(b'{', b'[', b'<', bytes) }
}

/// Length of what stands from `open` to the next `close`, both included.
fn between(text: &str, open: &str, close: &str) -> Option<usize> {
    let inner = text.strip_prefix(open)?.as_bytes();
    let end = memchr::memmem::find(&inner[..inner.len().min(LONGEST)], close.as_bytes())?;
    Some(open.len() + end + close.len())
}

/// `{{ name.of.value }}`; inside a sentence only with a dot, a bar or a call in it, since letter templates have plain names.
fn braces(text: &str, at_start: bool) -> Option<usize> {
    let length = between(text, "{{", "}}")?;
    let inner = &text[2..length - 2];
    let inner = inner.strip_prefix('{').unwrap_or(inner);
    let length = length + usize::from(text[length..].starts_with('}'));
    let named = inner.bytes().any(|b| b.is_ascii_alphabetic()) && !inner.contains(['{', '}', '\\']);
    let whole = at_start && length == text.len();
    let looked_up = inner.bytes().any(|b| matches!(b, b'.' | b'|' | b'(' | b'[' | b'=' | b'$'));
    (named && (whole || looked_up)).then_some(length)
}

/// `${name.of.value}`; inside a sentence only with a dot in it.
fn dollar(text: &str, at_start: bool) -> Option<usize> {
    let length = between(text, "${", "}")?;
    let inner = &text[2..length - 1];
    let named = inner.starts_with(|c: char| c.is_ascii_alphabetic())
        && inner.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.'));
    (named && (inner.contains('.') || (at_start && length == text.len()))).then_some(length)
}

/// `%%NAME%%`.
fn percents(text: &str) -> Option<usize> {
    let length = between(text, "%%", "%%")?;
    let inner = &text[2..length - 2];
    let named = inner.len() > 1 && inner.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.'));
    (named && inner.bytes().any(|b| b.is_ascii_alphabetic())).then_some(length)
}

/// `[name attribute="value"]` or `[/name]` of a publishing system.
fn shortcode(text: &str, at_start: bool) -> Option<usize> {
    if !text[1..].starts_with(|c: char| c == '/' || c.is_ascii_lowercase()) {
        return None;
    }
    let length = between(text, "[", "]")?;
    let inner = text[1..length - 1].trim_end_matches('/');
    let closes = inner.starts_with('/');
    let inner = inner.strip_prefix('/').unwrap_or(inner);
    let end =
        inner.bytes().position(|b| !(b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'_' | b'-'))).unwrap_or(inner.len());
    let (name, attributes) = inner.split_at(end);
    let listed = is_known(name, Known::Shortcode) || PREFIXES.iter().any(|prefix| name.starts_with(prefix));
    if !listed || !(attributes.is_empty() || (attributes.starts_with(' ') && attributes.contains(['=', '"']))) {
        return None;
    }
    let closing = format!("[/{name}]");
    let end = memchr::memmem::find(&text.as_bytes()[..text.len().min(LONGEST)], closing.as_bytes()).map(|at| at + closing.len());
    // "[video]" in a sentence is a remark; alone, or with its closing tag, it is not.
    let bare = attributes.is_empty() && !closes && !name.contains('_');
    if bare && end.is_none() && !(at_start && length == text.len()) {
        return None;
    }
    Some(end.filter(|_| HOLD_ADDRESSES.contains(&name)).unwrap_or(length))
}

/// Families of tags: page builders name theirs with a prefix.
const PREFIXES: [&str; 5] = ["vc_", "et_pb_", "fusion_", "su_", "av_"];
/// Tags around an address, which goes with them.
const HOLD_ADDRESSES: [&str; 2] = ["embed", "youtube"];

#[cfg(test)]
mod tests {
    use crate::{Cleaner, Config, Record};

    fn clean(text: &str) -> String {
        Cleaner::new(Config::default()).clean(Record::text(text)).text
    }

    #[test]
    fn placeholders_go() {
        for (line, left) in [
            ("{{ article.title }}", ""),
            ("{{title}}", ""),
            ("Price: {{price.wrapper.amount}} a piece", "Price: a piece"),
            ("{{{ post.body }}}", ""),
            ("%%SITE_NAME%%", ""),
            ("Welcome to %%SITE_NAME%% today.", "Welcome to today."),
            ("${user.name}", ""),
            ("${name}", ""),
            ("<%= post.title %>", ""),
            ("[object Object]", ""),
            ("[object Object],[object Object]", ""),
            ("undefined", ""),
            ("NaN", ""),
            ("null", ""),
            ("[gallery ids=\"12,13,14\"]", ""),
            ("[embed]https://video.example.org/12[/embed]", ""),
            ("[caption id=\"a12\" width=\"300\"]A boat at dawn.[/caption]", "A boat at dawn."),
            ("[vc_row][vc_column width=\"1/2\"]The text of it.[/vc_column][/vc_row]", "The text of it."),
        ] {
            assert_eq!(clean(line).trim_end(), left, "{line}");
        }
    }

    #[test]
    fn filler_goes_from_a_text() {
        let text = "The mill was sold last year, and nobody in the village knew about it before the papers did.\n";
        let filler = "Lorem ipsum dolor sit amet, consectetur.\n";
        assert_eq!(clean(&format!("{text}{filler}{text}{text}")), format!("{text}{text}{text}"));
    }

    #[test]
    fn look_alikes_stay() {
        for line in [
            "Null and void, said the judge.",
            "Nan made the best pies in town.",
            "Undefined",
            "She paid $200 {two hundred} for it.",
            "[the driver] was asleep",
            "[b]bold[/b] and [i]slanted[/i] in a post",
            "[quote=\"Ann\"]So it is.[/quote]",
            "The set {x | x > 0} is open.",
            "It fell by 5%% or so, then by 6%%.",
            "Dear {{first_name}}, thank you for your order.",
            "[1] A. Author, A Title (1999).",
            "Up to ${amount} off",
            "\\frac{{a}}{{b}}",
            "[gallery] the word in brackets",
            "Lorem ipsum is what typesetters call filler text.",
            "a <% b",
            "{{",
            "[",
            "${",
        ] {
            assert_eq!(clean(line).trim_end(), line, "{line}");
        }
    }
}
