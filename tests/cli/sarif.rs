//! SARIF as other programs take it: by its schema, and by what GitHub's code scanning and Microsoft's rules ask beyond it.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use serde_json::{Value as Json, json};

use crate::support::{Folder, LIST_USERS, POOR_TOKEN, Run, oktalint, project, strings};

static SCHEMA: LazyLock<jsonschema::Validator> = LazyLock::new(|| {
    let path = project().join("tests/schemas/sarif-2.1.0.json");
    let text = std::fs::read_to_string(path).expect("the schema of SARIF");
    let schema: Json = serde_json::from_str(&text).expect("JSON");
    jsonschema::validator_for(&schema).expect("a JSON Schema")
});

/// Holds a log to the schema and to what readers rely on beyond it.
fn hold(log: &Json) {
    let errors: Vec<String> = SCHEMA
        .iter_errors(log)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(errors.is_empty(), "{errors:#?}");
    assert_eq!(log["runs"].as_array().map(Vec::len), Some(1));
    let run = &log["runs"][0];
    let id = run["automationDetails"]["id"].as_str().expect("an id");
    assert!(id.len() > 1 && id.ends_with('/'), "{id}");
    for result in list(&run["results"]) {
        let index = result["ruleIndex"].as_u64().expect("an index") as usize;
        assert_eq!(
            run["tool"]["driver"]["rules"][index]["id"],
            result["ruleId"]
        );
        hold_region(&result["locations"][0]["physicalLocation"]["region"]);
        let text = result["message"]["text"].as_str().expect("a message");
        assert!(text.ends_with(['.', '?', '!', '…']), "{text}");
        let ids = list(&result["relatedLocations"]);
        let ids: Vec<u64> = ids
            .iter()
            .filter_map(|place| place["id"].as_u64())
            .collect();
        assert_eq!(links(text), ids, "{text}");
    }
    hold_uris(log);
}

/// An alert shows in a pull request only where all of its lines are changed: a region is a name or a literal on one line.
fn hold_region(region: &Json) {
    let [line, end_line, column, end_column] =
        ["startLine", "endLine", "startColumn", "endColumn"].map(|name| region[name].as_u64());
    assert_eq!(line, end_line, "{region}");
    assert!(
        line >= Some(1) && column >= Some(1) && column < end_column,
        "{region}"
    );
}

/// Every URI is absolute, or relative and stays below its root.
fn hold_uris(json: &Json) {
    if let Some(uri) = json["uri"].as_str() {
        let is_plain = |c: char| c.is_ascii_alphanumeric() || "-._~/!$&'()*+,;=@%:".contains(c);
        assert!(!uri.is_empty() && uri.chars().all(is_plain), "{uri}");
        let is_relative = json["uriBaseId"].is_string();
        assert_eq!(is_relative, !uri.starts_with("file:///"), "{uri}");
        let climbs = uri.split('/').any(|part| part == "..");
        assert!(!climbs, "{uri}");
        assert!(!is_relative || !uri.contains(':'), "{uri}");
    }
    match json {
        Json::Array(all) => all.iter().for_each(hold_uris),
        Json::Object(all) => all.values().for_each(hold_uris),
        _ => {}
    }
}

fn list(json: &Json) -> &[Json] {
    json.as_array().map_or(&[], Vec::as_slice)
}

/// The destinations of the links of a message.
fn links(message: &str) -> Vec<u64> {
    let unescaped = message.replace("\\[", "").replace("\\]", "");
    let behind = unescaped.split("](").skip(1);
    let ids = behind.filter_map(|rest| rest.split(')').next()?.parse().ok());
    ids.collect()
}

fn sarif(folder: &Folder, arguments: &[&str]) -> Json {
    let log = folder
        .run(&[&["check", "--format", "sarif"], arguments].concat())
        .json();
    hold(&log);
    log
}

fn results(log: &Json) -> &Json {
    &log["runs"][0]["results"]
}

#[test]
fn every_report_is_valid() {
    let mut seen = BTreeSet::new();
    for lint in oktalint::lints::all() {
        for suppressed in [&[][..], &["--sarif-suppressed"]] {
            let folder = project()
                .join("fixtures/lints")
                .join(lint.id)
                .join("failing");
            let mut command = oktalint(&folder);
            let log = Run::of(
                command
                    .args(["check", "--format", "sarif"])
                    .args(suppressed),
            )
            .json();
            hold(&log);
            seen.extend(
                strings(results(&log), "ruleId")
                    .into_iter()
                    .map(str::to_owned),
            );
        }
    }
    assert_eq!(seen.len(), oktalint::lints::all().len());
    let mut command = oktalint(project());
    let fixtures = ["fixtures/lints", "fixtures/calls", "fixtures/example-app"];
    let arguments = [
        "check",
        "--no-config",
        "--include-tests",
        "--format",
        "sarif",
    ];
    let log = Run::of(command.args(arguments).args(fixtures)).json();
    assert!(
        list(results(&log))
            .iter()
            .any(|one| !list(&one["codeFlows"]).is_empty())
    );
    hold(&log);
    let hostile = crate::injection::check("sarif");
    hold(&serde_json::from_str(&hostile).expect("JSON"));
    sarif(&Folder::with(&[]), &[]);
    let broken = ("Broken.cs", "class Okta { void M( { } } = ) okta ;");
    sarif(
        &Folder::with(&[
            ("oktalint.toml", POOR_TOKEN),
            ("Users.cs", LIST_USERS),
            broken,
        ]),
        &[],
    );
    assert!(!SCHEMA.is_valid(&json!({ "version": "2.1.0", "runs": [{}] })));
}

const HANDED_ON: &str = "async function send(path: string) {\n  return fetch('https://acme.okta.com' + path, { method: 'PUT' });\n}\n\
                         export const stop = (id: string) => send(`/api/v1/users/${id}/lifecycle/suspend`);\n";

#[test]
fn a_message_links_the_way_to_the_request() {
    let log = sarif(&Folder::with(&[("a.ts", HANDED_ON)]), &[]);
    let result = &results(&log)[0];
    let text = result["message"]["text"].as_str().expect("a message");
    let end = "The path is [passed to `send`](1) and [requested by `fetch`](2).";
    assert!(text.ends_with(end), "{text}");
    let lines = |places: &[Json]| -> Vec<u64> {
        let lines = places.iter().map(|place| {
            let location = place.get("location").unwrap_or(place);
            location["physicalLocation"]["region"]["startLine"]
                .as_u64()
                .expect("a line")
        });
        lines.collect()
    };
    assert_eq!(lines(list(&result["relatedLocations"])), [4, 2]);
    let flow = list(&result["codeFlows"][0]["threadFlows"][0]["locations"]);
    assert_eq!(lines(flow), [4, 4, 2]);
}

#[test]
fn text_of_the_source_forges_no_link() {
    for forged in [
        "[x](1)",
        r"\\[x](1)",
        r"\\[x\\](1)",
        "[x](https://evil.example)",
    ] {
        let source = HANDED_ON.replace("/suspend", &format!("/{forged}"));
        let log = sarif(&Folder::with(&[("a.ts", &source)]), &[]);
        let text = results(&log)[0]["message"]["text"]
            .as_str()
            .expect("a message");
        assert!(text.contains(r"\[x"), "{text}");
        assert!(!text.contains(r"\\"), "{text}");
    }
}

#[test]
fn what_the_baseline_has_is_unchanged_on_request() {
    let folder = Folder::with(&[("oktalint.toml", POOR_TOKEN), ("Users.cs", LIST_USERS)]);
    assert_eq!(folder.run(&["baseline", "write"]).status, 0);
    let groups = LIST_USERS
        .replace("/users", "/apps")
        .replace("class Users", "class Apps");
    folder.write("Apps.cs", groups.as_bytes());
    let baseline = ["--baseline", "oktalint-baseline.json"];
    let log = sarif(&folder, &baseline);
    assert!(
        list(results(&log))
            .iter()
            .all(|one| one["baselineState"].is_null())
    );
    assert!(!strings(results(&log), "ruleId").is_empty());
    let log = sarif(&folder, &[&baseline[..], &["--sarif-suppressed"]].concat());
    let states: BTreeSet<(&str, &str)> = list(results(&log))
        .iter()
        .map(|one| {
            let place = &one["locations"][0]["physicalLocation"]["artifactLocation"];
            (
                place["uri"].as_str().unwrap_or(""),
                one["baselineState"].as_str().unwrap_or(""),
            )
        })
        .collect();
    assert_eq!(
        states,
        BTreeSet::from([
            ("Apps.cs", "new"),
            ("Users.cs", "unchanged"),
            ("oktalint.toml", "unchanged")
        ])
    );
    // Without a baseline nothing is new.
    let log = sarif(&folder, &["--sarif-suppressed"]);
    assert!(
        list(results(&log))
            .iter()
            .all(|one| one["baselineState"].is_null())
    );
}

#[test]
fn an_approval_is_an_external_suppression() {
    let config =
        "[[approve]]\noperation = \"assignRoleToUser\"\nreason = \"on [call](1)\"\nby = \"sec\"\n";
    let source = "using System.Net.Http;\nclass Roles(HttpClient http)\n{\n    \
                  Task Assign(string id, HttpContent role) => http.PostAsync($\"https://acme.okta.com/api/v1/users/{id}/roles\", role);\n}\n";
    let folder = Folder::with(&[("oktalint.toml", config), ("Roles.cs", source)]);
    assert_eq!(results(&sarif(&folder, &[])), &json!([]));
    let log = sarif(&folder, &["--sarif-suppressed"]);
    let suppression = &results(&log)[0]["suppressions"][0];
    assert_eq!(suppression["kind"], "external");
    assert_eq!(suppression["justification"], "on \\[call\\](1) (sec)");
    let place = &suppression["location"]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "oktalint.toml");
    assert_eq!(place["region"]["startLine"], 2);
}

#[test]
fn a_category_ends_with_a_slash() {
    let folder = Folder::with(&[]);
    let id = |arguments: &[&str]| {
        sarif(&folder, arguments)["runs"][0]["automationDetails"]["id"].clone()
    };
    assert_eq!(id(&[]), "oktalint/");
    assert_eq!(id(&["--sarif-category", "api/v1"]), "api/v1/");
    assert_eq!(id(&["--sarif-category", "api/"]), "api/");
    for wrong in ["", "/", "a\nb"] {
        let run = folder.run(&["check", "--format", "sarif", "--sarif-category", wrong]);
        assert_eq!(run.status, 2, "{wrong:?}");
    }
}

#[test]
fn files_outside_of_the_folder_have_absolute_uris() {
    let folder = Folder::with(&[("in/oktalint.toml", POOR_TOKEN), ("out/a b.cs", LIST_USERS)]);
    let inside = folder.path().join("in");
    let absolute = folder.path().join("out");
    for path in ["../out", absolute.to_str().expect("UTF-8")] {
        let run =
            Run::of(oktalint(&inside).args(["check", "--no-config", "--format", "sarif", path]));
        hold(&run.json());
    }
    let config = "[lints]\nrisky-call = \"error\"\n";
    let roles = LIST_USERS.replace(
        "GetStringAsync(\"https://acme.okta.com/api/v1/users",
        "PostAsync(\"https://acme.okta.com/api/v1/users/1/nothing",
    );
    folder.write("in/oktalint.toml", config.as_bytes());
    folder.write("out/a b.cs", roles.as_bytes());
    let log = Run::of(oktalint(&inside).args(["check", "--format", "sarif", "../out"])).json();
    hold(&log);
    let place = &results(&log)[0]["locations"][0]["physicalLocation"]["artifactLocation"];
    let uri = place["uri"].as_str().expect("a URI");
    assert!(
        uri.starts_with("file:///") && uri.ends_with("/out/a%20b.cs"),
        "{uri}"
    );
}

#[test]
fn the_line_hash_is_that_of_the_file_as_it_is() {
    let hash = |folder: &Folder| {
        let log = sarif(folder, &[]);
        results(&log)[0]["partialFingerprints"]["primaryLocationLineHash"].clone()
    };
    let source = LIST_USERS.replace("using System.Net.Http;\n\nclass", "class");
    let one_line = source.replace('\n', " ");
    let folder = Folder::with(&[("oktalint.toml", POOR_TOKEN), ("Users.cs", &one_line)]);
    let plain = hash(&folder);
    assert!(plain.is_string());
    // The upload action hashes the mark as a character.
    folder.write("Users.cs", format!("\u{feff}{one_line}").as_bytes());
    assert_ne!(hash(&folder), plain);
    assert!(hash(&folder).is_string());
    // It reads such a file as UTF-8, which it is not; it fills in itself what is not there.
    let units = one_line.encode_utf16().flat_map(u16::to_le_bytes);
    let bytes: Vec<u8> = [0xFF, 0xFE].into_iter().chain(units).collect();
    folder.write("Users.cs", &bytes);
    assert_eq!(hash(&folder), Json::Null);
    // Line ends make no difference.
    folder.write("Users.cs", source.as_bytes());
    let plain = hash(&folder);
    folder.write("Users.cs", source.replace('\n', "\r\n").as_bytes());
    assert_eq!(hash(&folder), plain);
}
