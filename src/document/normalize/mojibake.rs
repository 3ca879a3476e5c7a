//! UTF-8 that was read as Latin-1 or windows-1252.

use memchr::memchr;

use super::{Edit, scan, stage_edit};
use crate::rules::declare;

declare! {
    /// Letters and signs that were taken apart by a wrong encoding.
    ///
    /// ## What it removes
    /// Nothing: where characters are the bytes of a UTF-8 character, read one by one as Latin-1 or windows-1252, that character is
    /// put in their place, also where it happened twice or three times over. Each such group is judged on its own, with its
    /// neighbours: one that good text could hold stays unless its line has others that it could not.
    ///
    /// ## Why it is noise
    /// A program on the page's way read it in the wrong encoding.
    ///
    /// ## Example
    /// ```before
    /// The minister didnâ€™t find the cafÃ© in the Rue des MartyrsÂ â€” it was closed.
    /// ```
    /// ```after
    /// The minister didn’t find the café in the Rue des Martyrs — it was closed.
    /// ```
    ///
    /// ## What it must keep
    /// Words in capitals before a quotation mark, the letter `Â` by itself, and other neighbours of accented letters.
    /// ```keep
    /// The posters read “AMANHÔ and “CAFÉ”… and, at the very end, «voilà»; the last letter was an Â.
    /// ```
    ///
    /// ## Languages and sources of its lists
    /// All that UTF-8 can write; the windows-1252 table of the Encoding Standard.
    ///
    /// ## Known misses
    /// UTF-8 read in other encodings (windows-1251, GBK), and groups that lost a byte on the way.
    Mojibake, "mojibake", []
}

/// What windows-1252 has in place of the control characters U+0080 to U+009F; 0 where it has nothing.
const WINDOWS: [char; 32] = [
    '€', '\0', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\0', 'Ž', '\0', '\0', '‘', '’', '“', '”', '•', '–', '—', '˜', '™',
    'š', '›', 'œ', '\0', 'ž', 'Ÿ',
];

/// The character that windows-1252 has in place of a control character of Latin-1.
pub fn windows_character(c: char) -> Option<char> {
    let at = (c as u32).checked_sub(0x80)? as usize;
    WINDOWS.get(at).copied().filter(|c| *c != '\0')
}

/// The byte that was read as this character.
fn byte(c: char) -> Option<u8> {
    match c {
        '\u{80}'..='\u{ff}' => Some(c as u8),
        _ => WINDOWS.iter().position(|w| *w == c && c != '\0').map(|at| 0x80 + at as u8),
    }
}

/// Repairs what can be nothing else, and removes control characters' disguise (`\u{92}` for `’`).
pub fn check(line: &str, edits: &mut Vec<Edit>) {
    let mut seen = 0u64;
    each_group(line, |group| {
        if group.doubt() == Doubt::None {
            seen |= 1 << group.kind();
        }
    });
    each_group(line, |group| {
        let holds = match group.doubt() {
            Doubt::None => true,
            Doubt::Some => seen & (1 << group.kind()) != 0,
            Doubt::Great => false,
        };
        if holds {
            edits.push(stage_edit(Mojibake::INFO.id, group.start, group.end, group.with()));
        }
    });
    add_disguised(line, edits);
}

/// Adds the control characters that windows-1252 has a character for, where no group holds them.
fn add_disguised(line: &str, edits: &mut Vec<Edit>) {
    let groups = edits.len();
    let mut next = 0;
    for (at, c) in line.char_indices().filter(|(_, c)| matches!(c, '\u{80}'..='\u{9f}')) {
        while next < groups && edits[next].span.end <= at {
            next += 1;
        }
        let is_held = next < groups && edits[next].span.start <= at;
        if let Some(with) = windows_character(c).filter(|_| !is_held) {
            edits.push(stage_edit(Mojibake::INFO.id, at, at + c.len_utf8(), with.into()));
        }
    }
    if edits.len() > groups {
        edits.sort_by_key(|edit| edit.span);
    }
}

/// Characters that are the bytes of one UTF-8 character.
struct Group {
    start: usize,
    end: usize,
    /// Of its bytes the first, the second and the last.
    lead: u8,
    second: u8,
    last: u8,
    /// What they are together.
    c: char,
    before: Option<char>,
    after: Option<char>,
    /// The groups right before and behind, by their kind.
    beside: [Option<u8>; 2],
    /// A `Â` that lost its no-break space to a plain one.
    is_lone_blank: bool,
}

/// How likely a group stands in good text.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Doubt {
    /// It does not.
    None,
    /// It may, unless the line has others of its kind that do not.
    Some,
    /// It does.
    Great,
}

/// Calls `act` on each group of the line in order.
fn each_group(line: &str, mut act: impl FnMut(&Group)) {
    let mut at = 0;
    let mut last: Option<Group> = None;
    // A lead is one of Â...ô, and those start with this byte.
    while let Some(hit) = memchr(0xc3, &line.as_bytes()[at..]) {
        let start = at + hit;
        at = start + 2;
        let Some(mut group) = group(line, start) else { continue };
        at = group.end;
        if let Some(mut last) = last.take() {
            if last.end == group.start {
                last.beside[1] = Some(group.kind());
                last.after = Some(group.c);
                group.beside[0] = Some(last.kind());
                group.before = Some(last.c);
            }
            act(&last);
        }
        last = Some(group);
    }
    if let Some(last) = last {
        act(&last);
    }
}

/// The group whose lead stands at `start`.
fn group(line: &str, start: usize) -> Option<Group> {
    let mut chars = line[start..].char_indices();
    let (_, lead) = chars.next()?;
    let lead = byte(lead)?;
    let len = match lead {
        0xc2..=0xdf => 2,
        0xe0..=0xef => 3,
        0xf0..=0xf4 => 4,
        _ => return None,
    };
    let before = line[..start].chars().next_back();
    let mut group =
        Group { start, end: start, lead, second: 0, last: 0, c: ' ', before, after: None, beside: [None; 2], is_lone_blank: false };
    let rest = &line[start + 2..];
    if lead == 0xc2 && !rest.is_empty() && !rest.starts_with('\u{a0}') && scan::space(rest.as_bytes(), 0) > 0 {
        group.end = start + 2;
        group.is_lone_blank = true;
        return Some(group);
    }
    let mut bytes = [lead, 0, 0, 0];
    group.end = start + 2;
    for slot in &mut bytes[1..len] {
        let (at, c) = chars.next()?;
        *slot = byte(c).filter(|b| matches!(b, 0x80..=0xbf))?;
        group.end = start + at + c.len_utf8();
    }
    group.c = std::str::from_utf8(&bytes[..len]).ok()?.chars().next()?;
    group.second = bytes[1];
    group.last = bytes[len - 1];
    group.after = line[group.end..].chars().next();
    Some(group)
}

impl Group {
    /// Groups of one script share a kind; at most 63.
    const fn kind(&self) -> u8 {
        match self.lead {
            0xc3..=0xc5 => 1,
            0xce..=0xcf => 2,
            0xd0..=0xd1 => 3,
            0xd8..=0xdb => 4,
            0xe3..=0xe9 => 5,
            0xea..=0xed => 6,
            // Vietnamese has letters in both.
            0xc6 => 7,
            0xe1 if matches!(self.second, 0xba | 0xbb) => 7,
            lead => lead - 0xc2 + 8,
        }
    }

    /// What takes its place. A line end would tear the line; a no-break space may be half of a letter that was taken apart twice,
    /// and is a plain one else.
    fn with(&self) -> String {
        match self.c {
            _ if self.is_lone_blank => String::new(),
            '\u{2028}' | '\u{2029}' => " ".to_owned(),
            '\u{85}' | '\u{a0}' if self.beside == [None; 2] => " ".to_owned(),
            c => c.into(),
        }
    }

    fn doubt(&self) -> Doubt {
        let is_word_end = !self.after.is_some_and(char::is_alphanumeric);
        let after_capital = self.before.is_some_and(char::is_uppercase);
        let after_lower = self.before.is_some_and(char::is_lowercase);
        let in_script = self.beside.contains(&Some(self.kind()));
        let is_alone = self.beside == [None; 2];
        let great_if = |doubtful: bool| if doubtful { Doubt::Great } else { Doubt::None };
        let doubt_if = |doubtful: bool| if doubtful { Doubt::Some } else { Doubt::None };
        match self.lead {
            0xc2 if self.is_lone_blank => {
                let ends_word = |c: char| c.is_lowercase() || c.is_ascii_digit() || ".,;:!?)\"'%".contains(c);
                great_if(!self.before.is_some_and(ends_word))
            }
            // Signs of Latin-1. What is still a control character is so because it was taken apart twice.
            0xc2 if (self.c as u32) < 0xa0 => great_if(is_alone),
            0xc2 => {
                let ends_word = |c: char| c.is_lowercase() || c.is_ascii_digit() || c.is_ascii_punctuation();
                let by_itself = !self.before.is_some_and(ends_word) && is_word_end && !matches!(self.c, '©' | '®' | '·');
                doubt_if((after_capital || by_itself) && is_alone)
            }
            // Letters of Latin-1 and Latin Extended-A, commas below, marks.
            0xc3..=0xc5 => {
                let in_capitals = after_capital && matches!(self.last, 0x85 | 0x96 | 0x97);
                doubt_if(is_closing(self.last) && (is_word_end || in_capitals) && !after_lower && is_alone)
            }
            // What else windows-1252 has, taken apart twice.
            0xc6 | 0xcb if matches!(self.c, 'ƒ' | 'ˆ' | '˜') => great_if(is_alone),
            0xc8 if matches!(self.c, 'Ș'..='ț') => doubt_if(is_closing(self.last) && is_word_end && !after_lower),
            0xc6 if matches!(self.c, 'ơ' | 'ư' | 'Ơ' | 'Ư') => doubt_if(is_word_end && !after_lower && !in_script),
            0xcc | 0xcd if matches!(self.c, '\u{300}'..='\u{36f}') => great_if(!after_lower),
            // Punctuation, currency, trade mark, arrows; then boxes, stars and the like, of which `â…»` could end a word.
            0xe2 if matches!(self.second, 0x80 | 0x82 | 0x84 | 0x86) => Doubt::None,
            0xe2 => doubt_if(self.before.is_some_and(char::is_alphabetic)),
            0xe1 if self.kind() == 7 => doubt_if(is_closing(self.last) && is_word_end && !in_script),
            // Byte order mark, replacement character, ligatures, variation selectors.
            0xef if matches!(self.c, '\u{feff}' | '\u{fffd}' | '\u{fb00}'..='\u{fb06}' | '\u{fe0f}') => Doubt::None,
            0xf0 if self.second == 0x9f => Doubt::None,
            // Other scripts come in words.
            0xce | 0xcf | 0xd0 | 0xd1 | 0xd7..=0xdb | 0xe0 | 0xe1 | 0xe3..=0xed | 0xef => doubt_if(!in_script),
            _ => Doubt::Great,
        }
    }
}

/// Bytes whose windows-1252 character often stands behind a word: dots, quotation marks, dashes, the no-break space, a trade mark.
const fn is_closing(byte: u8) -> bool {
    matches!(byte, 0x85 | 0x8b | 0x91..=0x97 | 0x99 | 0x9b | 0xa0 | 0xab | 0xae | 0xb0 | 0xbb)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clean(line: &str) -> String {
        crate::document::normalize::tests::after(check, line)
    }

    /// UTF-8 read as windows-1252, with Latin-1 where that has nothing.
    fn taken_apart(text: &str) -> String {
        text.bytes().map(|b| windows_character(char::from(b)).unwrap_or(char::from(b))).collect()
    }

    #[test]
    fn the_table_is_that_of_the_standard() {
        for b in 0x80..=0x9fu8 {
            let (text, _) = encoding_rs::WINDOWS_1252.decode_without_bom_handling(std::slice::from_ref(&b));
            let c = text.chars().next().unwrap();
            assert_eq!(windows_character(char::from(b)), Some(c).filter(|c| !c.is_control()));
            assert_eq!(byte(c), Some(b));
        }
    }

    #[test]
    fn repaired() {
        for text in [
            "It’s “good” — really… • €5 ™ © 2024",
            "café, naïve, Zürich, España, ÉTAT, Österreich, œuvre, voilà",
            "Łódź, Čeština, şey, ığdır, și Țara",
            "Привет, мир! Это и то",
            "Ελληνικά και αγγλικά",
            "שלום עולם",
            "مرحبا بالعالم",
            "नमस्ते दुनिया",
            "今天天气很好。",
            "プライバシーポリシー",
            "한국어 문장",
            "Việt Nam đất nước",
            "😀 👍🏽 ❤️",
            "½ cup, 25 °C, £50, ¿Qué?",
        ] {
            let once = taken_apart(text);
            assert_eq!(clean(&once).replace('\u{a0}', " "), text, "{once}");
            let twice = taken_apart(&once);
            assert_eq!(clean(&clean(&twice)).replace('\u{a0}', " "), text, "{twice}");
            let latin: String = text.bytes().map(char::from).collect();
            assert_eq!(clean(&latin), text);
        }
        assert_eq!(clean("don\u{92}t \u{93}stop\u{94}"), "don’t “stop”");
        assert_eq!(clean("The end.Â  Then"), "The end.  Then");
    }

    #[test]
    fn good_text_stays() {
        for text in [
            "NÃO, AMANHÃ, IRMÃ”, “MAÇÃ…”, MANHÃ–NOITE",
            "CAFÉ”, CAFÉ™ «VOILÀ» PÂ»",
            "passé…» là» voilà… hâlâ…» é” ù’",
            "Â° and Â by itself, « Â », the letters A Ă Â B",
            "Größe “Ä” und „Ö“ … Ü–",
            "“Å” är",
            "naïve – “é” ä»",
            "3×²",
            "forêt, château, pâte, â, î",
            "Ð and ð are letters",
        ] {
            assert_eq!(clean(text), text);
        }
    }
}
