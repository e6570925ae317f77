//! `oktalint ops`.

use std::io::{self, Read as _, Write};
use std::path::{Path, PathBuf};

use super::output::Output;
use super::{Failure, Status};
use crate::catalog::Catalog;
use crate::ops::{self, Answer, Answered, Verdict};
use crate::printable::printable;
use crate::report::inert::write_inert;
use crate::report::write_json;
use crate::words;

/// Larger lists are no lists. Bytes.
const MOST_BYTES: u64 = 16 << 20;

#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// A list of operations, `-` for standard input: lines with a verb and a path anywhere in them, or a JSON array
    #[arg(value_name = "FILE")]
    file: PathBuf,

    /// How to print the answer
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Kind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Kind {
    Text,
    Json,
}

pub fn run(arguments: &Arguments, output: &Output) -> Result<Status, Failure> {
    let answer = answer(&arguments.file, output)?;
    output.results(|out| match arguments.format {
        Kind::Text => write_inert(out, |out| write_text(out, &answer)),
        Kind::Json => write_json(out, &answer),
    })?;
    Ok(Status::Clean)
}

/// Reads a list and answers it; what is left out is said on standard error.
///
/// # Errors
/// The list can't be read.
pub fn answer(file: &Path, output: &Output) -> Result<Answer, Failure> {
    let name = file.display().to_string();
    let text = read(file).map_err(|error| {
        miette::miette!(
            code = "oktalint::ops::unreadable",
            help = "a list is a text file, or `-` for standard input",
            "cannot read `{name}`: {error}"
        )
    })?;
    let list = ops::parse(&text).map_err(|error| {
        let report = miette::Report::new(error);
        Failure(report.wrap_err(format!("cannot read the operations in `{name}`")))
    })?;
    for (line, path) in &list.without_verb {
        let path = printable(path);
        output.note(&format!("line {line} has no verb for `{path}`: left out"));
    }
    Ok(ops::answer(Catalog::embedded(), list.entries))
}

/// The text of a file, or of standard input for `-`.
///
/// # Errors
/// It can't be read, is too large or no text.
pub fn read(file: &Path) -> io::Result<String> {
    let mut bytes = Vec::new();
    if file.as_os_str() == "-" {
        io::stdin()
            .lock()
            .take(MOST_BYTES + 1)
            .read_to_end(&mut bytes)?;
    } else {
        std::fs::File::open(file)?
            .take(MOST_BYTES + 1)
            .read_to_end(&mut bytes)?;
    }
    if bytes.len() as u64 > MOST_BYTES {
        return Err(io::Error::other("it is larger than 16 MiB"));
    }
    String::from_utf8(bytes).map_err(|_| io::Error::other("it is not UTF-8 text"))
}

fn write_text(out: &mut dyn Write, answer: &Answer) -> io::Result<()> {
    for one in &answer.operations {
        write_one(out, one)?;
    }
    let count = |verdict| {
        answer
            .operations
            .iter()
            .filter(|one| one.verdict == verdict)
            .count()
    };
    let counts = [
        Verdict::Exact,
        Verdict::OtherOperation,
        Verdict::UndocumentedRoute,
        Verdict::NoSuchOperation,
    ];
    let counts: Vec<String> = counts
        .into_iter()
        .filter(|verdict| count(*verdict) > 0)
        .map(|verdict| format!("{} {}", count(verdict), verdict.name()))
        .collect();
    let lines = words::count(answer.operations.len(), "operation");
    writeln!(out, "{lines}: {}\n", counts.join(", "))?;
    let requirement = &answer.requirement;
    writeln!(out, "What they need together:")?;
    list(out, "OAuth 2.0 scopes", &requirement.scopes)?;
    let when = |title: &String| {
        let mut conditions = requirement.api_token_when.iter();
        match conditions.rfind(|one| one.operation == *title) {
            Some(one) => format!("{title}, when {}", one.when),
            None => title.clone(),
        }
    };
    let not_oauth: Vec<String> = requirement.not_oauth.iter().map(when).collect();
    list(out, "not over OAuth, an API token only", &not_oauth)?;
    list(out, "no admin's credential", &requirement.no_credential)?;
    let roles = &requirement.standard_roles;
    list(
        out,
        "least standard admin role",
        roles.least_single.as_slice(),
    )?;
    if roles.least_set.len() > 1 {
        list(out, "or these roles together", &roles.least_set)?;
    }
    list(out, "or a custom admin role with", &requirement.permissions)?;
    if !requirement.permissions.is_empty() && !requirement.beyond_custom_role.is_empty() {
        list(
            out,
            "though no custom role is known for",
            &requirement.beyond_custom_role,
        )?;
    }
    if !requirement.unknown_roles.is_empty() {
        list(
            out,
            "not known which role suffices",
            &requirement.unknown_roles,
        )?;
    }
    writeln!(out, "`oktalint plan --ops FILE` says why")
}

fn write_one(out: &mut dyn Write, one: &Answered) -> io::Result<()> {
    let verdict = match one.verdict {
        Verdict::Exact => "",
        Verdict::OtherOperation => "   ← probably not what is meant",
        Verdict::UndocumentedRoute => "   ← undocumented route",
        Verdict::NoSuchOperation => "   ← no such operation",
    };
    let route = printable(&one.path);
    writeln!(out, "{:>4}  {:6} {route}{verdict}", one.line, one.method)?;
    let mut row = |name: &str, value: &str| match value {
        "" => Ok(()),
        value => writeln!(out, "        {name:11} {}", printable(value)),
    };
    if let Some(operation) = &one.operation {
        row("operation", &operation.operation_id)?;
        row("scopes", &operation.scopes.join(" and "))?;
        row("credentials", &operation.accepted())?;
    }
    for near in &one.nearest {
        let name = match one.verdict {
            Verdict::Exact => "see also",
            _ => "meant?",
        };
        row(
            name,
            &format!("{}: {}", near.operation.title(), near.reason),
        )?;
    }
    row("note", one.note.as_deref().unwrap_or_default())?;
    writeln!(out)
}

fn list(out: &mut dyn Write, name: &str, items: &[String]) -> io::Result<()> {
    if items.is_empty() {
        return writeln!(out, "  {name}: none");
    }
    writeln!(out, "  {name}:")?;
    items
        .iter()
        .try_for_each(|item| writeln!(out, "    {item}"))
}
