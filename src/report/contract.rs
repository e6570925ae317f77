//! The JSON report, version 1: a contract that others rely on, kept apart from the program's own types.

use schemars::JsonSchema;
use serde::Serialize;

use super::Extent;
use super::diff::{self, Change};
use crate::Outcome;
use crate::call;
use crate::catalog;
use crate::grants;
use crate::judge::{self, JudgedCall, Judgement, Nearest, OperationFacts};
use crate::lints::Level;
use crate::tool::Tool;

/// The report of `oktalint check --format json`.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(title = "oktalint report")]
pub struct Report {
    /// 1.
    pub schema_version: u32,
    pub tool: Tool,
    pub catalog: Catalog,
    /// Calls of Okta operations, by file and place.
    pub calls: Vec<Call>,
    /// What the lints found, by call.
    pub findings: Vec<Finding>,
    /// What each token must be allowed.
    pub requirements: Vec<TokenRequirement>,
    /// What settings files and infrastructure in the repository say of tokens.
    pub declarations: Vec<Declaration>,
    /// What changed against the baseline; absent without one.
    pub delta: Option<Change>,
    /// Requests to Okta whose target could not be known.
    pub unresolved: Vec<Unresolved>,
    /// Files that could not be read or parsed in full.
    pub problems: Vec<Problem>,
    pub summary: Summary,
}

/// The catalog of operations that the report rests on.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Catalog {
    /// Release of Okta's API documents.
    pub release: String,
}

/// A call of an Okta operation.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Call {
    /// Stays when lines move.
    pub fingerprint: String,
    /// Relative to the working directory, with `/`.
    pub file: String,
    /// Where the operation can be read: the method's name for an SDK call, the path literal for a URL. One-based.
    pub line: u32,
    /// One-based; counts Unicode characters.
    pub column: u32,
    pub end_line: u32,
    /// One past the last character.
    pub end_column: u32,
    /// Where the request is made.
    pub call_line: u32,
    /// The file in which the request is made, where that is another one.
    pub call_file: Option<String>,
    /// `sdk`, `url`.
    pub kind: &'static str,
    pub language: &'static str,
    /// What is called: `UserApi.ListUsers`, `HttpClient.PostAsync`.
    pub symbol: String,
    /// The function around it; empty at the top of a file.
    pub enclosing: String,
    pub resolution: Resolution,
    pub confidence: Confidence,
    /// Why it is taken for a call to Okta, most telling first.
    pub evidence: Vec<String>,
    /// One if exact, several if one of them, none if unknown.
    pub operations: Vec<OperationFacts>,
    /// For unknown: what it may have meant, nearest first.
    pub nearest: Vec<Nearest>,
    /// The verb, where it is known.
    pub method: Option<&'static str>,
    /// The path as far as it is known, `{}` for what is not; empty for SDK calls.
    pub path: String,
    /// For unknown: the route was seen once, though no document lists it.
    pub undocumented: bool,
    /// The declared token that it uses.
    pub token: Option<String>,
    pub verdict: Verdict,
    pub in_test: bool,
    /// From the literal to the request.
    pub trace: Vec<TraceStep>,
}

/// How sure it is which operation is called.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Resolution {
    Exact,
    OneOf,
    Unknown,
}

/// How sure it is that the call goes to Okta.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Confidence {
    Certain,
    Likely,
    Possible,
}

/// Whether the call succeeds with its token, as far as credential and scopes decide it.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    Allowed,
    Denied,
    /// It needs no credential.
    Public,
    /// No token is declared for it.
    Undeclared,
    Unknown,
}

/// One step from a literal to the request.
#[derive(Debug, Serialize, JsonSchema)]
pub struct TraceStep {
    pub file: String,
    pub line: u32,
    pub what: String,
}

/// What a lint found.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Finding {
    pub rule: &'static str,
    /// `note`, `warning`, `error`.
    pub level: Level,
    pub message: String,
    pub file: String,
    pub line: u32,
    pub column: u32,
    pub end_line: u32,
    pub end_column: u32,
    pub fingerprint: String,
    /// Fingerprint of the call; absent for what is said of a token as a whole.
    pub call: Option<String>,
    pub help: Option<String>,
    /// Whether it is held against the code.
    pub standing: Standing,
    /// Whether a comment or an approval lets it be. Such findings, and those that exist, are only there on request.
    pub suppressed: bool,
    /// How it is let be.
    pub suppression: Option<Suppression>,
}

/// Whether a finding is held against the code.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Standing {
    Open,
    /// The baseline has it.
    Existing,
    Suppressed,
}

/// How a finding is let be, and by what.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Suppression {
    pub kind: SuppressionKind,
    /// Empty if none is given.
    pub reason: String,
    /// The comment, or the entry of the configuration.
    pub file: String,
    pub line: u32,
}

/// How a finding is let be.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum SuppressionKind {
    Comment,
    Approval,
}

/// What the calls of one token need, and how that compares to what is declared of it.
#[derive(Debug, Serialize, JsonSchema)]
pub struct TokenRequirement {
    /// Absent for the calls that no token is declared for.
    pub token: Option<String>,
    /// The number of calls.
    pub calls: usize,
    #[serde(flatten)]
    pub requirement: judge::Requirement,
    /// Needed, and not declared.
    pub missing_scopes: Vec<String>,
    /// Declared, and needed by no call.
    pub unused_scopes: Vec<String>,
    /// Declared standard roles that no call needs.
    pub unused_roles: Vec<String>,
    /// Calls of which it is not known what they call.
    pub unknown_calls: usize,
}

/// What one place in the repository says of a token, outside of code.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Declaration {
    /// `okta_app_oauth.sync`, `okta.client in appsettings.json`.
    pub what: String,
    pub file: String,
    pub line: u32,
    /// The name of the token, where the place gives it one.
    pub token: Option<String>,
    /// `api-token`, `oauth-service`, `oauth-user`.
    pub credential: Option<&'static str>,
    /// Absent where nothing is said of them, or not all of them can be read; so below.
    pub scopes: Option<Vec<String>>,
    pub roles: Option<Vec<String>>,
    pub permissions: Option<Vec<String>>,
    /// What the resource sets of its custom roles hold, as written.
    pub resources: Vec<String>,
    /// What the org grants, against what an application asks for.
    pub granted: bool,
}

/// A request to Okta whose target could not be known.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Unresolved {
    pub file: String,
    pub line: u32,
    pub why: String,
}

/// A file that could not be read or parsed in full.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Problem {
    pub file: String,
    pub line: Option<u32>,
    pub what: String,
}

/// The run in figures.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Summary {
    /// Files in a language that is read.
    pub files_seen: usize,
    pub files_parsed: usize,
    pub bytes_parsed: u64,
    pub calls: usize,
    pub errors: usize,
    pub warnings: usize,
    pub notes: usize,
    pub unresolved: usize,
    pub elapsed_ms: u64,
}

/// The report of a run.
pub fn report(outcome: &Outcome, extent: Extent) -> Report {
    let judgement = &outcome.judgement;
    Report {
        schema_version: 1,
        tool: Tool::THIS,
        catalog: Catalog {
            release: catalog::release(),
        },
        calls: judgement.calls.iter().map(call).collect(),
        findings: findings(judgement, extent),
        requirements: judgement.requirements.iter().map(requirement).collect(),
        declarations: judgement.declarations.iter().map(declaration).collect(),
        delta: diff::change(judgement),
        unresolved: judgement.unresolved.iter().map(unresolved).collect(),
        problems: judgement.problems.iter().map(problem).collect(),
        summary: Summary {
            files_seen: judgement.files_seen,
            files_parsed: judgement.files_parsed,
            bytes_parsed: judgement.bytes_parsed,
            calls: judgement.calls.len(),
            errors: judgement.count(Level::Error),
            warnings: judgement.count(Level::Warning),
            notes: judgement.count(Level::Note),
            unresolved: judgement.unresolved.len(),
            elapsed_ms: outcome.elapsed_ms,
        },
    }
}

fn call(judged: &JudgedCall) -> Call {
    let call = &judged.call;
    let (start, end) = (call.location.start(), call.location.end());
    let request = call.request.as_ref().unwrap_or(&call.location);
    let call_file = &request.file.path;
    Call {
        fingerprint: judged.fingerprint.clone(),
        file: call.location.file.path.clone(),
        line: start.line,
        column: start.column,
        end_line: end.line,
        end_column: end.column,
        call_line: request.start().line,
        call_file: (*call_file != call.location.file.path).then(|| call_file.clone()),
        kind: call.kind.name(),
        language: call.location.file.language.name(),
        symbol: call.symbol.clone(),
        enclosing: call.enclosing.clone(),
        resolution: match call.resolution {
            call::Resolution::Exact => Resolution::Exact,
            call::Resolution::OneOf => Resolution::OneOf,
            call::Resolution::Unknown => Resolution::Unknown,
        },
        confidence: match call.confidence {
            call::Confidence::Possible => Confidence::Possible,
            call::Confidence::Likely => Confidence::Likely,
            call::Confidence::Certain => Confidence::Certain,
        },
        evidence: call.evidence.clone(),
        operations: judged.operations.clone(),
        nearest: judged.nearest.clone(),
        method: call.method.map(|method| method.as_str()),
        path: call.path.clone(),
        undocumented: call.undocumented,
        token: judged.token.clone(),
        verdict: match judged.verdict {
            judge::Verdict::Allowed => Verdict::Allowed,
            judge::Verdict::Denied => Verdict::Denied,
            judge::Verdict::Public => Verdict::Public,
            judge::Verdict::Undeclared => Verdict::Undeclared,
            judge::Verdict::Unknown => Verdict::Unknown,
        },
        in_test: call.in_test,
        trace: call.trace.iter().map(step).collect(),
    }
}

fn step(step: &call::TraceStep) -> TraceStep {
    TraceStep {
        file: step.location.file.path.clone(),
        line: step.location.start().line,
        what: step.what.clone(),
    }
}

fn findings(judgement: &Judgement, extent: Extent) -> Vec<Finding> {
    let finding = |finding: &judge::Finding| {
        let call = finding.call.and_then(|at| judgement.calls.get(at));
        let (start, end) = (finding.location.start(), finding.location.end());
        Finding {
            rule: finding.lint.id,
            level: finding.level,
            message: finding.message.clone(),
            file: finding.location.file.path.clone(),
            line: start.line,
            column: start.column,
            end_line: end.line,
            end_column: end.column,
            fingerprint: finding.fingerprint.clone(),
            call: call.map(|judged| judged.fingerprint.clone()),
            help: finding.help.clone(),
            standing: match finding.standing {
                judge::Standing::Open => Standing::Open,
                judge::Standing::Existing => Standing::Existing,
                judge::Standing::Suppressed(_) => Standing::Suppressed,
            },
            suppressed: matches!(finding.standing, judge::Standing::Suppressed(_)),
            suppression: suppression(&finding.standing),
        }
    };
    match extent {
        Extent::Open => judgement.open_findings().map(finding).collect(),
        Extent::All => judgement.findings.iter().map(finding).collect(),
    }
}

fn suppression(standing: &judge::Standing) -> Option<Suppression> {
    let judge::Standing::Suppressed(suppression) = standing else {
        return None;
    };
    Some(Suppression {
        kind: match suppression.kind {
            judge::SuppressionKind::Comment => SuppressionKind::Comment,
            judge::SuppressionKind::Approval => SuppressionKind::Approval,
        },
        reason: suppression.reason.clone(),
        file: suppression.location.file.path.clone(),
        line: suppression.location.start().line,
    })
}

fn requirement(of_token: &judge::TokenRequirement) -> TokenRequirement {
    TokenRequirement {
        token: of_token.token.clone(),
        calls: of_token.calls,
        requirement: of_token.requirement.clone(),
        missing_scopes: of_token.missing_scopes.clone(),
        unused_scopes: of_token.unused_scopes.clone(),
        unused_roles: of_token.unused_roles.clone(),
        unknown_calls: of_token.unknown_calls,
    }
}

fn declaration(one: &grants::Declaration) -> Declaration {
    let names = |declared: &Option<Vec<grants::Declared>>| {
        let declared = declared.as_ref()?;
        Some(declared.iter().map(|one| one.name.clone()).collect())
    };
    Declaration {
        what: one.what.clone(),
        file: one.location.file.path.clone(),
        line: one.location.start().line,
        token: one.name.clone(),
        credential: one.credential.map(crate::config::CredentialName::name),
        scopes: names(&one.scopes),
        roles: names(&one.roles),
        permissions: names(&one.permissions),
        resources: one.resources.clone(),
        granted: one.is_granted,
    }
}

fn unresolved(unresolved: &call::Unresolved) -> Unresolved {
    Unresolved {
        file: unresolved.location.file.path.clone(),
        line: unresolved.location.start().line,
        why: unresolved.why.clone(),
    }
}

fn problem(problem: &call::FileProblem) -> Problem {
    Problem {
        file: problem.path.clone(),
        line: problem.line,
        what: problem.what.clone(),
    }
}
