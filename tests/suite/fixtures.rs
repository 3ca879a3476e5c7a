//! The cases of `fixtures/rules/<id>/<case>/`: `input.txt`, or the page `input.html`, is cleaned as a whole and has to become `expected.txt`,
//! which as a text a second cleaning leaves as it is. `meta.json` is what has to be told of it; where there is none, no author and no dateline may be told.
//! `config.toml` are settings for the case, `site.txt` the documents of its site, with a line `---` between them.

use std::fs;
use std::path::Path;

use boiloff::document::Media;
use boiloff::{Cleaned, Cleaner, Config, Record};

use crate::bless::{check, names, none, root};
use crate::{laws, sites};

#[test]
fn cases() {
    let mut complaints = Vec::new();
    for id in names(&root("fixtures/rules")) {
        let folder = root("fixtures/rules").join(&id);
        let mut at_work = false;
        let cases = names(&folder);
        if cases.len() < 2 {
            complaints
                .push(format!("{}: one case where the noise goes and one where its nearest neighbour stays are needed", folder.display()));
        }
        for case in cases {
            let case = folder.join(case);
            match run(&case) {
                Ok(cleaned) => {
                    let rules = cleaned.edits.iter().map(|e| e.rule).chain(cleaned.tags.iter().map(|t| t.rule));
                    at_work |= rules.into_iter().any(|rule| rule == id);
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
    let is_page = case.join("input.html").exists();
    let input = case.join(if is_page { "input.html" } else { "input.txt" });
    let record = Record::bytes(fs::read(&input).map_err(|e| format!("{}: {e}", input.display()))?);
    let record = if is_page { Record { media: Media::Html, ..record } } else { record };
    let settings = case.join("config.toml");
    let config = if settings.exists() { Config::read(&settings).map_err(|e| e.to_string())? } else { Config::default() };
    let cleaner = Cleaner::open(config).map_err(|e| e.to_string())?;
    let cleaner = match fs::read_to_string(case.join("site.txt")) {
        Ok(site) => cleaner.with_sites(sites::table(&site), "sites.bin".into()),
        Err(_) => cleaner,
    };
    let cleaned = laws::clean(&cleaner, &record);
    check(&case.join("expected.txt"), &cleaned.text)?;
    let again = laws::clean(&cleaner, &Record::text(cleaned.text.as_str())).text;
    if again != cleaned.text {
        return Err(format!("{}: a second cleaning makes of it\n{again}", case.display()));
    }
    let meta = case.join("meta.json");
    if meta.exists() {
        check(&meta, &(serde_json::to_string_pretty(&cleaned.meta).unwrap() + "\n"))?;
    } else if !cleaned.meta.authors.is_empty() || cleaned.meta.dateline.is_some() {
        return Err(format!("{}: there is no meta.json, and an author or a dateline is told: {:?}", case.display(), cleaned.meta));
    }
    Ok(cleaned)
}
