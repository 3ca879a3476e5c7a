//! The inputs, made by code: the same on every machine, and nobody's text.

use boiloff::rules::lexicon::{LANGUAGES, entries};

/// About the size of a long article, in bytes.
pub const SIZE: usize = 64 << 10;

/// The inputs by name.
pub const INPUTS: [&str; 5] = ["empty", "clean-prose", "dense-noise", "one-long-line", "non-ascii"];

/// The input of that name.
pub fn input(name: &str) -> String {
    match name {
        "clean-prose" => lines(ENGLISH, SIZE),
        "dense-noise" => noise(SIZE),
        "one-long-line" => lines(ENGLISH, SIZE).replace('\n', " "),
        "non-ascii" => lines(RUSSIAN, SIZE / 3) + &lines(GERMAN, SIZE / 3) + &lines(JAPANESE, SIZE / 3),
        _ => String::new(),
    }
}

/// A corpus of documents of many sizes, each prose with noise at its head, in its midst and at its end.
pub fn corpus(bytes: usize) -> Vec<String> {
    let mut documents = Vec::new();
    let mut numbers = Numbers(7);
    let mut made = 0;
    while made < bytes {
        let size = 500 + numbers.below(12_000);
        let prose = lines(ENGLISH, size);
        let middle = prose.lines().count() / 2;
        let mut document = noise(200 + numbers.below(400));
        for (n, line) in prose.lines().enumerate() {
            if n == middle {
                document += &noise(100);
            }
            document += line;
            document += "\n";
        }
        document += &noise(600 + numbers.below(1_500));
        made += document.len();
        documents.push(document);
    }
    documents
}

/// Knuth's linear congruential numbers: good enough to mix words.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % end
    }
}

/// The words of a language, what stands between them, and what ends a sentence.
type Language = (&'static [&'static str], &'static str, &'static str);

const ENGLISH: Language = (
    &[
        "the", "harbour", "of", "a", "council", "storm", "had", "bridge", "in", "winter", "people", "to", "who", "spoke", "river", "and",
        "against", "new", "plan", "for", "with", "mayor", "slowly", "agreed", "after", "long", "evening", "old", "engine", "repaired",
    ],
    " ",
    ". ",
);
const RUSSIAN: Language =
    (&["город", "река", "вечером", "мост", "старый", "люди", "говорили", "и", "в", "на", "ремонт", "долго"], " ", ". ");
const GERMAN: Language = (&["Brücke", "über", "größer", "Hafen", "früh", "und", "die", "Straße", "möchte", "süß", "Öl", "wäre"], " ", ". ");
const JAPANESE: Language = (&["東京", "の", "橋", "は", "冬", "に", "修理", "された", "人々", "が", "話した"], "", "。");

/// Paragraphs of a few sentences, one a line.
fn lines((words, between, stop): Language, bytes: usize) -> String {
    let mut numbers = Numbers(1);
    let mut out = String::new();
    while out.len() < bytes {
        for _ in 0..=numbers.below(4) {
            for n in 0..8 + numbers.below(14) {
                out += if n == 0 { "" } else { between };
                out += words[numbers.below(words.len())];
            }
            out += stop;
        }
        out.truncate(out.trim_end().len());
        out += "\n";
    }
    out
}

/// Every phrase of the English and the common list in turn, each as a line.
fn noise(bytes: usize) -> String {
    let lists = LANGUAGES.iter().filter(|(tag, _)| ["any", "en"].contains(tag));
    let phrases: Vec<&str> = lists.flat_map(|(_, text)| entries(text)).map(|e| e.phrase).collect();
    let mut numbers = Numbers(3);
    let mut out = String::new();
    while out.len() < bytes {
        out += phrases[numbers.below(phrases.len())];
        out += "\n";
    }
    out
}
