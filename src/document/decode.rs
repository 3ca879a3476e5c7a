//! Bytes to text, and back.
//!
//! In this order: a byte order mark; valid UTF-8; UTF-8 with damage; the declared character set; UTF-16 without a mark; what the
//! bytes look like. A page that is UTF-8 but for a few bytes stays UTF-8: its bad bytes become U+FFFD and are counted, instead of
//! all its good ones becoming mojibake.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{DecoderResult, Encoding, UTF_8, UTF_16BE, UTF_16LE};
use memchr::memchr;

use super::Content;

/// Text with the account of how it was read.
#[derive(Clone, Debug)]
pub struct Decoded {
    /// The text, without a byte order mark.
    pub text: String,
    /// How it was read.
    pub decoding: Decoding,
}

/// How bytes became text.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Decoding {
    /// Name of the encoding as the WHATWG's Encoding Standard has it: "UTF-8", "windows-1252", "GBK" ... It does not have
    /// "UTF-32LE" and "UTF-32BE", which are read where their byte order mark stands.
    pub encoding: &'static str,
    /// What decided.
    pub by: DecidedBy,
    /// A byte order mark was taken off.
    pub bom: bool,
    /// How many malformed sequences became U+FFFD.
    pub replaced: usize,
    /// Encoding the text again does not give the bytes back, so they must be kept.
    pub lossy: bool,
}

/// What decided on an encoding, in the order in which they are asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum DecidedBy {
    /// It was text already.
    Given,
    /// A byte order mark.
    Bom,
    /// Valid UTF-8, or UTF-8 with damage: it could be little else.
    Utf8,
    /// The character set that the record or the page itself declares.
    Declared,
    /// Guessed from the bytes.
    Detected,
}

/// Reads the content as text. `charset` is a declared character set, by any of its labels. Takes two passes over the bytes at
/// most, and never fails: what cannot be read becomes U+FFFD.
#[must_use]
pub fn decode(content: Content, charset: Option<&str>) -> Decoded {
    let bytes = match content {
        Content::Text(text) => {
            let decoding = Decoding { encoding: UTF_8.name(), by: DecidedBy::Given, bom: false, replaced: 0, lossy: false };
            return Decoded { text, decoding };
        }
        Content::Bytes(bytes) => bytes,
    };
    let declared = charset.and_then(|label| Encoding::for_label(label.trim().as_bytes())).filter(|e| *e != encoding_rs::REPLACEMENT);
    if let Some((form, body)) = with_mark(&bytes) {
        return form.read(body, DecidedBy::Bom, true);
    }
    if let Some(form) = in_seven_bits(&bytes, declared) {
        return form.0.read(&bytes, form.1, false);
    }
    let bytes = match String::from_utf8(bytes) {
        Ok(text) => {
            let decoding = Decoding { encoding: UTF_8.name(), by: DecidedBy::Utf8, bom: false, replaced: 0, lossy: false };
            return Decoded { text, decoding };
        }
        Err(error) => error.into_bytes(),
    };
    if is_damaged_utf8(&bytes) {
        return Form::Whatwg(UTF_8).read(&bytes, DecidedBy::Utf8, false);
    }
    let declared = declared.filter(|e| *e != UTF_8).map(|e| Form::Whatwg(e).read(&bytes, DecidedBy::Declared, false));
    match declared {
        Some(decoded) if decoded.decoding.replaced == 0 => decoded,
        declared => {
            let detected = Form::Whatwg(detect(&bytes)).read(&bytes, DecidedBy::Detected, false);
            declared.filter(|d| d.decoding.replaced <= detected.decoding.replaced).unwrap_or(detected)
        }
    }
}

/// The bytes of a text again, given [`Decoding::encoding`] and [`Decoding::bom`] as they were recorded. `None` for an encoding of
/// no known name and for a text with characters that the encoding does not have.
///
/// Where [`Decoding::lossy`] is false, these are the bytes that were read.
#[must_use]
pub fn encode(text: &str, encoding: &str, bom: bool) -> Option<Vec<u8>> {
    Form::by_name(encoding)?.write(text, bom)
}

/// How bytes are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Whatwg(&'static Encoding),
    Utf32Le,
    Utf32Be,
}

impl Form {
    fn by_name(name: &str) -> Option<Self> {
        match name {
            "UTF-32LE" => Some(Self::Utf32Le),
            "UTF-32BE" => Some(Self::Utf32Be),
            _ => Encoding::for_label(name.as_bytes()).map(Self::Whatwg),
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Whatwg(encoding) => encoding.name(),
            Self::Utf32Le => "UTF-32LE",
            Self::Utf32Be => "UTF-32BE",
        }
    }

    /// Reads `body`, which is all of the document but the byte order mark.
    fn read(self, body: &[u8], by: DecidedBy, bom: bool) -> Decoded {
        let (text, replaced) = match self {
            Self::Whatwg(encoding) => read_whatwg(encoding, body),
            Self::Utf32Le => read_utf32(body, u32::from_le_bytes),
            Self::Utf32Be => read_utf32(body, u32::from_be_bytes),
        };
        let lossy = replaced > 0 || (self != Self::Whatwg(UTF_8) && self.write(&text, false).as_deref() != Some(body));
        Decoded { text, decoding: Decoding { encoding: self.name(), by, bom, replaced, lossy } }
    }

    fn write(self, text: &str, bom: bool) -> Option<Vec<u8>> {
        let mark = if bom { "\u{feff}" } else { "" };
        let chars = mark.chars().chain(text.chars());
        let mut units = [0; 2];
        Some(match self {
            Self::Utf32Le => chars.flat_map(|c| (c as u32).to_le_bytes()).collect(),
            Self::Utf32Be => chars.flat_map(|c| (c as u32).to_be_bytes()).collect(),
            Self::Whatwg(encoding) if encoding == UTF_8 => [mark, text].concat().into_bytes(),
            Self::Whatwg(encoding) if encoding == UTF_16LE => {
                let mut out = Vec::with_capacity(text.len() * 2);
                chars.for_each(|c| out.extend(c.encode_utf16(&mut units).iter().flat_map(|u| u.to_le_bytes())));
                out
            }
            Self::Whatwg(encoding) if encoding == UTF_16BE => {
                let mut out = Vec::with_capacity(text.len() * 2);
                chars.for_each(|c| out.extend(c.encode_utf16(&mut units).iter().flat_map(|u| u.to_be_bytes())));
                out
            }
            Self::Whatwg(encoding) => {
                let (bytes, used, unmappable) = encoding.encode(text);
                if unmappable || used != encoding {
                    return None;
                }
                bytes.into_owned()
            }
        })
    }
}

/// The form that a byte order mark names, and what stands behind it.
fn with_mark(bytes: &[u8]) -> Option<(Form, &[u8])> {
    if let Some(body) = bytes.strip_prefix(b"\0\0\xfe\xff") {
        return Some((Form::Utf32Be, body));
    }
    // The same four bytes start UTF-16 with a NUL. A text that is UTF-32 throughout could hardly be that.
    if let Some(body) = bytes.strip_prefix(b"\xff\xfe\0\0").filter(|body| read_utf32(body, u32::from_le_bytes).1 == 0) {
        return Some((Form::Utf32Le, body));
    }
    let (encoding, len) = Encoding::for_bom(bytes)?;
    Some((Form::Whatwg(encoding), &bytes[len..]))
}

/// Encodings whose bytes can look like ASCII: ISO-2022-JP, by its escape sequences, and UTF-16 without a mark, by its NULs.
fn in_seven_bits(bytes: &[u8], declared: Option<&'static Encoding>) -> Option<(Form, DecidedBy)> {
    let is_utf16 = |e: &&Encoding| *e == UTF_16LE || *e == UTF_16BE;
    if memchr(0, bytes).is_some() {
        let declared = declared.filter(is_utf16).map(|e| (Form::Whatwg(e), DecidedBy::Declared));
        return declared.or_else(|| Some((Form::Whatwg(utf16_by_nuls(bytes)?), DecidedBy::Detected)));
    }
    if memchr(0x1b, bytes).is_none() || !bytes.is_ascii() {
        return None;
    }
    let jp = encoding_rs::ISO_2022_JP;
    let by = if declared == Some(jp) { DecidedBy::Declared } else { DecidedBy::Detected };
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    detector.feed(&bytes[..bytes.len().min(DETECT)], bytes.len() <= DETECT);
    (declared == Some(jp) || detector.guess(None, Utf8Detection::Deny) == jp).then_some((Form::Whatwg(jp), by))
}

/// How many pairs of bytes are asked for UTF-16's NULs, at most and at least: fewer could be a text with a few NULs.
const NUL_PAIRS: std::ops::RangeInclusive<usize> = 16..=512;

/// UTF-16 in a script of one byte shows as a NUL in nearly every pair of bytes, always on the same side.
fn utf16_by_nuls(bytes: &[u8]) -> Option<&'static Encoding> {
    let (pairs, odd) = bytes.as_chunks::<2>();
    let pairs = &pairs[..pairs.len().min(*NUL_PAIRS.end())];
    if pairs.len() < *NUL_PAIRS.start() || !odd.is_empty() {
        return None;
    }
    let nuls = |side: usize| pairs.iter().filter(|pair| pair[side] == 0).count();
    let (first, second) = (nuls(0), nuls(1));
    let most = pairs.len() * 3 / 4;
    match () {
        () if second >= most && first == 0 => Some(UTF_16LE),
        () if first >= most && second == 0 => Some(UTF_16BE),
        () => None,
    }
}

/// Malformed sequences for each of which UTF-8 with damage must have two good ones of more than a byte. In text of another
/// encoding good ones come by chance, at most one in five (GBK) and hardly ever elsewhere.
const GOOD_PER_BAD: usize = 2;

/// True for UTF-8 with a few malformed sequences. One that is only cut short speaks neither for it nor against it: a text that
/// was cut at a number of bytes ends so.
fn is_damaged_utf8(bytes: &[u8]) -> bool {
    let (mut good, mut bad, mut cut, mut at) = (0usize, 0usize, 0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        at += chunk.valid().len() + chunk.invalid().len();
        // Bytes that start a character, in valid text.
        good += chunk.valid().bytes().filter(|b| *b >= 0xc0).count();
        match chunk.invalid() {
            [] => {}
            [lead] if *lead >= 0xc2 && at == bytes.len() && good > 0 => cut += 1,
            [_] => bad += 1,
            _ => cut += 1,
        }
    }
    good >= bad * GOOD_PER_BAD && (good > 0 || cut > 0)
}

/// How many bytes a guess is made from: enough for a table of letter pairs in any script, and it does not grow with the document.
const DETECT: usize = 256 << 10;

/// What the bytes look like, from [`DETECT`] of them: those from a little before the first that is not ASCII, since ASCII says
/// nothing.
fn detect(bytes: &[u8]) -> &'static Encoding {
    let first = bytes.iter().position(|b| !b.is_ascii()).unwrap_or(0);
    let from = first.saturating_sub(2);
    let sample = &bytes[from..bytes.len().min(from + DETECT)];
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(sample, from + sample.len() == bytes.len());
    detector.guess(None, Utf8Detection::Deny)
}

/// How much is decoded at a time, in bytes of text. Decoding straight into the whole text touches all its free room again after
/// each malformed sequence, which takes minutes for a few megabytes of them.
const WINDOW: usize = 16 << 10;

/// The text and the number of malformed sequences that became U+FFFD.
fn read_whatwg(encoding: &'static Encoding, body: &[u8]) -> (String, usize) {
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let mut text = String::with_capacity(decoder.max_utf8_buffer_length(body.len()).unwrap_or(body.len()).min(body.len() * 3));
    let mut window = "\0".repeat(WINDOW.min(body.len() * 3).max(64));
    let (mut at, mut replaced) = (0, 0);
    loop {
        let (result, read, written) = decoder.decode_to_str_without_replacement(&body[at..], &mut window, true);
        at += read;
        text.push_str(&window[..written]);
        match result {
            DecoderResult::InputEmpty => return (text, replaced),
            DecoderResult::OutputFull => {}
            DecoderResult::Malformed(..) => {
                replaced += 1;
                text.push(char::REPLACEMENT_CHARACTER);
            }
        }
    }
}

fn read_utf32(body: &[u8], number: fn([u8; 4]) -> u32) -> (String, usize) {
    let (units, rest) = body.as_chunks::<4>();
    let mut replaced = usize::from(!rest.is_empty());
    let mut read = |c: Option<char>| {
        c.unwrap_or_else(|| {
            replaced += 1;
            char::REPLACEMENT_CHARACTER
        })
    };
    let mut text: String = units.iter().map(|unit| read(char::from_u32(number(*unit)))).collect();
    if !rest.is_empty() {
        text.push(char::REPLACEMENT_CHARACTER);
    }
    (text, replaced)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(bytes: &[u8], charset: Option<&str>) -> Decoded {
        let decoded = decode(Content::Bytes(bytes.to_vec()), charset);
        let Decoding { encoding, bom, lossy, .. } = decoded.decoding;
        assert_eq!(lossy, encode(&decoded.text, encoding, bom).as_deref() != Some(bytes), "{bytes:?} {decoded:?}");
        decoded
    }

    fn facts(decoded: &Decoded) -> (&str, DecidedBy, bool, usize) {
        let d = &decoded.decoding;
        (d.encoding, d.by, d.bom, d.replaced)
    }

    const FRENCH: &str = "Les élèves français étaient déjà là, à l’école, où l’été s’achève. ";

    fn encoded(text: &str, encoding: &str) -> Vec<u8> {
        encode(text, encoding, false).unwrap()
    }

    #[test]
    fn utf8_with_damage_stays_utf8() {
        let good = FRENCH.repeat(3);
        assert_eq!(facts(&read(good.as_bytes(), Some("windows-1252"))), ("UTF-8", DecidedBy::Utf8, false, 0));
        let mut bytes = good.clone().into_bytes();
        bytes.extend(b"caf\xe9 \x92");
        let decoded = read(&bytes, Some("windows-1252"));
        assert_eq!(facts(&decoded), ("UTF-8", DecidedBy::Utf8, false, 2));
        assert_eq!(decoded.text, format!("{good}caf\u{fffd} \u{fffd}"));
        assert_eq!(facts(&read(&good.as_bytes()[..8], None)), ("UTF-8", DecidedBy::Utf8, false, 1), "cut in the middle of è");
    }

    #[test]
    fn malformed_sequences_take_linear_time() {
        let cut = b"\xe2\x82".repeat(2 << 20);
        let start = std::time::Instant::now();
        assert_eq!(decode(Content::Bytes(cut), None).decoding.replaced, 2 << 20);
        // Without optimisation this takes ten seconds; where it is quadratic, minutes.
        assert!(start.elapsed().as_secs() < 40, "4 MiB took {:?}", start.elapsed());
    }

    #[test]
    fn legacy_text_is_recognised() {
        for (text, encoding) in [
            (FRENCH, "windows-1252"),
            ("Все счастливые семьи похожи друг на друга, каждая несчастливая семья несчастлива по-своему.", "windows-1251"),
            ("Все счастливые семьи похожи друг на друга, каждая несчастливая семья несчастлива по-своему.", "KOI8-U"),
            ("今天的天气非常好，我们决定一起去公园散步，然后回家吃晚饭。", "GBK"),
            ("今日は天気がとてもよいので、みんなで公園へ散歩に行きました。", "Shift_JIS"),
            ("今日は天気がとてもよいので、みんなで公園へ散歩に行きました。", "EUC-JP"),
            ("오늘은 날씨가 아주 좋아서 모두 함께 공원으로 산책을 갔습니다.", "EUC-KR"),
        ] {
            let bytes = encoded(text, encoding);
            for charset in [None, Some("utf-8"), Some("no such charset")] {
                let decoded = read(&bytes, charset);
                assert_eq!((decoded.text.as_str(), facts(&decoded)), (text, (encoding, DecidedBy::Detected, false, 0)));
            }
            assert_eq!(facts(&read(&bytes, Some(encoding))), (encoding, DecidedBy::Declared, false, 0));
        }
    }

    #[test]
    fn a_wrong_declaration_gives_way() {
        let bytes = encoded("今日は天気がとてもよいので、みんなで公園へ散歩に行きました。", "Shift_JIS");
        assert_eq!(facts(&read(&bytes, Some("euc-kr"))), ("Shift_JIS", DecidedBy::Detected, false, 0));
    }

    #[test]
    fn marks_decide_and_are_put_back() {
        for encoding in ["UTF-8", "UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE"] {
            let bytes = encode("Été 😀\0", encoding, true).unwrap();
            let decoded = read(&bytes, Some("windows-1252"));
            assert_eq!((decoded.text.as_str(), facts(&decoded)), ("Été 😀\0", (encoding, DecidedBy::Bom, true, 0)));
        }
        let decoded = read(b"\xff\xfe\0\0a\0", None);
        assert_eq!((decoded.text.as_str(), facts(&decoded)), ("\0a", ("UTF-16LE", DecidedBy::Bom, true, 0)));
        assert_eq!(facts(&read(b"\xff\xfe\0\xd8", None)), ("UTF-16LE", DecidedBy::Bom, true, 1), "half of a pair");
    }

    #[test]
    fn seven_bits_can_hide_more() {
        let text = "Plain letters of one byte, and enough of them.";
        for encoding in ["UTF-16LE", "UTF-16BE"] {
            let decoded = read(&encoded(text, encoding), None);
            assert_eq!((decoded.text.as_str(), facts(&decoded)), (text, (encoding, DecidedBy::Detected, false, 0)));
        }
        let decoded = read(&encoded("今日は天気です", "ISO-2022-JP"), None);
        assert_eq!(decoded.text, "今日は天気です");
        for text in ["NUL \0 and\u{1b}[31m colour", "\0", "", "plain"] {
            assert_eq!(read(text.as_bytes(), Some("shift_jis")).text, text);
        }
    }

    #[test]
    fn given_text_is_given() {
        let decoded = decode(Content::Text("\u{feff}a".into()), Some("utf-16"));
        assert_eq!((decoded.text.as_str(), facts(&decoded)), ("\u{feff}a", ("UTF-8", DecidedBy::Given, false, 0)));
    }

    #[test]
    fn what_cannot_be_encoded_is_none() {
        assert_eq!(encode("東", "windows-1252", false), None);
        assert_eq!(encode("a", "no such charset", false), None);
    }

    proptest! {
        #[test]
        fn any_bytes_can_be_read(bytes in prop::collection::vec(any::<u8>(), 0..60), charset in prop::sample::select(vec![
            None, Some("utf-8"), Some("utf-16le"), Some("utf-16be"), Some("gb18030"), Some("big5"), Some("iso-2022-jp"), Some("x-user-defined"),
            Some("replacement"), Some("windows-1252"), Some("macintosh"),
        ])) {
            read(&bytes, charset);
        }

        #[test]
        fn all_of_unicode_comes_back(text in any::<String>(), bom in any::<bool>()) {
            for encoding in ["UTF-8", "UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE"] {
                let bytes = encode(&text, encoding, bom).unwrap();
                let decoded = read(&bytes, (!bom).then_some(encoding));
                if bom {
                    prop_assert_eq!(&decoded.text, &text);
                }
            }
        }
    }
}
