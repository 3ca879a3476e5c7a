//! Characters that cannot be seen.

use super::{Edit, stage_edit};
use crate::rules::declare;

declare! {
    /// Characters that cannot be seen and that nothing in the text needs.
    ///
    /// ## What it removes
    /// Byte order marks, zero-width spaces, word joiners, soft hyphens, placeholders of objects; marks of writing direction in
    /// lines without a script that is written from right to left; joiners outside of scripts and emoji that are joined; hidden
    /// tag characters.
    ///
    /// ## Why it is noise
    /// They told a browser where to break a line. Left in, they cut words in two for whatever searches or counts them.
    ///
    /// ## Example
    /// Soft hyphens, written as entities here so that they can be seen.
    /// ```before
    /// The min&shy;is&shy;ter left the room without a word.
    /// ```
    /// ```after
    /// The minister left the room without a word.
    /// ```
    ///
    /// ## What it must keep
    /// Joiners in Persian and in the scripts of India, marks of direction in Arabic and Hebrew, zero-width spaces between the words
    /// of Thai or Khmer, and what makes one emoji of several.
    /// ```keep
    /// The family 👨‍👩‍👧 said «می‌خواهم» and waited for the doctor.
    /// ```
    ///
    /// ## Languages and sources of its lists
    /// All; Unicode's format characters (general category Cf) and the chapters of its standard on the scripts named.
    ///
    /// ## Known misses
    /// Invisible operators of mathematics and fillers of Hangul stay.
    InvisibleCharacters, "invisible-characters", []
}

/// Removes characters that cannot be seen where they carry no meaning.
pub fn check(line: &str, edits: &mut Vec<Edit>) {
    let mut right_to_left = None;
    let mut kept = None;
    let mut chars = line.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map(|(_, c)| *c);
        let is_needed = match c {
            '\u{ad}' | '\u{2060}' | '\u{feff}' | '\u{206a}'..='\u{206f}' | '\u{fff9}'..='\u{fffc}' | '\u{e0001}' => false,
            '\u{200b}' => kept.is_some_and(is_south_east_asian) && next.is_some_and(is_south_east_asian),
            '\u{200c}' | '\u{200d}' => kept.is_some_and(|before| is_joined(before) || (is_emoji(before) && next.is_some_and(is_emoji))),
            '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
                *right_to_left.get_or_insert_with(|| line.chars().any(is_right_to_left))
            }
            // The flags of England, Scotland and Wales are a black flag and tags.
            '\u{e0020}'..='\u{e007f}' => kept.is_some_and(|before| matches!(before, '\u{1f3f4}' | '\u{e0020}'..='\u{e007e}')),
            _ => true,
        };
        if is_needed {
            kept = Some(c);
        } else {
            edits.push(stage_edit(InvisibleCharacters::INFO.id, at, at + c.len_utf8(), String::new()));
        }
    }
}

/// Thai, Lao, Tibetan, Burmese, Khmer: written without spaces between words.
const fn is_south_east_asian(c: char) -> bool {
    matches!(c, '\u{e01}'..='\u{fff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}')
}

/// Scripts in which a joiner changes how letters look: Arabic, Syriac, N'Ko, Mandaic, those of India and Sri Lanka, Tibetan,
/// Burmese, Khmer, Mongolian.
const fn is_joined(c: char) -> bool {
    matches!(c,
        '\u{620}'..='\u{8ff}' | '\u{900}'..='\u{dff}' | '\u{f00}'..='\u{109f}' | '\u{1780}'..='\u{18af}' | '\u{1900}'..='\u{1cff}'
        | '\u{a800}'..='\u{abff}' | '\u{fb50}'..='\u{fdff}' | '\u{fe70}'..='\u{fefe}' | '\u{10a00}'..='\u{11fff}')
}

const fn is_right_to_left(c: char) -> bool {
    matches!(c,
        '\u{5d0}'..='\u{61b}' | '\u{61d}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefe}'
        | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
}

/// Pictures that joiners make one of, with what stands between them: skin tones, variation selectors, tags.
const fn is_emoji(c: char) -> bool {
    matches!(c,
        '\u{fe0f}' | '\u{2190}'..='\u{21ff}' | '\u{2600}'..='\u{27bf}' | '\u{2b00}'..='\u{2bff}' | '\u{1f000}'..='\u{1faff}' | '\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clean(line: &str) -> String {
        crate::document::normalize::tests::after(check, line)
    }

    #[test]
    fn meaningless_ones_go() {
        for (line, wanted) in [
            ("\u{feff}Text", "Text"),
            ("re\u{ad}al\u{200b}ly\u{2060}", "really"),
            ("\u{200e}left\u{200f} to \u{202a}right\u{202c}", "left to right"),
            ("zero\u{200d}width\u{200c}joiner", "zerowidthjoiner"),
            ("می\u{200c}\u{200c}خواهم", "می\u{200c}خواهم"),
            ("hidden\u{e0041}\u{e0042}", "hidden"),
        ] {
            assert_eq!(clean(line), wanted);
        }
    }

    #[test]
    fn meaningful_ones_stay() {
        for line in [
            "می\u{200c}خواهم",
            "ക്\u{200d}",
            "क्\u{200d}ष",
            "👨\u{200d}👩\u{200d}👧",
            "❤\u{fe0f}\u{200d}🔥",
            "🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}",
            "שלום\u{200f} (abc)\u{200e}",
            "ស្រី\u{200b}ស្អាត",
            "☎\u{fe0e}",
        ] {
            assert_eq!(clean(line), line);
        }
    }
}
