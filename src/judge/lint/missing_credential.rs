//! missing-credential: the mode of an SDK's client needs a setting that is not there.

use super::{Complaint, PlaceComplaint, SettingsCase};
use crate::grants::modes::mode_of;
use crate::words::list;

pub fn check(case: &SettingsCase) -> Vec<PlaceComplaint> {
    let settings = case.settings;
    let Some(mode) = mode_of(settings) else {
        return Vec::new();
    };
    let missing: Vec<&str> = mode
        .needs
        .iter()
        .filter(|setting| !settings.given.contains_key(setting))
        .map(|setting| setting.name())
        .collect();
    if missing.is_empty() || settings.is_open {
        return Vec::new();
    }
    let missing = list(&missing, "and");
    vec![PlaceComplaint {
        about: mode.name.clone(),
        location: settings.location.clone(),
        complaint: Complaint {
            message: format!(
                "Mode {} needs {missing}, and {} is not given it here.",
                mode.name, settings.symbol
            ),
            label: format!("without {missing}"),
            help: Some(
                "set it here, unless the environment or a settings file of the SDK does".to_owned(),
            ),
            is_certain: true,
            is_inferred: false,
        },
    }]
}
