//! `boiloff.toml`: what it may hold, and what is said where it does not.

use boiloff::Config;
use boiloff::config::{Bylines, Mode};

use crate::bless::root;

const OWN_RULE: &str = r#"
[[rule]]
id = "jingle"
description = "The station's jingle."
phrases = ["you are listening to radio 0"]
matches = ["You are listening to Radio 5!"]
keeps = ["They were listening to Radio 5."]
"#;

fn complaint(text: &str) -> String {
    let message = Config::parse(text, "boiloff.toml").unwrap_err().to_string();
    assert!(!message.contains('\n'), "{message:?} is more than one line");
    message
}

#[test]
fn the_example_of_the_documentation_is_valid() {
    let page = std::fs::read_to_string(root("docs/configuration.md")).unwrap();
    let mut examples = page.split("```toml\n").skip(1).map(|rest| rest.split("```").next().unwrap());
    let example = examples.next().unwrap();
    examples.for_each(|example| drop(Config::parse(example, "docs/configuration.md").unwrap()));
    let config = Config::parse(example, "docs/configuration.md").unwrap();
    let defaults = Config { rules: [("ad-label".to_owned(), Mode::Tag)].into(), own_rules: config.own_rules.clone(), ..Config::default() };
    assert_eq!((config.own_rules.len(), &config), (2, &defaults), "the example shows the defaults");
}

#[test]
fn settings_are_read() {
    let text = format!("bylines = \"strip\"\nmax-document-bytes = 5\n[rules]\nad-label = \"tag\"\njingle = \"off\"\n{OWN_RULE}");
    let config = Config::parse(&text, "boiloff.toml").unwrap();
    assert_eq!((config.bylines, config.max_document_bytes), (Bylines::Strip, 5));
    assert_eq!((config.mode("ad-label"), config.mode("jingle")), (Mode::Tag, Mode::Off));
    assert_eq!(Config::parse("", "boiloff.toml").unwrap(), Config::default());
}

#[test]
fn printed_settings_read_back_as_the_same() {
    let config = Config::parse(&format!("bylines = \"keep\"\ndecisions = \"d.jsonl\"\nsite-lines = \"t.bin\"\n[jsonl]\ntext-field = \"body\"\n[html]\nto = \"markdown\"\nmodel = \"m\"\ninclude = [\"links\"]\ndrop = [\"p > a\"]\n[html.sites.\"a.b\"]\nkeep = [\"i\"]\n{OWN_RULE}"), "boiloff.toml").unwrap();
    let spelled = config.spelled_out();
    assert_eq!(Config::parse(&spelled.to_toml().unwrap(), "printed").unwrap(), spelled);
    assert_eq!(Config::parse(&config.to_toml().unwrap(), "printed").unwrap(), config);
    assert!(spelled.ids().all(|id| spelled.rules.contains_key(id)));
}

#[test]
fn mistakes_name_file_place_key_and_mend() {
    let cases = [
        ("byline = \"strip\"", "boiloff.toml:1:1: `byline`: unknown field `byline`, expected one of `profile`, `bylines`"),
        ("profil = \"careful\"", "boiloff.toml:1:1: `profil`: unknown field `profil`, expected one of `profile`, `bylines`"),
        (
            "profile = \"carefull\"",
            "boiloff.toml:1:11: `profile`: unknown variant `carefull`, expected one of `careful`, `standard`, `aggressive`; did you mean `careful`?",
        ),
        ("html = \"markdown\"", "boiloff.toml:1:8: `html`: invalid type: string \"markdown\", expected a table of settings for pages"),
        ("bylines = \"gone\"", "boiloff.toml:1:11: `bylines`: unknown variant `gone`, expected one of `normalize`, `strip`, `keep`"),
        ("\nmax-document-bytes = \"5\"", "boiloff.toml:2:22: `max-document-bytes`: invalid type"),
        (
            "[rules]\nad-label = \"on\"\nad-lable = \"off\"",
            "boiloff.toml:3:1: `rules.ad-lable`: there is no rule `ad-lable`; did you mean `ad-label`?",
        ),
        ("[rules]\nad-label = true", "boiloff.toml:2:12: `rules.ad-label`: "),
        ("[jsonl]\ntext = \"x\"", "boiloff.toml:2:1: `jsonl.text`: unknown field `text`, expected one of `text-field`"),
        ("bylines = ", "boiloff.toml:1:11: "),
        (&format!("{OWN_RULE}{OWN_RULE}"), "boiloff.toml:9:1: `rule`: two rules are called `jingle`"),
        (
            &OWN_RULE.replace("keeps = [\"They were listening", "keeps = [\"You are listening"),
            "boiloff.toml:2:1: rule `jingle`: the example",
        ),
        ("[html]\nto = \"pdf\"", "boiloff.toml:2:6: `html.to`: unknown variant `pdf`, expected `text` or `markdown`"),
        ("[html]\n  drop = [\"p\",\n \"div[\"]", "boiloff.toml:2:10: `html.drop`: `div[` is no CSS selector that can be used: "),
        (
            "[html.sites.\"https://example.org/\"]\nkeep = [\"p\"]",
            "boiloff.toml:1:13: `html.sites.https://example.org/`: `https://example.org/` names no site; write the host",
        ),
        ("[html]\ndrop = [\"a,\"]", "boiloff.toml:2:8: `html.drop`: `a,` is no CSS selector that can be used: none stands where"),
        ("html.keep = [\"p:hover\"]", "boiloff.toml:1:13: `html.keep`: `p:hover` is no CSS selector that can be used: `:hover` cannot be"),
        ("[html]\nmodel = \"\"", "boiloff.toml:2:1: `html.model`: an empty name names no file"),
        ("html.model-blake3 = \"zz\"", "boiloff.toml:1:6: `html.model-blake3`: this hash is of no file, as there is no `html.model`"),
        ("decisions = \"\"", "boiloff.toml:1:1: `decisions`: an empty name names no file"),
        ("decisions-blake3 = \"zz\"", "boiloff.toml:1:1: `decisions-blake3`: this hash is of no file, as there is no `decisions`"),
        ("site-lines = \"\"", "boiloff.toml:1:1: `site-lines`: an empty name names no file"),
        ("site-lines-blake3 = \"zz\"", "boiloff.toml:1:1: `site-lines-blake3`: this hash is of no file, as there is no `site-lines`"),
        (&OWN_RULE.replace("phrases", "words"), "boiloff.toml:5:1: `rule.words`: unknown field `words`, expected one of"),
    ];
    for (text, should) in cases {
        let message = complaint(text);
        assert!(message.starts_with(should), "{text:?}\n is: {message}\n should: {should}");
    }
}
