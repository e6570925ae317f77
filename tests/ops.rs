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

fn neighbours(one: &Value) -> Vec<&str> {
    let nearest = one["nearest"].as_array().expect("a list").iter();
    nearest
        .map(|near| near["operation_id"].as_str().expect("a name"))
        .collect()
}

/// Verdict, operation and neighbours of a list of one line.
fn one(line: &str) -> String {
    let answer = answer(line);
    let one = &answer["operations"][0];
    let operation = one["operation"]["operation_id"].as_str().unwrap_or("-");
    let verdict = one["verdict"].as_str().expect("a verdict");
    format!("{verdict} {operation} {:?}", neighbours(one))
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
        assert_eq!(got["api_token"], wanted["api_token"], "line {line}");
        assert_eq!(
            neighbours(got),
            names(&wanted["nearest"]),
            "line {line}: {}",
            got["text"]
        );
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
        [
            "authn.recoverPassword (POST /api/v1/authn/recovery/password)",
            "listSupportedSecurityQuestions (GET /api/v1/users/{userId}/factors/questions)"
        ]
    );
    // Of these, the first needs its token in some cases only.
    let conditional = requirement["api_token_when"].as_array().expect("a list");
    assert_eq!(conditional.len(), 1);
    assert_eq!(conditional[0]["when"], "the body has no factorType");
    let no_credential = names(&requirement["no_credential"]);
    assert_eq!(no_credential.len(), 15);
    assert!(
        no_credential.iter().all(|one| one.starts_with("authn.")),
        "{no_credential:?}"
    );
}

#[test]
fn the_founding_list_as_text() {
    let run = oktalint()
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(["ops", "fixtures/operation-list/operations.txt"])
        .assert()
        .success();
    insta::assert_snapshot!(String::from_utf8_lossy(&run.get_output().stdout));
}

#[test]
fn a_label_or_a_query_may_belong_to_another_operation() {
    for (line, is) in [
        // By the query: the collection has the parameter, the member has not.
        (
            "POST /api/v1/users/{id}?activate=true",
            r#"other-operation updateUser ["createUser"]"#,
        ),
        // By the label.
        (
            "Create a user (activate): POST /api/v1/users/{id}",
            r#"other-operation updateUser ["createUser"]"#,
        ),
        (
            "Create User: POST /api/v1/users/{id}/lifecycle/activate",
            r#"other-operation activateUser ["createUser"]"#,
        ),
        (
            "delete user - DELETE /api/v1/users/{id}/sessions",
            r#"other-operation revokeUserSessions ["deleteUser"]"#,
        ),
        (
            "delete group: DELETE /api/v1/users/{id}",
            r#"other-operation deleteUser ["deleteGroup"]"#,
        ),
        // An old name counts, and it may be the line's own.
        (
            "deactivateOrDeleteUser: DELETE /api/v1/users/{id}",
            "exact deleteUser []",
        ),
        (
            "add user to group PUT /api/v1/groups/{id}/users/{id}",
            "exact assignUserToGroup []",
        ),
        // The label says less than the name of the line's own operation.
        (
            "list users GET /api/v1/apps/{id}/users",
            "exact listApplicationUsers []",
        ),
        (
            "get factors GET /api/v1/users/{id}/factors",
            "exact listFactors []",
        ),
        // The twin of another API has the same name.
        (
            "reset password POST /api/v1/authn/credentials/reset_password",
            "exact authn.resetPassword []",
        ),
        // A read with a parameter too many is still that read.
        (
            "GET /api/v1/users/{id}?limit=5",
            r#"exact getUser ["listUsers"]"#,
        ),
        (
            "replace user PUT /api/v1/users/{id}",
            "exact replaceUser []",
        ),
    ] {
        assert_eq!(one(line), is, "{line}");
    }
}

#[test]
fn routes_are_found_as_people_write_them() {
    for (line, is) in [
        (
            "GET https://acme.oktapreview.com/api/v1/users/me/?x=1#top",
            "exact getUser",
        ),
        (
            "GET https://login.acme.example/api/v1/groups/rules/{id}",
            "exact getGroupRule",
        ),
        ("POST /oauth2/v1/token", "exact token"),
        ("POST /oauth2/default/v1/token", "exact tokenCustomAS"),
        (
            "GET https://acme.pam.okta.com/v1/teams/{team_name}/groups",
            "exact ListGroups",
        ),
        ("GET /v1/teams/{team_name}/groups", "exact ListGroups"),
        (
            "GET https://acme.okta.com/v1/teams/{team_name}/groups",
            "no-such-operation -",
        ),
        (
            "GET /api/v1/Users/{id}",
            r#"no-such-operation - ["getUser"]"#,
        ),
        ("GET /users/{id}", r#"no-such-operation - ["getUser"]"#),
        (
            "POST /api/v1/users/{id}/lifecycle/suspnd",
            r#"no-such-operation - ["suspendUser"]"#,
        ),
        (
            "GET /workload-principals/api/v1/ai-agents",
            "undocumented-route - []",
        ),
        (
            "GET /api/v1/nothing/like/this/at/all",
            "no-such-operation - []",
        ),
    ] {
        let got = one(line);
        assert!(got.starts_with(is), "{line}: {got}");
    }
}

#[test]
fn a_path_without_a_verb_is_left_out_and_said() {
    let run = oktalint()
        .args(["ops", "-", "--format", "json"])
        .write_stdin("/api/v1/groups\nGET /api/v1/users\n")
        .assert()
        .success();
    let said = String::from_utf8_lossy(&run.get_output().stderr).into_owned();
    assert!(
        said.contains("line 1 has no verb for `/api/v1/groups`"),
        "{said}"
    );
    let answer: Value = serde_json::from_slice(&run.get_output().stdout).expect("JSON");
    assert_eq!(answer["operations"].as_array().map(Vec::len), Some(1));
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
