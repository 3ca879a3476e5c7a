//! One document on its way in.

/// One document as it was read: a text file, a line of a JSON-lines file, or what a library user hands over.
#[derive(Clone, Debug, Default)]
pub struct Record {
    /// The content.
    pub content: Content,
    /// What the content is.
    pub media: Media,
    /// Where the page came from, if known; its host is the document's site.
    pub url: Option<String>,
    /// What stands for the site where no address tells it: the input's folder, as [`crate::sites::folder_of`] says it, or any name that documents
    /// of one origin share.
    pub site: Option<String>,
    /// The character set that something outside the content declared (an HTTP header, an option), if any.
    pub charset: Option<String>,
}

/// What a document's content is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Media {
    /// Text that somebody has extracted or written.
    #[default]
    Text,
    /// A page's markup, or a piece of it.
    Html,
}

/// A document's content before cleaning.
#[derive(Clone, Debug)]
pub enum Content {
    /// Bytes in an encoding still to be found out.
    Bytes(Vec<u8>),
    /// Text.
    Text(String),
}

impl Default for Content {
    fn default() -> Self {
        Self::Text(String::new())
    }
}

impl Content {
    /// In bytes.
    #[must_use]
    pub const fn size(&self) -> usize {
        match self {
            Self::Bytes(bytes) => bytes.len(),
            Self::Text(text) => text.len(),
        }
    }
}

impl Record {
    /// A text from nowhere in particular.
    #[must_use]
    pub fn text(text: impl Into<String>) -> Self {
        Self { content: Content::Text(text.into()), ..Self::default() }
    }

    /// Bytes whose encoding is to be found out.
    #[must_use]
    pub fn bytes(bytes: impl Into<Vec<u8>>) -> Self {
        Self { content: Content::Bytes(bytes.into()), ..Self::default() }
    }

    /// A page's markup.
    #[must_use]
    pub fn html(markup: impl Into<String>) -> Self {
        Self { media: Media::Html, ..Self::text(markup) }
    }

    /// The same with the address of the page.
    #[must_use]
    pub fn with_url(mut self, url: impl Into<String>) -> Self {
        self.url = Some(url.into());
        self
    }

    /// The same with what stands for the site where no address tells it.
    #[must_use]
    pub fn with_site(mut self, site: impl Into<String>) -> Self {
        self.site = Some(site.into());
        self
    }
}
