//! Where links lead.

/// An address that is longer is not written: most browsers refuse it.
const LONGEST: usize = 2048;

/// A page's address up to its path's last folder may be so long; relative addresses on a page with a longer one stay as they are.
const LONGEST_BASE: usize = 512;

/// The address that relative ones of a page start from.
#[derive(Clone, Debug, Default)]
pub struct Base {
    /// `https:`
    scheme: String,
    /// `https://example.org`
    origin: String,
    /// `/a/b/page.html`
    path: String,
}

impl Base {
    /// That of a page with this address; `None` if it is not complete.
    #[must_use]
    pub fn of(url: &str) -> Option<Self> {
        let url = url.trim();
        let url = url.split('#').next()?;
        let (scheme, rest) = url.split_once("://").filter(|(scheme, _)| is_web(scheme))?;
        let end = rest.find(['/', '?']).unwrap_or(rest.len());
        let path = rest[end..].split('?').next()?;
        let base = Self { scheme: format!("{scheme}:"), origin: format!("{scheme}://{}", &rest[..end]), path: path.to_owned() };
        (end > 0 && url.len() <= LONGEST_BASE).then_some(base)
    }

    /// The same page's base where it names another, in `<base href>`.
    #[must_use]
    pub fn moved(page: Option<&Self>, href: &str) -> Option<Self> {
        resolve(page, href).and_then(|url| Self::of(&url)).or_else(|| page.cloned())
    }
}

/// Where a link leads, complete if `base` is known. `None` for what is no address of a document: places on the same page, scripts.
#[must_use]
pub fn resolve(base: Option<&Base>, href: &str) -> Option<String> {
    let href = href.trim();
    if href.is_empty() || href.starts_with('#') || href.len() > LONGEST {
        return None;
    }
    let scheme =
        href.split_once(':').map(|(scheme, _)| scheme).filter(|s| s.bytes().all(|b| b.is_ascii_alphanumeric() || b"+.-".contains(&b)));
    let whole = match (scheme, base) {
        (Some(scheme), _) if is_web(scheme) => href.to_owned(),
        (Some(_), _) => return None,
        (None, None) => href.to_owned(),
        (None, Some(base)) if href.starts_with("//") => format!("{}{href}", base.scheme),
        (None, Some(base)) if href.starts_with('/') => format!("{}{}", base.origin, plain(href)),
        (None, Some(base)) if href.starts_with('?') => format!("{}{}{href}", base.origin, base.path),
        (None, Some(base)) => {
            let folder = base.path.rfind('/').map_or("/", |at| &base.path[..=at]);
            format!("{}{}", base.origin, plain(&format!("{folder}{href}")))
        }
    };
    // What would end the address in a text.
    let mut out = String::with_capacity(whole.len());
    for c in whole.chars() {
        match c {
            '\n' | '\r' | '\t' => {}
            ' ' => out.push_str("%20"),
            '(' => out.push_str("%28"),
            ')' => out.push_str("%29"),
            '<' => out.push_str("%3C"),
            '>' => out.push_str("%3E"),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    (out.len() <= LONGEST).then_some(out)
}

fn is_web(scheme: &str) -> bool {
    scheme.eq_ignore_ascii_case("https") || scheme.eq_ignore_ascii_case("http")
}

/// A path without `.` and `..`.
fn plain(path: &str) -> String {
    let end = path.find(['?', '#']).unwrap_or(path.len());
    let mut parts: Vec<&str> = Vec::new();
    let last = path[..end].split('/').count() - 1;
    for (at, part) in path[..end].split('/').enumerate().skip(1) {
        match part {
            "." | ".." => {
                if part == ".." {
                    parts.pop();
                }
                if at == last {
                    parts.push("");
                }
            }
            part => parts.push(part),
        }
    }
    format!("/{}{}", parts.join("/"), &path[end..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_completed() {
        let base = Base::of("https://example.org/a/b.html?q=1#top");
        for (href, whole) in [
            ("https://other.example/x", Some("https://other.example/x")),
            ("//cdn.example/x", Some("https://cdn.example/x")),
            ("/x?y", Some("https://example.org/x?y")),
            ("c.html#d", Some("https://example.org/a/c.html#d")),
            ("../../../c", Some("https://example.org/c")),
            ("./", Some("https://example.org/a/")),
            ("..", Some("https://example.org/")),
            ("?z=/../", Some("https://example.org/a/b.html?z=/../")),
            (" a (b).html\n", Some("https://example.org/a/a%20%28b%29.html")),
            ("#top", None),
            ("javascript:void(0)", None),
            ("mailto:a@example.org", None),
            ("", None),
        ] {
            assert_eq!(resolve(base.as_ref(), href).as_deref(), whole, "{href}");
        }
        assert_eq!(resolve(None, "a/b").as_deref(), Some("a/b"));
        assert_eq!(resolve(Base::of("https://example.org").as_ref(), "a").as_deref(), Some("https://example.org/a"));
        assert!(Base::of("file:///x").is_none() && Base::of("https:///x").is_none());
        let moved = Base::moved(base.as_ref(), "/n/");
        assert_eq!(resolve(moved.as_ref(), "x").as_deref(), Some("https://example.org/n/x"));
    }
}
