//! What `explain` prints: the source with marks, a remark behind each changed line, a summary.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::mem;

use unicode_normalization::UnicodeNormalization;

use super::blocks::Blocks;
use crate::cli::terminal::{ADDED, BOLD, FAINT, PLAIN, REMOVED, TAGGED, escaped};
use crate::document::Author;
use crate::html::markdown::Markdown;
use crate::{Cleaned, Edit, Finding, Meta, Span, Status, Verdict};

/// What stands around a piece of the text.
#[derive(Clone, Copy)]
struct Marks {
    removed: [&'static str; 2],
    added: [&'static str; 2],
    remark: [&'static str; 2],
    tagged: [&'static str; 2],
    heading: [&'static str; 2],
}

const COLOURS: Marks =
    Marks { removed: [REMOVED, PLAIN], added: [ADDED, PLAIN], remark: [FAINT, PLAIN], tagged: [TAGGED, PLAIN], heading: [BOLD, PLAIN] };

const LETTERS: Marks = Marks { removed: ["[-", "-]"], added: ["{+", "+}"], remark: [""; 2], tagged: [""; 2], heading: [""; 2] };

/// All of it.
pub fn listing(cleaned: &Cleaned, blocks: &Blocks, coloured: bool, all: bool) -> String {
    let marks = if coloured { COLOURS } else { LETTERS };
    let mut tags: Vec<&Finding> = cleaned.tags.iter().collect();
    tags.sort_by_key(|t| t.span.start);
    let mut listing = Listing { out: String::new(), marks, remarks: Vec::new(), cleaned, blocks, all, tags, told: 0, shown: 0 };
    let mut at = 0;
    for edit in &cleaned.edits {
        listing.text(at, edit.span.start);
        listing.change(edit);
        at = edit.span.end;
    }
    listing.text(at, cleaned.source.len());
    if !listing.remarks.is_empty() || !(listing.out.is_empty() || listing.out.ends_with('\n')) {
        listing.end_line(at);
    }
    summary(&mut listing.out, cleaned, blocks, marks);
    listing.out
}

struct Listing<'a> {
    out: String,
    marks: Marks,
    /// For the end of the line.
    remarks: Vec<String>,
    cleaned: &'a Cleaned,
    blocks: &'a Blocks,
    /// Everything is told.
    all: bool,
    /// In the order of the source.
    tags: Vec<&'a Finding>,
    /// How many of them have been told.
    told: usize,
    /// How far lines of the source have been shown; each block is told once, however often an edit ends the line.
    shown: usize,
}

impl Listing<'_> {
    /// A piece of the source that stays.
    fn text(&mut self, start: usize, end: usize) {
        self.lines(start, end, ["", ""]);
    }

    /// A piece of the source between marks, line by line; each line's remarks stand behind it.
    fn lines(&mut self, start: usize, end: usize, marks: [&str; 2]) {
        let mut at = start;
        for line in self.cleaned.source[start..end].split_inclusive('\n') {
            at += line.len();
            let body = line.strip_suffix('\n').unwrap_or(line);
            self.marked(body.strip_suffix('\r').unwrap_or(body), marks);
            if line.ends_with('\n') {
                self.end_line(at);
            }
        }
    }

    fn marked(&mut self, text: &str, [open, close]: [&str; 2]) {
        if !text.is_empty() {
            // Writing to a string cannot fail.
            let _ = write!(self.out, "{open}{}{close}", escaped(text));
        }
    }

    fn change(&mut self, edit: &Edit) {
        let all = self.all;
        let was = edit.span.of(&self.cleaned.source);
        if looks_alike(was, &edit.with) {
            if all {
                self.marked(&visible(was), self.marks.removed);
                self.marked(&visible(&edit.with), self.marks.added);
                self.remarks.push(self.remark(edit));
            }
            for line in edit.with.split_inclusive('\n') {
                if !all {
                    self.marked(line.strip_suffix('\n').unwrap_or(line), ["", ""]);
                }
                if line.ends_with('\n') {
                    self.end_line(edit.span.end);
                }
            }
            return;
        }
        if all || !is_quiet(edit) {
            self.remarks.push(self.remark(edit));
        }
        // The line end that both sides have is no part of the change.
        let kept = usize::from(was.ends_with('\n') && edit.with.ends_with('\n'));
        self.lines(edit.span.start, edit.span.end - kept, self.marks.removed);
        self.marked(&visible(&edit.with[..edit.with.len() - kept]), self.marks.added);
        if kept > 0 {
            self.end_line(edit.span.end);
        }
    }

    fn remark(&self, edit: &Edit) -> String {
        let mut remark = format!("{}: {} ({:.2})", edit.rule, edit.evidence, edit.score);
        if let Some(row) = self.blocks.at(edit.span.start).filter(|row| row.goes && edit.span.contains(row.span)) {
            // Writing to a string cannot fail.
            let _ = write!(remark, " in {}", row.path);
        }
        remark
    }

    /// Ends the line with its remarks. `at` is how far the source has been shown.
    fn end_line(&mut self, at: usize) {
        if self.all {
            let kept = self.blocks.within(Span::new(mem::replace(&mut self.shown, at), at)).iter().filter(|row| !row.goes);
            let remarks = kept.filter_map(|row| Some(format!("main content ({:.2}) in {}", row.score?, row.path)));
            self.remarks.extend(remarks);
        }
        let [open, close] = self.marks.remark;
        for remark in mem::take(&mut self.remarks) {
            let _ = write!(self.out, "  {open}<- {remark}{close}");
        }
        let [open, close] = self.marks.tagged;
        while let Some(tag) = self.tags.get(self.told).filter(|t| t.span.start < at) {
            let _ = write!(self.out, "  {open}<- tagged {}: {}{close}", tag.rule, tag.evidence);
            self.told += 1;
        }
        self.out.push('\n');
    }
}

/// True for changes that say themselves what they are: the signs of Markdown.
pub fn is_quiet(edit: &Edit) -> bool {
    edit.rule == Markdown::INFO.id
}

/// True if a reader would not see the difference: blanks for blanks, or the same letters composed otherwise.
pub fn looks_alike(was: &str, with: &str) -> bool {
    (is_blank(was) && is_blank(with)) || was.nfc().eq(with.nfc())
}

/// True for a text of which nothing shows.
fn is_blank(text: &str) -> bool {
    text.chars().all(|c| c.is_whitespace() || c.is_control() || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}'))
}

/// Line ends and other blanks as characters that show.
pub fn visible(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\n' => "⏎".to_owned(),
            '\t' => "⇥".to_owned(),
            ' ' if is_blank(text) => "·".to_owned(),
            c if c.is_whitespace() && c != ' ' => c.escape_unicode().to_string(),
            c => c.to_string(),
        })
        .collect()
}

/// How it ended, and how much went.
pub fn status(cleaned: &Cleaned) -> String {
    let (was, is) = (cleaned.source.len(), cleaned.text.len());
    let gone = was.saturating_sub(is);
    let share = 100.0 * gone as f64 / was.max(1) as f64;
    let status = match cleaned.status {
        Status::Cleaned => "cleaned".to_owned(),
        Status::PassedThrough(why) => format!("passed through: {why}"),
        Status::Emptied(why) => format!("emptied: {why}"),
    };
    format!("{status}; {was} bytes in, {is} out ({share:.1}% less), edits: {}", cleaned.edits.len())
}

fn summary(out: &mut String, cleaned: &Cleaned, blocks: &Blocks, marks: Marks) {
    let [open, close] = marks.heading;
    let _ = writeln!(out, "\n{open}{}{close}", status(cleaned));
    let (all, kept) = blocks.counts();
    if all > 0 {
        let _ = writeln!(out, "{kept} of the page's {all} blocks are kept as main content");
    }
    let _ = match cleaned.verdict {
        Some(Verdict::ProseCap) => writeln!(out, "rules wanted more of the prose than the cap allows; that prose was kept"),
        Some(Verdict::CodeText) => writeln!(out, "it is mostly code; that code was kept"),
        Some(Verdict::PageAsText) => writeln!(
            out,
            "it begins as an HTML page does, and was read as a text; give it as a page: a file in .html, the field `html` of JSON lines, `html=` in Python"
        ),
        Some(Verdict::MarkupLimit) => writeln!(out, "some of its markup was beyond the limits and was not followed; its text is there"),
        None => Ok(()),
    };
    let mut rules: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for edit in &cleaned.edits {
        let (edits, bytes) = rules.entry(edit.rule).or_default();
        *edits += 1;
        *bytes += edit.span.len();
    }
    let mut rows: Vec<(String, String)> =
        rules.into_iter().map(|(rule, (edits, bytes))| (rule.to_owned(), format!("edits {edits:>5}, bytes {bytes:>7}"))).collect();
    rows.extend(meta(&cleaned.meta));
    let width = rows.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
    for (name, value) in rows {
        let _ = writeln!(out, "  {name:width$}  {}", escaped(&value));
    }
}

fn meta(meta: &Meta) -> Vec<(String, String)> {
    let people = |list: &[Author]| (!list.is_empty()).then(|| list.iter().map(person).collect::<Vec<_>>().join("; "));
    let dateline = meta.dateline.as_ref().map(|d| {
        let parts = [Some(&d.place_norm), d.agency.as_ref(), d.date.as_ref()];
        parts.into_iter().flatten().cloned().collect::<Vec<_>>().join(", ")
    });
    [
        ("title", meta.title.clone()),
        ("authors", people(&meta.authors)),
        ("agencies", (!meta.agencies.is_empty()).then(|| meta.agencies.join("; "))),
        ("contributors", people(&meta.contributors)),
        ("dateline", dateline),
        ("published", meta.published.clone()),
        ("updated", meta.updated.clone()),
        ("language", meta.language.clone()),
        ("site", meta.site.clone()),
    ]
    .into_iter()
    .filter_map(|(name, value)| Some((name.to_owned(), value?)))
    .collect()
}

fn person(author: &Author) -> String {
    [Some(&author.name), author.role.as_ref(), author.org.as_ref()].into_iter().flatten().cloned().collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Cleaner, Config, Evidence, Record};

    fn shown(text: &str) -> String {
        listing(&Cleaner::new(Config::default()).clean(Record::text(text)), &Blocks::default(), false, false)
    }

    #[test]
    fn a_removed_line_says_why() {
        let shown = shown("He left without a word.\nADVERTISEMENT\nShe stayed.\n");
        assert!(shown.starts_with("He left without a word.\n[-ADVERTISEMENT-]  <- ad-label: phrase + shape"), "{shown}");
        assert!(shown.contains(")\nShe stayed.\n\ncleaned; "), "{shown}");
    }

    #[test]
    fn changes_that_do_not_show_are_shown_on_request() {
        let edit = |start, end, with: &str| Edit {
            span: Span::new(start, end),
            with: with.to_owned(),
            rule: "whitespace",
            evidence: Evidence::SHAPE,
            score: 1.0,
        };
        let mut cleaned = Cleaner::new(Config::default()).clean(Record::text("Cafe\u{301}\u{a0}now\r\nthen\n"));
        cleaned.edits = vec![edit(3, 6, "é"), edit(6, 8, " "), edit(11, 13, "\n")];
        assert!(listing(&cleaned, &Blocks::default(), false, false).starts_with("Café now\nthen\n"));
        let all = listing(&cleaned, &Blocks::default(), false, true);
        assert!(all.starts_with("Caf[-e\u{301}-]{+é+}[-\\u{a0}-]{+·+}now[-\\u{d}⏎-]{+⏎+}  <- whitespace"), "{all}");
    }

    #[test]
    fn a_long_line_of_many_edits_is_shown_in_linear_size() {
        let mut config = Config::default();
        config.html.to = crate::config::Form::Markdown;
        config.html.keep = vec!["table".parse().unwrap()];
        let cleaner = Cleaner::new(config);
        let shown = |cells: usize| {
            let row: String = (0..cells).map(|n| format!("<td>c{n} and more</td>")).collect();
            let table = format!("<table><tr>{row}</tr><tr>{row}</tr></table>");
            let mut blocks = Blocks::default();
            let cleaned = cleaner.clean_watched(Record::html(table), &mut blocks);
            listing(&cleaned, &blocks, false, true)
        };
        let (few, many) = (shown(100), shown(1_000));
        assert!(many.len() < 12 * few.len(), "{} bytes of 100 cells, {} of 1000", few.len(), many.len());
        assert_eq!(many.matches("main content (").count(), 2_000, "each block is told once");
    }

    #[test]
    fn a_last_line_without_end_is_ended() {
        assert!(shown("One line").starts_with("One line\n\ncleaned"));
        assert!(shown("").starts_with("\nemptied: "));
    }

    #[test]
    fn hostile_text_is_escaped_whether_it_stays_or_goes() {
        let shown = shown("He\x1b]0;x\x07 left.\n\u{202e}ADVERTISEMENT\nShe stayed.\n");
        assert!(!shown.contains(['\x1b', '\x07', '\u{202e}']), "{shown:?}");
    }
}
