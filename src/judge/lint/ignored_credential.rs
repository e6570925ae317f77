//! ignored-credential: the mode of an SDK's client makes another setting dead.

use super::{Complaint, PlaceComplaint, SettingsCase};
use crate::call::Setting;
use crate::config::CredentialName;
use crate::grants::modes::mode_of;
use crate::words::list;

pub fn check(case: &SettingsCase) -> Vec<PlaceComplaint> {
    let settings = case.settings;
    let Some(mode) = mode_of(settings) else {
        return Vec::new();
    };
    let ignored: Vec<&str> = settings
        .given
        .keys()
        .filter(|setting| **setting != Setting::Mode && !mode.uses.contains(setting))
        .map(|setting| setting.name())
        .collect();
    if ignored.is_empty() {
        return Vec::new();
    }
    let acts_as = match mode.credential {
        CredentialName::OauthService if settings.given.contains_key(&Setting::AccessToken) => {
            " The application acts as itself, not as the signed-in user."
        }
        CredentialName::OauthService => " The application acts as itself.",
        CredentialName::OauthUser => {
            " The application acts as the user of the access token, not as itself."
        }
        _ => " The application acts as the admin who made the API token.",
    };
    let verb = if ignored.len() == 1 { "is" } else { "are" };
    let ignored = list(&ignored, "and");
    vec![PlaceComplaint {
        about: mode.name.clone(),
        location: settings.location.clone(),
        complaint: Complaint {
            message: format!("In mode {}, {ignored} {verb} ignored.{acts_as}", mode.name),
            label: format!("ignores {ignored}"),
            help: Some("drop what is ignored, or choose the mode that uses it".to_owned()),
            is_certain: true,
            is_inferred: false,
        },
    }]
}
