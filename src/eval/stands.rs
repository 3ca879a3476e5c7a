//! Which lines of a document still stand in what a cleaner made of it.

use unicode_normalization::UnicodeNormalization;

use crate::document::is_unspaced;
use crate::report::show::is_unseen;

/// Fewest words of a line that may have lost up to a half of itself; in scripts without spaces, characters. Shorter halves
/// stand in any text.
const HALVED_MIN: usize = 8;

/// For each line whether it stands in `cleaned`.
///
/// Only words count: letters and digits in lower case and compatible form. Space, punctuation and marks are not looked at, nor
/// is where the line stands, and it may share its line or be wrapped. Each piece of the output stands for one line; the
/// longest are looked for first, so that the word "Share" in a sentence that stands is no trace of a button. Of
/// equal lines the last are taken to be the ones gone. A line of at least eight words of which the first or the last half is
/// left stands, too: it was changed, not removed. A line without words always stands.
///
/// The output is searched once a line, so that the time grows with the product of both: documents of some thousand lines are fine.
#[must_use]
pub fn standing(lines: &[&str], cleaned: &str) -> Vec<bool> {
    let mut left = Left::of(cleaned);
    let words: Vec<String> = lines.iter().map(|line| words(line)).collect();
    let mut order: Vec<usize> = (0..lines.len()).collect();
    order.sort_by_key(|&at| std::cmp::Reverse(words[at].len()));
    let mut stands: Vec<bool> = words.iter().map(String::is_empty).collect();
    for &at in &order {
        stands[at] = stands[at] || left.take(&words[at]);
    }
    for &at in &order {
        stands[at] = stands[at] || halves(&words[at]).is_some_and(|halves| halves.into_iter().any(|half| left.take(half)));
    }
    stands
}

/// The words of a text with a space between them. In scripts without spaces, each character is a word.
fn words(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut open = false;
    for c in text.nfkc().filter(|c| c.is_whitespace() || c.is_control() || !is_unseen(*c)).flat_map(char::to_lowercase) {
        let alone = is_unspaced(c);
        if !c.is_alphanumeric() && !alone {
            open = false;
            continue;
        }
        if !out.is_empty() && (alone || !open) {
            out.push(' ');
        }
        out.push(c);
        open = !alone;
    }
    out
}

/// The first and the last half of the words, if there are enough.
fn halves(words: &str) -> Option<[&str; 2]> {
    let count = words.split(' ').count();
    if count < HALVED_MIN {
        return None;
    }
    let place = |n: usize| words.match_indices(' ').nth(n).map(|(at, _)| at);
    let first = place(count.div_ceil(2) - 1)?;
    let last = place(count / 2 - 1)?;
    Some([&words[..first], &words[last + 1..]])
}

/// The words of the output that stand for no line yet.
struct Left(Vec<u8>);

/// Stands where words were taken away.
const TAKEN: u8 = b'\n';

impl Left {
    fn of(cleaned: &str) -> Self {
        let words = words(cleaned);
        Self([b" ", words.as_bytes(), b" "].concat())
    }

    /// Takes these words away, if they are there in a row.
    fn take(&mut self, words: &str) -> bool {
        let wanted = [b" ", words.as_bytes(), b" "].concat();
        let found = memchr::memmem::find(&self.0, &wanted);
        if let Some(at) = found {
            self.0[at + 1..at + wanted.len() - 1].fill(TAKEN);
        }
        found.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stands(lines: &[&str], cleaned: &str) -> Vec<bool> {
        standing(lines, cleaned)
    }

    #[test]
    fn what_is_left_in_another_form_stands() {
        let lines = ["By JANE DOE", "“He left”, she  said.", "Zwölf Fußgänger", "* * *", "ＡＢＣ so\u{ad}ft"];
        assert_eq!(stands(&lines, "“He left”,\nshe said. ABC soft\n- zwölf *Fußgänger*\nBy Jane Doe"), [true; 5]);
    }

    #[test]
    fn a_piece_of_the_output_stands_for_one_line() {
        let lines = ["Share", "He had a share in it.", "Share"];
        assert_eq!(stands(&lines, "He had a share in it."), [false, true, false]);
        assert_eq!(stands(&lines, "He had a share in it.\nShare"), [true, true, false]);
        assert_eq!(stands(&["ad", "Bread"], "Bread"), [false, true], "whole words only");
    }

    #[test]
    fn scripts_without_spaces_are_read_by_character() {
        assert_eq!(stands(&["分享", "我们分享了面包。"], "我们分享了面包。"), [false, true]);
        assert_eq!(stands(&["分享到", "面包很好吃"], "面包很好吃，分享到"), [true, true]);
    }

    #[test]
    fn a_long_line_that_lost_its_end_stands() {
        let line = "The mayor opened the bridge on Monday morning. Read more";
        assert_eq!(stands(&[line], "The mayor opened the bridge on Monday morning."), [true]);
        assert_eq!(stands(&[line], "The mayor opened"), [false]);
        assert_eq!(stands(&["Read more here"], "Read more"), [false]);
    }

    #[test]
    fn halves_overlap_in_the_odd_word() {
        assert_eq!(halves("a b c d e f g h i"), Some(["a b c d e", "e f g h i"]));
        assert_eq!(halves("a b c d e f g h"), Some(["a b c d", "e f g h"]));
        assert_eq!(halves("a b c d e f g"), None);
    }

    #[test]
    fn nothing_stands_in_nothing() {
        assert_eq!(stands(&["a", ""], ""), [false, true]);
    }
}
