//! Texts of audio and video players.

use super::phrases::{self, Reading};
use super::{Findings, Info, Rule, declare};
use crate::document::{Danger, Document};

declare! {
    /// Texts of audio and video players.
    ///
    /// ## What it removes
    /// Buttons, states and messages of media players, and the label of a read-aloud version.
    ///
    /// ## Why it is noise
    /// They are the player's controls written out.
    ///
    /// ## Example
    /// ```before
    /// The river fell by half a metre overnight, and the bridge was opened again in the morning.
    /// Video Player is loading.
    /// This is a modal window.
    /// Engineers will look at the eastern pillar once the water has gone down far enough to reach it.
    /// ```
    /// ```after
    /// The river fell by half a metre overnight, and the bridge was opened again in the morning.
    /// Engineers will look at the eastern pillar once the water has gone down far enough to reach it.
    /// ```
    ///
    /// ## What it must keep
    /// Sentences about films and recordings.
    /// ```keep
    /// The video was played in court on Monday and the jury listened without a sound.
    /// ```
    ///
    /// ## Languages and sources of its lists
    /// `lexicon/*.txt`, class `player`: general knowledge of web pages and their templates.
    ///
    /// ## Known misses
    /// Titles of the films that the players show.
    MediaPlayer, "media-player", ["player"]
}

/// Messages of a player are a short sentence.
const READING: Reading = Reading { class: "player", calls: false, words: 25, danger: Danger::Medium };

impl Rule for MediaPlayer {
    fn info(&self) -> &'static Info {
        &Self::INFO
    }

    fn check(&self, document: &Document<'_>, findings: &mut Findings) {
        phrases::check(&Self::INFO, &READING, document, findings);
    }
}
