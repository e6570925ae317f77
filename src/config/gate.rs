//! What fails a run, what counts as privileged, and who let what in.

use std::path::PathBuf;

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use time::Date;

use super::PathGlobs;
use crate::call::Location;
use crate::lints::Level;

/// What fails a run.
#[derive(Clone, Debug)]
pub struct Gate {
    pub fail_on: FailOn,
    /// The baseline that a check is held against; absolute.
    pub baseline: Option<PathBuf>,
    pub privileges: Privileges,
}

impl Default for Gate {
    fn default() -> Self {
        Gate {
            fail_on: FailOn::default(),
            baseline: None,
            privileges: Privileges::new(&DEFAULT_PRIVILEGED, &[] as &[&str])
                .expect("a test holds the default globs to being well formed"),
        }
    }
}

/// What is privileged unless the configuration says otherwise.
pub const DEFAULT_PRIVILEGED: [&str; 3] = ["*.manage", SUPER_ADMIN_ONLY, RISKY_CALL];

/// The names that stand for what two lints look for.
pub const SUPER_ADMIN_ONLY: &str = "super-admin-only";
pub const RISKY_CALL: &str = "risky-call";

/// The open findings that fail a run: those of a level or above, and those of some lints whatever their level.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FailOn {
    pub level: Option<Level>,
    pub lints: Vec<String>,
}

impl Default for FailOn {
    fn default() -> Self {
        FailOn {
            level: Some(Level::Error),
            lints: Vec::new(),
        }
    }
}

impl FailOn {
    /// What stands for no finding at all.
    pub const NEVER: &str = "never";

    /// From names of levels and lints. Of several levels the least counts; without one, levels fail nothing.
    ///
    /// # Errors
    /// The first name that is neither.
    pub fn new<'a>(names: impl IntoIterator<Item = &'a str>) -> Result<FailOn, &'a str> {
        let mut fail_on = FailOn {
            level: None,
            lints: Vec::new(),
        };
        for name in names {
            match level(name) {
                Some(level) => {
                    let least = fail_on.level.map_or(level, |other| other.min(level));
                    fail_on.level = Some(least);
                }
                None if name == Self::NEVER => {}
                None if crate::lints::find(name).is_some() => fail_on.lints.push(name.to_owned()),
                None => return Err(name),
            }
        }
        Ok(fail_on)
    }

    /// Every name that may stand in it.
    pub fn names() -> Vec<&'static str> {
        let levels = [Level::Note, Level::Warning, Level::Error].map(Level::name);
        let lints = crate::lints::all().iter().map(|page| page.id);
        levels
            .into_iter()
            .chain([Self::NEVER])
            .chain(lints)
            .collect()
    }

    /// Whether a finding of this lint and level fails a run.
    pub fn fails(&self, lint: &str, level: Level) -> bool {
        self.level.is_some_and(|floor| level >= floor) || self.lints.iter().any(|one| one == lint)
    }
}

fn level(name: &str) -> Option<Level> {
    let levels = [Level::Note, Level::Warning, Level::Error];
    levels.into_iter().find(|level| level.name() == name)
}

/// Which scopes, operations and kinds of calls are privileged: globs over their names.
#[derive(Clone, Debug, Default)]
pub struct Privileges {
    privileged: GlobSet,
    allowed: GlobSet,
}

impl Privileges {
    /// Compiles globs; what is allowed wins over what is privileged.
    ///
    /// # Errors
    /// One of them is not well formed.
    pub fn new(
        privileged: &[impl AsRef<str>],
        allowed: &[impl AsRef<str>],
    ) -> Result<Privileges, globset::Error> {
        Ok(Privileges {
            privileged: name_globs(privileged)?,
            allowed: name_globs(allowed)?,
        })
    }

    /// Whether the name of a scope, an operation or a kind of call is privileged.
    pub fn is_privileged(&self, name: &str) -> bool {
        self.privileged.is_match(name) && !self.allowed.is_match(name)
    }

    /// Whether a name is allowed, whatever else is privileged about it.
    pub fn is_allowed(&self, name: &str) -> bool {
        self.allowed.is_match(name)
    }
}

/// Globs over names, in which `*` stands for anything.
///
/// # Errors
/// One of them is not well formed.
pub fn name_globs(globs: &[impl AsRef<str>]) -> Result<GlobSet, globset::Error> {
    let mut set = GlobSetBuilder::new();
    for glob in globs {
        set.add(GlobBuilder::new(glob.as_ref()).build()?);
    }
    set.build()
}

/// Somebody's decision to let a privilege in.
#[derive(Clone, Debug)]
pub struct Approval {
    pub what: Approved,
    /// `None`: everywhere.
    pub paths: Option<PathGlobs>,
    pub reason: String,
    pub by: String,
    /// The last day on which it holds.
    pub expires: Option<Date>,
    pub location: Location,
}

/// What is let in.
#[derive(Clone, Debug)]
pub enum Approved {
    /// Calls of operations: by id or by `METHOD /path`.
    Operation { name: String, globs: GlobSet },
    /// Calls that need no scope beyond this one.
    Scope(String),
    /// Calls that this standard role suffices for.
    Role(String),
}

impl Approved {
    /// The name as the configuration has it.
    pub fn name(&self) -> &str {
        match self {
            Approved::Operation { name, .. } | Approved::Scope(name) | Approved::Role(name) => name,
        }
    }
}

/// Other levels of lints for some files.
#[derive(Clone, Debug)]
pub struct Override {
    pub paths: PathGlobs,
    pub levels: std::collections::BTreeMap<String, Level>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_allowed_wins() {
        let privileges = Privileges::new(&["*.manage", "delete*"], &["okta.groups.*", "deleteApp"])
            .expect("well formed");
        assert!(privileges.is_privileged("okta.users.manage"));
        assert!(!privileges.is_privileged("okta.groups.manage"));
        assert!(!privileges.is_privileged("okta.users.read"));
        assert!(privileges.is_privileged("deleteUser"));
        assert!(!privileges.is_privileged("deleteApp"));
        assert!(Gate::default().privileges.is_privileged(RISKY_CALL));
    }

    #[test]
    fn the_least_level_counts() {
        let fail_on = FailOn::new(["error", "warning", "risky-call"]).expect("known names");
        assert!(fail_on.fails("excess-scope", Level::Warning));
        assert!(!fail_on.fails("excess-scope", Level::Note));
        assert!(fail_on.fails("risky-call", Level::Note));
        let never = FailOn::new(["never"]).expect("known name");
        assert!(!never.fails("missing-scope", Level::Error));
        assert_eq!(FailOn::new(["errors"]), Err("errors"));
        assert!(FailOn::names().contains(&"never"));
    }
}
