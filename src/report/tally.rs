//! Counts over names of which there may be any number, in bounded memory, the same in whatever order they come.
//!
//! A corpus has more sites and more different removed lines than memory should hold, and the usual ways out (forget the rarest,
//! forget the oldest) give another answer for another order or another number of shards. A [`Tally`] instead keeps a fixed,
//! fair part of the names: those whose 64-bit hash begins with at least L zero bits. L starts at 0, where every name is kept,
//! and rises by one whenever more than `CAP` names are held, which drops about half of them.
//!
//! - **Counts are exact.** A name that is kept at the end was kept from the start, because L only ever rises.
//! - **Order does not matter.** L ends as the smallest level at which the distinct names fit: the names seen so far at a level
//!   are never more than all of them, so L never passes that level; and it cannot stop before. What is kept depends on the
//!   set of names alone, so merging the tallies of shards is the same as one run.
//! - **The part is known.** About one name in 2^L is kept, chosen by hash and so without regard to how common it is. Where L is
//!   above 0 the report says so (`"sampled": "1/4"`).

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// What is counted under one name.
pub trait Counted {
    /// The hash of its name.
    fn key(&self) -> u64;

    /// Takes in the counts of another of the same name.
    fn absorb(&mut self, other: Self);

    /// Its place in a list: greatest first, ties by name, so that no two names share a place.
    fn place(&self) -> impl Ord;
}

/// At most `CAP` names with exact counts. The module's text tells which.
#[derive(Clone, Debug, PartialEq)]
pub struct Tally<V, const CAP: usize> {
    level: u32,
    kept: BTreeMap<u64, V>,
}

impl<V, const CAP: usize> Default for Tally<V, CAP> {
    fn default() -> Self {
        Self { level: 0, kept: BTreeMap::new() }
    }
}

impl<V: Counted, const CAP: usize> Tally<V, CAP> {
    /// The counts of the name with this hash, made by `new` at its first sight; `None` if the name is not among the kept.
    pub fn at(&mut self, key: u64, new: impl FnOnce() -> V) -> Option<&mut V> {
        if !self.keeps(key) {
            return None;
        }
        if let Entry::Vacant(place) = self.kept.entry(key) {
            place.insert(new());
            self.fit();
        }
        self.kept.get_mut(&key)
    }

    /// Takes in another tally, as if its names had been counted here.
    pub fn merge(&mut self, other: Self) {
        self.level = self.level.max(other.level);
        let level = self.level;
        self.kept.retain(|key, _| key.leading_zeros() >= level);
        for value in other.kept.into_values() {
            self.take(value);
        }
    }

    /// The names that are kept, greatest first.
    #[must_use]
    pub fn ranked(&self) -> Vec<&V> {
        let mut list: Vec<&V> = self.kept.values().collect();
        list.sort_by(|a, b| a.place().cmp(&b.place()));
        list
    }

    /// One name in so many is kept; 1 if all are.
    #[must_use]
    pub const fn one_in(&self) -> u64 {
        1u64 << if self.level < 63 { self.level } else { 63 }
    }

    /// How many names are kept.
    #[must_use]
    pub fn len(&self) -> usize {
        self.kept.len()
    }

    /// True if nothing was counted.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.kept.is_empty()
    }

    const fn keeps(&self, key: u64) -> bool {
        key.leading_zeros() >= self.level
    }

    fn take(&mut self, value: V) {
        let key = value.key();
        if !self.keeps(key) {
            return;
        }
        if let Some(own) = self.kept.get_mut(&key) {
            own.absorb(value);
        } else {
            self.kept.insert(key, value);
            self.fit();
        }
    }

    fn fit(&mut self) {
        while self.kept.len() > CAP {
            self.level += 1;
            let level = self.level;
            self.kept.retain(|key, _| key.leading_zeros() >= level);
        }
    }
}

/// A tally's form in JSON.
#[derive(Serialize, Deserialize)]
struct Form<V> {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sampled: Option<String>,
    list: Vec<V>,
}

impl<V: Counted + Serialize, const CAP: usize> Serialize for Tally<V, CAP> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let sampled = (self.level > 0).then(|| format!("1/{}", self.one_in()));
        Form { sampled, list: self.ranked() }.serialize(serializer)
    }
}

impl<'de, V: Counted + Deserialize<'de>, const CAP: usize> Deserialize<'de> for Tally<V, CAP> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let form = Form::<V>::deserialize(deserializer)?;
        let mut tally = Self::default();
        if let Some(sampled) = form.sampled {
            let one_in: Option<u64> = sampled.strip_prefix("1/").and_then(|n| n.parse().ok()).filter(|n: &u64| n.is_power_of_two());
            let wrong = || serde::de::Error::custom(format!("\"sampled\" is {sampled:?}, not 1/2, 1/4, 1/8 ..."));
            tally.level = one_in.ok_or_else(wrong)?.trailing_zeros();
        }
        form.list.into_iter().for_each(|value| tally.take(value));
        Ok(tally)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use xxhash_rust::xxh3::xxh3_64;

    use super::*;

    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    struct Word {
        name: String,
        count: u64,
    }

    impl Counted for Word {
        fn key(&self) -> u64 {
            xxh3_64(self.name.as_bytes())
        }

        fn absorb(&mut self, other: Self) {
            self.count += other.count;
        }

        fn place(&self) -> impl Ord {
            (std::cmp::Reverse(self.count), self.name.clone())
        }
    }

    type Words = Tally<Word, 8>;

    fn add(words: &mut Words, name: u16) {
        let name = name.to_string();
        if let Some(word) = words.at(xxh3_64(name.as_bytes()), || Word { name: name.clone(), count: 0 }) {
            word.count += 1;
        }
    }

    fn count(names: &[u16]) -> Words {
        let mut words = Words::default();
        names.iter().for_each(|&n| add(&mut words, n));
        words
    }

    #[test]
    fn all_names_are_kept_until_they_are_too_many() {
        let words = count(&[1, 2, 3, 4, 5, 6, 7, 8, 8]);
        assert_eq!((words.len(), words.one_in()), (8, 1));
        assert_eq!(words.ranked()[0], &Word { name: "8".into(), count: 2 });
        let words = count(&(0..1000).collect::<Vec<_>>());
        assert!(words.len() <= 8 && words.one_in() >= 64, "{} of 1000 at 1/{}", words.len(), words.one_in());
    }

    #[test]
    fn a_part_that_is_no_power_of_two_is_refused() {
        let read = serde_json::from_str::<Words>(r#"{"sampled":"1/3","list":[]}"#);
        assert!(read.unwrap_err().to_string().contains("1/3"));
    }

    proptest! {
        #[test]
        fn what_is_kept_is_exact_and_the_smallest_level_that_fits(names in prop::collection::vec(0u16..200, 0..400)) {
            let words = count(&names);
            let mut truth: BTreeMap<String, u64> = BTreeMap::new();
            names.iter().for_each(|n| *truth.entry(n.to_string()).or_default() += 1);
            let at = |level: u32| truth.iter().filter(move |(n, _)| xxh3_64(n.as_bytes()).leading_zeros() >= level);
            let level = (0..).find(|&level| at(level).count() <= 8).unwrap();
            prop_assert_eq!(words.level, level);
            let kept: BTreeMap<String, u64> = words.kept.values().map(|w| (w.name.clone(), w.count)).collect();
            prop_assert_eq!(kept, at(level).map(|(n, c)| (n.clone(), *c)).collect());
        }

        #[test]
        fn any_order_and_any_shards_give_the_same(
            names in prop::collection::vec(0u16..200, 0..300), by in any::<u64>(), first in 0usize..300, second in 0usize..300,
        ) {
            let whole = count(&names);
            let mut shuffled = names.clone();
            shuffled.sort_by_key(|&n| xxh3_64(&(u64::from(n) ^ by).to_le_bytes()));
            prop_assert_eq!(&count(&shuffled), &whole);
            let cut = first.min(names.len());
            let (a, rest) = names.split_at(cut);
            let (b, c) = rest.split_at(second.min(rest.len()));
            let (a, b, c) = (count(a), count(b), count(c));
            let mut left = a.clone();
            left.merge(b.clone());
            left.merge(c.clone());
            let mut right = c;
            let mut inner = b;
            inner.merge(a);
            right.merge(inner);
            prop_assert_eq!(&left, &whole);
            prop_assert_eq!(&right, &whole);
        }

        #[test]
        fn json_and_back_is_the_same(names in prop::collection::vec(0u16..200, 0..200), more in prop::collection::vec(0u16..200, 0..200)) {
            let mut words = count(&names);
            let json = serde_json::to_string(&words).unwrap();
            let mut back: Words = serde_json::from_str(&json).unwrap();
            prop_assert_eq!(&back, &words);
            words.merge(count(&more));
            back.merge(count(&more));
            prop_assert_eq!(back, words);
        }
    }
}
