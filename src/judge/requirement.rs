//! What calls need together: scopes, roles, permissions.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Serialize;

use super::facts::OperationFacts;
use crate::catalog::Credential;
use crate::roles::{self, Access, Principal, Roles};
use crate::scopes;

/// A request, by what it may call.
#[derive(Clone, Debug)]
pub struct Need<'a> {
    /// One, or several of which it is one; none if that is not known.
    pub operations: &'a [OperationFacts],
    /// For operations that need no credential by themselves: whether this request needs an API token.
    pub api_token: Option<TokenUse>,
}

impl<'a> Need<'a> {
    /// A request of which no more is known than what it may call.
    pub fn of(operations: &'a [OperationFacts]) -> Need<'a> {
        let depends = operations.iter().any(|one| one.api_token_when.is_some());
        Need {
            operations,
            api_token: depends.then_some(TokenUse::Depends),
        }
    }

    /// Whether it may need an API token though its operation needs no credential by itself.
    pub fn may_need_token(&self) -> bool {
        matches!(self.api_token, Some(TokenUse::Needed | TokenUse::Depends))
    }
}

/// Whether a request that needs no credential by itself needs an API token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum TokenUse {
    Needed,
    /// The source does not tell: the body decides.
    Depends,
    NotNeeded,
    /// No document says it.
    Unknown,
}

/// What requests need together. Those of which it is not known what they call count for nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Requirement {
    /// The least OAuth 2.0 scopes: needed whichever operation an ambiguous request is.
    pub scopes: Vec<String>,
    /// The OAuth 2.0 scopes that are enough in any case.
    pub all_scopes: Vec<String>,
    /// The scopes that suffice a user's own token, if some requests are on that user alone; absent if they are the same.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_scopes: Option<Vec<String>>,
    /// Operations that need an API token, if only in some cases, and can't be called with an OAuth 2.0 access token.
    pub not_oauth: Vec<String>,
    /// Those of them that need it in some cases only.
    pub api_token_when: Vec<Conditional>,
    /// Operations that need no admin's credential.
    pub no_credential: Vec<String>,
    /// Standard admin roles that suffice in any case.
    pub standard_roles: StandardRoles,
    /// Permissions of a custom admin role that cover what a custom role can cover.
    pub permissions: Vec<String>,
    /// Operations that no custom role is known to suffice for.
    pub beyond_custom_role: Vec<String>,
    /// Operations of which it is not known what roles they need.
    pub unknown_roles: Vec<String>,
}

/// Standard admin roles that suffice.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct StandardRoles {
    /// The least role that suffices alone, if one is needed.
    pub least_single: Option<String>,
    /// The set whose most powerful role is least; empty if none is needed.
    pub least_set: Vec<String>,
}

/// An operation that needs an API token in some cases.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct Conditional {
    pub operation: String,
    /// The case: `the body has no factorType`.
    pub when: String,
}

impl Requirement {
    /// What requests need together.
    pub fn of(needs: &[Need<'_>]) -> Requirement {
        let known = || needs.iter().filter(|need| !need.operations.is_empty());
        let all = || known().flat_map(|need| need.operations);
        let may_need: BTreeSet<&OperationFacts> = known()
            .filter(|need| need.may_need_token())
            .flat_map(|need| need.operations)
            .collect();
        let takes = |one: &OperationFacts, kind| one.accepts(kind);
        let only_token = |one: &&OperationFacts| {
            takes(one, Credential::ApiToken) && !takes(one, Credential::Oauth2)
        };
        let takes_none = |one: &&OperationFacts| {
            !takes(one, Credential::ApiToken) && !takes(one, Credential::Oauth2)
        };
        let conditional: BTreeSet<Conditional> = may_need
            .iter()
            .filter_map(|one| {
                let when = one.api_token_when.clone()?;
                Some(Conditional {
                    operation: one.title(),
                    when,
                })
            })
            .collect();
        let accesses: Vec<&Access> = all().map(|one| &one.access).collect();
        let custom = roles::custom_role(Roles::embedded(), &accesses);
        let every: Vec<&OperationFacts> = all().collect();
        let beyond = custom
            .beyond
            .iter()
            .filter_map(|at| every.get(*at).copied());
        let scopes = scopes::least(known().flat_map(|need| sure_scopes(need.operations)));
        Requirement {
            user_scopes: user_scopes(all()).filter(|least| *least != scopes),
            all_scopes: scopes::least(all().flat_map(|one| &one.scopes).map(String::as_str)),
            not_oauth: titles(all().filter(|one| only_token(one) || may_need.contains(one))),
            no_credential: titles(all().filter(|one| takes_none(one) && !may_need.contains(one))),
            api_token_when: conditional.into_iter().collect(),
            standard_roles: standard_roles(all()),
            permissions: custom.permissions.into_keys().collect(),
            beyond_custom_role: titles(beyond),
            unknown_roles: titles(all().filter(|one| has_unknown_roles(one))),
            scopes,
        }
    }
}

/// The least standard roles for operations.
pub fn standard_roles<'a>(operations: impl Iterator<Item = &'a OperationFacts>) -> StandardRoles {
    let needing = operations.filter(|one| one.access.needs_role());
    let enough: Vec<Vec<String>> = needing.map(|one| one.access.whole_roles()).collect();
    let cover = roles::cover(Roles::embedded(), enough.iter().map(Vec::as_slice));
    StandardRoles {
        least_single: cover.least_single,
        least_set: cover.least_set,
    }
}

/// Whether a token is needed and nobody knows which roles behind it suffice.
pub fn has_unknown_roles(operation: &OperationFacts) -> bool {
    operation.access.principal == Principal::Unknown
}

fn titles<'a>(operations: impl Iterator<Item = &'a OperationFacts>) -> Vec<String> {
    let titles: BTreeSet<String> = operations.map(OperationFacts::title).collect();
    titles.into_iter().collect()
}

/// The least scopes of a user's own token, whatever operation an ambiguous request is.
fn user_scopes<'a>(operations: impl Iterator<Item = &'a OperationFacts>) -> Option<Vec<String>> {
    let mut has_own = false;
    let mut scopes: Vec<&str> = Vec::new();
    for one in operations {
        let own = !one.self_scopes.is_empty();
        has_own |= own;
        let needed = if own { &one.self_scopes } else { &one.scopes };
        scopes.extend(needed.iter().map(String::as_str));
    }
    has_own.then(|| scopes::least(scopes))
}

/// The scopes that a request needs whichever of its operations it is.
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
