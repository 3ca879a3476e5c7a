//! Why a run could not be done.

use std::io;
use std::path::{Path, PathBuf};

use crate::io::walk::WalkError;
use crate::report;

/// What messages call the stream of clean records.
pub(super) const STANDARD_OUTPUT: &str = "to standard output";

/// Why a run could not start, or had to stop. Records that could not be read are no error; they are counted.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A file could not be written.
    #[error("{}: cannot be written; what is finished is kept, and --resume goes on from there", path.display())]
    Output {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A restored file could not be written.
    #[error("{}: cannot be written; make room or name another folder with --output, and restore again", path.display())]
    Restored {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// What a survey has counted could not be written.
    #[error("{}: what was counted cannot be written; make room there, or name another file (temporary files go where TMPDIR says)", path.display())]
    Survey {
        /// The file, or the folder of temporary files.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The table of a survey would take the place of something else.
    #[error("{}: is there already and is no table of sites; name another file with --output", .0.display())]
    NotATable(PathBuf),
    /// A table of sites could not be read.
    #[error("{}: cannot be read as a table of sites; make it again with `boiloff survey`", path.display())]
    Table {
        /// The file.
        path: PathBuf,
        /// What the system said, or what is wrong with it.
        source: io::Error,
    },
    /// A stream could not be written.
    #[error("cannot write {what}")]
    Stream {
        /// Which: "to standard output".
        what: &'static str,
        /// What the system said.
        source: io::Error,
    },
    /// The report could not be written.
    #[error(transparent)]
    Report(#[from] report::Error),
    /// Threads could not be started.
    #[error("cannot start the threads; ask for fewer with --threads")]
    Threads(#[from] rayon::ThreadPoolBuildError),
    /// The inputs cannot be used.
    #[error(transparent)]
    Walk(#[from] WalkError),
    /// The output folder has something in it.
    #[error("{}: the output folder is not empty; go on with --resume, start again with --overwrite, or name another", .0.display())]
    NotEmpty(PathBuf),
    /// The output is no folder.
    #[error("{}: is not a folder, and the output has to be a folder; name another", .0.display())]
    NotAFolder(PathBuf),
    /// There is no such folder.
    #[error("{}: does not exist; name the output folder of a run", .0.display())]
    NoFolder(PathBuf),
    /// The folder is not one that this program has written.
    #[error("{}: holds no run of boiloff (there is no run.json that can be read); name another folder", .0.display())]
    NotARun(PathBuf),
    /// Another run writes to the folder.
    #[error("{}: another boiloff is writing there; wait for it or name another folder", .0.display())]
    Busy(PathBuf),
    /// A run cannot be resumed with other settings.
    #[error("{}: was begun with other settings ({what}); resume with the same, or start again with --overwrite", dir.display())]
    Changed {
        /// The output folder.
        dir: PathBuf,
        /// Which settings, with both values.
        what: String,
    },
    /// Input and output are in each other's way.
    #[error("{}: lies in the output folder {}; name another output", input.display(), output.display())]
    InputInOutput {
        /// The input.
        input: PathBuf,
        /// The output folder.
        output: PathBuf,
    },
    /// An input is another one than when the run began.
    #[error("{}: has changed since the run began; run again with --resume", .0.display())]
    ChangedMeanwhile(PathBuf),
    /// There is nothing to restore from.
    #[error("{}: holds attributes and no texts, so nothing can be restored from it; the inputs are as they were", .0.display())]
    NoTexts(PathBuf),
    /// Restored files would take the place of the run's own.
    #[error("{}: what is restored there would replace the run that it is restored from; name another folder with --output", .0.display())]
    RestoredOverRun(PathBuf),
    /// A file of a run could not be read.
    #[error("{}: cannot be read; the run is not finished (finish it with clean --resume), or it is damaged", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system or the parser said.
        source: io::Error,
    },
}

impl Error {
    /// True if output could not be written.
    #[must_use]
    pub const fn is_output(&self) -> bool {
        matches!(self, Self::Output { .. } | Self::Restored { .. } | Self::Survey { .. } | Self::Stream { .. } | Self::Report(_))
    }

    /// True if whoever read the clean records has closed their pipe. Where it is the ledger's or that of the rejected records,
    /// the reader of the clean ones still waits for the rest.
    #[must_use]
    pub fn is_closed_pipe(&self) -> bool {
        matches!(self, Self::Stream { what: STANDARD_OUTPUT, source } if source.kind() == io::ErrorKind::BrokenPipe)
    }
}

/// Names a file that could not be written.
pub(super) fn output(path: &Path) -> impl FnOnce(io::Error) -> Error {
    move |source| Error::Output { path: path.to_owned(), source }
}

/// Names a restored file that could not be written.
pub(super) fn restored(path: &Path) -> impl FnOnce(io::Error) -> Error {
    move |source| Error::Restored { path: path.to_owned(), source }
}

/// Names a file of a run that could not be read.
pub(super) fn unreadable(path: &Path) -> impl FnOnce(io::Error) -> Error {
    move |source| Error::Unreadable { path: path.to_owned(), source }
}

/// Names a stream that could not be written.
pub(super) fn stream(what: &'static str) -> impl FnOnce(io::Error) -> Error {
    move |source| Error::Stream { what, source }
}
