//! Addresses that a page gives, made complete.

/// A link to a longer address is not written: most browsers refuse it.
const LONGEST_LINK: usize = 2048;

/// Longest address of a page or picture that is kept, in bytes; browsers and servers stop near it.
const LONGEST_ABSOLUTE: usize = 4096;

/// A page's address up to its query may be so long; relative links on a page with a longer one stay as they are.
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
        is_host(&rest[..end]).then_some(base)
    }

    /// The same page's base where it names another, in `<base href>`.
    #[must_use]
    pub fn moved(page: Option<&Self>, href: &str) -> Option<Self> {
        link(page, href).and_then(|url| Self::of(&url)).or_else(|| page.cloned())
    }

    fn is_short(&self) -> bool {
        self.origin.len() + self.path.len() <= LONGEST_BASE
    }
}

/// Where a link leads, complete if `base` is known. `None` for what is no address of a document: places on the same page, scripts.
#[must_use]
pub fn link(base: Option<&Base>, href: &str) -> Option<String> {
    // Browsers leave these out before they look at the scheme.
    let href: String = href.chars().filter(|c| !matches!(c, '\t' | '\n' | '\r')).collect();
    let href = href.trim_matches(|c: char| c.is_whitespace() || c.is_control());
    if href.is_empty() || href.starts_with('#') || href.len() > LONGEST_LINK {
        return None;
    }
    let whole = complete(base.filter(|base| base.is_short()), href)?;
    // What would end the address in a text.
    let mut out = String::with_capacity(whole.len());
    for c in whole.chars() {
        match c {
            ' ' => out.push_str("%20"),
            '(' => out.push_str("%28"),
            ')' => out.push_str("%29"),
            '<' => out.push_str("%3C"),
            '>' => out.push_str("%3E"),
            // What nobody sees: controls, marks of direction, characters without width.
            c if c.is_control()
                || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}') =>
            {
                out.extend(c.encode_utf8(&mut [0; 4]).bytes().map(|byte| format!("%{byte:02X}")));
            }
            c => out.push(c),
        }
    }
    (out.len() <= LONGEST_LINK).then_some(out)
}

/// The address of a page or picture that a page tells for machines. It may lack the scheme or the host, no more: those that have
/// neither are names of files as often as addresses.
#[must_use]
pub fn absolute(base: Option<&Base>, told: &str) -> Option<String> {
    let told = told.trim();
    if told.is_empty() || told.len() > LONGEST_ABSOLUTE || told.contains(char::is_whitespace) {
        return None;
    }
    let is_whole = told.split_once("://").is_some_and(|(scheme, _)| is_web(scheme));
    if is_whole || (base.is_some() && told.starts_with('/')) { complete(base, told) } else { None }
}

/// A relative address from its base on, others as they are. `None` for other schemes than those of the web.
fn complete(base: Option<&Base>, given: &str) -> Option<String> {
    let scheme =
        given.split_once(':').map(|(scheme, _)| scheme).filter(|s| s.bytes().all(|b| b.is_ascii_alphanumeric() || b"+.-".contains(&b)));
    Some(match (scheme, base) {
        (Some(scheme), _) if !is_web(scheme) => return None,
        (Some(_), _) | (None, None) => given.to_owned(),
        (None, Some(base)) if given.starts_with("//") => format!("{}{given}", base.scheme),
        (None, Some(base)) if given.starts_with('/') => format!("{}{}", base.origin, plain(given)),
        (None, Some(base)) if given.starts_with('?') => format!("{}{}{given}", base.origin, base.path),
        (None, Some(base)) => {
            let folder = base.path.rfind('/').map_or("/", |at| &base.path[..=at]);
            format!("{}{}", base.origin, plain(&format!("{folder}{given}")))
        }
    })
}

/// True for a host, with the user and port that may stand around it.
fn is_host(authority: &str) -> bool {
    let host = authority.rsplit('@').next().unwrap_or_default();
    let (host, port) = match host.rsplit_once(':') {
        Some((host, port)) if !port.contains(']') => (host, port),
        _ => (host, ""),
    };
    let inner = host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
    let is_named = match inner {
        Some(address) => address.parse::<std::net::Ipv6Addr>().is_ok(),
        None => !host.is_empty() && !host.contains(|c: char| c.is_whitespace() || c.is_control() || "[]<>\"\\^`{|}:%".contains(c)),
    };
    is_named && (port.is_empty() || port.parse::<u16>().is_ok())
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
    fn links_are_completed() {
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
            ("java\tscript:alert(1)", None),
            ("\u{1}javascript:alert(1)", None),
            (" java\nscript:alert(1)", None),
            ("d\nata:text/html,x", None),
            ("java\u{1}script:x", Some("https://example.org/a/java%01script:x")),
            ("/\u{202e}x", Some("https://example.org/%E2%80%AEx")),
            ("mailto:a@example.org", None),
            ("", None),
        ] {
            assert_eq!(link(base.as_ref(), href).as_deref(), whole, "{href}");
        }
        assert_eq!(link(None, "a/b").as_deref(), Some("a/b"));
        assert_eq!(link(Base::of("https://example.org").as_ref(), "a").as_deref(), Some("https://example.org/a"));
        assert!(Base::of("file:///x").is_none() && Base::of("https:///x").is_none());
        let moved = Base::moved(base.as_ref(), "/n/");
        assert_eq!(link(moved.as_ref(), "x").as_deref(), Some("https://example.org/n/x"));
        for wrong in ["http://[http://[", "http://e.org:99999999/", "http://a b/", "https://[::1/"] {
            let stays = Base::moved(base.as_ref(), wrong);
            assert_eq!(link(stays.as_ref(), "x").as_deref(), Some("https://example.org/a/x"), "{wrong}");
        }
        assert!(["http://[::1]:80/", "http://u:p@example.org:8080/", "http://münchen.example/"].iter().all(|url| Base::of(url).is_some()));
    }

    #[test]
    fn links_of_a_page_with_a_long_address_stay() {
        let base = Base::of(&format!("https://example.org/{}/b", "a".repeat(LONGEST_BASE)));
        assert_eq!(link(base.as_ref(), "c").as_deref(), Some("c"));
        assert_eq!(absolute(base.as_ref(), "/c").as_deref(), Some("https://example.org/c"));
    }

    #[test]
    fn absolute_addresses() {
        let base = Base::of("https://example.com/a/b?c");
        for (told, want) in [
            ("https://example.org/x_(y)", Some("https://example.org/x_(y)")),
            ("//cdn.example.com/x", Some("https://cdn.example.com/x")),
            ("/x", Some("https://example.com/x")),
            ("x", None),
            ("javascript:void(0)", None),
            ("", None),
        ] {
            assert_eq!(absolute(base.as_ref(), told).as_deref(), want, "{told}");
        }
        assert_eq!(absolute(None, "/x"), None);
    }
}
