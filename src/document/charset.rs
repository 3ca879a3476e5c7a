//! The character set that a page declares in its markup, as the WHATWG's HTML standard looks for it ("prescan a byte stream to
//! determine its encoding"): in a `<meta>` element, or else in an XML declaration, of the first 1024 bytes.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252, X_USER_DEFINED};
use memchr::{memchr, memmem};

use super::Content;

/// How many bytes the standard looks at.
const PRESCAN: usize = 1024;

/// The name of the encoding that markup declares, if it does. Text has none: it was decoded by somebody else.
#[must_use]
pub fn declared(content: &Content) -> Option<&'static str> {
    let Content::Bytes(bytes) = content else { return None };
    let head = &bytes[..bytes.len().min(PRESCAN)];
    in_meta(head).or_else(|| in_xml_declaration(head)).map(Encoding::name)
}

/// What was read of the page is ASCII, so that it is none of the encodings in which it would not be.
fn usable(label: &[u8]) -> Option<&'static Encoding> {
    let encoding = Encoding::for_label(label)?;
    Some(match encoding {
        _ if encoding == UTF_16LE || encoding == UTF_16BE => UTF_8,
        _ if encoding == X_USER_DEFINED => WINDOWS_1252,
        other => other,
    })
}

fn in_meta(head: &[u8]) -> Option<&'static Encoding> {
    let mut at = 0;
    loop {
        at += memchr(b'<', head.get(at..)?)?;
        let tag = &head[at..];
        if tag.starts_with(b"<!--") {
            // The dashes that open a comment may be those that close it.
            at += 2 + memmem::find(&tag[2..], b"-->")? + 3;
        } else if starts_meta(tag) {
            let mut attributes = Attributes { head, at: at + 5 };
            if let Some(encoding) = of_meta(&mut attributes) {
                return Some(encoding);
            }
            at = attributes.at;
        } else if starts_tag(tag) {
            at += tag.iter().position(|b| b.is_ascii_whitespace() || *b == b'>')?;
            let mut attributes = Attributes { head, at };
            while attributes.next()?.is_some() {}
            at = attributes.at;
        } else if matches!(tag.get(1), Some(b'!' | b'/' | b'?')) {
            at += memchr(b'>', tag)? + 1;
        } else {
            at += 1;
        }
    }
}

fn starts_meta(tag: &[u8]) -> bool {
    tag.get(1..5).is_some_and(|name| name.eq_ignore_ascii_case(b"meta"))
        && tag.get(5).is_some_and(|b| b.is_ascii_whitespace() || *b == b'/')
}

fn starts_tag(tag: &[u8]) -> bool {
    let name = if tag.get(1) == Some(&b'/') { 2 } else { 1 };
    tag.get(name).is_some_and(u8::is_ascii_alphabetic)
}

/// What a `<meta>` declares. Of attributes of the same name the first counts.
fn of_meta(attributes: &mut Attributes<'_>) -> Option<&'static Encoding> {
    let mut names: Vec<Vec<u8>> = Vec::new();
    let mut is_pragma = false;
    // With what has to be a pragma to count.
    let mut found: Option<(Option<&'static Encoding>, bool)> = None;
    while let Some((name, value)) = attributes.next()? {
        if names.contains(&name) {
            continue;
        }
        match name.as_slice() {
            b"http-equiv" => is_pragma |= value.eq_ignore_ascii_case(b"content-type"),
            b"content" if found.is_none() => found = in_content(value).map(|encoding| (Some(encoding), true)),
            b"charset" => found = Some((usable(value), false)),
            _ => {}
        }
        names.push(name);
    }
    let (encoding, needs_pragma) = found?;
    if needs_pragma && !is_pragma { None } else { encoding }
}

/// The encoding of a content type such as `text/html; charset=utf-8`.
fn in_content(value: &[u8]) -> Option<&'static Encoding> {
    const NAME: &[u8] = b"charset";
    let mut rest = value;
    loop {
        let at = rest.windows(NAME.len()).position(|w| w.eq_ignore_ascii_case(NAME))?;
        rest = rest[at + NAME.len()..].trim_ascii_start();
        let Some(label) = rest.strip_prefix(b"=") else { continue };
        let label = label.trim_ascii_start();
        return match label.first()? {
            quote @ (b'"' | b'\'') => usable(&label[1..1 + memchr(*quote, &label[1..])?]),
            _ => usable(label.split(|b| b.is_ascii_whitespace() || *b == b';').next()?),
        };
    }
}

/// The attributes of a tag, from behind its name.
struct Attributes<'a> {
    head: &'a [u8],
    at: usize,
}

impl<'a> Attributes<'a> {
    /// The next attribute, its name in lower case; `Some(None)` at the end of the tag, `None` at the end of what is looked at.
    fn next(&mut self) -> Option<Option<(Vec<u8>, &'a [u8])>> {
        self.skip(|b| b.is_ascii_whitespace() || b == b'/')?;
        if self.peek()? == b'>' {
            return Some(None);
        }
        let start = self.at;
        // An equals sign may begin a name.
        self.at += 1;
        self.skip(|b| !b.is_ascii_whitespace() && !matches!(b, b'=' | b'/' | b'>'))?;
        let name = self.head[start..self.at].to_ascii_lowercase();
        self.skip(|b| b.is_ascii_whitespace())?;
        if self.peek()? != b'=' {
            return Some(Some((name, b"")));
        }
        self.at += 1;
        self.skip(|b| b.is_ascii_whitespace())?;
        let quote = self.peek()?;
        let is_quoted = matches!(quote, b'"' | b'\'');
        self.at += usize::from(is_quoted);
        let start = self.at;
        self.skip(|b| if is_quoted { b != quote } else { !b.is_ascii_whitespace() && b != b'>' })?;
        let value = &self.head[start..self.at];
        self.at += usize::from(is_quoted);
        Some(Some((name, value)))
    }

    fn peek(&self) -> Option<u8> {
        self.head.get(self.at).copied()
    }

    fn skip(&mut self, what: impl Fn(u8) -> bool) -> Option<()> {
        self.at += self.head.get(self.at..)?.iter().position(|b| !what(*b))?;
        Some(())
    }
}

fn in_xml_declaration(head: &[u8]) -> Option<&'static Encoding> {
    let declaration = &head[..memchr(b'>', head)?];
    let behind = declaration.strip_prefix(b"<?xml")?;
    let value = &behind[memmem::find(behind, b"encoding")? + b"encoding".len()..];
    let value = value.trim_ascii_start().strip_prefix(b"=")?.trim_ascii_start();
    let quote = *value.first().filter(|b| matches!(b, b'"' | b'\''))?;
    usable(&value[1..1 + memchr(quote, &value[1..])?])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn of(markup: &str) -> Option<&'static str> {
        declared(&Content::Bytes(markup.into()))
    }

    #[test]
    fn declarations_are_found() {
        for (markup, name) in [
            ("<meta charset=utf-8>", "UTF-8"),
            ("<!doctype html><html lang=\"a>b\"><head><META\tCharSet = 'windows-1251' >", "windows-1251"),
            ("<meta/charset=\"koi8-r\"/>", "KOI8-R"),
            ("<meta http-equiv=content-type content='text/html; charset=shift_jis'>", "Shift_JIS"),
            ("<meta content=\"text/html;CHARSET = 'gb2312' \" http-equiv=\"Content-Type\">", "GBK"),
            ("<meta content='charset charset=big5;x' http-equiv=content-type>", "Big5"),
            ("<meta charset=utf-16le>", "UTF-8"),
            ("<meta charset=x-user-defined>", "windows-1252"),
            ("<meta charset=nonsense><meta charset=euc-kr>", "EUC-KR"),
            ("<meta content=\"text/html; charset=big5\"><meta charset=euc-jp>", "EUC-JP"),
            ("<!-- <meta charset=big5> --><!--><meta charset=gbk>", "GBK"),
            ("<p title='<meta charset=big5>'><meta charset=gbk>", "GBK"),
            ("<? <meta charset=big5><meta charset=gbk>", "GBK"),
            ("<meta charset=gbk charset=big5>", "GBK"),
            ("<?xml version=\"1.0\" encoding=\"iso-8859-2\"?><html>", "ISO-8859-2"),
            ("<?xml version='1.0' encoding = 'utf-16'?>", "UTF-8"),
            ("<?xml version=\"1.0\" encoding=\"iso-8859-2\"?><meta charset=iso-8859-5>", "ISO-8859-5"),
        ] {
            assert_eq!(of(markup), Some(name), "{markup}");
        }
    }

    #[test]
    fn what_is_no_declaration_is_none() {
        for markup in [
            "",
            "<",
            "<meta",
            "<meta charset",
            "<meta charset=\"utf-8>",
            "<meta content='text/html; charset=utf-8'>",
            "<meta http-equiv=content-type content='text/html; charset=\"utf-8'>",
            "<metal charset=utf-8>",
            "charset=utf-8",
            "<!-- <meta charset=utf-8>",
            " <?xml encoding='utf-8'?>",
        ] {
            assert_eq!(of(markup), None, "{markup}");
        }
        assert_eq!(of(&format!("{}<meta charset=gbk>", " ".repeat(PRESCAN))), None);
        assert_eq!(declared(&Content::Text("<meta charset=gbk>".into())), None);
    }

    proptest! {
        #[test]
        fn any_bytes_can_be_asked(parts in prop::collection::vec(prop_oneof![
            prop::sample::select(vec!["<meta ", "charset", "=", "\"", "'", ">", "/", " ", "<!--", "-->", "<?xml", "encoding", "content", "gbk"])
                .prop_map(|s| s.as_bytes().to_vec()),
            prop::collection::vec(any::<u8>(), 0..4),
        ], 0..60)) {
            let _ = declared(&Content::Bytes(parts.concat()));
        }
    }
}
