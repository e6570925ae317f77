//! `oktalint plan`.

use std::path::PathBuf;

use super::output::Output;
use super::scan::Scan;
use super::{Failure, Status};
use crate::plan::{Plan, markdown, okta_api, terraform, text};
use crate::report::inert::write_inert;
use crate::report::write_json;

#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    scan: Scan,

    /// Plan for a list of operations instead of a repository, `-` for standard input
    #[arg(long, value_name = "FILE", conflicts_with = "paths")]
    ops: Option<PathBuf>,

    /// Plan for this token only
    #[arg(long, value_name = "NAME")]
    token: Option<String>,

    /// How to print the plan: for a person, a program, a page; as Terraform resources, or as requests to Okta's API
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Kind,

    /// Write into a file instead of standard output
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Kind {
    Text,
    Json,
    Markdown,
    Terraform,
    OktaApi,
}

pub fn run(arguments: &Arguments, output: &Output) -> Result<Status, Failure> {
    let mut plan = match &arguments.ops {
        Some(file) => Plan::of_list(&super::ops::answer(file, output)?),
        None => {
            let (config, outcome) = arguments.scan.run(output)?;
            Plan::of_judgement(&outcome.judgement, config.include_tests)
        }
    };
    if let Some(name) = &arguments.token {
        let names: Vec<String> = plan.tokens.iter().map(|one| one.token.clone()).collect();
        plan.tokens.retain(|one| one.token == *name);
        if plan.tokens.is_empty() {
            let help = format!("there are: {}", names.join(", "));
            return Err(Failure(miette::miette!(
                code = "oktalint::plan::unknown_token",
                help = help,
                "there is no token `{name}`"
            )));
        }
    }
    let write = |out: &mut dyn std::io::Write| match arguments.format {
        Kind::Text => write_inert(out, |out| text::write(out, &plan)),
        Kind::Json => write_json(out, &plan),
        Kind::Markdown => markdown::write(out, &plan),
        Kind::Terraform => terraform::write(out, &plan),
        Kind::OktaApi => okta_api::write(out, &plan),
    };
    output.results_in(arguments.output.as_deref(), write)?;
    Ok(Status::Clean)
}
