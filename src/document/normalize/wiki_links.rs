//! Links of wikis left in the text.

use memchr::{memchr_iter, memmem};

use super::html_entity::InlineCode;
use super::link_debris::whole_lines;
use super::structure::Fences;
use super::{Edit, scan, stage_edit};
use crate::rules::declare;
use crate::rules::lexicon::inside::is_label;

declare! {
    /// Links of wikis left in the text.
    ///
    /// ## What it removes
    /// Of a link `[[page|text]]` all but its text, or the page's name; of `[https://example.org text]` all but its text; categories (`[[Category:...]]`), links to
    /// other languages on a line of their own, and pictures (`[[File:...|thumb|...]]`) with their captions. It works on texts with three such links or more.
    ///
    /// ## Why it is noise
    /// It is the source of a page, which its readers never see.
    ///
    /// ## Example
    /// ```before
    /// [[File:Bridge.jpg|thumb|The [[bridge]] in 1911]]
    /// The [[Old Bridge|bridge]] over the [[River Lower]] was closed by the [https://example.org water board].
    /// [[Category:Bridges]]
    /// ```
    /// ```after
    /// The bridge over the River Lower was closed by the water board.
    /// ```
    ///
    /// ## What it must keep
    /// Double brackets of programs and of lists of numbers, and code, fenced or between grave accents.
    /// ```keep
    /// Write `[[page|text]]` for a link. In a shell, [[ -f $file ]] asks for a file, m[[1]] is a column, [[1, 2], [3, 4]] a table, [[nodiscard]] a hint.
    /// ```
    ///
    /// ## Languages and sources of its lists
    /// `lexicon/inside.txt`, section `wiki-page`: the names that wikis of some thirty languages give to categories and files.
    ///
    /// ## Known misses
    /// Templates (`{{...}}`), tables and emphasis of wikis.
    WikiLinks, "wiki-links", []
}

/// Fewer may be anything.
const FEWEST_LINKS: usize = 3;
/// Longest link to a page, and longest picture with its caption.
const LONGEST_LINK: usize = 300;
const LONGEST_PICTURE: usize = 2000;
/// Most links in each other.
const DEEPEST: usize = 8;

/// What a text's links become; nothing if it has too few.
pub fn check(text: &str) -> Vec<Edit> {
    let bytes = text.as_bytes();
    let starts = |part: &[u8]| memmem::find_iter(bytes, part).take(FEWEST_LINKS).count();
    if starts(b"[[") + starts(b"[http") < FEWEST_LINKS {
        return Vec::new();
    }
    let (mut edits, mut links) = (Vec::new(), 0);
    let mut fences = Fences::of(text);
    let mut line_end = 0;
    let mut code = InlineCode::of("");
    let mut line_start = 0;
    // Where links start that are not closed yet, and how many edits there were.
    let mut open: Vec<(usize, usize)> = Vec::new();
    let mut behind = 0;
    for at in memchr::memchr2_iter(b'[', b']', bytes) {
        if at >= line_end {
            let line = scan::line_around(bytes, line_end, at, scan::line_end);
            (line_start, line_end) = (line.start, line.end);
            code = InlineCode::of(line.of(text));
            open.clear();
        }
        if at < behind || code.holds(at - line_start) || fences.hold(at) {
            continue;
        }
        let rest = &bytes[at..];
        if rest.starts_with(b"[[") && !follows_name(bytes, at) {
            behind = at + 2;
            if open.len() < DEEPEST {
                open.push((at, edits.len()));
            }
        } else if rest.starts_with(b"]]") && !open.is_empty() {
            behind = at + 2;
            let Some((start, before)) = open.pop() else { continue };
            links += usize::from(close(text, start, at, before, &mut edits));
        } else if let Some((label, end)) = external(text, at) {
            links += 1;
            edits.push(edit(at, label));
            edits.push(edit(end - 1, end));
            behind = end;
        }
    }
    if links < FEWEST_LINKS { Vec::new() } else { whole_lines(WikiLinks::INFO.id, text, edits) }
}

/// True for a bracket right behind a name, as of an element of a list.
fn follows_name(bytes: &[u8], at: usize) -> bool {
    at > 0 && (bytes[at - 1].is_ascii_alphanumeric() || matches!(bytes[at - 1], b'_' | b')' | b']'))
}

/// Adds what becomes of the link between `start` and `end`, where its closing brackets are; `before` is how many edits there were when it
/// started. True if it is one.
fn close(text: &str, start: usize, end: usize, before: usize, edits: &mut Vec<Edit>) -> bool {
    let inner = &text[start + 2..end];
    let target = inner.split('|').next().unwrap_or_default();
    let space = target.split_once(':').map(|(space, _)| space);
    if space.is_some_and(|space| is_label("wiki-page", space)) && inner.len() <= LONGEST_PICTURE {
        edits.truncate(before);
        edits.push(edit(start, end + 2));
        return true;
    }
    if edits.len() > before || inner.len() > LONGEST_LINK || !is_page(target) {
        return false;
    }
    let starts_line = start == 0 || text.as_bytes()[start - 1] == b'\n';
    let ends_line = text.as_bytes().get(end + 2).is_none_or(|b| *b == b'\n');
    let is_language = |space: &str| (2..=3).contains(&space.len()) && space.bytes().all(|b| b.is_ascii_lowercase());
    if starts_line && ends_line && space.is_some_and(is_language) {
        edits.push(edit(start, end + 2));
        return true;
    }
    let label =
        if inner.len() > target.len() + 1 { start + 2 + target.len() + 1 } else { start + 2 + usize::from(inner.starts_with([':', '#'])) };
    edits.push(edit(start, label));
    let shown = if inner.len() == target.len() + 1 { end - 1 } else { end };
    edits.push(edit(shown, end + 2));
    true
}

/// The name of a page: words, and none of the marks that programs are full of.
fn is_page(target: &str) -> bool {
    let name = target.trim_start_matches([':', '#']);
    let is_named = target.contains(' ') || name.starts_with(|c: char| c.is_uppercase() || !c.is_ascii());
    name.starts_with(char::is_alphanumeric)
        && name.contains(char::is_alphabetic)
        && !name.ends_with(' ')
        && !name.contains(['"', '=', ';', '{', '}', '<', '>', '$', '\\', '`', '[', ']'])
        && (is_named || name.len() > SHORTEST_PLAIN)
        && !matches!(name, "nodiscard" | "deprecated" | "fallthrough" | "noreturn" | "likely" | "unlikely" | "maybe_unused")
}

/// A word in small letters that is shorter names a variable as well as a page.
const SHORTEST_PLAIN: usize = 3;

/// Where the text starts of a link to another site that starts at `at`, and where the link ends.
fn external(text: &str, at: usize) -> Option<(usize, usize)> {
    let rest = &text[at..text.floor_char_boundary(text.len().min(at + LONGEST_LINK))];
    let address = rest.strip_prefix("[https://").or_else(|| rest.strip_prefix("[http://"))?;
    let close = memchr_iter(b']', rest.as_bytes()).next()?;
    let blank = memchr_iter(b' ', rest.as_bytes()).next().filter(|blank| *blank + 1 < close)?;
    let is_host = address.starts_with(|c: char| c.is_alphanumeric());
    (is_host && !rest[..close].contains('\n') && !rest[close + 1..].starts_with('(')).then_some((at + blank + 1, at + close + 1))
}

fn edit(start: usize, end: usize) -> Edit {
    stage_edit(WikiLinks::INFO.id, start, end, String::new())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A text with links enough, so that each line is read as one of a wiki.
    fn clean(line: &str) -> String {
        let text = format!("[[Aa]] [[Bb]] [[Cc]]\n{line}\n");
        let clean = crate::document::edit::apply(&text, &check(&text));
        clean.strip_prefix("Aa Bb Cc\n").map_or(clean.clone(), |rest| rest.trim_end().to_owned())
    }

    #[test]
    fn of_links_the_text_is_left() {
        for (line, left) in [
            ("The [[Old Mill|mill]] by the [[river]].", "The mill by the river."),
            ("The [[mill (building)|]] and [[#History]] and [[:Mill]].", "The mill (building) and History and Mill."),
            ("[[Datei:Mühle.jpg|mini|Die [[Mühle]] im Jahr 1911]]", ""),
            ("[[Категория:Мельницы]]", ""),
            ("[[fr:Moulin]]", ""),
            ("The [https://example.org/a water board] said so.", "The water board said so."),
            ("[[東京|とうきょう]]に着いた。", "とうきょうに着いた。"),
        ] {
            assert_eq!(clean(line), left, "{line}");
        }
    }

    #[test]
    fn look_alikes_stay() {
        for line in [
            "[[ -f $file ]] && echo",
            "x[[1]] and [[1, 2], [3, 4]]",
            "[[nodiscard]] int f();",
            "[[\"a\", \"b\"]]",
            "`[[Page|text]]`",
            "[https://example.org](https://example.org)",
            "[[unclosed",
            "closed]]",
        ] {
            assert_eq!(clean(line), line);
        }
        assert_eq!(check("The [[Old Mill|mill]] by the [[river]].\n"), []);
    }

    #[test]
    fn hostile_texts_take_linear_time() {
        for piece in ["[[", "]]", "[[a", "[[a|b]]", "[http://a ", "[[File:a|[[b]]"] {
            let text = piece.repeat(300_000 / piece.len());
            assert!(crate::document::edit::apply(&text, &check(&text)).len() <= text.len());
        }
    }
}
