//! Labels of menus and buttons that lost the space between them.

use memchr::memchr3_iter;

use super::lexicon::LEXICON;
use super::lexicon::inside::{LONGEST_LABEL, is_label};
use super::{Findings, Info, Rule, declare};
use crate::document::fold::fold;
use crate::document::{Danger, Document, Evidence, Finding, Span, is_sentence_end};

declare! {
    /// Labels of menus and buttons that lost the space between them.
    ///
    /// ## What it removes
    /// Runs of three or more labels glued together (`HomeNewsSport`, `ShareTweetPin`), of two or more if there is a count among them (`Tweet0Share12`, `1.2K SharesThe
    /// river ...`): as a whole line, before the sentence that a line starts with, or behind the one it ends with.
    ///
    /// ## Why it is noise
    /// A page's links and buttons stand apart by their style; as text they run into each other.
    ///
    /// ## Example
    /// ```before
    /// HomeNewsSportContact us
    /// 1.2K SharesThe river fell by half a metre overnight, and the bridge was opened again in the morning.
    /// Engineers will look at the eastern pillar once the water has gone down.FacebookTwitterWhatsAppE-mail
    /// ```
    /// ```after
    /// The river fell by half a metre overnight, and the bridge was opened again in the morning.
    /// Engineers will look at the eastern pillar once the water has gone down.
    /// ```
    ///
    /// ## What it must keep
    /// Names that are written that way, and labels with a space between them.
    /// ```keep
    /// YouTube, LinkedIn and WhatsApp were down, says MyNewsDesk, and NewsGuard counted 234 views of HomePod and PhotoShop in the morning.
    /// ```
    ///
    /// ## Languages and sources of its lists
    /// `lexicon/inside.txt`, sections `section` and `share`; the labels of the class `navigation` of `lexicon/*.txt`: general knowledge of web pages.
    ///
    /// ## Known misses
    /// Names of a site's own sections; scripts without capitals, where nothing tells one label from the next.
    GluedLabels, "glued-labels", ["navigation"]
}

/// Fewer labels may be a name.
const FEWEST_LABELS: usize = 3;
/// So few are enough where a count of shares or views is one of them.
const FEWEST_WITH_COUNT: usize = 2;
/// Most borders of words inside of a label: "YouTube", "WhatsApp".
const BORDERS_IN_LABEL: usize = 2;
/// A run behind a sentence is looked for in so many bytes.
const LONGEST_TAIL: usize = 160;

impl Rule for GluedLabels {
    fn info(&self) -> &'static Info {
        &Self::INFO
    }

    fn check(&self, document: &Document<'_>, findings: &mut Findings) {
        for (_, line) in document.filled_lines() {
            let text = document.text_of(line);
            let head = head(text);
            let tail = if head.is_none() && !line.ends_sentence { tail(text) } else { None };
            if let Some(span) = head.map(|end| Span::new(0, end)).or_else(|| tail.map(|start| Span::new(start, text.len()))) {
                let span = Span::new(line.span.start + span.start, line.span.start + span.end);
                findings.list.push(Finding::remove(Self::INFO.id, span, Danger::Medium, Evidence::PHRASE.and(Evidence::SHAPE)));
            }
        }
    }
}

/// What a run is made of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Piece {
    Label,
    /// A button or count of sharing.
    Share,
    Count,
    /// A count with its noun.
    CountedShare,
}

/// Where the run ends that a line starts with.
fn head(text: &str) -> Option<usize> {
    if !may_start_run(text.as_bytes()) {
        return None;
    }
    let (end, pieces) = run(text);
    let glued_to_more = end < text.len();
    let enough = is_enough(&pieces, glued_to_more);
    // What follows has to be the start of a sentence and not a name that starts with labels ("NewsGuard").
    (enough && (!glued_to_more || text[end..].contains(' '))).then_some(end)
}

/// True if a word seems to be glued to the first label's end: nearly every line ends here.
fn may_start_run(bytes: &[u8]) -> bool {
    let is_glued = |before: u8, byte: u8| {
        let is_capital = byte.is_ascii_uppercase() & (before != b' ') & !before.is_ascii_uppercase();
        is_capital | (byte.is_ascii_digit() & before.is_ascii_alphabetic()) | may_be_capital(byte)
    };
    // Of a length that is known and without branches, so that all are looked at together.
    match bytes.first_chunk::<LONGEST_FIRST>() {
        Some(first) => (1..LONGEST_FIRST).fold(false, |any, at| any | is_glued(first[at - 1], first[at])),
        None => bytes.windows(2).any(|two| is_glued(two[0], two[1])),
    }
}

/// True for the first byte of a letter that may be a capital outside of ASCII: Latin, Greek, Cyrillic and others of two bytes.
const fn may_be_capital(byte: u8) -> bool {
    byte.wrapping_sub(0xc3) < 0x1d
}

/// The first label of a run ends within so many bytes, less one.
const LONGEST_FIRST: usize = 33;

/// True if something seems to be glued to the end of a sentence.
fn may_have_tail(bytes: &[u8]) -> bool {
    let last = &bytes[bytes.len().saturating_sub(LONGEST_TAIL)..];
    let is_glued = |byte: &u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || may_be_capital(*byte);
    memchr3_iter(b'.', b'!', b'?', last).any(|at| last.get(at + 1).is_some_and(is_glued))
}

/// Where the run starts that is glued to the end of a line's sentence.
fn tail(text: &str) -> Option<usize> {
    if !may_have_tail(text.as_bytes()) {
        return None;
    }
    let from = text.ceil_char_boundary(text.len().saturating_sub(LONGEST_TAIL));
    let ends = text[from..].char_indices().filter(|(_, c)| is_sentence_end(*c));
    let glued = |at: &usize| {
        let (before, behind) = (&text[from..*at], &text[*at..]);
        // A figure behind a figure's point is its decimals.
        let is_number = before.trim_end_matches(is_sentence_end).ends_with(|c: char| c.is_ascii_digit());
        behind.starts_with(char::is_uppercase) || (!is_number && behind.starts_with(|c: char| c.is_ascii_digit()))
    };
    let mut starts = ends.map(|(at, c)| from + at + c.len_utf8()).filter(glued);
    starts.find(|at| {
        let (end, pieces) = run(&text[*at..]);
        at + end == text.len() && is_enough(&pieces, true)
    })
}

/// True if so many labels are no name. Where a sentence is glued to them, that is one border more.
fn is_enough(pieces: &[Piece], is_glued: bool) -> bool {
    let counted = pieces.contains(&Piece::CountedShare) || (pieces.contains(&Piece::Count) && pieces.contains(&Piece::Share));
    let labels = pieces.iter().filter(|piece| **piece != Piece::Count).count();
    labels >= FEWEST_LABELS || (counted && pieces.len() + usize::from(is_glued) >= FEWEST_WITH_COUNT)
}

/// The labels glued together that a text starts with, and where they end: with the text, or glued to what follows.
fn run(text: &str) -> (usize, Vec<Piece>) {
    let (mut at, mut pieces) = (0, Vec::new());
    while at < text.len() {
        let ends = borders(&text[at..]).take(BORDERS_IN_LABEL + 1);
        // The longest that is a label: "YouTube" before "You".
        let found = ends.filter_map(|end| piece(&text[at..at + end]).map(|piece| (end, piece))).last();
        let Some((length, piece)) = found else { break };
        pieces.push(piece);
        at += length;
    }
    (at, pieces)
}

/// The places in the beginning of a text where a word is glued to the one before it, and its end if that is near: a capital behind a small letter, a closing
/// mark or a figure, a figure behind a letter.
fn borders(text: &str) -> impl Iterator<Item = usize> {
    let window = &text[..text.floor_char_boundary(LONGEST_LABEL)];
    let pairs = window.char_indices().zip(window.chars().skip(1));
    let inner = pairs.filter(|((_, c), next)| is_border(*c, *next)).map(|((at, c), _)| at + c.len_utf8());
    inner.chain((window.len() == text.len()).then_some(text.len()))
}

fn is_border(c: char, next: char) -> bool {
    if next.is_ascii_digit() {
        c.is_alphabetic()
    } else {
        next.is_uppercase() && (c.is_lowercase() || c.is_ascii_digit() || matches!(c, ')' | '!' | '+'))
    }
}

/// What a text is, if it is part of such a run.
fn piece(text: &str) -> Option<Piece> {
    let text = text.trim();
    let digits = text.bytes().take_while(|b| b.is_ascii_digit() || matches!(b, b'.' | b',')).count();
    if digits > 0 && text.as_bytes()[0].is_ascii_digit() {
        let behind = &text[digits..];
        let behind = behind.strip_prefix(['K', 'k', 'M']).filter(|rest| !rest.starts_with(char::is_alphanumeric)).unwrap_or(behind);
        let noun = behind.trim_start();
        return if noun.is_empty() {
            Some(Piece::Count)
        } else {
            (noun.len() < behind.len() && is_label("share", noun)).then_some(Piece::CountedShare)
        };
    }
    if is_label("share", text) {
        return Some(Piece::Share);
    }
    (is_label("section", text) || is_navigation(text)).then_some(Piece::Label)
}

/// True for a label of the lexicon's class, all of it.
fn is_navigation(text: &str) -> bool {
    let (mut folded, mut hits) = (fold(text), Vec::new());
    LEXICON.find(&mut folded, 0, &mut hits);
    hits.iter().any(|hit| hit.class == "navigation" && hit.before == 0 && hit.after == 0)
}

#[cfg(test)]
mod tests {
    use super::{head, tail};

    #[test]
    fn runs_of_labels() {
        for (line, rest) in [
            ("HomeNewsSportCulture", ""),
            ("HomeAbout usContact us", ""),
            ("Tweet0Share12", ""),
            ("SharesFacebookTwitterPinterest", ""),
            ("YouTubeLinkedInWhatsApp", ""),
            ("StartseitePolitikWirtschaftKontakt", ""),
            ("ГлавнаяНовостиКонтакты", ""),
            ("1.2K SharesThe river fell.", "The river fell."),
            ("234 viewsThe river fell.", "The river fell."),
            ("ShareTweetPinThe river fell.", "The river fell."),
        ] {
            assert_eq!(head(line).map(|end| &line[end..]), Some(rest), "{line}");
        }
        let line = "The river fell.12 SharesFacebookTwitter";
        assert_eq!(tail(line), Some(15));
    }

    #[test]
    fn names_stay() {
        for line in [
            "NewsGuard",
            "HomePod",
            "ShareTweet",
            "YouTube",
            "12 Shares",
            "Home News Sport",
            "PoliticsHome",
            "1234",
            "2024 Sports News",
            "Facebook",
            "X2Go",
            "iPhone14Pro",
            "5GHome",
            "234 views of the river",
            "VideoGamesWorldTour2024",
            "4x4",
            "12pin",
            "The river fell.Home is where",
            "The river fell.ShareTweet",
            "24 models - 3.85k followers",
            "3.4. Comments",
        ] {
            assert_eq!((head(line), tail(line)), (None, None), "{line}");
        }
    }
}
