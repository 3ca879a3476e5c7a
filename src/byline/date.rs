//! Dates and times of day, in the ways that pages write them.
//!
//! Nothing is invented: a date keeps the precision it was given with, a zone is written only where it is a number or UTC, and a
//! date that reads two ways (03/04/2020) is no date but a [`Written::Ambiguous`].

use super::words::WORDS;

/// Years that a page's own date can have: the web before 1995 left no dated pages; beyond 2100 it is no date but a number.
const YEARS: std::ops::RangeInclusive<u32> = 1995..=2100;

/// A calendar day, or part of one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Day {
    /// Four digits.
    pub year: Option<u32>,
    /// 1 to 12.
    pub month: Option<u32>,
    /// 1 to 31, and one that the month has.
    pub day: Option<u32>,
}

/// A time of day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Time {
    hour: u32,
    minute: u32,
    second: Option<u32>,
    /// Minutes east of UTC, where the text says so.
    zone: Option<i32>,
}

/// What was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Written {
    /// One reading.
    Day(Day),
    /// Day and month may be either way round.
    Ambiguous,
}

impl Day {
    /// A day of the calendar, or `None`. Without a year, February has 29 days.
    #[must_use]
    pub fn new(year: Option<u32>, month: u32, day: Option<u32>) -> Option<Self> {
        let length = match month {
            4 | 6 | 9 | 11 => 30,
            2 if year.is_some_and(|y| y % 4 != 0 || (y % 100 == 0 && y % 400 != 0)) => 28,
            2 => 29,
            1..=12 => 31,
            _ => return None,
        };
        let fits = day.is_none_or(|d| (1..=length).contains(&d)) && year.is_none_or(|y| YEARS.contains(&y));
        fits.then_some(Self { year, month: Some(month), day })
    }

    /// ISO 8601 at the precision given; without a year `--06-03`, without a month `---03`.
    #[must_use]
    pub fn iso(&self) -> String {
        match (self.year, self.month, self.day) {
            (Some(y), Some(m), Some(d)) => format!("{y:04}-{m:02}-{d:02}"),
            (Some(y), Some(m), None) => format!("{y:04}-{m:02}"),
            (Some(y), None, _) => format!("{y:04}"),
            (None, Some(m), Some(d)) => format!("--{m:02}-{d:02}"),
            (None, Some(m), None) => format!("--{m:02}"),
            (None, None, Some(d)) => format!("---{d:02}"),
            (None, None, None) => String::new(),
        }
    }
}

impl Time {
    /// "T22:15", with seconds and zone where they are known.
    #[must_use]
    pub fn iso(&self) -> String {
        let mut out = format!("T{:02}:{:02}", self.hour, self.minute);
        if let Some(second) = self.second {
            out.push_str(&format!(":{second:02}"));
        }
        match self.zone {
            Some(0) => out.push('Z'),
            Some(zone) => out.push_str(&format!("{}{:02}:{:02}", if zone < 0 { '-' } else { '+' }, zone.abs() / 60, zone.abs() % 60)),
            None => {}
        }
        out
    }
}

/// A place in a line; the methods that read move on only where they succeed.
#[derive(Clone, Copy, Debug)]
pub struct Cursor<'t> {
    /// What is left.
    pub rest: &'t str,
}

impl<'t> Cursor<'t> {
    /// The start of `text`.
    #[must_use]
    pub const fn new(text: &'t str) -> Self {
        Self { rest: text }
    }

    /// Skips blanks.
    pub fn blanks(&mut self) {
        self.rest = self.rest.trim_start();
    }

    /// Reads one of these characters.
    pub fn one_of(&mut self, marks: &[char]) -> Option<char> {
        let c = self.rest.chars().next().filter(|c| marks.contains(c))?;
        self.rest = &self.rest[c.len_utf8()..];
        Some(c)
    }

    /// Reads up to four digits of any script, as their value and how many they were.
    pub fn number(&mut self) -> Option<(u32, usize)> {
        let (mut value, mut count, mut rest) = (0u32, 0, self.rest);
        while let Some(digit) = rest.chars().next().and_then(digit) {
            if count == 4 {
                return None;
            }
            value = value * 10 + digit;
            count += 1;
            rest = rest.get(rest.chars().next()?.len_utf8()..)?;
        }
        (count > 0).then(|| self.rest = rest)?;
        Some((value, count))
    }

    /// Reads a number of one or two digits up to `most`.
    fn small(&mut self, most: u32) -> Option<u32> {
        let mut ahead = *self;
        let (value, count) = ahead.number()?;
        (count <= 2 && value <= most).then(|| *self = ahead)?;
        Some(value)
    }

    /// Reads a year.
    fn year(&mut self) -> Option<u32> {
        let mut ahead = *self;
        let (value, count) = ahead.number()?;
        (count == 4 && YEARS.contains(&value)).then(|| *self = ahead)?;
        Some(value)
    }

    /// Reads a word: letters and marks, with full stops and apostrophes inside.
    pub fn word(&mut self) -> Option<&'t str> {
        let is_part =
            |c: char| c.is_alphabetic() || matches!(c, '.' | '\'' | '’' | 'º' | 'ª' | '\u{900}'..='\u{963}' | '\u{e31}'..='\u{e4e}');
        let end = self.rest.find(|c| !is_part(c)).unwrap_or(self.rest.len());
        let word = &self.rest[..end];
        word.starts_with(char::is_alphabetic).then(|| self.rest = &self.rest[end..])?;
        Some(word)
    }

    /// Reads the name of a month.
    fn month(&mut self) -> Option<u32> {
        if !WORDS.months.opens(self.rest) {
            return None;
        }
        let mut ahead = *self;
        let word = ahead.word()?;
        if let Some(month) = WORDS.month(word).or_else(|| WORDS.month(word.trim_end_matches('.'))) {
            *self = ahead;
            return Some(month);
        }
        // Levantine months have two words.
        ahead.blanks();
        ahead.word()?;
        let month = WORDS.month(&self.rest[..self.rest.len() - ahead.rest.len()])?;
        *self = ahead;
        Some(month)
    }

    /// Reads a date. One without a year is read as well; the caller decides whether it is enough.
    pub fn date(&mut self) -> Option<Written> {
        let mut ahead = *self;
        let written = ahead.date_ahead()?;
        if ahead.rest.starts_with(|c: char| digit(c).is_some()) {
            return None;
        }
        *self = ahead;
        Some(written)
    }

    fn date_ahead(&mut self) -> Option<Written> {
        if let Some(month) = self.month() {
            return self.after_month(month);
        }
        let (first, digits) = self.number()?;
        if digits == 4 {
            return self.after_year(first).map(Written::Day);
        }
        if digits > 2 {
            return None;
        }
        if self.one_of(&['月', '월']).is_some() {
            self.blanks();
            let day = self.small(31)?;
            self.one_of(&['日', '일', '号'])?;
            return Day::new(None, first, Some(day)).map(Written::Day);
        }
        self.numeric(first).or_else(|| self.after_day(first))
    }

    /// `05.2023`, `/05/2023`, `-05-23` after a day or month.
    fn numeric(&mut self, first: u32) -> Option<Written> {
        let mut ahead = *self;
        let separator = ahead.one_of(&['.', '/', '-'])?;
        if separator == '.' {
            ahead.blanks();
        }
        let second = ahead.small(31)?;
        ahead.one_of(&[separator])?;
        if separator == '.' {
            ahead.blanks();
        }
        let (year, digits) = ahead.number()?;
        let year = match digits {
            4 => year,
            2 if separator == '.' => 2000 + year,
            _ => return None,
        };
        *self = ahead;
        let day_first = Day::new(Some(year), second, Some(first));
        let month_first = Day::new(Some(year), first, Some(second));
        match (day_first, month_first) {
            (Some(day), None) => Some(Written::Day(day)),
            (Some(day), Some(_)) if separator == '.' || first == second => Some(Written::Day(day)),
            (None, Some(day)) if separator != '.' => Some(Written::Day(day)),
            (Some(_), Some(_)) => Some(Written::Ambiguous),
            _ => None,
        }
    }

    /// "-05-30", "/05/30", "年5月30日", " May 30" after a year.
    fn after_year(&mut self, year: u32) -> Option<Day> {
        self.blanks();
        // Journals write "2023 Jan 7".
        if let Some(month) = self.month() {
            self.blanks();
            let day = self.small(31)?;
            return Day::new(Some(year), month, Some(day));
        }
        let separator = self.one_of(&['-', '/', '.', '年', '년'])?;
        self.blanks();
        let month = self.small(12)?;
        let close = match separator {
            '年' => '月',
            '년' => '월',
            other => other,
        };
        if self.one_of(&[close]).is_none() {
            return matches!(separator, '-' | '年').then(|| Day::new(Some(year), month, None))?;
        }
        self.blanks();
        let day = self.small(31);
        match close {
            '月' | '월' => _ = self.one_of(&['日', '일', '号']),
            '.' => _ = self.one_of(&['.']),
            _ => day.map(|_| ())?,
        }
        Day::new(Some(year), month, day)
    }

    /// "st of May 2023", ". Mai 2023", " de mayo de 2023" after a day.
    fn after_day(&mut self, day: u32) -> Option<Written> {
        if let Some(rest) = ["st", "nd", "rd", "th", "er", "º", "ª", "."].iter().find_map(|o| self.rest.strip_prefix(o)) {
            self.rest = rest;
        }
        self.between();
        let month = self.month()?;
        let mut ahead = *self;
        ahead.one_of(&['.']);
        ahead.one_of(&[',', '،']);
        ahead.between();
        let year = ahead.year();
        if year.is_some() {
            *self = ahead;
        }
        Day::new(year, month, Some(day)).map(Written::Day)
    }

    /// " 30, 2023", " 30th 2023", " 2023" after a month.
    fn after_month(&mut self, month: u32) -> Option<Written> {
        self.one_of(&['.']);
        self.between();
        if let Some(year) = self.year() {
            return Day::new(Some(year), month, None).map(Written::Day);
        }
        let day = self.small(31)?;
        if let Some(rest) = ["st", "nd", "rd", "th"].iter().find_map(|o| self.rest.strip_prefix(o)) {
            self.rest = rest;
        }
        let mut ahead = *self;
        ahead.one_of(&[',', '،']);
        ahead.between();
        let year = ahead.year();
        if year.is_some() {
            *self = ahead;
        }
        Day::new(year, month, Some(day)).map(Written::Day)
    }

    /// Blanks, a hyphen, and the "of" of dates.
    fn between(&mut self) {
        self.blanks();
        self.one_of(&['-']);
        let mut ahead = *self;
        if ahead.word().is_some_and(|w| matches!(w.to_lowercase().as_str(), "de" | "del" | "of" | "di" | "d'" | "da")) {
            *self = ahead;
            self.blanks();
        }
    }

    /// Reads a time of day: `22:15`, `22:15:30+03:00`, `10.15 pm`, `22h15`, `22時15分`, `午後3時`. A full stop between hours and
    /// minutes needs a word such as "Uhr" behind it, because `5.12` may be anything.
    pub fn time(&mut self) -> Option<Time> {
        let mut ahead = *self;
        let before = ahead.half();
        ahead.blanks();
        let hour = ahead.small(24)?;
        let mark = ahead.one_of(&[':', '：', '.', 'h', 'H', '時', '时', '点', '點', '시']);
        ahead.blanks_after(mark);
        let minute = mark.and_then(|_| ahead.small(59));
        if matches!(mark, Some('時' | '时' | '点' | '點' | '시')) && minute.is_some() {
            ahead.one_of(&['分', '분']);
        }
        let mut second = None;
        if minute.is_some() && mark == Some(':') && ahead.one_of(&[':']).is_some() {
            second = ahead.small(60);
            if ahead.one_of(&['.']).is_some() {
                ahead.rest = ahead.rest.trim_start_matches(|c: char| c.is_ascii_digit());
            }
        }
        let behind = ahead.half_behind();
        let said = before.or(behind);
        let clear = match mark {
            Some(':' | '：' | 'h' | 'H') => minute.is_some() || said.is_some(),
            Some('.') => minute.is_some() && (said.is_some() || ahead.is_before_hour_word()),
            Some(_) => true,
            None => said.is_some() || ahead.is_before_hour_word(),
        };
        let hour = match said {
            Some(true) if hour < 12 => hour + 12,
            Some(false) if hour == 12 => 0,
            _ => hour,
        };
        (clear && hour < 24).then_some(())?;
        let zone = ahead.zone();
        *self = ahead;
        Some(Time { hour, minute: minute.unwrap_or(0), second, zone })
    }

    fn blanks_after(&mut self, mark: Option<char>) {
        if matches!(mark, Some('時' | '时' | '点' | '點' | '시')) {
            self.blanks();
        }
    }

    /// "am" as false, "pm" as true.
    fn half(&mut self) -> Option<bool> {
        for (list, is_late) in [(&WORDS.am, false), (&WORDS.pm, true)] {
            if let Some((_, rest)) = list.strip_start(self.rest, false) {
                self.rest = rest;
                return Some(is_late);
            }
            // East Asian scripts write it close to the hour.
            if let Some((_, rest)) = list.strip_start(self.rest, true).filter(|(_, rest)| rest.starts_with(|c| digit(c).is_some())) {
                self.rest = rest;
                return Some(is_late);
            }
        }
        None
    }

    fn half_behind(&mut self) -> Option<bool> {
        let mut ahead = *self;
        ahead.blanks();
        let half = ahead.half()?;
        *self = ahead;
        Some(half)
    }

    /// "Uhr", "uur", "klo" and the like, which make a bare number a time.
    fn is_before_hour_word(&self) -> bool {
        let mut ahead = *self;
        ahead.blanks();
        ahead.word().is_some_and(|w| matches!(w.to_lowercase().trim_end_matches('.'), "uhr" | "uur" | "hrs" | "hs" | "u" | "baje" | "बजे"))
    }

    /// Reads a zone that is a number of hours or UTC, in minutes.
    fn zone(&mut self) -> Option<i32> {
        let mut ahead = *self;
        ahead.blanks();
        ahead.one_of(&['(']);
        let named = WORDS.zone.strip_start(ahead.rest, false).map(|(_, rest)| ahead.rest = rest).is_some();
        let Some(sign) = ahead.one_of(&['+', '-', '−']) else {
            return named.then(|| {
                *self = ahead;
                0
            });
        };
        let (value, digits) = ahead.number()?;
        let minutes = match digits {
            4 => (value / 100 * 60 + value % 100) as i32,
            _ if ahead.one_of(&[':']).is_some() => (value * 60 + ahead.small(59)?) as i32,
            _ if named => (value * 60) as i32,
            _ => return None,
        };
        (minutes <= 14 * 60).then(|| *self = ahead)?;
        Some(if sign == '+' { minutes } else { -minutes })
    }
}

/// The value of a digit in the scripts that pages write dates in.
pub(super) fn digit(c: char) -> Option<u32> {
    let zero = match c {
        '0'..='9' => '0',
        '٠'..='٩' => '٠',
        '۰'..='۹' => '۰',
        '०'..='९' => '०',
        '๐'..='๙' => '๐',
        '０'..='９' => '０',
        _ => return None,
    };
    Some(c as u32 - zero as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn iso(text: &str) -> String {
        let mut cursor = Cursor::new(text);
        match cursor.date() {
            Some(Written::Day(day)) => {
                cursor.one_of(&['T', ',']);
                cursor.blanks();
                day.iso() + &cursor.time().map(|t| t.iso()).unwrap_or_default()
            }
            Some(Written::Ambiguous) => "ambiguous".into(),
            None => "none".into(),
        }
    }

    #[test]
    fn dates() {
        for (text, want) in [
            ("May 30, 2023, 10:15 PM", "2023-05-30T22:15"),
            ("30.05.2023, 22:15 Uhr", "2023-05-30T22:15"),
            ("2023-05-30T22:15+03:00", "2023-05-30T22:15+03:00"),
            ("2023-05-30T22:15:09.123Z", "2023-05-30T22:15:09Z"),
            ("2023年5月30日 22時15分", "2023-05-30T22:15"),
            ("2023년 5월 30일 오후 3:15", "2023-05-30T15:15"),
            ("30 de mayo de 2023", "2023-05-30"),
            ("30. Mai 2023", "2023-05-30"),
            ("1er août 2023 22h15", "2023-08-01T22:15"),
            ("30 мая 2023", "2023-05-30"),
            ("٣٠ مايو ٢٠٢٣", "2023-05-30"),
            ("30 मई 2023", "2023-05-30"),
            ("Sept. 3rd, 2021", "2021-09-03"),
            ("30/05/2023", "2023-05-30"),
            ("05/30/2023", "2023-05-30"),
            ("03/04/2020", "ambiguous"),
            ("04/04/2020", "2020-04-04"),
            ("3.4.2020", "2020-04-03"),
            ("June 3", "--06-03"),
            ("May 2023", "2023-05"),
            ("2023 May 30", "2023-05-30"),
        ] {
            assert_eq!(iso(text), want, "{text}");
        }
    }

    #[test]
    fn what_is_no_date() {
        for text in ["31.02.2023", "2023-13-01", "30 apples", "May be", "1,204", "30/05/23", "February 30, 2021", "2023", "12345-01-01"] {
            assert_eq!(iso(text), "none", "{text}");
        }
    }
}
