//! The facts about roles against the catalog.

use std::collections::BTreeSet;

use oktalint::catalog::{Catalog, Method};
use oktalint::roles::{Access, Basis, Principal, Roles, SUPER_ADMIN};

fn access(method: Method, path: &str) -> Access {
    let catalog = Catalog::embedded();
    let id = catalog
        .by_route(method, path)
        .expect("a route of the catalog");
    Roles::embedded().access(catalog.get(id), None)
}

#[test]
fn every_management_operation_is_decided_and_every_rule_decides() {
    let roles = Roles::embedded();
    let undecided: Vec<String> = Catalog::embedded()
        .operations()
        .iter()
        .filter(|operation| operation.api == "management")
        .filter(|operation| roles.access(operation, None).principal == Principal::Unknown)
        .map(|operation| format!("{} {}", operation.method, operation.path))
        .collect();
    assert_eq!(undecided, [""; 0]);
    let unused: Vec<&str> = roles
        .rules_used(Catalog::embedded().operations().iter())
        .into_iter()
        .filter(|(_, uses)| *uses == 0)
        .map(|(id, _)| id)
        .collect();
    assert_eq!(unused, [""; 0]);
}

#[test]
fn names_in_the_facts_are_those_of_roles_permissions_and_conditions() {
    let roles = Roles::embedded();
    for operation in Catalog::embedded().operations() {
        let access = roles.access(operation, None);
        let name = &operation.operation_id;
        for role in access
            .roles
            .iter()
            .chain(&access.possible_roles)
            .chain(&access.self_only)
            .chain(access.limits.keys())
        {
            assert!(roles.role(role).is_some(), "{name}: {role}");
        }
        for permission in access.permissions_any_of.iter().flatten() {
            assert!(
                roles.permission(permission).is_some(),
                "{name}: {permission}"
            );
        }
        for condition in access.conditions.iter().chain(access.limits.values()) {
            assert!(roles.condition(condition).is_some(), "{name}: {condition}");
        }
        assert!(
            access.role_basis.is_some() || access.roles.is_empty(),
            "{name}"
        );
        assert!(
            access.permission_basis.is_some() || access.permissions.is_empty(),
            "{name}"
        );
        assert!(
            access.roles.is_empty() || access.is_enough(SUPER_ADMIN),
            "{name}: a super admin may do anything"
        );
    }
    for permission in roles.permissions() {
        for other in permission.includes.iter().chain(&permission.beside) {
            assert!(
                roles.permission(other).is_some(),
                "{}: {other}",
                permission.id
            );
        }
    }
    for role in roles.standard() {
        for other in role.exceeds.iter().chain(role.exceeds_except.keys()) {
            let other = roles.role(other).expect("a role");
            assert!(
                !other.exceeds.contains(&role.type_id),
                "{} and {}",
                role.type_id,
                other.type_id
            );
            assert!(
                role.exceeds_except.contains_key(&other.type_id) || other.rank < role.rank,
                "{} exceeds {}",
                role.type_id,
                other.type_id
            );
        }
    }
}

#[test]
fn permissions_are_no_scopes_but_name_scopes_that_exist() {
    let scopes: BTreeSet<&str> = Catalog::embedded()
        .operations()
        .iter()
        .flat_map(|operation| operation.scopes.iter().map(String::as_str))
        .collect();
    let strange: Vec<String> = Roles::embedded()
        .permissions()
        .iter()
        .flat_map(|permission| {
            permission
                .scopes
                .iter()
                .map(move |scope| (permission, scope))
        })
        .filter(|(_, scope)| !scopes.contains(scope.as_str()))
        .map(|(permission, scope)| format!("{}: {scope}", permission.id))
        .collect();
    assert_eq!(strange, [""; 0]);
}

#[test]
fn what_okta_says_of_an_operation_wins() {
    let roles = Roles::embedded();
    for operation in Catalog::embedded().operations() {
        let access = roles.access(operation, None);
        for role in &operation.okta_roles {
            let role = roles.role(role).expect("a role");
            assert!(
                access.is_enough(&role.type_id),
                "{}",
                operation.operation_id
            );
            assert_eq!(access.role_basis, Some(Basis::Documented));
        }
        if !operation.okta_permissions.is_empty() {
            assert_eq!(access.permissions, operation.okta_permissions);
            assert_eq!(access.permission_basis, Some(Basis::Documented));
        }
    }
}

#[test]
fn most_roles_are_documented_and_nine_operations_need_none() {
    let roles = Roles::embedded();
    let count = |basis| {
        let management = Catalog::embedded()
            .operations()
            .iter()
            .filter(|one| one.api == "management");
        management
            .filter(|one| roles.access(one, None).role_basis == Some(basis))
            .count()
    };
    assert_eq!(
        (count(Basis::Documented), count(Basis::Inferred)),
        (388, 335)
    );
}

#[test]
fn a_helpdesk_admin_cannot_make_users_and_nobody_is_needed_for_authn() {
    let create = access(Method::Post, "/api/v1/users");
    assert_eq!(create.roles.first().map(String::as_str), Some("USER_ADMIN"));
    assert!(!create.is_enough("HELP_DESK_ADMIN"));
    let authn = access(Method::Post, "/api/v1/authn");
    assert_eq!(
        (authn.principal, authn.roles.len()),
        (Principal::TrustedApp, 0)
    );
}

#[test]
fn a_role_for_oidc_apps_is_not_planned_with_for_apps_of_any_kind() {
    let create = access(Method::Post, "/api/v1/apps");
    assert!(create.is_enough("API_ACCESS_MANAGEMENT_ADMIN"));
    assert_eq!(create.whole_roles(), ["APP_ADMIN", SUPER_ADMIN]);
}

#[test]
fn the_type_of_a_policy_decides() {
    let catalog = Catalog::embedded();
    let id = catalog
        .by_route(Method::Get, "/api/v1/policies")
        .expect("a route");
    let of = |policy_type| Roles::embedded().access(catalog.get(id), policy_type);
    assert_eq!(of(None).roles, [SUPER_ADMIN]);
    assert!(of(None).conditions.iter().any(|one| one == "policy_type"));
    assert!(of(Some("ACCESS_POLICY")).is_enough("READ_ONLY_ADMIN"));
    assert_eq!(of(Some("OKTA_SIGN_ON")).roles, ["ORG_ADMIN", SUPER_ADMIN]);
    assert!(
        !of(Some("OKTA_SIGN_ON"))
            .conditions
            .iter()
            .any(|one| one == "policy_type")
    );
}
