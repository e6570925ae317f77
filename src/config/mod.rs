//! The configuration: found, read with places, checked, and turned into what the later stages ask for.

mod error;
mod file;
mod globs;
mod resolve;
mod schema;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

pub use error::{ConfigError, Mistake, nearest};
pub use file::{ArgumentName, ConfidenceName, CredentialName};
pub use globs::{PathGlobs, Specificity};
pub use schema::schema;

use crate::call::Confidence;
use crate::files::FileRules;
use crate::lints::{self, Level};
use crate::printable::{masked, printable};
use crate::walk::report_path;

/// The name of a configuration file.
pub const FILE_NAME: &str = "oktalint.toml";

/// A configuration that was checked.
#[derive(Clone, Debug)]
pub struct Config {
    /// The file it was read from.
    pub origin: Option<PathBuf>,
    /// The folder that globs are relative to; absolute.
    pub base: PathBuf,
    /// In the order of the file.
    pub tokens: Vec<Token>,
    pub wrappers: Vec<Wrapper>,
    pub exclude: PathGlobs,
    /// Lower case.
    pub org_hosts: Vec<String>,
    pub min_confidence: Confidence,
    pub include_tests: bool,
    /// Names of folders to skip beside the usual ones, and to read all the same.
    pub skip: Vec<String>,
    pub keep: Vec<String>,
    /// Test code beside the usual places.
    pub tests: PathGlobs,
    /// Bytes.
    pub max_bytes: u64,
    /// Only lints whose level was set.
    levels: BTreeMap<String, Level>,
}

/// A token that the application uses.
#[derive(Clone, Debug)]
pub struct Token {
    pub name: String,
    /// `None`: wherever no other token is used.
    pub paths: Option<PathGlobs>,
    pub credential: CredentialName,
    /// As declared, without repetitions, in the order of the file.
    pub scopes: Vec<String>,
    pub roles: Vec<String>,
    pub permissions: Vec<String>,
    pub resource_set: Option<String>,
}

/// An in-house helper that sends requests to Okta.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrapper {
    /// The type or module that the function belongs to, as written; empty if any will do.
    pub owner: String,
    /// The function or method.
    pub name: String,
    pub target: WrapperTarget,
    pub verb: WrapperVerb,
}

/// Where a wrapper's URL comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WrapperTarget {
    /// An argument is an absolute URL.
    Url(ArgumentName),
    /// An argument is a path, put behind `base`.
    Path {
        argument: ArgumentName,
        base: String,
    },
}

/// Where a wrapper's verb comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WrapperVerb {
    /// Upper case.
    Always(String),
    Argument(ArgumentName),
}

impl Config {
    /// The configuration of a project without one.
    pub fn none(working_directory: &Path) -> Config {
        Config {
            origin: None,
            base: working_directory.to_owned(),
            tokens: Vec::new(),
            wrappers: Vec::new(),
            exclude: PathGlobs::default(),
            org_hosts: Vec::new(),
            min_confidence: Confidence::Likely,
            include_tests: false,
            skip: Vec::new(),
            keep: Vec::new(),
            tests: PathGlobs::default(),
            max_bytes: FileRules::embedded().max_bytes,
            levels: BTreeMap::new(),
        }
    }

    /// The nearest `oktalint.toml` from a folder upward.
    pub fn find(folder: &Path) -> Option<PathBuf> {
        folder
            .ancestors()
            .map(|folder| folder.join(FILE_NAME))
            .find(|file| file.is_file())
    }

    /// Reads and checks a configuration file.
    ///
    /// # Errors
    /// The file can't be read, or holds mistakes.
    pub fn load(path: &Path) -> Result<Config, ConfigError> {
        let unreadable = |source| ConfigError::Unreadable {
            path: path.to_owned(),
            source,
        };
        let text = std::fs::read_to_string(path).map_err(unreadable)?;
        let absolute = normalised(&std::path::absolute(path).map_err(unreadable)?);
        let base = absolute.parent().unwrap_or(&absolute);
        Self::parse(&text, path, base)
    }

    /// Checks the text of a configuration file. `path` is shown in diagnostics; globs are relative to `base`.
    ///
    /// # Errors
    /// The text holds mistakes.
    pub fn parse(text: &str, path: &Path, base: &Path) -> Result<Config, ConfigError> {
        let vocabulary = resolve::Vocabulary::embedded();
        resolve::resolve(text, &vocabulary, Config::none(base))
            .map(|config| Config {
                origin: Some(path.to_owned()),
                ..config
            })
            .map_err(|mistakes| ConfigError::Mistakes {
                source_code: miette::NamedSource::new(
                    printable(&path.to_string_lossy()),
                    masked(text),
                ),
                mistakes,
            })
    }

    /// The level of a lint.
    pub fn level(&self, lint: &str) -> Level {
        let default = || lints::find(lint).map_or(Level::Off, |page| page.level);
        self.levels.get(lint).copied().unwrap_or_else(default)
    }

    /// A path of a report, relative to the configuration file, as globs see it.
    pub fn path_of(&self, report: &str, working_directory: &Path) -> String {
        report_path(&normalised(&working_directory.join(report)), &self.base)
    }

    /// The token that calls in a file use, by its path relative to the configuration file.
    pub fn token_of(&self, path: &str) -> Option<usize> {
        let mut best: Option<(Option<Specificity>, usize)> = None;
        for (at, token) in self.tokens.iter().enumerate() {
            let fit = match &token.paths {
                None => None,
                Some(globs) => match globs.specificity(path) {
                    None => continue,
                    fit => fit,
                },
            };
            if best.is_none_or(|(so_far, _)| fit > so_far) {
                best = Some((fit, at));
            }
        }
        best.map(|(_, at)| at)
    }
}

/// The path without `.` and `..`, by its text alone.
fn normalised(path: &Path) -> PathBuf {
    let mut clean = PathBuf::new();
    for component in path.components() {
        match component {
            std::path::Component::CurDir => {}
            std::path::Component::ParentDir => {
                clean.pop();
            }
            other => clean.push(other),
        }
    }
    clean
}
