//! Exit statuses, streams and options of `check` and of the small commands.

use std::io::Read;
use std::process::{Command, Stdio};

use crate::support::{Folder, LIST_USERS, POOR_TOKEN, Run, oktalint, project};

fn failing() -> Folder {
    Folder::with(&[("Users.cs", LIST_USERS), ("oktalint.toml", POOR_TOKEN)])
}

#[test]
fn findings_end_with_1_and_nothing_with_0() {
    let folder = failing();
    assert_eq!(folder.run(&["check"]).status, 1);
    assert_eq!(folder.run(&["check", "--no-config"]).status, 0);
    assert_eq!(folder.run(&["check", "--exit-zero"]).status, 0);
    assert_eq!(folder.run(&["check", "--fail-on", "never"]).status, 0);
}

#[test]
fn the_status_is_the_same_in_every_format() {
    let folder = failing();
    for format in ["text", "json", "sarif"] {
        assert_eq!(
            folder.run(&["check", "--format", format]).status,
            1,
            "{format}"
        );
    }
}

#[test]
fn the_gate_can_be_lowered() {
    let source = LIST_USERS.replace("/users", "/policies/1/app");
    let folder = Folder::with(&[("Policies.cs", &source)]);
    let run = folder.run(&["check"]);
    assert!(run.out.contains("deprecated-operation"), "{}", run.out);
    assert_eq!(run.status, 0);
    assert_eq!(folder.run(&["check", "--fail-on", "warning"]).status, 1);
}

#[test]
fn without_a_declared_token_nothing_fails_and_the_requirement_is_shown() {
    let folder = Folder::with(&[("Users.cs", LIST_USERS)]);
    let run = folder.run(&["check"]);
    assert_eq!(run.status, 0);
    assert!(
        run.out
            .contains("Required by the calls without a declared token (1 call)"),
        "{}",
        run.out
    );
    assert!(run.out.contains("okta.users.read"), "{}", run.out);
    assert_eq!(run.err, "");
}

#[test]
fn a_missing_path_ends_with_2_even_with_exit_zero() {
    let folder = failing();
    let run = folder.run(&["check", "--exit-zero", "no-such-folder"]);
    assert_eq!((run.status, run.out.as_str()), (2, ""));
    assert!(
        run.err.contains("cannot read `no-such-folder`"),
        "{}",
        run.err
    );
}

#[test]
fn a_scan_without_a_file_to_read_says_so() {
    let folder = Folder::with(&[("picture.png", "okta")]);
    let run = folder.run(&["check"]);
    assert_eq!(run.status, 0);
    assert!(run.err.contains("no file to read was found"), "{}", run.err);
    assert!(run.out.contains("0 files seen"), "{}", run.out);
}

#[test]
fn quiet_leaves_findings_only() {
    let folder = failing();
    let run = folder.run(&["check", "--quiet"]);
    assert_eq!((run.status, run.err.as_str()), (1, ""));
    assert!(run.out.contains("missing-scope"), "{}", run.out);
    assert!(
        !run.out.contains("files seen") && !run.out.contains("Token `sync` ("),
        "{}",
        run.out
    );
    let clean = folder.run(&["check", "--quiet", "--no-config"]);
    assert_eq!((clean.out.as_str(), clean.err.as_str()), ("", ""));
}

#[test]
fn a_report_goes_into_a_file_as_a_whole() {
    let folder = failing();
    let report = folder.write("report.json", b"an older report");
    // Who has the older report open keeps it.
    std::fs::hard_link(report, folder.path().join("older.json")).expect("link");
    let run = folder.run(&["check", "--format", "json", "--output", "report.json"]);
    assert_eq!((run.status, run.out.as_str()), (1, ""));
    assert!(folder.read("report.json").starts_with("{\n"));
    assert_eq!(folder.read("older.json"), "an older report");
    assert_eq!(
        names(&folder),
        ["Users.cs", "oktalint.toml", "older.json", "report.json"]
    );
}

#[test]
fn several_formats_come_from_one_run() {
    let folder = failing();
    let run = folder.run(&[
        "check",
        "--format",
        "text",
        "--format",
        "sarif=a.sarif",
        "--format",
        "json=a.json",
    ]);
    assert_eq!(run.status, 1);
    assert!(run.out.contains("1 file seen"), "{}", run.out);
    assert!(folder.read("a.sarif").contains("\"2.1.0\""));
    assert!(folder.read("a.json").contains("\"schema_version\": 1"));
    let run = folder.run(&["check", "--format", "text", "--format", "json"]);
    assert_eq!(run.status, 2);
    assert!(run.err.contains("--format sarif=FILE"), "{}", run.err);
}

#[test]
fn a_report_that_cannot_be_written_ends_with_2() {
    let folder = failing();
    let run = folder.run(&["check", "--output", "no-such-folder/report.txt"]);
    assert_eq!(run.status, 2);
    assert!(
        run.err.contains("cannot write `no-such-folder/report.txt`"),
        "{}",
        run.err
    );
    folder.write("taken/file", b"");
    assert_eq!(folder.run(&["check", "--output", "taken"]).status, 2);
    assert_eq!(names(&folder), ["Users.cs", "oktalint.toml", "taken"]);
}

#[cfg(unix)]
#[test]
fn a_report_goes_through_a_link_and_into_a_device() {
    let folder = failing();
    folder.write("real.txt", b"");
    std::os::unix::fs::symlink("real.txt", folder.path().join("link.txt")).expect("link");
    assert_eq!(folder.run(&["check", "--output", "link.txt"]).status, 1);
    assert!(folder.path().join("link.txt").is_symlink());
    assert!(folder.read("real.txt").contains("missing-scope"));
    assert_eq!(folder.run(&["check", "--output", "/dev/null"]).status, 1);
}

fn names(folder: &Folder) -> Vec<String> {
    let entries = folder.path().read_dir().expect("a folder");
    let mut names: Vec<String> = entries
        .map(|entry| {
            entry
                .expect("entry")
                .file_name()
                .to_string_lossy()
                .into_owned()
        })
        .collect();
    names.sort();
    names
}

#[test]
fn colours_are_for_those_who_want_them() {
    let folder = failing();
    let colored = |arguments: &[&str], name: &str, value: &str| {
        let run = Run::of(oktalint(folder.path()).args(arguments).env(name, value));
        run.out.contains('\u{1b}')
    };
    assert!(!colored(&["check"], "TERM", "xterm"));
    assert!(colored(&["check", "--color", "always"], "NO_COLOR", "1"));
    assert!(colored(&["check"], "FORCE_COLOR", "1"));
    assert!(!colored(&["check", "--color", "never"], "FORCE_COLOR", "1"));
    // Files are read by programs, and later, by people with another terminal.
    folder.run(&["check", "--color", "always", "--output", "report.txt"]);
    assert!(!folder.read("report.txt").contains('\u{1b}'));
}

#[test]
fn min_confidence_sets_what_is_reported() {
    let own_api = r#"class Users(HttpClient http)
{
    Task<string> All(string host) => http.GetStringAsync($"{host}/api/v1/users");
}
"#;
    let folder = Folder::with(&[("Users.cs", own_api)]);
    let calls = |arguments: &[&str]| folder.report(arguments)["summary"]["calls"].clone();
    assert_eq!(calls(&[]), 0);
    assert_eq!(calls(&["--min-confidence", "possible"]), 1);
    folder.write("oktalint.toml", b"min_confidence = \"possible\"\n");
    assert_eq!(calls(&[]), 1);
    assert_eq!(calls(&["--min-confidence", "certain"]), 0);
}

#[test]
fn a_file_that_cannot_be_parsed_is_said_and_the_scan_goes_on() {
    let folder = Folder::with(&[
        ("Broken.cs", "class Okta { void M( { } } = ) okta ;"),
        ("Users.cs", LIST_USERS),
    ]);
    let run = folder.run(&["check"]);
    assert_eq!(run.status, 0);
    assert!(run.err.contains("Broken.cs:1: "), "{}", run.err);
    assert!(run.out.contains("listUsers"), "{}", run.out);
    let report = folder.report(&[]);
    assert_eq!(report["problems"][0]["file"], "Broken.cs");
    assert_eq!(report["summary"]["calls"], 1);
}

#[test]
fn a_closed_pipe_is_no_failure() {
    // More than a pipe holds, so that the program must still be writing when nobody reads any more.
    let one = "    void M() => http.GetStringAsync(\"https://acme.okta.com/api/v1/users\");\n";
    let source = format!(
        "class Users(System.Net.Http.HttpClient http)\n{{\n{}}}\n",
        one.repeat(500)
    );
    let folder = Folder::with(&[("Users.cs", &source)]);
    let mut child = Command::new(assert_cmd::cargo::cargo_bin!("oktalint"))
        .args(["check", "--format", "json"])
        .current_dir(folder.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut first = [0; 1];
    let mut out = child.stdout.take().expect("piped");
    out.read_exact(&mut first).expect("a report begins");
    drop(out);
    let ended = child.wait_with_output().expect("the program ends");
    assert_eq!(
        ended.status.code(),
        Some(0),
        "{}",
        String::from_utf8_lossy(&ended.stderr)
    );
    assert_eq!(String::from_utf8_lossy(&ended.stderr), "");
}

#[test]
fn wrong_arguments_end_with_2() {
    for arguments in [
        vec![],
        vec!["chek"],
        vec!["check", "--format", "xml"],
        vec!["check", "--format", "json="],
        vec!["check", "--min-confidence", "sure"],
        vec!["check", "--config", "a.toml", "--no-config"],
        vec!["explain", "missing-scop"],
        vec!["schema", "reports"],
    ] {
        let run = Run::of(oktalint(project()).args(&arguments));
        assert_eq!((run.status, run.out.as_str()), (2, ""), "{arguments:?}");
        assert_ne!(run.err, "", "{arguments:?}");
    }
}

#[test]
fn explain_prints_the_page_of_a_lint() {
    let run = Run::of(oktalint(project()).args(["explain", "missing-scope"]));
    assert_eq!(run.status, 0);
    for part in ["# missing-scope", "## How to fix it", "(level: error)"] {
        assert!(run.out.contains(part), "{}", run.out);
    }
    let all = Run::of(oktalint(project()).args(["explain"]));
    assert_eq!(all.out.lines().count(), oktalint::lints::all().len());
    let wrong = Run::of(oktalint(project()).args(["explain", "missing-scop"]));
    assert!(
        wrong.err.contains("did you mean `missing-scope`?"),
        "{}",
        wrong.err
    );
}
