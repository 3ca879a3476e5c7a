//! What is said of a text that is no selector.

use cssparser::{BasicParseErrorKind, ParseErrorKind};
use selectors::parser::SelectorParseErrorKind as Kind;

/// A text that is no selector, or none that can be used. The message is one line.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{}` is no CSS selector that can be used: {why}", text.replace(char::is_control, " "))]
pub struct SelectorError {
    text: String,
    why: String,
}

/// What the grammar may find wrong.
pub(super) enum Wrong {
    /// What the parser says.
    Form(Kind),
    /// A pseudo-class or pseudo-element of this name, with its colons.
    Pseudo(String),
}

impl From<Kind> for Wrong {
    fn from(kind: Kind) -> Self {
        Self::Form(kind)
    }
}

impl SelectorError {
    /// `read` is what of the text was read, to the end of the selector that is wrong.
    pub(super) fn new(text: &str, read: &str, wrong: &ParseErrorKind<Wrong>) -> Self {
        let why = match wrong {
            _ if text.trim().is_empty() => "it is empty".to_owned(),
            ParseErrorKind::Custom(Wrong::Pseudo(name)) => unknown(&name.replace(char::is_control, " ")),
            ParseErrorKind::Custom(Wrong::Form(kind)) => why(kind).to_owned(),
            ParseErrorKind::Basic(BasicParseErrorKind::EndOfInput) => "it ends too early".to_owned(),
            ParseErrorKind::Basic(_) => "a sign stands where it cannot stand".to_owned(),
        };
        let place = if read.len() < text.len() { format!(", at `{}`", read.replace(char::is_control, " ").trim()) } else { String::new() };
        Self { text: text.to_owned(), why: why + &place }
    }
}

fn unknown(name: &str) -> String {
    format!(
        "`{name}` cannot be matched, as nobody looks at the page or acts on it; there are `:not()`, `:is()`, `:where()`, `:has()`, `:empty`, \
         `:root`, and those of places, such as `:first-child` and `:nth-child(2)`"
    )
}

const fn why(kind: &Kind) -> &'static str {
    match kind {
        Kind::EmptySelector => "none stands where a selector has to",
        Kind::DanglingCombinator => "nothing stands behind its last sign",
        Kind::InvalidState => "what stands in parentheses cannot stand there",
        Kind::PseudoElementExpectedColon | Kind::PseudoElementExpectedIdent | Kind::NoIdentForPseudo => "a name is missing behind `:`",
        Kind::ClassNeedsIdent => "a class's name is missing behind `.`",
        Kind::NoQualifiedNameInAttributeSelector
        | Kind::UnexpectedTokenInAttributeSelector
        | Kind::ExpectedBarInAttr
        | Kind::BadValueInAttr
        | Kind::InvalidQualNameInAttr => "in brackets there has to be an attribute, as in `[name]` or `[name=\"value\"]`",
        Kind::ExpectedNamespace | Kind::ExplicitNamespaceUnexpectedToken => "names of elements have no namespaces here",
        Kind::UnsupportedPseudoClassOrElement
        | Kind::UnexpectedIdent
        | Kind::NonCompoundSelector
        | Kind::NonPseudoElementAfterSlotted
        | Kind::InvalidPseudoElementAfterSlotted
        | Kind::InvalidPseudoElementInsideWhere => "a name stands where it cannot stand",
    }
}

#[cfg(test)]
mod tests {
    use crate::html::Selector;

    #[test]
    fn what_is_no_selector_is_refused_with_a_reason() {
        for (text, reason) in [
            ("", "it is empty"),
            ("a,", "none stands where a selector has to"),
            ("<b>", "none stands where a selector has to"),
            (":not()", "none stands where a selector has to"),
            ("..x", "a class's name is missing behind `.`"),
            ("a, ..x, b", "a class's name is missing behind `.`, at `a, ..x`"),
            ("div:hover", "`:hover` cannot be matched"),
            ("p:lang(en)", "`:lang()` cannot be matched"),
            ("p::before", "`::before` cannot be matched"),
            ("b, :is(a, p:visited)", "`:visited` cannot be matched"),
            (":has(:has(a))", "what stands in parentheses cannot stand there"),
            ("div[", "it ends too early"),
            ("div[=a]", "in brackets there has to be an attribute"),
            ("a >", "nothing stands behind its last sign"),
            ("ns|a", "names of elements have no namespaces here"),
            ("p:nth-child(x)", "a sign stands where it cannot stand"),
        ] {
            let error = text.parse::<Selector>().unwrap_err().to_string();
            assert!(error.starts_with(&format!("`{text}` is no CSS selector that can be used: {reason}")), "{error}");
        }
        assert!(!"a\n}\u{1b}".parse::<Selector>().unwrap_err().to_string().contains(char::is_control), "it is one line");
    }
}
