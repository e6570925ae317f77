//! One operation against one token.

use super::facts::OperationFacts;
use crate::catalog::Credential;
use crate::config::{CredentialName, RoleAssignment, Token};
use crate::roles::{Access, Basis, Principal, Roles};
use crate::scopes;

/// What a token is to an operation, as far as credential and scopes decide it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Grant {
    /// No credential is needed.
    Public,
    Allowed,
    /// Some requests need an API token, which this is not; the source does not say which these are.
    Depends,
    /// The token's scopes are not declared.
    Undeclared,
    /// The credential is accepted, and these scopes lack.
    MissingScopes(Vec<String>),
    /// No token of this kind is accepted.
    Unsupported,
    /// The operation takes a credential of another kind (client authentication, a session), which is no token of the project's.
    Elsewhere,
}

/// What the admin roles behind a token are to an operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RoleSide {
    /// No admin role is needed.
    NotNeeded,
    /// A declared role or permission suffices.
    Enough { basis: Option<Basis> },
    /// None that is declared is known to suffice, or thought to.
    Missing { basis: Option<Basis> },
    /// This one may suffice, though no source confirms it.
    Possible { role: String },
    /// No role or permission is declared.
    Undeclared,
    /// It is not known which roles suffice.
    Unknown,
}

/// What a token is to an operation, as far as credential and scopes decide it.
pub fn grant(operation: &OperationFacts, token: &Token) -> Grant {
    if operation.is_public() {
        return Grant::Public;
    }
    if operation.accepts(Credential::None) {
        return match token.credential {
            CredentialName::ApiToken => Grant::Allowed,
            _ => Grant::Depends,
        };
    }
    if operation.credentials.is_empty() || only_other(operation) {
        return Grant::Elsewhere;
    }
    match token.credential {
        CredentialName::None => Grant::Unsupported,
        CredentialName::ApiToken if operation.accepts(Credential::ApiToken) => Grant::Allowed,
        CredentialName::ApiToken => Grant::Unsupported,
        CredentialName::OauthService | CredentialName::OauthUser
            if operation.accepts(Credential::Oauth2) =>
        {
            by_scopes(operation, token)
        }
        CredentialName::OauthService | CredentialName::OauthUser => Grant::Unsupported,
    }
}

fn by_scopes(operation: &OperationFacts, token: &Token) -> Grant {
    let Some(granted) = &token.scopes else {
        return match operation.scopes.is_empty() {
            true => Grant::Allowed,
            false => Grant::Undeclared,
        };
    };
    let missing = scopes::missing(granted, &operation.scopes);
    let on_self =
        token.credential == CredentialName::OauthUser && !operation.self_scopes.is_empty();
    match missing.is_empty()
        || on_self && scopes::missing(granted, &operation.self_scopes).is_empty()
    {
        true => Grant::Allowed,
        false => Grant::MissingScopes(missing),
    }
}

/// What the roles behind a token are to an operation.
pub fn role_grant(operation: &OperationFacts, token: &Token) -> RoleSide {
    if token.roles.is_none() && token.permissions.is_none() {
        return match operation.access.principal {
            Principal::Admin | Principal::Unknown => RoleSide::Undeclared,
            _ => RoleSide::NotNeeded,
        };
    }
    role_side(
        &operation.access,
        token.roles.as_deref().unwrap_or_default(),
        token.permissions.as_deref().unwrap_or_default(),
    )
}

/// What roles and permissions are to an operation.
pub fn role_side(access: &Access, assigned: &[RoleAssignment], permissions: &[String]) -> RoleSide {
    match access.principal {
        Principal::Admin if access.needs_role() => {}
        Principal::Admin | Principal::Unknown => return RoleSide::Unknown,
        _ => return RoleSide::NotNeeded,
    }
    let holds = |assignment: &&RoleAssignment| {
        let limited = !assignment.targets.is_empty();
        access.is_enough(&assignment.role) && !(limited && needs_all_groups(access))
    };
    if assigned.iter().any(|assignment| holds(&assignment)) {
        return RoleSide::Enough {
            basis: access.role_basis,
        };
    }
    let have = Roles::embedded().closure(permissions.iter().map(String::as_str));
    let mut any_of = access.permissions_any_of.iter();
    if any_of.any(|all| all.iter().all(|one| have.contains(one.as_str()))) {
        return RoleSide::Enough {
            basis: access.permission_basis,
        };
    }
    let thought = |assignment: &&RoleAssignment| {
        let lists = [&access.possible_roles, &access.self_only];
        lists.iter().any(|list| list.contains(&assignment.role))
            || access.is_enough(&assignment.role)
    };
    match assigned.iter().find(thought) {
        Some(assignment) => RoleSide::Possible {
            role: assignment.role.clone(),
        },
        None => RoleSide::Missing {
            basis: access.role_basis,
        },
    }
}

/// Whether only an assignment without targets suffices.
fn needs_all_groups(access: &Access) -> bool {
    let mut conditions = access.conditions.iter();
    conditions.any(|one| Roles::embedded().is_untargeted(one))
}

fn only_other(operation: &OperationFacts) -> bool {
    let mut kinds = operation.credentials.iter();
    kinds.all(|kind| *kind == Credential::Other)
}
