//! The configuration: found, read with places, checked, and turned into what the later stages ask for.

mod error;
mod file;
mod gate;
mod globs;
mod resolve;
mod schema;

use std::collections::BTreeMap;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub use error::{ConfigError, Mistake, nearest};
pub use file::{ArgumentName, ConfidenceName, CredentialName};
pub use gate::{
    Approval, Approved, FailOn, Gate, Override, Privileges, RISKY_CALL, SUPER_ADMIN_ONLY,
};
pub use globs::{PathGlobs, Specificity};
pub use schema::schema;

use crate::call::{Confidence, Location, SourceFile};
use crate::files::FileRules;
use crate::grants::{Declaration, Declared};
use crate::lints::{self, Level};
use crate::printable::{masked, printable};
use crate::syntax::Language;
use crate::walk::report_path;

/// The name of a configuration file.
pub const FILE_NAME: &str = "oktalint.toml";

/// Larger files are no configurations.
const MOST_BYTES: u64 = 512 << 10;

/// Mistakes that are shown.
const MOST_SHOWN: usize = 50;

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
    pub gate: Gate,
    /// In the order of the file.
    pub approvals: Vec<Approval>,
    /// Whether a comment that lets a finding be must say why.
    pub require_reason: bool,
    overrides: Vec<Override>,
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
    /// As declared, without repetitions, in the order of the file; `None` where nothing is declared.
    pub scopes: Option<Vec<String>>,
    /// Its standard admin roles, likewise.
    pub roles: Option<Vec<RoleAssignment>>,
    /// Permissions of its custom admin roles, likewise.
    pub permissions: Option<Vec<String>>,
    /// Kinds or names of the resources that its custom roles are limited to; empty if that is not declared.
    pub resources: Vec<String>,
    /// Where what it has is declared.
    pub places: Places,
}

/// Where the parts of a token are declared.
#[derive(Clone, Debug, Default)]
pub struct Places {
    pub scopes: BTreeMap<String, Location>,
    pub roles: BTreeMap<String, Location>,
}

/// A standard admin role that a token has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoleAssignment {
    /// As the API spells it: `USER_ADMIN`.
    pub role: String,
    /// The groups or apps that it is limited to; empty: it holds for the whole org.
    pub targets: Vec<String>,
}

impl Token {
    /// Takes over from a declaration of the repository what the configuration says nothing of.
    pub fn complete(&mut self, one: &Declaration) {
        if self.scopes.is_none() && self.credential.is_oauth() {
            self.scopes = one.scopes.as_deref().map(names);
            self.places.scopes = one.scopes.as_deref().map(by_name).unwrap_or_default();
        }
        if self.roles.is_none() && self.permissions.is_none() {
            self.roles = one.roles.as_ref().map(|roles| {
                let assigned = names(roles).into_iter();
                let assigned = assigned.map(|role| RoleAssignment {
                    role,
                    targets: Vec::new(),
                });
                assigned.collect()
            });
            self.permissions = one.permissions.as_deref().map(names);
            self.places.roles = one.roles.as_deref().map(by_name).unwrap_or_default();
        }
    }

    /// A token as arguments of the command line describe it, checked as one of a configuration file is.
    ///
    /// # Errors
    /// A scope, role or permission does not exist.
    pub fn described(
        credential: CredentialName,
        scopes: Option<&[String]>,
        roles: Option<&[String]>,
        permissions: Option<&[String]>,
    ) -> Result<Token, ConfigError> {
        let mut token = toml::Table::new();
        token.insert("name".to_owned(), "token".into());
        token.insert("credential".to_owned(), credential.name().into());
        for (key, names) in [
            ("scopes", scopes),
            ("roles", roles),
            ("permissions", permissions),
        ] {
            if let Some(names) = names {
                let names: Vec<toml::Value> =
                    names.iter().map(|name| name.as_str().into()).collect();
                token.insert(key.to_owned(), names.into());
            }
        }
        let mut file = toml::Table::new();
        file.insert("token".to_owned(), vec![toml::Value::Table(token)].into());
        let config = Config::parse(&file.to_string(), Path::new("arguments"), Path::new("/"))?;
        Ok(config
            .tokens
            .into_iter()
            .next()
            .expect("the text has one token"))
    }

    /// The types of its standard roles.
    pub fn role_names(&self) -> impl Iterator<Item = &str> {
        let assigned = self.roles.iter().flatten();
        assigned.map(|assignment| assignment.role.as_str())
    }
}

impl CredentialName {
    /// As the configuration spells it.
    pub fn name(self) -> &'static str {
        match self {
            CredentialName::ApiToken => "api-token",
            CredentialName::OauthService => "oauth-service",
            CredentialName::OauthUser => "oauth-user",
            CredentialName::None => "none",
        }
    }

    /// Whether it has scopes.
    pub fn is_oauth(self) -> bool {
        matches!(
            self,
            CredentialName::OauthService | CredentialName::OauthUser
        )
    }
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
            base: normalised(working_directory),
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
            gate: Gate::default(),
            approvals: Vec::new(),
            require_reason: true,
            overrides: Vec::new(),
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
        let text = read(path)?;
        let absolute = normalised(&std::path::absolute(path).map_err(unreadable)?);
        let base = absolute.parent().unwrap_or(&absolute);
        let shown = match std::env::current_dir() {
            Ok(working_directory) => PathBuf::from(report_path(&absolute, &working_directory)),
            Err(_) => path.to_owned(),
        };
        Self::parse(&text, &shown, base)
    }

    /// Checks the text of a configuration file. `path` is shown in diagnostics; globs are relative to `base`.
    ///
    /// # Errors
    /// The text holds mistakes.
    pub fn parse(text: &str, path: &Path, base: &Path) -> Result<Config, ConfigError> {
        let vocabulary = resolve::Vocabulary::embedded();
        let toml = Language::of(path).unwrap_or(Language::Text("toml"));
        let shown = path.to_string_lossy().replace('\\', "/");
        let file = Arc::new(SourceFile::new(shown, toml, text.to_owned(), false));
        resolve::resolve(&file, &vocabulary, Config::none(base))
            .map(|config| Config {
                origin: Some(path.to_owned()),
                ..config
            })
            .map_err(|mut mistakes| ConfigError::Mistakes {
                count: mistakes.len(),
                source_code: miette::NamedSource::new(
                    printable(&path.to_string_lossy()),
                    masked(text),
                ),
                mistakes: {
                    mistakes.truncate(MOST_SHOWN);
                    mistakes
                        .into_iter()
                        .map(|mistake| on_one_line(mistake, text))
                        .collect()
                },
            })
    }

    /// The level of a lint in a file, by its path relative to the configuration file.
    pub fn level(&self, lint: &str, path: &str) -> Level {
        let of_file = self.overrides.iter().rev();
        let of_file = of_file.filter(|one| one.paths.matches(path));
        let of_file = of_file.filter_map(|one| one.levels.get(lint)).next();
        let set = of_file.or_else(|| self.levels.get(lint)).copied();
        set.unwrap_or_else(|| lints::find(lint).map_or(Level::Off, |page| page.level))
    }

    /// This configuration with the tokens that another one declares.
    pub fn with_tokens_of(&self, other: Config) -> Config {
        Config {
            tokens: other.tokens,
            ..self.clone()
        }
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

/// The mistake with its place cut at the end of its first line: all lines of a place would be shown.
fn on_one_line(mut mistake: Mistake, text: &str) -> Mistake {
    let place = text.get(mistake.span.clone()).unwrap_or_default();
    if let Some(line) = place.find('\n') {
        mistake.span.end = mistake.span.start + line;
    }
    mistake
}

/// The text of a configuration file.
fn read(path: &Path) -> Result<String, ConfigError> {
    let unreadable = |source| ConfigError::Unreadable {
        path: path.to_owned(),
        source,
    };
    // Whoever writes the repository may link to a file of the machine, and read its lines off the errors.
    if path.is_symlink() && path.file_name().is_some_and(|name| name == FILE_NAME) {
        let target = path.canonicalize().map_err(unreadable)?;
        if target.file_name().is_none_or(|name| name != FILE_NAME) {
            let path = path.to_owned();
            return Err(ConfigError::Link { path, target });
        }
    }
    let mut text = String::new();
    let file = std::fs::File::open(path).map_err(unreadable)?;
    let mut bounded = file.take(MOST_BYTES + 1);
    bounded.read_to_string(&mut text).map_err(unreadable)?;
    match text.len() as u64 > MOST_BYTES {
        true => Err(ConfigError::TooLarge {
            path: path.to_owned(),
            limit: MOST_BYTES,
        }),
        false => Ok(text),
    }
}

/// What is declared, sorted, each once.
fn names(declared: &[Declared]) -> Vec<String> {
    by_name(declared).into_keys().collect()
}

fn by_name(declared: &[Declared]) -> BTreeMap<String, Location> {
    let places = declared.iter();
    let places = places.map(|one| (one.name.clone(), one.location.clone()));
    places.collect()
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
