//! Which language a text is in, as far as its script and its most frequent words tell: enough for a report by language, at a
//! cost of a microsecond or two. Trigram models were measured at over a hundred times that.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::Document;
use super::fold::fold;

/// How many bytes of prose are looked at: some hundred words.
const SAMPLE_BYTES: usize = 700;
/// Fewer frequent words than this may be chance.
const MIN_WORDS: u32 = 3;

const LANGUAGES: &str = include_str!("languages.txt");

/// The languages' tags, and for each folded word the languages that it is frequent in, one bit each.
struct Words {
    tags: Vec<&'static str>,
    languages: HashMap<Vec<u8>, u64>,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let mut tags = Vec::new();
    let mut words: HashMap<Vec<u8>, u64> = HashMap::new();
    for (tag, list) in LANGUAGES.lines().filter(|l| !l.starts_with('#')).filter_map(|l| l.split_once(':')) {
        for word in list.split_whitespace() {
            *words.entry(fold(word)).or_default() |= 1 << tags.len();
        }
        tags.push(tag);
    }
    Words { tags, languages: words }
});

/// The BCP 47 tag of the document's language, or `None` where nothing tells.
#[must_use]
pub fn detect(document: &Document<'_>) -> Option<&'static str> {
    let mut sample = String::with_capacity(SAMPLE_BYTES * 2);
    // Prose first; a page without any is judged by what it has.
    for line in document.lines.iter().filter(|l| l.is_prose()).chain(document.lines.iter().filter(|l| !l.is_prose())) {
        let text = document.text_of(line);
        sample.push_str(&text[..text.floor_char_boundary(SAMPLE_BYTES)]);
        sample.push(' ');
        if sample.len() >= SAMPLE_BYTES {
            break;
        }
    }
    by_script(&sample).or_else(|| by_words(&sample))
}

/// Hashes, by `hash`, of the frequent words of all languages.
pub(crate) fn frequent_words(hash: impl Fn(&[u8]) -> u32) -> Vec<u32> {
    WORDS.languages.keys().map(|word| hash(word)).collect()
}

/// Scripts that one language of the list writes.
fn by_script(sample: &str) -> Option<&'static str> {
    let (mut han, mut kana, mut hangul, mut thai, mut letters) = (0, 0, 0, 0, 0);
    for c in sample.chars().filter(|c| !c.is_ascii()) {
        letters += 1;
        match c {
            '\u{3040}'..='\u{30ff}' => kana += 1,
            '\u{3400}'..='\u{9fff}' => han += 1,
            '\u{ac00}'..='\u{d7af}' => hangul += 1,
            '\u{e00}'..='\u{e7f}' => thai += 1,
            _ => {}
        }
    }
    // A tenth of the sample's length, three bytes a character: a name in another script decides nothing.
    let enough = |n: usize| n * 30 > sample.len() && n * 2 > letters;
    match () {
        () if enough(hangul) => Some("ko"),
        () if enough(thai) => Some("th"),
        () if enough(kana + han) => Some(if kana * 10 > han { "ja" } else { "zh" }),
        () => None,
    }
}

fn by_words(sample: &str) -> Option<&'static str> {
    let Words { tags, languages } = &*WORDS;
    let mut counts = vec![0u32; tags.len()];
    let folded = fold(sample);
    for word in folded.split(|b| !b.is_ascii_alphabetic() && *b < 0x80) {
        let mut left = languages.get(word).copied().unwrap_or_default();
        while left != 0 {
            counts[left.trailing_zeros() as usize] += 1;
            left &= left - 1;
        }
    }
    let (best, &count) = counts.iter().enumerate().max_by_key(|(at, count)| (**count, std::cmp::Reverse(*at)))?;
    (count >= MIN_WORDS).then(|| tags[best])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::lexicon::LEXICON;

    fn language(text: &str) -> Option<&'static str> {
        detect(&Document::new(text, None, &LEXICON))
    }

    #[test]
    fn by_words_and_by_script() {
        for (tag, text) in [
            ("en", "The river fell by half a metre in the night, and it was not the first time that this happened."),
            ("de", "Der Fluss ist in der Nacht um einen halben Meter gefallen, und das nicht zum ersten Mal."),
            ("fr", "Le fleuve a baissé d'un demi-mètre dans la nuit, et ce n'est pas la première fois que les eaux sont basses."),
            ("pl", "Rzeka opadła w nocy o pół metra, ale nie jest to pierwszy raz, jak mówią mieszkańcy, że się to zdarza."),
            ("ru", "Река опустилась ночью на полметра, и это не в первый раз, но так быстро она не падала."),
            ("uk", "Річка опустилася вночі на пів метра, і це не вперше, але так швидко вона ще не падала з того часу."),
            ("ja", "川の水位は夜のうちに五十センチ下がった。"),
            ("zh", "河水在夜里下降了半米，这已经不是第一次了。"),
            ("ko", "강물이 밤사이 반 미터 줄었다."),
            ("ar", "انخفض النهر في الليل نصف متر، وهذا ما قال السكان إنه كان من قبل."),
        ] {
            assert_eq!(language(text), Some(tag), "{text}");
        }
        assert_eq!(language("Home\nShop\n1234"), None);
    }
}
