//! SARIF 2.1.0, as GitHub code scanning reads it: one run, rules with help, a tight region, fingerprints that last.

use std::collections::HashMap;
use std::io;
use std::sync::Arc;

use serde_json::{Value as Json, json};

use super::escape::write_json;
use super::line_hash::line_hashes;
use crate::Outcome;
use crate::call::{Location, SourceFile};
use crate::judge::{Finding, Judgement};
use crate::lints::{self, Level, LintPage};

/// The name that stands for the root of the sources.
const ROOT: &str = "%SRCROOT%";

/// Writes the report.
///
/// # Errors
/// Writing failed.
pub fn write(out: &mut dyn io::Write, outcome: &Outcome) -> io::Result<()> {
    write_json(out, &log(&outcome.judgement))
}

fn log(judgement: &Judgement) -> Json {
    let rules: Vec<Json> = lints::all().iter().map(rule).collect();
    let mut hashes = Hashes::default();
    let results: Vec<Json> = judgement
        .open_findings()
        .map(|finding| result(finding, judgement, &mut hashes))
        .collect();
    let notifications: Vec<Json> = judgement
        .problems
        .iter()
        .map(|problem| {
            json!({
                "level": "warning",
                "message": { "text": format!("{}: {}.", problem.path, problem.what) },
                "locations": [{ "physicalLocation": { "artifactLocation": artifact(&problem.path) } }],
            })
        })
        .collect();
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": env!("CARGO_PKG_NAME"),
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            }},
            "columnKind": "utf16CodeUnits",
            "originalUriBaseIds": {
                ROOT: { "description": { "text": "The folder in which oktalint was run." } },
            },
            "invocations": [{
                "executionSuccessful": true,
                "toolExecutionNotifications": notifications,
            }],
            "results": results,
        }],
    })
}

fn rule(page: &LintPage) -> Json {
    let mut properties = json!({
        "tags": page.tags,
        "precision": page.precision,
        "problem.severity": match page.level {
            Level::Error => "error",
            Level::Warning => "warning",
            Level::Note | Level::Off => "recommendation",
        },
    });
    if let Some(severity) = &page.security_severity {
        properties["security-severity"] = json!(severity);
    }
    json!({
        "id": page.id,
        "name": pascal_case(page.id),
        "shortDescription": { "text": page.summary },
        "fullDescription": { "text": page.meaning() },
        "defaultConfiguration": { "level": level(page.level) },
        "help": { "text": page.body, "markdown": page.body },
        "properties": properties,
    })
}

fn result(finding: &Finding, judgement: &Judgement, hashes: &mut Hashes) -> Json {
    let call = finding.call.and_then(|at| judgement.calls.get(at));
    let rule_index = lints::all()
        .iter()
        .position(|page| page.id == finding.lint.id);
    let message = match &finding.help {
        Some(help) => format!("{} {}.", finding.message, capitalised(help)),
        None => finding.message.clone(),
    };
    let mut related: Vec<Json> = Vec::new();
    if let Some(call) = call.map(|judged| &judged.call) {
        let request = call.request.as_ref();
        related.extend(request.map(|request| related_location(request, "requested here")));
        let steps = call.trace.iter();
        related.extend(steps.map(|step| related_location(&step.location, &step.what)));
    }
    let mut result = json!({
        "ruleId": finding.lint.id,
        "ruleIndex": rule_index,
        "level": level(finding.level),
        "message": { "text": message },
        "locations": [{ "physicalLocation": physical(&finding.location) }],
        "partialFingerprints": {
            "primaryLocationLineHash": hashes.of(&finding.location),
            "oktaOperation/v1": finding.fingerprint,
        },
    });
    if !related.is_empty() {
        result["relatedLocations"] = Json::Array(related);
    }
    result
}

fn related_location(location: &Location, what: &str) -> Json {
    json!({
        "physicalLocation": physical(location),
        "message": { "text": what },
    })
}

fn physical(location: &Location) -> Json {
    let (start, end) = (location.start(), location.end());
    let file = &location.file;
    json!({
        "artifactLocation": artifact(&file.path),
        "region": {
            "startLine": start.line,
            "startColumn": utf16_column(file, start.line, start.column),
            "endLine": end.line,
            "endColumn": utf16_column(file, end.line, end.column),
        },
    })
}

/// One-based column in UTF-16 code units of a one-based column in characters.
fn utf16_column(file: &SourceFile, line: u32, column: u32) -> usize {
    let before = file.line(line).chars().take(column as usize - 1);
    before.map(char::len_utf16).sum::<usize>() + 1
}

fn artifact(path: &str) -> Json {
    match path.starts_with('/') {
        true => json!({ "uri": format!("file://{}", percent_encoded(path)) }),
        false => json!({ "uri": percent_encoded(path), "uriBaseId": ROOT }),
    }
}

/// A path as a relative URI.
fn percent_encoded(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    for byte in path.bytes() {
        let is_plain = byte.is_ascii_alphanumeric() || b"-._~/!$&'()*+,;=@".contains(&byte);
        match is_plain {
            true => uri.push(char::from(byte)),
            false => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}

fn level(level: Level) -> &'static str {
    match level {
        Level::Off => "none",
        other => other.name(),
    }
}

/// `missing-scope` → `MissingScope`: a rule's name must differ from its id.
fn pascal_case(id: &str) -> String {
    id.split('-').map(capitalised).collect()
}

fn capitalised(text: &str) -> String {
    let mut rest = text.chars();
    rest.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(rest).collect()
    })
}

/// Line hashes, computed once a file.
#[derive(Default)]
struct Hashes {
    by_path: HashMap<String, Vec<String>>,
}

impl Hashes {
    fn of(&mut self, location: &Location) -> String {
        let file: &Arc<SourceFile> = &location.file;
        let lines = self
            .by_path
            .entry(file.path.clone())
            .or_insert_with(|| line_hashes(&file.text));
        let at = location.start().line as usize - 1;
        lines.get(at).cloned().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_become_relative_uris() {
        assert_eq!(
            percent_encoded("src/a b/ü#%.cs"),
            "src/a%20b/%C3%BC%23%25.cs"
        );
        assert_eq!(artifact("a.cs")["uriBaseId"], ROOT);
        assert_eq!(artifact("/a:b.cs")["uri"], "file:///a%3Ab.cs");
    }

    #[test]
    fn columns_count_utf16_units() {
        let text = "é𝒳 call".to_owned();
        let file = SourceFile::new(
            "a.cs".to_owned(),
            crate::syntax::Language::CSharp,
            text,
            false,
        );
        assert_eq!(utf16_column(&file, 1, 4), 5);
    }
}
