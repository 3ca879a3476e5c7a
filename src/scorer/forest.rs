//! Boosted symmetric trees: from columns of features to scores.
//!
//! All nodes of one depth of a symmetric tree ask the same question, so that a tree is a handful of comparisons whose answers, read as
//! a number, are the place of what it says. Each question goes through a whole column at once, which compilers turn into vector code.

use super::row::Features;

/// Trees whose answers are added up.
#[derive(Clone, Debug, Default)]
pub struct Forest {
    /// The questions of all trees.
    questions: Vec<Question>,
    /// The answers of all trees.
    answers: Vec<f32>,
    /// How many questions each tree asks; it has two to that power of answers.
    depths: Vec<u32>,
}

/// Is a feature of a block, or of one of its neighbours, greater than this?
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Question {
    /// Which feature.
    pub feature: u16,
    /// How many blocks further on, at most [`PADDING`](super::row::PADDING) to either side.
    pub away: i16,
    /// What it is compared with.
    pub threshold: f32,
}

/// So many blocks go through all trees before the next: what is known of them stays in the nearest memory.
const LANES: usize = 64;

impl Forest {
    /// Adds a tree. The answer to its first question is the lowest bit of the place of what it says.
    ///
    /// # Panics
    /// If there are not two answers to the power of the number of questions.
    pub fn push(&mut self, questions: &[Question], answers: &[f32]) {
        assert_eq!(answers.len(), 1 << questions.len(), "an answer for each way to answer the questions");
        self.questions.extend_from_slice(questions);
        self.answers.extend_from_slice(answers);
        self.depths.push(questions.len() as u32);
    }

    /// What the trees say of each block, as probabilities.
    #[must_use]
    pub fn scores(&self, features: &Features) -> Vec<f32> {
        let mut scores = vec![0.0; features.blocks];
        for (chunk, scores) in scores.chunks_mut(LANES).enumerate() {
            self.add(features, chunk * LANES, scores);
            scores.iter_mut().for_each(|score| *score = sigmoid(*score));
        }
        scores
    }

    /// Adds to each score what the trees say of the blocks from `start` on.
    fn add(&self, features: &Features, start: usize, scores: &mut [f32]) {
        let (mut questions, mut answers) = (self.questions.as_slice(), self.answers.as_slice());
        for depth in &self.depths {
            let (asked, said);
            (asked, questions) = questions.split_at(*depth as usize);
            (said, answers) = answers.split_at(1 << depth);
            let mut places = [0u32; LANES];
            for (bit, question) in asked.iter().enumerate() {
                let column = features.column(question.feature, question.away);
                let values = &column[start..start + scores.len()];
                for (place, value) in places.iter_mut().zip(values) {
                    *place |= u32::from(*value > question.threshold) << bit;
                }
            }
            for (score, place) in scores.iter_mut().zip(places) {
                *score += said[place as usize];
            }
        }
    }

    /// True if there are no trees.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.depths.is_empty()
    }
}

/// A score as a probability.
fn sigmoid(score: f32) -> f32 {
    1.0 / (1.0 + (-score).exp())
}
