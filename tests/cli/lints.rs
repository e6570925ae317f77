//! Every lint has an example that fails and one that passes: `fixtures/lints/LINT/{failing,passing}/`.

use std::path::PathBuf;

use oktalint::lints;
use serde_json::Value as Json;

use crate::support::{Run, oktalint, project, strings};

fn report(lint: &str, kind: &str) -> Json {
    let folder = example(lint, kind);
    assert!(folder.is_dir(), "{} is missing", folder.display());
    Run::of(oktalint(&folder).args(["check", "--format", "json"])).json()
}

fn example(lint: &str, kind: &str) -> PathBuf {
    project().join("fixtures/lints").join(lint).join(kind)
}

#[test]
fn the_failing_example_has_findings_of_its_lint_alone() {
    for lint in lints::all() {
        let report = report(lint.id, "failing");
        let rules = strings(&report["findings"], "rule");
        assert!(!rules.is_empty(), "{}", lint.id);
        assert!(
            rules.iter().all(|rule| *rule == lint.id),
            "{}: {rules:?}",
            lint.id
        );
        let levels = strings(&report["findings"], "level");
        assert!(
            levels.iter().all(|level| *level == lint.level.name()),
            "{}: {levels:?}",
            lint.id
        );
    }
}

#[test]
fn the_passing_example_calls_okta_and_has_no_finding() {
    for lint in lints::all() {
        let report = report(lint.id, "passing");
        assert_ne!(report["summary"]["calls"], 0, "{}", lint.id);
        assert_eq!(report["findings"], Json::Array(Vec::new()), "{}", lint.id);
    }
}

#[test]
fn no_example_is_for_a_lint_that_is_none() {
    let entries = project()
        .join("fixtures/lints")
        .read_dir()
        .expect("examples");
    for entry in entries {
        let name = entry.expect("entry").file_name();
        assert!(lints::find(&name.to_string_lossy()).is_some(), "{name:?}");
    }
}

#[test]
fn what_the_failing_examples_say() {
    for lint in lints::all() {
        let run = Run::of(oktalint(&example(lint.id, "failing")).args(["check"]));
        insta::assert_snapshot!(format!("failing-{}", lint.id), run.out);
    }
}
