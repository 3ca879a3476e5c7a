//! Character references: `&amp;`, `&#38;`, and the old names that need no semicolon.

use html5ever::data::{C1_REPLACEMENTS, NAMED_ENTITIES};
use html5ever::tendril::StrTendril;
use memchr::{memchr, memchr2};

use super::REPLACEMENT;

/// The longest name, `CounterClockwiseContourIntegral`.
const LONGEST_NAME: usize = 31;
/// The longest and the shortest of the names that need no semicolon: `frac12`, `lt`.
const LONGEST_BARE_NAME: usize = 6;
const SHORTEST_BARE_NAME: usize = 2;

/// Text with its character references decoded. It has no U+0000.
pub(super) fn decode(text: &str, in_attribute: bool) -> StrTendril {
    let mut decoded = StrTendril::with_capacity(u32::try_from(text.len()).unwrap_or(0));
    let mut rest = text;
    while let Some(found) = memchr(b'&', rest.as_bytes()) {
        decoded.push_slice(&rest[..found]);
        rest = &rest[found..];
        match read(rest, in_attribute) {
            Some((length, chars)) => {
                decoded.push_char(chars.0);
                if chars.1 != '\0' {
                    decoded.push_char(chars.1);
                }
                rest = &rest[length..];
            }
            None => {
                decoded.push_slice("&");
                rest = &rest[1..];
            }
        }
    }
    decoded.push_slice(rest);
    decoded
}

/// Text in which U+0000 is replaced and, if wanted, the character references are decoded. None if it stands for itself.
pub(super) fn decode_raw(text: &str, references: bool) -> Option<StrTendril> {
    let first = if references { memchr2(b'\0', b'&', text.as_bytes()) } else { memchr(b'\0', text.as_bytes()) };
    first?;
    let text = text.replace('\0', REPLACEMENT);
    Some(if references { decode(&text, false) } else { StrTendril::from(text) })
}

/// The value of an attribute.
pub(super) fn decode_value(value: &str) -> StrTendril {
    if memchr(b'\0', value.as_bytes()).is_some() {
        return decode(&value.replace('\0', REPLACEMENT), true);
    }
    decode(value, true)
}

/// The reference at the start of a text that starts with `&`: its length in bytes and its one or two characters, the
/// second U+0000 if there is one.
fn read(text: &str, in_attribute: bool) -> Option<(usize, (char, char))> {
    match text.as_bytes().get(1)? {
        b'#' => number(text),
        letter if letter.is_ascii_alphanumeric() => name(text, in_attribute),
        _ => None,
    }
}

fn number(text: &str) -> Option<(usize, (char, char))> {
    let (start, radix) = match text.as_bytes().get(2)? {
        b'x' | b'X' => ("&#x".len(), 16),
        _ => ("&#".len(), 10),
    };
    let digits = text[start..].bytes().map_while(|byte| char::from(byte).to_digit(radix));
    let (length, code) = digits.fold((0, 0_u32), |(length, code), digit| (length + 1, code.saturating_mul(radix).saturating_add(digit)));
    if length == 0 {
        return None;
    }
    let end = start + length;
    let semicolon = usize::from(text.as_bytes().get(end) == Some(&b';'));
    Some((end + semicolon, (character(code), '\0')))
}

/// The character of a number. Those of C1 control characters mean Windows-1252.
fn character(code: u32) -> char {
    const C1: u32 = 0x80;
    let c1 = code.checked_sub(C1).and_then(|index| C1_REPLACEMENTS.get(index as usize)).copied().flatten();
    c1.or(char::from_u32(code).filter(|char| *char != '\0')).unwrap_or(char::REPLACEMENT_CHARACTER)
}

fn name(text: &str, in_attribute: bool) -> Option<(usize, (char, char))> {
    let bytes = &text.as_bytes()[1..];
    let run = bytes.iter().take(LONGEST_NAME + 1).take_while(|byte| byte.is_ascii_alphanumeric()).count();
    let after = bytes.get(run);
    let (name, _) = text[1..].split_at(run);
    if after == Some(&b';')
        && let Some(chars) = look_up(&text[1..run + 2])
    {
        return Some((run + 2, chars));
    }
    if in_attribute {
        // Addresses have `&copy=1` in them, and nobody means a sign by that.
        if run > LONGEST_BARE_NAME || after == Some(&b'=') {
            return None;
        }
        return look_up(name).map(|chars| (run + 1, chars));
    }
    (SHORTEST_BARE_NAME..=run.min(LONGEST_BARE_NAME)).rev().find_map(|length| look_up(&name[..length]).map(|chars| (length + 1, chars)))
}

/// The characters of a name, which ends with its semicolon if it has one.
fn look_up(name: &str) -> Option<(char, char)> {
    // The table also holds the beginnings of names, for which it has zeros.
    let (first, second) = NAMED_ENTITIES.get(name).copied().filter(|(first, _)| *first != 0)?;
    Some((char::from_u32(first)?, char::from_u32(second)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_and_shortest_names_are_known() {
        for (name, (first, _)) in NAMED_ENTITIES.entries() {
            let bare = name.strip_suffix(';');
            assert!(bare.unwrap_or(name).len() <= LONGEST_NAME, "{name}");
            if *first != 0 && bare.is_none() {
                assert!((SHORTEST_BARE_NAME..=LONGEST_BARE_NAME).contains(&name.len()), "{name}");
            }
        }
    }

    #[test]
    fn references_are_decoded_in_text() {
        for (text, expected) in [
            ("a &amp; b", "a & b"),
            ("&ltx", "<x"),
            ("&notit;", "\u{ac}it;"),
            ("&notin;", "\u{2209}"),
            ("&#x41;&#66&#67;", "ABC"),
            ("&#128;&#0;&#xD800;&#99999999999;", "\u{20ac}\u{fffd}\u{fffd}\u{fffd}"),
            ("&NotEqualTilde;", "\u{2242}\u{338}"),
            ("&; & &# &#; &#x; &#xg &q &", "&; & &# &#; &#x; &#xg &q &"),
        ] {
            assert_eq!(&*decode(text, false), expected);
        }
    }

    #[test]
    fn names_without_semicolon_are_left_alone_in_addresses() {
        for (value, expected) in [("?a&copy=1", "?a&copy=1"), ("&copyx", "&copyx"), ("&copy", "©"), ("&copy;=", "©=")] {
            assert_eq!(&*decode_value(value), expected);
        }
    }
}
