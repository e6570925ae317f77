//! JUnit's XML, which most CI services show: a suite a file; a call that nothing is said of passes, a finding fails.

use std::collections::BTreeMap;
use std::io;

use super::describe;
use super::escape::xml;
use super::excerpt::Excerpt;
use crate::Outcome;
use crate::judge::{Finding, JudgedCall, Judgement};
use crate::lints::Level;

/// What is said of one file.
#[derive(Default)]
struct Suite<'a> {
    passing: Vec<&'a JudgedCall>,
    findings: Vec<&'a Finding>,
}

impl Suite<'_> {
    fn tests(&self) -> usize {
        self.passing.len() + self.findings.len()
    }

    fn skipped(&self) -> usize {
        let findings = self.findings.iter();
        findings.filter(|finding| is_skipped(finding)).count()
    }
}

/// A note is no reason to call a file broken.
fn is_skipped(finding: &Finding) -> bool {
    finding.level < Level::Warning
}

/// Writes the report.
///
/// # Errors
/// Writing failed.
pub fn write(out: &mut dyn io::Write, outcome: &Outcome) -> io::Result<()> {
    let suites = suites(&outcome.judgement);
    let tests: usize = suites.values().map(Suite::tests).sum();
    let skipped: usize = suites.values().map(Suite::skipped).sum();
    let found: usize = suites.values().map(|suite| suite.findings.len()).sum();
    let failures = found - skipped;
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    writeln!(
        out,
        "<testsuites name=\"oktalint\" tests=\"{tests}\" failures=\"{failures}\" errors=\"0\" skipped=\"{skipped}\">"
    )?;
    for (file, suite) in &suites {
        write_suite(out, file, suite)?;
    }
    writeln!(out, "</testsuites>")
}

fn suites(judgement: &Judgement) -> BTreeMap<&str, Suite<'_>> {
    let mut suites: BTreeMap<&str, Suite<'_>> = BTreeMap::new();
    let mut is_found = vec![false; judgement.calls.len()];
    for finding in judgement.open_findings() {
        let suite = suites.entry(&finding.location.file.path).or_default();
        suite.findings.push(finding);
        if let Some(found) = finding.call.and_then(|at| is_found.get_mut(at)) {
            *found = true;
        }
    }
    for (judged, is_found) in judgement.calls.iter().zip(is_found) {
        if !is_found {
            let suite = suites.entry(&judged.call.location.file.path).or_default();
            suite.passing.push(judged);
        }
    }
    suites
}

fn write_suite(out: &mut dyn io::Write, file: &str, suite: &Suite<'_>) -> io::Result<()> {
    let (tests, skipped) = (suite.tests(), suite.skipped());
    let failures = suite.findings.len() - skipped;
    let file = xml(file);
    writeln!(
        out,
        "  <testsuite name=\"{file}\" tests=\"{tests}\" failures=\"{failures}\" errors=\"0\" skipped=\"{skipped}\">"
    )?;
    for judged in &suite.passing {
        let start = judged.call.location.start();
        let name = xml(&format!("{} at {start}", describe::operation(judged)));
        let line = start.line;
        writeln!(
            out,
            "    <testcase name=\"{name}\" classname=\"{file}\" file=\"{file}\" line=\"{line}\"/>"
        )?;
    }
    for finding in &suite.findings {
        let start = finding.location.start();
        let name = xml(&format!("{} at {start}", finding.lint.id));
        let (line, message) = (start.line, xml(&finding.message));
        writeln!(
            out,
            "    <testcase name=\"{name}\" classname=\"{file}\" file=\"{file}\" line=\"{line}\">"
        )?;
        if is_skipped(finding) {
            writeln!(out, "      <skipped message=\"{message}\"/>")?;
        } else {
            let level = finding.level.name();
            let body = xml_lines(finding);
            writeln!(
                out,
                "      <failure type=\"{level}\" message=\"{message}\">{body}</failure>"
            )?;
        }
        writeln!(out, "    </testcase>")?;
    }
    writeln!(out, "  </testsuite>")
}

/// A finding as it is read in a log: each line begins with a word of ours.
fn xml_lines(finding: &Finding) -> String {
    let excerpt = Excerpt::around(&finding.location);
    let mut lines = vec![
        format!("{}: {}", finding.level.name(), finding.message),
        format!("at {}", describe::place(&finding.location)),
        format!("code: {}", excerpt.line().concat().trim()),
    ];
    lines.extend(finding.help.iter().map(|help| format!("help: {help}")));
    let lines: Vec<String> = lines.iter().map(|line| xml(line)).collect();
    lines.join("\n")
}
