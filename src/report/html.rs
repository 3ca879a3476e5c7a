//! stub
use super::Report;
/// stub
#[must_use]
pub fn page(_: &Report) -> String {
    "</html>\n".into()
}
