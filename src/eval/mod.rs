//! How well a cleaner does: its output held against documents whose lines are labelled.
//!
//! [`read_gold`] reads the labels, [`Scores::add`] scores the output of one document, [`terminal`] prints the table. Nothing here
//! cleans: the text may come from [`Cleaner`](crate::Cleaner) or from any other tool ([`read_cleaned`]). The form of the files
//! and the measure are described in `docs/formats.md`.

mod gold;
mod stands;
pub mod terminal;

use std::collections::BTreeMap;

use serde::Serialize;

pub use gold::{Error, Gold, read_cleaned, read_gold};
pub use stands::standing;

/// What became of labelled lines.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Lines that had to go and went.
    pub removed: u64,
    /// Lines that had to go and stand.
    pub missed: u64,
    /// Lines that had to stay and stand.
    pub kept: u64,
    /// Lines that had to stay and went.
    pub lost: u64,
}

impl Counts {
    fn add(&mut self, verdict: Verdict, stands: bool) {
        let count = match (verdict, stands) {
            (Verdict::Remove, false) => &mut self.removed,
            (Verdict::Remove, true) => &mut self.missed,
            (Verdict::Keep, true) => &mut self.kept,
            (Verdict::Keep, false) => &mut self.lost,
        };
        *count += 1;
    }

    /// Lines that had to go.
    #[must_use]
    pub const fn noise(self) -> u64 {
        self.removed + self.missed
    }

    /// Lines that had to stay.
    #[must_use]
    pub const fn keeps(self) -> u64 {
        self.kept + self.lost
    }

    /// Of the labelled lines that went, how many had to go, 0 to 1. `None` if none went.
    #[must_use]
    pub fn precision(self) -> Option<f64> {
        ratio(self.removed, self.removed + self.lost)
    }

    /// Of the lines that had to go, how many went, 0 to 1. `None` if none had to.
    #[must_use]
    pub fn recall(self) -> Option<f64> {
        ratio(self.removed, self.noise())
    }

    /// The harmonic mean of precision and recall, 0 to 1. `None` if no line had to go and none went.
    #[must_use]
    pub fn f1(self) -> Option<f64> {
        ratio(2 * self.removed, 2 * self.removed + self.lost + self.missed)
    }

    /// Of the lines that had to stay, how many went, 0 to 1. `None` if none had to stay.
    #[must_use]
    pub fn keeps_lost(self) -> Option<f64> {
        ratio(self.lost, self.keeps())
    }
}

fn ratio(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

/// In JSON the counts and what follows from them.
impl Serialize for Counts {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeStruct;
        let mut out = to.serialize_struct("Counts", 8)?;
        out.serialize_field("removed", &self.removed)?;
        out.serialize_field("missed", &self.missed)?;
        out.serialize_field("kept", &self.kept)?;
        out.serialize_field("lost", &self.lost)?;
        out.serialize_field("precision", &self.precision())?;
        out.serialize_field("recall", &self.recall())?;
        out.serialize_field("f1", &self.f1())?;
        out.serialize_field("keeps_lost", &self.keeps_lost())?;
        out.end()
    }
}

/// What should become of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// It is noise.
    Remove,
    /// It is text.
    Keep,
}

/// A line of which the wrong thing became.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Wrong {
    /// The document.
    pub id: String,
    /// Its class.
    pub class: String,
    /// The line, from 1.
    pub line: usize,
    /// What should have become of it.
    pub verdict: Verdict,
    /// The line itself.
    pub text: String,
}

/// The score of a cleaner over any number of documents.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Scores {
    /// Documents scored.
    pub documents: u64,
    /// Over all lines.
    pub total: Counts,
    /// By class of noise; the empty name is for documents without one.
    pub classes: BTreeMap<String, Counts>,
    /// By language; the empty name is for documents without one.
    pub languages: BTreeMap<String, Counts>,
    /// The noise that stands and the text that went, in the order of the documents.
    pub wrong: Vec<Wrong>,
}

impl Scores {
    /// Scores what a cleaner made of a document.
    pub fn add(&mut self, gold: &Gold, cleaned: &str) {
        self.documents += 1;
        let class = self.classes.entry(gold.class.clone()).or_default();
        let language = self.languages.entry(gold.language.clone()).or_default();
        let lines: Vec<&str> = gold.text.lines().collect();
        let stands = standing(&lines, cleaned);
        for (line, verdict) in gold.labels() {
            let (text, stands) = (lines[line - 1], stands[line - 1]);
            for counts in [&mut self.total, &mut *class, &mut *language] {
                counts.add(verdict, stands);
            }
            if stands == (verdict == Verdict::Remove) {
                self.wrong.push(Wrong { id: gold.id.clone(), class: gold.class.clone(), line, verdict, text: text.to_owned() });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_follow_from_counts() {
        let counts = Counts { removed: 6, missed: 2, kept: 9, lost: 1 };
        assert_eq!((counts.recall(), counts.keeps_lost()), (Some(0.75), Some(0.1)));
        assert_eq!(counts.precision(), Some(6.0 / 7.0));
        assert_eq!(counts.f1(), Some(0.8));
        let nothing = Counts::default();
        assert_eq!((nothing.precision(), nothing.recall(), nothing.f1(), nothing.keeps_lost()), (None, None, None, None));
    }

    #[test]
    fn each_labelled_line_counts_once_for_its_class_and_language() {
        let gold = Gold::parse(r#"{"id":"a","class":"c","language":"en","text":"One two.\nShare\nThree four.","remove":[2]}"#).unwrap();
        let mut scores = Scores::default();
        scores.add(&gold, "One two.\n");
        assert_eq!(scores.total, Counts { removed: 1, missed: 0, kept: 1, lost: 1 });
        assert_eq!((scores.classes["c"], scores.languages["en"]), (scores.total, scores.total));
        assert_eq!((scores.wrong[0].line, scores.wrong[0].verdict, scores.wrong[0].text.as_str()), (3, Verdict::Keep, "Three four."));
    }
}
