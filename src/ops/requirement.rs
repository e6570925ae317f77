//! What a whole list needs.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Serialize;

use super::{Answered, TokenUse};
use crate::catalog::{Catalog, Credential};
use crate::judge::OperationFacts;
use crate::report::contract::StandardRoles;
use crate::scopes;

/// What all operations of a list need together. Lines that name no operation count for nothing.
#[derive(Debug, Default, Serialize, JsonSchema)]
pub struct Requirement {
    /// The least OAuth scopes.
    pub scopes: Vec<String>,
    /// Operations that need an API token, if only in some cases, and can't be called with an OAuth 2.0 access token.
    pub not_oauth: Vec<String>,
    /// Those of them that need it in some cases only.
    pub api_token_when: Vec<Conditional>,
    /// Operations that need no admin's credential.
    pub no_credential: Vec<String>,
    /// Standard admin roles that suffice; null where they are not known.
    pub standard_roles: Option<StandardRoles>,
    /// Permissions that a custom admin role needs; null where they are not known.
    pub permissions: Option<Vec<String>>,
}

/// An operation that needs an API token in some cases.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Conditional {
    pub operation: String,
    /// The case: `the body has no factorType`.
    pub when: String,
}

impl Requirement {
    pub(super) fn of(catalog: &Catalog, operations: &[Answered]) -> Requirement {
        let known = || operations.iter().filter_map(|one| one.operation.as_ref());
        let titles = |wanted: &dyn Fn(&OperationFacts) -> bool| -> Vec<String> {
            let titles: BTreeSet<String> = known()
                .filter(|one| wanted(one))
                .map(OperationFacts::title)
                .collect();
            titles.into_iter().collect()
        };
        // One line that needs a token is enough for the whole list.
        let may_need: BTreeSet<&OperationFacts> = operations
            .iter()
            .filter(|one| one.api_token.is_some_and(TokenUse::may_need))
            .filter_map(|one| one.operation.as_ref())
            .collect();
        let only_token = |one: &OperationFacts| {
            one.accepts(Credential::ApiToken) && !one.accepts(Credential::Oauth2)
        };
        let takes_none = |one: &OperationFacts| {
            !one.accepts(Credential::ApiToken) && !one.accepts(Credential::Oauth2)
        };
        let api_token_when = may_need.iter().filter_map(|one| {
            let id = catalog.by_key(&one.api, &one.operation_id)?;
            let when = catalog.get(id).token.as_ref()?.when.clone()?;
            Some(Conditional {
                operation: one.title(),
                when,
            })
        });
        Requirement {
            scopes: scopes::least(known().flat_map(|one| &one.scopes).map(String::as_str)),
            not_oauth: titles(&|one| only_token(one) || may_need.contains(one)),
            api_token_when: api_token_when.collect(),
            no_credential: titles(&|one| takes_none(one) && !may_need.contains(one)),
            standard_roles: None,
            permissions: None,
        }
    }
}
