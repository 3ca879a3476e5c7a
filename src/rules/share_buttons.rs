//! Buttons and counts for sharing and following.

use super::phrases::{self, Reading};
use super::{Findings, Info, Rule, declare, hits_by_line};
use crate::document::{Danger, Document, Evidence};

declare! {
    /// Buttons and counts for sharing and following.
    ///
    /// ## What it removes
    /// Lines that are share or follow buttons, their counts, or a row of platforms.
    ///
    /// ## Why it is noise
    /// They are buttons written out.
    ///
    /// ## Example
    /// ```before
    /// The river fell by half a metre overnight, and the bridge was opened again in the morning.
    /// Share this article
    /// Facebook Twitter WhatsApp E-mail
    /// 258 shares
    /// Engineers will look at the eastern pillar once the water has gone down far enough to reach it.
    /// ```
    /// ```after
    /// The river fell by half a metre overnight, and the bridge was opened again in the morning.
    /// Engineers will look at the eastern pillar once the water has gone down far enough to reach it.
    /// ```
    ///
    /// ## What it must keep
    /// Platforms as the subject of a sentence.
    /// ```keep
    /// She shared the article on Facebook, where her followers passed it on within the hour.
    /// Facebook and Instagram were down for six hours on Monday.
    /// ```
    ///
    /// ## Languages and sources of its lists
    /// `lexicon/*.txt`, classes `share`, `platform`: general knowledge of web pages and their templates.
    ///
    /// ## Known misses
    /// Follow links with a person's name in the middle.
    ShareButtons, "share-buttons", ["share", "platform"]
}

/// A button with its platforms, or a call to follow with a handle.
const READING: Reading = Reading { class: "share", calls: true, words: 20, danger: Danger::Medium };
/// One platform's name alone may be a heading.
const MIN_PLATFORMS: u32 = 2;
/// "Google Plus" has two words, "on Facebook" as well.
const WORDS_A_PLATFORM: u32 = 2;

impl Rule for ShareButtons {
    fn info(&self) -> &'static Info {
        &Self::INFO
    }

    fn check(&self, document: &Document<'_>, findings: &mut Findings) {
        phrases::check(&Self::INFO, &READING, document, findings);
        for (line, hits) in hits_by_line(document) {
            let platforms = hits.iter().filter(|h| h.class == "platform").count() as u32;
            if platforms >= MIN_PLATFORMS && line.words <= platforms * WORDS_A_PLATFORM && !line.ends_sentence {
                findings.remove_line(Self::INFO.id, line, Danger::Medium, Evidence::PHRASE.and(Evidence::SHAPE));
            }
        }
    }
}
