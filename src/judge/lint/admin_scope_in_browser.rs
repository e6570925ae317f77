//! admin-scope-in-browser: code that signs people in asks for a scope with which an admin changes the org.

use super::{Complaint, PlaceComplaint, SettingsCase};
use crate::catalog::Catalog;

pub fn check(case: &SettingsCase) -> Vec<PlaceComplaint> {
    let settings = case.settings;
    if !settings.is_sign_in {
        return Vec::new();
    }
    let scopes = settings.scopes.iter().flatten();
    let is_admins = |scope: &str| {
        scope.ends_with(".manage") && Catalog::embedded().scopes().any(|known| known == scope)
    };
    scopes
        .filter(|(scope, _)| is_admins(scope))
        .map(|(scope, location)| PlaceComplaint {
            about: scope.clone(),
            location: location.clone(),
            complaint: Complaint {
                message: format!("The sign-in asks for {scope}: whoever gets at the browser's token can change the org."),
                label: "an admin's scope in a browser".to_owned(),
                help: Some("call Okta from a server with a token of its own, and let the browser call the server".to_owned()),
                is_certain: true,
                is_inferred: false,
            },
        })
        .collect()
}
