//! Pages that are no documents: errors, walls, questions, shells, and what is left of pages that were template all over.
//!
//! A page is short by the time that it can be one of these: a text that has more than a few sentences of its own is a document, whatever it is about.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};

use crate::cleaner::Cleaned;
use crate::document::Line;
use crate::document::fold::fold_into;
use crate::rules::lexicon::entries;

/// What a page is that is no document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PageKind {
    /// It says that something is not there, not allowed or out of order.
    Error,
    /// It asks to log in, to register or to subscribe.
    LoginWall,
    /// It asks for consent to cookies and the like.
    Consent,
    /// Its text is to be made by a program, or behind a test for robots.
    EmptyShell,
    /// Nothing of it is left.
    OnlyBoilerplate,
    /// Hardly anything of it is left.
    NearEmpty,
}

/// Most words of a clean text that may be no document: two paragraphs.
const MOST_WORDS: u32 = 100;
/// Most words beside the lines that say what the page is: a heading, some links and a sentence of apology.
const MOST_OTHERS: u32 = 40;
/// Longest line that says what a page is, in words. In a longer paragraph the same words are the subject.
const LONGEST_LINE: u32 = 40;
/// A text of fewer words is hardly any: a headline without its text.
const FEW_WORDS: u32 = 10;
/// What came in has to be so much more for it to have been cut down.
const CAME_IN: u32 = 3 * FEW_WORDS;
/// Bytes of markup with hardly a word of text: an application's shell. Hand-written pages without text are smaller.
const SHELL_BYTES: usize = 2 << 10;
/// Most lines that are looked at: pages that say what they are say it soon.
const MOST_LINES: usize = 200;

impl PageKind {
    /// All of them, in the order in which they are thought of.
    pub const ALL: [Self; 6] = [Self::Error, Self::LoginWall, Self::Consent, Self::EmptyShell, Self::OnlyBoilerplate, Self::NearEmpty];

    /// Its name in `meta.flags`, ledger and report.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Error => "error-page",
            Self::LoginWall => "login-wall",
            Self::Consent => "consent-page",
            Self::EmptyShell => "empty-shell",
            Self::OnlyBoilerplate => "only-boilerplate",
            Self::NearEmpty => "near-empty",
        }
    }

    /// What it says of a document.
    #[must_use]
    pub const fn says(self) -> &'static str {
        match self {
            Self::Error => "a short text that says that a page is not there, not allowed or out of order",
            Self::LoginWall => "a short text that asks to log in, to register or to subscribe",
            Self::Consent => "a short text that asks for consent to cookies and the like",
            Self::EmptyShell => "a page whose text is to be made by a program, or that asks whether a robot reads it",
            Self::OnlyBoilerplate => "nothing is left of a text",
            Self::NearEmpty => "fewer than ten words are left of a text that had thirty or more",
        }
    }

    /// What a document is if it is none: by the text that came in, what is left of it, its title, and the size of its markup.
    pub(crate) fn of(cleaned: &Cleaned) -> Option<Self> {
        let Cleaned { text: clean, source, meta, markup_bytes, .. } = cleaned;
        let title = meta.title.as_deref();
        // No text of so many bytes has so few words, in any script.
        if clean.len() > MOST_WORDS as usize * 64 {
            return None;
        }
        let left = words(clean);
        if left > MOST_WORDS {
            return None;
        }
        let came_in = words(source);
        // Of a page of which much was taken out, what is left says what it is.
        let says = if came_in <= 3 * MOST_WORDS { said(source.lines(), title) } else { said(clean.lines(), title) };
        // A sentence that is left is a document, however short, unless what the page says is left as well.
        let has_prose = clean.lines().any(|line| Line::of(line).is_prose());
        let still = if has_prose { said(clean.lines(), title) } else { says };
        let of_class = [Self::Error, Self::LoginWall, Self::Consent, Self::EmptyShell];
        let found = of_class.into_iter().find(|kind| {
            let Said { lines, words } = says[*kind as usize];
            lines > 0 && still[*kind as usize].lines > 0 && left.saturating_sub(words) <= MOST_OTHERS
        });
        found
            .or_else(|| (came_in < FEW_WORDS && markup_bytes.is_some_and(|bytes| bytes >= SHELL_BYTES)).then_some(Self::EmptyShell))
            .or_else(|| (left == 0 && came_in > 0).then_some(Self::OnlyBoilerplate))
            .or_else(|| (left < FEW_WORDS && came_in >= CAME_IN).then_some(Self::NearEmpty))
    }
}

fn words(text: &str) -> u32 {
    text.lines().map(|line| Line::of(line).words).sum()
}

/// How much of a text says what it is.
#[derive(Clone, Copy, Debug, Default)]
struct Said {
    lines: u32,
    words: u32,
}

/// What the lines and the title say, by kind.
fn said<'t>(lines: impl Iterator<Item = &'t str>, title: Option<&'t str>) -> [Said; 4] {
    let mut said = [Said::default(); 4];
    let mut folded = Vec::new();
    for text in lines.filter(|line| !line.is_empty()).take(MOST_LINES).chain(title) {
        let line = Line::of(text);
        if line.words > LONGEST_LINE {
            continue;
        }
        folded.clear();
        fold_into(text, &mut folded);
        let mut seen = [false; 4];
        for found in PHRASES.search.find_overlapping_iter(&folded) {
            let kind = PHRASES.kinds[found.pattern().as_usize()] as usize;
            seen[kind] |= stands_apart(&folded, found.start(), found.end());
        }
        for (said, _) in said.iter_mut().zip(seen).filter(|(_, seen)| *seen) {
            said.lines += 1;
            said.words += line.words;
        }
    }
    said
}

/// True if neither end of a part lies within a word. In scripts without spaces all ends may be such.
fn stands_apart(folded: &[u8], start: usize, end: usize) -> bool {
    let is_letter = |at: usize| folded.get(at).is_some_and(u8::is_ascii_alphanumeric);
    let before = start > 0 && is_letter(start - 1) && is_letter(start);
    let behind = is_letter(end) && is_letter(end - 1);
    !before && !behind
}

struct Phrases {
    search: AhoCorasick,
    kinds: Vec<PageKind>,
}

static PHRASES: LazyLock<Phrases> = LazyLock::new(|| {
    let (mut kinds, mut phrases) = (Vec::new(), Vec::new());
    for entry in entries(include_str!("phrases.txt")) {
        let Some(kind) = PageKind::ALL.into_iter().find(|kind| kind.id() == entry.class) else { continue };
        let mut folded = Vec::new();
        fold_into(entry.phrase, &mut folded);
        kinds.push(kind);
        phrases.push(folded);
    }
    let search = AhoCorasick::builder().match_kind(MatchKind::Standard).build(phrases).expect("the list is small");
    Phrases { search, kinds }
});

#[cfg(test)]
mod tests {
    use crate::{Cleaner, Config, Record};

    fn flags(text: &str) -> Vec<String> {
        Cleaner::new(Config::default()).clean(Record::text(text)).meta.flags
    }

    const STORY: &str = "The council met on Tuesday evening to talk about the bridge over the river, which has been closed to all traffic since the flood. \
        Engineers told the members that the eastern pillar had sunk by four centimetres and that nobody could say when it would be safe again. \
        The mayor asked for a second opinion and for money from the region, and several people from the village spoke about the long way around. \
        A new meeting was called for next month, when the engineers are to come back with figures and with a plan of what is to be done first.\n";

    #[test]
    fn pages_that_are_none_are_told_apart() {
        for (text, flag) in [
            ("404 Not Found\nnginx\n", "error-page"),
            ("Oops!\nThe page you are looking for doesn’t exist or has been moved.\nGo back home\n", "error-page"),
            ("Seite nicht gefunden\nDie gewünschte Seite gibt es nicht mehr.\n", "error-page"),
            ("ページが見つかりません\nトップへ\n", "error-page"),
            ("Please log in to continue\nEmail\nPassword\nForgot your password?\n", "login-wall"),
            ("Bevor Sie fortfahren\nWir verwenden Cookies, um unsere Seite zu verbessern.\nAlle akzeptieren\n", "consent-page"),
            ("You need to enable JavaScript to run this app.\n", "empty-shell"),
            ("Just a moment...\nChecking your browser before accessing the site.\n", "empty-shell"),
            ("ADVERTISEMENT\n", "only-boilerplate"),
        ] {
            assert_eq!(flags(text), [flag], "{text}");
        }
    }

    #[test]
    fn texts_about_such_things_have_no_flag() {
        for line in [
            "Page not found: why so many links on the web are dead",
            "We use cookies, and nobody knows why",
            "Please log in, says the machine",
            "JavaScript is required, they said",
        ] {
            assert_eq!(flags(&format!("{line}\n\n{STORY}")), [""; 0], "{line}");
        }
        assert_eq!(flags(STORY), [""; 0]);
        assert_eq!(flags("A short note.\n"), [""; 0]);
        assert_eq!(flags(""), [""; 0]);
        // Inside of words.
        assert_eq!(flags("The grande0 errorless run was the club's best.\n"), [""; 0]);
    }

    #[test]
    fn a_sentence_that_is_left_is_a_document() {
        let sentence = "The harbour was closed on Tuesday, and nobody could say when it would open again.\n";
        for removed in ["Log in to read more\n", "We use cookies to improve your experience.\nAccept all cookies\n"] {
            assert_eq!(flags(&format!("{removed}Harbour closed\n{sentence}")), [""; 0], "{removed}");
            assert_ne!(flags(removed), [""; 0], "{removed}");
        }
        let page = format!(
            "<title>Harbour</title><div class=cookie-banner>We use cookies. <button>Accept all</button></div><article><p>{sentence}</article>"
        );
        assert_eq!(Cleaner::new(Config::default()).clean(Record::html(page)).meta.flags, [""; 0]);
    }

    #[test]
    fn a_shell_has_markup_and_no_text() {
        let page = format!("<html><body><div id=root></div>{}</body></html>", "<script>var a = 1;</script>".repeat(100));
        assert_eq!(Cleaner::new(Config::default()).clean(Record::html(page)).meta.flags, ["empty-shell"]);
        assert_eq!(Cleaner::new(Config::default()).clean(Record::html("<p>Hello.</p>")).meta.flags, [""; 0]);
    }
}
