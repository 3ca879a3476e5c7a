//! What is known about a document beside its text.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Span;

/// What was read from a document's title, bylines, datelines and dates, and from what a page declares. Spans are bytes of the
/// decoded source; what stands in no visible text has an empty one.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Meta {
    /// The headline: a page's own, or that which a text opens with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Who wrote it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub authors: Vec<Author>,
    /// News agencies named in bylines, datelines or credits.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub agencies: Vec<String>,
    /// Who helped ("Reporting by", "Editing by").
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub contributors: Vec<Author>,
    /// Where the report was filed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dateline: Option<Dateline>,
    /// When it was published: ISO 8601 at the precision given, no zone invented.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub published: Option<String>,
    /// When it was last changed: ISO 8601 at the precision given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated: Option<String>,
    /// Dates as they stood in the text, where they were read from, or could not be read for certain.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub raw_dates: Vec<Raw>,
    /// BCP 47 language tag of the text, as far as its script and words tell.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// Host of the page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub site: Option<String>,
    /// What the site calls itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub site_name: Option<String>,
    /// The page's own summary.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The address that the page declares to be its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub canonical: Option<String>,
    /// The sections of the site that it belongs to.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub categories: Vec<String>,
    /// Keywords that the page declares.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// The address of its picture.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image: Option<String>,
    /// What is said of the document as a whole: ids of [`crate::flags::all`].
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub flags: Vec<String>,
    /// Where each fact of a page comes from: `"title": "og:title"`, `"published": "json-ld"`. Empty for plain text.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub sources: BTreeMap<String, String>,
}

/// Longest fact that a page tells about itself, in bytes. Descriptions are written for a few lines of a list of search results; what is
/// longer is an article's whole text.
const MOST_TEXT: usize = 2_000;

/// Longest address, in bytes; browsers and servers take no longer ones. A cut address would lead elsewhere, so it goes.
const MOST_ADDRESS: usize = 8_192;

impl Meta {
    /// Makes what a page tells about itself fit to be shown in a line: without control characters, and no longer than such facts are.
    pub(crate) fn bound(&mut self) {
        let facts = self.title.iter_mut().chain(&mut self.site_name).chain(&mut self.description);
        let lists = self.agencies.iter_mut().chain(&mut self.categories).chain(&mut self.tags);
        let people = self.authors.iter_mut().chain(&mut self.contributors);
        let people = people.flat_map(|a| [&mut a.name, &mut a.raw].into_iter().chain(&mut a.role).chain(&mut a.org));
        facts.chain(lists).chain(people).for_each(bound);
        for (name, address) in [("canonical", &mut self.canonical), ("image", &mut self.image)] {
            if address.as_ref().is_some_and(|a| a.len() > MOST_ADDRESS || a.contains(char::is_control)) {
                *address = None;
                self.sources.remove(name);
            }
        }
    }

    /// Adds what the text of a page tells to what the page declares; what is declared counts.
    pub(crate) fn add_text(&mut self, text: Self) {
        let missing = [
            ("title", self.title.is_none() && text.title.is_some()),
            ("authors", self.authors.is_empty() && !text.authors.is_empty()),
            ("published", self.published.is_none() && text.published.is_some()),
            ("updated", self.updated.is_none() && text.updated.is_some()),
        ];
        for (field, _) in missing.into_iter().filter(|(_, is_missing)| *is_missing) {
            self.sources.insert(field.to_owned(), "text".to_owned());
        }
        self.title = self.title.take().or(text.title);
        if self.authors.is_empty() {
            self.authors = text.authors;
        } else {
            self.learn_authors(text.authors);
        }
        self.add_agencies(text.agencies);
        self.contributors = text.contributors;
        self.dateline = text.dateline;
        self.published = self.published.take().or(text.published);
        self.updated = self.updated.take().or(text.updated);
        self.raw_dates = text.raw_dates;
    }

    /// Puts every span through `f`: from bytes of a document's text to bytes of what it was made from.
    pub fn map_spans(&mut self, f: impl Fn(Span) -> Span) {
        let authors = self.authors.iter_mut().chain(&mut self.contributors).map(|a| &mut a.span);
        let others = self.dateline.iter_mut().map(|d| &mut d.span).chain(self.raw_dates.iter_mut().map(|r| &mut r.span));
        for span in authors.chain(others) {
            *span = f(*span);
        }
    }
}

fn bound(text: &mut String) {
    text.retain(|c| !c.is_control());
    if text.len() > MOST_TEXT {
        let most = text.floor_char_boundary(MOST_TEXT);
        let end = text[..most].rfind(' ').unwrap_or(most);
        text.replace_range(end.., " …");
    }
}

/// A person, organisation or agency named in a byline.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Author {
    /// The name as it should be cited.
    pub name: String,
    /// Person, organisation or agency.
    pub kind: AuthorKind,
    /// "diplomatic reporter", "editing".
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// "The Times of Israel".
    #[serde(skip_serializing_if = "Option::is_none")]
    pub org: Option<String>,
    /// The line or part of it that was read.
    pub raw: String,
    /// Where that stands in the decoded source.
    pub span: Span,
    /// 0 to 1.
    pub confidence: f32,
}

/// What an author is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AuthorKind {
    /// A human being.
    #[default]
    Person,
    /// A newsroom, ministry, company.
    Organisation,
    /// A news agency.
    Agency,
}

/// The opening of a news report: where it was filed, by which agency, on which day.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Dateline {
    /// As written: "BAKU".
    pub place: String,
    /// In title case: "Baku".
    pub place_norm: String,
    /// "Reuters".
    #[serde(skip_serializing_if = "Option::is_none")]
    pub agency: Option<String>,
    /// The date as it stands in the dateline; a year is never invented, so "June 3" is `--06-03` (ISO 8601).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    /// As it stood: "BAKU - ".
    pub raw: String,
    /// Where it stands in the decoded source.
    pub span: Span,
}

/// A piece of the source kept as it stood.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Raw {
    /// The text.
    pub raw: String,
    /// Where it stands in the decoded source.
    pub span: Span,
}
