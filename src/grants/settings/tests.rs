//! What is read from small files of settings.

use std::sync::Arc;

use super::{is_settings, read};
use crate::call::{FileProblem, SourceFile};
use crate::config::CredentialName;
use crate::grants::{Declaration, Declared};
use crate::syntax::Language;

fn file(path: &str, text: &str) -> Arc<SourceFile> {
    let language = Language::Text("settings");
    Arc::new(SourceFile::new(
        path.to_owned(),
        language,
        text.to_owned(),
        false,
    ))
}

fn of(path: &str, text: &str) -> Vec<Declaration> {
    let (declarations, problems) = read(&[file(path, text)]);
    assert!(problems.is_empty(), "{problems:?}");
    declarations
}

fn only(path: &str, text: &str) -> Declaration {
    let mut all = of(path, text);
    assert_eq!(all.len(), 1, "{all:#?}");
    all.remove(0)
}

fn problems(path: &str, text: &str) -> Vec<FileProblem> {
    read(&[file(path, text)]).1
}

fn names(declared: &Option<Vec<Declared>>) -> Option<Vec<&str>> {
    let names = declared.as_ref()?.iter();
    Some(names.map(|declared| declared.name.as_str()).collect())
}

#[test]
fn files_are_known_by_their_names() {
    for path in [
        "appsettings.json",
        "src/Web/appsettings.Production.json",
        "Properties/launchSettings.json",
        ".okta/okta.yaml",
        "okta.yml",
        "docker-compose.yml",
        ".env",
        ".env.local",
        "deploy/prod.env",
        "okta.properties",
    ] {
        assert!(is_settings(path), "{path}");
    }
    for path in ["package.json", "environment.ts", "src/env.rs", "a.toml"] {
        assert!(!is_settings(path), "{path}");
    }
}

#[test]
fn the_settings_of_dotnet() {
    let text = r#"{
  // Comments are common here.
  "Logging": { "LogLevel": { "Default": "Information" } },
  "Okta": {
    "Client": {
      "OktaDomain": "https://acme.okta.com",
      "AuthorizationMode": "PrivateKey",
      "ClientId": "0oa1",
      "Scopes": [ "okta.users.read", "okta.groups.manage" ],
      "PrivateKey": { "kty": "RSA", "d": "verysecret" },
    },
  },
}"#;
    let one = only("src/appsettings.json", text);
    assert_eq!(one.what, "okta.client in src/appsettings.json");
    assert_eq!(one.credential, Some(CredentialName::OauthService));
    assert_eq!(
        names(&one.scopes),
        Some(vec!["okta.users.read", "okta.groups.manage"])
    );
    assert!(!one.is_granted && one.roles.is_none());
    let scope = &one.scopes.as_ref().unwrap()[1].location;
    assert_eq!((scope.start().line, scope.start().column), (9, 39));
    assert_eq!((scope.end().line, scope.end().column), (9, 57));
    let with_mark = only("appsettings.json", &format!("\u{feff}{text}"));
    let scope = &with_mark.scopes.as_ref().unwrap()[1].location;
    assert_eq!((scope.start().line, scope.start().column), (9, 39));
}

#[test]
fn paths_in_one_key() {
    let one = only(
        "appsettings.json",
        r#"{ "Okta:Client:AuthorizationMode": "BearerToken", "okta:client:scopes:0": "okta.users.read",
             "okta:client:scopes:1": "okta.apps.read" }"#,
    );
    assert_eq!(one.credential, Some(CredentialName::OauthUser));
    assert_eq!(
        names(&one.scopes),
        Some(vec!["okta.users.read", "okta.apps.read"])
    );
}

#[test]
fn settings_of_something_else_are_none_of_okta() {
    let text = r#"{ "Okta": { "Domain": "acme.okta.com", "ClientId": "0oa1" },
                    "Other": { "Client": { "Token": "t", "Scopes": "okta.users.read" } } }"#;
    assert!(of("appsettings.json", text).is_empty());
    let text = r#"{ "okta": { "client": { "orgUrl": "https://acme.okta.com", "clientId": "0oa1", "token": "" } } }"#;
    assert!(
        of("appsettings.json", text).is_empty(),
        "nothing but a client"
    );
}

#[test]
fn the_yaml_of_the_sdks() {
    let text = "okta:\n  client:\n    orgUrl: https://acme.okta.com\n    authorizationMode: PrivateKey\n    scopes:\n      - okta.users.read\n      - okta.logs.read\n    privateKey: |\n      -----BEGIN\n";
    let one = only("home/.okta/okta.yaml", text);
    assert_eq!(one.credential, Some(CredentialName::OauthService));
    assert_eq!(
        names(&one.scopes),
        Some(vec!["okta.users.read", "okta.logs.read"])
    );
    let scope = &one.scopes.as_ref().unwrap()[1].location;
    assert_eq!((scope.start().line, scope.start().column), (7, 9));

    let crlf = text
        .replace('\n', "\r\n")
        .replace("orgUrl: https://", "note: \"für\"\r\n    orgUrl: https://");
    let one = only("okta.yaml", &crlf);
    let scope = &one.scopes.as_ref().unwrap()[1].location;
    assert_eq!((scope.start().line, scope.start().column), (8, 9));

    let one = only("okta.yaml", "okta:\n  client:\n    token: 00secret\n");
    assert_eq!(one.credential, Some(CredentialName::ApiToken));
    assert!(one.scopes.is_none());
}

#[test]
fn scopes_in_one_text_have_places_of_their_own() {
    let one = only(
        ".env",
        "# OKTA_CLIENT_SCOPES=okta.logs.read\nexport OKTA_CLIENT_SCOPES=\"okta.users.read.self okta.users.read,okta.apps.read\"\nOKTA_CLIENT_AUTHORIZATIONMODE=PrivateKey # a mode\n",
    );
    assert_eq!(one.what, "OKTA_CLIENT_* in .env");
    assert_eq!(one.credential, Some(CredentialName::OauthService));
    assert_eq!(
        names(&one.scopes),
        Some(vec![
            "okta.users.read.self",
            "okta.users.read",
            "okta.apps.read"
        ])
    );
    let places: Vec<_> = one
        .scopes
        .as_ref()
        .unwrap()
        .iter()
        .map(|scope| (scope.location.start().line, scope.location.start().column))
        .collect();
    assert_eq!(places, [(2, 28), (2, 49), (2, 65)]);
    assert_eq!(
        (one.location.start().line, one.location.start().column),
        (2, 8)
    );
}

#[test]
fn variables_of_programs_and_of_terraform() {
    let one = only(".env.production", "OKTA_API_TOKEN=00secret\n");
    assert_eq!(one.credential, Some(CredentialName::ApiToken));
    let one = only(
        "ci.env",
        "OKTA_API_CLIENT_ID=0oa1\nOKTA_API_PRIVATE_KEY='-----BEGIN\nnot a setting\n-----END'\nOKTA_API_SCOPES=okta.users.manage,okta.apps.read\n",
    );
    assert_eq!(one.credential, Some(CredentialName::OauthService));
    assert_eq!(
        names(&one.scopes),
        Some(vec!["okta.users.manage", "okta.apps.read"])
    );
}

#[test]
fn properties_of_java() {
    let one = only(
        "src/main/resources/okta.properties",
        "okta.client.authorizationMode = PrivateKey\nokta.client.scopes: okta.users.read okta.groups.read\n! okta.client.token = x\n",
    );
    assert_eq!(one.credential, Some(CredentialName::OauthService));
    assert_eq!(
        names(&one.scopes),
        Some(vec!["okta.users.read", "okta.groups.read"])
    );
}

#[test]
fn environments_of_launch_settings_and_compose() {
    let one = only(
        "Properties/launchSettings.json",
        r#"{ "profiles": { "Api": { "environmentVariables": {
             "Okta__Client__AuthorizationMode": "SSWS", "OKTA_CLIENT_TOKEN": "00secret" } } } }"#,
    );
    assert_eq!(one.credential, Some(CredentialName::ApiToken));
    assert_eq!(
        one.what,
        "OKTA_CLIENT_* of profiles.Api in Properties/launchSettings.json"
    );

    let all = of(
        "docker-compose.yml",
        r#"
x-okta: &okta
  OKTA_CLIENT_AUTHORIZATIONMODE: PrivateKey
  OKTA_CLIENT_SCOPES: okta.users.read
services:
  web:
    environment:
      <<: *okta
      PORT: 80
  job:
    environment:
      - OKTA_CLIENT_SCOPES=okta.logs.read okta.apps.read
      - OKTA_CLIENT_TOKEN
  db:
    image: postgres
"#,
    );
    let [web, job] = &all[..] else {
        panic!("{all:#?}");
    };
    assert_eq!(
        web.what,
        "OKTA_CLIENT_* of services.web in docker-compose.yml"
    );
    assert_eq!(web.credential, Some(CredentialName::OauthService));
    assert_eq!(names(&web.scopes), Some(vec!["okta.users.read"]));
    assert_eq!(
        names(&job.scopes),
        Some(vec!["okta.logs.read", "okta.apps.read"])
    );
    assert_eq!(job.credential, None);
}

#[test]
fn environments_of_kubernetes() {
    let all = of(
        "deploy.yaml",
        r#"
kind: Deployment
spec:
  template:
    spec:
      containers:
        - name: sync
          env:
            - name: OKTA_CLIENT_SCOPES
              value: "okta.users.read"
            - name: OKTA_CLIENT_PRIVATEKEY
              valueFrom: { secretKeyRef: { name: okta, key: pem } }
---
kind: ConfigMap
data:
  OKTA_CLIENT_AUTHORIZATIONMODE: SSWS
---
kind: Secret
data:
  OKTA_CLIENT_SCOPES: b2t0YS51c2Vycy5yZWFk
"#,
    );
    let [sync, map] = &all[..] else {
        panic!("{all:#?}");
    };
    assert_eq!(
        sync.what,
        "OKTA_CLIENT_* of spec.template.spec.containers.sync in deploy.yaml"
    );
    assert_eq!(sync.credential, Some(CredentialName::OauthService));
    assert_eq!(names(&sync.scopes), Some(vec!["okta.users.read"]));
    assert_eq!(map.credential, Some(CredentialName::ApiToken));
}

#[test]
fn what_something_else_fills_in_is_not_said() {
    for scopes in [
        "${SCOPES}",
        "$SCOPES",
        "okta.users.read ${MORE}",
        "#{scopes}#",
        "{{ scopes }}",
    ] {
        let text = format!("OKTA_CLIENT_SCOPES={scopes}\nOKTA_CLIENT_TOKEN=${{T}}\n");
        let one = only(".env", &text);
        assert!(one.scopes.is_none(), "{scopes}");
        assert_eq!(one.credential, Some(CredentialName::ApiToken));
    }
    let one = only(
        ".env",
        "OKTA_CLIENT_AUTHORIZATIONMODE=${MODE}\nOKTA_CLIENT_TOKEN=x\n",
    );
    assert_eq!(one.credential, None);
}

#[test]
fn secrets_are_not_kept() {
    let text = "okta:\n  client:\n    authorizationMode: SSWS\n    token: 00verysecret\n    privateKey: 00verysecret\n";
    let one = only("okta.yaml", text);
    assert!(
        !format!("{} {:?} {:?}", one.what, one.name, names(&one.scopes)).contains("verysecret")
    );
    let [problem] = &problems("okta.yaml", "okta:\n  token: \"00verysecret\n")[..] else {
        panic!("a problem");
    };
    assert!(!problem.what.contains("verysecret"));
}

#[test]
fn broken_files_are_problems_and_templates_are_not() {
    let [problem] = &problems("appsettings.json", "{\n \"Okta\": {\n")[..] else {
        panic!("a problem");
    };
    assert_eq!(problem.what, "not well-formed JSON");
    assert_eq!(problems("x.yaml", "okta: [\n").len(), 1);
    assert!(problems("x.yaml", "{{- if .okta }}\na: [\n{{ end }}\n").is_empty());
    assert!(problems("x.yaml", "a: [\n").is_empty(), "nothing of Okta");
}

#[test]
fn hostile_files_end_soon() {
    let deep = format!("{{\"okta\":{}{}}}", "[".repeat(50_000), "]".repeat(50_000));
    assert_eq!(problems("appsettings.json", &deep).len(), 1);
    assert_eq!(problems("okta.yaml", &deep).len(), 1);
    let indented: String = (0..2_000)
        .map(|at| format!("{}- okta:\n", "  ".repeat(at)))
        .collect();
    assert!(problems("okta.yaml", &indented).len() <= 1);

    let mut laughs = String::from("okta: 1\na0: &a0 [x, x, x, x, x, x, x, x, x]\n");
    for at in 1..30 {
        let below = format!("*a{}, ", at - 1).repeat(9);
        laughs.push_str(&format!(
            "a{at}: &a{at} [{}]\n",
            below.trim_end_matches(", ")
        ));
    }
    laughs.push_str("env: *a29\n");
    let (declarations, problems) = read(&[file("okta.yaml", &laughs)]);
    assert!(declarations.is_empty());
    assert_eq!(
        problems[0].what,
        "more than 100000 values: only the first are looked at"
    );

    let keys: String = (0..10_000).map(|at| format!("k{at}: 1, ")).collect();
    let merged = format!(
        "okta: &a {{ {keys} }}\nenv: {{ <<: [{}] }}\n",
        "*a, ".repeat(100_000)
    );
    assert!(of("okta.yaml", &merged).is_empty());
}
