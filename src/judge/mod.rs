//! Calls against grants: a verdict for every call, findings, and what the tokens must be allowed. Pure functions.

mod declared;
mod facts;
mod fingerprint;
mod grant;
mod lint;
mod nearest;
mod requirement;
mod token;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use crate::call::{Analysis, Call, ClientSettings, FileProblem, Location, SourceFile, Unresolved};
use crate::catalog::OperationId;
use crate::config::{Config, Token};
use crate::grants::Declaration;
use crate::lints::{self, Level, LintPage};

pub use facts::OperationFacts;
pub use fingerprint::fingerprints;
pub use grant::{Grant, RoleSide, grant, role_grant, role_side};
pub use nearest::Nearest;
pub use requirement::{Conditional, Need, Requirement, StandardRoles, TokenUse, standard_roles};
pub use token::TokenRequirement;

use fingerprint::hash;
use lint::{
    CHECKS, Case, DECLARATION_CHECKS, DeclarationCase, FILE_CHECKS, PlaceComplaint,
    SETTINGS_CHECKS, SettingsCase, TOKEN_CHECKS, TokenCase,
};

/// What is known about operations.
pub trait Knowledge {
    /// An operation that a call may be of, and what it asks of a token in this call.
    fn operation(&self, id: OperationId, call: &Call) -> OperationFacts;
    /// For a call whose operation is not known: what it may have meant, nearest first.
    fn nearest(&self, call: &Call) -> Vec<Nearest>;
}

/// What a run says.
#[derive(Debug, Default)]
pub struct Judgement {
    /// Calls of at least the least confidence, in the order of the analysis.
    pub calls: Vec<JudgedCall>,
    /// In the order of their calls.
    pub findings: Vec<Finding>,
    /// One for each declared token that calls use or that nothing uses, in the order of the configuration, then one for the calls
    /// that no token is declared for.
    pub requirements: Vec<TokenRequirement>,
    pub unresolved: Vec<Unresolved>,
    /// What settings files and infrastructure say of tokens.
    pub declarations: Vec<Declaration>,
    /// What is told to SDKs' clients about their tokens.
    pub settings: Vec<ClientSettings>,
    /// Sorted by path.
    pub problems: Vec<FileProblem>,
    pub files_seen: usize,
    pub files_parsed: usize,
    pub bytes_parsed: u64,
}

/// A call and what was decided about it.
#[derive(Debug)]
pub struct JudgedCall {
    pub call: Call,
    /// Stable when lines move; see [`fingerprints`].
    pub fingerprint: String,
    /// In the order of [`Call::operations`].
    pub operations: Vec<OperationFacts>,
    pub nearest: Vec<Nearest>,
    /// Name of the token it uses.
    pub token: Option<String>,
    pub verdict: Verdict,
}

/// Whether a call succeeds with the token it uses, as far as credential and scopes decide it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    Allowed,
    Denied,
    /// It needs no credential.
    Public,
    /// No token is declared for it.
    Undeclared,
    /// The operation is not known, or is one of several of which only some are allowed.
    Unknown,
}

impl Verdict {
    /// The name used in reports.
    pub fn name(self) -> &'static str {
        match self {
            Verdict::Allowed => "allowed",
            Verdict::Denied => "denied",
            Verdict::Public => "public",
            Verdict::Undeclared => "undeclared",
            Verdict::Unknown => "unknown",
        }
    }
}

/// Something that a lint has to say about a call or a token.
#[derive(Debug)]
pub struct Finding {
    pub lint: &'static LintPage,
    pub level: Level,
    /// One sentence or two; the first is the title.
    pub message: String,
    /// What stands at the place, in a few words.
    pub label: String,
    /// What to do next.
    pub help: Option<String>,
    pub location: Location,
    /// Index into [`Judgement::calls`]; `None` for what is said of a token as a whole.
    pub call: Option<usize>,
    pub fingerprint: String,
    pub standing: Standing,
}

/// Whether a finding is held against the code.
#[derive(Clone, Debug)]
pub enum Standing {
    /// It is reported, and counts for the gate.
    Open,
    /// The code had it before: it is in the baseline.
    Existing,
    /// Somebody lets it be, and says why.
    Suppressed(Suppression),
}

impl Standing {
    /// Whether the finding is reported, and counts for the gate.
    pub fn is_open(&self) -> bool {
        matches!(self, Standing::Open)
    }
}

/// Why a finding is let be.
#[derive(Clone, Debug)]
pub struct Suppression {
    pub kind: SuppressionKind,
    /// What its author says; empty if nothing.
    pub reason: String,
    /// The comment, or the entry of the configuration.
    pub location: Location,
}

/// How a finding is let be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SuppressionKind {
    /// By a comment in the source.
    Comment,
    /// By an `[[approve]]` entry of the configuration.
    Approval,
}

/// Judges what an analysis found.
pub fn judge(
    analysis: Analysis,
    config: &Config,
    working_directory: &Path,
    knowledge: &dyn Knowledge,
) -> Judgement {
    let path_of = |report: &str| config.path_of(report, working_directory);
    let declared = config;
    let config = &declared::completed(
        declared,
        &analysis.declarations,
        &analysis.settings,
        &path_of,
    );
    let mut calls: Vec<JudgedCall> = Vec::new();
    let mut of_token: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    let enough = |call: &Call| call.confidence >= config.min_confidence;
    for call in analysis.calls.into_iter().filter(enough) {
        let path = config.path_of(&call.location.file.path, working_directory);
        let token = config.token_of(&path);
        let operations: Vec<_> = call
            .operations
            .iter()
            .map(|id| knowledge.operation(*id, &call))
            .collect();
        if !call.in_test || config.include_tests {
            let slot = token.unwrap_or(config.tokens.len());
            of_token.entry(slot).or_default().push(calls.len());
        }
        calls.push(JudgedCall {
            nearest: match operations.is_empty() {
                true => knowledge.nearest(&call),
                false => Vec::new(),
            },
            fingerprint: String::new(),
            verdict: verdict(&operations, token.map(|at| &config.tokens[at])),
            token: token.map(|at| config.tokens[at].name.clone()),
            operations,
            call,
        });
    }
    let names = fingerprints(
        calls
            .iter()
            .map(|call| (&call.call, call.operations.as_slice())),
    );
    for (call, name) in calls.iter_mut().zip(names) {
        call.fingerprint = name;
    }
    let mut problems = analysis.problems;
    problems.sort_by(|a, b| (&a.path, a.line, &a.what).cmp(&(&b.path, b.line, &b.what)));
    let requirements = requirements(&calls, &of_token, config);
    let mut findings = findings(&calls, config);
    for (slot, requirement) in requirements.iter().enumerate().take(config.tokens.len()) {
        let calls_of = of_token.get(&slot).into_iter().flatten();
        let calls_of: Vec<&JudgedCall> = calls_of.map(|at| &calls[*at]).collect();
        findings.extend(token_findings(
            &config.tokens[slot],
            requirement,
            &calls_of,
            config,
        ));
    }
    for file in &analysis.files {
        findings.extend(file_findings(file, declared, &path_of));
    }
    for declaration in &analysis.declarations {
        findings.extend(declaration_findings(declaration, declared));
    }
    for settings in &analysis.settings {
        findings.extend(settings_findings(settings, declared, &path_of));
    }
    Judgement {
        findings,
        declarations: analysis.declarations,
        settings: analysis.settings,
        requirements,
        calls,
        unresolved: analysis.unresolved,
        problems,
        files_seen: analysis.files_seen,
        files_parsed: analysis.files_parsed,
        bytes_parsed: analysis.bytes_parsed,
    }
}

fn verdict(operations: &[OperationFacts], token: Option<&Token>) -> Verdict {
    if operations.is_empty() {
        return Verdict::Unknown;
    }
    if operations.iter().all(OperationFacts::is_public) {
        return Verdict::Public;
    }
    let Some(token) = token else {
        return Verdict::Undeclared;
    };
    let mut verdicts = operations
        .iter()
        .map(|operation| one_verdict(operation, token));
    let first = verdicts.next().unwrap_or(Verdict::Unknown);
    match verdicts.all(|verdict| verdict == first) {
        true => first,
        false => Verdict::Unknown,
    }
}

/// An operation against its token: both scopes and roles must allow it. Roles that nobody declared are left out of it.
fn one_verdict(operation: &OperationFacts, token: &Token) -> Verdict {
    let scopes = match grant(operation, token) {
        Grant::Public => return Verdict::Allowed,
        Grant::Allowed => Verdict::Allowed,
        Grant::MissingScopes(_) | Grant::Unsupported => Verdict::Denied,
        Grant::Elsewhere | Grant::Depends | Grant::Undeclared => Verdict::Unknown,
    };
    let roles = match grant::role_grant(operation, token) {
        RoleSide::NotNeeded | RoleSide::Enough { .. } | RoleSide::Undeclared => Verdict::Allowed,
        RoleSide::Missing { .. } => Verdict::Denied,
        RoleSide::Possible { .. } | RoleSide::Unknown => Verdict::Unknown,
    };
    match (scopes, roles) {
        (Verdict::Denied, _) | (_, Verdict::Denied) => Verdict::Denied,
        (Verdict::Allowed, Verdict::Allowed) => Verdict::Allowed,
        _ => Verdict::Unknown,
    }
}

fn findings(calls: &[JudgedCall], config: &Config) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (at, judged) in calls.iter().enumerate() {
        if judged.call.in_test && !config.include_tests {
            continue;
        }
        let token = judged.token.as_ref();
        let case = Case {
            call: &judged.call,
            operations: &judged.operations,
            nearest: &judged.nearest,
            token: token.and_then(|name| config.tokens.iter().find(|token| token.name == *name)),
        };
        for (id, check) in CHECKS {
            let level = config.level(id);
            let (Some(lint), true) = (lints::find(id), level > Level::Off) else {
                continue;
            };
            findings.extend(check(&case).map(|complaint| Finding {
                lint,
                level: complaint.level(level),
                message: complaint.message,
                label: complaint.label,
                help: complaint.help,
                location: judged.call.location.clone(),
                call: Some(at),
                fingerprint: hash(&format!("{id}\n{}", judged.fingerprint)),
                standing: Standing::Open,
            }));
        }
    }
    findings
}

/// What lints have to say about a token as a whole, where calls use it.
fn token_findings(
    token: &Token,
    requirement: &TokenRequirement,
    calls: &[&JudgedCall],
    config: &Config,
) -> Vec<Finding> {
    if calls.is_empty() {
        return Vec::new();
    }
    let operations: Vec<&[OperationFacts]> = calls
        .iter()
        .map(|judged| judged.operations.as_slice())
        .collect();
    let case = TokenCase {
        token,
        requirement,
        calls: &operations,
    };
    let mut findings = Vec::new();
    for (id, check) in TOKEN_CHECKS {
        let key = format!("{id}\n{}", token.name);
        findings.extend(place_findings(id, &key, check(&case), config));
    }
    findings
}

/// What lints have to say about what settings or infrastructure say of a token.
fn declaration_findings(declaration: &Declaration, config: &Config) -> Vec<Finding> {
    if declaration.location.file.in_test && !config.include_tests {
        return Vec::new();
    }
    let named = |token: &&Token| declaration.name.as_ref() == Some(&token.name);
    let case = DeclarationCase {
        declaration,
        declared: config.tokens.iter().find(named),
    };
    let mut findings = Vec::new();
    for (id, check) in DECLARATION_CHECKS {
        let key = format!("{id}\n{}", declaration.what);
        findings.extend(place_findings(id, &key, check(&case), config));
    }
    findings
}

/// What lints have to say about a file.
fn file_findings(
    file: &Arc<SourceFile>,
    config: &Config,
    path_of: &dyn Fn(&str) -> String,
) -> Vec<Finding> {
    if file.in_test && !config.include_tests {
        return Vec::new();
    }
    let mut findings = Vec::new();
    for (id, check) in FILE_CHECKS {
        let key = format!("{id}\n{}", path_of(&file.path));
        findings.extend(place_findings(id, &key, check(file), config));
    }
    findings
}

/// What lints have to say about what an SDK's client is told.
fn settings_findings(
    settings: &ClientSettings,
    config: &Config,
    path_of: &dyn Fn(&str) -> String,
) -> Vec<Finding> {
    if settings.in_test && !config.include_tests {
        return Vec::new();
    }
    let path = path_of(&settings.location.file.path);
    let case = SettingsCase {
        settings,
        declared: config.token_of(&path).map(|at| &config.tokens[at]),
    };
    let mut findings = Vec::new();
    for (id, check) in SETTINGS_CHECKS {
        let key = format!("{id}\n{path}");
        findings.extend(place_findings(id, &key, check(&case), config));
    }
    findings
}

/// Complaints about places as findings; `key` tells where they come from.
fn place_findings(
    id: &str,
    key: &str,
    complaints: Vec<PlaceComplaint>,
    config: &Config,
) -> Vec<Finding> {
    let level = config.level(id);
    let (Some(lint), true) = (lints::find(id), level > Level::Off) else {
        return Vec::new();
    };
    let findings = complaints.into_iter().map(|said| Finding {
        lint,
        level: said.complaint.level(level),
        fingerprint: hash(&format!("{key}\n{}", said.about)),
        message: said.complaint.message,
        label: said.complaint.label,
        help: said.complaint.help,
        location: said.location,
        call: None,
        standing: Standing::Open,
    });
    findings.collect()
}

/// One for each declared token, whether it is used or not, and one for what no token is declared for.
fn requirements(
    calls: &[JudgedCall],
    of_token: &BTreeMap<usize, Vec<usize>>,
    config: &Config,
) -> Vec<TokenRequirement> {
    let of = |slot: usize| -> Vec<&[OperationFacts]> {
        let calls_of = of_token.get(&slot).into_iter().flatten();
        calls_of
            .map(|at| calls[*at].operations.as_slice())
            .collect()
    };
    let declared = config.tokens.iter().enumerate();
    let mut requirements: Vec<_> = declared
        .map(|(slot, token)| token::requirement(Some(token), &of(slot)))
        .collect();
    let undeclared = of(config.tokens.len());
    if !undeclared.is_empty() || config.tokens.is_empty() {
        requirements.push(token::requirement(None, &undeclared));
    }
    requirements
}

impl Judgement {
    /// The findings that are held against the code, in their order.
    pub fn open_findings(&self) -> impl Iterator<Item = &Finding> {
        let findings = self.findings.iter();
        findings.filter(|finding| finding.standing.is_open())
    }

    /// The number of open findings of a level.
    pub fn count(&self, level: Level) -> usize {
        self.open_findings()
            .filter(|finding| finding.level == level)
            .count()
    }
}
