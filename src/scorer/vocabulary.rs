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
#[derive(Clone, Debug, Default)]
pub struct Vocabulary {
    /// Hash and weight, at the first free place from the hash on; a hash of 0 is a free place. The length is a power of two.
    slots: Vec<(u32, f32)>,
}

impl Vocabulary {
    /// A vocabulary of these words.
    #[must_use]
    pub fn new(words: &[(u32, f32)]) -> Self {
        let mut slots = vec![(0, 0.0); (words.len() * 2).next_power_of_two().max(2)];
        let mask = slots.len() - 1;
        for &(hash, weight) in words.iter().filter(|(hash, _)| *hash != 0) {
            let mut at = hash as usize & mask;
            while slots[at].0 != 0 && slots[at].0 != hash {
                at = (at + 1) & mask;
            }
            slots[at] = (hash, weight);
        }
        Self { slots }
    }

    /// The weight of a word: positive for main content, 0 if it is not known.
    #[must_use]
    pub fn weight(&self, kind: Kind, hash: u32) -> f32 {
        let hash = hash ^ kind as u32;
        let Some(mask) = self.slots.len().checked_sub(1) else { return 0.0 };
        let mut at = hash as usize & mask;
        loop {
            match self.slots[at] {
                (0, _) => return 0.0,
                (found, weight) if found == hash => return weight,
                _ => at = (at + 1) & mask,
            }
        }
    }

    /// The words with their weights, in the order of their hashes.
    #[must_use]
    pub fn words(&self) -> Vec<(u32, f32)> {
        let mut words: Vec<_> = self.slots.iter().copied().filter(|(hash, _)| *hash != 0).collect();
        words.sort_by_key(|(hash, _)| *hash);
        words
    }
}
