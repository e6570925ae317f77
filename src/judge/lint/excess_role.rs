//! excess-role: lesser roles suffice for every call.

use super::{Complaint, PlaceComplaint, TokenCase};
use crate::judge::token::lesser_roles;
use crate::roles::{Basis, Roles};
use crate::words::list;

pub fn check(case: &TokenCase) -> Vec<PlaceComplaint> {
    let token = case.token;
    let highest = token
        .role_names()
        .max_by_key(|role| Roles::embedded().rank(role));
    let (Some(highest), Some(lesser)) = (highest, lesser_roles(token, case.operations())) else {
        return Vec::new();
    };
    let Some(location) = token.places.roles.get(highest) else {
        return Vec::new();
    };
    let name = &token.name;
    let needing = || {
        case.operations()
            .filter(|operation| operation.access.needs_role())
    };
    let complaint = match lesser.is_empty() {
        true => Complaint {
            message: format!(
                "Token `{name}` has {highest}, and no call that uses it needs an admin role."
            ),
            label: "needed by no call".to_owned(),
            help: Some(format!(
                "unassign {highest} from the user or service app behind the token"
            )),
            is_certain: case.is_whole(),
            is_inferred: false,
        },
        false => Complaint {
            message: format!(
                "Token `{name}` has {highest}, and for its calls {} suffices.",
                list(&lesser, "and")
            ),
            label: format!("{} suffices", list(&lesser, "and")),
            help: Some(format!(
                "assign {} in place of {highest}; `oktalint plan` says which calls need what, and what a custom role would take",
                list(&lesser, "and")
            )),
            is_certain: case.is_whole()
                && case.operations().all(|operation| {
                    operation.access.principal != crate::roles::Principal::Unknown
                }),
            is_inferred: needing()
                .any(|operation| operation.access.role_basis != Some(Basis::Documented)),
        },
    };
    vec![PlaceComplaint {
        about: highest.to_owned(),
        location: location.clone(),
        complaint,
    }]
}
