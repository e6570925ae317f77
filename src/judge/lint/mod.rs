//! The lints: each looks at one call and either has something to say or has not. One file a lint, named as the lint.

mod admin_scope_in_browser;
mod browser_client_secret;
mod conflicting_declaration;
mod deprecated_operation;
mod excess_role;
mod excess_scope;
mod hardcoded_credential;
mod ignored_credential;
mod missing_credential;
mod missing_role;
mod missing_scope;
mod narrower_scope;
mod new_privileged_call;
mod new_requirement;
mod risky_call;
mod super_admin_only;
mod undocumented_route;
mod unknown_operation;
mod unknown_scope;
mod unsupported_credential;
mod wrong_declaration;

use std::sync::Arc;

use super::delta::TokenDelta;
use super::facts::OperationFacts;
use super::nearest::Nearest;
use super::token::TokenRequirement;
use crate::call::{Call, ClientSettings, Location, SourceFile};
use crate::config::{CredentialName, Privileges, Token};
use crate::grants::Declaration;
use crate::lints::Level;

/// What a lint looks at.
pub struct Case<'a> {
    pub call: &'a Call,
    /// What it may call; empty if that is not known.
    pub operations: &'a [OperationFacts],
    /// For a call that is not known: what it may have meant.
    pub nearest: &'a [Nearest],
    pub token: Option<&'a Token>,
}

/// What a lint has to say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Complaint {
    pub message: String,
    pub label: String,
    pub help: Option<String>,
    /// Whether it holds whatever the call turns out to be. If not, the finding is no more than a note.
    pub is_certain: bool,
    /// It rests on what is inferred, not documented: the finding is no more than a warning.
    pub is_inferred: bool,
}

impl Complaint {
    /// The level of the finding, where the lint has this one.
    pub fn level(&self, level: Level) -> Level {
        match (self.is_certain, self.is_inferred) {
            (false, _) => level.min(Level::Note),
            (true, true) => level.min(Level::Warning),
            (true, false) => level,
        }
    }
}

/// What a lint about a token looks at.
pub struct TokenCase<'a> {
    pub token: &'a Token,
    pub requirement: &'a TokenRequirement,
    /// Its calls, each by what it may call.
    pub calls: &'a [&'a [OperationFacts]],
}

impl TokenCase<'_> {
    /// Whether it is known what every call calls, so that what no known call needs is needed by none.
    pub fn is_whole(&self) -> bool {
        self.calls.iter().all(|operations| operations.len() == 1)
    }

    /// The operations that are called.
    pub fn operations(&self) -> impl Iterator<Item = &OperationFacts> + Clone {
        self.calls.iter().copied().flatten()
    }
}

/// What a lint about an SDK's client looks at.
pub struct SettingsCase<'a> {
    pub settings: &'a ClientSettings,
    /// The token that the configuration declares for this code.
    pub declared: Option<&'a Token>,
}

/// The function of a lint about an SDK's client.
pub type SettingsCheck = fn(&SettingsCase) -> Vec<PlaceComplaint>;

/// Every lint about an SDK's client, in the order in which findings appear.
pub const SETTINGS_CHECKS: &[(&str, SettingsCheck)] = &[
    ("unknown-scope", unknown_scope::check),
    ("conflicting-declaration", conflicting_declaration::check),
    ("ignored-credential", ignored_credential::check),
    ("missing-credential", missing_credential::check),
    ("admin-scope-in-browser", admin_scope_in_browser::check),
    (
        "browser-client-secret",
        browser_client_secret::check_settings,
    ),
];

/// What a lint about settings or infrastructure looks at.
pub struct DeclarationCase<'a> {
    pub declaration: &'a Declaration,
    /// The token of the configuration that has its name.
    pub declared: Option<&'a Token>,
}

/// The function of a lint about settings or infrastructure.
pub type DeclarationCheck = fn(&DeclarationCase) -> Vec<PlaceComplaint>;

/// Every lint about settings or infrastructure, in the order in which findings appear.
pub const DECLARATION_CHECKS: &[(&str, DeclarationCheck)] = &[
    ("unknown-scope", unknown_scope::check_declaration),
    ("wrong-declaration", wrong_declaration::check),
    (
        "conflicting-declaration",
        conflicting_declaration::check_declaration,
    ),
];

/// The function of a lint about a file.
pub type FileCheck = fn(&Arc<SourceFile>) -> Vec<PlaceComplaint>;

/// Every lint about a file, in the order in which findings appear.
pub const FILE_CHECKS: &[(&str, FileCheck)] = &[
    ("hardcoded-credential", hardcoded_credential::check),
    ("browser-client-secret", browser_client_secret::check),
    ("admin-scope-in-browser", admin_scope_in_browser::check_file),
];

/// What a lint has to say about a place that is no call.
pub struct PlaceComplaint {
    /// What makes it another finding than the next: a scope, a role.
    pub about: String,
    pub location: Location,
    pub complaint: Complaint,
}

/// The function of a lint about a token.
pub type TokenCheck = fn(&TokenCase) -> Vec<PlaceComplaint>;

/// Every lint about a token, in the order in which findings appear.
pub const TOKEN_CHECKS: &[(&str, TokenCheck)] = &[
    ("unknown-scope", unknown_scope::check_token),
    ("excess-scope", excess_scope::check),
    ("narrower-scope", narrower_scope::check),
    ("excess-role", excess_role::check),
];

/// What a lint about a new call looks at.
pub struct NewCase<'a> {
    /// What it is new against, for a person.
    pub base: &'a str,
    /// What it may call.
    pub operations: &'a [OperationFacts],
    pub privileges: &'a Privileges,
    /// The name of its token.
    pub token: Option<&'a str>,
    /// What its token needs because of it, and did not need before.
    pub brought: &'a TokenDelta,
}

impl NewCase<'_> {
    fn token_title(&self) -> String {
        match self.token {
            Some(name) => format!("Token `{name}`"),
            None => "The token behind this call".to_owned(),
        }
    }
}

/// The function of a lint about a new call.
pub type NewCheck = fn(&NewCase) -> Option<Complaint>;

/// Every lint about a new call: the first that has something to say has said it all.
pub const NEW_CHECKS: &[(&str, NewCheck)] = &[
    ("new-privileged-call", new_privileged_call::check),
    ("new-requirement", new_requirement::check),
];

/// A lint's function.
pub type Check = fn(&Case) -> Option<Complaint>;

/// Every lint, in the order in which findings on one call appear.
pub const CHECKS: &[(&str, Check)] = &[
    ("unsupported-credential", unsupported_credential::check),
    ("missing-scope", missing_scope::check),
    ("missing-role", missing_role::check),
    ("risky-call", risky_call::check),
    ("super-admin-only", super_admin_only::check),
    ("unknown-operation", unknown_operation::check),
    ("undocumented-route", undocumented_route::check),
    ("deprecated-operation", deprecated_operation::check),
];

/// How a person would call the kind of a token.
fn credential_name(credential: CredentialName) -> &'static str {
    match credential {
        CredentialName::ApiToken => "an API token",
        CredentialName::OauthService => "an OAuth 2.0 access token of a service app",
        CredentialName::OauthUser => "an OAuth 2.0 access token of a user",
        CredentialName::None => "no token",
    }
}

/// The request of a call whose operation is not known.
fn request(call: &Call) -> String {
    match call.method {
        Some(method) => format!("{} {}", method.as_str(), call.path),
        None => call.path.clone(),
    }
}

#[cfg(test)]
mod tests;
