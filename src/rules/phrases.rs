//! How a phrase of the lexicon speaks for the removal of the line it stands in. Most rules are a class of phrases read this way.

use super::{Findings, Info, lines_with};
use crate::document::{Danger, Document, Evidence, Finding, Line, Span, sentences};
use crate::rules::lexicon::{Anchor, Hit};

/// How a class is to be read.
#[derive(Debug)]
pub struct Reading {
    /// The class.
    pub class: &'static str,
    /// Its phrases address the reader or speak for the site: evidence of its own, in place of the line's shape.
    pub calls: bool,
    /// How likely a sentence that starts or ends with such a phrase, or holds one, is the text's own.
    pub danger: Danger,
    /// Most words of a line of the class. Up to twice as many count as high danger; what is longer is none.
    pub words: u32,
}

/// Reports the lines that hold a phrase of the class, without the prose before it.
pub fn check(info: &'static Info, reading: &Reading, document: &Document<'_>, findings: &mut Findings) {
    for (line, hit) in lines_with(document, reading.class) {
        if let Some((danger, evidence)) = weigh(line, hit, reading) {
            findings.list.push(Finding::remove(info.id, call(document, line), danger, evidence));
        }
    }
}

/// Fewest words before a call that are kept.
const KEPT_WORDS: u32 = 5;

/// The line from the sentence with its first phrase on, if there is prose before it. What follows a call is mostly its small print, and goes with it.
fn call(document: &Document<'_>, line: &Line) -> Span {
    let text = document.text_of(line);
    let first = document.first_phrase(line).unwrap_or(0);
    let is_kept = |before: &str| {
        let before = Line::of(before.trim_end());
        before.ends_sentence && before.words >= KEPT_WORDS
    };
    let start = sentences(text).take_while(|at| *at <= first).last().filter(|at| is_kept(&text[..*at]));
    Span::new(line.span.start + start.unwrap_or(0), line.span.end)
}

/// What a phrase is worth in its line; nothing in a line far longer than the class's lines are.
///
/// A line that is a phrase and nothing else has the shape of a button or label; of a single word that is not sure enough, since
/// "Share" or "Contact" heads a section now and then, so another kind is asked for. A label ("Read more: ...") has its shape if
/// no sentence follows.
#[must_use]
pub fn weigh(line: &Line, hit: &Hit, reading: &Reading) -> Option<(Danger, Evidence)> {
    if line.words > 2 * reading.words {
        return None;
    }
    let short = line.words <= reading.words;
    let shape = short && !line.ends_sentence && !line.is_prose();
    let danger = if short { reading.danger } else { Danger::High };
    let alone = (if hit.one_word { Danger::High } else { Danger::Medium }, Evidence::PHRASE.and(Evidence::SHAPE));
    Some(match hit.anchor {
        Anchor::Whole => alone,
        Anchor::Label if hit.after == 0 => alone,
        Anchor::Label if shape => (Danger::Medium, Evidence::PHRASE.and(Evidence::SHAPE)),
        Anchor::Label => (Danger::High, Evidence::PHRASE),
        Anchor::Start | Anchor::End | Anchor::Inside => {
            // A call is as sure as a label's shape, and a call that is short is not twice as sure.
            (danger, Evidence::PHRASE.and_if(reading.calls, Evidence::CALL_TO_ACTION).and_if(shape && !reading.calls, Evidence::SHAPE))
        }
    })
}

#[cfg(test)]
mod tests {
    use crate::{Cleaner, Config, Record};

    #[test]
    fn prose_before_a_call_stays() {
        let prose = "The talks went on for the rest of the day in the hall, and nobody knew what would come of them.\n";
        let cleaner = Cleaner::new(Config::default());
        for (line, kept) in [
            (
                "The storm killed three people on Tuesday. Subscribe to our newsletter for daily updates.",
                "The storm killed three people on Tuesday.",
            ),
            ("The river rose for all of the night. Follow us on Facebook.", "The river rose for all of the night."),
            (
                "Der Sturm hat am Dienstag drei Menschen getötet. Abonnieren Sie unseren Newsletter!",
                "Der Sturm hat am Dienstag drei Menschen getötet.",
            ),
            (
                "嵐で三人が亡くなったと市は火曜日に発表した。メールマガジンにご登録ください。",
                "嵐で三人が亡くなったと市は火曜日に発表した。",
            ),
            ("Subscribe to our newsletter. You can unsubscribe at any time.", ""),
        ] {
            let cleaned = cleaner.clean(Record::text(format!("{}{line}\n{}", prose.repeat(6), prose.repeat(6))));
            let expected = if kept.is_empty() { String::new() } else { format!("{kept}\n") };
            assert_eq!(cleaned.text, format!("{}{expected}{}", prose.repeat(6), prose.repeat(6)), "{line}");
        }
    }
}
