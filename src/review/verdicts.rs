//! How people's judgements count when a document is cleaned.
//!
//! A judgement is of a text: of a line, or of the part of a line that a rule had removed. Texts are compared as normalised, and exactly.
//!
//! * *wrong* keeps the text, whatever rule asks for it;
//! * *right* is one more kind of evidence for any rule that asks for just that text;
//! * *deny* is that as well, and removes the text by itself where it is a line.
//!
//! Of one rule's judgements on a text the last one counts, and of different rules' the one that keeps most. What was judged on a site
//! goes before what holds for all of a corpus.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

use super::judged_line;
use super::{Decisions, Judgement, Scope};
use crate::document::normalize::{Stages, normalize};
use crate::document::{Action, Document, Evidence, Finding, Span};
use crate::html::Page;
use crate::html::main_content::Cut;
use crate::report::show::cut;

/// So many bytes of a text are compared; texts that agree so far are one.
pub const KEY_MAX: usize = 2048;

/// Judgements by text.
type Texts = HashMap<Box<str>, Judgement>;

/// The judgements of a decisions file, ready to be looked up.
#[derive(Debug)]
pub struct Verdicts {
    /// How blocks of pages are normalised.
    page_stages: Stages,
    corpus: Texts,
    sites: HashMap<Box<str>, Texts>,
    /// What documents without a site have.
    no_site: Texts,
}

impl Verdicts {
    /// Reads the judgements of `decisions`. The stages are those that texts and pages go through before the rules see them.
    #[must_use]
    pub fn new(decisions: &Decisions, text_stages: Stages, page_stages: Stages) -> Self {
        /// The place of a text: all of the corpus, or a site, which may be none.
        type Place<'d> = (Option<Option<&'d str>>, Box<str>);
        let mut by_rule: BTreeMap<Place<'_>, BTreeMap<&str, Judgement>> = BTreeMap::new();
        for decision in &decisions.list {
            let Some(judgement) = decision.verdict else { continue };
            let place = (decision.scope == Scope::Site).then_some(decision.site.as_deref());
            for stages in [text_stages, page_stages] {
                for text in texts(&normalize(&decision.text, stages).0, judgement) {
                    by_rule.entry((place, text.into_owned().into())).or_default().insert(&decision.rule, judgement);
                }
            }
        }
        let mut verdicts = Self { page_stages, corpus: Texts::new(), sites: HashMap::new(), no_site: Texts::new() };
        for ((place, text), judgements) in by_rule {
            let texts = match place {
                None => &mut verdicts.corpus,
                Some(None) => &mut verdicts.no_site,
                Some(Some(site)) => verdicts.sites.entry(site.to_lowercase().into()).or_default(),
            };
            let judgement =
                [Judgement::Wrong, Judgement::Right, Judgement::Deny].into_iter().find(|j| judgements.values().any(|own| own == j));
            texts.extend(judgement.map(|judgement| (text, judgement)));
        }
        verdicts
    }

    /// What was judged for documents of a site, if anything was.
    #[must_use]
    pub fn at(&self, site: Option<&str>) -> Option<Judge<'_>> {
        let site = match site {
            Some(site) => self.sites.get(site.to_lowercase().as_str()),
            None => Some(&self.no_site).filter(|texts| !texts.is_empty()),
        };
        (site.is_some() || !self.corpus.is_empty()).then_some(Judge { verdicts: self, site })
    }
}

/// The texts that a judgement is of, as they are looked up: all of it, and each line of what is to stay.
fn texts(text: &str, judgement: Judgement) -> Vec<Cow<'_, str>> {
    let lines = if judgement == Judgement::Wrong { Some(text.lines()) } else { None };
    let mut texts: Vec<Cow<'_, str>> =
        [text].into_iter().chain(lines.into_iter().flatten()).map(key).filter(|key| !key.is_empty()).collect();
    texts.dedup();
    texts
}

/// What is compared of a text: without blanks and what joins the cells of a row at its ends, each run of blanks as one (in indented lines
/// normalising leaves them, and a decision's text has no indent), and not too long.
fn key(text: &str) -> Cow<'_, str> {
    let text = text.trim_matches(|c: char| c.is_whitespace() || c == '|');
    let head = cut(text, KEY_MAX);
    if !head.contains("  ") && !head.contains(|c: char| c.is_whitespace() && c != ' ') {
        return Cow::Borrowed(head);
    }
    let mut key = String::new();
    for word in text.split_whitespace() {
        if key.len() >= KEY_MAX {
            break;
        }
        if !key.is_empty() {
            key.push(' ');
        }
        key.push_str(cut(word, KEY_MAX));
    }
    key.truncate(key.floor_char_boundary(KEY_MAX));
    Cow::Owned(key)
}

/// The judgements that hold for one document.
#[derive(Clone, Copy, Debug)]
pub struct Judge<'v> {
    verdicts: &'v Verdicts,
    site: Option<&'v Texts>,
}

impl Judge<'_> {
    /// What was judged of a normalised text.
    fn of(self, text: &str) -> Option<Judgement> {
        let key = key(text);
        self.site.and_then(|texts| texts.get(&*key)).or_else(|| self.verdicts.corpus.get(&*key)).copied()
    }

    /// What was judged of a piece of a page's text.
    fn of_page(self, text: &str) -> Option<Judgement> {
        self.of(&normalize(text, self.verdicts.page_stages).0)
    }

    /// Lets stand what the user wanted to go from a page by its elements, where a person has judged that it should not.
    pub fn keep_pieces(self, page: &mut Page) {
        let text = &page.text;
        page.dropped.retain(|piece| self.of_page(piece.of(text)) != Some(Judgement::Wrong));
    }

    /// Heeds the judgements in what is to become of a page's blocks.
    pub fn settle_blocks(self, page: &Page, cuts: &mut [Option<Cut>]) {
        for (block, cut) in page.blocks.iter().zip(cuts) {
            let Some(goes) = cut else { continue };
            match self.of_page(page.text_of(block)) {
                Some(Judgement::Wrong) => *cut = None,
                Some(Judgement::Right | Judgement::Deny) => goes.evidence = goes.evidence.and(Evidence::DECISION),
                None => {}
            }
        }
    }

    /// Heeds the judgements in what rules ask for: takes out what asks for text that is to stay, adds evidence, and adds the lines that were
    /// denied if `denies`.
    pub fn settle(self, document: &Document<'_>, denies: bool, findings: &mut Vec<Finding>) {
        let (mut kept, mut denied) = (Vec::new(), Vec::new());
        for (_, line) in document.filled_lines() {
            match self.of(document.text_of(line)) {
                Some(Judgement::Wrong) => kept.push(line.span),
                Some(Judgement::Deny) if denies => denied.push(line.span),
                _ => {}
            }
        }
        for finding in findings.iter_mut().filter(|f| f.action != Action::Flag) {
            match self.of(finding.span.of(document.text)) {
                Some(Judgement::Wrong) => kept.push(finding.span),
                Some(Judgement::Right | Judgement::Deny) => finding.evidence = finding.evidence.and(Evidence::DECISION),
                None => {}
            }
        }
        let kept = joined(kept);
        // Who wants a line gone does not want it in another form.
        let is_gone = |span: Span| denied.binary_search(&span).is_ok();
        findings.retain(|f| match f.action {
            Action::Flag => true,
            Action::Remove => !touches(&kept, f.span),
            Action::Replace(_) => !touches(&kept, f.span) && !is_gone(f.span),
        });
        findings.extend(denied.into_iter().map(judged_line::finding));
    }
}

/// The same bytes in spans that are sorted and apart.
fn joined(mut spans: Vec<Span>) -> Vec<Span> {
    spans.sort_unstable();
    spans.dedup_by(|next, last| {
        let meets = next.start < last.end;
        last.end = if meets { last.end.max(next.end) } else { last.end };
        meets
    });
    spans
}

/// True if `span` overlaps one of the spans, which are sorted and apart.
fn touches(spans: &[Span], span: Span) -> bool {
    spans.get(spans.partition_point(|other| other.end <= span.start)).is_some_and(|other| other.overlaps(span))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Danger;
    use crate::rules::lexicon::LEXICON;

    /// Decisions on texts of the rule "a", without a site, each with more keys.
    fn verdicts(lines: &[(&str, &str, &str)]) -> Verdicts {
        let line = |(verdict, text, more): &(&str, &str, &str)| {
            let rule = if more.contains("\"rule\"") { "" } else { r#","rule":"a""# };
            format!("{{\"verdict\":{verdict:?},\"text\":{}{rule}{more}}}\n", serde_json::json!(text))
        };
        let decisions = Decisions::parse(lines.iter().map(line).collect::<String>().as_bytes(), "d").unwrap();
        Verdicts::new(&decisions, Stages::all(), Stages { html_entity: false, ..Stages::all() })
    }

    fn said(verdicts: &Verdicts, site: Option<&str>, text: &str) -> Option<Judgement> {
        verdicts.at(site).and_then(|judge| judge.of(text))
    }

    #[test]
    fn sites_are_apart_and_go_before_the_corpus() {
        let verdicts = verdicts(&[
            ("wrong", "Read on", ",\"site\":\"a.org\""),
            ("deny", "Read on", ",\"scope\":\"corpus\",\"site\":\"b.org\""),
            ("right", "Share", ""),
        ]);
        assert_eq!(said(&verdicts, Some("A.org"), " Read on "), Some(Judgement::Wrong));
        assert_eq!(said(&verdicts, Some("sub.a.org"), "Read on"), Some(Judgement::Deny));
        assert_eq!([Some("a.org"), None].map(|site| said(&verdicts, site, "Share")), [None, Some(Judgement::Right)]);
        assert_eq!(said(&verdicts, Some("a.org"), "Read on 1"), None);
    }

    #[test]
    fn the_last_word_of_a_rule_counts_and_of_several_rules_what_keeps() {
        let verdicts = verdicts(&[
            ("wrong", "One", ""),
            ("right", "One", ""),
            ("wrong", "Two", ""),
            ("deny", "Two", ",\"rule\":\"b\""),
            ("deny", "Three", ""),
            ("right", "Three", ",\"rule\":\"b\""),
        ]);
        let said = ["One", "Two", "Three"].map(|text| said(&verdicts, None, text));
        assert_eq!(said, [Judgement::Right, Judgement::Wrong, Judgement::Right].map(Some));
    }

    #[test]
    fn texts_are_compared_as_normalised() {
        let verdicts =
            verdicts(&[("wrong", "Cafe\u{301} &amp;  bar\r\n", ""), ("wrong", "first\nsecond", ""), ("deny", "third\nfourth", "")]);
        assert_eq!(said(&verdicts, None, "Café & bar"), Some(Judgement::Wrong));
        assert_eq!(said(&verdicts, None, "Café &amp; bar"), Some(Judgement::Wrong), "a page shows it so");
        assert_eq!(["second", "third"].map(|text| said(&verdicts, None, text)), [Some(Judgement::Wrong), None]);
        let code = self::verdicts(&[("wrong", "let a = 1;   let b\t= 2;", "")]);
        assert_eq!(said(&code, None, "    let a = 1;   let b\t= 2;"), Some(Judgement::Wrong), "an indented line keeps its blanks");
        assert_eq!(key(&"é  ".repeat(KEY_MAX)).len(), KEY_MAX);
        let long = "x".repeat(3 * KEY_MAX);
        let verdicts = super::tests::verdicts(&[("wrong", &long[..super::super::decision::TEXT_MAX], "")]);
        assert_eq!(said(&verdicts, None, &long), Some(Judgement::Wrong));
    }

    #[test]
    fn spans_are_joined_where_they_share_bytes() {
        let span = Span::new;
        assert_eq!(
            joined(vec![span(4, 7), span(0, 13), span(13, 14), span(20, 22), span(21, 25)]),
            [span(0, 13), span(13, 14), span(20, 25)]
        );
    }

    #[test]
    fn findings_that_touch_what_is_to_stay_go() {
        let text = "one two three\nShare\nSubscribe\nBy A\n";
        let document = Document::new(text, None, &LEXICON);
        let remove = |start, end| Finding::remove("a", Span::new(start, end), Danger::Low, Evidence::PHRASE);
        let byline = Finding::replace("byline", Span::new(30, 34), "By B".to_owned(), Danger::Low, Evidence::PARSED);
        let mut findings = vec![remove(0, 13), remove(4, 7), remove(8, 13), remove(14, 19), remove(20, 29), byline];
        let verdicts = verdicts(&[("wrong", "two", ""), ("right", "Share", ""), ("deny", "Subscribe", ""), ("deny", "By A", "")]);
        verdicts.at(None).unwrap().settle(&document, true, &mut findings);
        let left: Vec<_> = findings.iter().map(|f| (f.span.start, f.rule, f.evidence.has(Evidence::DECISION))).collect();
        assert_eq!(left, [(8, "a", false), (14, "a", true), (20, "a", true), (20, "judged-line", true), (30, "judged-line", true)]);
    }
}
