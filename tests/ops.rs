//! `oktalint ops` as a process: the list that started the project, and input that is no list.

use std::path::Path;

use assert_cmd::Command;
use serde_json::Value;

fn oktalint() -> Command {
    Command::cargo_bin("oktalint").expect("the program is built")
}

fn fixture(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fixtures/operation-list")
        .join(name);
    std::fs::read_to_string(path).expect("the fixture is there")
}

fn answer(list: &str) -> Value {
    let run = oktalint()
        .args(["ops", "-", "--format", "json"])
        .write_stdin(list)
        .assert()
        .success();
    serde_json::from_slice(&run.get_output().stdout).expect("the answer is JSON")
}

fn names(list: &Value) -> Vec<&str> {
    let items = list.as_array().expect("a list").iter();
    items.map(|item| item.as_str().expect("a name")).collect()
}

#[test]
fn every_line_of_the_founding_list_gets_its_verdict() {
    let answer = answer(&fixture("operations.txt"));
    let expected: Vec<Value> =
        serde_json::from_str(&fixture("expected.json")).expect("the expectations are JSON");
    let operations = answer["operations"].as_array().expect("a list");
    assert_eq!(operations.len(), expected.len());
    for (got, wanted) in operations.iter().zip(&expected) {
        let line = &wanted["line"];
        assert_eq!(got["line"], *line);
        assert_eq!(got["verdict"], wanted["verdict"], "line {line}");
        let operation = &got["operation"];
        assert_eq!(
            operation["operation_id"], wanted["operation"],
            "line {line}"
        );
        if !operation.is_null() {
            assert_eq!(operation["scopes"], wanted["scopes"], "line {line}");
            let over_oauth = names(&operation["credentials"]).contains(&"oauth2");
            assert_eq!(Value::from(over_oauth), wanted["oauth"], "line {line}");
        }
        for near in names(&wanted["nearest"]) {
            let found = got["nearest"].as_array().expect("a list");
            assert!(
                found.iter().any(|found| found["operation_id"] == near),
                "line {line}: {near} is not among {found:?}"
            );
        }
    }
}

#[test]
fn the_founding_list_needs_two_scopes_and_one_api_token() {
    let answer = answer(&fixture("operations.txt"));
    let requirement = &answer["requirement"];
    assert_eq!(
        names(&requirement["scopes"]),
        ["okta.groups.manage", "okta.users.manage"]
    );
    assert_eq!(
        names(&requirement["not_oauth"]),
        ["listSupportedSecurityQuestions (GET /api/v1/users/{userId}/factors/questions)"]
    );
    let no_credential = names(&requirement["no_credential"]);
    assert!(!no_credential.is_empty());
    assert!(
        no_credential.iter().all(|one| one.starts_with("authn.")),
        "{no_credential:?}"
    );
}

#[test]
fn the_answer_as_text() {
    let list = "create user POST: /api/v1/users/{userId}?activate=false\n\
                GET /api/v1/users/{id}/factors/questions\n\
                PUT /api/v1/users/{id}/lifecycle/reset_password\n\
                PUT: /api/v1/users/{id}/factors/{id}\n\
                POST https://acme.okta.com/api/v1/authn/recovery/password\n";
    let run = oktalint()
        .args(["ops", "-"])
        .write_stdin(list)
        .assert()
        .success();
    insta::assert_snapshot!(String::from_utf8_lossy(&run.get_output().stdout));
}

#[test]
fn what_is_no_list_ends_with_2() {
    for (list, says) in [
        ("nothing to see\n", "there is no operation in it"),
        ("[\"GET /api/v1/users\"", "begins like a JSON array"),
        (
            "[{\"method\": \"LOOK\", \"path\": \"/api/v1/users\"}]",
            "item 1 names no operation",
        ),
    ] {
        let run = oktalint()
            .args(["ops", "-"])
            .write_stdin(list)
            .assert()
            .code(2);
        let said = String::from_utf8_lossy(&run.get_output().stderr).into_owned();
        assert!(said.contains(says), "{said}");
        assert!(run.get_output().stdout.is_empty());
    }
    let run = oktalint().args(["ops", "no/such/file"]).assert().code(2);
    let said = String::from_utf8_lossy(&run.get_output().stderr).into_owned();
    assert!(said.contains("cannot read `no/such/file`"), "{said}");
}
