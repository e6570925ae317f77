//! missing-role: none of the roles and permissions that are declared for the token suffices.

use super::{Case, Complaint};
use crate::judge::facts::OperationFacts;
use crate::judge::grant::{RoleSide, role_grant};
use crate::roles::Basis;
use crate::words::{count, list};

pub fn check(case: &Case) -> Option<Complaint> {
    let token = case.token?;
    let sides: Vec<(&OperationFacts, RoleSide)> = case
        .operations
        .iter()
        .map(|operation| (operation, role_grant(operation, token)))
        .collect();
    let lacking = || {
        sides.iter().filter(|(_, side)| {
            matches!(side, RoleSide::Missing { .. } | RoleSide::Possible { .. })
        })
    };
    let (first, side) = lacking().next()?;
    let name = &token.name;
    let enough = sufficient(first);
    let title = first.title();
    let message = match (case.operations.len(), side) {
        (1, RoleSide::Possible { role }) => format!(
            "{title} needs {enough}; {role}, which token `{name}` has, may suffice, though no source confirms it."
        ),
        (1, _) => format!("{title} needs {enough}, and nothing that token `{name}` has suffices."),
        (all, _) => format!(
            "This calls one of {}, and for {} of them no role of token `{name}` suffices, such as {title}, which needs {enough}.",
            count(all, "operation"),
            lacking().count(),
        ),
    };
    let least = first.access.roles.first().map_or("", String::as_str);
    let instead = match first.access.permissions.as_slice() {
        [] => String::new(),
        permissions => format!(", or a custom role with {}", list(permissions, "and")),
    };
    Some(Complaint {
        message,
        label: format!("needs {least}"),
        help: Some(format!(
            "the least that suffices: {least}{instead}; `oktalint explain {}` has the sources",
            first.operation_id
        )),
        is_certain: sides.iter().all(|(_, side)| matches!(side, RoleSide::Missing { .. })),
        is_inferred: sides.iter().any(|(_, side)| {
            matches!(side, RoleSide::Missing { basis } if *basis != Some(Basis::Documented))
        }),
    })
}

/// The roles and permissions of which one suffices, least first, and how that is known.
fn sufficient(operation: &OperationFacts) -> String {
    let access = &operation.access;
    let basis = match access.role_basis {
        Some(Basis::Documented) => "documented",
        _ => "inferred",
    };
    const SHOWN: usize = 3;
    let shown = &access.roles[..access.roles.len().min(SHOWN)];
    match access.roles.len() - shown.len() {
        0 => format!("{} ({basis})", list(shown, "or")),
        more => format!("{} or one of {more} more ({basis})", shown.join(", ")),
    }
}
