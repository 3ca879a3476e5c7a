//! The phrase lists: in order, attributed, every class read by a rule, every phrase one that can be found.

use std::collections::BTreeSet;
use std::fs;

use boiloff::document::fold::fold;
use boiloff::rules::infos;
use boiloff::rules::lexicon::{Anchor, GAP, LANGUAGES, SHORTEST_INSIDE, entries};

use crate::bless::{check, names, none, root};

/// Lists of something else than phrases of a language, which their rules read and check themselves.
const OTHER_LISTS: [&str; 2] = ["code", "inside"];

#[test]
fn a_language_is_a_file_and_a_file_is_a_language() {
    let listed: BTreeSet<String> = LANGUAGES.iter().map(|(tag, _)| (*tag).to_owned()).collect();
    let names = names(&root("src/rules/lexicon"));
    let on_disk: BTreeSet<String> =
        names.iter().filter_map(|n| n.strip_suffix(".txt")).filter(|n| !OTHER_LISTS.contains(n)).map(str::to_owned).collect();
    assert_eq!(listed, on_disk, "left: LANGUAGES, right: the files");
}

#[test]
fn sections_are_sorted_by_code_point_without_doubles() {
    let mut complaints = Vec::new();
    for tag in LANGUAGES.iter().map(|(tag, _)| *tag).chain(["inside"]) {
        let path = root("src/rules/lexicon").join(format!("{tag}.txt"));
        complaints.extend(check(&path, &in_order(&fs::read_to_string(&path).unwrap())).err());
    }
    none(complaints);
}

/// The same file with each section's phrases in order, each once; comments of a section stand before its phrases.
fn in_order(text: &str) -> String {
    let mut head = Vec::new();
    let mut sections: Vec<(&str, Vec<&str>, BTreeSet<&str>)> = Vec::new();
    for line in text.lines().map(str::trim).filter(|l| !l.is_empty()) {
        match sections.last_mut() {
            _ if line.starts_with('[') => sections.push((line, Vec::new(), BTreeSet::new())),
            None => head.push(line),
            Some((_, comments, _)) if line.starts_with('#') => comments.push(line),
            Some((.., phrases)) => {
                phrases.insert(line);
            }
        }
    }
    let mut out = head.join("\n");
    for (title, comments, phrases) in sections {
        out += &format!("\n\n{title}");
        comments.into_iter().chain(phrases).for_each(|line| {
            out += "\n";
            out += line;
        });
    }
    out + "\n"
}

#[test]
fn files_name_their_language_and_source() {
    for (tag, text) in LANGUAGES {
        let first = text.lines().next().unwrap_or_default();
        assert!(first.starts_with("# ") && first.contains("Source: "), "{tag}.txt: the first line is no comment with a source: {first:?}");
    }
}

#[test]
fn sections_are_known_and_stand_once() {
    let classes: BTreeSet<&str> = infos().flat_map(|i| i.classes).copied().collect();
    let mut complaints = Vec::new();
    for (tag, text) in LANGUAGES {
        let mut seen = BTreeSet::new();
        for line in text.lines().filter(|l| l.starts_with('[')) {
            if !seen.insert(line) {
                complaints.push(format!("{tag}.txt: {line} stands twice"));
            }
        }
        for entry in entries(text) {
            if entry.anchor.is_none() && seen.insert(entry.phrase) {
                complaints.push(format!("{tag}.txt: {:?} stands in [{} ?], an unknown anchor", entry.phrase, entry.class));
            }
            if !classes.contains(entry.class) && seen.insert(entry.class) {
                complaints.push(format!("{tag}.txt: no rule reads the class `{}`", entry.class));
            }
        }
    }
    none(complaints);
}

#[test]
fn every_class_of_a_rule_has_phrases() {
    let basic = LANGUAGES.iter().filter(|(tag, _)| ["any", "en"].contains(tag));
    let filled: BTreeSet<&str> = basic.flat_map(|(_, text)| entries(text)).map(|e| e.class).collect();
    for info in infos() {
        for class in info.classes {
            assert!(filled.contains(class), "`{}` reads the class `{class}`, which has no phrase in any.txt and en.txt", info.id);
        }
    }
}

#[test]
fn phrases_can_be_found() {
    let mut complaints = Vec::new();
    for (tag, text) in LANGUAGES {
        for entry in entries(text) {
            let parts: Vec<Vec<u8>> = entry.phrase.split(GAP).map(fold).collect();
            let (first, last) = (&parts[0], &parts[parts.len() - 1]);
            let is_word = |byte: Option<&u8>| byte.is_some_and(|b| b.is_ascii_alphanumeric() || *b >= 0x80);
            let fault = if entry.phrase.to_lowercase() != entry.phrase {
                "is not lower case"
            } else if !parts.iter().all(|part| is_word(part.first())) {
                "starts with punctuation, or a part behind a gap does, where no search begins"
            } else if matches!(entry.anchor, Some(Anchor::Whole | Anchor::End)) && !is_word(last.last()) {
                "ends with punctuation, which is not compared at the end of a line"
            } else if entry.anchor != Some(Anchor::Whole) && first.len() < SHORTEST_INSIDE {
                "is too short for its anchor"
            } else if parts.len() > 1 && parts.iter().any(|part| part.len() < SHORTEST_INSIDE) {
                "has a gap beside a part that is too short"
            } else if entry.phrase.split(GAP).any(|part| part.split(' ').any(|word| word == "*")) {
                "has a gap at its beginning, at its end or beside another"
            } else {
                continue;
            };
            complaints.push(format!("{tag}.txt: [{} {:?}] {:?} {fault}", entry.class, entry.anchor, entry.phrase));
        }
    }
    none(complaints);
}
