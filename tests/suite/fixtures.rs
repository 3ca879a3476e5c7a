//! The cases of `fixtures/rules/<id>/<case>/`: `input.txt` is cleaned as a whole and has to become `expected.txt`. `meta.json`,
//! where it stands, is what has to be told of it; `config.toml` are settings for the case.

use std::fs;
use std::path::Path;

use boiloff::{Cleaned, Cleaner, Config, Record};

use crate::bless::{check, names, none, root};
use crate::laws;

#[test]
fn cases() {
    let mut complaints = Vec::new();
    for id in names(&root("fixtures/rules")) {
        let folder = root("fixtures/rules").join(&id);
        let mut at_work = false;
        for case in names(&folder) {
            let case = folder.join(case);
            match run(&case) {
                Ok(cleaned) => {
                    let rules = cleaned.edits.iter().map(|e| e.rule).chain(cleaned.tags.iter().map(|t| t.rule));
                    at_work |= rules.into_iter().any(|rule| rule == id) || case.join("meta.json").exists();
                }
                Err(complaint) => complaints.push(complaint),
            }
        }
        if !at_work {
            complaints.push(format!("{}: the rule does nothing in any of its cases", folder.display()));
        }
    }
    none(complaints);
}

fn run(case: &Path) -> Result<Cleaned, String> {
    let input = fs::read(case.join("input.txt")).map_err(|e| format!("{}/input.txt: {e}", case.display()))?;
    let settings = case.join("config.toml");
    let config = if settings.exists() { Config::read(&settings).map_err(|e| e.to_string())? } else { Config::default() };
    let cleaned = laws::clean(&Cleaner::new(config), &Record::bytes(input));
    check(&case.join("expected.txt"), &cleaned.text)?;
    let meta = case.join("meta.json");
    if meta.exists() {
        check(&meta, &(serde_json::to_string_pretty(&cleaned.meta).unwrap() + "\n"))?;
    }
    Ok(cleaned)
}
