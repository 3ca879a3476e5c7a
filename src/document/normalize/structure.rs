//! Lines whose indentation means something: fenced code, runs of indented code, nested list items.

use std::ops::Range;

use memchr::{memchr2, memmem};

use super::scan::{behind, line_around, line_end, space};

/// The mark of a line that opens or closes fenced code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fence {
    mark: u8,
    len: usize,
    /// Nothing follows it, so that it can close as well as open.
    bare: bool,
}

/// The mark of a line, if it has one: three or more grave accents or tildes at its start, blanks aside.
pub fn fence(line: &str) -> Option<Fence> {
    let line = &line[lead(line)..];
    let mark = *line.as_bytes().first().filter(|b| matches!(b, b'`' | b'~'))?;
    let len = line.bytes().take_while(|b| *b == mark).count();
    let rest = &line[len..];
    let bare = lead(rest) == rest.len();
    // Three grave accents with more of them behind are inline code.
    (len >= 3 && (mark == b'~' || !rest.contains('`'))).then_some(Fence { mark, len, bare })
}

/// Fenced code: from the line that opens it to the one that closes it. A fence that nothing closes is none.
#[derive(Debug)]
pub struct Fences {
    spans: Vec<Range<usize>>,
    /// The first one that does not end before the last place asked for.
    next: usize,
}

impl Fences {
    /// All fences of a text.
    pub fn of(text: &str) -> Self {
        let mut fences = Self { spans: Vec::new(), next: 0 };
        let bytes = text.as_bytes();
        let Some(first) = memchr2(b'`', b'~', bytes) else { return fences };
        if memmem::find(&bytes[first..], b"```").is_none() && memmem::find(&bytes[first..], b"~~~").is_none() {
            return fences;
        }
        let mut marks = Vec::new();
        let mut at = 0;
        while let Some(hit) = memchr2(b'`', b'~', &bytes[at..]) {
            let line = line_around(bytes, at, at + hit, line_end);
            marks.extend(fence(line.of(text)).map(|fence| (fence, line)));
            at = behind(bytes, line.end);
        }
        // The longest mark of each kind that could close a fence, from here to the end: without it, a text of opening marks
        // alone would be searched through for each of them.
        let mut closing = [0; 2];
        let mut longest = vec![closing; marks.len()];
        for (n, (fence, _)) in marks.iter().enumerate().rev() {
            longest[n] = closing;
            if fence.bare {
                let longest = &mut closing[usize::from(fence.mark == b'~')];
                *longest = fence.len.max(*longest);
            }
        }
        let mut n = 0;
        while let Some((open, from)) = marks.get(n) {
            if longest[n][usize::from(open.mark == b'~')] >= open.len {
                let closes = |(f, _): &(Fence, _)| f.bare && f.mark == open.mark && f.len >= open.len;
                n += 1 + marks[n + 1..].iter().position(closes).unwrap_or(0);
                fences.spans.push(from.start..marks[n].1.end);
            }
            n += 1;
        }
        fences
    }

    /// How many there are.
    pub const fn count(&self) -> usize {
        self.spans.len()
    }

    /// True if `at` stands in fenced code. To be asked in ascending order.
    pub fn hold(&mut self, at: usize) -> bool {
        while self.spans.get(self.next).is_some_and(|span| span.end < at) {
            self.next += 1;
        }
        self.spans.get(self.next).is_some_and(|span| span.start <= at)
    }
}

/// Says of each line whether its blanks are to be kept. To be asked in ascending order.
#[derive(Debug)]
pub struct Indentation<'t> {
    text: &'t str,
    fences: Fences,
    /// The last run of indented lines and whether it is code.
    run: Range<usize>,
    is_code: bool,
}

impl<'t> Indentation<'t> {
    /// For the lines of `text`.
    pub fn of(text: &'t str) -> Self {
        Self { text, fences: Fences::of(text), run: 0..0, is_code: false }
    }

    /// True if `at` stands in code, where blanks are kept. Of a run of indented lines that is known once
    /// [`Self::is_kept`] was asked for its first line.
    pub fn is_code_at(&mut self, at: usize) -> bool {
        (self.is_code && self.run.contains(&at)) || self.fences.hold(at)
    }

    /// True if the blanks from `start`, where a line starts, to `content` are to be kept.
    pub fn is_kept(&mut self, start: usize, content: usize) -> bool {
        if self.fences.hold(content) {
            return true;
        }
        let blanks = &self.text[start..content];
        if !is_indent(blanks) {
            return false;
        }
        if !self.run.contains(&content) {
            self.judge_run(start);
        }
        self.is_code || (blanks.chars().count() <= LIST_INDENT && is_list_item(&self.text[content..]))
    }

    /// Finds the end of the run of indented lines that starts at `start`, and whether most of them look like code.
    fn judge_run(&mut self, start: usize) {
        let bytes = self.text.as_bytes();
        let (mut lines, mut code, mut at) = (0usize, 0usize, start);
        while at < bytes.len() {
            let line = line_around(bytes, at, at, line_end);
            let own = line.of(self.text);
            let content = own[lead(own)..].trim_end();
            if content.is_empty() || !is_indent(&own[..lead(own)]) || fence(content).is_some() {
                break;
            }
            lines += 1;
            code += usize::from(looks_like_code(content));
            at = behind(bytes, line.end);
        }
        self.run = start..at.max(start + 1);
        self.is_code = code * 2 > lines;
    }
}

/// A list item that is indented by more blanks than this is no nested one: five levels of four leave room to spare.
const LIST_INDENT: usize = 20;

/// Blanks that can be an indentation with a meaning: a tab, or two and more.
fn is_indent(blanks: &str) -> bool {
    blanks.contains('\t') || blanks.chars().nth(1).is_some()
}

/// Length in bytes of the blanks that the line starts with.
fn lead(line: &str) -> usize {
    let mut at = 0;
    while at < line.len() {
        match space(line.as_bytes(), at) {
            0 => break,
            len => at += len,
        }
    }
    at
}

/// A Markdown list item: `- `, `* `, `+ `, `1. `, `1) ` and something behind it.
fn is_list_item(line: &str) -> bool {
    let bytes = line.as_bytes();
    let digits = bytes.iter().take(4).take_while(|b| b.is_ascii_digit()).count();
    let is_marker = |b: &u8| if digits == 0 { matches!(b, b'-' | b'*' | b'+') } else { matches!(b, b'.' | b')') };
    if digits > 3 || !bytes.get(digits).is_some_and(is_marker) {
        return false;
    }
    let behind = &line[digits + 1..];
    let content = lead(behind);
    content > 0 && content < behind.len() && line_end(behind.as_bytes(), content) == 0
}

/// Code is written in lines of 80 to 120 bytes; a longer one is prose, and is not looked at.
const CODE_LINE: usize = 160;

/// Keywords that are a line of code by themselves.
const WHOLE_LINE: [&str; 16] =
    ["begin", "break", "continue", "do", "done", "else", "end", "endif", "esac", "fi", "finally", "pass", "ret", "return", "then", "try"];

/// Keywords that a line of code starts with and a line of prose, which starts with a capital, seldom does.
const FIRST_WORD: [&str; 12] = ["const", "fn", "func", "import", "package", "raise", "return", "throw", "use", "using", "var", "yield"];

/// Keywords of a line of code that ends in a colon.
const BEFORE_COLON: [&str; 11] = ["case", "catch", "class", "def", "elif", "except", "for", "if", "switch", "while", "with"];

/// The bytes that the signs of [`looks_like_code`] within a line end in, and the operators between blanks.
const fn may_be_sign(b: u8) -> bool {
    (b == b'{')
        | (b == b'}')
        | (b == b'=')
        | (b == b'\\')
        | (b == b'<')
        | (b == b':')
        | (b == b'>')
        | (b == b'&')
        | (b == b'+')
        | (b == b'*')
        | (b == b'(')
        | (b == b'_')
}

/// A line that looks like code, without its indentation. One sign is enough, since most lines of a run must have one: an
/// operator or bracket that prose does not have, a call, the end of a statement, a key, a word that only code starts with.
fn looks_like_code(line: &str) -> bool {
    let bytes = line.as_bytes();
    let (Some(&first), Some(&last)) = (bytes.first(), bytes.last()) else { return false };
    if bytes.len() > CODE_LINE {
        return false;
    }
    let is_word = |b: u8| b.is_ascii_alphanumeric() || b == b'_';
    let starts = matches!(first, b'#' | b'$' | b'@' | b')' | b']') || [">>> ", "//", "/*", "--", "* @"].iter().any(|s| line.starts_with(s));
    let word = bytes.iter().position(|b| !(is_word(*b) || matches!(b, b'.' | b'-'))).unwrap_or(bytes.len());
    let behind = &bytes[word..];
    let is_one_of = |list: &[&str]| first.is_ascii_lowercase() && list.contains(&&line[..word]);
    let ends = match last {
        b';' => word + 1 == bytes.len(),
        b':' => first.is_ascii_lowercase() && (word + 1 == bytes.len() || is_one_of(&BEFORE_COLON)),
        _ => false,
    };
    let is_key = first.is_ascii_lowercase() && (behind.starts_with(b": ") || behind.starts_with(b" :="));
    let is_sign = |pair: &[u8]| match pair {
        [_, b'{' | b'}' | b'=' | b'\\' | b'<'] | [b':', b':'] | [b'-', b'>'] | [b'&', b'&'] | [b'+', b'+'] => true,
        [a, b'(' | b'_'] => is_word(*a),
        _ => false,
    };
    // No early exit, so that the compiler looks at many bytes together.
    let has_signs = || bytes.iter().fold(false, |found, b| found | may_be_sign(*b));
    starts
        || ends
        || is_key
        || matches!(first, b'{' | b'}' | b'=' | b'<')
        || (has_signs() && (bytes.windows(2).any(is_sign) || bytes.windows(3).any(|w| matches!(w, b" + " | b" * "))))
        || (word == bytes.len() && is_one_of(&WHOLE_LINE))
        || (behind.starts_with(b" ") && is_one_of(&FIRST_WORD))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_and_prose() {
        for code in [
            "x = 1",
            "return x",
            "print(x)",
            "}",
            "self.items.append(x)",
            "if x > 1:",
            "# a comment",
            "$ cargo build",
            "name: value",
            "import os.path",
            "foo();",
            "pass",
            "</div>",
            "i++;",
        ] {
            assert!(looks_like_code(code), "{code}");
        }
        for prose in [
            "The minister left without a word.",
            "Thou still unravish'd bride of quietness,",
            "Heard melodies are sweet, but those unheard",
            "and so he went (see page 3);",
            "If only he had known,",
            "Return to sender, he said.",
            "From fairest creatures we desire increase",
            "Note: the office is closed.",
        ] {
            assert!(!looks_like_code(prose), "{prose}");
        }
    }

    #[test]
    fn fences_need_an_end() {
        let held = |text: &str| {
            let mut fences = Fences::of(text);
            text.match_indices('x').map(|(at, _)| fences.hold(at)).collect::<Vec<_>>()
        };
        assert_eq!(held("x\n```\nx\n```\nx"), [false, true, false]);
        assert_eq!(held("x\n```rust\nx\n~~~\nx\n  ```\nx"), [false, true, true, false]);
        assert_eq!(held("````\n```\nx\n````\nx"), [true, false]);
        assert_eq!(held("```\nx\nx"), [false, false]);
        assert_eq!(held("```inline``` x\nx\n```\nx"), [false, false, false]);
    }

    #[test]
    fn a_million_opening_marks_are_no_fence() {
        assert!(Fences::of(&"```x\n".repeat(1_000_000)).spans.is_empty());
        assert_eq!(Fences::of(&"```\n".repeat(1_000_001)).spans.len(), 500_000);
    }

    #[test]
    fn list_items() {
        for item in ["- a", "* a", "12. a", "3) a", "+\ta"] {
            assert!(is_list_item(item), "{item}");
        }
        for other in ["-a", "1234. a", "1.5 a", "-", "1.", "a", ""] {
            assert!(!is_list_item(other), "{other}");
        }
    }
}
