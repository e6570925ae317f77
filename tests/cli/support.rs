//! A folder to check, and the program to check it with.

use std::path::{Path, PathBuf};
use std::process::Output;
use std::time::Duration;

use assert_cmd::Command;
use serde_json::Value as Json;
use tempfile::TempDir;

/// One call that is certain to go to Okta: `listUsers`, which needs `okta.users.read`.
pub const LIST_USERS: &str = r#"using System.Net.Http;

class Users(HttpClient http)
{
    Task<string> All() => http.GetStringAsync("https://acme.okta.com/api/v1/users");
}
"#;

/// A token that lacks what [`LIST_USERS`] needs.
pub const POOR_TOKEN: &str = r#"[[token]]
name = "sync"
credential = "oauth-service"
scopes = ["okta.groups.read"]
"#;

/// The program, in the environment of nobody in particular.
pub fn oktalint(folder: &Path) -> Command {
    let mut command = Command::cargo_bin("oktalint").expect("the program is built");
    command.current_dir(folder).timeout(LONGEST);
    for name in [
        "NO_COLOR",
        "FORCE_COLOR",
        "CLICOLOR_FORCE",
        "TERM",
        "RAYON_NUM_THREADS",
    ] {
        command.env_remove(name);
    }
    command
}

/// No run takes longer, whatever it is given: one that does is ended, and fails its test. A bound, not a benchmark.
const LONGEST: Duration = Duration::from_secs(120);

/// The root of this project.
pub fn project() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A folder of its own for a test.
pub struct Folder(TempDir);

impl Folder {
    /// A folder with these files; their folders are made.
    pub fn with(files: &[(&str, &str)]) -> Folder {
        let folder = Folder(tempfile::tempdir().expect("temporary folder"));
        for (name, text) in files {
            folder.write(name, text.as_bytes());
        }
        folder
    }

    pub fn path(&self) -> &Path {
        self.0.path()
    }

    pub fn write(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.path().join(name);
        let parent = path.parent().expect("a file lies in a folder");
        std::fs::create_dir_all(parent).expect("folder");
        std::fs::write(&path, bytes).expect("file");
        path
    }

    pub fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path().join(name)).expect("a file that can be read")
    }

    /// Runs the program in the folder.
    pub fn run(&self, arguments: &[&str]) -> Run {
        Run::of(oktalint(self.path()).args(arguments))
    }

    /// The JSON report of a check of the folder.
    pub fn report(&self, arguments: &[&str]) -> Json {
        let mut all = vec!["check", "--format", "json"];
        all.extend(arguments);
        self.run(&all).json()
    }
}

/// How a run ended.
pub struct Run {
    pub status: i32,
    pub out: String,
    pub err: String,
}

impl Run {
    pub fn of(command: &mut Command) -> Run {
        let Output {
            status,
            stdout,
            stderr,
        } = command.output().expect("the program runs");
        Run {
            status: status.code().expect("the program ended by itself"),
            out: String::from_utf8(stdout).expect("results are UTF-8"),
            err: String::from_utf8(stderr).expect("messages are UTF-8"),
        }
    }

    pub fn json(&self) -> Json {
        serde_json::from_str(&self.out)
            .unwrap_or_else(|error| panic!("{error}\n{}\n{}", self.out, self.err))
    }
}

/// The files in which a report has calls, in its order, each once.
pub fn files_with_calls(report: &Json) -> Vec<&str> {
    let mut files: Vec<&str> = strings(&report["calls"], "file");
    files.dedup();
    files
}

/// One field of every object of a list.
pub fn strings<'j>(list: &'j Json, field: &str) -> Vec<&'j str> {
    let list = list.as_array().expect("a list");
    list.iter()
        .map(|item| item[field].as_str().unwrap_or_default())
        .collect()
}
