//! narrower-scope: a `.manage` scope is declared where `.read` is enough.

use super::{Complaint, PlaceComplaint, TokenCase};
use crate::catalog::Catalog;
use crate::scopes;

pub fn check(case: &TokenCase) -> Vec<PlaceComplaint> {
    let granted = case.token.scopes.as_deref().unwrap_or_default();
    granted
        .iter()
        .filter(|_| case.token.credential.is_oauth())
        .filter_map(|scope| {
            let instead = instead(case, scope)?;
            let name = &case.token.name;
            Some(PlaceComplaint {
                about: scope.clone(),
                location: case.token.places.scopes.get(scope)?.clone(),
                complaint: Complaint {
                    message: format!("Token `{name}` has {scope}, and for its calls {instead} is enough."),
                    label: format!("{instead} is enough"),
                    help: Some(format!("grant {instead} in place of {scope}, let the application ask for that, and change it here")),
                    is_certain: case.is_whole(),
                    is_inferred: false,
                },
            })
        })
        .collect()
}

/// The lesser scope that is enough, if calls need what the scope covers and none needs the scope itself.
pub(super) fn instead(case: &TokenCase, scope: &str) -> Option<String> {
    let lesser = scopes::read_only(scope)?;
    let is_known = Catalog::embedded().scopes().any(|known| known == lesser);
    let needed = || case.operations().flat_map(|operation| &operation.scopes);
    let covered = || needed().filter(|needed| scopes::covers(scope, needed));
    let is_enough = covered().all(|needed| scopes::covers(&lesser, needed));
    (is_known && covered().next().is_some() && is_enough).then_some(lesser)
}
