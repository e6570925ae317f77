//! Which findings are let be: those that the code had before, those that a comment allows, those that somebody approved.

use std::collections::{BTreeSet, HashMap, HashSet};

use time::Date;

use super::baseline::Baseline;
use super::comment::{Comment, Directive, Scope};
use super::delta::Comparison;
use super::{Finding, JudgedCall, OperationFacts, Standing, Suppression, SuppressionKind};
use crate::call::Location;
use crate::config::{Approval, Approved};
use crate::scopes;

/// The lints that an approval answers.
const APPROVED_LINTS: [&str; 4] = [
    "new-privileged-call",
    "new-requirement",
    "risky-call",
    "super-admin-only",
];

/// The lints that only say something against a baseline: a comment about one of them stays of use when the call is new no more.
const NEW_LINTS: [&str; 2] = ["new-privileged-call", "new-requirement"];

/// Lets be what the code had before, of what nothing else lets be.
pub fn apply_baseline(findings: &mut [Finding], baseline: &Baseline, comparison: &Comparison) {
    let open = findings
        .iter_mut()
        .filter(|finding| finding.standing.is_open());
    for finding in open {
        let was_there = match finding.call {
            Some(call) => comparison
                .matched
                .get(call)
                .copied()
                .flatten()
                .and_then(|at| baseline.calls.get(at))
                .is_some_and(|call| call.lints.contains(finding.lint.id)),
            None => baseline.findings.contains(&finding.fingerprint),
        };
        if was_there {
            finding.standing = Standing::Existing;
        }
    }
}

/// Whether an approval holds on a day.
pub fn holds(approval: &Approval, today: Option<Date>) -> bool {
    match (approval.expires, today) {
        (Some(expires), Some(today)) => today <= expires,
        _ => true,
    }
}

/// Whether a call is one that an approval is about.
pub fn approves(approval: &Approval, operations: &[OperationFacts], path: &str) -> bool {
    let here = approval
        .paths
        .as_ref()
        .is_none_or(|paths| paths.matches(path));
    here && !operations.is_empty() && operations.iter().all(|one| is_about(&approval.what, one))
}

fn is_about(what: &Approved, operation: &OperationFacts) -> bool {
    match what {
        Approved::Operation { globs, .. } => {
            let request = format!("{} {}", operation.method, operation.path);
            globs.is_match(&operation.operation_id) || globs.is_match(request)
        }
        Approved::Scope(scope) => {
            let mut needed = operation.scopes.iter();
            !operation.scopes.is_empty() && needed.all(|needed| scopes::covers(scope, needed))
        }
        Approved::Role(role) => operation.access.is_enough(role),
    }
}

/// Lets be what somebody approved, and says which approvals are about some call.
pub fn apply_approvals(
    findings: &mut [Finding],
    calls: &[JudgedCall],
    approvals: &[Approval],
    today: Option<Date>,
    path_of: &dyn Fn(&str) -> String,
) -> BTreeSet<usize> {
    let mut used = BTreeSet::new();
    let mut of_call: Vec<Option<usize>> = vec![None; calls.len()];
    for (judged, found) in calls.iter().zip(&mut of_call) {
        let path = path_of(&judged.call.location.file.path);
        for (at, approval) in approvals.iter().enumerate() {
            if approves(approval, &judged.operations, &path) {
                used.insert(at);
                if found.is_none() && holds(approval, today) {
                    *found = Some(at);
                }
            }
        }
    }
    for finding in findings {
        let approval = finding
            .call
            .and_then(|call| of_call.get(call).copied().flatten())
            .and_then(|at| approvals.get(at));
        if let Some(approval) = approval
            && APPROVED_LINTS.contains(&finding.lint.id)
        {
            finding.standing = Standing::Suppressed(Suppression {
                kind: SuppressionKind::Approval,
                reason: match approval.by.is_empty() {
                    true => approval.reason.clone(),
                    false => format!("{} ({})", approval.reason, approval.by),
                },
                location: approval.location.clone(),
            });
        }
    }
    used
}

/// Lets be what comments allow, and says what each comment names in vain: the index of the comment, and the lints.
pub fn apply_comments(
    findings: &mut [Finding],
    calls: &[JudgedCall],
    comments: &[Comment],
) -> Vec<(usize, Vec<String>)> {
    let places = Places::new(findings, calls);
    let mut unused = Vec::new();
    for (at, comment) in comments.iter().enumerate() {
        let Directive::Allow {
            scope,
            lints,
            reason,
        } = &comment.directive
        else {
            continue;
        };
        let (covered, calls_here) = places.of(comment, *scope);
        let mut in_vain: Vec<String> = Vec::new();
        for lint in lints {
            let mut is_used = calls_here && NEW_LINTS.contains(&lint.as_str());
            for finding in covered {
                let finding = &mut findings[*finding];
                if finding.lint.id == lint {
                    is_used = true;
                    finding.standing = Standing::Suppressed(Suppression {
                        kind: SuppressionKind::Comment,
                        reason: reason.clone(),
                        location: comment.location.clone(),
                    });
                }
            }
            if !is_used {
                in_vain.push(lint.clone());
            }
        }
        if !in_vain.is_empty() {
            unused.push((at, in_vain));
        }
    }
    unused
}

/// What stands where. A comment may stand at either end of a call: where the operation can be read, or where the request is made.
#[derive(Default)]
struct Places {
    by_file: HashMap<String, Vec<usize>>,
    by_line: HashMap<(String, u32), Vec<usize>>,
    files_with_calls: HashSet<String>,
    lines_with_calls: HashSet<(String, u32)>,
}

impl Places {
    fn new(findings: &[Finding], calls: &[JudgedCall]) -> Places {
        let mut places = Places::default();
        for (at, finding) in findings.iter().enumerate() {
            let call = finding.call.and_then(|at| calls.get(at));
            let request = call.and_then(|judged| judged.call.request.as_ref());
            for place in request.into_iter().chain([&finding.location]) {
                let path = place.file.path.clone();
                let of_file = places.by_file.entry(path.clone()).or_default();
                if of_file.last() != Some(&at) {
                    of_file.push(at);
                }
                for line in lines(place) {
                    let of_line = places.by_line.entry((path.clone(), line)).or_default();
                    if of_line.last() != Some(&at) {
                        of_line.push(at);
                    }
                }
            }
        }
        for judged in calls {
            let request = judged.call.request.as_ref();
            for place in request.into_iter().chain([&judged.call.location]) {
                let path = place.file.path.clone();
                places.files_with_calls.insert(path.clone());
                let lines = lines(place).map(|line| (path.clone(), line));
                places.lines_with_calls.extend(lines);
            }
        }
        places
    }

    /// The findings that a comment covers, and whether it covers a call.
    fn of(&self, comment: &Comment, scope: Scope) -> (&[usize], bool) {
        let path = comment.location.file.path.clone();
        let (found, calls) = match scope {
            Scope::File => (
                self.by_file.get(&path),
                self.files_with_calls.contains(&path),
            ),
            Scope::Line(line) => {
                let place = (path, line);
                (
                    self.by_line.get(&place),
                    self.lines_with_calls.contains(&place),
                )
            }
        };
        (found.map_or(&[], Vec::as_slice), calls)
    }
}

/// The lines of a place: few, as a place is a name or a literal.
fn lines(place: &Location) -> impl Iterator<Item = u32> {
    const MOST: u32 = 50;
    let (start, end) = (place.start().line, place.end().line);
    start..=end.min(start.saturating_add(MOST))
}
