//! Which blocks of a page are its main content, as a model learned from labelled pages.

mod facts;
pub mod features;
mod forest;
mod model;
mod select;
pub mod vocabulary;

pub use facts::{Facts, Texts};
pub use features::Features;
pub use forest::{Forest, sigmoid};
pub use model::{Header, Model, ModelError};
pub use select::{Balance, select};
pub use vocabulary::Vocabulary;

use std::sync::LazyLock;

use crate::html::Page;
use features::{NAMES, PADDING};

/// The model that comes with the program.
pub static MODEL: LazyLock<Model> =
    LazyLock::new(|| Model::parse(include_bytes!("main-content.model")).expect("a test reads the same file"));

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
        for stage in &self.stages {
            if stage.is_empty() {
                continue;
            }
            scores.fill(0.0);
            stage.add_scores(&features.values, PADDING * NAMES.len(), NAMES.len(), &mut scores);
            scores.iter_mut().for_each(|s| *s = sigmoid(*s));
            features.set_scores(page, texts, &scores);
        }
        Scored { features, scores }
    }
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
        let model = Model::parse(include_bytes!("../../fixtures/scorer/trees.model")).unwrap();
        let vectors: Vectors = serde_json::from_str(include_str!("../../fixtures/scorer/vectors.json")).unwrap();
        let bytes = BASE64_STANDARD.decode(vectors.rows).unwrap();
        let padding = vec![-1.0; PADDING * NAMES.len()];
        let rows = bytes.chunks_exact(4).map(|b| f32::from_le_bytes(b.try_into().unwrap()));
        let values: Vec<f32> = padding.iter().copied().chain(rows).chain(padding.iter().copied()).collect();
        let mut scores = vec![0.0; vectors.expected.len()];
        model.stages[0].add_scores(&values, PADDING * NAMES.len(), NAMES.len(), &mut scores);
        for (at, (score, expected)) in scores.iter().zip(&vectors.expected).enumerate() {
            assert!((sigmoid(*score) - expected).abs() < 1e-5, "row {at}: {} is not {expected}", sigmoid(*score));
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
        let error = |bytes: &[u8]| Model::parse(bytes).unwrap_err();
        assert!(matches!(error(b""), ModelError::Format(_)));
        assert!(matches!(error(b"{}\n"), ModelError::Format(_)));
        assert!(matches!(error(&model[..model.len() - 1]), ModelError::Format(_)));
        assert!(matches!(error(&[model.as_slice(), b"x"].concat()), ModelError::Format(_)));
        let renamed = str::from_utf8(&model[..head]).unwrap().replacen("\"words\"", "\"wards\"", 1);
        assert_eq!(error(&[renamed.as_bytes(), &model[head..]].concat()), ModelError::Features);
        // A tree that leads back to its own root would never end.
        let mut looped = model.to_vec();
        looped[head + 4 + 8..head + 4 + 10].copy_from_slice(&0i16.to_le_bytes());
        assert!(matches!(error(&looped), ModelError::Format(_)));
    }

    #[test]
    fn a_page_without_blocks_has_no_scores() {
        let page = Page { elements: vec![Default::default()], ..Page::default() };
        assert!(MODEL.score(&page, &Texts::of(&page, &MODEL.vocabulary), None).scores.is_empty());
    }
}
