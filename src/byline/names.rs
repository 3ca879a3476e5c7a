//! What a name looks like, and how it is cited.

use super::words::{WORDS, split_words};
use crate::document::is_unspaced;

/// How sure the text around a name makes it that there is one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cue {
    /// A byline's own word stands before it: a single name will do, also one with a number in it.
    Clear,
    /// Nothing but its shape speaks for it: two to four words.
    None,
}

/// Most words of a name, titles and particles included.
const MOST_WORDS: usize = 7;
/// Most words of a name that nothing but its shape speaks for.
const MOST_WORDS_BARE: usize = 4;
/// Most letters of a name in a script without capitals, where nothing else tells a name from a phrase.
const MOST_UNCASED: usize = 30;
/// Most characters of a Chinese, Japanese or Korean name; foreign names in Katakana are the longest.
const MOST_EAST_ASIAN: usize = 14;
/// The same for one written in Han characters alone.
const MOST_HAN: usize = 6;
/// The same for one written in Hangul.
const MOST_HANGUL: usize = 5;

/// The name in `text`, as it should be cited, if that is what `text` is.
#[must_use]
pub fn name(text: &str, cue: Cue) -> Option<String> {
    let text = text.trim_matches(|c: char| c.is_whitespace() || matches!(c, ',' | ':' | ';' | '*' | '_' | '：' | '='));
    let first = text.chars().find(|c| c.is_alphanumeric())?;
    if matches!(first, '\u{ac00}'..='\u{d7af}') {
        let count = text.chars().count();
        let fits = (2..=MOST_HANGUL).contains(&count) && text.chars().all(|c| matches!(c, '\u{ac00}'..='\u{d7af}'));
        return (fits && cue == Cue::Clear && is_free(text)).then(|| text.to_owned());
    }
    if is_unspaced(first) && !matches!(first, '\u{e00}'..='\u{10ff}' | '\u{1780}'..='\u{17ff}') {
        return (cue == Cue::Clear).then(|| east_asian(text))?;
    }
    if is_uncased(first) {
        return (cue == Cue::Clear).then(|| uncased(text))?;
    }
    cased(text, cue)
}

/// Not a word that stands where names stand and is none.
fn is_free(text: &str) -> bool {
    !WORDS.not_a_name.has(text) && !WORDS.organisation.has(text) && !WORDS.is_role(text)
}

fn east_asian(text: &str) -> Option<String> {
    let is_part = |c: char| is_unspaced(c) || matches!(c, '・' | '·' | '＝' | '々' | 'ー' | ' ');
    let count = text.chars().filter(|c| *c != ' ').count();
    // Particles of Japanese and Chinese that no name holds: they make it a phrase.
    let has_particle = text.contains(['の', 'を', 'が', 'へ', '的', '了', '是', '在']);
    let is_han = text.chars().all(|c| matches!(c, '\u{3400}'..='\u{9fff}' | ' ' | '々'));
    let most = if is_han { MOST_HAN } else { MOST_EAST_ASIAN };
    let fits = (2..=most).contains(&count) && text.chars().all(is_part) && text.matches(' ').count() <= 1;
    (fits && !has_particle && is_free(text)).then(|| text.to_owned())
}

const fn is_uncased(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{10ff}' | '\u{1780}'..='\u{17ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}')
}

fn uncased(text: &str) -> Option<String> {
    let is_part = |c: char| {
        (is_uncased(c) && !matches!(c, '،' | '؛' | '؟' | '۔' | '।' | '॥') && super::date::digit(c).is_none())
            || matches!(c, ' ' | '.' | '-' | '\'' | '\u{200c}' | '\u{200d}')
    };
    let words: Vec<&str> = text.split(' ').collect();
    let fits = text.chars().all(is_part) && words.len() <= MOST_WORDS_BARE + 1 && text.chars().count() <= MOST_UNCASED;
    let is_plain = words.iter().all(|w| !WORDS.not_a_name.has(w) && !WORDS.common.has(w));
    (fits && is_plain && is_free(text) && text.chars().count() > 2).then(|| text.to_owned())
}

/// True if `text` may start with a name that nothing but its shape speaks for: two words that are parts of one.
pub(super) fn opens_with_name(text: &str) -> bool {
    let mut words = split_words(text).filter(|w| !w.is_empty());
    let (Some(first), Some(second)) = (words.next(), words.next()) else { return false };
    // A second word is rarely one before its first letter is looked at; the marks that end a list's item belong to no word.
    let bare = |word: &'_ str| word.trim_end_matches([',', ';', '、', '，', '،', '；']).len();
    let second = &second[..bare(second)];
    first.starts_with(char::is_alphabetic)
        && (second.contains(char::is_uppercase) || WORDS.particle.has(second) || !second.starts_with(char::is_alphabetic))
        && !WORDS.not_a_name.has(first.trim_end_matches(['.', ',']))
}

/// False if the words that `text` starts with are plain ones, and more than a name has that nothing but its shape speaks for: a
/// name ends at a mark, at the end of the text or before a word that may stand behind one.
pub(super) fn name_may_end(text: &str) -> bool {
    for (n, word) in split_words(text).enumerate().take(MOST_WORDS_BARE + 1) {
        let is_plain = !word.is_empty() && word.bytes().all(|b| b.is_ascii_alphabetic());
        if !is_plain || (n > 1 && WORDS.behind_name.has(word)) {
            return true;
        }
        if n == MOST_WORDS_BARE {
            return false;
        }
    }
    true
}

/// What a word of a name is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    /// "Jane", "J.", "O'Brien", "al-Sayed".
    Name,
    /// "van".
    Particle,
    /// "Jr."
    Suffix,
    /// "Dr."
    Prefix,
    /// A nickname in quotation marks or brackets.
    Nickname,
    /// A number as in "50 Cent".
    Number,
}

fn part(word: &str) -> Option<Part> {
    let bare = word.trim_end_matches(',');
    if WORDS.particle.has(bare) && !bare.starts_with(char::is_uppercase) || bare == "of" {
        return Some(Part::Particle);
    }
    if WORDS.suffix.has(bare) && bare.starts_with(char::is_uppercase) {
        return Some(Part::Suffix);
    }
    if WORDS.prefix.has(bare) && bare.starts_with(char::is_uppercase) {
        return Some(Part::Prefix);
    }
    let quoted = |open: char, close: char| bare.starts_with(open) && bare.ends_with(close) && bare.chars().count() > 2;
    if [('"', '"'), ('“', '”'), ('„', '“'), ('\'', '\''), ('‘', '’'), ('(', ')')].iter().any(|&(open, close)| quoted(open, close))
    {
        let inner = bare.trim_matches(|c: char| !c.is_alphanumeric());
        return inner.chars().all(|c| c.is_alphabetic() || c == '-').then_some(Part::Nickname);
    }
    if bare.len() <= 3 && bare.chars().all(|c| c.is_ascii_digit()) {
        return Some(Part::Number);
    }
    // "d'Ancona", "al-Sayed", "'t": lower case, then an apostrophe or hyphen, then the name.
    let lead = bare.find(char::is_uppercase)?;
    let lead_fits = lead == 0 || (lead <= 4 && bare[..lead].ends_with(['\'', '’', '-']));
    let letters = bare.chars().filter(|c| c.is_alphabetic()).count();
    let is_part = |c: char| c.is_alphabetic() || matches!(c, '\'' | '’' | '-' | '‑' | '.' | '`' | '\u{300}'..='\u{36f}');
    let digits = bare.chars().rev().take_while(char::is_ascii_digit).count();
    let body = &bare[..bare.len() - digits];
    let dots_fit =
        !body.trim_end_matches('.').contains('.') || letters <= 4 || body.split('.').all(|p| p.chars().count() <= 2 || p.contains('-'));
    let ends_abbreviated = body.ends_with('.') && letters > 4;
    let fits = lead_fits && body.chars().all(is_part) && letters > 0 && (digits == 0 || (letters >= 3 && digits <= 2));
    (fits && dots_fit && !ends_abbreviated && !body.contains("--")).then_some(Part::Name)
}

fn cased(text: &str, cue: Cue) -> Option<String> {
    let words: Vec<&str> = text.split(' ').filter(|w| !w.is_empty()).collect();
    let most = if cue == Cue::Clear { MOST_WORDS } else { MOST_WORDS_BARE };
    if words.is_empty() || words.len() > most {
        return None;
    }
    let parts: Vec<Part> = words.iter().map(|w| part(w)).collect::<Option<_>>()?;
    let names: Vec<usize> = (0..parts.len()).filter(|&n| parts[n] == Part::Name).collect();
    let (&first, &last) = (names.first()?, names.last()?);
    let titles = parts.iter().take_while(|p| **p == Part::Prefix).count();
    for (n, part) in parts.iter().enumerate() {
        let fits = match part {
            Part::Name => true,
            Part::Particle if words[n] == "of" => n == first + 1 && last == n + 1,
            // "in 't Veld", but "Jane Doe in Kyiv".
            Part::Particle if words[n] == "in" => words[n + 1..].first().is_some_and(|w| w.starts_with(['\'', '’'])),
            Part::Particle => n < last,
            Part::Suffix => n > last && n > 0,
            Part::Prefix => n < titles || (n > 0 && n < last),
            Part::Nickname => n > 0,
            Part::Number => cue == Cue::Clear && n == 0 && parts.len() == 2 && parts[1] == Part::Name && words[1].len() > 3,
        };
        if !fits {
            return None;
        }
    }
    let head = words[first].trim_end_matches(['.', ',']);
    if WORDS.not_a_name.has(head) || names.iter().any(|&n| WORDS.is_role(words[n])) {
        return None;
    }
    let has_number = parts[0] == Part::Number;
    if names.len() == 1 {
        let is_calendar = WORDS.month(head).is_some() || WORDS.weekday.has(head);
        let mononym = cue == Cue::Clear && !is_calendar && (head.chars().count() >= 3 || parts.len() > 1) && is_free(text);
        if !mononym {
            return None;
        }
    } else if cue == Cue::None
        && names.iter().any(|&n| WORDS.month(words[n]).is_some() || WORDS.weekday.has(words[n]) || WORDS.outlet_word.has(words[n]))
    {
        return None;
    }
    if names.iter().all(|&n| words[n].chars().filter(|c| c.is_alphabetic()).count() < 2) && names.len() < 2 && !has_number {
        return None;
    }
    let joined = words.iter().map(|w| w.trim_end_matches(',')).collect::<Vec<_>>().join(" ");
    Some(title_case(&joined, &parts))
}

/// Fewest and most words of a name in capitals that is put into title case.
const CAPITALS: std::ops::RangeInclusive<usize> = 2..=4;

/// A name in capitals in title case; any other as it is.
fn title_case(name: &str, parts: &[Part]) -> String {
    if !CAPITALS.contains(&parts.len()) || name.chars().any(char::is_lowercase) || parts.contains(&Part::Number) {
        return name.to_owned();
    }
    let words: Vec<String> = name.split(' ').enumerate().map(|(n, word)| cite_word(word, n == 0)).collect();
    words.join(" ")
}

fn cite_word(word: &str, is_first: bool) -> String {
    let letters = word.chars().filter(|c| c.is_alphabetic()).count();
    let roman = matches!(word, "II" | "III" | "IV");
    let has_vowel = word.chars().any(|c| "AEIOUYÀÁÂÄÅÆÈÉÊËÌÍÎÏÒÓÔÖØÙÚÛÜÝАЕЁИОУЫЭЮЯІЇЄΑΕΗΙΟΥΩΆΈΉΊΌΎΏ".contains(c));
    if letters < 2 || roman || (letters == 2 && (!has_vowel || word.contains('.'))) || matches!(word, "MD" | "PHD") {
        return word.to_owned();
    }
    if !is_first && WORDS.particle.has(word) {
        return word.to_lowercase();
    }
    capitalised(word)
}

/// Each part of a word with a capital: "Smith-Jones", "O'Brien", "McDonald".
pub(super) fn capitalised(word: &str) -> String {
    let mut out = String::with_capacity(word.len());
    let mut start = true;
    for c in word.chars() {
        if start {
            out.push(c);
        } else {
            out.extend(c.to_lowercase());
        }
        // A possessive's or elided letter is not a new part: "O'Brien", but "Rock'n".
        start = matches!(c, '-' | '‑' | '\'' | '’' | '.');
    }
    // MacDonald and Mackie cannot be told apart; "Mc" is always a part of its own.
    if let Some(rest) = out.strip_prefix("Mc").filter(|r| r.chars().count() >= 3) {
        let mut letters = rest.chars();
        let first = letters.next().into_iter().flat_map(char::to_uppercase);
        out = "Mc".chars().chain(first).chain(letters).collect();
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        for text in [
            "Jane Doe",
            "Martin Luther King, Jr.",
            "Jean-Luc in 't Veld",
            "Tom of Finland",
            "José Ortega y Gasset",
            "J.K. Rowling",
            "Mary O'Brien",
            "50 Cent",
            "Banksy",
            "Ludwig van der Berg",
            "Abd al-Rahman al-Sayed",
            "Dr. Erika Mustermann",
            "王小明",
            "ジョン・スミス",
            "山田 太郎",
            "홍길동",
            "محمد علي",
            "रवि कुमार",
            "Иван Петров",
            "Mary \"Red\" Jones, MD",
            "Γιώργος Παπαδόπουλος",
            "Łukasz Żółty",
        ] {
            let quiet = text.replace(", ", " ");
            assert_eq!(name(text, Cue::Clear), Some(quiet), "{text}");
        }
    }

    #[test]
    fn phrases_are_no_names() {
        for text in [
            "Friday",
            "the time",
            "Anfang an",
            "favor",
            "2030",
            "Popular Demand",
            "The Numbers",
            "May",
            "10 Downing Street",
            "ailleurs",
            "senior editor",
            "",
        ] {
            assert_eq!(name(text, Cue::Clear), None, "{text}");
        }
        for text in ["Banksy", "50 Cent", "Daily News", "Sunday Times", "One Two Three Four Five"] {
            assert_eq!(name(text, Cue::None), None, "{text}");
        }
    }

    #[test]
    fn capitals_become_title_case() {
        for (text, want) in [
            ("JANE DOE", "Jane Doe"),
            ("MARY O'BRIEN", "Mary O'Brien"),
            ("JOHN MCDONALD", "John McDonald"),
            ("ANNE SMITH-JONES", "Anne Smith-Jones"),
            ("J.K. ROWLING", "J.K. Rowling"),
            ("HENRY FORD III", "Henry Ford III"),
            ("LUDWIG VAN BERG", "Ludwig van Berg"),
            ("ИВАН ПЕТРОВ", "Иван Петров"),
            ("BANKSY", "BANKSY"),
        ] {
            assert_eq!(name(text, Cue::Clear).as_deref(), Some(want));
        }
    }
}
