//! `oktalint can`: one request against one token.

use schemars::JsonSchema;
use serde::Serialize;

use crate::catalog::{Catalog, Method};
use crate::config::{CredentialName, Token};
use crate::judge::{Grant, OperationFacts, RoleSide, grant, role_grant};
use crate::ops::{self, Entry, Verdict};
use crate::roles::{Basis, Roles};
use crate::tool::Tool;
use crate::words::list;

/// How a reason begins that is a condition of the operation.
pub const PROVIDED: &str = "provided: ";

/// Whether a token can make a request, and why.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Answer {
    /// 1.
    pub schema_version: u32,
    pub tool: Tool,
    pub verdict: Possibility,
    /// What the request names; absent where it names nothing.
    pub operation: Option<OperationFacts>,
    /// For a person, most telling first.
    pub reasons: Vec<String>,
}

/// Whether a token can make a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Possibility {
    Allowed,
    MissingScope,
    MissingRole,
    CredentialCannot,
    NoSuchOperation,
    Unknown,
}

impl Possibility {
    /// The name used in reports.
    pub fn name(self) -> &'static str {
        match self {
            Possibility::Allowed => "allowed",
            Possibility::MissingScope => "missing scope",
            Possibility::MissingRole => "missing role",
            Possibility::CredentialCannot => "this kind of token can't",
            Possibility::NoSuchOperation => "no such operation",
            Possibility::Unknown => "unknown",
        }
    }
}

/// Why a request can't be answered for.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
#[error("`{0}` is no HTTP verb")]
#[diagnostic(
    code(oktalint::can::no_verb),
    help("write `oktalint can GET /api/v1/users`")
)]
pub struct NoVerb(String);

/// Whether a token can make a request.
///
/// # Errors
/// The verb is none.
pub fn answer(method: &str, path: &str, token: &Token) -> Result<Answer, NoVerb> {
    let method: Method = method.parse().map_err(|_| NoVerb(method.to_owned()))?;
    let entry = Entry {
        line: 1,
        text: format!("{method} {path}"),
        label: String::new(),
        method,
        target: path.to_owned(),
    };
    let answered = ops::answer(Catalog::embedded(), vec![entry])
        .operations
        .remove(0);
    let Some(operation) = answered.operation else {
        let mut reasons = Vec::new();
        let undocumented = answered.verdict == Verdict::UndocumentedRoute;
        reasons.extend(answered.note);
        let near = answered.nearest.iter();
        reasons
            .extend(near.map(|near| format!("meant? {}: {}", near.operation.title(), near.reason)));
        return Ok(Answer {
            schema_version: 1,
            tool: Tool::THIS,
            verdict: match undocumented {
                true => Possibility::Unknown,
                false => Possibility::NoSuchOperation,
            },
            operation: None,
            reasons,
        });
    };
    Ok(of_operation(&operation, token))
}

/// Whether a token can make a request of which the operation is known.
pub fn of_operation(operation: &OperationFacts, token: &Token) -> Answer {
    let mut reasons = Vec::new();
    let by_token = by_token(operation, token, &mut reasons);
    let by_roles = by_roles(operation, token, &mut reasons);
    let verdict = match (by_token, by_roles) {
        (Possibility::Allowed, by_roles) => by_roles,
        (Possibility::Unknown, Possibility::MissingRole) => Possibility::MissingRole,
        (by_token, _) => by_token,
    };
    Answer {
        schema_version: 1,
        tool: Tool::THIS,
        verdict,
        operation: Some(operation.clone()),
        reasons,
    }
}

fn by_token(operation: &OperationFacts, token: &Token, reasons: &mut Vec<String>) -> Possibility {
    match grant(operation, token) {
        Grant::Public => {
            reasons.push("it needs no credential".to_owned());
            Possibility::Allowed
        }
        Grant::Allowed => {
            if token.credential == CredentialName::ApiToken {
                reasons.push(
                    "an API token has no scopes: only the roles of the admin who made it count"
                        .to_owned(),
                );
            } else if !operation.scopes.is_empty() {
                reasons.push(format!(
                    "the scopes allow it: it needs {}",
                    list(&operation.scopes, "and")
                ));
            }
            Possibility::Allowed
        }
        Grant::Depends => {
            let when = operation
                .api_token_when
                .as_deref()
                .unwrap_or("the application is a trusted one");
            reasons.push(format!("it needs an API token when {when}"));
            Possibility::Unknown
        }
        Grant::Undeclared => {
            reasons.push(format!(
                "it needs {}, and no scopes are declared",
                list(&operation.scopes, "and")
            ));
            Possibility::Unknown
        }
        Grant::MissingScopes(missing) => {
            reasons.push(format!("the token lacks {}", list(&missing, "and")));
            Possibility::MissingScope
        }
        Grant::Unsupported => {
            reasons.push(format!("it takes {}", operation.accepted()));
            Possibility::CredentialCannot
        }
        Grant::Elsewhere => {
            reasons.push("it takes no token but another credential: client authentication, a session or a signed message".to_owned());
            Possibility::CredentialCannot
        }
    }
}

fn by_roles(operation: &OperationFacts, token: &Token, reasons: &mut Vec<String>) -> Possibility {
    let roles = Roles::embedded();
    let access = &operation.access;
    let side = role_grant(operation, token);
    let said = |basis: Option<Basis>| match basis {
        Some(Basis::Inferred) => " (inferred)",
        _ => "",
    };
    let verdict = match side {
        RoleSide::NotNeeded => return Possibility::Allowed,
        RoleSide::Enough { basis } => {
            reasons.push(format!("the roles allow it{}", said(basis)));
            Possibility::Allowed
        }
        RoleSide::Missing { basis } => {
            reasons.push(format!("it needs {}{}", sufficient(operation), said(basis)));
            Possibility::MissingRole
        }
        RoleSide::Possible { role } => {
            reasons.push(format!(
                "{role} may suffice, though no source confirms it; {} does",
                sufficient(operation)
            ));
            Possibility::Unknown
        }
        RoleSide::Undeclared if access.needs_role() => {
            reasons.push(format!(
                "if the roles behind it are {}; none are declared",
                sufficient(operation)
            ));
            return Possibility::Allowed;
        }
        RoleSide::Undeclared => return Possibility::Allowed,
        RoleSide::Unknown => {
            reasons.push("it is not known which roles suffice for it".to_owned());
            Possibility::Unknown
        }
    };
    for id in &access.conditions {
        reasons.push(format!("{PROVIDED}{}", roles.condition(id).unwrap_or(id)));
    }
    verdict
}

/// The roles and permissions that suffice, least first.
pub fn sufficient(operation: &OperationFacts) -> String {
    let roles = list(&operation.access.roles, "or");
    match operation.access.permissions.as_slice() {
        [] => roles,
        permissions => format!(
            "{roles}, or a custom role with {}",
            list(permissions, "and")
        ),
    }
}
