//! `oktalint plan`: the least that a token must be allowed, with the reasons: which calls need what, and what stands in the way of less.

mod build;
pub mod markdown;
pub mod okta_api;
pub mod terraform;
pub mod text;

use schemars::JsonSchema;
use serde::Serialize;

use crate::judge::{Judgement, OperationFacts, Requirement, TokenUse};
use crate::ops::Answer;
use crate::roles::{Basis, Principal};
use crate::tool::Tool;

/// The plan for every token: the contract of `oktalint plan --format json`, version 1.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(title = "oktalint plan")]
pub struct Plan {
    /// 1.
    pub schema_version: u32,
    pub tool: Tool,
    pub tokens: Vec<TokenPlan>,
}

/// The plan for one token.
#[derive(Debug, Serialize, JsonSchema)]
pub struct TokenPlan {
    /// Its name; `operations` for a list, `undeclared` for calls that no token is declared for.
    pub token: String,
    /// Calls, or lines of the list, that count.
    pub calls: usize,
    pub requirement: Requirement,
    /// What breaks without each scope, role and permission.
    pub reasons: Vec<Reason>,
    /// Every standard role, least first: whether it suffices, and for what it does not.
    pub standard_roles: Vec<RoleFit>,
    /// What a custom role's resource set must hold: kinds of resources.
    pub resources: Vec<String>,
    /// The three kinds of tokens, and what can't be done with each.
    pub credentials: Vec<CredentialFit>,
    pub obstacles: Obstacles,
    /// What source code can't show, and what depends on it.
    pub conditions: Vec<Condition>,
    pub basis: RoleBases,
    /// Requests that need no token unless they are made as a trusted application, and what is known of the roles then.
    pub trusted: Vec<Trusted>,
    /// Calls of which it is not known what they call: they are left out of everything above.
    pub unknown: Vec<String>,
}

/// An operation and where it is called.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct CalledOperation {
    /// `createUser (POST /api/v1/users)`.
    pub operation: String,
    /// `src/Users.cs:12`, or `line 3` of a list.
    pub sites: Vec<String>,
}

/// A scope, role or permission, and the calls that break without it.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Reason {
    pub kind: ReasonKind,
    pub name: String,
    pub operations: Vec<CalledOperation>,
}

/// What is required.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum ReasonKind {
    Scope,
    Role,
    Permission,
}

/// What a standard role is to the calls.
#[derive(Debug, Serialize, JsonSchema)]
pub struct RoleFit {
    pub role: String,
    pub label: String,
    pub suffices: bool,
    /// A lesser standard role suffices too.
    pub is_more_than_needed: bool,
    /// Operations that it is not known to suffice for.
    pub not_for: Vec<String>,
    /// Those of them that it may suffice for.
    pub perhaps_for: Vec<String>,
}

/// A kind of token, and what can't be done with it.
#[derive(Debug, Serialize, JsonSchema)]
pub struct CredentialFit {
    pub credential: CredentialKind,
    /// Operations that can't be called with it.
    pub impossible: Vec<CalledOperation>,
}

/// A kind of token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum CredentialKind {
    ApiToken,
    OauthService,
    OauthUser,
}

/// What stands in the way of less.
#[derive(Debug, Default, Serialize, JsonSchema)]
pub struct Obstacles {
    /// Calls that block a move from an API token to OAuth 2.0.
    pub oauth: Vec<CalledOperation>,
    /// Where a few calls make `.manage` of what would be `.read` for the others.
    pub manage: Vec<ManageObstacle>,
    /// Calls that no role below super admin, and no custom role, is known to suffice for.
    pub super_admin: Vec<CalledOperation>,
}

/// Calls that keep a scope from being read-only.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ManageObstacle {
    pub scope: String,
    /// What would suffice for the others.
    pub instead: String,
    pub operations: Vec<CalledOperation>,
}

/// What source code can't show.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Condition {
    pub condition: String,
    pub meaning: String,
    pub operations: Vec<String>,
}

/// How it is known which roles suffice.
#[derive(Debug, Default, Serialize, JsonSchema)]
pub struct RoleBases {
    pub documented: usize,
    /// Operations whose roles are inferred.
    pub inferred: Vec<String>,
    /// Operations whose roles are not known.
    pub unknown: Vec<String>,
}

/// An operation that a trusted application calls with an admin's API token.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Trusted {
    pub operation: String,
    /// When the token is needed.
    pub when: String,
    /// Standard roles of which one suffices; empty if no document names any.
    pub roles: Vec<String>,
    pub possible_roles: Vec<String>,
    pub permissions: Vec<String>,
    pub note: Option<String>,
    pub sites: Vec<String>,
}

/// A request: where it is made and what it needs.
#[derive(Clone, Debug)]
pub struct Request<'a> {
    pub site: String,
    /// One, or several of which it is one; none if that is not known.
    pub operations: &'a [OperationFacts],
    pub api_token: Option<TokenUse>,
    /// For one of which the operation is not known: what it looks like.
    pub looks: String,
}

impl Plan {
    /// The plan for an operation list.
    pub fn of_list(answer: &Answer) -> Plan {
        let requests = answer.operations.iter().map(|one| Request {
            site: format!("line {}", one.line),
            operations: one.operation.as_slice(),
            api_token: one.api_token,
            looks: format!("{} {} ({})", one.method, one.path, one.verdict.name()),
        });
        Plan {
            schema_version: 1,
            tool: Tool::THIS,
            tokens: vec![build::token_plan(
                "operations",
                &requests.collect::<Vec<_>>(),
            )],
        }
    }

    /// The plan for every token of a repository: for those that are declared in the order of the configuration, and for calls without one.
    pub fn of_judgement(judgement: &Judgement, include_tests: bool) -> Plan {
        let plan = |token: Option<&str>| {
            let calls = judgement.calls.iter().filter(|judged| {
                judged.token.as_deref() == token && (include_tests || !judged.call.in_test)
            });
            let requests = calls.map(|judged| {
                let start = judged.call.location.start();
                let need = crate::judge::Need::of(&judged.operations);
                Request {
                    site: format!("{}:{}", judged.call.location.file.path, start.line),
                    operations: &judged.operations,
                    api_token: need.api_token,
                    looks: format!(
                        "{} {}",
                        judged.call.method.map_or("?", |method| method.as_str()),
                        judged.call.path
                    ),
                }
            });
            build::token_plan(token.unwrap_or("undeclared"), &requests.collect::<Vec<_>>())
        };
        let tokens = judgement.requirements.iter();
        Plan {
            schema_version: 1,
            tool: Tool::THIS,
            tokens: tokens.map(|one| plan(one.token.as_deref())).collect(),
        }
    }
}

/// Whether the roles of an operation are inferred.
fn is_inferred(operation: &OperationFacts) -> bool {
    operation.access.principal == Principal::Admin
        && operation.access.role_basis == Some(Basis::Inferred)
}
