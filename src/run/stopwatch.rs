//! How long the stages of cleaning took, for the report.

use std::time::{Duration, Instant};

use crate::cleaner::Watch;
use crate::html::main_content::MainContent;
use crate::report::Timings;
use crate::{Cleaner, Record};

/// The stages that the clock is read behind, with the names that the report gives them. Rules are timed together, with `plan`:
/// reading the clock behind each would cost more than many of them do (`boiloff bench` times them one by one).
const STAGES: [(&str, &str); 7] = [
    (START, START),
    ("decode", "decode"),
    ("blocks", "HTML"),
    (MainContent::INFO.id, "main content"),
    ("normalize", "normalize"),
    ("document", "lines and phrases"),
    ("plan", "rules"),
];
/// What comes before the first document: phrases and models are made ready, once.
const START: &str = "start";
/// What follows: output and ledger.
const WRITE: &str = "write";

/// Adds up the time of each stage, over the documents of one thread.
#[derive(Debug)]
pub struct Stopwatch {
    last: Instant,
    times: [Duration; STAGES.len() + 1],
}

impl Stopwatch {
    /// A watch that starts now.
    pub fn new() -> Self {
        Self { last: Instant::now(), times: [Duration::ZERO; STAGES.len() + 1] }
    }

    /// Makes ready what a cleaner uses, so that no stage of the first document is taken for slow.
    pub fn warm(&mut self, cleaner: &Cleaner) {
        drop(cleaner.clean(Record::html("<p>He left.</p>")));
        self.lap(START);
    }

    /// Forgets what passed since the last stage.
    pub fn start(&mut self) {
        self.last = Instant::now();
    }

    /// The document is written.
    pub fn written(&mut self) {
        self.add(STAGES.len());
    }

    /// The sums, for a report.
    pub fn timings(&self) -> Timings {
        let names = STAGES.iter().map(|(_, name)| *name).chain([WRITE]);
        Timings { stages: names.map(str::to_owned).zip(self.times.map(|time| time.as_secs_f64())).collect(), ..Timings::default() }
    }

    fn add(&mut self, stage: usize) {
        let now = Instant::now();
        self.times[stage] += now - self.last;
        self.last = now;
    }
}

impl Watch for Stopwatch {
    fn lap(&mut self, stage: &'static str) {
        if let Some(at) = STAGES.iter().position(|(id, _)| *id == stage) {
            self.add(at);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Config;

    #[test]
    fn what_is_made_ready_and_what_is_scored_have_stages_of_their_own() {
        let cleaner = Cleaner::new(Config::default());
        let mut watch = Stopwatch::new();
        watch.warm(&cleaner);
        let took = |watch: &Stopwatch, stage: &str| watch.timings().stages.into_iter().find(|(name, _)| name == stage).unwrap().1;
        assert!(took(&watch, START) > 0.0 && took(&watch, "normalize") == 0.0);
        watch.start();
        drop(cleaner.clean_watched(Record::html("<p>He left.</p>"), &mut watch));
        assert!(took(&watch, "main content") > 0.0 && took(&watch, "normalize") > 0.0);
    }
}
