//! What a document's site is.

use std::borrow::Cow;

use crate::document::host;
use crate::report::show::cut;

/// The folder of inputs that are in none, and the site of documents of which nothing is known.
const TOP: &str = "./";

/// A site's name is cut to so many bytes: what a path may have on the systems in use, and sixteen times what a host may have.
pub const NAME_MAX: usize = 4096;

/// The name of a document's site: the host of its address in small letters and without `www.`; where there is none, what the record says
/// stands for it, which is the input's folder. A folder ends with `/`, so that no host is one.
#[must_use]
pub fn site_of<'r>(url: Option<&'r str>, folder: Option<&'r str>) -> Cow<'r, str> {
    let name = match url.and_then(host) {
        Some(host) if host.chars().all(|c| c.is_lowercase() || !c.is_alphabetic()) => Cow::Borrowed(host),
        Some(host) => Cow::Owned(host.to_lowercase()),
        None => Cow::Borrowed(folder.unwrap_or(TOP)),
    };
    match name {
        Cow::Borrowed(name) => Cow::Borrowed(cut(name, NAME_MAX)),
        Cow::Owned(name) => Cow::Owned(cut(&name, NAME_MAX).to_owned()),
    }
}

/// The folder that an input is in, by its name.
#[must_use]
pub fn folder_of(input: &str) -> &str {
    input.rfind('/').map_or(TOP, |at| &input[..=at])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_goes_before_a_folder() {
        assert_eq!(site_of(Some("https://www.Example.org/a"), Some("b/")), "example.org");
        assert_eq!(site_of(Some("tel:+49"), Some("b/")), "b/");
        assert_eq!(site_of(None, None), folder_of("a.txt"));
        assert_eq!(folder_of("a/b/c.txt"), "a/b/");
        assert_eq!(site_of(None, Some(&"é".repeat(NAME_MAX))).len(), NAME_MAX);
    }
}
