//! unsupported-credential: the operation cannot be called with this kind of token.

use super::{Case, Complaint, credential_name};
use crate::catalog::Credential;
use crate::config::CredentialName;
use crate::judge::facts::OperationFacts;
use crate::judge::grant::{Grant, grant};
use crate::words::{count, list};

pub fn check(case: &Case) -> Option<Complaint> {
    let token = case.token?;
    let refusing: Vec<_> = case
        .operations
        .iter()
        .filter(|operation| grant(operation, token) == Grant::Unsupported)
        .collect();
    let first = *refusing.first()?;
    let is_certain = refusing.len() == case.operations.len();
    let (name, kind) = (&token.name, credential_name(token.credential));
    let accepted = list(&accepted(first), "or");
    let title = first.title();
    let message = if case.operations.len() == 1 {
        format!("{title} takes {accepted}, and token `{name}` is {kind}.")
    } else {
        let all = count(case.operations.len(), "operation");
        let refusing = refusing.len();
        format!(
            "This calls one of {all}; {refusing} of them refuse {kind}, such as {title}, which takes {accepted}."
        )
    };
    let help = match token.credential {
        CredentialName::None => {
            format!("send {accepted} with this request, and declare it as a token for this file")
        }
        _ => format!(
            "make this call with {accepted}, and declare it as a token of its own with the paths that use it"
        ),
    };
    Some(Complaint {
        message,
        label: format!("takes {accepted}"),
        help: Some(help),
        is_certain,
        is_inferred: false,
    })
}

fn accepted(operation: &OperationFacts) -> Vec<&'static str> {
    let name = |kind: &Credential| match kind {
        Credential::ApiToken => Some("an API token"),
        Credential::Oauth2 => Some("an OAuth 2.0 access token"),
        Credential::None | Credential::Other => None,
    };
    operation.credentials.iter().filter_map(name).collect()
}
