//! Lines that hold a machine's value and no words.

use super::code_likeness::speaks_of_code;
use super::{Findings, Info, Rule, declare};
use crate::document::{Danger, Document, Evidence, Line};

declare! {
    /// Lines that hold a machine's value and no words.
    ///
    /// ## What it removes
    /// A line that is a time stamp, the file name of a picture or film, the address of one, a hash or UUID, a long random id, a data
    /// attribute, the size of an advertisement or tracking pixel. Other addresses and pairs of coordinates go only with more evidence:
    /// outside the body, repeated, beside other noise.
    ///
    /// ## Why it is noise
    /// Programs wrote it for programs: attributes and hidden fields that were taken for text.
    ///
    /// ## Example
    /// ```before
    /// 2024-05-01T12:33:00+02:00
    /// lead-image-large.jpg
    /// The museum opened its new wing on Monday.
    /// 7f3b2c9a1d4e5f60718293a4b5c6d7e8
    /// It is open until nine.
    /// ```
    /// ```after
    /// The museum opened its new wing on Monday.
    /// It is open until nine.
    /// ```
    ///
    /// ## What it must keep
    /// Numbers, prices, scores, years, telephone numbers, lists of addresses, DOIs, and whatever stands in a text about code.
    /// ```keep
    /// More on the wing:
    /// https://example.org/museum/wing
    /// https://example.org/museum/tickets
    /// 10.1000/182
    /// 2024
    /// +49 30 1234567
    /// ```
    ///
    /// ## Languages and sources of its lists
    /// Formats, no words: the same in every language. Sizes of advertisements: the standard ones of the trade.
    ///
    /// ## Known misses
    /// Values behind a label (`ID: ...`), short ids.
    MachineValue, "machine-value", ["programming"]
}

/// Longest line that is looked at, in bytes.
const LONGEST: usize = 400;
/// Shortest id that is taken for random, in bytes.
const LONG_ID: usize = 24;
/// Digits and letters in turn: a random id changes between them at least so often, a name with a year in it does not.
const ID_TURNS: usize = 6;
/// Digits of a hash in hexadecimal: 64 bits and more.
const HASH_DIGITS: usize = 16;
/// Ends of the names of pictures and films.
const MEDIA: [&str; 15] =
    [".jpg", ".jpeg", ".png", ".gif", ".webp", ".svg", ".avif", ".bmp", ".ico", ".tif", ".tiff", ".mp4", ".webm", ".m3u8", ".mov"];
/// Longest of them, in bytes.
const LONGEST_END: usize = 5;
/// Sizes of advertisements and of tracking pixels.
const SIZES: [&str; 11] = ["1x1", "300x250", "728x90", "160x600", "970x250", "320x50", "300x600", "970x90", "468x60", "120x600", "320x100"];

impl Rule for MachineValue {
    fn info(&self) -> &'static Info {
        &Self::INFO
    }

    fn check(&self, document: &Document<'_>, findings: &mut Findings) {
        let sure = Evidence::CODE.and(Evidence::SHAPE);
        let mut found: Vec<(&Line, Danger, Evidence)> = Vec::new();
        for (at, line) in document.filled_lines().filter(|(_, line)| line.words <= 3) {
            let text = document.text_of(line);
            if line.digits == 0 && memchr::memchr2(b'.', b'=', text.as_bytes()).is_none() || text.len() > LONGEST {
                continue;
            }
            if is_value(text, line) {
                found.push((line, Danger::Medium, sure));
            } else if is_coordinates(text) {
                found.push((line, Danger::High, sure));
            } else if is_address(text) && !is_listed(document, at) {
                found.push((line, Danger::High, Evidence::SHAPE));
            }
        }
        if !found.is_empty() && !speaks_of_code(document) {
            for (line, danger, evidence) in found {
                findings.remove_line(Self::INFO.id, line, danger, evidence);
            }
        }
    }
}

fn is_value(text: &str, line: &Line) -> bool {
    let one_word = line.words == 1;
    one_word && (is_timestamp(text) || is_media(text) || (line.digits > 0 && (is_random(text) || SIZES.contains(&text))))
        || is_data_attribute(text)
}

/// `2024-05-01T12:33`, with whatever follows of seconds and zone.
fn is_timestamp(text: &str) -> bool {
    let bytes = text.as_bytes();
    let shape = b"0000-00-00T00:00";
    bytes.len() >= shape.len()
        && bytes.iter().zip(shape).all(|(b, s)| if *s == b'0' { b.is_ascii_digit() } else { b == s })
        && bytes[shape.len()..].iter().all(|b| b.is_ascii_digit() || matches!(b, b':' | b'.' | b'+' | b'-' | b'Z'))
}

/// The name or address of a picture or film.
fn is_media(text: &str) -> bool {
    if !text.bytes().rev().take(LONGEST_END).any(|b| b == b'.') && !text.contains(['?', '#']) {
        return false;
    }
    let path = if is_address(text) { text.split(['?', '#']).next().unwrap_or(text) } else { text };
    let stem = MEDIA.iter().find_map(|end| strip_end(path, end));
    stem.is_some_and(|stem| !stem.is_empty() && !stem.contains(' ') && stem.chars().any(char::is_alphanumeric))
}

/// `text` without `end`, whatever the case of its letters.
fn strip_end<'t>(text: &'t str, end: &str) -> Option<&'t str> {
    let at = text.len().checked_sub(end.len())?;
    (text.is_char_boundary(at) && text[at..].eq_ignore_ascii_case(end)).then(|| &text[..at])
}

/// A hash, a UUID or a long id without meaning.
fn is_random(text: &str) -> bool {
    if text.len() < HASH_DIGITS || text.contains(|c: char| !(c.is_ascii_alphanumeric() || c == '-' || c == '_')) {
        return false;
    }
    let count = |is: fn(&u8) -> bool| text.bytes().filter(is).count();
    let (digits, letters) = (count(u8::is_ascii_digit), count(u8::is_ascii_alphabetic));
    let hex = count(u8::is_ascii_hexdigit);
    let dashes = text.bytes().filter(|b| *b == b'-').count();
    if digits == 0 || letters == 0 || text.contains('_') && hex + dashes == text.len() {
        return false;
    }
    let is_hash = hex == text.len() && letters >= 3 && digits >= 3;
    let is_uuid = text.len() == 36 && dashes == 4 && hex == 32;
    let turns = text.as_bytes().windows(2).filter(|w| w[0].is_ascii_alphabetic() && w[1].is_ascii_digit()).count();
    let is_id = text.len() >= LONG_ID && dashes == 0 && turns >= ID_TURNS;
    is_hash || is_uuid || is_id
}

/// `data-name="value"`.
fn is_data_attribute(text: &str) -> bool {
    let Some((name, value)) = text.strip_prefix("data-").and_then(|rest| rest.split_once('=')) else { return false };
    !name.is_empty() && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-') && value.starts_with(['"', '\''])
}

/// Latitude and longitude with four decimals or more.
fn is_coordinates(text: &str) -> bool {
    let Some((latitude, longitude)) = text.split_once(',') else { return false };
    [(latitude, 90.0), (longitude.trim_start(), 180.0)].into_iter().all(|(number, most)| {
        let decimals = number.split_once('.').map_or(0, |(_, decimals)| decimals.len());
        decimals >= 4 && number.parse::<f64>().is_ok_and(|n| n.abs() <= most)
    })
}

/// An address and nothing else.
fn is_address(text: &str) -> bool {
    let rest = ["https://", "http://", "//"].iter().find_map(|scheme| text.strip_prefix(scheme));
    rest.is_some_and(|rest| rest.contains('.') && !rest.contains(' ') && rest.starts_with(|c: char| c.is_alphanumeric()))
}

/// True for an address in a list of addresses, or behind a colon: a reference.
fn is_listed(document: &Document<'_>, at: usize) -> bool {
    let text = |at: usize| document.filled_line(at).map(|line| document.text_of(line));
    let before = at.checked_sub(1).and_then(text);
    before.is_some_and(|text| is_address(text) || text.ends_with([':', '：'])) || text(at + 1).is_some_and(is_address)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Cleaner, Config, Record};

    fn stays(line: &str) -> bool {
        let text = format!(
            "The first sentence of it stands here, and is long enough.\n{line}\nThe last sentence of it stands here, and is long.\n"
        );
        Cleaner::new(Config::default()).clean(Record::text(text.as_str())).text == text
    }

    #[test]
    fn values_go() {
        for line in [
            "2024-05-01T12:33:00Z",
            "2024-05-01T12:33:00.123+02:00",
            "lead-image.jpg",
            "IMG_2041.JPEG",
            "https://cdn.example.org/a/b.png?w=300",
            "7f3b2c9a1d4e5f60718293a4b5c6d7e8",
            "123e4567-e89b-12d3-a456-426614174000",
            "a1B2c3D4e5F6g7H8i9J0k1L2m3",
            "data-src=\"lazy\"",
            "1x1",
            "300x250",
        ] {
            assert!(!stays(line), "{line}");
        }
    }

    #[test]
    fn look_alikes_stay() {
        for line in [
            "2024",
            "12:33",
            "$12.50",
            "3-1",
            "+49 30 1234567",
            "10.1000/182",
            "https://example.org/story",
            "www.example.org",
            "978-3-16-148410-0",
            "12345678901234567890",
            "4x4",
            "7680x4320",
            "Boeing747-8",
            "COVID-19-vaccination-2021",
            "deadbeef",
            "Donaudampfschifffahrtsgesellschaft1829",
            "52.5, 13.4",
            "52.5200, 13.4050",
            ".jpg",
            "A photo.jpg of it",
            "東京.",
        ] {
            assert!(stays(line), "{line}");
        }
    }

    #[test]
    fn a_list_of_addresses_is_told() {
        assert!(is_address("https://example.org/a"));
        assert!(!is_address("https://"));
        assert!(is_coordinates("52.5200, 13.4050"));
        assert!(!is_coordinates("152.5200, 13.4050"));
    }
}
