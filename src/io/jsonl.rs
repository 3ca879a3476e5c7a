//! A line of a JSON-lines file: finding the fields that matter, and writing the line again with clean text. All else in the
//! line stays as it is, byte for byte.

use std::borrow::Cow;
use std::collections::HashSet;
use std::fmt;
use std::ops::Range;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::escape::{self, Literal, Style};
use crate::config::JsonFields;
use crate::document::{Media, Meta};

/// Where our own field goes if the record has one of the configured name already.
const OTHER_META: &str = "boiloff_meta";

/// The field that marks a record as an HTML page.
const HTML_FIELD: &str = "html";

/// The field of a line that stands for something that could not be read: it says why.
pub const UNREADABLE: &str = "unreadable";

/// What stands in a field that has no value.
const NULL: &str = "null";

/// A text of no characters.
const EMPTY: &str = "\"\"";

/// Why a record cannot be cleaned. Offsets are bytes in the line, from 0.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RecordError {
    /// The line is not UTF-8.
    #[error("not valid UTF-8 from byte {0} of the line on; convert the file to UTF-8")]
    Utf8(usize),
    /// The line is not a JSON object.
    #[error("not a JSON object: {what} at byte {at} of the line")]
    Json {
        /// What the parser said.
        what: String,
        /// Where it stopped.
        at: usize,
    },
    /// There is no text.
    #[error("neither a field `{0}` nor a field `{HTML_FIELD}`; name the field that holds the text with --text-field")]
    NoText(String),
    /// The text is something else.
    #[error("the field `{field}` is {kind} where a string is needed")]
    NotAString {
        /// The field.
        field: String,
        /// What it is.
        kind: &'static str,
    },
    /// The line says itself that there is none to be had.
    #[error("{0}")]
    Unreadable(String),
    /// There are two texts.
    #[error("the field `{0}` stands twice; which is the text cannot be known")]
    Twice(String),
}

/// A record with its places of interest. Places are bytes of the line.
#[derive(Debug)]
pub struct Fields<'a> {
    line: &'a str,
    /// What the text is.
    media: Media,
    /// The literal of the text's field name, quotes included.
    name: Range<usize>,
    /// The text's literal, quotes included.
    text: Range<usize>,
    /// Of a page, the value of the text's own field, which says that there is no text: null or an empty one.
    empty: Option<Range<usize>>,
    /// Ends of the last value and of the one before it.
    ends: [usize; 2],
    id: Option<&'a str>,
    url: Option<&'a str>,
    /// Names that our own field might have had.
    taken: HashSet<String>,
}

impl<'a> Fields<'a> {
    /// Finds the fields of a record.
    ///
    /// # Errors
    /// If it is no record that can be cleaned.
    pub fn find(line: &'a [u8], names: &JsonFields) -> Result<Self, RecordError> {
        let line = str::from_utf8(line).map_err(|e| RecordError::Utf8(e.valid_up_to()))?;
        let found = Self {
            line,
            media: Media::Text,
            name: 0..0,
            text: 0..0,
            empty: None,
            ends: [0; 2],
            id: None,
            url: None,
            taken: HashSet::new(),
        };
        let mut finder = Finder { found, names, text: Wanted::default(), html: Wanted::default(), unreadable: None };
        let mut json = serde_json::Deserializer::from_str(line);
        let read = (&mut finder).deserialize(&mut json).and_then(|()| json.end());
        read.map_err(|e| RecordError::Json { what: without_place(&e), at: e.column().saturating_sub(1) })?;
        let Finder { mut found, text, html, unreadable, .. } = finder;
        let is_text = |value: &str| value != NULL && value != EMPTY;
        let has_page = html.value.is_some_and(|html| text.value.is_none() || html.starts_with('"') && html != EMPTY);
        let (media, field, wanted) = if has_page && !text.twice && !text.value.is_some_and(is_text) {
            found.empty = text.value.map(|value| found.place(value));
            (Media::Html, HTML_FIELD, html)
        } else {
            (Media::Text, &*names.text_field, text)
        };
        let field = field.to_owned();
        let Some(value) = wanted.value else {
            return Err(unreadable.and_then(string).map_or(RecordError::NoText(field), RecordError::Unreadable));
        };
        if wanted.twice {
            return Err(RecordError::Twice(field));
        }
        if !value.starts_with('"') {
            return Err(RecordError::NotAString { field, kind: kind(value) });
        }
        found.media = media;
        found.text = found.place(value);
        found.name = found.name_before(wanted.behind, found.text.start);
        Ok(found)
    }

    /// What the text is.
    #[must_use]
    pub const fn media(&self) -> Media {
        self.media
    }

    /// The text.
    #[must_use]
    pub fn text(&self) -> Literal {
        escape::unescape(&self.line[self.text.start + 1..self.text.end - 1])
    }

    /// The literal that the text was read from, quotes included.
    #[must_use]
    pub fn literal(&self) -> &'a str {
        &self.line[self.text.clone()]
    }

    /// The record's id: a string's text, any other value as it is written.
    #[must_use]
    pub fn id(&self) -> Option<String> {
        self.id.map(|id| string(id).unwrap_or_else(|| id.to_owned()))
    }

    /// The record's id as it is written.
    #[must_use]
    pub const fn id_literal(&self) -> Option<&'a str> {
        self.id
    }

    /// The page's address, if the record has one that is a string.
    #[must_use]
    pub fn url(&self) -> Option<String> {
        self.url.and_then(string)
    }

    /// Appends the line with `text`, which is `media`, in place of its text and `meta` as its last field. Where a page's markup has
    /// become text, the field becomes one by name as well; or the record's empty text becomes it, and the markup null.
    pub fn write(&self, text: &str, media: Media, meta: &Meta, names: &JsonFields, out: &mut Vec<u8>) {
        let line = self.line.as_bytes();
        let [_, end] = self.ends;
        out.reserve(line.len());
        let mut behind = self.text.end;
        match &self.empty {
            _ if self.media == media => {
                out.extend_from_slice(&line[..self.text.start]);
                escape::escape(text, Style::Plain, out);
            }
            None => {
                out.extend_from_slice(&line[..self.name.start]);
                escape::escape(&names.text_field, Style::Plain, out);
                out.extend_from_slice(&line[self.name.end..self.text.start]);
                escape::escape(text, Style::Plain, out);
            }
            Some(empty) if empty.start < self.text.start => {
                out.extend_from_slice(&line[..empty.start]);
                escape::escape(text, Style::Plain, out);
                out.extend_from_slice(&line[empty.end..self.text.start]);
                out.extend_from_slice(NULL.as_bytes());
            }
            Some(empty) => {
                out.extend_from_slice(&line[..self.text.start]);
                out.extend_from_slice(NULL.as_bytes());
                out.extend_from_slice(&line[self.text.end..empty.start]);
                escape::escape(text, Style::Plain, out);
                behind = empty.end;
            }
        }
        out.extend_from_slice(&line[behind..end]);
        out.push(b',');
        escape::escape(&self.free_name(&names.meta_field), Style::Plain, out);
        out.push(b':');
        serde_json::to_writer(&mut *out, meta).expect("meta has only string keys, and memory takes all bytes");
        out.extend_from_slice(&line[end..]);
    }

    /// Appends the line with `text` in place of its text.
    pub fn write_text(&self, text: &str, out: &mut Vec<u8>) {
        let line = self.line.as_bytes();
        out.extend_from_slice(&line[..self.text.start]);
        escape::escape(text, Style::Plain, out);
        out.extend_from_slice(&line[self.text.end..]);
    }

    /// Appends the line that this one was written from: `literal` in place of its text, the last field gone.
    pub fn write_back(&self, literal: &[u8], out: &mut Vec<u8>) {
        let line = self.line.as_bytes();
        let [before, end] = self.ends;
        out.extend_from_slice(&line[..self.text.start]);
        out.extend_from_slice(literal);
        out.extend_from_slice(&line[self.text.end..before.max(self.text.end)]);
        out.extend_from_slice(&line[end..]);
    }

    fn free_name<'n>(&self, wanted: &'n str) -> Cow<'n, str> {
        let numbered = (2..).map(|n| format!("{OTHER_META}_{n}").into());
        let mut names = [Cow::Borrowed(wanted), OTHER_META.into()].into_iter().chain(numbered);
        names.find(|name| !self.taken.contains(&**name)).unwrap_or_default()
    }

    /// The literal of the name between two values.
    fn name_before(&self, from: usize, value: usize) -> Range<usize> {
        let between = &self.line[from..value];
        let start = between.find('"').unwrap_or_default();
        let end = between.rfind('"').map_or(start, |at| at + 1);
        from + start..from + end
    }

    /// Where a part of the line stands in it.
    fn place(&self, part: &str) -> Range<usize> {
        let start = part.as_ptr().addr() - self.line.as_ptr().addr();
        start..start + part.len()
    }
}

fn string(raw: &str) -> Option<String> {
    let inner = raw.strip_prefix('"')?.strip_suffix('"')?;
    Some(escape::unescape(inner).text)
}

fn kind(raw: &str) -> &'static str {
    match raw.as_bytes().first() {
        Some(b'n') => "null",
        Some(b't' | b'f') => "a truth value",
        Some(b'{') => "an object",
        Some(b'[') => "a list",
        _ => "a number",
    }
}

/// What the parser said, without the place, which counts the lines of a single line.
fn without_place(error: &serde_json::Error) -> String {
    let message = error.to_string();
    message.rsplit_once(" at line ").map_or(message.as_str(), |(what, _)| what).to_owned()
}

/// Goes through a record once; values are skipped, not built.
struct Finder<'a, 'n> {
    found: Fields<'a>,
    names: &'n JsonFields,
    text: Wanted<'a>,
    html: Wanted<'a>,
    unreadable: Option<&'a str>,
}

/// A field that may hold the text.
#[derive(Debug, Default)]
struct Wanted<'a> {
    value: Option<&'a str>,
    /// Where the value before it ends.
    behind: usize,
    twice: bool,
}

impl<'a> Wanted<'a> {
    fn found(&mut self, value: &'a str, behind: usize) {
        self.behind = behind;
        self.twice |= self.value.replace(value).is_some();
    }
}

impl<'a> DeserializeSeed<'a> for &mut Finder<'a, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'a>>(self, json: D) -> Result<(), D::Error> {
        json.deserialize_map(self)
    }
}

impl<'a> Visitor<'a> for &mut Finder<'a, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<M: MapAccess<'a>>(self, mut map: M) -> Result<(), M::Error> {
        while let Some(Key(key)) = map.next_key()? {
            let value = map.next_value::<&RawValue>()?.get();
            let [_, last] = self.found.ends;
            self.found.ends = [last, self.found.place(value).end];
            let names = self.names;
            if *key == *names.text_field.as_bytes() {
                self.text.found(value, last);
            } else if *key == *HTML_FIELD.as_bytes() {
                self.html.found(value, last);
            } else if *key == *names.id_field.as_bytes() {
                self.found.id = Some(value);
            } else if *key == *names.url_field.as_bytes() {
                self.found.url = Some(value);
            } else if *key == *UNREADABLE.as_bytes() {
                self.unreadable = Some(value);
            }
            if *key == *names.meta_field.as_bytes() || key.starts_with(OTHER_META.as_bytes()) {
                // A name with a lone surrogate is none of ours.
                self.found.taken.extend(str::from_utf8(&key).ok().map(str::to_owned));
            }
        }
        Ok(())
    }
}

/// A field's name. As bytes: names may hold lone surrogates, which no `str` does.
struct Key<'a>(Cow<'a, [u8]>);

impl<'a> serde::Deserialize<'a> for Key<'a> {
    fn deserialize<D: Deserializer<'a>>(json: D) -> Result<Self, D::Error> {
        struct Bytes;

        impl<'a> Visitor<'a> for Bytes {
            type Value = Key<'a>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a field name")
            }

            fn visit_borrowed_bytes<E>(self, name: &'a [u8]) -> Result<Key<'a>, E> {
                Ok(Key(Cow::Borrowed(name)))
            }

            fn visit_bytes<E>(self, name: &[u8]) -> Result<Key<'a>, E> {
                Ok(Key(Cow::Owned(name.to_owned())))
            }
        }
        json.deserialize_bytes(Bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names() -> JsonFields {
        JsonFields::default()
    }

    fn rewritten(line: &str, text: &str) -> String {
        let mut out = Vec::new();
        Fields::find(line.as_bytes(), &names()).unwrap().write(text, Media::Text, &Meta::default(), &names(), &mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn all_but_the_text_stays_as_it_is() {
        let line = r#" { "b" : 1.50e3,"text": "x" , "a":{"text":"y"}, "big":123456789012345678901234567890 } "#;
        let expected = r#" { "b" : 1.50e3,"text": "z\n" , "a":{"text":"y"}, "big":123456789012345678901234567890,"meta":{} } "#;
        assert_eq!(rewritten(line, "z\n"), expected);
    }

    #[test]
    fn a_line_is_written_back() {
        for line in [r#"{"text":"x"}"#, r#"{"a":[1, 2 ],"text" :"x"  } "#, "{\"text\":\"x\",\"meta\":null\t}\r"] {
            let out = rewritten(line, "other");
            let mut back = Vec::new();
            Fields::find(out.as_bytes(), &names()).unwrap().write_back(br#""x""#, &mut back);
            assert_eq!(str::from_utf8(&back).unwrap(), line);
        }
    }

    #[test]
    fn a_page_becomes_a_text() {
        let line = r#"{"id":"\"html\"", "html" : "<p>x" , "a":"html"}"#;
        assert_eq!(rewritten(line, "x\n"), r#"{"id":"\"html\"", "text" : "x\n" , "a":"html","meta":{}}"#);
        assert_eq!(rewritten(r#"{"html":"<p>x","text":"y"}"#, "z\n"), r#"{"html":"<p>x","text":"z\n","meta":{}}"#);
        let mut out = Vec::new();
        Fields::find(br#"{"html":"<p>x"}"#, &names()).unwrap().write("<p>x", Media::Html, &Meta::default(), &names(), &mut out);
        assert_eq!(str::from_utf8(&out).unwrap(), r#"{"html":"<p>x","meta":{}}"#, "markup that went through stays a page");
    }

    #[test]
    fn a_page_beside_an_empty_text_is_a_page() {
        for (line, wanted) in [
            (r#"{"text":null,"html":"<p>x"}"#, r#"{"text":"x\n","html":null,"meta":{}}"#),
            (r#"{ "html" : "<p>x", "a":1, "text" : "" }"#, r#"{ "html" : null, "a":1, "text" : "x\n","meta":{} }"#),
            (r#"{"text":"","html":null}"#, r#"{"text":"x\n","html":null,"meta":{}}"#),
            (r#"{"text":"","html":""}"#, r#"{"text":"x\n","html":"","meta":{}}"#),
        ] {
            assert_eq!(rewritten(line, "x\n"), wanted);
            let mut out = Vec::new();
            let fields = Fields::find(line.as_bytes(), &names()).unwrap();
            fields.write(&fields.text().text, fields.media(), &Meta::default(), &names(), &mut out);
            let mut back = Vec::new();
            Fields::find(&out, &names()).unwrap().write_back(fields.literal().as_bytes(), &mut back);
            assert_eq!(str::from_utf8(&back).unwrap(), line, "what went through is written back");
        }
        let fault = |line: &str| Fields::find(line.as_bytes(), &names()).unwrap_err();
        assert_eq!(fault(r#"{"text":null,"html":7}"#), RecordError::NotAString { field: "text".to_owned(), kind: "null" });
        assert_eq!(fault(r#"{"text":null,"text":null,"html":"x"}"#), RecordError::Twice("text".to_owned()));
    }

    #[test]
    fn our_field_never_stands_twice() {
        assert!(rewritten(r#"{"text":"x","meta":1}"#, "").ends_with(r#","boiloff_meta":{}}"#));
        assert!(rewritten(r#"{"text":"x","meta":1,"boiloff_meta":1}"#, "").ends_with(r#","boiloff_meta_2":{}}"#));
    }

    #[test]
    fn many_fields_of_our_names_take_linear_time() {
        let taken: String = (2..200_000).map(|n| format!(r#","boiloff_meta_{n}":0"#)).collect();
        let line = format!(r#"{{"text":"x","meta":1,"boiloff_meta":1{taken}}}"#);
        let start = std::time::Instant::now();
        assert!(rewritten(&line, "").ends_with(r#","boiloff_meta_200000":{}}"#));
        assert!(start.elapsed().as_secs() < 10, "200,000 fields took {:?}", start.elapsed());
    }

    #[test]
    fn names_with_escapes_and_lone_surrogates_are_read() {
        let line = r#"{"te\u0078t":"x","\ud800":1,"boiloff_meta\udc00":1,"i\u0064":17,"url":"http://a\/b"}"#;
        let fields = Fields::find(line.as_bytes(), &names()).unwrap();
        assert_eq!(fields.text().text, "x");
        assert_eq!((fields.id().as_deref(), fields.url().as_deref()), (Some("17"), Some("http://a/b")));
    }

    #[test]
    fn each_fault_has_its_reason() {
        let fault = |line: &[u8]| Fields::find(line, &names()).unwrap_err();
        let text = || "text".to_owned();
        assert_eq!(fault(b"{\"text\":\"\xff\"}"), RecordError::Utf8(9));
        assert_eq!(fault(b"{\"text\":\"x\""), RecordError::Json { what: "EOF while parsing an object".into(), at: 10 });
        assert!(matches!(fault(b"[1]"), RecordError::Json { .. }));
        assert!(matches!(fault(b"{\"text\":\"x\"} {}"), RecordError::Json { .. }));
        assert_eq!(fault(b"{}"), RecordError::NoText(text()));
        assert_eq!(fault(b"{\"unreadable\":1}"), RecordError::NoText(text()));
        assert_eq!(fault(b"{\"unreadable\":\"torn\"}"), RecordError::Unreadable("torn".into()));
        assert_eq!(fault(b"{\"html\":1}"), RecordError::NotAString { field: "html".to_owned(), kind: "a number" });
        assert_eq!(fault(b"{\"text\":null}"), RecordError::NotAString { field: text(), kind: "null" });
        assert_eq!(fault(b"{\"text\":\"x\",\"text\":\"y\"}"), RecordError::Twice(text()));
    }

    #[test]
    fn deep_nesting_is_no_danger() {
        let line = format!(r#"{{"a":{}{},"text":"x"}}"#, "[".repeat(200_000), "]".repeat(200_000));
        assert_eq!(Fields::find(line.as_bytes(), &names()).unwrap().text().text, "x");
    }
}
