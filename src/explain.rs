//! What is known of an operation, a scope, a role, a permission or a condition, for a person.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use crate::catalog::{Catalog, Credential, Operation};
use crate::roles::{Access, Basis, Permission, Principal, Roles, StandardRole};
use crate::scopes;
use crate::words::{count, list};

/// Operations that are named before the rest is counted.
const MOST_NAMED: usize = 40;

/// Rows of a name and what it is, below a title.
struct Page(String);

impl Page {
    fn new(title: &str) -> Page {
        Page(format!("{title}\n"))
    }

    /// A row, unless there is nothing to say.
    fn row(&mut self, name: &str, value: &str) {
        if !value.is_empty() {
            let _ = writeln!(self.0, "  {name:12} {value}");
        }
    }

    /// A row for each of several values.
    fn rows<'a>(&mut self, name: &str, values: impl IntoIterator<Item = &'a str>) {
        for (at, value) in values.into_iter().enumerate() {
            self.row(if at == 0 { name } else { "" }, value);
        }
    }

    /// Operations by their routes, not more than a person reads.
    fn operations(&mut self, name: &str, operations: &[&Operation]) {
        if operations.is_empty() {
            return;
        }
        let _ = writeln!(self.0, "\n{name} ({}):", operations.len());
        for operation in operations.iter().take(MOST_NAMED) {
            let method = operation.method.as_str();
            let _ = writeln!(
                self.0,
                "  {method:6} {} ({})",
                operation.path, operation.operation_id
            );
        }
        let rest = operations.len().saturating_sub(MOST_NAMED);
        if rest > 0 {
            let _ = writeln!(self.0, "  and {rest} more");
        }
    }
}

/// What an operation is and asks for.
pub fn operation(operation: &Operation) -> String {
    let mut page = Page::new(&format!("{} ({})", operation.operation_id, operation.api));
    page.row("route", &format!("{} {}", operation.method, operation.path));
    page.row("scopes", &operation.scopes.join(" and "));
    page.row("credentials", &Credential::accepted(&operation.credentials));
    page.row("lifecycle", &operation.lifecycle);
    page.row("tag", &operation.tag);
    access(&mut page, &Roles::embedded().access(operation, None));
    for policy_type in Roles::embedded().policy_types(operation) {
        let of_type = Roles::embedded().access(operation, Some(policy_type));
        let enough = with_basis(&list(&of_type.roles, "or"), of_type.role_basis);
        page.row("", &format!("policies of type {policy_type}: {enough}"));
    }
    if let Some(release) = &operation.last_published {
        page.row("published", &format!("last in {release}"));
    }
    if let Some(token) = &operation.token {
        page.row("API token", &token.need);
        page.row("needed when", token.when.as_deref().unwrap_or_default());
        page.row("effect", token.effect.as_deref().unwrap_or_default());
    }
    page.row("sources", &operation.sources.join(", "));
    page.0
}

fn access(page: &mut Page, access: &Access) {
    let roles = Roles::embedded();
    page.row("who", principal(access));
    let enough = access
        .roles
        .iter()
        .map(|role| match access.limits.get(role) {
            Some(condition) => format!("{role} ({condition})"),
            None => role.clone(),
        });
    let enough: Vec<String> = enough.collect();
    page.row(
        "roles",
        &with_basis(&list(&enough, "or"), access.role_basis),
    );
    page.row("own object", &list(&access.self_only, "or"));
    page.row("perhaps also", &list(&access.possible_roles, "or"));
    let any_of: Vec<String> = access
        .permissions_any_of
        .iter()
        .map(|all| all.join(" and "))
        .collect();
    page.row(
        "permissions",
        &with_basis(&any_of.join(", or "), access.permission_basis),
    );
    if access.needs_role() && any_of.is_empty() {
        page.row(
            "permissions",
            "none known: no custom role is known to suffice",
        );
    }
    page.row(
        "users",
        if access.on_self {
            "may call it for themselves without an admin role"
        } else {
            ""
        },
    );
    for id in &access.conditions {
        page.row(
            "condition",
            &format!("{id}: {}", roles.condition(id).unwrap_or_default()),
        );
    }
    page.row("note", access.note.as_deref().unwrap_or_default());
    page.rows("roles from", access.sources.iter().map(String::as_str));
}

fn with_basis(text: &str, basis: Option<Basis>) -> String {
    match basis {
        Some(Basis::Documented) if !text.is_empty() => format!("{text} (documented)"),
        Some(Basis::Inferred) if !text.is_empty() => format!("{text} (inferred)"),
        _ => text.to_owned(),
    }
}

fn principal(access: &Access) -> &'static str {
    match access.principal {
        Principal::Admin => "an admin, or an app with an admin role",
        Principal::AnyToken => "anybody with a valid token; no admin role is needed",
        Principal::OwnToken => "the token itself",
        Principal::EndUser => "a signed-in user, for himself; no admin role is needed",
        Principal::Caller => "the caller, for himself; no admin role is needed",
        Principal::TrustedApp => {
            "anybody without a token; an admin's API token makes the caller a trusted application (role not documented)"
        }
        Principal::Nobody => "anybody; no credential is needed",
        Principal::Other => "whoever proves it by other means than a token",
        Principal::Unknown => "not known which admin roles suffice",
    }
}

/// What a scope is: which operations need it, what includes it. `None` if there is no such scope.
pub fn scope(name: &str) -> Option<String> {
    let catalog = Catalog::embedded();
    let all: BTreeSet<&str> = catalog.scopes().collect();
    if !all.contains(name)
        && !Roles::embedded()
            .all_self_scopes()
            .any(|scope| scope == name)
    {
        return None;
    }
    let mut page = Page::new(&format!("{name} (OAuth 2.0 scope)"));
    let others = || all.iter().copied().filter(|other| *other != name);
    let includes: Vec<&str> = others()
        .filter(|other| scopes::covers(name, other))
        .collect();
    let included: Vec<&str> = others()
        .filter(|other| scopes::covers(other, name))
        .collect();
    page.row("includes", &includes.join(", "));
    page.row("included in", &included.join(", "));
    let permissions = Roles::embedded().permissions().iter();
    let near: Vec<&str> = permissions
        .filter(|permission| permission.scopes.iter().any(|scope| scope == name))
        .map(|permission| permission.id.as_str())
        .collect();
    page.row(
        "not the same",
        &match near.is_empty() {
            true => String::new(),
            false => format!(
                "custom-role permissions about the same things: {}",
                near.join(", ")
            ),
        },
    );
    page.row(
        "gives",
        "nothing by itself: the admin roles behind the token must allow the call too",
    );
    let own = |operation: &&Operation| operation.scopes.iter().any(|scope| scope == name);
    page.operations(
        "Operations that need it",
        &catalog.operations().iter().filter(own).collect::<Vec<_>>(),
    );
    let inherited = |operation: &&Operation| {
        operation
            .scopes
            .iter()
            .any(|scope| scope != name && scopes::covers(name, scope))
    };
    page.operations(
        "Operations that it gives through what it includes",
        &catalog
            .operations()
            .iter()
            .filter(inherited)
            .collect::<Vec<_>>(),
    );
    Some(page.0)
}

/// What a standard role is and suffices for.
pub fn role(role: &StandardRole) -> String {
    let roles = Roles::embedded();
    let mut page = Page::new(&format!(
        "{} ({}, standard admin role)",
        role.type_id, role.label
    ));
    page.row(
        "limited to",
        match role.scope.as_str() {
            "org" => "nothing: it always holds for the whole org",
            "groups" => "the whole org, unless its assignment has target groups",
            "apps" => "the whole org, unless its assignment has target apps",
            _ => "a resource set",
        },
    );
    page.row("exceeds", &role.exceeds.join(", "));
    for (other, rows) in &role.exceeds_except {
        page.row("", &format!("{other}, but for {}", rows.join(", ")));
    }
    let above = roles
        .standard()
        .iter()
        .filter(|other| other.exceeds.contains(&role.type_id));
    let above: Vec<&str> = above.map(|other| other.type_id.as_str()).collect();
    page.row("exceeded by", &above.join(", "));
    page.row(
        "only on",
        if role.classic_only {
            "Classic Engine"
        } else {
            ""
        },
    );
    page.row("note", role.note.as_deref().unwrap_or_default());
    page.rows(
        "sources",
        role.sources.iter().map(|source| roles.source(source)),
    );
    let least =
        |operation: &&Operation| roles.access(operation, None).roles.first() == Some(&role.type_id);
    let operations: Vec<_> = Catalog::embedded().operations().iter().collect();
    let enough = |operation: &&Operation| roles.access(operation, None).is_enough(&role.type_id);
    let all = operations.iter().filter(|one| enough(one)).count();
    page.row(
        "suffices",
        &format!("for {} of the catalog", count(all, "operation")),
    );
    let least: Vec<_> = operations.into_iter().filter(least).collect();
    page.operations("Operations for which it is the least standard role", &least);
    page.0
}

/// What a permission of custom roles is.
pub fn permission(permission: &Permission) -> String {
    let roles = Roles::embedded();
    let mut page = Page::new(&format!(
        "{} (permission of custom admin roles)",
        permission.id
    ));
    page.row("allows", &permission.allows);
    page.row("resources", &permission.resource);
    page.row("includes", &permission.includes.join(", "));
    page.row(
        "known from",
        permission.includes_basis.as_deref().unwrap_or_default(),
    );
    let above = roles
        .permissions()
        .iter()
        .filter(|other| other.includes.contains(&permission.id));
    let above: Vec<&str> = above.map(|other| other.id.as_str()).collect();
    page.row("included in", &above.join(", "));
    page.row("goes with", &permission.beside.join(", "));
    page.row(
        "is no scope",
        &match permission.scopes.is_empty() {
            true => String::new(),
            false => format!(
                "the OAuth scopes about the same things are {}",
                permission.scopes.join(", ")
            ),
        },
    );
    page.row("status", permission.status.as_deref().unwrap_or_default());
    page.row(
        "only",
        if permission.only_in_standard_roles {
            "in standard roles"
        } else {
            ""
        },
    );
    page.rows(
        "sources",
        permission.sources.iter().map(|source| roles.source(source)),
    );
    let needs = |operation: &&Operation| {
        let access = roles.access(operation, None);
        access
            .permissions_any_of
            .iter()
            .flatten()
            .any(|one| *one == permission.id)
    };
    page.operations(
        "Operations that it suffices for, or is needed for",
        &Catalog::embedded()
            .operations()
            .iter()
            .filter(needs)
            .collect::<Vec<_>>(),
    );
    page.0
}

/// What a condition means.
pub fn condition(id: &str) -> Option<String> {
    let roles = Roles::embedded();
    let mut page = Page::new(&format!("{id} (condition that source code can't show)"));
    page.row("means", roles.condition(id)?);
    let sources = roles.condition_sources(id).iter();
    page.rows("sources", sources.map(|source| roles.source(source)));
    let depends = |operation: &&Operation| {
        roles
            .access(operation, None)
            .conditions
            .iter()
            .any(|one| one == id)
    };
    page.operations(
        "Operations that depend on it",
        &Catalog::embedded()
            .operations()
            .iter()
            .filter(depends)
            .collect::<Vec<_>>(),
    );
    Some(page.0)
}
