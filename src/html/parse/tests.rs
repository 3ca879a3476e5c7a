//! Markup made to stop a parser. Each trap is quadratic, or worse, in a tree builder without limits.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::time::{Duration, Instant};

use scraper::{Html, Node};

use super::gate::{MAX_ATTRIBUTES, MAX_DEPTH, MAX_NODES};
use super::{Parsed, parse};

/// Enough for a busy machine and code that is not optimised. What is quadratic takes minutes.
const PATIENCE: Duration = Duration::from_secs(30);
/// Deeper than the limit only by elements which the standard opens again in one step.
const DEEPEST: usize = MAX_DEPTH as usize * 2;

/// Parses a trap and checks what holds for all of them.
fn trap(name: &str, markup: &str) -> Parsed {
    let start = Instant::now();
    let parsed = parse(markup);
    assert!(start.elapsed() < PATIENCE, "{name}: {:?}", start.elapsed());
    let nodes = parsed.html.tree.nodes().len();
    assert!(nodes <= MAX_NODES + DEEPEST, "{name}: {nodes} nodes");
    assert!(depth(&parsed.html) <= DEEPEST, "{name}: {} deep", depth(&parsed.html));
    parsed
}

fn depth(html: &Html) -> usize {
    let mut deepest = 0;
    let mut rest = vec![(html.tree.root(), 0)];
    while let Some((node, depth)) = rest.pop() {
        deepest = deepest.max(depth);
        rest.extend(node.children().map(|child| (child, depth + 1)));
    }
    deepest
}

/// The text inside the tree, in its order, without the line feeds that stand for ignored tags.
fn text(html: &Html) -> String {
    let texts = html.tree.root().descendants().filter_map(|node| node.value().as_text());
    texts.flat_map(|text| text.chars()).filter(|char| *char != '\n').collect()
}

fn elements(html: &Html, name: &str) -> usize {
    html.tree.values().filter(|node| matches!(node, Node::Element(element) if element.name() == name)).count()
}

#[test]
fn a_page_below_the_limits_is_followed() {
    let markup = format!("{}x{}", "<div>".repeat(500), "</div>".repeat(500));
    let parsed = trap("500 divs", &markup);
    assert_eq!((parsed.limited, elements(&parsed.html, "div")), (None, 500));
}

#[test]
fn nested_elements_stop_at_the_depth_of_browsers() {
    for (open, close) in [
        ("<div>", "</div>"),
        ("<span>", "</span>"),
        ("<section><p>", "</section>"),
        ("<template>", "</template>"),
        ("<svg>", "</svg>"),
        ("<math>", "</math>"),
        ("<svg><foreignObject>", "</foreignObject></svg>"),
        ("<ul><li>", "</ul>"),
        ("<table><tr><td>", "</table>"),
        ("<object>", "</object>"),
        ("<b>", "</b>"),
        ("<x-y>", "</x-y>"),
    ] {
        for times in [2_000, 10_000] {
            let markup = format!("{}deep{}<p>after", open.repeat(times), close.repeat(times));
            let parsed = trap(open, &markup);
            assert!(parsed.limited.unwrap().contains("512 elements"), "{open}: {:?}", parsed.limited);
            assert_eq!(text(&parsed.html), "deepafter", "{open}");
        }
    }
}

#[test]
fn end_tags_of_ignored_elements_close_nothing_else() {
    let markup = format!("<main>{}deep{}</main><p>after", "<div>".repeat(2_000), "</div>".repeat(2_000));
    let parsed = trap("div", &markup);
    let paragraph = parsed.html.tree.root().descendants().find(|node| node.value().as_element().is_some_and(|it| it.name() == "p"));
    let parent = paragraph.unwrap().parent().unwrap();
    assert_eq!(parent.value().as_element().unwrap().name(), "body");
}

#[test]
fn scripts_below_the_limit_are_not_read_as_markup_or_text() {
    let deep = "<div>".repeat(600);
    let markup = format!("{deep}one <script>no <b>text</b></script>two <title>sho<b>wn</title> <style>no</style>three");
    let parsed = trap("script", &markup);
    assert_eq!(text(&parsed.html), "one two sho<b>wn three");
}

#[test]
fn words_beyond_the_limit_stay_apart() {
    let markup = format!("{}<p>one</p><p>t<b>w</b>o<br>three", "<div>".repeat(600));
    let html = parse(&markup).html;
    let texts: String = html.tree.root().descendants().filter_map(|node| node.value().as_text().map(|text| &**text)).collect();
    assert_eq!(texts.split_whitespace().collect::<Vec<_>>(), ["one", "two", "three"]);
}

#[test]
fn what_is_too_long_is_text() {
    let parsed = super::parse_up_to("<p>é</p>", 4);
    assert!(parsed.limited.unwrap().contains("GiB"));
    assert_eq!(text(&parsed.html), "<p>é</p>");
}

#[test]
fn formatting_elements_do_not_multiply() {
    for times in [4_000, 30_000] {
        let markup: String = (0..times).map(|i| format!("<p><font c={i}>x")).collect();
        let parsed = trap("font", &markup);
        assert!(parsed.limited.unwrap().contains("multiplies"));
        assert!(parsed.html.tree.nodes().len() < 40_000 + times * 16);
        assert_eq!(text(&parsed.html), "x".repeat(times));
    }
}

#[test]
fn misnested_formatting_ends() {
    for unit in ["<a>x<div>", "<b>x<p>", "<i><b>x</i>", "<b><i><u><a>x<p></b></i></u>", "<nobr>x", "<a href=x><b>x</a>"] {
        let markup = unit.repeat(20_000);
        assert_eq!(text(&trap(unit, &markup).html), "x".repeat(20_000), "{unit}");
    }
    let fonts: String = (0..20_000).map(|i| format!("<b class={i}>")).collect();
    let markup = format!("{fonts}x<div>y{}", "</b>".repeat(20_000));
    assert_eq!(text(&trap("b", &markup).html), "xy");
}

#[test]
fn end_tags_without_a_start_end() {
    for end in ["</x>", "</p>", "</b>", "</div>", "</table>", "</template>", "</form>", "</li>", "</h1>", "</body>", "</br>"] {
        let markup = format!("{}x{}y", "<div><span>".repeat(5_000), end.repeat(40_000));
        let found = text(&trap(end, &markup).html);
        assert_eq!(found, "xy", "{end}");
    }
}

#[test]
fn searches_up_a_deep_stack_are_bounded() {
    let deep = "<div>".repeat(500);
    for unit in ["<p>x</p>", "<li>x", "</x>x", "<a>x</a>", "<b>x</b>", "<button>x", "<option>x", "<input>x", "<hr>x", "<h1>x"] {
        let markup = format!("{deep}{}", unit.repeat(20_000));
        assert_eq!(text(&trap(unit, &markup).html), "x".repeat(20_000), "{unit}");
    }
}

#[test]
fn tables_end() {
    for unit in [
        "<table>x",
        "<table><tr>x",
        "<table><b>x",
        "<table><td>x",
        "<table><tr><td><a>x",
        "<table><object>x<tr>",
        "<table><object><b>x<tr></b>",
        "<template><td>x</template>",
        "<template><caption><b>x</template></b>",
        "<select><option>x",
        "<select>x<optgroup>",
    ] {
        let markup = unit.repeat(20_000);
        let parsed = trap(unit, &markup);
        assert_eq!(text(&parsed.html).len(), 20_000, "{unit} {:?}", parsed.limited);
    }
    let markup = format!("<table>{}", "x<tr>".repeat(40_000));
    assert_eq!(text(&trap("foster", &markup).html), "x".repeat(40_000));
}

#[test]
fn attributes_of_a_tag_are_capped() {
    for count in [8_000, 100_000] {
        let attributes: String = (0..count).map(|i| format!(" attribute-{i}=1")).collect();
        for name in ["div", "html", "body", "b"] {
            let parsed = trap("attributes", &format!("<p>x<{name}{attributes}>y"));
            let most = parsed.html.tree.values().filter_map(|node| node.as_element().map(|it| it.attrs.len())).max();
            assert_eq!(most, Some(MAX_ATTRIBUTES), "{name}");
            assert_eq!(text(&parsed.html), "xy");
            assert!(parsed.limited.unwrap().contains("512 attributes"));
        }
    }
    let many: String = (0..2_000).map(|i| format!("<html attribute-{i}><body attribute-{i}>")).collect();
    trap("late attributes", &many);
    let attributes: String = (0..500).map(|i| format!(" a{i}")).collect();
    trap("formatting", &format!("<b{attributes}>x<p>").repeat(150));
    trap("formatting", &(0..150).map(|i| format!("<b{attributes} id={i}>x")).collect::<String>());
}

#[test]
fn many_different_names_end() {
    let tags: String = (0..20_000).map(|i| format!("<element-{i}>x</element-{i}>")).collect();
    let parsed = trap("names", &tags);
    assert!(parsed.limited.unwrap().contains("different names"));
    assert_eq!(text(&parsed.html), "x".repeat(20_000));
    let attributes: String = (0..20_000).map(|i| format!("<p attribute-{i}>x")).collect();
    let parsed = trap("names", &attributes);
    assert!(parsed.limited.unwrap().contains("different names"));
    assert_eq!(text(&parsed.html), "x".repeat(20_000));
}

#[test]
fn many_nodes_end() {
    for unit in ["<p>x", "<br>x", "x</p>"] {
        let markup = unit.repeat(600_000);
        let parsed = trap(unit, &markup);
        assert!(parsed.limited.unwrap().contains("half a million"), "{unit}");
        assert_eq!(text(&parsed.html).len(), 600_000, "{unit}");
    }
}

#[test]
fn long_pieces_end() {
    const LONG: usize = 10_000_000;
    let long = "x".repeat(LONG);
    assert_eq!(text(&trap("text", &long).html), long);
    let parsed = trap("attribute", &format!("<p title={long}>y"));
    assert_eq!(text(&parsed.html), "y");
    for start in ["<!--", "<script>", "<svg><![CDATA[", "<title>", "<style>", "<!doctype ", "<", "</", "<!", "<p "] {
        trap(start, &format!("{start}{long}"));
    }
}

#[test]
fn repeated_pieces_end() {
    for unit in [
        "<!--",
        "<!-->",
        "--!>",
        "<!doctype>",
        "&",
        "&amp",
        "&ampx",
        "&#",
        "&#x",
        "&#x110000;",
        "&#0;",
        "&CounterClockwiseContourIntegra",
        "\0",
        "\r",
        "<",
        "</",
        "</>",
        "<?",
        "<svg><![CDATA[",
        "]]",
        "<script><!--<script>",
        "</script",
        "<title></titl",
        "<p a='",
        "<p a=&",
        "<pre>\n",
        "<table>\0 ",
        "<plaintext>",
        "<frameset>",
        "<a/",
        "= ",
        "\u{feff}",
    ] {
        for prefix in ["", "<svg>", "<title>", "<script>", "<script><!--", "<style>", "<p a=", "<p a=\"", "<!--", "<table>"] {
            let markup = format!("{prefix}{}", unit.repeat(3_000));
            trap(unit, &markup);
        }
    }
    for unit in ["<!--", "&", "&#x", "\0"] {
        trap(unit, &unit.repeat(1_000_000));
    }
}
