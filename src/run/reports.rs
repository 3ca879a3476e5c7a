//! The report, summed up in as many parts as there are threads.

use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::report::Report;

/// Parts of a report. Whoever has something to add takes one out, so that nobody waits for another.
#[derive(Debug, Default)]
pub struct Reports(Mutex<Vec<Report>>);

impl Reports {
    /// Adds to one of the parts.
    pub fn with<R>(&self, add: impl FnOnce(&mut Report) -> R) -> R {
        let part = self.parts().pop();
        let mut part = part.unwrap_or_default();
        let result = add(&mut part);
        self.parts().push(part);
        result
    }

    /// The sum of all parts.
    pub fn total(&self) -> Report {
        let parts = std::mem::take(&mut *self.parts());
        parts.into_iter().fold(Report::default(), |mut sum, part| {
            sum.merge(part);
            sum
        })
    }

    fn parts(&self) -> MutexGuard<'_, Vec<Report>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
