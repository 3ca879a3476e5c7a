//! Lists of numbers in Parquet pages that stand as differences (`DELTA_BINARY_PACKED`): how long they are, without unpacking them.

/// What stands behind a list; none if it is cut short or has more than `most` numbers.
pub fn behind(bytes: &[u8], most: u64) -> Option<&[u8]> {
    let mut rest = bytes;
    let block = number(&mut rest)?;
    let minis = number(&mut rest)?;
    let count = number(&mut rest)?;
    number(&mut rest)?;
    let each = block.checked_div(minis)?;
    if count > most || each == 0 {
        return None;
    }
    // The first number stands in the head.
    let mut left = count.saturating_sub(1);
    while left > 0 {
        number(&mut rest)?;
        let (widths, packed) = rest.split_at_checked(usize::try_from(minis).ok()?)?;
        rest = packed;
        for width in widths {
            // What is not needed to reach the count is not there.
            if left == 0 {
                break;
            }
            let size = each.checked_mul(u64::from(*width))? / 8;
            rest = rest.get(usize::try_from(size).ok()?..)?;
            left = left.saturating_sub(each);
        }
    }
    Some(rest)
}

/// Takes a number off, seven bits a byte, the lowest first.
pub fn number(rest: &mut &[u8]) -> Option<u64> {
    let mut number = 0;
    for shift in (0..u64::BITS).step_by(7) {
        let (byte, behind) = rest.split_first()?;
        *rest = behind;
        number |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Some(number);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_end_where_their_numbers_do() {
        // 128 to a block, 4 parts, 3 numbers, the first 5; then one block: least difference 0, widths 2 and what does not matter.
        let list = [0x80, 1, 4, 3, 10, 0, 2, 9, 9, 9, 1, 2, 3, 4, 5, 6, 7, 8, b'x'];
        assert_eq!(behind(&list, 3), Some(&b"x"[..]));
        assert_eq!(behind(&list, 2), None);
        assert_eq!(behind(&list[..17], 3), None);
        assert_eq!(behind(&[0x80, 1, 4, 1, 10, b'x'], 3), Some(&b"x"[..]));
        assert_eq!(behind(&[0x80, 1, 0, 1, 10], 3), None);
    }

    #[test]
    fn numbers_that_never_end_are_none() {
        assert_eq!(number(&mut &[0xff; 40][..]), None);
        assert_eq!(number(&mut &[0x80, 1][..]), Some(128));
        assert_eq!(number(&mut &[0x80][..]), None);
    }
}
