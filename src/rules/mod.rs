//! The rules. Each is a file here, a line in [`RULES`], and a folder of cases in `fixtures/rules/`; everything else (the command
//! line's list, `docs/rules.md`, configuration keys, tests over all rules) follows from the list.
//!
//! A rule reads a [`Document`] and reports [`Finding`]s; it never edits text. What becomes of a finding is decided in one place,
//! [`crate::document::plan`], from the kinds of evidence behind it and the danger that its words are genuine prose.

pub mod declared;
pub mod lexicon;

mod ad_label;
mod affiliate_note;
mod author_bio;
mod byline;
mod code_likeness;
mod code_residue;
mod comment_chrome;
mod contact_call;
mod contributor_note;
mod cookie_consent;
mod date_line;
mod dateline;
mod doc;
mod donation_call;
mod footnote_mark;
mod form_state;
mod glued_labels;
mod image_credit;
mod inline_insert;
mod leftover_markup;
mod legal_footer;
mod machine_value;
mod media_player;
mod navigation;
mod newsletter;
mod pagination;
mod paywall;
mod phrases;
mod related_links;
mod repeated_text;
mod share_buttons;
mod site_note;
mod social_embed;
mod store_promo;
mod tag_list;
mod template_placeholder;

use crate::document::{Action, Danger, Document, Evidence, Finding, Line, Meta, RuleId, Span, normalize};
use crate::html;
use crate::review;
use crate::scorer;
use crate::sites;
pub use declared::Declared;
use lexicon::Hit;

/// All rules, in the order in which they are asked. Where two want the same line, the first has it.
pub const RULES: &[&dyn Rule] = &[
    &date_line::DateLine,
    &byline::Byline,
    &author_bio::AuthorBio,
    &contributor_note::ContributorNote,
    &dateline::Dateline,
    &code_residue::CodeResidue,
    &template_placeholder::TemplatePlaceholder,
    &leftover_markup::LeftoverMarkup,
    &machine_value::MachineValue,
    &ad_label::AdLabel,
    &cookie_consent::CookieConsent,
    &paywall::Paywall,
    &newsletter::Newsletter,
    &form_state::FormState,
    &donation_call::DonationCall,
    &contact_call::ContactCall,
    &affiliate_note::AffiliateNote,
    &media_player::MediaPlayer,
    &comment_chrome::CommentChrome,
    &navigation::Navigation,
    &pagination::Pagination,
    &legal_footer::LegalFooter,
    &site_note::SiteNote,
    &social_embed::SocialEmbed,
    &share_buttons::ShareButtons,
    &tag_list::TagList,
    &store_promo::StorePromo,
    &image_credit::ImageCredit,
    &related_links::RelatedLinks,
    &repeated_text::RepeatedText,
    &footnote_mark::FootnoteMark,
    &inline_insert::InlineInsert,
    &glued_labels::GluedLabels,
];

/// The stages that run before the rules; they have documentation and a switch like a rule.
pub const STAGES: &[&Info] = &[
    &html::main_content::MainContent::INFO,
    &html::declared::DeclaredElement::INFO,
    &normalize::Mojibake::INFO,
    &normalize::HtmlEntity::INFO,
    &normalize::ControlCharacters::INFO,
    &normalize::InvisibleCharacters::INFO,
    &normalize::UnicodeForm::INFO,
    &normalize::Whitespace::INFO,
    &normalize::LinkDebris::INFO,
    &normalize::WikiLinks::INFO,
    &html::markdown::Markdown::INFO,
    &scorer::surroundings::PageSurroundings::INFO,
    &sites::site_lines::SiteLines::INFO,
    &review::judged_line::JudgedLine::INFO,
];

/// A rule's or stage's id, documentation and classes.
#[derive(Debug)]
pub struct Info {
    /// Its id: kebab-case, named for the noise, stable for ever.
    pub id: RuleId,
    /// Its documentation in Markdown, from the doc comment of its struct.
    pub doc: &'static str,
    /// The lexicon's classes that it reads.
    pub classes: &'static [&'static str],
}

/// One kind of noise.
pub trait Rule: Sync {
    /// Its id, documentation and classes.
    fn info(&self) -> &'static Info;

    /// Adds what it finds.
    fn check(&self, document: &Document<'_>, findings: &mut Findings);
}

/// What the rules found.
#[derive(Debug, Default)]
pub struct Findings {
    /// In any order.
    pub list: Vec<Finding>,
    /// What bylines, datelines and dates told. Spans are bytes of the document's text.
    pub meta: Meta,
}

/// Declares a rule: its doc comment, which is its documentation, its type, its id, the lexicon classes it reads.
macro_rules! declare {
    ($(#[doc = $doc:literal])+ $name:ident, $id:literal, [$($class:literal),*]) => {
        $(#[doc = $doc])+
        #[derive(Debug)]
        pub struct $name;

        impl $name {
            /// Its id, documentation and classes.
            pub const INFO: $crate::rules::Info =
                $crate::rules::Info { id: $id, doc: concat!($($doc, "\n"),+), classes: &[$($class),*] };
        }
    };
}
pub(crate) use declare;

/// The rule or stage of that id.
#[must_use]
pub fn info(id: &str) -> Option<&'static Info> {
    infos().find(|i| i.id == id)
}

/// Each stage and rule, in order.
pub fn infos() -> impl Iterator<Item = &'static Info> {
    STAGES.iter().copied().chain(RULES.iter().map(|r| r.info()))
}

/// The lines with phrases, each with its hits.
pub fn hits_by_line<'d>(document: &'d Document<'_>) -> impl Iterator<Item = (&'d Line, &'d [Hit])> {
    document.hits.chunk_by(|a, b| a.line == b.line).map(|hits| (&document.lines[hits[0].line as usize], hits))
}

/// The lines with a phrase of a class, each with its strongest hit (the order of [`lexicon::Anchor`]).
pub fn lines_with<'d>(document: &'d Document<'_>, class: &'static str) -> impl Iterator<Item = (&'d Line, &'d Hit)> {
    hits_by_line(document).filter_map(move |(line, hits)| Some((line, hits.iter().filter(|h| h.class == class).min_by_key(|h| h.anchor)?)))
}

impl Findings {
    /// Asks for the removal of a whole line.
    pub fn remove_line(&mut self, rule: RuleId, line: &Line, danger: Danger, evidence: Evidence) {
        self.list.push(Finding::remove(rule, line.span, danger, evidence));
    }

    /// True if a rule asked for something just there.
    #[must_use]
    pub fn has(&self, span: Span) -> bool {
        self.list.iter().any(|f| f.span == span)
    }

    /// Says that a rule knows what stands there and leaves it.
    pub fn flag(&mut self, rule: RuleId, span: Span, evidence: Evidence) {
        self.list.push(Finding { span, action: Action::Flag, rule, evidence, danger: Danger::Low, score: None });
    }
}
