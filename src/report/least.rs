//! The least few of any number of things, in whatever order they come.

use std::collections::BTreeSet;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The `MAX` least of what was offered. Equal things are one, and what is held does not depend on the order of the offers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Least<T, const MAX: usize>(BTreeSet<T>);

impl<T, const MAX: usize> Default for Least<T, MAX> {
    fn default() -> Self {
        Self(BTreeSet::new())
    }
}

impl<T: Ord, const MAX: usize> Least<T, MAX> {
    /// Keeps the thing if it is among the least.
    pub fn offer(&mut self, item: T) {
        if self.bar().is_none_or(|bar| item < *bar) {
            self.0.insert(item);
            if self.0.len() > MAX {
                self.0.pop_last();
            }
        }
    }

    /// The greatest thing held, if no more fit: what is not below it need not be offered.
    #[must_use]
    pub fn bar(&self) -> Option<&T> {
        if self.0.len() < MAX { None } else { self.0.last() }
    }

    /// Takes in what another holds.
    pub fn merge(&mut self, other: Self) {
        other.0.into_iter().for_each(|item| self.offer(item));
    }

    /// What is held, least first.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &T> + Clone {
        self.0.iter()
    }

    /// How many are held.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// True if nothing was offered.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<T: Ord + Serialize, const MAX: usize> Serialize for Least<T, MAX> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}

impl<'de, T: Ord + Deserialize<'de>, const MAX: usize> Deserialize<'de> for Least<T, MAX> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut least = Self::default();
        Vec::<T>::deserialize(deserializer)?.into_iter().for_each(|item| least.offer(item));
        Ok(least)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn holds_the_least(numbers in prop::collection::vec(0u8..50, 0..60), cut in 0usize..60) {
            let mut whole = Least::<u8, 5>::default();
            numbers.iter().for_each(|&n| whole.offer(n));
            let mut sorted = numbers.clone();
            sorted.sort_unstable();
            sorted.dedup();
            sorted.truncate(5);
            prop_assert_eq!(whole.iter().copied().collect::<Vec<_>>(), sorted);
            let (a, b) = numbers.split_at(cut.min(numbers.len()));
            let mut first = Least::default();
            let mut second = Least::default();
            a.iter().for_each(|&n| first.offer(n));
            b.iter().for_each(|&n| second.offer(n));
            second.merge(first);
            prop_assert_eq!(second, whole);
        }
    }
}
