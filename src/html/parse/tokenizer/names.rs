//! Names of tags and attributes as html5ever holds them.

use html5ever::LocalName;

use super::REPLACEMENT;

/// Makes names, and remembers short ones, as a page has few of them, over and over.
pub(super) struct Names {
    slots: Vec<(Key, LocalName)>,
}

/// A name of up to 15 bytes, in lower case, and its length.
type Key = [u8; 16];

/// Places for names. A page has some 100 of them.
const SLOTS: usize = 512;

impl Names {
    pub(super) fn new() -> Self {
        Self { slots: vec![(Key::default(), LocalName::default()); SLOTS] }
    }

    /// A name in lower case, with U+0000 replaced.
    pub(super) fn get(&mut self, name: &str) -> LocalName {
        let Some(key) = key(name) else { return make(name) };
        let slot = &mut self.slots[place(key)];
        if slot.0 != key {
            *slot = (key, make(name));
        }
        slot.1.clone()
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
    let key = u128::from_le_bytes(key);
    let mixed = ((key as u64) ^ ((key >> 64) as u64).rotate_left(29)).wrapping_mul(MIX);
    (mixed >> 32) as usize % SLOTS
}

fn make(name: &str) -> LocalName {
    if name.bytes().any(|byte| byte.is_ascii_uppercase() || byte == b'\0') {
        return LocalName::from(name.to_ascii_lowercase().replace('\0', REPLACEMENT));
    }
    LocalName::from(name)
}
