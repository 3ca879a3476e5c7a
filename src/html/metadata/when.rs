//! Dates that a page declares, as ISO 8601.

use crate::byline::date::{Cursor, Written};
use crate::byline::stamps::{Stamps, all_stamps, stamps};

/// Longest text that is looked at for a date, in bytes: a date, its label and an update's date in any language are shorter.
const MOST_BYTES: usize = 160;

/// The date in an attribute's or field's value, at the precision given. A zone is kept where it is given and never added.
#[must_use]
pub fn declared(value: &str) -> Option<String> {
    let value = value.trim();
    if value.len() < 6 || value.len() > MOST_BYTES {
        return None;
    }
    if value.len() == 8 && value.bytes().all(|b| b.is_ascii_digit()) {
        return declared(&format!("{}-{}-{}", &value[..4], &value[4..6], &value[6..]));
    }
    // What stands behind the date is a zone's name or the like.
    if let Some((stamps, _)) = stamps(value).filter(|(s, _)| s.dated) {
        return stamps.published.or(stamps.updated);
    }
    let mut cursor = Cursor::new(value);
    match cursor.date()? {
        // A month alone; a day without its year says nothing.
        Written::Day(day) if day.year.is_some() && day.day.is_none() && cursor.rest.is_empty() => Some(day.iso()),
        _ => None,
    }
}

/// The dates that a visible line tells, if it is made of nothing else.
#[must_use]
pub fn visible(text: &str) -> Option<Stamps> {
    let text = text.trim();
    if text.len() > MOST_BYTES || text.len() < 6 {
        return None;
    }
    all_stamps(text).filter(|s| s.published.is_some() || s.updated.is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn declared_dates() {
        for (value, want) in [
            ("2023-05-30T22:15:30.123Z", Some("2023-05-30T22:15:30Z")),
            ("2023-05-30T22:15:30+0200", Some("2023-05-30T22:15:30+02:00")),
            ("2023-05-30 22:15", Some("2023-05-30T22:15")),
            ("2023-05-30", Some("2023-05-30")),
            ("20230530", Some("2023-05-30")),
            ("2023-05", Some("2023-05")),
            ("2023/05/30", Some("2023-05-30")),
            ("Tue, 30 May 2023 22:15:00 +0000", Some("2023-05-30T22:15:00Z")),
            ("May 30, 2023", Some("2023-05-30")),
            ("1970-01-01T00:00:00Z", None),
            ("0001-01-01", None),
            ("03/04/2020", None),
            ("soon", None),
            ("2023", None),
            ("", None),
        ] {
            assert_eq!(declared(value).as_deref(), want, "{value}");
        }
        assert_eq!(declared(&"9".repeat(1 << 20)), None);
    }
}
