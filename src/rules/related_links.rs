//! Links to other pages of the site.

use super::lexicon::Anchor;
use super::phrases::{self, Reading};
use super::{Findings, Info, Rule, declare, lines_with};
use crate::document::{Danger, Document, Evidence, Line};

declare! {
    /// Links to other pages of the site.
    ///
    /// ## What it removes
    /// A label such as "Read more:" with the headline behind it, a heading such as "Related articles", and the
    /// headlines below it, or the teaser below it that ends in an ellipsis.
    ///
    /// ## Why it is noise
    /// They lead to other texts, whose headlines do not belong to this one.
    ///
    /// ## Example
    /// ```before
    /// The river fell by half a metre overnight, and the bridge was opened again in the morning.
    /// READ MORE: Floods close three bridges
    /// Engineers will look at the eastern pillar once the water has gone down far enough to reach it.
    /// ```
    /// ```after
    /// The river fell by half a metre overnight, and the bridge was opened again in the morning.
    /// Engineers will look at the eastern pillar once the water has gone down far enough to reach it.
    /// ```
    ///
    /// ## What it must keep
    /// The words in a sentence; a list under a heading that is not one of links; a heading that is followed by prose.
    /// ```keep
    /// Read more books, the doctor told him, and he did.
    /// ```
    ///
    /// ## Languages and sources of its lists
    /// `lexicon/*.txt`, classes `related`, `related-label`, `more-button`: general knowledge of web pages and their templates.
    ///
    /// ## Known misses
    /// Teasers with a paragraph of text.
    RelatedLinks, "related-links", ["related", "related-label", "more-button"]
}

/// A label and a headline.
const LABEL: Reading = Reading { class: "related-label", calls: false, words: 25, danger: Danger::Medium };
/// A button that leads on. It stands below a teaser, not above a list.
const BUTTON: Reading = Reading { class: "more-button", calls: false, words: 12, danger: Danger::Medium };
/// A heading of a list of links.
const HEADING: Reading = Reading { class: "related", calls: false, words: 12, danger: Danger::Medium };
/// One line below a heading may be the next section's.
const MIN_LINKS: usize = 2;
/// More lines than this are not looked at: a page that goes on so long under such a heading is a list of its own.
const MAX_LINKS: usize = 40;
/// A teaser is a sentence or two.
const MAX_TEASER_WORDS: u32 = 40;

impl Rule for RelatedLinks {
    fn info(&self) -> &'static Info {
        &Self::INFO
    }

    fn check(&self, document: &Document<'_>, findings: &mut Findings) {
        phrases::check(&Self::INFO, &LABEL, document, findings);
        phrases::check(&Self::INFO, &BUTTON, document, findings);
        for (line, hit) in lines_with(document, "related") {
            let Some((danger, evidence)) = phrases::weigh(line, hit, &HEADING) else { continue };
            let links = links_below(document, line);
            let reaches_end = links.last().is_some_and(|last| last.span.end + 1 >= document.text.len());
            let heads = matches!(hit.anchor, Anchor::Whole | Anchor::Label | Anchor::Start)
                && line.is_label_like()
                && (line.words > 1 || reaches_end)
                && links.len() >= MIN_LINKS
                && !are_values(document, &links)
                && has_text_above(document, line);
            let teaser = cut_teaser_below(document, line).filter(|_| line.is_label_like() && !heads);
            findings.remove_line(Self::INFO.id, line, danger, evidence.and_if(heads || teaser.is_some(), Evidence::NEIGHBOURS));
            if let Some(teaser) = teaser {
                findings.remove_line(Self::INFO.id, teaser, Danger::Medium, Evidence::SHAPE.and(Evidence::NEIGHBOURS));
            }
            if heads {
                for link in links {
                    findings.remove_line(Self::INFO.id, link, Danger::Medium, Evidence::SHAPE.and(Evidence::NEIGHBOURS));
                }
            }
        }
    }
}

/// The lines of links below a heading: headlines, and down to the end of the document teasers too, each below its headline.
///
/// Where prose follows, the last headline may be its heading and is left out.
fn links_below<'d>(document: &'d Document<'_>, heading: &Line) -> Vec<&'d Line> {
    let from = document.filled.partition_point(|&l| document.lines[l as usize].span.start <= heading.span.start);
    let below: Vec<&Line> = (from..=from + MAX_LINKS).map_while(|at| document.filled_line(at)).collect();
    let is_headline = |line: &Line| is_headline(document.text_of(line), line);
    let headlines = below.iter().take_while(|l| is_headline(l)).count();
    let reaches_end = below.len() <= MAX_LINKS;
    let teased = reaches_end
        && headlines > 0
        && below.windows(2).all(|pair| is_headline(pair[0]) || is_headline(pair[1]))
        && below.iter().all(|l| l.words <= MAX_TEASER_WORDS);
    let links = if teased {
        below.len()
    } else if headlines == below.len() {
        0
    } else {
        headlines.saturating_sub(1)
    };
    below[..links].to_vec()
}

/// True for the lines of a list of properties ("Memory: 8 GB"), which have a colon each. Of headlines one in a few has.
fn are_values(document: &Document<'_>, lines: &[&Line]) -> bool {
    lines.iter().filter(|line| document.text_of(line).contains(": ")).count() * 2 > lines.len()
}

/// The line right below a heading, if it is a teaser that was cut off.
fn cut_teaser_below<'d>(document: &'d Document<'_>, heading: &Line) -> Option<&'d Line> {
    let at = document.filled.partition_point(|&l| document.lines[l as usize].span.start <= heading.span.start);
    let line = document.filled_line(at)?;
    let text = document.text_of(line);
    (line.words <= MAX_TEASER_WORDS && (text.ends_with("...") || text.ends_with('…'))).then_some(line)
}

/// A list of links belongs to the text above it; where there is none, the list may be what the page is for. Teasers are no text:
/// only lines with the length of a paragraph count.
fn has_text_above(document: &Document<'_>, heading: &Line) -> bool {
    let above = document.lines.iter().take_while(|l| l.span.start < heading.span.start);
    above.filter(|l| l.is_prose() && l.words >= PARAGRAPH_WORDS).take(MIN_PARAGRAPHS).count() == MIN_PARAGRAPHS
}

/// Fewer are the introduction of a list.
const MIN_PARAGRAPHS: usize = 3;
/// A teaser is a sentence, a paragraph two or more.
const PARAGRAPH_WORDS: u32 = 25;

/// No sentence end but a question's, and not the length of a paragraph; a table's row is none.
fn is_headline(text: &str, line: &Line) -> bool {
    (!line.ends_sentence || text.ends_with(['?', '!', '？', '！', '؟']))
        && (MIN_WORDS..=MAX_WORDS).contains(&line.words)
        && !text.contains('|')
}

/// A single word is a section's name or a table's cell.
const MIN_WORDS: u32 = 2;
/// Headlines rarely pass twenty words.
const MAX_WORDS: u32 = 22;
