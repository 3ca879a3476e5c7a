use proptest::prelude::*;

use super::*;
use crate::Cleaner;
use crate::config::{Config, Mode};
use crate::document::Record;

fn clean(text: &str) -> String {
    normalize(text, Stages::all()).0.into_owned()
}

/// The line as one stage leaves it.
pub(super) fn after(stage: LineStage, line: &str) -> String {
    let mut edits = Vec::new();
    stage(line, &mut edits);
    edit::apply(line, &edits)
}

#[test]
fn text_that_changes() {
    for (text, wanted) in [
        ("a", "a\n"),
        (" \n\t\u{feff}", ""),
        ("\u{200b}", ""),
        ("a  b\tc\u{a0}\u{2003}d\u{3000}e\n", "a b c d e\n"),
        ("  a \r\nb\t\rc\u{b}d\u{c}e\u{85}f\u{2028}g\u{2029}h", "a\nb\nc\nd\ne\nf\ng\nh\n"),
        ("\n\n  \na\n \t\n\n\nb\n\n\n", "a\n\nb\n"),
        ("one\r\n\r\ntwo\r\n", "one\n\ntwo\n"),
        (
            "    Prose that is indented stays prose.\n    And so does its second line.\n",
            "Prose that is indented stays prose.\nAnd so does its second line.\n",
        ),
        ("a\u{200b} \u{200b}b \u{200b}\n", "a b\n"),
        ("\u{200b}\u{a0}\n\nnot   \u{feff}   blank", "not blank\n"),
        ("NUL\0 and bell\u{7}\n", "NUL and bell\n"),
        ("the cafe\u{301}\n", "the café\n"),
        ("&am\u{200b}p;lt; it&rsquo;s\n", "< it’s\n"),
        ("FranÃƒÂ§ois, oÃ¹Â ?\n", "François, où ?\n"),
        ("Ã\u{85}se\u{85}Next\n", "Åse\nNext\n"),
        ("&Atilde;&copy;&nbsp;&#8203;&nbsp;x\n", "é x\n"),
        ("`&amp;` &amp;\n", "`&amp;` &\n"),
        ("```\nunclosed   &amp;\n  fence\n", "```\nunclosed &\nfence\n"),
    ] {
        assert_eq!(clean(text), wanted, "{text:?}");
    }
}

#[test]
fn text_that_stays() {
    for text in [
        "",
        "One line.\n",
        "Two.\n\nParagraphs — with “quotes”, café, 東京 and 😀.\n",
        "Code:\n\n```rust\nfn  main() {\n\tlet a  = &amp;b;\n    }\n```\n\nProse.\n",
        "Code:\n\n    for x in xs:\n        print(x)\n\nProse.\n",
        "def f(x):\n\treturn x + 1\n",
        "- one\n  - two\n    1. three\n- four\n",
        "می\u{200c}خواهم 👨\u{200d}👩\u{200d}👧\n",
        "AT&T; R&D; & so on\n",
        "CAFÉ” and “AMANHÔ\n",
        "The HTML entities &lt; and &gt; are named.\n",
    ] {
        let (normal, edits) = normalize(text, Stages::all());
        assert_eq!(edits, [], "{text:?}");
        assert!(matches!(normal, Cow::Borrowed(t) if t == text));
    }
}

#[test]
fn each_stage_has_a_name_and_a_switch() {
    let text = "a  b\u{1}c\u{ad}d e\u{301} Ã© &amp; f\n[](/a)[](/b)[](/c)\nA [[Bb]] c [[Dd]] e [[Ff]]\n";
    let at_work = |stages| {
        let mut rules: Vec<RuleId> = normalize(text, stages).1.iter().map(|e| e.rule).collect();
        rules.dedup();
        rules
    };
    let ids = [
        "whitespace",
        "control-characters",
        "invisible-characters",
        "unicode-form",
        "mojibake",
        "html-entity",
        "link-debris",
        "wiki-links",
    ];
    assert_eq!(at_work(Stages::all()), ids);
    for id in ids {
        assert_eq!(at_work(Stages::of(|stage| stage == id)), [id]);
        let others: Vec<RuleId> = ids.into_iter().filter(|other| *other != id).collect();
        assert_eq!(at_work(Stages::of(|stage| stage != id)), others);
    }
}

#[test]
fn a_stage_set_to_tag_leaves_the_text() {
    let mut config = Config::default();
    config.rules.insert("html-entity".into(), Mode::Tag);
    let cleaned = Cleaner::new(config).clean(Record::text("Tom &amp;  Jerry ran through the old house.\n"));
    assert_eq!(cleaned.text, "Tom &amp; Jerry ran through the old house.\n");
    let tags: Vec<_> = cleaned.tags.iter().map(|tag| (tag.rule, tag.span.of(&cleaned.source))).collect();
    assert_eq!(tags, [("html-entity", "&amp;")]);
}

#[test]
fn hostile_texts_take_linear_time() {
    for text in ["&amp;", "&am\u{200b}p;", "Ã\u{83}\u{c2}", "\u{301}", "  x", "\n \n", "`", "~~~\n", " \t", "â€", "&", "\u{85}", "\t- (\n"]
    {
        let text = text.repeat(60_000 / text.len());
        assert_eq!(clean(&clean(&text)), clean(&text));
    }
}

/// Pieces that stages care for, in any order.
fn fragments() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        " ",
        "  ",
        "\t",
        "\n",
        "\n\n",
        "\r\n",
        "\r",
        "\u{b}",
        "\u{85}",
        "\u{2028}",
        "\u{a0}",
        "\u{3000}",
        "[",
        "[](/a)",
        "](/a)",
        "![",
        "[[Ab",
        "|",
        "]]",
        "[http://a b]",
        "\0",
        "\u{7f}",
        "\u{92}",
        "\u{9d}",
        "\u{ad}",
        "\u{200b}",
        "\u{200c}",
        "\u{200d}",
        "\u{200f}",
        "\u{feff}",
        "\u{e0067}",
        "🏴",
        "👩",
        "❤\u{fe0f}",
        "می",
        "क्",
        "ខ",
        "e",
        "\u{301}",
        "\u{338}",
        "\u{1fef}",
        "\u{37e}",
        "\u{1100}",
        "\u{1161}",
        "Ã",
        "Â",
        "â",
        "€",
        "™",
        "©",
        "ƒ",
        "Ãƒ",
        "â€œ",
        "Ð",
        "¿",
        "ð",
        "Ÿ",
        "˜",
        "&",
        "amp",
        ";",
        "&amp;",
        "&#",
        "8217",
        "&nbsp;",
        "&lt;",
        "&Atilde;",
        "&#96;",
        "&grave;",
        "&#x200b;",
        "&#133;",
        "#",
        "`",
        "```",
        "~~~",
        "~",
        "</",
        "x",
        "= {",
        "f(x)",
        "- ",
        "1. ",
        "  - ",
        "    ",
        "HTML",
        "entity",
        "word",
        "Capital",
        "A",
        ".",
        "”",
        "…",
    ]);
    prop::collection::vec(pieces, 0..40).prop_map(|pieces| pieces.concat())
}

fn check_laws(source: &str, stages: Stages) {
    let (normal, edits) = normalize(source, stages);
    assert_eq!(edit::apply(source, &edits), *normal);
    for pair in edits.windows(2) {
        assert!(pair[0].span.end <= pair[1].span.start, "{source:?} {pair:?}");
    }
    for edit in &edits {
        assert!(source.is_char_boundary(edit.span.start) && source.is_char_boundary(edit.span.end));
        assert_ne!(edit.span.of(source), edit.with, "{source:?}");
    }
    let undo = edits.iter().map(|e| (e.span, e.span.of(source), e.with.len()));
    assert_eq!(edit::restore(&normal, undo).as_deref(), Some(source));
    if stages == Stages::all() {
        let (again, edits) = normalize(&normal, stages);
        assert_eq!(edits, [], "{source:?} {normal:?} {again:?}");
        assert!(normal.is_empty() || (normal.ends_with('\n') && !normal.ends_with("\n\n") && !normal.starts_with('\n')), "{normal:?}");
        assert!(!normal.contains("\n\n\n") && !normal.contains(" \n"), "{normal:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn laws_of_fragments(source in fragments()) {
        check_laws(&source, Stages::all());
    }

    #[test]
    fn laws_of_any_text(source in "(\\PC|[\u{0}-\u{ff}]|\\s){0,60}") {
        check_laws(&source, Stages::all());
    }

    #[test]
    fn laws_of_some_stages(source in fragments(), on: u8) {
        let mut bit = 0;
        let mut next = || { bit += 1; on & (1 << (bit - 1)) != 0 };
        let stages = Stages { whitespace: next(), control_characters: next(), invisible_characters: next(), unicode_form: next(), mojibake: next(), html_entity: next(), link_debris: next(), wiki_links: next() };
        check_laws(&source, stages);
    }
}
