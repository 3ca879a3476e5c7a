//! What a file holds, by its name.

use super::codec::Codec;

/// What a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Format {
    /// Documents in which form.
    pub kind: Kind,
    /// Compressed how.
    pub codec: Codec,
}

/// The form of a file's documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// One document.
    Text,
    /// One page.
    Html,
    /// One document a line.
    JsonLines,
    /// An archive of pages or texts: WARC, WET.
    Warc,
    /// One document a row, commas between columns.
    Csv,
    /// One document a row, tabs between columns.
    Tsv,
    /// One document a row, stored column by column.
    Parquet,
}

/// Why files of a name are not read. The messages follow on a file's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Unread {
    /// Some other kind.
    #[error(
        "not a kind of file that is read: .txt, .html, .htm, .xhtml, .jsonl, .ndjson, .warc, .wet, .csv or .tsv, each also with .gz or .zst, or .parquet"
    )]
    Unknown,
}

impl Format {
    /// The format of files of this name. Capitals do not matter.
    ///
    /// # Errors
    /// If such files are not read.
    pub fn of(name: &str) -> Result<Self, Unread> {
        let name = name.to_ascii_lowercase();
        let (stem, codec) = match name.rsplit_once('.') {
            Some((stem, "gz")) => (stem, Codec::Gzip),
            Some((stem, "zst")) => (stem, Codec::Zstd),
            _ => (name.as_str(), Codec::Plain),
        };
        let kind = match stem.rsplit_once('.') {
            Some((_, "txt")) => Kind::Text,
            Some((_, "jsonl" | "ndjson")) => Kind::JsonLines,
            Some((_, "warc" | "wet")) => Kind::Warc,
            Some((_, "csv")) => Kind::Csv,
            Some((_, "tsv")) => Kind::Tsv,
            Some((_, "parquet")) if codec == Codec::Plain => Kind::Parquet,
            Some((_, "html" | "htm" | "xhtml")) => Kind::Html,
            _ => return Err(Unread::Unknown),
        };
        Ok(Self { kind, codec })
    }

    /// What the text of the file `name` is called. A page's markup becomes text by name as well, `a.html.gz` to `a.html.txt.gz`,
    /// so that it is no other file's (`a.txt.gz`) and opens as what it is; an archive or a table becomes JSON lines, `a.warc.gz` to
    /// `a.warc.jsonl.gz`. Text and JSON lines keep their names.
    #[must_use]
    pub fn text_name(self, name: &str) -> String {
        self.with(self.kind.suffix(), name)
    }

    /// What the JSON lines that are made of the file `name` are called; JSON lines keep their names.
    #[must_use]
    pub fn lines_name(self, name: &str) -> String {
        self.with(if self.kind == Kind::JsonLines { "" } else { ".jsonl" }, name)
    }

    /// `name` with something behind it, but before what says how it is compressed.
    fn with(self, suffix: &str, name: &str) -> String {
        let (stem, packed) = name.split_at(name.len() - self.codec.suffix().len());
        [stem, suffix, packed].concat()
    }
}

impl Kind {
    /// What the text of such a file has behind the file's name.
    #[must_use]
    pub const fn suffix(self) -> &'static str {
        match self {
            Self::Text | Self::JsonLines => "",
            Self::Html => ".txt",
            Self::Warc | Self::Csv | Self::Tsv | Self::Parquet => ".jsonl",
        }
    }

    /// Such a file is one document.
    #[must_use]
    pub const fn is_document(self) -> bool {
        matches!(self, Self::Text | Self::Html)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_the_format() {
        let format = |kind, codec| Ok(Format { kind, codec });
        assert_eq!(Format::of("a.txt"), format(Kind::Text, Codec::Plain));
        assert_eq!(Format::of("A.B.TXT.GZ"), format(Kind::Text, Codec::Gzip));
        assert_eq!(Format::of("a.ndjson.zst"), format(Kind::JsonLines, Codec::Zstd));
        assert_eq!(Format::of("a.jsonl"), format(Kind::JsonLines, Codec::Plain));
        assert_eq!(Format::of("a.html.gz"), format(Kind::Html, Codec::Gzip));
        assert_eq!(Format::of("a.Htm"), format(Kind::Html, Codec::Plain));
        assert_eq!(Format::of("a.xhtml.zst"), format(Kind::Html, Codec::Zstd));
        assert_eq!(Format::of("a.warc.wet.gz"), format(Kind::Warc, Codec::Gzip));
        assert_eq!(Format::of("a.WARC"), format(Kind::Warc, Codec::Plain));
        assert_eq!(Format::of("a.csv.zst"), format(Kind::Csv, Codec::Zstd));
        assert_eq!(Format::of("a.tsv"), format(Kind::Tsv, Codec::Plain));
        assert_eq!(Format::of("a.parquet"), format(Kind::Parquet, Codec::Plain));
        for name in ["txt", "a.parquet.gz", "a.gz", "a.txt.bz2", "a", ""] {
            assert_eq!(Format::of(name), Err(Unread::Unknown), "{name}");
        }
    }

    #[test]
    fn the_text_of_a_page_has_a_name_of_its_own() {
        for (name, text) in
            [("a.html", "a.html.txt"), ("b/A.HTM.GZ", "b/A.HTM.txt.GZ"), ("é.xhtml.zst", "é.xhtml.txt.zst"), ("a.txt.gz", "a.txt.gz")]
                .into_iter()
                .chain([("a.warc.gz", "a.warc.jsonl.gz"), ("a.warc.wet.GZ", "a.warc.wet.jsonl.GZ"), ("a.tsv", "a.tsv.jsonl")])
        {
            assert_eq!(Format::of(name).unwrap().text_name(name), text);
        }
    }
}
