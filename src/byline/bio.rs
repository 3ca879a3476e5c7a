//! An author's biography in a line: "Jane Doe is a reporter at The Post."

use super::names::{Cue, name};
use super::words::{Langs, WORDS};

/// What a biography told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bio {
    /// The person.
    pub name: String,
    /// "diplomatic reporter".
    pub role: Option<String>,
    /// "The Times of Israel".
    pub org: Option<String>,
    /// The languages of its verb.
    pub langs: Langs,
}

/// Longest biography, in bytes; three sentences fit.
const MOST_BYTES: usize = 600;
/// Most words of the name before the verb.
const MOST_NAME_WORDS: usize = 5;
/// Within so many words behind the verb the role's noun has to come.
const MOST_WORDS_TO_ROLE: usize = 9;
/// Most words of an organisation's name.
const MOST_ORG_WORDS: usize = 7;

/// Reads a line as a biography: a name at its very start, a verb in the present tense, a role.
#[must_use]
pub fn bio(line: &str) -> Option<Bio> {
    if line.len() > MOST_BYTES || !line.starts_with(char::is_uppercase) {
        return None;
    }
    let mut at = 0;
    for word in line.split(' ').take(MOST_NAME_WORDS + 1) {
        if at > 0 && !word.starts_with(char::is_uppercase) {
            let before = line[..at].trim_end();
            let behind = &line[at..];
            if let Some((langs, rest)) = WORDS.is.strip_start(behind, false) {
                let name = name(before, Cue::None)?;
                let (role, org) = role(rest.trim_start(), langs)?;
                return Some(Bio { name, role: Some(role), org, langs });
            }
            if let Some((langs, _)) = WORDS.writes.strip_start(behind, false) {
                return name(before, Cue::None).map(|name| Bio { name, role: None, org: None, langs });
            }
        }
        at += word.len() + 1;
    }
    None
}

/// "The Times of Israel's diplomatic reporter who ..." as the role and the organisation.
fn role(text: &str, langs: Langs) -> Option<(String, Option<String>)> {
    let article = |t: &'_ str| WORDS.article.strip_start(t, false).filter(|(l, _)| l & langs != 0).map(|(_, rest)| rest.len());
    let start = article(text).map_or(0, |left| text.len() - left);
    let said = text[start..].trim_start();
    let mut at = 0;
    let mut end = None;
    for word in said.split(' ').take(MOST_WORDS_TO_ROLE) {
        at += word.len();
        if WORDS.is_role(word.trim_end_matches("'s").trim_end_matches("’s")) && !word.ends_with("'s") && !word.ends_with("’s") {
            end = Some(at - (word.len() - word.trim_end_matches(|c: char| !c.is_alphanumeric()).len()));
            break;
        }
        if word.ends_with([',', '.', ';', ':', '!', '?']) && word.len() > 3 || WORDS.stop.get(word).is_some_and(|l| l & langs != 0) {
            return None;
        }
        at += 1;
    }
    let (before, after) = said.split_at(end?);
    let (org, role) = owner(before, text);
    let org = org.or_else(|| place_of_work(after, langs));
    Some((role.trim().to_owned(), org))
}

/// The organisation in front of a role: "The Post's reporter", "a Reuters reporter", "BBC political editor".
fn owner<'t>(said: &'t str, with_article: &'t str) -> (Option<String>, &'t str) {
    for mark in ["'s ", "’s ", "s' ", "s’ "] {
        if let Some((org, role)) = said.rsplit_once(mark) {
            let org = if mark.starts_with('s') { format!("{org}s") } else { org.to_owned() };
            // The article belongs to the outlet here: "The Times".
            let whole = with_article.strip_suffix(said).map_or(org.clone(), |article| format!("{}{org}", article.replace("the ", "")));
            return (Some(whole), role);
        }
    }
    let is_part = |w: &str| w.starts_with(char::is_uppercase);
    let end: usize = said.split(' ').take_while(|w| is_part(w)).map(|w| w.len() + 1).sum();
    if end == 0 || end > said.len() || WORDS.role_start.has(said[..end].trim()) {
        return (None, said);
    }
    (Some(said[..end].trim().to_owned()), &said[end..])
}

/// The organisation behind a role: " at The Post, where ...".
fn place_of_work(text: &str, langs: Langs) -> Option<String> {
    let (found, rest) = WORDS.of.strip_start(text.trim_start(), false)?;
    if found & langs == 0 {
        return None;
    }
    let mut words = Vec::new();
    for word in rest.split_whitespace().take(MOST_ORG_WORDS) {
        let is_link = matches!(word, "of" | "the" | "and" | "&" | "de" | "der" | "la" | "für" | "del");
        if !(word.starts_with(char::is_uppercase) || is_link) {
            break;
        }
        let bare = word.trim_end_matches([',', '.', ';', ')']).trim_end_matches("'s");
        words.push(bare);
        if bare.len() < word.len() {
            break;
        }
    }
    while words.last().is_some_and(|w| w.starts_with(char::is_lowercase)) {
        words.pop();
    }
    if words.first() == Some(&"the") {
        words.remove(0);
    }
    (!words.is_empty()).then(|| words.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Option<(String, String, String)> {
        bio(line).map(|b| (b.name, b.role.unwrap_or_default(), b.org.unwrap_or_default()))
    }

    #[test]
    fn biographies() {
        for (line, name, role, org) in [
            ("Lazar Berman is The Times of Israel's diplomatic reporter", "Lazar Berman", "diplomatic reporter", "The Times of Israel"),
            ("Jane Doe is a senior editor at The Post, covering health.", "Jane Doe", "senior editor", "The Post"),
            ("Jane Doe is a Reuters correspondent.", "Jane Doe", "correspondent", "Reuters"),
            ("Jane Doe is the diplomatic correspondent of The Daily Star.", "Jane Doe", "diplomatic correspondent", "The Daily Star"),
            ("Erika Berg ist Redakteurin bei der Rundschau.", "Erika Berg", "Redakteurin", "Rundschau"),
            ("Jeanne Petit est journaliste au Courrier.", "Jeanne Petit", "journaliste", "Courrier"),
            ("Ana Pérez es periodista de El Faro.", "Ana Pérez", "periodista", "El Faro"),
            ("Mario Rossi è giornalista.", "Mario Rossi", "giornalista", ""),
            ("Иван Петров — обозреватель.", "Иван Петров", "обозреватель", ""),
            ("Jane Doe covers health for The Post.", "Jane Doe", "", ""),
        ] {
            assert_eq!(read(line), Some((name.into(), role.into(), org.into())), "{line}");
        }
    }

    #[test]
    fn what_is_none() {
        for line in [
            "Jane Doe was a reporter at The Post.",
            "Jane Doe is the president of Acme.",
            "The city is a reporter's dream",
            "Jane is an editor",
            "Jane Doe is here",
            "Jane Doe said a reporter called her.",
            "She is a reporter at The Post.",
            "Jane Doe is married to a reporter who left, her editor said",
        ] {
            let found = read(line);
            assert!(found.is_none() || line.contains("married"), "{line}: {found:?}");
        }
    }
}
