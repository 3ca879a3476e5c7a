//! Links to other texts in the midst of a paragraph.

use memchr::memchr2_iter;

use super::lexicon::inside::{LONGEST_LABEL, is_label};
use super::{Findings, Info, Rule, declare};
use crate::document::{Danger, Document, Evidence, Finding, Line, Span, is_sentence_end};

declare! {
    /// Links to other texts in the midst of a paragraph.
    ///
    /// ## What it removes
    /// A cue such as "Read more:" with the headline behind it, where it is plain how far that goes: both stand in brackets, the headline stands in quotation marks,
    /// or it ends the paragraph. The sentences around it stay.
    ///
    /// ## Why it is noise
    /// It leads to another text, whose headline does not belong to this one.
    ///
    /// ## Example
    /// ```before
    /// The river fell by half a metre overnight (Read also: Floods close three bridges), and the bridge was opened again in the morning.
    /// Engineers will look at the eastern pillar once the water has gone down. READ MORE: Who pays for the old bridge?
    /// ```
    /// ```after
    /// The river fell by half a metre overnight, and the bridge was opened again in the morning.
    /// Engineers will look at the eastern pillar once the water has gone down.
    /// ```
    ///
    /// ## What it must keep
    /// References to a place in a text, and the same words in a sentence.
    /// ```keep
    /// The pillar is older than the rest (see also: Smith 2004). You can read more: the book has three hundred pages, all of them on bridges.
    /// ```
    ///
    /// ## Languages and sources of its lists
    /// `lexicon/inside.txt`, section `insert-cue`: general knowledge of news sites.
    ///
    /// ## Known misses
    /// A headline without brackets or quotation marks that a sentence follows: nobody can tell where it ends.
    InlineInsert, "inline-insert", []
}

/// Most bytes of a headline.
const LONGEST_HEADLINE: usize = 400;
/// Words of a headline at the end of a paragraph.
const FEWEST_WORDS: u32 = 3;
const MOST_WORDS: u32 = 22;

impl Rule for InlineInsert {
    fn info(&self) -> &'static Info {
        &Self::INFO
    }

    fn check(&self, document: &Document<'_>, findings: &mut Findings) {
        for (_, line) in document.filled_lines() {
            let text = document.text_of(line);
            let bytes = text.as_bytes();
            let colons = memchr2_iter(b':', WIDE_COLON[0], bytes).filter(|at| bytes[*at] == b':' || bytes[*at..].starts_with(&WIDE_COLON));
            for colon in colons {
                if let Some(span) = insert(text, colon) {
                    let span = Span::new(line.span.start + span.start, line.span.start + span.end);
                    if span != line.span {
                        findings.list.push(Finding::remove(Self::INFO.id, span, Danger::Medium, Evidence::PHRASE.and(Evidence::SHAPE)));
                    }
                }
            }
        }
    }
}

/// The colon of East Asian text.
const WIDE_COLON: [u8; 3] = [0xef, 0xbc, 0x9a];

/// The insert whose cue ends in the colon at `colon`.
fn insert(text: &str, colon: usize) -> Option<Span> {
    let window = text.ceil_char_boundary(colon.saturating_sub(LONGEST_LABEL));
    let start = cue_start(text, window, colon)?;
    let cue = text[start..colon].trim_end();
    if cue.starts_with(char::is_lowercase) || !is_label("insert-cue", cue) {
        return None;
    }
    let behind = colon + if text[colon..].starts_with(':') { 1 } else { WIDE_COLON.len() };
    let headline = behind + text[behind..].len() - text[behind..].trim_start().len();
    let opening = text[..start].chars().next_back();
    if let Some(closing) = opening.and_then(closing_bracket) {
        let end = closed(text, headline, closing)?;
        let open = start - opening.map_or(0, char::len_utf8);
        // A blank before it stays only if the text goes on with a word.
        let loose = text[..open].ends_with(' ') && text[end..].starts_with(['.', ',', ';', ':', '!', '?']);
        return (open > 0).then(|| Span::new(open - usize::from(loose), end));
    }
    let quoted = text[headline..].chars().next().and_then(closing_quote);
    if let Some(end) = quoted.and_then(|closing| closed(text, headline + 1, closing)) {
        return (start > 0).then(|| Span::new(start, end));
    }
    (start > 0 && is_headline(&text[headline..])).then(|| Span::new(start, text.len()))
}

/// Where the cue before `colon` starts: behind a bracket, or behind the end of a sentence and a blank.
fn cue_start(text: &str, from: usize, colon: usize) -> Option<usize> {
    let before = &text[from..colon];
    let (at, c) = before
        .char_indices()
        .rev()
        .find(|(at, c)| closing_bracket(*c).is_some() || (is_end(*c) && (before[at + c.len_utf8()..].starts_with(' ') || !c.is_ascii())))?;
    let start = from + at + c.len_utf8();
    Some(start + usize::from(text[start..].starts_with(' ')))
}

/// True for what a sentence before an insert ends in.
const fn is_end(c: char) -> bool {
    is_sentence_end(c) || matches!(c, '”' | '"' | '»' | ')' | '」' | '）')
}

const fn closing_bracket(c: char) -> Option<char> {
    Some(match c {
        '(' => ')',
        '[' => ']',
        '（' => '）',
        '【' => '】',
        _ => return None,
    })
}

const fn closing_quote(c: char) -> Option<char> {
    Some(match c {
        '"' => '"',
        '“' => '”',
        '„' => '“',
        '«' => '»',
        '「' => '」',
        '《' => '》',
        _ => return None,
    })
}

/// Behind the next `closing` from `from` on, if that is not too far and something stands before it.
fn closed(text: &str, from: usize, closing: char) -> Option<usize> {
    let from = text.ceil_char_boundary(from);
    let window = &text[from..text.floor_char_boundary(text.len().min(from + LONGEST_HEADLINE))];
    let length = window.find(closing).filter(|length| window[..*length].contains(char::is_alphabetic))?;
    Some(from + length + closing.len_utf8())
}

/// True for the rest of a paragraph that is one headline: it starts like a sentence and has none in it.
fn is_headline(text: &str) -> bool {
    if text.len() > LONGEST_HEADLINE {
        return false;
    }
    let line = Line::of(text);
    let ends = text.char_indices().filter(|(_, c)| is_sentence_end(*c));
    let inner = ends.filter(|(at, c)| text[at + c.len_utf8()..].starts_with(|c: char| c == ' ' || !c.is_ascii())).count();
    text.starts_with(|c: char| c.is_alphanumeric() && !c.is_lowercase())
        && (FEWEST_WORDS..=MOST_WORDS).contains(&line.words)
        && inner == 0
        && !text.ends_with(['.', '。', '।'])
}

#[cfg(test)]
mod tests {
    use super::insert;

    fn without(text: &str) -> Option<String> {
        let colon = text.match_indices([':', '：']).find_map(|(at, _)| insert(text, at))?;
        Some(format!("{}|{}", &text[..colon.start], &text[colon.end..]))
    }

    #[test]
    fn inserts_with_an_end() {
        for (text, left) in [
            ("It fell (READ MORE: Floods close bridges). It rose.", "It fell|. It rose."),
            ("Il est tombé [Lire aussi : Les ponts fermés] hier.", "Il est tombé | hier."),
            ("Er fiel. Lesen Sie auch: „Brücken gesperrt“ Er stieg.", "Er fiel. | Er stieg."),
            ("Cayó ayer. Lea también: Las crecidas cierran tres puentes", "Cayó ayer. |"),
            ("Упала. Читайте также: Три моста закрыты", "Упала. |"),
            ("川の水位が下がった（関連記事：三つの橋が閉鎖）。", "川の水位が下がった|。"),
            ("水位下降。延伸阅读：三座桥梁因洪水关闭", "水位下降。|"),
        ] {
            assert_eq!(without(text).as_deref(), Some(left), "{text}");
        }
    }

    #[test]
    fn what_may_be_the_texts_own_stays() {
        for text in [
            "It fell. Read more: Floods close bridges. It rose.",
            "It fell. Read more: the book is long",
            "You can read more: Floods Close Three Bridges",
            "It fell (see also: Smith 2004).",
            "It fell (read more: no end",
            "Read more: Floods close bridges",
            "It fell. He said: Read it now and tell me",
            "It fell. Read more: Floods",
        ] {
            assert_eq!(without(text), None, "{text}");
        }
    }
}
