//! The modes in which SDKs' clients authorize: `rules/grants/modes.toml`.

use std::sync::LazyLock;

use serde::Deserialize;

use crate::call::{ClientSettings, Setting};
use crate::config::CredentialName;

/// A mode of authorization.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mode {
    /// As the SDKs name it.
    pub name: String,
    pub credential: CredentialName,
    /// Settings that count in this mode; the others are ignored.
    pub uses: Vec<Setting>,
    /// Settings without which it can't work.
    pub needs: Vec<Setting>,
    #[expect(dead_code, reason = "for whoever reads the file")]
    sources: Vec<String>,
}

#[derive(Deserialize)]
struct ModesFile {
    mode: Vec<Mode>,
}

static MODES: LazyLock<Vec<Mode>> = LazyLock::new(|| {
    let file: ModesFile = toml::from_str(include_str!("../../rules/grants/modes.toml"))
        .expect("data sets are part of the program and held by a test");
    file.mode
});

/// The mode that a client is told, if it is told one that is known.
pub fn mode_of(settings: &ClientSettings) -> Option<&'static Mode> {
    let name = settings.given.get(&Setting::Mode)?.as_ref()?;
    MODES
        .iter()
        .find(|mode| mode.name.eq_ignore_ascii_case(name))
}

/// The mode that a client works in: the one that it is told, or else the only one that uses the credential it is given.
pub fn likely_mode_of(settings: &ClientSettings) -> Option<&'static Mode> {
    if settings.given.contains_key(&Setting::Mode) {
        return mode_of(settings);
    }
    let credentials = [Setting::Token, Setting::PrivateKey, Setting::AccessToken];
    let is_given = |setting: &Setting| settings.given.contains_key(setting);
    let given = || credentials.iter().filter(|setting| is_given(setting));
    let mut fit = MODES
        .iter()
        .filter(|mode| given().any(|setting| mode.uses.contains(setting)));
    let first = fit.next()?;
    fit.next().is_none().then_some(first)
}
