//! What a whole list needs.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Serialize;

use super::Answered;
use crate::catalog::Credential;
use crate::judge::OperationFacts;
use crate::report::contract::StandardRoles;
use crate::scopes;

/// What all operations of a list need together. Lines that name no operation count for nothing.
#[derive(Debug, Default, Serialize, JsonSchema)]
pub struct Requirement {
    /// The least OAuth scopes.
    pub scopes: Vec<String>,
    /// Operations that an API token can call and an OAuth 2.0 access token can't.
    pub not_oauth: Vec<String>,
    /// Operations that need no admin's credential.
    pub no_credential: Vec<String>,
    /// Standard admin roles that suffice; null where they are not known.
    pub standard_roles: Option<StandardRoles>,
    /// Permissions that a custom admin role needs; null where they are not known.
    pub permissions: Option<Vec<String>>,
}

impl Requirement {
    pub(super) fn of(operations: &[Answered]) -> Requirement {
        let known = || operations.iter().filter_map(|one| one.operation.as_ref());
        let titles = |wanted: fn(&OperationFacts) -> bool| -> Vec<String> {
            let titles: BTreeSet<String> = known()
                .filter(|one| wanted(one))
                .map(OperationFacts::title)
                .collect();
            titles.into_iter().collect()
        };
        Requirement {
            scopes: scopes::least(known().flat_map(|one| &one.scopes).map(String::as_str)),
            not_oauth: titles(|one| {
                one.accepts(Credential::ApiToken) && !one.accepts(Credential::Oauth2)
            }),
            no_credential: titles(|one| {
                !one.accepts(Credential::ApiToken) && !one.accepts(Credential::Oauth2)
            }),
            standard_roles: None,
            permissions: None,
        }
    }
}
