//! Why a revision can't be read, and what to do about it.

use std::path::{Path, PathBuf};
use std::process::Output;

use miette::Diagnostic;
use thiserror::Error;

use crate::printable::printable;
use crate::words::count;

/// Why a revision can't be read.
#[derive(Debug, Error, Diagnostic)]
pub enum GitError {
    #[error("cannot run `git`: {0}")]
    #[diagnostic(
        code(oktalint::git::not_run),
        help(
            "install git, or hold the code against a file instead: `oktalint baseline write`, then --baseline FILE"
        )
    )]
    NotRun(#[source] std::io::Error),
    #[error("`{}` is in no git repository", folder.display())]
    #[diagnostic(
        code(oktalint::git::no_repository),
        help(
            "run this in a clone, or hold the code against a file instead: `oktalint baseline write`, then --baseline FILE"
        )
    )]
    NoRepository { folder: PathBuf },
    #[error("git does not read the repository of `{}`: {}", folder.display(), printable(said))]
    #[diagnostic(
        code(oktalint::git::refused),
        help(
            "where the folder belongs to another user, as in containers: `git config --global --add safe.directory FOLDER`"
        )
    )]
    Refused { folder: PathBuf, said: String },
    #[error("`{}` is no commit of this clone", printable(revision))]
    #[diagnostic(code(oktalint::git::unknown_revision), help("{}", fetch_help(*is_shallow)))]
    UnknownRevision { revision: String, is_shallow: bool },
    #[error("{one} and {other} have no commit in common in this clone")]
    #[diagnostic(code(oktalint::git::no_merge_base), help("{}", fetch_help(*is_shallow)))]
    NoMergeBase {
        one: String,
        other: String,
        is_shallow: bool,
    },
    #[error("the tree of {commit} can't be read: {}", printable(said))]
    #[diagnostic(
        code(oktalint::git::broken_tree),
        help(
            "objects are missing or broken: `git fsck` says which; a partial clone lacks some until they are fetched"
        )
    )]
    BrokenTree { commit: String, said: String },
    #[error("{} of {commit} can't be read: objects are missing or broken in this clone", count(*files, "file"))]
    #[diagnostic(
        code(oktalint::git::missing_objects),
        help(
            "what was there before would count as new. A partial clone lacks objects until they are fetched: clone without `--filter`; `git fsck` says whether one is broken"
        )
    )]
    MissingObjects { commit: String, files: usize },
    #[error("`{}` lies outside of the repository `{}`", path.display(), top.display())]
    #[diagnostic(
        code(oktalint::git::outside),
        help("a revision can only be compared to what its own repository holds")
    )]
    Outside { path: PathBuf, top: PathBuf },
}

fn fetch_help(is_shallow: bool) -> &'static str {
    match is_shallow {
        true => {
            "the clone is shallow: fetch its history (`git fetch --unshallow`; in GitHub Actions `fetch-depth: 0` for actions/checkout; in GitLab CI `GIT_DEPTH: 0`)"
        }
        false => {
            "fetch the branch first (`git fetch origin main`), and name it as git does: a branch, `origin/main`, a tag or a commit"
        }
    }
}

/// Why git finds no repository.
pub(super) fn of_repository(folder: &Path, output: &Output) -> GitError {
    let said = super::said(output);
    match said.contains("not a git repository") || said.contains("must be run in a work tree") {
        true => GitError::NoRepository {
            folder: folder.to_owned(),
        },
        false => GitError::Refused {
            folder: folder.to_owned(),
            said,
        },
    }
}
