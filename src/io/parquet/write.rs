//! Clean documents as a Parquet file.

use std::io::{self, Write};
use std::sync::Arc;

use parquet::basic::{Compression, Encoding, ZstdLevel};
use parquet::data_type::{ByteArray, ByteArrayType, DataType, Int64Type};
use parquet::errors::Result;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::parser::parse_message_type;
use parquet::schema::types::ColumnPath;

use crate::document::{Author, Meta};

/// The columns. `record` is the whole record as JSON, with [`TEXT_ELSEWHERE`] in place of its text.
const SCHEMA: &str = "message document {
    required binary source (STRING);
    required int64 number;
    optional binary id (STRING);
    optional binary url (STRING);
    optional binary title (STRING);
    required group authors (LIST) { repeated group list { required binary element (STRING); } }
    optional binary published (STRING);
    optional binary updated (STRING);
    optional binary language (STRING);
    optional binary site (STRING);
    required binary text (STRING);
    required int64 bytes_in;
    required int64 bytes_out;
    required int64 edits;
    required binary record (STRING);
}";

/// What stands in `record` in place of the text. Not nothing: a record with a page and no text is one whose text is still to be made.
pub const TEXT_ELSEWHERE: &str = "-";

/// A row group is written when its texts have so many bytes: enough that a column's chunk is worth a read, and little enough to be held.
const GROUP_BYTES: u64 = 32 << 20;

/// The level that the `zstd` program takes if it is not told.
const ZSTD_LEVEL: i32 = 3;

/// How many values are written between two looks at how large the page has become. Texts are large.
const VALUES: usize = 16;

/// A clean document.
#[derive(Clone, Debug, Default)]
pub struct Document {
    /// The input that it comes from.
    pub source: String,
    /// Which of the input's records it is, from 0.
    pub number: u64,
    /// The record's id.
    pub id: Option<String>,
    /// The page's address.
    pub url: Option<String>,
    /// What is known about it.
    pub meta: Meta,
    /// The clean text.
    pub text: String,
    /// Bytes of the text before it was cleaned.
    pub bytes_in: u64,
    /// How many changes were made.
    pub edits: u64,
    /// The record as JSON, without the text.
    pub record: String,
}

impl Document {
    /// Its size in bytes, more or less.
    #[must_use]
    pub const fn size(&self) -> u64 {
        (self.text.len() + self.record.len()) as u64
    }
}

/// A file on its way.
pub struct Documents<W: Write + Send> {
    file: SerializedFileWriter<W>,
    group: Vec<Document>,
    bytes: u64,
}

impl<W: Write + Send> Documents<W> {
    /// Begins one.
    ///
    /// # Errors
    /// Those of the sink.
    pub fn new(sink: W) -> io::Result<Self> {
        let schema = parse_message_type(SCHEMA).map_err(io::Error::other)?;
        let mut properties = WriterProperties::builder()
            .set_created_by(format!("boiloff version {}", env!("CARGO_PKG_VERSION")))
            .set_compression(Compression::ZSTD(ZstdLevel::try_new(ZSTD_LEVEL).map_err(io::Error::other)?))
            .set_write_batch_size(VALUES);
        // No text is there twice, and no query asks for a range of them.
        for name in ["text", "record", "title", "id", "url"] {
            let column = ColumnPath::from(name);
            properties = properties
                .set_column_dictionary_enabled(column.clone(), false)
                .set_column_encoding(column.clone(), Encoding::PLAIN)
                .set_column_statistics_enabled(column, EnabledStatistics::None);
        }
        let file = SerializedFileWriter::new(sink, Arc::new(schema), Arc::new(properties.build())).map_err(io::Error::other)?;
        Ok(Self { file, group: Vec::new(), bytes: 0 })
    }

    /// Appends documents.
    ///
    /// # Errors
    /// Those of the sink.
    pub fn append(&mut self, documents: Vec<Document>) -> io::Result<()> {
        for document in documents {
            self.bytes += document.size();
            self.group.push(document);
            if self.bytes >= GROUP_BYTES {
                self.write()?;
            }
        }
        Ok(())
    }

    /// Writes the end and returns the sink.
    ///
    /// # Errors
    /// Those of the sink.
    pub fn finish(mut self) -> io::Result<W> {
        self.write()?;
        self.file.into_inner().map_err(io::Error::other)
    }

    fn write(&mut self) -> io::Result<()> {
        self.bytes = 0;
        let documents = std::mem::take(&mut self.group);
        if documents.is_empty() {
            return Ok(());
        }
        let mut group = self.file.next_row_group().map_err(io::Error::other)?;
        columns(&mut group, documents).and_then(|()| group.close()).map_err(io::Error::other)?;
        Ok(())
    }
}

/// Writes the columns, in the order of [`SCHEMA`].
fn columns<W: Write + Send>(group: &mut SerializedRowGroupWriter<'_, W>, documents: Vec<Document>) -> Result<()> {
    let number = |of: fn(&Document) -> u64| documents.iter().map(|d| of(d) as i64).collect::<Vec<_>>();
    let numbers = number(|d| d.number);
    let [bytes_in, bytes_out, edits] = [number(|d| d.bytes_in), number(|d| d.text.len() as u64), number(|d| d.edits)];
    let mut texts = Vec::with_capacity(documents.len());
    let mut records = Vec::with_capacity(documents.len());
    let mut rest = Vec::with_capacity(documents.len());
    for document in documents {
        let Document { source, id, url, meta, text, record, .. } = document;
        texts.push(ByteArray::from(text.into_bytes()));
        records.push(ByteArray::from(record.into_bytes()));
        rest.push((source, id, url, meta));
    }
    let sources: Vec<_> = rest.iter().map(|(source, ..)| bytes(source)).collect();
    required::<ByteArrayType, _>(group, &sources)?;
    required::<Int64Type, _>(group, &numbers)?;
    optional(group, rest.iter().map(|(_, id, ..)| id))?;
    optional(group, rest.iter().map(|(_, _, url, _)| url))?;
    optional(group, rest.iter().map(|(.., meta)| &meta.title))?;
    authors(group, rest.iter().map(|(.., meta)| &*meta.authors))?;
    optional(group, rest.iter().map(|(.., meta)| &meta.published))?;
    optional(group, rest.iter().map(|(.., meta)| &meta.updated))?;
    optional(group, rest.iter().map(|(.., meta)| &meta.language))?;
    optional(group, rest.iter().map(|(.., meta)| &meta.site))?;
    required::<ByteArrayType, _>(group, &texts)?;
    for numbers in [bytes_in, bytes_out, edits] {
        required::<Int64Type, _>(group, &numbers)?;
    }
    required::<ByteArrayType, _>(group, &records)
}

fn bytes(text: &str) -> ByteArray {
    ByteArray::from(text.as_bytes().to_vec())
}

/// A column with a value in each row.
fn required<T: DataType, W: Write + Send>(group: &mut SerializedRowGroupWriter<'_, W>, values: &[T::T]) -> Result<()> {
    column::<T, W>(group, values, None, None)
}

/// A column of texts, some of which are missing.
fn optional<'a, W: Write + Send>(
    group: &mut SerializedRowGroupWriter<'_, W>,
    values: impl Iterator<Item = &'a Option<String>> + Clone,
) -> Result<()> {
    let present: Vec<i16> = values.clone().map(|value| i16::from(value.is_some())).collect();
    let values: Vec<_> = values.flatten().map(|text| bytes(text)).collect();
    column::<ByteArrayType, W>(group, &values, Some(&present), None)
}

/// The names of the authors, some of each document.
fn authors<'a, W: Write + Send>(group: &mut SerializedRowGroupWriter<'_, W>, documents: impl Iterator<Item = &'a [Author]>) -> Result<()> {
    let (mut values, mut present, mut repeated) = (Vec::new(), Vec::new(), Vec::new());
    for authors in documents {
        if authors.is_empty() {
            present.push(0);
            repeated.push(0);
        }
        for (n, author) in authors.iter().enumerate() {
            values.push(bytes(&author.name));
            present.push(1);
            repeated.push(i16::from(n > 0));
        }
    }
    column::<ByteArrayType, W>(group, &values, Some(&present), Some(&repeated))
}

fn column<T: DataType, W: Write + Send>(
    group: &mut SerializedRowGroupWriter<'_, W>,
    values: &[T::T],
    present: Option<&[i16]>,
    repeated: Option<&[i16]>,
) -> Result<()> {
    if let Some(mut column) = group.next_column()? {
        column.typed::<T>().write_batch(values, present, repeated)?;
        column.close()?;
    }
    Ok(())
}
