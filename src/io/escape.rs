//! JSON string literals: to text, and back to the very bytes that they were.

use serde::{Deserialize, Serialize};

/// Which characters a JSON writer escaped beyond those that every writer escapes (quotes, backslashes, control characters).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Style {
    /// None.
    #[default]
    Plain,
    /// All outside ASCII, as `\u` with lower-case digits (Python's `ensure_ascii`).
    Ascii,
    /// The slash (PHP).
    Slashes,
    /// Both.
    AsciiSlashes,
}

impl Style {
    /// True for the style of a record that needs no note.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        *self == Self::Plain
    }

    const fn of(ascii: bool, slashes: bool) -> Self {
        match (ascii, slashes) {
            (false, false) => Self::Plain,
            (true, false) => Self::Ascii,
            (false, true) => Self::Slashes,
            (true, true) => Self::AsciiSlashes,
        }
    }

    const fn has_slashes(self) -> bool {
        matches!(self, Self::Slashes | Self::AsciiSlashes)
    }
}

/// What a string literal says.
#[derive(Debug, PartialEq, Eq)]
pub struct Literal {
    /// The text; a surrogate without its other half is U+FFFD.
    pub text: String,
    /// The style in which [`escape`] gives the literal back, if there is one.
    pub style: Option<Style>,
    /// How many lone surrogates there were.
    pub surrogates: u64,
}

/// Reads what stands between the quotes of a string literal. The literal is valid JSON; of one that is not, every byte that
/// makes no sense is taken as it is.
#[must_use]
pub fn unescape(inner: &str) -> Literal {
    let bytes = inner.as_bytes();
    let mut text = String::with_capacity(inner.len());
    let mut seen = Seen::default();
    let mut at = 0;
    loop {
        let run = if bytes.get(at) == Some(&b'\\') { Some(0) } else { memchr::memchr(b'\\', &bytes[at..]) };
        let Some(run) = run else { break };
        text.push_str(&inner[at..at + run]);
        at += run;
        at += seen.escape(&bytes[at..], &mut text);
    }
    text.push_str(&inner[at..]);
    let slashes = seen.slashes > 0;
    let consistent = !seen.odd
        && (seen.ascii == 0 || inner.is_ascii())
        && (!slashes || memchr::memchr_iter(b'/', text.as_bytes()).count() == seen.slashes);
    Literal { style: consistent.then(|| Style::of(seen.ascii > 0, slashes)), text, surrogates: seen.surrogates }
}

/// The escapes met in a literal.
#[derive(Default)]
struct Seen {
    ascii: usize,
    slashes: usize,
    surrogates: u64,
    /// An escape that no style writes.
    odd: bool,
}

impl Seen {
    /// Reads the escape at the start of `bytes` and returns its length.
    fn escape(&mut self, bytes: &[u8], text: &mut String) -> usize {
        let c = match bytes.get(1) {
            Some(b'"') => '"',
            Some(b'\\') => '\\',
            Some(b'n') => '\n',
            Some(b't') => '\t',
            Some(b'r') => '\r',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'/') => {
                self.slashes += 1;
                '/'
            }
            Some(b'u') => return self.unicode(bytes, text),
            _ => {
                self.odd = true;
                text.push('\\');
                return 1;
            }
        };
        text.push(c);
        2
    }

    fn unicode(&mut self, bytes: &[u8], text: &mut String) -> usize {
        let Some((unit, upper)) = unit(bytes) else {
            self.odd = true;
            text.push('\\');
            return 1;
        };
        self.odd |= upper;
        match unit {
            0x8..=0xa | 0xc | 0xd | 0x20..0x80 => self.odd = true,
            0x80.. => self.ascii += 1,
            _ => {}
        }
        if let Some(c) = char::from_u32(unit) {
            text.push(c);
            return UNIT;
        }
        if let Some((low, upper)) = unit_of_pair(unit, bytes) {
            self.odd |= upper;
            text.push(char::from_u32(0x1_0000 + ((unit - 0xd800) << 10) + (low - 0xdc00)).unwrap_or(char::REPLACEMENT_CHARACTER));
            return 2 * UNIT;
        }
        self.odd = true;
        self.surrogates += 1;
        text.push(char::REPLACEMENT_CHARACTER);
        UNIT
    }
}

/// Length of `\uXXXX`.
const UNIT: usize = 6;

/// The UTF-16 unit of a `\uXXXX` at the start of `bytes`, and whether it was written with capitals.
fn unit(bytes: &[u8]) -> Option<(u32, bool)> {
    let digits = bytes.strip_prefix(b"\\u")?.get(..4)?;
    let value = digits.iter().try_fold(0, |value, &d| Some(value << 4 | char::from(d).to_digit(16)?))?;
    Some((value, digits.iter().any(u8::is_ascii_uppercase)))
}

/// The lower half of a surrogate pair whose upper half is the `\uXXXX` at the start of `bytes`.
fn unit_of_pair(high: u32, bytes: &[u8]) -> Option<(u32, bool)> {
    if !(0xd800..0xdc00).contains(&high) {
        return None;
    }
    unit(&bytes[UNIT..]).filter(|(low, _)| (0xdc00..0xe000).contains(low))
}

/// Appends `text` as a string literal, quotes included.
pub fn escape(text: &str, style: Style, out: &mut Vec<u8>) {
    out.reserve(text.len() + text.len() / 16 + 2);
    out.push(b'"');
    match style {
        Style::Plain => escape_plain(text.as_bytes(), out),
        _ => escape_styled(text, style, out),
    }
    out.push(b'"');
}

fn escape_plain(bytes: &[u8], out: &mut Vec<u8>) {
    let mut at = 0;
    loop {
        let next = next_special(bytes, at);
        out.extend_from_slice(&bytes[at..next]);
        let Some(&byte) = bytes.get(next) else { return };
        escape_byte(byte, out);
        at = next + 1;
    }
}

fn escape_styled(text: &str, style: Style, out: &mut Vec<u8>) {
    for c in text.chars() {
        match c {
            '/' if style.has_slashes() => out.extend_from_slice(b"\\/"),
            '\0'..='\u{1f}' | '"' | '\\' => escape_byte(c as u8, out),
            '\0'..='\u{7f}' => out.push(c as u8),
            _ if style == Style::Slashes => out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
            _ => c.encode_utf16(&mut [0; 2]).iter().for_each(|&unit| escape_unit(unit, out)),
        }
    }
}

fn escape_byte(byte: u8, out: &mut Vec<u8>) {
    let short = match byte {
        b'"' | b'\\' => byte,
        b'\n' => b'n',
        b'\t' => b't',
        b'\r' => b'r',
        0x8 => b'b',
        0xc => b'f',
        _ => return escape_unit(byte.into(), out),
    };
    out.extend_from_slice(&[b'\\', short]);
}

fn escape_unit(unit: u16, out: &mut Vec<u8>) {
    const DIGITS: [u8; 16] = *b"0123456789abcdef";
    out.extend_from_slice(b"\\u");
    out.extend([12, 8, 4, 0].map(|shift| DIGITS[usize::from(unit >> shift & 0xf)]));
}

/// The first byte from `at` on that a literal cannot hold as it is. Eight bytes at a time: this runs over all text that is written.
fn next_special(bytes: &[u8], mut at: usize) -> usize {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const TOPS: u64 = ONES << 7;
    // The top bit of each byte that is zero; behind the first such byte there may be false ones.
    let zeros = |x: u64| x.wrapping_sub(ONES) & !x & TOPS;
    while let Some((word, _)) = bytes[at..].split_first_chunk::<8>() {
        let word = u64::from_le_bytes(*word);
        let control = word.wrapping_sub(ONES * 0x20) & !word & TOPS;
        let hits = control | zeros(word ^ (ONES * b'"' as u64)) | zeros(word ^ (ONES * b'\\' as u64));
        if hits != 0 {
            return at + hits.trailing_zeros() as usize / 8;
        }
        at += 8;
    }
    at + bytes[at..].iter().position(|&b| b < 0x20 || b == b'"' || b == b'\\').unwrap_or(bytes.len() - at)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn escaped(text: &str, style: Style) -> String {
        let mut out = Vec::new();
        escape(text, style, &mut out);
        String::from_utf8(out).unwrap()
    }

    fn inner(literal: &str) -> &str {
        &literal[1..literal.len() - 1]
    }

    #[test]
    fn styles_are_told_apart() {
        let style = |inner| unescape(inner).style;
        assert_eq!(style(r#"a\n\"b\" \\ \u0001 é /"#), Some(Style::Plain));
        assert_eq!(style(r"caf\u00e9 \ud83d\ude00 /"), Some(Style::Ascii));
        assert_eq!(style(r"a\/b é"), Some(Style::Slashes));
        assert_eq!(style(r"a\/b\u00e9"), Some(Style::AsciiSlashes));
        for odd in [r"caf\u00E9", r"\u00e9é", r"a\/b/c", r"\u0041", r"\u000a", r"\ud800", r"\udc00\ud800", r"\u002f"] {
            assert_eq!(style(odd), None, "{odd}");
        }
    }

    #[test]
    fn lone_surrogates_are_replaced_and_counted() {
        let literal = unescape(r"a\ud83dB\ud83d\ud83d\ude00\ude00");
        assert_eq!((literal.text.as_str(), literal.surrogates), ("a\u{fffd}B\u{fffd}😀\u{fffd}", 3));
    }

    #[test]
    fn what_is_no_literal_does_not_panic() {
        for wrong in ["\\", "\\u", "\\u12", "\\x", "\\ud83d\\u", "\\u12é4"] {
            assert_eq!(unescape(wrong).style, None, "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn a_literal_reads_as_serde_json_reads_it(text in any::<String>()) {
            let literal = serde_json::to_string(&text).unwrap();
            prop_assert_eq!(&escaped(&text, Style::Plain), &literal);
            prop_assert_eq!(unescape(inner(&literal)).text, text);
        }

        #[test]
        fn a_style_gives_the_literal_back(text in "[a-z/\"\\\\\n\u{1}\u{7f}é中😀 ]{0,40}", n in 0usize..4) {
            let style = [Style::Plain, Style::Ascii, Style::Slashes, Style::AsciiSlashes][n];
            let literal = escaped(&text, style);
            prop_assert_eq!(&serde_json::from_str::<String>(&literal).unwrap(), &text);
            let read = unescape(inner(&literal));
            prop_assert_eq!(&read.text, &text);
            prop_assert_eq!(escaped(&text, read.style.unwrap()), literal);
        }

        #[test]
        fn any_mixture_of_escapes_reads_back_or_has_no_style(parts in proptest::collection::vec(
            prop_oneof![Just("a"), Just("/"), Just("\\/"), Just("é"), Just("\\u00e9"), Just("\\u00E9"), Just("\\n"), Just("\\u000b"), Just("\\ud83d"), Just("\\ude00"), Just("\\u0041")], 0..12)) {
            let inner = parts.concat();
            let read = unescape(&inner);
            if let Some(style) = read.style {
                prop_assert_eq!(escaped(&read.text, style), format!("\"{inner}\""));
            }
        }
    }
}
