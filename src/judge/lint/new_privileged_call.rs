//! new-privileged-call: a call is new against the baseline, and privileged.

use super::{Complaint, NewCase};
use crate::config::{RISKY_CALL, SUPER_ADMIN_ONLY};
use crate::judge::OperationFacts;
use crate::judge::privilege::privileges;
use crate::words::list;

pub fn check(case: &NewCase) -> Option<Complaint> {
    let is_privileged =
        |operation: &&OperationFacts| !privileges(operation, case.privileges).is_empty();
    let first = case.operations.iter().find(is_privileged)?;
    let mut reasons: Vec<String> = Vec::new();
    for name in privileges(first, case.privileges) {
        reasons.push(match name.as_str() {
            SUPER_ADMIN_ONLY => "takes a super admin".to_owned(),
            RISKY_CALL => first.risk.as_deref().map_or(name, |risk| {
                risk.strip_prefix("it ").unwrap_or(risk).to_owned()
            }),
            scope if first.scopes.iter().any(|one| one == scope) => format!("needs {scope}"),
            _ => "is named in `privileged`".to_owned(),
        });
    }
    reasons.dedup();
    let brought = case.brought.additions();
    let now = match brought.is_empty() {
        true => String::new(),
        false => format!(
            " {} now needs {}.",
            case.token_title(),
            list(brought, "and")
        ),
    };
    Some(Complaint {
        message: format!(
            "New privileged call: {} {}.{now}",
            first.title(),
            list(reasons, "and")
        ),
        label: format!("not in {}", case.base),
        help: Some(format!(
            "if it is meant to be, let it in by name: an [[approve]] entry for `{}` in oktalint.toml, or a comment \
             `oktalint: allow(new-privileged-call) REASON` above it",
            first.operation_id
        )),
        is_certain: case.operations.iter().filter(is_privileged).count() == case.operations.len(),
        is_inferred: false,
    })
}
