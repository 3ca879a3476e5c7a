//! Colours, and text of strangers made safe to show.

use std::env;
use std::fmt::{self, Write};
use std::io::{self, IsTerminal};

use clap::ColorChoice;

/// Red and struck out: what was removed.
pub const REMOVED: &str = "\x1b[31;9m";
/// Green: what was put in its place.
pub const ADDED: &str = "\x1b[32m";
/// Faint: remarks.
pub const FAINT: &str = "\x1b[2m";
/// Bold: headings and names.
pub const BOLD: &str = "\x1b[1m";
/// Yellow: what is only reported.
pub const TAGGED: &str = "\x1b[33m";
/// Back to plain text.
pub const PLAIN: &str = "\x1b[0m";

/// True if standard output is to be coloured: as asked, else on a terminal where the environment has no `NO_COLOR`.
pub fn is_coloured(choice: ColorChoice) -> bool {
    let set = |name| env::var_os(name).is_some_and(|v| !v.is_empty());
    match choice {
        ColorChoice::Always => true,
        ColorChoice::Never => false,
        ColorChoice::Auto => io::stdout().is_terminal() && !set("NO_COLOR") && env::var_os("TERM").is_none_or(|t| t != "dumb"),
    }
}

/// The text with every character that a terminal would act on, or that hides or reorders others, written as `\u{...}`.
/// Line ends and tabs stay.
pub fn escaped(text: &str) -> Escaped<'_> {
    Escaped { text, lines: true, json: false }
}

/// The same for a text that is JSON, which stays JSON: such characters stand in strings only, and become `\uXXXX`.
pub fn escaped_json(text: &str) -> Escaped<'_> {
    Escaped { text, lines: true, json: true }
}

/// The same for what has to stay on its line, such as names: line ends are escaped too, so that no name passes for a message.
pub fn escaped_line(text: &str) -> Escaped<'_> {
    Escaped { text, lines: false, json: false }
}

/// See [`escaped`].
pub struct Escaped<'a> {
    text: &'a str,
    lines: bool,
    json: bool,
}

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for c in self.text.chars() {
            match c {
                '\n' if self.lines => f.write_char(c)?,
                '\t' => f.write_char(c)?,
                c if !acts(c) => f.write_char(c)?,
                c if self.json => {
                    for unit in c.encode_utf16(&mut [0; 2]) {
                        write!(f, "\\u{unit:04x}")?;
                    }
                }
                c => write!(f, "{}", c.escape_unicode())?,
            }
        }
        Ok(())
    }
}

/// Control characters of both sets, and those of Unicode that reorder, separate or do not show.
fn acts(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_reaches_the_terminal_that_it_would_act_on() {
        let hostile = "a\x1b[2Jb\u{9b}31mc\u{202e}d\re\x07";
        let shown = escaped(hostile).to_string();
        assert_eq!(shown, r"a\u{1b}[2Jb\u{9b}31mc\u{202e}d\u{d}e\u{7}");
        let json = serde_json::to_string(hostile).unwrap();
        let safe = escaped_json(&json).to_string();
        assert!(!safe.chars().any(acts));
        assert_eq!(serde_json::from_str::<String>(&safe).unwrap(), hostile);
    }

    #[test]
    fn a_name_stays_on_its_line() {
        assert_eq!(escaped_line("a\nboiloff: all is well").to_string(), r"a\u{a}boiloff: all is well");
    }

    #[test]
    fn text_of_any_script_stays() {
        for text in ["Zwölf", "می‌خواهم", "दिल्ली", "👩‍🚀", "a\tb\n"] {
            assert_eq!(escaped(text).to_string(), text);
        }
    }
}
