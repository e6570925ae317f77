//! `oktalint check`.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::str::FromStr;

use super::output::Output;
use super::{Failure, Status};
use crate::config::{ConfidenceName, Config};
use crate::lints::Level;
use crate::printable::printable;
use crate::report::text::{Detail, Style};
use crate::report::{json, sarif, text};
use crate::words::count;
use crate::{Outcome, check};

/// Frontends recurse as deep as source nests; the limit they keep is far below this. Bytes.
const STACK: usize = 16 << 20;

#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Files and folders to check
    #[arg(value_name = "PATH", default_value = ".")]
    paths: Vec<PathBuf>,

    /// Use this configuration instead of the nearest oktalint.toml upward from the working directory, or else from PATH
    #[arg(long, value_name = "FILE", conflicts_with = "no_config")]
    config: Option<PathBuf>,

    /// Use no configuration
    #[arg(long)]
    no_config: bool,

    /// What to write: text, json or sarif; with =FILE into a file. May be given several times
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

    /// How sure it must be that a call goes to Okta for it to be reported
    #[arg(long, value_name = "CONFIDENCE")]
    min_confidence: Option<ConfidenceName>,

    /// Hold lints against test code too, and count its calls
    #[arg(long)]
    include_tests: bool,

    /// Number of threads; as many as there are processors by default
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    threads: usize,
}

/// A level that fails a run.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Gate {
    Note,
    Warning,
    Error,
    Never,
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
    let working_directory = std::env::current_dir()
        .map_err(|error| miette::miette!("the working directory is not readable: {error}"))?;
    let config = configuration(&arguments, &working_directory, output)?;
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(arguments.threads)
        .stack_size(STACK)
        .build()
        .map_err(|error| miette::miette!("cannot start threads: {error}"))?;
    let outcome = pool
        .install(|| check(&config, &arguments.paths, &working_directory))
        .map_err(miette::Report::new)?;
    say_what_was_left_out(&outcome, output);
    for target in &targets {
        write(target, &outcome, output)?;
    }
    Ok(gate(&outcome, &arguments))
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

fn configuration(
    arguments: &Arguments,
    working_directory: &Path,
    output: &Output,
) -> Result<Config, miette::Report> {
    let found = match &arguments.config {
        Some(file) => Some(file.clone()),
        None if arguments.no_config => None,
        None => Config::find(working_directory).or_else(|| match arguments.paths.as_slice() {
            [one] => Config::find(&working_directory.join(one)),
            _ => None,
        }),
    };
    let mut config = match &found {
        Some(file) => {
            output.detail(&format!("configuration: {}", file.display()));
            Config::load(file).map_err(miette::Report::new)?
        }
        None => Config::none(working_directory),
    };
    if let Some(confidence) = arguments.min_confidence {
        config.min_confidence = confidence.into();
    }
    config.include_tests |= arguments.include_tests;
    Ok(config)
}

fn say_what_was_left_out(outcome: &Outcome, output: &Output) {
    let judgement = &outcome.judgement;
    for problem in &judgement.problems {
        let line = problem
            .line
            .map(|line| format!(":{line}"))
            .unwrap_or_default();
        let (path, what) = (printable(&problem.path), printable(&problem.what));
        output.note(&format!("{path}{line}: {what}"));
    }
    if judgement.files_seen == 0 {
        output.note("no file to read was found");
    }
    let skipped = outcome.skipped;
    let reasons = [
        (skipped.other_language, "in no language that is read"),
        (skipped.excluded, "excluded"),
        (skipped.too_large, "too large"),
        (skipped.minified, "minified"),
        (skipped.binary, "binary"),
    ];
    for (number, reason) in reasons {
        if number > 0 {
            output.detail(&format!("{} skipped: {reason}", count(number, "file")));
        }
    }
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

fn gate(outcome: &Outcome, arguments: &Arguments) -> Status {
    let floor = match arguments.fail_on {
        Gate::Note => Level::Note,
        Gate::Warning => Level::Warning,
        Gate::Error => Level::Error,
        Gate::Never => return Status::Clean,
    };
    let fails = outcome
        .judgement
        .findings
        .iter()
        .any(|finding| finding.level >= floor);
    match fails && !arguments.exit_zero {
        true => Status::Findings,
        false => Status::Clean,
    }
}
