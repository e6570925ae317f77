//! The lints: each looks at one call and either has something to say or has not. One file a lint, named as the lint.

mod deprecated_operation;
mod missing_scope;
mod undocumented_route;
mod unknown_operation;
mod unsupported_credential;

use super::facts::OperationFacts;
use super::nearest::Nearest;
use crate::call::Call;
use crate::config::{CredentialName, Token};

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
}

/// A lint's function.
pub type Check = fn(&Case) -> Option<Complaint>;

/// Every lint, in the order in which findings on one call appear.
pub const CHECKS: &[(&str, Check)] = &[
    ("unsupported-credential", unsupported_credential::check),
    ("missing-scope", missing_scope::check),
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
