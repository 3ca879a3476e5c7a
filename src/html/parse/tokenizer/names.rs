//! Names of tags and attributes as html5ever holds them.

use std::collections::HashMap;

use html5ever::LocalName;

use super::REPLACEMENT;

/// Makes names and remembers them, as a page has few of them, over and over.
pub(super) struct Names {
    /// Names of up to 15 bytes, each where its bytes lead to, until another comes there.
    slots: Vec<(Key, LocalName)>,
    /// Names too long for html5ever to hold without a table.
    long: HashMap<Box<str>, LocalName>,
    /// Whether there were more long names than are told apart.
    full: bool,
}

/// A name of up to 15 bytes, in lower case, and its length.
type Key = [u8; 16];

/// Places for short names. A page has some 100 of them.
const SLOTS: usize = 512;
/// What html5ever holds without a table.
const INLINE: usize = 7;
/// Long names that are told apart. html5ever's table for all of the program has 4,096 places and is searched one name
/// at a time; pages have some 100 long names.
const MOST_LONG: usize = 1 << 14;

impl Names {
    pub(super) fn new() -> Self {
        Self { slots: vec![(Key::default(), LocalName::default()); SLOTS], long: HashMap::new(), full: false }
    }

    /// Whether some names were cut off, because there were too many.
    pub(super) fn is_full(&self) -> bool {
        self.full
    }

    /// A name in lower case, with U+0000 replaced.
    pub(super) fn get(&mut self, name: &str) -> LocalName {
        let Some(key) = key(name) else { return self.make(name) };
        let place = place(key);
        if self.slots[place].0 != key {
            self.slots[place] = (key, self.make(name));
        }
        self.slots[place].1.clone()
    }

    fn make(&mut self, name: &str) -> LocalName {
        if let Some(known) = self.long.get(name) {
            return known.clone();
        }
        if name.len() > INLINE && self.long.len() == MOST_LONG {
            self.full = true;
            return make(&name[..name.floor_char_boundary(INLINE)]);
        }
        let made = make(name);
        if name.len() > INLINE {
            self.long.insert(name.into(), made.clone());
        }
        made
    }
}

fn key(name: &str) -> Option<Key> {
    let mut key = Key::default();
    let (length, bytes) = key.split_last_mut()?;
    *length = u8::try_from(name.len()).ok()?;
    bytes.get_mut(..name.len())?.copy_from_slice(name.as_bytes());
    key.make_ascii_lowercase();
    Some(key)
}

fn place(key: Key) -> usize {
    /// An odd number with well mixed bits: 2^64 divided by the golden ratio.
    const MIX: u64 = 0x9e37_79b9_7f4a_7c15;
    /// The low half of the product is poorly mixed.
    const MIXED: u32 = 32;
    let [start, end] = [0, 8].map(|at| u64::from_le_bytes(std::array::from_fn(|i| key[at + i])));
    ((start ^ end.rotate_left(MIXED - 3)).wrapping_mul(MIX) >> MIXED) as usize % SLOTS
}

fn make(name: &str) -> LocalName {
    if name.bytes().any(|byte| byte.is_ascii_uppercase() || byte == b'\0') {
        return LocalName::from(name.to_ascii_lowercase().replace('\0', REPLACEMENT));
    }
    LocalName::from(name)
}
