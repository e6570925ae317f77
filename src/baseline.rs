//! The baseline file: what is known of a repository, written down and committed.
//!
//! One line a call, sorted and without line numbers, so that two branches that change it merge.

use std::collections::BTreeSet;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use miette::Diagnostic;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::judge::{Baseline, Identity, KnownCall, KnownRequirement};
use crate::printable::printable;
use crate::report::escape::json_line;

/// The name of a baseline file where nothing else is said.
pub const FILE_NAME: &str = "oktalint-baseline.json";

/// The version of the format.
const VERSION: u32 = 1;

/// Larger files are no baseline. Bytes.
const MOST_BYTES: u64 = 64 << 20;

/// Why a baseline can't be used.
#[derive(Debug, Error, Diagnostic)]
pub enum BaselineError {
    #[error("there is no baseline `{}`", path.display())]
    #[diagnostic(
        code(oktalint::baseline::missing),
        help(
            "write it with `oktalint baseline write`, and commit it; or hold the code against a revision: --baseline-commit origin/main"
        )
    )]
    Missing { path: PathBuf },
    #[error("cannot read the baseline `{}`", path.display())]
    #[diagnostic(code(oktalint::baseline::unreadable))]
    Unreadable { path: PathBuf, source: io::Error },
    #[error("`{}` is no baseline: {}", path.display(), printable(why))]
    #[diagnostic(
        code(oktalint::baseline::malformed),
        help("after a merge, write it anew with `oktalint baseline write`")
    )]
    Malformed { path: PathBuf, why: String },
    #[error("`{}` is a baseline of version {version}, and this program reads version 1", path.display())]
    #[diagnostic(
        code(oktalint::baseline::version),
        help("use the release of oktalint that wrote it, or a newer one")
    )]
    Version { path: PathBuf, version: u32 },
}

/// The file as it is written.
#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct BaselineFile {
    schema_version: u32,
    calls: Vec<CallEntry>,
    /// Fingerprints of findings that are about no call.
    findings: BTreeSet<String>,
    requirements: Vec<RequirementEntry>,
}

#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct CallEntry {
    operations: Vec<String>,
    #[serde(rename = "in")]
    enclosing: String,
    file: String,
    text: String,
    #[serde(skip_serializing_if = "BTreeSet::is_empty", default)]
    findings: BTreeSet<String>,
}

#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct RequirementEntry {
    token: Option<String>,
    scopes: Vec<String>,
    roles: Vec<String>,
    permissions: Vec<String>,
}

/// Reads a baseline file.
///
/// # Errors
/// It is not there, can't be read, or is none.
pub fn read(path: &Path) -> Result<Baseline, BaselineError> {
    let unreadable = |source: io::Error| match source.kind() {
        io::ErrorKind::NotFound => BaselineError::Missing {
            path: path.to_owned(),
        },
        _ => BaselineError::Unreadable {
            path: path.to_owned(),
            source,
        },
    };
    let file = std::fs::File::open(path).map_err(unreadable)?;
    let mut text = String::new();
    file.take(MOST_BYTES)
        .read_to_string(&mut text)
        .map_err(unreadable)?;
    let malformed = |error: serde_json::Error| BaselineError::Malformed {
        path: path.to_owned(),
        why: match error.is_data() {
            // What is there instead may be of a file that is nobody's to see: a configuration can name any.
            true => format!(
                "of another shape at line {} column {}",
                error.line(),
                error.column()
            ),
            false => error.to_string(),
        },
    };
    #[derive(Deserialize)]
    struct Version {
        schema_version: u32,
    }
    let version: Version = serde_json::from_str(&text).map_err(malformed)?;
    if version.schema_version != VERSION {
        return Err(BaselineError::Version {
            path: path.to_owned(),
            version: version.schema_version,
        });
    }
    let file: BaselineFile = serde_json::from_str(&text).map_err(malformed)?;
    let name = path.file_name().unwrap_or(path.as_os_str());
    Ok(file.into_baseline(&name.to_string_lossy()))
}

/// Writes a baseline file.
///
/// # Errors
/// Writing failed.
pub fn write(out: &mut dyn io::Write, baseline: &Baseline) -> io::Result<()> {
    let file = BaselineFile::of(baseline);
    writeln!(out, "{{")?;
    writeln!(out, "  \"schema_version\": {VERSION},")?;
    list(out, "calls", &file.calls)?;
    list(
        out,
        "findings",
        file.findings.iter().collect::<Vec<_>>().as_slice(),
    )?;
    lines(out, "requirements", &file.requirements)?;
    writeln!(out, "\n}}")
}

fn list(out: &mut dyn io::Write, name: &str, items: &[impl Serialize]) -> io::Result<()> {
    lines(out, name, items)?;
    writeln!(out, ",")
}

fn lines(out: &mut dyn io::Write, name: &str, items: &[impl Serialize]) -> io::Result<()> {
    write!(out, "  \"{name}\": [")?;
    for (at, item) in items.iter().enumerate() {
        let comma = if at == 0 { "" } else { "," };
        write!(out, "{comma}\n    {}", json_line(item)?)?;
    }
    let end = if items.is_empty() { "]" } else { "\n  ]" };
    write!(out, "{end}")
}

/// What of a baseline still occurs, and how many of its entries do not.
pub fn prune(old: &Baseline, now: &Baseline) -> (Baseline, usize) {
    let before: Vec<&Identity> = old.calls.iter().map(|call| &call.identity).collect();
    let current: Vec<Identity> = now.calls.iter().map(|call| call.identity.clone()).collect();
    let matched = crate::judge::matches(&before, &current);
    let mut kept: Vec<KnownCall> = Vec::new();
    for (at, call) in matched.iter().zip(&now.calls) {
        if let Some(was) = at.and_then(|at| old.calls.get(at)) {
            // A finding that came later was never let be.
            let lints = was.lints.intersection(&call.lints).cloned().collect();
            kept.push(KnownCall {
                lints,
                ..call.clone()
            });
        }
    }
    let findings: BTreeSet<String> = old.findings.intersection(&now.findings).cloned().collect();
    let dropped = old.calls.len() - kept.len() + old.findings.len() - findings.len();
    let pruned = Baseline {
        name: old.name.clone(),
        calls: kept,
        findings,
        requirements: old.requirements.clone(),
        unread: Vec::new(),
    };
    (pruned, dropped)
}

impl BaselineFile {
    fn of(baseline: &Baseline) -> BaselineFile {
        let mut calls: Vec<&KnownCall> = baseline.calls.iter().collect();
        calls.sort();
        let calls = calls.into_iter().map(|call| CallEntry {
            operations: call.identity.operations.clone(),
            enclosing: call.identity.enclosing.clone(),
            file: call.identity.file.clone(),
            text: call.identity.text.clone(),
            findings: call.lints.clone(),
        });
        let requirements = baseline.requirements.iter().map(|one| RequirementEntry {
            token: one.token.clone(),
            scopes: one.scopes.clone(),
            roles: one.roles.clone(),
            permissions: one.permissions.clone(),
        });
        BaselineFile {
            schema_version: VERSION,
            calls: calls.collect(),
            findings: baseline.findings.clone(),
            requirements: requirements.collect(),
        }
    }

    fn into_baseline(self, name: &str) -> Baseline {
        let call = |entry: CallEntry| KnownCall {
            identity: Identity {
                operations: entry.operations,
                enclosing: entry.enclosing,
                file: entry.file,
                text: entry.text,
            },
            lints: entry.findings,
            seen: None,
        };
        let requirement = |entry: RequirementEntry| KnownRequirement {
            token: entry.token,
            scopes: entry.scopes,
            roles: entry.roles,
            permissions: entry.permissions,
        };
        Baseline {
            name: name.to_owned(),
            calls: self.calls.into_iter().map(call).collect(),
            findings: self.findings,
            requirements: self.requirements.into_iter().map(requirement).collect(),
            unread: Vec::new(),
        }
    }
}
