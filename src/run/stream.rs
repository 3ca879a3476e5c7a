//! JSON lines in, or what is read as such; JSON lines out: one record in, one record out, in the same order, each as soon as it is done.

use std::io::{Read, Write};
use std::sync::Arc;

use super::counts::Counts;
use super::error::{self, Error};
use super::pipeline::Pipeline;
use super::progress::Progress;
use super::records::{Desk, Written};
use super::stopwatch::Stopwatch;
use crate::Cleaner;
use crate::io::ledger::Entry;
use crate::io::lines::{Broken, LINE_SLACK, Lines, Piece};

/// The name of the stream in the ledger and among the rejects.
pub const NAME: &str = "stdin";

/// Where a stream goes.
pub struct Sinks<'a> {
    /// Clean records.
    pub output: &'a mut dyn Write,
    /// The ledger, JSON lines, if it is wanted.
    pub ledger: Option<&'a mut dyn Write>,
    /// Rejected records, JSON lines.
    pub rejects: &'a mut dyn Write,
}

/// Cleans a stream of JSON lines.
///
/// # Errors
/// If output cannot be written; [`Error::is_closed_pipe`] tells whether that is because nobody reads it any more.
pub fn stream(
    cleaner: Arc<Cleaner>,
    input: impl Read + Send + 'static,
    sinks: Sinks<'_>,
    pipeline: &Pipeline,
    progress: &Progress,
) -> Result<Counts, Error> {
    let Sinks { output: out, mut ledger, rejects } = sinks;
    let keeps_ledger = ledger.is_some();
    let mut lines = Lines::new(input, true, cleaner.config().max_document_bytes.saturating_add(LINE_SLACK));
    let mut done = false;
    let next = move || {
        let piece = if done { None } else { lines.next_piece().transpose() }?;
        done = piece.is_err();
        let size = match &piece {
            Ok(Piece::Lines { bytes, .. } | Piece::Part { bytes, .. }) => bytes.len(),
            Err(broken) => broken.rest.len(),
        };
        Some(((piece, size), size))
    };
    let work = move |(piece, size): (Result<Piece, Broken>, usize)| {
        let mut nobody = |_: &Entry| {};
        let audience = keeps_ledger.then_some(&mut nobody as &mut dyn FnMut(&Entry));
        let mut desk = Desk { cleaner: &cleaner, source: NAME, audience, stopwatch: &mut Stopwatch::new(), written: Written::default() };
        match piece {
            Ok(piece) => desk.piece(piece),
            Err(broken) => desk.broken(&broken),
        }
        (desk.written, size)
    };
    let mut counts = Counts::default();
    let sink = |(written, size): (Written, usize)| {
        out.write_all(&written.output).and_then(|()| out.flush()).map_err(error::stream(error::STANDARD_OUTPUT))?;
        rejects.write_all(&written.rejects).map_err(error::stream("the rejected records"))?;
        if let Some(ledger) = &mut ledger {
            ledger.write_all(&written.ledger).map_err(error::stream("the ledger"))?;
        }
        counts.merge(&written.counts);
        progress.add(size as u64, written.counts.documents);
        Ok::<(), Error>(())
    };
    pipeline.run(next, work, sink)?;
    Ok(counts)
}
