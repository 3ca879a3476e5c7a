//! What a line of text is judged by, where there is no markup to go by.
//!
//! Training reads the same rows that the program scores, so a feature is written once, here.

use super::facts::{Facts, Texts};
use super::row::{FAR, Features, LONG_WORDS, address_words, copies, features, flag, pair, share, since, to_next};
use super::vocabulary::{Kind, Vocabulary};
use crate::document::{Action, Document, Finding, Line};
use crate::html::page::hash_bytes;

features! {
    // The line itself.
    words, bytes, word_length, capitals, digits, marks, code_marks, commas, stops, separators, ats, calls, ends_sentence, ends_colon,
    ends_dots, starts_capital, starts_lower, starts_digit, starts_mark, is_heading, all_capitals, capital_words, has_copyright,
    links, address_share, frequent_share, phrases, phrase_share, phrase_weight, phrase_least, word_weight, word_mean, word_least,
    word_greatest, pair_weight, pair_mean, pair_least, url_share, site_share, repeated, repeated_shape, mean_stop,
    // What rules say of it.
    asked, asked_weight, asked_near,
    // Where it stands.
    index, from_end, place, words_before, words_behind, to_long_before, to_long_behind, behind_heading, heading_weight,
    heading_phrases, behind_blank, before_blank,
    // Its surroundings.
    weight_3, weight_8, weight_5_before, weight_5_behind, weight_before, weight_behind, words_3, words_8, long_3, long_8, links_8,
    run_lines, run_words, run_place, run_weight,
    // The text.
    page_lines, page_words, page_mean, page_long, page_long_words, page_weight, page_short, page_sentences, page_links, page_repeated,
    page_asked, page_blank,
    // What the first stage says of it and of what is around it.
    score, score_before, score_behind, score_page, score_greatest, score_1, score_3, score_8, score_5_before, score_5_behind,
    score_run, score_heading,
}

/// Sums over the lines up to each, so that those over a window take two look-ups.
#[derive(Debug)]
struct Sums(Vec<Sum>);

impl Sums {
    fn of(lines: impl Iterator<Item = Sum>) -> Self {
        let mut sum = Sum::default();
        let sums = lines.map(|line| {
            sum = sum.with(&line, 1.0);
            sum
        });
        Self([Sum::default()].into_iter().chain(sums).collect())
    }

    /// The sum over the lines from `from` up to, not with, `to`.
    fn over(&self, from: usize, to: usize) -> Sum {
        let to = to.min(self.0.len() - 1);
        self.0[to].with(&self.0[from.min(to)], -1.0)
    }

    fn total(&self) -> Sum {
        self.over(0, usize::MAX)
    }
}

/// Lines one after the other that are all long, or all not.
#[derive(Clone, Copy, Debug, Default)]
struct Run {
    start: usize,
    end: usize,
}

/// What the lines up to each add up to.
#[derive(Clone, Copy, Debug, Default)]
struct Sum {
    lines: f32,
    words: f32,
    /// The mean weights of each line's words.
    weight: f32,
    long: f32,
    long_words: f32,
    /// Lines of up to three words.
    short: f32,
    sentences: f32,
    links: f32,
    asked: f32,
    repeated: f32,
}

impl Sum {
    /// This and so many times the other.
    fn with(&self, other: &Self, times: f32) -> Self {
        Self {
            lines: self.lines + times * other.lines,
            words: self.words + times * other.words,
            weight: self.weight + times * other.weight,
            long: self.long + times * other.long,
            long_words: self.long_words + times * other.long_words,
            short: self.short + times * other.short,
            sentences: self.sentences + times * other.sentences,
            links: self.links + times * other.links,
            asked: self.asked + times * other.asked,
            repeated: self.repeated + times * other.repeated,
        }
    }

    fn mean_weight(&self) -> f32 {
        self.weight / self.lines.max(1.0)
    }
}

/// What is computed once for a document, before its rows.
struct Context<'a> {
    document: &'a Document<'a>,
    texts: &'a Texts,
    vocabulary: &'a Vocabulary,
    lines: Vec<&'a str>,
    /// For each line how many links it holds, and the share of it that they take.
    links: Vec<(f32, f32)>,
    /// For each line how near rules are to taking it, and the weight of the rule that is nearest.
    asked: Vec<(f32, f32)>,
    /// How often each line, and each one's shape, stands in the document.
    repeated: Vec<f32>,
    repeated_shapes: Vec<f32>,
    sums: Sums,
    runs: Vec<Run>,
    /// For each line, how far behind it the next long one is.
    to_long: Vec<f32>,
    /// Words of the address.
    url: Vec<u32>,
    site: String,
}

impl<'a> Context<'a> {
    fn new(document: &'a Document<'a>, findings: &[Finding], texts: &'a Texts, vocabulary: &'a Vocabulary, url: Option<&str>) -> Self {
        let facts = &texts.facts;
        let lines: Vec<&str> = document.filled_lines().map(|(_, line)| document.text_of(line)).collect();
        let links: Vec<(f32, f32)> = lines.iter().map(|line| addresses(line)).collect();
        let repeated = copies(facts.iter().map(|own| own.text));
        let repeated_shapes = copies(lines.iter().map(|line| shape(line)));
        let asked = asked(document, findings, vocabulary);
        let sums = Sums::of(facts.iter().zip(&links).zip(&asked).zip(&repeated).map(|(((own, (links, _)), (asked, _)), repeated)| {
            let words = own.line.words as f32;
            let long = flag(is_long(own));
            Sum {
                lines: 1.0,
                words,
                weight: own.word_weight.0 / own.words.len().max(1) as f32,
                long,
                long_words: long * words,
                short: flag(own.line.words <= 3),
                sentences: flag(own.line.ends_sentence),
                links: *links,
                asked: flag(*asked > 0.0),
                repeated: flag(*repeated > 1.0),
            }
        }));
        let mut runs = Vec::with_capacity(facts.len());
        for run in facts.chunk_by(|a, b| is_long(a) == is_long(b)) {
            let start = runs.len();
            runs.resize(start + run.len(), Run { start, end: start + run.len() });
        }
        let to_long = to_next(facts.iter().map(is_long));
        let site = document.site.unwrap_or_default().to_ascii_lowercase();
        Self {
            document,
            texts,
            vocabulary,
            lines,
            links,
            asked,
            repeated,
            repeated_shapes,
            sums,
            runs,
            to_long,
            url: address_words(url),
            site,
        }
    }

    /// What holds for every line of the document.
    fn page(&self) -> Row {
        let total = self.sums.total();
        let lines = total.lines.max(1.0);
        Row {
            page_lines: total.lines,
            page_words: total.words,
            page_mean: total.words / lines,
            page_long: total.long / lines,
            page_long_words: total.long_words / total.words.max(1.0),
            page_weight: total.weight / lines,
            page_short: total.short / lines,
            page_sentences: total.sentences / lines,
            page_links: total.links / lines,
            page_repeated: total.repeated / lines,
            page_asked: total.asked / lines,
            page_blank: (self.document.lines.len() as f32 - total.lines) / lines,
            ..Row::default()
        }
    }

    fn place(&self, row: &mut Row, at: usize) {
        let (document, count) = (self.document, self.lines.len());
        let line = document.filled[at] as usize;
        let is_blank = |line: Option<&Line>| flag(line.is_none_or(Line::is_blank));
        row.index = at as f32;
        row.from_end = (count - at) as f32;
        row.place = at as f32 / count as f32;
        row.to_long_behind = self.to_long[at];
        row.behind_blank = is_blank(line.checked_sub(1).and_then(|line| document.lines.get(line)));
        row.before_blank = is_blank(document.lines.get(line + 1));
        let total = self.sums.total();
        let (before, behind) = (self.sums.over(0, at), self.sums.over(at + 1, count));
        row.words_before = before.words / total.words.max(1.0);
        row.words_behind = behind.words / total.words.max(1.0);
        row.weight_before = before.mean_weight();
        row.weight_behind = behind.mean_weight();
    }

    fn surroundings(&self, row: &mut Row, at: usize) {
        let around = |n: usize| self.sums.over(at.saturating_sub(n), at + n + 1);
        let (three, eight) = (around(3), around(8));
        row.weight_3 = three.mean_weight();
        row.weight_8 = eight.mean_weight();
        (row.words_3, row.words_8) = (three.words, eight.words);
        (row.long_3, row.long_8) = (three.long / three.lines, eight.long / eight.lines);
        row.links_8 = eight.links / eight.lines;
        row.asked_near = three.asked - flag(self.asked[at].0 > 0.0);
        row.weight_5_before = self.sums.over(at.saturating_sub(5), at).mean_weight();
        row.weight_5_behind = self.sums.over(at + 1, at + 6).mean_weight();
        let run = self.runs[at];
        let of_run = self.sums.over(run.start, run.end);
        row.run_lines = of_run.lines;
        row.run_words = of_run.words;
        row.run_place = (at - run.start) as f32;
        row.run_weight = of_run.mean_weight();
    }

    fn text(&self, row: &mut Row, at: usize) {
        let (line, facts, words) = (self.lines[at], &self.texts.facts[at], self.texts.words_of(at));
        own_facts(row, line, facts, words, self.vocabulary);
        (row.links, row.address_share) = self.links[at];
        row.url_share = share(words, &self.url);
        row.site_share = if facts.line.words <= LONG_WORDS && !self.site.is_empty() { site_share(line, &self.site) } else { 0.0 };
        row.repeated = self.repeated[at];
        row.repeated_shape = self.repeated_shapes[at];
        (row.asked, row.asked_weight) = self.asked[at];
    }
}

fn is_long(facts: &Facts) -> bool {
    facts.line.words >= LONG_WORDS
}

/// For each filled line what the rules that want all of it have beyond what they need, 3 for just enough, and the weight of the
/// rule that has the most.
fn asked(document: &Document<'_>, findings: &[Finding], vocabulary: &Vocabulary) -> Vec<(f32, f32)> {
    let mut asked = vec![(0.0, 0.0); document.filled.len()];
    for finding in findings.iter().filter(|f| f.action == Action::Remove) {
        if let Some(at) = document.filled_place(finding.span) {
            let surplus = 3.0 + finding.evidence.kinds() as f32 - finding.danger.kinds_needed() as f32;
            if asked[at].0 < surplus {
                asked[at] = (surplus, vocabulary.weight(Kind::Attribute, hash_bytes(finding.rule.as_bytes())));
            }
        }
    }
    asked
}

/// The rows of a document's lines, blank ones left out, with what stage two needs to know of them.
#[derive(Debug)]
pub struct Lines {
    /// The rows.
    pub features: Features,
    words: Vec<f32>,
    runs: Vec<Run>,
    /// The heading that each line stands under.
    headings: Vec<Option<usize>>,
}

impl Lines {
    /// The features of a document's lines, for which rules have asked for `findings`.
    #[must_use]
    pub fn of(document: &Document<'_>, findings: &[Finding], texts: &Texts, vocabulary: &Vocabulary, url: Option<&str>) -> Self {
        let context = Context::new(document, findings, texts, vocabulary, url);
        let facts = &texts.facts;
        let count = facts.len();
        let page = context.page();
        let mut features = Features::new(NAMES.len(), count);
        let mut since_long = FAR;
        let mut heading: Option<usize> = None;
        let mut headings = Vec::with_capacity(count);
        for (at, own) in facts.iter().enumerate() {
            let mut row = page;
            context.text(&mut row, at);
            context.place(&mut row, at);
            context.surroundings(&mut row, at);
            row.to_long_before = since_long;
            row.behind_heading = FAR;
            if let Some(heading) = heading {
                row.behind_heading = (at - heading) as f32;
                row.heading_weight = facts[heading].word_weight.0;
                row.heading_phrases = facts[heading].phrase_share;
            }
            row.limit();
            features.set(at, 0, &row.into_array());
            since_long = since(is_long(own), since_long);
            headings.push(heading);
            let heads_text = own.line.words <= LONG_WORDS && !own.line.ends_sentence && facts.get(at + 1).is_some_and(is_long);
            if row.is_heading > 0.0 || heads_text {
                heading = Some(at);
            }
        }
        let words = facts.iter().map(|own| own.line.words as f32).collect();
        Self { features, words, runs: context.runs, headings }
    }

    /// Puts what a stage says of the lines into their rows.
    pub(super) fn set_scores(&mut self, scores: &[f32]) {
        let count = scores.len();
        // Up to each line: scores, and scores by words.
        let mut plain = vec![0.0];
        let mut weighed = vec![[0.0, 0.0]];
        let (mut sum, mut by_words) = (0.0, [0.0, 0.0]);
        for (score, words) in scores.iter().zip(&self.words) {
            sum += score;
            by_words = [by_words[0] + score * words, by_words[1] + words];
            plain.push(sum);
            weighed.push(by_words);
        }
        let mean = |from: usize, to: usize| (plain[to] - plain[from]) / to.saturating_sub(from).max(1) as f32;
        let share = |from: usize, to: usize| (weighed[to][0] - weighed[from][0]) / (weighed[to][1] - weighed[from][1]).max(1.0);
        let page = share(0, count);
        let greatest = scores.iter().copied().fold(0.0, f32::max);
        for (at, score) in scores.iter().enumerate() {
            let (before, behind) = (|n: usize| at.saturating_sub(n), |n: usize| (at + n + 1).min(count));
            let run = self.runs[at];
            let filled = [
                *score,
                share(0, at),
                share(at + 1, count),
                page,
                greatest,
                mean(before(1), behind(1)),
                mean(before(3), behind(3)),
                share(before(8), behind(8)),
                share(before(5), at),
                share(at + 1, behind(5)),
                mean(run.start, run.end),
                self.headings[at].map_or(-1.0, |heading| scores[heading]),
            ];
            self.features.set(at, NAMES.len() - filled.len(), &filled);
        }
    }
}

impl Row {
    /// Cuts off what grows with the text where labelled texts end, about one in ten or twenty of which is larger: trees that have never
    /// seen a longer one would say anything of it.
    fn limit(&mut self) {
        let limits = [
            (&mut self.words, 120.0),
            (&mut self.bytes, 600.0),
            (&mut self.commas, 20.0),
            (&mut self.stops, 10.0),
            (&mut self.links, 10.0),
            (&mut self.word_weight, 60.0),
            (&mut self.pair_weight, 60.0),
            (&mut self.repeated, 20.0),
            (&mut self.repeated_shape, 50.0),
            (&mut self.mean_stop, 60.0),
            (&mut self.index, 200.0),
            (&mut self.from_end, 200.0),
            (&mut self.behind_heading, FAR),
            (&mut self.words_3, 600.0),
            (&mut self.words_8, 1200.0),
            (&mut self.run_lines, 60.0),
            (&mut self.run_place, 60.0),
            (&mut self.run_words, 1500.0),
            (&mut self.page_lines, 300.0),
            (&mut self.page_words, 3000.0),
            (&mut self.page_mean, 60.0),
        ];
        for (value, most) in limits {
            *value = value.min(most);
        }
    }
}

fn own_facts(row: &mut Row, text: &str, facts: &Facts, own: &[u32], vocabulary: &Vocabulary) {
    row.count(text, facts, own.len());
    let body = text.trim_start_matches(['#', '-', '*', '•', '·', '|', '>', ' ']);
    let first = body.chars().next().unwrap_or(' ');
    row.calls = flag(text.ends_with(['!', '?', '！', '？']));
    row.ends_dots = flag(text.ends_with("...") || text.ends_with('…'));
    row.starts_capital = flag(first.is_uppercase());
    row.starts_lower = flag(first.is_lowercase());
    row.starts_digit = flag(first.is_ascii_digit());
    row.starts_mark = flag(body.len() != text.len());
    row.is_heading = flag(text.starts_with('#'));
    if facts.line.words <= HEADING_WORDS {
        let capitals = text.split(' ').filter(|w| w.starts_with(char::is_uppercase)).count();
        row.capital_words = capitals as f32 / facts.line.words.max(1) as f32;
    }
    for two in own.windows(2) {
        let weight = vocabulary.weight(Kind::Pair, pair(two));
        row.pair_weight += weight;
        row.pair_least = row.pair_least.min(weight);
    }
    row.pair_mean = row.pair_weight / own.len().max(1) as f32;
}

/// In lines of more words, capitals at the beginning of words say nothing.
const HEADING_WORDS: u32 = 24;

/// Links in a line and the share of it that addresses and the marks of links take.
fn addresses(text: &str) -> (f32, f32) {
    if memchr::memchr(b'/', text.as_bytes()).is_none() {
        return (0.0, 0.0);
    }
    let mut links = 0.0;
    let mut taken = 0usize;
    for (at, _) in text.match_indices("](").chain(text.match_indices("://")).take(64) {
        let end = text[at..].find([')', ' ']).unwrap_or(text.len() - at);
        taken += end;
        links += 1.0;
    }
    (links, (taken as f32 / text.len() as f32).min(1.0))
}

/// Hash of a line's beginning without its small letters, its digits and capital letters masked.
fn shape(text: &str) -> u64 {
    let bytes = text.as_bytes();
    let masked = bytes[..bytes.len().min(SHAPED_BYTES)].iter().filter(|b| !b.is_ascii_lowercase()).map(|b| match b {
        b'0'..=b'9' => b'0',
        b'A'..=b'Z' => b'A',
        _ => *b,
    });
    masked.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// Lines of one kind begin alike.
const SHAPED_BYTES: usize = 32;

/// The share of a line's words that stand in the site's name.
fn site_share(text: &str, site: &str) -> f32 {
    let (mut of, mut all) = (0.0f32, 0.0f32);
    for word in text.as_bytes().split(|b| !b.is_ascii_alphanumeric()).filter(|word| !word.is_empty()) {
        all += 1.0;
        of += flag(word.len() > 2 && site.as_bytes().windows(word.len()).any(|part| part.eq_ignore_ascii_case(word)));
    }
    of / all.max(1.0)
}
