//! oktalint: what an application's Okta token must be allowed to do, read from its source.
//!
//! One way through the house: walk → sift → syntax → link → resolve → judge → report.

pub mod analysis;
pub mod baseline;
pub mod call;
pub mod can;
pub mod catalog;
pub mod cli;
pub mod config;
pub mod credentials;
pub mod explain;
pub mod explain_403;
pub mod files;
pub mod git;
pub mod grants;
pub mod init;
pub mod ir;
pub mod judge;
pub mod knowledge;
pub mod library;
pub mod lints;
pub mod ops;
pub mod plan;
pub mod printable;
pub mod progress;
pub mod report;
pub mod revision;
pub mod roles;
pub mod scopes;
pub mod sift;
pub mod store;
pub mod syntax;
pub mod tool;
pub mod walk;
pub mod words;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use analysis::Input;
use call::{FileProblem, SourceFile};
use config::Config;
use grants::Declaration;
use judge::{Against, Judgement};
use progress::{Progress, Watched};
use sift::{Reserve, Sift};
use store::{Disk, Store};
use syntax::Language;
use walk::{Policy, RootError, Skipped, Tree};

/// What a check found, and what it looked at.
#[derive(Debug)]
pub struct Outcome {
    pub judgement: Judgement,
    pub skipped: Skipped,
    pub elapsed_ms: u64,
}

/// Checks files and folders: the whole way from a tree to a judgement. Runs on the current rayon thread pool.
///
/// # Errors
/// One of the roots is missing or unreadable; anything below them that can't be read is a problem in the result.
pub fn check(
    config: &Config,
    roots: &[PathBuf],
    working_directory: &Path,
    against: &Against<'_>,
) -> Result<Outcome, RootError> {
    check_watched(
        config,
        roots,
        working_directory,
        against,
        &Progress::default(),
    )
}

/// Checks files and folders as [`check`] does, and counts how far it is.
///
/// # Errors
/// As [`check`].
pub fn check_watched(
    config: &Config,
    roots: &[PathBuf],
    working_directory: &Path,
    against: &Against<'_>,
    progress: &Progress,
) -> Result<Outcome, RootError> {
    let started = Instant::now();
    let project = Project {
        config,
        working_directory,
        progress,
    };
    let tree = walk::walk(roots, &project.walk_options(), &project)?;
    let store = Watched {
        store: &Disk,
        progress,
    };
    Ok(check_tree(&project, tree, &store, against, started))
}

/// The way from a tree whose files are known.
fn check_tree(
    project: &Project<'_>,
    tree: Tree,
    store: &dyn Store,
    against: &Against<'_>,
    started: Instant,
) -> Outcome {
    let Project {
        config,
        working_directory,
        progress,
    } = *project;
    let files_seen = tree.files.len();
    let (mut problems, mut skipped) = (tree.problems, tree.skipped);

    let infrastructure: Vec<walk::File> = tree
        .files
        .iter()
        .filter(|file| grants::terraform::is_terraform(&file.name))
        .cloned()
        .collect();
    let mut reserve = Reserve::new(store, tree.files, config.max_bytes);
    let mut admit = |sift: &Sift| {
        let admitted = reserve.admit(sift);
        problems.extend(admitted.problems);
        skipped += admitted.skipped;
        progress.round(admitted.sources.len());
        let sources = admitted.sources.into_iter();
        sources.map(|file| Input { file }).collect::<Vec<_>>()
    };
    let sources = admit(&Sift::okta());
    // What nothing points to Okta in needs no manifests: most trees are done here.
    let manifests = match sources.is_empty() {
        true => Vec::new(),
        false => sift::read_manifests(store, &tree.manifests, config.max_bytes),
    };
    let options = analysis::Options {
        manifests: &manifests,
        wrappers: &config.wrappers,
        org_hosts: &config.org_hosts,
        progress: Some(progress),
    };
    let mut more = |names: &[&str]| admit(&Sift::new(names));
    let mut analysis = analysis::analyse(sources, &options, &mut more);

    analysis.files_seen = files_seen;
    analysis.problems.extend(problems);
    let (declarations, problems) =
        declarations(&analysis.files, &infrastructure, store, config.max_bytes);
    analysis.declarations = declarations;
    analysis.problems.extend(problems);
    let judgement = judge::judge(
        analysis,
        config,
        working_directory,
        &knowledge::Embedded,
        against,
    );
    Outcome {
        judgement,
        skipped,
        elapsed_ms: u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX),
    }
}

/// What the repository itself says of its tokens, outside of code. Infrastructure is read as a whole, if part of it is about Okta.
fn declarations(
    parsed: &[Arc<SourceFile>],
    infrastructure: &[walk::File],
    store: &dyn Store,
    max_bytes: u64,
) -> (Vec<Declaration>, Vec<FileProblem>) {
    let is_settings = |file: &&Arc<SourceFile>| grants::settings::is_settings(&file.path);
    let settings: Vec<Arc<SourceFile>> = parsed.iter().filter(is_settings).cloned().collect();
    let (mut declarations, mut problems) = grants::settings::read(&settings);
    if parsed
        .iter()
        .any(|file| grants::terraform::is_terraform(&file.path))
    {
        let texts = sift::read_manifests(store, infrastructure, max_bytes).into_iter();
        let source = |(path, text): (String, String)| {
            let language = Language::of(Path::new(&path)).unwrap_or(Language::Text("terraform"));
            Arc::new(SourceFile::new(path, language, text, false))
        };
        let files: Vec<Arc<SourceFile>> = texts.map(source).collect();
        let (found, unreadable) = grants::terraform::read(&files);
        declarations.extend(found);
        problems.extend(unreadable);
    }
    declarations.sort_by(|a, b| {
        let place = |one: &Declaration| (one.location.file.path.clone(), one.location.span);
        place(a).cmp(&place(b))
    });
    (declarations, problems)
}

/// The configuration as the walk asks for it.
struct Project<'a> {
    config: &'a Config,
    working_directory: &'a Path,
    progress: &'a Progress,
}

impl Project<'_> {
    fn walk_options(&self) -> walk::Options {
        walk::Options {
            working_directory: self.working_directory.to_owned(),
            threads: rayon::current_num_threads(),
            keep: self.config.keep.clone(),
            skip: self.config.skip.clone(),
            max_bytes: self.config.max_bytes,
        }
    }

    fn path_of(&self, report: &str) -> String {
        self.config.path_of(report, self.working_directory)
    }
}

impl Policy for Project<'_> {
    fn excludes(&self, path: &str) -> bool {
        !self.config.exclude.is_empty() && self.config.exclude.matches(&self.path_of(path))
    }

    fn is_test(&self, path: &str) -> bool {
        !self.config.tests.is_empty() && self.config.tests.matches(&self.path_of(path))
    }
}
