//! The elements that matter for text, and how they are shown.

/// An element's name, as far as text cares.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[repr(u8)]
#[expect(missing_docs, reason = "named after the elements")]
pub enum Tag {
    /// Any element that is not named here.
    #[default]
    Other,
    A,
    Address,
    Article,
    Aside,
    Blockquote,
    Body,
    Br,
    Button,
    Caption,
    Code,
    Custom,
    Dd,
    Details,
    Dialog,
    Div,
    Dl,
    Dt,
    Em,
    Fieldset,
    Figcaption,
    Figure,
    Footer,
    Form,
    H1,
    H2,
    H3,
    H4,
    H5,
    H6,
    Header,
    Hr,
    Label,
    Legend,
    Li,
    Main,
    Menu,
    Nav,
    Noscript,
    Ol,
    P,
    Pre,
    Section,
    Small,
    Span,
    Strong,
    Summary,
    Table,
    Tbody,
    Td,
    Tfoot,
    Th,
    Thead,
    Time,
    Tr,
    Ul,
    /// An element whose content is no text of the page.
    Unseen,
}

impl Tag {
    /// The tag of an element's name, which the parser has put in lower case.
    #[must_use]
    pub fn of(name: &str) -> Self {
        match name {
            "a" => Self::A,
            "address" => Self::Address,
            "article" => Self::Article,
            "aside" => Self::Aside,
            "blockquote" => Self::Blockquote,
            "body" => Self::Body,
            "br" => Self::Br,
            "button" => Self::Button,
            "caption" => Self::Caption,
            "code" | "kbd" | "samp" | "tt" => Self::Code,
            "dd" => Self::Dd,
            "details" => Self::Details,
            "dialog" => Self::Dialog,
            "div" | "center" | "hgroup" | "search" => Self::Div,
            "dl" => Self::Dl,
            "dt" => Self::Dt,
            "em" | "i" => Self::Em,
            "fieldset" => Self::Fieldset,
            "figcaption" => Self::Figcaption,
            "figure" => Self::Figure,
            "footer" => Self::Footer,
            "form" => Self::Form,
            "h1" => Self::H1,
            "h2" => Self::H2,
            "h3" => Self::H3,
            "h4" => Self::H4,
            "h5" => Self::H5,
            "h6" => Self::H6,
            "header" => Self::Header,
            "hr" => Self::Hr,
            "label" => Self::Label,
            "legend" => Self::Legend,
            "li" => Self::Li,
            "main" => Self::Main,
            "menu" | "dir" => Self::Menu,
            "nav" => Self::Nav,
            "noscript" => Self::Noscript,
            "ol" => Self::Ol,
            "p" => Self::P,
            "pre" | "listing" | "plaintext" | "xmp" => Self::Pre,
            "section" => Self::Section,
            "small" => Self::Small,
            "span" => Self::Span,
            "strong" | "b" => Self::Strong,
            "summary" => Self::Summary,
            "table" => Self::Table,
            "tbody" => Self::Tbody,
            "td" => Self::Td,
            "tfoot" => Self::Tfoot,
            "th" => Self::Th,
            "thead" => Self::Thead,
            "time" => Self::Time,
            "tr" => Self::Tr,
            "ul" => Self::Ul,
            "annotation" | "applet" | "area" | "audio" | "base" | "canvas" | "datalist" | "embed" | "frame" | "frameset" | "head"
            | "iframe" | "img" | "input" | "link" | "meta" | "noembed" | "noframes" | "object" | "param" | "script" | "select"
            | "style" | "svg" | "template" | "textarea" | "title" | "video" => Self::Unseen,
            _ if name.contains('-') => Self::Custom,
            _ => Self::Other,
        }
    }

    /// True for elements that browsers begin a new line for. So do most sites' own elements.
    #[must_use]
    pub const fn is_block(self) -> bool {
        !matches!(
            self,
            Self::Other
                | Self::A
                | Self::Code
                | Self::Em
                | Self::Noscript
                | Self::Small
                | Self::Span
                | Self::Strong
                | Self::Time
                | Self::Unseen
        )
    }

    /// The level of a heading.
    #[must_use]
    pub const fn heading(self) -> Option<u8> {
        match self {
            Self::H1 | Self::H2 | Self::H3 | Self::H4 | Self::H5 | Self::H6 => Some(self as u8 - Self::H1 as u8 + 1),
            _ => None,
        }
    }
}
