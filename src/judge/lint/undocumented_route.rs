//! undocumented-route: the route has been seen, but no published document of Okta lists it.

use super::{Case, Complaint, request};
use crate::call::Resolution;
use crate::judge::nearest;

pub fn check(case: &Case) -> Option<Complaint> {
    if case.call.resolution != Resolution::Unknown || !case.call.undocumented {
        return None;
    }
    let request = request(case.call);
    Some(Complaint {
        message: format!("`{request}` is a route that no published document of Okta lists."),
        label: "undocumented route".to_owned(),
        help: nearest::help(case.nearest),
        is_certain: true,
        is_inferred: false,
    })
}
