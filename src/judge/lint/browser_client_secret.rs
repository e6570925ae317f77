//! browser-client-secret: code of a browser sends a client secret.

use std::sync::Arc;

use super::{Complaint, PlaceComplaint, SettingsCase};
use crate::call::{Location, Setting, SourceFile};
use crate::credentials;

pub fn check(file: &Arc<SourceFile>) -> Vec<PlaceComplaint> {
    let place = credentials::sent_from_browser(file);
    place
        .map(|span| {
            let location = Location {
                file: Arc::clone(file),
                span,
            };
            complaint(
                location,
                "This code of a browser sends a client secret for a token.",
            )
        })
        .into_iter()
        .collect()
}

/// The same, told to a library that signs people in.
pub fn check_settings(case: &SettingsCase) -> Vec<PlaceComplaint> {
    let settings = case.settings;
    let has_secret = settings.is_sign_in && settings.given.contains_key(&Setting::ClientSecret);
    has_secret
        .then(|| {
            complaint(
                settings.location.clone(),
                "This sign-in is told a client secret, which a browser can't keep.",
            )
        })
        .into_iter()
        .collect()
}

fn complaint(location: Location, message: &str) -> PlaceComplaint {
    PlaceComplaint {
        about: String::new(),
        location,
        complaint: Complaint {
            message: message.to_owned(),
            label: "a client secret in a browser".to_owned(),
            help: Some("make it a public client: with PKCE the client id goes in the body, and there is neither a secret nor a Basic header".to_owned()),
            is_certain: true,
            is_inferred: false,
        },
    }
}
