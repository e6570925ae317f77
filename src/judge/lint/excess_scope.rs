//! excess-scope: a scope is declared that no call needs.

use super::{Complaint, PlaceComplaint, TokenCase, narrower_scope};
use crate::catalog::Catalog;

pub fn check(case: &TokenCase) -> Vec<PlaceComplaint> {
    let unused = case.requirement.unused_scopes.iter();
    // Scopes of other authorization servers say nothing about calls of Okta; a scope for which a lesser one is enough is not useless.
    let wanted = unused.filter(|scope| {
        Catalog::embedded()
            .scopes()
            .any(|known| known == scope.as_str())
            && narrower_scope::instead(case, scope).is_none()
    });
    wanted
        .filter_map(|scope| {
            let name = &case.token.name;
            Some(PlaceComplaint {
                about: scope.clone(),
                location: case.token.places.scopes.get(scope)?.clone(),
                complaint: Complaint {
                    message: format!("Token `{name}` has {scope}, and no call that uses it needs that."),
                    label: "needed by no call".to_owned(),
                    help: Some(format!(
                        "revoke {scope} in the Admin Console (Applications, the application, Okta API Scopes), and drop it here"
                    )),
                    is_certain: case.is_whole(),
                    is_inferred: false,
                },
            })
        })
        .collect()
}
