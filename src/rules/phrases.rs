//! How a phrase of the lexicon speaks for the removal of the line it stands in. Most rules are a class of phrases read this way.

use super::{Findings, Info, lines_with};
use crate::document::{Danger, Document, Evidence, Line};
use crate::rules::lexicon::{Anchor, Hit};

/// How a class is to be read.
#[derive(Debug)]
pub struct Reading {
    /// The class.
    pub class: &'static str,
    /// Its phrases address the reader or speak for the site: evidence of its own.
    pub calls: bool,
    /// Most words of a line that a phrase at its start, at its end or inside takes with it. A longer line needs more evidence.
    pub words: u32,
}

/// Reports the lines that hold a phrase of the class.
pub fn check(info: &'static Info, reading: &Reading, document: &Document<'_>, findings: &mut Findings) {
    for (line, hit) in lines_with(document, reading.class) {
        let (danger, evidence) = weigh(line, hit, reading);
        findings.remove_line(info.id, line, danger, evidence);
    }
}

/// What a phrase is worth in its line.
///
/// A line that is a phrase and nothing else has the shape of a button or label; of a single word that is not sure enough, since
/// "Share" or "Contact" heads a section now and then, so another kind is asked for. A label ("Read more: ...") has its shape if
/// no sentence follows.
#[must_use]
pub fn weigh(line: &Line, hit: &Hit, reading: &Reading) -> (Danger, Evidence) {
    let phrase = Evidence::PHRASE.and_if(reading.calls, Evidence::CALL_TO_ACTION);
    match hit.anchor {
        Anchor::Whole if line.words == 1 => (Danger::High, Evidence::PHRASE.and(Evidence::SHAPE)),
        Anchor::Whole => (Danger::Medium, Evidence::PHRASE.and(Evidence::SHAPE)),
        Anchor::Label => (Danger::Medium, Evidence::PHRASE.and_if(!line.ends_sentence && line.words <= reading.words, Evidence::SHAPE)),
        Anchor::Start | Anchor::End | Anchor::Inside => {
            let shape = !line.ends_sentence && line.words <= reading.words;
            (if line.words <= reading.words { Danger::Medium } else { Danger::High }, phrase.and_if(shape, Evidence::SHAPE))
        }
    }
}
