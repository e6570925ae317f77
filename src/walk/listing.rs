//! The same walk over a tree that is listed, not lying on a disk: what a revision of a repository holds.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

use ignore::Match;
use ignore::gitignore::{Gitignore, GitignoreBuilder};

use super::{Named, Options, Policy, Rules, Tree};

/// A tree as a list of its files.
#[derive(Debug, Default)]
pub struct Listing {
    /// Path from the top of the tree, with `/` → bytes.
    files: BTreeMap<String, u64>,
    ignores: Ignores,
}

/// What of a listed tree is walked.
#[derive(Clone, Debug)]
pub struct ListedRoot {
    /// The folder or file, from the top of the tree; empty for all of it.
    pub path: String,
    /// As it appears in reports.
    pub name: String,
}

impl Listing {
    /// A tree of these files, each with its bytes.
    pub fn new(files: impl IntoIterator<Item = (String, u64)>) -> Listing {
        Listing {
            files: files.into_iter().collect(),
            ignores: Ignores::default(),
        }
    }

    /// The files that say what is ignored, of the nearest folders last.
    pub fn ignore_files(&self) -> Vec<String> {
        let names = self.files.keys().filter(|path| {
            let name = path.rsplit('/').next().unwrap_or(path);
            name == GITIGNORE || name == IGNORE
        });
        names.cloned().collect()
    }

    /// Takes in what one of [`Listing::ignore_files`] says.
    pub fn ignore(&mut self, path: &str, text: &str) {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        let of_kind = match name {
            IGNORE => &mut self.ignores.own,
            _ => &mut self.ignores.git,
        };
        of_kind.insert(folder.to_owned(), patterns(folder, text));
    }

    /// Takes in what the clone ignores beside what its files say.
    pub fn exclude(&mut self, text: &str) {
        self.ignores.clone = Some(patterns("", text));
    }

    fn has_file_in(&self, folder: &str, names: &globset::GlobSet) -> bool {
        let start = match folder {
            "" => String::new(),
            folder => format!("{folder}/"),
        };
        let below = self.files.range(start.clone()..);
        below
            .map_while(|(path, _)| path.strip_prefix(&start))
            .any(|rest| !rest.contains('/') && names.is_match(rest))
    }
}

const GITIGNORE: &str = ".gitignore";
const IGNORE: &str = ".ignore";

/// Finds the files below the roots, as [`super::walk`] does on a disk. A root that the tree does not have holds nothing. The paths of the
/// files are those in the tree.
pub fn walk_listing(
    listing: &Listing,
    roots: &[ListedRoot],
    options: &Options,
    policy: &dyn Policy,
) -> Tree {
    let rules = Rules::new(options, policy);
    let mut tree = Tree::default();
    for root in roots {
        if let Some(bytes) = listing.files.get(&root.path) {
            let path = PathBuf::from(&root.path);
            tree.see(
                &rules,
                root.name.clone(),
                path,
                *bytes,
                Named::OnCommandLine,
            );
            continue;
        }
        let mut folders = Folders {
            listing,
            rules: &rules,
            root,
            left_out: HashMap::new(),
        };
        for (path, bytes) in &listing.files {
            let below = match root.path.as_str() {
                "" => Some(path.as_str()),
                folder => path
                    .strip_prefix(folder)
                    .and_then(|rest| rest.strip_prefix('/')),
            };
            let Some(below) = below else { continue };
            let why = folders.leaves_out(below);
            match why {
                Some(Why::Excluded) => tree.skipped.excluded += 1,
                Some(Why::Skipped) => {}
                None => tree.see(
                    &rules,
                    folders.name(below),
                    PathBuf::from(path),
                    *bytes,
                    Named::Below(below),
                ),
            }
        }
    }
    tree.finish();
    tree
}

/// Why a file is left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Why {
    Skipped,
    Excluded,
}

struct Folders<'a> {
    listing: &'a Listing,
    rules: &'a Rules<'a>,
    root: &'a ListedRoot,
    /// Folder below the root → why it is left out.
    left_out: HashMap<String, Option<Why>>,
}

impl Folders<'_> {
    /// Whether a file below the root is left out: by itself, or with a folder that it lies in.
    fn leaves_out(&mut self, below: &str) -> Option<Why> {
        let slashes = below.match_indices('/').map(|(at, _)| at);
        for at in slashes {
            let folder = &below[..at];
            let known = self.left_out.get(folder).copied();
            let why = known.unwrap_or_else(|| {
                let why = self.judge(folder, true);
                self.left_out.insert(folder.to_owned(), why);
                why
            });
            if why.is_some() {
                return why;
            }
        }
        self.judge(below, false)
    }

    fn judge(&self, below: &str, is_folder: bool) -> Option<Why> {
        let path = self.path(below);
        if self.listing.ignores.ignores(&path, is_folder) {
            return Some(Why::Skipped);
        }
        if is_folder && self.skips(&path) {
            return Some(Why::Skipped);
        }
        let excludes = self.rules.policy.excludes(&self.name(below));
        excludes.then_some(Why::Excluded)
    }

    fn skips(&self, path: &str) -> bool {
        let (parent, name) = path.rsplit_once('/').unwrap_or(("", path));
        match self.rules.skip.get(name) {
            None => false,
            Some(None) => true,
            Some(Some(beside)) => self.listing.has_file_in(parent, beside),
        }
    }

    fn path(&self, below: &str) -> String {
        match self.root.path.as_str() {
            "" => below.to_owned(),
            folder => format!("{folder}/{below}"),
        }
    }

    fn name(&self, below: &str) -> String {
        super::name_below(&self.root.name, below)
    }
}

/// What is ignored, by the folder that says so.
#[derive(Debug, Default)]
struct Ignores {
    own: HashMap<String, Gitignore>,
    git: HashMap<String, Gitignore>,
    clone: Option<Gitignore>,
}

impl Ignores {
    /// Whether a path is ignored, its folders aside. The nearest folder decides; what is no matter of git alone comes first.
    fn ignores(&self, path: &str, is_folder: bool) -> bool {
        let mut folders = vec![""];
        folders.extend(path.match_indices('/').map(|(at, _)| &path[..at]));
        let nearest = |of_kind: &HashMap<String, Gitignore>| {
            let mut saying = folders
                .iter()
                .rev()
                .filter_map(|folder| of_kind.get(*folder));
            saying.find_map(|one| decision(one, path, is_folder))
        };
        nearest(&self.own)
            .or_else(|| nearest(&self.git))
            .or_else(|| decision(self.clone.as_ref()?, path, is_folder))
            .unwrap_or(false)
    }
}

fn decision(patterns: &Gitignore, path: &str, is_folder: bool) -> Option<bool> {
    match patterns.matched(Path::new("/").join(path), is_folder) {
        Match::None => None,
        Match::Ignore(_) => Some(true),
        Match::Whitelist(_) => Some(false),
    }
}

/// Patterns of one file. One that is not well formed hides nothing.
fn patterns(folder: &str, text: &str) -> Gitignore {
    let mut builder = GitignoreBuilder::new(Path::new("/").join(folder));
    for line in text.lines() {
        let _ = builder.add_line(None, line);
    }
    builder.build().unwrap_or_else(|_| Gitignore::empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Excludes(&'static str);

    impl Policy for Excludes {
        fn excludes(&self, path: &str) -> bool {
            path == self.0
        }
        fn is_test(&self, _: &str) -> bool {
            false
        }
    }

    fn walked(listing: &Listing, root: (&str, &str)) -> Vec<String> {
        let options = Options {
            working_directory: "/".into(),
            threads: 1,
            keep: Vec::new(),
            skip: Vec::new(),
            max_bytes: 1000,
        };
        let root = ListedRoot {
            path: root.0.to_owned(),
            name: root.1.to_owned(),
        };
        let tree = walk_listing(listing, &[root], &options, &Excludes("src/gen"));
        tree.files.into_iter().map(|file| file.name).collect()
    }

    fn listing(paths: &[&str]) -> Listing {
        Listing::new(paths.iter().map(|path| ((*path).to_owned(), 1)))
    }

    #[test]
    fn folders_are_left_out_as_on_a_disk() {
        let listing = listing(&[
            "a.cs",
            "node_modules/x/a.js",
            "src/a.cs",
            "src/gen/b.cs",
            "src/gen/deep/c.cs",
            "notes.txt",
        ]);
        assert_eq!(walked(&listing, ("", ".")), ["a.cs", "src/a.cs"]);
        assert_eq!(walked(&listing, ("src", "src")), ["src/a.cs"]);
        // Seen from a folder of the tree.
        assert_eq!(
            walked(&listing, ("src", ".")),
            ["a.cs", "gen/b.cs", "gen/deep/c.cs"]
        );
        assert_eq!(walked(&listing, ("src/gen/b.cs", "b.cs")), ["b.cs"]);
        assert!(walked(&listing, ("gone", "gone")).is_empty());
    }

    #[test]
    fn what_git_ignores_is_ignored() {
        let mut listing = listing(&[
            ".gitignore",
            "out/a.cs",
            "src/.gitignore",
            "src/.ignore",
            "src/keep.cs",
            "src/own.cs",
            "src/drop.cs",
            "local/a.cs",
        ]);
        assert_eq!(
            listing.ignore_files(),
            [".gitignore", "src/.gitignore", "src/.ignore"]
        );
        listing.ignore(".gitignore", "/out/\nkeep.cs\n[broken");
        listing.ignore("src/.gitignore", "!keep.cs\ndrop.cs\n!own.cs");
        listing.ignore("src/.ignore", "own.cs\n");
        listing.exclude("local\n");
        assert_eq!(walked(&listing, ("", ".")), ["src/keep.cs"]);
    }
}
