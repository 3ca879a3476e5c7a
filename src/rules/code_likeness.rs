//! Where in a line code stands, and of what kind it is: shared by the rules for left-over code and markup.
//!
//! One pass over a line's bytes. Every place where punctuation stands as it does in code and not in prose (`){`, `":"`, `=>`,
//! `;x`, `\/`) is a *joint* and adds to a running score; every plain word outside a string takes away from it. A run of code is
//! a stretch where the score climbs; it ends at its highest point once the score has fallen far enough behind (the best segment
//! of a sum, found on the go: constant memory, linear time, whatever the input).

use std::collections::HashMap;
use std::sync::LazyLock;

use super::lexicon::entries;
use crate::document::{Document, Line, Span, is_sentence_end};

/// What an identifier is known as. The order is that of the sections' names in [`SECTIONS`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Known {
    /// A name of web pages' machinery: analytics, advertisements, structured data, the DOM.
    Machinery,
    /// An object of the browser.
    Browser,
    /// A word that other languages have and JavaScript has not.
    Foreign,
    /// An object or word of JavaScript.
    Keyword,
    /// A property of CSS of two words or more.
    Css,
    /// A property or value of CSS that is a word of English as well.
    CssWord,
    /// An element of HTML or SVG.
    Element,
    /// A tag of a publishing system, in square brackets.
    Shortcode,
}

const SECTIONS: [(&str, Known); 8] = [
    ("machinery", Known::Machinery),
    ("browser", Known::Browser),
    ("foreign", Known::Foreign),
    ("keyword", Known::Keyword),
    ("css", Known::Css),
    ("css-word", Known::CssWord),
    ("element", Known::Element),
    ("shortcode", Known::Shortcode),
];

/// The words of `lexicon/code.txt`, each with one bit for every section that it stands in.
static WORDS: LazyLock<HashMap<&'static [u8], u8>> = LazyLock::new(|| {
    let mut words: HashMap<&'static [u8], u8> = HashMap::new();
    for entry in entries(include_str!("lexicon/code.txt")) {
        if let Some(section) = SECTIONS.iter().position(|(name, _)| *name == entry.class) {
            *words.entry(entry.phrase.as_bytes()).or_default() |= 1 << section;
        }
    }
    words
});

/// Longest word of the list, in bytes; longer identifiers are not looked up.
const LONGEST_KNOWN: usize = 32;
/// Longest name of a CSS variable that is read, in bytes.
const LONGEST_NAME: usize = 80;

fn sections(word: &[u8]) -> u8 {
    if word.len() > LONGEST_KNOWN { 0 } else { WORDS.get(word).copied().unwrap_or_default() }
}

/// What `word` is known as; of several, the first in the order of the sections.
fn known(word: &[u8]) -> Option<Known> {
    SECTIONS.get(sections(word).trailing_zeros() as usize).map(|(_, known)| *known)
}

/// True if `word` stands in the section of `class`.
pub fn is_known(word: &str, class: Known) -> bool {
    SECTIONS.iter().position(|(_, known)| *known == class).is_some_and(|section| sections(word.as_bytes()) >> section & 1 == 1)
}

/// A stretch of code in a line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CodeRun {
    /// Where, in bytes of the text the line is of.
    pub span: Span,
    /// How strongly the joints outweigh the plain words, in tenths.
    pub score: i32,
    /// Names of web pages' machinery, structured-data keys, escaped slashes, vendor prefixes.
    pub machinery: u32,
    /// Joints without the spaces that people who write code put there (`;x`, `){`, `,"`, `:{`).
    pub dense: u32,
    /// The same with spaces.
    pub spaced: u32,
    /// Statements' ends and declarations' ends.
    pub statements: u32,
    /// Objects of the browser.
    pub browser: u32,
    /// Declarations and selectors of CSS.
    pub css: u32,
    /// Keys of JSON and of object literals.
    pub keys: u32,
    /// Marks with a space before them (`x ;`), as when highlighted code is put together from its tokens.
    pub loose: u32,
    /// Signs of languages that web pages do not run.
    pub foreign: u32,
    /// Tags of markup.
    pub tags: u32,
    /// Brackets opened and not closed, or closed and not opened.
    pub unbalanced: u32,
    /// It starts at a sentence's end or at the line's start.
    pub at_boundary: bool,
    /// Words of prose between that and the first joint.
    pub lead: u32,
    /// It stands behind the end of a sentence and reaches to the line's end.
    pub glued: bool,
    /// It begins in the middle of a string or word.
    pub cut: bool,
}

/// A line with fewer code marks than this has no code worth the look.
const FEWEST_MARKS: u32 = 3;
/// A plain word, in tenths.
const WORD_COST: i32 = 4;
/// Bytes of a word in a script without spaces, or of a long word, that cost as much as a word.
const BYTES_A_WORD: usize = 12;
/// How far the score may fall behind its peak before the run ends: fifteen plain words.
const FALL: i32 = 60;
/// Runs below this are not told.
const LEAST_SCORE: i32 = 24;
/// Words before the first joint that still belong to the code where a sentence ends before them.
const LEAD_WORDS: u32 = 10;
/// The same where the code starts in a string that opened before it.
const STRING_LEAD_WORDS: u32 = 120;
/// Words of a line that begins in the middle of a string, before the first joint.
const CUT_LEAD_WORDS: u32 = 40;
/// Words behind the last joint that still belong to the code where the line ends behind them.
const TAIL_WORDS: u32 = 8;
/// Score from which on a quote mark behind a colon or parenthesis opens a string, and is not speech.
const STRING_SCORE: i32 = 12;
/// Words of a comment in front of the code that it is about.
const ANCHOR_WORDS: u32 = 40;
/// A command of LaTeX.
const LATEX: i32 = -30;
/// The end of a brace that holds nothing but words, `{so}`: takes back what its opening earned.
const BARE_BRACE: i32 = -12;
/// Most words of a comment to the line's end, or of a declaration's value.
const FREE_WORDS: u32 = 25;

/// True if a line may hold code: the cheap test before [`code_runs`].
pub fn is_suspicious(document: &Document<'_>, line: &Line) -> bool {
    if line.code_marks < FEWEST_MARKS {
        return false;
    }
    let bytes = document.text_of(line).as_bytes();
    let has_strong = memchr::memchr3(b'{', b'=', b';', bytes).is_some() || memchr::memchr3(b'}', b'_', b'\\', bytes).is_some();
    if has_strong && bytes.chunks(SUSPICION_CHUNK).scan(0, add_suspicion).any(|sum| sum >= SUSPICIOUS) {
        return true;
    }
    (line.code_marks >= FEWEST_QUOTES && memchr::memchr_iter(b'"', bytes).filter(|at| is_key_end(bytes, *at)).nth(1).is_some())
        || memchr::memchr_iter(b'(', bytes).any(|at| is_call(bytes, at))
}

/// `f("` and `:not(.x)`: a name, a parenthesis and what only code puts behind it.
fn is_call(bytes: &[u8], at: usize) -> bool {
    at > 0 && bytes[at - 1].is_ascii_alphanumeric() && matches!(bytes.get(at + 1), Some(b'"' | b'\'' | b'.' | b'#' | b'['))
}

/// The sum so far with the marks of a chunk.
fn add_suspicion(sum: &mut u32, chunk: &[u8]) -> Option<u32> {
    *sum += chunk.iter().map(|b| u32::from(SUSPICION[*b as usize])).sum::<u32>();
    Some(*sum)
}

/// `":"` and `","`: what stands between the strings of JSON and not between the words of prose.
fn is_key_end(bytes: &[u8], at: usize) -> bool {
    let next = |n: usize| bytes.get(at + n).copied();
    match next(1) {
        Some(b':') => matches!(next(2), Some(b'"' | b'{' | b'[')) || (next(2) == Some(b' ') && next(3) == Some(b'"')),
        Some(b',') => matches!(next(2), Some(b'"' | b'{' | b'[')),
        _ => false,
    }
}

/// Code marks of a line that has only quote marks between its strings.
const FEWEST_QUOTES: u32 = 6;
/// What a line's marks come to, by [`SUSPICION`], before it is read: two braces, or two strings in a call and an assignment.
const SUSPICIOUS: u32 = 6;
/// Bytes read before the sum is looked at.
const SUSPICION_CHUNK: usize = 256;

/// What a byte tells: braces and backslashes are hardly ever met in prose, quotes and parentheses in every text.
const SUSPICION: [u8; 256] = {
    let mut table = [0u8; 256];
    let classes: [(&[u8], u8); 3] = [(b"{}\\", 4), (b";=_<>[]|$&#", 2), (b"()\"'", 1)];
    let mut class = 0;
    while class < classes.len() {
        let (marks, weight) = classes[class];
        let mut at = 0;
        while at < marks.len() {
            table[marks[at] as usize] = weight;
            at += 1;
        }
        class += 1;
    }
    table
};

/// The stretches of code in a line, in order.
pub fn code_runs(document: &Document<'_>, line: &Line) -> Vec<CodeRun> {
    let text = document.text_of(line);
    let mut scan = Scan { text, bytes: text.as_bytes(), ..Scan::default() };
    scan.read();
    for run in &mut scan.runs {
        run.span = Span::new(run.span.start + line.span.start, run.span.end + line.span.start);
    }
    scan.runs
}

/// What is counted over a run.
#[derive(Clone, Copy, Debug, Default)]
struct Counts {
    machinery: u32,
    dense: u32,
    spaced: u32,
    statements: u32,
    browser: u32,
    css: u32,
    keys: u32,
    loose: u32,
    foreign: u32,
    tags: u32,
    depth: i32,
    lowest: i32,
}

#[derive(Default)]
struct Scan<'t> {
    text: &'t str,
    bytes: &'t [u8],
    runs: Vec<CodeRun>,
    /// First byte of the token (stretch without spaces) being read, and what it has earned.
    token: usize,
    token_joints: bool,
    token_letters: bool,
    token_digits: bool,
    token_is_free: bool,
    /// First token behind the last sentence end, and how many words ago that was.
    sentence: usize,
    sentence_words: u32,
    /// Words of a comment still to come that no sentence ends in: code follows it.
    anchor_words: u32,
    /// The quote mark of the string being read.
    string: Option<u8>,
    /// Words that cost nothing: those of a comment to the line's end, the values of a declaration.
    free_words: u32,
    block_comment: bool,
    /// For each parenthesis that is open, innermost first, whether it was a call's.
    calls: u64,
    /// The parenthesis closed last was a call's.
    closed_call: bool,
    /// A brace was opened and no joint met since.
    bare_brace: bool,
    /// Two braces were opened at once, as templates do: they are another rule's.
    in_template: bool,
    /// Commands of LaTeX met.
    latex: u32,
    /// The run being read.
    active: bool,
    start: usize,
    start_sentence: usize,
    start_words: u32,
    opened_string: bool,
    /// Words before it in the line.
    line_words_before: u32,
    line_words: u32,
    cut: bool,
    score: i32,
    counts: Counts,
    /// Its highest point.
    best: i32,
    best_end: usize,
    best_counts: Counts,
    words_since_best: u32,
}

const fn is_ident(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'$'
}

impl Scan<'_> {
    fn read(&mut self) {
        let mut at = 0;
        while let Some(&byte) = self.bytes.get(at) {
            at = match byte {
                b' ' | b'\t' => {
                    self.end_token(at);
                    self.token = at + 1;
                    at + 1
                }
                _ if is_ident(byte) => self.ident(at),
                0x80.. => {
                    self.token_letters = true;
                    at + 1
                }
                _ => self.mark(at, byte),
            };
        }
        self.end_token(self.bytes.len());
        self.finish(true);
    }

    fn at(&self, at: usize) -> u8 {
        self.bytes.get(at).copied().unwrap_or(b' ')
    }

    fn before(&self, at: usize) -> u8 {
        at.checked_sub(1).map_or(b' ', |at| self.at(at))
    }

    /// The byte before `at`, one space aside.
    fn last_filled(&self, at: usize) -> u8 {
        match self.before(at) {
            b' ' => self.before(at.saturating_sub(1)),
            byte => byte,
        }
    }

    fn add(&mut self, weight: i32, end: usize) {
        if weight == 0 {
            return;
        }
        self.token_joints = true;
        self.bare_brace = false;
        if !self.active {
            self.active = true;
            self.start = self.token;
            self.start_sentence = self.sentence;
            self.start_words = self.sentence_words;
            self.line_words_before = self.line_words;
            (self.score, self.best) = (0, 0);
            self.opened_string = false;
            self.cut = false;
            self.counts = Counts::default();
        }
        self.score += weight;
        if self.score > self.best {
            self.best = self.score;
            self.best_end = end;
            self.best_counts = self.counts;
            self.words_since_best = 0;
        } else if self.score <= 0 || self.best - self.score > FALL {
            self.finish(false);
        }
    }

    /// A name: what it is known as counts where code stands beside it.
    fn ident(&mut self, start: usize) -> usize {
        let mut end = start;
        let (mut camel, mut snake, mut digits) = (false, false, 0);
        while let Some(&byte) = self.bytes.get(end).filter(|b| is_ident(**b)) {
            camel |= byte.is_ascii_uppercase() && end > start && self.at(end - 1).is_ascii_lowercase();
            snake |= byte == b'_' && end > start && is_ident(self.at(end + 1));
            digits += usize::from(byte.is_ascii_digit());
            self.token_letters |= byte.is_ascii_alphabetic();
            self.token_digits |= byte.is_ascii_digit();
            end += 1;
        }
        let word = &self.bytes[start..end];
        let (prev, next) = (self.before(start), self.at(end));
        let joined = matches!(next, b'(' | b'=' | b'[' | b'{' | b'}' | b';' | b'"' | b'\'')
            || (matches!(next, b'.' | b':' | b',') && self.at(end + 1) != b' ')
            || matches!(prev, b'.' | b'"' | b'\'' | b'(' | b'[' | b'{' | b'!' | b',' | b':' | b';' | b'@' | b'=')
            || (next == b' ' && matches!(self.at(end + 1), b'=' | b'{') && self.at(end + 2) != b'=');
        let mut weight = 0;
        if camel && joined {
            weight += 4;
        }
        if snake {
            weight += 4;
        }
        if word[0] == b'$' && word.len() > 1 && !word[1].is_ascii_digit() {
            weight += 4;
        }
        if word.len() >= 20 && digits >= 4 && digits < word.len() {
            weight += 3;
        }
        if digits == 0 || !word[0].is_ascii_digit() {
            weight += self.known_weight(word, start, end, joined);
        } else if word.len() > 2 && joined_unit(word) {
            weight += 4;
        }
        self.add(weight, end);
        end
    }

    fn known_weight(&mut self, word: &[u8], start: usize, end: usize, joined: bool) -> i32 {
        match known(word) {
            Some(Known::Machinery) if joined => {
                self.counts.machinery += 1;
                15
            }
            Some(Known::Machinery) => 3,
            Some(Known::Browser) if joined => {
                self.counts.browser += 1;
                4
            }
            Some(Known::Foreign) => {
                self.counts.foreign +=
                    u32::from(matches!(self.at(end), b' ' | b',' | b')') && matches!(self.before(start), b' ' | b'(' | b'{' | b';' | b'='));
                0
            }
            Some(Known::Browser) => 0,
            Some(Known::Keyword) if joined => 3,
            Some(Known::Keyword) => {
                let declares = matches!(word, b"var" | b"const" | b"let" | b"function" | b"typeof" | b"new") && self.at(end) == b' ';
                self.token_is_free = true;
                if declares && (start == 0 || matches!(self.last_filled(start), b';' | b'}' | b'{' | b'(' | b'=' | b'/' | b' ')) {
                    6
                } else {
                    0
                }
            }
            Some(Known::CssWord) => {
                self.token_is_free = true;
                let declares = self.at(end) == b':' && (matches!(self.last_filled(start), b';' | b'{' | b'}') || self.at(end + 1) != b' ');
                self.counts.css += u32::from(declares);
                if declares { 6 } else { 0 }
            }
            Some(Known::Element) => {
                self.token_is_free = self.active && word.len() > 1;
                0
            }
            Some(Known::Css | Known::Shortcode) | None => self.hyphenated(start, end),
        }
    }

    /// A property of CSS of two words or more, from its first part on: one of the list, or any in a block.
    fn hyphenated(&mut self, start: usize, first_end: usize) -> i32 {
        if self.at(first_end) != b'-' || (self.before(start) == b'-' && is_ident(self.before(start.saturating_sub(1)))) {
            return 0;
        }
        let rest = &self.bytes[start..self.bytes.len().min(start + LONGEST_KNOWN)];
        let length = rest.iter().position(|b| !b.is_ascii_lowercase() && *b != b'-').unwrap_or(rest.len());
        let behind = self.at(start + length);
        if behind != b':' && (behind != b' ' || self.at(start + length + 1) != b':') {
            return 0;
        }
        let listed = known(&rest[..length]) == Some(Known::Css);
        let in_block = self.active && matches!(self.last_filled(start), b'{' | b';');
        self.counts.css += u32::from(listed || in_block);
        if listed || in_block {
            self.free_words = FREE_WORDS;
            9
        } else {
            0
        }
    }

    fn mark(&mut self, at: usize, byte: u8) -> usize {
        let (prev, next) = (self.before(at), self.at(at + 1));
        let end = at + 1;
        let tight = next != b' ';
        if prev == b' ' && self.active {
            self.counts.loose += u32::from(
                matches!(byte, b';' | b',')
                    || (byte == b'(' && next == b' ' && is_ident(self.before(at - 1)))
                    || (byte == b')' && self.before(at - 1) == b'('),
            );
            self.counts.foreign += u32::from(byte == b'-' && next == b'>');
        }
        if byte == b'<' && ((next == b' ' && self.at(at + 2).is_ascii_lowercase()) || (next == b'/' && self.at(at + 2) == b' ')) {
            self.counts.loose += 1;
        }
        if self.active && ((byte == b'{' && next == b'%') || (byte == b':' && next == b'=')) {
            self.counts.foreign += 1;
        }
        match byte {
            b'\\' => return self.backslash(at),
            b'"' | b'\'' | b'`' => self.quote(at, at, byte),
            b'{' | b'(' | b'[' => {
                let weight = self.opening(at, byte, prev, next);
                self.add(weight, end);
                self.counts.depth += 1;
                if self.best_end == end {
                    self.best_counts = self.counts;
                }
                if byte == b'(' {
                    self.calls = self.calls << 1 | u64::from(is_ident(prev) || weight > 0);
                }
                self.bare_brace = byte == b'{';
            }
            b'}' | b')' | b']' => {
                self.counts.depth -= 1;
                self.counts.lowest = self.counts.lowest.min(self.counts.depth);
                let weight = self.closing(at, byte, prev, next);
                self.add(weight, end);
            }
            b';' => {
                self.free_words = 0;
                self.semicolon(at, prev, next);
            }
            b'=' => self.equals(at, prev, next),
            b':' if next == b'/' && self.at(at + 2) == b'/' => return self.address(at),
            b':' => {
                let weight = match next {
                    b'{' | b'[' => 8,
                    _ if self.is_pseudo_class(end) => 8,
                    b':' => 5,
                    b' ' if matches!(self.at(at + 2), b'{' | b'[') => 6,
                    b' ' if matches!(self.at(at + 2), b'"' | b'\'') && is_ident(prev) => 4,
                    _ if prev.is_ascii_alphabetic() && (is_ident(next) || matches!(next, b'#' | b'.' | b'!' | b'-')) => 4,
                    _ => 0,
                };
                self.counts.keys += u32::from(matches!(prev, b'"' | b'\''));
                self.counts.foreign += u32::from(next == b':' && !self.is_pseudo_class(end + 1) && self.at(end + 1) != b'-');
                self.tally(weight, tight);
                self.add(weight, end);
            }
            b',' => {
                let joins = |b: u8| is_ident(b) || matches!(b, b'.' | b'#' | b'"' | b'\'' | b'{' | b'[' | b'}' | b']' | b')');
                let weight = if joins(prev) && joins(next) && !(prev.is_ascii_digit() && next.is_ascii_digit()) { 3 } else { 0 };
                self.tally(weight, true);
                self.add(weight, end);
            }
            b'.' => {
                let weight = match prev {
                    b' ' | b',' | b'}' | b'{' | b'>' | b'(' | b';' | b'/' if next.is_ascii_alphabetic() || next == b'_' => 5,
                    b')' | b']' | b'"' | b'\'' if next.is_ascii_lowercase() => 8,
                    _ => 0,
                };
                self.add(weight, end);
            }
            b'#' => {
                let hex = self.bytes[end..].iter().take(9).take_while(|b| b.is_ascii_hexdigit()).count();
                let digits = self.bytes[end..end + hex].iter().any(u8::is_ascii_digit);
                let weight = i32::from(matches!(hex, 3 | 4 | 6 | 8) && !is_ident(self.at(end + hex)) && (digits || prev == b':')) * 4;
                self.add(weight, end + hex);
            }
            b'/' => return self.slash(at, prev, next),
            b'*' if next == b'/' => {
                let closes = std::mem::take(&mut self.block_comment);
                self.add(8, end + 1);
                self.cut |= self.active && !closes && !self.opened_string;
                return at + 2;
            }
            b'&' | b'|' if next == byte => {
                self.add(9, end + 1);
                return at + 2;
            }
            b'!' if matches!(prev, b'(' | b'=' | b'&' | b'|' | b';' | b',')
                && (is_ident(next) || (next == b'!' && is_ident(self.at(at + 2)))) =>
            {
                self.add(6, end);
            }
            b'!' if self.bytes[end..].starts_with(b"important") => {
                self.counts.machinery += 1;
                self.add(15, end + 9);
                return end + 9;
            }
            b'@' => {
                let rules: [&[u8]; 6] = [b"media", b"font-face", b"import ", b"keyframes", b"supports", b"charset "];
                let keys: [&[u8]; 4] = [b"context\"", b"type\"", b"graph\"", b"id\""];
                if rules.iter().any(|r| self.bytes[end..].starts_with(r))
                    && matches!(self.last_filled(at), b' ' | b'}' | b'/' | b';' | b'{')
                {
                    self.counts.machinery += 1;
                    self.add(12, end);
                } else if prev == b'"' && keys.iter().any(|k| self.bytes[end..].starts_with(k)) {
                    self.counts.machinery += 1;
                    self.add(15, end);
                }
            }
            b'-' if next == b'-' && !is_ident(prev) && prev != b'-' && is_ident(self.at(at + 2)) => {
                let name = self.bytes[at + 2..].iter().take_while(|b| is_ident(**b) || **b == b'-').take(LONGEST_NAME).count();
                let declares = self.at(at + 2 + name) == b':';
                if declares {
                    self.free_words = FREE_WORDS;
                }
                self.counts.foreign += u32::from(prev == b' ' && matches!(self.at(at + 2 + name), b' ' | b'='));
                let weight = if declares || matches!(prev, b'(' | b'{' | b';') { 9 } else { 4 };
                self.add(weight, end + 1);
            }
            b'-' if matches!(prev, b' ' | b';' | b'{' | b':' | b',') && self.is_vendor(end) => {
                self.counts.machinery += 1;
                self.add(12, end);
            }
            b'<' => {
                self.counts.foreign +=
                    2 * u32::from(self.bytes[end..].starts_with(b"!doctype") || self.bytes[end..].starts_with(b"!DOCTYPE"));
                self.counts.tags += u32::from(next == b'/' || next.is_ascii_alphabetic());
                let weight = if next == b'!' || next == b'/' {
                    6
                } else if next.is_ascii_lowercase() {
                    2
                } else {
                    0
                };
                self.add(weight, end);
            }
            b'%' if next.is_ascii_hexdigit() && self.at(at + 2).is_ascii_hexdigit() && !prev.is_ascii_digit() => self.add(2, end),
            b'+' if (prev == b'"' || prev == b'\'' || next == b'"' || next == b'\'') && !prev.is_ascii_digit() => self.add(5, end),
            _ => {}
        }
        end
    }

    fn is_pseudo_class(&self, at: usize) -> bool {
        let names: [&[u8]; 9] = [b"hover", b"focus", b"not(", b"before", b"after", b"root", b"where(", b"nth-", b"first-"];
        names.iter().any(|n| self.bytes[at..].starts_with(n))
    }

    fn is_vendor(&self, at: usize) -> bool {
        let prefixes: [&[u8]; 4] = [b"webkit-", b"moz-", b"ms-", b"o-"];
        prefixes.iter().any(|p| self.bytes[at..].starts_with(p))
    }

    fn tally(&mut self, weight: i32, tight: bool) {
        if weight > 0 {
            self.counts.dense += u32::from(tight);
            self.counts.spaced += u32::from(!tight);
        }
    }

    fn opening(&mut self, at: usize, byte: u8, prev: u8, next: u8) -> i32 {
        let after_name = is_ident(prev);
        let weight = match byte {
            b'{' if self.latex > 0 || matches!(prev, b'^' | b'_') => 0,
            b'{' if next == b'{' || prev == b'{' => {
                self.in_template = true;
                0
            }
            b'{' if prev == b'$' => 8,
            b'{' if !next.is_ascii() => 2,
            b'{' => 12,
            b'(' if after_name => match next {
                b')' | b'"' | b'\'' | b'{' | b'[' | b'#' | b'!' => 10,
                b'f' if self.bytes[at + 1..].starts_with(b"function") => 14,
                _ => 4,
            },
            b'(' if next == b'f' && self.bytes[at + 1..].starts_with(b"function") => 15,
            b'(' if next == b'(' || next == b')' => 4,
            b'(' if matches!(prev, b')' | b']' | b';' | b'!' | b'=') => 6,
            b'[' if after_name && !next.is_ascii_digit() && next != b']' => 5,
            b'[' if matches!(next, b'"' | b'\'' | b'{') || matches!(prev, b'=' | b':' | b'(') => 8,
            b'[' if next == b']' => 6,
            _ => 0,
        };
        if byte == b'{' {
            self.tally(1, prev != b' ' || next != b' ');
        }
        weight
    }

    fn closing(&mut self, at: usize, byte: u8, prev: u8, next: u8) -> i32 {
        if byte == b')' {
            self.closed_call = self.calls & 1 == 1;
            self.calls >>= 1;
        }
        if byte == b'}' && self.latex > 0 {
            return 0;
        }
        if byte == b'}' && self.in_template {
            self.in_template = next == b'}';
            return 0;
        }
        if byte == b'}' && self.bare_brace && prev != b'{' {
            return BARE_BRACE;
        }
        if byte == b'}' {
            self.free_words = 0;
            self.counts.statements += 1;
            self.tally(1, prev != b' ' || (next != b' ' && next != b';' && next != b')' && next != b','));
            return 12;
        }
        match next {
            b'{' => {
                self.counts.dense += 1;
                10
            }
            b'(' if byte == b')' => 8,
            b')' | b'}' => 4,
            b';' => 4,
            b',' if byte == b']' && matches!(self.at(at + 3), b'[' | b'{') => 4,
            b']' | b'=' | b'&' | b'|' | b'?' if prev != b']' => 4,
            _ => 0,
        }
    }

    fn semicolon(&mut self, at: usize, prev: u8, next: u8) {
        let weight = match prev {
            b')' if !self.closed_call => 3,
            b')' | b'}' | b'"' | b'\'' | b']' | b'`' => 12,
            _ if self.is_entity(at) => {
                let quote = [b"&quot".as_slice(), b"&#34", b"&#39", b"&#x27", b"&#x22"].iter().any(|q| self.bytes[..at].ends_with(q));
                self.counts.keys += u32::from(quote && next == b':');
                if quote { 4 } else { 1 }
            }
            _ if is_ident(prev) && next != b' ' => 8,
            _ if (is_ident(prev) || prev == b'%') && self.active => 3,
            _ => 0,
        };
        if weight > 2 {
            self.counts.statements += 1;
            self.tally(1, next != b' ');
        }
        self.add(weight, at + 1);
    }

    /// True if the semicolon at `at` ends a character reference such as `&amp;`.
    fn is_entity(&self, at: usize) -> bool {
        let window = &self.bytes[at.saturating_sub(9)..at];
        window.iter().rposition(|b| *b == b'&').is_some_and(|amp| window[amp + 1..].iter().all(|b| is_ident(*b) || *b == b'#'))
    }

    fn equals(&mut self, at: usize, prev: u8, next: u8) {
        let weight = match (prev, next) {
            (b'=', _) => 0,
            (_, b'=') if self.at(at + 2) == b'=' && self.at(at + 3) == b'=' => 0,
            (_, b'=' | b'>') | (b'!' | b'+' | b'-' | b'|' | b'&' | b'<' | b'>', _) => 8,
            (_, b'"' | b'\'') if self.is_attribute(at) => 2,
            (_, b'"' | b'\'' | b'{' | b'[' | b'!') => 7,
            (b' ', b' ')
                if (is_ident(self.at(at + 2)) && !self.at(at + 2).is_ascii_uppercase())
                    || matches!(self.at(at + 2), b'"' | b'\'' | b'{' | b'[' | b'(' | b'!') =>
            {
                4
            }
            (_, b'f') if self.bytes[at + 1..].starts_with(b"function") => 12,
            (b' ', _) | (_, b' ') => 0,
            _ if is_ident(prev) || matches!(prev, b']' | b')') => 5,
            _ => 0,
        };
        self.tally(weight, prev != b' ' && next != b' ');
        self.add(weight, at + 1);
    }

    /// True if the `=` at `at` is that of an attribute of markup: its name stands behind a blank and is not declared.
    fn is_attribute(&self, at: usize) -> bool {
        let window = &self.bytes[at.saturating_sub(LONGEST_KNOWN)..at];
        let name = window.iter().rev().take_while(|b| is_ident(**b) || **b == b'-').count();
        let before = &window[..window.len() - name];
        name > 0 && before.ends_with(b" ") && ![b"var ".as_slice(), b"let ", b"const "].iter().any(|word| before.ends_with(word))
    }

    /// A quote mark at `at`; `start` is its backslash where it has one. `kind` tells the strings apart.
    fn quote(&mut self, start: usize, at: usize, kind: u8) {
        let (prev, next, over) = (self.before(start), self.at(at + 1), self.at(at + 2));
        if kind == b'\'' && prev.is_ascii_alphanumeric() && next.is_ascii_alphabetic() {
            return;
        }
        let closes = match next {
            b'}' | b']' | b';' | b':' => 8,
            b')' => 3,
            b',' if matches!(over, b'"' | b'\'' | b'{' | b'[' | b'\\' | b't' | b'f' | b'n' | b'0'..=b'9') => 8,
            b',' if over == b' ' && matches!(self.at(at + 3), b'"' | b'\'' | b'{') => 3,
            b' ' if matches!(over, b'}' | b']' | b'+' | b':' | b'=') => 6,
            _ => 0,
        };
        let opens = match prev {
            b'=' if self.is_attribute(start - 1) => 2,
            b'{' | b'[' | b'=' | b':' | b'+' => 6,
            b'(' => 4,
            b',' if !matches!(next, b' ' | b')') => 6,
            b' ' => match self.before(start.saturating_sub(1)) {
                b':' => 4,
                b'=' | b'+' | b'{' | b'[' | b'(' => 6,
                b',' => 1,
                _ => 0,
            },
            _ => 0,
        };
        if self.string == Some(kind) {
            self.string = None;
            self.tally(closes, next != b' ' && over != b' ');
            self.add(closes, at + 1);
        } else if self.string.is_some() {
            // A quote mark of another kind is a character of the string.
        } else if closes > 2 && opens < 6 && (prev != b' ' || next == b':') {
            self.add(closes, at + 1);
            self.cut |= self.active && !self.opened_string;
        } else if opens > 0 {
            self.tally(opens, prev != b' ');
            self.add(opens, at + 1);
            self.opened_string |= self.active;
            if opens >= 6 || prev == b'=' || (opens > 1 && self.score >= STRING_SCORE) {
                self.string = Some(kind);
            }
        }
    }

    fn backslash(&mut self, at: usize) -> usize {
        let hex = |from: usize, n: usize| self.bytes.len() >= from + n && self.bytes[from..from + n].iter().all(u8::is_ascii_hexdigit);
        let (weight, end) = match self.at(at + 1) {
            b'/' => (10, at + 2),
            b'"' => {
                self.add(4, at + 2);
                self.quote(at, at + 1, b'\\');
                return at + 2;
            }
            b'\'' => (4, at + 2),
            b'u' if hex(at + 2, 4) => (8, at + 6),
            b'x' if hex(at + 2, 2) => (6, at + 4),
            b'n' | b't' | b'r' if !self.at(at + 2).is_ascii_lowercase() || self.string.is_some() => (2, at + 2),
            next if next.is_ascii_lowercase() && self.at(at + 2).is_ascii_lowercase() && self.string.is_none() => {
                self.latex += 1;
                (LATEX, at + 1)
            }
            _ => (0, at + 1),
        };
        if weight == 10 {
            self.counts.machinery += 1;
        }
        let end = end.min(self.bytes.len());
        if weight > 0 || self.active {
            self.add(weight, end);
        }
        end
    }

    /// An address: nothing in it counts.
    fn address(&mut self, at: usize) -> usize {
        self.token_is_free = true;
        let rest = &self.bytes[at..];
        let length = rest
            .iter()
            .position(|b| matches!(b, b' ' | b'"' | b'\'' | b'<' | b'>' | b'\\' | b')' | b'}' | b'{' | b'`'))
            .unwrap_or(rest.len());
        if self.active && memchr::memmem::find(&rest[..length], b"/wp-").is_some() {
            self.counts.machinery += 1;
            self.add(6, at + length);
        }
        at + length
    }

    fn slash(&mut self, at: usize, prev: u8, next: u8) -> usize {
        if !self.active && self.token == at && self.sentence == at && matches!(next, b'/' | b'*') {
            self.anchor_words = ANCHOR_WORDS;
        }
        match (prev, next) {
            (_, b'*') => {
                self.block_comment = true;
                self.add(8, at + 2);
                at + 2
            }
            (b' ' | b';' | b'}' | b'{' | b',', b'/') if self.active => {
                self.free_words = FREE_WORDS;
                self.add(4, at + 2);
                at + 2
            }
            _ => at + 1,
        }
    }

    fn end_token(&mut self, end: usize) {
        if end > self.token {
            let plain = !self.token_joints && !self.token_is_free;
            if plain {
                self.words_since_best += u32::from(self.active && !self.token_digits);
            }
            let ends = self.ends_sentence(self.token, end);
            if self.active && plain && self.string.is_none() && !self.block_comment {
                if self.free_words > 0 {
                    self.free_words -= 1;
                } else {
                    let cost = if self.token_letters && !self.token_digits {
                        WORD_COST * (1 + ((end - self.token) / BYTES_A_WORD).min(8) as i32)
                    } else {
                        1
                    };
                    self.add(-cost, end);
                }
            }
            self.sentence_words += 1;
            self.line_words += 1;
            if self.anchor_words > 0 {
                self.anchor_words -= 1;
                self.sentence_words = 0;
            } else if ends {
                self.sentence = end + 1;
                self.sentence_words = 0;
            }
        }
        self.token_joints = false;
        self.token_letters = false;
        self.token_digits = false;
        self.token_is_free = false;
    }

    /// True if the token ends a sentence, closing quotes and brackets aside.
    fn ends_sentence(&self, start: usize, end: usize) -> bool {
        let last = self.bytes[end - 1];
        if last.is_ascii_alphanumeric() || matches!(last, b',' | b';' | b'{' | b'}') || self.token_joints {
            return false;
        }
        let Some(token) = self.text.get(start..end) else { return false };
        let mut closed = false;
        for c in token.chars().rev().take(4) {
            if is_sentence_end(c) {
                return true;
            }
            if !matches!(c, '"' | '\'' | '”' | '’' | ')' | ']' | '»' | '“') {
                return closed;
            }
            closed |= matches!(c, '"' | '”' | '»' | '“');
        }
        false
    }

    /// Ends the run being read, if any.
    fn finish(&mut self, at_end: bool) {
        if !self.active {
            return;
        }
        self.active = false;
        self.free_words = 0;
        if self.best < LEAST_SCORE {
            return;
        }
        let open = at_end && (self.string.is_some() || self.block_comment);
        let end = if at_end && (open || self.words_since_best <= TAIL_WORDS) { self.bytes.len() } else { self.best_end };
        let lead = if self.cut { STRING_LEAD_WORDS } else { LEAD_WORDS };
        let at_boundary = self.start_words <= lead;
        let start = if at_boundary { self.start_sentence.min(self.start) } else { self.start };
        let opens_cut = self.bytes.first().is_some_and(u8::is_ascii_lowercase);
        let start = if self.cut && opens_cut && self.runs.is_empty() && self.line_words_before <= CUT_LEAD_WORDS { 0 } else { start };
        let start = start.max(self.runs.last().map_or(0, |run| run.span.end));
        if start >= end {
            return;
        }
        let c = self.best_counts;
        let first = self.at(start);
        self.runs.push(CodeRun {
            span: Span::new(start, end),
            score: self.best,
            machinery: c.machinery,
            dense: c.dense,
            spaced: c.spaced,
            statements: c.statements,
            browser: c.browser,
            css: c.css,
            keys: c.keys,
            loose: c.loose,
            foreign: c.foreign,
            tags: c.tags,
            unbalanced: (c.depth - c.lowest + -c.lowest).unsigned_abs(),
            at_boundary,
            glued: at_boundary && start > 0 && start == self.start && end == self.bytes.len(),
            lead: if self.cut || start == self.start { 0 } else { self.start_words },
            cut: self.cut || matches!(first, b')' | b'}' | b']' | b',' | b';' | b':' | b'=' | b'"' | b'\''),
        });
    }
}

/// A number with a unit of CSS.
fn joined_unit(word: &[u8]) -> bool {
    let digits = word.iter().take_while(|b| b.is_ascii_digit()).count();
    digits > 0 && matches!(&word[digits..], b"px" | b"em" | b"rem" | b"vh" | b"vw" | b"ms")
}

/// True if the document's prose speaks of programming, so that code in it is taken for its own.
pub fn speaks_of_code(document: &Document<'_>) -> bool {
    programming_per_mille(document, |_| false) >= ABOUT_CODE
}

/// Words of programming in a thousand words of a text from which on its code is taken for the text's own.
pub const ABOUT_CODE: u32 = 2;

/// Words of programming in a thousand words of the document's prose: lines that are not mostly code marks and that `is_code`
/// does not name (by their place among the filled lines).
pub fn programming_per_mille(document: &Document<'_>, is_code: impl Fn(usize) -> bool) -> u32 {
    let (mut words, mut hits) = (0u64, 0u64);
    for (at, line) in document.filled_lines() {
        if line.code_marks * MARKS_OF_TALK >= line.letters || is_code(at) {
            continue;
        }
        words += u64::from(line.words);
        hits += document.hits_of(line).iter().filter(|hit| hit.class == "programming").count() as u64;
    }
    if hits < FEWEST_HITS { 0 } else { (hits * 1000 / words.max(FEWEST_WORDS)) as u32 }
}

/// A line that talks about code may quote some of it, and still has so many letters for each code mark.
const MARKS_OF_TALK: u32 = 6;
/// Prose has at least so many letters for each code mark.
pub const MARKS_OF_PROSE: u32 = 12;
/// One word of programming says nothing.
const FEWEST_HITS: u64 = 2;
/// Shorter texts are counted as if they had so many words.
const FEWEST_WORDS: u64 = 50;
