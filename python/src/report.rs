//! The report of a run, summed up from lines of a ledger.

use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};

use arrow_schema::ArrowError;
use pyo3::exceptions::{PyOSError, PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::PyString;

use crate::account::entry;
use crate::arrow;
use crate::cleaned::Cleaned;
use crate::settings::kind;
use crate::table::{STRINGS, is_string, string, unfit};

/// What was done to many documents: a sum over lines of ledgers. Reports are merged in any order with the same result.
#[pyclass(frozen, module = "boiloff")]
#[derive(Default)]
pub struct Report(Mutex<boiloff::Report>);

#[pymethods]
impl Report {
    /// A report of nothing, or the one that `json` is of.
    #[new]
    #[pyo3(signature = (json = None))]
    fn new(json: Option<&str>) -> PyResult<Self> {
        Ok(Self(Mutex::new(json.map_or_else(|| Ok(boiloff::Report::default()), parse)?)))
    }

    /// Adds lines of a ledger: a column of strings, a table with a column `ledger`, or an iterable of lines.
    fn add(&self, py: Python<'_>, lines: &Bound<'_, PyAny>) -> PyResult<()> {
        if lines.is_instance_of::<PyString>() || lines.is_instance_of::<Cleaned>() {
            return Err(PyTypeError::new_err("give a list of lines, such as [cleaned.ledger()], not a single one"));
        }
        if lines.hasattr("__arrow_c_array__")? || lines.hasattr("__arrow_c_stream__")? || lines.hasattr("to_pandas")? {
            return self.add_column(py, lines);
        }
        // What is wrong with a line leaves the sum as it was.
        let mut part = boiloff::Report::default();
        for line in lines.try_iter()? {
            let line = line?;
            let text: String =
                line.extract().map_err(|_| PyTypeError::new_err(format!("{} where a line of a ledger is needed", kind(&line))))?;
            part.add_entry(&entry(&text).map_err(PyValueError::new_err)?);
        }
        self.sum().merge(part);
        Ok(())
    }

    /// Adds another report, or the JSON of one.
    fn merge(&self, other: &Bound<'_, PyAny>) -> PyResult<()> {
        let other = match other.cast::<Self>() {
            Ok(other) => other.get().sum().clone(),
            Err(_) => parse(
                &other
                    .extract::<String>()
                    .map_err(|_| PyTypeError::new_err(format!("{} where a Report or its JSON is needed", kind(other))))?,
            )?,
        };
        self.sum().merge(other);
        Ok(())
    }

    /// The report as JSON, as `report.json` has it.
    fn to_json(&self) -> String {
        boiloff::report::json::to_string(&*self.sum())
    }

    /// The report as a page for a browser, as `report.html` has it.
    fn to_html(&self) -> String {
        boiloff::report::html::page(&self.sum())
    }

    /// The report in a few lines, as `boiloff clean` ends with it.
    fn summary(&self) -> String {
        boiloff::report::terminal::summary(&self.sum())
    }

    /// Writes `report.json` and `report.html` into a folder that exists.
    fn write(&self, folder: PathBuf) -> PyResult<()> {
        boiloff::report::write(&folder, &self.sum()).map_err(|e| PyOSError::new_err(e.to_string()))
    }

    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> (Bound<'py, PyAny>, (String,)) {
        (slf.get_type().into_any(), (slf.get().to_json(),))
    }

    fn __repr__(&self) -> String {
        let totals = &self.sum().totals;
        format!("<Report: {} documents, {} to {} bytes>", totals.documents, totals.bytes_in, totals.bytes_out)
    }
}

impl Report {
    fn sum(&self) -> MutexGuard<'_, boiloff::Report> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn add_column(&self, py: Python<'_>, lines: &Bound<'_, PyAny>) -> PyResult<()> {
        let given = arrow::read(lines)?;
        let place = match given.schema() {
            Some(_) => Some(crate::account::places(&given, ["ledger"])?[0]),
            None if is_string(given.field.data_type()) => None,
            None => return Err(unfit("the column", given.field.data_type(), STRINGS)),
        };
        let add = || {
            let mut part = boiloff::Report::default();
            for piece in given.pieces {
                let piece = piece?;
                let column = place.map_or_else(|| piece.clone(), |place| arrow::column_of(&piece, place));
                for row in 0..column.len() {
                    if let Some(line) = string(&column, row) {
                        part.add_entry(&entry(line).map_err(ArrowError::InvalidArgumentError)?);
                    }
                }
            }
            Ok(part)
        };
        let part = py.detach(add).map_err(arrow::wrong)?;
        self.sum().merge(part);
        Ok(())
    }
}

fn parse(json: &str) -> PyResult<boiloff::Report> {
    serde_json::from_str(json).map_err(|e| PyValueError::new_err(format!("this is no report of boiloff: {e}")))
}
