//! Cookie banners and consent notices.

use super::phrases::{self, Reading};
use super::{Findings, Info, Rule, declare};
use crate::document::{Danger, Document};

declare! {
    /// Cookie banners and consent notices.
    ///
    /// ## What it removes
    /// Lines of a cookie banner or consent notice: its buttons, and sentences in which the site tells its reader that
    /// it stores or shares something.
    ///
    /// ## Why it is noise
    /// The banner lies over every page of the site; an extractor takes it for the first or last paragraph.
    ///
    /// ## Example
    /// ```before
    /// The river fell by half a metre overnight, and the bridge was opened again in the morning.
    /// We use cookies to improve your experience on our website.
    /// Accept all cookies
    /// Engineers will look at the eastern pillar once the water has gone down far enough to reach it.
    /// ```
    /// ```after
    /// The river fell by half a metre overnight, and the bridge was opened again in the morning.
    /// Engineers will look at the eastern pillar once the water has gone down far enough to reach it.
    /// ```
    ///
    /// ## What it must keep
    /// News and documentation about cookies: no first or second person of the site.
    /// ```keep
    /// The court ruled that sites may use cookies only with consent, and that a banner without a refusal is not enough.
    /// ```
    ///
    /// ## Languages and sources of its lists
    /// `lexicon/*.txt`, class `cookie-consent`: general knowledge of web pages and their templates.
    ///
    /// ## Known misses
    /// Long privacy policies that are the page's own content.
    CookieConsent, "cookie-consent", ["cookie-consent"]
}

/// Banners run to a paragraph; what is longer is more likely a policy that somebody wanted to publish.
const READING: Reading = Reading { class: "cookie-consent", calls: true, words: 60, danger: Danger::Medium };

impl Rule for CookieConsent {
    fn info(&self) -> &'static Info {
        &Self::INFO
    }

    fn check(&self, document: &Document<'_>, findings: &mut Findings) {
        phrases::check(&Self::INFO, &READING, document, findings);
    }
}
