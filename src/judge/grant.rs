//! One operation against one token.

use super::facts::OperationFacts;
use crate::catalog::Credential;
use crate::config::{CredentialName, Token};
use crate::scopes;

/// What a token is to an operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Grant {
    /// No credential is needed.
    Public,
    Allowed,
    /// Some requests need an API token, which this is not; the source does not say which these are.
    Depends,
    /// The credential is accepted, and these scopes lack.
    MissingScopes(Vec<String>),
    /// No token of this kind is accepted.
    Unsupported,
    /// The operation takes a credential of another kind (client authentication, a session), which is no token of the project's.
    Elsewhere,
}

/// What a token is to an operation.
pub fn grant(operation: &OperationFacts, token: &Token) -> Grant {
    if operation.is_public() {
        return Grant::Public;
    }
    if operation.accepts(Credential::None) {
        return match token.credential {
            CredentialName::ApiToken => Grant::Allowed,
            _ => Grant::Depends,
        };
    }
    if operation.credentials.is_empty() || only_other(operation) {
        return Grant::Elsewhere;
    }
    match token.credential {
        CredentialName::None => Grant::Unsupported,
        CredentialName::ApiToken if operation.accepts(Credential::ApiToken) => Grant::Allowed,
        CredentialName::ApiToken => Grant::Unsupported,
        CredentialName::OauthService | CredentialName::OauthUser
            if operation.accepts(Credential::Oauth2) =>
        {
            let missing = scopes::missing(&token.scopes, &operation.scopes);
            match missing.is_empty() {
                true => Grant::Allowed,
                false => Grant::MissingScopes(missing),
            }
        }
        CredentialName::OauthService | CredentialName::OauthUser => Grant::Unsupported,
    }
}

fn only_other(operation: &OperationFacts) -> bool {
    let mut kinds = operation.credentials.iter();
    kinds.all(|kind| *kind == Credential::Other)
}
