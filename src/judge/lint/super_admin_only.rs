//! super-admin-only: no role below super admin can make the call.

use super::{Case, Complaint};
use crate::roles::Basis;

pub fn check(case: &Case) -> Option<Complaint> {
    // What is risky says so itself.
    let forces = |operation: &&crate::judge::OperationFacts| {
        operation.access.is_super_admin_only() && operation.risk.is_none()
    };
    let first = case.operations.iter().find(forces)?;
    Some(Complaint {
        message: format!(
            "{} takes a super admin: no lesser role and no custom role is known to suffice.",
            first.title()
        ),
        label: "takes a super admin".to_owned(),
        help: Some(format!(
            "keep this call out of what runs with the everyday token: a token of its own, or an admin who does it by hand; \
             `oktalint explain {}` has the sources",
            first.operation_id
        )),
        is_certain: case.operations.iter().filter(forces).count() == case.operations.len(),
        is_inferred: first.access.role_basis != Some(Basis::Documented),
    })
}
