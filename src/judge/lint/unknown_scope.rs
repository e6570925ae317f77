//! unknown-scope: the code asks for an Okta scope that does not exist, or a token is declared to have it.

use super::{Complaint, DeclarationCase, PlaceComplaint, SettingsCase, TokenCase};
use crate::call::Location;
use crate::catalog::Catalog;
use crate::config::nearest;
use crate::roles::Roles;
use crate::scopes;

pub fn check(case: &SettingsCase) -> Vec<PlaceComplaint> {
    let asked = case.settings.scopes.iter().flatten();
    asked
        .filter_map(|(scope, location)| complaint(scope, location))
        .collect()
}

/// Names that were never a scope's are errors of the configuration itself.
pub fn check_token(case: &TokenCase) -> Vec<PlaceComplaint> {
    let granted = case.token.scopes.iter().flatten();
    granted
        .filter_map(|scope| complaint(scope, case.token.places.scopes.get(scope)?))
        .collect()
}

/// The same in settings files and infrastructure.
pub fn check_declaration(case: &DeclarationCase) -> Vec<PlaceComplaint> {
    let declared = case.declaration.scopes.iter().flatten();
    declared
        .filter_map(|scope| complaint(&scope.name, &scope.location))
        .collect()
}

fn complaint(scope: &str, location: &Location) -> Option<PlaceComplaint> {
    let catalog = Catalog::embedded();
    let known = || catalog.scopes().chain(Roles::embedded().all_self_scopes());
    if !scopes::is_oktas(scope) || known().any(|one| one == scope) {
        return None;
    }
    let is_outdated = catalog.is_outdated_scope(scope);
    let message = match is_outdated {
        true => format!(
            "None of Okta's lists has the scope `{scope}` any more, though a document once did."
        ),
        false => format!("Okta has no scope `{scope}`: asking for it fails with invalid_scope."),
    };
    Some(PlaceComplaint {
        about: scope.to_owned(),
        location: location.clone(),
        complaint: Complaint {
            message,
            label: "no such scope".to_owned(),
            help: nearest(scope, known()).map(|near| format!("did you mean `{near}`?")),
            is_certain: !is_outdated,
            is_inferred: false,
        },
    })
}
