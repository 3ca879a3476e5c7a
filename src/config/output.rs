//! What a user can set about the files of a corpus: the `[output]` table.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::io::codec::Codec;

/// The form of the corpus.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum CorpusForm {
    /// A file for each input, under its name and in its form.
    #[default]
    Mirror,
    /// All documents one behind the other, as JSON lines, in shards.
    JsonLines(Codec),
    /// All documents one behind the other, as Parquet, in shards.
    Parquet,
    /// A file for each input, with what was found in each document in place of the document.
    Attributes,
}

/// The settings for the files of a corpus.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Output {
    /// The form of the corpus.
    #[serde(rename = "as")]
    pub form: CorpusForm,
    /// A shard that has become so large, in bytes before compression, is closed behind the piece of input that made it so.
    pub shard_bytes: u64,
}

impl Default for Output {
    fn default() -> Self {
        Self { form: CorpusForm::default(), shard_bytes: SHARD_BYTES }
    }
}

/// A gigabyte of text: some hundred megabytes compressed, which one worker of a cluster reads in no time.
const SHARD_BYTES: u64 = 1 << 30;

impl CorpusForm {
    /// All documents stand one behind the other, in shards.
    #[must_use]
    pub fn is_sharded(self) -> bool {
        !matches!(self, Self::Mirror | Self::Attributes)
    }
}

impl fmt::Display for CorpusForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Mirror => f.write_str("mirror"),
            Self::JsonLines(codec) => write!(f, "jsonl{}", codec.suffix()),
            Self::Parquet => f.write_str("parquet"),
            Self::Attributes => f.write_str("attributes"),
        }
    }
}

impl FromStr for CorpusForm {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        let codecs = [Codec::Plain, Codec::Gzip, Codec::Zstd];
        let forms = [Self::Mirror].into_iter().chain(codecs.map(Self::JsonLines)).chain([Self::Parquet, Self::Attributes]);
        forms.clone().find(|form| form.to_string() == name).ok_or_else(|| {
            format!("`{name}` is no form of a corpus; there are {}", forms.map(|f| f.to_string()).collect::<Vec<_>>().join(", "))
        })
    }
}

impl TryFrom<String> for CorpusForm {
    type Error = String;

    fn try_from(name: String) -> Result<Self, Self::Error> {
        name.parse()
    }
}

impl From<CorpusForm> for String {
    fn from(form: CorpusForm) -> Self {
        form.to_string()
    }
}
