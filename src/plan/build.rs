//! From requests to the plan.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    CalledOperation, Condition, CredentialFit, CredentialKind, ManageObstacle, Obstacles, Reason,
    ReasonKind, Request, RoleBases, RoleFit, TokenPlan, Trusted, is_inferred,
};
use crate::catalog::Credential;
use crate::judge::{Need, OperationFacts, Requirement, TokenUse};
use crate::roles::{self, Access, Principal, Roles};
use crate::scopes;

/// Operations and where each is called.
struct Called<'a>(BTreeMap<&'a OperationFacts, Vec<String>>);

impl<'a> Called<'a> {
    fn of(requests: &'a [Request<'a>]) -> Called<'a> {
        let mut called: BTreeMap<&OperationFacts, Vec<String>> = BTreeMap::new();
        for request in requests {
            for operation in request.operations {
                let sites = called.entry(operation).or_default();
                if !sites.contains(&request.site) {
                    sites.push(request.site.clone());
                }
            }
        }
        Called(called)
    }

    fn all(&self) -> impl Iterator<Item = &'a OperationFacts> {
        self.0.keys().copied()
    }

    /// The operations that a condition holds for, by title. Requests of one operation may differ in what they ask for.
    fn list(&self, wanted: impl Fn(&OperationFacts) -> bool) -> Vec<CalledOperation> {
        let mut by_title: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (operation, sites) in self.0.iter().filter(|(operation, _)| wanted(operation)) {
            by_title
                .entry(operation.title())
                .or_default()
                .extend(sites.iter().cloned());
        }
        let called = by_title.into_iter();
        called
            .map(|(operation, sites)| CalledOperation { operation, sites })
            .collect()
    }

    fn titles(&self, wanted: impl Fn(&OperationFacts) -> bool) -> Vec<String> {
        self.list(wanted)
            .into_iter()
            .map(|called| called.operation)
            .collect()
    }
}

pub(super) fn token_plan(token: &str, requests: &[Request<'_>]) -> TokenPlan {
    let needs: Vec<Need<'_>> = requests
        .iter()
        .map(|request| Need {
            operations: request.operations,
            api_token: request.api_token,
        })
        .collect();
    let requirement = Requirement::of(&needs);
    let called = Called::of(requests);
    let unknown = requests
        .iter()
        .filter(|request| request.operations.is_empty());
    let (permission_reasons, resources) = custom_role(&called);
    let mut reasons = scope_reasons(&requirement, &called);
    reasons.extend(role_reasons(&requirement, &called));
    reasons.extend(permission_reasons);
    TokenPlan {
        token: token.to_owned(),
        calls: requests.len(),
        reasons,
        standard_roles: role_fits(&called),
        resources,
        credentials: credentials(&called),
        obstacles: obstacles(&requirement, &called),
        conditions: conditions(&called),
        basis: RoleBases {
            documented: called
                .all()
                .filter(|one| one.access.needs_role() && !is_inferred(one))
                .count(),
            inferred: called.titles(is_inferred),
            unknown: requirement.unknown_roles.clone(),
        },
        trusted: trusted(requests),
        unknown: unknown
            .map(|request| format!("{}: {}", request.site, request.looks))
            .collect(),
        requirement,
    }
}

fn scope_reasons(requirement: &Requirement, called: &Called<'_>) -> Vec<Reason> {
    let scopes = requirement.all_scopes.iter();
    scopes
        .map(|scope| Reason {
            kind: ReasonKind::Scope,
            name: scope.clone(),
            operations: called.list(|one| {
                one.scopes
                    .iter()
                    .any(|needed| scopes::covers(scope, needed))
            }),
        })
        .collect()
}

/// For each role of the least set: the operations that neither a lesser role nor one of the others suffices for.
fn role_reasons(requirement: &Requirement, called: &Called<'_>) -> Vec<Reason> {
    let roles = Roles::embedded();
    let set = &requirement.standard_roles.least_set;
    let reason = |role: &String| Reason {
        kind: ReasonKind::Role,
        name: role.clone(),
        operations: called.list(|one| {
            let mut others = set.iter().filter(|other| *other != role);
            let lesser = |other: &String| roles.rank(other) < roles.rank(role);
            one.access.needs_role()
                && one.access.is_enough(role)
                && !one.access.whole_roles().iter().any(lesser)
                && !others.any(|other| one.access.is_enough(other))
        }),
    };
    set.iter().map(reason).collect()
}

/// The permissions of a custom role with what breaks without each, and the kinds of resources that they hold for.
fn custom_role(called: &Called<'_>) -> (Vec<Reason>, Vec<String>) {
    let roles = Roles::embedded();
    let operations: Vec<&OperationFacts> = called.all().collect();
    let accesses: Vec<&Access> = operations.iter().map(|one| &one.access).collect();
    let role = roles::custom_role(roles, &accesses);
    let mut resources = BTreeSet::new();
    let mut reasons = Vec::new();
    for (permission, needing) in role.permissions {
        if let Some(known) = roles.permission(&permission) {
            resources.insert(known.resource.clone());
        }
        let needing: BTreeSet<&OperationFacts> = needing.iter().map(|at| operations[*at]).collect();
        reasons.push(Reason {
            kind: ReasonKind::Permission,
            name: permission,
            operations: called.list(|one| needing.contains(one)),
        });
    }
    (reasons, resources.into_iter().collect())
}

fn role_fits(called: &Called<'_>) -> Vec<RoleFit> {
    let needing: Vec<&OperationFacts> =
        called.all().filter(|one| one.access.needs_role()).collect();
    if needing.is_empty() {
        return Vec::new();
    }
    let mut lesser_suffices = false;
    let mut fits = Vec::new();
    for role in Roles::embedded().standard() {
        let lacks = |one: &OperationFacts| {
            one.access.needs_role() && !one.access.whole_roles().contains(&role.type_id)
        };
        let not_for = called.titles(lacks);
        let suffices = not_for.is_empty();
        fits.push(RoleFit {
            role: role.type_id.clone(),
            label: role.label.clone(),
            suffices,
            is_more_than_needed: suffices && lesser_suffices,
            perhaps_for: called.titles(|one| lacks(one) && may_suffice(one, &role.type_id)),
            not_for,
        });
        lesser_suffices |= suffices;
    }
    fits
}

/// Whether a role may suffice, or does for a part of what the operation may be about.
fn may_suffice(operation: &OperationFacts, role: &String) -> bool {
    operation.access.possible_roles.contains(role) || operation.access.roles.contains(role)
}

fn credentials(called: &Called<'_>) -> Vec<CredentialFit> {
    let takes_a_token =
        |one: &OperationFacts| one.accepts(Credential::ApiToken) || one.accepts(Credential::Oauth2);
    let no_oauth = |one: &OperationFacts| takes_a_token(one) && !one.accepts(Credential::Oauth2);
    let of_users = |one: &OperationFacts| {
        matches!(one.access.principal, Principal::EndUser | Principal::Caller)
    };
    let fit = |credential, impossible| CredentialFit {
        credential,
        impossible,
    };
    vec![
        fit(
            CredentialKind::ApiToken,
            called.list(|one| takes_a_token(one) && !one.accepts(Credential::ApiToken)),
        ),
        fit(
            CredentialKind::OauthService,
            called.list(|one| no_oauth(one) || takes_a_token(one) && of_users(one)),
        ),
        fit(CredentialKind::OauthUser, called.list(no_oauth)),
    ]
}

fn obstacles(requirement: &Requirement, called: &Called<'_>) -> Obstacles {
    // Where most calls of a resource only read, the others are worth a look.
    const FEW: usize = 3;
    let manage = requirement.all_scopes.iter().filter_map(|scope| {
        let instead = scopes::read_only(scope)?;
        let writing = called.list(|one| one.scopes.contains(scope));
        let reading = called.list(|one| one.scopes.contains(&instead));
        (!reading.is_empty() && writing.len() <= FEW).then(|| ManageObstacle {
            scope: scope.clone(),
            instead,
            operations: writing,
        })
    });
    Obstacles {
        oauth: called
            .list(|one| one.accepts(Credential::ApiToken) && !one.accepts(Credential::Oauth2)),
        manage: manage.collect(),
        super_admin: called.list(|one| one.access.is_super_admin_only()),
    }
}

fn conditions(called: &Called<'_>) -> Vec<Condition> {
    let roles = Roles::embedded();
    let ids: BTreeSet<&String> = called
        .all()
        .filter(|one| one.access.needs_role())
        .flat_map(|one| &one.access.conditions)
        .collect();
    let condition = |id: &&String| Condition {
        condition: (*id).clone(),
        meaning: roles.condition(id).unwrap_or_default().to_owned(),
        operations: called
            .titles(|one| one.access.needs_role() && one.access.conditions.contains(id)),
    };
    ids.iter().map(condition).collect()
}

fn trusted(requests: &[Request<'_>]) -> Vec<Trusted> {
    let mut trusted: BTreeMap<String, Trusted> = BTreeMap::new();
    let may_need = |request: &&Request<'_>| {
        matches!(
            request.api_token,
            Some(TokenUse::Needed | TokenUse::Depends)
        )
    };
    for request in requests.iter().filter(may_need) {
        for one in request.operations {
            let entry = trusted.entry(one.title()).or_insert_with(|| Trusted {
                operation: one.title(),
                when: one.api_token_when.clone().unwrap_or_default(),
                roles: one.access.roles.clone(),
                possible_roles: one.access.possible_roles.clone(),
                permissions: one.access.permissions.clone(),
                note: one.access.note.clone(),
                sites: Vec::new(),
            });
            entry.sites.push(request.site.clone());
        }
    }
    trusted.into_values().collect()
}
