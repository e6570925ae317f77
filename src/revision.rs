//! A check of a revision of a git repository: the same way through the house, over a tree that lies on no disk.

use std::path::{Path, PathBuf};
use std::time::Instant;

use crate::config::Config;
use crate::git::{Blobs, Commit, EntryKind, GitError, Repository};
use crate::judge::Against;
use crate::progress::Progress;
use crate::store::Store;
use crate::walk::{self, File, ListedRoot, Listing};
use crate::{Outcome, Project, check_tree};

/// Files that say what is ignored are small; the configuration is, too. Bytes.
const MOST_BYTES: u64 = 1 << 20;

/// A revision that is read.
pub struct Revision {
    repository: Repository,
    listing: Listing,
    blobs: Blobs,
    /// Folders whose content is in another repository.
    submodules: Vec<String>,
    commit: Commit,
}

impl Revision {
    /// The tree of a commit.
    ///
    /// # Errors
    /// The tree can't be read.
    pub fn open(repository: &Repository, commit: &Commit) -> Result<Revision, GitError> {
        let mut entries = repository.tree(commit)?;
        let is = |kind: EntryKind| move |one: &crate::git::Entry| one.kind == kind;
        let submodules = entries.iter().filter(|one| is(EntryKind::Submodule)(one));
        let submodules = submodules.map(|one| one.path.clone()).collect();
        entries.retain(is(EntryKind::File));
        let files = entries.iter().map(|one| (one.path.clone(), one.size));
        let mut revision = Revision {
            listing: Listing::new(files),
            blobs: Blobs::new(repository.clone(), &entries),
            repository: repository.clone(),
            submodules,
            commit: commit.clone(),
        };
        for path in revision.listing.ignore_files() {
            // What can't be read ignores nothing.
            if let Some(text) = revision.read(&path) {
                revision.listing.ignore(&path, &text);
            }
        }
        if let Some(text) = repository.own_excludes() {
            revision.listing.exclude(&text);
        }
        Ok(revision)
    }

    /// The text of a small file of the tree, if it has one there.
    pub fn read(&self, path: &str) -> Option<String> {
        let file = File {
            name: path.to_owned(),
            path: PathBuf::from(path),
            language: None,
            in_test: false,
        };
        let mut bytes = Vec::new();
        self.blobs.read(&file, MOST_BYTES, &mut bytes).ok()?;
        String::from_utf8(bytes).ok()
    }

    /// The text that a file of the working tree had in this revision; `None` if it had none, or lies elsewhere.
    pub fn text_of(&self, path: &Path) -> Option<String> {
        self.read(&self.path_in_tree(path).ok()?)
    }

    /// Checks what the roots held in this revision; a root that it did not have holds nothing.
    ///
    /// # Errors
    /// A root lies outside of the repository, or a file can't be read: its calls would count as new.
    pub fn check(
        &self,
        config: &Config,
        roots: &[PathBuf],
        working_directory: &Path,
        against: &Against<'_>,
    ) -> Result<Outcome, GitError> {
        let started = Instant::now();
        let project = Project {
            config,
            working_directory,
            progress: &Progress::default(),
        };
        let listed = |root: &PathBuf| {
            Ok(ListedRoot {
                path: self.path_in_tree(&working_directory.join(root))?,
                name: walk::report_path(root, working_directory),
            })
        };
        let listed: Vec<ListedRoot> = roots.iter().map(listed).collect::<Result<_, GitError>>()?;
        let tree = walk::walk_listing(&self.listing, &listed, &project.walk_options(), &project);
        let outcome = check_tree(&project, tree, &self.blobs, against, started);
        match self.blobs.lost() {
            0 => Ok(outcome),
            files => Err(GitError::MissingObjects {
                commit: self.commit.short().to_owned(),
                files,
            }),
        }
    }

    /// The folders that this revision says nothing of, as they appear in reports.
    pub fn unread(&self, working_directory: &Path) -> Vec<String> {
        let top = self.repository.top();
        let here = working_directory.canonicalize();
        let here = here.as_deref().unwrap_or(working_directory);
        let folders = self.submodules.iter();
        folders
            .map(|folder| walk::report_path(&top.join(folder), here))
            .collect()
    }

    /// A path of the working tree from the top of the tree, with `/`.
    fn path_in_tree(&self, path: &Path) -> Result<String, GitError> {
        // What the revision had need not be there any more: then the path is taken as it is written.
        let resolved = path.canonicalize().or_else(|_| {
            let parent = path.parent().and_then(|parent| parent.canonicalize().ok());
            let joined = parent
                .zip(path.file_name())
                .map(|(parent, name)| parent.join(name));
            joined.ok_or(())
        });
        let resolved = resolved.unwrap_or_else(|()| path.to_owned());
        let top = self.repository.top();
        match resolved.strip_prefix(top) {
            Ok(below) => Ok(match walk::report_path(below, Path::new("")).as_str() {
                "." => String::new(),
                below => below.to_owned(),
            }),
            Err(_) => Err(GitError::Outside {
                path: path.to_owned(),
                top: top.to_owned(),
            }),
        }
    }
}
