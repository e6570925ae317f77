//! What is read from small answers.

use std::sync::Arc;

use super::{ExportError, read};
use crate::call::SourceFile;
use crate::config::CredentialName;
use crate::grants::{Declaration, Declared};
use crate::syntax::Language;

fn try_read(text: &str) -> Result<Vec<Declaration>, ExportError> {
    let language = Language::Text("json");
    let file = SourceFile::new(
        "okta/export.json".to_owned(),
        language,
        text.to_owned(),
        false,
    );
    read(&Arc::new(file))
}

fn only(text: &str) -> Declaration {
    let mut all = try_read(text).unwrap();
    assert_eq!(all.len(), 1, "{all:#?}");
    all.remove(0)
}

fn names(declared: &Option<Vec<Declared>>) -> Option<Vec<&str>> {
    let names = declared.as_ref()?.iter();
    Some(names.map(|declared| declared.name.as_str()).collect())
}

#[test]
fn grants_of_an_app() {
    let app = only(
        r#"[
  { "id": "oag1", "status": "ACTIVE", "clientId": "0oa1", "scopeId": "okta.users.read" },
  { "id": "oag2", "status": "REVOKED", "clientId": "0oa1", "scopeId": "okta.users.manage" },
  { "id": "oag3", "clientId": "0oa1", "scopeId": "okta.apps.read" }
]"#,
    );
    assert_eq!(app.what, "grants of 0oa1 in okta/export.json");
    assert_eq!(
        names(&app.scopes),
        Some(vec!["okta.users.read", "okta.apps.read"])
    );
    assert!(app.is_granted && app.roles.is_none());
    let second = app.scopes.as_ref().unwrap()[1].location.start();
    assert_eq!((second.line, second.column), (4, 50));
}

#[test]
fn grants_of_several_apps_stay_apart() {
    let all = try_read(
        r#"[{ "clientId": "0oa1", "scopeId": "okta.users.read" }, { "clientId": "0oa2", "scopeId": "okta.apps.read" }]"#,
    );
    let scopes: Vec<_> = all
        .unwrap()
        .iter()
        .map(|one| names(&one.scopes).unwrap().join(" "))
        .collect();
    assert_eq!(scopes, ["okta.users.read", "okta.apps.read"]);
}

#[test]
fn standard_roles_of_a_client() {
    let client = only(
        r#"[{ "id": "J1", "label": "Help Desk Administrator", "type": "HELP_DESK_ADMIN", "status": "ACTIVE", "assignmentType": "CLIENT" },
            { "id": "J2", "label": "Gone", "type": "SUPER_ADMIN", "status": "INACTIVE", "assignmentType": "CLIENT" }]"#,
    );
    assert_eq!(client.credential, Some(CredentialName::OauthService));
    assert_eq!(names(&client.roles), Some(vec!["HELP_DESK_ADMIN"]));
    assert_eq!(names(&client.permissions), Some(vec![]));
    assert!(client.scopes.is_none());
}

#[test]
fn a_custom_role_leaves_permissions_unknown() {
    let user = only(
        r#"[{ "id": "1", "type": "USER_ADMIN", "status": "ACTIVE", "assignmentType": "GROUP" },
            { "id": "2", "type": "CUSTOM", "status": "ACTIVE", "assignmentType": "USER", "role": "cr0", "resource-set": "iam1" }]"#,
    );
    assert_eq!(names(&user.roles), Some(vec!["USER_ADMIN"]));
    assert!(user.permissions.is_none());
    assert_eq!(user.credential, None);
}

#[test]
fn permissions_and_resources() {
    let role = only(
        r#"{ "permissions": [{ "label": "okta.users.create" }, { "label": "okta.users.read" }] }"#,
    );
    assert_eq!(
        names(&role.permissions),
        Some(vec!["okta.users.create", "okta.users.read"])
    );
    assert!(role.roles.is_none());
    let none = only(r#"{ "permissions": [] }"#);
    assert_eq!(names(&none.permissions), Some(vec![]));

    let set = only(
        r#"{ "resources": [
            { "id": "ire1", "orn": "orn:okta:directory:00o1:groups:00g1", "_links": { "self": { "href": "https://acme.okta.com/api/v1/groups/00g1" } } },
            { "id": "ire2", "orn": "orn:okta:directory:00o1:users", "_links": {} }] }"#,
    );
    assert_eq!(
        set.resources,
        ["/api/v1/groups/00g1", "orn:okta:directory:00o1:users"]
    );
}

#[test]
fn other_files_are_errors() {
    let error = |text: &str| try_read(text).unwrap_err();
    assert_eq!(error("[\n{"), ExportError::NotJson { line: Some(2) });
    assert_eq!(error("[]"), ExportError::Empty);
    for other in [
        r#"[{ "id": "00u1", "profile": {} }]"#,
        r#"{ "errorCode": "E0000006" }"#,
        r#"[{ "scopeId": "okta.users.read" }, 1]"#,
        "3",
    ] {
        let said = error(other);
        assert!(matches!(said, ExportError::UnknownShape { .. }), "{other}");
        assert!(said.to_string().contains("listScopeConsentGrants"));
    }
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    assert!(matches!(error(&deep), ExportError::NotJson { .. }));
}
