//! Settings: a configuration file, and keyword arguments that go before it.

use std::path::PathBuf;

use boiloff::Config;
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyDict, PyFloat, PyInt, PyString};
use toml::{Table, Value};

use crate::failure;

/// The settings of a file, if one is named, overridden by keyword arguments: the keys of the file with `_` for `-`.
///
/// # Errors
/// FileNotFoundError or ValueError, with the key.
pub fn read(file: Option<PathBuf>, given: Option<&Bound<'_, PyDict>>) -> PyResult<Config> {
    let config = file.map_or_else(|| Ok(Config::default()), |file| Config::read(&file)).map_err(|e| failure::of_config(&e, false))?;
    let given = given.map(table).transpose()?.unwrap_or_default();
    if given.is_empty() {
        return Ok(config);
    }
    let wrong = |e: &boiloff::config::ConfigError| failure::of_config(e, true);
    // By itself first: what is wrong is then something that was given here.
    parse(&given).map_err(|e| wrong(&e))?;
    let mut all = config.to_toml().ok().and_then(|text| text.parse().ok()).unwrap_or_default();
    put(&mut all, given);
    parse(&all).map_err(|e| wrong(&e))
}

fn parse(table: &Table) -> Result<Config, boiloff::config::ConfigError> {
    Config::parse(&table.to_string(), "the settings")
}

/// Puts what was given over what there is. A file that is named anew has another hash.
fn put(all: &mut Table, given: Table) {
    for (key, value) in given {
        all.remove(&format!("{key}-blake3"));
        match (all.get_mut(&key), value) {
            (Some(Value::Table(inner)), Value::Table(given)) => put(inner, given),
            (_, value) => drop(all.insert(key, value)),
        }
    }
}

/// A dict as a table. None stands for a setting that is not made.
fn table(dict: &Bound<'_, PyDict>) -> PyResult<Table> {
    let mut out = Table::new();
    for (key, item) in dict.iter() {
        let Ok(key) = key.extract::<String>() else {
            return Err(PyTypeError::new_err(format!("settings are named by strings, not by {}", kind(&key))));
        };
        if !item.is_none() {
            // Names of rules and hosts have their hyphens already; no key of ours has an underscore.
            let inner = value(&item).map_err(|e| named(&item, &key, e))?;
            out.insert(key.replace('_', "-"), inner);
        }
    }
    Ok(out)
}

fn named(item: &Bound<'_, PyAny>, key: &str, error: PyErr) -> PyErr {
    PyTypeError::new_err(format!("`{key}`: {}", error.value(item.py())))
}

fn value(item: &Bound<'_, PyAny>) -> PyResult<Value> {
    if let Ok(text) = item.cast::<PyString>() {
        Ok(Value::String(text.extract()?))
    } else if let Ok(flag) = item.cast::<PyBool>() {
        Ok(Value::Boolean(flag.is_true()))
    } else if let Ok(number) = item.cast::<PyInt>() {
        Ok(Value::Integer(number.extract()?))
    } else if let Ok(number) = item.cast::<PyFloat>() {
        Ok(Value::Float(number.extract()?))
    } else if let Ok(dict) = item.cast::<PyDict>() {
        Ok(Value::Table(table(dict)?))
    } else if item.hasattr("__fspath__")? {
        Ok(Value::String(item.extract::<PathBuf>()?.display().to_string()))
    } else if item.hasattr("__iter__")? && !item.hasattr("decode")? {
        item.try_iter()?.map(|item| value(&item?)).collect::<PyResult<_>>().map(Value::Array)
    } else {
        Err(PyTypeError::new_err(format!("a setting is a string, number, truth value, path, list or dict, not {}", kind(item))))
    }
}

/// What kind of thing it is, for messages.
pub fn kind(item: &Bound<'_, PyAny>) -> String {
    item.get_type().qualname().map_or_else(|_| "that".to_owned(), |name| name.to_string())
}
