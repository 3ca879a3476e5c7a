//! Text to bytes: the way back from `decode`.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// The bytes of `text` in the named encoding, behind a byte order mark if `bom`; `None` if the encoding has no such bytes.
#[must_use]
pub fn encode(text: &str, encoding: &str, bom: bool) -> Option<Vec<u8>> {
    let encoding = Encoding::for_label(encoding.as_bytes())?;
    let mark = if bom { "\u{feff}" } else { "" };
    let units = || mark.encode_utf16().chain(text.encode_utf16());
    if encoding == UTF_8 {
        Some([mark.as_bytes(), text.as_bytes()].concat())
    } else if encoding == UTF_16LE {
        Some(units().flat_map(u16::to_le_bytes).collect())
    } else if encoding == UTF_16BE {
        Some(units().flat_map(u16::to_be_bytes).collect())
    } else if bom {
        None
    } else {
        let (bytes, _, unmappable) = encoding.encode(text);
        (!unmappable).then(|| bytes.into_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::encode;

    #[test]
    fn each_kind_of_encoding() {
        assert_eq!(encode("é", "UTF-8", true).unwrap(), b"\xef\xbb\xbf\xc3\xa9");
        assert_eq!(encode("é😀", "UTF-16LE", true).unwrap(), b"\xff\xfe\xe9\0\x3d\xd8\x00\xde");
        assert_eq!(encode("é", "UTF-16BE", false).unwrap(), b"\0\xe9");
        assert_eq!(encode("é", "windows-1252", false).unwrap(), b"\xe9");
        assert_eq!(encode("日", "Shift_JIS", false).unwrap(), b"\x93\xfa");
        assert_eq!(encode("日", "windows-1252", false), None);
        assert_eq!(encode("a", "no such", false), None);
    }
}
