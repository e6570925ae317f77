//! admin-scope-in-browser: code that signs people in asks for a scope with which an admin changes the org.

use std::sync::Arc;

use super::{Complaint, PlaceComplaint, SettingsCase};
use crate::call::{Location, SourceFile};
use crate::catalog::Catalog;
use crate::credentials::authorize_scopes;
use crate::scopes;

pub fn check(case: &SettingsCase) -> Vec<PlaceComplaint> {
    let settings = case.settings;
    if !settings.is_sign_in {
        return Vec::new();
    }
    let scopes = settings.scopes.iter().flatten();
    scopes
        .filter_map(|(scope, location)| complaint(scope, location.clone()))
        .collect()
}

/// The same where the URL of the sign-in is written out.
pub fn check_file(file: &Arc<SourceFile>) -> Vec<PlaceComplaint> {
    let scopes = authorize_scopes(file).into_iter();
    scopes
        .filter_map(|(scope, span)| {
            let location = Location {
                file: Arc::clone(file),
                span,
            };
            complaint(&scope, location)
        })
        .collect()
}

fn complaint(scope: &str, location: Location) -> Option<PlaceComplaint> {
    let is_admins =
        scopes::is_manage(scope) && Catalog::embedded().scopes().any(|known| known == scope);
    is_admins.then(|| PlaceComplaint {
        about: scope.to_owned(),
        location,
        complaint: Complaint {
            message: format!(
                "The sign-in asks for {scope}: whoever gets at the browser's token can change the org."
            ),
            label: "an admin's scope in a browser".to_owned(),
            help: Some(
                "call Okta from a server with a token of its own, and let the browser call the server"
                    .to_owned(),
            ),
            is_certain: true,
            is_inferred: false,
        },
    })
}
