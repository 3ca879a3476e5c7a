//! Document types. All that is asked of them is how old the page says it is.

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::Doctype;

use super::REPLACEMENT;

/// Reads what stands between `<!doctype` and `>`, or the end of the page if it is not `closed`.
pub(super) fn read(text: &str, closed: bool) -> Doctype {
    let mut doctype = Doctype::default();
    doctype.force_quirks = !is_sound(text, closed, &mut doctype);
    doctype
}

/// Fills the parts in. False if the standard wants the page taken for an old one.
fn is_sound(text: &str, closed: bool, doctype: &mut Doctype) -> bool {
    let text = trim(text);
    if text.is_empty() {
        return false;
    }
    let (name, rest) = text.split_at(text.find(is_space).unwrap_or(text.len()));
    doctype.name = Some(tendril(&name.to_ascii_lowercase()));
    let rest = trim(rest);
    if rest.is_empty() {
        return closed;
    }
    let rest = if let Some(rest) = strip_word(rest, "public") {
        let Some(rest) = identifier(rest, &mut doctype.public_id) else { return false };
        if trim(rest).is_empty() {
            return closed;
        }
        rest
    } else if let Some(rest) = strip_word(rest, "system") {
        rest
    } else {
        return false;
    };
    match identifier(rest, &mut doctype.system_id) {
        // What follows the last part is ignored.
        Some(rest) => closed || !trim(rest).is_empty(),
        None => false,
    }
}

/// Takes an identifier in quotes; gives what follows. None if there is none, or no end of it.
fn identifier<'a>(text: &'a str, into: &mut Option<StrTendril>) -> Option<&'a str> {
    let text = trim(text);
    let quote = text.chars().next().filter(|first| matches!(first, '"' | '\''))?;
    let text = &text[1..];
    let (value, rest) = text.split_once(quote).map_or((text, None), |(value, rest)| (value, Some(rest)));
    *into = Some(tendril(value));
    rest
}

fn strip_word<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    let (start, rest) = text.split_at_checked(word.len())?;
    start.eq_ignore_ascii_case(word).then_some(rest)
}

fn tendril(text: &str) -> StrTendril {
    StrTendril::from(text.replace('\0', REPLACEMENT))
}

fn is_space(char: char) -> bool {
    matches!(char, ' ' | '\n' | '\t' | '\x0c')
}

fn trim(text: &str) -> &str {
    text.trim_start_matches(is_space)
}
