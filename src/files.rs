//! Which files are read and how they are told apart, as data: `rules/files.toml`.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::LazyLock;

use globset::{Glob, GlobBuilder, GlobSet, GlobSetBuilder};
use serde::Deserialize;

static EMBEDDED: LazyLock<FileRules> = LazyLock::new(|| {
    toml::from_str(include_str!("../rules/files.toml"))
        .expect("rules/files.toml is part of the program and held by a test")
});

/// The rules of `rules/files.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileRules {
    /// Text without which a file is not parsed; matched in any ASCII case.
    pub needles: Vec<String>,
    /// Larger files are not read. Bytes.
    pub max_bytes: u64,
    /// Lines longer than this on average mean that nobody wrote the file by hand. Bytes.
    pub minified_mean_line: usize,
    /// … in files of at least this size. Bytes.
    pub minified_min_bytes: usize,
    /// How JSON begins that a program wrote about code, without white space.
    pub reports: Vec<String>,
    /// Names of minified and bundled scripts.
    pub minified_names: Vec<String>,
    /// Names of project manifests.
    pub manifests: Vec<String>,
    /// Folders that are not entered.
    pub skip: Vec<SkippedFolder>,
    /// Globs of test code, mocks and recordings, below the folder that is checked.
    pub tests: Vec<String>,
    /// Which files are read as plain text.
    pub text: TextFiles,
    /// Which C# only describes data.
    pub data: DataFiles,
}

/// How C# is told that only describes data which is serialised.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DataFiles {
    pub kinds: Vec<DataKind>,
    /// None of them occurs: a file with one may call something, or say something of a URL.
    pub acts: Vec<String>,
}

/// One way in which C# describes data.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DataKind {
    /// Each of them occurs.
    pub marks: Vec<String>,
    /// None of them does.
    #[serde(default)]
    pub acts: Vec<String>,
}

/// Which files are read as plain text, and the names of their languages.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TextFiles {
    /// Language → endings, in lower case, without a dot.
    pub endings: BTreeMap<String, Vec<String>>,
    /// Language → globs over whole names; they come before the endings.
    pub names: BTreeMap<String, Vec<String>>,
    /// Globs over names that are not read whatever their ending.
    pub not_read: Vec<String>,
}

/// A folder that is not entered.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SkippedFolder {
    pub name: String,
    /// Only where one of these files lies beside it; empty: everywhere.
    #[serde(default)]
    pub beside: Vec<String>,
}

impl FileRules {
    /// The rules that the program carries.
    pub fn embedded() -> &'static FileRules {
        &EMBEDDED
    }
}

/// Globs over whole paths with `/`: `*` stays within a folder, `**` does not.
///
/// # Errors
/// Names the first glob that is not well formed.
pub fn path_globs<'a>(globs: impl IntoIterator<Item = &'a str>) -> Result<GlobSet, globset::Error> {
    let mut set = GlobSetBuilder::new();
    for glob in globs {
        set.add(path_glob(glob)?);
    }
    set.build()
}

/// One glob over whole paths with `/`.
///
/// # Errors
/// The glob is not well formed.
pub fn path_glob(glob: &str) -> Result<Glob, globset::Error> {
    GlobBuilder::new(glob).literal_separator(true).build()
}

/// Whether a file of this folder matches one of the globs over names.
pub fn has_file(folder: &Path, names: &GlobSet) -> bool {
    let Ok(entries) = folder.read_dir() else {
        return false;
    };
    entries
        .filter_map(Result::ok)
        .any(|entry| names.is_match(entry.file_name()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn embedded_rules_are_well_formed() {
        let rules = FileRules::embedded();
        path_globs(rules.tests.iter().map(String::as_str)).expect("test globs");
        path_globs(rules.manifests.iter().map(String::as_str)).expect("manifest globs");
        path_globs(rules.minified_names.iter().map(String::as_str)).expect("minified globs");
        path_globs(rules.text.names.values().flatten().map(String::as_str)).expect("text names");
        path_globs(rules.text.not_read.iter().map(String::as_str)).expect("names not read");
        for folder in &rules.skip {
            path_globs(folder.beside.iter().map(String::as_str)).expect("beside globs");
        }
        assert!(!rules.needles.is_empty());
    }
}
