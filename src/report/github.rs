//! Workflow commands of GitHub Actions: each makes an annotation at its line of the pull request.

use std::collections::BTreeMap;
use std::io;

use super::describe;
use super::inert::inert;
use crate::Outcome;
use crate::judge::Finding;
use crate::lints::Level;
use crate::printable::printable;
use crate::words::{count, list};

/// Annotations of each kind that GitHub shows of a step.
const MOST: usize = 10;

/// Writes the report.
///
/// # Errors
/// Writing failed.
pub fn write(out: &mut dyn io::Write, outcome: &Outcome) -> io::Result<()> {
    let mut shown: BTreeMap<Level, usize> = BTreeMap::new();
    let mut others: Vec<&Finding> = Vec::new();
    for finding in describe::most_severe_first(&outcome.judgement) {
        let shown = shown.entry(finding.level).or_default();
        if *shown < MOST {
            *shown += 1;
            writeln!(out, "{}", annotation(finding))?;
        } else {
            others.push(finding);
        }
    }
    write_others(out, &others)?;
    writeln!(out, "oktalint: {}", describe::summary(outcome))?;
    if !others.is_empty() {
        let left = left_out(&others);
        writeln!(
            out,
            "oktalint: not shown as annotations: {left}; GitHub shows {MOST} of each kind a step"
        )?;
    }
    Ok(())
}

/// What GitHub would drop stays readable in the log, folded.
fn write_others(out: &mut dyn io::Write, others: &[&Finding]) -> io::Result<()> {
    if others.is_empty() {
        return Ok(());
    }
    writeln!(out, "::group::oktalint: {}", left_out(others))?;
    for finding in others {
        let line = format!(
            "{} {}[{}]: {}",
            describe::place(&finding.location),
            finding.level.name(),
            finding.lint.id,
            finding.message
        );
        writeln!(out, "{}", inert(&printable(&line)))?;
    }
    writeln!(out, "::endgroup::")
}

fn left_out(others: &[&Finding]) -> String {
    let of_level = others.chunk_by(|a, b| a.level == b.level);
    let counts = of_level.map(|chunk| {
        let name = chunk.first().map_or("", |finding| finding.level.name());
        count(chunk.len(), name)
    });
    list(counts, "and")
}

fn annotation(finding: &Finding) -> String {
    let command = match finding.level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Note | Level::Off => "notice",
    };
    let (start, end) = (finding.location.start(), finding.location.end());
    let file = property(&finding.location.file.path);
    let title = property(&format!("oktalint: {}", finding.lint.id));
    // GitHub takes columns only where a place is on one line.
    let columns = match start.line == end.line {
        true => format!(",col={},endColumn={}", start.column, end.column),
        false => String::new(),
    };
    let mut message = data(&finding.message);
    if let Some(help) = &finding.help {
        message.push_str("%0Ahelp: ");
        message.push_str(&data(help));
    }
    format!(
        "::{command} file={file},line={},endLine={}{columns},title={title}::{message}",
        start.line, end.line
    )
}

/// Text as the message of a command.
fn data(text: &str) -> String {
    // Line ends are among the characters that are shown by their codes. Other services read logs too, and `##` begins their commands.
    inert(&printable(text)).replace('%', "%25")
}

/// Text as a property of a command.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_structures_a_command_is_escaped() {
        assert_eq!(data("50% of\r\na::b, c"), "50%25 of\\u{d}\\u{a}a::b, c");
        assert_eq!(property("a%0A::b,line=1"), "a%250A%3A%3Ab%2Cline=1");
    }
}
