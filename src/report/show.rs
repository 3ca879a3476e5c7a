//! How numbers and hostile text are shown to people.

use unicode_width::UnicodeWidthChar;

use super::Totals;

/// "12,345".
#[must_use]
pub fn count(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// "812 B", "8.4 kB", "84.1 MB": decimal units.
#[must_use]
pub fn bytes(n: u64) -> String {
    if n < 1000 {
        return format!("{n} B");
    }
    let mut value = n as f64 / 1000.0;
    let mut units = ["kB", "MB", "GB", "TB", "PB", "EB"].into_iter();
    let mut unit = units.next().unwrap_or_default();
    // Where one decimal would round up to 1000.0 the next unit is used.
    while value >= 999.95
        && let Some(next) = units.next()
    {
        value /= 1000.0;
        unit = next;
    }
    format!("{value:.1} {unit}")
}

/// "16.5%"; what is more than nothing is never shown as nothing, and what is less than all never as all.
#[must_use]
pub fn share(part: u64, whole: u64) -> String {
    if whole == 0 || part == 0 {
        return "0%".into();
    }
    let percent = part as f64 / whole as f64 * 100.0;
    if percent < 0.1 {
        "<0.1%".into()
    } else if part < whole && percent > 99.9 {
        ">99.9%".into()
    } else if part == whole {
        "100%".into()
    } else {
        format!("{percent:.1}%")
    }
}

/// "94.7%" of a share between 0 and 1.
#[must_use]
pub fn proportion(share: f64) -> String {
    format!("{:.1}%", share * 100.0)
}

/// "0.42 s", "12.3 s", "4 min 12 s", "3 h 05 min".
#[must_use]
pub fn seconds(s: f64) -> String {
    if s < 10.0 {
        format!("{s:.2} s")
    } else if s < 99.95 {
        format!("{s:.1} s")
    } else if s < 3600.0 {
        let whole = s.round() as u64;
        format!("{} min {:02} s", whole / 60, whole % 60)
    } else {
        let minutes = (s / 60.0).round() as u64;
        format!("{} h {:02} min", minutes / 60, minutes % 60)
    }
}

/// "1 edit", "2 edits".
#[must_use]
pub fn plural(n: u64, one: &str) -> String {
    format!("{} {one}{}", count(n), if n == 1 { "" } else { "s" })
}

/// What was read of pages, if there were any: "3 pages, 1.2 MB of HTML, 80.1 kB of visible text".
#[must_use]
pub fn pages(totals: &Totals) -> Option<String> {
    let Totals { pages, markup_bytes, page_bytes, .. } = *totals;
    let told = || format!("{}, {} of HTML, {} of visible text", plural(pages, "page"), bytes(markup_bytes), bytes(page_bytes));
    (pages > 0).then(told)
}

/// The longest beginning of `text` of at most `max` bytes that splits no character.
#[must_use]
pub fn cut(text: &str, max: usize) -> &str {
    &text[..text.floor_char_boundary(max)]
}

/// `text` in at most `columns` columns of a terminal, "…" at its end if something is missing.
#[must_use]
pub fn clip(text: &str, columns: usize) -> String {
    if width(text) <= columns {
        return text.into();
    }
    let mut used = 1;
    let kept = text.chars().take_while(|&c| {
        used += c.width().unwrap_or(0);
        used <= columns
    });
    let mut out: String = kept.collect();
    if columns > 0 {
        out.push('…');
    }
    out
}

/// Columns of a terminal.
#[must_use]
pub fn width(text: &str) -> usize {
    text.chars().map(|c| c.width().unwrap_or(0)).sum()
}

/// Characters that cannot be seen, change the order of others, or command a terminal.
#[must_use]
pub fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// True if there is something to see.
#[must_use]
pub fn has_ink(text: &str) -> bool {
    text.chars().any(|c| !c.is_whitespace() && !is_unseen(c))
}

/// `text` with all that cannot be seen written out: line ends as ↵, tabs as ⇥, other control characters as their pictures,
/// the rest as ‹U+202E›. A text of nothing but blanks has those shown as well.
///
/// The joiners of Persian, Indic scripts and emoji stay as they are where they stand in text.
#[must_use]
pub fn visible(text: &str) -> String {
    let ink = has_ink(text);
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '\n' => out.push('↵'),
            '\t' => out.push('⇥'),
            '\u{200c}' | '\u{200d}' if ink => out.push(c),
            ' ' if !ink => out.push('␣'),
            '\0'..='\u{1f}' => out.extend(char::from_u32(0x2400 + c as u32)),
            '\u{7f}' => out.push('␡'),
            _ if is_unseen(c) || (!ink && c.is_whitespace()) => out.push_str(&format!("‹U+{:04X}›", c as u32)),
            _ => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers() {
        assert_eq!([count(0), count(999), count(1000), count(1_234_567)], ["0", "999", "1,000", "1,234,567"]);
        assert_eq!(
            [bytes(999), bytes(1000), bytes(999_949), bytes(999_950), bytes(84_100_000)],
            ["999 B", "1.0 kB", "999.9 kB", "1.0 MB", "84.1 MB"]
        );
        assert_eq!(bytes(u64::MAX), "18.4 EB");
        assert_eq!(
            [share(0, 5), share(1, 6), share(1, 100_000), share(99_999, 100_000), share(3, 3), share(3, 0)],
            ["0%", "16.7%", "<0.1%", ">99.9%", "100%", "0%"]
        );
        assert_eq!([seconds(0.42), seconds(12.34), seconds(252.0), seconds(11_100.0)], ["0.42 s", "12.3 s", "4 min 12 s", "3 h 05 min"]);
    }

    #[test]
    fn cuts_fall_between_characters() {
        assert_eq!(cut("aé", 2), "a");
        assert_eq!(cut("aé", 9), "aé");
        assert_eq!(clip("日本語テキスト", 7), "日本語…");
        assert_eq!(clip("short", 5), "short");
        assert_eq!(clip("short", 0), "");
    }

    #[test]
    fn what_cannot_be_seen_is_written_out() {
        assert_eq!(visible("ok \x1b[31m\u{202e}x\0"), "ok ␛[31m‹U+202E›x␀");
        assert_eq!(visible("  \n\t\u{200b}\u{a0}"), "␣␣↵⇥‹U+200B›‹U+00A0›");
        assert_eq!(visible("می\u{200c}خواهم"), "می\u{200c}خواهم");
        assert!(!has_ink(" \n\u{200b}") && has_ink(" •"));
    }
}
