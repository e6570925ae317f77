//! `oktalint check`.

use std::path::PathBuf;

use super::baseline::BaselineArguments;
use super::format::{self, Options, Target};
use super::output::Output;
use super::scan::{Scan, working_directory};
use super::{Failure, Status};
use crate::config::{Config, FailOn};
use crate::printable::is_hidden;
use crate::report::{Extent, sarif};

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

    /// What ends the run with status 1: the least level of findings, lints, or `never`; `error` unless the configuration says otherwise
    #[arg(long, value_name = "LEVEL|LINT", value_delimiter = ',')]
    fail_on: Vec<String>,

    /// Have in the JSON report also findings that the baseline, a comment or an approval lets be
    #[arg(long)]
    json_suppressed: bool,

    /// Have in SARIF also findings that the baseline, a comment or an approval lets be. GitHub would show them as open alerts
    #[arg(long)]
    sarif_suppressed: bool,

    /// The category of the run in SARIF: where a commit has several runs, each needs its own
    #[arg(long, value_name = "NAME", default_value = env!("CARGO_PKG_NAME"), value_parser = category)]
    sarif_category: String,

    #[command(flatten)]
    baseline: BaselineArguments,
}

pub fn run(arguments: Arguments, output: &Output) -> Result<Status, Failure> {
    let targets = format::targets(&arguments.format, arguments.output.as_deref())?;
    let working_directory = working_directory()?;
    let config = arguments.scan.configuration(&working_directory, output)?;
    let fail_on = fail_on(&arguments, &config)?;
    let baseline = arguments.baseline.read(&arguments.scan, &config, output)?;
    let outcome = arguments
        .scan
        .run_against(&config, baseline.as_ref(), output)?;
    let options = Options {
        json: extent(arguments.json_suppressed),
        sarif: sarif::Options {
            extent: extent(arguments.sarif_suppressed),
            category: arguments.sarif_category.clone(),
            working_directory: working_directory.to_string_lossy().into_owned(),
        },
    };
    for target in &targets {
        target.write(&outcome, &config, &options, output)?;
    }
    let mut open = outcome.judgement.open_findings();
    let fails = open.any(|finding| fail_on.fails(finding.lint.id, finding.level));
    Ok(match fails && !arguments.exit_zero {
        true => Status::Findings,
        false => Status::Clean,
    })
}

/// The name of a category, with or without the slash that ends it.
fn category(text: &str) -> Result<String, String> {
    let name = text.trim_end_matches('/');
    match name.is_empty() || name.contains(is_hidden) {
        true => Err("a category is a name on one line".to_owned()),
        false => Ok(name.to_owned()),
    }
}

fn extent(with_suppressed: bool) -> Extent {
    match with_suppressed {
        true => Extent::All,
        false => Extent::Open,
    }
}

/// What fails the run: what the arguments say, or else the configuration.
fn fail_on(arguments: &Arguments, config: &Config) -> Result<FailOn, miette::Report> {
    if arguments.fail_on.is_empty() {
        return Ok(config.gate.fail_on.clone());
    }
    FailOn::new(arguments.fail_on.iter().map(String::as_str)).map_err(|wrong| {
        let names = FailOn::names();
        let nearest = crate::config::nearest(wrong, names.iter().copied());
        let help = match nearest {
            Some(name) => format!("did you mean `{name}`?"),
            None => "levels are note, warning and error; `never` is no finding at all".to_owned(),
        };
        miette::miette!(
            code = "oktalint::check::fail_on",
            help = help,
            "`{}` is neither a level nor a lint",
            crate::printable::printable(wrong)
        )
    })
}
