//! What an operation asks of whoever calls it, beside the scopes of a token.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::rule::Rule;
use super::{Roles, SUPER_ADMIN};
use crate::catalog::{Credential, Operation};

/// Who may call an operation.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Principal {
    /// Somebody with an admin role.
    Admin,
    /// Anybody with a token that is valid, whatever roles are behind it.
    AnyToken,
    /// The token that it is about.
    OwnToken,
    /// The signed-in user, for himself.
    EndUser,
    /// Whoever calls, for himself.
    Caller,
    /// Anybody; in some requests an application that an admin's API token vouches for.
    TrustedApp,
    /// Anybody.
    Nobody,
    /// Somebody who proves it by other means than a token.
    Other,
    /// Not known.
    #[default]
    Unknown,
}

/// Where something about roles is known from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Basis {
    /// Okta's documents name the operation, or the resource and the action.
    Documented,
    /// From a broader statement, or from operations like it.
    Inferred,
}

/// What an operation asks of whoever calls it.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct Access {
    /// Who may call it.
    pub principal: Principal,
    /// Standard admin roles of which one suffices, least first.
    pub roles: Vec<String>,
    /// Standard roles that may suffice, though no source confirms it. They are never counted as sufficient.
    pub possible_roles: Vec<String>,
    /// Permissions that a custom admin role needs, all of them: the least of the alternatives.
    pub permissions: Vec<String>,
    /// The alternatives, least first; in each, all are needed.
    pub permissions_any_of: Vec<Vec<String>>,
    /// Whether Okta documents the roles; absent where they are not known.
    pub role_basis: Option<Basis>,
    /// Whether Okta documents the permissions; absent where none is known.
    pub permission_basis: Option<Basis>,
    /// What source code can't show and the roles depend on, as `oktalint explain` has it.
    pub conditions: Vec<String>,
    /// Role → the condition under which it suffices.
    #[serde(skip)]
    pub limits: BTreeMap<String, String>,
    /// Standard roles that suffice for the caller's own object only.
    #[serde(skip)]
    pub self_only: Vec<String>,
    /// Users may call it for themselves without any admin role.
    #[serde(skip)]
    pub on_self: bool,
    #[serde(skip)]
    pub note: Option<String>,
    #[serde(skip)]
    pub sources: Vec<String>,
}

impl Access {
    /// Whether an admin role is needed, and it is known which ones suffice.
    pub fn needs_role(&self) -> bool {
        self.principal == Principal::Admin && !self.roles.is_empty()
    }

    /// Whether no role below super admin is known to suffice, none is thought to, and no custom role can.
    pub fn is_super_admin_only(&self) -> bool {
        self.roles == [SUPER_ADMIN]
            && self.possible_roles.is_empty()
            && self.permissions_any_of.is_empty()
    }

    /// The roles that suffice for whatever the operation is about: what to plan with.
    pub fn whole_roles(&self) -> Vec<String> {
        let roles = Roles::embedded();
        let is_whole = |role: &&String| {
            !self
                .limits
                .get(*role)
                .is_some_and(|limit| roles.narrows(limit))
        };
        self.roles.iter().filter(is_whole).cloned().collect()
    }

    /// Whether a role suffices by what is known.
    pub fn is_enough(&self, role: &str) -> bool {
        self.roles.iter().any(|one| one == role)
    }
}

/// What an operation asks for. `policy_type` is the type of the policy it is about, where that is known.
pub(super) fn access(roles: &Roles, operation: &Operation, policy_type: Option<&str>) -> Access {
    let rule = roles.rule(operation);
    let annotated = !operation.okta_roles.is_empty() || !operation.okta_permissions.is_empty();
    let takes_token = [Credential::ApiToken, Credential::Oauth2]
        .iter()
        .any(|kind| operation.credentials.contains(kind));
    let mut access = match rule {
        Some(rule) => of_rule(roles, rule, policy_type),
        None if annotated => Access {
            principal: Principal::Admin,
            ..Access::default()
        },
        None if takes_token => Access::default(),
        None if operation.credentials.contains(&Credential::None) => Access {
            principal: Principal::Nobody,
            ..Access::default()
        },
        None => Access {
            principal: Principal::Other,
            ..Access::default()
        },
    };
    if annotated {
        annotate(roles, operation, &mut access);
    }
    access
}

fn of_rule(roles: &Roles, rule: &Rule, policy_type: Option<&str>) -> Access {
    let variant = policy_type.and_then(|wanted| {
        rule.variants
            .iter()
            .find(|variant| variant.policy_type == wanted)
    });
    let (enough, possible, basis) = match variant {
        Some(variant) => (&variant.roles, &variant.possible, &variant.roles_basis),
        None => (&rule.roles, &rule.possible, &rule.roles_basis),
    };
    let any_of = least_first(roles, rule.permissions.clone());
    let conditions = rule.conditions.iter();
    Access {
        principal: rule.principal,
        roles: ranked(roles, enough),
        possible_roles: ranked(roles, possible),
        permissions: any_of.first().cloned().unwrap_or_default(),
        role_basis: (!enough.is_empty()).then(|| basis_of(basis)),
        permission_basis: rule.permissions_basis.as_deref().map(basis_of),
        permissions_any_of: any_of,
        conditions: conditions
            .filter(|condition| variant.is_none() || *condition != "policy_type")
            .cloned()
            .collect(),
        limits: rule.limits.clone(),
        self_only: rule.self_only.clone(),
        on_self: rule.on_self,
        note: rule.note.clone(),
        sources: match variant {
            Some(variant) => vec![variant.source.clone()],
            None => rule.sources.clone(),
        },
    }
}

/// Okta's own words about an operation win over any rule. They leave out the super admin where they list others.
fn annotate(roles: &Roles, operation: &Operation, access: &mut Access) {
    access.principal = Principal::Admin;
    if !operation.okta_roles.is_empty() {
        let mut named: Vec<String> = operation
            .okta_roles
            .iter()
            .map(|name| roles.role(name).map_or(name, |role| &role.type_id).clone())
            .collect();
        named.push(SUPER_ADMIN.to_owned());
        access.roles = ranked(roles, &named);
        access.possible_roles.clear();
        access.role_basis = Some(Basis::Documented);
        access.sources = vec!["SPEC-IAM".to_owned()];
    } else if access.roles.is_empty() {
        // Only a permission is named: a super admin can do whatever a custom role can.
        access.roles = vec![SUPER_ADMIN.to_owned()];
        access.role_basis = Some(Basis::Inferred);
    }
    if !operation.okta_permissions.is_empty() {
        access.permissions = operation.okta_permissions.clone();
        access.permissions_any_of = vec![access.permissions.clone()];
        access.permission_basis = Some(Basis::Documented);
    }
}

/// Least first, each once.
fn ranked(roles: &Roles, names: &[String]) -> Vec<String> {
    let distinct: BTreeSet<(u32, &String)> =
        names.iter().map(|name| (roles.rank(name), name)).collect();
    distinct.into_iter().map(|(_, name)| name.clone()).collect()
}

/// Alternatives by how much they allow altogether.
fn least_first(roles: &Roles, mut any_of: Vec<Vec<String>>) -> Vec<Vec<String>> {
    any_of.sort_by_cached_key(|all| {
        (
            roles.closure(all.iter().map(String::as_str)).len(),
            all.clone(),
        )
    });
    any_of
}

/// The bases of the rules that rest on a document of Okta.
fn basis_of(name: &str) -> Basis {
    match name {
        "spec-extension" | "api-doc" | "role-table-exact" | "role-page" | "permission-doc" => {
            Basis::Documented
        }
        _ => Basis::Inferred,
    }
}
