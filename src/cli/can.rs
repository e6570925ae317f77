//! `oktalint can`.

use std::path::PathBuf;

use super::output::Output;
use super::token::TokenArguments;
use super::{Failure, Status};
use crate::can::{self, Answer, Possibility};
use crate::report::inert::write_inert;
use crate::report::write_json;

#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The HTTP verb
    method: String,

    /// The path, with ids or with placeholders for them: /api/v1/users/{id}
    path: String,

    #[command(flatten)]
    token: TokenArguments,

    /// Use this configuration instead of the nearest oktalint.toml upward from the working directory
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,

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
    let token = arguments.token.token(arguments.config.as_deref())?;
    let answer =
        can::answer(&arguments.method, &arguments.path, &token).map_err(miette::Report::new)?;
    output.results(|out| match arguments.format {
        Kind::Text => write_inert(out, |out| write_text(out, &answer)),
        Kind::Json => write_json(out, &answer),
    })?;
    Ok(match answer.verdict {
        Possibility::Allowed => Status::Clean,
        _ => Status::Findings,
    })
}

fn write_text(out: &mut dyn std::io::Write, answer: &Answer) -> std::io::Result<()> {
    writeln!(out, "{}", answer.verdict.name())?;
    if let Some(operation) = &answer.operation {
        writeln!(out, "  {}", operation.title())?;
    }
    for reason in &answer.reasons {
        writeln!(out, "  {reason}")?;
    }
    Ok(())
}
