//! The review loop: people judge a sample of what was removed, and their verdicts count.
//!
//! [`mod@sample`] draws removals of a finished run, [`decision`] is a judged one and the file that holds them, [`verdicts`] is how a
//! [`crate::Cleaner`] heeds them, [`judged_line`] the stage that removes what a person denies, and [`precision`] estimates from them how
//! often each rule is right. `docs/review.md` tells it for users.

pub mod decision;
pub mod judged_line;
mod known;
pub mod precision;
pub mod sample;
pub mod verdicts;

pub use decision::{Decision, Decisions, Error, Judgement, Scope};
pub use known::Known;
pub use precision::Precision;
pub use verdicts::Verdicts;
