//! Importing documents and comparing releases, on small documents and on Okta's where they are at hand.

use std::path::{Path, PathBuf};

use assert_cmd::Command;
use oktalint::catalog::import;

fn oktalint() -> Command {
    let mut command = Command::cargo_bin("oktalint").expect("the program is built");
    command.current_dir(env!("CARGO_MANIFEST_DIR"));
    command
}

fn stdout(command: &mut Command, code: i32) -> String {
    let run = command.assert().code(code);
    String::from_utf8(run.get_output().stdout.clone()).expect("results are text")
}

const DOCUMENT: &str = r#"
openapi: 3.0.3
info: { version: VERSION }
paths:
  /api/v1/things:
    parameters: []
    get:
      operationId: LIST
      security: [ { apiToken: [] }, { oauth2: [ SCOPE ] } ]
  /api/v1/nothing:
    parameters: []
components:
  securitySchemes:
    apiToken: { type: apiKey, in: header, name: Authorization }
    oauth2: { type: oauth2, flows: {} }
"#;

fn document(folder: &Path, name: &str, version: &str, id: &str, scope: &str) -> PathBuf {
    let path = folder.join(name);
    let text = DOCUMENT
        .replace("VERSION", version)
        .replace("LIST", id)
        .replace("SCOPE", scope);
    std::fs::write(&path, text).expect("a document");
    path
}

#[test]
fn diff_ends_with_1_only_if_a_scope_changed() {
    let folder = tempfile::tempdir().expect("a folder");
    let old = document(
        folder.path(),
        "a-1.yaml",
        "1.0",
        "listThings",
        "okta.things.read",
    );
    let renamed = document(
        folder.path(),
        "a-2.yaml",
        "1.1",
        "getThings",
        "okta.things.read",
    );
    let rescoped = document(
        folder.path(),
        "a-3.yaml",
        "1.2",
        "listThings",
        "okta.stuff.read",
    );
    let diff = |new: &Path, code| {
        stdout(
            oktalint().args(["catalog", "diff"]).arg(&old).arg(new),
            code,
        )
    };
    assert!(diff(&renamed, 0).contains("listThings -> getThings"));
    assert!(diff(&rescoped, 1).contains("okta.stuff.read"));
    let json = stdout(
        oktalint()
            .args(["catalog", "diff", "--format", "json"])
            .arg(&old)
            .arg(&rescoped),
        1,
    );
    let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(json["old_release"], "1.0");
    assert_eq!(json["rescoped"][0]["operation_id"], "listThings");
    for none in ["added", "removed", "renamed"] {
        assert_eq!(json[none], serde_json::json!([]), "{none}");
    }
}

/// The documents lie beside the project on some machines only.
#[test]
fn the_releases_of_two_years_differ_in_one_scope() {
    let shared = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/openapi");
    let (old, new) = (
        shared.join("management-2024.06.1.yaml"),
        shared.join("management.yaml"),
    );
    if !old.exists() || !new.exists() {
        return;
    }
    let diff = |format: &str| {
        let mut command = oktalint();
        command
            .args(["catalog", "diff", "--format", format])
            .arg(&old)
            .arg(&new);
        stdout(&mut command, 1)
    };
    let json: serde_json::Value = serde_json::from_str(&diff("json")).expect("JSON");
    let count = |key: &str| json[key].as_array().map(Vec::len);
    assert_eq!(count("renamed"), Some(9));
    assert_eq!(count("rescoped"), Some(1));
    let rescoped = &json["rescoped"][0];
    assert_eq!(
        rescoped["operation_id"],
        "createApiServiceIntegrationInstance"
    );
    let text = diff("text");
    assert!(text.contains("createGroup -> addGroup"), "{text}");
}

#[test]
fn import_keeps_what_a_later_release_drops() {
    let folder = tempfile::tempdir().expect("a folder");
    let old = document(
        folder.path(),
        "a-1.yaml",
        "1.0",
        "listThings",
        "okta.things.read",
    );
    let import = |document: &Path| {
        let mut command = oktalint();
        command
            .args(["catalog", "import", "--into"])
            .arg(folder.path())
            .arg(document);
        command.assert().success();
        std::fs::read_to_string(folder.path().join("a.json")).expect("the imported file")
    };
    let first = import(&old);
    assert_eq!(first, import(&old));
    assert_eq!(
        first
            .lines()
            .filter(|line| line.contains("\"method\""))
            .count(),
        1
    );
    let new = folder.path().join("a-2.yaml");
    let text = std::fs::read_to_string(&old).expect("a document");
    std::fs::write(
        &new,
        text.replace("1.0", "2.0").replace("/things", "/items"),
    )
    .expect("a document");
    let second = import(&new);
    assert!(second.contains("/api/v1/items"));
    let dropped = second
        .lines()
        .find(|line| line.contains("/api/v1/things"))
        .expect("it is kept");
    assert!(dropped.contains("\"last_published\":\"1.0\""), "{dropped}");
}

#[test]
fn an_older_release_does_not_make_the_newer_one_old() {
    let folder = tempfile::tempdir().expect("a folder");
    let newer = document(
        folder.path(),
        "a-2.yaml",
        "2024.10.0",
        "listThings",
        "okta.things.read",
    );
    let older = folder.path().join("a-1.yaml");
    let text = std::fs::read_to_string(&newer).expect("a document");
    let text = text
        .replace("2024.10.0", "2024.9.0")
        .replace("/things", "/items");
    std::fs::write(&older, text).expect("a document");
    for documents in [vec![&newer, &older], vec![&older, &newer]] {
        let into = tempfile::tempdir().expect("a folder");
        for document in documents {
            let mut command = oktalint();
            command
                .args(["catalog", "import", "--into"])
                .arg(into.path())
                .arg(document);
            command.assert().success();
        }
        let file = std::fs::read_to_string(into.path().join("a.json")).expect("the file");
        assert!(file.contains(r#""release":"2024.10.0""#), "{file}");
        let dropped: Vec<&str> = file
            .lines()
            .filter(|line| line.contains("last_published"))
            .collect();
        assert_eq!(dropped.len(), 1, "{file}");
        assert!(
            dropped[0].contains("/api/v1/items")
                && dropped[0].contains(r#""last_published":"2024.9.0""#),
            "{file}"
        );
    }
}

#[test]
fn a_file_that_no_import_wrote_is_not_overwritten() {
    let folder = tempfile::tempdir().expect("a folder");
    let document = document(
        folder.path(),
        "a-1.yaml",
        "1.0",
        "listThings",
        "okta.things.read",
    );
    let file = folder.path().join("a.json");
    std::fs::write(&file, "{}").expect("a file");
    let mut command = oktalint();
    command
        .args(["catalog", "import", "--into"])
        .arg(folder.path())
        .arg(&document);
    command.assert().code(2);
    assert_eq!(std::fs::read_to_string(&file).expect("the file"), "{}");
}

#[test]
fn an_empty_alternative_means_that_no_credential_is_needed() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = document(
        folder.path(),
        "a-1.yaml",
        "1.0",
        "listThings",
        "okta.things.read",
    );
    let text = std::fs::read_to_string(&path).expect("a document");
    std::fs::write(
        &path,
        text.replace("{ apiToken: [] }", "{ apiToken: [] }, {}"),
    )
    .expect("a document");
    let document = import::read(&path).expect("a document");
    let names: Vec<&str> = document.operations[0]
        .credentials
        .iter()
        .map(|one| one.name())
        .collect();
    assert_eq!(names, ["apiToken", "oauth2", "none"]);
}

#[test]
fn an_operation_without_a_name_is_not_dropped_in_silence() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = document(
        folder.path(),
        "a-1.yaml",
        "1.0",
        "listThings",
        "okta.things.read",
    );
    let text = std::fs::read_to_string(&path).expect("a document");
    std::fs::write(&path, text.replace("operationId", "summary")).expect("a document");
    let error = import::read(&path).expect_err("the operation has no name");
    assert!(
        error
            .to_string()
            .contains("GET /api/v1/things has no operationId"),
        "{error}"
    );
}

#[test]
fn what_is_no_document_ends_with_2() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("x.yaml");
    std::fs::write(&path, "just: text").expect("a file");
    oktalint()
        .args(["catalog", "import", "--into"])
        .arg(folder.path())
        .arg(&path)
        .assert()
        .code(2);
    oktalint()
        .args(["catalog", "diff", "no", "such"])
        .assert()
        .code(2);
}
