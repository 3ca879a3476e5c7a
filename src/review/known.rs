//! What has been judged before, so that nobody is asked twice.

use std::collections::{HashMap, HashSet};

use super::decision::At;
use super::{Decision, Decisions, Judgement, Scope};

/// The judgements that have been given so far.
#[derive(Debug, Default)]
pub struct Known {
    removals: HashSet<(String, Option<At>, String)>,
    /// By rule, site (none for all of a corpus) and text.
    texts: HashMap<(String, Option<Option<String>>, String), (Judgement, Scope)>,
}

impl Known {
    /// Those of a file.
    #[must_use]
    pub fn of(decisions: &Decisions) -> Self {
        let mut known = Self::default();
        decisions.list.iter().for_each(|decision| known.add(decision));
        known
    }

    /// Adds a decision, if it has a judgement.
    pub fn add(&mut self, decision: &Decision) {
        let Decision { verdict, scope, rule, site, text, at, .. } = decision.clone();
        let Some(judgement) = verdict else { return };
        self.removals.insert((rule.clone(), at, text.clone()));
        self.texts.insert((rule, (scope == Scope::Site).then_some(site), text), (judgement, scope));
    }

    /// True if this very removal has been judged.
    #[must_use]
    pub fn has(&self, decision: &Decision) -> bool {
        self.removals.contains(&(decision.rule.clone(), decision.at.clone(), decision.text.clone()))
    }

    /// The removal with the judgement that another of the same rule, site and text has, if one has.
    #[must_use]
    pub fn like(&self, decision: &Decision) -> Option<Decision> {
        let of = |site| self.texts.get(&(decision.rule.clone(), site, decision.text.clone()));
        let (judgement, scope) = of(Some(decision.site.clone())).or_else(|| of(None))?;
        Some(Decision { verdict: Some(*judgement), scope: *scope, ..decision.clone() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_judgement_answers_for_its_like() {
        let removal = |rule: &str, site: Option<&str>, record: u64| -> Decision {
            let at = serde_json::json!({"source": "s", "record": record, "span": [0, 1]});
            serde_json::from_value(serde_json::json!({"verdict": null, "rule": rule, "site": site, "text": "x", "at": at})).unwrap()
        };
        let mut known = Known::default();
        known.add(&removal("a", Some("a.org"), 0));
        assert!(!known.has(&removal("a", Some("a.org"), 0)), "without a judgement it is not judged");
        known.add(&Decision { verdict: Some(Judgement::Wrong), ..removal("a", Some("a.org"), 0) });
        known.add(&Decision { verdict: Some(Judgement::Deny), scope: Scope::Corpus, ..removal("b", Some("a.org"), 0) });
        assert!(known.has(&removal("a", Some("a.org"), 0)) && !known.has(&removal("a", Some("a.org"), 1)));
        let like = |rule, site| known.like(&removal(rule, site, 7)).and_then(|d| d.verdict);
        assert_eq!([like("a", Some("a.org")), like("a", Some("b.org")), like("a", None)], [Some(Judgement::Wrong), None, None]);
        assert_eq!([like("b", Some("b.org")), like("b", None)], [Some(Judgement::Deny); 2]);
    }
}
