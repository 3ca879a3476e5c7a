//! Dates that a page declares, as ISO 8601.

use std::borrow::Cow;

use crate::byline::date::{Cursor, Day, Written};
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

/// The dates that a visible line tells, if it is made of nothing else. `order` settles what reads two ways.
#[must_use]
pub fn visible(text: &str, order: Option<Order>) -> Option<Stamps> {
    let text = text.trim();
    if text.len() > MOST_BYTES || text.len() < 6 {
        return None;
    }
    all_stamps(&settled(text, order)).filter(|s| s.published.is_some() || s.updated.is_some())
}

/// How a page writes the numbers of a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// 30/05/2023.
    DayFirst,
    /// 05/30/2023.
    MonthFirst,
}

/// Languages of whose readers all but those in the Americas write the day first. Not so English, which is written both ways, and
/// those that write the year first.
const DAY_FIRST: [&str; 39] = [
    "ar", "be", "bg", "bn", "bs", "ca", "cs", "da", "de", "el", "es", "et", "fi", "fr", "gl", "he", "hi", "hr", "id", "it", "lv", "mk",
    "ms", "nb", "nl", "nn", "no", "pl", "pt", "ro", "ru", "sk", "sl", "sq", "sr", "th", "tr", "uk", "vi",
];
/// Countries whose English writes the day first.
const DAY_FIRST_ENGLISH: [&str; 10] = ["au", "gb", "hk", "ie", "in", "my", "ng", "nz", "sg", "uk"];
/// Countries where both ways are in use, whatever the language.
const BOTH: [&str; 4] = ["ca", "pa", "pr", "us"];

impl Order {
    /// The order in a language, given as a BCP 47 tag; none where both are in use.
    #[must_use]
    pub fn of(tag: &str) -> Option<Self> {
        let tag = tag.to_ascii_lowercase();
        let mut parts = tag.split('-');
        let language = parts.next()?;
        let region = parts.find(|p| p.len() == 2).unwrap_or_default();
        match language {
            "en" if region == "us" => Some(Self::MonthFirst),
            "en" => DAY_FIRST_ENGLISH.contains(&region).then_some(Self::DayFirst),
            _ => (DAY_FIRST.contains(&language) && !BOTH.contains(&region)).then_some(Self::DayFirst),
        }
    }
}

/// The text with its first date in ISO 8601, if it is one of which only the order tells how it reads: "03/04/2020".
fn settled(text: &str, order: Option<Order>) -> Cow<'_, str> {
    let is_mark = |c: char| c == '/' || c == '-';
    let settle = |order| {
        let (before, rest) = text.split_at(text.find(|c: char| c.is_ascii_digit())?);
        let end = rest.find(|c: char| !c.is_ascii_digit() && !is_mark(c)).unwrap_or(rest.len());
        let (date, behind) = rest.split_at(end);
        if Cursor::new(date).date() != Some(Written::Ambiguous) {
            return None;
        }
        let mut numbers = date.split(is_mark).map(|n| n.parse().ok());
        let (first, second, year) = (numbers.next()??, numbers.next()??, numbers.next()??);
        if numbers.next().is_some() {
            return None;
        }
        let (day, month) = if order == Order::DayFirst { (first, second) } else { (second, first) };
        Some(format!("{before}{}{behind}", Day::new(Some(year), month, Some(day))?.iso()))
    };
    order.and_then(settle).map_or(Cow::Borrowed(text), Cow::Owned)
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

    #[test]
    fn the_language_tells_the_order() {
        for (tag, text, want) in [
            ("fr", "Publié le 03/04/2020", Some("2020-04-03")),
            ("en-GB", "03/04/2020 10:15", Some("2020-04-03T10:15")),
            ("en-US", "03/04/2020", Some("2020-03-04")),
            ("en-US", "30-04-2020", Some("2020-04-30")),
            ("pt-BR", "3-4-2020", Some("2020-04-03")),
            ("en", "03/04/2020", None),
            ("fr-CA", "03/04/2020", None),
            ("ja", "03/04/2020", None),
            ("fr", "03/04/2020/7", None),
        ] {
            let told = visible(text, Order::of(tag)).and_then(|s| s.published);
            assert_eq!(told.as_deref(), want, "{tag} {text}");
        }
        assert_eq!(Order::of(""), None);
    }
}
