//! What is scanned, and how: shared by every command that reads a repository.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::output::Output;
use super::progress::Line;
use crate::config::{ConfidenceName, Config};
use crate::git::{Commit, Repository};
use crate::judge::{Against, Baseline};
use crate::printable::printable;
use crate::progress::Progress;
use crate::revision::Revision;
use crate::words::count;
use crate::{Outcome, check_watched};

/// Frontends recurse as deep as source nests; the limit they keep is far below this. Bytes.
const STACK: usize = 16 << 20;

/// What is scanned, and how.
#[derive(Debug, clap::Args)]
pub struct Scan {
    /// Files and folders to check
    #[arg(value_name = "PATH", default_value = ".")]
    pub paths: Vec<PathBuf>,

    #[command(flatten)]
    pub options: ScanOptions,
}

/// How it is scanned.
#[derive(Clone, Debug, clap::Args)]
pub struct ScanOptions {
    /// Use this configuration instead of the nearest oktalint.toml upward from the working directory, or else from PATH
    #[arg(long, value_name = "FILE", conflicts_with = "no_config")]
    pub config: Option<PathBuf>,

    /// Use no configuration
    #[arg(long)]
    no_config: bool,

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

impl Scan {
    /// Scans, and says on standard error what was left out.
    ///
    /// # Errors
    /// The configuration or one of the roots can't be used.
    pub fn run(&self, output: &Output) -> Result<(Config, Outcome), miette::Report> {
        let working_directory = working_directory()?;
        let config = self.configuration(&working_directory, output)?;
        let outcome = self.run_against(&config, None, output)?;
        Ok((config, outcome))
    }

    /// Scans, and holds what is found against a baseline and the day of today.
    ///
    /// # Errors
    /// One of the roots can't be used.
    pub fn run_against(
        &self,
        config: &Config,
        baseline: Option<&Baseline>,
        output: &Output,
    ) -> Result<Outcome, miette::Report> {
        let against = Against {
            baseline,
            today: Some(today()),
        };
        let threads = self.options.threads;
        scan(
            config,
            &self.paths,
            &working_directory()?,
            threads,
            &against,
            output,
        )
    }

    /// What a revision held, judged by the tokens that its own configuration declares.
    ///
    /// # Errors
    /// The revision or one of the roots can't be read.
    pub fn run_revision(
        &self,
        config: &Config,
        revision: &Revision,
        against: &Against<'_>,
    ) -> Result<Outcome, miette::Report> {
        let own = config.origin.as_deref().and_then(|path| {
            let text = revision.text_of(&working_directory().ok()?.join(path))?;
            // What can't be read any more judges nothing: the tokens of today stand in.
            Config::parse(&text, path, &config.base).ok()
        });
        let config = match own {
            Some(own) => &config.with_tokens_of(own),
            None => config,
        };
        let working_directory = working_directory()?;
        let outcome = pool(self.options.threads)?
            .install(|| revision.check(config, &self.paths, &working_directory, against));
        outcome.map_err(miette::Report::new)
    }

    /// What a commit knows.
    ///
    /// # Errors
    /// As [`Scan::run_revision`].
    pub fn baseline_of(
        &self,
        config: &Config,
        repository: &Repository,
        commit: &Commit,
        output: &Output,
    ) -> Result<Baseline, miette::Report> {
        let revision = Revision::open(repository, commit).map_err(miette::Report::new)?;
        let outcome = self.run_revision(config, &revision, &Against::default())?;
        let unread = revision.unread(&working_directory()?);
        for folder in &unread {
            let folder = printable(folder);
            output.note(&format!(
                "{folder}: a submodule, whose revisions are not read: nothing in it counts as new"
            ));
        }
        let name = format!("commit {}", commit.short());
        Ok(Baseline {
            unread,
            ..Baseline::of(&name, &outcome.judgement)
        })
    }

    /// The configuration that holds.
    ///
    /// # Errors
    /// It can't be read, or has mistakes.
    pub fn configuration(
        &self,
        working_directory: &Path,
        output: &Output,
    ) -> Result<Config, miette::Report> {
        let found = match &self.options.config {
            Some(file) => Some(file.clone()),
            None if self.options.no_config => None,
            None => Config::find(working_directory).or_else(|| match self.paths.as_slice() {
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
        if let Some(confidence) = self.options.min_confidence {
            config.min_confidence = confidence.into();
        }
        config.include_tests |= self.options.include_tests;
        Ok(config)
    }
}

/// The folder that the program runs in.
///
/// # Errors
/// It is gone, or can't be read.
pub fn working_directory() -> Result<PathBuf, miette::Report> {
    std::env::current_dir()
        .map_err(|error| miette::miette!("the working directory is not readable: {error}"))
}

/// The day of today in UTC; that of `SOURCE_DATE_EPOCH`, where it is set, so that a run can be repeated.
fn today() -> time::Date {
    let epoch = std::env::var("SOURCE_DATE_EPOCH").ok();
    let fixed = epoch
        .and_then(|seconds| seconds.parse().ok())
        .and_then(|seconds| time::OffsetDateTime::from_unix_timestamp(seconds).ok());
    let now = fixed.unwrap_or_else(time::OffsetDateTime::now_utc);
    now.date()
}

/// Scans with so many threads, and says on standard error what was left out.
///
/// # Errors
/// One of the roots can't be read.
pub fn scan(
    config: &Config,
    roots: &[PathBuf],
    working_directory: &Path,
    threads: usize,
    against: &Against<'_>,
    output: &Output,
) -> Result<Outcome, miette::Report> {
    let progress = Arc::new(Progress::default());
    let line = Line::of(&progress, output);
    let outcome = pool(threads)?
        .install(|| check_watched(config, roots, working_directory, against, &progress));
    drop(line);
    let outcome = outcome.map_err(miette::Report::new)?;
    say_what_was_left_out(&outcome, output);
    Ok(outcome)
}

/// So many threads; 0: as many as there are processors.
fn pool(threads: usize) -> Result<rayon::ThreadPool, miette::Report> {
    rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .stack_size(STACK)
        .build()
        .map_err(|error| miette::miette!("cannot start threads: {error}"))
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
        (skipped.report, "the report of a program"),
        (skipped.binary, "binary"),
    ];
    for (number, reason) in reasons {
        if number > 0 {
            output.detail(&format!("{} skipped: {reason}", count(number, "file")));
        }
    }
}
