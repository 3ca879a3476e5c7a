//! What a page's markup says of its parts: `itemprop` (microdata), `rel=author`.

use ego_tree::NodeRef;
use scraper::Node;

use super::collect::{Mark, Says, text_of};
use super::when;

/// The marks of the page's own with these bits, in the order of the page.
pub fn own<'m, 'a>(marks: &'m [Mark<'a>], bits: Says) -> impl Iterator<Item = &'m Mark<'a>> {
    marks.iter().filter(move |m| m.says & bits != 0 && !m.elsewhere)
}

/// A date: the attribute that holds it for machines, or else the text.
#[must_use]
pub fn date(mark: &Mark<'_>) -> Option<String> {
    let declared = ["datetime", "content", "title"].iter().find_map(|a| when::declared(mark.attr(a)?));
    declared.or_else(|| when::declared(&mark.text()?))
}

/// The name of an author: the item's own, or all of the element's text.
#[must_use]
pub fn name(mark: &Mark<'_>) -> Option<String> {
    if let Some(content) = mark.attr("content").filter(|c| !c.trim().is_empty()) {
        return Some(content.to_owned());
    }
    let is_name = |n: &NodeRef<'_, Node>| n.value().as_element().is_some_and(|e| e.attr("itemprop") == Some("name"));
    let inner = mark.node.descendants().skip(1).take(MOST_NODES).find(is_name);
    match inner {
        Some(inner) => inner.value().as_element().and_then(|e| e.attr("content")).map(str::to_owned).or_else(|| text_of(inner)),
        None => mark.text(),
    }
}

/// How far into an item its name is looked for: pictures and links may stand before it.
const MOST_NODES: usize = 64;

#[cfg(test)]
mod tests {
    use scraper::Html;

    use super::super::collect::{Collected, says};
    use super::*;

    fn read(markup: &str, bits: Says, get: impl Fn(&Mark<'_>) -> Option<String>) -> Vec<String> {
        let html = Html::parse_document(markup);
        own(&Collected::of(&html).marks, bits).filter_map(get).collect()
    }

    #[test]
    fn authors() {
        for markup in [
            r#"<span itemprop="author">Jane Doe</span>"#,
            r#"<div itemprop="author" itemscope><img><a><span itemprop="name">Jane <b>Doe</b></span></a> (editor)</div>"#,
            r#"<div itemprop="author" itemscope><meta itemprop="name" content="Jane Doe"></div>"#,
        ] {
            assert_eq!(read(markup, says::ITEM_AUTHOR, name), ["Jane Doe"], "{markup}");
        }
        assert!(read(r#"<div class="comments"><b itemprop="author">Ann</b></div>"#, says::ITEM_AUTHOR, name).is_empty());
        assert!(
            read(r#"<div itemtype="https://schema.org/Comment"><b itemprop="author">Ann</b></div>"#, says::ITEM_AUTHOR, name).is_empty()
        );
    }

    #[test]
    fn dates() {
        for markup in [
            r#"<time itemprop="datePublished" datetime="2023-05-30">today</time>"#,
            r#"<span itemprop="datePublished" content="2023-05-30">30/05/23</span>"#,
            r#"<span itemprop="datePublished">May 30, 2023</span>"#,
        ] {
            assert_eq!(read(markup, says::ITEM_PUBLISHED, date), ["2023-05-30"], "{markup}");
        }
    }
}
