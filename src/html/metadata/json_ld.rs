//! What a page says of itself in JSON-LD (schema.org).
//!
//! A page may describe many things: its own article, the site, those who run it, a trail of links, related articles. Only nodes
//! of the outermost level, of a `@graph` and of `mainEntity` are the page's own; what stands deeper (reviews, comments, lists of
//! other pages) is not looked into.

use serde_json::{Map, Value};

use super::{lenient, when};
use crate::document::AuthorKind;
use crate::document::fold::fold;

type Node = Map<String, Value>;

/// Most nodes of a page that are looked at; a page's own are a few dozen.
const MOST_NODES: usize = 512;
/// How deep graphs in graphs, and names in names, are followed.
const MOST_DEPTH: usize = 6;
/// Most values of one field: authors, keywords.
const MOST_VALUES: usize = 64;

/// A page's JSON-LD.
#[derive(Debug, Default)]
pub struct JsonLd {
    values: Vec<Value>,
}

/// What a node of JSON-LD is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// Somebody wrote it on some day: an article, a recipe, a question in a forum.
    Written,
    /// A page, of which dates say little: what makes most sites sets them on every page.
    Page,
    /// A thing, a list or a site.
    Other,
}

impl JsonLd {
    /// Reads the scripts.
    #[must_use]
    pub fn read<'a>(scripts: impl IntoIterator<Item = &'a str>) -> Self {
        Self { values: scripts.into_iter().flat_map(lenient::values).collect() }
    }

    /// The page's own nodes, in the order of the page.
    fn nodes(&self) -> Vec<&Node> {
        let mut nodes = Vec::new();
        for value in &self.values {
            gather(value, 0, &mut nodes);
        }
        nodes
    }

    /// The facts that are the page's own. `headings` are the page's titles and headlines, which tell its own article from others.
    #[must_use]
    pub fn facts(&self, headings: &[&str]) -> Facts {
        let nodes = self.nodes();
        let all_types = nodes.iter().flat_map(|n| types(n)).map(str::to_owned).collect();
        let written: Vec<&Node> = nodes.iter().copied().filter(|n| kind(n) == Kind::Written).collect();
        let page = nodes.iter().copied().find(|n| kind(n) == Kind::Page);
        let headings: Vec<Vec<u8>> = headings.iter().map(|h| fold(h)).collect();
        let is_headed = |n: &&Node| {
            let name = fold(&headline(n).unwrap_or_default());
            !name.is_empty() && headings.iter().any(|h| h.starts_with(&name) || name.starts_with(h.as_slice()))
        };
        // Of several, the one that is called as the page is. Without it they are a list of other pages' articles, unless they are
        // all about one.
        let own = match written.as_slice() {
            [] => None,
            [one] => Some(*one),
            several => several.iter().copied().find(is_headed).or_else(|| {
                // An article may have a film or a recipe beside it.
                let articles: Vec<&Node> = several.iter().copied().filter(|n| is_article(n)).collect();
                (!articles.is_empty() && alike(&articles)).then(|| articles[0])
            }),
        };
        let mut facts = Facts { types: all_types, is_written: own.is_some(), ..Facts::default() };
        // The same article may be described twice, once with less.
        let twins = own.into_iter().flat_map(|own| {
            let name = headline(own);
            let same = written.iter().copied().filter(move |n| std::ptr::eq(*n, own) || (name.is_some() && headline(n) == name));
            std::iter::once(own).chain(same)
        });
        for node in twins {
            facts.add(node, &nodes);
        }
        if let Some(page) = page {
            facts.page(page, &nodes);
            if let Some(field) = page.get("author").filter(|_| own.is_none()) {
                authors(field, &nodes, 0, &mut facts.authors);
            }
        }
        let site = nodes.iter().find(|n| types(n).any(|t| t == "WebSite"));
        if facts.site_name.is_none() {
            facts.site_name = site.and_then(|n| text(n.get("name")?, 0));
        }
        facts
    }

    /// The text that stands in it: an article's body, a posting's text, a product's description. The longest.
    #[must_use]
    pub fn body(&self) -> Option<String> {
        let fields = ["articleBody", "text", "reviewBody", "recipeInstructions", "description"];
        let long = self.nodes().into_iter().filter(|n| kind(n) == Kind::Written || types(n).any(|t| t == "Product" || t == "JobPosting"));
        long.flat_map(|n| fields.iter().filter_map(|f| text(n.get(*f)?, 0))).max_by_key(String::len)
    }
}

/// What JSON-LD tells of its page.
#[derive(Debug, Default)]
pub struct Facts {
    /// The `@type`s of all the page's nodes.
    pub types: Vec<String>,
    /// One of the nodes is the page's own article or posting.
    pub is_written: bool,
    /// Its `headline`, or else its `name`.
    pub title: Option<String>,
    /// As declared, with what kind of author each is.
    pub authors: Vec<(String, AuthorKind)>,
    /// `datePublished` and what stands for it.
    pub published: Option<String>,
    /// `dateModified`.
    pub updated: Option<String>,
    /// The publisher's or the site's name.
    pub site_name: Option<String>,
    /// `description`.
    pub description: Option<String>,
    /// `inLanguage`.
    pub language: Option<String>,
    /// `articleSection`.
    pub categories: Vec<String>,
    /// `keywords`.
    pub tags: Vec<String>,
    /// An address.
    pub image: Option<String>,
}

impl Facts {
    fn add(&mut self, node: &Node, nodes: &[&Node]) {
        self.title = self.title.take().or_else(|| headline(node));
        if self.authors.is_empty() {
            let field = node.get("author").or_else(|| node.get("creator"));
            if let Some(field) = field {
                authors(field, nodes, 0, &mut self.authors);
            }
        }
        self.published = self.published.take().or_else(|| date(node, &["datePublished", "dateCreated", "uploadDate"]));
        self.updated = self.updated.take().or_else(|| date(node, &["dateModified"]));
        // A person who publishes their own page is no site.
        let is_person = |p: &Value| p.as_object().is_some_and(|p| types(resolved(p, nodes)).any(|t| t == "Person"));
        let publisher = node.get("publisher").filter(|p| !is_person(p)).and_then(|p| name(p, nodes, 0));
        self.site_name = self.site_name.take().or(publisher);
        self.page(node, nodes);
        if self.categories.is_empty() {
            list(node.get("articleSection"), &mut self.categories);
        }
        if self.tags.is_empty() {
            list(node.get("keywords"), &mut self.tags);
        }
    }

    /// What a node of the page as such may tell.
    fn page(&mut self, node: &Node, nodes: &[&Node]) {
        let field = |name: &str| node.get(name).and_then(|v| text(v, 0));
        self.description = self.description.take().or_else(|| field("description"));
        self.language = self.language.take().or_else(|| field("inLanguage"));
        self.image = self.image.take().or_else(|| address(node.get("image")?, nodes, 0));
    }
}

fn gather<'v>(value: &'v Value, depth: usize, nodes: &mut Vec<&'v Node>) {
    if depth > MOST_DEPTH || nodes.len() >= MOST_NODES {
        return;
    }
    match value {
        Value::Array(values) => {
            for value in values.iter().take(MOST_NODES) {
                gather(value, depth + 1, nodes);
            }
        }
        Value::Object(node) => {
            if node.contains_key("@type") {
                nodes.push(node);
            }
            // The questions that a page of frequent ones answers are parts of it.
            let is_faq = types(node).any(|t| t == "FAQPage");
            for inner in ["@graph", "mainEntity", "mainEntityOfPage"].into_iter().filter(|f| !is_faq || *f == "@graph") {
                if let Some(value) = node.get(inner) {
                    gather(value, depth + 1, nodes);
                }
            }
        }
        _ => {}
    }
}

/// A node's types, without the vocabulary's address.
fn types(node: &Node) -> impl Iterator<Item = &str> {
    let values = match node.get("@type") {
        Some(Value::Array(values)) => values.as_slice(),
        Some(one) => std::slice::from_ref(one),
        None => &[],
    };
    values.iter().take(MOST_VALUES).filter_map(Value::as_str).map(|t| t.rsplit(['/', '#', ':']).next().unwrap_or(t))
}

/// Types of what somebody wrote, beside articles and postings.
const OTHER_WRITING: [&str; 13] = [
    "SocialMediaPosting",
    "Report",
    "Recipe",
    "HowTo",
    "Question",
    "Review",
    "CriticReview",
    "CreativeWork",
    "Chapter",
    "LiveBlogPosting",
    "PodcastEpisode",
    "VideoObject",
    "NewsStory",
];

fn kind(node: &Node) -> Kind {
    let mut kind = Kind::Other;
    for name in types(node) {
        let is_written = name.ends_with("Article") || name == "article" || name.ends_with("BlogPosting") || name.ends_with("ForumPosting");
        if is_written || OTHER_WRITING.contains(&name) {
            return Kind::Written;
        }
        if name.ends_with("Page") {
            kind = Kind::Page;
        }
    }
    kind
}

fn date(node: &Node, fields: &[&str]) -> Option<String> {
    fields.iter().find_map(|f| when::declared(&text(node.get(*f)?, 0)?))
}

fn headline(node: &Node) -> Option<String> {
    ["headline", "name", "alternativeHeadline"].iter().find_map(|f| text(node.get(*f)?, 0))
}

fn is_article(node: &Node) -> bool {
    types(node).any(|t| t.ends_with("Article") || t.ends_with("Posting"))
}

/// All of them have the same headline.
fn alike(nodes: &[&Node]) -> bool {
    let first = headline(nodes[0]);
    nodes.iter().all(|n| headline(n) == first)
}

/// The text of a value: itself, that of a list's first, or its `@value`.
fn text(value: &Value, depth: usize) -> Option<String> {
    if depth > MOST_DEPTH {
        return None;
    }
    match value {
        Value::String(text) => {
            let text = html_escape::decode_html_entities(text.trim());
            (!text.is_empty()).then(|| text.into_owned())
        }
        Value::Array(values) => text(values.first()?, depth + 1),
        Value::Object(node) => ["@value", "name"].iter().find_map(|f| text(node.get(*f)?, depth + 1)),
        _ => None,
    }
}

/// The node that a reference means.
fn resolved<'v>(node: &'v Node, nodes: &[&'v Node]) -> &'v Node {
    let reference = node.get("@id").filter(|_| !node.contains_key("name") && !node.contains_key("url"));
    reference.and_then(|id| nodes.iter().copied().find(|n| n.get("@id") == Some(id) && n.len() > 1)).unwrap_or(node)
}

fn authors(value: &Value, nodes: &[&Node], depth: usize, out: &mut Vec<(String, AuthorKind)>) {
    if depth > MOST_DEPTH || out.len() >= MOST_VALUES {
        return;
    }
    match value {
        Value::String(name) => out.push((name.clone(), AuthorKind::Person)),
        Value::Array(values) => {
            for value in values.iter().take(MOST_VALUES) {
                authors(value, nodes, depth + 1, out);
            }
        }
        Value::Object(node) => {
            let node = resolved(node, nodes);
            let is_organisation = types(node).any(|t| t.ends_with("Organization") || t == "Corporation" || t == "Brand");
            let kind = if is_organisation { AuthorKind::Organisation } else { AuthorKind::Person };
            match node.get("name").or_else(|| node.get("@list")) {
                Some(Value::Array(names)) => {
                    for name in names.iter().take(MOST_VALUES) {
                        authors(name, nodes, depth + 1, out);
                    }
                }
                Some(value) => out.extend(text(value, 0).map(|name| (name, kind))),
                None => {
                    let part = |field: &str| node.get(field).and_then(|v| text(v, 0));
                    if let (Some(given), Some(family)) = (part("givenName"), part("familyName")) {
                        out.push((format!("{given} {family}"), kind));
                    }
                }
            }
        }
        _ => {}
    }
}

fn name(value: &Value, nodes: &[&Node], depth: usize) -> Option<String> {
    match value {
        Value::Array(values) if depth < MOST_DEPTH => name(values.first()?, nodes, depth + 1),
        Value::Object(node) => text(resolved(node, nodes).get("name")?, 0),
        Value::String(_) => text(value, 0),
        _ => None,
    }
}

fn address(value: &Value, nodes: &[&Node], depth: usize) -> Option<String> {
    match value {
        Value::Array(values) if depth < MOST_DEPTH => address(values.first()?, nodes, depth + 1),
        Value::Object(node) => {
            let node = resolved(node, nodes);
            ["url", "contentUrl", "@id"].iter().find_map(|f| text(node.get(*f)?, 0))
        }
        Value::String(_) => text(value, 0),
        _ => None,
    }
}

/// The values of a list, which may be a text with commas.
fn list(value: Option<&Value>, out: &mut Vec<String>) {
    match value {
        Some(Value::Array(values)) => out.extend(values.iter().take(MOST_VALUES).filter_map(|v| text(v, 0))),
        Some(Value::String(text)) => out.extend(text.split([',', ';']).take(MOST_VALUES).map(|t| t.trim().to_owned())),
        _ => {}
    }
    out.retain(|t| !t.is_empty());
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(script: &str) -> Facts {
        JsonLd::read([script]).facts(&["The mill", "The mill | Daily Example"])
    }

    #[test]
    fn an_article_of_a_graph() {
        let facts = facts(
            r##"{"@context": "https://schema.org", "@graph": [
                {"@type": "WebSite", "name": "Daily Example"},
                {"@type": "Person", "@id": "#jane", "name": "Jane Doe"},
                {"@type": ["Article", "NewsArticle"], "headline": "The mill", "author": {"@id": "#jane"},
                 "datePublished": "2023-05-30T08:00:00Z", "dateModified": "2023-06-01", "keywords": "mills, rivers",
                 "articleSection": ["Local"], "image": {"@type": "ImageObject", "url": "https://example.com/a.jpg"}}]}"##,
        );
        assert!(facts.is_written);
        assert_eq!(facts.title.as_deref(), Some("The mill"));
        assert_eq!(facts.authors, [("Jane Doe".to_owned(), AuthorKind::Person)]);
        assert_eq!(facts.published.as_deref(), Some("2023-05-30T08:00:00Z"));
        assert_eq!(facts.updated.as_deref(), Some("2023-06-01"));
        assert_eq!(facts.site_name.as_deref(), Some("Daily Example"));
        assert_eq!((facts.tags.len(), facts.categories.len()), (2, 1));
        assert_eq!(facts.image.as_deref(), Some("https://example.com/a.jpg"));
    }

    #[test]
    fn authors_in_all_their_forms() {
        for (author, want) in [
            (r#""Jane Doe""#, &["Jane Doe"][..]),
            (r#"["Jane Doe", {"name": "John Roe"}]"#, &["Jane Doe", "John Roe"]),
            (r#"{"@type": "Person", "name": ["Jane Doe", "John Roe"]}"#, &["Jane Doe", "John Roe"]),
            (r#"{"@list": [{"name": "Jane Doe"}]}"#, &["Jane Doe"]),
            (r#"{"givenName": "Jane", "familyName": "Doe"}"#, &["Jane Doe"]),
            (r#"{"@type": "Person", "url": "https://example.com/jane"}"#, &[]),
            ("null", &[]),
        ] {
            let facts = facts(&format!(r#"{{"@type": "NewsArticle", "author": {author}}}"#));
            assert_eq!(facts.authors.iter().map(|(n, _)| n.as_str()).collect::<Vec<_>>(), want, "{author}");
        }
    }

    #[test]
    fn what_is_about_something_else() {
        for script in [
            r#"{"@type": "Product", "name": "Mill", "review": {"@type": "Review", "author": "Jane Doe", "datePublished": "2023-05-30"}}"#,
            r#"{"@type": "WebPage", "datePublished": "2023-05-30"}"#,
            r#"[{"@type": "NewsArticle", "headline": "A", "author": "Jane Doe", "datePublished": "2023-05-30"},
                {"@type": "NewsArticle", "headline": "B", "author": "Jane Doe", "datePublished": "2023-05-30"}]"#,
            r#"{"@type": "ItemList", "itemListElement": [{"@type": "NewsArticle", "author": "Jane Doe"}]}"#,
        ] {
            let facts = facts(script);
            assert!(facts.authors.is_empty() && facts.published.is_none() && !facts.is_written, "{script}");
        }
    }

    #[test]
    fn hostile_values_are_bounded() {
        let many = format!(r#"{{"@type": "Article", "author": [{}"Jane Doe"]}}"#, r#""John Roe","#.repeat(100_000));
        assert_eq!(facts(&many).authors.len(), MOST_VALUES);
        let nodes = format!("[{}{{}}]", r#"{"@type": "Thing"},"#.repeat(100_000));
        assert_eq!(JsonLd::read([nodes.as_str()]).nodes().len(), MOST_NODES);
        let deep = format!(r#"{{"@type": "Article", "headline": {}"x"{}}}"#, "[".repeat(100), "]".repeat(100));
        assert_eq!(facts(&deep).title, None);
    }

    #[test]
    fn the_body() {
        let json = JsonLd::read([r#"{"@type": "NewsArticle", "description": "Short.", "articleBody": "A long body."}"#]);
        assert_eq!(json.body().as_deref(), Some("A long body."));
        assert_eq!(JsonLd::read([r#"{"@type": "Organization", "description": "We sell."}"#]).body(), None);
    }
}
