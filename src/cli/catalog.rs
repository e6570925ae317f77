//! `oktalint catalog`.

use std::path::PathBuf;

use super::output::Output;
use super::{Failure, Status};
use crate::catalog::{Catalog, OperationId, diff, import, query};
use crate::explain;

#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// List every operation
    List {
        #[command(flatten)]
        format: Format,
    },
    /// Show what is known of an operation: its id, an id it once had, or "METHOD /path"
    Show {
        #[arg(value_name = "OPERATION")]
        operation: String,
        #[command(flatten)]
        format: Format,
    },
    /// Find operations whose id, path, tag or scopes contain every word
    Search {
        #[arg(value_name = "WORD", required = true)]
        words: Vec<String>,
        #[command(flatten)]
        format: Format,
    },
    /// Compare two OpenAPI documents of one API; ends with 1 if a scope changed
    Diff {
        old: PathBuf,
        new: PathBuf,
        #[command(flatten)]
        format: Format,
    },
    /// Read Okta's OpenAPI documents into catalog files
    Import {
        #[arg(value_name = "DOCUMENT", required = true)]
        documents: Vec<PathBuf>,
        /// The folder that the files are written to; operations that it has and the documents do not are kept
        #[arg(long, value_name = "FOLDER", default_value = "rules/catalog")]
        into: PathBuf,
        /// The day on which Okta published them, as 2026-06-29
        #[arg(long, value_name = "DAY")]
        date: Option<String>,
    },
}

#[derive(Debug, clap::Args)]
struct Format {
    /// How to print the results
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Kind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Kind {
    Text,
    Json,
}

pub fn run(arguments: &Arguments, output: &Output) -> Result<Status, Failure> {
    let catalog = Catalog::embedded();
    match &arguments.command {
        Command::List { format } => operations(
            catalog,
            catalog.iter().map(|(id, _)| id).collect(),
            format,
            output,
        ),
        Command::Search { words, format } => {
            let found = query::search(catalog, &words.join(" "));
            if found.is_empty() {
                output.note("no operation has all these words");
            }
            operations(catalog, found, format, output)
        }
        Command::Show { operation, format } => show(catalog, operation, format, output),
        Command::Diff { old, new, format } => {
            let old = import::read(old).map_err(miette::Report::new)?;
            let new = import::read(new).map_err(miette::Report::new)?;
            let diff = diff::diff(&old, &new);
            output.results(|out| match format.format {
                Kind::Text => out.write_all(diff.to_text().as_bytes()),
                Kind::Json => {
                    serde_json::to_writer_pretty(&mut *out, &diff)?;
                    writeln!(out)
                }
            })?;
            Ok(if diff.rescoped.is_empty() {
                Status::Clean
            } else {
                Status::Findings
            })
        }
        Command::Import {
            documents,
            into,
            date,
        } => {
            for (api, text) in
                import::run(documents, into, date.as_deref()).map_err(miette::Report::new)?
            {
                let path = into.join(format!("{api}.json"));
                output.results_to(&path, |out| out.write_all(text.as_bytes()))?;
                output.note(&format!("wrote {}", path.display()));
            }
            Ok(Status::Clean)
        }
    }
}

fn show(
    catalog: &Catalog,
    name: &str,
    format: &Format,
    output: &Output,
) -> Result<Status, Failure> {
    let found = query::show(catalog, name);
    if found.is_empty() {
        if let Some(route) = query::seen(catalog, name) {
            return Err(Failure(miette::miette!(
                code = "oktalint::catalog::undocumented_route",
                help = format!("source: {}", route.source),
                "`{name}` is an undocumented route: it was seen once, but no document lists it"
            )));
        }
        let help = match query::suggest(catalog, name) {
            Some(near) => {
                format!("did you mean `{near}`? `oktalint catalog search WORD` finds more")
            }
            None => "`oktalint catalog search WORD` finds operations by word".to_owned(),
        };
        return Err(Failure(miette::miette!(
            code = "oktalint::catalog::no_operation",
            help = help,
            "the catalog has no operation `{name}`"
        )));
    }
    if format.format == Kind::Json {
        return operations(catalog, found, format, output);
    }
    output.results(|out| {
        for id in found {
            write!(out, "{}", explain::operation(catalog.get(id)))?;
        }
        Ok(())
    })?;
    Ok(Status::Clean)
}

fn operations(
    catalog: &Catalog,
    found: Vec<OperationId>,
    format: &Format,
    output: &Output,
) -> Result<Status, Failure> {
    output.results(|out| match format.format {
        Kind::Text => {
            for id in found {
                writeln!(out, "{}", query::line(catalog.get(id)).trim_end())?;
            }
            Ok(())
        }
        Kind::Json => {
            let rows: Vec<_> = found.into_iter().map(|id| catalog.get(id)).collect();
            serde_json::to_writer_pretty(&mut *out, &serde_json::json!({ "operations": rows }))?;
            writeln!(out)
        }
    })?;
    Ok(Status::Clean)
}
