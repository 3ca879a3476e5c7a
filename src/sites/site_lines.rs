//! Lines that recur on the document's site, by the table of a survey.

use super::rows::Counts;
use super::seen::key;
use super::table::Site;
use crate::byline;
use crate::document::{Action, Danger, Document, Evidence, Finding, Line};
use crate::rules::declare;

declare! {
    /// Lines that stand at the head or the tail of many documents of the same site.
    ///
    /// ## What it removes
    /// Whole lines that recur on the document's site, by a table that `boiloff survey` has made (`--site-lines`): in at least three of its documents and
    /// in 5 % of them, numbers aside. They have to stand before or behind all of the document's own prose, as they do in most documents that have
    /// them (a text without prose: before or behind all lines that less than half of the site has), and to be in a run of such lines that reaches the document's first or last line, or in a block of three that half of the site has. A line
    /// of prose has to stand in half of the documents and in ten.
    /// In the midst of the text, and for other rules, recurring is one kind of evidence among others. Without a table the rule does nothing.
    ///
    /// ## Why it is noise
    /// What stands around each text of a site is its template, and each site words its own.
    ///
    /// ## Example
    /// ```site
    /// Harbour Gazette | Read by those who sail
    /// The gates are repaired
    /// The harbour was open again on Tuesday after the two gates had been repaired.
    /// The crew of the Gazette thanks you
    /// ---
    /// Harbour Gazette | Read by those who sail
    /// A lock is dry
    /// The old lock at the mill has been dry for two years, and nobody knows why.
    /// The crew of the Gazette thanks you
    /// ---
    /// Harbour Gazette | Read by those who sail
    /// Pilots go home
    /// The pilots went home at noon since no ship was to be seen from the tower.
    /// The crew of the Gazette thanks you
    /// ```
    /// ```before
    /// Harbour Gazette | Read by those who sail
    /// The gates are broken
    /// The harbour was closed on Monday after the storm had broken two of its gates.
    /// The crew of the Gazette thanks you
    /// ```
    /// ```after
    /// The gates are broken
    /// The harbour was closed on Monday after the storm had broken two of its gates.
    /// ```
    ///
    /// ## What it must keep
    /// A headline that comes again: the last line above the text, unless nearly all documents have it, single lines at the head of fewer than half, and
    /// lines with a number ("Chapter 12") at any head.
    /// Headings between the text's own lines; refrains; sentences that many texts of a kind hold; articles that
    /// were printed twice.
    /// ```keep
    /// Harbour Gazette | Read by those who sail, except on Sundays
    /// The harbour was closed on Monday after the storm had broken two of its gates.
    /// The crew of the Gazette thanks you
    /// Ships waited outside for the tide, and the pilots went home again.
    /// ```
    ///
    /// ## Languages and sources of its lists
    /// None.
    ///
    /// ## Known misses
    /// The template of a text without a headline of its own keeps its last line above the text, where the site has fewer than ten documents or not nearly
    /// all have it. Lines between own ones, as a share button under the headline. Sites on which no text has prose.
    SiteLines, "site-lines", []
}

/// Fewest documents that have a line of prose that is the site's: an article is rarely printed so often on one site.
const PROSE_DOCUMENTS: u64 = 10;

/// Fewest recurring lines together that are a template though less than half of the site has them, or though they stand between own lines:
/// one or two may be the title of a column.
const BLOCK: usize = 3;

/// Fewest documents of a site of which nearly all having a line tells that it is no headline.
const KNOWN_SITE: u64 = 10;

/// Which part of a document a line stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Head,
    Midst,
    Tail,
}

/// What is known of a filled line.
#[derive(Clone, Copy, Debug)]
struct Known<'d> {
    line: &'d Line,
    /// What was counted of it, if it recurs.
    counts: Option<Counts>,
    /// A rule knows it as a byline or a date.
    is_byline: bool,
    /// A rule wants it gone, with evidence enough.
    goes: bool,
}

/// The recurring lines of a document.
#[derive(Debug)]
pub struct Lines<'d> {
    lines: Vec<Known<'d>>,
    /// Documents of the site.
    of: u64,
    /// From the first line of the document's own prose to behind the last, by place among the filled lines. Without prose, of all its own lines.
    body: std::ops::Range<usize>,
    /// It has prose of its own.
    has_prose: bool,
}

impl<'d> Lines<'d> {
    /// Looks the lines of a document up. `findings` are those of the rules.
    #[must_use]
    pub fn of(document: &'d Document<'_>, site: &Site, findings: &[Finding]) -> Self {
        let mut folded = Vec::new();
        let mut lines: Vec<Known<'d>> = document
            .filled_lines()
            .map(|(_, line)| {
                let counts = key(document.text_of(line), line, &mut folded).and_then(|key| site.get(key));
                Known { line, counts, is_byline: false, goes: false }
            })
            .collect();
        for finding in findings {
            let at = lines.partition_point(|known| known.line.span.end < finding.span.start);
            let Some(known) = lines.get_mut(at) else { continue };
            known.is_byline |= byline::RULES.contains(&finding.rule);
            let is_enough = finding.evidence.kinds() >= finding.danger.kinds_needed();
            known.goes |= finding.action == Action::Remove && finding.span == known.line.span && is_enough;
        }
        let mut lines = Self { lines, of: site.documents, body: 0..0, has_prose: false };
        lines.body = lines.span_of(|known| known.line.is_prose() && !known.goes && lines.edge_counts(known).is_none());
        lines.has_prose = !lines.body.is_empty();
        if !lines.has_prose {
            // Songs and lists have the template of the site's other documents, and their own lines have no place in the counts.
            lines.body = lines.span_of(|known| !known.goes && !lines.edge_counts(known).is_some_and(|counts| lines.has_half(counts)));
        }
        lines
    }

    /// From the first line of a kind to behind the last.
    fn span_of(&self, is_wanted: impl Fn(&Known<'d>) -> bool) -> std::ops::Range<usize> {
        let first = self.lines.iter().position(&is_wanted).unwrap_or(0);
        first..self.lines.iter().rposition(is_wanted).map_or(0, |last| last + 1)
    }

    /// What was counted of a line that mostly stands at an edge; of prose, if it is the site's.
    fn edge_counts(&self, known: &Known<'_>) -> Option<Counts> {
        let is_site_prose = |counts: Counts| counts.documents >= PROSE_DOCUMENTS && self.has_half(counts);
        known
            .counts
            .filter(|counts| counts.head.max(counts.tail) * 2 >= counts.documents)
            .filter(|counts| !known.is_byline && (!known.line.is_prose() || is_site_prose(*counts)))
    }

    /// True for what at least half of the site has.
    const fn has_half(&self, counts: Counts) -> bool {
        counts.documents * 2 >= self.of
    }

    fn part(&self, at: usize) -> Part {
        if at < self.body.start {
            Part::Head
        } else if at < self.body.end {
            Part::Midst
        } else {
            Part::Tail
        }
    }

    /// What was counted of a line that stands at an edge, and mostly stands there.
    fn at_edge(&self, at: usize) -> Option<Counts> {
        let part = self.part(at);
        self.edge_counts(&self.lines[at]).filter(|counts| match part {
            Part::Head => counts.head * 2 >= counts.documents,
            Part::Midst => false,
            Part::Tail => counts.tail * 2 >= counts.documents,
        })
    }

    /// Adds evidence to what rules want of lines that recur. What the scorer alone wants in the midst of a text gains nothing: a refrain
    /// looks to it like noise, and recurs.
    pub fn support(&self, document: &Document<'_>, findings: &mut [Finding]) {
        if self.body.is_empty() {
            return;
        }
        for finding in findings.iter_mut().filter(|finding| finding.action == Action::Remove) {
            let Some(at) = document.filled_place(finding.span) else { continue };
            let known = &self.lines[at];
            let in_midst = self.has_prose && finding.evidence != Evidence::SCORER && !known.line.is_prose() && known.counts.is_some();
            let supports = self.edge_counts(known).is_some() || in_midst;
            finding.evidence = finding.evidence.and_if(supports, Evidence::RECURRENCE);
        }
    }

    /// What is asked for.
    #[must_use]
    pub fn findings(&self) -> Vec<Finding> {
        if self.body.is_empty() {
            return Vec::new();
        }
        let remove = |at: usize, danger, evidence| Finding::remove(SiteLines::INFO.id, self.lines[at].line.span, danger, evidence);
        let in_midst = |at: &usize| {
            self.has_prose && self.lines[*at].counts.is_some() && !self.lines[*at].is_byline && !self.lines[*at].line.is_prose()
        };
        let midst = self.body.clone().filter(in_midst).map(|at| remove(at, Danger::High, Evidence::RECURRENCE));
        // That it stands at an edge is known of a line of prose only here: elsewhere it would be taken for the text's own.
        let at_edge = |at: usize| match self.lines[at].line.is_prose() {
            true => remove(at, Danger::Medium, Evidence::RECURRENCE.and(Evidence::POSITION)),
            false => remove(at, Danger::Low, Evidence::RECURRENCE),
        };
        let mut edges: Vec<usize> = self.head_run().into_iter().chain(self.tail_run()).chain(self.blocks()).collect();
        edges.sort_unstable();
        edges.dedup();
        let headline = self.headline();
        edges.retain(|at| Some(*at) != headline);
        edges.into_iter().map(at_edge).chain(midst).collect()
    }

    /// The last line above the text without a number, if it may be the headline because no other can be: none of the head is the document's
    /// own. What nearly all documents have is no headline. Without prose, the first own line is as good a headline.
    fn headline(&self) -> Option<usize> {
        if !self.has_prose {
            return None;
        }
        let is_passed = |at: usize| self.lines[at].goes || self.lines[at].is_byline;
        let mut head = 0..self.body.start;
        let has_nearly_all = |counts: Counts| self.of >= KNOWN_SITE && counts.documents * 10 >= self.of * 9;
        let is_all_shared = head.clone().all(|at| is_passed(at) || self.at_edge(at).is_some());
        let last = head.rfind(|&at| is_all_shared && !is_passed(at) && !self.has_number(at))?;
        (self.lines[last].line.is_label_like() && !self.at_edge(last).is_some_and(has_nearly_all)).then_some(last)
    }

    /// True for a line with a number, which is counted with others that have another.
    fn has_number(&self, at: usize) -> bool {
        self.lines[at].line.digits > 0
    }

    /// From the first line of the document on, as long as nothing is its own. What has a number stays: "Chapter 12" is a headline.
    fn head_run(&self) -> Vec<usize> {
        let run = self.run(0..self.body.start);
        let is_block = run.len() >= BLOCK;
        let is_template = |(at, counts): &(usize, Counts)| (is_block || self.has_half(*counts)) && !self.has_number(*at);
        run.into_iter().filter(is_template).map(|(at, _)| at).collect()
    }

    /// From the last line of the document back.
    fn tail_run(&self) -> Vec<usize> {
        self.run((self.body.end..self.lines.len()).rev()).into_iter().map(|(at, _)| at).collect()
    }

    /// The recurring lines among those that come before the first that is the document's own.
    fn run(&self, places: impl Iterator<Item = usize>) -> Vec<(usize, Counts)> {
        places
            .map(|at| (at, self.at_edge(at)))
            .take_while(|&(at, counts)| counts.is_some() || self.lines[at].goes || self.lines[at].is_byline)
            .filter_map(|(at, counts)| Some((at, counts?)))
            .collect()
    }

    /// Lines that half of the site has, several together, without numbers: those of a list or a table are the text's own.
    fn blocks(&self) -> Vec<usize> {
        let is_part = |at: usize| !self.has_number(at) && self.at_edge(at).is_some_and(|counts| self.has_half(counts));
        let places: Vec<(usize, bool)> = (0..self.lines.len()).map(|at| (at, is_part(at))).collect();
        let together = places.chunk_by(|one, other| one.1 && other.1 && self.part(one.0) == self.part(other.0));
        together.filter(|block| block.len() >= BLOCK).flatten().map(|(at, _)| *at).collect()
    }
}
