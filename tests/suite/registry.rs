//! Every rule is complete: its id, its file, its documentation, its cases.

use std::collections::BTreeSet;
use std::fs;

use boiloff::rules::declared::is_kebab_case;
use boiloff::rules::{RULES, infos};

use crate::bless::{names, none, root};

/// The headings of a rule's documentation.
const HEADINGS: [&str; 6] =
    ["What it removes", "Why it is noise", "Example", "What it must keep", "Languages and sources of its lists", "Known misses"];

#[test]
fn ids_are_unique_and_kebab_case() {
    let mut seen = BTreeSet::new();
    for info in infos() {
        assert!(is_kebab_case(info.id), "`{}` is not kebab-case", info.id);
        assert!(seen.insert(info.id), "two rules are called `{}`", info.id);
    }
    assert!(!seen.is_empty());
}

#[test]
fn documentation_is_complete() {
    let mut complaints = Vec::new();
    for info in infos() {
        let doc = info.markdown();
        let headings: Vec<&str> = doc.lines().filter_map(|l| l.strip_prefix("## ")).collect();
        if headings != HEADINGS {
            complaints.push(format!("`{}`: the headings are {headings:?}, they should be {HEADINGS:?}", info.id));
        }
        let empty = doc.split("\n## ").skip(1).filter(|section| section.lines().skip(1).all(|l| l.trim().is_empty()));
        complaints.extend(empty.map(|s| format!("`{}`: nothing stands under {:?}", info.id, s.trim())));
        if !info.summary().ends_with('.') {
            complaints.push(format!("`{}`: the documentation does not open with a sentence", info.id));
        }
    }
    none(complaints);
}

#[test]
fn a_rule_is_a_file_and_a_file_is_a_rule() {
    let listed: BTreeSet<String> = RULES.iter().map(|r| r.info().id.replace('-', "_")).collect();
    let mut on_disk = BTreeSet::new();
    for name in names(&root("src/rules")) {
        let path = root("src/rules").join(&name);
        let file = if path.is_dir() { path.join("mod.rs") } else { path };
        let declares = fs::read_to_string(file).unwrap().lines().any(|line| line == "declare! {");
        if declares {
            on_disk.insert(name.trim_end_matches(".rs").to_owned());
        }
    }
    assert_eq!(listed, on_disk, "left: the list in src/rules/mod.rs, right: the files that declare one");
}

#[test]
fn every_rule_has_cases_and_every_case_a_rule() {
    let ids: BTreeSet<String> = infos().map(|i| i.id.to_owned()).collect();
    let folders: BTreeSet<String> = names(&root("fixtures/rules")).into_iter().collect();
    assert_eq!(ids, folders, "left: ids, right: folders of fixtures/rules");
}
