//! `oktalint diff`.

use std::path::PathBuf;

use super::output::Output;
use super::scan::{Scan, ScanOptions, working_directory};
use super::{Failure, Status};
use crate::git::Repository;
use crate::judge::Against;
use crate::report::{diff, write_json};
use crate::revision::Revision;

#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The revision to compare with; `A...B` compares B with what it has in common with A
    #[arg(value_name = "REV")]
    base: String,

    /// The revision that is compared; the working tree by default
    #[arg(value_name = "REV")]
    head: Option<String>,

    /// Files and folders to compare
    #[arg(long = "path", value_name = "PATH", default_value = ".")]
    paths: Vec<PathBuf>,

    #[command(flatten)]
    options: ScanOptions,

    /// How to print it: for a person, a comment on a pull request, or a program
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Kind,

    /// Write into a file instead of standard output
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Kind {
    Text,
    Markdown,
    Json,
}

pub fn run(arguments: &Arguments, output: &Output) -> Result<Status, Failure> {
    let scan = Scan {
        paths: arguments.paths.clone(),
        options: arguments.options.clone(),
    };
    let working_directory = working_directory()?;
    let config = scan.configuration(&working_directory, output)?;
    let repository = Repository::find(&working_directory).map_err(miette::Report::new)?;
    let resolve = |revision: &str| repository.commit(revision).map_err(miette::Report::new);
    let (base, head) = match (arguments.base.split_once("..."), &arguments.head) {
        (Some((one, other)), None) => {
            let or_head = |name: &str| {
                if name.is_empty() {
                    "HEAD".to_owned()
                } else {
                    name.to_owned()
                }
            };
            let other = resolve(&or_head(other))?;
            let base = repository
                .merge_base(&resolve(&or_head(one))?, &other)
                .map_err(miette::Report::new)?;
            (base, Some(other))
        }
        (_, head) => (
            resolve(&arguments.base)?,
            head.as_deref().map(resolve).transpose()?,
        ),
    };
    let baseline = scan.baseline_of(&config, &repository, &base, output)?;
    let outcome = match &head {
        Some(head) => {
            let against = Against {
                baseline: Some(&baseline),
                today: None,
            };
            let revision = Revision::open(&repository, head).map_err(miette::Report::new)?;
            scan.run_revision(&config, &revision, &against)?
        }
        None => scan.run_against(&config, Some(&baseline), output)?,
    };
    if let Some(change) = diff::change(&outcome.judgement) {
        let write = |out: &mut dyn std::io::Write| match arguments.format {
            Kind::Text => diff::write_text(out, &change),
            Kind::Markdown => diff::write_markdown(out, &change),
            Kind::Json => write_json(out, &change),
        };
        output.results_in(arguments.output.as_deref(), write)?;
    }
    Ok(Status::Clean)
}
