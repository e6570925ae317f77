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
