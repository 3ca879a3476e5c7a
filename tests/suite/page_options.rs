//! What a user can set about pages.

use std::sync::Arc;

use boiloff::cleaner::OpenError;
use boiloff::scorer::Model;
use boiloff::{Cleaner, Config, Models, Record, Status};

use crate::laws;

const PAGE: &str = r#"<html><head><title>The mill</title></head><body class="post comments-open">
<nav><ul><li><a href="/">Home</a></li><li><a href="/news">News</a></li><li><a href="/sport">Sport</a></li></ul></nav>
<article>
<p>The mill stood still for forty years before the two sisters bought it, and nobody in the valley believed that it would turn again.</p>
<p>They took the wheel apart in the first winter, numbered each of its paddles with chalk, and found that only nine were rotten.</p>
<figure class="aside"><img src="a.jpg"><figcaption>The wheel</figcaption></figure>
<table><tr><td>Year</td><td>Paddles</td></tr><tr><td>1911</td><td>40</td></tr></table>
<p>In March the water came back into the race, and by the evening of the same day half of the village stood on the bridge to see it.</p>
</article>
<section id="comments"><h3>2 comments</h3>
<ol class="commentlist"><li class="comment"><a href="/u/1">Ann</a><p>I remember the old miller well, he gave us bread.</p><a href="/r">Reply</a></li>
<li class="comment"><a href="/u/2">Ben Miller</a><p>Great!</p><form class="respond"><p>Write your comment here</p></form></li></ol></section>
<footer class="footer"><p>Example Post, all pages and pictures</p></footer>
</body></html>"#;

fn clean(settings: &str) -> String {
    laws::clean(&Cleaner::new(Config::parse(settings, "test").unwrap()), &page()).text
}

fn page() -> Record {
    Record::html(PAGE).with_url("https://news.example.org/a/b.html")
}

/// A model that finds no block main content, whatever the page.
fn refusing() -> Vec<u8> {
    let names = serde_json::to_string(boiloff::scorer::blocks::NAMES).unwrap();
    let head = format!(r#"{{"boiloff_model":2,"features":{names},"words":0,"trees":[1],"provenance":null}}"#);
    // One tree without questions and with one answer.
    [head.as_bytes(), b"\n", &0i16.to_le_bytes(), &(-9f32).to_le_bytes()].concat()
}

#[test]
fn what_stands_beside_the_text_is_kept_on_request() {
    let refused = |include: &str, keep: &str| {
        let config = Config::parse(&format!("html.include = [{include}]\nhtml.keep = [{keep}]"), "test").unwrap();
        laws::clean(
            &Cleaner::with_models(
                config,
                Models { blocks: Some(Arc::new(Model::parse(&refusing(), boiloff::scorer::blocks::NAMES).unwrap())), lines: None },
            ),
            &page(),
        )
        .text
    };
    assert_eq!(refused("", ""), "");
    assert_eq!(refused("\"comments\"", ""), "I remember the old miller well, he gave us bread.\nGreat!\n");
    assert_eq!(refused("\"tables\", \"captions\"", ""), "", "nothing is kept that they could belong to");
    let text = clean("");
    assert!(text.starts_with("The mill stood") && !text.contains("Great!") && !text.contains("Home"), "{text}");
    let all = clean("html.include = [\"comments\", \"captions\", \"tables\"]");
    assert!(all.contains("rotten.\nThe wheel\nYear | Paddles\n1911 | 40\nIn March"), "{all}");
    assert!(all.contains("he gave us bread.\nGreat!\n") && !all.contains("Reply") && !all.contains("Write your comment"), "{all}");
}

#[test]
fn named_elements_go_and_stay() {
    let text = clean("html.drop = [\"article\"]\nhtml.keep = [\"article > p:first-child\", \"footer\"]");
    assert!(text.starts_with("The mill stood") && text.ends_with("again.\nExample Post, all pages and pictures\n"), "{text}");
    let config = Config::parse("html.drop = [\"figure + table\", \"p\"]", "test").unwrap();
    let cleaned = laws::clean(&Cleaner::new(config), &page());
    assert!(cleaned.edits.iter().any(|e| e.rule == "declared-element" && e.score == 1.0 && e.evidence.to_string() == "declared"));
    let tagged = Config::parse("html.drop = [\"p\"]\nrules.declared-element = \"tag\"", "test").unwrap();
    let tagged = laws::clean(&Cleaner::new(tagged), &page());
    assert_eq!(tagged.text, clean(""));
    assert!(tagged.tags.iter().any(|t| t.rule == "declared-element"));
    assert_eq!(clean("html.drop = [\"p\"]\nrules.declared-element = \"off\""), clean(""));
}

#[test]
fn selectors_of_a_site_hold_for_its_pages() {
    for (site, holds) in
        [("example.org", true), ("news.example.org", true), ("ample.org", false), ("a.news.example.org", false), ("org", true)]
    {
        let text = clean(&format!("[html.sites.\"{site}\"]\ndrop = [\"p\"]"));
        assert_eq!(!text.contains("The mill stood"), holds, "{site}: {text}");
    }
}

#[test]
fn a_host_with_a_final_dot_is_the_same_site() {
    let config = Config::parse("[html.sites.\"example.org\"]\ndrop = [\"p\"]", "test").unwrap();
    let page = Record::html(PAGE).with_url("https://news.example.org./a/b.html");
    assert!(!laws::clean(&Cleaner::new(config), &page).text.contains("The mill stood"));
}

#[test]
fn a_page_on_which_a_selector_takes_too_long_passes_through() {
    let config = Config::parse("html.drop = [\"i\", \"div:has(~ .x)\"]", "test").unwrap();
    let page = format!("{}<i>y</i>", "<div>x</div>".repeat(10_000));
    let cleaned = laws::clean(&Cleaner::new(config), &Record::html(page));
    assert_eq!(cleaned.status, Status::PassedThrough("a CSS selector of drop or keep takes too many steps on this page"));
    assert!(cleaned.text.starts_with("x\nx\n") && cleaned.text.ends_with("y\n"), "its visible text");
}

#[test]
fn a_page_without_site_has_no_selectors_of_sites() {
    let config = Config::parse("[html.sites.\"example.org\"]\ndrop = [\"p\"]", "test").unwrap();
    assert!(laws::clean(&Cleaner::new(config), &Record::html(PAGE)).text.contains("The mill stood"));
}

#[test]
fn the_balance_moves_what_is_kept() {
    let [less, even, more] = ["precision", "even", "recall"].map(|b| clean(&format!("html.balance = \"{b}\"")).len());
    assert!(less <= even && even <= more, "{less} {even} {more}");
}

#[test]
fn a_model_is_read_and_its_hash_recorded() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("a.model");
    let config = Config::parse(&format!("html.model = {:?}", file.to_str().unwrap()), "test").unwrap();
    assert!(matches!(Cleaner::open(config.clone()), Err(OpenError::Unreadable { .. })));
    std::fs::write(&file, "no model\n").unwrap();
    let error = Cleaner::open(config.clone()).unwrap_err();
    assert!(error.to_string().starts_with(&format!("{}: not a model: ", file.display())), "{error}");
    std::fs::write(&file, refusing()).unwrap();
    let cleaner = Cleaner::open(config).unwrap();
    assert_eq!(cleaner.clean(page()).text, "");
    let recorded = cleaner.config().clone();
    assert_eq!(recorded.html.model_blake3.as_ref().map(String::len), Some(64));
    Cleaner::open(recorded.clone()).unwrap();
    std::fs::write(&file, [refusing(), vec![0]].concat()).unwrap();
    assert!(matches!(Cleaner::open(recorded), Err(OpenError::Other { .. })));
}

#[test]
fn a_model_is_looked_for_beside_the_configuration() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("boiloff.toml"), "html.model = \"a.model\"").unwrap();
    let config = Config::read(&dir.path().join("boiloff.toml")).unwrap();
    assert_eq!(config.html.model, Some(dir.path().join("a.model")));
}
