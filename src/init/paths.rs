//! Globs that tell the files of one token from those of the others.

use std::collections::{BTreeMap, BTreeSet};

/// The globs for the files of one owner that match no file of another: the highest folder that is its alone, or the file itself.
/// Paths are relative to the configuration, with `/`.
pub fn globs(own: &BTreeSet<String>, others: &BTreeSet<String>) -> Vec<String> {
    let globs: BTreeSet<String> = own.iter().map(|file| glob(file, others)).collect();
    globs.into_iter().collect()
}

fn glob(file: &str, others: &BTreeSet<String>) -> String {
    let folders = file.match_indices('/').map(|(at, _)| file.get(..at));
    for folder in folders.flatten() {
        let inside = format!("{folder}/");
        // A glob that begins with `/` or `./` loses that.
        let is_plain = !folder.is_empty() && folder != ".";
        if is_plain && !others.iter().any(|other| other.starts_with(&inside)) {
            return format!("{}/**", escaped(folder));
        }
    }
    match file.contains('/') {
        true => escaped(file),
        // A name alone would hold at any depth.
        false => format!("/{}", escaped(file)),
    }
}

/// The text as a glob that matches it alone.
fn escaped(text: &str) -> String {
    let mut glob = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '?' | '*' | '[' | ']' | '{' | '}' | '\\' => glob.extend(['[', c, ']']),
            _ => glob.push(c),
        }
    }
    glob
}

/// The number of folders that two files have in common.
pub fn shared_folders(a: &str, b: &str) -> usize {
    let (a, b) = (folders(a), folders(b));
    a.iter().zip(&b).take_while(|(a, b)| a == b).count()
}

/// The folders of a file, outermost first.
fn folders(file: &str) -> Vec<&str> {
    let mut parts: Vec<&str> = file.split('/').collect();
    parts.pop();
    parts
}

/// The folder of a file; empty at the top.
pub fn folder(file: &str) -> &str {
    file.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// The name of the innermost folder that all of these files have in common and that says what it holds.
pub fn common_name(files: &BTreeSet<String>) -> Option<&str> {
    /// Folders of this name say nothing.
    const GENERIC: [&str; 14] = [
        "src", "source", "lib", "libs", "app", "apps", "main", "cmd", "pkg", "packages",
        "services", "internal", "java", "server",
    ];
    let mut files = files.iter();
    let mut common = folders(files.next()?);
    for file in files {
        let other = folders(file);
        let same = common
            .iter()
            .zip(&other)
            .take_while(|(a, b)| a == b)
            .count();
        common.truncate(same);
    }
    let mut names = common.into_iter().rev();
    names.find(|name| {
        !name.is_empty()
            && !GENERIC
                .iter()
                .any(|generic| generic.eq_ignore_ascii_case(name))
    })
}

/// The folder that most of these places are in and no call is, and how many are.
pub fn busiest_apart<'p>(
    places: impl Iterator<Item = &'p str>,
    calls: &BTreeSet<String>,
) -> Option<(String, usize)> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for place in places {
        let glob = glob(place, calls);
        if glob.ends_with("/**") {
            *counts.entry(glob).or_default() += 1;
        }
    }
    let most = counts.into_iter();
    most.max_by(|a, b| a.1.cmp(&b.1).then_with(|| b.0.cmp(&a.0)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::config::PathGlobs;

    fn set(files: &[&str]) -> BTreeSet<String> {
        files.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_folder_of_its_own_is_named_as_high_as_possible() {
        let own = set(&["services/sync/src/A.cs", "services/sync/B.cs", "tools/c.ts"]);
        let others = set(&["services/desk/src/D.cs"]);
        assert_eq!(globs(&own, &others), ["services/sync/**", "tools/**"]);
    }

    #[test]
    fn files_beside_those_of_others_are_named_themselves() {
        let (own, others) = (set(&["a.ts", "src/b.ts"]), set(&["c.ts", "src/d.ts"]));
        assert_eq!(globs(&own, &others), ["/a.ts", "src/b.ts"]);
    }

    #[test]
    fn the_common_folder_gives_a_name() {
        let named = |files: &[&str]| common_name(&set(files)).map(str::to_owned);
        assert_eq!(
            named(&["svc/sync/src/a.cs", "svc/sync/src/b/c.cs"]).as_deref(),
            Some("sync")
        );
        assert_eq!(named(&["src/a.cs", "lib/b.cs"]), None);
        assert_eq!(named(&["a.cs"]), None);
    }

    proptest! {
        /// Whatever files are called, a glob holds for its own and for no other.
        #[test]
        fn globs_tell_files_apart(
            own in proptest::collection::btree_set("[a-c*?{}\\[\\]\\\\! é\n-]{1,3}(/[a-c*\\[!]{1,2}){0,3}", 1..5),
            others in proptest::collection::btree_set("[a-c*?{}\\[\\]\\\\! é\n-]{1,3}(/[a-c*\\[!]{1,2}){0,3}", 0..5),
        ) {
            let is_inside = |file: &String, of: &BTreeSet<String>| {
                let inside = |other: &String| other.starts_with(&format!("{file}/")) || file.starts_with(&format!("{other}/"));
                of.iter().any(inside)
            };
            // A name is a file's or a folder's, not both.
            let own: BTreeSet<String> = own.iter().filter(|file| !is_inside(file, &own) && !is_inside(file, &others)).cloned().collect();
            let others: BTreeSet<String> = others.difference(&own).cloned().collect();
            let globs = globs(&own, &others);
            let compiled = PathGlobs::new(globs.iter().map(String::as_str)).expect("well formed");
            for file in &own {
                prop_assert!(compiled.matches(file), "{file:?} {globs:?}");
            }
            for file in &others {
                prop_assert!(!compiled.matches(file), "{file:?} {globs:?}");
            }
        }
    }
}
