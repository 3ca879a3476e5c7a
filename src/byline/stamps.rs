//! Runs of dates, times, their labels and reading times: "Published: May 30, 2023 | Updated 5:12 pm ET | 4 min read".

use super::date::{Cursor, Day, Written, digit};
use super::words::WORDS;

/// What a run of dates told.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stamps {
    /// ISO 8601 at the precision given.
    pub published: Option<String>,
    /// ISO 8601 at the precision given.
    pub updated: Option<String>,
    /// A label that stands nowhere else was there: "Published", "Last updated".
    pub labelled: bool,
    /// A full date was there.
    pub dated: bool,
    /// A reading time or a relative date ("3 hours ago") was there, or a time with a label.
    pub phrase: bool,
}

/// A label shorter than this, in bytes of its folded form, is a word that stands anywhere ("am", "le").
const LABEL_BYTES: usize = 4;
/// What may stand between dates.
const MARKS: &[char] = &[
    '|', '｜', '•', '·', '—', '–', '-', ',', ';', '/', '(', ')', '[', ']', ':', '：', '丨', '،', '■', '●', '*', '▪', '（', '）', '>', '<',
    '.',
];

fn is_edge(c: char) -> bool {
    c.is_whitespace() || MARKS.contains(&c)
}

/// Reads as much of a run of dates as `text` starts with; returns what it told and what is left. `None` if there is no date,
/// reading time or labelled time.
#[must_use]
pub fn stamps(text: &str) -> Option<(Stamps, &str)> {
    if !may_be_item(text) && !text.starts_with(char::is_whitespace) {
        return None;
    }
    let mut run = Run { cursor: Cursor::new(text), stamps: Stamps::default(), is_update: false, last: None, has_time: false };
    let mut done = None;
    while !run.cursor.rest.is_empty() {
        let before = run.cursor.rest.len();
        if run.step() {
            done = Some(run.cursor.rest);
        }
        if run.cursor.rest.len() == before {
            break;
        }
    }
    run.settle();
    let Stamps { dated, phrase, .. } = run.stamps;
    let rest = done?.trim_start_matches(is_edge);
    (dated || phrase).then_some((run.stamps, rest))
}

/// What all of `text` tells, if it is a run of dates and nothing else.
#[must_use]
pub fn all_stamps(text: &str) -> Option<Stamps> {
    stamps(text).filter(|(_, rest)| rest.is_empty()).map(|(stamps, _)| stamps)
}

/// A label of a date and nothing else: "Published:".
#[must_use]
pub fn is_label(text: &str) -> bool {
    let text = text.trim_end_matches([':', '：', ' ']);
    text.len() >= LABEL_BYTES && (WORDS.published.has(text) || WORDS.updated.has(text))
}

/// A look at how a text starts: most of what is read is no date at all.
fn may_be_item(text: &str) -> bool {
    let is_sign = |c: char| !c.is_ascii_alphabetic() && (digit(c).is_some() || MARKS.contains(&c));
    text.starts_with(is_sign) || WORDS.date_start.opens(text)
}

struct Run<'t> {
    cursor: Cursor<'t>,
    stamps: Stamps,
    is_update: bool,
    /// The last date read, which a time may follow.
    last: Option<Day>,
    /// The last date has its time.
    has_time: bool,
}

impl Run<'_> {
    /// Reads one item. True if the run may end behind it.
    fn step(&mut self) -> bool {
        let cursor = &mut self.cursor;
        if cursor.rest.starts_with(char::is_whitespace) {
            cursor.blanks();
            return false;
        }
        if !may_be_item(cursor.rest) {
            return false;
        }
        // No item but a reading time is looked for behind marks.
        if cursor.rest.starts_with(MARKS) {
            return self.phrase() || self.cursor.one_of(MARKS).is_some();
        }
        if self.phrase() || self.date() || self.time() {
            return true;
        }
        if self.label() {
            return false;
        }
        let cursor = &mut self.cursor;
        if let Some((_, rest)) = WORDS.weekday.strip_start(cursor.rest, false).or_else(|| WORDS.date_filler.strip_start(cursor.rest, false))
        {
            cursor.rest = rest;
            return true;
        }
        false
    }

    /// A reading time or relative date, up to the next separator or the end.
    fn phrase(&mut self) -> bool {
        let rest = self.cursor.rest;
        let start = rest.trim_start_matches(is_edge);
        if !WORDS.reading_time.opens(start) && !WORDS.relative.opens(start) {
            return false;
        }
        let ends = [Some(rest.len()), rest.find(['|', '•', '·', '｜', '(', ',', '丨']), rest.find(" - "), rest.find(" – ")];
        for end in ends.into_iter().flatten() {
            let segment = rest[..end].trim_matches(is_edge);
            if WORDS.reading_time.has(segment) || WORDS.relative.has(segment) {
                self.stamps.phrase = true;
                self.cursor.rest = &rest[end..];
                return true;
            }
        }
        false
    }

    fn date(&mut self) -> bool {
        let Some(written) = self.cursor.date() else { return false };
        match written {
            Written::Day(day) if day.year.is_some() && (day.day.is_some() || self.stamps.labelled) => {
                self.settle();
                self.last = Some(day);
                self.has_time = false;
                self.stamps.dated = true;
                self.note(&day.iso());
            }
            Written::Ambiguous => self.stamps.dated = true,
            // Without its year it tells nothing on its own; with a label it is at least no prose.
            Written::Day(_) if self.stamps.labelled => self.stamps.phrase = true,
            Written::Day(_) => return false,
        }
        if let Some(time) = self.cursor.rest.strip_prefix('T').filter(|time| time.starts_with(|c: char| c.is_ascii_digit())) {
            self.cursor.rest = time;
        }
        true
    }

    fn time(&mut self) -> bool {
        let Some(time) = self.cursor.time() else { return false };
        match self.last {
            Some(day) if !self.has_time && day.day.is_some() => {
                self.has_time = true;
                let slot = if self.is_update { &mut self.stamps.updated } else { &mut self.stamps.published };
                if slot.as_deref() == Some(&day.iso()) {
                    *slot = Some(day.iso() + &time.iso());
                }
            }
            _ if self.stamps.labelled => self.stamps.phrase = true,
            _ => {}
        }
        true
    }

    fn label(&mut self) -> bool {
        let rest = self.cursor.rest;
        let update = WORDS.updated.strip_start(rest, false).map(|(_, after)| (true, after));
        let publish = WORDS.published.strip_start(rest, false).map(|(_, after)| (false, after));
        let found = match (update, publish) {
            (Some(u), Some(p)) => Some(if u.1.len() <= p.1.len() { u } else { p }),
            (u, p) => u.or(p),
        };
        let Some((is_update, after)) = found else { return false };
        if rest.len() - after.len() >= LABEL_BYTES {
            self.stamps.labelled = true;
            self.is_update = is_update;
            self.last = None;
        }
        self.cursor.rest = after;
        true
    }

    /// The first date of a kind counts.
    fn note(&mut self, iso: &str) {
        let slot = if self.is_update { &mut self.stamps.updated } else { &mut self.stamps.published };
        slot.get_or_insert_with(|| iso.to_owned());
    }

    fn settle(&mut self) {
        self.last = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> Option<(Option<String>, Option<String>)> {
        all_stamps(text).map(|s| (s.published, s.updated))
    }

    fn published(iso: &str) -> Option<(Option<String>, Option<String>)> {
        Some((Some(iso.into()), None))
    }

    #[test]
    fn whole_lines() {
        for (text, want) in [
            ("May 30, 2023, 10:15 PM", "2023-05-30T22:15"),
            ("Published: Tue, 30 May 2023 at 22:15 GMT", "2023-05-30T22:15Z"),
            ("Veröffentlicht am 30.05.2023, 22:15 Uhr", "2023-05-30T22:15"),
            ("Publicado el 30 de mayo de 2023 a las 22:15", "2023-05-30T22:15"),
            ("Publicado em 30/05/2023 às 22h15", "2023-05-30T22:15"),
            ("Publié le 30 mai 2023 à 22h15", "2023-05-30T22:15"),
            ("Pubblicato il 30 maggio 2023 alle ore 22:15", "2023-05-30T22:15"),
            ("Опубликовано 30 мая 2023 года в 22:15", "2023-05-30T22:15"),
            ("Opublikowano: 30 maja 2023, godz. 22:15", "2023-05-30T22:15"),
            ("2023年5月30日", "2023-05-30"),
            ("نشر في 30 مايو 2023", "2023-05-30"),
            ("प्रकाशित: 30 मई 2023", "2023-05-30"),
            ("입력 2023.05.30. 오후 3:15", "2023-05-30T15:15"),
            ("May 30, 2023 | 4 min read", "2023-05-30"),
        ] {
            assert_eq!(told(text), published(want), "{text}");
        }
    }

    #[test]
    fn updates_and_doubt() {
        let both = told("Published May 30, 2023 10:15 am Updated: May 31, 2023").unwrap();
        assert_eq!(both, (Some("2023-05-30T10:15".into()), Some("2023-05-31".into())));
        assert_eq!(told("最終更新：2023年5月30日 22:15"), Some((None, Some("2023-05-30T22:15".into()))));
        for unread in [
            "03/04/2020",
            "3 hours ago",
            "vor 3 Stunden",
            "5 min read",
            "Lesezeit: 3 Min.",
            "この記事は約3分で読めます",
            "Temps de lecture : 4 min",
        ] {
            assert_eq!(told(unread), Some((None, None)), "{unread}");
        }
    }

    #[test]
    fn sentences_are_none() {
        for text in [
            "On May 30, 2023 the mayor left.",
            "May 30",
            "May 2023",
            "2023",
            "10:15",
            "Published",
            "Updated guidance",
            "Friday",
            "3 hours later",
        ] {
            assert_eq!(told(text), None, "{text}");
        }
    }
}
