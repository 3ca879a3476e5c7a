//! Markup that was escaped as if it were text: feeds carry it so, and so do fields that were filled from them.

use std::borrow::Cow;

use memchr::memmem;

/// Names of elements that articles are made of. Others, such as `T` in `Vec&lt;T&gt;`, are more likely what a text speaks of.
const NAMES: [&str; 30] = [
    "a",
    "article",
    "b",
    "blockquote",
    "body",
    "br",
    "div",
    "em",
    "figure",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "html",
    "i",
    "iframe",
    "img",
    "li",
    "ol",
    "p",
    "section",
    "span",
    "strong",
    "table",
    "td",
    "tr",
    "ul",
];

/// Elements that show markup as what it is.
const LISTINGS: [&str; 4] = ["code", "pre", "textarea", "xmp"];

/// So many escaped tags for each real one: what stands around escaped markup is a `<div>` or the frame of a page.
const ESCAPED_PER_REAL: usize = 8;

/// The markup to parse: the content itself, or what it is the escaped form of. It is that if its text begins with an escaped tag, an
/// escaped element is closed, and there are hardly any real tags, none of which shows code. It is undone once.
#[must_use]
pub fn unescaped(content: &str) -> Cow<'_, str> {
    if is_escaped(content) { undone(content).into() } else { content.into() }
}

fn is_escaped(content: &str) -> bool {
    let (mut escaped, mut closed) = (0, false);
    for (at, _) in content.match_indices("&lt;") {
        let tag = &content[at + "&lt;".len()..];
        let (is_end, tag) = tag.strip_prefix('/').map_or((false, tag), |tag| (true, tag));
        if name(tag).is_some_and(|name| is_one_of(name, &NAMES)) {
            escaped += 1;
            closed |= is_end;
        }
    }
    closed && begins_with_tag(content) && has_few_tags(content, escaped / ESCAPED_PER_REAL)
}

/// The name that a text begins with, if it may be that of an element.
fn name(text: &str) -> Option<&str> {
    let end = text.bytes().position(|b| !b.is_ascii_alphanumeric())?;
    Some(&text[..end])
}

fn is_one_of(name: &str, names: &[&str]) -> bool {
    names.iter().any(|n| n.eq_ignore_ascii_case(name))
}

/// The first text behind real tags is an escaped tag, declaration or comment.
fn begins_with_tag(content: &str) -> bool {
    let mut rest = content.trim_start();
    while rest.starts_with('<') {
        let Some(end) = rest.find('>') else { return false };
        rest = rest[end + 1..].trim_start();
    }
    let Some(tag) = rest.strip_prefix("&lt;") else { return false };
    tag.starts_with('!') || name(tag).is_some_and(|name| is_one_of(name, &NAMES))
}

/// No more than `most` real tags, and no listing among them.
fn has_few_tags(content: &str, most: usize) -> bool {
    let mut tags = 0;
    for (at, _) in content.match_indices('<') {
        let name = name(&content[at + 1..]).unwrap_or_default();
        tags += usize::from(!name.is_empty());
        if tags > most || is_one_of(name, &LISTINGS) {
            return false;
        }
    }
    true
}

/// What the characters that matter in markup are written as.
const REFERENCES: [(&str, &str); 8] =
    [("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"), ("&quot;", "\""), ("&apos;", "'"), ("&#39;", "'"), ("&#039;", "'"), ("&#34;", "\"")];

fn undone(content: &str) -> String {
    let mut out = String::with_capacity(content.len());
    let mut rest = content;
    while let Some(at) = memmem::find(rest.as_bytes(), b"&") {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let found = REFERENCES.iter().find_map(|(reference, c)| Some((*c, rest.strip_prefix(reference)?)));
        let (text, behind) = found.unwrap_or(("&", &rest[1..]));
        out.push_str(text);
        rest = behind;
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escaped_markup_is_undone_once() {
        for (content, markup) in [
            ("&lt;p&gt;He &amp;amp; she.&lt;/p&gt;", "<p>He &amp; she.</p>"),
            (
                "\n &lt;!DOCTYPE html&gt;&lt;P class=&quot;x&#39;&apos;&quot;&gt;Fish &amp; more&nbsp;&lt;/P&gt;",
                "\n <!DOCTYPE html><P class=\"x''\">Fish & more&nbsp;</P>",
            ),
            ("&lt;p&gt;&amp;lt;p&amp;gt;&lt;/p&gt;", "<p>&lt;p&gt;</p>"),
        ] {
            assert_eq!(unescaped(content), markup);
        }
        let framed = format!("<html><body>{}</body></html>", "&lt;div&gt;One.&lt;/div&gt;".repeat(16));
        assert_eq!(unescaped(&framed), format!("<html><body>{}</body></html>", "<div>One.</div>".repeat(16)));
    }

    #[test]
    fn markup_and_text_about_markup_stay() {
        let listing = format!("<pre>{}</pre>", "&lt;p&gt;One.&lt;/p&gt;".repeat(20));
        for content in [
            "",
            "&lt;",
            "&lt;p",
            "<p>He left.</p>",
            "&lt;p&gt; begins a paragraph.",
            "A paragraph stands between &lt;p&gt; and &lt;/p&gt;.",
            "<p>&lt;p&gt; and &lt;/p&gt; stand around it.</p>",
            "&lt;T&gt; is a type, &lt;/T&gt; is not.",
            &listing,
        ] {
            assert!(matches!(unescaped(content), Cow::Borrowed(_)), "{content}");
        }
    }
}
