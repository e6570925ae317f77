//! The least roles and permissions that cover many operations.

use std::collections::{BTreeMap, BTreeSet};

use super::{Access, Roles, SUPER_ADMIN};

/// Standard roles that cover all operations.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cover {
    /// The least role that suffices alone; `None` if no role is needed.
    pub least_single: Option<String>,
    /// The set of roles whose most powerful one is least, least first; empty if no role is needed.
    pub least_set: Vec<String>,
}

/// A custom role that covers all operations which one can cover.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CustomRole {
    /// Permission → indices of the operations that fail without it.
    pub permissions: BTreeMap<String, Vec<usize>>,
    /// Indices of operations that no permission is known for.
    pub beyond: Vec<usize>,
}

/// The least standard roles for operations, each given by the roles of which one suffices. Operations that need none may be left out.
///
/// There are few roles, so that all sets of them are tried: the most powerful role of the set counts first, then the sum of the ranks.
/// Super admin alone suffices for everything.
pub fn cover<'a>(roles: &Roles, needs: impl IntoIterator<Item = &'a [String]>) -> Cover {
    let standard = roles.standard();
    let bit = |role: &String| {
        let at = standard.iter().position(|one| one.type_id == *role);
        at.map_or(0, |at| 1u32 << at)
    };
    let needs: BTreeSet<u32> = needs
        .into_iter()
        .map(|enough| enough.iter().map(bit).fold(0, |all, one| all | one))
        .filter(|mask| *mask != 0)
        .collect();
    if needs.is_empty() {
        return Cover::default();
    }
    let common = needs.iter().fold(u32::MAX, |all, mask| all & mask);
    let single = (0..standard.len()).find(|at| common & (1 << at) != 0);
    let covers = |set: u32| needs.iter().all(|mask| set & mask != 0);
    let weight = |set: u32| {
        let members = (0..standard.len()).filter(|at| set & (1 << at) != 0);
        let ranks: Vec<u32> = members.map(|at| standard[at].rank).collect();
        (ranks.iter().max().copied(), ranks.iter().sum::<u32>(), set)
    };
    let sets = (1u32..1 << standard.len()).filter(|set| covers(*set));
    let least = sets.min_by_key(|set| weight(*set));
    let names = |set: u32| {
        let members = standard
            .iter()
            .enumerate()
            .filter(|(at, _)| set & (1 << at) != 0);
        members.map(|(_, role)| role.type_id.clone()).collect()
    };
    Cover {
        least_single: Some(
            single
                .map_or(SUPER_ADMIN, |at| standard[at].type_id.as_str())
                .to_owned(),
        ),
        least_set: least.map(names).unwrap_or_default(),
    }
}

/// The least permissions for operations. One without any role to it needs none.
pub fn custom_role(roles: &Roles, needs: &[&Access]) -> CustomRole {
    let mut chosen: BTreeSet<String> = BTreeSet::new();
    let mut open: Vec<usize> = Vec::new();
    let mut beyond = Vec::new();
    for (at, need) in needs
        .iter()
        .enumerate()
        .filter(|(_, need)| need.needs_role())
    {
        match need.permissions_any_of.as_slice() {
            [] => beyond.push(at),
            [only] => chosen.extend(only.iter().cloned()),
            _ => open.push(at),
        }
    }
    // Those with a choice take what adds least to what is there already.
    for &at in &open {
        let have = roles.closure(chosen.iter().map(String::as_str));
        let added = |all: &&Vec<String>| {
            let with = roles.closure(chosen.iter().chain(all.iter()).map(String::as_str));
            with.len() - have.len()
        };
        let least = needs[at]
            .permissions_any_of
            .iter()
            .min_by_key(added)
            .cloned();
        chosen.extend(least.into_iter().flatten());
    }
    let is_covered = |have: &BTreeSet<&str>, need: &Access| {
        let mut any_of = need.permissions_any_of.iter();
        any_of.any(|all| all.iter().all(|one| have.contains(one.as_str())))
    };
    let fails_without = |chosen: &BTreeSet<String>, permission: &String| -> Vec<usize> {
        let mut rest = chosen.clone();
        rest.remove(permission);
        let have = roles.closure(rest.iter().map(String::as_str));
        let needing = needs
            .iter()
            .enumerate()
            .filter(|(_, need)| need.needs_role());
        let able = needing.filter(|(_, need)| !need.permissions_any_of.is_empty());
        able.filter(|(_, need)| !is_covered(&have, need))
            .map(|(at, _)| at)
            .collect()
    };
    // The most powerful first, so that what the lesser ones give is not given twice.
    let mut by_power: Vec<String> = chosen.iter().cloned().collect();
    by_power.sort_by_key(|id| std::cmp::Reverse(roles.closure([id.as_str()]).len()));
    for permission in by_power {
        if fails_without(&chosen, &permission).is_empty() {
            chosen.remove(&permission);
        }
    }
    let permissions = chosen
        .iter()
        .map(|id| (id.clone(), fails_without(&chosen, id)));
    CustomRole {
        permissions: permissions.collect(),
        beyond,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::roles::Principal;

    fn enough(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    fn covered(needs: &[&[&str]]) -> Cover {
        let needs: Vec<Vec<String>> = needs.iter().map(|names| enough(names)).collect();
        cover(Roles::embedded(), needs.iter().map(Vec::as_slice))
    }

    #[test]
    fn nothing_needs_no_role() {
        assert_eq!(covered(&[]), Cover::default());
    }

    #[test]
    fn incomparable_roles_make_a_set_below_super_admin() {
        let cover = covered(&[&["SUPER_ADMIN", "ORG_ADMIN"], &["SUPER_ADMIN", "APP_ADMIN"]]);
        assert_eq!(cover.least_single.as_deref(), Some("SUPER_ADMIN"));
        assert_eq!(cover.least_set, ["APP_ADMIN", "ORG_ADMIN"]);
    }

    #[test]
    fn the_most_powerful_role_of_a_set_is_as_weak_as_can_be() {
        let cover = covered(&[
            &["USER_ADMIN", "ORG_ADMIN", "SUPER_ADMIN"],
            &[
                "REPORT_ADMIN",
                "READ_ONLY_ADMIN",
                "ORG_ADMIN",
                "SUPER_ADMIN",
            ],
        ]);
        assert_eq!(cover.least_single.as_deref(), Some("ORG_ADMIN"));
        assert_eq!(cover.least_set, ["REPORT_ADMIN", "USER_ADMIN"]);
    }

    fn needing(any_of: &[&[&str]]) -> Access {
        Access {
            principal: Principal::Admin,
            roles: enough(&["SUPER_ADMIN"]),
            permissions_any_of: any_of.iter().map(|all| enough(all)).collect(),
            ..Access::default()
        }
    }

    #[test]
    fn a_custom_role_takes_what_adds_least() {
        let needs = [
            needing(&[&["okta.users.lifecycle.suspend"], &["okta.users.manage"]]),
            needing(&[&["okta.users.userprofile.read"], &["okta.users.read"]]),
            needing(&[]),
        ];
        let role = custom_role(Roles::embedded(), &needs.iter().collect::<Vec<_>>());
        let ids: Vec<&String> = role.permissions.keys().collect();
        assert_eq!(
            ids,
            [
                "okta.users.lifecycle.suspend",
                "okta.users.userprofile.read"
            ]
        );
        assert_eq!(role.permissions["okta.users.lifecycle.suspend"], [0]);
        assert_eq!(role.beyond, [2]);
    }

    #[test]
    fn a_permission_that_another_includes_is_not_given() {
        let needs = [
            needing(&[&["okta.users.lifecycle.suspend"], &["okta.users.manage"]]),
            needing(&[&["okta.users.manage"]]),
        ];
        let role = custom_role(Roles::embedded(), &needs.iter().collect::<Vec<_>>());
        assert_eq!(
            role.permissions.keys().collect::<Vec<_>>(),
            ["okta.users.manage"]
        );
    }
}
