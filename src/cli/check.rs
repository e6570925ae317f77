//! `oktalint check`.

use std::path::PathBuf;

use super::format::{self, Target};
use super::output::Output;
use super::scan::Scan;
use super::{Failure, Status};
use crate::Outcome;
use crate::lints::Level;

#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    scan: Scan,

    /// What to write: text, json, sarif, github, markdown, gitlab, junit or html; with =FILE into a file. May be given several times
    #[arg(long, value_name = "FORMAT[=FILE]", default_value = "text")]
    format: Vec<Target>,

    /// Write into a file instead of standard output
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,

    /// End with status 0 even if there are findings
    #[arg(long)]
    exit_zero: bool,

    /// The least level of findings that end the run with status 1
    #[arg(long, value_name = "LEVEL", default_value = "error")]
    fail_on: Gate,
}

/// A level that fails a run.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Gate {
    Note,
    Warning,
    Error,
    Never,
}

pub fn run(arguments: Arguments, output: &Output) -> Result<Status, Failure> {
    let targets = format::targets(&arguments.format, arguments.output.as_deref())?;
    let (config, outcome) = arguments.scan.run(output)?;
    for target in &targets {
        target.write(&outcome, &config, output)?;
    }
    Ok(gate(&outcome, &arguments))
}

fn gate(outcome: &Outcome, arguments: &Arguments) -> Status {
    let floor = match arguments.fail_on {
        Gate::Note => Level::Note,
        Gate::Warning => Level::Warning,
        Gate::Error => Level::Error,
        Gate::Never => return Status::Clean,
    };
    let fails = outcome
        .judgement
        .open_findings()
        .any(|finding| finding.level >= floor);
    match fails && !arguments.exit_zero {
        true => Status::Findings,
        false => Status::Clean,
    }
}
