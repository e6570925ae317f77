//! The report for people.

use std::fmt::Write as _;
use std::io;

use miette::{
    Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, Severity, SourceCode,
};

use super::describe;
use super::diff;
use super::excerpt::Excerpt;
use super::inert::write_inert;
use crate::Outcome;
use crate::call::Confidence;
use crate::config::CredentialName;
use crate::grants::Declared;
use crate::judge::{Finding, JudgedCall, Judgement, TokenRequirement, Verdict};
use crate::lints::Level;
use crate::printable::printable;

/// Columns that the report is laid out for, so that it is the same everywhere.
const WIDTH: usize = 100;

/// How the report is written.
#[derive(Clone, Copy, Debug)]
pub struct Style {
    pub color: bool,
    pub detail: Detail,
}

/// How much is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Detail {
    /// Findings only.
    Quiet,
    Normal,
    /// With the evidence and the way from literal to request.
    Verbose,
}

/// Writes the report.
///
/// # Errors
/// Writing failed.
pub fn write(out: &mut dyn io::Write, outcome: &Outcome, style: Style) -> io::Result<()> {
    write_inert(out, |out| Writer { out, style }.report(outcome))
}

struct Writer<'a> {
    out: &'a mut dyn io::Write,
    style: Style,
}

impl Writer<'_> {
    fn report(&mut self, outcome: &Outcome) -> io::Result<()> {
        let judgement = &outcome.judgement;
        if self.style.detail > Detail::Quiet {
            self.calls(judgement)?;
        }
        self.findings(judgement)?;
        if self.style.detail > Detail::Quiet {
            self.requirements(judgement)?;
            self.declarations(judgement)?;
            self.unresolved(judgement)?;
            self.changes(judgement)?;
            self.summary(outcome)?;
        }
        Ok(())
    }

    /// Calls without findings, grouped by file; those with findings are shown with them.
    fn calls(&mut self, judgement: &Judgement) -> io::Result<()> {
        let mut quiet: Vec<&JudgedCall> = Vec::new();
        for (at, call) in judgement.calls.iter().enumerate() {
            if !judgement
                .open_findings()
                .any(|finding| finding.call == Some(at))
            {
                quiet.push(call);
            }
        }
        let same_file = |a: &&JudgedCall, b: &&JudgedCall| {
            a.call.location.file.path == b.call.location.file.path
        };
        for calls in quiet.chunk_by(same_file) {
            let file = printable(&calls[0].call.location.file.path);
            writeln!(self.out, "{}", self.bold(&file))?;
            let places: Vec<String> = calls.iter().map(|call| place(call)).collect();
            let name = |call: &&JudgedCall| printable(&describe::operation(call)).into_owned();
            let names: Vec<String> = calls.iter().map(name).collect();
            let widest = |cells: &[String]| cells.iter().map(|cell| cell.chars().count()).max();
            let place_width = widest(&places).unwrap_or(0);
            let name_width = widest(&names).unwrap_or(0).min(WIDTH / 2);
            for ((call, place), name) in calls.iter().zip(&places).zip(&names) {
                let needs = needs(call);
                writeln!(
                    self.out,
                    "  {place:>place_width$}  {name:<name_width$}  {needs}"
                )?;
                self.reasons(call)?;
            }
            writeln!(self.out)?;
        }
        Ok(())
    }

    /// Why a call is taken for one, and how its URL came about.
    fn reasons(&mut self, judged: &JudgedCall) -> io::Result<()> {
        if self.style.detail < Detail::Verbose {
            return Ok(());
        }
        for evidence in &judged.call.evidence {
            let line = self.dim(&format!("because {}", printable(evidence)));
            writeln!(self.out, "      {line}")?;
        }
        for step in trace(judged) {
            let line = self.dim(&format!("by way of {step}"));
            writeln!(self.out, "      {line}")?;
        }
        Ok(())
    }

    fn findings(&mut self, judgement: &Judgement) -> io::Result<()> {
        let styles = match self.style.color {
            true => GraphicalTheme::unicode(),
            false => GraphicalTheme::unicode_nocolor(),
        };
        let handler = GraphicalReportHandler::new_themed(styles)
            .with_width(WIDTH)
            .with_links(false);
        for finding in judgement.open_findings() {
            let shown = Shown::new(finding);
            let mut text = String::new();
            handler
                .render_report(&mut text, &shown)
                .map_err(io::Error::other)?;
            writeln!(self.out, "{}", text.trim_end())?;
            if let Some(call) = finding.call.and_then(|at| judgement.calls.get(at)) {
                self.reasons(call)?;
            }
            writeln!(self.out)?;
        }
        Ok(())
    }

    fn requirements(&mut self, judgement: &Judgement) -> io::Result<()> {
        for requirement in describe::requirements(judgement) {
            self.requirement(requirement)?;
        }
        Ok(())
    }

    fn requirement(&mut self, of_token: &TokenRequirement) -> io::Result<()> {
        let name = of_token.token.as_deref().map(printable);
        let title = describe::requirement_title(of_token, name.as_deref());
        writeln!(self.out, "{}", self.bold(&title))?;
        for row in describe::requirement(of_token) {
            // What is long, and different for every row, gets a row for each.
            match row.name {
                "perhaps an API token" => self.rows(row.name, &row.values)?,
                _ => self.rows(row.name, &[row.values.join(", ")])?,
            }
        }
        writeln!(self.out)
    }

    fn rows(&mut self, name: &str, values: &[String]) -> io::Result<()> {
        for value in values {
            writeln!(self.out, "  {name:<15} {}", printable(value))?;
        }
        Ok(())
    }

    /// What the repository itself says of its tokens.
    fn declarations(&mut self, judgement: &Judgement) -> io::Result<()> {
        if judgement.declarations.is_empty() {
            return Ok(());
        }
        let title = self.bold("Declared in the repository");
        writeln!(self.out, "{title}")?;
        for one in &judgement.declarations {
            let file = printable(&one.location.file.path);
            let line = one.location.start().line;
            let names = |declared: &Option<Vec<Declared>>| {
                let names = declared.iter().flatten().map(|one| one.name.as_str());
                names.collect::<Vec<_>>().join(", ")
            };
            let kind = one.credential.map(CredentialName::name);
            let parts = [
                kind.unwrap_or_default().to_owned(),
                names(&one.scopes),
                names(&one.roles),
                names(&one.permissions),
            ];
            let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
            let (what, parts) = (printable(&one.what), parts.join("; "));
            writeln!(self.out, "  {file}:{line}  {what}: {}", printable(&parts))?;
        }
        writeln!(self.out)
    }

    fn unresolved(&mut self, judgement: &Judgement) -> io::Result<()> {
        if judgement.unresolved.is_empty() {
            return Ok(());
        }
        let title = self.bold("Requests to Okta whose target could not be known");
        writeln!(self.out, "{title}")?;
        for unresolved in &judgement.unresolved {
            let start = unresolved.location.start();
            let file = printable(&unresolved.location.file.path);
            let why = printable(&unresolved.why);
            writeln!(self.out, "  {file}:{}:{}  {why}", start.line, start.column)?;
        }
        writeln!(self.out)
    }

    /// What changed against the baseline.
    fn changes(&mut self, judgement: &Judgement) -> io::Result<()> {
        let Some(change) = diff::change(judgement) else {
            return Ok(());
        };
        diff::write_text(self.out, &change)?;
        writeln!(self.out)
    }

    fn summary(&mut self, outcome: &Outcome) -> io::Result<()> {
        let line = self.bold(&describe::summary(outcome));
        writeln!(self.out, "{line}")
    }

    fn bold(&self, text: &str) -> String {
        self.styled("1", text)
    }

    fn dim(&self, text: &str) -> String {
        self.styled("2", text)
    }

    fn styled(&self, code: &str, text: &str) -> String {
        match self.style.color {
            true => format!("\u{1b}[{code}m{text}\u{1b}[0m"),
            false => text.to_owned(),
        }
    }
}

fn place(judged: &JudgedCall) -> String {
    let start = judged.call.location.start();
    format!("{}:{}", start.line, start.column)
}

/// What the call needs, what its token makes of it, and what is uncertain.
fn needs(judged: &JudgedCall) -> String {
    let mut text = describe::needs(judged);
    let mut notes: Vec<String> = Vec::new();
    if let Some(token) = &judged.token {
        notes.push(format!("{}: {}", printable(token), judged.verdict.name()));
    } else if judged.verdict == Verdict::Public {
        notes.push("public".to_owned());
    }
    if judged.call.confidence < Confidence::Certain {
        notes.push(judged.call.confidence.name().to_owned());
    }
    if judged.call.in_test {
        notes.push("test".to_owned());
    }
    if !notes.is_empty() {
        let _ = write!(text, " [{}]", notes.join("; "));
    }
    text
}

/// The steps from a literal to the request, as text.
fn trace(judged: &JudgedCall) -> impl Iterator<Item = String> + '_ {
    judged.call.trace.iter().map(|step| {
        let file = printable(&step.location.file.path);
        let line = step.location.start().line;
        format!("{file}:{line} {}", printable(&step.what))
    })
}

/// A finding as a diagnostic.
#[derive(Debug)]
struct Shown {
    message: String,
    code: &'static str,
    severity: Severity,
    label: String,
    help: Option<String>,
    excerpt: Excerpt,
}

impl Shown {
    fn new(finding: &Finding) -> Shown {
        Shown {
            message: printable(&finding.message).into_owned(),
            code: finding.lint.id,
            severity: match finding.level {
                Level::Error => Severity::Error,
                Level::Warning => Severity::Warning,
                Level::Note | Level::Off => Severity::Advice,
            },
            label: printable(&finding.label).into_owned(),
            help: finding
                .help
                .as_ref()
                .map(|help| printable(help).into_owned()),
            excerpt: Excerpt::around(&finding.location),
        }
    }
}

impl std::fmt::Display for Shown {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Shown {}

impl Diagnostic for Shown {
    fn code(&self) -> Option<Box<dyn std::fmt::Display + '_>> {
        Some(Box::new(self.code))
    }

    fn severity(&self) -> Option<Severity> {
        Some(self.severity)
    }

    fn help(&self) -> Option<Box<dyn std::fmt::Display + '_>> {
        self.help
            .as_ref()
            .map(|help| Box::new(help) as Box<dyn std::fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.excerpt)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let label = LabeledSpan::new_with_span(Some(self.label.clone()), self.excerpt.place());
        Some(Box::new(std::iter::once(label)))
    }
}
