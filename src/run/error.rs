//! Why a run could not be done.

use std::io;

/// Why a run could not start, or had to stop. Records that could not be read are no error; they are counted.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Output could not be written.
    #[error("cannot write {what}: {source}")]
    Output {
        /// The file, or "standard output".
        what: String,
        /// What the system said.
        source: io::Error,
    },
    /// Threads could not be started.
    #[error("cannot start the threads: {0}; ask for fewer with --threads")]
    Threads(#[from] rayon::ThreadPoolBuildError),
}

impl Error {
    /// True if output could not be written.
    #[must_use]
    pub const fn is_output(&self) -> bool {
        matches!(self, Self::Output { .. })
    }

    /// True if whoever read the output has closed it.
    #[must_use]
    pub fn is_closed_pipe(&self) -> bool {
        matches!(self, Self::Output { source, .. } if source.kind() == io::ErrorKind::BrokenPipe)
    }
}

/// Names what could not be written.
pub(super) fn output(what: impl Into<String>) -> impl FnOnce(io::Error) -> Error {
    let what = what.into();
    move |source| Error::Output { what, source }
}
