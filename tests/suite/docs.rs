//! The rules' documentation: its examples run, and `docs/rules.md` is made of it.

use std::fmt::Write;

use boiloff::review::Decisions;
use boiloff::rules::infos;
use boiloff::{Cleaner, Config, Record};

use crate::bless::{check, none, root};
use crate::{laws, sites};

/// The fenced blocks of a Markdown text: tag and lines.
fn blocks(markdown: &str) -> Vec<(String, String)> {
    let mut blocks: Vec<(String, String)> = Vec::new();
    let mut inside = false;
    for line in markdown.lines() {
        if let Some(tag) = line.strip_prefix("```") {
            inside = !inside;
            if inside {
                blocks.push((tag.to_owned(), String::new()));
            }
        } else if let Some((_, text)) = blocks.last_mut().filter(|_| inside) {
            *text += line;
            *text += "\n";
        }
    }
    blocks
}

#[test]
fn examples_do_what_they_say() {
    let cleaner = Cleaner::new(Config::default());
    let mut complaints = Vec::new();
    for info in infos() {
        let blocks = blocks(&info.markdown());
        let mut blocks = blocks.iter().map(|(tag, text)| (tag.as_str(), text.as_str())).peekable();
        let (mut changes, mut keeps) = (0, 0);
        let own = blocks.next_if(|(tag, _)| *tag == "toml").map(|(_, text)| Cleaner::new(Config::parse(text, info.id).unwrap()));
        let judged = blocks.next_if(|(tag, _)| *tag == "jsonl").map(|(_, text)| {
            let decisions = Decisions::parse(text.as_bytes(), info.id).unwrap();
            Cleaner::new(Config::default()).with_decisions(&decisions)
        });
        let surveyed = blocks
            .next_if(|(tag, _)| *tag == "site")
            .map(|(_, text)| Cleaner::new(Config::default()).with_sites(sites::table(text), "sites.bin".into()));
        let cleaner = own.as_ref().or(judged.as_ref()).or(surveyed.as_ref()).unwrap_or(&cleaner);
        while let Some((tag, text)) = blocks.next() {
            let should = match tag {
                "before" | "html" => {
                    changes += 1;
                    match blocks.next_if(|(tag, _)| *tag == "after") {
                        Some((_, after)) => after,
                        None => {
                            complaints.push(format!("`{}`: a `{tag}` block without an `after` block behind it", info.id));
                            continue;
                        }
                    }
                }
                "keep" => {
                    keeps += 1;
                    text
                }
                _ => {
                    complaints.push(format!("`{}`: a block is tagged {tag:?}, not before, html, after or keep", info.id));
                    continue;
                }
            };
            let record = if tag == "html" { Record::html(text) } else { Record::text(text) };
            let is = laws::clean(cleaner, &record).text;
            if is != should {
                complaints.push(format!("`{}`: of the {tag} block\n{text}became\n{is}instead of\n{should}", info.id));
            }
        }
        if changes == 0 || keeps == 0 {
            complaints.push(format!("`{}`: the documentation shows {changes} changes and {keeps} texts to keep", info.id));
        }
    }
    none(complaints);
}

#[test]
fn the_page_of_rules_is_current() {
    let mut page = String::from(
        "# Rules\n\nEach rule finds one kind of noise. `boiloff rules ID` shows the same text in the terminal; `--off ID` and \
         `--tag ID` switch a rule off or let it only report.\n\n<!-- Made of the rules' doc comments by UPDATE=1 cargo test; \
         do not edit. -->\n\n| Rule | What it finds |\n|---|---|\n",
    );
    for info in infos() {
        writeln!(page, "| [`{0}`](#{0}) | {1} |", info.id, info.summary().replace('|', "\\|")).unwrap();
    }
    for info in infos() {
        write!(page, "\n## {}\n\n", info.id).unwrap();
        let mut inside = false;
        for line in info.markdown().trim_end().lines() {
            match line.strip_prefix("```") {
                Some(tag) => {
                    inside = !inside;
                    page += match tag {
                        "toml" => "Settings:\n\n```toml\n",
                        "jsonl" => "Decisions:\n\n```json\n",
                        "site" => "Documents of the site:\n\n```text\n",
                        "html" => "Before:\n\n```html\n",
                        "before" => "Before:\n\n```text\n",
                        "after" => "\nAfter:\n\n```text\n",
                        "keep" => "\n```text\n",
                        _ => "```\n",
                    };
                }
                None if !inside && line.starts_with("## ") => writeln!(page, "#{line}").unwrap(),
                None => writeln!(page, "{line}").unwrap(),
            }
        }
    }
    none(check(&root("docs/rules.md"), &page).err().into_iter().collect());
}
