//! The class that cleans.

use std::collections::{BTreeMap, VecDeque};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use boiloff::{Config, Record};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyIterator, PyTuple, PyType};

use crate::batch::{self, Names};
use crate::cleaned::Cleaned;
use crate::{arrow, failure, pool, records, settings, sites};

/// Cleans documents: made once, used from as many threads as there are.
///
/// `config` names a file such as `boiloff.toml`. Keyword arguments are the keys of that file with `_` for `-`, tables as dicts; they go before the file:
///
///     Cleaner(profile="careful", rules={"page-surroundings": "off"}, html={"to": "markdown"})
///
/// Raises ValueError for a setting that cannot be, FileNotFoundError for a file that is not there.
#[pyclass(frozen, module = "boiloff")]
pub struct Cleaner {
    inner: Arc<boiloff::Cleaner>,
}

impl Cleaner {
    fn open(py: Python<'_>, config: Config) -> PyResult<Self> {
        let inner = boiloff::Cleaner::open(config).map_err(|e| failure::of_opening(&e))?;
        // What is made at the first use, such as the phrase lists, is made now: Python runs nothing else meanwhile, so that no process is forked in the midst of it.
        WARM.get_or_init(py, || {
            for record in [Record::text("A line.\n"), Record::html("<p>A line.</p>")] {
                drop(inner.clean(record));
            }
        });
        Ok(Self { inner: Arc::new(inner) })
    }
}

/// Set when everything that is made once was made.
static WARM: pyo3::sync::PyOnceLock<()> = pyo3::sync::PyOnceLock::new();

#[pymethods]
impl Cleaner {
    #[new]
    #[pyo3(signature = (config = None, **settings))]
    fn new(py: Python<'_>, config: Option<PathBuf>, settings: Option<&Bound<'_, PyDict>>) -> PyResult<Self> {
        Self::open(py, settings::read(config, settings)?)
    }

    /// A cleaner with the settings of a configuration file's text, such as `config` gives.
    #[classmethod]
    fn from_toml(_: &Bound<'_, PyType>, py: Python<'_>, toml: &str) -> PyResult<Self> {
        Self::open(py, Config::parse(toml, "the settings").map_err(|e| failure::of_config(&e, false))?)
    }

    /// The settings that hold, as the text of a configuration file.
    #[getter]
    fn config(&self) -> PyResult<String> {
        self.inner.config().to_toml().map_err(|e| PyValueError::new_err(e.to_string()))
    }

    /// The files that the settings name, by their key: "site-lines", "decisions", "html.model", "text.model". Whoever sends a cleaner to another machine sends them too.
    #[getter]
    fn files(&self) -> BTreeMap<&'static str, PathBuf> {
        let config = self.inner.config();
        let files = [
            ("site-lines", &config.site_lines),
            ("decisions", &config.decisions),
            ("html.model", &config.html.model),
            ("text.model", &config.text.model),
        ];
        files.into_iter().filter_map(|(key, file)| Some((key, file.clone()?))).collect()
    }

    /// True for a document that the setting `leave-out` names by one of its flags. It was cleaned all the same; whoever writes it has to leave it out.
    fn leaves_out(&self, cleaned: &Cleaned) -> bool {
        self.inner.config().leaves_out(cleaned.meta_of())
    }

    /// Cleans one document: a text, or a page as `html`. Bytes are decoded first. `url` is the page's address.
    ///
    /// Never fails over what stands in a document: what cannot be cleaned passes through and says why.
    #[pyo3(signature = (text = None, *, html = None, url = None))]
    fn clean(
        &self,
        py: Python<'_>,
        text: Option<&Bound<'_, PyAny>>,
        html: Option<&Bound<'_, PyAny>>,
        url: Option<String>,
    ) -> PyResult<Cleaned> {
        let record = records::record(text, html, url)?;
        Ok(py.detach(|| self.inner.clean(record)).into())
    }

    /// Cleans many documents in parallel and gives them in the same order, while it reads on: an iterator of `Cleaned`.
    ///
    /// Each document is a text, or a dict with `text` or `html`, and perhaps `url`. `threads` is how many work at once; None stands for all there are.
    /// What `documents` raises, or another kind of thing in it, comes up at its place in the order.
    #[pyo3(signature = (documents, *, threads = None))]
    fn clean_many(&self, py: Python<'_>, documents: &Bound<'_, PyAny>, threads: Option<i64>) -> PyResult<CleanMany> {
        pool::pool(py, threads)?;
        let documents = records::many(documents)?.unbind();
        let state = State { documents: Some(documents), done: VecDeque::new(), at_once: 1, failed: None };
        Ok(CleanMany { cleaner: Arc::clone(&self.inner), threads, state: Mutex::new(Some(state)) })
    }

    /// Cleans a table or a column of strings that speaks Arrow's PyCapsule interface: RecordBatch, Table, RecordBatchReader, Array, ChunkedArray, frames and
    /// series of polars and pandas. What comes back is of the same kind. No column is copied but the one that is cleaned.
    ///
    /// Of a table, all columns stay, in order. The column named `text` holds the clean text: null where it was null, and where the setting `leave-out` leaves the
    /// document out. A page in the column named `html` becomes the row's text, and is null then; the column `text` comes behind where there is none. Behind the others stands `meta` (`boiloff_meta` if there is one): a struct of what was read. With `ledger`,
    /// a column `ledger` has each document's line of a ledger, which `restore_batch`, `removals` and `Report` read. `id`, `url` and `source` name columns that tell
    /// about the document; the folder of `source` stands for the site where there is no address.
    ///
    /// Raises KeyError for a column that is not there, TypeError for one of another kind, ValueError for what is no Arrow data.
    #[pyo3(signature = (data, *, text = "text", html = "html", url = "url", id = "id", source = None, ledger = false, threads = None))]
    #[expect(clippy::too_many_arguments, reason = "they are keyword arguments")]
    fn clean_batch<'py>(
        &self,
        py: Python<'py>,
        data: &Bound<'py, PyAny>,
        text: &str,
        html: &str,
        url: &str,
        id: &str,
        source: Option<&str>,
        ledger: bool,
        threads: Option<i64>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let names = Names { text, html, url, id, source };
        let pool = pool::pool(py, threads)?;
        let given = arrow::read(data)?;
        let cleaned = batch::clean(py, &self.inner, given, &names, ledger, pool)?;
        arrow::like(data, cleaned)
    }

    /// The document with what was removed and why, as `boiloff explain` shows it. `color` writes colours for a terminal.
    #[pyo3(signature = (text = None, *, html = None, url = None, color = false))]
    fn explain(
        &self,
        py: Python<'_>,
        text: Option<&Bound<'_, PyAny>>,
        html: Option<&Bound<'_, PyAny>>,
        url: Option<String>,
        color: bool,
    ) -> PyResult<String> {
        let record = records::record(text, html, url)?;
        Ok(py.detach(|| boiloff::cli::explained(&self.inner, record, color)))
    }

    /// Counts the lines of a table's documents by site, the first pass of cleaning by what recurs on a site. The columns are named as for `clean_batch`.
    ///
    /// Gives a table with a row for each site and line: `site`, `line` (a hash; 0 stands for the site itself), `documents` that have it, at the `head` and at the
    /// `tail`, and a `text` to show. Sums of such rows are what `boiloff.site_table` takes.
    #[pyo3(signature = (data, *, text = "text", html = "html", url = "url", source = None))]
    fn count_lines<'py>(
        &self,
        py: Python<'py>,
        data: &Bound<'py, PyAny>,
        text: &str,
        html: &str,
        url: &str,
        source: Option<&str>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let names = Names { text, html, url, id: "id", source };
        let counted = sites::count(py, &self.inner, arrow::read(data)?, &names)?;
        arrow::like(data, counted)
    }

    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> PyResult<(Bound<'py, PyAny>, Bound<'py, PyTuple>)> {
        let py = slf.py();
        let arguments = PyTuple::new(py, [slf.get().config()?])?;
        Ok((py.get_type::<Self>().getattr("from_toml")?, arguments))
    }

    fn __repr__(&self) -> String {
        format!("<Cleaner: profile {:?}>", self.inner.config().profile)
    }
}

/// What `Cleaner.clean_many` gives.
#[pyclass(frozen, module = "boiloff")]
pub struct CleanMany {
    cleaner: Arc<boiloff::Cleaner>,
    threads: Option<i64>,
    /// None while somebody asks for the next one.
    state: Mutex<Option<State>>,
}

struct State {
    /// None when they are at their end.
    documents: Option<Py<PyIterator>>,
    done: VecDeque<boiloff::Cleaned>,
    /// So many are cleaned at once: few at the start, so that the first is there soon.
    at_once: usize,
    /// What comes up behind those that are done.
    failed: Option<PyErr>,
}

/// Most documents that are cleaned at once: enough that no thread waits for another for long.
const MOST: usize = 512;

/// And most of their bytes, so that memory stays flat whatever their size.
const BYTES: usize = 8 << 20;

#[pymethods]
impl CleanMany {
    const fn __iter__(slf: PyRef<'_, Self>) -> PyRef<'_, Self> {
        slf
    }

    fn __next__(&self, py: Python<'_>) -> PyResult<Option<Cleaned>> {
        // Taken out, as no lock may be held while code in Python runs.
        let Some(mut state) = self.state().take() else {
            return Err(PyValueError::new_err("another thread is asking for the next document; let each have an iterator of its own"));
        };
        let next = state.next(py, &self.cleaner, self.threads);
        *self.state() = Some(state);
        next
    }
}

impl CleanMany {
    fn state(&self) -> MutexGuard<'_, Option<State>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn next(&mut self, py: Python<'_>, cleaner: &boiloff::Cleaner, threads: Option<i64>) -> PyResult<Option<Cleaned>> {
        if self.done.is_empty() {
            let records = self.take(py);
            let pool = pool::pool(py, threads)?;
            self.done = py.detach(|| pool::map(pool.as_deref(), records, |record| cleaner.clean(record)).into());
        }
        match self.done.pop_front() {
            Some(cleaned) => Ok(Some(cleaned.into())),
            None => self.failed.take().map_or(Ok(None), Err),
        }
    }

    /// Takes the next documents, up to where something is wrong.
    fn take(&mut self, py: Python<'_>) -> Vec<Record> {
        let (mut records, mut bytes) = (Vec::new(), 0);
        while let Some(documents) = &self.documents
            && records.len() < self.at_once
            && bytes < BYTES
        {
            let next = documents.bind(py).clone().next().map(|item| item.and_then(|item| records::element(&item)));
            match next {
                Some(Ok(record)) => {
                    bytes += record.content.size();
                    records.push(record);
                }
                end => {
                    self.failed = end.and_then(Result::err);
                    self.documents = None;
                }
            }
        }
        self.at_once = (self.at_once * 2).min(MOST);
        records
    }
}
