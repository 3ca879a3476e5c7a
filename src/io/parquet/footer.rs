//! The directory at the end of a Parquet file, as far as it has to be looked at before it is read: how deep the schema is.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};

use super::delta::number;

/// Deepest schema. Reading goes down a level of the stack for each.
pub const MOST_LEVELS: usize = 256;

/// Deepest structures inside the entries of a directory; Parquet's own have fewer than ten.
const MOST_NESTED: usize = 32;

/// The end of a file: how long the directory is, in four bytes, and four letters.
const TAIL: u64 = 8;
const LETTERS: &[u8] = b"PAR1";

/// Why the schema of a file should not be built; none if it can be, or if there is no directory to be found, of which the reader knows to tell more.
///
/// # Errors
/// Those of the system.
pub fn fault(mut file: &File) -> io::Result<Option<String>> {
    let Some(before) = file.metadata()?.len().checked_sub(TAIL) else { return Ok(None) };
    file.seek(SeekFrom::Start(before))?;
    let mut tail = [0; TAIL as usize];
    file.read_exact(&mut tail)?;
    let (length, letters) = tail.split_at(tail.len() - LETTERS.len());
    let length = length.iter().rev().fold(0, |length, byte| length << 8 | u64::from(*byte));
    let Some(start) = before.checked_sub(length) else { return Ok(None) };
    if letters != LETTERS {
        return Ok(None);
    }
    file.seek(SeekFrom::Start(start))?;
    let mut bytes = Vec::new();
    file.take(length).read_to_end(&mut bytes)?;
    Ok(match levels(&bytes) {
        None => Some("its directory is damaged".to_owned()),
        Some(levels) if levels > MOST_LEVELS => Some(format!("its schema is more than {MOST_LEVELS} levels deep")),
        Some(_) => None,
    })
}

/// How deep the schema of a directory is; none if the directory cannot be read, or an entry has more children than entries follow.
fn levels(mut rest: &[u8]) -> Option<usize> {
    let (mut id, mut deepest) = (0, 0);
    loop {
        match field(&mut rest, &mut id)? {
            STOP => return Some(deepest),
            LIST if id == SCHEMA => deepest = deepest.max(schema(&mut rest)?),
            _ if id == SCHEMA => return None,
            kind => skip(&mut rest, kind, 0)?,
        }
    }
}

/// Takes the entries of a schema off, each before its children.
fn schema(rest: &mut &[u8]) -> Option<usize> {
    let (count, kind) = list(rest)?;
    if kind != STRUCT {
        return None;
    }
    // How many children are still to come, for each entry that is open.
    let mut open: Vec<u64> = Vec::new();
    let mut deepest = 0;
    for entry in 0..count {
        let children = children(rest)?;
        if children >= count - entry {
            return None;
        }
        if let Some(left) = open.last_mut() {
            *left -= 1;
        }
        open.push(children);
        deepest = deepest.max(open.len());
        while open.last() == Some(&0) {
            open.pop();
        }
    }
    Some(deepest)
}

/// The number of the list of a schema's entries in the directory, and of the number of children in an entry.
const SCHEMA: i16 = 2;
const CHILDREN: i16 = 5;

/// Takes an entry of a schema off, and tells how many of the next ones are inside it.
fn children(rest: &mut &[u8]) -> Option<u64> {
    let (mut id, mut children) = (0, 0);
    loop {
        match field(rest, &mut id)? {
            STOP => return Some(children),
            INT32 if id == CHILDREN => children = u64::try_from(signed(number(rest)?)).ok()?,
            _ if id == CHILDREN => return None,
            kind => skip(rest, kind, 0)?,
        }
    }
}

/// Kinds of values in Thrift's compact form, which the directory is written in.
const STOP: u8 = 0;
const INT32: u8 = 5;
const LIST: u8 = 9;
const STRUCT: u8 = 12;

/// Takes the head of a field off: its kind, with its number in `id`, which has sixteen bits.
fn field(rest: &mut &[u8], id: &mut i16) -> Option<u8> {
    let head = byte(rest)?;
    let kind = head & 15;
    if kind != STOP {
        *id = match head >> 4 {
            0 => i16::try_from(signed(number(rest)?)).ok()?,
            further => id.checked_add(i16::from(further))?,
        };
    }
    Some(kind)
}

/// Takes the head of a list off: how many it has, and of what kind.
fn list(rest: &mut &[u8]) -> Option<(u64, u8)> {
    let head = byte(rest)?;
    let count = if head >> 4 == 15 { number(rest)? } else { u64::from(head >> 4) };
    Some((count, head & 15))
}

/// Takes a value off.
fn skip(rest: &mut &[u8], kind: u8, nested: usize) -> Option<()> {
    if nested > MOST_NESTED {
        return None;
    }
    let size = match kind {
        // Truth values stand in the head of their field.
        1 | 2 => 0,
        3 => 1,
        4..=6 => {
            number(rest)?;
            0
        }
        7 => 8,
        8 => usize::try_from(number(rest)?).ok()?,
        // A set is written like a list.
        LIST | 10 => {
            let (count, kind) = list(rest)?;
            for _ in 0..count {
                // In lists, truth values are bytes; so each value takes one, and a count that lies ends with the bytes.
                skip(rest, if kind < 3 { 3 } else { kind }, nested + 1)?;
            }
            0
        }
        STRUCT => {
            let mut id = 0;
            loop {
                match field(rest, &mut id)? {
                    STOP => break,
                    kind => skip(rest, kind, nested + 1)?,
                }
            }
            0
        }
        _ => return None,
    };
    *rest = rest.get(size..)?;
    Some(())
}

fn byte(rest: &mut &[u8]) -> Option<u8> {
    let (byte, behind) = rest.split_first()?;
    *rest = behind;
    Some(*byte)
}

/// A number with its sign, which stands in the lowest bit.
fn signed(number: u64) -> i64 {
    (number >> 1).cast_signed() ^ -(number & 1).cast_signed()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A directory whose schema has entries with so many children each, some bytes to an entry.
    fn directory(children: &[u8]) -> Vec<u8> {
        let mut bytes = vec![0x15, 4, 0x19, 0xfc, u8::try_from(children.len()).unwrap()];
        for children in children {
            // A name of one letter, the number of children, the end.
            bytes.extend([0x48, 1, b'a', 0x15, children << 1, 0]);
        }
        bytes.push(0);
        bytes
    }

    #[test]
    fn levels_are_counted() {
        assert_eq!(levels(&directory(&[0])), Some(1));
        assert_eq!(levels(&directory(&[2, 1, 0, 0])), Some(3));
        assert_eq!(levels(&directory(&[2, 0, 1, 1, 0])), Some(4));
        assert_eq!(levels(&directory(&[1; 100])), None, "the last has no child");
        assert_eq!(levels(&directory(&[9, 0])), None);
        assert_eq!(levels(&directory(&[1, 0])[..8]), None);
    }

    #[test]
    fn what_is_nested_too_deeply_ends() {
        assert_eq!(levels(&[0x1c; 100_000]), None);
        // Lists of lists, each of one.
        assert_eq!(levels(&[0x19; 100_000]), None);
    }
}
