//! Lines of a text that stood around its main content, by what a model learned from labelled pages.

use crate::config::{InputKind, Profile};
use crate::document::{Action, Danger, Document, Evidence, Finding};
use crate::rules::declare;

declare! {
    /// Lines of a text that stood around a page's main content and were extracted with it.
    ///
    /// ## What it removes
    /// Whole lines that a model takes for something else than the main content: what the phrases and patterns of the other rules do not
    /// know. The model weighs a line's words, its form, what rules say of it, where it stands, the lines around it, and what the text is like as
    /// a whole, and gives a probability. That is one kind of evidence: a low one is enough, a higher one asks for others beside it
    /// (position, neighbours that go, repetition, a rule's own). Where a rule found too little to act, the model's word counts for that rule.
    ///
    /// ## Why it is noise
    /// Teasers, comments, lists of links, blurbs and forms are worded by each site for itself.
    ///
    /// ## Example
    /// ```before
    /// The river fell by half a metre in the night, and it was not the first time that this had happened in a dry year.
    /// Fishermen who had come down to the bank in the morning found their boats lying on the mud, far from the water.
    /// Sign up now for our weekly newsletter
    /// Privacy policy | Terms of use | Contact us
    /// ```
    /// ```after
    /// The river fell by half a metre in the night, and it was not the first time that this had happened in a dry year.
    /// Fishermen who had come down to the bank in the morning found their boats lying on the mud, far from the water.
    /// ```
    ///
    /// ## What it must keep
    /// Headings, lists, tables and short lines of the text itself.
    /// ```keep
    /// How to boil an egg
    /// Put the egg into cold water.
    /// Wait until the water boils, and take it off the stove.
    /// Ten minutes later the egg is hard, and it can be peeled under cold water.
    /// ```
    ///
    /// ## Languages and sources of its lists
    /// See `training/README.md` for what the model was fitted on and how well it does. Most of these pages are English; of the others it sees
    /// form, position and the lexicon's phrases.
    ///
    /// ## Known misses
    /// Other articles' paragraphs and readers' comments, which read like the text. Texts of under 200 words or over 65,536 lines are not judged.
    PageSurroundings, "page-surroundings", []
}

/// The least probabilities of noise that ask for no other kind of evidence, for one, and for two.
type Bands = [f32; 3];

/// From cross-validation, see `training/README.md`. Of a dump most is noise, and what is short and like it scores high as well.
const fn bands(profile: Profile, is_dump: bool) -> Bands {
    match (profile, is_dump) {
        (Profile::Aggressive, _) => [0.7, 0.65, 0.6],
        (_, false) => [0.86, 0.82, 0.78],
        (_, true) => [0.95, 0.945, 0.94],
    }
}

/// A text of which the model takes a greater share for noise, counted in words, is all of a page.
const DUMP_SHARE: f32 = 0.3;

/// A text of fewer words tells too little about its lines. On the labelled documents of fixtures/noise, which are shorter, judging them loses
/// twice as many good lines as it is worth.
const FEW_WORDS: u32 = 200;

/// A text of more lines is no page; what they are judged by takes four hundred bytes each.
const MOST_LINES: usize = 1 << 16;

/// True if there is enough of a text to judge its lines by, and no more than a page can have.
#[must_use]
pub fn can_judge(document: &Document<'_>) -> bool {
    document.filled.len() <= MOST_LINES && document.filled_lines().map(|(_, line)| line.words).sum::<u32>() >= FEW_WORDS
}

/// Adds what the scores say: findings for lines, and evidence for what rules found there. `scores` has one for each filled line. True if
/// the text is a dump.
pub fn find(document: &Document<'_>, scores: &[f32], profile: Profile, kind: InputKind, findings: &mut Vec<Finding>) -> bool {
    let is_dump = match kind {
        InputKind::Auto => noise_share(document, scores) > DUMP_SHARE,
        InputKind::Extracted => false,
        InputKind::Dump => true,
    };
    let bands = bands(profile, is_dump);
    let danger = |noise: f32| {
        let dangers = [Danger::Low, Danger::Medium, Danger::High];
        bands.iter().zip(dangers).find(|(least, _)| noise >= **least).map(|(_, danger)| danger)
    };
    for finding in findings.iter_mut().filter(|f| f.action == Action::Remove) {
        let supports = document.filled_place(finding.span).is_some_and(|at| danger(1.0 - scores[at]).is_some());
        finding.evidence = finding.evidence.and_if(supports, Evidence::SCORER);
    }
    for ((_, line), score) in document.filled_lines().zip(scores) {
        let noise = 1.0 - score;
        if let Some(danger) = danger(noise) {
            let finding = Finding::remove(PageSurroundings::INFO.id, line.span, danger, Evidence::SCORER);
            findings.push(Finding { score: Some(noise), ..finding });
        }
    }
    is_dump
}

/// The share of the words that the scores take for noise.
fn noise_share(document: &Document<'_>, scores: &[f32]) -> f32 {
    let (mut noise, mut all) = (0.0, 0.0);
    for ((_, line), score) in document.filled_lines().zip(scores) {
        noise += line.words as f32 * (1.0 - score);
        all += line.words as f32;
    }
    noise / f32::max(all, 1.0)
}
