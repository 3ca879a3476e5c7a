//! A cleaned document, and what was done to it.

use boiloff::Status;
use boiloff::document::Action;
use boiloff::document::{Finding, Span};
use boiloff::io::ledger::Entry;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyString, PyTuple};

use crate::account::restored;
use crate::batch::entry;

/// A cleaned document with everything that was done to it.
#[pyclass(frozen, module = "boiloff")]
pub struct Cleaned {
    inner: boiloff::Cleaned,
    edits: PyOnceLock<Py<PyTuple>>,
    tags: PyOnceLock<Py<PyTuple>>,
    meta: PyOnceLock<Py<PyAny>>,
}

impl From<boiloff::Cleaned> for Cleaned {
    fn from(inner: boiloff::Cleaned) -> Self {
        Self { inner, edits: PyOnceLock::new(), tags: PyOnceLock::new(), meta: PyOnceLock::new() }
    }
}

impl Cleaned {
    /// What was read from the document.
    pub const fn meta_of(&self) -> &boiloff::Meta {
        &self.inner.meta
    }
}

#[pymethods]
impl Cleaned {
    /// The clean text.
    #[getter]
    fn text(&self) -> &str {
        &self.inner.text
    }

    /// The decoded input; of a page its visible text. Spans refer to it.
    #[getter]
    fn source(&self) -> &str {
        &self.inner.source
    }

    /// What bylines, datelines, dates and the page itself told: a dict, the same as the field `meta` of JSON lines. Spans in it are UTF-8 bytes of `source`.
    #[getter]
    fn meta<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let read = || {
            let json = serde_json::to_string(&self.inner.meta).unwrap_or_default();
            PyResult::Ok(py.import("json")?.call_method1("loads", (json,))?.unbind())
        };
        self.meta.get_or_try_init(py, read).map(|meta| meta.bind(py).clone())
    }

    /// How `text` departs from `source`: a tuple of `Edit`, in order, without overlaps.
    #[getter]
    fn edits<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        let mut place = Places::of(&self.inner.source);
        let edits = || {
            let edits = self.inner.edits.iter().map(|edit| {
                let evidence = edit.evidence.names().collect();
                Edit::new(&self.inner.source, edit.span, &mut place, edit.with.clone(), edit.rule, evidence, Some(edit.score))
            });
            tuple(py, edits)
        };
        self.edits.get_or_try_init(py, edits).map(|edits| edits.bind(py).clone())
    }

    /// What rules set to `tag` found and left: a tuple of `Edit`.
    #[getter]
    fn tags<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        let tags = || {
            // Each from the beginning: they may be in any order.
            let tag = |tag: &Finding| {
                let with = if let Action::Replace(with) = &tag.action { with.clone() } else { String::new() };
                let evidence = tag.evidence.names().collect();
                Edit::new(&self.inner.source, tag.span, &mut Places::of(&self.inner.source), with, tag.rule, evidence, tag.score)
            };
            tuple(py, self.inner.tags.iter().map(tag))
        };
        self.tags.get_or_try_init(py, tags).map(|tags| tags.bind(py).clone())
    }

    /// "cleaned"; "passed-through" where a limit was met and the text is as it came; "emptied" where nothing is left.
    #[getter]
    const fn status(&self) -> &'static str {
        match self.inner.status {
            Status::Cleaned => "cleaned",
            Status::PassedThrough(_) => "passed-through",
            Status::Emptied(_) => "emptied",
        }
    }

    /// Why it passed through or was emptied, else None.
    #[getter]
    const fn why(&self) -> Option<&'static str> {
        match self.inner.status {
            Status::Cleaned => None,
            Status::PassedThrough(why) | Status::Emptied(why) => Some(why),
        }
    }

    /// Why a person should look at it, else None.
    #[getter]
    fn verdict(&self) -> Option<&'static str> {
        self.inner.verdict.map(boiloff::Verdict::name)
    }

    /// What is said of the document as a whole: "error-page", "login-wall" and the like.
    #[getter]
    fn flags(&self) -> Vec<String> {
        self.inner.meta.flags.clone()
    }

    /// The source, rebuilt from `text` and `edits`.
    fn restore(&self) -> PyResult<String> {
        restored(&self.inner.text, &Entry::new("", 0, None, &self.inner))
    }

    /// Its line of a ledger, JSON: each edit with what stood there. `source`, `record` and `id` say where the document is from and what it is; `left_out`, that it goes no
    /// further, so that the line has all of it. `boiloff.restore`, `boiloff.removals` and `boiloff.Report` read it.
    #[pyo3(signature = (source = "", record = 0, *, id = None, left_out = false))]
    fn ledger(&self, source: &str, record: u64, id: Option<String>, left_out: bool) -> String {
        serde_json::to_string(&entry(source, record, id, &self.inner, left_out)).unwrap_or_default()
    }

    fn __str__(&self) -> &str {
        &self.inner.text
    }

    fn __repr__(&self) -> String {
        let [before, after] = [&self.inner.source, &self.inner.text].map(|text| text.len());
        format!("<Cleaned: {}, {} edits, {before} to {after} bytes>", self.status(), self.inner.edits.len())
    }
}

/// A change that was made, or would have been.
#[pyclass(frozen, get_all, module = "boiloff")]
pub struct Edit {
    /// Where it begins, in characters of the source.
    start: usize,
    /// Where it ends, in characters of the source.
    end: usize,
    /// Where it begins, in UTF-8 bytes of the source.
    byte_start: usize,
    /// Where it ends, in UTF-8 bytes of the source.
    byte_end: usize,
    /// What stood there.
    was: String,
    /// What stands there now; of a removal "".
    replacement: String,
    /// The id of the rule that made it.
    rule: &'static str,
    /// The kinds of evidence that it stands on.
    evidence: Vec<&'static str>,
    /// How sure the rule is, from 0 to 1; None for a tag whose rule does not say.
    score: Option<f32>,
}

#[pymethods]
impl Edit {
    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let shown = |text: &str| PyResult::Ok(PyString::new(py, text).repr()?.to_string());
        Ok(format!("<Edit {}:{} by {}: {} -> {}>", self.start, self.end, self.rule, shown(&self.was)?, shown(&self.replacement)?))
    }
}

impl Edit {
    fn new(
        source: &str,
        span: Span,
        places: &mut Places<'_>,
        replacement: String,
        rule: &'static str,
        evidence: Vec<&'static str>,
        score: Option<f32>,
    ) -> Self {
        let (start, end) = (places.characters(span.start), places.characters(span.end));
        let was = source.get(span.start..span.end).unwrap_or_default().to_owned();
        Self { start, end, byte_start: span.start, byte_end: span.end, was, replacement, rule, evidence, score }
    }
}

fn tuple(py: Python<'_>, edits: impl Iterator<Item = Edit>) -> PyResult<Py<PyTuple>> {
    let edits = edits.map(|edit| Py::new(py, edit)).collect::<PyResult<Vec<_>>>()?;
    Ok(PyTuple::new(py, edits)?.unbind())
}

/// Counts characters up to places of a text, which have to come in order.
struct Places<'t> {
    text: &'t str,
    byte: usize,
    character: usize,
}

impl<'t> Places<'t> {
    const fn of(text: &'t str) -> Self {
        Self { text, byte: 0, character: 0 }
    }

    fn characters(&mut self, byte: usize) -> usize {
        self.character += self.text.get(self.byte..byte).map_or(0, |part| part.chars().count());
        self.byte = byte;
        self.character
    }
}
