//! Pages as Markdown. The elements are kept whatever the scorer says, so that the tests are of the form alone.

use boiloff::{Cleaner, Config, Record};
use proptest::prelude::*;

use crate::laws;

fn cleaner(more: &str) -> Cleaner {
    Cleaner::new(Config::parse(&format!("html.to = \"markdown\"\nhtml.keep = [\"body\"]\n{more}"), "test").unwrap())
}

fn markdown(body: &str) -> String {
    laws::clean(&cleaner("html.include = [\"links\"]"), &Record::html(body).with_url("https://example.org/a/b")).text
}

const LONG: &str = "The river fell by half a metre in the night, and it was not the first time.";

#[test]
fn paragraphs_headings_and_quotations() {
    let page = format!("<h1>The river</h1><p>{LONG}<h3>Its <b>bed</b></h3><blockquote><p>{LONG}<p>Second.</blockquote><p>End of it all.");
    let should = format!("# The river\n\n{LONG}\n\n### Its bed\n\n> {LONG}\n>\n> Second.\n\nEnd of it all.\n");
    assert_eq!(markdown(&page), should);
}

#[test]
fn lists() {
    let page =
        "<p>What to bring along:<ul><li>rope<li>boots<ol start=9><li>for one<li>for two<p>or three</ol><li>bread</ul><p>And no dogs.";
    let should = "What to bring along:\n\n- rope\n- boots\n  9. for one\n  10. for two\n\n      or three\n- bread\n\nAnd no dogs.\n";
    assert_eq!(markdown(page), should);
    let page = format!("<blockquote><ul><li>{LONG}<li>boots</ul></blockquote><ol><li value=4>rope<li>bread</ol>");
    assert_eq!(markdown(&page), format!("> - {LONG}\n> - boots\n\n4. rope\n5. bread\n"));
    // Two lists, and what stands between two others.
    let page =
        format!("<p>{LONG}<ol start=5><li>five</ol><ol><li>one<ul><li>a</ul><ul><li>b</ul></ol><ul><li>c</ul><p>And then<ul><li>d</ul>");
    assert_eq!(markdown(&page), format!("{LONG}\n\n5. five\n\n1) one\n   - a\n\n   * b\n\n- c\n\nAnd then\n\n- d\n"));
}

#[test]
fn emphasis_links_and_code() {
    for (body, should) in [
        ("He was <b>very <i>much</i></b> alive.", "He was **very *much*** alive."),
        ("He was <b>very</b><b> much</b> alive.", "He was **very much** alive."),
        ("He was <b>very <i>much</i></b><i> alive</i>.", "He was **very *much*** alive."),
        ("He <b></b>was <strong>  alive </strong>.", "He was **alive** ."),
        ("He is un<b>believ</b>able.", "He is un**believ**able."),
        ("<b>Note:</b>he lives.", "Note:he lives."),
        ("He wrote <em>**</em> below it.", "He wrote ** below it."),
        ("He ran <code>a ``b`` c</code> and <kbd>`</kbd>.", "He ran ```a ``b`` c``` and `` ` ``."),
        ("He read <a href='/x y'>the <em>news</em></a> today.", "He read [the *news*](https://example.org/x%20y) today."),
        ("He read <a href=#x>the</a> <a href='javascript:x()'>news</a> today.", "He read the news today."),
        ("He read <a href=c>one</a><a href=d>two</a>.", "He read [one](https://example.org/a/c)[two](https://example.org/a/d)."),
        ("<a href=c>He <b>reads</b> the news.</a>", "[He **reads** the news.](https://example.org/a/c)"),
    ] {
        assert_eq!(markdown(&format!("<p>{LONG}<p>{body}")), format!("{LONG}\n\n{should}\n"), "{body}");
    }
}

#[test]
fn the_text_of_a_link_cannot_end_it() {
    let page = "<p>One two three four five <a href='/x'>]( http://evil</a>, <a href='/y'>back\\</a> and <a href='/z'><code>a[0]</code></a> and so on.</p>";
    let base = "https://example.org";
    assert_eq!(
        markdown(page),
        format!("One two three four five [\\]( http://evil]({base}/x), [back\\\\]({base}/y) and [`a[0]`]({base}/z) and so on.\n")
    );
    assert_eq!(markdown("<p>One two three four <a href='java&#10;script:f()'>five</a> six.</p>"), "One two three four five six.\n");
}

#[test]
fn code_keeps_its_lines_and_blanks() {
    let page = format!(
        "<p>{LONG}<pre><code class='hl language-rust'>\nfn main() {{\n    let x  = 1;\n\n\n    x\n}}\n</code></pre><p>The end of it."
    );
    assert_eq!(markdown(&page), format!("{LONG}\n\n```rust\nfn main() {{\n    let x  = 1;\n\n\n    x\n}}\n```\n\nThe end of it.\n"));
    let page = format!("<ul><li>{LONG}<pre>  a\n```\nb <b>c</b></pre></ul>");
    assert_eq!(markdown(&page), format!("- {LONG}\n\n  ````\n    a\n  ```\n  b c\n  ````\n"));
    let page = format!("<p>{LONG}<pre><div>one</div><div>two</div></pre>");
    assert_eq!(markdown(&page), format!("{LONG}\n\n```\none\ntwo\n```\n"));
}

#[test]
fn tables() {
    let page = format!(
        "<p>{LONG}<table><caption>Levels of the river</caption><tr><th>Year<th>Level|mark<th>Who</tr>\
         <tr><td>1911<td><td>Ann</tr><tr><td colspan=2>1912<td>Ben <b>Lee</b></tr></table>"
    );
    let should = "Levels of the river\n\n| Year | Level\\|mark | Who |\n|---|---|---|\n| 1911 | | Ann |\n| 1912 | | Ben **Lee** |\n";
    assert_eq!(markdown(&page), format!("{LONG}\n\n{should}"));
    // Short cells are one line, whatever their editor put around their text; where a list stands in one, rows are still lines.
    let page = format!("<p>{LONG}<table><tr><th>a<th>b<tr><td><p>one</p><td><p>two<br>three</p><p>four</table>");
    assert_eq!(markdown(&page), format!("{LONG}\n\n| a | b |\n|---|---|\n| one | two three four |\n"));
    let page = format!("<p>{LONG}<table><tr><td><ul><li>one<li>two</ul><td>three<tr><td>four<td>five</table>");
    assert_eq!(markdown(&page), format!("{LONG}\n\n- one\n- two\n\nthree\n\nfour | five\n"));
    // One that only places text on the page.
    let page = format!("<table><tr><td><p>{LONG}<p>Second one.<td><ul><li>third</ul></tr></table>");
    assert_eq!(markdown(&page), format!("{LONG}\n\nSecond one.\n\n- third\n"));
}

#[test]
fn line_breaks() {
    let page = format!("<p>{LONG}<p>Roses are red,<br>violets are blue.<br><br>The third line.");
    assert_eq!(markdown(&page), format!("{LONG}\n\nRoses are red,  \nviolets are blue.\n\nThe third line.\n"));
}

#[test]
fn accidents_are_escaped() {
    let page = format!("<p>{LONG}<p># of boats: 4<p>12. May was the day.<ul><li>- so it was</ul><p>* * *<p><code># x</code> is it.");
    let should = format!("{LONG}\n\n\\# of boats: 4\n\n12\\. May was the day.\n\n- \\- so it was\n\n\\* * *\n\n`# x` is it.\n");
    assert_eq!(markdown(&page), should);
    for (body, should) in [
        ("<p>[a]: http://x.example", "\\[a]: http://x.example"),
        ("<p>[^1]: a note", "\\[^1]: a note"),
        ("<p>Use the &lt;div&gt; element &lt;!-- or --&gt; a < b && c.", "Use the \\<div> element \\<!-- or --> a < b && c."),
        ("<p>Write &amp;lt; for it, or <code>&amp;lt;</code>.", "Write \\&lt; for it, or `&lt;`."),
        ("<h2>In C #</h2>", "## In C \\#"),
        ("<h2>In C#</h2>", "## In C#"),
        ("<h2>One<br>and two</h2>", "## One and two"),
    ] {
        assert_eq!(markdown(&format!("<p>{LONG}{body}<p>{LONG}")), format!("{LONG}\n\n{should}\n\n{LONG}\n"), "{body}");
    }
}

#[test]
fn what_goes_takes_its_marks_along() {
    let cleaner = cleaner("html.drop = [\".x\"]\nrules.ad-label = \"on\"");
    let clean = |body: &str| laws::clean(&cleaner, &Record::html(format!("<main>{body}</main>"))).text;
    let clean = |body: &str| clean(body).replace(LONG, "LONG");
    let cleaner_of_named =
        Cleaner::new(Config::parse("html.to = \"markdown\"\nhtml.keep = [\"p\", \"li\"]\nhtml.drop = [\".x\"]", "test").unwrap());
    let named = |body: &str| laws::clean(&cleaner_of_named, &Record::html(body)).text.replace(LONG, "LONG");
    assert_eq!(clean(&format!("<p>{LONG}<ul><li>ADVERTISEMENT<li>bread</ul>")), "LONG\n\n- bread\n");
    assert_eq!(clean(&format!("<p>{LONG}<p><b>ADVERTISEMENT</b>")), "LONG\n");
    assert_eq!(named(&format!("<p>{LONG}<h2 class=x>Gone</h2><blockquote class=x>gone</blockquote><ol><li>one</ol>")), "LONG\n\n1. one\n");
}

#[test]
fn plain_text_has_links_alone() {
    let cleaner = Cleaner::new(Config::parse("html.include = [\"links\"]\nhtml.keep = [\"body\"]", "test").unwrap());
    let page =
        format!("<base href='https://example.org/n/'><h2>The river</h2><ul><li>{LONG}<li><b>See <a href=m>the map</a></b> of it.</ul>");
    let cleaned = laws::clean(&cleaner, &Record::html(page));
    assert_eq!(cleaned.text, format!("The river\n{LONG}\nSee [the map](https://example.org/n/m) of it.\n"));
}

#[test]
fn the_first_base_with_an_address_counts() {
    let page = format!("<base target=_blank><base href='https://example.org/n/'><base href='/m/'><p>{LONG} <a href=x>More</a> of it.");
    assert_eq!(markdown(&page), format!("{LONG} [More](https://example.org/n/x) of it.\n"));
}

#[test]
fn the_stage_can_be_switched_off_and_only_tag() {
    let page = Record::html(format!("<h2>The river</h2><p>{LONG}"));
    let plain = format!("The river\n{LONG}\n");
    assert_eq!(laws::clean(&cleaner("rules.markdown = \"off\""), &page).text, plain);
    let tagged = laws::clean(&cleaner("rules.markdown = \"tag\""), &page);
    assert_eq!((tagged.text, tagged.tags.len()), (plain, 2));
}

#[test]
fn what_grows_without_need_is_bounded() {
    let deep = format!("{}{LONG}{}", "<blockquote><ul><li>".repeat(300), "<p>x".repeat(2000));
    let wide = format!("<table><tr><td colspan=1000>{LONG}<td>x</tr><tr><td>a<td>b</tr></table>");
    let long = format!("<a href='/{}'>{}</a>", "x".repeat(2000), "<br>y".repeat(2000));
    for page in [deep, wide, long, format!("<pre>{}", "<div>a</div>".repeat(20_000))] {
        let text = markdown(&page);
        assert!(text.len() < page.len() * 12, "{} bytes of {}", text.len(), page.len());
    }
}

fn piece() -> impl Strategy<Value = String> {
    let open =
        "(p|li|ul|ol|ol start=3|b|i|code|pre|blockquote|h2|table|tr|td|th|td colspan=2|a href=x|a href=/y|div class=x|span class=x|br)";
    prop_oneof![
        2 => "[a-z #>|`*1.\\n\u{a0}-]{1,8}",
        1 => Just("ADVERTISEMENT".to_owned()),
        2 => open.prop_map(|tag: String| format!("<{tag}>")),
        1 => "(p|li|ul|ol|b|i|code|pre|blockquote|h2|table|tr|td|a|div|span)".prop_map(|tag: String| format!("</{tag}>")),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// Whatever stands on a page: the edits lead from its text to the Markdown and back, and marks are all that is put in.
    #[test]
    fn marks_can_be_taken_back(pieces in prop::collection::vec(piece(), 0..40)) {
        let page = Record::html(format!("<body><p>{LONG}<p>{}", pieces.concat()));
        let plain = Cleaner::new(Config::parse("html.keep = [\"body\"]\nhtml.drop = [\".x\"]", "test").unwrap());
        let plain = laws::clean(&plain, &page);
        let marked = laws::clean(&cleaner("html.include = [\"links\"]\nhtml.drop = [\".x\"]"), &page);
        prop_assert_eq!(&plain.source, &marked.source);
        prop_assert!(marked.edits.iter().filter(|e| e.rule == "markdown").all(|e| e.span.is_empty() && !e.with.is_empty()));
        let others = |cleaned: &boiloff::Cleaned| cleaned.edits.iter().filter(|e| !["markdown", "whitespace"].contains(&e.rule)).cloned().collect::<Vec<_>>();
        prop_assert_eq!(others(&plain), others(&marked));
    }
}
