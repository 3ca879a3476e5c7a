//! The opening of a news report: place, date and agency in front of its first sentence.

use super::date::{Cursor, Day, Written};
use super::names::capitalised;
use super::words::WORDS;
use crate::document::is_unspaced;

/// What stands in front of a report's first sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opening {
    /// As written; empty where only an agency is named.
    pub place: String,
    /// By the name to cite.
    pub agency: Option<String>,
    /// As far as it was given.
    pub date: Option<Day>,
    /// The reporters named in it, as written.
    pub reporters: Option<String>,
    /// Where the first sentence starts, in bytes of the line.
    pub end: usize,
    /// How sure it is one.
    pub strength: Strength,
    /// The script puts a dash behind a dateline and has capitals; elsewhere the text is left as it is.
    pub has_dash: bool,
}

/// What speaks for a dateline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strength {
    /// An agency or a date.
    Certain,
    /// A place of the gazetteer.
    KnownPlace,
    /// Capitals alone.
    Capitals,
}

/// Longest opening, in bytes.
const MOST_BYTES: usize = 140;
/// Most words of a place.
const MOST_PLACE_WORDS: usize = 4;
/// An agency or a region ends within so many bytes.
const MOST_SEGMENT_BYTES: usize = 40;
/// Fewest letters of a place that nothing but its capitals speaks for: shorter ones are acronyms.
const FEWEST_CAPITALS: usize = 4;
/// Fewest words of the sentence behind a dateline that has neither agency nor date.
const FEWEST_WORDS: usize = 6;

/// Reads the opening of a line.
#[must_use]
pub fn opening(line: &str) -> Option<Opening> {
    let first = line.chars().next()?;
    if matches!(first, '【' | '（' | '［' | '[' | '(' | '〔') {
        return bracketed(line).or_else(|| agency_first(line));
    }
    if is_unspaced(first) { chinese(line) } else { place_first(line) }
}

const DASHES: [&str; 7] = ["--", "—", "–", "-", ":", "−", "―"];

/// Reads a dash with the blanks around it. A plain hyphen needs a blank before it.
fn dash(text: &str, glued: bool) -> Option<(char, &str)> {
    let spaced = text.starts_with([' ', '\u{a0}']) || glued;
    let text = text.trim_start();
    let mark = DASHES.iter().find(|d| text.starts_with(**d))?;
    let rest = text[mark.len()..].trim_start_matches('-');
    let behind = rest.starts_with([' ', '\u{a0}']);
    let fits = match *mark {
        "-" => spaced && behind,
        ":" => behind,
        _ => true,
    };
    fits.then_some((mark.chars().next()?, rest.trim_start()))
}

/// True if `text` starts like a sentence: a capital, a digit, an opening quote, or a letter of a script without capitals.
fn starts_sentence(text: &str) -> bool {
    let mut chars =
        text.chars().skip_while(|c| matches!(c, '“' | '"' | '„' | '«' | '‘' | '\'' | '(' | '¿' | '¡' | '”' | '»' | '’' | ' ' | '['));
    chars.next().is_some_and(|c| c.is_numeric() || c.is_uppercase() || (c.is_alphabetic() && !c.is_lowercase()))
}

/// "(ANSA) - ROMA, 05 GIU - ", "(Reuters) - ".
fn agency_first(line: &str) -> Option<Opening> {
    let (inner, behind) = line.strip_prefix(['(', '['])?.split_once([')', ']'])?;
    let agency = agencies(inner)?;
    let (_, rest) = dash(behind, true)?;
    if let Some(mut found) = place_first(rest).filter(|o| o.agency.is_none() && (o.strength != Strength::Capitals || o.has_dash)) {
        found.end += line.len() - rest.len();
        return Some(Opening { agency: Some(agency), strength: Strength::Certain, ..found });
    }
    let end = line.len() - rest.len();
    let bare = Opening {
        place: String::new(),
        agency: Some(agency),
        date: None,
        reporters: None,
        end,
        strength: Strength::Certain,
        has_dash: true,
    };
    starts_sentence(rest).then_some(bare)
}

/// One agency, or several between slashes: the first.
fn agencies(text: &str) -> Option<String> {
    if text.len() > 60 {
        return None;
    }
    let mut all = text.split(['/', ',']).map(|part| WORDS.agency(part.trim()));
    let first = all.next()??;
    all.all(|a| a.is_some()).then(|| first.to_owned())
}

/// What has been read of an opening that starts with its place.
struct Parts {
    place_end: usize,
    agency: Option<String>,
    date: Option<Day>,
    /// Text in brackets that is no agency of the list, but looks like one.
    unknown_agency: bool,
}

/// "BAKU - ", "LONDON, June 3 (Reuters) - ", "MADRID, 5 (EFE).- ", "Москва. 5 июня. ИНТЕРФАКС - ".
fn place_first(line: &str) -> Option<Opening> {
    let place_end = place_end(line)?;
    let mut parts = Parts { place_end, agency: None, date: None, unknown_agency: false };
    let mut rest = &line[place_end..];
    let mark;
    loop {
        if line.len() - rest.len() > MOST_BYTES {
            return None;
        }
        let consumed = line.len() - rest.len();
        let glued = consumed > place_end && (line[..consumed].ends_with([')', '.', ']']));
        // "(EFE).- "
        let bare = if glued { rest.trim_start_matches('.') } else { rest };
        if let Some((found, behind)) = dash(bare, glued) {
            mark = Some(found);
            rest = behind;
            break;
        }
        let trimmed = rest.trim_start_matches([' ', ',', '.', '،', '\u{a0}']);
        if let Some(behind) = parts.next(trimmed, line) {
            rest = behind;
            continue;
        }
        // A known agency in brackets after a date needs no dash: Hindi papers write none.
        if parts.agency.is_some() && parts.date.is_some() && trimmed.len() < rest.len() {
            rest = trimmed;
            mark = None;
            break;
        }
        return None;
    }
    // "МОСКВА, 5 июня — РИА Новости. " has its agency behind the dash.
    if parts.agency.is_none()
        && let Some((name, behind)) = rest.split_once(['.', '-', '–', '—'])
        && let Some(agency) = agencies(name)
        && name.len() <= MOST_BYTES
    {
        parts.agency = Some(agency);
        rest = behind.trim_start_matches(['-', ' ', '–', '—']);
    }
    judge(line, rest, parts, mark)
}

/// Where the place ends that the line starts with.
fn place_end(line: &str) -> Option<usize> {
    let mut end = 0;
    for (n, word) in line.split([' ', '\u{a0}']).enumerate() {
        if n >= MOST_PLACE_WORDS || word.is_empty() {
            break;
        }
        let bare = word.trim_end_matches([',', ':', '،']);
        let core = bare.trim_end_matches('.');
        let short = bare.len() > core.len() && core.chars().count() <= 3;
        let stem = if short { bare } else { core };
        let first = stem.chars().next()?;
        let is_part =
            |c: char| c.is_alphabetic() || matches!(c, '-' | '\'' | '’' | '/' | '.' | '\u{900}'..='\u{963}' | '\u{300}'..='\u{36f}');
        let is_link = n > 0
            && matches!(
                stem,
                "de" | "la" | "el" | "am" | "an" | "der" | "of" | "do" | "da" | "del" | "di" | "on" | "sur" | "and" | "im" | "bei"
            );
        if !(first.is_uppercase() || (first.is_alphabetic() && !first.is_lowercase()) || is_link) || !stem.chars().all(is_part) {
            break;
        }
        end += usize::from(n > 0) * (line[end..].chars().next().map_or(0, char::len_utf8)) + stem.len();
        if stem.len() < word.len() {
            break;
        }
    }
    (end > 1 && end < line.len()).then_some(end)
}

impl Parts {
    /// Reads a bracketed agency, a date, a day of the month, an agency, or the place's region; returns what is behind it.
    fn next<'t>(&mut self, text: &'t str, line: &'t str) -> Option<&'t str> {
        if let Some((inner, behind)) = text.strip_prefix(['(', '[', '（']).and_then(|t| t.split_once([')', ']', '）'])) {
            return self.bracket(inner).then_some(behind);
        }
        let here = line.len() - text.len();
        let may_be_region = line[..here].trim_end().ends_with(',');
        // Most often this is the second word of a sentence.
        if text.starts_with(char::is_alphabetic) && !may_be_region && !WORDS.date_start.opens(text) && !WORDS.agencies.opens(text) {
            return None;
        }
        let mut cursor = Cursor::new(text);
        if self.date.is_none() {
            if let Some((_, rest)) = WORDS.weekday.strip_start(text, false) {
                return Some(rest);
            }
            if let Some(Written::Day(day)) = cursor.date() {
                self.date = Some(day);
                return Some(cursor.rest.trim_start_matches(['.', ',']));
            }
            if let Some((day, 1..=2)) = cursor.number()
                && (1..=31).contains(&day)
                && cursor.rest.trim_start().starts_with('(')
            {
                self.date = Some(Day { day: Some(day), ..Day::default() });
                return Some(cursor.rest);
            }
        }
        let mut near = text.char_indices().take_while(|(at, _)| *at <= MOST_SEGMENT_BYTES);
        let (end, _) = near.find(|(_, c)| matches!(c, ',' | '(' | '-' | '–' | '—' | ':'))?;
        let segment = text[..end].trim_end();
        if self.agency.is_none()
            && let Some(agency) = WORDS.agency(segment.trim_end_matches('.'))
        {
            self.agency = Some(agency.to_owned());
            return Some(&text[segment.len()..]);
        }
        let is_region =
            segment.starts_with(char::is_uppercase) && segment.split(' ').count() <= 3 && !segment.contains(|c: char| c.is_numeric());
        if self.date.is_none() && self.agency.is_none() && is_region && may_be_region {
            self.place_end = here + segment.len();
            return Some(&text[segment.len()..]);
        }
        None
    }

    fn bracket(&mut self, inner: &str) -> bool {
        if let Some(agency) = agencies(inner) {
            self.agency = Some(agency);
            return true;
        }
        let words: Vec<&str> = inner.split(' ').collect();
        let looks = words.len() <= 3 && inner.len() >= 2 && words.iter().all(|w| w.starts_with(char::is_uppercase));
        self.unknown_agency |= looks;
        looks
    }
}

fn judge(line: &str, rest: &str, parts: Parts, mark: Option<char>) -> Option<Opening> {
    let place = line[..parts.place_end].trim().trim_end_matches(',');
    let town = place.split(',').next()?.trim();
    let is_known = WORDS.place.has(town) || town.split('/').all(|t| WORDS.place.has(t));
    let cased = place.chars().next().is_some_and(|c| c.is_uppercase());
    let is_capitals =
        cased && !town.chars().any(char::is_lowercase) && town.chars().filter(|c| c.is_alphabetic()).count() >= FEWEST_CAPITALS;
    let is_label = WORDS.not_a_place.has(town) || WORDS.agency(town).is_some() || WORDS.month(town).is_some() || WORDS.weekday.has(town);
    let has_prose = rest.split(' ').count() >= FEWEST_WORDS;
    let strength = if parts.agency.is_some() || ((parts.date.is_some() || parts.unknown_agency) && (is_known || is_capitals)) {
        Strength::Certain
    } else if is_known && has_prose {
        Strength::KnownPlace
    } else if is_capitals && has_prose && !parts.unknown_agency && parts.date.is_none() {
        Strength::Capitals
    } else {
        return None;
    };
    // A colon makes a label of most words.
    let mark_fits = mark != Some(':') || (is_known && (is_capitals || !cased)) || parts.agency.is_some();
    let fits = mark_fits && (is_known || (cased && !is_label)) && starts_sentence(rest);
    fits.then(|| Opening {
        place: place.to_owned(),
        agency: parts.agency,
        date: parts.date,
        reporters: None,
        end: line.len() - rest.len(),
        strength,
        has_dash: cased,
    })
}

/// "新华社北京6月5日电（记者X）", "中新网北京6月5日电 (记者 X)".
fn chinese(line: &str) -> Option<Opening> {
    let wire = line.char_indices().take(40).find(|(_, c)| matches!(c, '电' | '電'))?.0;
    let before = &line[..wire];
    let (agency, rest) =
        before.char_indices().skip(2).take(8).filter_map(|(at, _)| Some((WORDS.agency(&before[..at])?, &before[at..]))).last()?;
    let day = rest.find(|c| super::date::digit(c).is_some())?;
    let mut cursor = Cursor::new(&rest[day..]);
    let Some(Written::Day(date)) = cursor.date() else { return None };
    let behind = &line[wire + '电'.len_utf8()..];
    let bracket = behind.trim_start().strip_prefix(['（', '(']).and_then(|t| t.split_once(['）', ')']));
    let reporters = bracket.map(|(inner, _)| inner.to_owned());
    let sentence = bracket.map_or(behind, |(_, sentence)| sentence).trim_start();
    let place = rest[..day].trim().to_owned();
    let end = line.len() - sentence.len();
    let fits = cursor.rest.trim().is_empty() && !sentence.is_empty() && place.chars().count() <= 12;
    fits.then(|| Opening {
        place,
        agency: Some(agency.to_owned()),
        date: Some(date),
        reporters,
        end,
        strength: Strength::Certain,
        has_dash: false,
    })
}

/// "（東京＝共同）", "【ソウル聯合】", "(서울=연합뉴스) X 기자 = ".
fn bracketed(line: &str) -> Option<Opening> {
    let (inner, behind) = line.strip_prefix(['【', '（', '［', '[', '(', '〔'])?.split_once(['】', '）', '］', ']', ')', '〕'])?;
    if inner.len() > MOST_BYTES / 2 || !inner.contains(|c: char| is_unspaced(c) || matches!(c, '\u{ac00}'..='\u{d7af}')) {
        return None;
    }
    let marked = inner.rsplit_once(['＝', '=', ' ', '　']);
    let (place, agency) = match marked.and_then(|(place, agency)| Some((place, WORDS.agency(agency)?))) {
        Some(found) => found,
        None => inner.char_indices().skip(1).find_map(|(at, _)| Some((&inner[..at], WORDS.agency(&inner[at..])?)))?,
    };
    let day = place.find(|c| super::date::digit(c).is_some()).unwrap_or(place.len());
    let place = place[..day].trim_matches(|c: char| matches!(c, ' ' | '　' | '＝' | '=' | '・'));
    let mut rest = behind.trim_start();
    let mut reporters = None;
    if let Some((names, sentence)) = rest.split_once(" = ").filter(|(names, _)| names.len() <= MOST_BYTES / 2) {
        reporters = Some(names.to_owned());
        rest = sentence;
    }
    let rest = dash(rest, true).map_or(rest, |(_, rest)| rest);
    let found = Opening {
        place: place.to_owned(),
        agency: Some(agency.to_owned()),
        date: None,
        reporters,
        end: line.len() - rest.len(),
        strength: Strength::Certain,
        has_dash: false,
    };
    (!place.is_empty() && !rest.is_empty()).then_some(found)
}

/// A place in capitals in title case; any other as it is.
#[must_use]
pub fn place_norm(place: &str) -> String {
    let words: Vec<String> = place
        .split(' ')
        .enumerate()
        .map(|(n, word)| {
            let is_capitals = word.chars().filter(|c| c.is_uppercase()).count() > 2 && !word.chars().any(char::is_lowercase);
            if word.contains('.') && word.chars().filter(|c| c.is_alphabetic()).count() <= 4 && !is_capitals {
                word.to_owned()
            } else if n > 0 && WORDS.particle.has(word) {
                word.to_lowercase()
            } else if is_capitals || (n > 0 && word.chars().all(char::is_uppercase)) {
                word.split('/').map(capitalised).collect::<Vec<_>>().join("/")
            } else {
                word.to_owned()
            }
        })
        .collect();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> String {
        opening(line).map_or_else(
            || "none".into(),
            |o| format!("{}|{}|{}|{}", o.place, o.agency.unwrap_or_default(), o.date.map(|d| d.iso()).unwrap_or_default(), &line[o.end..]),
        )
    }

    #[test]
    fn datelines() {
        let rest = "The minister said on Tuesday that talks would go on.";
        for (prefix, want) in [
            ("BAKU - ", "BAKU||"),
            ("BAKU — ", "BAKU||"),
            ("WASHINGTON (AP) — ", "WASHINGTON|AP|"),
            ("LONDON, June 3 (Reuters) - ", "LONDON|Reuters|--06-03"),
            ("MADRID, 5 (EUROPA PRESS) - ", "MADRID|Europa Press|---05"),
            ("MADRID, 5 (EFE).- ", "MADRID|EFE|---05"),
            ("BEIJING, Jan. 5 (Xinhua) -- ", "BEIJING|Xinhua|--01-05"),
            ("Berlin – ", "Berlin||"),
            ("Berlin (dpa) – ", "Berlin|dpa|"),
            ("PARIS (AFP) – ", "PARIS|AFP|"),
            ("Lisboa, 05 jun (Lusa) – ", "Lisboa|Lusa|--06-05"),
            ("(ANSA) - ROMA, 05 GIU - ", "ROMA|ANSA|--06-05"),
            ("(Reuters) - ", "|Reuters|"),
            ("SAN FRANCISCO, Calif. (AP) — ", "SAN FRANCISCO, Calif.|AP|"),
            ("ST. PETERSBURG, Fla. (AP) — ", "ST. PETERSBURG, Fla.|AP|"),
            ("SPRINGFIELD, June 3, 2023 - ", "SPRINGFIELD||2023-06-03"),
            ("ISLAMABAD: ", "ISLAMABAD||"),
            ("MAPLETON - ", "MAPLETON||"),
        ] {
            assert_eq!(read(&format!("{prefix}{rest}")), format!("{want}|{rest}"), "{prefix}");
        }
    }

    #[test]
    fn datelines_of_other_scripts() {
        for (line, want) in [
            ("Москва. 5 июня. ИНТЕРФАКС - Министр заявил об этом.", "Москва|Interfax|--06-05|Министр заявил об этом."),
            ("МОСКВА, 5 июня — РИА Новости. Министр заявил об этом.", "МОСКВА|RIA Novosti|--06-05|Министр заявил об этом."),
            ("（東京＝共同）首相は5日、会見した。", "東京|Kyodo||首相は5日、会見した。"),
            ("【ソウル聯合】韓国政府は5日、発表した。", "ソウル|Yonhap||韓国政府は5日、発表した。"),
            ("新华社北京6月5日电（记者王小明）会议于五日举行。", "北京|Xinhua|--06-05|会议于五日举行。"),
            ("(서울=연합뉴스) 홍길동 기자 = 정부는 5일 발표했다.", "서울|Yonhap||정부는 5일 발표했다."),
            ("القاهرة (رويترز) - قال الوزير اليوم إن المحادثات مستمرة.", "القاهرة|Reuters||قال الوزير اليوم إن المحادثات مستمرة."),
            ("नई दिल्ली, 5 जून (भाषा) मंत्री ने कहा कि वार्ता जारी रहेगी।", "नई दिल्ली|PTI|--06-05|मंत्री ने कहा कि वार्ता जारी रहेगी।"),
        ] {
            assert_eq!(read(line), want, "{line}");
        }
    }

    #[test]
    fn what_is_none() {
        for line in [
            "NATO - the alliance of thirty states - met on Tuesday in the capital.",
            "NATO - The alliance met on Tuesday in the old capital.",
            "COVID - The virus spread through the whole of the country in weeks.",
            "IT - The sector grew again in the third quarter of the year.",
            "BREAKING - The mayor has left the city hall for the last time.",
            "UPDATE - The mayor has left the city hall for the last time.",
            "Berlin - a city of many faces and of even more construction sites",
            "The city - London - was quiet on Tuesday.",
            "London-based Acme said it would close the plant.",
            "Paris, London and Rome have agreed to work together on the plan.",
            "Monday, June 3 - The concert starts at eight in the town hall.",
            "Note: The shop is closed on Mondays and on Tuesdays in June.",
            "LONDON - a day out",
            "",
            "-",
            "(see above) - The thing is not here.",
            "Washington: a life",
        ] {
            assert_eq!(read(line), "none", "{line}");
        }
    }

    #[test]
    fn places_in_title_case() {
        for (place, want) in [
            ("BAKU", "Baku"),
            ("SAN FRANCISCO, Calif.", "San Francisco, Calif."),
            ("Berlin", "Berlin"),
            ("RIO DE JANEIRO", "Rio de Janeiro"),
            ("MÜNCHEN/BERLIN", "München/Berlin"),
        ] {
            assert_eq!(place_norm(place), want);
        }
    }
}
