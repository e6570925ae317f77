//! The embedded catalog against Okta's documents, and its commands as a process.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use oktalint::catalog::{Catalog, Method, OperationId, Segment, Surface, import};
use proptest::prelude::*;

const DOCUMENTS: [(&str, usize); 6] = [
    ("management", 732),
    ("oauth", 44),
    ("myaccount", 40),
    ("governance", 162),
    ("oag", 55),
    ("opa", 194),
];

fn oktalint() -> Command {
    let mut command = Command::cargo_bin("oktalint").expect("the program is built");
    command.current_dir(env!("CARGO_MANIFEST_DIR"));
    command
}

fn stdout(command: &mut Command, code: i32) -> String {
    let run = command.assert().code(code);
    String::from_utf8(run.get_output().stdout.clone()).expect("results are text")
}

#[test]
fn every_document_is_there_in_full() {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for operation in Catalog::embedded().operations() {
        *counts.entry(operation.api.as_str()).or_default() += 1;
    }
    for (api, count) in DOCUMENTS {
        assert_eq!(counts.get(api), Some(&count), "{api}");
    }
    assert_eq!(
        DOCUMENTS.iter().map(|(_, count)| count).sum::<usize>(),
        1_227
    );
    assert_eq!(counts.get("authn"), Some(&27));
}

/// The documents lie beside the project on some machines only; what they hold is checked by counts and spot values everywhere.
#[test]
fn importing_the_documents_again_gives_the_same_bytes() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let paths: Vec<PathBuf> = DOCUMENTS
        .iter()
        .map(|(api, _)| root.join("../shared/openapi").join(format!("{api}.yaml")))
        .filter(|path| path.exists())
        .collect();
    let folder = root.join("rules/catalog");
    for (api, text) in import::run(&paths, &folder, None).expect("the documents can be read") {
        let kept = std::fs::read_to_string(folder.join(format!("{api}.json"))).expect("a file");
        assert!(
            text == kept,
            "{api}: the file is not what importing its document gives"
        );
    }
}

#[test]
fn spot_values() {
    let catalog = Catalog::embedded();
    let operation = |api: &str, id: &str| {
        let id = catalog
            .by_key(api, id)
            .unwrap_or_else(|| panic!("{api} has no {id}"));
        catalog.get(id)
    };
    let create = operation("management", "createUser");
    assert_eq!(create.scopes, ["okta.users.manage"]);
    assert_eq!(create.method, Method::Post);
    assert_eq!(create.path, "/api/v1/users");
    // Both of its scopes are needed.
    let mapping = operation("management", "createGroupPushMapping");
    assert_eq!(mapping.scopes, ["okta.apps.manage", "okta.groups.manage"]);
    // A token only.
    assert!(
        operation("management", "listSupportedSecurityQuestions")
            .scopes
            .is_empty()
    );
    // One id in two APIs.
    assert!(catalog.by_name("getOrgSettings").len() > 1);
    assert_ne!(
        operation("management", "getOrgSettings").path,
        operation("governance", "getOrgSettings").path
    );
    // A name of former years.
    let renamed = catalog.renamed("deactivateOrDeleteUser");
    assert_eq!(catalog.get(renamed[0]).operation_id, "deleteUser");
}

fn find(method: Method, path: &str, surface: Surface) -> Vec<OperationId> {
    let catalog = Catalog::embedded();
    let segments: Vec<Segment<'_>> = path
        .split('/')
        .filter(|segment| !segment.is_empty())
        .map(Segment::Literal)
        .collect();
    let candidates = catalog.matches(&segments, surface).into_iter();
    candidates
        .map(|candidate| candidate.operation)
        .filter(|id| catalog.get(*id).method == method)
        .collect()
}

proptest! {
    #[test]
    fn every_operation_is_found_by_its_own_path_and_alone(value in "0[0-9a-zA-Z]{3,19}") {
        let catalog = Catalog::embedded();
        for (id, operation) in catalog.iter() {
            let segments = operation.path.split('/').map(|segment| match segment.contains('{') {
                true => value.as_str(),
                false => segment,
            });
            let path = segments.collect::<Vec<_>>().join("/");
            let found = find(operation.method, &path, operation.surface);
            prop_assert_eq!(found, [id], "{} {}", operation.method, path);
        }
    }
}

/// Each place has a value of its own, unlike above: nothing may hang on two of them being the same.
#[test]
fn values_of_one_path_need_not_be_the_same() {
    let catalog = Catalog::embedded();
    for (id, operation) in catalog.iter() {
        let segments = (0..).zip(operation.path.split('/'));
        let path: Vec<String> = segments
            .map(|(at, segment)| match segment.contains('{') {
                true => format!("00value{at}"),
                false => segment.to_owned(),
            })
            .collect();
        assert_eq!(
            find(operation.method, &path.join("/"), operation.surface),
            [id]
        );
    }
}

#[test]
fn what_is_kept_by_hand_has_its_source() {
    let catalog = Catalog::embedded();
    let by_hand = ["authn", "unlisted", "retired"];
    for operation in catalog.operations() {
        let is_by_hand = by_hand.contains(&operation.api.as_str());
        assert_eq!(
            is_by_hand,
            !operation.sources.is_empty(),
            "{}",
            operation.operation_id
        );
        let is_authn = operation.api == "authn";
        assert_eq!(
            is_authn,
            operation.token.is_some(),
            "{}",
            operation.operation_id
        );
    }
    let password = catalog
        .by_key("authn", "authn.recoverPassword")
        .expect("it is kept");
    let token = catalog
        .get(password)
        .token
        .as_ref()
        .expect("a token changes it");
    assert!(
        token
            .effect
            .as_ref()
            .is_some_and(|effect| effect.contains("recovery token"))
    );
    let routes = include_str!("../rules/catalog/undocumented.json");
    let routes: serde_json::Value = serde_json::from_str(routes).expect("JSON");
    for route in routes["routes"].as_array().expect("a list") {
        let text = |at: usize| route[at].as_str().expect("text");
        assert!(routes["sources"][text(2)].is_string(), "{route}");
        let method: Method = text(0).parse().expect("a verb");
        assert_eq!(
            catalog.by_route(method, text(1)),
            None,
            "{route} is documented"
        );
        let segments: Vec<Segment<'_>> = text(1)
            .split('/')
            .filter(|segment| !segment.is_empty())
            .map(|segment| {
                if segment == "{}" {
                    Segment::Unknown
                } else {
                    Segment::Literal(segment)
                }
            })
            .collect();
        let seen = catalog
            .undocumented(Some(method), &segments)
            .expect("it is found");
        assert_eq!((seen.method, seen.path.as_str()), (method, text(1)));
    }
}

#[test]
fn every_old_name_leads_to_an_operation() {
    let renames = include_str!("../rules/catalog/renames.json");
    let renames: serde_json::Value = serde_json::from_str(renames).expect("JSON");
    let renames = renames["renames"].as_array().expect("a list");
    for row in renames {
        let [old, _, _, source] = [0, 1, 2, 3].map(|at| row[at].as_str().unwrap_or_default());
        assert!(!Catalog::embedded().renamed(old).is_empty(), "{old}");
        assert!(!source.is_empty(), "{old}");
    }
    // 141 with a new name, 12 that shared an operation, and two that changed their names before they were dropped.
    assert_eq!(renames.len(), 155);
}

#[test]
fn a_literal_beats_a_parameter_and_the_leftmost_wins_a_crossing() {
    let name = |method, path| {
        let found = find(method, path, Surface::Org);
        assert_eq!(found.len(), 1, "{path}");
        Catalog::embedded().get(found[0]).operation_id.as_str()
    };
    assert_eq!(name(Method::Get, "/api/v1/users/me"), "getUser");
    assert_eq!(
        name(Method::Get, "/api/v1/users/00u/factors/questions"),
        "listSupportedSecurityQuestions"
    );
    assert_eq!(
        name(Method::Get, "/api/v1/users/00u/factors/00f"),
        "getFactor"
    );
    assert_eq!(
        name(Method::Delete, "/api/v1/api-tokens/current"),
        "revokeCurrentApiToken"
    );
    assert_eq!(
        name(Method::Get, "/api/v1/groups/rules/users"),
        "getGroupRule"
    );
    assert_eq!(
        name(Method::Get, "/api/v1/groups/00g/users"),
        "listGroupUsers"
    );
    assert_eq!(name(Method::Post, "/oauth2/v1/token"), "token");
    assert_eq!(
        name(Method::Post, "/oauth2/default/v1/token"),
        "tokenCustomAS"
    );
    assert!(find(Method::Get, "/api/v1/Users/00u", Surface::Org).is_empty());
}

#[test]
fn an_unknown_segment_may_be_an_id_or_a_word() {
    let catalog = Catalog::embedded();
    let segments = ["api", "v1", "users"].map(Segment::Literal).into_iter();
    let segments: Vec<Segment<'_>> = segments
        .chain([
            Segment::Unknown,
            Segment::Literal("lifecycle"),
            Segment::Unknown,
        ])
        .collect();
    let candidates = catalog.matches(&segments, Surface::Org);
    let names: Vec<&str> = candidates
        .iter()
        .map(|one| catalog.get(one.operation).operation_id.as_str())
        .collect();
    assert!(
        names.contains(&"suspendUser") && names.contains(&"activateUser"),
        "{names:?}"
    );
    assert!(candidates.iter().all(|one| one.assumed_literals > 0));
}

#[test]
fn show_knows_names_old_names_and_routes() {
    for name in [
        "deleteUser",
        "deactivateOrDeleteUser",
        "DELETE /api/v1/users/{anyId}",
    ] {
        let shown = stdout(oktalint().args(["catalog", "show", name]), 0);
        assert!(
            shown.contains("okta.users.manage") && shown.contains("deleteUser"),
            "{shown}"
        );
    }
    let run = oktalint()
        .args(["catalog", "show", "PUT /api/v1/users/{id}/factors/{id}"])
        .assert()
        .code(2);
    let said = String::from_utf8_lossy(&run.get_output().stderr).into_owned();
    assert!(said.contains("an undocumented route"), "{said}");
    let run = oktalint()
        .args(["catalog", "show", "deleteUsr"])
        .assert()
        .code(2);
    let said = String::from_utf8_lossy(&run.get_output().stderr).into_owned();
    assert!(said.contains("did you mean `deleteUser`?"), "{said}");
}

#[test]
fn list_and_search_as_text_and_json() {
    let list: serde_json::Value = serde_json::from_str(&stdout(
        oktalint().args(["catalog", "list", "--format", "json"]),
        0,
    ))
    .expect("JSON");
    let operations = list["operations"].as_array().expect("a list");
    assert_eq!(operations.len(), Catalog::embedded().operations().len());
    for key in [
        "operation_id",
        "api",
        "method",
        "path",
        "scopes",
        "credentials",
        "lifecycle",
    ] {
        assert!(operations[0].get(key).is_some(), "{key}");
    }
    let found = stdout(oktalint().args(["catalog", "search", "push", "mapping"]), 0);
    assert!(found.contains("createGroupPushMapping"), "{found}");
}

#[test]
fn every_data_set_is_named_with_release_date_and_digest() {
    let said = stdout(oktalint().args(["--version", "--verbose"]), 0);
    for (api, _) in DOCUMENTS {
        let line = said
            .lines()
            .find(|line| line.contains(&format!("catalog/{api} ")));
        let line = line.unwrap_or_else(|| panic!("{api} is not named: {said}"));
        assert!(line.contains("2026-06-29"), "{line}");
        let digest = line.rsplit(' ').next().unwrap_or_default();
        assert_eq!(digest.len(), 64, "{line}");
    }
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
