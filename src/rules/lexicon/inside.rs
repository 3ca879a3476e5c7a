//! The labels of `inside.txt`: they stand inside of lines, in brackets, before a colon or glued to each other, where no search for phrases
//! leads, so their rules cut them out and ask.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use super::entries;
use crate::document::fold::fold;

/// True if `text` is a label of the class, whatever its case and its numbers.
#[must_use]
pub fn is_label(class: &str, text: &str) -> bool {
    text.len() <= LONGEST_LABEL && LABELS.get(class).is_some_and(|labels| labels.contains(&fold(text)))
}

/// Longest label in bytes, and as much again for accents and wide characters that fold to less.
pub const LONGEST_LABEL: usize = 96;

static LABELS: LazyLock<HashMap<&str, HashSet<Vec<u8>>>> = LazyLock::new(|| {
    let mut labels: HashMap<&str, HashSet<Vec<u8>>> = HashMap::new();
    for entry in entries(include_str!("inside.txt")) {
        labels.entry(entry.class).or_default().insert(fold(entry.phrase));
    }
    labels
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_found_whatever_their_form() {
        assert!(is_label("footnote", "Citation needed") && is_label("footnote", "note 14") && is_label("insert-cue", "LIRE ÉGALEMENT"));
        assert!(!is_label("footnote", "citation") && !is_label("no-class", "edit") && !is_label("footnote", ""));
    }

    #[test]
    fn no_label_is_too_long() {
        for entry in entries(include_str!("inside.txt")) {
            assert!(entry.phrase.len() <= LONGEST_LABEL && entry.anchor == Some(crate::rules::lexicon::Anchor::Whole), "{}", entry.phrase);
        }
    }
}
