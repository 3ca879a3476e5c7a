//! What has been judged before, so that nobody is asked twice.

use std::collections::{HashMap, HashSet};

use super::decision::At;
use super::{Decision, Decisions, Judgement, Scope};

/// The judgements that have been given so far.
#[derive(Debug, Default)]
pub struct Known {
    removals: HashSet<(String, Option<At>, String)>,
    texts: HashMap<Like, Judgement>,
}

/// What removals have in common of which one judgement is enough.
#[derive(Debug, PartialEq, Eq, Hash)]
struct Like {
    rule: String,
    scope: Scope,
    /// None as well where the scope is all of a corpus.
    site: Option<String>,
    text: String,
}

impl Like {
    fn of(decision: &Decision, scope: Scope) -> Self {
        let Decision { rule, site, text, .. } = decision.clone();
        Self { rule, scope, site: site.filter(|_| scope == Scope::Site), text }
    }
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
        let Some(judgement) = decision.verdict else { return };
        self.removals.insert((decision.rule.clone(), decision.at.clone(), decision.text.clone()));
        self.texts.insert(Like::of(decision, decision.scope), judgement);
    }

    /// True if this very removal has been judged.
    #[must_use]
    pub fn has(&self, decision: &Decision) -> bool {
        self.removals.contains(&(decision.rule.clone(), decision.at.clone(), decision.text.clone()))
    }

    /// The removal with the judgement that another of the same rule, site and text has, if one has.
    #[must_use]
    pub fn like(&self, decision: &Decision) -> Option<Decision> {
        let judged = |scope| Some((scope, *self.texts.get(&Like::of(decision, scope))?));
        let (scope, judgement) = judged(Scope::Site).or_else(|| judged(Scope::Corpus))?;
        Some(Decision { verdict: Some(judgement), scope, ..decision.clone() })
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
