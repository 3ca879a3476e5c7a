//! `report.html`: the report for people, in one file that asks the network for nothing and runs no script.
//!
//! The page quotes documents, and documents are hostile: every text goes through `Text`, and a content security policy in the
//! page forbids whatever might get past it.

use std::fmt::{self, Write};

use super::show::{bytes, count, has_ink, pages, plural, proportion, seconds, share, visible};
use super::terminal::document;
use super::{Least, LineCount, Listed, PlaceCount, Report, RuleCount, Sample, Tally, Timings, Totals};
use crate::review::Precision;
use crate::rules;

/// The frame of the page.
const FRAME: &str = include_str!("page.html");

/// Its look.
const CSS: &str = include_str!("page.css");

/// Sites and languages that are shown; `report.json` has the rest.
const PLACES_SHOWN: usize = 15;

/// Removed lines that are shown.
const LINES_SHOWN: usize = 40;

/// A text between tags or in a quoted attribute.
struct Text<'t>(&'t str);

impl fmt::Display for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut rest = self.0;
        while let Some(at) = rest.find(['&', '<', '>', '"', '\'', '\0']) {
            f.write_str(&rest[..at])?;
            f.write_str(match rest.as_bytes()[at] {
                b'&' => "&amp;",
                b'<' => "&lt;",
                b'>' => "&gt;",
                b'"' => "&quot;",
                b'\'' => "&#39;",
                _ => "\u{fffd}",
            })?;
            rest = &rest[at + 1..];
        }
        f.write_str(rest)
    }
}

/// Hostile text, with what cannot be seen written out.
fn shown(text: &str) -> String {
    Text(&visible(text)).to_string()
}

/// Adds to the page. Writing to a string cannot fail.
macro_rules! put {
    ($out:expr, $($part:tt)*) => {{
        let _ = write!($out, $($part)*);
    }};
}

/// The whole page. The same report gives the same page.
#[must_use]
pub fn page(report: &Report) -> String {
    let mut body = String::new();
    header(&mut body, report);
    body.push_str("<main>\n");
    headline(&mut body, &report.totals);
    by_rule(&mut body, report);
    body.push_str("<div class=\"pair\">\n");
    by_place(&mut body, "languages", "Removed by language", "Language", &report.languages);
    by_place(&mut body, "sites", "Removed by site", "Site", &report.sites);
    body.push_str("</div>\n");
    lines(&mut body, &report.lines);
    precision(&mut body, &report.precision);
    samples(&mut body, report);
    to_look_at(&mut body, report);
    if let Some(timings) = &report.timings {
        throughput(&mut body, timings);
    }
    body.push_str("</main>\n");
    footer(&mut body, report);
    let title = format!("{}, {} removed", plural(report.totals.documents, "document"), bytes(report.totals.removed_bytes));
    let frame = [("version", shown(&report.boiloff_version)), ("title", title), ("css", CSS.into()), ("body", body)];
    fill(&frame)
}

/// The frame with its slots filled; what stands in a slot is not looked at again.
fn fill(slots: &[(&str, String)]) -> String {
    let mut parts = FRAME.split("{{");
    let mut out = String::from(parts.next().unwrap_or_default());
    for part in parts {
        let (name, rest) = part.split_once("}}").unwrap_or((part, ""));
        slots.iter().filter(|(slot, _)| *slot == name).for_each(|(_, text)| out.push_str(text));
        out.push_str(rest);
    }
    out
}

fn header(out: &mut String, report: &Report) {
    out.push_str("<header>\n<h1><b>boiloff</b> report</h1>\n<nav aria-label=\"Sections\"><ul>");
    let sections = [
        ("rules", "Rules", !report.rules.is_empty()),
        ("languages", "Languages", is_known(&report.languages)),
        ("sites", "Sites", is_known(&report.sites)),
        ("lines", "Lines", !report.lines.is_empty()),
        ("precision", "Precision", !report.precision.is_empty()),
        ("samples", "Samples", !report.samples.is_empty()),
        ("look", "Worth a look", true),
        ("speed", "Speed", report.timings.is_some()),
    ];
    for (id, name, _) in sections.iter().filter(|s| s.2) {
        put!(out, "<li><a href=\"#{id}\">{name}</a></li>");
    }
    out.push_str("</ul></nav>\n</header>\n");
}

fn headline(out: &mut String, t: &Totals) {
    out.push_str("<dl class=\"figures\">\n");
    let inputs = if t.inputs > 0 { format!("from {}", plural(t.inputs, "input")) } else { format!("{} changed", count(t.changed)) };
    let figures = [
        ("documents", "Documents", count(t.documents), inputs),
        ("in", "Came in", bytes(t.bytes_in), pages(t).unwrap_or_else(|| "decoded text".into())),
        (
            "removed",
            "Removed",
            bytes(t.removed_bytes),
            format!("{} of what came in, in {}", share(t.removed_bytes, t.bytes_in), plural(t.edits, "edit")),
        ),
        ("out", "Went out", bytes(t.bytes_out), "clean text".into()),
    ];
    for (class, name, value, note) in figures {
        put!(out, "<div class=\"{class}\"><dt>{name}</dt><dd>{value}<small>{note}</small></dd></div>\n");
    }
    out.push_str("</dl>\n");
    let untouched = t.bytes_in.saturating_sub(t.removed_bytes);
    let (kept, swapped) = (percent(untouched, t.bytes_in), percent(t.written_bytes.min(t.removed_bytes), t.bytes_in));
    if t.bytes_in > 0 {
        let label = format!("{} left as it was, {} removed", share(untouched, t.bytes_in), share(t.removed_bytes, t.bytes_in));
        put!(out, "<div class=\"whole\" role=\"img\" aria-label=\"{label}\"><i style=\"width:{kept}%\"></i>");
        if t.written_bytes > 0 {
            put!(out, "<s style=\"width:{swapped}%\"></s>");
        }
        if t.removed_bytes > t.written_bytes {
            out.push_str("<b></b>");
        }
        put!(out, "</div>\n<ul class=\"legend\"><li>{} left as it was</li>", bytes(untouched));
        if t.written_bytes > 0 {
            put!(out, "<li class=\"swapped\">{} written in place of what was removed</li>", bytes(t.written_bytes));
        }
        put!(
            out,
            "<li class=\"gone\">{} gone, all of it kept in the ledger</li></ul>\n",
            bytes(t.removed_bytes.saturating_sub(t.written_bytes))
        );
    }
}

/// A share of a bar, in percent with two decimals.
fn percent(part: u64, whole: u64) -> String {
    let percent = if whole == 0 { 0.0 } else { part as f64 / whole as f64 * 100.0 };
    format!("{:.2}", percent.clamp(0.0, 100.0))
}

/// A bar of what was removed, the part for which something else was written in a paler colour.
fn bar(out: &mut String, removed: u64, written: u64, most: u64) {
    let swapped = written.min(removed);
    put!(out, "<td class=\"bars\" aria-hidden=\"true\"><span><i style=\"width:{}%\"></i>", percent(removed - swapped, most));
    if swapped > 0 {
        put!(out, "<s style=\"width:{}%\"></s>", percent(swapped, most));
    }
    out.push_str("</span></td>");
}

/// Opens a section with its heading and a sentence.
fn section(out: &mut String, id: &str, title: &str, intro: &str) {
    put!(out, "<section id=\"{id}\" aria-labelledby=\"{id}-title\">\n<h2 id=\"{id}-title\">{title}</h2>\n<p class=\"intro\">{intro}</p>\n");
}

/// A table's head; an empty title belongs to the bars.
fn table(out: &mut String, class: &str, titles: &[&str]) {
    put!(out, "<table class=\"{class}\">\n<thead><tr>");
    for (n, title) in titles.iter().enumerate() {
        match *title {
            "" => out.push_str("<td class=\"bars\" aria-hidden=\"true\"></td>"),
            _ => put!(
                out,
                "<th scope=\"col\"{}>{title}</th>",
                if n == 0 || matches!(*title, "Why" | "Rules") { " class=\"text\"" } else { "" }
            ),
        }
    }
    out.push_str("</tr></thead>\n<tbody>\n");
}

/// A cell with a number; the label stands beside it where the head is not shown.
fn number(out: &mut String, value: &str, label: &str) {
    put!(out, "<td class=\"num\" data-label=\"{label}\">{value}</td>");
}

fn by_rule(out: &mut String, report: &Report) {
    let ranked = report.rules.ranked();
    let Some(first) = ranked.first() else { return };
    section(out, "rules", "Removed by rule", "Each removed byte is counted under the one rule that took it.");
    table(out, "stack", &["Rule", "", "Removed", "Of input", "Edits", "Documents"]);
    let most = first.removed_bytes;
    for rule in ranked {
        let RuleCount { name, edits, documents, removed_bytes, written_bytes, tags } = rule;
        put!(out, "<tr><th scope=\"row\"><bdi>{}</bdi>", shown(name));
        if let Some(info) = rules::info(name) {
            put!(out, "<small>{}</small>", Text(&info.summary()));
        }
        out.push_str("</th>");
        bar(out, *removed_bytes, *written_bytes, most);
        number(out, &bytes(*removed_bytes), "");
        number(out, &share(*removed_bytes, report.totals.bytes_in), "");
        match (edits, tags) {
            (_, 0) => number(out, &count(*edits), "edits"),
            (0, _) => number(out, &format!("{} marked", count(*tags)), ""),
            _ => number(out, &format!("{} + {} marked", count(*edits), count(*tags)), ""),
        }
        number(out, &count(*documents), "documents");
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody></table>\n</section>\n");
}

/// True if at least one document's place is known.
fn is_known<const CAP: usize>(places: &Tally<PlaceCount, CAP>) -> bool {
    places.ranked().iter().any(|p| !p.name.is_empty())
}

fn by_place<const CAP: usize>(out: &mut String, id: &str, title: &str, name: &str, places: &Tally<PlaceCount, CAP>) {
    if !is_known(places) {
        return;
    }
    let ranked = places.ranked();
    section(out, id, title, "The share is of the bytes that came in from there.");
    table(out, "rows", &[name, "", "Removed", "Share", "Documents"]);
    let most = ranked.first().map_or(0, |p| p.removed_bytes);
    for place in ranked.iter().take(PLACES_SHOWN) {
        let PlaceCount { name, documents, bytes_in, removed_bytes, written_bytes, .. } = place;
        let name = if name.is_empty() { "not known".into() } else { shown(name) };
        let by: Vec<String> = place.top_rules().iter().take(2).map(|(rule, _)| shown(rule)).collect();
        put!(out, "<tr><th scope=\"row\"><bdi>{name}</bdi><small>{}</small></th>", by.join(", "));
        bar(out, *removed_bytes, *written_bytes, most);
        number(out, &bytes(*removed_bytes), "");
        number(out, &share(*removed_bytes, *bytes_in), "");
        number(out, &count(*documents), "documents");
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody></table>\n");
    rest(out, ranked.len(), PLACES_SHOWN, places.one_in());
    out.push_str("</section>\n");
}

/// Says what a list leaves out.
fn rest(out: &mut String, kept: usize, at_most: usize, one_in: u64) {
    let more = kept.saturating_sub(at_most);
    if more > 0 {
        put!(out, "<p class=\"note\">{} more in <code>report.json</code>.</p>\n", count(more as u64));
    }
    if one_in > 1 {
        put!(out, "<p class=\"note\">There are too many to count each: one in {}, drawn by hash, is counted exactly.</p>\n", count(one_in));
    }
}

fn lines<const CAP: usize>(out: &mut String, lines: &Tally<LineCount, CAP>) {
    if lines.is_empty() {
        return;
    }
    let ranked = lines.ranked();
    section(out, "lines", "Most repeated removed lines", "Lines that differ only in numbers, case or accents are counted together.");
    table(out, "stack", &["Line", "Times", "Rules"]);
    for line in ranked.iter().take(LINES_SHOWN) {
        let rules: Vec<String> = line.rules.iter().map(|rule| shown(rule)).collect();
        put!(out, "<tr><th scope=\"row\" class=\"line\" dir=\"auto\">{}</th>", shown(&line.text));
        number(out, &count(line.count), "times");
        put!(out, "<td class=\"text soft\">{}</td></tr>\n", rules.join(", "));
    }
    out.push_str("</tbody></table>\n");
    rest(out, ranked.len(), LINES_SHOWN, lines.one_in());
    out.push_str("</section>\n");
}

fn precision(out: &mut String, estimates: &[Precision]) {
    if estimates.is_empty() {
        return;
    }
    let intro = "How often each rule is right, by the removals that people have judged. The share among all removals lies in the interval \
        (Wilson's, of 95 %) for 95 of 100 such samples. Rules that go by a model are estimated for each band of scores.";
    section(out, "precision", "Precision by review", intro);
    table(out, "stack", &["Rule", "", "Judged", "Right", "Precision", "Interval"]);
    for Precision { rule, band, reviewed, right, precision, low, high } in estimates {
        put!(out, "<tr><th scope=\"row\"><bdi>{}</bdi>", shown(rule));
        if let Some(band) = band {
            put!(out, "<small>scores {}</small>", shown(band));
        }
        put!(out, "</th><td class=\"bars\" aria-hidden=\"true\"><span><i style=\"width:{:.2}%\"></i></span></td>", precision * 100.0);
        number(out, &count(*reviewed), "judged");
        number(out, &count(*right), "right");
        number(out, &proportion(*precision), "");
        number(out, &format!("{} to {}", proportion(*low), proportion(*high)), "");
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody></table>\n</section>\n");
}

fn samples(out: &mut String, report: &Report) {
    if report.samples.is_empty() {
        return;
    }
    let intro = "A fair draw from the changes of each rule, with the text before and behind. Struck out is what was removed, green what was written instead.";
    section(out, "samples", "Samples in context", intro);
    let ranked = report.rules.ranked();
    for rule in &ranked {
        let Some(samples) = report.samples.get(&rule.name) else { continue };
        let open = if rule.name == ranked[0].name { " open" } else { "" };
        let all = if rule.edits > 0 { plural(rule.edits, "edit") } else { format!("{} only marked", count(rule.tags)) };
        put!(out, "<details{open}><summary><h3><bdi>{}</bdi></h3><span>{} of {all}</span></summary>\n", shown(&rule.name), samples.len());
        out.push_str("<div class=\"samples\">\n");
        samples.iter().for_each(|s| sample(out, s));
        out.push_str("</div></details>\n");
    }
    out.push_str("</section>\n");
}

fn sample(out: &mut String, sample: &Sample) {
    let (was, line_end) = split_line_end(&sample.was);
    let class = if sample.tag { " class=\"tagged\"" } else { "" };
    put!(out, "<figure{class}><blockquote dir=\"auto\">{}", context(&sample.before));
    if !was.is_empty() {
        let more = sample.span.end.saturating_sub(sample.span.start).saturating_sub(sample.was.len()) as u64;
        let more = if more > 0 { format!(" <span class=\"more\">and {} more</span>", bytes(more)) } else { String::new() };
        put!(out, "<del>{}</del>{more}", removed(was));
    }
    let (with, with_end) = split_line_end(&sample.with);
    if !with.is_empty() {
        put!(out, "<ins>{}</ins>", removed(with));
    }
    if !line_end.is_empty() || !with_end.is_empty() {
        out.push('\n');
    }
    let place = Listed { source: sample.source.clone(), record: sample.record, ..Listed::default() };
    let (place, span) = (document(&place), sample.span);
    put!(
        out,
        "{}</blockquote><figcaption><bdi>{}</bdi>, bytes {}–{}",
        context(&sample.after),
        Text(&place),
        count(span.start as u64),
        count(span.end as u64)
    );
    let evidence: Vec<String> = sample.evidence.iter().map(|kind| shown(kind)).collect();
    if !evidence.is_empty() {
        put!(out, "<br>{}", evidence.join(" + "));
    }
    put!(out, ", score {:.2}{}</figcaption></figure>\n", sample.score, if sample.tag { ", only marked" } else { "" });
}

/// Text and its last line end, if there is any text; line ends alone are the text.
fn split_line_end(text: &str) -> (&str, &str) {
    let body = text.trim_end_matches(['\n', '\r']);
    if has_ink(body) { text.split_at(body.len()) } else { (text, "") }
}

/// Surrounding text: its lines stay lines.
fn context(text: &str) -> String {
    text.split('\n').map(|line| shown(line.trim_end_matches('\r'))).collect::<Vec<_>>().join("\n")
}

/// Removed or written text: lines stay lines if there is something in them to see.
fn removed(text: &str) -> String {
    if has_ink(text) { context(text) } else { shown(text) }
}

fn to_look_at(out: &mut String, report: &Report) {
    let t = &report.totals;
    let problems = t.rejected + t.left_out + t.flagged + t.marked + t.passed_through + t.emptied;
    let intro = if problems == 0 {
        "No document was rejected, left out, flagged, passed through or emptied."
    } else {
        "Documents whose cleaning ended in an unusual way. Where there are many, the first of them by name."
    };
    section(out, "look", "Worth a look", intro);
    out.push_str("<div class=\"look\">\n");
    let kinds: [(&str, u64, &Least<Listed, { super::LISTED_MAX }>); 6] = [
        ("Rejected: could not be read", t.rejected, &report.rejected),
        ("Left out, as was asked for", t.left_out, &report.left_out),
        ("Flagged: kept, but doubtful", t.flagged, &report.flagged),
        ("Perhaps no document: an error page or the like", t.marked, &report.marked),
        ("Passed through unchanged because of a limit", t.passed_through, &report.passed_through),
        ("Emptied: nothing is left", t.emptied, &report.emptied),
    ];
    for (title, total, list) in kinds.into_iter().filter(|k| k.1 > 0) {
        put!(out, "<h3><span>{}</span> {title}</h3>\n", count(total));
        documents(out, list.iter());
        rest_of(out, total, list.len());
    }
    if !report.losing_most.is_empty() {
        out.push_str("<h3>Lost the largest share</h3>\n");
        documents(out, report.losing_most.iter().map(|loss| &loss.0));
    }
    out.push_str("</div>\n</section>\n");
}

fn rest_of(out: &mut String, total: u64, listed: usize) {
    let more = total.saturating_sub(listed as u64);
    if more > 0 {
        put!(out, "<p class=\"note\">{} more in the ledger.</p>\n", count(more));
    }
}

fn documents<'l>(out: &mut String, list: impl Iterator<Item = &'l Listed> + Clone) {
    let has_why = list.clone().any(|l| !l.why.is_empty());
    // What could not be read has no size.
    let has_size = list.clone().any(|l| l.bytes_in > 0);
    let mut titles = vec!["Document"];
    titles.extend(has_why.then_some("Why"));
    titles.extend(["In", "Out", "Lost"].into_iter().filter(|_| has_size));
    table(out, "stack", &titles);
    for listed in list {
        put!(out, "<tr><th scope=\"row\"><bdi>{}</bdi></th>", Text(&document(listed)));
        if has_why {
            put!(out, "<td class=\"text soft\">{}</td>", shown(&listed.why));
        }
        if has_size {
            number(out, &bytes(listed.bytes_in), "in");
            number(out, &bytes(listed.bytes_out), "out");
            number(out, &share(listed.lost(), listed.bytes_in), "lost");
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody></table>\n");
}

fn throughput(out: &mut String, timings: &Timings) {
    let speed = format!("{}/s", bytes(timings.bytes_per_second as u64));
    let intro = format!("{} on {}, {speed} as decoded.", seconds(timings.wall_seconds), plural(timings.threads, "thread"));
    section(out, "speed", "Speed", &intro);
    if !timings.stages.is_empty() {
        table(out, "stack time", &["Stage", "", "Time, all threads", "Share"]);
        let sum: f64 = timings.stages.iter().map(|(_, s)| s).sum();
        let most = timings.stages.iter().map(|(_, s)| *s).fold(0.0, f64::max);
        let part = |s: f64, whole: f64| if whole > 0.0 { s / whole * 100.0 } else { 0.0 };
        for (stage, s) in timings.stages.iter().filter(|(_, s)| *s != 0.0) {
            put!(out, "<tr><th scope=\"row\">{}</th>", shown(stage));
            put!(out, "<td class=\"bars\" aria-hidden=\"true\"><span><i style=\"width:{:.2}%\"></i></span></td>", part(*s, most));
            number(out, &seconds(*s), "");
            number(out, &format!("{:.1}%", part(*s, sum)), "");
            out.push_str("</tr>\n");
        }
        out.push_str("</tbody></table>\n");
    }
    out.push_str("</section>\n");
}

fn footer(out: &mut String, report: &Report) {
    put!(out, "<footer><p>boiloff {}.", shown(&report.boiloff_version));
    let t = &report.totals;
    let mut encodings: Vec<(&String, u64)> = t.encodings.iter().map(|(name, n)| (name, *n)).collect();
    encodings.sort_by_key(|&(name, n)| (std::cmp::Reverse(n), name));
    let encodings: Vec<String> = encodings.iter().map(|(name, n)| format!("{} ({})", shown(name), count(*n))).collect();
    if !encodings.is_empty() {
        put!(out, " Documents by encoding: {}.", encodings.join(", "));
    }
    if t.replaced > 0 {
        put!(out, " {} became U+FFFD.", plural(t.replaced, "malformed sequence"));
    }
    out.push_str(
        " Every change is in <code>ledger.jsonl.zst</code>; <code>boiloff restore</code> rebuilds the input from it.</p></footer>\n",
    );
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Span;
    use crate::io::ledger::{Change, Entry};

    const HOSTILE: &str = "<script>alert(1)</script>\"' onload='x' {{body}} \u{202e}\0";

    fn hostile() -> Report {
        let text = || HOSTILE.to_string();
        let change = Change {
            span: Span::new(0, HOSTILE.len()),
            was: text(),
            with: text(),
            rule: text(),
            evidence: vec![text()],
            score: 1.0,
            before: text(),
            after: text(),
        };
        let removal = Change { with: String::new(), ..change.clone() };
        let mut report = Report::default();
        for status in ["cleaned", "emptied", "passed-through"] {
            report.add(&Entry {
                source: text(),
                record: 3,
                id: Some(text()),
                site: Some(text()),
                language: Some(text()),
                status: status.into(),
                why: Some(text()),
                verdict: Some(text()),
                bytes_in: 1000,
                bytes_out: 100,
                encoding: text(),
                replaced: 1,
                edits: vec![removal.clone(), change.clone()],
                tags: vec![change.clone()],
                ..Entry::default()
            });
        }
        report.reject(HOSTILE, 1, HOSTILE);
        report.boiloff_version = text();
        report.precision = vec![Precision::new(text(), Some(text()), 1, 2)];
        report.timings = Some(Timings { stages: vec![(text(), f64::NAN), (text(), 1.0)], wall_seconds: 1.0, ..Timings::default() });
        report
    }

    #[test]
    fn no_text_of_a_document_becomes_markup() {
        let page = page(&hostile());
        assert!(!page.contains("<script") && !page.contains("onload='") && !page.contains(['\0', '\u{202e}']));
        let quoted = page.matches("&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39; onload=&#39;x&#39; {{body}}").count();
        assert!(quoted > 30, "{quoted}");
    }

    #[test]
    fn every_element_that_is_opened_is_closed() {
        let tag = regex::Regex::new("<(/?)([a-z][a-z0-9]*)[^>]*>").unwrap();
        for report in [hostile(), Report::default()] {
            let page = page(&report);
            let mut open = Vec::new();
            for found in tag.captures_iter(&page) {
                match (&found[1], &found[2]) {
                    (_, "meta" | "br") => {}
                    ("", name) => open.push(name.to_string()),
                    (_, name) => assert_eq!(open.pop().as_deref(), Some(name), "{}", &page[..found.get(0).unwrap().end()]),
                }
            }
            assert_eq!(open, Vec::<String>::new());
        }
    }

    #[test]
    fn nothing_is_asked_from_the_network() {
        let page = page(&hostile());
        assert!(!["http://", "https://", "src=", "@import", "url("].iter().any(|s| page.contains(s)));
    }

    #[test]
    fn line_ends_of_a_removed_line_stay_line_ends_and_blanks_are_shown() {
        assert_eq!(split_line_end("ADVERTISEMENT\r\n"), ("ADVERTISEMENT", "\r\n"));
        assert_eq!(split_line_end("\n\n"), ("\n\n", ""));
        assert_eq!(removed(" \n"), "␣↵");
        assert_eq!(context("one\r\ntwo"), "one\ntwo");
    }
}
