//! Tables and columns, cleaned.

use std::sync::Arc;

use arrow_array::builder::{LargeStringBuilder, StringBuilder, StringViewBuilder};
use arrow_array::{Array, ArrayRef, RecordBatch, RecordBatchOptions};
use arrow_schema::{ArrowError, DataType, Field, Schema, SchemaRef};
use boiloff::document::{Media, Meta};
use boiloff::io::ledger::{Entry, REJECTED};
use boiloff::{Cleaned, Cleaner, Record};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use rayon::ThreadPool;

use crate::arrow::{Given, Made, Pieces, wrong};
pub use crate::table::Names;
use crate::table::{Cell, Documents, Places, Row, TEXTS, cell, is_text, unfit};
use crate::{meta, pool};

/// What a column of 32-bit offsets may hold, in bytes.
const MOST: usize = i32::MAX as usize;

/// The ledger's name for a row without a text.
const NOTHING: &str = "there is no text";

/// Cleans what was given.
///
/// # Errors
/// KeyError for a column that is not there, TypeError for one of another kind, ValueError for data that is broken.
pub fn clean(
    py: Python<'_>,
    cleaner: &Arc<Cleaner>,
    given: Given,
    names: &Names<'_>,
    ledger: bool,
    pool: Option<Arc<ThreadPool>>,
) -> PyResult<Made> {
    let Some(schema) = given.schema() else {
        let kind = given.field.data_type().clone();
        if !is_text(&kind) {
            return Err(unfit("the column", &kind, TEXTS));
        }
        if ledger {
            return Err(PyValueError::new_err("a column has no place for a ledger; give a table"));
        }
        return py.detach(|| column(cleaner, given.pieces, &kind, pool.as_deref())).map(Made::column).map_err(wrong);
    };
    let places = Places::find(&schema, names)?;
    let table = Table::new(Arc::clone(cleaner), &schema, names.text, places, ledger, pool);
    Made::of(py, given, Arc::clone(&table.schema), move |batch| table.clean(batch))
}

/// What cleans the batches of a table.
struct Table {
    cleaner: Arc<Cleaner>,
    places: Places,
    /// What comes out.
    schema: SchemaRef,
    ledger: bool,
    pool: Option<Arc<ThreadPool>>,
}

impl Table {
    fn new(cleaner: Arc<Cleaner>, given: &Schema, name: &str, places: Places, ledger: bool, pool: Option<Arc<ThreadPool>>) -> Self {
        let mut fields: Vec<Field> = given.fields().iter().map(|field| (**field).clone()).collect();
        let pages = places.html.map(|html| given.field(html).data_type());
        if let Some(html) = places.html {
            fields[html].set_nullable(true);
        }
        match places.text {
            Some(text) => fields[text] = Field::new(name, text_type(given.field(text).data_type()), true),
            None => fields.push(Field::new(name, pages.map_or(DataType::Utf8, text_type), true)),
        }
        let is_free = |name: &str| given.fields().iter().all(|field| field.name() != name);
        let free = |name: &str, other: &str| {
            let numbered = (2..).map(|n| format!("{other}_{n}"));
            [name.to_owned(), other.to_owned()].into_iter().chain(numbered).find(|name| is_free(name)).unwrap_or_default()
        };
        fields.push(Field::new(free(meta::NAME, meta::OTHER_NAME), meta::data_type(), true));
        if ledger {
            fields.push(Field::new(free("ledger", "boiloff_ledger"), DataType::Utf8, true));
        }
        let schema = Arc::new(Schema::new_with_metadata(fields, given.metadata().clone()));
        Self { cleaner, places, schema, ledger, pool }
    }

    fn clean(&self, batch: &RecordBatch) -> Result<RecordBatch, ArrowError> {
        let documents = Documents::of(batch, &self.places);
        let done: Vec<Done> = pool::map(self.pool.as_deref(), (0..batch.num_rows()).collect(), |row| self.document(documents.row(row)));
        let mut columns = batch.columns().to_vec();
        let texts: Vec<Option<&str>> = done.iter().map(|done| done.text.as_deref()).collect();
        let place = self.places.text.unwrap_or(columns.len());
        let texts = strings(self.schema.field(place).data_type(), &texts)?;
        match columns.get_mut(place) {
            Some(column) => *column = texts,
            None => columns.push(texts),
        }
        if let Some(html) = self.places.html {
            columns[html] = self.markup(&columns[html], &done)?;
        }
        columns.push(meta::column(&done.iter().map(|done| &done.meta).collect::<Vec<_>>())?);
        if self.ledger {
            columns.push(strings(&DataType::Utf8, &done.iter().map(|done| done.ledger.as_deref()).collect::<Vec<_>>())?);
        }
        let options = RecordBatchOptions::new().with_row_count(Some(batch.num_rows()));
        RecordBatch::try_new_with_options(Arc::clone(&self.schema), columns, &options)
    }

    /// The pages that have not become texts.
    fn markup(&self, pages: &ArrayRef, done: &[Done]) -> Result<ArrayRef, ArrowError> {
        if done.iter().all(|done| !done.was_page) {
            return Ok(Arc::clone(pages));
        }
        let gone = done.iter().map(|done| !done.was_page).collect::<Vec<_>>();
        let kept = arrow_buffer::NullBuffer::from(gone);
        let nulls = arrow_buffer::NullBuffer::union(pages.logical_nulls().as_ref(), Some(&kept));
        let data = pages.to_data().into_builder().nulls(nulls).build()?;
        Ok(arrow_array::make_array(data))
    }

    fn document(&self, row: Row) -> Done {
        let Row { record, id, source } = row;
        let Some(record) = record else {
            let entry = || Entry { id, ..Entry::absent(&source, 0, REJECTED, Some(NOTHING.to_owned()), None) };
            return Done { ledger: self.ledger.then(|| line(&entry())), ..Done::default() };
        };
        let media = record.media;
        let cleaned = self.cleaner.clean(record);
        let is_left_out = self.cleaner.config().leaves_out(&cleaned.meta);
        let ledger = self.ledger.then(|| {
            let entry = entry(&source, 0, id, &cleaned);
            line(&if is_left_out { entry.left_out(cleaned.source.as_bytes()) } else { entry })
        });
        let Cleaned { text, meta, markup_bytes, .. } = cleaned;
        // Markup that could not be read stays where it is.
        let has_text = !is_left_out && (media == Media::Text || markup_bytes.is_some());
        Done { text: Some(text).filter(|_| has_text), meta, ledger, was_page: has_text && media == Media::Html }
    }
}

/// The entry of a document in a ledger that stands by itself, with all that was read from the document.
pub fn entry(source: &str, record: u64, id: Option<String>, cleaned: &Cleaned) -> Entry {
    Entry { meta: Some(Box::new(cleaned.meta.clone())), ..Entry::new(source, record, id, cleaned) }
}

/// An entry as a line, without its end.
pub fn line(entry: &Entry) -> String {
    serde_json::to_string(entry).unwrap_or_default()
}

/// What comes of a row.
#[derive(Default)]
struct Done {
    text: Option<String>,
    meta: Meta,
    ledger: Option<String>,
    /// Its page has become a text.
    was_page: bool,
}

/// Cleans a column of texts.
fn column(cleaner: &Cleaner, pieces: Pieces, kind: &DataType, pool: Option<&ThreadPool>) -> Result<ArrayRef, ArrowError> {
    let mut texts: Vec<Option<String>> = Vec::new();
    for piece in pieces {
        let piece = piece?;
        let clean = |row| {
            let record = match cell(&piece, row)? {
                Cell::Text(text) => Record::text(text),
                Cell::Bytes(bytes) => Record::bytes(bytes),
            };
            let cleaned = cleaner.clean(record);
            Some(cleaned.text).filter(|_| !cleaner.config().leaves_out(&cleaned.meta))
        };
        texts.extend(pool::map(pool, (0..piece.len()).collect(), clean));
    }
    strings(&text_type(kind), &texts.iter().map(Option::as_deref).collect::<Vec<_>>())
}

/// What a column becomes when it is cleaned.
fn text_type(kind: &DataType) -> DataType {
    match kind {
        DataType::LargeUtf8 | DataType::LargeBinary => DataType::LargeUtf8,
        DataType::Utf8View | DataType::BinaryView => DataType::Utf8View,
        DataType::Dictionary(_, values) => text_type(values),
        _ => DataType::Utf8,
    }
}

/// A column of texts.
pub fn strings(kind: &DataType, texts: &[Option<&str>]) -> Result<ArrayRef, ArrowError> {
    let bytes = texts.iter().flatten().map(|text| text.len()).sum();
    Ok(match kind {
        DataType::LargeUtf8 => {
            let mut out = LargeStringBuilder::with_capacity(texts.len(), bytes);
            texts.iter().for_each(|text| out.append_option(*text));
            Arc::new(out.finish())
        }
        DataType::Utf8View => {
            let mut out = StringViewBuilder::with_capacity(texts.len());
            texts.iter().for_each(|text| out.append_option(*text));
            Arc::new(out.finish())
        }
        _ => {
            fit(bytes)?;
            let mut out = StringBuilder::with_capacity(texts.len(), bytes);
            texts.iter().for_each(|text| out.append_option(*text));
            Arc::new(out.finish())
        }
    })
}

/// Complains of more bytes than a column of 32-bit offsets can hold.
///
/// # Errors
/// Says so.
pub fn fit(bytes: usize) -> Result<(), ArrowError> {
    let message = "more than two gigabytes in a column of strings; give smaller batches, or a column of large_string";
    if bytes > MOST { Err(ArrowError::InvalidArgumentError(message.to_owned())) } else { Ok(()) }
}
