//! What is counted about each line, in one pass over its bytes.

use std::ops::Range;

use super::Span;

/// A line with the facts that rules ask about. Lengths are in *words*; in scripts written without spaces (Chinese, Japanese,
/// Thai, Lao, Khmer, Burmese) two characters count as one word, so that thresholds mean the same everywhere.
#[derive(Clone, Debug, Default)]
pub struct Line {
    /// The line without its line end.
    pub span: Span,
    /// Words: runs without spaces, or pairs of characters in scripts without spaces.
    pub words: u32,
    /// Letters of any script.
    pub letters: u32,
    /// Digits 0-9.
    pub digits: u32,
    /// Characters that code is full of and prose is not: `{ } ( ) [ ] ; = < > " _ \ | & $ #`.
    pub code_marks: u32,
    /// The line's last character, closing quotes and brackets aside, ends a sentence in any script.
    pub ends_sentence: bool,
    /// The line has characters outside ASCII.
    pub non_ascii: bool,
    /// Which of the document's hits are this line's.
    pub hits: Range<u32>,
}

impl Line {
    /// True for an empty line.
    #[must_use]
    pub const fn is_blank(&self) -> bool {
        self.span.is_empty()
    }

    /// A line of running text: at least eight words and a sentence end, or long enough to need none; not dense with marks of code.
    #[must_use]
    pub const fn is_prose(&self) -> bool {
        let running = (self.ends_sentence && self.words >= PROSE_WORDS) || self.words >= LONG_WORDS;
        running && self.code_marks * LETTERS_A_MARK <= self.letters
    }

    /// Short and without a sentence end: the shape of headings, labels, links, buttons and list items.
    #[must_use]
    pub const fn is_label_like(&self) -> bool {
        !self.ends_sentence && self.words <= LABEL_WORDS
    }

    /// What is counted about a text that is a line by itself.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let mut line = Self { span: Span::new(0, text.len()), ..Self::default() };
        line.count(text);
        line
    }

    pub(super) fn count(&mut self, text: &str) {
        let bytes = text.as_bytes();
        let mut spaces = 0;
        for chunk in bytes.chunks(COUNT_CHUNK) {
            let sum: u64 = chunk.iter().map(|b| COUNTS[*b as usize]).sum();
            let lane = |n: u32| ((sum >> (n * 10)) & 0x3ff) as u32;
            self.letters += lane(0);
            self.digits += lane(1);
            self.code_marks += lane(2);
            spaces += lane(3);
            self.non_ascii |= lane(4) > 0;
        }
        self.words = if text.is_empty() { 0 } else { spaces + 1 };
        if self.non_ascii {
            self.count_non_ascii(text);
        }
        self.ends_sentence = ends_sentence(text);
    }

    fn count_non_ascii(&mut self, text: &str) {
        let mut unspaced = 0;
        for c in non_ascii(text) {
            // Quotes, dashes and ellipses are most of what is not ASCII in European text.
            if !matches!(c, '\u{2000}'..='\u{206f}') {
                self.letters += u32::from(c.is_alphabetic());
                unspaced += u32::from(is_unspaced(c));
            }
        }
        self.words += unspaced / 2;
    }
}

/// The characters outside ASCII.
fn non_ascii(text: &str) -> impl Iterator<Item = char> {
    let bytes = text.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        while bytes[at..].first_chunk::<16>().is_some_and(|chunk| chunk.is_ascii()) {
            at += 16;
        }
        at += bytes[at..].iter().position(|b| *b >= 0x80)?;
        let c = text[at..].chars().next()?;
        at += c.len_utf8();
        Some(c)
    })
}

/// Fewest words of a line that counts as prose with a sentence end: shorter sentences are as often labels or calls.
const PROSE_WORDS: u32 = 8;
/// A line of so many words is running text even where its end was cut off.
const LONG_WORDS: u32 = 25;
/// Fewest letters for each mark of code. Prose full of quotations and brackets has some thirty, scripts have three to six.
const LETTERS_A_MARK: u32 = 10;
/// Most words of a heading or label.
const LABEL_WORDS: u32 = 14;

/// A lane of [`COUNTS`] holds ten bits, so that a sum over this many bytes cannot run over.
const COUNT_CHUNK: usize = 1023;

/// For each byte, one in the lane of each class it belongs to: letter, digit, code mark, space, not ASCII.
const COUNTS: [u64; 256] = {
    let mut table = [0u64; 256];
    let mut at = 0;
    while at < 256 {
        let byte = at as u8;
        let is_mark = matches!(
            byte,
            b'{' | b'}' | b'(' | b')' | b'[' | b']' | b';' | b'=' | b'<' | b'>' | b'"' | b'_' | b'\\' | b'|' | b'&' | b'$' | b'#'
        );
        table[at] = byte.is_ascii_alphabetic() as u64
            | (byte.is_ascii_digit() as u64) << 10
            | (is_mark as u64) << 20
            | ((byte == b' ') as u64) << 30
            | ((byte >= 0x80) as u64) << 40;
        at += 1;
    }
    table
};

/// True for a character of a script written without spaces between words.
#[must_use]
pub const fn is_unspaced(c: char) -> bool {
    matches!(c as u32,
        0x0e00..=0x0eff | 0x1000..=0x109f | 0x1780..=0x17ff | 0x3040..=0x30ff | 0x3400..=0x4dbf | 0x4e00..=0x9fff | 0xf900..=0xfaff | 0x20000..=0x3ffff)
}

/// True if `text` ends a sentence: a full stop, question or exclamation mark or ellipsis of any script, closing quotes and
/// brackets behind it aside.
#[must_use]
pub fn ends_sentence(text: &str) -> bool {
    text.chars().rev().find(|c| !is_closing(*c)).is_some_and(is_sentence_end)
}

const fn is_closing(c: char) -> bool {
    matches!(c, '"' | '\'' | ')' | ']' | '”' | '’' | '»' | '«' | '“' | '›' | '」' | '』' | '）' | '】' | '》' | '*' | ' ')
}

/// Where sentences begin in a line but the first: behind the end of one, closing quotes and brackets, and blanks. Abbreviations are not known.
pub fn sentences(text: &str) -> impl Iterator<Item = usize> {
    let ends = text.char_indices().filter(|(_, c)| is_sentence_end(*c)).map(|(at, c)| (at + c.len_utf8(), c));
    ends.filter_map(|(end, c)| {
        let behind = text[end..].trim_start_matches(|c| is_closing(c) && c != ' ');
        let next = behind.trim_start();
        // In scripts without spaces nothing stands between two sentences.
        (!next.is_empty() && (next.len() < behind.len() || !c.is_ascii()) && !next.starts_with(is_sentence_end))
            .then(|| text.len() - next.len())
    })
}

/// True for a character that ends a sentence in some script.
#[must_use]
pub const fn is_sentence_end(c: char) -> bool {
    matches!(c, '.' | '!' | '?' | '…' | '。' | '！' | '？' | '．' | '｡' | '؟' | '۔' | '।' | '॥' | '။' | '។' | '։' | '።')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(text: &str) -> Line {
        let mut line = Line::default();
        line.count(text);
        line
    }

    #[test]
    fn words_mean_the_same_in_every_script() {
        assert_eq!(line("one two three").words, 3);
        assert!((4..=6).contains(&line("今天天气很好。").words));
        assert!(line("プライバシーポリシーについて、こちらのページをご覧ください。").is_prose());
    }

    #[test]
    fn sentences_begin_behind_the_end_of_another() {
        let cut = |text: &'static str| {
            let starts: Vec<usize> = [0].into_iter().chain(sentences(text)).collect();
            starts.iter().zip(starts[1..].iter().chain([&text.len()])).map(|(a, b)| &text[*a..*b]).collect::<Vec<_>>()
        };
        assert_eq!(cut("He left. She stayed (why?) Nobody knew..."), ["He left. ", "She stayed (why?) ", "Nobody knew..."]);
        assert_eq!(cut("“Go!” she said. 3.5 metres"), ["“Go!” ", "she said. ", "3.5 metres"]);
        assert_eq!(cut("船は来ない。「なぜ。」と弟は書く。"), ["船は来ない。", "「なぜ。」", "と弟は書く。"]);
        assert_eq!(cut(""), [""]);
    }

    #[test]
    fn sentence_ends() {
        for text in ["It ends.", "He said “stop.”", "वह गया।", "ماذا؟", "终わり。」", "He left (really!)"] {
            assert!(line(text).ends_sentence, "{text}");
        }
        for text in ["Heading", "Photo: A. Smith", "", "a;"] {
            assert!(!line(text).ends_sentence, "{text}");
        }
    }
}
