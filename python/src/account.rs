//! What ledgers tell: the way back, and the removals.

use std::sync::Arc;

use arrow_array::builder::{Float32Builder, Int64Builder, ListBuilder, StringBuilder};
use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::{ArrowError, DataType, Field, Schema};
use boiloff::io::ledger::{Entry, LEFT_OUT};
use pyo3::exceptions::{PyKeyError, PyValueError};
use pyo3::prelude::*;

use crate::arrow::{self, Given, Made, wrong};
use crate::batch::strings;
use crate::table::{STRINGS, is_string, missing, string, unfit};

/// Said of what was changed.
const CHANGED: &str = "the text and the line of the ledger do not belong together";

/// A line of a ledger.
///
/// # Errors
/// What is wrong with it.
pub fn entry(line: &str) -> Result<Entry, String> {
    serde_json::from_str(line).map_err(|e| format!("this is no line of a ledger: {e}"))
}

/// The source of a document, from its clean text and its entry.
///
/// # Errors
/// ValueError if they do not belong together.
pub fn restored(text: &str, entry: &Entry) -> PyResult<String> {
    entry.source_of(text).ok_or_else(|| PyValueError::new_err(CHANGED))
}

/// The source of a document, from its clean text and its line of the ledger.
///
/// Raises ValueError if they do not belong together.
#[pyfunction]
pub fn restore(text: &str, ledger: &str) -> PyResult<String> {
    restored(text, &entry(ledger).map_err(PyValueError::new_err)?)
}

/// The sources of a table's documents, from the columns named `text` and `ledger`: a column. Pages that passed through as they were stand in the one named `html`.
///
/// Raises KeyError for a missing column, ValueError where text and ledger do not belong together.
#[pyfunction]
#[pyo3(signature = (data, *, text = "text", html = "html", ledger = "ledger"))]
pub fn restore_batch<'py>(py: Python<'py>, data: &Bound<'py, PyAny>, text: &str, html: &str, ledger: &str) -> PyResult<Bound<'py, PyAny>> {
    let given = arrow::read(data)?;
    let [text, ledger] = places(&given, [text, ledger])?;
    let html = given.table()?.index_of(html).ok();
    let restore = move || {
        let mut sources: Vec<Option<String>> = Vec::new();
        for batch in given.batches()? {
            let batch = batch?;
            for row in 0..batch.num_rows() {
                let [text, ledger] = [text, ledger].map(|place| string(batch.column(place), row));
                let html = html.and_then(|place| string(batch.column(place), row));
                let source = ledger.map(|line| source(text.or(html), line)).transpose();
                sources.push(source.map_err(|what| ArrowError::InvalidArgumentError(format!("row {}: {what}", sources.len())))?.flatten());
            }
        }
        strings(&DataType::LargeUtf8, &sources.iter().map(Option::as_deref).collect::<Vec<_>>())
    };
    let column = py.detach(restore).map_err(wrong)?;
    arrow::column_like(data, Made::column(column))
}

/// The source of a row. None where there was none.
fn source(text: Option<&str>, line: &str) -> Result<Option<String>, String> {
    let entry = entry(line)?;
    match text {
        Some(text) if entry.is_document() => entry.source_of(text).map(Some).ok_or_else(|| CHANGED.to_owned()),
        _ if entry.status == LEFT_OUT => Ok(entry.raw.map(|raw| String::from_utf8_lossy(&raw.0).into_owned())),
        None if entry.is_document() => Err(CHANGED.to_owned()),
        _ => Ok(None),
    }
}

/// What was removed or replaced in a table's documents, from the column named `ledger`: a table with a row for each change.
///
/// Its columns: `id`, `source` and `record` of the document; `start` and `end`, in UTF-8 bytes of the source; `was` and `with`, the texts before and after; `rule`,
/// `evidence` and `score`, why.
#[pyfunction]
#[pyo3(signature = (data, *, ledger = "ledger"))]
pub fn removals<'py>(py: Python<'py>, data: &Bound<'py, PyAny>, ledger: &str) -> PyResult<Bound<'py, PyAny>> {
    let given = arrow::read(data)?;
    let [place] = places(&given, [ledger])?;
    let schema = Arc::new(Schema::new(vec![
        Field::new("id", DataType::Utf8, true),
        Field::new("source", DataType::Utf8, false),
        Field::new("record", DataType::Int64, false),
        Field::new("start", DataType::Int64, false),
        Field::new("end", DataType::Int64, false),
        Field::new("was", DataType::Utf8, false),
        Field::new("with", DataType::Utf8, false),
        Field::new("rule", DataType::Utf8, false),
        Field::new_list("evidence", Field::new_list_field(DataType::Utf8, true), false),
        Field::new("score", DataType::Float32, false),
    ]));
    let out = Arc::clone(&schema);
    let made = Made::of(py, given, schema, move |batch| {
        let mut changes = Changes::default();
        for row in 0..batch.num_rows() {
            if let Some(line) = string(batch.column(place), row) {
                changes.add(&entry(line).map_err(ArrowError::InvalidArgumentError)?);
            }
        }
        RecordBatch::try_new(Arc::clone(&out), changes.columns())
    })?;
    arrow::like(data, made)
}

/// Columns of changes.
#[derive(Default)]
struct Changes {
    id: StringBuilder,
    source: StringBuilder,
    numbers: [Int64Builder; 3],
    texts: [StringBuilder; 3],
    evidence: ListBuilder<StringBuilder>,
    score: Float32Builder,
}

impl Changes {
    fn add(&mut self, entry: &Entry) {
        for change in &entry.edits {
            self.id.append_option(entry.id.as_deref());
            self.source.append_value(&entry.source);
            let numbers = [entry.record, change.span.start as u64, change.span.end as u64];
            self.numbers.iter_mut().zip(numbers).for_each(|(column, number)| column.append_value(number as i64));
            let texts = [&change.was, &change.with, &change.rule];
            self.texts.iter_mut().zip(texts).for_each(|(column, text)| column.append_value(text));
            self.evidence.append_value(change.evidence.iter().map(Some));
            self.score.append_value(change.score);
        }
    }

    fn columns(mut self) -> Vec<ArrayRef> {
        let mut columns: Vec<ArrayRef> = vec![Arc::new(self.id.finish()), Arc::new(self.source.finish())];
        columns.extend(self.numbers.iter_mut().map(|column| Arc::new(column.finish()) as ArrayRef));
        columns.extend(self.texts.iter_mut().map(|column| Arc::new(column.finish()) as ArrayRef));
        columns.push(Arc::new(self.evidence.finish()));
        columns.push(Arc::new(self.score.finish()));
        columns
    }
}

/// Where the columns of strings of a table stand.
///
/// # Errors
/// TypeError if it is no table or one is of another kind, KeyError if one is missing.
pub fn places<const N: usize>(given: &Given, names: [&str; N]) -> PyResult<[usize; N]> {
    places_of(given, names, is_string, STRINGS)
}

/// The same for columns of another kind.
///
/// # Errors
/// The same.
pub fn places_of<const N: usize>(given: &Given, names: [&str; N], fits: fn(&DataType) -> bool, needed: &str) -> PyResult<[usize; N]> {
    let schema = given.table()?;
    let mut places = [0; N];
    for (place, name) in places.iter_mut().zip(names) {
        *place = schema.index_of(name).map_err(|_| PyKeyError::new_err(missing(name, &schema)))?;
        let kind = schema.field(*place).data_type();
        if !fits(kind) {
            return Err(unfit(&format!("the column `{name}`"), kind, needed));
        }
    }
    Ok(places)
}
