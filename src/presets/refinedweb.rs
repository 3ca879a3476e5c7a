//! The line-wise corrections of RefinedWeb: Penedo et al. 2023, "The RefinedWeb Dataset for Falcon LLM" (arXiv:2306.01116), section G.2, with the figures that the DCLM
//! configuration of datamap-rs gives. The paper drops a text that loses more than 5 % of its words; here it gets a flag.

use std::sync::LazyLock;

use regex::Regex;

use super::{Cut, lines, remove};
use crate::flags::Info;

/// What it says of a document.
pub const ALL: [Info; 1] = [Info { id: "refinedweb-much-removed", says: "more than 5 % of the words went" }];

/// Largest share of capitals among the characters of a line.
const MOST_CAPITALS: f64 = 0.5;
const FEWEST_WORDS: usize = 2;
/// In lines of no more words, parts are cut out.
const SHORT_LINE: usize = 10;
const MOST_REMOVED: f64 = 0.05;

static COUNTER: LazyLock<Regex> = LazyLock::new(|| {
    let what = "likes|shares|comments|retweets|reposts|quotes|bookmarks|upvotes|downvotes|downloads|views|followers";
    Regex::new(&format!(r"(?i)^\W*\d[,.\d]*[KMB]?\s+(?:{what})\W*$")).expect("it is written here")
});

/// What it does to a text.
pub fn cut(text: &str) -> Cut {
    let mut cut = Cut::default();
    let (mut words, mut gone) = (0, 0);
    for (start, line, next) in lines(text) {
        let own = line.split_whitespace().count();
        words += own;
        if own == 0 {
            continue;
        }
        if let Some(rule) = fault(line.trim(), own) {
            cut.edits.push(remove(start, next, rule));
            gone += own;
        } else if own <= SHORT_LINE {
            for (from, to) in parts(line) {
                gone += line[from..to].split_whitespace().count();
                cut.edits.push(remove(start + from, start + to, "refinedweb-part"));
            }
        }
    }
    if gone as f64 > MOST_REMOVED * words as f64 {
        cut.flags.push("refinedweb-much-removed");
    }
    cut
}

/// Why a line of so many words goes.
fn fault(line: &str, words: usize) -> Option<&'static str> {
    let characters = line.chars().count() as f64;
    let capitals = line.chars().filter(|c| c.is_uppercase()).count() as f64;
    if capitals / characters > MOST_CAPITALS {
        Some("refinedweb-capitals")
    } else if line.chars().all(char::is_numeric) {
        Some("refinedweb-numbers")
    } else if COUNTER.is_match(line) {
        Some("refinedweb-counter")
    } else if words < FEWEST_WORDS {
        Some("refinedweb-one-word")
    } else {
        None
    }
}

/// What is cut out of a short line, apart and in order.
fn parts(line: &str) -> Vec<(usize, usize)> {
    const CART: &str = "items in cart";
    let lower = line.to_ascii_lowercase();
    let mut parts = Vec::new();
    if lower.starts_with("sign-in") {
        parts.push((0, "sign-in".len()));
    }
    parts.extend(lower.match_indices(CART).map(|(at, _)| (at, at + CART.len())));
    let end = lower.trim_end().len();
    if lower[..end].ends_with("read more...") {
        parts.push((end - "read more...".len(), end));
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::edit;

    #[test]
    fn lines_go_as_published() {
        for (line, rule) in [
            ("THE NEWS OF THE DAY", "refinedweb-capitals"),
            ("12345", "refinedweb-numbers"),
            ("3 likes", "refinedweb-counter"),
            ("- 1,204 Comments |", "refinedweb-counter"),
            ("1.2K views", "refinedweb-counter"),
            ("Home", "refinedweb-one-word"),
        ] {
            let cut = cut(&format!("{line}\n"));
            assert_eq!(cut.edits.iter().map(|edit| edit.rule).collect::<Vec<_>>(), [rule], "{line}");
            assert_eq!(cut.flags, ["refinedweb-much-removed"]);
        }
        // Half of the characters may be capitals.
        assert!(cut("AB ab cd EF GH\n").edits.is_empty() && cut("3 likes of many\n").edits.is_empty());
    }

    #[test]
    fn parts_of_short_lines_go() {
        let cleaned = |text: &str| edit::apply(text, &cut(text).edits);
        assert_eq!(cleaned("Sign-in to your account\n"), " to your account\n");
        assert_eq!(cleaned("You have 3 items in cart now\n"), "You have 3  now\n");
        assert_eq!(cleaned("The river rose. Read more... \n"), "The river rose.  \n");
        let long = "The river rose by two metres in one night, he said. Read more...\n";
        assert_eq!(cleaned(long), long);
    }

    #[test]
    fn a_text_that_loses_more_than_a_twentieth_is_told() {
        let text = |words: usize| format!("{}\nHome\n", vec!["word"; words].join(" "));
        assert_eq!((cut(&text(19)).flags, cut(&text(18)).flags), (vec![], vec!["refinedweb-much-removed"]));
    }
}
