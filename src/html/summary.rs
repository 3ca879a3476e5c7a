//! What a page says about itself for machines: descriptions and bodies in its head and its JSON-LD. A block that stands there as well
//! is likely main content.

use scraper::node::Element as Markup;

/// What a page says about itself.
#[derive(Clone, Debug, Default)]
pub struct Summary {
    /// Descriptions: `<meta name="description">`, Open Graph, JSON-LD.
    pub description: String,
    /// Bodies of articles, posts, reviews and answers in JSON-LD.
    pub body: String,
    /// It says that it is an article or a post.
    pub is_article: bool,
    /// It says that it is about a product.
    pub is_product: bool,
    /// It says that it is a list or a collection.
    pub is_list: bool,
    /// It says that it is a discussion, or questions with answers.
    pub is_discussion: bool,
}

/// So much of each text is kept: what is compared are beginnings and ends of paragraphs, and a page decides how much it embeds.
const MOST_BYTES: usize = 256 << 10;

impl Summary {
    /// Reads a `<meta>` element.
    pub fn add_meta(&mut self, meta: &Markup) {
        let (Some(name), Some(content)) = (meta.attr("name").or_else(|| meta.attr("property")), meta.attr("content")) else { return };
        match name {
            "description" | "og:description" | "twitter:description" | "Description" => add(&mut self.description, content),
            "og:type" => {
                self.is_article |= content.contains("article");
                self.is_product |= content.contains("product");
            }
            _ => {}
        }
    }

    /// Reads a script of the type `application/ld+json`. It is searched, not parsed: much of it is not quite JSON.
    pub fn add_json(&mut self, json: &str) {
        let has = |kind: &str| memchr::memmem::find(json.as_bytes(), kind.as_bytes()).is_some();
        self.is_article |= has("Article\"") || has("\"BlogPosting\"");
        self.is_product |= has("\"Product\"");
        self.is_list |= has("\"ItemList\"") || has("\"CollectionPage\"");
        self.is_discussion |= has("\"DiscussionForumPosting\"") || has("\"QAPage\"") || has("\"FAQPage\"");
        for key in ["\"description\"", "\"abstract\""] {
            strings(json, key, |text| add(&mut self.description, text));
        }
        for key in ["\"articleBody\"", "\"reviewBody\"", "\"text\""] {
            strings(json, key, |text| add(&mut self.body, text));
        }
    }
}

fn add(to: &mut String, text: &str) {
    let room = MOST_BYTES.saturating_sub(to.len());
    // No phrase reaches over a line end.
    to.push_str(&text[..text.floor_char_boundary(room)]);
    to.push('\n');
}

/// Hands on each string that stands behind `key`.
fn strings(json: &str, key: &str, mut found: impl FnMut(&str)) {
    for at in memchr::memmem::find_iter(json.as_bytes(), key.as_bytes()) {
        let rest = json[at + key.len()..].trim_start();
        let Some(literal) = rest.strip_prefix(':').map(str::trim_start).filter(|rest| rest.starts_with('"')) else { continue };
        let mut text = String::new();
        let mut escaped = false;
        for c in literal[1..].chars().take(MOST_BYTES) {
            match (escaped, c) {
                (false, '"') => break,
                (false, '\\') => escaped = true,
                (true, 'n' | 'r' | 't') => (escaped, _) = (false, text.push(' ')),
                (_, c) => (escaped, _) = (false, text.push(c)),
            }
        }
        found(&text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_behind_keys() {
        let mut summary = Summary::default();
        summary.add_json(
            r#"{"@type":"NewsArticle", "description" : "A \"dry\" year", "x":{"articleBody":"It fell.\nAgain."}, "description":7}"#,
        );
        assert_eq!((summary.description.as_str(), summary.body.as_str()), ("A \"dry\" year\n", "It fell. Again.\n"));
        assert!(summary.is_article && !summary.is_product);
    }

    #[test]
    fn what_breaks_off_is_read_to_its_end() {
        let mut summary = Summary::default();
        for json in [r#""description""#, r#""description":"#, r#""description":"a\"#, r#""description": "b"#] {
            summary.add_json(json);
        }
        assert_eq!(summary.description, "a\nb\n");
    }
}
