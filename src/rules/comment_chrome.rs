//! Buttons, counts and house rules around comments.

use super::phrases::{self, Reading};
use super::{Findings, Info, Rule, declare};
use crate::document::{Danger, Document};

declare! {
    /// Buttons, counts and house rules around comments.
    ///
    /// ## What it removes
    /// Buttons and counts around a comment section, calls to log in and comment, and house rules. Never the comments
    /// themselves.
    ///
    /// ## Why it is noise
    /// They are the comment form written out.
    ///
    /// ## Example
    /// ```before
    /// The river fell by half a metre overnight, and the bridge was opened again in the morning.
    /// Leave a comment
    /// You must be logged in to post a comment.
    /// Engineers will look at the eastern pillar once the water has gone down far enough to reach it.
    /// ```
    /// ```after
    /// The river fell by half a metre overnight, and the bridge was opened again in the morning.
    /// Engineers will look at the eastern pillar once the water has gone down far enough to reach it.
    /// ```
    ///
    /// ## What it must keep
    /// Comments as what somebody said.
    /// ```keep
    /// Her comment that the bridge was safe drew replies from three engineers.
    /// ```
    ///
    /// ## Languages and sources of its lists
    /// `lexicon/*.txt`, class `comments`: general knowledge of web pages and their templates.
    ///
    /// ## Known misses
    /// Names and times above single comments.
    CommentChrome, "comment-chrome", ["comments"]
}

/// House rules of a forum are a paragraph.
const READING: Reading = Reading { class: "comments", calls: true, words: 60, danger: Danger::Medium };

impl Rule for CommentChrome {
    fn info(&self) -> &'static Info {
        &Self::INFO
    }

    fn check(&self, document: &Document<'_>, findings: &mut Findings) {
        phrases::check(&Self::INFO, &READING, document, findings);
    }
}
