//! Where settings are kept and what they mean, as data: `rules/grants/settings.toml`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use globset::{GlobBuilder, GlobMatcher};
use serde::Deserialize;

use crate::config::CredentialName;

static EMBEDDED: LazyLock<Rules> = LazyLock::new(|| {
    toml::from_str(include_str!("../../../rules/grants/settings.toml"))
        .expect("rules/grants/settings.toml is part of the program and held by a test")
});

/// The rules of `rules/grants/settings.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Rules {
    files: Vec<Files>,
    pub variables: Variables,
    modes: BTreeMap<String, CredentialName>,
    pub settings: Vec<Settings>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Files {
    #[serde(deserialize_with = "globs")]
    names: Vec<GlobMatcher>,
    format: Format,
}

/// How a file is written.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Format {
    Json,
    Yaml,
    Variables,
    Properties,
}

impl Format {
    /// For a person.
    pub fn name(self) -> &'static str {
        match self {
            Format::Json => "JSON",
            Format::Yaml => "YAML",
            Format::Variables => "environment",
            Format::Properties => "properties",
        }
    }
}

/// Where documents set environment variables.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Variables {
    pub keys: Vec<String>,
    /// Kind of a Kubernetes resource → its key.
    pub kinds: BTreeMap<String, String>,
}

/// The settings that some SDKs share.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Settings {
    /// How their paths in documents begin.
    pub nested: Option<String>,
    /// How their environment variables begin.
    pub variables: String,
    pub credentials: Vec<Credential>,
    /// What follows that beginning, in lower case.
    pub keys: BTreeMap<String, Meaning>,
}

/// What a setting that is set says of the token, if there is no mode.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Credential {
    pub set: Meaning,
    pub credential: CredentialName,
}

/// What a setting is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Meaning {
    Mode,
    Scopes,
    Token,
    AccessToken,
    PrivateKey,
    ClientId,
}

impl Rules {
    /// The rules that the program carries.
    pub fn embedded() -> &'static Rules {
        &EMBEDDED
    }

    /// How a file of settings is written, by its name.
    pub fn format(&self, path: &str) -> Option<Format> {
        let name = path.rsplit_once('/').map_or(path, |(_, name)| name);
        let is = |files: &&Files| files.names.iter().any(|glob| glob.is_match(name));
        self.files.iter().find(is).map(|files| files.format)
    }

    /// What a mode makes of a token.
    pub fn mode(&self, mode: &str) -> Option<CredentialName> {
        let mut modes = self.modes.iter();
        let is = |known: &str| known.eq_ignore_ascii_case(mode.trim());
        modes.find_map(|(known, credential)| is(known).then_some(*credential))
    }
}

fn globs<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Vec<GlobMatcher>, D::Error> {
    let names = Vec::<String>::deserialize(from)?;
    let compiled = names.iter().map(|name| {
        let glob = GlobBuilder::new(name).case_insensitive(true).build();
        glob.map(|glob| glob.compile_matcher())
    });
    let compiled: Result<Vec<_>, _> = compiled.collect();
    compiled.map_err(serde::de::Error::custom)
}
