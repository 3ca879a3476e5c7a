//! What went wrong, as Python says it.

use std::io;

use boiloff::OpenError;
use boiloff::config::ConfigError;
use pyo3::PyErr;
use pyo3::exceptions::{PyFileNotFoundError, PyOSError, PyValueError};

/// A file that cannot be read or written, by what the system said.
pub fn of_file(source: &io::Error, message: String) -> PyErr {
    if source.kind() == io::ErrorKind::NotFound { PyFileNotFoundError::new_err(message) } else { PyOSError::new_err(message) }
}

/// Settings that cannot be used. `given` says that they came as arguments and not from a file, so that a line in them says nothing.
pub fn of_config(error: &ConfigError, given: bool) -> PyErr {
    match error {
        ConfigError::Unreadable { source, .. } => of_file(source, error.to_string()),
        ConfigError::Wrong { key, what, .. } if given && key.is_empty() => PyValueError::new_err(what.clone()),
        ConfigError::Wrong { key, what, .. } if given => PyValueError::new_err(format!("`{key}`: {what}")),
        _ => PyValueError::new_err(error.to_string()),
    }
}

/// A file that settings name and that cannot be used.
pub fn of_opening(error: &OpenError) -> PyErr {
    match error {
        OpenError::Unreadable { source, .. } => of_file(source, error.to_string()),
        OpenError::Sites { source, .. } if source.kind() == io::ErrorKind::NotFound => of_file(source, error.to_string()),
        _ => PyValueError::new_err(error.to_string()),
    }
}

/// A pass over files that stopped.
pub fn of_run(error: &boiloff::run::Error) -> PyErr {
    if error.is_output() { PyOSError::new_err(error.to_string()) } else { PyValueError::new_err(error.to_string()) }
}
