//! Calls against grants: a verdict for every call, findings, and what the tokens must be allowed. Pure functions.

mod baseline;
mod comment;
mod declared;
mod delta;
mod facts;
mod findings;
mod fingerprint;
mod grant;
mod lint;
mod matching;
mod nearest;
mod privilege;
mod requirement;
mod standing;
mod token;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use time::Date;

use crate::call::{Analysis, Call, ClientSettings, FileProblem, Location, SourceFile, Unresolved};
use crate::catalog::OperationId;
use crate::config::{Config, Token};
use crate::grants::Declaration;
use crate::lints::{Level, LintPage};

pub use baseline::{Baseline, Identity, KnownCall, KnownRequirement, SeenCall};
pub use delta::{AddedScope, ChangedCall, Delta, RemovedScope, TokenDelta};
pub use facts::OperationFacts;
pub use fingerprint::fingerprints;
pub use grant::{Grant, RoleSide, grant, role_grant, role_side};
pub use matching::matches;
pub use nearest::Nearest;
pub use requirement::{Conditional, Need, Requirement, StandardRoles, TokenUse, standard_roles};
pub use token::TokenRequirement;

use delta::{Comparison, requirements_before, token_deltas};
use findings::Lints;

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
    /// What changed against the baseline, if there is one.
    pub delta: Option<Delta>,
    pub files_seen: usize,
    pub files_parsed: usize,
    pub bytes_parsed: u64,
}

/// What code is held against, beside its configuration.
#[derive(Clone, Copy, Debug, Default)]
pub struct Against<'a> {
    pub baseline: Option<&'a Baseline>,
    /// The day for which approvals must hold; `None`: whatever day it is.
    pub today: Option<Date>,
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
    against: &Against<'_>,
) -> Judgement {
    let path_of = |report: &str| config.path_of(report, working_directory);
    let declared = config;
    let config = &declared::completed(
        declared,
        &analysis.declarations,
        &analysis.settings,
        &path_of,
    );
    let enough = |call: &Call| call.confidence >= config.min_confidence;
    let found = analysis.calls.into_iter().filter(enough);
    let calls = judged(found, config, knowledge, &path_of);
    let of_token = by_token(&calls, config);
    let requirements = requirements(&calls, &of_token, config);
    let lints = Lints {
        config,
        path_of: &path_of,
    };
    let mut findings = lints.of_calls(&calls);
    for (slot, requirement) in requirements.iter().enumerate().take(config.tokens.len()) {
        let calls_of = of_token.get(&slot).into_iter().flatten();
        let calls_of: Vec<&JudgedCall> = calls_of.map(|at| &calls[*at]).collect();
        findings.extend(lints.of_token(&config.tokens[slot], requirement, &calls_of));
    }
    for file in &analysis.files {
        findings.extend(lints.of_file(file));
    }
    for declaration in &analysis.declarations {
        findings.extend(lints.of_declaration(declaration, declared));
    }
    for settings in &analysis.settings {
        findings.extend(lints.of_settings(settings, declared));
    }
    let mut judgement = Judgement {
        findings,
        declarations: analysis.declarations,
        settings: analysis.settings,
        requirements,
        calls,
        unresolved: analysis.unresolved,
        problems: analysis.problems,
        delta: None,
        files_seen: analysis.files_seen,
        files_parsed: analysis.files_parsed,
        bytes_parsed: analysis.bytes_parsed,
    };
    judgement
        .problems
        .sort_by(|a, b| (&a.path, a.line, &a.what).cmp(&(&b.path, b.line, &b.what)));
    let compared = against
        .baseline
        .map(|baseline| (baseline, hold_against(&mut judgement, baseline, &lints)));
    let used = standing::apply_approvals(
        &mut judgement.findings,
        &judgement.calls,
        &config.approvals,
        against.today,
        &path_of,
    );
    let more = lints.of_approvals(&used, against.today);
    judgement.findings.extend(more);
    allow_by_comments(&mut judgement, &analysis.files, &lints);
    if let Some((baseline, comparison)) = compared {
        standing::apply_baseline(&mut judgement.findings, baseline, &comparison);
    }
    judgement
}

fn judged(
    found: impl Iterator<Item = Call>,
    config: &Config,
    knowledge: &dyn Knowledge,
    path_of: &dyn Fn(&str) -> String,
) -> Vec<JudgedCall> {
    let judge = |call: Call| {
        let token = config.token_of(&path_of(&call.location.file.path));
        let operations: Vec<_> = call
            .operations
            .iter()
            .map(|id| knowledge.operation(*id, &call))
            .collect();
        JudgedCall {
            nearest: match operations.is_empty() {
                true => knowledge.nearest(&call),
                false => Vec::new(),
            },
            fingerprint: String::new(),
            verdict: verdict(&operations, token.map(|at| &config.tokens[at])),
            token: token.map(|at| config.tokens[at].name.clone()),
            operations,
            call,
        }
    };
    let mut calls: Vec<JudgedCall> = found.map(judge).collect();
    let names = fingerprints(
        calls
            .iter()
            .map(|call| (&call.call, call.operations.as_slice())),
    );
    for (call, name) in calls.iter_mut().zip(names) {
        call.fingerprint = name;
    }
    calls
}

/// The calls that count, by the place of their token in the configuration; behind the last, those that no token is declared for.
fn by_token(calls: &[JudgedCall], config: &Config) -> BTreeMap<usize, Vec<usize>> {
    let mut of_token: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (at, judged) in calls.iter().enumerate() {
        if !judged.call.in_test || config.include_tests {
            let declared = config.tokens.iter();
            let mut declared = declared.map(|token| Some(&token.name));
            let slot = declared
                .position(|name| name == judged.token.as_ref())
                .unwrap_or(config.tokens.len());
            of_token.entry(slot).or_default().push(at);
        }
    }
    of_token
}

/// Says what is new against a baseline.
fn hold_against(judgement: &mut Judgement, baseline: &Baseline, lints: &Lints<'_>) -> Comparison {
    let config = lints.config;
    let comparison = Comparison::new(baseline, &judgement.calls);
    let token_of = |file: &str| {
        let at = config.token_of(&(lints.path_of)(file))?;
        Some(config.tokens[at].name.clone())
    };
    let before = requirements_before(baseline, &token_of, config.include_tests);
    let tokens = token_deltas(&before, &judgement.requirements);
    let found = lints.of_new_calls(&judgement.calls, &comparison, &tokens, &baseline.name);
    judgement.findings.extend(found);
    let counts = |in_test: bool| !in_test || config.include_tests;
    judgement.delta = Some(Delta {
        tokens,
        ..comparison.delta(baseline, &judgement.calls, &counts)
    });
    comparison
}

/// Lets be what comments allow, and says what is wrong with comments.
fn allow_by_comments(judgement: &mut Judgement, parsed: &[Arc<SourceFile>], lints: &Lints<'_>) {
    let mut seen = BTreeSet::new();
    let places = judgement
        .findings
        .iter()
        .map(|finding| &finding.location.file);
    let files = parsed.iter().chain(places);
    let files: Vec<Arc<SourceFile>> = files
        .filter(|file| seen.insert(file.path.clone()))
        .cloned()
        .collect();
    let comments = files.iter().flat_map(comment::comments).collect();
    let (comments, mistakes) = lints.of_comments(comments);
    let unused = standing::apply_comments(&mut judgement.findings, &judgement.calls, &comments);
    let unused = lints.of_unused_comments(&comments, unused);
    judgement.findings.extend(mistakes);
    judgement.findings.extend(unused);
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
