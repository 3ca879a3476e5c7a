//! The folded form of a line, in which phrases are compared: lower case; no accents on Latin and Greek letters, no vowel marks on
//! Arabic ones; quotes, dashes, brackets, bullets and pictures of any script as ASCII marks; every number a single `0`. Phrase
//! lists are folded the same way when they are read.

/// Appends the folded form of `line` to `out`.
///
/// A run of digits, with the separators `. , :` between digits, becomes one `0`, so that "1,204 comments" and "3 comments"
/// are the same phrase.
pub fn fold_into(line: &str, out: &mut Vec<u8>) {
    let bytes = line.as_bytes();
    out.reserve(bytes.len() + 4);
    let mut at = 0;
    loop {
        // Most of a text is letters and blanks: sixteen at once, as long as nothing else is among them.
        while let Some(chunk) = bytes[at..].first_chunk::<16>().filter(|chunk| is_plain(chunk)) {
            let mut lower = *chunk;
            lower.make_ascii_lowercase();
            out.extend_from_slice(&lower);
            at += 16;
        }
        // Then one by one, up to and with the character that is something else.
        loop {
            let Some(&byte) = bytes.get(at) else { return };
            if byte.is_ascii_digit() {
                out.push(b'0');
                at = number_end(bytes, at);
                break;
            }
            if byte >= 0x80 {
                let Some(c) = line[at..].chars().next() else { return };
                at += c.len_utf8();
                fold_char(c, out);
                break;
            }
            out.push(byte.to_ascii_lowercase());
            at += 1;
        }
    }
}

/// ASCII without digits. No early exit, so that the compiler looks at all sixteen together.
fn is_plain(chunk: &[u8; 16]) -> bool {
    !chunk.iter().fold(false, |special, b| special | (*b >= 0x80) | b.is_ascii_digit())
}

/// The folded form of `line`.
#[must_use]
pub fn fold(line: &str) -> Vec<u8> {
    let mut out = Vec::new();
    fold_into(line, &mut out);
    out
}

/// The byte of `line` that byte `folded` of its folded form comes from. Accents that fold to nothing go with their letter.
#[must_use]
pub fn unfold(line: &str, folded: usize) -> usize {
    let (mut at, mut out) = (0, Vec::new());
    while let Some(next) = fold_one(line, at, &mut out) {
        if out.len() > folded {
            break;
        }
        at = next;
    }
    at
}

/// Appends the folded form of the character at byte `at`, or of the whole number there; returns where the next one starts.
pub(crate) fn fold_one(line: &str, at: usize, out: &mut Vec<u8>) -> Option<usize> {
    let c = line[at..].chars().next()?;
    let next = if c.is_ascii_digit() { number_end(line.as_bytes(), at) } else { at + c.len_utf8() };
    fold_into(&line[at..next], out);
    Some(next)
}

fn number_end(bytes: &[u8], mut at: usize) -> usize {
    loop {
        while bytes.get(at).is_some_and(u8::is_ascii_digit) {
            at += 1;
        }
        match (bytes.get(at), bytes.get(at + 1)) {
            (Some(b'.' | b',' | b':'), Some(next)) if next.is_ascii_digit() => at += 1,
            _ => return at,
        }
    }
}

fn fold_char(c: char, out: &mut Vec<u8>) {
    let plain = match c {
        '\u{2018}' | '\u{2019}' | '\u{02bc}' | '\u{ff07}' => "'",
        '\u{201c}' | '\u{201d}' | '\u{201e}' | '\u{ff02}' => "\"",
        '\u{2026}' => "...",
        '\u{2010}' | '\u{2011}' => "-",
        // A dash is a hyphen with a blank before it, so that it never reads as part of a word.
        '\u{2012}'..='\u{2015}' | '\u{2212}' => {
            out.extend_from_slice(if out.last().is_none_or(|last| *last == b' ') { b"-" } else { b" -" });
            return;
        }
        // Brackets, bullets, arrows, stops and pictures of any script as ASCII marks: they are no part of a word.
        '«' | '‹' | '《' | '〈' | '←' => "<",
        '»' | '›' | '》' | '〉' | '→' | '▶' | '►' | '▸' | '➜' | '➡' | '⇒' => ">",
        '【' | '「' | '『' | '〔' | '〖' => "[",
        '】' | '」' | '』' | '〕' | '〗' => "]",
        '。' | '।' | '۔' | '\u{ff61}' => ".",
        '、' | '،' => ",",
        '؟' | '¿' => "?",
        '¡' => "!",
        '؛' => ";",
        '·'
        | '•'
        | '・'
        | '※'
        | '\u{2190}'..='\u{21ff}'
        | '\u{2300}'..='\u{23ff}'
        | '\u{2500}'..='\u{27bf}'
        | '\u{2b00}'..='\u{2bff}'
        | '\u{1f000}'..='\u{1faff}' => "*",
        '\u{ff0f}' => "|",
        // Joiners and variation selectors; the nukta, which many leave out; the candrabindu, written as anusvara as often.
        '\u{200c}' | '\u{200d}' | '\u{fe0f}' | '\u{20e3}' | '\u{93c}' | '\u{9bc}' => "",
        'ँ' => "ं",
        '\u{a0}' | '\u{3000}' | '\u{202f}' => " ",
        'À'..='Å' | 'à'..='å' | 'Ā'..='ą' | 'Ạ'..='ặ' | 'Ǎ' | 'ǎ' => "a",
        'Æ' | 'æ' => "ae",
        'Ç' | 'ç' | 'Ć'..='č' => "c",
        'Ď'..='đ' | 'Ð' | 'ð' => "d",
        'È'..='Ë' | 'è'..='ë' | 'Ē'..='ě' | 'Ẹ'..='ệ' | 'ə' | 'Ə' => "e",
        'Ĝ'..='ģ' | 'Ǧ' | 'ǧ' => "g",
        'Ĥ'..='ħ' => "h",
        'Ì'..='Ï' | 'ì'..='ï' | 'Ĩ'..='ı' | 'Ỉ'..='ị' => "i",
        'Ĵ' | 'ĵ' => "j",
        'Ķ' | 'ķ' => "k",
        'Ĺ'..='ł' => "l",
        'Ñ' | 'ñ' | 'Ń'..='ň' => "n",
        'Ò'..='Ö' | 'Ø' | 'ò'..='ö' | 'ø' | 'Ō'..='ő' | 'Ọ'..='ợ' | 'Ơ' | 'ơ' => "o",
        'Œ' | 'œ' => "oe",
        'Ŕ'..='ř' => "r",
        'Ś'..='š' | 'Ș' | 'ș' => "s",
        'ß' | 'ẞ' => "ss",
        'Ţ'..='ŧ' | 'Ț' | 'ț' => "t",
        'Ù'..='Ü' | 'ù'..='ü' | 'Ũ'..='ų' | 'Ụ'..='ự' | 'Ư' | 'ư' => "u",
        'Ŵ' | 'ŵ' => "w",
        'Ý' | 'ý' | 'ÿ' | 'Ŷ'..='Ÿ' | 'Ỳ'..='ỹ' => "y",
        'Ź'..='ž' => "z",
        'ё' | 'Ё' => "е",
        // Greek vowels with tonos, which capitals are written without.
        'ά' | 'Ά' => "α",
        'έ' | 'Έ' => "ε",
        'ή' | 'Ή' => "η",
        'ί' | 'Ί' | 'ϊ' | 'ΐ' => "ι",
        'ό' | 'Ό' => "ο",
        'ύ' | 'Ύ' | 'ϋ' | 'ΰ' => "υ",
        'ώ' | 'Ώ' => "ω",
        'ς' => "σ",
        // Arabic: alef with hamza or madda as bare alef; no tatweel, no vowel marks. Combining accents go the same way.
        'أ' | 'إ' | 'آ' => "ا",
        // Persian keyboards write its ya and kaf. Its final ya without dots stays: names differ from common words by it.
        'ی' => "ي",
        'ک' => "ك",
        'ـ' | '\u{64b}'..='\u{652}' | '\u{300}'..='\u{36f}' => "",
        '٠'..='٩' | '۰'..='۹' | '०'..='९' | '০'..='৯' | '๐'..='๙' | '０'..='９' => {
            if out.last() != Some(&b'0') {
                out.push(b'0');
            }
            return;
        }
        '\u{ff01}'..='\u{ff5e}' => {
            let ascii = (c as u32 - 0xfee0) as u8;
            out.push(ascii.to_ascii_lowercase());
            return;
        }
        _ => {
            let mut buffer = [0; 4];
            if is_without_case(c) {
                out.extend_from_slice(c.encode_utf8(&mut buffer).as_bytes());
                return;
            }
            for lower in c.to_lowercase() {
                out.extend_from_slice(lower.encode_utf8(&mut buffer).as_bytes());
            }
            return;
        }
    };
    out.extend_from_slice(plain.as_bytes());
}

/// Small Cyrillic letters, and the scripts from Hebrew to Burmese, of East Asia and of Korea: most of what is not Latin, and
/// looking its small letters up takes long.
const fn is_without_case(c: char) -> bool {
    matches!(c, 'а'..='я' | '\u{590}'..='\u{109f}' | '\u{2e80}'..='\u{a63f}' | '\u{ac00}'..='\u{faff}')
}

#[cfg(test)]
mod tests {
    use super::{fold, is_without_case, unfold};

    #[test]
    fn what_is_taken_for_caseless_is() {
        assert!(('\0'..=char::MAX).filter(|c| is_without_case(*c)).all(|c| c.to_lowercase().eq([c])));
    }

    fn folded(line: &str) -> String {
        String::from_utf8(fold(line)).expect("folding keeps UTF-8")
    }

    #[test]
    fn numbers_become_one_zero() {
        assert_eq!(folded("1,204 Comments at 12:30, 5."), "0 comments at 0, 0.");
        assert_eq!(folded("٣٤ تعليقات"), "0 تعليقات");
    }

    #[test]
    fn marks_of_any_script_are_no_words() {
        assert_eq!(folded("【広告】・続きを読む→"), "[広告]*続きを読む>");
        assert_eq!(folded("👉 Foto—Ana «x» ©"), "* foto -ana <x> ©");
        assert_eq!(folded("पढ़ें। हाँ ৪৫"), folded("पढें. हां 7"));
    }

    #[test]
    fn unfolding_finds_the_source() {
        let line = "Æ 1,204 Cafe\u{301} now";
        let at = |word: &str| folded(line).find(word).expect("the word is there");
        assert_eq!(&line[unfold(line, at("0"))..], "1,204 Cafe\u{301} now");
        assert_eq!(&line[unfold(line, at("cafe"))..unfold(line, at(" now"))], "Cafe\u{301}");
        assert_eq!(unfold(line, folded(line).len()), line.len());
    }

    #[test]
    fn case_and_accents_go() {
        assert_eq!(folded("PUBLICITÉ – Don’t miss"), "publicite - don't miss");
        assert_eq!(folded("ΔΙΑΒΆΣΤΕ ΕΠΊΣΗΣ"), folded("διαβάστε επίσης"));
        assert_eq!(folded("Читайте Ещё"), "читайте еще");
    }
}
