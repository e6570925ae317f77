//! `oktalint plan` and `oktalint can` as processes.

use std::collections::BTreeSet;
use std::path::Path;

use assert_cmd::Command;
use serde_json::Value;

fn oktalint(arguments: &[&str]) -> Command {
    let mut command = Command::cargo_bin("oktalint").expect("the program is built");
    command
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(arguments);
    command
}

fn text(arguments: &[&str]) -> String {
    let run = oktalint(arguments).assert().success();
    String::from_utf8_lossy(&run.get_output().stdout).into_owned()
}

fn json(arguments: &[&str], input: &str) -> Value {
    let run = oktalint(arguments)
        .args(["--format", "json"])
        .write_stdin(input)
        .assert()
        .success();
    serde_json::from_slice(&run.get_output().stdout).expect("JSON")
}

const FOUNDING: [&str; 3] = ["plan", "--ops", "fixtures/operation-list/operations.txt"];

fn founding(format: &str) -> String {
    text(&[&FOUNDING[..], &["--format", format]].concat())
}

#[test]
fn the_founding_list_as_text() {
    insta::assert_snapshot!(founding("text"));
}

#[test]
fn the_founding_list_as_markdown() {
    insta::assert_snapshot!(founding("markdown"));
}

#[test]
fn the_founding_list_as_terraform() {
    insta::assert_snapshot!(founding("terraform"));
}

#[test]
fn the_founding_list_as_requests() {
    insta::assert_snapshot!(founding("okta-api"));
}

#[test]
fn the_founding_list_gets_the_answer_that_its_thread_never_got() {
    let plan = json(&FOUNDING, "");
    let token = &plan["tokens"][0];
    let requirement = &token["requirement"];
    assert_eq!(
        requirement["scopes"],
        serde_json::json!(["okta.groups.manage", "okta.users.manage"])
    );
    assert_eq!(requirement["standard_roles"]["least_single"], "USER_ADMIN");
    let fits = token["standard_roles"].as_array().expect("a list");
    let fit = |role: &str| {
        let fit = fits.iter().find(|fit| fit["role"] == role);
        let fit = fit.expect("every standard role is there");
        (fit["suffices"] == true, fit["is_more_than_needed"] == true)
    };
    assert_eq!(fit("HELP_DESK_ADMIN"), (false, false));
    assert_eq!(fit("USER_ADMIN"), (true, false));
    assert_eq!(fit("ORG_ADMIN"), (true, true));
    assert_eq!(fit("SUPER_ADMIN"), (true, true));
    let oauth = token["credentials"].as_array().expect("a list").iter();
    let mut impossible = oauth.filter(|fit| fit["credential"] != "api-token");
    assert!(impossible.all(|fit| {
        let operations = fit["impossible"].as_array().expect("a list");
        operations.len() == 1
            && operations[0]["operation"]
                .as_str()
                .is_some_and(|title| title.starts_with("listSupportedSecurityQuestions"))
    }));
}

#[test]
fn a_list_and_a_repository_of_the_same_operations_need_the_same() {
    const SETS: usize = 12;
    let catalog = json(&["catalog", "list"], "");
    let operations: Vec<&Value> = catalog["operations"]
        .as_array()
        .expect("a list")
        .iter()
        .filter(|one| one["surface"] == "org")
        .collect();
    assert!(operations.len() > 700);
    for set in 0..SETS {
        let folder = tempfile::tempdir().expect("a folder");
        let mut list = String::new();
        let mut source = String::from("const org = 'https://acme.okta.com';\n");
        for (at, operation) in operations.iter().skip(set).step_by(SETS).enumerate() {
            let method = operation["method"].as_str().expect("a verb");
            let path = operation["path"].as_str().expect("a path");
            list.push_str(&format!("{method} {path}\n"));
            let concrete: Vec<&str> = path
                .split('/')
                .map(|part| {
                    if part.starts_with('{') {
                        "x1y2z3"
                    } else {
                        part
                    }
                })
                .collect();
            source.push_str(&format!(
                "export const call{at} = () => fetch(`${{org}}{}`, {{ method: '{method}' }});\n",
                concrete.join("/")
            ));
        }
        std::fs::write(folder.path().join("calls.js"), source).expect("a file");
        let root = folder.path().to_str().expect("a path");
        let repository = json(&["plan", "--no-config", root], "");
        let listed = json(&["plan", "--ops", "-"], &list);
        let [repository, listed] = [&repository, &listed].map(|plan| &plan["tokens"][0]);
        for key in [
            "calls",
            "requirement",
            "standard_roles",
            "resources",
            "basis",
        ] {
            assert_eq!(repository[key], listed[key], "{key} of set {set}");
        }
        assert_eq!(reasons(repository), reasons(listed), "reasons of set {set}");
    }
}

/// What is required and for which operations, without the places.
fn reasons(token: &Value) -> BTreeSet<(String, String)> {
    let reasons = token["reasons"].as_array().expect("a list").iter();
    let pairs = reasons.flat_map(|reason| {
        let operations = reason["operations"].as_array().expect("a list").iter();
        operations.map(|one| (reason["name"].to_string(), one["operation"].to_string()))
    });
    pairs.collect()
}

#[test]
fn nothing_less_than_the_plan_does() {
    let plan = json(&FOUNDING, "");
    let requirement = &plan["tokens"][0]["requirement"];
    let names = |key: &str| -> Vec<String> {
        let names = requirement[key].as_array().expect("a list").iter();
        names
            .map(|name| name.as_str().expect("a name").to_owned())
            .collect()
    };
    let (scopes, permissions) = (names("scopes"), names("permissions"));
    let reasons = plan["tokens"][0]["reasons"].as_array().expect("a list");
    let of = |kind: &str, name: &str| {
        let mut found = reasons
            .iter()
            .filter(|one| one["kind"] == kind && one["name"] == name);
        let operations = found.next().expect("each has its reasons")["operations"].clone();
        operations.as_array().expect("a list").clone()
    };
    let request = |operation: &Value| {
        let title = operation["operation"].as_str().expect("a title").to_owned();
        let inner = title.split_once('(').expect("verb and path").1;
        let (verb, path) = inner
            .trim_end_matches(')')
            .split_once(' ')
            .expect("verb and path");
        (verb.to_owned(), path.to_owned())
    };
    for scope in &scopes {
        let left: Vec<&String> = scopes.iter().filter(|other| *other != scope).collect();
        for operation in of("scope", scope) {
            let (verb, path) = request(&operation);
            let mut given = vec!["can", &verb, &path, "--scopes"];
            given.extend(left.iter().map(|name| name.as_str()));
            assert_eq!(
                verdict(&given),
                "missing scope",
                "{verb} {path} without {scope}"
            );
        }
    }
    let all: Vec<&str> = permissions.iter().map(String::as_str).collect();
    for permission in &permissions {
        let left: Vec<&str> = all
            .iter()
            .copied()
            .filter(|other| other != permission)
            .collect();
        let operations = of("permission", permission);
        assert!(!operations.is_empty(), "{permission} has a reason");
        for operation in operations {
            let (verb, path) = request(&operation);
            let with = |permissions: &[&str]| {
                let given = ["can", &verb, &path, "--roles", "--permissions"];
                verdict(&[&given[..], permissions].concat())
            };
            assert_eq!(with(&all), "allowed", "{verb} {path}");
            assert_ne!(with(&left), "allowed", "{verb} {path} without {permission}");
        }
    }
}

/// The first line of what `can` says.
fn verdict(arguments: &[&str]) -> String {
    let run = oktalint(arguments).assert();
    let output = run.get_output();
    let first = String::from_utf8_lossy(&output.stdout);
    let first = first.lines().next().unwrap_or_default().to_owned();
    // Only what is allowed ends with 0.
    assert_eq!(
        output.status.code(),
        Some(i32::from(first != "allowed")),
        "{first}"
    );
    first
}

#[test]
fn can_gives_one_verdict() {
    for (request, token, is) in [
        (
            "GET /api/v1/users",
            "--scopes okta.users.read --roles READ_ONLY_ADMIN",
            "allowed",
        ),
        (
            "GET /api/v1/users?limit=1",
            "--scopes okta.users.manage --roles USER_ADMIN",
            "allowed",
        ),
        (
            "GET /api/v1/users/{id}",
            "--roles HELP_DESK_ADMIN",
            "allowed",
        ),
        (
            "POST /api/v1/users",
            "--scopes okta.users.read --roles SUPER_ADMIN",
            "missing scope",
        ),
        (
            "POST /api/v1/users",
            "--scopes okta.users.manage --roles HELP_DESK_ADMIN",
            "missing role",
        ),
        (
            "POST /api/v1/users",
            "--permissions okta.users.create --scopes okta.users.manage",
            "allowed",
        ),
        (
            "POST /api/v1/users",
            "--permissions okta.users.read --scopes okta.users.manage",
            "missing role",
        ),
        (
            "GET /api/v1/users/00u1/factors/questions",
            "--scopes okta.users.manage",
            "this kind of token can't",
        ),
        (
            "GET /api/v1/userz",
            "--scopes okta.users.read",
            "no such operation",
        ),
        (
            "PATCH /api/v1/groups",
            "--roles SUPER_ADMIN",
            "no such operation",
        ),
        (
            "POST /api/v1/authn/recovery/password",
            "--scopes okta.users.read",
            "unknown",
        ),
        ("GET /api/v1/users", "--credential oauth-service", "unknown"),
        ("POST /api/v1/authn", "--credential none", "allowed"),
    ] {
        let words = ["can"]
            .into_iter()
            .chain(request.split(' '))
            .chain(token.split(' '));
        assert_eq!(verdict(&words.collect::<Vec<_>>()), is, "{request} {token}");
    }
}

#[test]
fn can_refuses_what_does_not_exist() {
    for (arguments, said) in [
        ("can FETCH /api/v1/users", "is no HTTP verb"),
        (
            "can GET /api/v1/users --scopes okta.userz.read",
            "okta.userz.read",
        ),
        ("can GET /api/v1/users --roles GOD", "GOD"),
        (
            "can GET /api/v1/users --permissions okta.users.fly",
            "okta.users.fly",
        ),
        (
            "can GET /api/v1/users --token sync --config none.toml",
            "none.toml",
        ),
        ("plan --ops - --token sync", "there is no token `sync`"),
    ] {
        let words: Vec<&str> = arguments.split(' ').collect();
        let run = oktalint(&words)
            .write_stdin("GET /api/v1/users")
            .assert()
            .code(2);
        let error = String::from_utf8_lossy(&run.get_output().stderr).into_owned();
        assert!(error.contains(said), "{arguments}: {error}");
    }
}

#[test]
fn a_plan_is_written_whole_into_a_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("plan.md");
    let path = file.to_str().expect("a path");
    let arguments = [&FOUNDING[..], &["--format", "markdown", "--output", path]].concat();
    oktalint(&arguments).assert().success().stdout("");
    let written = std::fs::read_to_string(Path::new(path)).expect("a plan");
    assert_eq!(written, founding("markdown"));
}

#[test]
fn the_contract_of_a_plan_keeps_its_keys() {
    let plan = json(&FOUNDING, "");
    let keys = |value: &Value| -> Vec<String> {
        let object = value.as_object().expect("an object");
        object
            .keys()
            .cloned()
            .collect::<BTreeSet<_>>()
            .into_iter()
            .collect()
    };
    assert_eq!(plan["schema_version"], 1);
    assert_eq!(keys(&plan), ["schema_version", "tokens", "tool"]);
    let token = &plan["tokens"][0];
    assert_eq!(
        keys(token),
        [
            "basis",
            "calls",
            "conditions",
            "credentials",
            "obstacles",
            "reasons",
            "requirement",
            "resources",
            "standard_roles",
            "token",
            "trusted",
            "unknown"
        ]
    );
    assert_eq!(
        keys(&token["requirement"]),
        [
            "all_scopes",
            "api_token_when",
            "beyond_custom_role",
            "no_credential",
            "not_oauth",
            "permissions",
            "scopes",
            "standard_roles",
            "unknown_roles"
        ]
    );
    assert_eq!(keys(&token["reasons"][0]), ["kind", "name", "operations"]);
    assert_eq!(
        keys(&token["reasons"][0]["operations"][0]),
        ["operation", "sites"]
    );
    assert_eq!(
        keys(&token["obstacles"]),
        ["manage", "oauth", "super_admin"]
    );
    assert_eq!(keys(&token["credentials"][0]), ["credential", "impossible"]);
    assert_eq!(
        keys(&token["conditions"][0]),
        ["condition", "meaning", "operations"]
    );
    assert_eq!(keys(&token["basis"]), ["documented", "inferred", "unknown"]);
}
