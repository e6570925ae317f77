//! What the Okta provider calls its resources, as data: `rules/grants/terraform.toml`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::config::CredentialName;

static EMBEDDED: LazyLock<Rules> = LazyLock::new(|| {
    toml::from_str(include_str!("../../../rules/grants/terraform.toml"))
        .expect("rules/grants/terraform.toml is part of the program and held by a test")
});

/// The rules of `rules/grants/terraform.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Rules {
    pub provider: Provider,
    principal: Vec<Principal>,
    pub custom_role: CustomRole,
    pub resource_set: ResourceSet,
    grant: Vec<Grant>,
    pub targets: Targets,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Provider {
    pub name: String,
    /// What its token is called.
    pub token: String,
    pub scopes: String,
    /// The first attribute that is set says what the token is.
    pub credentials: Vec<ProviderCredential>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ProviderCredential {
    pub attribute: String,
    pub credential: CredentialName,
}

/// A resource that may hold a token.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Principal {
    #[serde(rename = "type")]
    pub resource: String,
    /// The attribute that says what its tokens are.
    pub kind: Option<String>,
    #[serde(default)]
    pub kinds: BTreeMap<String, CredentialName>,
    /// … for every other value.
    pub otherwise: Option<CredentialName>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CustomRole {
    #[serde(rename = "type")]
    pub resource: String,
    pub permissions: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ResourceSet {
    #[serde(rename = "type")]
    pub resource: String,
    pub resources: Vec<String>,
}

/// A resource that gives a principal something: the names of the attributes that say what and to whom.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Grant {
    #[serde(rename = "type")]
    pub resource: String,
    pub principal: String,
    pub scopes: Option<String>,
    pub role: Option<String>,
    pub custom_role: Option<String>,
    pub resource_set: Option<String>,
    /// What a standard role is limited to.
    pub groups: Option<String>,
    pub apps: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Targets {
    pub groups: String,
    pub apps: String,
}

impl Rules {
    /// The rules that the program carries.
    pub fn embedded() -> &'static Rules {
        &EMBEDDED
    }

    pub fn principal(&self, resource: &str) -> Option<&Principal> {
        self.principal.iter().find(|is| is.resource == resource)
    }

    pub fn grant(&self, resource: &str) -> Option<&Grant> {
        self.grant.iter().find(|is| is.resource == resource)
    }
}
