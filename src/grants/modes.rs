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
