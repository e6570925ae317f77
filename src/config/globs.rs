//! Globs as the configuration uses them, and which of several fits a path most closely.

use globset::{GlobMatcher, GlobSet};

use crate::files;

/// A list of globs over paths relative to the configuration file.
///
/// A glob that names a folder holds for everything in it; one without a slash holds at any depth.
#[derive(Clone, Debug, Default)]
pub struct PathGlobs {
    globs: Vec<PathGlob>,
    set: GlobSet,
}

#[derive(Clone, Debug)]
struct PathGlob {
    matchers: Vec<GlobMatcher>,
    specificity: Specificity,
}

/// How closely a glob describes a path: by the literal characters before the first wildcard, then by all literal characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Specificity {
    prefix: usize,
    literal: usize,
}

impl PathGlobs {
    /// Compiles globs.
    ///
    /// # Errors
    /// The index of the first glob that is not well formed, and what is wrong with it.
    pub fn new<'a>(
        globs: impl IntoIterator<Item = &'a str>,
    ) -> Result<Self, (usize, globset::Error)> {
        let mut compiled = Vec::new();
        let mut all = Vec::new();
        for (at, glob) in globs.into_iter().enumerate() {
            let variants = variants(glob);
            let matchers = variants
                .iter()
                .map(|glob| files::path_glob(glob).map(|glob| glob.compile_matcher()))
                .collect::<Result<_, _>>()
                .map_err(|error| (at, error))?;
            all.extend(variants);
            compiled.push(PathGlob {
                matchers,
                specificity: Specificity::of(glob),
            });
        }
        let set = files::path_globs(all.iter().map(String::as_str))
            .map_err(|error| (compiled.len().saturating_sub(1), error))?;
        Ok(PathGlobs {
            globs: compiled,
            set,
        })
    }

    /// Whether there is no glob at all.
    pub fn is_empty(&self) -> bool {
        self.globs.is_empty()
    }

    /// Whether one of the globs matches.
    pub fn matches(&self, path: &str) -> bool {
        self.set.is_match(path)
    }

    /// How closely the best of the matching globs describes the path.
    pub fn specificity(&self, path: &str) -> Option<Specificity> {
        self.globs
            .iter()
            .filter(|glob| glob.matchers.iter().any(|matcher| matcher.is_match(path)))
            .map(|glob| glob.specificity)
            .max()
    }
}

impl Specificity {
    fn of(glob: &str) -> Specificity {
        let glob = normalised(glob);
        let is_wildcard = |c: char| matches!(c, '*' | '?' | '[' | '{');
        Specificity {
            prefix: glob.find(is_wildcard).unwrap_or(glob.len()),
            literal: glob.chars().filter(|c| !is_wildcard(*c)).count(),
        }
    }
}

/// The glob itself, and the one for what lies below it.
fn variants(glob: &str) -> Vec<String> {
    let anchored = glob.starts_with('/');
    let glob = normalised(glob);
    let start = if anchored || glob.contains('/') {
        ""
    } else {
        "**/"
    };
    match glob {
        "" | "." => vec!["**".to_owned()],
        glob => vec![format!("{start}{glob}"), format!("{start}{glob}/**")],
    }
}

fn normalised(glob: &str) -> &str {
    let glob = glob.strip_prefix("./").unwrap_or(glob);
    glob.trim_start_matches('/').trim_end_matches('/')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn globs(list: &[&str]) -> PathGlobs {
        PathGlobs::new(list.iter().copied()).expect("well formed")
    }

    #[test]
    fn a_glob_that_names_a_folder_holds_for_all_of_it() {
        let globs = globs(&["src/sync/", "./tools", "/top"]);
        assert!(globs.matches("src/sync/deep/A.cs"));
        assert!(globs.matches("lib/tools/a.ts"));
        assert!(globs.matches("top/a.ts"));
        assert!(!globs.matches("lib/top/a.ts"));
        assert!(!globs.matches("src/synced/A.cs"));
    }

    #[test]
    fn a_star_stays_within_a_folder() {
        let globs = globs(&["src/*.cs", "*.ts"]);
        assert!(globs.matches("src/A.cs"));
        assert!(!globs.matches("src/b/A.cs"));
        assert!(globs.matches("any/where/a.ts"));
    }

    #[test]
    fn the_longer_prefix_is_the_more_specific() {
        let narrow = globs(&["src/sync/**"]);
        let wide = globs(&["src/**", "**/*.cs"]);
        let path = "src/sync/A.cs";
        assert!(narrow.specificity(path) > wide.specificity(path));
        assert_eq!(narrow.specificity("lib/A.cs"), None);
        assert!(
            globs(&["**/Sync.cs"]).specificity("a/Sync.cs")
                > globs(&["**"]).specificity("a/Sync.cs")
        );
    }

    #[test]
    fn a_broken_glob_is_named() {
        let error = PathGlobs::new(["ok", "a[b"]).expect_err("not well formed");
        assert_eq!(error.0, 1);
    }
}
