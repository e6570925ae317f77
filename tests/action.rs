//! The action: its scripts, with programs that stand in for the world around them, and what its definition must keep to.
#![cfg(target_os = "linux")]

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;
use yaml_serde::Value as Yaml;

fn project() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A folder with stand-ins for programs, in which a script of the action is run.
struct Runner(TempDir);

impl Runner {
    fn new() -> Runner {
        let runner = Runner(tempfile::tempdir().expect("temporary folder"));
        std::fs::create_dir(runner.path("bin")).expect("folder");
        runner
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn program(&self, name: &str, script: &str) -> PathBuf {
        let path = self.path("bin").join(name);
        std::fs::write(&path, format!("#!/usr/bin/env bash\n{script}\n")).expect("script");
        std::fs::set_permissions(&path, PermissionsExt::from_mode(0o755)).expect("executable");
        path
    }

    fn run(&self, script: &str, environment: &[(&str, &str)]) -> Output {
        let path = std::env::var("PATH").unwrap_or_default();
        Command::new("bash")
            .arg(project().join(".github/action").join(script))
            .current_dir(self.0.path())
            .env_clear()
            .env("PATH", format!("{}:{path}", self.path("bin").display()))
            .env("RUNNER_TEMP", self.0.path())
            .env("GITHUB_OUTPUT", self.path("output"))
            .env("GITHUB_STEP_SUMMARY", self.path("summary"))
            .envs(environment.iter().copied())
            .output()
            .expect("bash is there")
    }

    fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap_or_default()
    }
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&[output.stdout.as_slice(), &output.stderr].concat()).into_owned()
}

/// Writes its arguments down, and makes the reports that it is asked for.
const CHECKER: &str = r#"printf '<%s>\n' "$@" > arguments
for argument in "$@"; do
  case $argument in
    sarif=* | markdown=*) echo "report" > "${argument#*=}" ;;
  esac
done
exit "${STATUS:-0}""#;

#[test]
fn every_input_reaches_the_check_as_it_is() {
    let runner = Runner::new();
    let program = runner.program("oktalint", CHECKER);
    let program = program.to_str().expect("UTF-8");
    let output = runner.run(
        "check.sh",
        &[
            ("OKTALINT", program),
            ("STATUS", "1"),
            ("INPUT_PATHS", "src/a b\n--version\n$(touch evil)"),
            ("INPUT_CONFIG", "ci/okta lint.toml"),
            ("INPUT_FAIL_ON", "warning"),
            ("INPUT_BASELINE", ""),
            ("INPUT_BASELINE_COMMIT", "origin/main"),
            ("INPUT_ARGS", "--include-tests\n"),
            ("INPUT_ANNOTATIONS", "true"),
            ("INPUT_SUMMARY", "true"),
            ("INPUT_SARIF_FILE", "okta.sarif"),
            ("INPUT_CATEGORY", "api v1"),
        ],
    );
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    let markdown = runner.read("arguments");
    let markdown = markdown
        .lines()
        .find(|line| line.starts_with("<markdown="))
        .expect("a summary");
    let expected = [
        "<check>",
        "<--format>",
        "<github>",
        "<--format>",
        "<sarif=okta.sarif>",
        "<--format>",
        markdown,
        "<--config=ci/okta lint.toml>",
        "<--fail-on=warning>",
        "<--sarif-category=api v1>",
        "<--baseline-commit=origin/main>",
        "<--include-tests>",
        "<-->",
        "<src/a b>",
        "<--version>",
        "<$(touch evil)>",
    ];
    assert_eq!(
        runner.read("arguments").lines().collect::<Vec<_>>(),
        expected
    );
    assert!(!runner.path("evil").exists());
    let sarif = runner.path("okta.sarif");
    assert_eq!(
        runner.read("output"),
        format!("status=1\nsarif={}\n", sarif.display())
    );
    assert_eq!(runner.read("summary"), "report\n");
}

#[test]
fn a_check_that_could_not_be_made_leaves_no_older_report() {
    let runner = Runner::new();
    let program = runner.program("oktalint", "exit 2");
    std::fs::write(runner.path("okta.sarif"), "older").expect("file");
    let environment = [
        ("OKTALINT", program.to_str().expect("UTF-8")),
        ("INPUT_SARIF_FILE", "okta.sarif"),
    ];
    let output = runner.run("check.sh", &environment);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(runner.read("output"), "status=2\n");
}

/// A release with an archive for this machine's target, served by a `curl` that knows these addresses only.
fn release(runner: &Runner) -> (&'static str, String) {
    const ARCHIVE: &str = "oktalint-9.8.7-x86_64-unknown-linux-musl.tar.gz";
    let folder = "oktalint-9.8.7-x86_64-unknown-linux-musl";
    let made = Command::new("bash")
        .args(["-euc", "mkdir served $0; printf '#!/bin/sh\\necho oktalint 9.8.7\\n' > $0/oktalint; chmod +x $0/oktalint; tar -czf served/$1 $0; sha256sum served/$1 | cut -d ' ' -f 1", folder, ARCHIVE])
        .current_dir(runner.0.path())
        .output()
        .expect("bash is there");
    assert!(made.status.success(), "{}", said(&made));
    let served = runner.path("served");
    runner.program(
        "curl",
        &format!(
            "set -- \"${{@: -2}}\"; [[ $2 == https://github.com/acme/oktalint/releases/download/v9.8.7/* ]] && cp \"{}/${{2##*/}}\" \"$1\"",
            served.display()
        ),
    );
    (
        ARCHIVE,
        String::from_utf8_lossy(&made.stdout).trim().to_owned(),
    )
}

const INSTALL: [(&str, &str); 4] = [
    ("INPUT_VERSION", "v9.8.7"),
    ("INPUT_REPOSITORY", "acme/oktalint"),
    ("RUNNER_OS", "Linux"),
    ("RUNNER_ARCH", "X64"),
];

fn with(more: &[(&'static str, &'static str)]) -> Vec<(&'static str, &'static str)> {
    INSTALL.iter().chain(more).copied().collect()
}

#[test]
fn a_release_is_installed_if_its_checksum_is_right() {
    let runner = Runner::new();
    let (archive, sum) = release(&runner);
    let sums = runner.path("served/SHA256SUMS");
    std::fs::write(&sums, format!("{sum}  {archive}\n")).expect("file");
    let output = runner.run("install.sh", &INSTALL);
    assert!(output.status.success(), "{}", said(&output));
    assert!(said(&output).contains("oktalint 9.8.7"));
    let set = runner.read("output");
    let program = set.strip_prefix("program=").expect("an output").trim();
    assert!(Path::new(program).is_file(), "{program}");

    for wrong in [
        format!("{}  {archive}\n", "0".repeat(64)),
        format!("{sum}  another\n"),
        String::new(),
    ] {
        std::fs::write(&sums, wrong).expect("file");
        let _ = std::fs::remove_file(runner.path("output"));
        let output = runner.run("install.sh", &INSTALL);
        assert_eq!(output.status.code(), Some(2), "{}", said(&output));
        assert!(said(&output).contains("checksum"), "{}", said(&output));
        assert_eq!(runner.read("output"), "");
    }
    // The caller's own checksum is the measure, whatever the release says.
    let other = runner.run("install.sh", &with(&[("INPUT_SHA256", "00ff")]));
    assert_eq!(other.status.code(), Some(2));
}

#[test]
fn what_names_no_release_is_refused() {
    let runner = Runner::new();
    release(&runner);
    for wrong in [
        ("INPUT_VERSION", "../../evil"),
        ("INPUT_VERSION", "latest"),
        ("INPUT_REPOSITORY", ""),
        ("INPUT_REPOSITORY", "acme/oktalint/../../evil"),
        ("RUNNER_ARCH", "S390X"),
        ("INPUT_INSTALL", "somehow"),
    ] {
        let output = runner.run("install.sh", &with(&[wrong]));
        assert_eq!(output.status.code(), Some(2), "{wrong:?} {}", said(&output));
        assert_eq!(runner.read("output"), "", "{wrong:?}");
    }
}

fn definitions() -> Vec<(String, Yaml)> {
    let mut files = vec![project().join("action.yml")];
    let workflows = project()
        .join(".github/workflows")
        .read_dir()
        .expect("folder");
    files.extend(workflows.flatten().map(|entry| entry.path()));
    let read = |path: PathBuf| {
        let text = std::fs::read_to_string(&path).expect("file");
        (
            path.display().to_string(),
            yaml_serde::from_str(&text).expect("YAML"),
        )
    };
    files.into_iter().map(read).collect()
}

/// Every mapping of a document.
fn mappings<'y>(node: &'y Yaml, into: &mut Vec<&'y yaml_serde::Mapping>) {
    match node {
        Yaml::Mapping(mapping) => {
            into.push(mapping);
            mapping.values().for_each(|value| mappings(value, into));
        }
        Yaml::Sequence(items) => items.iter().for_each(|item| mappings(item, into)),
        _ => {}
    }
}

#[test]
fn no_expression_is_written_into_a_script_and_actions_are_pinned() {
    let (mut scripts, mut actions) = (0, 0);
    for (file, document) in definitions() {
        let mut steps = Vec::new();
        mappings(&document, &mut steps);
        for step in steps {
            if let Some(script) = step.get("run").and_then(Yaml::as_str) {
                scripts += 1;
                assert!(!script.contains("${{"), "{file}: {script}");
            }
            if let Some(action) = step
                .get("uses")
                .and_then(Yaml::as_str)
                .filter(|action| *action != "./")
            {
                actions += 1;
                let commit = action.split_once('@').map_or("", |(_, commit)| commit);
                let is_hex = commit.chars().all(|c| c.is_ascii_hexdigit());
                assert!(commit.len() == 40 && is_hex, "{file}: {action}");
            }
        }
    }
    assert!(scripts > 10 && actions > 10, "{scripts} {actions}");
}

#[test]
fn every_input_is_described_and_used() {
    let text = std::fs::read_to_string(project().join("action.yml")).expect("file");
    let action: Yaml = yaml_serde::from_str(&text).expect("YAML");
    let inputs = action["inputs"].as_mapping().expect("inputs");
    for (name, input) in inputs {
        let name = name.as_str().expect("a name");
        assert!(
            input["description"]
                .as_str()
                .is_some_and(|said| said.ends_with('.')),
            "{name}"
        );
        assert!(text.contains(&format!("inputs.{name} ")), "{name}");
    }
    let scripts = ["install.sh", "check.sh"].map(|script| {
        std::fs::read_to_string(project().join(".github/action").join(script)).expect("file")
    });
    let words = scripts.concat();
    for variable in text
        .split_whitespace()
        .filter_map(|word| word.strip_suffix(':'))
    {
        if variable.starts_with("INPUT_") {
            assert!(words.contains(variable), "{variable}");
        }
    }
}
