//! How much each word speaks for main content, fitted from labelled pages.

/// Kinds of words, kept apart: "content" in a class says something else than in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub enum Kind {
    /// Of an element's class, id or role.
    Attribute = 0,
    /// The class of a lexicon's phrase.
    Phrase = 0x5bd1_e995,
    /// Of a block's text.
    Text = 0x27d4_eb2f,
    /// Two neighbouring words of a text.
    Pair = 0x1656_67b1,
}

/// Weights of words by their hash.
///
/// Every word of a text is looked up, most of them in vain, so that each takes the same few steps, without a branch: those words that
/// share the lower bits of their hash stand in one bucket and are compared by the upper half of it.
#[derive(Clone, Debug, Default)]
pub struct Vocabulary {
    /// A power of two of them.
    buckets: Vec<Bucket>,
}

/// Words, each as the upper half of its hash and below it the weight in [`STEPS`], 16 bits each.
type Bucket = [u32; 4];

/// Steps of a weight by one.
const STEPS: f32 = 100.0;

impl Vocabulary {
    /// A vocabulary of these words, the weights rounded to hundredths. Where too many words share a bucket, about one in a hundred, the
    /// greatest weights stay.
    #[must_use]
    pub fn new(words: &[(u32, f32)]) -> Self {
        let mut words: Vec<(u32, i16)> = words.iter().map(|(hash, weight)| (*hash, (weight * STEPS).round() as i16)).collect();
        words.sort_unstable_by_key(|(hash, weight)| (std::cmp::Reverse(weight.unsigned_abs()), *hash));
        let mut buckets = vec![Bucket::default(); words.len().next_power_of_two()];
        let mask = buckets.len() - 1;
        for (hash, weight) in words {
            if let Some(free) = buckets[hash as usize & mask].iter_mut().find(|entry| **entry == 0) {
                *free = hash & 0xffff_0000 | u32::from(weight.cast_unsigned());
            }
        }
        Self { buckets }
    }

    /// The weight of a word: positive for main content, 0 if it is not known.
    #[must_use]
    pub fn weight(&self, kind: Kind, hash: u32) -> f32 {
        let hash = hash ^ kind as u32;
        let Some(mask) = self.buckets.len().checked_sub(1) else { return 0.0 };
        let bucket = &self.buckets[hash as usize & mask];
        let of = |entry: u32| if entry >> 16 == hash >> 16 { i32::from(entry as u16 as i16) } else { 0 };
        bucket.iter().map(|entry| of(*entry)).sum::<i32>() as f32 / STEPS
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::html::page::hash_bytes;

    #[test]
    fn words_have_their_weights_and_others_none() {
        let words: Vec<(u32, f32)> = (0..9000).map(|n: i32| (hash_bytes(&n.to_le_bytes()), (n % 601 - 300) as f32 / 100.0)).collect();
        let vocabulary = Vocabulary::new(&words);
        let missed = words.iter().filter(|(hash, weight)| vocabulary.weight(Kind::Attribute, *hash) != *weight).count();
        assert!(missed < 90, "{missed}");
        let strange = (0..9000).filter(|n: &i32| vocabulary.weight(Kind::Text, hash_bytes(&n.to_le_bytes())) != 0.0).count();
        assert!(strange < 9, "{strange}");
        assert_eq!(Vocabulary::default().weight(Kind::Text, 7), 0.0);
    }
}
