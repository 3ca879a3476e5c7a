//! Looking at bytes: where a line ends, what is a blank, and where the next character stands that a stage might want. Clean
//! text is seen here and nowhere else, so this is what the speed of normalising hangs on.

use crate::document::Span;

/// Bytes that are looked at together. The checks over a chunk have no branches, so that they compile to vector instructions;
/// 32 and 64 measured alike on typical text, 16 and 128 slower.
const CHUNK: usize = 32;

/// Length in bytes of the line end at a place in a text; 0 if there is none.
pub type LineEnd = fn(&[u8], usize) -> usize;

/// Length in bytes of the line end at `at`: LF, CR, CRLF, VT, FF, NEL, U+2028, U+2029; 0 if there is none.
pub fn line_end(bytes: &[u8], at: usize) -> usize {
    match bytes[at] {
        b'\n' | 0x0b | 0x0c => 1,
        b'\r' => 1 + usize::from(bytes.get(at + 1) == Some(&b'\n')),
        0xc2 if bytes.get(at + 1) == Some(&0x85) => 2,
        0xe2 if bytes.get(at + 1) == Some(&0x80) && matches!(bytes.get(at + 2), Some(0xa8 | 0xa9)) => 3,
        _ => 0,
    }
}

/// The same before mojibake is repaired: a NEL behind one of `Â`...`ô` may be half of a letter that was decoded wrongly
/// (`Ã\u{85}` was `Å`), and ends no line.
pub fn line_end_before_repair(bytes: &[u8], at: usize) -> usize {
    let is_half = bytes[at] == 0xc2 && at >= 2 && bytes[at - 2] == 0xc3 && matches!(bytes[at - 1], 0x82..=0xb4);
    if is_half { 0 } else { line_end(bytes, at) }
}

/// Length in bytes of the space or tab at `at`, of any kind that Unicode has; 0 if there is none.
pub fn space(bytes: &[u8], at: usize) -> usize {
    let second = || bytes.get(at + 1).copied().unwrap_or(0);
    let third = || bytes.get(at + 2).copied().unwrap_or(0);
    match bytes[at] {
        b' ' | b'\t' => 1,
        0xc2 if second() == 0xa0 => 2,
        0xe1 if second() == 0x9a && third() == 0x80 => 3,
        0xe2 if second() == 0x80 && matches!(third(), 0x80..=0x8a | 0xaf) => 3,
        0xe2 if second() == 0x81 && third() == 0x9f => 3,
        0xe3 if second() == 0x80 && third() == 0x80 => 3,
        _ => 0,
    }
}

/// The line that `at` stands in, without its line end. Nothing before `from` is looked at: a line starts there.
pub fn line_around(bytes: &[u8], from: usize, at: usize, ends: LineEnd) -> Span {
    let start = (from..at).rev().find_map(|i| Some(i + ends(bytes, i)).filter(|end| *end > i)).unwrap_or(from);
    let end = next_line_end(bytes, at, ends);
    // Between CR and LF the line ends before it starts.
    Span::new(start.min(at), end)
}

/// The first line end from `at` on, or the end of the text.
fn next_line_end(bytes: &[u8], mut at: usize, ends: LineEnd) -> usize {
    let may_end = |b: u8| (b.wrapping_sub(b'\n') < 4) | (b == 0xc2) | (b == 0xe2);
    loop {
        while let Some(chunk) = bytes.get(at..).and_then(<[u8]>::first_chunk::<CHUNK>) {
            if chunk.iter().fold(false, |found, &b| found | may_end(b)) {
                break;
            }
            at += CHUNK;
        }
        let behind = bytes.len().min(at + CHUNK);
        if let Some(end) = (at..behind).find(|&i| may_end(bytes[i]) && ends(bytes, i) > 0) {
            return end;
        }
        if behind == bytes.len() {
            return behind;
        }
        at = behind;
    }
}

/// Behind the line end at `at`, if there is one.
pub fn behind(bytes: &[u8], at: usize) -> usize {
    if at < bytes.len() { at + line_end(bytes, at) } else { at }
}

/// The first place from `from` on of a character that a stage of the first pass might want.
pub fn next_spot(bytes: &[u8], from: usize) -> Option<usize> {
    let is_odd = |b: u8| (b >= 0x7f) | ((b < b' ') & (b.wrapping_sub(b'\t') > 4));
    let mut at = from;
    loop {
        while let Some(chunk) = bytes.get(at..).and_then(<[u8]>::first_chunk::<CHUNK>) {
            if chunk.iter().fold(false, |odd, &b| odd | is_odd(b)) {
                break;
            }
            at += CHUNK;
        }
        at += bytes.get(at..)?.iter().position(|&b| is_odd(b))?;
        while let Some(byte) = bytes.get(at).filter(|b| is_odd(**b)) {
            let (c, len) = decode(bytes, at);
            if *byte < 0x80 || is_spot(bytes, at, c, len) {
                return Some(at);
            }
            at += len;
        }
    }
}

/// The first place behind `from` where whitespace may not be as it should: a blank of another kind than U+0020 and LF, or one next
/// to another, two line ends by themselves aside. What stands at `from` must be no blank.
pub fn next_blanks(bytes: &[u8], from: usize) -> Option<usize> {
    let mut at = from;
    loop {
        while let Some(window) = at.checked_sub(2).and_then(|start| bytes.get(start..)?.first_chunk::<{ CHUNK + 2 }>()) {
            let has_odd = if window.is_ascii() { has(window, is_odd_narrow) } else { has(window, is_odd_blank) };
            if has_odd {
                break;
            }
            at += CHUNK;
        }
        let back = |at: usize, n: usize| at.checked_sub(n).map_or(b'x', |i| bytes[i]);
        let end = (at + CHUNK).min(bytes.len());
        let is_odd = |at: &usize| !matches!(bytes[*at], b'!'..0x80) && is_odd_blank(back(*at, 2), back(*at, 1), bytes[*at]);
        match (at..end).find(is_odd) {
            // The last byte of a character is known, and wanted is its first.
            Some(odd) => return (0..=odd).rev().find(|&at| !matches!(bytes[at], 0x80..0xc0)),
            None if end == bytes.len() => return None,
            None => at = end,
        }
    }
}

/// True if a byte of a chunk is odd, by the two bytes before it.
#[inline]
fn has(window: &[u8; CHUNK + 2], is_odd: impl Fn(u8, u8, u8) -> bool) -> bool {
    (0..CHUNK).fold(false, |odd, i| odd | is_odd(window[i], window[i + 1], window[i + 2]))
}

/// True for the last byte of a blank that is not as it should be, by the two bytes before it.
const fn is_odd_blank(before: u8, last: u8, byte: u8) -> bool {
    // Those of `space` and `line_end` outside ASCII.
    let is_general = (last == 0x80) & ((byte.wrapping_sub(0x80) <= 0x0a) | (byte & 0xfe == 0xa8) | (byte == 0xaf));
    let is_wide = ((last == 0xc2) & ((byte == 0x85) | (byte == 0xa0)))
        | ((before == 0xe1) & (last == 0x9a) & (byte == 0x80))
        | ((before == 0xe2) & (is_general | ((last == 0x81) & (byte == 0x9f))))
        | ((before == 0xe3) & (last == 0x80) & (byte == 0x80));
    is_odd_narrow(before, last, byte) | is_wide
}

/// The same for a blank in ASCII.
const fn is_odd_narrow(before: u8, last: u8, byte: u8) -> bool {
    let is_blank = (byte == b' ') | (byte.wrapping_sub(b'\t') <= b'\r' - b'\t');
    let is_alone = (last > b' ') | ((byte == b'\n') & (last == b'\n') & (before > b' '));
    is_blank & (!is_alone | ((byte != b' ') & (byte != b'\n')))
}

/// The character at `at` of valid UTF-8, and its length in bytes.
fn decode(bytes: &[u8], at: usize) -> (u32, usize) {
    let part = |i: usize| u32::from(bytes[at + i]) & 0x3f;
    match bytes[at] {
        byte @ 0..0x80 => (u32::from(byte), 1),
        byte @ 0x80..0xe0 => ((u32::from(byte) & 0x1f) << 6 | part(1), 2),
        byte @ 0xe0..0xf0 => ((u32::from(byte) & 0x0f) << 12 | part(1) << 6 | part(2), 3),
        byte => ((u32::from(byte) & 0x07) << 18 | part(1) << 12 | part(2) << 6 | part(3), 4),
    }
}

/// True for a character outside ASCII that a stage might want.
fn is_spot(bytes: &[u8], at: usize, c: u32, len: usize) -> bool {
    match c {
        // Half of a letter in mojibake, if the next character can be the other half: those of windows-1252 start so.
        0xc2..=0xf4 => match bytes.get(at + len) {
            Some(0xc2 | 0xc5 | 0xc6 | 0xcb | 0xe2) => true,
            Some(b' ' | b'\t' | 0xe1 | 0xe3) => c == 0xc2,
            _ => false,
        },
        _ => !is_quiet(c),
    }
}

/// True for a character that no stage wants: visible, not a control, composed, and in no need of a place among combining
/// marks. Others may be such too; they only cost time.
const fn is_quiet(c: u32) -> bool {
    matches!(c,
        0xa0..=0xac | 0xae..=0x2ff // Latin
        | 0x2010..=0x2029 | 0x202f..=0x205f | 0x2000 ..=0x200a // punctuation, spaces, line ends
        | 0x388..=0x482 | 0x48a..=0x590 // Greek, Cyrillic, Armenian
        | 0x5d0..=0x5ea | 0x620..=0x64a | 0x660..=0x66f | 0x671..=0x6d5 // Hebrew, Arabic
        | 0xe01..=0xe37 | 0xe3f..=0xe47 // Thai without tone marks
        | 0x1e00..=0x1eff // Vietnamese
        | 0x2070..=0x20cf | 0x2100..=0x2125 | 0x212c..=0x2328 | 0x232b..=0x2adb | 0x2add..=0x2bff // signs
        | 0x3000..=0x3029 | 0x3030..=0x3098 | 0x309b..=0x9fff | 0xac00..=0xd7a3 // Chinese, Japanese, Korean
        | 0xff00..=0xffef | 0x1f000..=0x1faff) // full width, emoji
}

#[cfg(test)]
mod tests {
    use unicode_normalization::char::canonical_combining_class;
    use unicode_normalization::{IsNormalized, is_nfc_quick};

    use super::*;

    #[test]
    fn quiet_characters_need_no_normal_form() {
        for c in (0u32..0x11_0000).filter(|c| is_quiet(*c)).filter_map(char::from_u32) {
            let composed = is_nfc_quick(std::iter::once(c)) == IsNormalized::Yes && canonical_combining_class(c) == 0;
            assert!(composed || matches!(c, '\u{2000}' | '\u{2001}'), "{:x}", c as u32);
        }
    }

    #[test]
    fn spots_in_the_middle_of_clean_text() {
        let clean = "Clean text — with “quotes”, café, naïve Zürich, 東京, Привет and 😀.\n\n\tMore\r\n".repeat(20);
        assert_eq!(next_spot(clean.as_bytes(), 0), None);
        for odd in ["\u{1}", "\u{7f}", "\u{92}", "\u{ad}", "\u{200b}", "\u{feff}", "e\u{301}", "Ã©", "Â "] {
            for before in 0..80 {
                let text = format!("{}{odd}{clean}", "x".repeat(before));
                let spot = next_spot(text.as_bytes(), 0);
                assert!(spot.is_some_and(|s| s >= before && s < before + odd.len()), "{odd:?} {before} {spot:?}");
            }
        }
    }

    #[test]
    fn blanks_in_the_middle_of_clean_text() {
        let clean = "Clean text — with “quotes”,\ncafé\n\nand 東京. ".repeat(20);
        assert_eq!(next_blanks(clean.as_bytes(), 0), None);
        for odd in ["\t", "  ", " \n", "\n ", "\n\n\n", "\r", "\u{b}", "\u{85}", "\u{a0}", "\u{2003}", "\u{2028}", "\u{3000}", "\u{202f}"] {
            for before in 1..80 {
                let text = format!("{}{odd}{clean}", "x".repeat(before));
                let spot = next_blanks(text.as_bytes(), 0);
                assert!(spot.is_some_and(|s| s >= before && s < before + odd.len()), "{odd:?} {before} {spot:?}");
            }
        }
    }

    #[test]
    fn lines_end_in_many_ways() {
        let text = "a\r\nb\rc\u{85}d\u{2028}e\u{b}Ã\u{85}f";
        let lines: Vec<&str> = (0..text.len())
            .filter(|i| text.is_char_boundary(*i))
            .map(|i| line_around(text.as_bytes(), 0, i, line_end_before_repair).of(text))
            .collect();
        for line in ["a", "b", "c", "d", "e", "Ã\u{85}f"] {
            assert!(lines.contains(&line), "{line:?}");
        }
    }
}
