//! A fitted model and its file.
//!
//! The file's first line is JSON: what the model is, what it was fitted on, how many of what follows. Behind it stand, all in little
//! endian: the vocabulary, words of 4 bytes hash and 4 bytes weight; then for each stage its trees, each as the number of its questions
//! (2 bytes), the questions (feature, 2 bytes; how many blocks away, 2; threshold, 4), and the answers, 4 bytes for each way to answer
//! the questions.

use serde::{Deserialize, Serialize};

use super::forest::{Forest, Question};
use super::row::PADDING;
use super::vocabulary::Vocabulary;

/// What scores blocks.
#[derive(Clone, Debug, Default)]
pub struct Model {
    /// What it is.
    pub header: Header,
    /// Weights of words.
    pub vocabulary: Vocabulary,
    /// The first looks at a block and its neighbours, the second at what the first says of them as well.
    pub stages: Vec<Forest>,
}

/// The first line of a model's file.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Header {
    /// Version of the format.
    pub boiloff_model: u32,
    /// The names of the features, in order; they have to be the program's.
    pub features: Vec<String>,
    /// How many words the vocabulary has.
    pub words: usize,
    /// How many trees each stage has.
    pub trees: Vec<usize>,
    /// What it was fitted on, when, and how well it did.
    pub provenance: serde_json::Value,
}

/// The version of the format that is read.
const VERSION: u32 = 2;

/// Why a file is no model that can be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ModelError {
    /// It is something else.
    #[error("not a model: {0}")]
    Format(String),
    /// It was made for other features.
    #[error("the model was fitted for other features than this version has; fit it again with training/")]
    Features,
}

impl Model {
    /// Reads a model's file.
    ///
    /// # Errors
    /// If it is no model, or one for other features.
    pub fn parse(bytes: &[u8], names: &[&str]) -> Result<Self, ModelError> {
        let wrong = |what: &str| ModelError::Format(what.to_owned());
        let end = memchr::memchr(b'\n', bytes).ok_or_else(|| wrong("it has no first line"))?;
        let header: Header = serde_json::from_slice(&bytes[..end]).map_err(|e| wrong(&e.to_string()))?;
        if header.boiloff_model != VERSION {
            return Err(wrong("its version is not 2"));
        }
        if header.features != names {
            return Err(ModelError::Features);
        }
        let mut source = Source(&bytes[end + 1..]);
        let model = source.model(header).ok_or_else(|| wrong("it breaks off, or a tree is not sound"))?;
        if source.0.is_empty() { Ok(model) } else { Err(wrong("there is more in it than it says")) }
    }
}

/// What is left of a file.
struct Source<'a>(&'a [u8]);

impl Source<'_> {
    fn bytes<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (bytes, rest) = self.0.split_first_chunk::<N>()?;
        self.0 = rest;
        Some(*bytes)
    }

    fn float(&mut self) -> Option<f32> {
        self.bytes().map(f32::from_le_bytes).filter(|f| f.is_finite())
    }

    fn short(&mut self) -> Option<i16> {
        self.bytes().map(i16::from_le_bytes)
    }

    fn model(&mut self, header: Header) -> Option<Model> {
        let words = (0..header.words).map(|_| Some((u32::from_le_bytes(self.bytes()?), self.float()?))).collect::<Option<Vec<_>>>()?;
        let mut stages = Vec::new();
        for trees in &header.trees {
            let mut forest = Forest::default();
            for _ in 0..*trees {
                self.tree(&mut forest, header.features.len() as i16)?;
            }
            stages.push(forest);
        }
        Some(Model { vocabulary: Vocabulary::new(&words), stages, header })
    }

    /// No question looks out of what there is.
    fn tree(&mut self, forest: &mut Forest, width: i16) -> Option<()> {
        let depth = self.short().filter(|depth| (0..=MOST_QUESTIONS).contains(depth))?;
        let questions = (0..depth).map(|_| {
            let feature = self.short().filter(|feature| (0..width).contains(feature))? as u16;
            let away = self.short().filter(|away| usize::from(away.unsigned_abs()) <= PADDING)?;
            Some(Question { feature, away, threshold: self.float()? })
        });
        let questions = questions.collect::<Option<Vec<_>>>()?;
        let answers = (0..1 << depth).map(|_| self.float()).collect::<Option<Vec<_>>>()?;
        forest.push(&questions, &answers);
        Some(())
    }
}

/// A tree that asks more has more answers than there are labels.
const MOST_QUESTIONS: i16 = 16;
