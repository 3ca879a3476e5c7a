//! What readers see: bylines and dates near the headline, in elements whose class or kind says what they are, or in short lines
//! that can be nothing else.

use super::super::{Block, Page};
use super::collect::{Mark, Says, says};
use super::people::{self, Own};
use super::when::{self, Order};
use crate::byline::line::{cued_byline, is_lone_cue};
use crate::byline::stamps::is_label;
use crate::byline::words::WORDS;
use crate::document::Author;

/// How far before the headline a byline or date may stand, in bytes of text: a line or two above it.
const BEFORE: usize = 200;
/// How far behind the beginning of the headline: its own length, a standfirst, a caption, a row of buttons.
const BEHIND: usize = 1200;
/// How far behind the first author others of the same byline may stand.
const BESIDE: usize = 12;

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
        let Some(text) = mark.lines() else { continue };
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

impl Dates {
    fn add(&mut self, published: Option<String>, updated: Option<String>) {
        self.published = self.published.take().or(published);
        self.updated = self.updated.take().or(updated);
    }
}

/// The dates near the headline.
#[must_use]
pub fn dates(marks: &[Mark<'_>], headline: usize, order: Option<Order>) -> Dates {
    let mut dates = Dates::default();
    let mut end = 0;
    for mark in near(marks, headline, says::TIME | says::DATE | says::UPDATED | says::AUTHOR) {
        // Within one that was read: its label stands in that one, or it has its own.
        if mark.at < end && mark.says & says::UPDATED == 0 {
            continue;
        }
        let (published, updated) = of(mark, order);
        if published.is_some() || updated.is_some() {
            end = mark.at + mark.text().map_or(0, |t| t.len());
        }
        dates.add(published, updated);
        if dates.published.is_some() && dates.updated.is_some() {
            break;
        }
    }
    dates
}

/// The day in one mark, as published and updated.
fn of(mark: &Mark<'_>, order: Option<Order>) -> (Option<String>, Option<String>) {
    let lines = mark.lines().unwrap_or_default();
    let read = |text: &str| when::visible(text, order);
    let shown = read(&lines).or_else(|| lines.lines().take(MOST_PARTS).find_map(read));
    // Styles keep apart what the text does not: "<span>May 30, 2023</span><span>Jane Doe</span>".
    let is_dated = mark.says & (says::TIME | says::DATE) != 0 && (1..=MOST_LINE).contains(&lines.len());
    let shown = shown.or_else(|| inner_texts(mark).filter(|_| is_dated).find_map(read)).unwrap_or_default();
    let declared = if mark.says & says::TIME == 0 { None } else { mark.attr("datetime").and_then(when::declared) };
    let is_update = is_update(mark) || (shown.published.is_none() && shown.updated.is_some());
    match declared {
        Some(day) if is_update => (None, Some(day)),
        Some(day) => (Some(day), shown.updated),
        None if is_update => (None, shown.updated.or(shown.published)),
        None => (shown.published, shown.updated),
    }
}

/// The first texts in an element, each by itself.
fn inner_texts<'a>(mark: &Mark<'a>) -> impl Iterator<Item = &'a str> {
    let texts = mark.node.descendants().take(MOST_INNER).filter_map(|n| n.value().as_text());
    texts.map(|t| t.trim()).filter(|t| !t.is_empty()).take(MOST_PARTS)
}

/// How many nodes of an element are looked at.
const MOST_INNER: usize = 64;

/// Its class, or the label before it, says that it is the day of a change.
fn is_update(mark: &Mark<'_>) -> bool {
    // "published updated" on one element: it was never changed.
    if mark.says & says::UPDATED != 0 && mark.attr("class").is_none_or(|c| !c.contains("publish")) {
        return true;
    }
    let before = mark.node.prev_sibling().or_else(|| mark.node.parent().and_then(|p| p.prev_sibling()));
    let label = before.and_then(|n| n.value().as_text().map(|t| t.trim().to_owned()).or_else(|| super::collect::text_of(n)));
    label.is_some_and(|l| WORDS.updated.has(l.trim_end_matches([':', '：', ' '])))
}

/// The author of an article who is named far from its headline, if nobody else is: at its end, in a column beside it.
#[must_use]
pub fn only_author(marks: &[Mark<'_>], own: &Own) -> Vec<Author> {
    let mut only: Vec<Author> = Vec::new();
    for mark in marks.iter().filter(|m| m.says & (says::AUTHOR | says::REL_AUTHOR) != 0 && !m.elsewhere).take(MOST_ALONE) {
        let found = mark.lines().map(|text| people::marked(&text, own)).unwrap_or_default();
        match (only.as_slice(), found.as_slice()) {
            (_, []) => {}
            ([], [_]) => only = found,
            ([known], [again]) if known.name == again.name => {}
            _ => return Vec::new(),
        }
    }
    only
}

/// The day that a page shows far from its headline, if it shows no other.
#[must_use]
pub fn only_day(marks: &[Mark<'_>], order: Option<Order>) -> Option<String> {
    let mut only: Option<String> = None;
    for mark in marks.iter().filter(|m| m.says & (says::TIME | says::DATE) != 0 && !m.elsewhere).take(MOST_ALONE) {
        match (&only, of(mark, order).0) {
            (_, None) => {}
            (None, found) => only = found,
            (Some(known), Some(again)) if known.get(..DAY) == again.get(..DAY) => {}
            _ => return None,
        }
    }
    only
}

/// Length of a day in ISO 8601.
const DAY: usize = 10;
/// So many marks are compared.
const MOST_ALONE: usize = 64;

/// Who opened a thread of a forum, and when: the first member and the first date behind the headline.
#[must_use]
pub fn opener(marks: &[Mark<'_>], headline: usize) -> (Option<Author>, Option<String>) {
    let behind = |bits: Says| marks.iter().filter(move |m| m.says & bits != 0 && m.at >= headline && (!m.elsewhere || m.in_reply));
    let member = |m: &Mark<'_>| people::member(m.lines()?.lines().next()?);
    let author = behind(says::USERNAME).find_map(member).or_else(|| {
        let marked = behind(says::AUTHOR | says::ITEM_AUTHOR).take(MOST_TRIES);
        marked.into_iter().find_map(|m| super::microdata::name(m).and_then(|name| people::member(&name)))
    });
    let dates = behind(says::TIME | says::DATE | says::ITEM_PUBLISHED | says::AUTHOR).take(MOST_TRIES);
    (author, dates.into_iter().find_map(super::microdata::date))
}

/// So many marks behind a headline are tried; those of the first posting are among them.
const MOST_TRIES: usize = 24;

/// What short lines around the headline tell.
#[derive(Debug, Default)]
pub struct Lines {
    /// Of a line with a byline's cue.
    pub authors: Vec<Author>,
    /// Of lines that are dates and nothing else, or a byline's.
    pub dates: Dates,
}

/// How many blocks before and behind the headline are looked at.
const BLOCKS_BEFORE: usize = 4;
const BLOCKS_BEHIND: usize = 14;
/// Behind a block of so many bytes of text that is no link the article has begun.
const PROSE: usize = 400;
/// Longest line that is read, in bytes.
const MOST_LINE: usize = 200;
/// So many lines that are dates make the page a list.
const DATES_OF_A_LIST: usize = 5;
/// Between the parts of a line.
const BARS: &[char] = &['»', '|', '•', '·', '●', '｜', '∙', '・', '⋅'];

/// The block that is the headline: the title, or the longest that is all of it but the name of a site or section.
#[must_use]
pub fn headline(page: &Page, title: &str) -> Option<usize> {
    let is_name = |rest: &str| rest.trim().trim_matches(TITLE_MARKS).len() < rest.trim().len();
    let is_most = |text: &str| {
        text.len() >= LEAST_HEADLINE
            && (title.strip_prefix(text).is_some_and(|rest| rest.trim_start().starts_with(TITLE_MARKS) && is_name(rest))
                || title.strip_suffix(text).is_some_and(|rest| rest.trim_end().ends_with(TITLE_MARKS) && is_name(rest)))
    };
    let whole = page.blocks.iter().position(|b| page.text_of(b) == title);
    // Links to where a reader is begin with a mark.
    let text = |b: &Block| page.text_of(b).trim_start_matches(TITLE_MARKS).trim_start();
    whole.or_else(|| {
        let parts = page.blocks.iter().enumerate().filter(|(_, b)| b.span.len() < title.len() && is_most(text(b)));
        parts.rev().max_by_key(|(_, b)| b.span.len()).map(|(at, _)| at)
    })
}

/// Between a headline and the name of the site.
const TITLE_MARKS: &[char] = &['|', '-', '–', '—', '·', '•', '»', '«', ':', '/'];
/// A part of a title that is shorter, in bytes, may be the name of the site.
const LEAST_HEADLINE: usize = 20;

/// Reads the lines around the headline.
#[must_use]
pub fn lines(page: &Page, title: &str, is_thread: bool, own: &Own, order: Option<Order>) -> Lines {
    let read = |text: &str| when::visible(text, order);
    let mut lines = Lines::default();
    let Some(at) = headline(page, title) else { return lines };
    let is_prose = |b: &&Block| b.span.len() >= PROSE + b.linked as usize;
    let behind = page.blocks[at + 1..].iter().take(BLOCKS_BEHIND);
    let behind = behind.clone().position(|b| is_prose(&b)).unwrap_or(BLOCKS_BEHIND);
    let order = (at + 1..at + 1 + behind).chain(at.saturating_sub(BLOCKS_BEFORE)..at);
    let text = |at: usize| page.blocks.get(at).map(|b| page.text_of(b)).filter(|t| t.len() <= MOST_LINE);
    for at in order {
        let Some(line) = text(at) else { continue };
        let before = at.checked_sub(1).and_then(text).unwrap_or_default();
        if lines.authors.is_empty() {
            if let Some(byline) = cued_byline(line) {
                lines.dates.add(byline.credit.stamps.published, byline.credit.stamps.updated);
                lines.authors = people::marked(line, own);
            } else if is_lone_cue(before) {
                lines.authors = people::marked(line, own);
            } else if let Some((first, _)) = line.split_once(BARS).filter(|(first, _)| cued_byline(first).is_some()) {
                lines.authors = people::marked(first, own);
            }
        }
        for part in line.split(BARS).map(|p| without_number(p.trim())).take(MOST_PARTS) {
            let labelled = if is_label(before) { read(&format!("{before} {part}")) } else { None };
            // "Feb 4, 2025 - 11 minutes", "Jane Doe - Feb 4, 2025".
            let ends = || DASHES.iter().flat_map(|dash| part.split(dash)).find_map(read);
            if let Some(stamps) = labelled.or_else(|| read(part)).or_else(ends) {
                lines.dates.add(stamps.published, stamps.updated);
            }
        }
    }
    let dated = page.blocks[at + 1..].iter().take(MOST_BLOCKS).filter(|b| b.span.len() <= MOST_DATE);
    if !is_thread && dated.filter(|b| read(page.text_of(b)).is_some()).take(DATES_OF_A_LIST).count() == DATES_OF_A_LIST {
        lines.dates = Dates::default();
    }
    lines
}

/// A posting's line without its place in the thread: "#1 2023-05-30".
fn without_number(line: &str) -> &str {
    line.strip_prefix('#').map_or(line, |rest| rest.trim_start_matches(|c: char| c.is_ascii_digit()).trim_start())
}

/// The days that lines with a label tell wherever they stand, of each kind if there is but one: "Last updated: May 30, 2023" at
/// the end, "Published" over a date in a column, a date below "Written by Jane Doe".
#[must_use]
pub fn labelled(page: &Page, order: Option<Order>) -> Dates {
    let mut found = Dates::default();
    let mut before = "";
    let (mut published, mut updated) = (One::default(), One::default());
    for block in page.blocks.iter().take(MOST_SCANNED) {
        let text = page.text_of(block);
        let label = std::mem::replace(&mut before, text);
        if text.len() > MOST_DATE {
            continue;
        }
        let Some(stamps) = when::visible(text, order) else { continue };
        let told = if stamps.labelled {
            Some(stamps)
        } else if is_label(label) {
            when::visible(&format!("{label} {text}"), order)
        } else if label.len() <= MOST_LINE && cued_byline(label).is_some() {
            Some(stamps)
        } else {
            None
        };
        if let Some(told) = told {
            published.add(told.published);
            updated.add(told.updated);
        }
    }
    found.add(published.get(), updated.get());
    found
}

/// How many blocks are looked through for labels.
const MOST_SCANNED: usize = 4096;

/// A date, until another day comes.
#[derive(Debug, Default)]
struct One {
    date: Option<String>,
    has_others: bool,
}

impl One {
    fn add(&mut self, date: Option<String>) {
        match (&self.date, date) {
            (_, None) => {}
            (None, date) => self.date = date,
            (Some(known), Some(date)) => self.has_others |= known.get(..DAY) != date.get(..DAY),
        }
    }

    fn get(self) -> Option<String> {
        self.date.filter(|_| !self.has_others)
    }
}

/// Between the parts of a line of which one is a date.
const DASHES: [&str; 3] = [" - ", " – ", " — "];
/// Most parts of a line that are read.
const MOST_PARTS: usize = 8;
/// How many blocks are looked through for a list's dates.
const MOST_BLOCKS: usize = 40;
/// Longest line that is a date, in bytes.
const MOST_DATE: usize = 60;

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
        (authors.into_iter().map(|a| a.name).collect(), dates(&marks, at, None))
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
        let (authors, _) = read(r#"<h1>The mill</h1><div class="author"><p>Written by</p><p>Jane Doe</p><p>Miller</p></div>"#);
        assert_eq!(authors, ["Jane Doe"]);
    }

    #[test]
    fn dates_that_styles_keep_apart() {
        let (_, dates) = read(r#"<h1>The mill</h1><div class="post-date"><span>May 30, 2023</span><span>Jane Doe</span></div>"#);
        assert_eq!(dates.published.as_deref(), Some("2023-05-30"));
        let (_, dates) = read(
            r#"<h1>The mill</h1><p class="post-date"><span>Last updated</span> <span>on</span> <span class="date">May 30, 2023</span></p>"#,
        );
        assert_eq!(dates, Dates { published: None, updated: Some("2023-05-30".into()) });
    }

    #[test]
    fn labelled_dates() {
        let prose = format!("<p>{}</p>", "The wheel turns. ".repeat(100));
        let read = |markup: &str| labelled(&Page::read(&Html::parse_document(&format!("<h1>The mill</h1>{prose}{markup}"))), None);
        let published = Dates { published: Some("2023-05-30".into()), updated: None };
        for markup in [
            "<aside><h3>Published</h3><p>May 30, 2023</p></aside>",
            "<p>Posted on: 30 May 2023</p>",
            "<p>Written by Jane Doe</p><p>May 30, 2023</p>",
            "<p>Published May 30, 2023</p><p>May 31, 2023</p><p>Published: 30.05.2023</p>",
        ] {
            assert_eq!(read(markup), published, "{markup}");
        }
        assert_eq!(read("<p>Last updated: May 30, 2023</p>").updated.as_deref(), Some("2023-05-30"));
        for markup in
            ["<p>May 30, 2023</p>", "<p>Posted on May 30, 2023</p><p>Posted on May 31, 2023</p>", "<p>Published</p><p>3 days ago</p>"]
        {
            assert_eq!(read(markup), Dates::default(), "{markup}");
        }
    }

    #[test]
    fn headlines_without_the_name_of_the_site() {
        let title = "A mill that turned all night | Daily Example";
        let dated = |headline: &str| {
            let page = Page::read(&Html::parse_document(&format!("<p>Daily Example</p>{headline}<p>#1 May 30, 2023</p>")));
            lines(&page, title, false, &Own::default(), None).dates.published
        };
        assert_eq!(dated("<h2>A mill that turned all night</h2>").as_deref(), Some("2023-05-30"));
        assert_eq!(dated("<p>» A mill that turned all night</p>").as_deref(), Some("2023-05-30"));
        assert_eq!(dated("<h2>A mill that turned</h2>"), None);
        assert_eq!(dated("<h2>The river</h2>"), None);
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

    #[test]
    fn a_thread_has_an_opener() {
        let html = Html::parse_document(
            r#"<h1>Which mill?</h1><div class="post"><a class="username">night_owl</a><time datetime="2023-05-30">x</time></div>
               <div class="reply"><a class="username">ann</a><time datetime="2023-06-30">x</time></div>"#,
        );
        let (author, date) = opener(&Collected::of(&html).marks, 0);
        assert_eq!((author.map(|a| a.name).as_deref(), date.as_deref()), (Some("night_owl"), Some("2023-05-30")));
    }

    #[test]
    fn plain_lines() {
        let read = |markup: &str| {
            let lines = lines(&Page::read(&Html::parse_document(markup)), "The mill", false, &Own::default(), None);
            let names: Vec<String> = lines.authors.into_iter().map(|a| a.name).collect();
            (names, lines.dates.published, lines.dates.updated)
        };
        let day = |day: &str| Some(day.to_owned());
        assert_eq!(read("<h1>The mill</h1><p>By Jane Doe · May 30, 2023 · 4 comments"), (vec!["Jane Doe".into()], day("2023-05-30"), None));
        assert_eq!(read("<h1>The mill</h1><p>Last updated:<p>May 30, 2023"), (vec![], None, day("2023-05-30")));
        assert_eq!(read("<h1>The mill</h1><p>Written by<p>Jane Doe<p>Published<p>May 30, 2023").1, day("2023-05-30"));
        let list = "<h1>The mill</h1>".to_owned() + &"<p>A story<p>May 30, 2023".repeat(6);
        assert_eq!(read(&list), (vec![], None, None));
    }
}
