//! What a page's address tells: the site's name, the day in its path, whether it is the first page of its site.

use crate::byline::date::Day;

/// The day in an address such as `/2023/05/30/` or `/2023-05-30-`. A month alone is no day.
#[must_use]
pub fn day(url: &str) -> Option<String> {
    let path = path(url);
    let bytes = path.as_bytes();
    let number = |at: usize, length: usize| -> Option<u32> {
        let digits = path.get(at..at + length)?;
        digits.bytes().all(|b| b.is_ascii_digit()).then(|| digits.parse().ok())?
    };
    let is_digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let mark = |at: usize| bytes.get(at).copied().filter(|b| matches!(b, b'/' | b'-' | b'_'));
    (0..bytes.len().saturating_sub(10)).filter(|&at| mark(at).is_some()).find_map(|at| {
        let year = number(at + 1, 4)?;
        let separator = mark(at + 5)?;
        let month = number(at + 6, 2)?;
        let day = number(at + 9, 2).filter(|_| mark(at + 8) == Some(separator) && !is_digit(at + 11))?;
        Day::new(Some(year), month, Some(day)).map(|d| d.iso())
    })
}

/// The path of an address, from its first slash; without the query.
#[must_use]
pub fn path(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let end = rest.find(['?', '#']).unwrap_or(rest.len());
    let rest = &rest[..end];
    rest.find('/').map_or("", |at| &rest[at..])
}

/// The page is the first of its site.
#[must_use]
pub fn is_home(url: &str) -> bool {
    let path = path(url).trim_matches('/');
    path.is_empty() && !url.contains(['?', '#']) || path.starts_with("index.") && !path.contains('/') && !url.contains('?')
}

/// The part of a host that names the site: "example" of "www.example.co.uk".
#[must_use]
pub fn site_label(host: &str) -> Option<&str> {
    let labels: Vec<&str> = host.split('.').collect();
    let end = labels.len().checked_sub(1)?;
    // Before the country there may be a short class of hosts: "co.uk", "com.br".
    let end = if end >= 2 && labels[end].len() == 2 && labels[end - 1].len() <= 3 { end - 1 } else { end };
    end.checked_sub(1).map(|at| labels[at])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days() {
        for (url, want) in [
            ("https://example.com/2023/05/30/mill", Some("2023-05-30")),
            ("https://example.com/news/2023-05-30-mill", Some("2023-05-30")),
            ("https://example.com/mill-2023-05-30", Some("2023-05-30")),
            ("https://example.com/2023/05/mill", None),
            ("https://example.com/2023/13/30/", None),
            ("https://example.com/page?d=2023/05/30/", None),
            ("https://example.com/20230530123/", None),
            ("", None),
        ] {
            assert_eq!(day(url).as_deref(), want, "{url}");
        }
    }

    #[test]
    fn homes_and_labels() {
        assert!(is_home("https://example.com") && is_home("https://example.com/") && is_home("https://example.com/index.html"));
        assert!(!is_home("https://example.com/a") && !is_home("https://example.com/?p=1"));
        for (host, want) in [("www.example.co.uk", Some("example")), ("example.com", Some("example")), ("localhost", None)] {
            assert_eq!(site_label(host), want, "{host}");
        }
    }
}
