//! `<meta>` elements: Open Graph, Dublin Core, the names that news sites, blogs and journals use.

/// A `<meta>` element's name in lower case, and its content.
#[derive(Debug)]
pub struct MetaTag<'a> {
    /// `name`, `property`, `itemprop` or `http-equiv`.
    pub key: String,
    /// `content`.
    pub content: &'a str,
}

/// Names of one fact, the most trusted first, each with the name of its source.
pub type Names = &'static [(&'static str, &'static str)];

/// Titles.
pub const TITLE: Names = &[
    ("og:title", "og:title"),
    ("citation_title", "citation"),
    ("parsely-title", "parsely"),
    ("sailthru.title", "sailthru"),
    ("dc.title", "dublin-core"),
    ("dcterms.title", "dublin-core"),
    ("twitter:title", "twitter"),
    ("title", "meta-title"),
];

/// Authors. An address of a profile is no name and is left out later.
pub const AUTHOR: Names = &[
    ("citation_author", "citation"),
    ("parsely-author", "parsely"),
    ("sailthru.author", "sailthru"),
    ("article:author_name", "article:author"),
    ("article:author", "article:author"),
    ("og:article:author", "article:author"),
    ("author", "meta-author"),
    ("authors", "meta-author"),
    ("byl", "meta-author"),
    ("byline", "meta-author"),
    ("dc.creator", "dublin-core"),
    ("dcterms.creator", "dublin-core"),
    ("dc.creator.personalname", "dublin-core"),
    ("cxenseparse:author", "cxense"),
    ("cxenseparse:recs:author", "cxense"),
    ("cse_author", "meta-author"),
    ("mediator_author", "meta-author"),
    ("shareaholic:article_author_name", "shareaholic"),
    ("vr:author", "meta-author"),
];

/// What stands in a link's preview under a label of its own: "Written by".
pub const LABELLED: [(&str, &str); 2] = [("twitter:label1", "twitter:data1"), ("twitter:label2", "twitter:data2")];

/// Dates of publication.
pub const PUBLISHED: Names = &[
    ("article:published_time", "article:published-time"),
    ("og:article:published_time", "article:published-time"),
    ("article:published", "article:published-time"),
    ("og:published_time", "og:published-time"),
    ("datepublished", "meta-date"),
    ("parsely-pub-date", "parsely"),
    ("sailthru.date", "sailthru"),
    ("citation_publication_date", "citation"),
    ("citation_online_date", "citation"),
    ("citation_date", "citation"),
    ("cxenseparse:recs:publishtime", "cxense"),
    ("cxenseparse:publishtime", "cxense"),
    ("dcterms.created", "dublin-core"),
    ("dcterms.issued", "dublin-core"),
    ("dc.date.issued", "dublin-core"),
    ("dc.date.created", "dublin-core"),
    ("dcterms.date", "dublin-core"),
    ("dc.date", "dublin-core"),
    ("pubdate", "meta-date"),
    ("publishdate", "meta-date"),
    ("publish-date", "meta-date"),
    ("publish_date", "meta-date"),
    ("published", "meta-date"),
    ("publication_date", "meta-date"),
    ("published_time", "meta-date"),
    ("ptime", "meta-date"),
    ("pdate", "meta-date"),
    ("rnews:datepublished", "meta-date"),
    ("shareaholic:article_published_time", "shareaholic"),
    ("article.published", "meta-date"),
    ("article_date_original", "meta-date"),
    ("originalpublicationdate", "meta-date"),
    ("ms.date", "meta-date"),
    ("date", "meta-date"),
];

/// Dates of the last change.
pub const UPDATED: Names = &[
    ("article:modified_time", "article:modified-time"),
    ("og:article:modified_time", "article:modified-time"),
    ("og:updated_time", "og:updated-time"),
    ("datemodified", "meta-date"),
    ("dcterms.modified", "dublin-core"),
    ("dc.date.modified", "dublin-core"),
    ("lastmod", "meta-date"),
    ("last-modified", "meta-date"),
    ("last_updated", "meta-date"),
    ("shareaholic:article_modified_time", "shareaholic"),
];

/// The site's name.
pub const SITE_NAME: Names = &[
    ("og:site_name", "og:site-name"),
    ("citation_journal_title", "citation"),
    ("application-name", "application-name"),
    ("apple-mobile-web-app-title", "application-name"),
    ("dc.publisher", "dublin-core"),
    ("dcterms.publisher", "dublin-core"),
];

/// Descriptions.
pub const DESCRIPTION: Names = &[
    ("og:description", "og:description"),
    ("description", "meta-description"),
    ("dc.description", "dublin-core"),
    ("dcterms.description", "dublin-core"),
    ("twitter:description", "twitter"),
];

/// Languages.
pub const LANGUAGE: Names = &[
    ("og:locale", "og:locale"),
    ("content-language", "content-language"),
    ("dc.language", "dublin-core"),
    ("dcterms.language", "dublin-core"),
    ("language", "meta-language"),
];

/// Sections of the site.
pub const CATEGORY: Names = &[("article:section", "article:section"), ("parsely-section", "parsely"), ("cxenseparse:section", "cxense")];

/// What the page is about.
pub const TAG: Names = &[
    ("article:tag", "article:tag"),
    ("parsely-tags", "parsely"),
    ("sailthru.tags", "sailthru"),
    ("citation_keywords", "citation"),
    ("news_keywords", "meta-keywords"),
    ("keywords", "meta-keywords"),
    ("dc.subject", "dublin-core"),
];

/// The page's own address.
pub const URL: Names = &[("og:url", "og:url")];

/// What kind of page it is.
pub const TYPE: Names = &[("og:type", "og:type")];

/// Pictures.
pub const IMAGE: Names = &[
    ("og:image", "og:image"),
    ("og:image:url", "og:image"),
    ("og:image:secure_url", "og:image"),
    ("twitter:image", "twitter"),
    ("twitter:image:src", "twitter"),
    ("parsely-image-url", "parsely"),
    ("sailthru.image.full", "sailthru"),
];

/// The first value of the fact that `read` understands, and its source.
pub fn first<'a, T>(tags: &[MetaTag<'a>], names: Names, read: impl Fn(&'a str) -> Option<T>) -> Option<(T, &'static str)> {
    names.iter().find_map(|&(key, source)| {
        let value = tags.iter().filter(|t| t.key == key).find_map(|t| read(t.content))?;
        Some((value, source))
    })
}

/// The first value under a name that has all of `parts`, for sites with names of their own: "acme-published-date".
pub fn first_like<'a, T>(tags: &[MetaTag<'a>], parts: &[&str], read: impl Fn(&'a str) -> Option<T>) -> Option<T> {
    tags.iter().filter(|t| parts.iter().all(|p| t.key.contains(p))).find_map(|t| read(t.content))
}

/// All values under the first name of the fact that has any, and its source.
#[must_use]
pub fn all<'a>(tags: &[MetaTag<'a>], names: Names) -> Option<(Vec<&'a str>, &'static str)> {
    names.iter().find_map(|&(key, source)| {
        let values: Vec<&str> = tags.iter().filter(|t| t.key == key && !t.content.trim().is_empty()).map(|t| t.content).collect();
        (!values.is_empty()).then_some((values, source))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_trusted_name_counts() {
        let tag = |key: &str, content| MetaTag { key: key.into(), content };
        let tags = [tag("date", "2023-06-01"), tag("article:published_time", "soon"), tag("parsely-pub-date", "2023-05-30")];
        let read = |value: &'static str| value.starts_with('2').then_some(value);
        assert_eq!(first(&tags, PUBLISHED, read), Some(("2023-05-30", "parsely")));
        assert_eq!(first(&tags, TITLE, read), None);
        let tags = [tag("citation_author", "Doe, Jane"), tag("citation_author", "Roe, John"), tag("author", "admin")];
        assert_eq!(all(&tags, AUTHOR).map(|(v, source)| (v.len(), source)), Some((2, "citation")));
    }
}
