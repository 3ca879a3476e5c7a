//! Which of a page's titles is its headline.

use super::single_spaced;
use crate::document::fold::fold;

/// Between a headline and the site's name.
const BARS: [&str; 11] = [" | ", " - ", " – ", " — ", " · ", " » ", " « ", " :: ", " • ", " ‹ ", " › "];
/// Longest headline, in bytes; what is longer is text.
const MOST_BYTES: usize = 400;

/// A title that a page gives, with its source.
#[derive(Debug)]
pub struct Candidate {
    /// As given, with single blanks.
    pub text: String,
    /// Where from.
    pub source: &'static str,
    folded: Vec<u8>,
}

impl Candidate {
    /// A title; none if it is empty or too long to be one.
    #[must_use]
    pub fn new(text: &str, source: &'static str) -> Option<Self> {
        let text = single_spaced(text);
        let folded = fold(&text);
        (!folded.is_empty() && text.len() <= MOST_BYTES).then_some(Self { text, source, folded })
    }
}

/// The headline by agreement: the candidate that most others support, in full or with more around it; of equals the first.
/// A site's name at an end of it is taken off.
#[must_use]
pub fn choose(candidates: Vec<Candidate>, is_site: impl Fn(&str) -> bool) -> Option<(String, &'static str)> {
    let candidates: Vec<Candidate> = candidates
        .iter()
        .filter_map(|c| {
            let others = candidates.iter().filter(|o| o.source != c.source);
            Candidate::new(without_site(&c.text, &is_site, others), c.source)
        })
        .filter(|c| !is_site(&c.text))
        .collect();
    let support = |c: &Candidate| -> usize {
        let others = candidates.iter().filter(|o| o.source != c.source);
        others.map(|o| if o.folded == c.folded { 2 } else { usize::from(holds(&o.folded, &c.folded)) }).sum()
    };
    // What readers see as the headline counts if it is about the same as another title.
    let shares = |c: &Candidate| candidates.iter().any(|o| o.source != c.source && shared(&c.folded, &o.folded));
    if let Some(seen) = candidates.iter().find(|c| c.source == SEEN && shares(c)) {
        return Some((seen.text.clone(), seen.source));
    }
    let best = candidates.iter().rev().max_by_key(|c| support(c))?;
    Some((best.text.clone(), best.source))
}

/// The source of the titles that readers see.
pub const SEEN: &str = "h1";

/// Half of the words of the shorter one stand in the other.
fn shared(a: &[u8], b: &[u8]) -> bool {
    let words = |t: &[u8]| t.split(|b| *b == b' ').filter(|w| !w.is_empty()).map(<[u8]>::to_vec).collect::<Vec<_>>();
    let (a, b) = (words(a), words(b));
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    2 * short.iter().filter(|w| long.contains(w)).count() >= short.len()
}

/// One title opens or ends with another.
fn holds(long: &[u8], short: &[u8]) -> bool {
    long.starts_with(short) || long.ends_with(short)
}

/// What is left of a title without the parts at its ends that are the site's name, or that another title does not have.
fn without_site<'t>(title: &'t str, is_site: &impl Fn(&str) -> bool, others: impl Iterator<Item = &'t Candidate>) -> &'t str {
    let others: Vec<&[u8]> = others.map(|o| o.folded.as_slice()).collect();
    let mut text = title;
    loop {
        let last = BARS.iter().filter_map(|bar| text.rfind(bar).map(|at| (at, bar.len()))).max();
        let first = BARS.iter().filter_map(|bar| text.find(bar).map(|at| (at, bar.len()))).min();
        let (Some((end, end_bar)), Some((start, start_bar))) = (last, first) else { return text };
        let (head, tail) = (text[..end].trim(), text[end + end_bar..].trim());
        let (opening, rest) = (text[..start].trim(), text[start + start_bar..].trim());
        let is_other = |part: &str| others.contains(&fold(part).as_slice());
        if !head.is_empty() && (is_site(tail) || is_other(head)) {
            text = head;
        } else if !rest.is_empty() && (is_site(opening) || is_other(rest)) {
            text = rest;
        } else {
            return text;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(titles: &[(&str, &'static str)]) -> Option<String> {
        let candidates = titles.iter().filter_map(|(t, s)| Candidate::new(t, s)).collect();
        choose(candidates, |t| t == "Daily Example").map(|(t, _)| t)
    }

    #[test]
    fn headlines() {
        assert_eq!(chosen(&[("The mill", "h1"), ("The mill | Daily Example", "title")]).as_deref(), Some("The mill"));
        assert_eq!(chosen(&[("Daily Example", "h1"), ("The mill", "og:title"), ("The mill - News", "title")]).as_deref(), Some("The mill"));
        assert_eq!(chosen(&[("The mill – a story | Daily Example", "title")]).as_deref(), Some("The mill – a story"));
        assert_eq!(chosen(&[("Daily Example | The mill", "title")]).as_deref(), Some("The mill"));
        assert_eq!(chosen(&[("The mill &amp; I", "og:title")]).as_deref(), Some("The mill & I"));
        assert_eq!(chosen(&[("Menu", "h1"), ("The mill", "og:title"), ("The mill", "json-ld")]).as_deref(), Some("The mill"));
        assert_eq!(chosen(&[("", "h1")]), None);
        assert_eq!(chosen(&[(&"x - ".repeat(10_000), "title")]), None);
    }
}
