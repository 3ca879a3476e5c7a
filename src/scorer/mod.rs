//! Which blocks of a page are its main content, as a model learned from labelled pages.

pub mod blocks;
mod facts;
mod forest;
pub mod lines;
mod model;
pub mod row;
mod select;
pub mod surroundings;
pub mod vocabulary;

pub use facts::{Facts, Texts};
pub use forest::Forest;
pub use model::{Header, Model, ModelError};
pub use row::Features;
pub use select::{Balance, select};
pub use vocabulary::Vocabulary;

use std::sync::LazyLock;

use crate::document::{Document, Finding};
use crate::html::Page;
use blocks::NAMES;
use lines::Lines;

/// The model that comes with the program.
pub static MODEL: LazyLock<Model> =
    LazyLock::new(|| Model::parse(include_bytes!("main-content.model"), NAMES).expect("a test reads the same file"));

/// The model of lines that comes with the program.
pub static LINE_MODEL: LazyLock<Model> =
    LazyLock::new(|| Model::parse(include_bytes!("lines.model"), lines::NAMES).expect("a test reads the same file"));

/// What a model says of the blocks of a page.
#[derive(Debug)]
pub struct Scored {
    /// The rows that it judged by.
    pub features: Features,
    /// For each block, how likely it is main content: 0 to 1.
    pub scores: Vec<f32>,
}

impl Model {
    /// Scores the blocks of a page.
    #[must_use]
    pub fn score(&self, page: &Page, texts: &Texts, url: Option<&str>) -> Scored {
        let mut features = Features::of(page, texts, &self.vocabulary, url);
        let mut scores = vec![0.0; features.blocks];
        for stage in self.stages.iter().filter(|stage| !stage.is_empty()) {
            scores = stage.scores(&features);
            features.set_scores(page, texts, &scores);
        }
        Scored { features, scores }
    }

    /// Scores the lines of a document, for which rules have asked for `findings`: how likely each is main content, 0 to 1.
    #[must_use]
    pub fn score_lines(&self, document: &Document<'_>, findings: &[Finding], url: Option<&str>) -> ScoredLines {
        let texts = Texts::of_lines(document, &self.vocabulary);
        let mut lines = Lines::of(document, findings, &texts, &self.vocabulary, url);
        let mut scores = vec![0.0; lines.features.blocks];
        for stage in self.stages.iter().filter(|stage| !stage.is_empty()) {
            scores = stage.scores(&lines.features);
            lines.set_scores(&scores);
        }
        ScoredLines { texts, features: lines.features, scores }
    }
}

/// What a model says of the lines of a document.
#[derive(Debug)]
pub struct ScoredLines {
    /// What was counted about them.
    pub texts: Texts,
    /// The rows that it judged by.
    pub features: Features,
    /// For each filled line, how likely it is main content: 0 to 1.
    pub scores: Vec<f32>,
}

#[cfg(test)]
mod tests {
    use base64::prelude::{BASE64_STANDARD, Engine};

    use super::*;

    #[derive(serde::Deserialize)]
    struct Vectors {
        rows: String,
        expected: Vec<f32>,
    }

    #[test]
    fn the_program_says_what_the_trainer_says() {
        let model = Model::parse(include_bytes!("../../fixtures/scorer/trees.model"), NAMES).unwrap();
        let vectors: Vectors = serde_json::from_str(include_str!("../../fixtures/scorer/vectors.json")).unwrap();
        let bytes = BASE64_STANDARD.decode(vectors.rows).unwrap();
        let values: Vec<f32> = bytes.chunks_exact(4).map(|b| f32::from_le_bytes(b.try_into().unwrap())).collect();
        let mut features = Features::new(NAMES.len(), vectors.expected.len());
        for (at, row) in values.chunks_exact(NAMES.len()).enumerate() {
            features.set(at, 0, row);
        }
        let scores = model.stages[0].scores(&features);
        for (at, (score, expected)) in scores.iter().zip(&vectors.expected).enumerate() {
            assert!((score - expected).abs() < 1e-5, "row {at}: {score} is not {expected}");
        }
        assert!(vectors.expected.iter().any(|e| *e > 0.8) && vectors.expected.iter().any(|e| *e < 0.2));
    }

    #[test]
    fn the_model_of_the_program_can_be_used() {
        assert_eq!(MODEL.stages.len(), 2);
        assert!(!MODEL.header.provenance["data"].is_null(), "a model says what it was fitted on");
    }

    #[test]
    fn what_is_no_model_says_why() {
        let model = include_bytes!("../../fixtures/scorer/trees.model");
        let head = memchr::memchr(b'\n', model).unwrap() + 1;
        let error = |bytes: &[u8]| Model::parse(bytes, NAMES).unwrap_err();
        assert!(matches!(error(b""), ModelError::Format(_)));
        assert!(matches!(error(b"{}\n"), ModelError::Format(_)));
        assert!(matches!(error(&model[..model.len() - 1]), ModelError::Format(_)));
        assert!(matches!(error(&[model.as_slice(), b"x"].concat()), ModelError::Format(_)));
        let renamed = str::from_utf8(&model[..head]).unwrap().replacen("\"words\"", "\"wards\"", 1);
        assert_eq!(error(&[renamed.as_bytes(), &model[head..]].concat()), ModelError::Features);
        // A question about a neighbour whom no row has.
        let mut far = model.to_vec();
        far[head + 2 + 2..head + 2 + 4].copy_from_slice(&99i16.to_le_bytes());
        assert!(matches!(error(&far), ModelError::Format(_)));
    }

    #[test]
    fn a_page_without_blocks_has_no_scores() {
        let page = Page { elements: vec![Default::default()], ..Page::default() };
        assert!(MODEL.score(&page, &Texts::of(&page, &MODEL.vocabulary), None).scores.is_empty());
    }
}
