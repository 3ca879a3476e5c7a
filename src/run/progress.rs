//! How far a run is, on standard error: a bar on a terminal, now and then a line elsewhere.

use std::io::{self, IsTerminal, Write};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

/// Between two lines where there is no terminal: often enough for who waits, rare enough for the log of a long job.
const LINE_EVERY: Duration = Duration::from_secs(5);

/// Between two frames of the bar, so that its clock runs while a large document is cleaned.
const FRAME: Duration = Duration::from_millis(200);

/// How far a run is.
#[derive(Debug)]
pub struct Progress {
    show: Show,
    total: Option<u64>,
    started: Instant,
    bytes: AtomicU64,
    documents: AtomicU64,
}

#[derive(Debug)]
enum Show {
    Nothing,
    Bar(ProgressBar),
    /// Milliseconds from the start to the last line.
    Lines(AtomicU64),
}

impl Progress {
    /// Shows nothing.
    #[must_use]
    pub fn quiet() -> Self {
        Self::of(Show::Nothing, None)
    }

    /// A bar if standard error is a terminal, else lines. `total` is the size of all inputs in bytes, where it is known.
    #[must_use]
    pub fn new(total: Option<u64>) -> Self {
        let show = if io::stderr().is_terminal() { Show::Bar(bar(total)) } else { Show::Lines(AtomicU64::new(0)) };
        Self::of(show, total)
    }

    fn of(show: Show, total: Option<u64>) -> Self {
        Self { show, total, started: Instant::now(), bytes: AtomicU64::new(0), documents: AtomicU64::new(0) }
    }

    /// So many bytes of input and documents are done.
    pub fn add(&self, bytes: u64, documents: u64) {
        let bytes = self.bytes.fetch_add(bytes, Ordering::Relaxed) + bytes;
        let documents = self.documents.fetch_add(documents, Ordering::Relaxed) + documents;
        match &self.show {
            Show::Nothing => {}
            Show::Bar(bar) => {
                bar.set_position(bytes);
                bar.set_message(format!("{documents} documents"));
            }
            Show::Lines(last) => {
                let now = self.started.elapsed();
                if now >= Duration::from_millis(last.load(Ordering::Relaxed)) + LINE_EVERY {
                    last.store(now.as_millis() as u64, Ordering::Relaxed);
                    // The run goes on though nobody can be told how far it is.
                    let _ = writeln!(io::stderr(), "boiloff: {}", line(bytes, documents, self.total, now));
                }
            }
        }
    }

    /// Clears the bar.
    pub fn finish(&self) {
        if let Show::Bar(bar) = &self.show {
            bar.finish_and_clear();
        }
    }

    /// How long it has taken so far.
    #[must_use]
    pub fn elapsed(&self) -> Duration {
        self.started.elapsed()
    }
}

fn bar(total: Option<u64>) -> ProgressBar {
    let (bar, form) = match total {
        Some(total) => {
            (ProgressBar::new(total), "{wide_bar} {decimal_bytes}/{decimal_total_bytes} {decimal_bytes_per_sec} {msg} {eta} left")
        }
        None => (ProgressBar::new_spinner(), "{spinner} {decimal_bytes} {decimal_bytes_per_sec} {msg} {elapsed}"),
    };
    bar.enable_steady_tick(FRAME);
    bar.with_style(ProgressStyle::with_template(form).expect("the form is fixed and valid"))
}

fn line(bytes: u64, documents: u64, total: Option<u64>, took: Duration) -> String {
    let mb = bytes as f64 / 1e6;
    let pace = mb / took.as_secs_f64().max(1e-3);
    let mut line = format!("{mb:.1} MB, {documents} documents, {pace:.1} MB/s");
    if let Some(total) = total {
        let left = (total as f64 / 1e6 - mb).max(0.0) / pace.max(1e-3);
        line += &format!(", {:.0}%, about {left:.0} s left", 100.0 * bytes as f64 / (total as f64).max(1.0));
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_says_how_far_and_how_fast() {
        let second = Duration::from_secs(2);
        assert_eq!(line(50_000_000, 12, Some(200_000_000), second), "50.0 MB, 12 documents, 25.0 MB/s, 25%, about 6 s left");
        assert_eq!(line(0, 0, None, Duration::ZERO), "0.0 MB, 0 documents, 0.0 MB/s");
    }
}
