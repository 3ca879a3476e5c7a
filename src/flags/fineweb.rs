//! The document signals of FineWeb: Penedo et al. 2024, "The FineWeb Datasets" (arXiv:2406.17557), as datatrove's `FineWebQualityFilter` computes them.

use super::Info;
use super::gopher::repeated;

/// What they say of a document.
pub const ALL: [Info; 4] = [
    Info { id: "fineweb-line-ends", says: "no more than 12 % of the lines end a sentence" },
    Info { id: "fineweb-short-lines", says: "67 % of the lines or more have no more than 30 characters" },
    Info { id: "fineweb-repeated-lines", says: "1 % of the characters or more stand in lines that stand there before" },
    Info { id: "fineweb-many-lines", says: "more than three line ends for ten words" },
];

/// The signals that a text gives. The first three give one at their threshold, the last one above it.
pub fn of(text: &str) -> Vec<&'static str> {
    let lines: Vec<&str> = text.split('\n').collect();
    let of_lines = |n: usize| n as f64 / lines.len() as f64;
    let ends = lines.iter().filter(|line| line.ends_with(['.', '\'', '"', '!', '?'])).count();
    let short = lines.iter().filter(|line| line.chars().count() <= 30).count();
    let filled: Vec<&str> = lines.iter().copied().filter(|line| !line.trim().is_empty()).collect();
    let characters: usize = lines.iter().map(|line| line.chars().count()).sum();
    let (_, again) = repeated(&filled);
    let words = text.split_whitespace().count();
    [
        ("fineweb-line-ends", of_lines(ends) <= 0.12),
        ("fineweb-short-lines", of_lines(short) >= 0.67),
        ("fineweb-repeated-lines", again as f64 / characters.max(1) as f64 >= 0.01),
        ("fineweb-many-lines", (lines.len() - 1) as f64 / words.max(1) as f64 > 0.3),
    ]
    .into_iter()
    .filter_map(|(id, is)| is.then_some(id))
    .collect()
}

#[cfg(test)]
mod tests {
    use super::of;

    const LONG: &str = "a line of more than thirty characters";

    #[test]
    fn the_thresholds_are_where_they_were_published() {
        let numbered = |n: usize, end: &str| format!("{n:03} {LONG}{end}");
        let lines =
            |ended: usize, all: usize| (0..all).map(|n| numbered(n, if n < ended { "." } else { "" })).collect::<Vec<_>>().join("\n");
        assert_eq!(of(&lines(13, 100)), [""; 0]);
        assert_eq!(of(&lines(12, 100)), ["fineweb-line-ends"]);
        let short = |n: usize| {
            let lines = (0..100)
                .map(|at| if at < n { format!("{at:03} of these are short, they are.")[..30].to_owned() } else { numbered(at, ".") });
            lines.collect::<Vec<_>>().join("\n")
        };
        assert_eq!((of(&short(66)), of(&short(67))), (vec![], vec!["fineweb-short-lines"]));
        let twice = |long: &str| format!("{}\n{long}\n{long}", lines(90, 100));
        assert_eq!(of(&twice(&format!("{LONG}."))), [""; 0]);
        assert_eq!(of(&twice(&format!("{LONG} {LONG}."))), ["fineweb-repeated-lines"]);
        let words = |n: usize| format!("{}.\n\n\n", vec!["word"; n].join(" "));
        assert!(!of(&words(10)).contains(&"fineweb-many-lines"));
        assert!(of(&words(9)).contains(&"fineweb-many-lines"));
        assert!(!of("").is_empty());
    }
}
