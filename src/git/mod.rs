//! Revisions of a git repository: which commit a name stands for, what its tree holds, and the bytes of its files.
//!
//! The one place that starts a process: `git`, for reading objects. The repository may be hostile, its `.git/config` too, so
//! every command is one that reads objects only, and whatever configuration could make such a command run or fetch is turned off: see
//! [`command`].

mod blobs;
mod error;

use std::ffi::OsStr;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

pub use blobs::Blobs;
pub use error::GitError;

/// A repository with a working tree.
#[derive(Clone, Debug)]
pub struct Repository {
    /// The root of the working tree, without symbolic links.
    top: PathBuf,
}

/// A commit by its full name in hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Commit(String);

impl Commit {
    /// The begin of its name, as people write it.
    pub fn short(&self) -> &str {
        self.0.get(..12).unwrap_or(&self.0)
    }
}

/// A file of a commit's tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// From the root of the tree, with `/`, lossy where it is not UTF-8.
    pub path: String,
    pub kind: EntryKind,
    /// The name of its object in hexadecimal digits.
    pub object: String,
    /// Bytes; 0 for what is no file.
    pub size: u64,
}

/// What an entry of a tree is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntryKind {
    File,
    Link,
    /// A commit of another repository.
    Submodule,
}

impl Repository {
    /// The repository that a folder lies in.
    ///
    /// # Errors
    /// It lies in none, git refuses to read it, or git can't be run.
    pub fn find(folder: &Path) -> Result<Repository, GitError> {
        let output = run(folder, ["rev-parse", "--show-toplevel"])?;
        if !output.status.success() {
            return Err(error::of_repository(folder, &output));
        }
        let top = text(&output.stdout);
        let top = std::path::absolute(top.trim_end_matches(['\n', '\r']))
            .and_then(|top| top.canonicalize())
            .map_err(GitError::NotRun)?;
        Ok(Repository { top })
    }

    /// The root of its working tree.
    pub fn top(&self) -> &Path {
        &self.top
    }

    /// The commit that a name stands for.
    ///
    /// # Errors
    /// It stands for none, or its objects are not there.
    pub fn commit(&self, revision: &str) -> Result<Commit, GitError> {
        let unknown = |is_shallow| GitError::UnknownRevision {
            revision: revision.to_owned(),
            is_shallow,
        };
        // What begins with a hyphen would be an option, and is never the name of a revision.
        if revision.is_empty() || revision.starts_with('-') {
            return Err(unknown(false));
        }
        let peeled = format!("{revision}^{{commit}}");
        let arguments = [
            "rev-parse",
            "--verify",
            "--quiet",
            "--end-of-options",
            &peeled,
        ];
        let output = run(&self.top, arguments)?;
        match (output.status.success(), object_name(&output.stdout)) {
            (true, Some(name)) => Ok(Commit(name)),
            _ => Err(unknown(self.is_shallow())),
        }
    }

    /// The last commit that two have in common: what the second is to be held against when it is to be merged into the first.
    ///
    /// # Errors
    /// They have none that is in this clone.
    pub fn merge_base(&self, one: &Commit, other: &Commit) -> Result<Commit, GitError> {
        let output = run(&self.top, ["merge-base", &one.0, &other.0])?;
        match (output.status.success(), object_name(&output.stdout)) {
            (true, Some(name)) => Ok(Commit(name)),
            _ => Err(GitError::NoMergeBase {
                one: one.short().to_owned(),
                other: other.short().to_owned(),
                is_shallow: self.is_shallow(),
            }),
        }
    }

    /// What a commit's tree holds, in the order of git.
    ///
    /// # Errors
    /// The tree, or a part of it, is not there or broken.
    pub fn tree(&self, commit: &Commit) -> Result<Vec<Entry>, GitError> {
        let arguments = ["ls-tree", "-r", "-z", "--long", "--full-tree", &commit.0];
        let output = run(&self.top, arguments)?;
        if !output.status.success() {
            return Err(GitError::BrokenTree {
                commit: commit.short().to_owned(),
                said: said(&output),
            });
        }
        let records = output.stdout.split(|byte| *byte == 0);
        Ok(records.filter_map(entry).collect())
    }

    /// What this clone ignores beside what its files say: `.git/info/exclude`.
    pub fn own_excludes(&self) -> Option<String> {
        const MOST_BYTES: u64 = 1 << 20;
        let output = run(&self.top, ["rev-parse", "--git-path", "info/exclude"]).ok()?;
        let path = text(&output.stdout);
        let path = self.top.join(path.trim_end_matches(['\n', '\r']));
        let file = std::fs::File::open(&path).ok()?;
        file.metadata().ok().filter(std::fs::Metadata::is_file)?;
        let mut excludes = String::new();
        file.take(MOST_BYTES).read_to_string(&mut excludes).ok()?;
        Some(excludes)
    }

    fn is_shallow(&self) -> bool {
        run(&self.top, ["rev-parse", "--is-shallow-repository"])
            .is_ok_and(|output| output.stdout.starts_with(b"true"))
    }
}

/// `MODE TYPE OBJECT SIZE\tPATH`, the size padded.
fn entry(record: &[u8]) -> Option<Entry> {
    let tab = record.iter().position(|byte| *byte == b'\t')?;
    let (facts, path) = (text(&record[..tab]), &record[tab + 1..]);
    let mut facts = facts.split_ascii_whitespace();
    let (mode, _, object, size) = (facts.next()?, facts.next()?, facts.next()?, facts.next()?);
    let kind = match mode {
        "120000" => EntryKind::Link,
        "160000" => EntryKind::Submodule,
        mode if mode.starts_with("100") => EntryKind::File,
        _ => return None,
    };
    Some(Entry {
        path: text(path),
        kind,
        object: object.to_owned(),
        size: size.parse().unwrap_or(0),
    })
}

fn object_name(stdout: &[u8]) -> Option<String> {
    let name = text(stdout).trim().to_owned();
    let is_name = name.len() >= 40 && name.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_name.then_some(name)
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// The last line that git says of a failure.
fn said(output: &Output) -> String {
    let all = text(&output.stderr);
    let line = all.lines().rfind(|line| !line.trim().is_empty());
    let line = line.unwrap_or("git says nothing");
    line.trim_start_matches("fatal: ").to_owned()
}

fn run<'a>(
    folder: &Path,
    arguments: impl IntoIterator<Item = &'a str>,
) -> Result<Output, GitError> {
    let mut command = command(folder);
    command.args(arguments.into_iter().map(OsStr::new));
    command
        .stdin(Stdio::null())
        .output()
        .map_err(GitError::NotRun)
}

/// `git` in a folder, so that nothing the repository's own configuration says is run.
///
/// Commands that read objects start no hook, filter, external diff or text conversion. What is left: a partial clone fetches an
/// object that is missing, from an address that may name a program; a file system monitor is a program; so is a pager.
fn command(folder: &Path) -> Command {
    const OFF: [&str; 6] = [
        "protocol.allow=never",
        "core.fsmonitor=false",
        "core.hooksPath=/dev/null",
        "core.sshCommand=false",
        "credential.helper=",
        "core.alternateRefsCommand=false",
    ];
    let mut command = Command::new("git");
    command.arg("--no-pager").arg("-C").arg(folder);
    for setting in OFF {
        command.arg("-c").arg(setting);
    }
    command
        .env("GIT_NO_LAZY_FETCH", "1")
        .env("GIT_ALLOW_PROTOCOL", "")
        .env("GIT_OPTIONAL_LOCKS", "0")
        .env("GIT_TERMINAL_PROMPT", "0")
        // Replacing an object by another would show another tree than the one that was reviewed.
        .env("GIT_NO_REPLACE_OBJECTS", "1")
        .env("LC_ALL", "C");
    // In a hook, git names the repository and an index of its own; the folder alone is to decide.
    for name in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX"] {
        command.env_remove(name);
    }
    command
}
