//! Content that stands in a page's data and in none of its visible text: pages that a program builds in the browser.

use serde_json::Value;

use super::collect::Collected;
use super::json_ld::JsonLd;
use super::lenient;

/// Fields of a page's state whose long texts are its content, in lower case.
const CONTENT: [&str; 7] = ["body", "content", "text", "html", "articlebody", "paragraph", "bodyhtml"];
/// Fewest bytes of a text of a page's state that counts as content; shorter ones are labels and messages.
const LEAST_BYTES: usize = 120;
/// Most values of a page's state that are looked at.
const MOST_VALUES: usize = 50_000;

/// The content that a page holds for machines alone: the body in its JSON-LD, or else the long texts in the state that its program
/// starts from. May be markup; what is none has its entities decoded, as the text of markup has. None if there is neither.
#[must_use]
pub fn hidden_content(collected: &Collected<'_>) -> Option<String> {
    let body = JsonLd::read(collected.json_ld.iter().copied()).body().filter(|b| b.len() >= LEAST_BYTES);
    let content = body.or_else(|| {
        let mut texts = Vec::new();
        for script in &collected.state {
            for value in lenient::values(script) {
                gather(&value, &mut texts);
            }
        }
        (!texts.is_empty()).then(|| texts.join("\n"))
    })?;
    let is_plain = !content.contains("</") && content.contains('&');
    Some(if is_plain { html_escape::decode_html_entities(&content).into_owned() } else { content })
}

/// Gathers the long texts of content fields, each once, in the order of their fields.
fn gather(root: &Value, texts: &mut Vec<String>) {
    let mut seen = std::collections::HashSet::new();
    let mut open: Vec<(bool, &Value)> = vec![(false, root)];
    let mut left = MOST_VALUES;
    while let Some((is_content, value)) = open.pop() {
        let Some(less) = left.checked_sub(1) else { return };
        left = less;
        match value {
            Value::String(text) => {
                let is_long = text.len() >= LEAST_BYTES && text.contains(' ') && !text.starts_with(['{', '[']);
                if is_content && is_long && seen.insert(text.as_str()) {
                    texts.push(text.clone());
                }
            }
            Value::Array(values) => open.extend(values.iter().rev().map(|v| (is_content, v))),
            Value::Object(fields) => {
                let is_content = |name: &str| CONTENT.contains(&name.to_ascii_lowercase().as_str());
                open.extend(fields.iter().rev().map(|(name, v)| (is_content(name), v)));
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use scraper::Html;

    use super::*;

    fn content(script: &str) -> Option<String> {
        let html = Html::parse_document(&format!("<body><div id=app></div>{script}"));
        hidden_content(&Collected::of(&html))
    }

    #[test]
    fn bodies_and_states() {
        let long = "The wheel turns and the water falls. ".repeat(5);
        let ld = format!(r#"<script type="application/ld+json">{{"@type": "Article", "articleBody": "{long}"}}</script>"#);
        assert_eq!(content(&ld).as_deref(), Some(long.trim()));
        let state = format!(
            r#"<script id="__NEXT_DATA__" type="application/json">{{"props": {{"post": {{"body": "{long}", "id": 1}}}}}}</script>"#
        );
        assert_eq!(content(&state).as_deref(), Some(long.as_str()));
        let label = format!(r#"<script type="application/json">{{"messages": {{"welcome": "{long}"}}}}</script>"#);
        assert_eq!(content(&label), None);
        assert_eq!(content("<script>var a = 1;</script>"), None);
        let encoded = ld.replace("wheel", "mill&#8217;s wheel");
        assert_eq!(content(&encoded).as_deref(), Some(long.trim().replace("wheel", "mill’s wheel").as_str()));
    }

    #[test]
    fn hostile_states_are_bounded() {
        let deep = format!(r#"<script type="application/json">{}</script>"#, "[".repeat(100_000));
        assert_eq!(content(&deep), None);
        let huge = format!(r#"<script type="application/json">{{"body": "{}"}}</script>"#, "a b ".repeat(3 << 20));
        assert_eq!(content(&huge), None);
    }
}
