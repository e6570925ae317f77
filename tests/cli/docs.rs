//! What the documents say of the program is what the program does.
//!
//! `OKTALINT_UPDATE_README=1 cargo test --test cli docs` writes the parts of the README that are made from the program.

use std::path::PathBuf;
use std::sync::Mutex;

use oktalint::lints;

use crate::support::{Run, oktalint, project};

#[test]
fn the_readme_lists_every_lint() {
    let mut table = "| lint | level | what it says |\n|---|---|---|\n".to_owned();
    for page in lints::all() {
        let (id, level, summary) = (page.id, page.level.name(), &page.summary);
        table.push_str(&format!(
            "| [{id}](rules/lints/{id}.md) | {level} | {summary} |\n"
        ));
    }
    assert_part("lints", &table);
}

#[test]
fn the_readme_shows_what_the_example_prints() {
    let run = Run::of(oktalint(project()).args(["check", "fixtures/example-app"]));
    assert_eq!((run.status, run.err.as_str()), (1, ""));
    assert_part("example", &format!("```text\n{}```\n", run.out));
}

#[test]
fn the_readme_shows_the_plan_of_the_list() {
    let list = "fixtures/operation-list/operations.txt";
    let run = Run::of(oktalint(project()).args(["plan", "--ops", list]));
    assert_eq!((run.status, run.err.as_str()), (0, ""));
    assert_part("plan", &format!("```text\n{}```\n", run.out));
}

#[test]
fn the_readme_shows_the_configuration_of_the_example() {
    let path = project().join("fixtures/example-app/oktalint.toml");
    let config = std::fs::read_to_string(path).expect("the example's configuration");
    assert_part("configuration", &format!("```toml\n{config}```\n"));
}

#[test]
fn the_readme_names_every_option_of_check() {
    let help = Run::of(oktalint(project()).args(["check", "--help"])).out;
    let readme = readme();
    let words = help.split(|c: char| !(c.is_ascii_lowercase() || c == '-'));
    for option in words.filter(|word| word.starts_with("--") && *word != "--help") {
        assert!(readme.contains(&format!("`{option}")), "{option}");
    }
}

#[test]
fn the_recipes_are_well_formed_and_pin_what_the_workflows_pin() {
    let workflow =
        std::fs::read_to_string(project().join(".github/workflows/ci.yml")).expect("ci.yml");
    let readme = readme();
    let recipes = readme.split("```yaml\n").skip(1);
    let recipes: Vec<&str> = recipes
        .filter_map(|rest| rest.split("```").next())
        .collect();
    assert_eq!(recipes.len(), 3);
    for recipe in recipes {
        let parsed: Result<yaml_serde::Value, _> = yaml_serde::from_str(recipe);
        assert!(parsed.is_ok(), "{parsed:?}\n{recipe}");
        for line in recipe
            .lines()
            .filter(|line| line.contains("actions/checkout@"))
        {
            assert!(workflow.contains(line.trim()), "{line}");
        }
    }
    for hook in ["oktalint", "oktalint-system"] {
        let hooks =
            std::fs::read_to_string(project().join(".pre-commit-hooks.yaml")).expect("hooks");
        assert!(
            hooks.contains(&format!("- id: {hook}\n")) && readme.contains(&format!("`{hook}`"))
        );
    }
}

#[test]
fn links_between_documents_lead_somewhere() {
    for document in [
        "README.md",
        "ARCHITECTURE.md",
        "CONTRIBUTING.md",
        "CHANGELOG.md",
    ] {
        let text = std::fs::read_to_string(project().join(document)).expect(document);
        for link in text.split("](").skip(1) {
            let target = link.split([')', '#']).next().unwrap_or_default();
            if target.is_empty() || target.contains("://") {
                continue;
            }
            assert!(project().join(target).exists(), "{document}: {target}");
        }
    }
}

#[test]
fn the_check_of_a_change_runs_the_test_command_of_the_readme() {
    let script = std::fs::read_to_string(project().join(".ci/run")).expect(".ci/run");
    assert_eq!(script.lines().last(), Some("cargo test"));
    assert!(readme().contains("\ncargo test\n"));
}

fn readme_path() -> PathBuf {
    project().join("README.md")
}

fn readme() -> String {
    std::fs::read_to_string(readme_path()).expect("README.md")
}

/// Holds the part of the README between two marks to what it must be, or writes it.
fn assert_part(name: &str, expected: &str) {
    // The tests of the parts run at the same time, and each writes the whole file.
    static WRITING: Mutex<()> = Mutex::new(());
    let _writing = WRITING.lock();
    let text = readme();
    let (begin, end) = (
        format!("<!-- {name}:begin -->\n"),
        format!("<!-- {name}:end -->\n"),
    );
    let from = text.find(&begin).expect("the begin mark") + begin.len();
    let to = text.find(&end).expect("the end mark");
    if std::env::var_os("OKTALINT_UPDATE_README").is_none() {
        assert_eq!(
            &text[from..to],
            expected,
            "README.md, part {name}: see tests/cli/docs.rs"
        );
        return;
    }
    let updated = format!("{}{expected}{}", &text[..from], &text[to..]);
    // Other tests read the file meanwhile.
    let beside = project().join("README.md.new");
    std::fs::write(&beside, updated).expect("README.md.new can be written");
    std::fs::rename(&beside, readme_path()).expect("README.md can be replaced");
}
