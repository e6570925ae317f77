//! What is read from small modules.

use std::sync::Arc;

use super::read;
use crate::call::{FileProblem, SourceFile};
use crate::config::CredentialName;
use crate::grants::{Declaration, Declared};
use crate::syntax::Language;

fn file(path: &str, text: &str) -> Arc<SourceFile> {
    let language = Language::Text("terraform");
    Arc::new(SourceFile::new(
        path.to_owned(),
        language,
        text.to_owned(),
        false,
    ))
}

fn of(text: &str) -> Vec<Declaration> {
    let (declarations, problems) = read(&[file("infra/main.tf", text)]);
    assert!(problems.is_empty(), "{problems:?}");
    declarations
}

fn only(text: &str) -> Declaration {
    let mut all = of(text);
    assert_eq!(all.len(), 1, "{all:#?}");
    all.remove(0)
}

fn names(declared: &Option<Vec<Declared>>) -> Option<Vec<&str>> {
    let names = declared.as_ref()?.iter();
    Some(names.map(|declared| declared.name.as_str()).collect())
}

fn problems(text: &str) -> Vec<FileProblem> {
    read(&[file("main.tf", text)]).1
}

const APP: &str = r#"
resource "okta_app_oauth" "sync" {
  label = "Directory sync"
  type  = "service"
}
"#;

fn with_app(text: &str) -> String {
    format!("{APP}\n{text}")
}

#[test]
fn the_pieces_of_an_app_are_one_declaration_over_files() {
    let scopes = r#"
resource "okta_app_oauth_api_scope" "sync" {
  app_id = okta_app_oauth.sync.id
  issuer = var.org
  scopes = ["okta.users.read", "okta.groups.manage"]
}
"#;
    let roles = r#"
resource "okta_app_oauth_role_assignment" "help" {
  client_id = okta_app_oauth.sync.client_id
  type      = "HELP_DESK_ADMIN"
}
resource "okta_app_oauth_role_assignment" "custom" {
  client_id    = okta_app_oauth.sync.client_id
  type         = "CUSTOM"
  role         = okta_admin_role_custom.lifecycle.id
  resource_set = okta_resource_set.people.id
}
resource "okta_admin_role_custom" "lifecycle" {
  label       = "Lifecycle"
  description = "x"
  permissions = ["okta.users.lifecycle.manage"]
}
resource "okta_resource_set" "people" {
  label     = "People"
  resources = [
    format("%s/api/v1/users", local.org_url),
    "${local.org_url}/api/v1/groups/${okta_group.staff.id}",
    "https://acme.okta.com/api/v1/apps",
  ]
  resources_orn = ["orn:okta:directory:00o1:groups"]
}
"#;
    let files = [
        file("infra/app.tf", APP),
        file("infra/scopes.tf", scopes),
        file("infra/roles.tf", roles),
    ];
    let (all, problems) = read(&files);
    assert!(problems.is_empty());
    let [app] = &all[..] else {
        panic!("{all:#?}");
    };
    assert_eq!(app.what, "okta_app_oauth.sync");
    assert_eq!(app.name.as_deref(), Some("sync"));
    assert_eq!(app.credential, Some(CredentialName::OauthService));
    assert!(app.is_granted);
    assert_eq!(app.location.file.path, "infra/app.tf");
    assert_eq!(app.location.start().line, 2);
    assert_eq!(
        names(&app.scopes),
        Some(vec!["okta.users.read", "okta.groups.manage"])
    );
    assert_eq!(names(&app.roles), Some(vec!["HELP_DESK_ADMIN"]));
    assert_eq!(
        names(&app.permissions),
        Some(vec!["okta.users.lifecycle.manage"])
    );
    assert_eq!(
        app.resources,
        [
            "/api/v1/users",
            "/api/v1/groups/{}",
            "/api/v1/apps",
            "orn:okta:directory:00o1:groups"
        ]
    );
    let second = &app.scopes.as_ref().unwrap()[1].location;
    assert_eq!(second.file.path, "infra/scopes.tf");
    assert_eq!((second.start().line, second.start().column), (5, 32));
    let permission = &app.permissions.as_ref().unwrap()[0].location;
    assert_eq!(permission.start().line, 15);
}

#[test]
fn an_app_of_which_nothing_is_said_is_no_declaration() {
    assert!(of(APP).is_empty());
}

#[test]
fn the_same_name_in_another_folder_is_another_app() {
    let text = with_app(
        r#"
resource "okta_app_oauth_api_scope" "s" {
  app_id = okta_app_oauth.sync.id
  scopes = ["okta.users.read"]
}
"#,
    );
    let (all, _) = read(&[file("a/main.tf", &text), file("b/main.tf", &text)]);
    assert_eq!(all.len(), 2);
}

#[test]
fn a_web_app_acts_for_users() {
    let app = only(
        r#"
resource "okta_app_oauth" "portal" {
  type = "web"
}
resource "okta_app_oauth_api_scope" "portal" {
  app_id = okta_app_oauth.portal.id
  scopes = ["okta.users.read.self"]
}
"#,
    );
    assert_eq!(app.credential, Some(CredentialName::OauthUser));
    assert!(app.roles.is_none() && app.permissions.is_none());
}

#[test]
fn standard_roles_alone_leave_no_custom_permissions() {
    let app = only(&with_app(
        r#"
resource "okta_app_oauth_role_assignment" "r" {
  client_id = okta_app_oauth.sync.client_id
  type      = "READ_ONLY_ADMIN"
}
"#,
    ));
    assert_eq!(names(&app.permissions), Some(vec![]));
    assert_eq!(names(&app.scopes), None);
}

#[test]
fn scopes_that_cannot_all_be_read_are_not_said() {
    for scopes in [
        "var.scopes",
        "[\"okta.users.read\", var.more]",
        "[for s in local.all : s]",
        "local.missing",
        "local.circle",
        "concat([\"okta.users.read\"], var.more)",
        "[\"okta.${var.what}.read\"]",
    ] {
        let app = only(&with_app(&format!(
            "locals {{\n  circle = local.circle\n}}\nvariable \"more\" {{}}\nresource \"okta_app_oauth_api_scope\" \"s\" {{\n  app_id = okta_app_oauth.sync.id\n  scopes = {scopes}\n}}\n"
        )));
        assert!(app.scopes.is_none(), "{scopes}");
    }
}

#[test]
fn locals_defaults_and_list_functions_are_followed() {
    let app = only(&with_app(
        r#"
locals {
  base  = { read = ["okta.users.read"] }
  extra = split(",", "okta.logs.read,okta.apps.read")
}
variable "resource" {
  default = "groups"
}
resource "okta_app_oauth_api_scope" "s" {
  app_id = okta_app_oauth.sync[0].id
  scopes = toset(concat(local.base.read, local.extra, ["okta.${var.resource}.read"]))
}
"#,
    ));
    assert_eq!(
        names(&app.scopes),
        Some(vec![
            "okta.users.read",
            "okta.logs.read",
            "okta.apps.read",
            "okta.groups.read"
        ])
    );
    let all = app.scopes.unwrap();
    assert_eq!(all[0].location.start().line, 9, "where the name is written");
}

#[test]
fn a_variable_that_environments_set_apart_is_unknown() {
    let main = with_app(
        r#"
variable "scopes" {
  default = ["okta.users.read"]
}
resource "okta_app_oauth_api_scope" "s" {
  app_id = okta_app_oauth.sync.id
  scopes = var.scopes
}
"#,
    );
    let scopes =
        |values: &[&str]| {
            let mut files = vec![file("main.tf", &main)];
            files.extend(values.iter().enumerate().map(|(at, value)| {
                file(&format!("env{at}.tfvars"), &format!("scopes = {value}\n"))
            }));
            let (all, _) = read(&files);
            names(&all[0].scopes).map(|names| names.join(" "))
        };
    assert_eq!(scopes(&[]).as_deref(), Some("okta.users.read"));
    assert_eq!(
        scopes(&["[\"okta.apps.read\"]"]).as_deref(),
        Some("okta.apps.read")
    );
    assert_eq!(
        scopes(&["[\"okta.apps.read\"]", "[\"okta.logs.read\"]"]),
        None
    );
}

#[test]
fn a_repeated_assignment_gives_every_role() {
    let app = only(&with_app(
        r#"
resource "okta_app_oauth_role_assignment" "r" {
  for_each  = toset(["USER_ADMIN", "APP_ADMIN"])
  client_id = okta_app_oauth.sync.client_id
  type      = each.value
}
"#,
    ));
    assert_eq!(names(&app.roles), Some(vec!["USER_ADMIN", "APP_ADMIN"]));
}

#[test]
fn what_each_of_several_apps_gets_is_not_added_up() {
    let app = only(
        r#"
resource "okta_app_oauth" "svc" {
  for_each = local.apps
  type     = "service"
}
resource "okta_app_oauth_role_assignment" "r" {
  for_each  = { a = "USER_ADMIN", b = "SUPER_ADMIN" }
  client_id = okta_app_oauth.svc[each.key].client_id
  type      = each.value
}
"#,
    );
    assert!(app.roles.is_none() && app.permissions.is_none());
}

#[test]
fn instances_are_told_apart_by_their_keys() {
    let all = of(r#"
resource "okta_app_oauth" "svc" {
  for_each = toset(["billing", "audit"])
  type     = "service"
}
resource "okta_app_oauth_api_scope" "b" {
  app_id = okta_app_oauth.svc["billing"].id
  scopes = ["okta.users.read"]
}
resource "okta_app_oauth_api_scope" "a" {
  app_id = okta_app_oauth.svc["audit"].id
  scopes = ["okta.logs.read"]
}
"#);
    let mut names: Vec<_> = all.iter().filter_map(|one| one.name.as_deref()).collect();
    names.sort_unstable();
    assert_eq!(names, ["audit", "billing"]);
    assert_eq!(all[0].credential, Some(CredentialName::OauthService));
}

#[test]
fn an_app_from_elsewhere_is_known_by_its_id() {
    let app = only(
        r#"
resource "okta_app_oauth_api_scope" "s" {
  app_id = "0oa1"
  scopes = ["okta.users.read"]
}
resource "okta_app_oauth_role_assignment" "r" {
  client_id = "0oa1"
  type      = "USER_ADMIN"
}
"#,
    );
    assert_eq!((app.what.as_str(), app.name), ("0oa1", None));
    assert_eq!(names(&app.roles), Some(vec!["USER_ADMIN"]));
    let unknown = only(
        "resource \"okta_app_oauth_api_scope\" \"s\" {\n  app_id = var.app\n  scopes = [\"okta.users.read\"]\n}\n",
    );
    assert_eq!(unknown.what, "okta_app_oauth_api_scope.s");
}

#[test]
fn a_custom_role_from_elsewhere_has_unknown_permissions() {
    let app = only(&with_app(
        r#"
resource "okta_app_oauth_role_assignment" "r" {
  client_id    = okta_app_oauth.sync.client_id
  type         = "CUSTOM"
  role         = var.role
  resource_set = var.set
}
"#,
    ));
    assert!(app.permissions.is_none());
    assert_eq!(names(&app.roles), Some(vec![]));
}

#[test]
fn users_and_groups_get_roles() {
    let all = of(r#"
resource "okta_user" "robot" {
  login = "robot@example.com"
}
resource "okta_user_admin_roles" "robot" {
  user_id     = okta_user.robot.id
  admin_roles = ["APP_ADMIN", "GROUP_MEMBERSHIP_ADMIN"]
}
resource "okta_admin_role_targets" "robot" {
  user_id   = okta_user.robot.id
  role_type = "APP_ADMIN"
  apps      = ["facebook", "oidc_client.${okta_app_oauth.x.id}"]
}
resource "okta_group_role" "staff" {
  group_id          = okta_group.staff.id
  role_type         = "USER_ADMIN"
  target_group_list = ["00g1"]
}
resource "okta_admin_role_custom" "c" {
  permissions = ["okta.users.read"]
}
resource "okta_admin_role_custom_assignments" "c" {
  resource_set_id = okta_resource_set.s.id
  custom_role_id  = okta_admin_role_custom.c.id
  members = [
    format("%s/api/v1/users/%s", local.org, okta_user.robot.id),
    "${local.org}/api/v1/groups/00g9",
  ]
}
"#);
    let find = |what: &str| all.iter().find(|one| one.what == what).unwrap();
    let robot = find("okta_user.robot");
    assert_eq!(robot.name.as_deref(), Some("robot"));
    assert_eq!(robot.credential, None);
    assert_eq!(
        names(&robot.roles),
        Some(vec!["APP_ADMIN", "GROUP_MEMBERSHIP_ADMIN"])
    );
    assert_eq!(names(&robot.permissions), Some(vec!["okta.users.read"]));
    assert_eq!(
        robot.resources,
        ["/api/v1/apps/facebook", "/api/v1/apps/oidc_client.{}"]
    );
    let staff = find("okta_group.staff");
    assert_eq!(names(&staff.roles), Some(vec!["USER_ADMIN"]));
    assert_eq!(staff.resources, ["/api/v1/groups/00g1"]);
    assert_eq!(
        names(&find("00g9").permissions),
        Some(vec!["okta.users.read"])
    );
    assert_eq!(all.len(), 3);
}

#[test]
fn the_provider_has_a_token_of_its_own() {
    let own = only(
        r#"
provider "okta" {
  org_name    = "dev-1"
  client_id   = "0oa1"
  private_key = file("key.pem")
  scopes      = ["okta.apps.manage", "okta.groups.read"]
}
"#,
    );
    assert_eq!(own.what, "provider.okta");
    assert_eq!(own.name.as_deref(), Some("terraform"));
    assert_eq!(own.credential, Some(CredentialName::OauthService));
    assert!(!own.is_granted);
    assert_eq!(
        names(&own.scopes),
        Some(vec!["okta.apps.manage", "okta.groups.read"])
    );

    let old = only("\u{feff}provider \"okta\" {\n  alias = \"b\"\n  api_token = var.t\n}\n");
    assert_eq!(old.credential, Some(CredentialName::ApiToken));
    assert_eq!(old.name.as_deref(), Some("terraform.b"));

    let text = only("provider \"okta\" {\n  scopes = \"okta.apps.read,okta.logs.read\"\n}\n");
    assert_eq!(
        names(&text.scopes),
        Some(vec!["okta.apps.read", "okta.logs.read"])
    );
    assert!(of("provider \"okta\" {}\n").is_empty());
    assert!(of("provider \"okta\" {\n  api_token = null\n}\n").is_empty());
}

#[test]
fn a_secret_is_never_kept() {
    let all = of("provider \"okta\" {\n  api_token = \"00verysecret\"\n}\n");
    let said = format!(
        "{:?}",
        all.iter()
            .map(|one| (&one.what, &one.name))
            .collect::<Vec<_>>()
    );
    assert!(!said.contains("00verysecret"));
    let broken = problems("provider \"okta\" {\n  api_token = \"00verysecret\n}\n");
    assert_eq!(broken.len(), 1);
    assert!(!broken[0].what.contains("00verysecret"), "{broken:?}");
}

#[test]
fn a_broken_file_is_a_problem_and_the_others_are_read() {
    let good = "provider \"okta\" {\n  api_token = var.t\n}\n";
    let (all, problems) = read(&[
        file("a.tf", good),
        file("b.tf", "resource \"okta_group\" \"x\" {\n  name = \n}\n"),
    ]);
    assert_eq!(all.len(), 1);
    let [problem] = &problems[..] else {
        panic!("{problems:?}");
    };
    assert_eq!((problem.path.as_str(), problem.line), ("b.tf", Some(2)));
}

#[test]
fn folders_without_okta_are_passed_over() {
    let (all, problems) = read(&[file("aws/main.tf", "resource {{{")]);
    assert!(all.is_empty() && problems.is_empty());
}

#[test]
fn hostile_files_end_soon() {
    let deep = format!("okta = {}{}\n", "[".repeat(100_000), "]".repeat(100_000));
    assert_eq!(problems(&deep).len(), 1);
    assert_eq!(problems(&"okta ".repeat(200_000)).len(), 1, "too large");

    // Each local holds the one below it twice.
    let mut text = with_app("locals {\n  l0 = [\"okta.users.read\"]\n");
    for at in 1..60 {
        text.push_str(&format!(
            "  l{at} = [local.l{}, local.l{}]\n",
            at - 1,
            at - 1
        ));
    }
    text.push_str("}\nresource \"okta_app_oauth_api_scope\" \"s\" {\n  app_id = okta_app_oauth.sync.id\n  scopes = local.l59\n}\n");
    assert!(only(&text).scopes.is_none());
}
