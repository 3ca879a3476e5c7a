//! Lines that recur on sites: counting them here, and the file that comes of it.

use std::fs::File;
use std::path::PathBuf;
use std::sync::Arc;

use arrow_array::builder::{Int64Builder, StringBuilder};
use arrow_array::cast::AsArray;
use arrow_array::types::Int64Type;
use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::{ArrowError, DataType, Field, Schema, SchemaRef};
use boiloff::Cleaner;
use boiloff::run::pipeline::Pipeline;
use boiloff::run::progress::Progress;
use boiloff::run::survey::rows;
use boiloff::sites::rows::{Counts, Row, SITE, Writer};
use boiloff::sites::{Reader, Seen, Survey, site_of, table};
use pyo3::exceptions::{PyOSError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::PyDict;

use crate::account::{places, places_of};
use crate::arrow::{self, Given, Made, wrong};
use crate::batch::strings;
use crate::table::{Documents, Names, Places, is_string, string};
use crate::{failure, pool, settings};

/// The columns of counts.
fn schema() -> SchemaRef {
    let number = |name| Field::new(name, DataType::Int64, false);
    let text = |name| Field::new(name, DataType::Utf8, false);
    Arc::new(Schema::new(vec![text("site"), number("line"), number("documents"), number("head"), number("tail"), text("text")]))
}

/// Columns of counts.
#[derive(Default)]
struct Rows {
    texts: [StringBuilder; 2],
    numbers: [Int64Builder; 4],
}

impl Rows {
    fn add(&mut self, Row { site, line, counts, text }: &Row) {
        [&**site, text].into_iter().zip(&mut self.texts).for_each(|(text, column)| column.append_value(text));
        let counts = [*line, counts.documents, counts.head, counts.tail];
        counts.into_iter().zip(&mut self.numbers).for_each(|(number, column)| column.append_value(number.cast_signed()));
    }

    fn batch(self) -> Result<RecordBatch, ArrowError> {
        let [sites, shown] = self.texts.map(|mut column| Arc::new(column.finish()) as ArrayRef);
        let [line, documents, head, tail] = self.numbers.map(|mut column| Arc::new(column.finish()) as ArrayRef);
        RecordBatch::try_new(schema(), vec![sites, line, documents, head, tail, shown])
    }
}

/// Counts the lines of a table's documents: one table of counts for all of it.
///
/// # Errors
/// KeyError for a column that is not there, TypeError for one of another kind, ValueError for data that is broken.
pub fn count(py: Python<'_>, cleaner: &Cleaner, given: Given, names: &Names<'_>) -> PyResult<Made> {
    let places = Places::find(&given.table()?, names)?;
    let count = || {
        let mut survey = Survey::default();
        for batch in given.batches()? {
            let batch = batch?;
            let documents = Documents::of(&batch, &places);
            for record in (0..batch.num_rows()).filter_map(|row| documents.row(row).record) {
                let site = site_of(record.url.as_deref(), record.site.as_deref()).into_owned();
                if let Some(text) = cleaner.normal_text(record) {
                    survey.add(&Seen::of(site, text))?;
                }
            }
        }
        let counted = survey.write(Vec::new())?;
        let mut reader = Reader::new(&*counted)?;
        let mut rows = Rows::default();
        while let Some(row) = reader.next_row()? {
            rows.add(&row);
        }
        rows.batch()
    };
    py.detach(count).map(Made::batch).map_err(wrong)
}

/// The site of each document of a table, as cleaning by what recurs on a site sees it: a column of strings. The columns are named as for `Cleaner.clean_batch`.
#[pyfunction]
#[pyo3(signature = (data, *, url = "url", source = None))]
pub fn sites<'py>(py: Python<'py>, data: &Bound<'py, PyAny>, url: &str, source: Option<&str>) -> PyResult<Bound<'py, PyAny>> {
    let given = arrow::read(data)?;
    let schema = given.table()?;
    // As in cleaning: a column that happens to be called so may be something else.
    let has_urls = schema.field_with_name(url).is_ok_and(|field| is_string(field.data_type()));
    let url = if has_urls || url != "url" { Some(places(&given, [url])?[0]) } else { None };
    let source = source.map(|source| places(&given, [source])).transpose()?.map(|[place]| place);
    let find = || {
        let mut sites: Vec<Option<String>> = Vec::new();
        for batch in given.batches()? {
            let batch = batch?;
            for row in 0..batch.num_rows() {
                let text = |place: Option<usize>| place.and_then(|place| string(batch.column(place), row));
                sites.push(Some(site_of(text(url), text(source).map(boiloff::sites::folder_of)).into_owned()));
            }
        }
        strings(&DataType::Utf8, &sites.iter().map(Option::as_deref).collect::<Vec<_>>())
    };
    let column = py.detach(find).map_err(wrong)?;
    arrow::column_like(data, Made::column(column))
}

/// Writes the file of a survey, a table of sites, from rows such as `Cleaner.count_lines` gives, in any order; rows of the same site and line are summed.
///
/// Raises KeyError or TypeError for other columns, ValueError for counts that cannot be, OSError if the file cannot be written.
#[pyfunction]
pub fn site_table(py: Python<'_>, rows: &Bound<'_, PyAny>, path: PathBuf) -> PyResult<()> {
    let given = arrow::read(rows)?;
    let schema = schema();
    let names: Vec<&str> = schema.fields().iter().map(|field| field.name().as_str()).collect();
    let [site, line, documents, head, tail, text] = [0, 1, 2, 3, 4, 5].map(|at| names[at]);
    let [site, text] = places(&given, [site, text])?;
    let [line, documents, head, tail] = places_of(&given, [line, documents, head, tail], |kind| *kind == DataType::Int64, "int64")?;
    let collect = || {
        let mut sums: std::collections::BTreeMap<(String, u64), (Counts, String)> = Default::default();
        for batch in given.batches()? {
            let batch = batch?;
            for row in 0..batch.num_rows() {
                let number = |place: usize| batch.column(place).as_primitive::<Int64Type>().value(row);
                let counts = Counts { documents: number(documents) as u64, head: number(head) as u64, tail: number(tail) as u64 };
                let key = (string(batch.column(site), row).unwrap_or_default().to_owned(), number(line).cast_unsigned());
                let shown = string(batch.column(text), row).unwrap_or_default();
                let (sum, first) = sums.entry(key).or_insert_with(|| (Counts::default(), shown.to_owned()));
                sum.add(counts);
                if *shown < **first {
                    shown.clone_into(first);
                }
            }
        }
        Ok(sums)
    };
    let sums = py.detach(collect).map_err(wrong)?;
    let mut known = None;
    for ((site, line), (counts, _)) in &sums {
        if *line == SITE {
            known = Some(site);
        }
        if known != Some(site) {
            return Err(PyValueError::new_err(format!("the site {site} has no row of its own, of line 0")));
        }
        if counts.documents == 0 || counts.head.max(counts.tail) > counts.documents {
            return Err(PyValueError::new_err(format!("the site {site} has a line whose counts do not fit")));
        }
    }
    let write = || {
        let mut writer = Writer::new(File::create(&path)?)?;
        for ((site, line), (counts, text)) in &sums {
            writer.write(site, *line, *counts, text)?;
        }
        writer.finish()
    };
    py.detach(write).map(drop).map_err(|e| PyOSError::new_err(format!("{}: cannot be written: {e}", path.display())))
}

/// The rows of a table of sites that `site_table` or `boiloff survey` has written: each site itself, and the lines that recur there.
///
/// Raises ValueError for a file that is none, FileNotFoundError or OSError for one that cannot be read.
#[pyfunction]
pub fn site_rows(py: Python<'_>, path: PathBuf) -> PyResult<Made> {
    let read = || {
        let mut found = Rows::default();
        rows(&path, |row| {
            found.add(&row);
            Ok::<_, boiloff::run::Error>(())
        })?;
        Ok(found)
    };
    match py.detach(read) {
        Ok(found) => found.batch().map(Made::batch).map_err(wrong),
        Err(boiloff::run::Error::Table { source, .. }) if source.kind() != std::io::ErrorKind::InvalidData => {
            Err(failure::of_file(&source, format!("{}: {source}", path.display())))
        }
        Err(error) => Err(failure::of_run(&error)),
    }
}

/// True if a line that stands in `documents` of a site's documents, of which there are `of`, recurs there.
#[pyfunction]
pub const fn recurs(documents: u64, of: u64) -> bool {
    table::recurs(documents, of)
}

/// Counts which lines recur on which site, over `inputs`, a file or folder or a list of them, and writes the table to `path`, as `boiloff survey` does. Tables among the inputs are added.
///
/// Returns a dict: `documents`, `rejected` and `tables`, how many. Raises ValueError for inputs or settings that cannot be used, OSError for what cannot be written.
#[pyfunction]
#[pyo3(signature = (inputs, path, *, threads = None, config = None, **given))]
pub fn survey<'py>(
    py: Python<'py>,
    inputs: &Bound<'py, PyAny>,
    path: PathBuf,
    threads: Option<i64>,
    config: Option<PathBuf>,
    given: Option<&Bound<'py, PyDict>>,
) -> PyResult<Bound<'py, PyDict>> {
    let threads = pool::checked(threads)?.unwrap_or_else(|| std::thread::available_parallelism().map_or(1, std::num::NonZero::get));
    let inputs: Vec<PathBuf> = inputs.extract().map_or_else(|_| inputs.extract(), |one| Ok(vec![one]))?;
    if inputs.is_empty() {
        return Err(PyValueError::new_err("there is nothing to count; name files or folders"));
    }
    let mut config = settings::read(config, given)?;
    // What is counted does not depend on what was counted before.
    (config.site_lines, config.site_lines_blake3) = (None, None);
    let cleaner = Arc::new(Cleaner::open(config).map_err(|e| failure::of_opening(&e))?);
    let pipeline = Pipeline::new(threads).map_err(|e| PyOSError::new_err(e.to_string()))?;
    let surveyed = py.detach(|| boiloff::run::survey::survey(cleaner, &inputs, &path, &pipeline, |_| Progress::quiet()));
    let surveyed = surveyed.map_err(|e| failure::of_run(&e))?;
    let counts = PyDict::new(py);
    for (name, n) in [("documents", surveyed.documents), ("rejected", surveyed.rejected), ("tables", surveyed.tables)] {
        counts.set_item(name, n)?;
    }
    Ok(counts)
}
