//! `oktalint explain-403` as a process: what people paste when Okta refuses a request.

use std::path::Path;

use assert_cmd::Command;
use serde_json::Value;

const BODY: &str = r#"{"errorCode":"E0000006","errorSummary":"You do not have permission to perform the requested action","errorLink":"E0000006","errorId":"oaeBVQxT0ScOV","errorCauses":[]}"#;

const HEADER: &str = r#"HTTP/2 403
www-authenticate: Bearer authorization_uri="http://acme.okta.com/oauth2/v1/authorize", realm="http://acme.okta.com", scope="okta.groups.read", error="insufficient_scope", error_description="The access token provided does not contain the required scopes.", resource="/api/v1/groups/00g1"
"#;

fn oktalint() -> Command {
    let mut command = Command::cargo_bin("oktalint").expect("the program is built");
    command
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .arg("explain-403");
    command
}

/// The explanation of a text.
fn explain(text: &str, arguments: &[&str]) -> Value {
    let run = oktalint()
        .args(["-", "--format", "json"])
        .args(arguments)
        .write_stdin(text)
        .assert()
        .success();
    serde_json::from_slice(&run.get_output().stdout).expect("the explanation is JSON")
}

/// The gate, and what the request may be.
fn gate_and_operations(text: &str) -> String {
    let explanation = explain(text, &[]);
    let operations = explanation["operations"].as_array().expect("a list").iter();
    let names: Vec<&str> = operations
        .filter_map(|one| one["operation_id"].as_str())
        .collect();
    let gate = explanation["gate"].as_str().expect("a gate");
    format!("{gate} {}", names.join(" ")).trim().to_owned()
}

fn texts(list: &Value) -> Vec<&str> {
    let items = list.as_array().expect("a list").iter();
    items.filter_map(Value::as_str).collect()
}

#[test]
fn what_refused_is_read_from_any_form() {
    for (text, is) in [
        (BODY, "role"),
        (HEADER, "scope getGroup"),
        // A body beside the header does not hide what the header says.
        (&format!("{HEADER}\n{BODY}"), "scope getGroup"),
        (
            r#"WWW-Authenticate: DPoP error="insufficient_scope", error_description="…", scope="okta.users.manage", resource="/api/v1/users/00u1""#,
            // The scope speaks against reading; PUT, POST and DELETE stay open.
            "scope updateUser replaceUser deleteUser",
        ),
        (
            r#"{"error":"invalid_scope","error_description":"One or more scopes are not configured for the authorization server resource."}"#,
            "grant",
        ),
        (
            r#"{"errorCode":"E0000011","errorSummary":"Invalid token provided"}"#,
            "credential",
        ),
        (
            r#"{"errorCode":"E0000004","errorSummary":"Authentication failed"}"#,
            "credential",
        ),
        (
            r#"{"errorCode":"E0000005","errorSummary":"Invalid session"}"#,
            "credential",
        ),
        (r#"{"errorCode":"E0000015","errorSummary":"…"}"#, "feature"),
        (r#"{"errorCode":"E0000038","errorSummary":"…"}"#, "state"),
        (r#"{"errorCode":"E0000047","errorSummary":"…"}"#, "limit"),
        (
            r#"{"errorCode":"E0000007","errorSummary":"Not found: 00u1 (User)"}"#,
            "route",
        ),
        // Known only as one of the others.
        (
            r#"{"errorCode":"E0000056","errorSummary":"Delete application forbidden."}"#,
            "state",
        ),
        // No refusal at all.
        (
            r#"{"errorCode":"E0000001","errorSummary":"Api validation failed: login"}"#,
            "unsure",
        ),
        // Only the words.
        (
            "the API returned an error: You do not have permission to perform the requested action",
            "role",
        ),
        // Only the status.
        (
            "GET https://acme.okta.com/api/v1/logs -> 403 Forbidden",
            "unsure listLogEvents",
        ),
        (
            "HTTP 401 at DELETE /api/v1/groups/00g1",
            "credential deleteGroup",
        ),
    ] {
        assert_eq!(gate_and_operations(text), is, "{text}");
    }
}

#[test]
fn the_request_is_read_from_exceptions_of_sdks() {
    for (text, operation) in [
        (
            format!(
                "Okta.Sdk.Client.ApiException: Error calling CreateUser: {BODY}\n   at Okta.Sdk.Api.UserApi.CreateUserWithHttpInfoAsync(CreateUserRequest body)"
            ),
            "createUser",
        ),
        (
            "OktaApiError: Okta HTTP 403 E0000006 You do not have permission to perform the requested action\n  status: 403,\n  method: 'DELETE',\n  url: 'https://acme.okta.com/api/v1/users/00u1/factors/opf1'".to_owned(),
            "unenrollFactor",
        ),
        (
            "com.okta.sdk.resource.client.ApiException: HTTP 403, Okta E0000006 (You do not have permission to perform the requested action)\n\tat com.okta.sdk.resource.api.ApplicationApi.listApplications(ApplicationApi.java:2041)".to_owned(),
            "listApplications",
        ),
        (
            // A word of the program's own log tells which verb it was.
            "createUser failed: Okta HTTP 403 E0000006\n  url: 'https://acme.okta.com/api/v1/users'".to_owned(),
            "createUser",
        ),
        (
            "  File \"okta/api/group_api.py\", line 77, in assign_user_to_group\nHTTP 403 E0000006 You do not have permission".to_owned(),
            "assignUserToGroup",
        ),
        (
            "403 Forbidden E0000006\nmain.go:12 NetworkZoneAPI.ListNetworkZonesExecute".to_owned(),
            "listNetworkZones",
        ),
    ] {
        assert_eq!(gate_and_operations(&text), format!("role {operation}"), "{text}");
    }
}

#[test]
fn of_several_requests_in_a_log_the_nearest_counts() {
    let log = format!(
        "[2026-11-02] GET https://acme.okta.com/api/v1/users/00u1 200\n\
         [2026-11-02] POST https://acme.okta.com/api/v1/groups\n\
         [2026-11-02] {BODY}\n\
         \n\
         [2026-11-02] GET https://acme.okta.com/api/v1/apps 200\n\
         see https://developer.okta.com/docs/reference/error-codes/"
    );
    assert_eq!(gate_and_operations(&log), "role addGroup");
}

#[test]
fn the_header_decides_between_requests_on_other_paths() {
    let log = format!(
        "{HEADER}\nretry: POST /api/v1/users\nDELETE https://acme.okta.com/api/v1/groups/00g1"
    );
    assert_eq!(gate_and_operations(&log), "scope deleteGroup");
}

#[test]
fn what_a_described_token_lacks_is_named() {
    let request = ["--request", "POST /api/v1/users?activate=true"];
    let verdict = |token: &[&str]| {
        let explanation = explain(BODY, &[&request, token].concat());
        let token = &explanation["operations"][0]["token"];
        let missing = texts(&token["missing_scopes"]).join(" ");
        format!(
            "{} {missing}",
            token["verdict"].as_str().expect("a verdict")
        )
        .trim()
        .to_owned()
    };
    for (token, is) in [
        (
            &["--scopes", "okta.users.read"][..],
            "missing-scope okta.users.manage",
        ),
        (
            &[
                "--scopes",
                "okta.users.manage",
                "--roles",
                "HELP_DESK_ADMIN",
            ],
            "missing-role",
        ),
        (
            &["--scopes", "okta.users.manage", "--roles", "USER_ADMIN"],
            "allowed",
        ),
        (&["--roles", "READ_ONLY_ADMIN"], "missing-role"),
    ] {
        assert_eq!(verdict(token), is, "{token:?}");
    }
}

#[test]
fn steps_name_what_to_grant() {
    let explanation = explain(BODY, &["--request", "POST /api/v1/users"]);
    let steps = texts(&explanation["next"]).join("\n");
    assert!(
        steps.contains("USER_ADMIN, the least standard role"),
        "{steps}"
    );
    assert!(steps.contains("okta.users.create"), "{steps}");
    let explanation = explain(HEADER, &[]);
    let steps = texts(&explanation["next"]).join("\n");
    assert!(steps.contains("grant okta.groups.read"), "{steps}");
    // Nothing is left to be filled in where the request is not known.
    let steps = explain(BODY, &[])["next"].to_string();
    assert!(
        !steps.contains('{') && steps.contains("--request"),
        "{steps}"
    );
    // A declaration that would do is no explanation: the org may differ from it.
    let token = ["--scopes", "okta.groups.read", "--roles", "READ_ONLY_ADMIN"];
    let steps = explain(HEADER, &token)["next"].to_string();
    assert!(
        steps.contains("compare that with what the org really grants"),
        "{steps}"
    );
}

#[test]
fn a_route_that_is_none_is_told_with_its_neighbour() {
    let explanation = explain(
        r#"PUT /api/v1/groups/00g1/userz {"errorCode":"E0000022"}"#,
        &[],
    );
    assert_eq!(explanation["gate"], "route");
    assert_eq!(explanation["operations"], Value::Array(Vec::new()));
    assert_eq!(
        explanation["no_operation"]["request"],
        "PUT /api/v1/groups/00g1/userz"
    );
    assert!(!texts(&explanation["no_operation"]["nearest"]).is_empty());
}

/// A repository with two tokens and their calls.
fn repository() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        std::fs::write(path, text).expect("a file");
    };
    write(
        "oktalint.toml",
        "[[token]]\nname = \"sync\"\ncredential = \"oauth-service\"\nscopes = [\"okta.users.read\"]\npaths = [\"**\"]\n",
    );
    write(
        "src/sync.js",
        "const okta = 'https://acme.okta.com';\n\
         export const make = (body) => fetch(`${okta}/api/v1/users`, { method: 'POST', body });\n\
         export const groups = () => fetch(`${okta}/api/v1/groups`);\n",
    );
    folder
}

#[test]
fn a_repository_gives_the_calls_and_their_token() {
    let folder = repository();
    let root = folder.path().to_str().expect("a path");
    let explanation = explain(BODY, &[root, "--request", "POST /api/v1/users"]);
    let sites = explanation["sites"].as_array().expect("a list");
    assert_eq!(sites.len(), 1, "{sites:?}");
    assert!(
        sites[0]["path"]
            .as_str()
            .is_some_and(|path| path.ends_with("src/sync.js"))
    );
    assert_eq!(
        (&sites[0]["line"], &sites[0]["token"]),
        (&2.into(), &"sync".into())
    );
    let token = &explanation["operations"][0]["token"];
    assert_eq!(
        (&token["name"], &token["verdict"]),
        (&"sync".into(), &"missing-scope".into())
    );
    // Without a request, the scope that the response names leads to the calls.
    let header = r#"www-authenticate: Bearer scope="okta.groups.read", error="insufficient_scope""#;
    let sites = explain(header, &[root])["sites"].clone();
    assert_eq!(sites[0]["line"], 3, "{sites}");
    assert_eq!(sites.as_array().map(Vec::len), Some(1));
}

#[test]
fn a_token_of_the_configuration_is_taken_by_name() {
    let folder = repository();
    let config = folder.path().join("oktalint.toml");
    let config = config.to_str().expect("a path");
    let token = [
        "--token",
        "sync",
        "--config",
        config,
        "--request",
        "GET /api/v1/users",
    ];
    let explanation = explain(BODY, &token);
    assert_eq!(explanation["operations"][0]["token"]["verdict"], "allowed");
}

#[test]
fn secrets_are_never_shown() {
    let text = format!(
        "PUT https://acme.okta.com/api/v1/userz/00u1/aaaaaaaaaabbbbbbbbbbccccccccccdddd?token=SECRETA\n\
         Authorization: SSWS SECRETB\nAuthorization: Bearer SECRETC.SECRETD.SECRETE\n{BODY}"
    );
    for format in ["text", "json"] {
        let run = oktalint()
            .args(["-", "--format", format])
            .write_stdin(text.clone())
            .assert()
            .success();
        let shown = String::from_utf8_lossy(&run.get_output().stdout).into_owned();
        assert!(shown.contains("/api/v1/userz/00u1/…"), "{shown}");
        assert!(
            !shown.contains("SECRET") && !shown.contains("aaaaabbbb"),
            "{shown}"
        );
    }
}

#[test]
fn what_tells_of_no_error_is_said() {
    for text in [
        "",
        "hello",
        "GET /api/v1/users 200 OK",
        "{\"id\": \"00u1\"}",
        "a \u{1b}[31m\u{0}",
    ] {
        let run = oktalint().arg("-").write_stdin(text).assert().code(2);
        let said = String::from_utf8_lossy(&run.get_output().stderr).into_owned();
        assert!(
            said.contains("no error of Okta's is recognisable"),
            "{text}: {said}"
        );
        assert!(run.get_output().stdout.is_empty());
    }
    for arguments in [
        &["--request", "users"][..],
        &["missing-file.txt"],
        &["-", "--roles", "NO_ROLE"],
    ] {
        oktalint()
            .args(arguments)
            .write_stdin(BODY)
            .assert()
            .code(2);
    }
}

#[test]
fn the_explanation_as_text() {
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join("refused.txt");
    std::fs::write(&file, format!("POST /api/v1/users\n{BODY}")).expect("a file");
    let run = oktalint()
        .arg(&file)
        .args([
            "--scopes",
            "okta.users.manage",
            "--roles",
            "HELP_DESK_ADMIN",
        ])
        .assert()
        .success();
    insta::assert_snapshot!(String::from_utf8_lossy(&run.get_output().stdout));
}
