//! The report for people.

use std::fmt::Write as _;
use std::io;

use miette::{
    Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, Severity, SourceCode,
};

use super::excerpt::Excerpt;
use crate::Outcome;
use crate::call::Confidence;
use crate::catalog::Credential;
use crate::config::CredentialName;
use crate::grants::Declared;
use crate::judge::{Finding, JudgedCall, Judgement, OperationFacts, TokenRequirement, Verdict};
use crate::lints::Level;
use crate::printable::printable;
use crate::words::{count, list};

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
    let judgement = &outcome.judgement;
    let mut writer = Writer { out, style };
    if style.detail > Detail::Quiet {
        writer.calls(judgement)?;
    }
    writer.findings(judgement)?;
    if style.detail > Detail::Quiet {
        writer.requirements(judgement)?;
        writer.declarations(judgement)?;
        writer.unresolved(judgement)?;
        writer.summary(outcome)?;
    }
    Ok(())
}

struct Writer<'a> {
    out: &'a mut dyn io::Write,
    style: Style,
}

impl Writer<'_> {
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
            let names: Vec<String> = calls.iter().map(|call| name(call)).collect();
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
        for requirement in &judgement.requirements {
            self.requirement(requirement)?;
        }
        Ok(())
    }

    fn requirement(&mut self, of_token: &TokenRequirement) -> io::Result<()> {
        if of_token.calls == 0 && of_token.token.is_none() {
            return Ok(());
        }
        let calls = count(of_token.calls, "call");
        let title = match &of_token.token {
            Some(token) => format!("Token `{}` ({calls})", printable(token)),
            None => format!("Required by the calls without a declared token ({calls})"),
        };
        writeln!(self.out, "{}", self.bold(&title))?;
        let requirement = &of_token.requirement;
        let scopes = match requirement.scopes.is_empty() {
            true => "none".to_owned(),
            false => requirement.scopes.join(", "),
        };
        // An API token has none; they are what an OAuth 2.0 token would need in its place.
        let name = match of_token.credential {
            Some(CredentialName::ApiToken) => "over OAuth",
            _ => "scopes",
        };
        self.row(name, &scopes)?;
        let possible: Vec<&str> = requirement
            .all_scopes
            .iter()
            .filter(|scope| !requirement.scopes.contains(scope))
            .map(String::as_str)
            .collect();
        self.row("perhaps also", &possible.join(", "))?;
        self.row("missing", &of_token.missing_scopes.join(", "))?;
        self.row("not needed", &printable(&of_token.unused_scopes.join(", ")))?;
        self.roles(of_token)?;
        let sometimes = |title: &&String| {
            requirement
                .api_token_when
                .iter()
                .any(|one| one.operation == **title)
        };
        let only: Vec<&str> = requirement
            .not_oauth
            .iter()
            .filter(|one| !sometimes(one))
            .map(String::as_str)
            .collect();
        self.row("API token only", &only.join(", "))?;
        for one in &requirement.api_token_when {
            self.row(
                "perhaps an API token",
                &format!("{} when {}", one.operation, one.when),
            )?;
        }
        if of_token.unknown_calls > 0 {
            let calls = count(of_token.unknown_calls, "call");
            self.row("not known", &format!("what {calls} would need"))?;
        }
        writeln!(self.out)
    }

    /// The admin roles of a requirement.
    fn roles(&mut self, of_token: &TokenRequirement) -> io::Result<()> {
        let roles = &of_token.requirement.standard_roles;
        let single = roles.least_single.as_deref().unwrap_or_default();
        let set = roles.least_set.join(" and ");
        let least = match set == single {
            true => set,
            false => format!("{set}; alone {single}"),
        };
        self.row("standard role", &least)?;
        self.row(
            "or custom role",
            &of_token.requirement.permissions.join(", "),
        )?;
        if !of_token.requirement.permissions.is_empty() {
            self.row(
                "but not for",
                &of_token.requirement.beyond_custom_role.join(", "),
            )?;
        }
        self.row("role not needed", &of_token.unused_roles.join(", "))?;
        let unknown = of_token.requirement.unknown_roles.len();
        match unknown {
            0 => Ok(()),
            _ => self.row(
                "roles not known",
                &format!("for {}", count(unknown, "operation")),
            ),
        }
    }

    /// A line of a requirement, unless there is nothing to say.
    fn row(&mut self, name: &str, value: &str) -> io::Result<()> {
        match value.is_empty() {
            true => Ok(()),
            false => writeln!(self.out, "  {name:<15} {value}"),
        }
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

    fn summary(&mut self, outcome: &Outcome) -> io::Result<()> {
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
        for level in [Level::Error, Level::Warning, Level::Note] {
            let number = judgement.count(level);
            if number > 0 {
                let _ = write!(line, ", {}", count(number, level.name()));
            }
        }
        let line = self.bold(&line);
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

/// What is called, in a few words.
fn name(judged: &JudgedCall) -> String {
    const SHOWN: usize = 3;
    match judged.operations.as_slice() {
        [] => {
            let method = judged.call.method.map_or("?", |method| method.as_str());
            let path = printable(&judged.call.path);
            format!("unknown operation {method} {path}")
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

/// What the call needs, what its token makes of it, and what is uncertain.
fn needs(judged: &JudgedCall) -> String {
    let mut scopes: Vec<&str> = judged
        .operations
        .iter()
        .flat_map(|o| &o.scopes)
        .map(String::as_str)
        .collect();
    scopes.sort_unstable();
    scopes.dedup();
    let mut text = match scopes.is_empty() {
        true => credential(&judged.operations),
        false => scopes.join(", "),
    };
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
