//! The one function that cleans.

use std::borrow::Cow;
use std::fs;
use std::mem;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::byline;
use crate::config::{Config, Mode, Profile};
use crate::document::decode::{DecidedBy, Decoding, decode};
use crate::document::normalize::{Stages, normalize};
use crate::document::{Document, Edit, Finding, Media, Meta, Record, RuleId, Span, Verdict, charset, edit, host, language, plan};
use crate::extract::{Extracted, Extraction, extract, visible_text};
use crate::flags::PageKind;
use crate::html::Page;
use crate::html::markdown::marks::Marks;
use crate::html::markdown::{self, Markdown};
use crate::html::metadata::Told;
use crate::review::judged_line::JudgedLine;
use crate::review::{self, Decisions, Verdicts};
use crate::rules::lexicon::LEXICON;
use crate::rules::{Findings, RULES, Rule};
use crate::scorer::surroundings::{self, PageSurroundings};
use crate::scorer::{LINE_MODEL, Model, ModelError, blocks, lines};
use crate::sites::site_lines::{self, SiteLines};
use crate::sites::{SiteTable, site_of};

/// Cleans documents. Made once from a [`Config`], used from as many threads as there are.
#[derive(Debug)]
pub struct Cleaner {
    config: Config,
    /// The models in place of the program's own.
    models: Models,
    /// What people have judged.
    verdicts: Option<Verdicts>,
    /// What recurs on sites.
    site_table: Option<SiteTable>,
}

/// Models in place of the program's own.
#[derive(Clone, Debug, Default)]
pub struct Models {
    /// What is main content of a page.
    pub blocks: Option<Arc<Model>>,
    /// Which lines of a text are noise.
    pub lines: Option<Arc<Model>>,
}

/// Why a file that the settings name cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// The file could not be read.
    #[error("{}: the model cannot be read ({source}); name another file with --model", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The file is no model.
    #[error("{}: {source}", path.display())]
    Wrong {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        source: ModelError,
    },
    /// The table of sites could not be read, or is none.
    #[error("{}: the table of sites cannot be read ({source}); name one that `boiloff survey` has written with --site-lines", path.display())]
    Sites {
        /// The file.
        path: PathBuf,
        /// What the system said, or what is wrong with it.
        source: std::io::Error,
    },
    /// The file holds no decisions that can be used.
    #[error(transparent)]
    Decisions(#[from] review::Error),
    /// The file is not the one that the settings ask for.
    #[error("{}: its BLAKE3 hash is {is}, and `{key}` asks for another; set that key to this hash if the file is right", path.display())]
    Other {
        /// The file.
        path: PathBuf,
        /// Its hash.
        is: String,
        /// The key that asks for another.
        key: &'static str,
    },
}

/// Most changes to one document. Each takes near to a kilobyte until the ledger has it, so that this is about what the largest
/// document takes by itself; a text of 80 MB with a carriage return at each end of a line stays below.
const MOST_CHANGES: usize = 1 << 20;

/// Most lines of a document. Each takes some sixty bytes; text of the largest size in lines of thirty bytes stays about there.
const MOST_LINES: usize = 4 << 20;

/// Why bytes that are no text pass through, or are rejected where there is no place for bytes.
pub(crate) const NO_TEXT: &str = "no text: too many control characters for any encoding";

/// Why a document with more changes passes through.
const TOO_MANY_CHANGES: &str = "more than a million changes";

/// Told about the end of each stage of [`Cleaner::clean_watched`], for measuring. `()` does not listen.
pub trait Watch {
    /// A stage has ended: "decode", "normalize", "document", each rule by its id, "plan".
    fn lap(&mut self, stage: &'static str);

    /// A page was read, and it was decided which of its blocks go.
    fn page(&mut self, _: &Extracted) {}

    /// The rules have said what they found in a text.
    fn findings(&mut self, _: &Document<'_>, _: &[Finding]) {}
}

impl Watch for () {
    fn lap(&mut self, _: &'static str) {}
}

/// A cleaned document with everything that was done to it.
#[derive(Clone, Debug)]
pub struct Cleaned {
    /// The clean text.
    pub text: String,
    /// What bylines, datelines and dates told. Spans are bytes of `source`.
    pub meta: Meta,
    /// How `text` departs from `source`: sorted, without overlaps.
    pub edits: Vec<Edit>,
    /// What rules set to `tag` found. Spans are bytes of `source`.
    pub tags: Vec<Finding>,
    /// How it ended.
    pub status: Status,
    /// Why a person should look at it, if they should.
    pub verdict: Option<Verdict>,
    /// The decoded input; of a page the visible text.
    pub source: String,
    /// How many bytes of decoded markup `source` is the visible text of. `None` for what is no page, and for a page that could not
    /// be read: its markup is `source` and `text` both.
    pub markup_bytes: Option<usize>,
    /// How it was decoded.
    pub decoding: Decoding,
}

/// How the cleaning of a document ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// It ran to its end.
    Cleaned,
    /// The text is as it came, because of a limit: of a page the visible text where it could be read, else the markup.
    PassedThrough(&'static str),
    /// Nothing is left.
    Emptied(&'static str),
}

impl Cleaner {
    /// A cleaner with these settings and the model that comes with the program; [`Self::open`] reads the model that settings name.
    #[must_use]
    pub const fn new(config: Config) -> Self {
        Self { config, models: Models { blocks: None, lines: None }, verdicts: None, site_table: None }
    }

    /// A cleaner with these settings and other models.
    #[must_use]
    pub const fn with_models(config: Config, models: Models) -> Self {
        Self { config, models, verdicts: None, site_table: None }
    }

    /// The same cleaner, which heeds what people have judged.
    #[must_use]
    pub fn with_decisions(mut self, decisions: &Decisions) -> Self {
        let [text, page] = [Media::Text, Media::Html].map(|media| self.stages(Mode::On, media));
        self.verdicts = Some(Verdicts::new(decisions, text, page));
        self
    }

    /// The same cleaner, which knows what recurs on sites. `path` is where the settings say that the table is.
    #[must_use]
    pub fn with_sites(mut self, table: SiteTable, path: PathBuf) -> Self {
        self.config.site_lines = Some(path);
        self.config.site_lines_blake3 = Some(table.blake3.clone());
        self.site_table = Some(table);
        self
    }

    /// A cleaner with these settings and the models, decisions and table of sites that they name, if they do.
    ///
    /// # Errors
    /// If that is no file, no model, decisions or table, or not the one whose hash they tell.
    pub fn open(mut config: Config) -> Result<Self, OpenError> {
        let (html, text) = (&mut config.html, &mut config.text);
        let blocks = read_model(html.model.as_ref(), &mut html.model_blake3, "html.model-blake3", blocks::NAMES)?;
        let lines = read_model(text.model.as_ref(), &mut text.model_blake3, "text.model-blake3", lines::NAMES)?;
        let decisions = read_decisions(config.decisions.as_deref(), &mut config.decisions_blake3)?;
        let sites = config.site_lines.clone().map(|path| Ok::<_, OpenError>((read_sites(&path, config.site_lines_blake3.as_ref())?, path)));
        let mut cleaner = Self::with_models(config, Models { blocks, lines });
        if let Some(decisions) = decisions {
            cleaner = cleaner.with_decisions(&decisions);
        }
        Ok(if let Some((table, path)) = sites.transpose()? { cleaner.with_sites(table, path) } else { cleaner })
    }

    /// The settings.
    #[must_use]
    pub const fn config(&self) -> &Config {
        &self.config
    }

    /// Cleans one document. Never fails: what cannot be cleaned passes through unchanged and says why.
    #[must_use]
    pub fn clean(&self, record: Record) -> Cleaned {
        self.clean_watched(record, &mut ())
    }

    /// The text of a document as the rules would see it if nothing were taken out before: decoded and normalised, of a page all visible
    /// text. `None` for what would pass through.
    #[must_use]
    pub fn normal_text(&self, record: Record) -> Option<String> {
        let Record { content, media, charset, .. } = record;
        if content.size() > self.config.max_document_bytes {
            return None;
        }
        let charset = charset.or_else(|| if media == Media::Html { charset::declared(&content).map(str::to_owned) } else { None });
        let decoded = decode(content, charset.as_deref());
        if decoded.decoding.by == DecidedBy::Detected && is_binary(&decoded.text) {
            return None;
        }
        let read = || {
            let text = if media == Media::Html { visible_text(&decoded.text) } else { decoded.text };
            normalize(&text, self.stages(Mode::On, media)).0.into_owned()
        };
        let text = catch_unwind(AssertUnwindSafe(read)).ok()?;
        (memchr::memchr_iter(b'\n', text.as_bytes()).count() <= MOST_LINES).then_some(text)
    }

    /// The same as [`Self::clean`], telling `watch` when each stage ends.
    #[must_use]
    pub fn clean_watched(&self, record: Record, watch: &mut impl Watch) -> Cleaned {
        let Record { content, media, url, site, charset } = record;
        let too_large = content.size() > self.config.max_document_bytes;
        let charset = charset.or_else(|| if media == Media::Html { charset::declared(&content).map(str::to_owned) } else { None });
        let decoded = decode(content, charset.as_deref());
        watch.lap("decode");
        let mut cleaned = Cleaned {
            text: String::new(),
            meta: Meta::default(),
            edits: Vec::new(),
            tags: Vec::new(),
            status: Status::Cleaned,
            verdict: None,
            source: decoded.text,
            markup_bytes: None,
            decoding: decoded.decoding,
        };
        if too_large {
            return passed_through(cleaned, "larger than max-document-bytes");
        }
        if cleaned.decoding.by == DecidedBy::Detected && is_binary(&cleaned.source) {
            return passed_through(cleaned, NO_TEXT);
        }
        // A fault in a rule costs the document its cleaning, and nobody their run.
        match catch_unwind(AssertUnwindSafe(|| self.work(&mut cleaned, media, [url.as_deref(), site.as_deref()], watch))) {
            Ok(Ok(())) => cleaned,
            Ok(Err(why)) => passed_through(cleaned, why),
            Err(_) => passed_through(cleaned, FAULT),
        }
    }

    /// Cleans the decoded text. `origin` is its address, and what stands for its site where there is none.
    fn work(&self, cleaned: &mut Cleaned, media: Media, origin: [Option<&str>; 2], watch: &mut impl Watch) -> Result<(), &'static str> {
        let [url, site] = origin;
        let judge = self.verdicts.as_ref().and_then(|verdicts| verdicts.at(url.and_then(host)));
        let Extraction { on, tagged, told, code, marked, flattened, .. } = match media {
            Media::Text => Default::default(),
            Media::Html => {
                let (text, extraction) = extract(&cleaned.source, url, &self.config, judge, self.models.blocks.as_deref(), watch);
                cleaned.markup_bytes = Some(mem::replace(&mut cleaned.source, text).len());
                if extraction.limited {
                    return Err("a CSS selector of drop or keep takes too many steps on this page");
                }
                extraction
            }
        };
        let extracted = if on.is_empty() { Cow::Borrowed(&*cleaned.source) } else { Cow::Owned(edit::apply(&cleaned.source, &on)) };
        if let Some(cut) = self.config.preset.cut(&extracted) {
            if cut.edits.len() > MOST_CHANGES {
                return Err(TOO_MANY_CHANGES);
            }
            let text = edit::apply(&extracted, &cut.edits);
            cleaned.edits = edit::compose(on, &extracted, cut.edits);
            cleaned.text = text;
            self.tell_of_cut(cleaned, cut.flags, told, url);
            return Ok(());
        }
        let (normal, first) = normalize(&extracted, self.stages(Mode::On, media));
        let mut would_be = normalize(&extracted, self.stages(Mode::Tag, media)).1;
        watch.lap("normalize");
        if first.len().max(would_be.len()) > MOST_CHANGES {
            return Err(TOO_MANY_CHANGES);
        }
        if memchr::memchr_iter(b'\n', normal.as_bytes()).count() > MOST_LINES {
            return Err("more than four million lines");
        }
        let document = Document::new(&normal, url, &LEXICON);
        watch.lap("document");
        let mut findings = Findings::default();
        for rule in self.asked(|mode| mode != Mode::Off) {
            rule.check(&document, &mut findings);
            watch.lap(rule.info().id);
        }
        watch.findings(&document, &findings.list);
        let is_dump = media == Media::Text && self.score_lines(&document, url, &mut findings.list);
        watch.lap(PageSurroundings::INFO.id);
        self.heed_site(&document, &site_of(url, site), &mut findings.list);
        watch.lap(SiteLines::INFO.id);
        let to_page = edit::SourceMap::new(&on);
        would_be.iter_mut().for_each(|edit| edit.span = to_page.source(edit.span));
        let first = edit::compose(on, &extracted, first);
        let to_source = edit::SourceMap::new(&first);
        if !code.is_empty() {
            findings.list.retain(|finding| !overlaps(&code, to_source.source(finding.span)));
        }
        self.config.bylines.settle(&mut findings.list);
        if let Some(judge) = judge {
            judge.settle(&document, self.config.mode(JudgedLine::INFO.id) != Mode::Off, &mut findings.list);
        }
        let tag_only: Vec<RuleId> = self.config.ids().filter(|id| self.config.mode(id) == Mode::Tag).collect();
        let plan = plan(&document, findings.list, &tag_only, self.config.profile, is_dump);
        if first.len() + plan.edits.len() > MOST_CHANGES || would_be.len() + plan.tags.len() > MOST_CHANGES {
            return Err(TOO_MANY_CHANGES);
        }
        cleaned.text = edit::apply(&normal, &plan.edits);
        let tags = plan.tags.into_iter().map(|tag| Finding { span: to_source.source(tag.span), ..tag });
        cleaned.tags = tagged.into_iter().chain(would_be).map(Finding::from).chain(tags).collect();
        cleaned.meta = findings.meta;
        cleaned.meta.map_spans(|span| to_source.source(span));
        cleaned.edits = edit::compose(first, &normal, plan.edits);
        cleaned.meta.language = language::detect(&document).map(str::to_owned);
        // What was taken out as noise is no headline.
        cleaned.meta.title = byline::title(&document, &cleaned.text).map(str::to_owned);
        if let Some(told) = told {
            cleaned.meta = told.with_text(mem::take(&mut cleaned.meta));
        }
        cleaned.meta.site = document.site.map(str::to_lowercase);
        self.add_flags(cleaned);
        let is_page = media == Media::Text && begins_as_page(&cleaned.source);
        cleaned.verdict = plan.verdict.or(flattened.then_some(Verdict::MarkupLimit)).or(is_page.then_some(Verdict::PageAsText));
        if cleaned.text.is_empty() {
            cleaned.status = Status::Emptied(match (cleaned.source.trim().is_empty(), media) {
                (true, Media::Text) => "nothing but whitespace came in",
                (true, Media::Html) => "the page has no visible text",
                (false, _) => "all of it was noise",
            });
        }
        watch.lap("plan");
        if let Some((page, marks)) = marked
            && !cleaned.text.is_empty()
        {
            self.mark(cleaned, &page, &marks);
            watch.lap(Markdown::INFO.id);
        }
        Ok(())
    }

    /// Tells of a text that was cut by the rules of others what is known about it.
    fn tell_of_cut(&self, cleaned: &mut Cleaned, flags: Vec<&'static str>, told: Option<Told>, url: Option<&str>) {
        cleaned.meta = told.map_or_else(Meta::default, |told| told.with_text(Meta::default()));
        cleaned.meta.flags = flags.into_iter().map(str::to_owned).collect();
        cleaned.meta.site = url.and_then(host).map(str::to_lowercase);
        self.add_flags(cleaned);
        if cleaned.text.is_empty() {
            let is_blank = cleaned.source.trim().is_empty();
            cleaned.status = Status::Emptied(if is_blank { "nothing but whitespace came in" } else { "all of it was cut" });
        }
    }

    /// Adds what is to be said of a document as a whole.
    fn add_flags(&self, cleaned: &mut Cleaned) {
        let kind = PageKind::of(cleaned).map(PageKind::id);
        let signals = self.config.signals.iter().flat_map(|signals| signals.of(&cleaned.text));
        for flag in kind.into_iter().chain(signals).collect::<Vec<_>>() {
            if cleaned.meta.flags.iter().all(|known| known != flag) {
                cleaned.meta.flags.push(flag.to_owned());
            }
        }
    }

    /// Adds what the scorer says of a text's lines. True if the text is all of a page.
    fn score_lines(&self, document: &Document<'_>, url: Option<&str>, findings: &mut Vec<Finding>) -> bool {
        let mode = self.config.mode(PageSurroundings::INFO.id);
        if mode == Mode::Off || self.config.profile == Profile::Careful || !surroundings::can_judge(document) {
            return false;
        }
        let model = self.models.lines.as_deref().unwrap_or(&LINE_MODEL);
        let scores = model.score_lines(document, findings, url).scores;
        let kind = self.config.text.input_kind;
        if mode == Mode::On {
            return surroundings::find(document, &scores, self.config.profile, kind, findings);
        }
        // What is reported only is no evidence for what is carried out.
        let mut own = Vec::new();
        surroundings::find(document, &scores, self.config.profile, kind, &mut own);
        findings.extend(own);
        false
    }

    /// Adds what recurs on the document's site.
    fn heed_site(&self, document: &Document<'_>, site: &str, findings: &mut Vec<Finding>) {
        let mode = self.config.mode(SiteLines::INFO.id);
        let Some(site) = self.site_table.as_ref().and_then(|table| table.get(site)).filter(|_| mode != Mode::Off) else { return };
        let lines = site_lines::Lines::of(document, site, findings);
        // What is reported only is no evidence for what is carried out.
        if mode == Mode::On {
            lines.support(document, findings);
        }
        findings.extend(lines.findings());
    }

    /// Puts marks into the clean text of a page.
    fn mark(&self, cleaned: &mut Cleaned, page: &Page, marks: &Marks) {
        let insert = |edits| markdown::insert(&cleaned.source, page, marks, self.config.html.to, edits, MOST_CHANGES);
        if self.config.mode(Markdown::INFO.id) == Mode::Tag {
            let would_be = insert(cleaned.edits.clone()).into_iter().filter(|edit| edit.rule == Markdown::INFO.id);
            cleaned.tags.extend(would_be.map(Finding::from));
        } else {
            cleaned.edits = insert(mem::take(&mut cleaned.edits));
            cleaned.text = edit::apply(&cleaned.source, &cleaned.edits);
        }
    }

    /// The stages whose mode this is.
    fn stages(&self, mode: Mode, media: Media) -> Stages {
        let stages = Stages::of(|id| self.config.mode(id) == mode);
        // Entities that are left in a page's visible text are what the page shows: it tells how to write them.
        // The same holds for links of Markdown and wikis.
        let is_text = media == Media::Text;
        Stages {
            html_entity: stages.html_entity && is_text,
            link_debris: stages.link_debris && is_text,
            wiki_links: stages.wiki_links && is_text,
            ..stages
        }
    }

    fn asked(&self, wanted: impl Fn(Mode) -> bool) -> impl Iterator<Item = &dyn Rule> {
        let own = self.config.own_rules.iter().map(|r| r as &dyn Rule);
        RULES.iter().map(|r| *r as &dyn Rule).chain(own).filter(move |r| wanted(self.config.mode(r.info().id)))
    }
}

/// The decisions in a file, if one is named. `hash` is what its hash has to be, or becomes it.
fn read_decisions(path: Option<&Path>, hash: &mut Option<String>) -> Result<Option<Decisions>, OpenError> {
    let Some(path) = path else { return Ok(None) };
    let bytes = fs::read(path).map_err(|source| review::Error::Unreadable { path: path.to_owned(), source })?;
    check_hash(path, &bytes, hash, "decisions-blake3")?;
    Ok(Some(Decisions::parse(&bytes, &path.display().to_string())?))
}

/// The table of sites in a file, whose hash has to be `hash` if that is told.
fn read_sites(path: &Path, hash: Option<&String>) -> Result<SiteTable, OpenError> {
    let failed = |source| OpenError::Sites { path: path.to_owned(), source };
    let table = SiteTable::read(fs::File::open(path).map_err(failed)?).map_err(failed)?;
    match hash {
        Some(wanted) if *wanted != table.blake3 => {
            Err(OpenError::Other { path: path.to_owned(), is: table.blake3, key: "site-lines-blake3" })
        }
        _ => Ok(table),
    }
}

/// Checks that a file is the one that was asked for. `hash` is what its hash has to be, or becomes it; `key` names that in messages.
fn check_hash(path: &Path, bytes: &[u8], hash: &mut Option<String>, key: &'static str) -> Result<(), OpenError> {
    let is = blake3::hash(bytes).to_string();
    if hash.as_ref().is_some_and(|wanted| *wanted != is) {
        return Err(OpenError::Other { path: path.to_owned(), is, key });
    }
    *hash = Some(is);
    Ok(())
}

/// The model in a file, if one is named. `hash` is what its hash has to be, or becomes it; `key` names that in messages.
fn read_model(
    path: Option<&PathBuf>,
    hash: &mut Option<String>,
    key: &'static str,
    names: &[&str],
) -> Result<Option<Arc<Model>>, OpenError> {
    let Some(path) = path.cloned() else { return Ok(None) };
    let bytes = match fs::read(&path) {
        Ok(bytes) => bytes,
        Err(source) => return Err(OpenError::Unreadable { path, source }),
    };
    check_hash(&path, &bytes, hash, key)?;
    match Model::parse(&bytes, names) {
        Ok(model) => Ok(Some(Arc::new(model))),
        Err(source) => Err(OpenError::Wrong { path, source }),
    }
}

/// True for markup with the beginning that only a page has.
fn begins_as_page(text: &str) -> bool {
    let text = text.trim_start().as_bytes();
    ["<!doctype html", "<html"].iter().any(|start| text.get(..start.len()).is_some_and(|own| own.eq_ignore_ascii_case(start.as_bytes())))
}

/// True if `span` overlaps one of the spans, which are sorted and apart.
fn overlaps(spans: &[Span], span: Span) -> bool {
    let behind = spans.partition_point(|other| other.end <= span.start);
    spans.get(behind).is_some_and(|other| other.overlaps(span))
}

/// Why a document passed through on which a rule failed. No document is known.
pub const FAULT: &str = "the cleaner failed on it; please report this with the text";

/// True for what a picture or a program looks like when it is read as text.
pub(crate) fn is_binary(text: &str) -> bool {
    let odd = text.chars().filter(|c| c.is_control() && !c.is_ascii_whitespace()).count();
    odd * CHARACTERS_A_CONTROL > text.chars().count()
}

/// Text in any encoding has hardly a control character; of random bytes read as windows-1252 one in eight is one.
const CHARACTERS_A_CONTROL: usize = 20;

fn passed_through(cleaned: Cleaned, why: &'static str) -> Cleaned {
    let Cleaned { source, markup_bytes, decoding, .. } = cleaned;
    Cleaned {
        text: source.clone(),
        meta: Meta::default(),
        edits: Vec::new(),
        tags: Vec::new(),
        status: Status::PassedThrough(why),
        verdict: None,
        source,
        markup_bytes,
        decoding,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_text_passes_through() {
        let noise: Vec<u8> = (0..4000u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
        let cleaned = Cleaner::new(Config::default()).clean(Record::bytes(noise));
        assert!(matches!(cleaned.status, Status::PassedThrough(why) if why.starts_with("no text")));
        let cleaned =
            Cleaner::new(Config::default()).clean(Record::bytes(b"Der M\xfcller mahlt, die M\xfchle steht am gr\xfcnen Flu\xdf.".to_vec()));
        assert_eq!(cleaned.text, "Der Müller mahlt, die Mühle steht am grünen Fluß.\n");
    }

    #[test]
    fn code_that_a_page_shows_stays() {
        let page = "<main><article><h1>How it is done</h1><p>The function has two parts, and each of them does one thing that the other needs.</p>\
            <pre><code>function f(a) { return a + 1; }\nvar x = f(2);</code></pre>\
            <p>In the second line the function is called, and its answer is kept in a variable for what follows below.</p></article></main>";
        let cleaned = Cleaner::new(Config::default()).clean(Record::html(page));
        assert!(cleaned.text.contains("function f(a) { return a + 1; }\nvar x = f(2);\n"), "{}", cleaned.text);
    }

    #[test]
    fn a_panic_in_a_stage_lets_the_document_through() {
        struct Fault;

        impl Watch for Fault {
            fn lap(&mut self, stage: &'static str) {
                assert_ne!(stage, "plan", "a fault that the test makes");
            }
        }
        let text = "He left.\nADVERTISEMENT\nShe stayed.\n";
        let cleaned = Cleaner::new(Config::default()).clean_watched(Record::text(text), &mut Fault);
        assert_eq!((cleaned.text.as_str(), cleaned.edits.len()), (text, 0));
        assert_eq!(cleaned.status, Status::PassedThrough(FAULT));
        let cleaned = Cleaner::new(Config::default()).clean_watched(Record::html("<p>He left.<p>ADVERTISEMENT"), &mut Fault);
        assert_eq!(
            (cleaned.text.as_str(), cleaned.markup_bytes),
            ("He left.\nADVERTISEMENT\n", Some(27)),
            "what could be read of the page"
        );
        assert_eq!(cleaned.status, Status::PassedThrough(FAULT));
    }

    #[test]
    fn a_page_is_read_as_it_says() {
        let clean = |markup: &[u8], charset: Option<&str>| {
            let record = Record { media: Media::Html, charset: charset.map(str::to_owned), ..Record::bytes(markup) };
            Cleaner::new(Config::default()).clean(record)
        };
        let page = b"<meta charset=windows-1251><p>\xcc\xe8\xf0";
        assert_eq!(clean(page, None).text, "Мир\n");
        assert_eq!(clean(page, Some("windows-1252")).text, "Ìèð\n", "what stands outside of the page comes first");
        assert_eq!(clean("<meta charset=windows-1251><p>Мир".as_bytes(), None).text, "Мир\n", "UTF-8 is UTF-8");
        assert_eq!(clean(b"&lt;p&gt;He left.&lt;/p&gt;&lt;p&gt;She stayed.&lt;/p&gt;", None).text, "He left.\nShe stayed.\n");
    }

    #[test]
    fn a_page_that_is_given_as_a_text_is_told() {
        let cleaner = Cleaner::new(Config::default());
        let page = " <!DOCTYPE html><html><p>The river fell by half a metre in the night, they said.";
        assert_eq!(cleaner.clean(Record::text(page)).verdict, Some(Verdict::PageAsText));
        assert_eq!(cleaner.clean(Record::html(page)).verdict, None);
        assert_eq!(cleaner.clean(Record::text("The tag <html> is where a page begins.")).verdict, None);
    }

    #[test]
    fn markup_beyond_the_limits_is_told() {
        let clean = |page: String| Cleaner::new(Config::default()).clean(Record::html(page));
        let deep = clean(format!("{}<p>The river fell by half a metre in the night, they said.", "<div>".repeat(2000)));
        assert_eq!(deep.verdict, Some(Verdict::MarkupLimit));
        assert!(deep.source.contains("The river fell"));
        assert_eq!(clean("<p>He left.".to_owned()).verdict, None);
    }

    #[test]
    fn a_page_that_is_too_large_stays_markup() {
        let cleaner = Cleaner::new(Config { max_document_bytes: 10, ..Config::default() });
        let cleaned = cleaner.clean(Record::html("<p>He left.</p>"));
        assert_eq!((cleaned.text.as_str(), cleaned.markup_bytes), ("<p>He left.</p>", None));
        assert!(matches!(cleaned.status, Status::PassedThrough(_)));
    }
}
