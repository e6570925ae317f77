//! `oktalint.toml`: where it is found, what it changes, and how its mistakes are shown.

use insta::assert_snapshot;
use serde_json::Value as Json;

use crate::support::{
    Folder, LIST_USERS, POOR_TOKEN, Run, files_with_calls, oktalint, project, strings,
};

/// What a check says about a broken configuration.
fn mistakes(config: &str) -> String {
    let folder = Folder::with(&[("oktalint.toml", config)]);
    let run = folder.run(&["check"]);
    assert_eq!((run.status, run.out.as_str()), (2, ""), "{}", run.err);
    let here = std::fs::canonicalize(folder.path()).expect("a folder");
    run.err.replace(&format!("{}/", here.display()), "")
}

#[test]
fn it_is_found_upward_from_the_working_directory() {
    let folder = Folder::with(&[
        ("oktalint.toml", POOR_TOKEN),
        ("src/deep/Users.cs", LIST_USERS),
    ]);
    let run = Run::of(oktalint(&folder.path().join("src/deep")).args(["check", "--verbose"]));
    assert_eq!(run.status, 1);
    assert!(
        run.err.contains("configuration: ") && run.err.contains("oktalint.toml"),
        "{}",
        run.err
    );
}

#[test]
fn it_is_found_at_the_checked_path_if_there_is_none_around() {
    let folder = Folder::with(&[
        ("service/oktalint.toml", POOR_TOKEN),
        ("service/src/Users.cs", LIST_USERS),
        ("other/Users.cs", LIST_USERS),
    ]);
    assert_eq!(folder.run(&["check", "service"]).status, 1);
    assert_eq!(folder.run(&["check", "service/src/Users.cs"]).status, 1);
    // Which of two folders would it be?
    assert_eq!(folder.run(&["check", "service", "other"]).status, 0);
    assert_eq!(folder.run(&["check"]).status, 0);
    folder.write("oktalint.toml", b"");
    assert_eq!(folder.run(&["check", "service"]).status, 0);
}

#[test]
fn its_globs_mean_the_same_files_from_anywhere() {
    let config = format!("{POOR_TOKEN}paths = [\"src/*.cs\"]\n");
    let folder = Folder::with(&[
        ("service/oktalint.toml", config.as_str()),
        ("service/src/Users.cs", LIST_USERS),
        ("other/README", ""),
    ]);
    let other = folder.path().join("other");
    let run = |arguments: &[&str]| Run::of(oktalint(&other).args(arguments)).status;
    assert_eq!(run(&["check", "../service"]), 1);
    assert_eq!(
        run(&[
            "check",
            "../service",
            "--config",
            "../service/oktalint.toml"
        ]),
        1
    );
    assert_eq!(run(&["check", "../service/src/Users.cs"]), 1);
}

#[test]
fn it_can_be_named() {
    let folder = Folder::with(&[("settings/okta.toml", POOR_TOKEN), ("Users.cs", LIST_USERS)]);
    assert_eq!(folder.run(&["check"]).status, 0);
    assert_eq!(
        folder
            .run(&["check", "--config", "settings/okta.toml"])
            .status,
        1
    );
    let missing = folder.run(&["check", "--config", "none.toml"]);
    assert_eq!(missing.status, 2);
    assert!(
        missing
            .err
            .contains("cannot read the configuration `none.toml`"),
        "{}",
        missing.err
    );
}

#[test]
fn paths_decide_which_token_a_call_uses() {
    let config = r#"
[[token]]
name = "rest"
credential = "api-token"

[[token]]
name = "all-of-src"
paths = ["src/**"]
credential = "api-token"

[[token]]
name = "sync"
paths = ["src/sync"]
credential = "oauth-service"
scopes = ["okta.users.manage"]
"#;
    let folder = Folder::with(&[
        ("oktalint.toml", config),
        ("Top.cs", LIST_USERS),
        ("src/App.cs", LIST_USERS),
        ("src/sync/Users.cs", LIST_USERS),
    ]);
    let report = folder.report(&[]);
    assert_eq!(
        files_with_calls(&report),
        ["Top.cs", "src/App.cs", "src/sync/Users.cs"]
    );
    assert_eq!(
        strings(&report["calls"], "token"),
        ["rest", "all-of-src", "sync"]
    );
    assert_eq!(strings(&report["calls"], "verdict"), ["allowed"; 3]);
    // From another folder the globs mean the same files.
    let there = Run::of(
        oktalint(&folder.path().join("src/sync")).args(["check", "--format", "json", "../.."]),
    );
    assert_eq!(
        strings(&there.json()["calls"], "token"),
        ["rest", "all-of-src", "sync"]
    );
}

#[test]
fn a_manage_scope_covers_the_read_scope_and_what_is_unused_is_said() {
    let config = POOR_TOKEN.replace("okta.groups.read", "okta.users.manage\", \"okta.apps.read");
    let folder = Folder::with(&[("oktalint.toml", &config), ("Users.cs", LIST_USERS)]);
    let report = folder.report(&[]);
    assert_eq!(
        strings(&report["findings"], "rule"),
        ["excess-scope", "narrower-scope"]
    );
    assert_eq!(strings(&report["findings"], "file"), ["oktalint.toml"; 2]);
    let requirement = &report["requirements"][0];
    assert_eq!(requirement["token"], "sync");
    assert_eq!(
        requirement["scopes"],
        serde_json::json!(["okta.users.read"])
    );
    assert_eq!(
        requirement["unused_scopes"],
        serde_json::json!(["okta.apps.read"])
    );
}

#[test]
fn excluded_files_are_not_read() {
    let config = "exclude = [\"legacy\", \"src/*.gen.cs\"]\n";
    let folder = Folder::with(&[
        ("oktalint.toml", config),
        ("legacy/deep/Users.cs", LIST_USERS),
        ("src/Users.cs", LIST_USERS),
        ("src/Users.gen.cs", LIST_USERS),
    ]);
    assert_eq!(files_with_calls(&folder.report(&[])), ["src/Users.cs"]);
    // Who names a file wants it read.
    assert_eq!(
        files_with_calls(&folder.report(&["src/Users.gen.cs"])),
        ["src/Users.gen.cs"]
    );
}

#[test]
fn a_custom_domain_is_oktas_once_it_is_named() {
    let source = LIST_USERS.replace("acme.okta.com", "login.acme.example");
    let folder = Folder::with(&[("Users.cs", &source)]);
    assert_eq!(folder.report(&[])["summary"]["calls"], 0);
    folder.write("oktalint.toml", b"org_hosts = [\"login.acme.example\"]\n");
    assert_eq!(folder.report(&[])["calls"][0]["confidence"], "certain");
}

#[test]
fn levels_of_lints_can_be_set() {
    let source = LIST_USERS.replace("/users", "/policies/1/app");
    let folder = Folder::with(&[("Policies.cs", &source)]);
    let levels = |level: &str| {
        folder.write(
            "oktalint.toml",
            format!("[lints]\ndeprecated-operation = \"{level}\"\n").as_bytes(),
        );
        let run = folder.run(&["check", "--format", "json"]);
        (
            run.status,
            strings(&run.json()["findings"], "level").join(","),
        )
    };
    assert_eq!(levels("error"), (1, "error".to_owned()));
    assert_eq!(levels("note"), (0, "note".to_owned()));
    assert_eq!(levels("off"), (0, String::new()));
}

#[test]
fn test_code_is_listed_and_held_to_lints_only_on_request() {
    let folder = Folder::with(&[
        ("oktalint.toml", POOR_TOKEN),
        ("Sync.Tests/Users.cs", LIST_USERS),
    ]);
    let report = folder.report(&[]);
    assert_eq!(report["calls"][0]["in_test"], true);
    assert_eq!(report["findings"], Json::Array(Vec::new()));
    assert_eq!(folder.run(&["check"]).status, 0);
    assert_eq!(folder.run(&["check", "--include-tests"]).status, 1);
}

#[test]
fn unknown_names_are_shown_with_what_is_allowed() {
    assert_snapshot!(mistakes(
        r#"[[token]]
name = "sync"
credential = "oauth"
scope = ["okta.users.read"]

[lints]
missing-scop = "error"
unknown-operation = "fatal"
"#
    ));
}

#[test]
fn slips_in_known_keys_are_all_shown() {
    assert_snapshot!(mistakes(
        r#"exclude = ["src/[a"]
org_hosts = ["https://login.example.com"]

[[token]]
name = "sync"
credential = "oauth-service"
scopes = ["okta.user.read", "openid", "custom"]

[[token]]
name = "sync"
credential = "api-token"
"#
    ));
}

#[test]
fn slips_in_roles_and_permissions_are_all_shown() {
    assert_snapshot!(mistakes(
        r#"[[token]]
name = "sync"
credential = "api-token"
roles = ["USER_ADMN", { role = "USER_ADMIN", apps = ["Salesforce"] }, "Custom thing"]
permissions = ["okta.user.read", "okta.users.manage", "okta.groups.read"]
resource_set = ["apps", "orn:okta:directory:00o1:groups"]
"#
    ));
}

#[test]
fn roles_are_held_against_calls_beside_scopes() {
    let token = |more: &str| format!("[[token]]\nname = \"sync\"\n{more}\n");
    let verdict = |more: &str| {
        let folder = Folder::with(&[("oktalint.toml", &token(more)), ("Users.cs", LIST_USERS)]);
        let report = folder.report(&[]);
        let rules = strings(&report["findings"], "rule").join(" ");
        let verdict = report["calls"][0]["verdict"].as_str().expect("a verdict");
        format!("{verdict} {rules}").trim().to_owned()
    };
    let scoped = "credential = \"oauth-service\"\nscopes = [\"okta.users.read\"]\n";
    assert_eq!(verdict(scoped), "allowed");
    let with = |roles: &str| verdict(&format!("{scoped}{roles}"));
    assert_eq!(with("roles = [\"READ_ONLY_ADMIN\"]"), "allowed");
    assert_eq!(with("roles = [\"report_admin\"]"), "denied missing-role");
    assert_eq!(with("roles = []"), "denied missing-role");
    assert_eq!(with("permissions = [\"okta.users.read\"]"), "allowed");
    assert_eq!(
        with("permissions = [\"okta.groups.read\"]"),
        "denied missing-role"
    );
    assert_eq!(with("roles = [\"SUPER_ADMIN\"]"), "allowed excess-role");
    assert_eq!(
        verdict("credential = \"api-token\"\nroles = [\"REPORT_ADMIN\"]"),
        "denied missing-role"
    );
}

#[test]
fn what_is_no_toml_is_shown_at_its_place() {
    assert_snapshot!(mistakes("[[token]\nname = \"sync\"\n"));
    assert_snapshot!(mistakes("[[token]]\nname = \"sync\"\n"));
    assert_snapshot!(mistakes("include_tests = \"yes\"\n"));
}

#[test]
fn its_schema_accepts_what_the_program_accepts() {
    let run = Run::of(oktalint(project()).args(["schema", "config"]));
    assert_eq!(run.status, 0);
    let schema = jsonschema::validator_for(&run.json()).expect("a JSON Schema");
    let accepts = |config: &str| {
        let value: toml::Value = toml::from_str(config).expect("TOML");
        let value = serde_json::to_value(value).expect("JSON");
        let program = Folder::with(&[("oktalint.toml", config)])
            .run(&["check"])
            .status
            == 0;
        assert_eq!(schema.is_valid(&value), program, "{config}");
        program
    };
    assert!(accepts(""));
    assert!(accepts(POOR_TOKEN));
    let example = project().join("fixtures/example-app/oktalint.toml");
    assert!(accepts(
        &std::fs::read_to_string(example).expect("the example's configuration")
    ));
    assert!(accepts(
        r#"exclude = ["a"]
org_hosts = ["login.example.com"]
min_confidence = "certain"
include_tests = true
[lints]
missing-scope = "warning"
[files]
skip = ["generated"]
keep = ["vendor"]
tests = ["qa/**"]
max_bytes = 1000
[[wrapper]]
callee = "Gateway.Send"
path = 0
verb_argument = "method"
base = "/api/v1"
"#
    ));
    assert!(!accepts("tokens = []\n"));
    assert!(!accepts("min_confidence = \"sure\"\n"));
    assert!(!accepts("[lints]\nmissing-scope = \"fatal\"\n"));
    assert!(!accepts("[[token]]\nname = \"a\"\n"));
    assert!(!accepts("[files]\nmax_bytes = -1\n"));
}
