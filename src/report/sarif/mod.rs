//! SARIF 2.1.0, as GitHub code scanning reads it: one run, rules with help, a tight region, fingerprints that last.

mod limits;
mod message;
mod place;
mod result;
mod rule;
#[cfg(test)]
mod tests;

use std::io;

use serde_json::{Value as Json, json};

use super::{Extent, write_json};
use crate::Outcome;
use crate::call::FileProblem;
use crate::judge::{Finding, Judgement};
use crate::lints;
use crate::words::count;
use limits::Chosen;
use message::plain;
use place::{ROOT, artifact};
use result::Results;

/// How the report is written.
#[derive(Clone, Debug)]
pub struct Options {
    /// Code scanning takes no notice of why a finding is let be, and would show it as an open alert.
    pub extent: Extent,
    /// What the run is called where several runs of a commit are told apart; without the slash at its end.
    pub category: String,
    /// The absolute path of the folder to which paths are relative.
    pub working_directory: String,
}

/// A report, and what it lacks.
#[derive(Debug)]
pub struct Report {
    text: Vec<u8>,
    /// What was left out to keep within the limits of an upload, in a sentence.
    pub left_out: Option<String>,
}

impl Report {
    /// Makes the report: all that an upload takes, the most severe first.
    ///
    /// # Errors
    /// It can't be written as JSON.
    pub fn new(outcome: &Outcome, options: &Options) -> io::Result<Report> {
        let judgement = &outcome.judgement;
        let wanted = judgement
            .findings
            .iter()
            .filter(|finding| options.extent == Extent::All || finding.standing.is_open());
        let wanted: Vec<&Finding> = wanted.collect();
        let mut results = Results::new(judgement, options);
        let write = |chosen: &Chosen<'_>| {
            let mut text = Vec::new();
            let log = log(judgement, options, chosen, &mut results);
            write_json(&mut text, &log).map(|()| text)
        };
        let (text, left_out) = limits::within(wanted, write)?;
        Ok(Report { text, left_out })
    }

    /// Writes the report.
    ///
    /// # Errors
    /// Writing failed.
    pub fn write(&self, out: &mut dyn io::Write) -> io::Result<()> {
        out.write_all(&self.text)
    }
}

fn log(
    judgement: &Judgement,
    options: &Options,
    chosen: &Chosen<'_>,
    results: &mut Results<'_>,
) -> Json {
    let rules: Vec<Json> = lints::all().iter().map(rule::rule).collect();
    let found: Vec<Json> = chosen
        .findings
        .iter()
        .map(|finding| results.result(finding))
        .collect();
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": env!("CARGO_PKG_NAME"),
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "informationUri": information(),
                "rules": rules,
            }},
            "automationDetails": { "id": format!("{}/", options.category) },
            "columnKind": "utf16CodeUnits",
            "originalUriBaseIds": {
                ROOT: { "description": { "text": "The folder in which oktalint was run." } },
            },
            "invocations": [{
                "executionSuccessful": true,
                "toolExecutionNotifications": notifications(judgement, options, chosen),
            }],
            "results": found,
        }],
    })
}

/// Where the program is to be read about: its repository, or else its crate.
fn information() -> String {
    match env!("CARGO_PKG_REPOSITORY") {
        "" => format!("https://crates.io/crates/{}", env!("CARGO_PKG_NAME")),
        repository => repository.to_owned(),
    }
}

/// What kept the run from being whole: results that are left out, files that could not be read.
fn notifications(judgement: &Judgement, options: &Options, chosen: &Chosen<'_>) -> Vec<Json> {
    /// A tree in which nothing can be read would fill the report.
    const MOST: usize = 1_000;
    let problems = &judgement.problems;
    let more = problems.len().saturating_sub(MOST);
    let warning = |text: String| json!({ "level": "warning", "message": { "text": text } });
    let of_problem = |problem: &FileProblem| {
        let text = format!("{}: {}.", plain(&problem.path), plain(&problem.what));
        let mut location = json!({
            "physicalLocation": {
                "artifactLocation": artifact(&problem.path, &options.working_directory),
            },
        });
        if let Some(line) = problem.line {
            location["physicalLocation"]["region"] = json!({ "startLine": line.max(1) });
        }
        let mut notification = warning(text);
        notification["locations"] = json!([location]);
        notification
    };
    let left_out = chosen.left_out.clone().map(warning);
    let unread = (more > 0).then(|| {
        let what = count(more, "more problem");
        warning(format!("There are {what} with files."))
    });
    let problems = problems.iter().take(MOST).map(of_problem);
    left_out.into_iter().chain(problems).chain(unread).collect()
}
