//! Runs that are stopped while they write: by a signal, by a reader that has seen enough, by a full disk.
#![cfg(unix)]

use std::fs::File;
use std::io::Read as _;
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::process::ExitStatusExt as _;
use std::path::Path;
use std::process::{Command, ExitStatus, Output, Stdio};
use std::time::{Duration, Instant};

use crate::support::{Folder, LIST_USERS, POOR_TOKEN, strings};

/// A folder with so many calls that its token can't make.
fn failing(calls: usize) -> Folder {
    let one = "    void M() => http.GetStringAsync(\"https://acme.okta.com/api/v1/users\");\n";
    let methods = one.repeat(calls);
    let source = format!("class Users(System.Net.Http.HttpClient http)\n{{\n{methods}}}\n");
    Folder::with(&[("oktalint.toml", POOR_TOKEN), ("Users.cs", &source)])
}

fn program(folder: &Folder) -> Command {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("oktalint"));
    command.current_dir(folder.path());
    command
}

/// What a shell makes of a command, with `$0` for the program.
fn shell(folder: &Folder, script: &str) -> Output {
    Command::new("sh")
        .args(["-c", script])
        .arg(assert_cmd::cargo::cargo_bin!("oktalint"))
        .current_dir(folder.path())
        .output()
        .expect("a shell")
}

/// The names in a folder but those of the sources.
fn written(folder: &Folder) -> Vec<String> {
    let entries = folder.path().read_dir().expect("a folder");
    let names = entries.map(|entry| entry.expect("an entry").file_name());
    let mut names: Vec<String> = names
        .map(|name| name.into_string().expect("UTF-8"))
        .filter(|name| name != "oktalint.toml" && name != "Users.cs")
        .collect();
    names.sort();
    names
}

fn assert_said(output: &Output, what: &str) {
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(
        said.contains(what) && said.contains("oktalint::output"),
        "{said}"
    );
    assert!(!said.contains("panicked"), "{said}");
}

/// Ends a run with a signal as soon as it writes; `None` if it was done before.
fn interrupted(folder: &Folder, signal: &str) -> Option<ExitStatus> {
    const LONGEST: Duration = Duration::from_secs(60);
    let mut child = program(folder)
        .args(["check", "--format", "html=report.html"])
        .stderr(Stdio::null())
        .spawn()
        .expect("the program starts");
    let beside = folder
        .path()
        .join(format!(".report.html.{}.tmp", child.id()));
    let started = Instant::now();
    while !beside.exists() {
        assert!(started.elapsed() < LONGEST, "nothing is written");
        if child.try_wait().expect("a child").is_some() {
            return None;
        }
    }
    let sent = Command::new("kill")
        .args([signal, &child.id().to_string()])
        .status();
    assert!(sent.expect("kill").success());
    let status = child.wait().expect("a child");
    (status.signal().is_some()).then_some(status)
}

#[test]
fn a_signal_leaves_the_older_report_and_nothing_else() {
    let folder = failing(1_500);
    for (name, number) in [("-INT", 2), ("-TERM", 15)] {
        folder.write("report.html", b"an older report");
        let status = (0..10).find_map(|_| {
            folder.write("report.html", b"an older report");
            interrupted(&folder, name)
        });
        let status = status.expect("a run that was stopped while it wrote");
        assert_eq!(status.signal(), Some(number));
        assert_eq!(folder.read("report.html"), "an older report");
        assert_eq!(written(&folder), ["report.html"]);
    }
}

/// Who reads only the beginning of the text does not want less in the files, nor another answer of the gate.
#[test]
fn a_closed_pipe_changes_neither_the_gate_nor_other_reports() {
    let folder = failing(500);
    let mut child = program(&folder)
        .args(["check", "--format", "json", "--format", "sarif=a.sarif"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut out = child.stdout.take().expect("piped");
    out.read_exact(&mut [0]).expect("a report begins");
    drop(out);
    let ended = child.wait_with_output().expect("the program ends");
    assert_eq!(String::from_utf8_lossy(&ended.stderr), "");
    assert_eq!(ended.status.code(), Some(1));
    let sarif: serde_json::Value = serde_json::from_str(&folder.read("a.sarif")).expect("JSON");
    let rules = strings(&sarif["runs"][0]["results"], "ruleId");
    assert!(rules.contains(&"missing-scope"), "{rules:?}");
}

#[test]
fn a_full_disk_is_said() {
    let full = Path::new("/dev/full");
    if !full.exists() {
        return;
    }
    let folder = failing(1);
    for arguments in [
        ["check"].as_slice(),
        &["check", "--format", "json"],
        &["plan"],
        &["explain", "missing-scope"],
        &["--help"],
        &["--version"],
    ] {
        let device = File::options().write(true).open(full).expect("a device");
        let output = program(&folder).args(arguments).stdout(device).output();
        assert_said(&output.expect("the program runs"), "cannot write");
    }
    let output = program(&folder)
        .args(["check", "--output", "/dev/full"])
        .output();
    assert_said(
        &output.expect("the program runs"),
        "cannot write `/dev/full`",
    );
    // Nowhere to say anything: the status still does.
    let device = || File::options().write(true).open(full).expect("a device");
    let status = program(&folder)
        .arg("check")
        .stdout(device())
        .stderr(device())
        .status();
    assert_eq!(status.expect("the program runs").code(), Some(2));
}

/// A limit on the size of files is to a program what a full disk is, but a signal comes with it.
#[test]
fn a_file_that_may_not_grow_leaves_the_older_report() {
    let folder = failing(500);
    folder.write("report.json", b"an older report");
    let limited = |rest: &str| shell(&folder, &format!("ulimit -f 8; exec \"$0\" {rest}"));
    let output = limited("check --format json=report.json");
    assert_said(&output, "cannot write `report.json`");
    assert_eq!(folder.read("report.json"), "an older report");
    assert_eq!(written(&folder), ["report.json"]);
    assert_said(&limited("check --format json > out.json"), "cannot write");
}

#[test]
fn catalogs_are_replaced_as_a_whole() {
    let paths: String = (0..400)
        .map(|n| {
            format!("  /api/v1/things{n}:\n    get: {{ operationId: listThings{n}, security: [{{ oauth2: [okta.users.read] }}] }}\n")
        })
        .collect();
    let document = format!("openapi: 3.0.0\ninfo: {{ version: 1.0.0 }}\npaths:\n{paths}");
    let folder = Folder::with(&[("management.yaml", &document)]);
    let import = "catalog import --into . management.yaml";
    let whole = shell(&folder, &format!("exec \"$0\" {import}"));
    assert!(whole.status.success(), "{whole:?}");
    let before = folder.read("management.json");
    let output = shell(&folder, &format!("ulimit -f 8; exec \"$0\" {import}"));
    assert_said(&output, "cannot write `./management.json`");
    assert_eq!(folder.read("management.json"), before);
    assert_eq!(written(&folder), ["management.json", "management.yaml"]);
}

/// What others may not read, they may not read after it was written anew.
#[test]
fn a_report_keeps_its_permissions() {
    let folder = failing(1);
    let report = folder.write("report.txt", b"");
    let private = std::fs::Permissions::from_mode(0o600);
    std::fs::set_permissions(&report, private).expect("permissions");
    let run = folder.run(&["check", "--output", "report.txt"]);
    assert_eq!(run.status, 1, "{}", run.err);
    let mode = report.metadata().expect("a file").permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

/// A name for what is open already is not a file to put another in the place of.
#[test]
fn a_report_goes_where_standard_output_goes() {
    let folder = Folder::with(&[("Users.cs", LIST_USERS)]);
    if !Path::new("/proc/self/fd/1").exists() {
        return;
    }
    std::os::unix::fs::symlink("/proc/self/fd/1", folder.path().join("out")).expect("a link");
    let piped = shell(&folder, "\"$0\" check --output out | cat");
    let said = String::from_utf8_lossy(&piped.stdout);
    assert!(said.contains("listUsers"), "{piped:?}");
    let script =
        "exec > log; echo before; \"$0\" check --output /proc/self/fd/1 || exit; echo after";
    let logged = shell(&folder, script);
    assert!(logged.status.success(), "{logged:?}");
    let log = folder.read("log");
    assert!(
        log.starts_with("before\n") && log.ends_with("after\n"),
        "{log}"
    );
    assert!(log.contains("listUsers"), "{log}");
    assert!(folder.path().join("out").is_symlink());
    assert_eq!(written(&folder), ["log", "out"]);
}
