//! Who is named: a list of people, organisations and agencies with their roles, as it stands behind a byline's cue.

use super::names::{Cue, name};
use super::stamps::{Stamps, all_stamps};
use super::words::{Langs, WORDS};
use crate::document::{Author, AuthorKind};

/// What a list of names told. Authors have no raw text or span yet.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Credit {
    /// People and organisations; an agency only if it is alone.
    pub authors: Vec<Author>,
    /// Agencies, by the name to cite.
    pub agencies: Vec<String>,
    /// Dates that stood in the list.
    pub stamps: Stamps,
    /// Something besides names said what the line is: an agency, a role, "special to".
    pub supported: bool,
}

/// Most names of a byline; a longer list is one of people the text is about.
const MOST_AUTHORS: usize = 12;
/// Most words of the section of a site that stands behind a bar after the names.
const MOST_SECTION_WORDS: usize = 2;
/// Most words of a role before a name.
pub(super) const MOST_WORDS_OF_ROLE: usize = 5;
/// Most words of a role or organisation behind a name.
const MOST_ROLE_WORDS: usize = 9;

/// Reads `text` as a list of names. `langs` are the languages of the cue before it (0 if there is none). Every part must be
/// understood, or it is no such list.
#[must_use]
pub fn credit(text: &str, langs: Langs, cue: Cue) -> Option<Credit> {
    let mut reader = Reader { credit: Credit::default(), langs, cue, is_first: true };
    for piece in pieces(reader.without_brackets(text)) {
        if let Some(stamps) = all_stamps(piece) {
            reader.credit.stamps = stamps;
            continue;
        }
        let is_section = cue == Cue::Clear && !reader.credit.authors.is_empty() && piece.split(' ').count() <= MOST_SECTION_WORDS;
        if reader.piece(piece).is_none() && !is_section {
            return None;
        }
        reader.is_first = false;
    }
    let mut credit = reader.credit;
    if credit.authors.is_empty() {
        let alone = |a: &String| Author { name: a.clone(), kind: AuthorKind::Agency, ..Author::default() };
        credit.authors = credit.agencies.iter().map(alone).collect();
    }
    (!credit.authors.is_empty() && credit.authors.len() <= MOST_AUTHORS).then_some(credit)
}

/// The text without mail addresses and handles, which are nobody's name, and with single spaces.
#[must_use]
pub fn without_addresses(text: &str) -> String {
    let is_address = |word: &&str| !word.contains('@');
    let kept: Vec<&str> = text.split_whitespace().filter(is_address).collect();
    kept.join(" ").trim_end_matches(['|', '(', '<', '-', ' ']).to_owned()
}

/// The parts between bars, bullets, dashes and slashes.
fn pieces(text: &str) -> Vec<&str> {
    let mut out = Vec::new();
    let mut start = 0;
    for (at, c) in text.char_indices() {
        let spaced = text[..at].ends_with(' ') && text[at + c.len_utf8()..].starts_with(' ');
        let hangul = |c: Option<char>| matches!(c, Some('\u{ac00}'..='\u{d7af}'));
        let splits = match c {
            '|' | '｜' | '•' | '丨' | '／' | '●' => true,
            '-' | '–' | '—' => spaced,
            '·' => spaced || (hangul(text[..at].chars().next_back()) && hangul(text[at + c.len_utf8()..].chars().next())),
            // A date holds slashes of its own.
            '/' => !text[at + 1..].starts_with(|c: char| c.is_ascii_digit()),
            _ => false,
        };
        if splits {
            out.push(&text[start..at]);
            start = at + c.len_utf8();
        }
    }
    out.push(&text[start..]);
    out.into_iter().map(str::trim).filter(|p| !p.is_empty()).collect()
}

struct Reader {
    credit: Credit,
    langs: Langs,
    cue: Cue,
    /// Before the first bar. Behind one, a single word is a section of the site and no name.
    is_first: bool,
}

impl Reader {
    /// Reads "(avec AFP)", "(Reuters)", "(Berlin)" at the end; returns what stands before it.
    fn without_brackets<'t>(&mut self, text: &'t str) -> &'t str {
        let text = text.trim();
        let Some((before, inner)) = text.strip_suffix([')', '）']).and_then(|t| t.rsplit_once(['(', '（'])) else { return text };
        let named = WORDS.material.strip_start(inner, false).map_or(inner, |(_, rest)| rest.trim());
        if self.agency(named) || WORDS.place.has(named) || WORDS.organisation.has(inner) { before.trim() } else { text }
    }

    fn piece(&mut self, piece: &str) -> Option<()> {
        if self.agency(piece) {
            return Some(());
        }
        for item in piece.split([',', ';', '、', '，', '،', '；']).map(str::trim).filter(|i| !i.is_empty()) {
            self.item(item)?;
        }
        Some(())
    }

    fn agency(&mut self, text: &str) -> bool {
        let Some(agency) = WORDS.agency(text) else { return false };
        if !self.credit.agencies.iter().any(|a| a == agency) {
            self.credit.agencies.push(agency.to_owned());
        }
        self.credit.supported = true;
        true
    }

    /// What stands between two commas.
    fn item(&mut self, item: &str) -> Option<()> {
        if self.agency(item) {
            return Some(());
        }
        if let Some(last) = self.credit.authors.last_mut() {
            if WORDS.suffix.has(item) {
                last.name = format!("{} {item}", last.name);
                return Some(());
            }
            if let Some((_, org)) = WORDS.special.strip_start(item, false).filter(|(_, org)| is_titled(org)) {
                return self.organisation_of_all(org.trim());
            }
            if is_role(item) {
                let (role, org) = role_and_organisation(item);
                return self.role_of_last(role, org);
            }
            if WORDS.place.has(item) {
                return Some(());
            }
        }
        if WORDS.organisation.has(item) {
            return self.add(item, AuthorKind::Organisation);
        }
        if self.agency(item.strip_prefix("the ").unwrap_or(item)) {
            return Some(());
        }
        for part in self.joined(item) {
            self.person(part)?;
        }
        Some(())
    }

    /// The parts of an item between conjunctions. A single letter splits only between full names, for "Ortega y Gasset".
    fn joined<'t>(&self, item: &'t str) -> Vec<&'t str> {
        let mut out = Vec::new();
        let (mut start, mut at) = (0, 0);
        for word in item.split(' ') {
            let end = at + word.len();
            let known = WORDS.conjunction.get(word).is_some_and(|l| {
                if self.langs == 0 { l & super::words::ENGLISH != 0 } else { l & (self.langs | super::words::ENGLISH) != 0 }
            });
            let (left, right) = (item[start..at].trim(), item[end..].trim());
            let short = word.chars().count() == 1 && word != "&";
            let fits = if short { left.contains(' ') && right.contains(' ') } else { !left.is_empty() && !right.is_empty() };
            if known && fits {
                out.push(left);
                start = end;
            }
            at = end + 1;
        }
        out.push(item[start..].trim());
        out
    }

    fn person(&mut self, text: &str) -> Option<()> {
        if self.agency(text) {
            return Some(());
        }
        let cue = if self.is_first || !text.starts_with(char::is_uppercase) { self.cue } else { Cue::None };
        if let Some(name) = name(text, cue) {
            let is_outlet = text.contains(' ') && text.split(' ').any(|w| WORDS.outlet_word.has(w));
            return self.add(&name, if is_outlet { AuthorKind::Organisation } else { AuthorKind::Person });
        }
        self.after_role(text).or_else(|| self.before_role(text)).or_else(|| self.before_place(text)).or_else(|| self.organisation(text))
    }

    /// "staff writer Jane Doe", "FOCUS-online-Redakteur Thomas Muster".
    fn after_role(&mut self, text: &str) -> Option<()> {
        let (mut at, mut role_end) = (0, None);
        for (n, word) in text.split(' ').enumerate() {
            at += word.len() + 1;
            if n >= MOST_WORDS_OF_ROLE {
                break;
            }
            if WORDS.is_role(word) && at < text.len() {
                role_end = Some(at);
            }
        }
        let end = role_end?;
        let name = name(&text[end..], if text[end..].contains(' ') { self.cue } else { Cue::None })?;
        let role = text[..end].trim();
        let role = if self.agency_before_role(role) { role.split(' ').next_back()? } else { role };
        self.add(&name, AuthorKind::Person)?;
        self.role_of_last(role, None)
    }

    /// "Jane Doe Senior Political Editor".
    fn before_role(&mut self, text: &str) -> Option<()> {
        let spaces = text.match_indices(' ').map(|(at, _)| at).skip(1).take(3);
        let at = spaces.into_iter().find(|&at| {
            let role = &text[at + 1..];
            WORDS.role_start.has(role.split(' ').next().unwrap_or(role)) && is_role(role)
        })?;
        let name = name(&text[..at], self.cue)?;
        self.add(&name, AuthorKind::Person)?;
        let (role, org) = role_and_organisation(&text[at + 1..]);
        self.role_of_last(role, org)
    }

    /// "Associated Press writer": the agency is one.
    fn agency_before_role(&mut self, role: &str) -> bool {
        role.rsplit_once(' ').is_some_and(|(agency, _)| self.agency(agency.trim_start_matches("the ").trim_start_matches("The ")))
    }

    /// "Jane Doe in Kyiv", "Jane Doe from Kyiv", "Jane Doe of The Post", "Jane Doe for Reuters".
    fn before_place(&mut self, text: &str) -> Option<()> {
        let mut at = 0;
        for word in text.split(' ') {
            let (left, right) = (text[..at].trim(), text[at + word.len()..].trim());
            at += word.len() + 1;
            if left.is_empty() || right.is_empty() || !(WORDS.place_before.has(word) || WORDS.of.has(word) || WORDS.special.has(word)) {
                continue;
            }
            let is_particle = WORDS.particle.has(word) && self.langs & super::words::ENGLISH == 0;
            let behind = right.trim_start_matches("the ");
            let fits = behind.starts_with(|c: char| c.is_uppercase() || (c.is_alphabetic() && !c.is_lowercase()))
                && behind.split(' ').count() <= MOST_ROLE_WORDS / 2;
            if is_particle || !fits {
                continue;
            }
            let Some(name) = name(left, self.cue) else { continue };
            self.add(&name, AuthorKind::Person)?;
            if self.agency(behind) {
                return Some(());
            }
            // Without a cue, "X for Y" is as good a headline.
            if self.cue == Cue::None {
                return None;
            }
            if WORDS.place_before.has(word) {
                return Some(());
            }
            return self.organisation_of_all(right);
        }
        None
    }

    /// "The Daily News Staff": capitals throughout and a word of outlets' names, after a clear cue or a name.
    fn organisation(&mut self, text: &str) -> Option<()> {
        let words: Vec<&str> = text.split(' ').collect();
        let known = words.iter().any(|w| WORDS.outlet_word.has(w)) || WORDS.organisation.has(text);
        if !is_titled(text) || !known || words.len() > MOST_ROLE_WORDS {
            return None;
        }
        if self.credit.authors.is_empty() {
            return if self.cue == Cue::Clear { self.add(text, AuthorKind::Organisation) } else { None };
        }
        self.organisation_of_all(text)
    }

    fn add(&mut self, name: &str, kind: AuthorKind) -> Option<()> {
        self.credit.authors.push(Author { name: name.to_owned(), kind, ..Author::default() });
        Some(())
    }

    fn role_of_last(&mut self, role: &str, org: Option<&str>) -> Option<()> {
        self.credit.supported = true;
        let last = self.credit.authors.last_mut()?;
        last.role.get_or_insert_with(|| role.to_owned());
        if let Some(agency) = org.and_then(|o| WORDS.agency(o)) {
            self.credit.agencies.push(agency.to_owned());
        } else if let Some(org) = org {
            last.org.get_or_insert_with(|| org.to_owned());
        }
        Some(())
    }

    fn organisation_of_all(&mut self, org: &str) -> Option<()> {
        if org.split(' ').count() > MOST_ROLE_WORDS {
            return None;
        }
        self.credit.supported = true;
        if self.agency(org.trim_start_matches("the ")) {
            return Some(());
        }
        for author in &mut self.credit.authors {
            author.org.get_or_insert_with(|| org.to_owned());
        }
        Some(())
    }
}

/// Capitals throughout, the small words of organisations' names aside.
fn is_titled(text: &str) -> bool {
    let is_small = |w: &str| WORDS.particle.has(w) || WORDS.article.has(w) || WORDS.conjunction.has(w) || WORDS.of.has(w);
    let mut words = text.split(' ').filter(|w| !w.is_empty()).peekable();
    words.peek().is_some() && words.all(|w| !w.starts_with(char::is_lowercase) || is_small(w))
}

/// A role: its first word is one of a role's, or one of its first words is a role noun, and it is short.
#[must_use]
pub fn is_role(text: &str) -> bool {
    let words: Vec<&str> = text.split(' ').collect();
    let noun = words.iter().take(5).position(|w| WORDS.is_role(w));
    let first_fits = words.first().is_some_and(|w| WORDS.role_start.has(w) || WORDS.is_role(w));
    let noun_fits = noun.is_some_and(|n| n + 1 == words.len() || first_fits || words.get(n + 1).is_some_and(|w| WORDS.of.has(w)));
    // "Jane Doe" is no role because of its first word; a noun has to come.
    words.len() <= MOST_ROLE_WORDS && noun.is_some() && noun_fits
}

/// "editor at The Post" as "editor" and "The Post".
#[must_use]
pub fn role_and_organisation(text: &str) -> (&str, Option<&str>) {
    let mut at = 0;
    let mut noun_seen = false;
    for word in text.split(' ') {
        let start = at;
        at += word.len() + 1;
        if noun_seen && WORDS.of.has(word) && at < text.len() {
            return (text[..start].trim(), Some(text[at..].trim()));
        }
        noun_seen |= WORDS.is_role(word);
    }
    (text, None)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::byline::words::ENGLISH;

    fn read(text: &str) -> String {
        let Some(credit) = credit(text, ENGLISH, Cue::Clear) else { return "none".into() };
        let one = |a: &Author| {
            let kind = match a.kind {
                AuthorKind::Person => "",
                AuthorKind::Organisation => "org:",
                AuthorKind::Agency => "agency:",
            };
            let part = |p: &Option<String>, open: &str| p.as_ref().map(|p| format!(" {open}{p}")).unwrap_or_default();
            format!("{kind}{}{}{}", a.name, part(&a.role, "/"), part(&a.org, "@"))
        };
        let authors: Vec<String> = credit.authors.iter().map(one).collect();
        let agencies = if credit.agencies.is_empty() { String::new() } else { format!(" <{}>", credit.agencies.join(",")) };
        authors.join("; ") + &agencies
    }

    #[test]
    fn lists() {
        for (text, want) in [
            ("Martin Luther King, Jr.", "Martin Luther King Jr."),
            ("Jane Doe and John Roe | Reuters", "Jane Doe; John Roe <Reuters>"),
            ("Jean-Luc in 't Veld", "Jean-Luc in 't Veld"),
            ("Tom of Finland", "Tom of Finland"),
            ("Jane Doe, Special to The Post", "Jane Doe @The Post"),
            ("Jane Doe from Kyiv", "Jane Doe"),
            ("Jane Doe of The Associated Press", "Jane Doe <AP>"),
            ("dpa/Max Müller", "Max Müller <dpa>"),
            ("Jane Doe, John Roe & Ann Poe, AFP", "Jane Doe; John Roe; Ann Poe <AFP>"),
            ("Jane Doe, Political Editor", "Jane Doe /Political Editor"),
            ("Jane Doe, senior editor at The Post", "Jane Doe /senior editor @The Post"),
            ("Associated Press writer Jane Doe", "Jane Doe /writer <AP>"),
            ("staff writer Jane Doe", "Jane Doe /staff writer"),
            ("The Associated Press", "agency:AP <AP>"),
            ("Staff", "org:Staff"),
            ("Daily News Staff", "org:Daily News Staff"),
            ("50 Cent", "50 Cent"),
            ("Jane Doe | May 30, 2023", "Jane Doe"),
        ] {
            assert_eq!(read(text), want, "{text}");
        }
    }

    #[test]
    fn what_is_no_list() {
        for text in [
            "Friday the rain had stopped",
            "2030",
            "the time they left",
            "clicking here",
            "Land and Sea",
            "our correspondent who saw it",
            "",
            "|",
            "Popular Demand",
        ] {
            assert_eq!(read(text), "none", "{text}");
        }
    }

    #[test]
    fn conjunctions_follow_the_language() {
        let spanish = WORDS.byline.get("escrito por").unwrap();
        let names = |text| credit(text, spanish, Cue::Clear).map(|c| c.authors.len());
        assert_eq!(names("Ana Pérez y Luis Gómez"), Some(2));
        assert_eq!(names("José Ortega y Gasset"), Some(1));
    }
}
