//! What a repository itself says about its tokens: settings of SDKs, infrastructure as code, and saved answers of an org.
//!
//! Each reader turns files of one kind into [`Declaration`]s; it decides nothing. `judge` holds them against the configuration.

mod document;
pub mod exports;
pub mod modes;
pub mod settings;
pub mod terraform;

use crate::call::Location;
use crate::config::CredentialName;

/// A scope, role or permission that is declared, and where.
#[derive(Clone, Debug)]
pub struct Declared {
    pub name: String,
    pub location: Location,
}

/// What one place says about one token.
#[derive(Clone, Debug)]
pub struct Declaration {
    /// For a person: `okta_app_oauth.sync`, `okta.client in appsettings.json`.
    pub what: String,
    pub location: Location,
    /// The name of the token, where the place gives it one.
    pub name: Option<String>,
    pub credential: Option<CredentialName>,
    /// OAuth 2.0 scopes; `None` where nothing is said of them or not all of them can be read.
    pub scopes: Option<Vec<Declared>>,
    /// Standard admin roles; `None` as above.
    pub roles: Option<Vec<Declared>>,
    /// Permissions of custom admin roles; `None` as above.
    pub permissions: Option<Vec<Declared>>,
    /// What the resource sets of its custom roles hold, as written.
    pub resources: Vec<String>,
    /// What the org grants (infrastructure as code, saved answers), against what an application asks for (its settings).
    pub is_granted: bool,
}

/// A resource without the org that it is in: a path of the API, or a resource name (`orn:…`) as it is. `{}` stands for what isn't known.
fn resource_path(resource: &str) -> String {
    let rest = resource.strip_prefix("{}").unwrap_or(resource);
    let beyond_scheme = rest.split_once("://").map(|(_, rest)| rest);
    let path = beyond_scheme.and_then(|rest| rest.get(rest.find('/')?..));
    path.unwrap_or(rest).to_owned()
}
