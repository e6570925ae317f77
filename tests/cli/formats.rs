//! JSON and SARIF: their shape, by their schemas, and what a program relies on beyond it.

use std::collections::BTreeSet;

use serde_json::{Value as Json, json};

use crate::support::{Folder, LIST_USERS, POOR_TOKEN, Run, oktalint, project, strings};

/// A tree with a finding of every lint, a problem and calls of every kind of verdict.
fn examples() -> [&'static str; 4] {
    [
        "fixtures/lints",
        "fixtures/calls",
        "fixtures/example-app",
        "fixtures/operation-list",
    ]
}

fn check(arguments: &[&str]) -> Json {
    let mut command = oktalint(project());
    command
        .args(["check", "--no-config"])
        .args(arguments)
        .args(examples());
    Run::of(&mut command).json()
}

#[test]
fn the_json_report_keeps_its_schema() {
    let schema = Run::of(oktalint(project()).args(["schema", "report"])).json();
    let validator = jsonschema::validator_for(&schema).expect("a JSON Schema");
    let hold = |report: &Json| {
        let errors: Vec<String> = validator
            .iter_errors(report)
            .map(|error| error.to_string())
            .collect();
        assert!(errors.is_empty(), "{errors:#?}");
    };
    let report = check(&["--format", "json", "--min-confidence", "possible"]);
    assert_ne!(report["calls"], json!([]));
    hold(&report);
    let folder = Folder::with(&[("oktalint.toml", POOR_TOKEN), ("Users.cs", LIST_USERS)]);
    hold(&folder.report(&[]));
    hold(&Folder::with(&[]).report(&[]));
    assert!(!validator.is_valid(&json!({ "schema_version": 1 })));
}

/// The fields of the contract; more may be added, none may go.
#[test]
fn the_json_report_has_the_fields_of_the_contract() {
    let folder = Folder::with(&[("oktalint.toml", POOR_TOKEN), ("Users.cs", LIST_USERS)]);
    let report = folder.report(&[]);
    let has = |value: &Json, names: &str| {
        let object = value.as_object().expect("an object");
        for name in names.split(' ') {
            assert!(object.contains_key(name), "{name} is missing: {value:#}");
        }
    };
    has(
        &report,
        "schema_version tool catalog calls findings requirements unresolved summary",
    );
    assert_eq!(report["schema_version"], 1);
    has(&report["tool"], "name version");
    has(&report["catalog"], "release");
    has(
        &report["calls"][0],
        "fingerprint file line column end_line end_column call_line kind language symbol resolution confidence operations \
         nearest token verdict in_test trace",
    );
    has(
        &report["calls"][0]["operations"][0],
        "operation_id api method path scopes credentials roles permissions role_basis",
    );
    has(
        &report["findings"][0],
        "rule level message file line column end_line end_column fingerprint call help suppressed",
    );
    has(
        &report["requirements"][0],
        "token scopes standard_roles permissions unused_scopes unused_roles",
    );
    has(
        &report["requirements"][0]["standard_roles"],
        "least_single least_set",
    );
    has(
        &report["summary"],
        "files_seen files_parsed bytes_parsed calls errors warnings elapsed_ms",
    );
}

#[test]
fn the_json_report_says_what_is_so() {
    let folder = Folder::with(&[("oktalint.toml", POOR_TOKEN), ("src/Users.cs", LIST_USERS)]);
    let report = folder.report(&[]);
    let call = &report["calls"][0];
    let place =
        ["file", "line", "column", "end_line", "end_column"].map(|field| call[field].clone());
    assert_eq!(json!(place), json!(["src/Users.cs", 5, 47, 5, 83]));
    assert_eq!(call["operations"][0]["operation_id"], "listUsers");
    assert_eq!(
        call["operations"][0]["credentials"],
        json!(["apiToken", "oauth2"])
    );
    assert_eq!(
        (&call["verdict"], &call["token"]),
        (&json!("denied"), &json!("sync"))
    );
    let finding = &report["findings"][0];
    assert_eq!(finding["call"], call["fingerprint"]);
    assert_eq!(finding["rule"], "missing-scope");
    assert_eq!(
        report["requirements"][0]["missing_scopes"],
        json!(["okta.users.read"])
    );
    assert_eq!(report["summary"]["bytes_parsed"], LIST_USERS.len());
}

#[test]
fn fingerprints_stay_when_lines_move_and_files_are_renamed() {
    let folder = Folder::with(&[("oktalint.toml", POOR_TOKEN), ("Users.cs", LIST_USERS)]);
    let fingerprints = |report: &Json| {
        let of = |list| strings(&report[list], "fingerprint").join(",");
        (of("calls"), of("findings"))
    };
    let before = fingerprints(&folder.report(&[]));
    folder.write("Users.cs", format!("// moved\n\n{LIST_USERS}").as_bytes());
    assert_eq!(fingerprints(&folder.report(&[])), before);
    std::fs::rename(
        folder.path().join("Users.cs"),
        folder.path().join("People.cs"),
    )
    .expect("rename");
    assert_eq!(fingerprints(&folder.report(&[])), before);
    let twice = LIST_USERS.replace("Task<string> All() =>", "Task<string> All() => Twice(http.GetStringAsync(\"https://acme.okta.com/api/v1/users\")) ??");
    folder.write("People.cs", twice.as_bytes());
    let report = folder.report(&[]);
    let all: BTreeSet<&str> = strings(&report["calls"], "fingerprint")
        .into_iter()
        .collect();
    assert_eq!(all.len(), 2, "{report:#}");
}

fn sarif(folder: &Folder) -> Json {
    folder.run(&["check", "--format", "sarif"]).json()
}

#[test]
fn sarif_has_what_code_scanning_reads() {
    let folder = Folder::with(&[
        ("oktalint.toml", POOR_TOKEN),
        ("src/a b/Üsers.cs", LIST_USERS),
    ]);
    let log = sarif(&folder);
    assert_eq!(log["version"], "2.1.0");
    assert_eq!(log["runs"].as_array().map(Vec::len), Some(1));
    let run = &log["runs"][0];
    assert_eq!(run["columnKind"], "utf16CodeUnits");
    let result = &run["results"][0];
    assert_eq!(result["ruleId"], "missing-scope");
    assert_eq!(result["level"], "error");
    let index = result["ruleIndex"].as_u64().expect("an index") as usize;
    assert_eq!(run["tool"]["driver"]["rules"][index]["id"], "missing-scope");
    assert!(
        result["message"]["text"]
            .as_str()
            .is_some_and(|text| text.ends_with('.'))
    );
    let place = &result["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "src/a%20b/%C3%9Csers.cs");
    let base = place["artifactLocation"]["uriBaseId"]
        .as_str()
        .expect("a base");
    assert!(run["originalUriBaseIds"].get(base).is_some());
    assert_eq!(
        place["region"],
        json!({ "startLine": 5, "startColumn": 47, "endLine": 5, "endColumn": 83 })
    );
    let fingerprints = &result["partialFingerprints"];
    assert_eq!(
        fingerprints["oktaOperation/v1"],
        folder.report(&[])["findings"][0]["fingerprint"]
    );
    let hash = fingerprints["primaryLocationLineHash"]
        .as_str()
        .expect("a hash");
    assert!(hash.ends_with(":1"), "{hash}");
}

#[test]
fn sarif_columns_count_utf16_units() {
    let source = LIST_USERS.replace("Task<string> All()", "/* 𝒳é */ Task<string> All()");
    let folder = Folder::with(&[("oktalint.toml", POOR_TOKEN), ("Users.cs", &source)]);
    // Ten characters more, one of them in two units.
    assert_eq!(folder.report(&[])["calls"][0]["column"], 47 + 9);
    let region =
        &sarif(&folder)["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"];
    assert_eq!(region["startColumn"], 47 + 10);
}

#[test]
fn sarif_rules_carry_their_pages() {
    let log = sarif(&Folder::with(&[]));
    let rules = log["runs"][0]["tool"]["driver"]["rules"]
        .as_array()
        .expect("rules");
    assert_eq!(rules.len(), oktalint::lints::all().len());
    for (rule, page) in rules.iter().zip(oktalint::lints::all()) {
        assert_eq!(rule["id"], page.id);
        assert_ne!(rule["name"], rule["id"]);
        assert_eq!(rule["shortDescription"]["text"], page.summary.as_str());
        assert_eq!(rule["help"]["markdown"], page.body);
        assert_eq!(rule["defaultConfiguration"]["level"], page.level.name());
        for text in [
            &rule["shortDescription"]["text"],
            &rule["fullDescription"]["text"],
        ] {
            assert!(
                text.as_str()
                    .is_some_and(|text| !text.is_empty() && text.len() <= 1024),
                "{text}"
            );
        }
    }
}

#[test]
fn sarif_tells_what_could_not_be_read() {
    let folder = Folder::with(&[("Broken.cs", "class Okta { void M( { } } = ) okta ;")]);
    let log = sarif(&folder);
    let notes = &log["runs"][0]["invocations"][0]["toolExecutionNotifications"];
    assert!(
        notes[0]["message"]["text"]
            .as_str()
            .is_some_and(|text| text.starts_with("Broken.cs")),
        "{notes:#}"
    );
    assert_eq!(log["runs"][0]["results"], json!([]));
}

/// An operation that needs an API token in some requests is not public: who takes the token away breaks it.
#[test]
fn a_call_that_may_need_an_api_token_is_not_called_public() {
    const RECOVERY: &str = "using System.Net.Http;\nclass Recovery(HttpClient http)\n{\n    \
        Task Start() => http.PostAsync(\"https://acme.okta.com/api/v1/authn/recovery/password\", null);\n    \
        Task Skip() => http.PostAsync(\"https://acme.okta.com/api/v1/authn/skip\", null);\n}\n";
    let token =
        |credential: &str| format!("[[token]]\nname = \"t\"\ncredential = \"{credential}\"\n");
    let verdicts = |files: &[(&str, &str)]| {
        let report = Folder::with(files).report(&[]);
        let calls = report["calls"].as_array().expect("calls").clone();
        let verdicts = calls
            .iter()
            .map(|call| call["verdict"].as_str().expect("a verdict").to_owned());
        verdicts.collect::<Vec<_>>()
    };
    let source = ("Recovery.cs", RECOVERY);
    assert_eq!(verdicts(&[source]), ["undeclared", "public"]);
    let api_token = token("api-token");
    assert_eq!(
        verdicts(&[source, ("oktalint.toml", &api_token)]),
        ["allowed", "public"]
    );
    let oauth = token("oauth-service");
    assert_eq!(
        verdicts(&[source, ("oktalint.toml", &oauth)]),
        ["unknown", "public"]
    );

    let text = Folder::with(&[source]).run(&["check"]).out;
    let line = text
        .lines()
        .find(|line| line.contains("recoverPassword ("))
        .expect("the call");
    assert!(
        line.contains("no credential, or an API token when the body has no factorType"),
        "{line}"
    );
    assert!(text.contains("perhaps an API token"), "{text}");
}
