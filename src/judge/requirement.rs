//! What a token must be allowed, summed up over the calls that use it.

use std::collections::BTreeSet;

use super::facts::OperationFacts;
use crate::catalog::Credential;
use crate::config::{CredentialName, Token};
use crate::scopes;

/// What the calls of one token need.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Requirement {
    /// `None`: the calls that no token is declared for.
    pub token: Option<String>,
    pub credential: Option<CredentialName>,
    /// The number of calls that count.
    pub calls: usize,
    /// The least scopes: what is needed whichever operation an ambiguous call turns out to be.
    pub scopes: Vec<String>,
    /// The scopes that are enough in any case.
    pub all_scopes: Vec<String>,
    /// Declared, and needed by no call.
    pub unused_scopes: Vec<String>,
    /// Needed, and not declared.
    pub missing_scopes: Vec<String>,
    /// Operations that take no OAuth 2.0 access token but another credential, sorted by title.
    pub not_oauth: Vec<String>,
    /// Operations that need no credential by themselves, and an API token in some requests: with when, sorted.
    pub api_token_when: Vec<String>,
    /// Calls of which it is not known what they call.
    pub unknown_calls: usize,
}

/// The requirement of calls, each given by the operations it may be.
pub fn requirement(token: Option<&Token>, calls: &[&[OperationFacts]]) -> Requirement {
    let candidates: Vec<_> = calls
        .iter()
        .filter(|operations| !operations.is_empty())
        .collect();
    let sure = candidates
        .iter()
        .flat_map(|operations| sure_scopes(operations));
    let all = candidates.iter().flat_map(|operations| operations.iter());
    let not_oauth: BTreeSet<String> = all
        .clone()
        .filter(|operation| {
            !operation.accepts(Credential::Oauth2) && operation.accepts(Credential::ApiToken)
        })
        .map(OperationFacts::title)
        .collect();
    let api_token_when: BTreeSet<String> = all
        .clone()
        .filter_map(|operation| {
            let when = operation.api_token_when.as_ref()?;
            Some(format!("{} when {when}", operation.title()))
        })
        .collect();
    let scopes = scopes::least(sure);
    let needed = || {
        let scopes = all.clone().flat_map(|operation| &operation.scopes);
        scopes.map(String::as_str)
    };
    let all_scopes = scopes::least(needed());
    // An API token has no scopes: what it was declared with, or lacks, says nothing.
    let granted = match token {
        Some(token) if is_oauth(token) => token.scopes.as_slice(),
        _ => &[],
    };
    Requirement {
        token: token.map(|token| token.name.clone()),
        credential: token.map(|token| token.credential),
        calls: calls.len(),
        missing_scopes: match token {
            Some(token) if is_oauth(token) => scopes::missing(granted, &scopes),
            _ => Vec::new(),
        },
        unused_scopes: unused(granted, needed()),
        not_oauth: not_oauth.into_iter().collect(),
        api_token_when: api_token_when.into_iter().collect(),
        unknown_calls: calls.len() - candidates.len(),
        scopes,
        all_scopes,
    }
}

fn is_oauth(token: &Token) -> bool {
    matches!(
        token.credential,
        CredentialName::OauthService | CredentialName::OauthUser
    )
}

/// The scopes that a call needs whichever of its operations it is.
fn sure_scopes(operations: &[OperationFacts]) -> Vec<&str> {
    let needs = |operation: &OperationFacts, scope: &str| {
        operation
            .scopes
            .iter()
            .any(|own| scopes::covers(own, scope))
    };
    operations
        .iter()
        .flat_map(|operation| &operation.scopes)
        .map(String::as_str)
        .filter(|scope| operations.iter().all(|operation| needs(operation, scope)))
        .collect()
}

/// The granted scopes, in their order, without which the calls that succeed now would still succeed.
fn unused<'a>(granted: &[String], needed: impl Iterator<Item = &'a str>) -> Vec<String> {
    let is_granted = |need: &&str| granted.iter().any(|scope| scopes::covers(scope, need));
    let needed = scopes::least(needed.filter(is_granted));
    let is_used = |scope: &String| {
        needed.iter().any(|need| {
            let lesser = |other: &String| {
                other != scope && scopes::covers(scope, other) && scopes::covers(other, need)
            };
            scopes::covers(scope, need) && !granted.iter().any(lesser)
        })
    };
    granted
        .iter()
        .filter(|scope| !is_used(scope))
        .cloned()
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unused_of(granted: &[&str], needed: &[&str]) -> Vec<String> {
        let granted: Vec<String> = granted.iter().map(ToString::to_string).collect();
        unused(&granted, needed.iter().copied())
    }

    #[test]
    fn a_scope_is_unused_if_no_call_would_miss_it() {
        let (read, manage) = ("okta.users.read", "okta.users.manage");
        assert_eq!(
            unused_of(&[read, "okta.apps.read"], &[read]),
            ["okta.apps.read"]
        );
        assert_eq!(unused_of(&[manage], &[read]), [""; 0]);
        assert_eq!(unused_of(&[read, manage], &[read]), [manage]);
        assert_eq!(unused_of(&[read, manage], &[read, manage]), [read]);
        // What lacks does not make useless what is there.
        assert_eq!(unused_of(&[read], &[read, manage]), [""; 0]);
        assert_eq!(unused_of(&[read], &[manage]), [read]);
    }
}
