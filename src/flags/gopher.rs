//! The document signals of Gopher: Rae et al. 2021, "Scaling Language Models: Methods, Analysis & Insights from Training Gopher"
//! (arXiv:2112.11446), section A1.1 and table A1, as datatrove's `GopherQualityFilter` and `GopherRepetitionFilter` compute them. Words are what stands
//! between blanks; datatrove cuts them with a tokenizer of the language, so that figures close to a threshold may fall on the other side.

use std::collections::{HashMap, HashSet};

use super::Info;

/// What they say of a document.
pub const ALL: [Info; 12] = [
    Info { id: "gopher-few-words", says: "fewer than 50 words" },
    Info { id: "gopher-many-words", says: "more than 100,000 words" },
    Info { id: "gopher-word-length", says: "words of fewer than 3 or more than 10 characters on average" },
    Info { id: "gopher-hashes", says: "more than one # for ten words" },
    Info { id: "gopher-ellipses", says: "more than one ellipsis for ten words" },
    Info { id: "gopher-bullets", says: "more than 90 % of the lines begin with a bullet" },
    Info { id: "gopher-cut-lines", says: "more than 30 % of the lines end in an ellipsis" },
    Info { id: "gopher-letters", says: "fewer than 80 % of the words have a letter" },
    Info { id: "gopher-stop-words", says: "fewer than two of the most frequent English words" },
    Info {
        id: "gopher-repeated-paragraphs",
        says: "more than 30 % of the paragraphs, or 20 % of the characters in them, stand there before",
    },
    Info { id: "gopher-repeated-lines", says: "more than 30 % of the lines, or 20 % of the characters in them, stand there before" },
    Info { id: "gopher-repeated-words", says: "groups of two to ten words stand there too often" },
];

const STOP_WORDS: [&str; 8] = ["the", "be", "to", "of", "and", "that", "have", "with"];
/// Largest share of the characters that the most frequent group of so many words may take.
const TOP: [(usize, f64); 3] = [(2, 0.20), (3, 0.18), (4, 0.16)];
/// Largest share of the characters in groups of so many words that stand there before.
const REPEATED: [(usize, f64); 6] = [(5, 0.15), (6, 0.14), (7, 0.13), (8, 0.12), (9, 0.11), (10, 0.10)];

/// The signals that a text gives. One at a threshold gives none.
pub fn of(text: &str) -> Vec<&'static str> {
    let tokens: Vec<&str> = text.split_whitespace().collect();
    let mut found = quality(text, &tokens);
    found.extend(repetition(text, &tokens));
    found
}

fn quality(text: &str, tokens: &[&str]) -> Vec<&'static str> {
    let words: Vec<&&str> = tokens.iter().filter(|token| token.chars().any(char::is_alphanumeric)).collect();
    let letters: usize = words.iter().map(|word| word.chars().count()).sum();
    let mean = letters as f64 / words.len().max(1) as f64;
    let lines: Vec<&str> = text.lines().collect();
    let of_tokens = |n: usize| n as f64 / tokens.len().max(1) as f64;
    let of_lines = |is: fn(&str) -> bool| lines.iter().filter(|line| is(line)).count() as f64 / lines.len().max(1) as f64;
    let ellipses = text.matches("...").count() + text.matches('…').count();
    let with_letter = tokens.iter().filter(|token| token.chars().any(char::is_alphabetic)).count();
    let is_bullet = |line: &str| line.trim_start().starts_with(['•', '-']);
    let is_cut = |line: &str| line.trim_end().ends_with("...") || line.trim_end().ends_with('…');
    [
        ("gopher-few-words", words.len() < 50),
        ("gopher-many-words", words.len() > 100_000),
        ("gopher-word-length", !(3.0..=10.0).contains(&mean)),
        ("gopher-hashes", of_tokens(text.matches('#').count()) > 0.1),
        ("gopher-ellipses", of_tokens(ellipses) > 0.1),
        ("gopher-bullets", of_lines(is_bullet) > 0.9),
        ("gopher-cut-lines", of_lines(is_cut) > 0.3),
        ("gopher-letters", of_tokens(with_letter) < 0.8),
        ("gopher-stop-words", tokens.iter().filter(|token| STOP_WORDS.contains(token)).count() < 2),
    ]
    .into_iter()
    .filter_map(|(id, is)| is.then_some(id))
    .collect()
}

fn repetition(text: &str, words: &[&str]) -> Vec<&'static str> {
    let all = text.chars().count().max(1) as f64;
    let too_often = |parts: &[&str]| {
        let (parts_again, characters) = repeated(parts);
        parts_again as f64 / parts.len().max(1) as f64 > 0.3 || characters as f64 / all > 0.2
    };
    let paragraphs: Vec<&str> = text.trim().split("\n\n").map(|part| part.trim_matches('\n')).filter(|part| !part.is_empty()).collect();
    let mut lines: Vec<&str> = text.split('\n').filter(|line| !line.is_empty()).collect();
    if text.ends_with('\n') {
        lines.push("");
    }
    let top = TOP.into_iter().any(|(n, most)| most_frequent(words, n) as f64 / all > most);
    let again = || REPEATED.into_iter().any(|(n, most)| in_repeated(words, n) as f64 / all > most);
    [
        ("gopher-repeated-paragraphs", too_often(&paragraphs)),
        ("gopher-repeated-lines", too_often(&lines)),
        ("gopher-repeated-words", top || again()),
    ]
    .into_iter()
    .filter_map(|(id, is)| is.then_some(id))
    .collect()
}

/// How many parts stand there before, and their characters. The first of equal ones does not count.
pub(super) fn repeated(parts: &[&str]) -> (usize, usize) {
    let mut seen = HashSet::with_capacity(parts.len());
    let again = parts.iter().filter(|part| !seen.insert(**part));
    again.fold((0, 0), |(n, characters), part| (n + 1, characters + part.chars().count()))
}

/// The characters that the most frequent group of `n` words takes, blanks between them included; of equally frequent ones the first.
fn most_frequent(words: &[&str], n: usize) -> usize {
    let mut counts: HashMap<&[&str], (usize, usize)> = HashMap::new();
    for (at, group) in words.windows(n).enumerate() {
        counts.entry(group).or_insert((0, at)).0 += 1;
    }
    let most = counts.into_iter().max_by_key(|(_, (count, at))| (*count, std::cmp::Reverse(*at)));
    most.map_or(0, |(group, (count, _))| (group.iter().map(|word| word.chars().count()).sum::<usize>() + n - 1) * count)
}

/// The characters in groups of `n` words that stand there before; what is found to be one is passed over whole.
fn in_repeated(words: &[&str], n: usize) -> usize {
    let mut seen = HashSet::new();
    let (mut at, mut characters) = (0, 0);
    while let Some(group) = words.get(at..at + n) {
        if seen.insert(group) {
            at += 1;
        } else {
            characters += group.iter().map(|word| word.chars().count()).sum::<usize>();
            at += n;
        }
    }
    characters
}

#[cfg(test)]
mod tests {
    use super::*;

    /// So many different words of four letters, two of them frequent ones.
    fn words(n: usize) -> Vec<String> {
        (0..n).map(|at| if at < 2 { "with".to_owned() } else { format!("w{at:03}") }).collect()
    }

    #[test]
    fn the_thresholds_are_where_they_were_published() {
        let quality = |text: &str| quality(text, &text.split_whitespace().collect::<Vec<_>>());
        assert_eq!(quality(&words(50).join(" ")), [""; 0]);
        assert_eq!(quality(&words(49).join(" ")), ["gopher-few-words"]);
        assert_eq!(quality(&words(60)[1..].join(" ")), ["gopher-stop-words"]);
        // Stop words count as often as they stand there, and in lower case only.
        assert_eq!(quality(&words(60).join(" ").replace("with", "With")), ["gopher-stop-words"]);
        let long = |length: usize| format!("with with {}", vec!["x".repeat(length); 60].join(" "));
        assert_eq!((quality(&long(10)), quality(&long(11))), (vec![], vec!["gopher-word-length"]));
        let marks = |n: usize, mark: &str| format!("{} {}", vec![mark; n].join(" "), words(100 - n).join(" "));
        assert_eq!((quality(&marks(10, "#")), quality(&marks(11, "#"))), (vec![], vec!["gopher-hashes"]));
        assert_eq!((quality(&marks(10, "...")), quality(&marks(11, "…"))), (vec![], vec!["gopher-ellipses"]));
        assert_eq!((quality(&marks(20, "12")), quality(&marks(21, "12"))), (vec![], vec!["gopher-letters"]));
        let lines = |n: usize, of: fn(&str) -> String| {
            let lines: Vec<String> = words(100).chunks(10).map(|line| line.join(" ")).collect();
            lines.iter().enumerate().map(|(at, line)| if at < n { of(line) } else { line.clone() } + "\n").collect::<String>()
        };
        let bullet = |line: &str| format!(" - {line}");
        assert_eq!((quality(&lines(9, bullet)), quality(&lines(10, bullet))), (vec![], vec!["gopher-bullets"]));
        let cut = |line: &str| format!("{line}...");
        assert_eq!((quality(&lines(3, cut)), quality(&lines(4, cut))), (vec![], vec!["gopher-cut-lines"]));
        assert_eq!(quality(""), ["gopher-few-words", "gopher-word-length", "gopher-letters", "gopher-stop-words"]);
    }

    #[test]
    fn repetition_is_counted_as_published() {
        assert_eq!(repeated(&["a", "bc", "bc", "a", "bc"]), (3, 5));
        assert_eq!(most_frequent(&["a", "b", "a", "b", "c"], 2), 6);
        // Three groups of five, of which the second is seen after the first: it is passed over whole.
        let words = ["a", "b", "c", "d", "e", "a", "b", "c", "d", "e", "a"];
        assert_eq!(in_repeated(&words, 5), 5);
        let line = "One line of this text that is long enough to matter here.";
        let own: Vec<String> = (0..7).map(|n| format!("Line {n} is another one, with {n} words that are {n} of its own.")).collect();
        let text = |copies: usize| [own.join("\n"), vec![line; copies].join("\n")].join("\n");
        assert!(!of(&text(2)).contains(&"gopher-repeated-lines"));
        assert!(of(&text(5)).contains(&"gopher-repeated-lines"));
        assert!(of(&text(5).replace('\n', "\n\n")).contains(&"gopher-repeated-paragraphs"));
        // Any number of line ends stands between two paragraphs.
        assert!(!of(&own.join("\n\n\n\n\n")).contains(&"gopher-repeated-paragraphs"));
    }
}
