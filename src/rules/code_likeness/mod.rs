//! Where in a line code stands, and of what kind it is: shared by the rules for left-over code and markup.
//!
//! One pass over a line's bytes. Every place where punctuation stands as it does in code and not in prose (`){`, `":"`, `=>`,
//! `;x`, `\/`) is a *joint* and adds to a running score; every plain word outside a string takes away from it. A run of code is
//! a stretch where the score climbs; it ends at its highest point once the score has fallen far enough behind (the best segment
//! of a sum, found on the go: constant memory, linear time, whatever the input).

mod joints;
mod talk;
mod words;

pub use talk::{ABOUT_CODE, MARKS_OF_PROSE, MARKS_OF_TALK, Talk, mentions_code, speaks_of_code};
pub use words::{Known, is_known};

use crate::document::{Document, Line, Span, is_sentence_end};
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
const FEWEST_MARKS: u32 = 2;
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
        self.score = self.score.saturating_add(weight);
        if self.score > self.best {
            self.best = self.score;
            self.best_end = end;
            self.best_counts = self.counts;
            self.words_since_best = 0;
        } else if self.score <= 0 || self.best - self.score > FALL {
            self.finish(false);
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
        if !at_end {
            (self.string, self.block_comment) = (None, false);
        }
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
