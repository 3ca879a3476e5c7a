//! Phrases as a tree of their folded bytes: looking one up reads no more of a text than it shares with a phrase, and folds it on
//! the way, without a copy.

use std::collections::BTreeMap;

use crate::document::fold::{fold_into, fold_one};

/// Byte strings with a value each.
#[derive(Debug)]
pub(super) struct Trie {
    /// Breadth first, so that the children of a node stand side by side.
    nodes: Vec<Node>,
    /// For each node, the byte that leads to it.
    labels: Vec<u8>,
    /// For each first byte, the second bytes that a string may go on with; of both, the last five bits. All second bytes, where
    /// the first is a string by itself. Most look-ups end here, and it is small enough to stay in the cache.
    heads: [u32; 32],
}

#[derive(Clone, Copy, Debug)]
struct Node {
    children: u32,
    count: u32,
    value: Option<u32>,
}

impl Default for Trie {
    fn default() -> Self {
        Self::new(&BTreeMap::new())
    }
}

impl Trie {
    /// Where every look-up starts.
    pub(super) const ROOT: usize = 0;

    /// A tree of these strings.
    pub(super) fn new(strings: &BTreeMap<Vec<u8>, u32>) -> Self {
        let strings: Vec<(&[u8], u32)> = strings.iter().map(|(string, value)| (string.as_slice(), *value)).collect();
        let mut trie = Self { nodes: Vec::new(), labels: vec![0], heads: [0; 32] };
        // Of each node to come, the strings that lead through it.
        let mut through = vec![strings.as_slice()];
        // How deep the nodes are that stand before this one.
        let (mut depth, mut level_end) = (0, 1);
        while let Some(&strings) = through.get(trie.nodes.len()) {
            if trie.nodes.len() == level_end {
                (depth, level_end) = (depth + 1, through.len());
            }
            let value = strings.first().filter(|(string, _)| string.len() == depth).map(|(_, value)| *value);
            let longer = &strings[usize::from(value.is_some())..];
            let children = through.len() as u32;
            for group in longer.chunk_by(|a, b| a.0[depth] == b.0[depth]) {
                trie.labels.push(group[0].0[depth]);
                through.push(group);
            }
            trie.nodes.push(Node { children, count: through.len() as u32 - children, value });
        }
        for child in 1..=trie.nodes[Self::ROOT].count as usize {
            let Node { children, count, value } = trie.nodes[child];
            let seconds = &trie.labels[children as usize..(children + count) as usize];
            let seconds = if value.is_some() { u32::MAX } else { seconds.iter().fold(0, |set, byte| set | 1 << (byte & 31)) };
            trie.heads[usize::from(trie.labels[child] & 31)] |= seconds;
        }
        trie
    }

    /// A look at the first two bytes of a text (or its last two, the last one first): false if no string starts with them.
    #[inline]
    pub(super) fn may_hold(&self, mut bytes: impl Iterator<Item = u8>) -> bool {
        let plain = |byte: u8| if byte.is_ascii_digit() { b'0' } else { byte.to_ascii_lowercase() } & 31;
        let Some(first) = bytes.next() else { return false };
        if !first.is_ascii() {
            return true;
        }
        let seconds = self.heads[usize::from(plain(first))];
        match bytes.next() {
            // Of a number, any digit may be the second; what is not ASCII may be folded to anything.
            Some(second) if !first.is_ascii_digit() && second.is_ascii() => seconds >> plain(second) & 1 == 1,
            _ => seconds != 0,
        }
    }

    /// The value of the string that ends at a node.
    pub(super) fn value(&self, node: usize) -> Option<u32> {
        self.nodes[node].value
    }

    fn child(&self, node: usize, byte: u8) -> Option<usize> {
        let Node { children, count, .. } = self.nodes[node];
        let first = children as usize;
        memchr::memchr(byte, &self.labels[first..first + count as usize]).map(|at| first + at)
    }

    /// The node behind the character of `text` at byte `at`, or behind the whole number there, and where the next one starts.
    /// `own` is room to work in.
    pub(super) fn step(&self, node: usize, text: &str, at: usize, own: &mut Vec<u8>) -> Option<(usize, usize)> {
        let byte = *text.as_bytes().get(at)?;
        if byte.is_ascii() && !byte.is_ascii_digit() {
            return Some((self.child(node, byte.to_ascii_lowercase())?, at + 1));
        }
        own.clear();
        // Digits of other scripts are folded into the number before them.
        own.push(if node == Self::ROOT { b' ' } else { self.labels[node] });
        let next = fold_one(text, at, own)?;
        Some((own[1..].iter().try_fold(node, |node, byte| self.child(node, *byte))?, next))
    }

    /// The node behind a character that is folded on its own, its bytes in order or from the last to the first.
    pub(super) fn step_char(&self, node: usize, c: char, own: &mut Vec<u8>, backwards: bool) -> Option<usize> {
        if c.is_ascii() {
            let byte = if c.is_ascii_digit() { b'0' } else { c.to_ascii_lowercase() as u8 };
            return self.child(node, byte);
        }
        own.clear();
        fold_into(c.encode_utf8(&mut [0; 4]), own);
        if backwards {
            own.reverse();
        }
        own.iter().try_fold(node, |node, byte| self.child(node, *byte))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_are_found_and_no_others() {
        let strings: BTreeMap<Vec<u8>, u32> = [("a", 1), ("ab", 2), ("bcd", 3), ("0 x", 4)].map(|(s, v)| (s.into(), v)).into();
        let trie = Trie::new(&strings);
        let get = |text: &str| {
            let (mut node, mut at, mut own) = (Trie::ROOT, 0, Vec::new());
            while at < text.len() {
                (node, at) = trie.step(node, text, at, &mut own)?;
            }
            trie.value(node)
        };
        for (text, want) in
            [("A", Some(1)), ("\u{e1}b", Some(2)), ("bcd", Some(3)), ("1,200 X", Some(4)), ("bc", None), ("abc", None), ("", None)]
        {
            assert_eq!(get(text), want, "{text}");
        }
    }
}
