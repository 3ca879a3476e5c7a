//! What readers see: bylines and dates in elements whose class or kind says what they are, near the headline.

use super::collect::{Mark, Says, says};
use super::people::{self, Own};
use super::when;
use crate::document::Author;

/// How far before the headline a byline or date may stand, in bytes of text: a line or two above it.
const BEFORE: usize = 200;
/// How far behind the beginning of the headline: its own length, a standfirst, a caption, a row of buttons.
const BEHIND: usize = 1200;
/// How far behind the first author others of the same byline may stand.
const BESIDE: usize = 80;

/// The marks near the headline that are the page's own.
fn near<'m, 'a>(marks: &'m [Mark<'a>], headline: usize, bits: Says) -> impl Iterator<Item = &'m Mark<'a>> {
    let near = headline.saturating_sub(BEFORE)..headline + BEHIND;
    marks.iter().filter(move |m| m.says & bits != 0 && !m.elsewhere && near.contains(&m.at))
}

/// The authors that `rel=author`, or a class, points to near the headline.
#[must_use]
pub fn authors(marks: &[Mark<'_>], headline: usize, bits: Says, own: &Own) -> Vec<Author> {
    let mut authors: Vec<Author> = Vec::new();
    let mut end = 0;
    for mark in near(marks, headline, bits) {
        if !authors.is_empty() && mark.at > end + BESIDE {
            break;
        }
        // Within one that was read.
        if !authors.is_empty() && mark.at < end {
            continue;
        }
        let Some(text) = mark.text() else { continue };
        let found = people::marked(&text, own);
        if !found.is_empty() {
            end = mark.at + text.len();
            authors.extend(found);
        }
    }
    authors
}

/// Days that stand near a headline.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Dates {
    /// The first that is no update.
    pub published: Option<String>,
    /// The first that is one.
    pub updated: Option<String>,
}

/// The dates near the headline.
#[must_use]
pub fn dates(marks: &[Mark<'_>], headline: usize) -> Dates {
    let mut dates = Dates::default();
    for mark in near(marks, headline, says::TIME | says::DATE | says::UPDATED) {
        let text = mark.text();
        let shown = text.as_deref().and_then(when::visible).unwrap_or_default();
        let declared = (mark.says & says::TIME != 0).then(|| when::declared(mark.attr("datetime")?)).flatten();
        let is_update = is_update(mark) || (shown.published.is_none() && shown.updated.is_some());
        let (published, updated) = match declared {
            Some(day) if is_update => (None, Some(day)),
            Some(day) => (Some(day), shown.updated),
            None if is_update => (None, shown.updated.or(shown.published)),
            None => (shown.published, shown.updated),
        };
        dates.published = dates.published.or(published);
        dates.updated = dates.updated.or(updated);
        if dates.published.is_some() && dates.updated.is_some() {
            break;
        }
    }
    dates
}

/// Its class, or the label before it, says that it is the day of a change.
fn is_update(mark: &Mark<'_>) -> bool {
    // "published updated" on one element: it was never changed.
    if mark.says & says::UPDATED != 0 && mark.attr("class").is_none_or(|c| !c.contains("publish")) {
        return true;
    }
    let before = mark.node.prev_sibling().or_else(|| mark.node.parent().and_then(|p| p.prev_sibling()));
    let Some(label) = before.and_then(super::collect::text_of) else { return false };
    crate::byline::words::WORDS.updated.has(label.trim_end_matches([':', '：', ' ']))
}

#[cfg(test)]
mod tests {
    use scraper::Html;

    use super::super::collect::Collected;
    use super::*;

    fn read(markup: &str) -> (Vec<String>, Dates) {
        let html = Html::parse_document(markup);
        let marks = Collected::of(&html).marks;
        let at = marks.iter().find(|m| m.says & says::H1 != 0).map_or(0, |m| m.at);
        let authors = authors(&marks, at, says::AUTHOR | says::REL_AUTHOR, &Own::default());
        (authors.into_iter().map(|a| a.name).collect(), dates(&marks, at))
    }

    #[test]
    fn near_the_headline() {
        let (authors, dates) = read(
            r#"<h1>The mill</h1><div class="post-byline">By <a rel="author">Jane Doe</a> and <a rel="author">John Roe</a></div>
               <span class="entry-date">May 30, 2023</span> <span>Updated: </span><time datetime="2023-06-01T10:00Z">1 June</time>"#,
        );
        assert_eq!(authors, ["Jane Doe", "John Roe"]);
        assert_eq!(dates.published.as_deref(), Some("2023-05-30"));
        assert_eq!(dates.updated.as_deref(), Some("2023-06-01T10:00Z"));
    }

    #[test]
    fn elsewhere() {
        let filler = "The wheel turns. ".repeat(200);
        for markup in [
            r#"<h1>The mill</h1><aside class="related"><span class="author">Jane Doe</span><time datetime="2023-05-30"></time></aside>"#,
            r#"<h1>The mill</h1><ol class="comments"><li><cite class="author">Ann</cite><time datetime="2023-05-30"></time></ol>"#,
            &format!(r#"<h1>The mill</h1><p>{filler}<div class="author">Jane Doe</div><time datetime="2023-05-30"></time>"#),
        ] {
            assert_eq!(read(markup), (vec![], Dates::default()), "{markup}");
        }
    }
}
