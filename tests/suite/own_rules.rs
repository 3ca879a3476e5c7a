//! Rules that users declare.

use boiloff::{Cleaner, Config, Record};

use crate::laws;

const TEXT: &str = "Home of the Harbour Gazette\n\
    The harbour was closed on Monday after the storm had broken two of its gates.\n\
    Home of the Harbour Gazette\n\
    Ships waited outside (Gazette 12) for the tide, and the pilots went home again.\n\
    > Home of the Harbour Gazette\n";

/// A configuration with one rule, `more` being its lines beside the id and description.
fn config(more: &str) -> Result<Config, String> {
    let text = format!("[[rule]]\nid = \"own\"\ndescription = \"Our own.\"\n{more}");
    Config::parse(&text, "boiloff.toml").map_err(|e| e.to_string())
}

fn cleaned(more: &str) -> String {
    laws::clean(&Cleaner::new(config(more).unwrap()), &Record::text(TEXT)).text
}

const GAZETTE: &str = "phrases = [\"home of the harbour gazette\"]\nmatches = [\"HOME of the Harbour Gazette\"]\nkeeps = [\"Home\"]\n";

#[test]
fn whole_lines_go() {
    let left = cleaned(GAZETTE);
    assert_eq!(left.lines().count(), 2, "{left}");
}

#[test]
fn a_position_holds_them_to_head_or_tail() {
    let gone = |position: &str| {
        let left = cleaned(&format!("{GAZETTE}position = \"{position}\"\n"));
        let first = left.starts_with("The harbour");
        let last = left.ends_with("again.\n");
        (first, left.contains("gates.\nHome"), last)
    };
    assert_eq!(gone("head"), (true, true, false));
    assert_eq!(gone("tail"), (false, true, true));
}

#[test]
fn spans_go_alone() {
    let regex = r#"regex = '\(Gazette \d+\)'
scope = "span"
anchor = "inside"
matches = ["Ships (Gazette 4)"]
keeps = ["the Gazette 4"]"#;
    assert_eq!(cleaned(regex), TEXT.replace(" (Gazette 12)", ""));
    let phrase = "phrases = [\"(gazette 0)\"]\nscope = \"span\"\nanchor = \"inside\"\nmatches = [\"a (Gazette 1)\"]\nkeeps = [\"gazette\"]";
    assert_eq!(cleaned(phrase), TEXT.replace("Gazette 12", ""));
}

#[test]
fn tags_only_report() {
    let config = config(&format!("{GAZETTE}action = \"tag\"\n")).unwrap();
    let cleaned = laws::clean(&Cleaner::new(config.clone()), &Record::text(TEXT));
    assert_eq!((cleaned.text.as_str(), cleaned.tags.len()), (TEXT, 3));
    let mut on = config;
    on.set_mode("own", boiloff::config::Mode::On).unwrap();
    assert_ne!(laws::clean(&Cleaner::new(on), &Record::text(TEXT)).text, TEXT);
}

#[test]
fn a_rule_that_does_not_do_what_it_says_is_refused() {
    let cases = [
        ("phrases = [\"a b c d\"]\nmatches = [\"a b c d\"]", "`keeps` is empty"),
        ("phrases = [\"a b c d\"]\nkeeps = [\"x\"]", "`matches` is empty"),
        ("phrases = [\"a b c d\"]\nmatches = [\"a b c d\", \"another\"]\nkeeps = [\"x\"]", "\"another\" of `matches` is not found"),
        ("regex = \"a+\"\nmatches = [\"aa\"]\nkeeps = [\"aaaa\"]", "\"aaaa\" of `keeps` is found"),
        ("regex = \"a*\"\nmatches = [\"aa\"]\nkeeps = [\"b\"]", "matches an empty text"),
        ("regex = \"(a\"\nmatches = [\"aa\"]\nkeeps = [\"b\"]", "unclosed group"),
        ("regex = '\\w{1000}{1000}'\nmatches = [\"aa\"]\nkeeps = [\"b\"]", "size limit"),
        ("matches = [\"aa\"]\nkeeps = [\"b\"]", "either `phrases` or `regex`"),
        ("phrases = [\"ab\"]\nanchor = \"inside\"\nmatches = [\"ab\"]\nkeeps = [\"b\"]", "too short"),
        ("phrases = [\"!\"]\nmatches = [\"!\"]\nkeeps = [\"b\"]", "too short"),
        ("phrases = [\"sign up * for\"]\nmatches = [\"sign up now for\"]\nkeeps = [\"b\"]", "has a gap (` * `)"),
        ("phrases = [\"sign * here\"]\nmatches = [\"sign up here\"]\nkeeps = [\"sign up right here\"]", "of `keeps` is found"),
        ("colour = 1", "unknown field `colour`"),
    ];
    for (more, should) in cases {
        let message = config(more).unwrap_err();
        assert!(message.contains(should) && !message.contains('\n'), "{more}\n is: {message}\n should: {should}");
        assert!(message.starts_with("boiloff.toml:"), "{message}");
    }
    let named = |id: &str| Config::parse(&format!("[[rule]]\nid = \"{id}\"\ndescription = \"x\"\n{GAZETTE}"), "f").unwrap_err().to_string();
    assert!(named("ad-label").contains("a built-in rule has this id already"));
    for id in ["Own", "own_rule", "-own", "own--rule", "", "1own"] {
        assert!(named(id).contains("an id is lower-case letters"), "{id}");
    }
}

#[test]
fn hostile_lines_take_linear_time() {
    let regex = "regex = 'a[ab]*c|a'\nscope = \"span\"\nanchor = \"inside\"\nmatches = [\"a\"]\nkeeps = [\"b\"]";
    let line = "ab".repeat(1 << 14);
    let cleaned = laws::clean(&Cleaner::new(config(regex).unwrap()), &Record::text(line));
    assert!(cleaned.edits.len() <= 101);
}
