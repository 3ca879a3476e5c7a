//! How often a rule is right, estimated from the removals that people have judged.

use std::collections::{BTreeMap, HashMap};

use serde::{Deserialize, Serialize};

use super::{Decision, Decisions, Judgement};

/// What the judged removals of a rule, or of a band of scores of a rule, say of all its removals.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Precision {
    /// The rule's id.
    pub rule: String,
    /// Between which scores, for rules that go by a model. Each band is a sample of its own; there is no figure for the rule as a
    /// whole, as bands of unlike size are reviewed alike.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub band: Option<String>,
    /// Removals that were judged.
    pub reviewed: u64,
    /// Those that were right.
    pub right: u64,
    /// Their share.
    pub precision: f64,
    /// Lower bound of the interval that holds the share among all removals in 95 of 100 samples.
    pub low: f64,
    /// Upper bound.
    pub high: f64,
}

impl Precision {
    /// The estimate from counts.
    #[must_use]
    pub fn new(rule: String, band: Option<String>, right: u64, reviewed: u64) -> Self {
        let (low, high) = wilson(right, reviewed);
        let precision = right as f64 / reviewed.max(1) as f64;
        Self { rule, band, reviewed, right, precision, low, high }
    }
}

/// Estimates for each rule and band that has a judged removal of a sample, in their order. Where a removal was judged more than once, the
/// last judgement counts; what people added by hand is no sample.
#[must_use]
pub fn estimate(decisions: &Decisions) -> Vec<Precision> {
    let sampled = decisions.list.iter().filter(|d| d.at.is_some());
    let last: HashMap<_, &Decision> = sampled.map(|d| (d.removal(), d)).collect();
    let mut counts: BTreeMap<(&str, Option<&str>), (u64, u64)> = BTreeMap::new();
    for decision in last.into_values() {
        let (right, reviewed) = counts.entry((&decision.rule, decision.band.as_deref())).or_default();
        *right += u64::from(decision.verdict != Some(Judgement::Wrong));
        *reviewed += 1;
    }
    let precision = |((rule, band), (right, reviewed)): ((&str, Option<&str>), _)| {
        Precision::new(rule.to_owned(), band.map(str::to_owned), right, reviewed)
    };
    counts.into_iter().map(precision).collect()
}

/// Puts the estimates of two reviews together, as if all of it had been one.
#[must_use]
pub fn merge(one: Vec<Precision>, other: Vec<Precision>) -> Vec<Precision> {
    let mut counts: BTreeMap<(String, Option<String>), (u64, u64)> = BTreeMap::new();
    for Precision { rule, band, reviewed, right, .. } in one.into_iter().chain(other) {
        let sum = counts.entry((rule, band)).or_default();
        *sum = (sum.0.saturating_add(right), sum.1.saturating_add(reviewed));
    }
    counts.into_iter().map(|((rule, band), (right, reviewed))| Precision::new(rule, band, right, reviewed)).collect()
}

/// The 97.5th percentile of the normal distribution, for an interval of 95 %.
const Z: f64 = 1.959_963_984_540_054;

/// The score interval of 95 % for a proportion, from 0 to 1: the shares of all of which a sample like this is not among the rarest.
///
/// E. B. Wilson, "Probable inference, the law of succession, and statistical inference", Journal of the American Statistical Association
/// 22 (1927), 209-212; without correction for continuity. Unlike the interval from the standard error it stays sensible for small samples
/// and for shares near 0 and 1, which is what reviews of good rules have.
#[must_use]
pub fn wilson(right: u64, of: u64) -> (f64, f64) {
    if of == 0 {
        return (0.0, 1.0);
    }
    let (n, share) = (of as f64, (right as f64 / of as f64).min(1.0));
    let scale = 1.0 + Z * Z / n;
    let middle = (share + Z * Z / (2.0 * n)) / scale;
    let half = Z / scale * (share * (1.0 - share) / n + Z * Z / (4.0 * n * n)).sqrt();
    ((middle - half).max(0.0), (middle + half).min(1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The values that R. G. Newcombe gives for the score method: "Two-sided confidence intervals for the single proportion",
    /// Statistics in Medicine 17 (1998), table I.
    #[test]
    fn intervals_are_those_of_the_literature() {
        for (right, of, low, high) in [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)]
        {
            let (is_low, is_high) = wilson(right, of);
            assert!((is_low - low).abs() < 5e-5 && (is_high - high).abs() < 5e-5, "{right} of {of}: {is_low} to {is_high}");
            let (mirror_low, mirror_high) = wilson(of - right, of);
            assert!((mirror_low - (1.0 - is_high)).abs() < 1e-12 && (mirror_high - (1.0 - is_low)).abs() < 1e-12);
        }
        assert_eq!(wilson(0, 0), (0.0, 1.0));
    }

    #[test]
    fn the_last_judgement_counts_and_what_has_no_place_does_not() {
        let line = |verdict, record| {
            format!(
                "{{\"verdict\":{verdict},\"rule\":\"a\",\"text\":\"x\",\"at\":{{\"source\":\"s\",\"record\":{record},\"span\":[0,1]}}}}\n"
            )
        };
        let by_hand = "{\"verdict\":\"deny\",\"rule\":\"a\",\"text\":\"x\"}\n";
        let text =
            [line("\"wrong\"", 0), line("\"right\"", 0), line("\"wrong\"", 1), line("\"deny\"", 2), line("null", 3), by_hand.to_owned()]
                .concat();
        let estimates = estimate(&Decisions::parse(text.as_bytes(), "d").unwrap());
        assert_eq!(estimates, [Precision::new("a".to_owned(), None, 2, 3)]);
        assert_eq!(merge(estimates.clone(), estimates), [Precision::new("a".to_owned(), None, 4, 6)]);
    }
}
