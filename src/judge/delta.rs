//! What changed between a baseline and now: calls, and what each token needs.

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};

use super::baseline::{Baseline, Identity, KnownCall, KnownRequirement};
use super::matching::matches;
use super::requirement::{Need, Requirement};
use super::{JudgedCall, OperationFacts, TokenRequirement};
use crate::roles::Roles;
use crate::scopes;

/// What changed.
#[derive(Clone, Debug, Default)]
pub struct Delta {
    /// What it is held against, for a person.
    pub base: String,
    /// Calls that are new: indices into [`super::Judgement::calls`].
    pub added: Vec<usize>,
    /// Calls that are gone.
    pub removed: Vec<KnownCall>,
    /// Calls in whose place another operation is called now.
    pub changed: Vec<ChangedCall>,
    /// Tokens that need something else than before, in the order of the requirements.
    pub tokens: Vec<TokenDelta>,
}

/// A call in whose place another operation is called now.
#[derive(Clone, Debug)]
pub struct ChangedCall {
    pub before: KnownCall,
    /// Index into [`super::Judgement::calls`].
    pub now: usize,
}

/// How what a token needs has changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TokenDelta {
    /// `None`: the calls that no token is declared for.
    pub token: Option<String>,
    pub scopes_added: Vec<AddedScope>,
    pub scopes_removed: Vec<RemovedScope>,
    pub roles_added: Vec<String>,
    pub roles_removed: Vec<String>,
    pub permissions_added: Vec<String>,
    pub permissions_removed: Vec<String>,
}

/// A scope that is needed now and was not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddedScope {
    pub scope: String,
    /// The lesser scope that was enough before.
    pub was: Option<String>,
}

/// A scope that was needed and is not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RemovedScope {
    pub scope: String,
    /// The lesser scope that is enough now.
    pub now: Option<String>,
}

/// The calls of now against those of before.
pub struct Comparison {
    /// For each call now: the index of the call that it was.
    pub matched: Vec<Option<usize>>,
    /// Whether each call now is new.
    new: Vec<bool>,
}

impl Comparison {
    /// Compares.
    pub fn new(baseline: &Baseline, calls: &[JudgedCall]) -> Comparison {
        let before: Vec<&Identity> = baseline.calls.iter().map(|call| &call.identity).collect();
        let now: Vec<Identity> = calls.iter().map(Identity::of).collect();
        let matched = matches(&before, &now);
        let new = matched.iter().zip(&now);
        let new = new.map(|(found, one)| found.is_none() && !baseline.is_unread(&one.file));
        Comparison {
            new: new.collect(),
            matched,
        }
    }

    /// Whether a call is new.
    pub fn is_new(&self, call: usize) -> bool {
        self.new.get(call).copied().unwrap_or(false)
    }

    /// What changed among the calls that count. How what tokens need has changed is left open.
    pub fn delta(
        &self,
        baseline: &Baseline,
        calls: &[JudgedCall],
        counts: &dyn Fn(bool) -> bool,
    ) -> Delta {
        let mut delta = Delta {
            base: baseline.name.clone(),
            ..Delta::default()
        };
        let kept: BTreeSet<usize> = self.matched.iter().flatten().copied().collect();
        let mut gone: BTreeMap<usize, &KnownCall> = baseline.calls.iter().enumerate().collect();
        gone.retain(|at, call| {
            let in_test = call.seen.as_ref().is_some_and(|seen| seen.in_test);
            !kept.contains(at) && counts(in_test)
        });
        let mut at_place: HashMap<(&str, &str), VecDeque<usize>> = HashMap::new();
        for (at, call) in &gone {
            let one = &call.identity;
            let place = (one.file.as_str(), one.enclosing.as_str());
            at_place.entry(place).or_default().push_back(*at);
        }
        for (at, judged) in calls.iter().enumerate() {
            let call = &judged.call;
            if !self.is_new(at) || !counts(call.in_test) {
                continue;
            }
            let place = (call.location.file.path.as_str(), call.enclosing.as_str());
            // At the top of a file, nothing says that one stands in the place of the other.
            let before = match call.enclosing.is_empty() {
                true => None,
                false => at_place.get_mut(&place).and_then(VecDeque::pop_front),
            };
            match before.and_then(|before| gone.remove(&before)) {
                Some(before) => delta.changed.push(ChangedCall {
                    before: before.clone(),
                    now: at,
                }),
                None => delta.added.push(at),
            }
        }
        delta.removed = gone.into_values().cloned().collect();
        delta
    }
}

/// What the tokens needed before, by their names of now.
pub fn requirements_before(
    baseline: &Baseline,
    token_of: &dyn Fn(&str) -> Option<String>,
    include_tests: bool,
) -> Vec<KnownRequirement> {
    let seen = baseline.calls.iter().map(|call| call.seen.as_ref());
    let Some(seen) = seen
        .collect::<Option<Vec<_>>>()
        .filter(|_| !baseline.calls.is_empty())
    else {
        return baseline.requirements.clone();
    };
    let mut of_token: BTreeMap<Option<String>, Vec<&[OperationFacts]>> = BTreeMap::new();
    for (call, seen) in baseline.calls.iter().zip(seen) {
        if !seen.in_test || include_tests {
            let token = token_of(&call.identity.file);
            of_token.entry(token).or_default().push(&seen.operations);
        }
    }
    let requirement = |(token, calls): (Option<String>, Vec<&[OperationFacts]>)| {
        let needs: Vec<Need<'_>> = calls.into_iter().map(Need::of).collect();
        KnownRequirement::new(token, &Requirement::of(&needs))
    };
    of_token.into_iter().map(requirement).collect()
}

/// How what the tokens need has changed; without those that need what they needed.
pub fn token_deltas(before: &[KnownRequirement], now: &[TokenRequirement]) -> Vec<TokenDelta> {
    let nothing = KnownRequirement::default();
    let mut deltas: Vec<TokenDelta> = now
        .iter()
        .map(|of_token| {
            let now = KnownRequirement::of(of_token);
            let same = before.iter().find(|one| one.token == now.token);
            TokenDelta::new(same.unwrap_or(&nothing), &now)
        })
        .collect();
    for gone in before {
        if !now.iter().any(|one| one.token == gone.token) {
            let nothing = KnownRequirement {
                token: gone.token.clone(),
                ..KnownRequirement::default()
            };
            deltas.push(TokenDelta::new(gone, &nothing));
        }
    }
    deltas.retain(|delta| !delta.is_empty());
    deltas
}

impl TokenDelta {
    fn new(before: &KnownRequirement, now: &KnownRequirement) -> TokenDelta {
        let added = scopes::missing(&before.scopes, &now.scopes);
        let removed = scopes::missing(&now.scopes, &before.scopes);
        let lesser = |scope: &String, of: &[String]| {
            let is_lesser = |other: &&String| *other != scope && scopes::covers(scope, other);
            of.iter().find(is_lesser).cloned()
        };
        TokenDelta {
            token: now.token.clone(),
            scopes_added: added
                .into_iter()
                .map(|scope| AddedScope {
                    was: lesser(&scope, &before.scopes),
                    scope,
                })
                .collect(),
            scopes_removed: removed
                .into_iter()
                .map(|scope| RemovedScope {
                    now: lesser(&scope, &now.scopes),
                    scope,
                })
                .collect(),
            roles_added: without(&now.roles, &before.roles),
            roles_removed: without(&before.roles, &now.roles),
            permissions_added: not_included(&now.permissions, &before.permissions),
            permissions_removed: not_included(&before.permissions, &now.permissions),
        }
    }

    /// Whether the token needs what it needed.
    pub fn is_empty(&self) -> bool {
        self.scopes_added.is_empty() && self.scopes_removed.is_empty() && !self.changes_roles()
    }

    fn changes_roles(&self) -> bool {
        let lists = [
            &self.roles_added,
            &self.roles_removed,
            &self.permissions_added,
            &self.permissions_removed,
        ];
        lists.iter().any(|list| !list.is_empty())
    }

    /// The part of what was added that a call needs by itself.
    pub fn brought_by(&self, operations: &[OperationFacts]) -> TokenDelta {
        let needs = Requirement::of(&[Need::of(operations)]);
        let needs_scope = |one: &&AddedScope| needs.scopes.contains(&one.scope);
        let enough = |role: &&String| {
            let mut needing = operations.iter().filter(|one| one.access.needs_role());
            needing.any(|one| one.access.is_enough(role))
        };
        let needs_permission = |one: &&String| needs.permissions.contains(one);
        TokenDelta {
            token: self.token.clone(),
            scopes_added: self
                .scopes_added
                .iter()
                .filter(needs_scope)
                .cloned()
                .collect(),
            roles_added: self.roles_added.iter().filter(enough).cloned().collect(),
            permissions_added: self
                .permissions_added
                .iter()
                .filter(needs_permission)
                .cloned()
                .collect(),
            ..TokenDelta::default()
        }
    }

    /// Takes away what something else brought already.
    pub fn take(&mut self, brought: &TokenDelta) {
        self.scopes_added
            .retain(|one| !brought.scopes_added.contains(one));
        self.roles_added
            .retain(|one| !brought.roles_added.contains(one));
        self.permissions_added
            .retain(|one| !brought.permissions_added.contains(one));
    }

    /// What was added, for a person: `okta.users.manage (was okta.users.read)`, `the role USER_ADMIN`, `the permission …`.
    pub fn additions(&self) -> Vec<String> {
        let scopes = self.scopes_added.iter().map(AddedScope::title);
        let roles = self
            .roles_added
            .iter()
            .map(|role| format!("the role {role}"));
        let permissions = self.permissions_added.iter();
        let permissions = permissions.map(|one| format!("the permission {one}"));
        scopes.chain(roles).chain(permissions).collect()
    }
}

impl AddedScope {
    /// `okta.users.manage (was okta.users.read)`.
    pub fn title(&self) -> String {
        match &self.was {
            Some(was) => format!("{} (was {was})", self.scope),
            None => self.scope.clone(),
        }
    }
}

impl RemovedScope {
    /// `okta.users.manage (now okta.users.read)`.
    pub fn title(&self) -> String {
        match &self.now {
            Some(now) => format!("{} (now {now})", self.scope),
            None => self.scope.clone(),
        }
    }
}

fn without(list: &[String], other: &[String]) -> Vec<String> {
    let differs = list.iter().filter(|one| !other.contains(one));
    differs.cloned().collect()
}

/// The permissions that none of the others includes.
fn not_included(list: &[String], other: &[String]) -> Vec<String> {
    let included = Roles::embedded().closure(other.iter().map(String::as_str));
    let missing = list.iter().filter(|one| !included.contains(one.as_str()));
    missing.cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn requirement(scopes: &[&str], roles: &[&str], permissions: &[&str]) -> KnownRequirement {
        let owned = |list: &[&str]| list.iter().map(ToString::to_string).collect();
        KnownRequirement {
            token: None,
            scopes: owned(scopes),
            roles: owned(roles),
            permissions: owned(permissions),
        }
    }

    #[test]
    fn a_raised_scope_names_what_was_enough() {
        let before = requirement(
            &["okta.users.read", "okta.apps.manage"],
            &[],
            &["okta.users.read"],
        );
        let now = requirement(
            &["okta.users.manage", "okta.apps.read"],
            &["USER_ADMIN"],
            &["okta.users.manage"],
        );
        let delta = TokenDelta::new(&before, &now);
        assert_eq!(
            delta.additions(),
            [
                "okta.users.manage (was okta.users.read)",
                "the role USER_ADMIN",
                "the permission okta.users.manage"
            ]
        );
        let removed: Vec<String> = delta
            .scopes_removed
            .iter()
            .map(RemovedScope::title)
            .collect();
        assert_eq!(removed, ["okta.apps.manage (now okta.apps.read)"]);
        // What is included in more is not gone.
        assert!(delta.permissions_removed.is_empty());
        assert!(TokenDelta::new(&now, &now).is_empty());
    }
}
