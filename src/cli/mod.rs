//! The command line: arguments in, exit status out. Results go to standard output, everything else to standard error.

mod baseline;
mod can;
mod catalog;
mod check;
mod completions;
mod diff;
mod explain;
mod explain_403;
mod format;
mod init;
mod man;
mod ops;
mod output;
mod plan;
mod progress;
mod scan;
mod schema;
mod token;
mod unfinished;
mod version;

use std::ffi::OsString;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand};

use output::{ColorChoice, Output};

/// The name of the program.
const NAME: &str = "oktalint";

/// Says what the Okta token of an application must be allowed to do, and which of its Okta calls would fail.
#[derive(Debug, Parser)]
#[command(name = NAME, disable_version_flag = true, max_term_width = 100)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,

    /// Print the version; with --verbose also every data set that the program carries
    #[arg(long, short = 'V')]
    version: bool,

    /// Say more
    #[arg(long, short, global = true)]
    verbose: bool,

    /// Say less: results only
    #[arg(long, short, global = true, conflicts_with = "verbose")]
    quiet: bool,

    /// When to use colours; NO_COLOR and FORCE_COLOR are honoured
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    color: ColorChoice,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Check files and folders
    Check(check::Arguments),
    /// Write down what is known, so that only what is new fails
    Baseline(baseline::Arguments),
    /// Say what changed since a revision: calls, and what each token needs
    Diff(diff::Arguments),
    /// Write an oktalint.toml with the tokens that a repository shows and what they need
    Init(init::Arguments),
    /// Say what each token must be allowed at least, and why
    Plan(plan::Arguments),
    /// Say whether a token can make a request
    Can(can::Arguments),
    /// Say what each operation of a list asks of a token, and what all of them need together
    Ops(ops::Arguments),
    /// Look into the catalog of Okta operations, and import documents into it
    Catalog(catalog::Arguments),
    /// Print the JSON Schema of the report or of the configuration
    Schema(schema::Arguments),
    /// Explain a lint, an operation, a scope, a role or a permission
    Explain(explain::Arguments),
    /// Say what is missing when Okta refuses a request: from its error, header or an SDK's exception
    #[command(name = "explain-403")]
    Explain403(explain_403::Arguments),
    /// Print what makes a shell complete the arguments of oktalint
    Completions(completions::Arguments),
    /// Print the manual page of the program or of a command, or write all of them into a folder
    Man(man::Arguments),
}

/// How a run ended, if it did not fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Status {
    /// Nothing at or above the gate.
    Clean,
    /// Findings at or above the gate.
    Findings,
    /// Nothing was asked for.
    Misused,
}

/// Why a run failed.
#[derive(Debug)]
struct Failure(miette::Report);

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Failure(miette::miette!(
            code = "oktalint::output",
            "cannot write: {error}"
        ))
    }
}

impl From<miette::Report> for Failure {
    fn from(report: miette::Report) -> Self {
        Failure(report)
    }
}

/// Runs the program. 0: nothing at or above the gate; 1: findings; 2: the run itself failed.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    #[cfg(unix)]
    unfinished::signals::outlive_limits();
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(error) => {
            let status = u8::try_from(error.exit_code()).unwrap_or(2);
            return ExitCode::from(match error.print() {
                // Help that nobody reads to its end is no failure.
                Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
                    Output::new(ColorChoice::Auto, false, false).error(&Failure::from(error).0);
                    2
                }
                _ => status,
            });
        }
    };
    let output = Output::new(arguments.color, arguments.quiet, arguments.verbose);
    // A defect in the program must not look like findings: an unwinding panic would end with 101.
    let ended = catch_unwind(AssertUnwindSafe(|| dispatch(arguments, &output)));
    match ended {
        Ok(Ok(Status::Clean)) => ExitCode::SUCCESS,
        Ok(Ok(Status::Findings)) => ExitCode::from(1),
        Ok(Ok(Status::Misused)) => ExitCode::from(2),
        Ok(Err(Failure(report))) => {
            output.error(&report);
            ExitCode::from(2)
        }
        Err(_) => {
            output.note("internal error: this is a defect of oktalint, please report it with the lines above");
            ExitCode::from(2)
        }
    }
}

fn dispatch(arguments: Arguments, output: &Output) -> Result<Status, Failure> {
    if arguments.version {
        return version::run(output);
    }
    match arguments.command {
        Some(Command::Check(arguments)) => check::run(arguments, output),
        Some(Command::Baseline(arguments)) => baseline::run(&arguments, output),
        Some(Command::Diff(arguments)) => diff::run(&arguments, output),
        Some(Command::Init(arguments)) => init::run(&arguments, output),
        Some(Command::Plan(arguments)) => plan::run(&arguments, output),
        Some(Command::Can(arguments)) => can::run(&arguments, output),
        Some(Command::Ops(arguments)) => ops::run(&arguments, output),
        Some(Command::Catalog(arguments)) => catalog::run(&arguments, output),
        Some(Command::Schema(arguments)) => schema::run(&arguments, output),
        Some(Command::Explain(arguments)) => explain::run(&arguments, output),
        Some(Command::Explain403(arguments)) => explain_403::run(&arguments, output),
        Some(Command::Completions(arguments)) => completions::run(&arguments, output),
        Some(Command::Man(arguments)) => man::run(&arguments, output),
        None => {
            output.note(&format!(
                "nothing to do\n\n{}",
                Arguments::command().render_help()
            ));
            Ok(Status::Misused)
        }
    }
}
