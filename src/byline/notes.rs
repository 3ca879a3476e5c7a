//! Contributor notes: "(Reporting by Jane Doe in London; Editing by John Roe)", "Mit Material von dpa".

use super::credit::{credit, without_addresses};
use super::names::Cue;
use super::words::WORDS;
use crate::document::Author;

/// What a note told.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Notes {
    /// Who helped, each with what they did as the role.
    pub contributors: Vec<Author>,
    /// Whose material was used.
    pub agencies: Vec<String>,
}

/// Longest note, in bytes.
const MOST_BYTES: usize = 500;

/// Reads a line as a contributor note. Every part of it must be understood.
#[must_use]
pub fn notes(line: &str) -> Option<Notes> {
    if line.len() > MOST_BYTES {
        return None;
    }
    let text = line.trim_matches(|c: char| c.is_whitespace() || matches!(c, '*' | '_' | '—' | '–' | '-'));
    let pairs = [('(', ')'), ('（', '）'), ('[', ']'), ('【', '】')];
    let inner = pairs.iter().find_map(|&(open, close)| text.trim_end_matches('.').strip_prefix(open)?.strip_suffix(close));
    let mut notes = Notes::default();
    if let Some(agency) = inner.and_then(agencies) {
        return Some(Notes { agencies: agency, ..notes });
    }
    let body = inner.unwrap_or(text).trim();
    if !may_be_note(body, inner.is_some()) {
        return None;
    }
    let mut parts = 0;
    for part in body.split([';', '；', '|']).flat_map(sentences).map(str::trim).filter(|p| !p.is_empty()) {
        notes.part(part.trim_end_matches('.'), inner.is_some())?;
        parts += 1;
    }
    (parts > 0).then_some(notes)
}

/// A look at what the first part needs, before it is known where it ends: a cue at its start or its end.
fn may_be_note(text: &str, enclosed: bool) -> bool {
    let ends_part = |part: &str| WORDS.contributed.strip_end(part.trim_end_matches(['.', ' '])).is_some();
    // What opens a list behind an empty part is looked for there.
    let text = text.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, ';' | '；' | '|' | '.'));
    let wide = text.match_indices('；').map(|(at, _)| at);
    let mut ends = memchr::memchr3_iter(b';', b'|', b'.', text.as_bytes()).chain(wide).chain([text.len()]);
    WORDS.material.strip_start(text, enclosed).is_some()
        || WORDS.contributor.strip_start(text, enclosed).is_some()
        || ends.any(|end| ends_part(&text[..end]))
}

/// Cuts at a full stop with a cue behind it, so that "J. Doe" stays whole.
fn sentences(text: &str) -> Vec<&str> {
    let mut out = Vec::new();
    let mut start = 0;
    for (at, mark) in text.match_indices(". ") {
        let behind = &text[at + mark.len()..];
        if WORDS.contributor.strip_start(behind, false).is_some() || WORDS.material.strip_start(behind, false).is_some() {
            out.push(&text[start..at]);
            start = at + mark.len();
        }
    }
    out.push(&text[start..]);
    out
}

/// All agencies of a list, or `None` if something else is in it. A word for agencies in general counts as none of them.
fn agencies(text: &str) -> Option<Vec<String>> {
    let mut out = Vec::new();
    let mut known = false;
    for part in text
        .split([',', '/', '、'])
        .flat_map(|p| p.split(" and "))
        .flat_map(|p| p.split(" und "))
        .flat_map(|p| p.split(" et "))
        .flat_map(|p| p.split(" y "))
    {
        let part = part.trim();
        let bare = ["the ", "der ", "la ", "l'"].iter().find_map(|article| part.strip_prefix(article)).unwrap_or(part);
        match WORDS.agency(bare) {
            Some(agency) => out.push(agency.to_owned()),
            None if matches!(bare, "agencies" | "Agenturen" | "agences" | "agencias" | "agenzie") => {}
            None => return None,
        }
        known = true;
    }
    known.then_some(out)
}

impl Notes {
    fn part(&mut self, part: &str, enclosed: bool) -> Option<()> {
        if let Some((_, rest)) = WORDS.material.strip_start(part, enclosed) {
            let named = rest.trim_start_matches([':', ' ', '：']);
            let general = part.len() == rest.len() + part.trim_end().len() || named.is_empty();
            if general && part.contains(' ') {
                return Some(());
            }
            self.agencies.extend(agencies(named)?);
            return Some(());
        }
        if let Some((langs, rest)) = WORDS.contributor.strip_start(part, enclosed) {
            let cue = part[..part.len() - rest.len()].trim();
            let marked = rest.trim_start().strip_prefix([':', '：', '／', '丨', '=', '＝']);
            // "Editing" alone may open any sentence; "editing by" does not.
            let last = cue.rsplit(' ').next().unwrap_or(cue);
            let is_open = cue.contains(' ')
                && (WORDS.byline.has(last) || WORDS.particle.has(last) || last == "from" || last == "with" || last == "van");
            if marked.is_none() && !is_open && cue.is_ascii() {
                return None;
            }
            let names = marked.unwrap_or(rest);
            return self.people(names, langs, &role(cue));
        }
        let (langs, names) = WORDS.contributed.strip_end(part)?;
        self.people(names, langs, "contributing")
    }

    fn people(&mut self, names: &str, langs: u32, role: &str) -> Option<()> {
        let found = credit(&without_addresses(names), langs, Cue::Clear)?;
        self.agencies.extend(found.agencies);
        let people = found.authors.into_iter().filter(|a| a.kind != crate::document::AuthorKind::Agency);
        self.contributors.extend(people.map(|a| Author { role: Some(role.to_owned()), ..a }));
        Some(())
    }
}

/// "Additional reporting by" as "additional reporting".
fn role(cue: &str) -> String {
    let lower = cue.to_lowercase();
    match lower.rsplit_once(' ') {
        Some((role, last)) if WORDS.byline.has(last) || WORDS.particle.has(last) || matches!(last, "from" | "with") => role.to_owned(),
        _ => lower,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> String {
        let Some(notes) = notes(line) else { return "none".into() };
        let people: Vec<String> = notes.contributors.iter().map(|a| format!("{} ({})", a.name, a.role.as_deref().unwrap_or(""))).collect();
        format!("{} <{}>", people.join(", "), notes.agencies.join(", "))
    }

    #[test]
    fn contributor_notes() {
        for (line, want) in [
            (
                "(Reporting by Jane Doe in London; Writing by John Roe; Editing by Ann Poe and Sam Loe)",
                "Jane Doe (reporting), John Roe (writing), Ann Poe (editing), Sam Loe (editing) <>",
            ),
            ("Additional reporting by Jane Doe", "Jane Doe (additional reporting) <>"),
            ("Reporting by Jane Doe. Editing by John Roe.", "Jane Doe (reporting), John Roe (editing) <>"),
            ("Jane Doe and John Roe contributed to this report.", "Jane Doe (contributing), John Roe (contributing) <>"),
            ("Mit Material von dpa", " <dpa>"),
            ("(dpa)", " <dpa>"),
            ("With inputs from ANI", " <ANI>"),
            ("（责编：王小明、李华）", "王小明 (责编), 李华 (责编) <>"),
            ("责任编辑：王小明", "王小明 (责任编辑) <>"),
            ("Editor: Jane Doe", "Jane Doe (editor) <>"),
        ] {
            assert_eq!(read(line), want, "{line}");
        }
    }

    #[test]
    fn what_is_none() {
        for line in [
            "Reporting by the agency was thin at best.",
            "Editing is hard.",
            "The storm contributed to this report of damage.",
            "With agencies of the state closed, people left.",
            "(2023)",
            "(see above)",
            "Mit dem Zug nach Berlin",
            "Research by scientists in Kyiv has shown that it works",
            "",
            "()",
        ] {
            assert_eq!(read(line), "none", "{line}");
        }
    }
}
