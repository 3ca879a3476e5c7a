//! C4's line rules: Raffel et al. 2020, "Exploring the Limits of Transfer Learning with a Unified Text-to-Text Transformer" (arXiv:1910.10683), section 2.2, with the
//! figures of datatrove's `C4QualityFilter`: at least three words a line and five sentences a text (the set's first generator takes five and three). Lists of bad words are
//! left out. Lines end at U+000A. Sentences are counted by their marks; the references ask a trained splitter.

use std::sync::LazyLock;

use regex::Regex;

use super::{Cut, lines, remove};
use crate::flags::Info;

/// What it says of a document.
pub const ALL: [Info; 3] = [
    Info { id: "c4-lorem-ipsum", says: "a line has \"lorem ipsum\"" },
    Info { id: "c4-curly-bracket", says: "a line has a curly bracket" },
    Info { id: "c4-few-sentences", says: "fewer than five sentences are left" },
];

const POLICY: [&str; 6] = ["terms of use", "privacy policy", "cookie policy", "uses cookies", "use of cookies", "use cookies"];
const LONGEST_WORD: usize = 1000;
const FEWEST_WORDS: usize = 3;
const FEWEST_SENTENCES: usize = 5;

static CITATION: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\[\d*\]|\[edit\]|\[citation needed\]").expect("it is written here"));

/// What it does to a text.
pub fn cut(text: &str) -> Cut {
    let mut cut = Cut::default();
    let mut sentences = 0;
    for (start, line, next) in lines(text) {
        let own = line.trim();
        let own_start = start + line.len() - line.trim_start().len();
        let citations: Vec<_> = CITATION.find_iter(own).map(|m| m.range()).collect();
        let clean = CITATION.replace_all(own, "");
        let fault = fault(own, &clean);
        if let Some(Fault::Page(flag)) = fault
            && !cut.flags.contains(&flag)
        {
            cut.flags.push(flag);
        }
        if let Some(Fault::Line(rule)) = fault {
            cut.edits.push(remove(start, next, rule));
            continue;
        }
        sentences += ends_of_sentences(&clean);
        let own_end = own_start + own.len();
        let blanks = [(start, own_start, "c4-blanks")].into_iter();
        let inside = citations.into_iter().map(|m| (own_start + m.start, own_start + m.end, "c4-citation"));
        let parts = blanks.chain(inside).chain([(own_end, start + line.len(), "c4-blanks")]);
        cut.edits.extend(parts.filter(|(start, end, _)| start < end).map(|(start, end, rule)| remove(start, end, rule)));
    }
    if sentences < FEWEST_SENTENCES {
        cut.flags.push("c4-few-sentences");
    }
    cut
}

/// The flags of a text whose lines stay.
pub fn flags(text: &str) -> Vec<&'static str> {
    cut(text).flags
}

enum Fault {
    /// The line goes.
    Line(&'static str),
    /// C4 takes the whole text out; here it gets a flag, and the line stays.
    Page(&'static str),
}

/// What is wrong with a line, without and with its citations taken out: the first in the order of the reference.
fn fault(own: &str, clean: &str) -> Option<Fault> {
    let words = || own.split_whitespace();
    if words().any(|word| word.chars().count() > LONGEST_WORD) {
        return Some(Fault::Line("c4-long-word"));
    }
    if !clean.ends_with(['.', '?', '!', '"', '\'']) || clean.ends_with("...") {
        return Some(Fault::Line("c4-line-end"));
    }
    if words().take(FEWEST_WORDS).count() < FEWEST_WORDS {
        return Some(Fault::Line("c4-few-words"));
    }
    let lower = clean.to_lowercase();
    if lower.contains("lorem ipsum") {
        Some(Fault::Page("c4-lorem-ipsum"))
    } else if lower.contains("javascript") {
        Some(Fault::Line("c4-javascript"))
    } else if clean.contains('{') {
        Some(Fault::Page("c4-curly-bracket"))
    } else if POLICY.iter().any(|phrase| lower.contains(phrase)) {
        Some(Fault::Line("c4-policy"))
    } else {
        None
    }
}

/// How many marks end a sentence in a line: those before a blank or the end, closing quotes between them aside.
fn ends_of_sentences(line: &str) -> usize {
    let mut count = 0;
    let mut is_end = false;
    for c in line.chars().chain([' ']) {
        match c {
            '.' | '?' | '!' => is_end = true,
            '"' | '\'' | ')' | '”' | '’' => {}
            c => {
                count += usize::from(is_end && c.is_whitespace());
                is_end = false;
            }
        }
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::edit;

    fn cleaned(text: &str) -> String {
        edit::apply(text, &cut(text).edits)
    }

    fn rules(text: &str) -> Vec<&'static str> {
        cut(text).edits.iter().map(|edit| edit.rule).collect()
    }

    #[test]
    fn lines_go_as_in_the_reference() {
        for (line, rule) in [
            ("A heading without an end", "c4-line-end"),
            ("And so it goes on...", "c4-line-end"),
            ("And so it goes on…", "c4-line-end"),
            ("", "c4-line-end"),
            ("Too short.", "c4-few-words"),
            ("Please turn JavaScript on, now.", "c4-javascript"),
            ("Read our Privacy Policy, please.", "c4-policy"),
            // The blank before the citation is left, and no end mark stands behind it.
            ("This is a fact. [3]", "c4-line-end"),
        ] {
            assert_eq!((rules(&format!("{line}\n")), cleaned(&format!("{line}\n"))), (vec![rule], String::new()), "{line}");
        }
        let word = |n: usize| format!("A long {} word.\n", "x".repeat(n));
        assert_eq!((rules(&word(1000)), rules(&word(1001))), (vec![], vec!["c4-long-word"]));
    }

    #[test]
    fn what_stays_is_trimmed_and_has_no_citations() {
        assert_eq!(
            cleaned("  He left the house.[12][edit] \nHe said \"no\"\n\nIs it so?\n"),
            "He left the house.\nHe said \"no\"\nIs it so?\n"
        );
        assert_eq!(cleaned("A fact[] is one.[citation needed]"), "A fact is one.");
    }

    #[test]
    fn what_condemns_a_text_is_told() {
        assert_eq!(cut("One. Two! Three? He said \"four.\" Five.\n").flags, [""; 0]);
        assert_eq!(cut("One. Two! Three? Four and 1.5 more.\n").flags, ["c4-few-sentences"]);
        assert_eq!(
            cut("A { stands here.\nLorem ipsum dolor sit.\nA { again, he said.\n").flags,
            ["c4-curly-bracket", "c4-lorem-ipsum", "c4-few-sentences"]
        );
        // A line that goes anyway condemns nothing.
        assert_eq!(cut("lorem ipsum\nvar a = {\njavascript: a { b is here.\n").flags, ["c4-few-sentences"]);
    }
}
