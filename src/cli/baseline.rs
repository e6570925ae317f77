//! `oktalint baseline`, and the arguments that hold a check against one.

use std::path::{Path, PathBuf};

use super::output::Output;
use super::scan::{Scan, working_directory};
use super::{Failure, Status};
use crate::baseline::{self, FILE_NAME};
use crate::config::Config;
use crate::git::Repository;
use crate::judge::Baseline;
use crate::words::count;

/// What a check is held against.
#[derive(Debug, clap::Args)]
pub struct BaselineArguments {
    /// Report what is new against a file that `oktalint baseline write` wrote
    #[arg(long, value_name = "FILE", conflicts_with = "baseline_commit")]
    baseline: Option<PathBuf>,

    /// Report what is new against a revision of the git repository; against what it has in common with HEAD
    #[arg(long, value_name = "REV")]
    baseline_commit: Option<String>,
}

impl BaselineArguments {
    /// The baseline that the arguments name, or else the configuration.
    ///
    /// # Errors
    /// The file or the revision can't be read.
    pub fn read(
        &self,
        scan: &Scan,
        config: &Config,
        output: &Output,
    ) -> Result<Option<Baseline>, miette::Report> {
        if let Some(revision) = &self.baseline_commit {
            return of_commit(revision, scan, config, output).map(Some);
        }
        let file = self.baseline.as_ref().or(config.gate.baseline.as_ref());
        let read = file.map(|file| baseline::read(file));
        read.transpose().map_err(miette::Report::new)
    }
}

fn of_commit(
    revision: &str,
    scan: &Scan,
    config: &Config,
    output: &Output,
) -> Result<Baseline, miette::Report> {
    let repository = Repository::find(&working_directory()?).map_err(miette::Report::new)?;
    let named = repository.commit(revision).map_err(miette::Report::new)?;
    let head = repository.commit("HEAD").map_err(miette::Report::new)?;
    let base = repository
        .merge_base(&named, &head)
        .map_err(miette::Report::new)?;
    output.detail(&format!("baseline: commit {}", base.short()));
    scan.baseline_of(config, &repository, &base, output)
}

#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, clap::Subcommand)]
enum Action {
    /// Write down all calls and findings that there are
    Write(FileArguments),
    /// Drop from the file what does not occur any more
    Prune(FileArguments),
}

#[derive(Debug, clap::Args)]
struct FileArguments {
    #[command(flatten)]
    scan: Scan,

    /// The baseline; that of the configuration, or else oktalint-baseline.json
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
}

pub fn run(arguments: &Arguments, output: &Output) -> Result<Status, Failure> {
    let (Action::Write(of) | Action::Prune(of)) = &arguments.action;
    let config = of.scan.configuration(&working_directory()?, output)?;
    let file = of.baseline.clone().or_else(|| config.gate.baseline.clone());
    let file = file.unwrap_or_else(|| PathBuf::from(FILE_NAME));
    let old = match arguments.action {
        Action::Write(_) => None,
        Action::Prune(_) => Some(baseline::read(&file).map_err(miette::Report::new)?),
    };
    let outcome = of.scan.run_against(&config, None, output)?;
    let now = Baseline::of("now", &outcome.judgement);
    let Some(old) = old else {
        write(&file, &now, output)?;
        let (calls, findings) = (now.calls.len(), outcome.judgement.findings.len());
        output.note(&format!(
            "{} and {} written to {}",
            count(calls, "call"),
            count(findings, "finding"),
            file.display()
        ));
        return Ok(Status::Clean);
    };
    let (pruned, dropped) = baseline::prune(&old, &now);
    write(&file, &pruned, output)?;
    output.note(&format!(
        "{} dropped",
        count(dropped, "entry").replace("entrys", "entries")
    ));
    Ok(Status::Clean)
}

fn write(file: &Path, baseline: &Baseline, output: &Output) -> Result<(), Failure> {
    output.results_to(file, |out| baseline::write(out, baseline))
}
