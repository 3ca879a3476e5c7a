//! The Python package of boiloff: what Python hands over becomes a [`boiloff::Record`], and [`boiloff::Cleaner::clean`] does the rest.
//!
//! `cleaner` and `cleaned` are the classes that users meet, `records` is what they may hand over, `settings` what they may set. `arrow` takes tables in and
//! hands them out without a copy, `table` finds the columns in them, `batch` cleans them, `meta` is the column of facts. `account` reads ledgers: the way back, the
//! removals, the report. `sites` counts lines that recur. `pool` has the threads.

mod account;
mod arrow;
mod batch;
mod cleaned;
mod cleaner;
mod failure;
mod meta;
mod pool;
mod records;
mod report;
mod settings;
mod sites;
mod table;

use std::ffi::OsString;

use pyo3::prelude::*;
use pyo3::types::PyDict;

/// The compiled part of `boiloff`; its names are those of the package.
#[pymodule]
mod _boiloff {
    #[pymodule_export]
    use super::account::{removals, restore, restore_batch};
    #[pymodule_export]
    use super::arrow::{ArrowArray, ArrowStream};
    #[pymodule_export]
    use super::cleaned::{Cleaned, Edit};
    #[pymodule_export]
    use super::cleaner::{CleanMany, Cleaner};
    #[pymodule_export]
    use super::report::Report;
    #[pymodule_export]
    use super::sites::{recurs, site_rows, site_table, sites, survey};
    #[pymodule_export]
    use super::{main, rules, version};
}

/// Runs the command line with these arguments, the program's name first. Returns the exit code.
#[pyfunction]
fn main(py: Python<'_>, arguments: Vec<OsString>) -> u8 {
    py.detach(|| boiloff::cli::main(arguments))
}

/// The version of boiloff.
#[pyfunction]
const fn version() -> &'static str {
    env!("CARGO_PKG_VERSION")
}

/// Every rule and stage, in the order in which they are asked.
///
/// Returns a list of dicts: `id`, `summary` (a sentence), `documentation` (Markdown).
#[pyfunction]
fn rules(py: Python<'_>) -> PyResult<Vec<Bound<'_, PyDict>>> {
    let rule = |info: &boiloff::rules::Info| {
        let rule = PyDict::new(py);
        rule.set_item("id", info.id)?;
        rule.set_item("summary", info.summary())?;
        rule.set_item("documentation", info.markdown())?;
        Ok(rule)
    };
    boiloff::rules::infos().map(rule).collect()
}
