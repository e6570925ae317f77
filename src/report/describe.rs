//! Calls, requirements and the run in a few words, as every report for people has them.
//!
//! The text is not made fit to be shown: each format escapes it in its own way.

use std::fmt::Write as _;

use crate::Outcome;
use crate::call::Location;
use crate::catalog::Credential;
use crate::config::CredentialName;
use crate::judge::{Finding, JudgedCall, Judgement, OperationFacts, Standing, TokenRequirement};
use crate::lints::Level;
use crate::words::{count, list};

/// `src/Users.cs:5:47`.
pub fn place(location: &Location) -> String {
    format!("{}:{}", location.file.path, location.start())
}

/// What is called.
pub fn operation(judged: &JudgedCall) -> String {
    const SHOWN: usize = 3;
    match judged.operations.as_slice() {
        [] => {
            let method = judged.call.method.map_or("?", |method| method.as_str());
            format!("unknown operation {method} {}", judged.call.path)
        }
        [one] => one.title(),
        several => {
            let shown: Vec<&str> = several
                .iter()
                .take(SHOWN)
                .map(|o| o.operation_id.as_str())
                .collect();
            match several.len() - shown.len() {
                0 => format!("one of {}", list(&shown, "or")),
                more => format!("one of {} or {more} more", shown.join(", ")),
            }
        }
    }
}

/// The scopes that a call may need, or what it takes instead of them.
pub fn needs(judged: &JudgedCall) -> String {
    let mut scopes: Vec<&str> = judged
        .operations
        .iter()
        .flat_map(|o| &o.scopes)
        .map(String::as_str)
        .collect();
    scopes.sort_unstable();
    scopes.dedup();
    match scopes.is_empty() {
        true => credential(&judged.operations),
        false => scopes.join(", "),
    }
}

/// What operations without scopes take instead.
fn credential(operations: &[OperationFacts]) -> String {
    let any = |kind| operations.iter().any(|operation| operation.accepts(kind));
    let when = operations
        .iter()
        .find_map(|operation| operation.api_token_when.as_ref());
    if any(Credential::Oauth2) {
        "no scope".to_owned()
    } else if any(Credential::ApiToken) {
        "API token only".to_owned()
    } else if let Some(when) = when {
        format!("no credential, or an API token when {when}")
    } else if any(Credential::None) {
        "no credential".to_owned()
    } else if any(Credential::Other) {
        "another credential".to_owned()
    } else {
        String::new()
    }
}

/// The open findings, most severe first and else in their order.
pub fn most_severe_first(judgement: &Judgement) -> Vec<&Finding> {
    let mut findings: Vec<&Finding> = judgement.open_findings().collect();
    findings.sort_by_key(|finding| std::cmp::Reverse(finding.level));
    findings
}

/// `4 errors, 2 warnings`; empty without findings.
pub fn findings(judgement: &Judgement) -> String {
    let levels = [Level::Error, Level::Warning, Level::Note];
    let counts = levels.map(|level| (level, judgement.count(level)));
    let counts = counts.into_iter().filter(|(_, number)| *number > 0);
    let counts: Vec<String> = counts
        .map(|(level, number)| count(number, level.name()))
        .collect();
    counts.join(", ")
}

/// The run on one line.
pub fn summary(outcome: &Outcome) -> String {
    let judgement = &outcome.judgement;
    let files = count(judgement.files_seen, "file");
    let calls = match judgement.calls.len() {
        0 => "no call of Okta found".to_owned(),
        number => count(number, "call"),
    };
    let mut line = format!("{files} seen, {} parsed: {calls}", judgement.files_parsed);
    let unresolved = judgement.unresolved.len();
    if unresolved > 0 {
        let _ = write!(line, ", {} unresolved", count(unresolved, "request"));
    }
    let findings = findings(judgement);
    if !findings.is_empty() {
        let _ = write!(line, ", {findings}");
    }
    let standing = judgement.findings.iter().map(|finding| &finding.standing);
    let (mut existing, mut allowed) = (0, 0);
    for one in standing {
        match one {
            Standing::Open => {}
            Standing::Existing => existing += 1,
            Standing::Suppressed(_) => allowed += 1,
        }
    }
    let mut not_shown = Vec::new();
    for (number, one, more) in [
        (existing, "that was there before", "that were there before"),
        (allowed, "that is allowed", "that are allowed"),
    ] {
        if number > 0 {
            let which = if number == 1 { one } else { more };
            not_shown.push(format!("{} {which}", count(number, "finding")));
        }
    }
    if !not_shown.is_empty() {
        let _ = write!(line, "; not shown: {}", list(not_shown, "and"));
    }
    line
}

/// Whose requirement it is; `name` is that of its token as the format shows it.
pub fn requirement_title(of_token: &TokenRequirement, name: Option<&str>) -> String {
    let calls = count(of_token.calls, "call");
    match name {
        Some(name) => format!("Token `{name}` ({calls})"),
        None => format!("Required by the calls without a declared token ({calls})"),
    }
}

/// The requirements that there is something to say of.
pub fn requirements(judgement: &Judgement) -> impl Iterator<Item = &TokenRequirement> {
    let requirements = judgement.requirements.iter();
    requirements.filter(|one| one.calls > 0 || one.token.is_some())
}

/// Something that is said of a requirement.
#[derive(Debug)]
pub struct Row {
    pub name: &'static str,
    /// At least one.
    pub values: Vec<String>,
}

/// A requirement, row by row.
pub fn requirement(of_token: &TokenRequirement) -> Vec<Row> {
    let requirement = &of_token.requirement;
    let scopes = match requirement.scopes.is_empty() {
        true => vec!["none".to_owned()],
        false => requirement.scopes.clone(),
    };
    // An API token has none; they are what an OAuth 2.0 token would need in its place.
    let name = match of_token.credential {
        Some(CredentialName::ApiToken) => "over OAuth",
        _ => "scopes",
    };
    let beyond = match requirement.permissions.is_empty() {
        true => Vec::new(),
        false => requirement.beyond_custom_role.clone(),
    };
    let perhaps_token = requirement
        .api_token_when
        .iter()
        .map(|one| format!("{} when {}", one.operation, one.when));
    let rows = [
        (name, scopes),
        ("perhaps also", possible_scopes(of_token)),
        ("missing", of_token.missing_scopes.clone()),
        ("not needed", of_token.unused_scopes.clone()),
        (
            "standard role",
            standard_role(of_token).into_iter().collect(),
        ),
        ("or custom role", requirement.permissions.clone()),
        ("but not for", beyond),
        ("role not needed", of_token.unused_roles.clone()),
        (
            "roles not known",
            counted(requirement.unknown_roles.len(), "for", "operation", ""),
        ),
        ("API token only", api_token_only(of_token)),
        ("perhaps an API token", perhaps_token.collect()),
        (
            "not known",
            counted(of_token.unknown_calls, "what", "call", " would need"),
        ),
    ];
    let rows = rows.into_iter().map(|(name, values)| Row { name, values });
    rows.filter(|row| !row.values.is_empty()).collect()
}

/// Scopes that are needed if an ambiguous call is the operation that needs them.
pub fn possible_scopes(of_token: &TokenRequirement) -> Vec<String> {
    let requirement = &of_token.requirement;
    let scopes = requirement.all_scopes.iter();
    scopes
        .filter(|scope| !requirement.scopes.contains(scope))
        .cloned()
        .collect()
}

/// Operations that no OAuth 2.0 token can call, in any case.
pub fn api_token_only(of_token: &TokenRequirement) -> Vec<String> {
    let requirement = &of_token.requirement;
    let sometimes = |title: &&String| {
        let mut conditional = requirement.api_token_when.iter();
        conditional.any(|one| one.operation == **title)
    };
    let only = requirement.not_oauth.iter();
    only.filter(|title| !sometimes(title)).cloned().collect()
}

/// `REPORT_ADMIN and USER_ADMIN; alone ORG_ADMIN`.
fn standard_role(of_token: &TokenRequirement) -> Option<String> {
    let roles = &of_token.requirement.standard_roles;
    let single = roles.least_single.as_deref().unwrap_or_default();
    let set = roles.least_set.join(" and ");
    let least = match set == single {
        true => set,
        false => format!("{set}; alone {single}"),
    };
    (!least.is_empty()).then_some(least)
}

fn counted(number: usize, before: &str, noun: &str, behind: &str) -> Vec<String> {
    match number {
        0 => Vec::new(),
        _ => vec![format!("{before} {}{behind}", count(number, noun))],
    }
}
