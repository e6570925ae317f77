//! `oktalint check`.

use std::io::{self, Write};
use std::path::PathBuf;
use std::str::FromStr;

use super::baseline::BaselineArguments;
use super::output::Output;
use super::scan::{Scan, working_directory};
use super::{Failure, Status};
use crate::Outcome;
use crate::config::{Config, FailOn};
use crate::report::text::{Detail, Style};
use crate::report::{json, sarif, text};

#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    scan: Scan,

    /// What to write: text, json or sarif; with =FILE into a file. May be given several times
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

    #[command(flatten)]
    baseline: BaselineArguments,
}

/// A format and where it goes.
#[derive(Clone, Debug)]
struct Target {
    format: Format,
    file: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Format {
    Text,
    Json,
    Sarif,
}

impl FromStr for Target {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (name, file) = match text.split_once('=') {
            Some((_, "")) => return Err("no file behind `=`".to_owned()),
            Some((name, file)) => (name, Some(PathBuf::from(file))),
            None => (text, None),
        };
        let format = match name {
            "text" => Format::Text,
            "json" => Format::Json,
            "sarif" => Format::Sarif,
            _ => return Err("formats are text, json and sarif".to_owned()),
        };
        Ok(Target { format, file })
    }
}

pub fn run(arguments: Arguments, output: &Output) -> Result<Status, Failure> {
    let targets = targets(&arguments)?;
    let working_directory = working_directory()?;
    let config = arguments.scan.configuration(&working_directory, output)?;
    let fail_on = fail_on(&arguments, &config)?;
    let baseline = arguments.baseline.read(&arguments.scan, &config, output)?;
    let outcome = arguments
        .scan
        .run_against(&config, baseline.as_ref(), output)?;
    for target in &targets {
        write(target, &outcome, output)?;
    }
    let mut open = outcome.judgement.open_findings();
    let fails = open.any(|finding| fail_on.fails(finding.lint.id, finding.level));
    Ok(match fails && !arguments.exit_zero {
        true => Status::Findings,
        false => Status::Clean,
    })
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

/// Where the formats go: at most one to standard output.
fn targets(arguments: &Arguments) -> Result<Vec<Target>, miette::Report> {
    let mut targets = arguments.format.clone();
    let to_output: Vec<&mut Target> = targets
        .iter_mut()
        .filter(|target| target.file.is_none())
        .collect();
    if to_output.len() > 1 {
        let help = "write the others into files: --format sarif=FILE";
        return Err(miette::miette!(
            help = help,
            "only one format can go to one place"
        ));
    }
    for target in to_output {
        target.file = arguments
            .output
            .clone()
            .filter(|file| file.as_os_str() != "-");
    }
    Ok(targets)
}

fn write(target: &Target, outcome: &Outcome, output: &Output) -> Result<(), Failure> {
    let detail = match (output.quiet, output.verbose) {
        (true, _) => Detail::Quiet,
        (_, true) => Detail::Verbose,
        _ => Detail::Normal,
    };
    let style = Style {
        color: target.file.is_none() && output.colors_results(),
        detail,
    };
    let format = target.format;
    let write = |out: &mut dyn Write| -> io::Result<()> {
        match format {
            Format::Text => text::write(out, outcome, style),
            Format::Json => json::write(out, outcome),
            Format::Sarif => sarif::write(out, outcome),
        }
    };
    match &target.file {
        Some(file) => output.results_to(file, write),
        None => output.results(write),
    }
}
