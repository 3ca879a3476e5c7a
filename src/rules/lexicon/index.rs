//! Phrases by their heads, so that a word of a text is asked for all of them at once.

use std::ops::Range;

use super::Hit;
use super::phrase::Phrase;

/// Phrases by their heads: their first eight bytes, or four of the shorter ones, since a look-up has to know how many.
#[derive(Debug)]
pub(super) struct Index {
    long: Table,
    short: Table,
}

/// Phrases by a hash of their heads.
#[derive(Debug)]
struct Table {
    /// The bytes of a head.
    mask: u64,
    phrases: Vec<Phrase>,
    /// How many bits of a hash name a bucket.
    bits: u32,
    /// One bit for each hash, four bits longer than a bucket's, that some phrase has.
    filter: Vec<u64>,
    /// Where the phrases of a hash start in `phrases`; one more entry closes the last.
    buckets: Vec<u32>,
}

/// Bytes of a head.
const LONG_HEAD: usize = 8;
/// The bytes of a short phrase's head.
const SHORT_HEAD: u64 = 0xffff_ffff;
/// How many bits longer a hash in the filter is than one that names a bucket: one look-up in thirty comes upon a phrase's bit by
/// chance, and only those leave the near caches.
const FILTER_BITS: u32 = 4;

impl Index {
    pub(super) fn new(phrases: Vec<Phrase>) -> Self {
        let (long, short) = phrases.into_iter().partition(|p| p.folded.len() >= LONG_HEAD);
        Self { long: Table::new(u64::MAX, long), short: Table::new(SHORT_HEAD, short) }
    }

    /// False if no phrase stands where a text starts with these eight bytes. Most words of a text are told by this alone.
    pub(super) fn may_have(&self, text: u64) -> bool {
        self.long.may_have(text) | self.short.may_have(text)
    }

    /// Adds the phrases that stand at `at` of a padded line to `hits`. Rare, so kept out of the loop that asks.
    #[cold]
    pub(super) fn confirm(&self, folded: &[u8], words: Range<usize>, at: usize, line: u32, hits: &mut Vec<Hit>) {
        let text = folded[at..].first_chunk().map_or(0, |sixteen| u128::from_le_bytes(*sixteen));
        let head = text as u64;
        for phrase in self.long.at(head).iter().chain(self.short.at(head)) {
            if (phrase.start ^ text) & phrase.mask != 0 {
                continue;
            }
            if let Some(end) = phrase.stands(&folded[..words.end], words.start, at) {
                hits.push(phrase.hit(line, end - at, at - words.start, words.end - end));
            }
        }
    }

    pub(super) fn len(&self) -> usize {
        self.long.phrases.len() + self.short.phrases.len()
    }
}

impl Table {
    fn new(mask: u64, mut phrases: Vec<Phrase>) -> Self {
        let bits = phrases.len().next_power_of_two().max(4).ilog2();
        let hash = |phrase: &Phrase, bits| hash(phrase.head() & mask, bits);
        phrases.sort_by_cached_key(|phrase| hash(phrase, bits));
        for bucket in phrases.chunk_by_mut(|a, b| hash(a, bits) == hash(b, bits)) {
            bucket.sort_by(|a, b| a.key().cmp(&b.key()));
        }
        phrases.dedup_by(|a, b| a.key() == b.key());
        let mut filter = vec![0u64; (1 << (bits + FILTER_BITS)) / 64];
        let mut buckets = vec![0u32; (1 << bits) + 1];
        for phrase in &phrases {
            let at = hash(phrase, bits + FILTER_BITS);
            filter[at / 64] |= 1 << (at % 64);
            buckets[hash(phrase, bits) + 1] += 1;
        }
        for at in 1..buckets.len() {
            buckets[at] += buckets[at - 1];
        }
        Self { mask, phrases, bits, filter, buckets }
    }

    fn may_have(&self, text: u64) -> bool {
        let at = hash(text & self.mask, self.bits + FILTER_BITS);
        self.filter[at / 64] >> (at % 64) & 1 == 1
    }

    /// The phrases whose heads have the hash of the text's first bytes.
    fn at(&self, text: u64) -> &[Phrase] {
        let bucket = hash(text & self.mask, self.bits);
        &self.phrases[self.buckets[bucket] as usize..self.buckets[bucket + 1] as usize]
    }
}

/// The upper bits of a product with a large odd number (2^64 divided by the golden ratio).
const fn hash(head: u64, bits: u32) -> usize {
    (head.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (64 - bits)) as usize
}
