//! Admin roles and custom-role permissions: what suffices for an operation.
//!
//! Okta checks two things of a request: the scopes of its token (an API token has none), and what the admin roles behind it allow. The
//! facts about roles are in `rules/roles/`: standard roles, permissions of custom roles, and rules that say by route which of
//! them suffice. Where Okta annotates an operation itself, as the catalog keeps it, that wins over any rule.

mod access;
mod cover;
mod data;
mod rule;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use foldhash::HashMap;

use crate::catalog::Operation;

pub use access::{Access, Basis, Principal};
pub use cover::{Cover, CustomRole, cover, custom_role};
pub use data::{Permission, Resource, StandardRole, data};

/// The role that suffices for whatever an admin may do.
pub const SUPER_ADMIN: &str = "SUPER_ADMIN";

/// What stands for a custom role where the type of a standard one would.
pub const CUSTOM: &str = "CUSTOM";

/// What is known of roles, permissions and what operations ask for.
#[derive(Debug)]
pub struct Roles {
    /// By rank, least first.
    standard: Vec<StandardRole>,
    permissions: Vec<Permission>,
    /// The first that matches decides.
    rules: Vec<rule::Rule>,
    /// For routes that no document of the management API lists.
    outside: Vec<rule::Rule>,
    conditions: BTreeMap<String, data::Condition>,
    sources: BTreeMap<String, String>,
    by_permission: HashMap<String, usize>,
    own: data::OwnFile,
    resources: Vec<Resource>,
    risks: Vec<data::Risk>,
}

static EMBEDDED: LazyLock<Roles> = LazyLock::new(data::embedded);

impl Roles {
    /// What is in this binary.
    pub fn embedded() -> &'static Roles {
        &EMBEDDED
    }

    /// The standard roles, least first.
    pub fn standard(&self) -> &[StandardRole] {
        &self.standard
    }

    /// A standard role by its type, or by a spelling that Okta's documents use for it.
    pub fn role(&self, name: &str) -> Option<&StandardRole> {
        let is = |role: &&StandardRole| {
            role.type_id == name || role.aliases.iter().any(|alias| alias == name)
        };
        self.standard.iter().find(is)
    }

    /// How much a role allows, for choosing the least of several; Okta has no such notion.
    pub fn rank(&self, role: &str) -> u32 {
        self.role(role).map_or(u32::MAX, |role| role.rank)
    }

    /// Every permission of custom roles.
    pub fn permissions(&self) -> &[Permission] {
        &self.permissions
    }

    /// A permission by its id, or by an older spelling of it.
    pub fn permission(&self, id: &str) -> Option<&Permission> {
        self.by_permission.get(id).map(|at| &self.permissions[*at])
    }

    /// What a permission allows: itself, and whatever it includes, however far.
    pub fn closure<'a>(
        &'a self,
        permissions: impl IntoIterator<Item = &'a str>,
    ) -> BTreeSet<&'a str> {
        let mut all = BTreeSet::new();
        let mut open: Vec<&str> = permissions.into_iter().collect();
        while let Some(id) = open.pop() {
            let known = self.permission(id);
            if all.insert(known.map_or(id, |known| known.id.as_str())) {
                open.extend(
                    known
                        .iter()
                        .flat_map(|known| known.includes.iter().map(String::as_str)),
                );
            }
        }
        all
    }

    /// What a condition means.
    pub fn condition(&self, id: &str) -> Option<&str> {
        self.conditions
            .get(id)
            .map(|condition| condition.means.as_str())
    }

    /// Whether a role under this condition never suffices for everything that an operation may be about.
    pub fn narrows(&self, condition: &str) -> bool {
        self.conditions
            .get(condition)
            .is_some_and(|condition| condition.narrows)
    }

    /// Whether only a role whose assignment has no targets suffices under this condition.
    pub fn is_untargeted(&self, condition: &str) -> bool {
        self.conditions
            .get(condition)
            .is_some_and(|condition| condition.untargeted)
    }

    /// Where a condition is known from.
    pub fn condition_sources(&self, id: &str) -> &[String] {
        let condition = self.conditions.get(id);
        condition.map_or(&[], |condition| &condition.sources)
    }

    /// What the first word of a source stands for: a document and its revision.
    pub fn source<'a>(&'a self, source: &'a str) -> &'a str {
        let key = source.split_whitespace().next().unwrap_or(source);
        self.sources.get(key).map_or(source, String::as_str)
    }

    /// How a resource set names all resources of a kind, where a source says it.
    pub fn resource(&self, kind: &str) -> Option<&Resource> {
        self.resources.iter().find(|resource| resource.kind == kind)
    }

    /// The kind of a resource as a resource set names it: by its kind, its resource name or its URL. `None` if that can't be told.
    pub fn resource_kind(&self, written: &str) -> Option<&str> {
        if let Some(permission) = self.permissions.iter().find(|one| one.resource == written) {
            return Some(&permission.resource);
        }
        let is = |resource: &&Resource| {
            let (start, end) = resource
                .orn
                .split_once("{orgId}")
                .unwrap_or((&resource.orn, ""));
            let after = written
                .strip_prefix(start)
                .and_then(|rest| rest.split_once(':'));
            let by_name = after.is_some_and(|(_, kind)| format!(":{kind}").starts_with(end));
            by_name
                || resource
                    .path
                    .as_ref()
                    .is_some_and(|path| written.contains(path.as_str()))
        };
        // Users of a group are users, though their URL names the group first.
        let of_group = |resource: &&Resource| {
            resource.also.iter().any(|path| {
                let (start, end) = path.split_once("{groupId}").unwrap_or((path, ""));
                written
                    .split_once(start)
                    .is_some_and(|(_, rest)| rest.ends_with(end))
            })
        };
        let found = self
            .resources
            .iter()
            .find(of_group)
            .or_else(|| self.resources.iter().find(is));
        found.map(|resource| resource.kind.as_str())
    }

    /// Why a request deserves a second look wherever it is made.
    pub fn risk(&self, operation: &Operation, query: &[(String, String)]) -> Option<&str> {
        let mut risks = self.risks.iter();
        let found = risks.find(|risk| risk.holds(operation.method, &operation.path, query))?;
        Some(&found.what)
    }

    /// Ids that stand for the caller where a user's id is wanted.
    pub fn caller_ids(&self) -> impl Iterator<Item = &str> {
        self.own.ids.iter().map(String::as_str)
    }

    /// The scopes that suffice in place of others where a call is on the caller's own user; empty if one of them has no such scope.
    pub fn self_scopes(&self, scopes: &[String]) -> Vec<String> {
        let own = scopes
            .iter()
            .map(|scope| self.own.scopes.get(scope).cloned());
        own.collect::<Option<_>>().unwrap_or_default()
    }

    /// Every scope that is about the caller's own user.
    pub fn all_self_scopes(&self) -> impl Iterator<Item = &str> {
        self.own.scopes.values().map(String::as_str)
    }

    /// What an operation asks of whoever calls it. `policy_type` is the value of a policy's type, where the call shows it.
    pub fn access(&self, operation: &Operation, policy_type: Option<&str>) -> Access {
        access::access(self, operation, policy_type)
    }

    /// The types of policies for which other roles suffice than [`Roles::access`] says without one.
    pub fn policy_types(&self, operation: &Operation) -> impl Iterator<Item = &str> {
        let rule = self.rule(operation);
        let variants = rule.into_iter().flat_map(|rule| &rule.variants);
        variants.map(|variant| variant.policy_type.as_str())
    }

    /// The ids of the rules, with whether one of the operations is decided by it; for the test that holds the rules to the catalog.
    pub fn rules_used<'a>(
        &'a self,
        operations: impl Iterator<Item = &'a Operation>,
    ) -> BTreeMap<&'a str, usize> {
        let all = self.rules.iter().chain(&self.outside);
        let mut used: BTreeMap<&str, usize> = all.map(|rule| (rule.id.as_str(), 0)).collect();
        for operation in operations {
            if let Some(rule) = self.rule(operation) {
                *used.entry(rule.id.as_str()).or_default() += 1;
            }
        }
        used
    }

    /// The rule that decides about an operation.
    fn rule(&self, operation: &Operation) -> Option<&rule::Rule> {
        let of = |rules: &'_ [rule::Rule]| -> Option<usize> {
            rules
                .iter()
                .position(|rule| rule.matches(operation.method, &operation.path))
        };
        of(&self.rules)
            .map(|at| &self.rules[at])
            .or_else(|| of(&self.outside).map(|at| &self.outside[at]))
    }
}
