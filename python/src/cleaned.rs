//! A cleaned document, and what was done to it.

use boiloff::Meta;
use boiloff::io::ledger::{Change, Entry};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyString, PyTuple};

use crate::{account, batch};

/// A cleaned document with everything that was done to it.
///
/// `Cleaned(text, ledger)` is the one that a clean text and its line of a ledger tell of.
#[pyclass(frozen, module = "boiloff")]
pub struct Cleaned {
    text: String,
    source: String,
    meta: Meta,
    /// Without what was read from it.
    entry: Entry,
    edits_made: PyOnceLock<Py<PyTuple>>,
    tags_made: PyOnceLock<Py<PyTuple>>,
    meta_made: PyOnceLock<Py<PyAny>>,
}

impl From<boiloff::Cleaned> for Cleaned {
    fn from(cleaned: boiloff::Cleaned) -> Self {
        let entry = Entry::new("", 0, None, &cleaned);
        Self::of(cleaned.text, cleaned.source, cleaned.meta, entry)
    }
}

impl Cleaned {
    const fn of(text: String, source: String, meta: Meta, entry: Entry) -> Self {
        Self { text, source, meta, entry, edits_made: PyOnceLock::new(), tags_made: PyOnceLock::new(), meta_made: PyOnceLock::new() }
    }

    /// What was read from the document.
    pub const fn meta_of(&self) -> &Meta {
        &self.meta
    }

    /// Those of its changes, which may be in any order.
    fn edits_of(&self, py: Python<'_>, changes: &[Change], score: impl Fn(f32) -> Option<f32>) -> PyResult<Py<PyTuple>> {
        let mut places = Places::of(&self.source);
        let edits = changes.iter().map(|change| {
            let span = change.span;
            let [start, end] = [span.start, span.end].map(|byte| places.characters(byte));
            let edit = Edit {
                start,
                end,
                byte_start: span.start,
                byte_end: span.end,
                was: change.was.clone(),
                replacement: change.with.clone(),
                rule: change.rule.clone(),
                evidence: change.evidence.clone(),
                score: score(change.score),
            };
            Py::new(py, edit)
        });
        Ok(PyTuple::new(py, edits.collect::<PyResult<Vec<_>>>()?)?.unbind())
    }
}

#[pymethods]
impl Cleaned {
    #[new]
    fn new(text: String, ledger: &str) -> PyResult<Self> {
        let mut entry = account::entry(ledger).map_err(PyValueError::new_err)?;
        let source = account::restored(&text, &entry)?;
        let told = || Meta { site: entry.site.clone(), language: entry.language.clone(), flags: entry.flags.clone(), ..Meta::default() };
        let meta = entry.meta.take().map_or_else(told, |meta| *meta);
        Ok(Self::of(text, source, meta, entry))
    }

    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> (Bound<'py, PyAny>, (String, String)) {
        let this = slf.get();
        (slf.get_type().into_any(), (this.text.clone(), this.ledger(&this.entry.source, this.entry.record, this.entry.id.clone(), false)))
    }

    /// The clean text.
    #[getter]
    fn text(&self) -> &str {
        &self.text
    }

    /// The decoded input; of a page its visible text. Spans refer to it.
    #[getter]
    fn source(&self) -> &str {
        &self.source
    }

    /// What bylines, datelines, dates and the page itself told: a dict, the same as the field `meta` of JSON lines. Spans in it are UTF-8 bytes of `source`.
    #[getter]
    fn meta<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let read = || {
            let json = serde_json::to_string(&self.meta).unwrap_or_default();
            PyResult::Ok(py.import("json")?.call_method1("loads", (json,))?.unbind())
        };
        self.meta_made.get_or_try_init(py, read).map(|meta| meta.bind(py).clone())
    }

    /// How `text` departs from `source`: a tuple of `Edit`, in order, without overlaps.
    #[getter]
    fn edits<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        let edits = || self.edits_of(py, &self.entry.edits, Some);
        self.edits_made.get_or_try_init(py, edits).map(|edits| edits.bind(py).clone())
    }

    /// What rules set to `tag` found and left: a tuple of `Edit`.
    #[getter]
    fn tags<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        let tags = || self.edits_of(py, &self.entry.tags, |score| (score > 0.0).then_some(score));
        self.tags_made.get_or_try_init(py, tags).map(|tags| tags.bind(py).clone())
    }

    /// "cleaned"; "passed-through" where a limit was met and the text is as it came; "emptied" where nothing is left.
    #[getter]
    fn status(&self) -> &str {
        &self.entry.status
    }

    /// Why it passed through or was emptied, else None.
    #[getter]
    fn why(&self) -> Option<&str> {
        self.entry.why.as_deref()
    }

    /// Why a person should look at it, else None.
    #[getter]
    fn verdict(&self) -> Option<&str> {
        self.entry.verdict.as_deref()
    }

    /// What is said of the document as a whole: "error-page", "login-wall" and the like.
    #[getter]
    fn flags(&self) -> Vec<String> {
        self.meta.flags.clone()
    }

    /// The source, rebuilt from `text` and `edits`.
    fn restore(&self) -> PyResult<String> {
        account::restored(&self.text, &self.entry)
    }

    /// Its line of a ledger, JSON: each edit with what stood there. `source`, `record` and `id` say where the document is from and what it is; `left_out`, that it goes no
    /// further, so that the line has all of it. `boiloff.restore`, `boiloff.removals` and `boiloff.Report` read it.
    #[pyo3(signature = (source = "", record = 0, *, id = None, left_out = false))]
    fn ledger(&self, source: &str, record: u64, id: Option<String>, left_out: bool) -> String {
        let entry = Entry { source: source.to_owned(), record, id, meta: Some(Box::new(self.meta.clone())), ..self.entry.clone() };
        batch::line(&if left_out { entry.left_out(self.source.as_bytes()) } else { entry })
    }

    fn __str__(&self) -> &str {
        &self.text
    }

    fn __repr__(&self) -> String {
        let [before, after] = [&self.source, &self.text].map(|text| text.len());
        format!("<Cleaned: {}, {} edits, {before} to {after} bytes>", self.status(), self.entry.edits.len())
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
    rule: String,
    /// The kinds of evidence that it stands on.
    evidence: Vec<String>,
    /// How far the evidence goes beyond what was needed, from 0 to 1; 0.75 is just enough. None for a tag whose rule does not say.
    score: Option<f32>,
}

#[pymethods]
impl Edit {
    #[new]
    #[expect(clippy::too_many_arguments, reason = "it has as many fields")]
    const fn new(
        start: usize,
        end: usize,
        byte_start: usize,
        byte_end: usize,
        was: String,
        replacement: String,
        rule: String,
        evidence: Vec<String>,
        score: Option<f32>,
    ) -> Self {
        Self { start, end, byte_start, byte_end, was, replacement, rule, evidence, score }
    }

    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> PyResult<(Bound<'py, PyAny>, Bound<'py, PyTuple>)> {
        let Self { start, end, byte_start, byte_end, was, replacement, rule, evidence, score } = slf.get();
        let fields = (start, end, byte_start, byte_end, was, replacement, rule, evidence, score).into_pyobject(slf.py())?;
        Ok((slf.get_type().into_any(), fields))
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let shown = |text: &str| PyResult::Ok(PyString::new(py, text).repr()?.to_string());
        Ok(format!("<Edit {}:{} by {}: {} -> {}>", self.start, self.end, self.rule, shown(&self.was)?, shown(&self.replacement)?))
    }
}

/// Counts characters up to places of a text, quickest where they come in order.
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
        if byte < self.byte {
            *self = Self::of(self.text);
        }
        self.character += self.text.get(self.byte..byte).map_or(0, |part| part.chars().count());
        self.byte = byte;
        self.character
    }
}
