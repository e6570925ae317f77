//! `oktalint explain-403`: what is missing when Okta refuses a request.

mod errors;
mod read;
mod text;

use schemars::JsonSchema;
use serde::Serialize;

use crate::can::{self, Possibility};
use crate::config::Token;
use crate::judge::{Judgement, OperationFacts};
use crate::ops::Answered;
use crate::printable::printable;
use crate::roles::{Principal, Roles};
use crate::scopes;
use crate::tool::Tool;
use crate::words::list;

pub use errors::{Errors, Gate, KnownError};
pub use read::{Evidence, read};
pub use text::write;

/// Longer segments of a path are not shown: they may be secrets.
const LONGEST_SHOWN: usize = 32;

/// What a refusal means, and what to do: the contract of `oktalint explain-403 --format json`, version 1.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(title = "oktalint explanation of a refusal")]
pub struct Explanation {
    /// 1.
    pub schema_version: u32,
    pub tool: Tool,
    pub status: Option<u16>,
    /// What refused the request.
    pub gate: Gate,
    /// What the text names, in its order.
    pub errors: Vec<ExplainedError>,
    /// Scopes that the response names as needed.
    pub named_scopes: Vec<String>,
    /// What the request was; several if the text leaves it open, none if it does not tell.
    pub operations: Vec<ExplainedOperation>,
    /// For a request that names no operation: the request, and what may have been meant.
    pub no_operation: Option<NoOperation>,
    /// Where a repository makes this request; absent if none was read.
    pub sites: Option<Vec<CallSite>>,
    /// What to do, first things first.
    pub next: Vec<String>,
}

/// An error and what it means.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ExplainedError {
    pub code: String,
    pub gate: Gate,
    pub means: String,
    pub sources: Vec<String>,
}

/// An operation, what it needs, and what a token lacks of it.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ExplainedOperation {
    #[serde(flatten)]
    pub operation: OperationFacts,
    /// The roles and permissions that suffice, as a sentence's part; empty if none is needed or known.
    pub sufficient: String,
    /// What source code can't show: the meaning of the operation's conditions.
    pub provided: Vec<String>,
    pub token: Option<TokenAnswer>,
}

/// What a token is to an operation.
#[derive(Debug, Serialize, JsonSchema)]
pub struct TokenAnswer {
    pub name: String,
    pub verdict: Possibility,
    /// Most telling first.
    pub reasons: Vec<String>,
    pub missing_scopes: Vec<String>,
}

/// A request that names no operation.
#[derive(Debug, Serialize, JsonSchema)]
pub struct NoOperation {
    pub request: String,
    pub nearest: Vec<String>,
}

/// A call in a repository.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct CallSite {
    pub path: String,
    pub line: u32,
    pub operation: String,
    /// The token that is declared for it.
    pub token: Option<String>,
}

/// Explains what a text tells.
pub fn explain(
    evidence: &Evidence,
    token: Option<&Token>,
    sites: Option<Vec<CallSite>>,
) -> Explanation {
    let operations: Vec<ExplainedOperation> = evidence
        .operations
        .iter()
        .map(|operation| explain_operation(operation, token))
        .collect();
    let known = evidence.errors.iter().map(|error| ExplainedError {
        code: error.code.clone(),
        gate: error.gate,
        means: error.means.clone(),
        sources: error.sources.clone(),
    });
    let other = evidence.other_codes.iter().map(|code| ExplainedError {
        code: code.clone(),
        gate: Gate::Unsure,
        means: Errors::embedded().gate(Gate::Unsure).to_owned(),
        sources: Vec::new(),
    });
    let leading = leading(&evidence.errors);
    let mut explanation = Explanation {
        schema_version: 1,
        tool: Tool::THIS,
        status: evidence.status.or(leading.map(|error| error.status)),
        gate: leading.map_or(Gate::Unsure, |error| error.gate),
        errors: known.chain(other).collect(),
        named_scopes: evidence.scopes.clone(),
        operations,
        no_operation: evidence.strange.as_ref().map(no_operation),
        sites,
        next: Vec::new(),
    };
    explanation.next = next(leading, &explanation);
    explanation
}

/// The calls of a repository that make the refused request; if that is not known, those that need the scopes which the response names.
pub fn call_sites(
    judgement: &Judgement,
    evidence: &Evidence,
    include_tests: bool,
) -> Vec<CallSite> {
    let is_meant = |operation: &OperationFacts| match evidence.operations.as_slice() {
        [] => {
            let mut needed = operation.scopes.iter();
            needed.any(|scope| evidence.scopes.contains(scope))
        }
        operations => operations
            .iter()
            .any(|one| one.api == operation.api && one.operation_id == operation.operation_id),
    };
    let mut sites: Vec<CallSite> = Vec::new();
    for judged in &judgement.calls {
        if judged.call.in_test && !include_tests {
            continue;
        }
        let meant = judged.operations.iter().find(|one| is_meant(one));
        sites.extend(meant.map(|operation| CallSite {
            path: judged.call.location.file.path.to_string(),
            line: judged.call.location.start().line,
            operation: operation.title(),
            token: judged.token.clone(),
        }));
    }
    sites.sort();
    sites
}

/// The error that says most: a missing scope is told in a header, beside a body that may say something broader.
fn leading<'a>(errors: &[&'a KnownError]) -> Option<&'a KnownError> {
    let scope = errors.iter().find(|error| error.gate == Gate::Scope);
    scope.or_else(|| errors.first()).copied()
}

fn explain_operation(operation: &OperationFacts, token: Option<&Token>) -> ExplainedOperation {
    let access = &operation.access;
    let needs_role = access.principal == Principal::Admin && access.needs_role();
    let meaning = |id: &String| Roles::embedded().condition(id).unwrap_or(id).to_owned();
    ExplainedOperation {
        sufficient: match needs_role {
            true => can::sufficient(operation),
            false => String::new(),
        },
        provided: access.conditions.iter().map(meaning).collect(),
        token: token.map(|token| {
            let answer = can::of_operation(operation, token);
            let granted = token.scopes.as_deref().unwrap_or_default();
            TokenAnswer {
                name: token.name.clone(),
                verdict: answer.verdict,
                missing_scopes: match answer.verdict {
                    Possibility::MissingScope => scopes::missing(granted, &operation.scopes),
                    _ => Vec::new(),
                },
                // The conditions are the operation's, and told there.
                reasons: answer
                    .reasons
                    .into_iter()
                    .filter(|one| !one.starts_with(can::PROVIDED))
                    .collect(),
            }
        }),
        operation: operation.clone(),
    }
}

fn no_operation(strange: &Answered) -> NoOperation {
    let path = strange.path.split(['?', '#']).next().unwrap_or_default();
    let segments: Vec<&str> = path
        .split('/')
        .map(|segment| match segment.len() > LONGEST_SHOWN {
            true => "…",
            false => segment,
        })
        .collect();
    let near = strange.nearest.iter();
    NoOperation {
        request: printable(&format!("{} {}", strange.method, segments.join("/"))).into_owned(),
        nearest: near
            .map(|near| format!("{}: {}", near.operation.title(), near.reason))
            .collect(),
    }
}

/// What to do: the steps that go with the error, and what the token's declaration adds.
fn next(leading: Option<&KnownError>, explanation: &Explanation) -> Vec<String> {
    let places = [
        ("{scopes}", scopes_to_grant(explanation)),
        ("{roles}", roles_to_give(explanation)),
        ("{operation}", nearest(explanation)),
    ];
    let steps = leading.map_or(&[][..], |error| &error.next);
    let mut next: Vec<String> = Vec::new();
    for step in steps {
        let mut places = places.iter().filter(|(place, _)| step.contains(place));
        let filled = places.try_fold(step.clone(), |step, (place, value)| {
            Some(step.replace(place, value.as_ref()?))
        });
        next.extend(filled);
    }
    let declared = explanation
        .operations
        .iter()
        .filter_map(|one| one.token.as_ref());
    let mut verdicts = declared.map(|token| token.verdict).peekable();
    let permission = [Gate::Scope, Gate::Role].contains(&explanation.gate);
    if permission && verdicts.peek().is_some() && verdicts.all(|one| one == Possibility::Allowed) {
        next.push(
            "what is declared for the token would allow it: compare that with what the org really grants to it"
                .to_owned(),
        );
    }
    if explanation.operations.is_empty() && explanation.no_operation.is_none() {
        next.push("name the request for more: --request \"GET /api/v1/users\"".to_owned());
    }
    next
}

/// What all that the request may be have in common.
fn common(explanation: &Explanation, of: impl Fn(&ExplainedOperation) -> String) -> Option<String> {
    let mut all = explanation.operations.iter().map(of);
    let first = all.next().filter(|first| !first.is_empty())?;
    all.all(|other| other == first).then_some(first)
}

fn scopes_to_grant(explanation: &Explanation) -> Option<String> {
    let needed = |one: &ExplainedOperation| {
        let missing = one.token.as_ref().map(|token| &token.missing_scopes);
        list(
            missing
                .filter(|missing| !missing.is_empty())
                .unwrap_or(&one.operation.scopes),
            "and",
        )
    };
    let named = || list(&explanation.named_scopes, "or");
    common(explanation, needed).or_else(|| Some(named()).filter(|named| !named.is_empty()))
}

/// The least role, and the permissions of a custom one.
fn roles_to_give(explanation: &Explanation) -> Option<String> {
    common(explanation, |one| {
        let access = &one.operation.access;
        let Some(least) = access.roles.first().filter(|_| !one.sufficient.is_empty()) else {
            return String::new();
        };
        let custom = match access.permissions.is_empty() {
            true => String::new(),
            false => format!(
                ", or a custom role with {}",
                list(&access.permissions, "and")
            ),
        };
        format!("{least}, the least standard role that suffices{custom}")
    })
}

fn nearest(explanation: &Explanation) -> Option<String> {
    let titles = match &explanation.no_operation {
        Some(strange) => strange.nearest.clone(),
        None => explanation
            .operations
            .iter()
            .map(|one| one.operation.title())
            .collect(),
    };
    Some(list(&titles, "or")).filter(|titles| !titles.is_empty())
}
