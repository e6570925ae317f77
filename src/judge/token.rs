//! What a token has against what its calls need.

use super::facts::OperationFacts;
use super::grant::{RoleSide, role_side};
use super::requirement::{Need, Requirement, standard_roles};
use crate::config::{CredentialName, Token};
use crate::roles::{Access, Roles};
use crate::scopes;

/// What the calls of one token need, and how that compares to what is declared of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TokenRequirement {
    /// `None`: the calls that no token is declared for.
    pub token: Option<String>,
    pub credential: Option<CredentialName>,
    /// The number of calls that count.
    pub calls: usize,
    pub requirement: Requirement,
    /// Declared, and needed by no call.
    pub unused_scopes: Vec<String>,
    /// Needed, and not declared.
    pub missing_scopes: Vec<String>,
    /// Declared standard roles without which every call that succeeds now would still succeed.
    pub unused_roles: Vec<String>,
    /// Calls of which it is not known what they call.
    pub unknown_calls: usize,
}

/// The requirement of a token's calls, each given by the operations it may be.
pub fn requirement(token: Option<&Token>, calls: &[&[OperationFacts]]) -> TokenRequirement {
    let needs: Vec<Need<'_>> = calls
        .iter()
        .map(|operations| Need::of(operations))
        .collect();
    let requirement = Requirement::of(&needs);
    let all = || calls.iter().copied().flatten();
    // An API token has no scopes: what it was declared with, or lacks, says nothing.
    let granted = token
        .filter(|token| token.credential.is_oauth())
        .and_then(|token| token.scopes.as_deref());
    TokenRequirement {
        token: token.map(|token| token.name.clone()),
        credential: token.map(|token| token.credential),
        calls: calls.len(),
        missing_scopes: match granted {
            Some(granted) => scopes::missing(granted, &requirement.scopes),
            None => Vec::new(),
        },
        unused_scopes: unused(
            granted.unwrap_or_default(),
            all().flat_map(|one| &one.scopes).map(String::as_str),
        ),
        unused_roles: token
            .map(|token| unused_roles(token, all()))
            .unwrap_or_default(),
        unknown_calls: calls
            .iter()
            .filter(|operations| operations.is_empty())
            .count(),
        requirement,
    }
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

/// The declared standard roles, in their order, without which the calls that succeed now would still succeed. Of two that suffice for
/// the same calls, the more powerful one is not needed.
fn unused_roles<'a>(
    token: &Token,
    operations: impl Iterator<Item = &'a OperationFacts> + Clone,
) -> Vec<String> {
    let declared: Vec<&str> = token.role_names().collect();
    let mut kept: Vec<&str> = declared.clone();
    kept.sort_by_key(|role| std::cmp::Reverse(Roles::embedded().rank(role)));
    let works = |roles: &[&str], access: &Access| {
        let enough = |role: &&str| access.is_enough(role);
        roles.iter().any(enough)
            || matches!(
                role_side(
                    access,
                    &[],
                    token.permissions.as_deref().unwrap_or_default()
                ),
                RoleSide::Enough { .. } | RoleSide::NotNeeded
            )
    };
    let accesses: Vec<&Access> = operations
        .map(|one| &one.access)
        .filter(|access| access.needs_role())
        .collect();
    let mut at = 0;
    while at < kept.len() {
        let without: Vec<&str> = kept
            .iter()
            .enumerate()
            .filter(|(other, _)| *other != at)
            .map(|(_, role)| *role)
            .collect();
        let breaks = |access: &&Access| works(&kept, access) && !works(&without, access);
        match accesses.iter().any(breaks) {
            true => at += 1,
            false => kept = without,
        }
    }
    let dropped = declared.iter().filter(|role| !kept.contains(role));
    dropped.map(|role| (*role).to_owned()).collect()
}

/// The least standard roles for operations, if they are lesser than what a token has.
pub fn lesser_roles<'a>(
    token: &Token,
    operations: impl Iterator<Item = &'a OperationFacts>,
) -> Option<Vec<String>> {
    let roles = Roles::embedded();
    let least = standard_roles(operations).least_set;
    let has = token.role_names().map(|role| roles.rank(role)).max()?;
    let needs = least.iter().map(|role| roles.rank(role)).max().unwrap_or(0);
    (needs < has).then_some(least)
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
