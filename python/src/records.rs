//! What Python hands over, as a record.

use boiloff::Record;
use boiloff::document::{Content, Media};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyIterator, PyMapping, PyString};

use crate::settings::kind;

/// A text or a page, of which exactly one is given.
///
/// # Errors
/// TypeError for neither, both, or another kind of thing.
pub fn record(text: Option<&Bound<'_, PyAny>>, html: Option<&Bound<'_, PyAny>>, url: Option<String>) -> PyResult<Record> {
    let (item, media) = match (text, html) {
        (Some(text), None) => (text, Media::Text),
        (None, Some(html)) => (html, Media::Html),
        (None, None) => return Err(PyTypeError::new_err("nothing to clean: give a text, or a page as `html`")),
        (Some(_), Some(_)) => return Err(PyTypeError::new_err("give either a text or a page as `html`, not both")),
    };
    Ok(Record { content: content(item)?, media, url, ..Record::default() })
}

/// An iterable of documents.
///
/// # Errors
/// TypeError for a single one, for a table, and for what is no iterable.
pub fn many<'py>(documents: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyIterator>> {
    let instead = if documents.is_instance_of::<PyString>() || documents.is_instance_of::<PyBytes>() || documents.is_instance_of::<PyDict>()
    {
        "for a single document there is clean"
    } else if documents.hasattr("columns")? {
        "for tables there is clean_batch"
    } else {
        return documents.try_iter();
    };
    Err(PyTypeError::new_err(format!("{} where an iterable of documents is needed; {instead}", kind(documents))))
}

/// An element of an iterable: a text, or a mapping with `text` or `html`, and perhaps `url`. As in JSON lines, a page is one that has no text.
///
/// # Errors
/// TypeError for anything else, with what it is.
pub fn element(item: &Bound<'_, PyAny>) -> PyResult<Record> {
    if item.is_instance_of::<PyString>() || item.is_instance_of::<PyBytes>() {
        return record(Some(item), None, None);
    }
    let Ok(fields) = item.cast::<PyMapping>() else {
        return Err(PyTypeError::new_err(format!("{} where a text or a dict with `text` or `html` is needed", kind(item))));
    };
    let field = |name| match fields.contains(name)? {
        true => fields.get_item(name).map(|value| Some(value).filter(|value| !value.is_none())),
        false => Ok(None),
    };
    let (text, html) = (field("text")?, field("html")?);
    let is_empty = |value: &Bound<'_, PyAny>| value.len().is_ok_and(|n| n == 0);
    let (text, html) = match (text, html) {
        (Some(text), Some(html)) if is_empty(&text) && !is_empty(&html) => (None, Some(html)),
        (Some(text), _) => (Some(text), None),
        (None, html) => (None, html),
    };
    let url = field("url")?.and_then(|url| url.extract().ok());
    record(text.as_ref(), html.as_ref(), url)
        .map_err(|e| if text.is_none() && html.is_none() { PyTypeError::new_err("a dict with neither `text` nor `html`") } else { e })
}

fn content(item: &Bound<'_, PyAny>) -> PyResult<Content> {
    if let Ok(text) = item.cast::<PyString>() {
        return text.extract().or_else(|_| without_surrogates(text)).map(Content::Text);
    }
    match item.cast::<PyBytes>() {
        Ok(bytes) => Ok(Content::Bytes(bytes.as_bytes().to_vec())),
        Err(_) => Err(PyTypeError::new_err(format!("{} where a str or bytes is needed", kind(item)))),
    }
}

/// Half of a pair of surrogates is no character: it becomes U+FFFD, as in JSON lines.
fn without_surrogates(text: &Bound<'_, PyString>) -> PyResult<String> {
    const UTF_16: &str = "utf-16-le";
    text.call_method1("encode", (UTF_16, "surrogatepass"))?.call_method1("decode", (UTF_16, "replace"))?.extract()
}
