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
