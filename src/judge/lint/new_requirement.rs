//! new-requirement: with a new call, a token needs what it did not need.

use super::{Complaint, NewCase};
use crate::words::list;

pub fn check(case: &NewCase) -> Option<Complaint> {
    let brought = case.brought.additions();
    if brought.is_empty() {
        return None;
    }
    Some(Complaint {
        message: format!(
            "{} now needs {}.",
            case.token_title(),
            list(&brought, "and")
        ),
        label: format!("the first call that needs it; not in {}", case.base),
        help: Some(format!(
            "grant it before this is deployed, or the call fails: {}",
            list(brought, "and")
        )),
        is_certain: case.operations.len() == 1,
        is_inferred: false,
    })
}
