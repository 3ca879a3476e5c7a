//! The ledger: for every document what was done to it, enough to explain each change and to undo it.

use base64::prelude::{BASE64_STANDARD, Engine};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::escape::Style;
use crate::cleaner::{Cleaned, Status};
use crate::document::{Action, Edit, Finding, Meta, RuleId, Span, Verdict, edit};

/// One document of the ledger, a line of `ledger.jsonl.zst`. The report is a sum over these entries, those of what is no
/// document ([`REJECTED`], [`LEFT_OUT`], [`BLANK`]) aside.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Entry {
    /// The input it came from, as the manifest names it.
    pub source: String,
    /// Its place in that input, from 0.
    pub record: u64,
    /// The record's own id, if it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Host of the page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub site: Option<String>,
    /// Language tag.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// "cleaned", "passed-through", "emptied"; [`REJECTED`], [`LEFT_OUT`] or [`BLANK`] for what is no document of the output.
    pub status: String,
    /// Why it passed through or was emptied.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
    /// Why a person should look at it: [`Verdict::name`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verdict: Option<String>,
    /// What is said of it as a whole: ids of [`crate::flags::all`].
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub flags: Vec<String>,
    /// Bytes of the decoded source; of a page those of its visible text.
    pub bytes_in: u64,
    /// Bytes of the clean text.
    pub bytes_out: u64,
    /// Bytes of the markup that a page's text was read from; 0 for what is no page, and for a page that went through as markup.
    #[serde(skip_serializing_if = "is_zero")]
    pub markup_bytes: u64,
    /// BLAKE3 of a page's visible text, which the edits refer to, in hexadecimal. Where there is none, the source is the input.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page: Option<String>,
    /// The encoding it was read in.
    pub encoding: String,
    /// Malformed sequences that became U+FFFD.
    #[serde(skip_serializing_if = "is_zero")]
    pub replaced: u64,
    /// Edits in order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub edits: Vec<Change>,
    /// What rules set to `tag` found: `with` says what they would have written.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<Change>,
    /// What bylines, datelines and dates told, where the output has no place for it (text files).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub meta: Option<Box<Meta>>,
    /// A byte order mark was taken off.
    #[serde(skip_serializing_if = "is_false")]
    pub bom: bool,
    /// How the JSON literal of the text was escaped.
    #[serde(skip_serializing_if = "Style::is_plain")]
    pub escapes: Style,
    /// The bytes of the input that cannot be computed from the output: the file where encoding the text again gives other
    /// bytes, the text's JSON literal where escaping it again does, rejected and blank lines with their line ends.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub raw: Option<RawBytes>,
    /// The output has the input's bytes as they were.
    #[serde(skip_serializing_if = "is_false")]
    pub verbatim: bool,
    /// The line was the last of its file and had no line end.
    #[serde(skip_serializing_if = "is_false")]
    pub unterminated: bool,
}

/// Status of a record that could not be read. It has no document.
pub const REJECTED: &str = "rejected";

/// Status of a run of blank lines between records.
pub const BLANK: &str = "blank";

/// Status of a document that was left out, as somebody has asked for. Its line or file is in `raw`.
pub const LEFT_OUT: &str = "left-out";

/// The statuses of documents.
const CLEANED: &str = "cleaned";
const PASSED_THROUGH: &str = "passed-through";
const EMPTIED: &str = "emptied";

impl Entry {
    /// The entry of a cleaned document.
    #[must_use]
    pub fn new(source: &str, record: u64, id: Option<String>, cleaned: &Cleaned) -> Self {
        let (status, why) = match cleaned.status {
            Status::Cleaned => (CLEANED, None),
            Status::PassedThrough(why) => (PASSED_THROUGH, Some(why)),
            Status::Emptied(why) => (EMPTIED, Some(why)),
        };
        let verdict = cleaned.verdict.map(Verdict::name);
        Self {
            source: source.to_owned(),
            record,
            id,
            site: cleaned.meta.site.clone(),
            language: cleaned.meta.language.clone(),
            status: status.to_owned(),
            why: why.map(str::to_owned),
            verdict: verdict.map(str::to_owned),
            flags: cleaned.meta.flags.clone(),
            bytes_in: cleaned.source.len() as u64,
            bytes_out: cleaned.text.len() as u64,
            markup_bytes: cleaned.markup_bytes.unwrap_or_default() as u64,
            page: cleaned.markup_bytes.map(|_| text_hash(&cleaned.source)),
            encoding: cleaned.decoding.encoding.to_owned(),
            replaced: cleaned.decoding.replaced as u64,
            edits: cleaned.edits.iter().map(|edit| Change::of_edit(&cleaned.source, edit)).collect(),
            tags: cleaned.tags.iter().map(|tag| Change::of_tag(&cleaned.source, tag)).collect(),
            bom: cleaned.decoding.bom,
            ..Self::default()
        }
    }

    /// The entry of a document that went through byte for byte, unread.
    #[must_use]
    pub fn verbatim(source: &str, record: u64, bytes: u64, why: &str) -> Self {
        Self {
            source: source.to_owned(),
            record,
            status: PASSED_THROUGH.to_owned(),
            why: Some(why.to_owned()),
            bytes_in: bytes,
            bytes_out: bytes,
            verbatim: true,
            ..Self::default()
        }
    }

    /// The entry of lines of which nothing is in the output: [`REJECTED`] with the reason, or [`BLANK`].
    #[must_use]
    pub fn absent(source: &str, record: u64, status: &str, why: Option<String>, raw: Option<&[u8]>) -> Self {
        let raw = raw.map(|raw| RawBytes(raw.to_owned()));
        Self { source: source.to_owned(), record, status: status.to_owned(), why, raw, ..Self::default() }
    }

    /// The entry of the same document where it is left out. `raw` is the line or the file that it stands in.
    #[must_use]
    pub fn left_out(self, raw: &[u8]) -> Self {
        let Self { source, record, id, flags, bytes_in, meta, .. } = self;
        Self { id, flags, bytes_in, meta, ..Self::absent(&source, record, LEFT_OUT, None, Some(raw)) }
    }

    /// The text before it was cleaned, from the clean one, if that is the one that this entry is of.
    #[must_use]
    pub fn source_of(&self, clean: &str) -> Option<String> {
        let text = edit::restore(clean, self.edits.iter().map(|e| (e.span, e.was.as_str(), e.with.len())))?;
        let same = text.len() as u64 == self.bytes_in && self.page.as_ref().is_none_or(|hash| *hash == text_hash(&text));
        same.then_some(text)
    }

    /// True if there is a document in the output.
    #[must_use]
    pub fn is_document(&self) -> bool {
        ![REJECTED, LEFT_OUT, BLANK].contains(&self.status.as_str())
    }
}

/// The hash that [`Entry::page`] has for a text.
#[must_use]
pub fn text_hash(text: &str) -> String {
    blake3::hash(text.as_bytes()).to_hex().to_string()
}

impl Change {
    fn of_edit(source: &str, edit: &Edit) -> Self {
        let mut change = Self::at(source, edit.span, edit.rule);
        change.with.clone_from(&edit.with);
        change.evidence = edit.evidence.names().map(str::to_owned).collect();
        change.score = edit.score;
        change
    }

    fn of_tag(source: &str, tag: &Finding) -> Self {
        let mut change = Self::at(source, tag.span, tag.rule);
        if let Action::Replace(with) = &tag.action {
            change.with.clone_from(with);
        }
        change.evidence = tag.evidence.names().map(str::to_owned).collect();
        change.score = tag.score.unwrap_or_default();
        change
    }

    fn at(source: &str, span: Span, rule: RuleId) -> Self {
        let part = |start, end| source.get(start..end).unwrap_or_default().to_owned();
        Self {
            span,
            was: part(span.start, span.end),
            rule: rule.to_owned(),
            before: part(source.ceil_char_boundary(span.start.saturating_sub(CONTEXT)), span.start),
            after: part(span.end, source.floor_char_boundary(span.end + CONTEXT)),
            ..Self::default()
        }
    }
}

/// Bytes that need not be text: in JSON a string, or `{"base64": "..."}` where they are not UTF-8.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RawBytes(pub Vec<u8>);

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum RawForm<S> {
    Text(S),
    Other { base64: String },
}

impl Serialize for RawBytes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match str::from_utf8(&self.0) {
            Ok(text) => RawForm::Text(text),
            Err(_) => RawForm::Other { base64: BASE64_STANDARD.encode(&self.0) },
        }
        .serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for RawBytes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match RawForm::<String>::deserialize(deserializer)? {
            RawForm::Text(text) => Ok(Self(text.into_bytes())),
            RawForm::Other { base64 } => BASE64_STANDARD.decode(base64).map(Self).map_err(serde::de::Error::custom),
        }
    }
}

/// One edit with what stood there before.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Change {
    /// Bytes of the decoded source.
    pub span: Span,
    /// What stood there.
    pub was: String,
    /// What stands there now.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub with: String,
    /// The rule's id.
    pub rule: String,
    /// The kinds of evidence.
    pub evidence: Vec<String>,
    /// 0 to 1; 0 for a tag whose rule does not say.
    pub score: f32,
    /// The end of what stands before it in the source, at most [`CONTEXT`] bytes.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub before: String,
    /// The beginning of what stands behind it, at most [`CONTEXT`] bytes.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub after: String,
}

/// How much of its surroundings an edit keeps, in bytes on each side: about a line of a terminal.
pub const CONTEXT: usize = 60;

const fn is_zero(n: &u64) -> bool {
    *n == 0
}

const fn is_false(b: &bool) -> bool {
    !*b
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Cleaner, Config, Record};

    #[test]
    fn an_edit_keeps_its_surroundings_on_character_boundaries() {
        let line = "é".repeat(40);
        let cleaned = Cleaner::new(Config::default()).clean(Record::text(format!("{line}.\nADVERTISEMENT\n{line}.\n")));
        let entry = Entry::new("a.txt", 0, None, &cleaned);
        let change = entry.edits.iter().find(|e| e.rule == "ad-label").unwrap();
        assert_eq!(change.was, "ADVERTISEMENT\n");
        assert_eq!(change.before, format!("{}.\n", "é".repeat(29)));
        assert_eq!(change.after, "é".repeat(30));
        let json = serde_json::to_string(&entry).unwrap();
        assert_eq!(serde_json::from_str::<Entry>(&json).unwrap(), entry);
    }

    #[test]
    fn raw_bytes_are_a_string_where_they_can_be() {
        for (raw, json) in [(&b"a\n"[..], r#""a\n""#), (b"\xff", r#"{"base64":"/w=="}"#)] {
            let raw = RawBytes(raw.to_vec());
            assert_eq!(serde_json::to_string(&raw).unwrap(), json);
            assert_eq!(serde_json::from_str::<RawBytes>(json).unwrap(), raw);
        }
    }
}
