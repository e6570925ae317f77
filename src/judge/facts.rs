//! What is known of an operation, as far as judging and reporting it need.

use schemars::JsonSchema;
use serde::Serialize;

use crate::catalog::Credential;
use crate::roles::Access;

/// An operation and what it asks of a token.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct OperationFacts {
    pub operation_id: String,
    /// The document that lists it: `management`, `oauth`, `myaccount`, `governance`, …
    pub api: String,
    /// Upper case.
    pub method: String,
    /// With named parameters: `/api/v1/users/{userId}`.
    pub path: String,
    /// OAuth 2.0 scopes; all of them are needed.
    pub scopes: Vec<String>,
    /// Credentials that it accepts, each alone.
    pub credentials: Vec<Credential>,
    /// For an operation that accepts no credential: when it needs an API token all the same.
    pub api_token_when: Option<String>,
    /// For a call on the caller's own user: the scopes that suffice for it, if there are any below `scopes`.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub self_scopes: Vec<String>,
    /// Why the request deserves a second look wherever it is made: `it grants an application Okta scopes`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub risk: Option<String>,
    /// What it asks of the roles behind the token.
    #[serde(flatten)]
    pub access: Access,
    /// What its document says of it, such as `GA`, `EA`, `BETA`.
    pub lifecycle: Option<String>,
    /// Deprecated, or dropped from later releases of its document.
    pub deprecated: bool,
    /// The last release of its document that lists it, if that is not the newest.
    pub last_published: Option<String>,
}

impl OperationFacts {
    /// `createUser (POST /api/v1/users)`.
    pub fn title(&self) -> String {
        format!("{} ({} {})", self.operation_id, self.method, self.path)
    }

    /// `API token or OAuth 2.0`.
    pub fn accepted(&self) -> String {
        Credential::accepted(&self.credentials)
    }

    /// Whether it needs no credential in any case.
    pub fn is_public(&self) -> bool {
        self.accepts(Credential::None) && self.api_token_when.is_none()
    }

    /// Whether one of its credentials is of this kind.
    pub fn accepts(&self, kind: Credential) -> bool {
        self.credentials.contains(&kind)
    }
}
