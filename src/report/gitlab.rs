//! GitLab's Code Quality report: what a merge request adds and mends.

use std::collections::BTreeMap;
use std::io;

use serde::Serialize;

use super::describe;
use super::escape::write_json;
use crate::Outcome;
use crate::judge::Finding;
use crate::lints::Level;
use crate::printable::printable;

/// What GitLab calls a code quality violation.
#[derive(Serialize)]
struct Violation<'a> {
    description: String,
    check_name: &'static str,
    /// One of its own for each; GitLab drops those that repeat one.
    fingerprint: String,
    severity: &'static str,
    location: Location<'a>,
}

#[derive(Serialize)]
struct Location<'a> {
    path: &'a str,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: u32,
}

/// Writes the report.
///
/// # Errors
/// Writing failed.
pub fn write(out: &mut dyn io::Write, outcome: &Outcome) -> io::Result<()> {
    let mut seen: BTreeMap<&str, u32> = BTreeMap::new();
    let findings = describe::most_severe_first(&outcome.judgement).into_iter();
    let violations: Vec<Violation<'_>> = findings
        .map(|finding| {
            let seen = seen.entry(&finding.fingerprint).or_default();
            *seen += 1;
            violation(finding, *seen)
        })
        .collect();
    write_json(out, &violations)
}

/// A finding, the `nth` of its fingerprint.
fn violation(finding: &Finding, nth: u32) -> Violation<'_> {
    Violation {
        description: printable(&finding.message).into_owned(),
        check_name: finding.lint.id,
        fingerprint: match nth {
            1 => finding.fingerprint.clone(),
            _ => format!("{}-{nth}", finding.fingerprint),
        },
        severity: match finding.level {
            Level::Error => "major",
            Level::Warning => "minor",
            Level::Note | Level::Off => "info",
        },
        location: Location {
            path: &finding.location.file.path,
            lines: Lines {
                begin: finding.location.start().line,
            },
        },
    }
}
