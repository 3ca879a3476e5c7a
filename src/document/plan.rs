//! The one place that decides: which findings stand, which guards hold them back, and what edits they become.

use std::collections::HashMap;

use super::{Action, Document, Edit, Evidence, Finding, Line, RuleId, Span};
use crate::config::Profile;
use crate::rules::lexicon::Hit;
use crate::sites::site_lines::SiteLines;

/// What is to become of a document.
#[derive(Debug, Default)]
pub struct Plan {
    /// Sorted, without overlaps, in bytes of the document's text.
    pub edits: Vec<Edit>,
    /// Findings that only mark: those of rules set to `tag`, and those that asked for no more.
    pub tags: Vec<Finding>,
    /// Why a person should look at the document.
    pub verdict: Option<Verdict>,
}

/// Why a person should look at a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Rules wanted more of its prose than the cap allows; the prose was kept.
    ProseCap,
    /// It is mostly code; the code was kept.
    CodeText,
    /// Some of the page's markup was beyond the limits and was not followed; its text is there.
    MarkupLimit,
    /// It begins as a page does, and was given as a text.
    PageAsText,
}

impl Verdict {
    /// Its name in ledger and report.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::ProseCap => "prose-cap",
            Self::CodeText => "code-text",
            Self::MarkupLimit => "markup-limit",
            Self::PageAsText => "page-as-text",
        }
    }
}

/// Settles the findings of all rules. `tag_only` names rules whose findings are to be marked and not carried out; `is_dump` says that
/// the document is all text of a page.
#[must_use]
pub fn plan(document: &Document<'_>, findings: Vec<Finding>, tag_only: &[RuleId], profile: Profile, is_dump: bool) -> Plan {
    let mut plan = Plan::default();
    if findings.is_empty() {
        return plan;
    }
    let mut chosen = supported(document, findings, profile);
    plan.tags.extend(chosen.extract_if(.., |c| c.finding.action == Action::Flag || tag_only.contains(&c.finding.rule)).map(|c| c.finding));
    let mut chosen = without_overlaps(document, chosen);
    plan.verdict = hold_to_caps(document, &mut chosen, profile.prose_cap(is_dump));
    plan.edits = edits(document, &chosen);
    plan
}

/// A finding with the line it stands in.
struct Candidate {
    finding: Finding,
    line: usize,
    /// It covers all of its line.
    whole: bool,
}

impl Candidate {
    fn removes_line(&self) -> bool {
        self.whole && self.finding.action == Action::Remove
    }
}

/// The findings whose evidence, with position, repetition and neighbours counted in, is enough.
fn supported(document: &Document<'_>, findings: Vec<Finding>, profile: Profile) -> Vec<Candidate> {
    let mut candidates: Vec<Candidate> = findings
        .into_iter()
        .map(|finding| {
            let line = document.lines.partition_point(|l| l.span.end < finding.span.start);
            let whole = document.lines[line].span == finding.span;
            Candidate { finding, line, whole }
        })
        .collect();
    candidates.sort_by_key(|c| (c.finding.span.start, std::cmp::Reverse(c.finding.span.end)));
    let mut lines: Vec<usize> = candidates.iter().filter(|c| c.whole).map(|c| c.line).collect();
    lines.dedup();
    let is_enough = |c: &Candidate| is_enough(document, c, profile);
    let is_noise = |c: &&Candidate| c.whole && (is_enough(c) || is_phrase(document, c.line));
    let mut noise: Vec<usize> = candidates.iter().filter(is_noise).map(|c| c.line).collect();
    noise.dedup();
    let body = Body::of(document, &noise);
    let mut copies: HashMap<&str, usize> = HashMap::new();
    for &line in &lines {
        *copies.entry(document.text_of(&document.lines[line])).or_default() += 1;
    }
    for c in &mut candidates {
        let line = &document.lines[c.line];
        let evidence = &mut c.finding.evidence;
        *evidence = evidence
            .and_if(body.is_outside(c.line), Evidence::POSITION)
            .and_if(c.whole && copies.get(document.text_of(line)).is_some_and(|n| *n > 1), Evidence::REPETITION);
    }
    // A site's template stands beside the first and the last line of each of its texts, whatever these say.
    let is_strong = |c: &&Candidate| c.removes_line() && is_enough(c) && c.finding.rule != SiteLines::INFO.id;
    let strong: Vec<usize> = candidates.iter().filter(is_strong).map(|c| c.line).collect();
    for c in candidates.iter_mut().filter(|c| c.whole) {
        let beside = neighbours(document, c.line).into_iter().flatten().any(|n| strong.binary_search(&n).is_ok());
        c.finding.evidence = c.finding.evidence.and_if(beside, Evidence::NEIGHBOURS);
    }
    candidates.retain(is_enough);
    candidates
}

fn is_enough(document: &Document<'_>, candidate: &Candidate, profile: Profile) -> bool {
    let guarded = is_guarded(document.text_of(&document.lines[candidate.line]));
    candidate.finding.evidence.kinds() >= profile.kinds_needed(candidate.finding.danger) + u32::from(guarded)
}

/// Speech and quotations are the body's own: one more kind of evidence is asked for.
fn is_guarded(line: &str) -> bool {
    line.starts_with(['“', '„', '«', '"', '「', '>'])
}

/// The filled lines next to a line.
fn neighbours(document: &Document<'_>, line: usize) -> [Option<usize>; 2] {
    let at = document.filled.partition_point(|&l| (l as usize) < line);
    let before = at.checked_sub(1).and_then(|at| document.filled.get(at));
    let after = document.filled.get(at + 1);
    [before, after].map(|l| l.map(|&l| l as usize))
}

/// True if little more than a phrase stands in the line.
fn is_phrase(document: &Document<'_>, line: usize) -> bool {
    document.hits_of(&document.lines[line]).iter().any(Hit::fills_line)
}

/// From the first to the last prose line that is no noise by itself. What stands outside stands at the head or the tail. A
/// sentence that a rule would like to take for a few words of it is body: a text's own first or last sentence may well hold them.
struct Body {
    first: usize,
    last: usize,
}

impl Body {
    fn of(document: &Document<'_>, noise: &[usize]) -> Self {
        let is_body = |at: &usize| document.lines[*at].is_prose() && noise.binary_search(at).is_err();
        let first = (0..document.lines.len()).find(is_body).unwrap_or(0);
        let last = (0..document.lines.len()).rev().find(is_body).unwrap_or(document.lines.len());
        Self { first, last }
    }

    const fn is_outside(&self, line: usize) -> bool {
        line < self.first || line > self.last
    }
}

/// Where findings overlap, the one that starts first stands; of those the longest; of equals the one whose rule comes first.
fn without_overlaps(document: &Document<'_>, candidates: Vec<Candidate>) -> Vec<Candidate> {
    let mut chosen: Vec<Candidate> = Vec::with_capacity(candidates.len());
    for c in candidates {
        match chosen.last() {
            Some(last) if last.finding.span.overlaps(c.finding.span) || last.finding.span == c.finding.span => {}
            _ => chosen.push(c),
        }
    }
    debug_assert!(chosen.iter().all(|c| document.lines[c.line].span.contains(c.finding.span)), "a finding spans lines");
    chosen
}

/// Drops removals that would take too much: of the prose, or of a text that is mostly code.
fn hold_to_caps(document: &Document<'_>, chosen: &mut Vec<Candidate>, prose_cap: f64) -> Option<Verdict> {
    let is_code = |c: &Candidate| c.finding.evidence.has(Evidence::CODE);
    let is_prose = |c: &Candidate| c.removes_line() && !is_code(c) && document.lines[c.line].is_prose();
    let bytes = |wanted: &dyn Fn(&Candidate) -> bool| -> usize { chosen.iter().filter(|c| wanted(c)).map(|c| c.finding.span.len()).sum() };
    let (code, removed) = (bytes(&is_code), bytes(&is_prose));
    // Code on lines as long as prose is no prose.
    let long_code = bytes(&|c| is_code(c) && document.lines[c.line].is_prose());
    let mut verdict = None;
    if code > MIN_CODE_TEXT && code * 2 > document.text.len() {
        // What the model takes for noise as well is no text of code.
        chosen.retain(|c| !is_code(c) || c.finding.evidence.has(Evidence::SCORER));
        verdict = Some(Verdict::CodeText);
    }
    if removed > 0 {
        let prose: usize = document.filled_lines().filter(|(_, l)| l.is_prose()).map(|(_, l)| l.span.len()).sum();
        if removed as f64 > prose_cap * prose.saturating_sub(long_code) as f64 {
            chosen.retain(|c| !is_prose(c));
            verdict = Some(Verdict::ProseCap);
        }
    }
    verdict
}

/// What a page's scripts leave in its text is a few kilobytes. More than this that is also most of the text is a text of code.
const MIN_CODE_TEXT: usize = 8 << 10;

/// The edits of the chosen findings. Lines that end up empty go with their line end, and so do blank lines that would then
/// follow a blank line or stand at an end of the document.
fn edits(document: &Document<'_>, chosen: &[Candidate]) -> Vec<Edit> {
    let mut edits = Vec::with_capacity(chosen.len() + 2);
    let mut gone = vec![None; document.lines.len()];
    let mut at = 0;
    while let Some(c) = chosen.get(at) {
        let of_line = chosen[at..].iter().take_while(|o| o.line == c.line).count();
        let own = &chosen[at..at + of_line];
        if own.iter().all(|o| o.finding.action == Action::Remove) && covers(document, &document.lines[c.line], own) {
            gone[c.line] = Some(at);
        }
        at += of_line;
    }
    let mut blank_before = true;
    let mut last_kept: Option<usize> = None;
    let mut loose = vec![false; document.lines.len()];
    for (n, line) in document.lines.iter().enumerate().filter(|(n, _)| gone[*n].is_none()) {
        loose[n] = line.is_blank() && blank_before;
        blank_before = line.is_blank();
        if !loose[n] {
            last_kept = Some(n);
        }
    }
    if let Some(last) = last_kept.filter(|&n| document.lines[n].is_blank()) {
        loose[last] = true;
    }
    let mut next = 0;
    for (n, line) in document.lines.iter().enumerate() {
        let own = next..next + chosen[next..].iter().take_while(|c| c.line == n).count();
        next = own.end;
        let with_end = Span::new(line.span.start, (line.span.end + 1).min(document.text.len()));
        if let Some(lead) = gone[n] {
            edits.push(edit(&chosen[lead].finding, with_end));
        } else if loose[n] {
            edits.push(Edit { span: with_end, with: String::new(), rule: "whitespace", evidence: Evidence::SHAPE, score: 1.0 });
        } else {
            let mut cleared = line.span.start;
            for c in &chosen[own] {
                let span = with_blank(document, line, &c.finding, cleared);
                if span.start == cleared && c.finding.action == Action::Remove {
                    cleared = span.end;
                }
                // Of two removals with one blank between them, the first has it.
                let start = span.start.max(edits.last().map_or(0, |last: &Edit| last.span.end));
                edits.push(edit(&c.finding, Span::new(start, span.end)));
            }
        }
    }
    edits
}

/// True if nothing but blanks is left of the line.
fn covers(document: &Document<'_>, line: &Line, own: &[Candidate]) -> bool {
    let mut at = line.span.start;
    for c in own {
        if !document.text[at..c.finding.span.start].trim().is_empty() {
            return false;
        }
        at = c.finding.span.end;
    }
    document.text[at..line.span.end].trim().is_empty()
}

/// The span of a removal inside a line, with the blank before it where the text on would otherwise have two, or a loose one. Up to
/// `cleared` nothing is left of the line.
fn with_blank(document: &Document<'_>, line: &Line, finding: &Finding, cleared: usize) -> Span {
    let span = finding.span;
    if finding.action != Action::Remove {
        return span;
    }
    let before = span.start > cleared && document.text[..span.start].ends_with(' ');
    let behind = document.text[span.end..].starts_with(' ');
    if before && (behind || span.end == line.span.end) {
        Span::new(span.start - 1, span.end)
    } else if behind && span.start == cleared {
        Span::new(span.start, span.end + 1)
    } else {
        span
    }
}

fn edit(finding: &Finding, span: Span) -> Edit {
    let with = match &finding.action {
        Action::Replace(with) => with.clone(),
        Action::Remove | Action::Flag => String::new(),
    };
    Edit { span, with, rule: finding.rule, evidence: finding.evidence, score: score(finding) }
}

/// A removal with just enough evidence scores 0.75; each kind more takes away three quarters of the doubt.
fn score(finding: &Finding) -> f32 {
    let beyond = finding.evidence.kinds().saturating_sub(finding.danger.kinds_needed());
    finding.score.unwrap_or_else(|| 1.0 - 0.25f32.powi(1 + beyond as i32))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Danger;
    use crate::rules::lexicon::LEXICON;

    const PROSE: &str = "The river rose by half a metre in one night, said the engineer.";

    /// The text after the plan for removals of these lines or parts of lines, each with its danger and evidence.
    fn planned(text: &str, wanted: &[(&'static str, &str, Danger, Evidence)]) -> (String, Plan) {
        let document = Document::new(text, None, &LEXICON);
        let findings = wanted.iter().map(|(rule, part, danger, evidence)| {
            let start = text.find(part).expect("it stands in the text");
            Finding::remove(rule, Span::new(start, start + part.len()), *danger, *evidence)
        });
        let plan = plan(&document, findings.collect(), &[], Profile::Standard, false);
        (crate::document::edit::apply(text, &plan.edits), plan)
    }

    fn numbered(lines: usize) -> String {
        (0..lines).map(|n| format!("{PROSE} {n:02}.\n")).collect()
    }

    #[test]
    fn prose_over_the_cap_stays() {
        let text = numbered(100);
        let remove = |lines: usize| {
            let parts: Vec<String> = (0..lines).map(|n| format!("{PROSE} {n:02}.")).collect();
            let wanted: Vec<_> = parts.iter().map(|part| ("rule", part.as_str(), Danger::Low, Evidence::PHRASE)).collect();
            let (text, plan) = planned(&text, &wanted);
            (text.lines().count(), plan.verdict)
        };
        assert_eq!(remove(29), (71, None));
        assert_eq!(remove(31), (100, Some(Verdict::ProseCap)));
    }

    #[test]
    fn a_text_of_code_keeps_it() {
        let code = "x = f(y);".repeat(1000);
        let remove = |prose: usize| {
            let text = format!("{}{code}\n", numbered(prose));
            let (text, plan) = planned(&text, &[("rule", &code, Danger::Low, Evidence::CODE)]);
            (text.contains(&code), plan.verdict)
        };
        assert_eq!(remove(2), (true, Some(Verdict::CodeText)));
        assert_eq!(remove(200), (false, None));
    }

    #[test]
    fn the_more_dangerous_the_words_the_more_kinds_it_takes() {
        let text = format!("{PROSE}\nShop\n{PROSE}\n");
        let goes = |danger, evidence| !planned(&text, &[("rule", "Shop", danger, evidence)]).0.contains("Shop");
        assert!(goes(Danger::Medium, Evidence::PHRASE.and(Evidence::SHAPE)));
        assert!(!goes(Danger::Medium, Evidence::PHRASE));
        assert!(!goes(Danger::High, Evidence::PHRASE.and(Evidence::SHAPE)));
        let at_the_end = format!("{PROSE}\nShop\n");
        assert_eq!(planned(&at_the_end, &[("rule", "Shop", Danger::High, Evidence::PHRASE.and(Evidence::SHAPE))]).0, format!("{PROSE}\n"));
    }

    #[test]
    fn a_quotation_takes_one_kind_more() {
        let text = format!("{PROSE}\n“Subscribe”\n{PROSE}\n");
        let goes = |evidence| !planned(&text, &[("rule", "“Subscribe”", Danger::Medium, evidence)]).0.contains("Subscribe");
        assert!(!goes(Evidence::PHRASE.and(Evidence::SHAPE)));
        assert!(goes(Evidence::PHRASE.and(Evidence::SHAPE).and(Evidence::CALL_TO_ACTION)));
    }

    #[test]
    fn a_last_sentence_does_not_earn_its_own_position() {
        let last = "All rights reserved: the note stands on every page of the book that the museum shows.";
        let text = format!("{PROSE}\n{last}\n");
        assert_eq!(planned(&text, &[("rule", last, Danger::Medium, Evidence::PHRASE)]).0, text);
    }

    #[test]
    fn of_findings_that_overlap_one_stands() {
        let text = format!("{PROSE}\nShare on X and Y\n{PROSE}\n");
        let sure = Evidence::PHRASE;
        let wanted = [("part", "on X", Danger::Low, sure), ("line", "Share on X and Y", Danger::Low, sure)];
        let (out, plan) = planned(&text, &wanted);
        assert_eq!(out, format!("{PROSE}\n{PROSE}\n"));
        assert_eq!(plan.edits.iter().map(|e| e.rule).collect::<Vec<_>>(), ["line"]);
    }

    #[test]
    fn blanks_around_what_goes_go_with_it() {
        let text = format!("{PROSE}\n\nAd\n\n{PROSE} See a map or b map now.\n\nAd 2\n");
        let part = |part| ("rule", part, Danger::Low, Evidence::PHRASE);
        let (out, _) = planned(&text, &[part("Ad"), part("a map"), part("Ad 2")]);
        assert_eq!(out, format!("{PROSE}\n\n{PROSE} See or b map now.\n"));
        let (out, _) = planned("one two three\n", &[part("one"), part("two")]);
        assert_eq!(out, "three\n");
    }
}
