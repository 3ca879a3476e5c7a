//! What a page tells about itself: who wrote it, when, what it is called.
//!
//! `collect` goes through the tree once. `json_ld`, `meta_tags`, `microdata`, `visible` and `url` each read one kind of
//! source from what it gathered; here is decided which of them is believed. Where the page says nothing, nothing is said.

mod collect;
mod hidden;
mod json_ld;
mod lenient;
mod meta_tags;
mod microdata;
mod people;
mod title;
mod url;
mod visible;
mod when;

use scraper::Html;

use super::Page;
use crate::byline::words::WORDS;
use crate::document::fold::fold;
use crate::document::{Author, AuthorKind, Meta};
use collect::{Collected, Mark, says};
pub use hidden::hidden_content;
use json_ld::{Facts, JsonLd};
use people::Own;
use title::Candidate;
use visible::Dates;

/// Most tags and categories that are kept.
const MOST_TAGS: usize = 32;
/// Longest tag or category, in bytes; what is longer is a sentence.
const MOST_TAG_BYTES: usize = 80;

/// What a page tells about itself.
#[derive(Debug, Default)]
pub struct Told {
    /// The facts.
    pub meta: Meta,
    /// The `@type`s of its JSON-LD.
    pub types: Vec<String>,
    /// Its Open Graph type, as given.
    pub og_type: Option<String>,
    /// A byline or date in its text may be the page's own. Not so for the first page of a site, a list, a shop's article.
    pub may_have_byline: bool,
}

impl Told {
    /// The facts, with what the text of the page tells where they say nothing.
    #[must_use]
    pub fn with_text(self, mut text: Meta) -> Meta {
        let mut meta = self.meta;
        if !self.may_have_byline {
            (text.authors, text.published, text.updated) = Default::default();
        }
        // The words of a text say more of its language than a template's attribute.
        if let Some(language) = text.language.take() {
            meta.language = Some(language);
            meta.sources.insert("language".to_owned(), "text".to_owned());
        }
        meta.add_text(text);
        meta
    }
}

/// Reads what a page tells about itself. `url` is where it came from.
#[must_use]
pub fn read(html: &Html, page: &Page, url: Option<&str>) -> Told {
    let collected = Collected::of(html);
    let json = JsonLd::read(collected.json_ld.iter().copied());
    let own_titles: Vec<String> =
        collected.marks.iter().filter(|m| m.says & says::H1 != 0).take(MOST_HEADINGS).filter_map(Mark::text).collect();
    let mut titles: Vec<&str> = own_titles.iter().map(String::as_str).chain([page.title.as_str()]).collect();
    titles.extend(meta_tags::first(&collected.metas, meta_tags::TITLE, Some).map(|(t, _)| t));
    titles.retain(|t| !t.trim().is_empty());
    let facts = json.facts(&titles);
    let url = url.filter(|u| !u.is_empty()).or(collected.canonical);
    let mut reader = Reader { collected: &collected, facts: &facts, url, own: Own::default(), meta: Meta::default(), headline: 0 };
    reader.site();
    reader.title(page, &own_titles);
    reader.description();
    reader.plain();
    let og_type = meta_tags::first(&collected.metas, OG_TYPE, |t| Some(t.trim().to_lowercase())).map(|(t, _)| t);
    let sort = reader.sort(og_type.as_deref());
    if sort != Sort::Unsigned {
        let lines = visible::lines(page, reader.meta.title.as_deref().unwrap_or_default(), sort == Sort::Thread, &reader.own);
        let opener = if sort == Sort::Thread { visible::opener(&collected.marks, reader.headline) } else { (None, None) };
        reader.authors(sort, lines.authors, opener.0);
        reader.dates(sort, lines.dates, opener.1);
    }
    let mut meta = reader.meta;
    meta.bound();
    let mut types = facts.types;
    types.extend(collected.items.iter().map(|i| (*i).to_owned()));
    Told { meta, types, og_type, may_have_byline: sort != Sort::Unsigned }
}

/// What sort of page it is, as far as authors and dates go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sort {
    /// It says that it is an article.
    Article,
    /// A thread of a forum: the first posting's author and date are its own.
    Thread,
    /// It does not say.
    Unknown,
    /// Nobody signs such pages: the first of a site, a list, a shop's article. What looks like a byline is that of something in it.
    Unsigned,
}

/// The kind of page that Open Graph names.
const OG_TYPE: &[(&str, &str)] = &[("og:type", "og:type")];
/// Most `<h1>` that are compared with other titles.
const MOST_HEADINGS: usize = 8;
/// Types of JSON-LD of pages that nobody signs.
const UNSIGNED: [&str; 7] = ["Product", "ProductGroup", "CollectionPage", "ItemList", "SearchResultsPage", "OfferCatalog", "JobPosting"];
/// Types of threads of a forum.
const THREAD: [&str; 2] = ["DiscussionForumPosting", "QAPage"];
/// Fewest names of members that make a page a thread.
const LEAST_MEMBERS: usize = 2;

struct Reader<'r, 'a> {
    collected: &'r Collected<'a>,
    facts: &'r Facts,
    url: Option<&'r str>,
    own: Own,
    meta: Meta,
    /// How many bytes of text stand before the headline.
    headline: usize,
}

impl<'a> Reader<'_, 'a> {
    fn note(&mut self, field: &str, source: &str) {
        self.meta.sources.insert(field.to_owned(), source.to_owned());
    }

    fn first(&self, names: &'static [(&'static str, &'static str)]) -> Option<(String, &'static str)> {
        meta_tags::first(&self.collected.metas, names, clean)
    }

    fn site(&mut self) {
        let ld = self.facts.site_name.as_deref().and_then(clean).map(|name| (name, "json-ld"));
        if let Some((name, source)) = self.first(meta_tags::SITE_NAME).or(ld) {
            self.own.add(&name);
            self.meta.site_name = Some(name);
            self.note("site-name", source);
        }
        self.own.add(self.facts.site_name.as_deref().unwrap_or_default());
        if let Some(host) = self.url.and_then(crate::document::host) {
            self.own.add(host.trim_start_matches("www."));
            self.own.add(url::site_label(host).unwrap_or_default());
        }
    }

    fn title(&mut self, page: &Page, headings: &[String]) {
        let mut candidates: Vec<Candidate> = headings.iter().take(1).filter_map(|h| Candidate::new(h, title::SEEN)).collect();
        candidates.extend(self.facts.title.as_deref().and_then(|t| Candidate::new(t, "json-ld")));
        candidates.extend(self.first(meta_tags::TITLE).and_then(|(t, source)| Candidate::new(&t, source)));
        candidates.extend(Candidate::new(&page.title, "title"));
        // Of several headlines, one that is also the title.
        let folded: Vec<Vec<u8>> = candidates.iter().skip(1).map(|c| fold(&c.text)).collect();
        let other = headings.iter().skip(1).find(|h| folded.iter().any(|f| f.starts_with(&fold(h))));
        candidates.extend(other.and_then(|h| Candidate::new(h, title::SEEN)));
        let own = &self.own;
        if let Some((title, source)) = title::choose(candidates, |t| own.has(t)) {
            let marks = self.collected.marks.iter().filter(|m| m.says & says::H1 != 0).take(MOST_HEADINGS);
            let wanted = fold(&title);
            let first = self.collected.marks.iter().find(|m| m.says & says::H1 != 0).map(|m| m.at);
            let found = marks.filter(|m| m.text().is_some_and(|t| fold(&t) == wanted)).map(|m| m.at).next();
            // Line ends aside, the page's text is as long as what was counted here.
            let block = page.blocks.iter().enumerate().find(|(_, b)| page.text_of(b) == title).map(|(n, b)| b.span.start - n);
            self.headline = found.or(block).or(first).unwrap_or(0);
            self.meta.title = Some(title);
            self.note("title", source);
        }
    }

    fn description(&mut self) {
        let ld = self.facts.description.as_deref().and_then(clean).map(|d| (d, "json-ld"));
        if let Some((text, source)) = self.first(meta_tags::DESCRIPTION).or(ld) {
            self.meta.description = Some(text);
            self.note("description", source);
        }
    }

    /// The facts that one source after the other is asked for.
    fn plain(&mut self) {
        let metas = &self.collected.metas;
        let lang = self.collected.lang.and_then(language).map(|l| (l, "html-lang"));
        let lang = lang.or_else(|| meta_tags::first(metas, meta_tags::LANGUAGE, language));
        let lang = lang.or_else(|| self.facts.language.as_deref().and_then(language).map(|l| (l, "json-ld")));
        let canonical = self.collected.canonical.and_then(|u| url::absolute(u, self.url)).map(|u| (u, "link-canonical"));
        let canonical = canonical.or_else(|| meta_tags::first(metas, OG_URL, |u| url::absolute(u, self.url)));
        let image = meta_tags::first(metas, meta_tags::IMAGE, |u| url::absolute(u, self.url));
        let image = image.or_else(|| Some((url::absolute(self.facts.image.as_deref()?, self.url)?, "json-ld")));
        for (field, value) in [("language", lang), ("canonical", canonical), ("image", image)] {
            let Some((value, source)) = value else { continue };
            match field {
                "language" => self.meta.language = Some(value),
                "canonical" => self.meta.canonical = Some(value),
                _ => self.meta.image = Some(value),
            }
            self.note(field, source);
        }
        let linked = || {
            let texts: Vec<String> = microdata::own(&self.collected.marks, says::REL_TAG).take(MOST_TAGS).filter_map(Mark::text).collect();
            (!texts.is_empty()).then_some((texts, "rel-tag"))
        };
        let tags = lists(self.collected, meta_tags::TAG, &self.facts.tags).or_else(linked);
        let categories = lists(self.collected, meta_tags::CATEGORY, &self.facts.categories);
        if let Some((tags, source)) = tags.map(|(t, s)| (bounded(t), s)).filter(|(t, _)| !t.is_empty()) {
            self.meta.tags = tags;
            self.note("tags", source);
        }
        if let Some((categories, source)) = categories.map(|(c, s)| (bounded(c), s)).filter(|(c, _)| !c.is_empty()) {
            self.meta.categories = categories;
            self.note("categories", source);
        }
    }

    fn sort(&self, og_type: Option<&str>) -> Sort {
        let types = || self.facts.types.iter().map(String::as_str).chain(self.collected.items.iter().copied());
        if self.url.is_some_and(url::is_home) {
            return Sort::Unsigned;
        }
        if self.facts.is_written && !types().any(|t| THREAD.contains(&t)) || og_type.is_some_and(|t| t.starts_with("article")) {
            return Sort::Article;
        }
        let members = self.collected.marks.iter().filter(|m| m.says & says::USERNAME != 0).take(LEAST_MEMBERS).count();
        if members == LEAST_MEMBERS || types().any(|t| THREAD.contains(&t)) {
            return Sort::Thread;
        }
        if self.facts.is_written || og_type.is_some_and(|t| t.starts_with("article") || t.starts_with("blog")) {
            return Sort::Article;
        }
        let is_other = og_type.is_some_and(|t| t.starts_with("product") || t.starts_with("profile"));
        if is_other || types().any(|t| UNSIGNED.contains(&t)) { Sort::Unsigned } else { Sort::Unknown }
    }

    fn authors(&mut self, sort: Sort, lines: Vec<Author>, opener: Option<Author>) {
        let own = &self.own;
        let marks = &self.collected.marks;
        let metas = &self.collected.metas;
        let some = |authors: Vec<Author>, source| (!authors.is_empty()).then_some((authors, source));
        let named = |value: &str, source| people::declared(&in_order(value, source), AuthorKind::Person, own);
        let tagged = || {
            meta_tags::AUTHOR.iter().find_map(|&(key, source)| {
                let values = metas.iter().filter(|t| t.key == key).take(people::MOST_AUTHORS);
                some(values.flat_map(|t| named(t.content, source)).collect(), source)
            })
        };
        let labelled = || {
            let value = |key: &str| metas.iter().find(|t| t.key == key).map(|t| t.content);
            let is_cue = |label: &str| WORDS.byline.has(label.trim());
            let found = meta_tags::LABELLED.iter().find_map(|(label, data)| value(label).filter(|l| is_cue(l)).and_then(|_| value(data)));
            found.and_then(|name| some(named(name, "twitter"), "twitter"))
        };
        let items = || {
            let items: Vec<String> =
                microdata::own(marks, says::ITEM_AUTHOR).take(people::MOST_AUTHORS).filter_map(microdata::name).collect();
            some(items.iter().flat_map(|name| people::declared(name, AuthorKind::Person, own)).collect(), "microdata")
        };
        let near = |bits, source| some(visible::authors(marks, self.headline, bits, own), source);
        // A page that says it is an article may name its site as the author; none of its other sources knows better.
        let site = || {
            let ld = self.facts.authors.iter().find_map(|(name, kind)| people::site(name, *kind, own)).map(|a| (vec![a], "json-ld"));
            let tag = || {
                let names = meta_tags::AUTHOR
                    .iter()
                    .flat_map(|(key, source)| metas.iter().filter(move |t| t.key == *key).map(move |t| (t, *source)));
                names.into_iter().find_map(|(t, source)| Some((vec![people::site(t.content, AuthorKind::Person, own)?], source)))
            };
            let item =
                || microdata::own(marks, says::ITEM_AUTHOR).find_map(|m| people::site(&microdata::name(m)?, AuthorKind::Person, own));
            if sort == Sort::Unknown { None } else { ld.or_else(tag).or_else(|| Some((vec![item()?], "microdata"))) }
        };
        let ld: Vec<Author> = self.facts.authors.iter().flat_map(|(name, kind)| people::declared(name, *kind, own)).collect();
        let like = || {
            let named = |value| Some(named(value, "meta-author")).filter(|a| !a.is_empty());
            meta_tags::first_like(metas, &["_author"], named).or_else(|| meta_tags::first_like(metas, &["-author"], named))
        };
        let declared = some(ld, "json-ld").or_else(tagged).or_else(labelled).or_else(|| some(like()?, "meta-author")).or_else(items);
        // A person named anywhere is closer to the author than an organisation that is declared to be it.
        let (people, others) = match declared {
            Some((authors, source)) if authors.iter().any(|a| a.kind != AuthorKind::Organisation) => (Some((authors, source)), None),
            others => (None, others),
        };
        let found = people
            .or_else(|| opener.map(|a| (vec![a], "first-posting")))
            .or_else(|| near(says::REL_AUTHOR, "rel-author"))
            .or_else(|| near(says::AUTHOR, "class"))
            .or_else(|| some(lines, "visible"))
            .or_else(|| some(visible::only_author(marks, own), "class"))
            .or(others)
            .or_else(site);
        let Some((authors, source)) = found else { return };
        let agencies = authors.iter().filter(|a| a.kind == AuthorKind::Agency).map(|a| a.name.clone()).collect::<Vec<_>>();
        self.meta.add_agencies(agencies);
        self.meta.add_authors(authors.into_iter().take(people::MOST_AUTHORS));
        self.note("authors", source);
    }

    fn dates(&mut self, sort: Sort, lines: Dates, opener: Option<String>) {
        let metas = &self.collected.metas;
        let marks = &self.collected.marks;
        let item = |bits| microdata::own(marks, bits).find_map(microdata::date).map(|d| (d, "microdata"));
        let ld = |date: &Option<String>| date.clone().map(|d| (d, "json-ld"));
        let shown = visible::dates(marks, self.headline);
        let published = ld(&self.facts.published)
            .or_else(|| meta_tags::first(metas, meta_tags::PUBLISHED, when::declared))
            .or_else(|| Some((meta_tags::first_like(metas, &["publish", "date"], when::declared)?, "meta-date")))
            .or_else(|| item(says::ITEM_PUBLISHED))
            .or_else(|| Some((opener?, "first-posting")))
            .or_else(|| Some((shown.published?, "time")))
            .or_else(|| Some((lines.published?, "visible")))
            .or_else(|| Some((url::day(self.url?)?, "url")))
            .or_else(|| Some((visible::only_day(marks)?, "time")));
        let updated = ld(&self.facts.updated)
            .or_else(|| meta_tags::first(metas, meta_tags::UPDATED, when::declared))
            .or_else(|| item(says::ITEM_MODIFIED))
            .or_else(|| Some((shown.updated?, "time")))
            .or_else(|| Some((lines.updated?, "visible")));
        // Of a page that tells of no earlier day, the day of its last change is the best that is known; the source says so.
        let is_told = |source| matches!(source, "time" | "visible") || (source == "json-ld" && sort != Sort::Unknown);
        let changed = updated.as_ref().filter(|(_, source)| is_told(*source));
        if let Some((date, source)) = published.or_else(|| changed.map(|(d, _)| (d.clone(), "updated"))) {
            self.meta.published = Some(date);
            self.note("published", source);
        }
        if let Some((date, source)) = updated {
            self.meta.updated = Some(date);
            self.note("updated", source);
        }
    }
}

/// Addresses in Open Graph.
const OG_URL: &[(&str, &str)] = &[("og:url", "og:url")];

/// Journals and libraries write "Doe, Jane".
fn in_order(name: &str, source: &str) -> String {
    match name.split_once(',') {
        Some((family, given)) if matches!(source, "citation" | "dublin-core") && !given.contains(',') && !family.trim().contains(' ') => {
            format!("{} {}", given.trim(), family.trim())
        }
        _ => name.to_owned(),
    }
}

/// A text with single blanks and no entities; none if there is nothing in it.
fn clean(value: &str) -> Option<String> {
    let decoded = if value.contains('&') { html_escape::decode_html_entities(value) } else { value.into() };
    let text = decoded.split_whitespace().collect::<Vec<_>>().join(" ");
    text.contains(char::is_alphanumeric).then_some(text)
}

/// A BCP 47 tag such as "en" or "pt-BR".
fn language(value: &str) -> Option<String> {
    let value = value.trim().replace('_', "-");
    let mut parts = value.split('-');
    let first = parts.next()?;
    let fits = (2..=3).contains(&first.len()) && parts.all(|p| (1..=8).contains(&p.len()));
    let is_tag = fits && value.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') && value.len() <= 35;
    let rest = value.get(first.len()..).unwrap_or_default();
    (is_tag && first.bytes().all(|b| b.is_ascii_alphabetic())).then(|| first.to_ascii_lowercase() + rest)
}

/// The values of a list in `<meta>`, or else those of JSON-LD.
fn lists(collected: &Collected<'_>, names: &'static [(&'static str, &'static str)], ld: &[String]) -> Option<(Vec<String>, &'static str)> {
    let tagged = meta_tags::all(&collected.metas, names).map(|(values, source)| {
        let values = values.iter().flat_map(|v| v.split([',', ';'])).filter_map(clean).take(MOST_TAGS).collect();
        (values, source)
    });
    tagged.or_else(|| (!ld.is_empty()).then(|| (ld.iter().filter_map(|t| clean(t)).take(MOST_TAGS).collect(), "json-ld")))
}

/// Without what is too long or there twice.
fn bounded(values: Vec<String>) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for value in values {
        if value.len() <= MOST_TAG_BYTES && !out.contains(&value) {
            out.push(value);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(markup: &str, url: Option<&str>) -> Told {
        let html = Html::parse_document(markup);
        read(&html, &Page::read(&html), url)
    }

    fn names(meta: &Meta) -> Vec<&str> {
        meta.authors.iter().map(|a| a.name.as_str()).collect()
    }

    const PAGE: &str = r#"<html lang="en-GB"><head><title>The mill | Daily Example</title>
        <meta property="og:type" content="article"><meta property="og:title" content="The mill">
        <meta property="og:site_name" content="Daily Example"><meta name="description" content="Of a mill &amp; a river.">
        <meta name="author" content="admin"><meta name="keywords" content="mills, rivers, mills">
        <meta property="article:section" content="Local"><meta property="og:image" content="/mill.jpg">
        <link rel="canonical" href="https://example.com/mill"></head><body>
        <h1>The mill</h1><p class="byline">By Jane Doe, Political Editor</p><time datetime="2023-05-30T08:00+02:00">30 May</time>
        <p>The wheel turned all night.</p>"#;

    #[test]
    fn a_page_without_json_ld() {
        let Told { meta, og_type, .. } = told(PAGE, Some("https://example.com/mill?from=home"));
        assert_eq!(meta.title.as_deref(), Some("The mill"));
        assert_eq!((names(&meta), meta.authors[0].role.as_deref()), (vec!["Jane Doe"], Some("Political Editor")));
        assert!(meta.authors[0].span.is_empty());
        assert_eq!(meta.published.as_deref(), Some("2023-05-30T08:00+02:00"));
        assert_eq!(meta.site_name.as_deref(), Some("Daily Example"));
        assert_eq!(meta.description.as_deref(), Some("Of a mill & a river."));
        assert_eq!(meta.language.as_deref(), Some("en-GB"));
        assert_eq!(meta.canonical.as_deref(), Some("https://example.com/mill"));
        assert_eq!(meta.image.as_deref(), Some("https://example.com/mill.jpg"));
        assert_eq!((meta.tags.len(), meta.categories.len(), og_type.as_deref()), (2, 1, Some("article")));
        let source = |field: &str| meta.sources.get(field).map(String::as_str);
        assert_eq!((source("authors"), source("published"), source("title")), (Some("class"), Some("time"), Some("h1")));
    }

    #[test]
    fn nobody_signs_some_pages() {
        let byline = r#"<h1>Mills</h1><p class="byline">By Jane Doe</p><time datetime="2023-05-30">30 May</time>"#;
        let product = format!(r#"<script type="application/ld+json">{{"@type": "Product", "name": "Mill"}}</script>{byline}"#);
        for (markup, url) in [(product.as_str(), "https://example.com/mill"), (byline, "https://example.com/")] {
            let Told { meta, may_have_byline, .. } = told(markup, Some(url));
            assert!(meta.authors.is_empty() && meta.published.is_none() && !may_have_byline, "{markup}");
        }
        let text = Meta { published: Some("2023-05-30".into()), ..Meta::default() };
        assert_eq!(told(byline, Some("https://example.com/")).with_text(text).published, None);
    }

    #[test]
    fn a_person_counts_before_an_organisation() {
        let declared = r#"<script type="application/ld+json">{"@type": "Article", "headline": "The mill",
            "author": {"@type": "Organization", "name": "Mill Board"}}</script><h1>The mill</h1>"#;
        assert_eq!(names(&told(declared, None).meta), ["Mill Board"]);
        assert_eq!(names(&told(&format!(r#"{declared}<p class="byline">By Jane Doe</p>"#), None).meta), ["Jane Doe"]);
    }

    #[test]
    fn what_the_text_tells_fills_the_rest() {
        let text = Meta { published: Some("2023-05-30".into()), title: Some("Menu".into()), ..Meta::default() };
        let meta = told("<h1>The mill</h1>", None).with_text(text);
        assert_eq!((meta.published.as_deref(), meta.title.as_deref()), (Some("2023-05-30"), Some("The mill")));
        assert_eq!(meta.sources.get("published").map(String::as_str), Some("text"));
    }

    #[test]
    fn what_is_declared_is_one_bounded_line() {
        let markup = format!(
            "<title>T&#27;]0;x&#7;red</title><meta name=description content='{}'><meta property=og:site_name content='Daily&#27;[31m Post'>\
             <meta name=author content='Jane&#127; Doe'><meta property=og:image content='https://e.org/{}'>",
            "All of the town came to see it. ".repeat(2_000),
            "a".repeat(100_000),
        );
        let meta = told(&markup, None).meta;
        assert_eq!(meta.title.as_deref(), Some("T]0;xred"));
        assert_eq!(meta.site_name.as_deref(), Some("Daily[31m Post"));
        assert_eq!(names(&meta), ["Jane Doe"]);
        let description = meta.description.unwrap();
        assert!(description.len() <= 2_003 && description.ends_with(" …"), "{description}");
        assert_eq!((meta.image.as_deref(), meta.sources.get("image")), (None, None));
    }

    #[test]
    fn nothing_is_invented() {
        let meta = told("<p>The wheel turned all night. © 2023 Example</p>", None).meta;
        assert_eq!(meta, Meta::default());
    }

    #[test]
    fn hostile_pages() {
        let deep = format!("{}{}", "<div class=sidebar><h1>x".repeat(5_000), "<span class=author>Jane Doe".repeat(5_000));
        let metas = r#"<meta name="author" content="Jane Doe, John Roe">"#.repeat(20_000);
        let huge = format!(r#"<script type="application/ld+json">["{}"]</script>"#, "x".repeat(10 << 20));
        let marks = r#"<time datetime="2023-05-30">May 30, 2023</time><a rel="author">Jane Doe</a>"#.repeat(20_000);
        for page in [deep, metas, huge, marks] {
            assert!(told(&page, None).meta.authors.len() <= people::MOST_AUTHORS);
        }
    }
}
