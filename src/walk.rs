//! From the paths on the command line to the files that may be read. Knows no Okta.
//!
//! Bounded and safe on any tree: symbolic links are not followed below the roots, only regular files are opened, and what
//! is skipped is counted. The result is sorted, whatever the number of threads.

mod listing;

use std::collections::{HashMap, HashSet};
use std::path::{Component, Path, PathBuf};
use std::sync::mpsc;

use globset::GlobSet;
use ignore::{DirEntry, WalkBuilder, WalkState};

use crate::call::FileProblem;
use crate::files::{self, FileRules};
use crate::syntax::Language;

pub use listing::{ListedRoot, Listing, walk_listing};

/// How a tree is walked.
#[derive(Clone, Debug)]
pub struct Options {
    /// Paths in reports are relative to this folder; absolute.
    pub working_directory: PathBuf,
    pub threads: usize,
    /// Names of folders that the rules would skip and that are entered all the same.
    pub keep: Vec<String>,
    /// Names of folders that are skipped beside those of the rules.
    pub skip: Vec<String>,
    /// Larger files are reported, not read. Bytes.
    pub max_bytes: u64,
}

/// What a walk found.
#[derive(Debug, Default)]
pub struct Tree {
    /// Files in a language that is read, sorted by path.
    pub files: Vec<File>,
    /// Project manifests, sorted by path.
    pub manifests: Vec<File>,
    pub problems: Vec<FileProblem>,
    pub skipped: Skipped,
}

/// A file that may be read.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct File {
    /// As it appears in reports: relative to the working directory where possible, with `/`, lossy where it is not UTF-8.
    pub name: String,
    /// To open it.
    pub path: PathBuf,
    /// `None` for a manifest that is in no language that is read.
    pub language: Option<Language>,
    pub in_test: bool,
}

impl File {
    /// Whether both are the same file. Names that were no UTF-8 may look alike, and nothing may be hidden behind another's name.
    fn is(&self, other: &File) -> bool {
        self.name == other.name
            && (!self.name.contains(char::REPLACEMENT_CHARACTER)
                || self.path == other.path
                || matches!((self.path.canonicalize(), other.path.canonicalize()), (Ok(one), Ok(two)) if one == two))
    }
}

/// What was not read, by reason.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Skipped {
    /// In no language that is read: prose, images, archives.
    pub other_language: usize,
    /// Excluded by the configuration.
    pub excluded: usize,
    pub too_large: usize,
    /// Minified or bundled.
    pub minified: usize,
    /// Written about code by a program.
    pub report: usize,
    /// Holds zero bytes.
    pub binary: usize,
}

impl std::ops::AddAssign for Skipped {
    fn add_assign(&mut self, other: Skipped) {
        self.other_language += other.other_language;
        self.excluded += other.excluded;
        self.too_large += other.too_large;
        self.minified += other.minified;
        self.report += other.report;
        self.binary += other.binary;
    }
}

/// A path on the command line that can't be walked.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
pub enum RootError {
    #[error("cannot read `{}`", path.display())]
    #[diagnostic(
        code(oktalint::walk::unreadable),
        help("give files and folders that exist; without any, the working directory is checked")
    )]
    Unreadable {
        path: PathBuf,
        source: std::io::Error,
    },
    #[error("`{}` is neither a file nor a folder", path.display())]
    #[diagnostic(code(oktalint::walk::special_file))]
    Special { path: PathBuf },
}

/// What a project says about its own paths, as they appear in reports.
pub trait Policy: Sync {
    /// Whether a file or folder is left out.
    fn excludes(&self, path: &str) -> bool;
    /// Whether a file is test code, beside what its path says to everyone.
    fn is_test(&self, path: &str) -> bool;
}

/// Finds the files below the roots.
///
/// # Errors
/// A root that is missing or unreadable; anything below a root that can't be read is a problem in the result instead.
pub fn walk(roots: &[PathBuf], options: &Options, policy: &dyn Policy) -> Result<Tree, RootError> {
    let rules = Rules::new(options, policy);
    let mut tree = Tree::default();
    for root in roots {
        let unreadable = |source| RootError::Unreadable {
            path: root.clone(),
            source,
        };
        let kind = root.metadata().map_err(unreadable)?;
        if kind.is_dir() {
            root.read_dir().map_err(unreadable)?;
            walk_folder(root, &rules, &mut tree);
        } else if kind.is_file() {
            let name = report_path(root, &options.working_directory);
            tree.see(&rules, name, root.clone(), kind.len(), Named::OnCommandLine);
        } else {
            return Err(RootError::Special { path: root.clone() });
        }
    }
    tree.finish();
    Ok(tree)
}

/// The path as it appears in reports.
pub fn report_path(path: &Path, working_directory: &Path) -> String {
    let relative = path.strip_prefix(working_directory).unwrap_or(path);
    let mut parts: Vec<String> = Vec::new();
    let mut start = String::new();
    for component in relative.components() {
        match component {
            Component::Prefix(prefix) => start.push_str(&prefix.as_os_str().to_string_lossy()),
            Component::RootDir => start.push('/'),
            Component::CurDir => {}
            Component::ParentDir => match parts.last() {
                Some(last) if last != ".." => {
                    parts.pop();
                }
                _ => parts.push("..".to_owned()),
            },
            Component::Normal(name) => parts.push(name.to_string_lossy().into_owned()),
        }
    }
    let joined = parts.join("/");
    if start.is_empty() && joined.is_empty() {
        return ".".to_owned();
    }
    start + &joined
}

/// The rules with the project's options, compiled.
struct Rules<'a> {
    options: &'a Options,
    policy: &'a dyn Policy,
    /// Folder name → files that must lie beside it for it to be skipped; `None`: it always is.
    skip: HashMap<String, Option<GlobSet>>,
    manifests: GlobSet,
    minified: GlobSet,
    tests: GlobSet,
}

impl<'a> Rules<'a> {
    fn new(options: &'a Options, policy: &'a dyn Policy) -> Self {
        let rules = FileRules::embedded();
        // A test holds the embedded globs to being well formed.
        let globs = |list: &[String]| {
            files::path_globs(list.iter().map(String::as_str)).unwrap_or_default()
        };
        let mut skip: HashMap<String, Option<GlobSet>> = rules
            .skip
            .iter()
            .filter(|folder| !options.keep.contains(&folder.name))
            .map(|folder| {
                let beside = (!folder.beside.is_empty()).then(|| globs(&folder.beside));
                (folder.name.clone(), beside)
            })
            .collect();
        skip.extend(options.skip.iter().map(|name| (name.clone(), None)));
        Rules {
            options,
            policy,
            skip,
            manifests: globs(&rules.manifests),
            minified: globs(&rules.minified_names),
            tests: globs(&rules.tests),
        }
    }

    fn skips_folder(&self, entry: &DirEntry) -> bool {
        let name = entry.file_name().to_string_lossy();
        match self.skip.get(name.as_ref()) {
            None => false,
            Some(None) => true,
            Some(Some(beside)) => entry
                .path()
                .parent()
                .is_some_and(|parent| files::has_file(parent, beside)),
        }
    }
}

/// Gives files that lie beside each other under one name names of their own: what comes later goes by the name alone.
fn tell_apart(files: &mut [File]) {
    let is_doubled = |pair: &[File]| pair[0].name == pair[1].name;
    if !files.windows(2).any(is_doubled) {
        return;
    }
    let mut taken: HashSet<String> = files.iter().map(|file| file.name.clone()).collect();
    let (mut before, mut number) = (String::new(), 1);
    for file in files.iter_mut() {
        if file.name != before {
            before.clone_from(&file.name);
            number = 1;
            continue;
        }
        loop {
            number += 1;
            let name = before.replacen('\u{fffd}', &format!("\u{fffd}~{number}"), 1);
            if taken.insert(name.clone()) {
                file.name = name;
                break;
            }
        }
    }
    files.sort();
}

/// How a file came to be looked at.
#[derive(Clone, Copy)]
enum Named<'a> {
    /// Who names a file wants it read: exclusions and skipped names don't hold.
    OnCommandLine,
    /// Found below a folder; the path below it.
    Below(&'a str),
}

impl Tree {
    /// Sorts what was found, and drops what two roots have in common.
    fn finish(&mut self) {
        for files in [&mut self.files, &mut self.manifests] {
            files.sort();
            files.dedup_by(|a, b| a.is(b));
            tell_apart(files);
        }
        self.problems.sort();
        self.problems.dedup();
    }

    fn see(&mut self, rules: &Rules, name: String, path: PathBuf, bytes: u64, named: Named) {
        let file_name = path.file_name().unwrap_or_default();
        let language = Language::of(&path);
        let is_manifest = rules.manifests.is_match(file_name);
        if language.is_none() && !is_manifest {
            self.skipped.other_language += 1;
            return;
        }
        let in_test = match named {
            Named::OnCommandLine => rules.tests.is_match(&name),
            Named::Below(below) => {
                if rules.minified.is_match(file_name) {
                    self.skipped.minified += 1;
                    return;
                }
                rules.tests.is_match(below)
            }
        };
        if bytes > rules.options.max_bytes {
            self.skipped.too_large += 1;
            let limit = rules.options.max_bytes;
            self.problems.push(FileProblem {
                path: name,
                line: None,
                what: format!("not read: {bytes} bytes, more than the limit of {limit}"),
            });
            return;
        }
        let file = File {
            in_test: in_test || rules.policy.is_test(&name),
            name,
            path,
            language,
        };
        if is_manifest {
            self.manifests.push(file.clone());
        }
        if language.is_some() {
            self.files.push(file);
        }
    }
}

/// What a walking thread reports.
enum Event {
    File {
        name: String,
        below: String,
        path: PathBuf,
        bytes: u64,
    },
    Excluded,
    Problem(FileProblem),
}

fn walk_folder(root: &Path, rules: &Rules, tree: &mut Tree) {
    let base = report_path(root, &rules.options.working_directory);
    let (events, received) = mpsc::channel();
    std::thread::scope(|scope| {
        let base = &base;
        scope.spawn(move || {
            let walker = WalkBuilder::new(root)
                .hidden(false)
                // Somebody's own global patterns would make the result depend on the machine.
                .git_global(false)
                .require_git(false)
                .follow_links(false)
                .threads(rules.options.threads)
                .build_parallel();
            walker.run(|| {
                let events = events.clone();
                Box::new(move |entry| {
                    let (event, next) = visit(entry, root, base, rules);
                    if let Some(event) = event
                        && events.send(event).is_err()
                    {
                        return WalkState::Quit;
                    }
                    next
                })
            });
        });
        for event in received {
            match event {
                Event::File {
                    name,
                    below,
                    path,
                    bytes,
                } => tree.see(rules, name, path, bytes, Named::Below(&below)),
                Event::Excluded => tree.skipped.excluded += 1,
                Event::Problem(problem) => tree.problems.push(problem),
            }
        }
    });
}

/// The name in reports of what lies below a root.
fn name_below(root: &str, below: &str) -> String {
    match root {
        "." => below.to_owned(),
        root if root.ends_with('/') => format!("{root}{below}"),
        root => format!("{root}/{below}"),
    }
}

/// Decides about one entry of a folder.
fn visit(
    entry: Result<DirEntry, ignore::Error>,
    root: &Path,
    base: &str,
    rules: &Rules,
) -> (Option<Event>, WalkState) {
    let entry = match entry {
        Ok(entry) => entry,
        Err(error) => {
            let event = problem_of(&error, &rules.options.working_directory).map(Event::Problem);
            return (event, WalkState::Continue);
        }
    };
    let Ok(relative) = entry.path().strip_prefix(root) else {
        return (None, WalkState::Continue);
    };
    if relative.as_os_str().is_empty() {
        return (None, WalkState::Continue);
    }
    // Standard input has no file type; links, pipes, sockets and devices are never opened.
    let Some(kind) = entry.file_type() else {
        return (None, WalkState::Continue);
    };
    if !kind.is_dir() && !kind.is_file() {
        return (None, WalkState::Continue);
    }
    if kind.is_dir() && rules.skips_folder(&entry) {
        return (None, WalkState::Skip);
    }
    let below = report_path(relative, Path::new(""));
    let name = name_below(base, &below);
    if rules.policy.excludes(&name) {
        return (Some(Event::Excluded), WalkState::Skip);
    }
    if kind.is_dir() {
        return (None, WalkState::Continue);
    }
    let event = match entry.metadata() {
        Ok(metadata) => Event::File {
            name,
            below,
            path: entry.into_path(),
            bytes: metadata.len(),
        },
        Err(error) => Event::Problem(FileProblem {
            path: name,
            line: None,
            what: format!("cannot be read: {error}"),
        }),
    };
    (Some(event), WalkState::Continue)
}

/// The problem that an error of the walk stands for; `None` for a broken pattern in somebody's .gitignore, which hides nothing.
fn problem_of(error: &ignore::Error, working_directory: &Path) -> Option<FileProblem> {
    let mut path = None;
    let mut at = error;
    loop {
        match at {
            ignore::Error::WithPath { path: found, err } => {
                path = Some(report_path(found, working_directory));
                at = err;
            }
            ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => {
                at = err;
            }
            ignore::Error::Io(error) => {
                return Some(FileProblem {
                    path: path.unwrap_or_else(|| ".".to_owned()),
                    line: None,
                    what: format!("cannot be read: {error}"),
                });
            }
            _ => return None,
        }
    }
}
