//! unknown-scope: the code asks for an Okta scope that does not exist.

use super::{Complaint, PlaceComplaint, SettingsCase};
use crate::catalog::Catalog;
use crate::config::nearest;
use crate::roles::Roles;

/// How the names of Okta's own scopes begin.
const OKTA_SCOPE: &str = "okta.";

pub fn check(case: &SettingsCase) -> Vec<PlaceComplaint> {
    let known = || {
        Catalog::embedded()
            .scopes()
            .chain(Roles::embedded().all_self_scopes())
    };
    let asked = case.settings.scopes.iter().flatten();
    asked
        .filter(|(scope, _)| scope.starts_with(OKTA_SCOPE) && !known().any(|one| one == scope))
        .map(|(scope, location)| PlaceComplaint {
            about: scope.clone(),
            location: location.clone(),
            complaint: Complaint {
                message: format!(
                    "Okta has no scope `{scope}`: asking for it fails with invalid_scope."
                ),
                label: "no such scope".to_owned(),
                help: nearest(scope, known()).map(|near| format!("did you mean `{near}`?")),
                is_certain: true,
                is_inferred: false,
            },
        })
        .collect()
}
