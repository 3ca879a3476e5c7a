//! The columns of a table that matter, and what stands in them.

use std::fmt;

use arrow_array::cast::AsArray;
use arrow_array::types::{Int32Type, Int64Type, UInt32Type, UInt64Type};
use arrow_array::{Array, ArrayRef, RecordBatch, downcast_dictionary_array};
use arrow_schema::{DataType, Schema};
use boiloff::Record;
use boiloff::document::{Content, Media};
use boiloff::sites::folder_of;
use pyo3::exceptions::{PyKeyError, PyTypeError};
use pyo3::{PyErr, PyResult};

/// What the columns are called.
pub struct Names<'n> {
    /// Texts.
    pub text: &'n str,
    /// Pages.
    pub html: &'n str,
    /// The pages' addresses.
    pub url: &'n str,
    /// The documents' ids.
    pub id: &'n str,
    /// The inputs that they are from.
    pub source: Option<&'n str>,
}

/// Names that columns have unless somebody says otherwise; such a column need not be there.
const DEFAULTS: [&str; 4] = ["text", "html", "url", "id"];

/// Where the columns stand.
#[derive(Clone, Debug, Default)]
pub struct Places {
    /// Texts.
    pub text: Option<usize>,
    /// Pages.
    pub html: Option<usize>,
    url: Option<usize>,
    id: Option<usize>,
    source: Option<usize>,
}

impl Places {
    /// Finds the columns.
    ///
    /// # Errors
    /// KeyError if one is missing, TypeError if one is of another kind.
    pub fn find(schema: &Schema, names: &Names<'_>) -> PyResult<Self> {
        let find = |name: &str, fits: fn(&DataType) -> bool, needed: &str| {
            let found = schema.index_of(name).ok();
            match found.map(|at| schema.field(at).data_type()) {
                None if DEFAULTS.contains(&name) => Ok(None),
                None => Err(PyKeyError::new_err(missing(name, schema))),
                Some(kind) if fits(kind) => Ok(found),
                // Something else that happens to have the name of one that need not be there.
                Some(_) if name == "id" || name == "url" => Ok(None),
                Some(kind) => Err(unfit(&format!("the column `{name}`"), kind, needed)),
            }
        };
        let places = Self {
            text: find(names.text, is_text, TEXTS)?,
            html: find(names.html, is_text, TEXTS)?,
            url: find(names.url, is_string, STRINGS)?,
            id: find(names.id, is_id, "a column of strings or integers")?,
            source: names.source.map_or(Ok(None), |name| find(name, is_string, STRINGS))?,
        };
        if places.text.is_none() && places.html.is_none() {
            let wanted = if names.text == names.html { names.text.to_owned() } else { format!("{}` or `{}", names.text, names.html) };
            return Err(PyKeyError::new_err(missing(&wanted, schema)));
        }
        Ok(places)
    }
}

/// Says which columns there are.
pub fn missing(name: &str, schema: &Schema) -> String {
    let there: Vec<&str> = schema.fields().iter().map(|field| field.name().as_str()).collect();
    format!("no column `{name}`; there are: {}", there.join(", "))
}

/// What is asked for instead of a column of another kind.
pub const STRINGS: &str = "a column of strings";
/// The same where bytes are as good.
pub const TEXTS: &str = "a column of strings or bytes";

/// Complains of the kind of a column.
pub fn unfit(column: &str, kind: &DataType, needed: &str) -> PyErr {
    PyTypeError::new_err(format!("{column} is {kind}, and {needed} is needed"))
}

/// True for what a column of texts may be.
pub fn is_text(kind: &DataType) -> bool {
    match kind {
        DataType::Binary | DataType::LargeBinary | DataType::BinaryView => true,
        other => is_string(other),
    }
}

/// True for what a column of strings may be; one in which nothing is says of no kind.
pub fn is_string(kind: &DataType) -> bool {
    match kind {
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View | DataType::Null => true,
        DataType::Dictionary(_, values) => is_string(values),
        _ => false,
    }
}

fn is_id(kind: &DataType) -> bool {
    matches!(kind, DataType::Int32 | DataType::Int64 | DataType::UInt32 | DataType::UInt64) || is_string(kind)
}

/// A text, or bytes that are still to be decoded.
#[derive(Clone, Copy)]
pub enum Cell<'a> {
    /// Text.
    Text(&'a str),
    /// Bytes.
    Bytes(&'a [u8]),
}

impl<'a> Cell<'a> {
    /// Strings come unchecked: neither Arrow's interface nor most readers of Parquet look whether they are UTF-8. What is not is bytes, still to be decoded.
    fn of(string: &'a str) -> Self {
        let bytes = string.as_bytes();
        str::from_utf8(bytes).map_or(Self::Bytes(bytes), Self::Text)
    }

    fn is_empty(self) -> bool {
        match self {
            Self::Text(text) => text.is_empty(),
            Self::Bytes(bytes) => bytes.is_empty(),
        }
    }

    fn content(self) -> Content {
        match self {
            Self::Text(text) => Content::Text(text.to_owned()),
            Self::Bytes(bytes) => Content::Bytes(bytes.to_owned()),
        }
    }
}

/// What stands in a row of a column, of those that are looked for.
pub fn cell(column: &ArrayRef, row: usize) -> Option<Cell<'_>> {
    if column.is_null(row) {
        return None;
    }
    Some(match column.data_type() {
        DataType::Utf8 => Cell::of(column.as_string::<i32>().value(row)),
        DataType::LargeUtf8 => Cell::of(column.as_string::<i64>().value(row)),
        DataType::Utf8View => Cell::of(column.as_string_view().value(row)),
        DataType::Binary => Cell::Bytes(column.as_binary::<i32>().value(row)),
        DataType::LargeBinary => Cell::Bytes(column.as_binary::<i64>().value(row)),
        DataType::BinaryView => Cell::Bytes(column.as_binary_view().value(row)),
        DataType::Dictionary(..) => {
            return downcast_dictionary_array! {
                column => cell(column.values(), column.key(row)?),
                _ => None,
            };
        }
        _ => return None,
    })
}

/// A string in a row of a column.
pub fn string(column: &ArrayRef, row: usize) -> Option<&str> {
    match cell(column, row) {
        Some(Cell::Text(text)) => Some(text),
        _ => None,
    }
}

/// The documents of a batch.
pub struct Documents<'b> {
    batch: &'b RecordBatch,
    places: &'b Places,
}

/// A document of a batch.
pub struct Row {
    /// What is to be cleaned. None where there is nothing.
    pub record: Option<Record>,
    /// The document's id.
    pub id: Option<String>,
    /// Where it is from: as the column says, else its id.
    pub source: String,
}

impl<'b> Documents<'b> {
    /// Those of `batch`.
    pub const fn of(batch: &'b RecordBatch, places: &'b Places) -> Self {
        Self { batch, places }
    }

    /// The one in a row. As in JSON lines, a page is one that has no text.
    pub fn row(&self, row: usize) -> Row {
        let at = |place: Option<usize>| place.and_then(|place| cell(self.batch.column(place), row));
        let text = |place: Option<usize>| place.and_then(|place| string(self.batch.column(place), row)).map(str::to_owned);
        let page = at(self.places.html).filter(|page| !page.is_empty());
        let content = match (at(self.places.text), page) {
            (Some(text), page) if !text.is_empty() || page.is_none() => Some((text, Media::Text)),
            (_, Some(page)) => Some((page, Media::Html)),
            (_, None) => at(self.places.html).map(|page| (page, Media::Html)),
        };
        let source = text(self.places.source);
        let site = source.as_deref().map(|source| folder_of(source).to_owned());
        let record =
            content.map(|(cell, media)| Record { content: cell.content(), media, url: text(self.places.url), site, ..Record::default() });
        let id = self.places.id.and_then(|place| id(self.batch.column(place), row));
        let source = source.or_else(|| id.clone()).unwrap_or_default();
        Row { record, id, source }
    }
}

fn id(column: &ArrayRef, row: usize) -> Option<String> {
    if column.is_null(row) {
        return None;
    }
    let number: &dyn fmt::Display = match column.data_type() {
        DataType::Int32 => &column.as_primitive::<Int32Type>().value(row),
        DataType::Int64 => &column.as_primitive::<Int64Type>().value(row),
        DataType::UInt32 => &column.as_primitive::<UInt32Type>().value(row),
        DataType::UInt64 => &column.as_primitive::<UInt64Type>().value(row),
        _ => return string(column, row).map(str::to_owned),
    };
    Some(number.to_string())
}
