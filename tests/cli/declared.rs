//! Permissions that are declared outside of `oktalint.toml`: in code, settings files, infrastructure, and saved answers of an org.

use serde_json::Value as Json;

use crate::support::{Folder, strings};

const DEACTIVATE: &str = "using Okta.Sdk.Api;\npublic class Users(UserApi users)\n{\n    \
     public Task Off(string id) => users.DeactivateUserAsync(id);\n}\n";

const CLIENT: &str = "import { Client } from '@okta/okta-sdk-nodejs';\n\
     const client = new Client({ orgUrl, authorizationMode: 'PrivateKey', clientId, privateKey, scopes: ['okta.users.read'] });\n\
     export const all = () => client.userApi.listUsers();\n\
     export const off = (userId: string) => client.userApi.deactivateUser({ userId });\n";

const INFRASTRUCTURE: &str = r#"
resource "okta_app_oauth" "sync" {
  label = "Directory sync"
  type  = "service"
}
resource "okta_app_oauth_api_scope" "sync" {
  app_id = okta_app_oauth.sync.id
  issuer = "https://acme.okta.com"
  scopes = ["okta.users.read"]
}
resource "okta_admin_role_custom" "sync" {
  label       = "Directory sync"
  description = "reads users"
  permissions = ["okta.users.read"]
}
resource "okta_resource_set" "sync" {
  label       = "Directory sync"
  description = "all users"
  resources   = ["https://acme.okta.com/api/v1/users"]
}
resource "okta_app_oauth_role_assignment" "sync" {
  client_id    = okta_app_oauth.sync.client_id
  type         = "CUSTOM"
  role         = okta_admin_role_custom.sync.id
  resource_set = okta_resource_set.sync.id
}
"#;

/// Token, operation and verdict of each call, and the rule and file of each finding.
fn told(report: &Json) -> String {
    let mut lines = Vec::new();
    for call in report["calls"].as_array().expect("calls") {
        let operation = call["operations"][0]["operation_id"]
            .as_str()
            .unwrap_or("?");
        let token = call["token"].as_str().unwrap_or("-");
        lines.push(format!(
            "{token} {operation} {}",
            call["verdict"].as_str().unwrap_or("?")
        ));
    }
    for finding in report["findings"].as_array().expect("findings") {
        let text = |key: &str| finding[key].as_str().unwrap_or("?").to_owned();
        lines.push(format!("{} {}", text("rule"), text("file")));
    }
    lines.join("\n")
}

fn token(more: &str) -> String {
    format!("[[token]]\nname = \"sync\"\ncredential = \"oauth-service\"\n{more}")
}

#[test]
fn scopes_that_a_client_asks_for_are_what_its_token_has() {
    let report = Folder::with(&[("sync.ts", CLIENT)]).report(&[]);
    assert_eq!(
        told(&report),
        "code listUsers allowed\ncode deactivateUser denied\nmissing-scope sync.ts"
    );
}

#[test]
fn clients_that_are_told_different_things_make_no_token() {
    let other = CLIENT.replace("okta.users.read", "okta.groups.read");
    let report = Folder::with(&[("sync.ts", CLIENT), ("other.ts", &other)]).report(&[]);
    assert!(
        strings(&report["calls"], "verdict")
            .iter()
            .all(|verdict| *verdict == "undeclared")
    );
}

#[test]
fn settings_files_say_what_is_asked_for() {
    let settings = r#"{ "Okta": { "Client": { "AuthorizationMode": "PrivateKey", "ClientId": "0oa1", "Scopes": ["okta.users.read"] } } }"#;
    let report =
        Folder::with(&[("Users.cs", DEACTIVATE), ("appsettings.json", settings)]).report(&[]);
    assert_eq!(
        told(&report),
        "code deactivateUser denied\nmissing-scope Users.cs\nexcess-scope appsettings.json"
    );
    let declared = &report["declarations"][0];
    assert_eq!(declared["credential"], "oauth-service");
    assert_eq!(strings_of(&declared["scopes"]), ["okta.users.read"]);
    assert_eq!(declared["granted"], false);
}

#[test]
fn the_environment_of_a_deployment_says_it_too() {
    let environment = "services:\n  sync:\n    environment:\n      OKTA_CLIENT_AUTHORIZATIONMODE: PrivateKey\n      OKTA_CLIENT_CLIENTID: 0oa1\n      OKTA_CLIENT_SCOPES: okta.users.manage\n";
    let report = Folder::with(&[
        ("Users.cs", DEACTIVATE),
        ("docker-compose.yml", environment),
    ])
    .report(&[]);
    assert_eq!(told(&report), "code deactivateUser allowed");
}

#[test]
fn infrastructure_grants_scopes_and_custom_roles_to_the_token_of_its_name() {
    let files = [
        ("Users.cs", DEACTIVATE),
        ("okta.tf", INFRASTRUCTURE),
        ("oktalint.toml", &token("")),
    ];
    let report = Folder::with(&files).report(&[]);
    assert_eq!(
        told(&report),
        "sync deactivateUser denied\nmissing-scope Users.cs\nmissing-role Users.cs\nexcess-scope okta.tf"
    );
    let declared = &report["declarations"][0];
    assert_eq!(declared["token"], "sync");
    assert_eq!(strings_of(&declared["permissions"]), ["okta.users.read"]);
    assert_eq!(declared["granted"], true);
}

#[test]
fn what_infrastructure_grants_makes_no_token_by_itself() {
    let report = Folder::with(&[("Users.cs", DEACTIVATE), ("okta.tf", INFRASTRUCTURE)]).report(&[]);
    assert_eq!(told(&report), "- deactivateUser undeclared");
}

#[test]
fn infrastructure_that_says_otherwise_than_the_configuration_is_a_finding() {
    let config = token("scopes = [\"okta.users.manage\"]\nroles = [\"USER_ADMIN\"]\n");
    let files = [
        ("Users.cs", DEACTIVATE),
        ("okta.tf", INFRASTRUCTURE),
        ("oktalint.toml", &config),
    ];
    let report = Folder::with(&files).report(&[]);
    let rules = strings(&report["findings"], "rule");
    assert!(rules.contains(&"conflicting-declaration"), "{rules:?}");
    assert_eq!(report["calls"][0]["verdict"], "allowed");
}

#[test]
fn saved_answers_of_an_org_are_taken_for_what_is_granted() {
    let grants = r#"[{ "id": "oag1", "status": "ACTIVE", "issuer": "https://acme.okta.com", "clientId": "0oa1", "scopeId": "okta.users.manage" }]"#;
    let roles = r#"[{ "id": "ra1", "label": "Help Desk Administrator", "type": "HELP_DESK_ADMIN", "status": "ACTIVE", "assignmentType": "CLIENT" }]"#;
    let files = [
        ("Users.cs", DEACTIVATE),
        ("okta/grants.json", grants),
        ("okta/roles.json", roles),
        (
            "oktalint.toml",
            &token("grants = [\"okta/grants.json\", \"okta/roles.json\"]\n"),
        ),
    ];
    let report = Folder::with(&files).report(&[]);
    assert_eq!(
        told(&report),
        "sync deactivateUser denied\nmissing-role Users.cs"
    );
}

#[test]
fn an_answer_that_is_none_is_a_mistake_of_the_configuration() {
    for (name, text) in [
        ("okta/grants.json", "{ \"users\": 3 }"),
        ("okta/other.json", "[]"),
    ] {
        let files = [
            ("Users.cs", DEACTIVATE),
            (name, text),
            ("oktalint.toml", &token("grants = \"okta/grants.json\"\n")),
        ];
        let run = Folder::with(&files).run(&["check"]);
        assert_eq!(run.status, 2);
        assert!(run.err.contains("bad-grants"), "{}", run.err);
    }
}

fn strings_of(list: &Json) -> Vec<&str> {
    let items = list.as_array().expect("a list").iter();
    items.map(|item| item.as_str().expect("a name")).collect()
}
