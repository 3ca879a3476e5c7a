//! Picture credits and caption labels.

use memchr::memrchr;

use super::lexicon::{Anchor, Hit, LEXICON};
use super::phrases::{self, Reading};
use super::{Findings, Info, Rule, declare, lines_with};
use crate::document::fold::fold;
use crate::document::{Danger, Document, Evidence, Finding, Span, is_sentence_end};

declare! {
    /// Picture credits and caption labels.
    ///
    /// ## What it removes
    /// Lines that name the photographer, agency or source of a picture, and such a credit at the end of a caption,
    /// whose sentence stays.
    ///
    /// ## Why it is noise
    /// The picture is not there, and the credit is not part of the text.
    ///
    /// ## Example
    /// ```before
    /// The river fell by half a metre overnight, and the bridge was opened again in the morning.
    /// Photo: Jane Doe/Reuters
    /// The eastern pillar on Monday. (Image: Riverside Media)
    /// Engineers will look at the eastern pillar once the water has gone down far enough to reach it.
    /// ```
    /// ```after
    /// The river fell by half a metre overnight, and the bridge was opened again in the morning.
    /// The eastern pillar on Monday.
    /// Engineers will look at the eastern pillar once the water has gone down far enough to reach it.
    /// ```
    ///
    /// ## What it must keep
    /// A caption's sentence, which tells something.
    /// ```keep
    /// Photo: it shows the bridge as it was before the flood, with all of its seven pillars and the old customs house.
    /// ```
    ///
    /// ## Languages and sources of its lists
    /// `lexicon/*.txt`, class `credit`: general knowledge of web pages and their templates.
    ///
    /// ## Known misses
    /// Credits without a label or an agency.
    ImageCredit, "image-credit", ["credit"]
}

/// A credit is a label, a name or two and an agency; what is longer tells something.
const READING: Reading = Reading { class: "credit", calls: false, words: 12, danger: Danger::Medium };

/// A trailing credit starts within so many bytes of the line's end.
const TAIL_BYTES: usize = 120;

impl Rule for ImageCredit {
    fn info(&self) -> &'static Info {
        &Self::INFO
    }

    fn check(&self, document: &Document<'_>, findings: &mut Findings) {
        for (line, hit) in lines_with(document, "credit") {
            let weight = match hit.anchor {
                Anchor::Inside => {
                    (!line.ends_sentence && line.words <= READING.words).then_some((Danger::Medium, Evidence::PHRASE.and(Evidence::SHAPE)))
                }
                // A figure behind the label is a value ("Video: 4K at 30 frames"), not a name.
                Anchor::Label if value(document.text_of(line), hit).starts_with(|c: char| c.is_ascii_digit()) => None,
                _ => phrases::weigh(line, hit, &READING),
            };
            if let Some((danger, evidence)) = weight {
                findings.remove_line(Self::INFO.id, line, danger, evidence);
            }
        }
        for (_, line) in document.filled_lines() {
            let text = document.text_of(line);
            if let Some(start) = trailing_credit(text) {
                let span = Span::new(line.span.start + start, line.span.end);
                findings.list.push(Finding::remove(Self::INFO.id, span, Danger::Medium, Evidence::PHRASE.and(Evidence::SHAPE)));
            }
        }
    }
}

/// What stands behind a label.
fn value<'l>(line: &'l str, label: &Hit) -> &'l str {
    line[label.place(line).end..].trim_start_matches(|c: char| !c.is_alphanumeric())
}

/// Where the credit starts that ends a caption: a label in brackets, or one with a capital, or behind a sentence, and a colon.
fn trailing_credit(line: &str) -> Option<usize> {
    let tail = line.ceil_char_boundary(line.len().saturating_sub(TAIL_BYTES));
    if line.ends_with([')', ']']) {
        let start = tail + line[tail..].rfind(['(', '['])?;
        return (start > 0 && is_credit(&line[start + 1..], true)).then_some(start);
    }
    let colon = tail + memrchr(b':', &line.as_bytes()[tail..])?;
    let from = line.ceil_char_boundary(tail.max(colon.saturating_sub(LABEL_BYTES)));
    let words = line[from..colon].rmatch_indices(' ').map(|(at, _)| from + at + 1);
    words.take(LABEL_WORDS).find(|&at| {
        let opens_label = |c: char| c.is_uppercase() || (c.is_alphabetic() && line[..at - 1].ends_with(is_sentence_end));
        line[at..].starts_with(opens_label) && is_credit(&line[at..], false)
    })
}

/// True for a label of credits with a name behind it, to its end. Without brackets, a colon has to part them.
fn is_credit(text: &str, is_bracketed: bool) -> bool {
    let (mut folded, mut hits) = (fold(text), Vec::new());
    LEXICON.find(&mut folded, 0, &mut hits);
    hits.iter().filter(|hit| hit.class == "credit" && hit.before == 0).any(|hit| {
        let is_label = match hit.anchor {
            Anchor::Label => is_bracketed || text[hit.place(text).end..].trim_start().starts_with(':'),
            Anchor::Start => is_bracketed,
            _ => false,
        };
        let value = value(text, hit);
        is_label && value.starts_with(|c: char| c.is_alphabetic() && !c.is_lowercase()) && value.split(' ').count() <= MOST_WORDS_OF_VALUE
    })
}

/// Most bytes of a label, and most words.
const LABEL_BYTES: usize = 40;
const LABEL_WORDS: usize = 3;
/// A name or two and an agency.
const MOST_WORDS_OF_VALUE: usize = 8;

#[cfg(test)]
mod tests {
    use super::trailing_credit;

    #[test]
    fn credits_behind_captions() {
        for (line, credit) in [
            ("The old bridge before the flood. Photo: Ana Silva/AFP", "Photo: Ana Silva/AFP"),
            ("Die alte Brücke vor der Flut Foto: Ana Silva/dpa", "Foto: Ana Silva/dpa"),
            ("The old bridge. (Photo by Ana Silva/AFP)", "(Photo by Ana Silva/AFP)"),
        ] {
            assert_eq!(trailing_credit(line).map(|at| &line[at..]), Some(credit));
        }
        for line in [
            "She sent me a photo: her old bridge",
            "Photo: Ana Silva",
            "He said it in one word. Video: four kilobytes of nothing that anybody would want to see on a screen",
            "(Photo) by the river",
            "See the manual (Source: chapter 4).",
        ] {
            assert_eq!(trailing_credit(line), None, "{line}");
        }
    }
}
