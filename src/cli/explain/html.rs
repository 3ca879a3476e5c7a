//! The page that `explain --html` writes: the document line by line, with what went struck out and the reason beside it.
//!
//! It asks the network for nothing and runs no script, and whatever the document holds is text in it.

use std::collections::BTreeMap;
use std::fmt::Write;

use html_escape::encode_safe;

use super::blocks::Blocks;
use super::terminal::{is_quiet, looks_alike, status, visible};
use crate::cli::terminal::escaped;
use crate::{Cleaned, Edit, Span};

/// Its look.
const CSS: &str = include_str!("html.css");

/// Hostile text between tags.
fn shown(text: &str) -> String {
    encode_safe(&escaped(text).to_string()).into_owned()
}

/// The whole page. `name` is what the document is called.
pub fn page(cleaned: &Cleaned, blocks: &Blocks, name: &str) -> String {
    let mut out = format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
         <title>{0} - boiloff</title>\n<style>\n{CSS}</style>\n<header>\n<h1>{0}</h1>\n",
        shown(name)
    );
    header(&mut out, cleaned, blocks);
    out.push_str("</header>\n<label><input type=\"checkbox\" id=\"gone\" checked>Show what was taken out</label>\n<main>\n");
    let source = cleaned.source.as_str();
    let mut tags: Vec<_> = cleaned.tags.iter().collect();
    tags.sort_by_key(|t| t.span.start);
    let (mut edits, mut tags) = (&cleaned.edits[..], &tags[..]);
    let mut start = 0;
    for line in source.split_inclusive('\n') {
        let span = Span::new(start, start + line.len());
        start = span.end;
        let body = Span::new(span.start, span.end - (line.len() - line.trim_end_matches(['\n', '\r']).len()));
        // An edit that reaches into the next line is shown in both.
        let own = &edits[..edits.partition_point(|e| e.span.start < span.end)];
        edits = &edits[edits.partition_point(|e| e.span.end <= span.end && e.span.start < span.end)..];
        let (tagged, rest) = tags.split_at(tags.partition_point(|t| t.span.start < span.end));
        tags = rest;
        let (text, is_gone) = text(source, body, own);
        let mut remarks = String::new();
        for edit in own.iter().filter(|e| e.span.start >= span.start && !is_quiet(e) && !looks_alike(e.span.of(source), &e.with)) {
            // Writing to a string cannot fail.
            let _ = write!(remarks, "<b>{}</b> {} {:.2}<br>", shown(edit.rule), edit.evidence, edit.score);
        }
        for tag in tagged {
            let _ = write!(remarks, "<i>tagged {}</i> {}<br>", shown(tag.rule), tag.evidence);
        }
        if let Some(row) = blocks.within(span).first() {
            let score = row.score.map(|score| format!(" ({score:.2})")).unwrap_or_default();
            let _ = write!(remarks, "{}{score}", encode_safe(&row.path));
        }
        if !body.is_empty() || !remarks.is_empty() {
            let class = if is_gone { " class=\"gone\"" } else { "" };
            let _ = writeln!(out, "<div{class}><p>{text}</p><small>{remarks}</small></div>");
        }
    }
    out.push_str("</main>\n");
    out
}

/// A line of the source with its edits; true if nothing of it is left.
fn text(source: &str, line: Span, edits: &[Edit]) -> (String, bool) {
    let mut out = String::new();
    let mut at = line.start;
    let mut is_left = false;
    let clip = |span: Span| Span::new(span.start.clamp(line.start, line.end), span.end.clamp(line.start, line.end));
    let whole = edits.iter().any(|e| e.with.trim().is_empty() && e.span.contains(line));
    for edit in edits {
        let span = clip(edit.span);
        let kept = &source[at..span.start.max(at)];
        is_left |= !kept.trim().is_empty();
        out += &shown(kept);
        at = span.end.max(at);
        let was = span.of(source);
        if looks_alike(was, &edit.with) && !was.is_empty() && !edit.with.is_empty() {
            is_left |= !was.trim().is_empty();
            out += &shown(&edit.with.replace('\n', ""));
            continue;
        }
        // Writing to a string cannot fail.
        let _ = match (was.is_empty(), whole) {
            (true, _) => Ok(()),
            (false, true) => write!(out, "{}", shown(was)),
            (false, false) => write!(out, "<del>{}</del>", shown(was)),
        };
        let with = edit.with.trim_matches('\n');
        if !with.is_empty() && edit.span.start >= line.start {
            is_left |= !is_quiet(edit);
            let _ = write!(out, "<ins>{}</ins>", shown(&visible(with)));
        }
    }
    let kept = &source[at..line.end.max(at)];
    is_left |= !kept.trim().is_empty();
    out += &shown(kept);
    (out, !is_left && !line.is_empty())
}

fn header(out: &mut String, cleaned: &Cleaned, blocks: &Blocks) {
    let _ = writeln!(out, "<p>{}</p>", shown(&status(cleaned)));
    let mut rules: BTreeMap<&str, usize> = BTreeMap::new();
    cleaned.edits.iter().for_each(|edit| *rules.entry(edit.rule).or_default() += 1);
    out.push_str("<ul>");
    let (all, kept) = blocks.counts();
    if all > 0 {
        let _ = write!(out, "<li><b>{kept}</b> of {all} blocks stay</li>");
    }
    for (rule, edits) in rules {
        let _ = write!(out, "<li>{} <b>{edits}</b></li>", shown(rule));
    }
    out.push_str("</ul>\n");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Cleaner, Config, Record};

    fn of(record: Record) -> String {
        let mut blocks = Blocks::default();
        let cleaned = Cleaner::new(Config::default()).clean_watched(record, &mut blocks);
        page(&cleaned, &blocks, "a <b>")
    }

    #[test]
    fn what_goes_is_struck_out_with_its_reason() {
        let page = of(Record::text("He left without a word.\nADVERTISEMENT\nShe stayed at home.\n"));
        assert!(page.contains("<div><p>He left without a word.</p><small></small></div>"), "{page}");
        assert!(page.contains("<div class=\"gone\"><p>ADVERTISEMENT</p><small><b>ad-label</b> phrase + shape"), "{page}");
        assert!(page.contains("<title>a &lt;b&gt; - boiloff</title>"));
    }

    #[test]
    fn blocks_of_a_page_tell_where_they_stand() {
        let long = "The river fell by half a metre in the night, and it was not the first time that this had happened in a dry year.";
        let page = of(Record::html(format!(
            "<nav><ul><li><a href=/>Home</a></li><li><a href=/n>News</a></li></ul></nav><article><p>{long}</p><p>{long} <b>1</b>&lt;i&gt;</p></article>"
        )));
        assert!(page.contains("<div class=\"gone\"><p>Home</p><small><b>main-content</b> scorer "), "{page}");
        assert!(page.contains("nav &gt; ul &gt; li &gt; a ("), "{page}");
        assert!(page.contains("article &gt; p (") && page.contains("1&lt;i&gt;</p>"), "{page}");
    }
}
