//! The files of `rules/roles/`, and how they are read.

use std::collections::BTreeMap;

use foldhash::{HashMap, HashMapExt};
use serde::Deserialize;

use super::Roles;
use super::rule::Rule;
use crate::catalog::Method;

/// The files, by name.
const DATA: [(&str, &str); 6] = [
    ("roles/roles", include_str!("../../rules/roles/roles.json")),
    (
        "roles/permissions",
        include_str!("../../rules/roles/permissions.json"),
    ),
    (
        "roles/operations",
        include_str!("../../rules/roles/operations.json"),
    ),
    (
        "roles/outside",
        include_str!("../../rules/roles/outside.json"),
    ),
    (
        "roles/resources",
        include_str!("../../rules/roles/resources.json"),
    ),
    ("roles/risky", include_str!("../../rules/roles/risky.json")),
];
const CONDITIONS: &str = include_str!("../../rules/roles/conditions.json");
const OWN: &str = include_str!("../../rules/roles/self.json");
const SOURCES: &str = include_str!("../../rules/roles/sources.json");

/// A standard admin role.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StandardRole {
    /// As the API spells it: `USER_ADMIN`.
    #[serde(rename = "type")]
    pub type_id: String,
    /// As the Admin Console names it.
    pub label: String,
    /// Higher is more powerful. Only for choosing the least of several; Okta has no such notion.
    pub rank: u32,
    /// What an assignment may be limited to: `org` (it can't be), `groups`, `apps`, `resource-set`.
    pub scope: String,
    /// Other spellings in Okta's documents.
    #[serde(default)]
    pub aliases: Vec<String>,
    #[serde(default)]
    pub targets: Vec<String>,
    /// Roles that can do nothing which this one can't, by Okta's table of roles.
    #[serde(default)]
    pub exceeds: Vec<String>,
    /// Roles that can do little which this one can't: with the rows of the table.
    #[serde(default)]
    pub exceeds_except: BTreeMap<String, Vec<String>>,
    /// Only orgs on Classic Engine have it.
    #[serde(default)]
    pub classic_only: bool,
    pub note: Option<String>,
    pub sources: Vec<String>,
}

/// A permission that custom admin roles are made of.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Permission {
    pub id: String,
    /// The kind of resource that a resource set must hold for it: `users`, `groups`, `apps`, …
    pub resource: String,
    /// In a few words.
    pub allows: String,
    /// Permissions that it contains.
    #[serde(default)]
    pub includes: Vec<String>,
    /// How that is known.
    pub includes_basis: Option<String>,
    /// Permissions that are commonly needed with it.
    #[serde(default)]
    pub beside: Vec<String>,
    /// OAuth scopes about the same thing; a permission is no scope.
    #[serde(default)]
    pub scopes: Vec<String>,
    #[serde(default)]
    pub aliases: Vec<String>,
    /// It can't be given to a custom role.
    #[serde(default)]
    pub only_in_standard_roles: bool,
    pub status: Option<String>,
    pub sources: Vec<String>,
}

/// What source code can't show, and an operation depends on.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Condition {
    pub means: String,
    /// A role under this condition never suffices for everything that the operation may be about.
    #[serde(default)]
    pub narrows: bool,
    /// Only a role whose assignment has no targets suffices under it.
    #[serde(default)]
    pub untargeted: bool,
    pub sources: Vec<String>,
}

/// What holds for calls on the caller's own user.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OwnFile {
    /// Ids that stand for the caller.
    pub ids: Vec<String>,
    /// Scope → the scope that suffices.
    pub scopes: BTreeMap<String, String>,
    #[expect(dead_code, reason = "for whoever reads the file")]
    sources: Vec<String>,
}

/// Operations that deserve a second look wherever they are called.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Risk {
    method: Vec<Method>,
    /// As in rules about roles.
    path: String,
    /// A query parameter and its value without which it is not risky.
    query: Option<(String, String)>,
    /// What it does: a clause that begins with `it` or `with`.
    pub what: String,
    #[expect(dead_code, reason = "for whoever reads the file")]
    sources: Vec<String>,
}

impl Risk {
    /// Whether a request is of this kind.
    pub fn holds(&self, method: Method, path: &str, query: &[(String, String)]) -> bool {
        let asked = |wanted: &(String, String)| {
            let mut query = query.iter();
            query.any(|(name, value)| *name == wanted.0 && value.eq_ignore_ascii_case(&wanted.1))
        };
        self.method.contains(&method)
            && super::rule::matches(&self.path, path)
            && self.query.as_ref().is_none_or(asked)
    }
}

#[derive(Deserialize)]
struct RisksFile {
    risks: Vec<Risk>,
}

/// A kind of resource, and how a resource set names all of that kind.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Resource {
    pub kind: String,
    /// Okta resource name, with `{orgId}`.
    pub orn: String,
    /// The path of its URL, where a resource set takes URLs for it.
    pub path: Option<String>,
    /// Paths of other resources that are of this kind.
    #[serde(default)]
    pub also: Vec<String>,
    #[expect(dead_code, reason = "for whoever reads the file")]
    sources: Vec<String>,
}

#[derive(Deserialize)]
struct ResourcesFile {
    resources: Vec<Resource>,
}

#[derive(Deserialize)]
struct RolesFile {
    roles: Vec<StandardRole>,
}

#[derive(Deserialize)]
struct PermissionsFile {
    permissions: Vec<Permission>,
}

#[derive(Deserialize)]
struct RulesFile {
    rules: Vec<Rule>,
}

/// The data sets about roles, by name.
pub fn data() -> &'static [(&'static str, &'static str)] {
    &DATA
}

/// The embedded facts.
pub(super) fn embedded() -> Roles {
    let mut standard = read::<RolesFile>(DATA[0].1).roles;
    standard.sort_by(|a, b| (a.rank, &a.type_id).cmp(&(b.rank, &b.type_id)));
    let permissions = read::<PermissionsFile>(DATA[1].1).permissions;
    let mut by_permission = HashMap::new();
    for (at, permission) in permissions.iter().enumerate() {
        let names = permission.aliases.iter().chain([&permission.id]);
        by_permission.extend(names.map(|name| (name.clone(), at)));
    }
    Roles {
        standard,
        permissions,
        rules: read::<RulesFile>(DATA[2].1).rules,
        outside: read::<RulesFile>(DATA[3].1).rules,
        conditions: read(CONDITIONS),
        sources: read(SOURCES),
        by_permission,
        own: read(OWN),
        resources: read::<ResourcesFile>(DATA[4].1).resources,
        risks: read::<RisksFile>(DATA[5].1).risks,
    }
}

fn read<T: serde::de::DeserializeOwned>(text: &str) -> T {
    serde_json::from_str(text).expect("data sets are part of the program and held by a test")
}
