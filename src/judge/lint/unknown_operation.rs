//! unknown-operation: Okta's API has no operation with this method and path.

use super::{Case, Complaint, request};
use crate::call::Resolution;
use crate::judge::nearest;

pub fn check(case: &Case) -> Option<Complaint> {
    if case.call.resolution != Resolution::Unknown || case.call.undocumented {
        return None;
    }
    let request = request(case.call);
    Some(Complaint {
        message: format!("No document of Okta's API has an operation `{request}`."),
        label: "no such operation".to_owned(),
        help: nearest::help(case.nearest),
        is_certain: true,
        is_inferred: false,
    })
}
