//! A pull request's story on a git repository of its own: what is new fails, what moves does not, what is allowed passes.

use std::process::Command;

use serde_json::{Value as Json, json};

use crate::support::{Folder, strings};

const USERS: &str = r#"using Okta.Sdk.Api;

class Users(UserApi users)
{
    public Task Get(string id) => users.GetUserAsync(id);
    public Task Change(string id, UpdateUserRequest user) => users.UpdateUserAsync(id, user);
}
"#;

fn git(folder: &Folder, arguments: &[&str]) {
    let identity = [
        "-c",
        "user.name=a",
        "-c",
        "user.email=a@example.com",
        "-c",
        "commit.gpgsign=false",
    ];
    let output = Command::new("git")
        .current_dir(folder.path())
        .args(identity)
        .args(arguments)
        .output()
        .expect("git runs");
    assert!(output.status.success(), "{arguments:?}: {output:?}");
}

fn commit(folder: &Folder, message: &str) {
    git(folder, &["add", "-A"]);
    git(folder, &["commit", "-qm", message]);
}

fn gate(folder: &Folder) -> (i32, Json) {
    let run = folder.run(&["check", "--format", "json", "--baseline-commit", "main"]);
    assert!(run.status < 2, "{}", run.err);
    (run.status, run.json())
}

fn with(lines: &str) -> String {
    let end = USERS.rfind('}').expect("the class ends");
    format!("{}{lines}}}\n", &USERS[..end])
}

#[test]
fn from_branch_to_merge() {
    let folder = Folder::with(&[("src/Users.cs", USERS)]);
    git(&folder, &["init", "-q", "-b", "main"]);
    commit(&folder, "main");
    git(&folder, &["checkout", "-qb", "branch"]);
    assert_eq!(gate(&folder).0, 0);

    // Code moves: nothing is new.
    std::fs::remove_file(folder.path().join("src/Users.cs")).expect("moved");
    let moved = format!(
        "// moved\n\n{}",
        USERS.replace("=> users.", "=>\n        users.")
    );
    folder.write("lib/People.cs", moved.as_bytes());
    let (status, report) = gate(&folder);
    assert_eq!(
        (status, report["findings"].as_array().map(Vec::len)),
        (0, Some(0))
    );
    folder.write("lib/People.cs", USERS.as_bytes());

    // A call that only reads passes, and what the token needs now is shown.
    let groups = "    public object Groups(GroupApi groups) => groups.ListGroups();\n";
    folder.write("lib/People.cs", with(groups).as_bytes());
    let (status, report) = gate(&folder);
    assert_eq!(status, 0);
    assert_eq!(strings(&report["findings"], "rule"), ["new-requirement"]);
    let diff = folder.run(&["diff", "main"]);
    assert!(diff.out.contains("+ okta.groups.read"), "{}", diff.out);

    // A privileged call fails with one finding, at its line.
    let stop = "    public Task Stop(string id) => users.DeactivateUserAsync(id);\n";
    folder.write("lib/People.cs", with(stop).as_bytes());
    let (status, report) = gate(&folder);
    assert_eq!(status, 1);
    assert_eq!(
        strings(&report["findings"], "rule"),
        ["new-privileged-call"]
    );
    let finding = &report["findings"][0];
    assert_eq!(
        (&finding["line"], &finding["file"]),
        (&7.into(), &"lib/People.cs".into())
    );
    let help = finding["help"].as_str().unwrap_or_default();
    assert!(
        help.contains("[[approve]] entry for `deactivateUser`"),
        "{help}"
    );

    // Somebody says why: it passes.
    let allowed = format!("    // oktalint: allow(new-privileged-call) people who leave\n{stop}");
    folder.write("lib/People.cs", with(&allowed).as_bytes());
    let (status, report) = gate(&folder);
    assert_eq!(
        (status, report["findings"].as_array().map(Vec::len)),
        (0, Some(0))
    );
    // Its alert is gone from SARIF, and there on request.
    let sarif = |arguments: &[&str]| {
        let check = ["check", "--format", "sarif", "--baseline-commit", "main"];
        let log = folder.run(&[&check, arguments].concat()).json();
        log["runs"][0]["results"].clone()
    };
    assert_eq!(sarif(&[]), json!([]));
    let results = sarif(&["--sarif-suppressed"]);
    assert_eq!(strings(&results, "ruleId"), ["new-privileged-call"]);
    let suppression = &results[0]["suppressions"][0];
    assert_eq!(
        (&suppression["kind"], &suppression["status"]),
        (&json!("inSource"), &json!("accepted"))
    );
    assert_eq!(suppression["justification"], "people who leave");
    let place = &suppression["location"]["physicalLocation"];
    assert_eq!(place["region"]["startLine"], 7);
    assert_eq!(results[0]["baselineState"], json!(null));
    commit(&folder, "branch");
    git(&folder, &["checkout", "-q", "main"]);
    git(&folder, &["merge", "-q", "branch"]);
    // What let the call in stays of use, though the call is new no more.
    assert_eq!(
        gate(&folder).1["findings"].as_array().map(Vec::len),
        Some(0)
    );

    assert_eq!(folder.run(&["baseline", "write"]).status, 0);
    assert!(
        folder
            .read("oktalint-baseline.json")
            .contains("deactivateUser")
    );
    folder.write("lib/People.cs", USERS.as_bytes());
    let pruned = folder.run(&["baseline", "prune"]);
    assert_eq!(
        (pruned.status, pruned.err.trim()),
        (0, "oktalint: 1 entry dropped")
    );
    assert!(
        !folder
            .read("oktalint-baseline.json")
            .contains("deactivateUser")
    );
}

#[test]
fn what_is_not_there_is_said() {
    let folder = Folder::with(&[("Users.cs", USERS)]);
    let cases: [(&[&str], &str); 3] = [
        (
            &["check", "--baseline-commit", "main"],
            "is in no git repository",
        ),
        (
            &["check", "--baseline", "gone.json"],
            "oktalint baseline write",
        ),
        (&["check", "--fail-on", "erorr"], "did you mean `error`?"),
    ];
    for (arguments, said) in cases {
        let run = folder.run(arguments);
        assert_eq!(run.status, 2, "{arguments:?}");
        assert!(run.err.contains(said), "{}", run.err);
    }
    git(&folder, &["init", "-q", "-b", "main"]);
    commit(&folder, "main");
    for revision in ["nowhere", "--help", "$(touch x)"] {
        let run = folder.run(&["check", &format!("--baseline-commit={revision}")]);
        assert_eq!(run.status, 2, "{revision}");
        assert!(
            run.err.contains("is no commit of this clone"),
            "{}",
            run.err
        );
    }
}

#[test]
fn the_configuration_of_a_repository_runs_nothing() {
    let folder = Folder::with(&[("Users.cs", USERS)]);
    git(&folder, &["init", "-q", "-b", "main"]);
    commit(&folder, "main");
    let config = folder.read(".git/config");
    let run = "touch ran";
    let hostile = format!(
        "{config}\n[core]\n\tfsmonitor = \"{run}\"\n\tpager = \"{run}\"\n\tsshCommand = \"{run}\"\n\thooksPath = hooks\n\
         [filter \"x\"]\n\tsmudge = \"{run}\"\n\tclean = \"{run}\"\n[diff \"x\"]\n\ttextconv = \"{run}\"\n\
         [remote \"origin\"]\n\turl = \"ext::sh -c '{run}'\"\n\tpromisor = true\n[extensions]\n\tpartialClone = origin\n"
    );
    folder.write(".gitattributes", b"* filter=x diff=x\n");
    folder.write(
        ".git/config",
        hostile
            .replace("repositoryformatversion = 0", "repositoryformatversion = 1")
            .as_bytes(),
    );
    let (status, report) = gate(&folder);
    assert_eq!(
        (status, report["findings"].as_array().map(Vec::len)),
        (0, Some(0))
    );
    // An object that is missing is not fetched.
    let objects = folder.path().join(".git/objects");
    let blob = Command::new("git")
        .current_dir(folder.path())
        .args(["hash-object", "--no-filters", "Users.cs"])
        .output()
        .expect("git runs");
    let name = String::from_utf8_lossy(&blob.stdout).trim().to_owned();
    let lost = objects.join(&name[..2]).join(&name[2..]);
    std::fs::remove_file(lost).expect("the object is loose");
    let run = folder.run(&["check", "--baseline-commit", "main"]);
    assert!(run.status <= 2, "{}", run.err);
    assert!(!folder.path().join("ran").exists(), "something was run");
}

/// A repository whose only commit, `main`, holds these files.
fn repository(files: &[(&str, &str)]) -> Folder {
    let folder = Folder::with(files);
    git(&folder, &["init", "-q", "-b", "main"]);
    commit(&folder, "main");
    folder
}

#[test]
fn an_object_that_is_not_there_makes_no_call_new() {
    let folder = repository(&[("Users.cs", USERS), ("People.cs", USERS)]);
    let objects = folder.path().join(".git/objects");
    let blob = Command::new("git")
        .current_dir(folder.path())
        .args(["hash-object", "--no-filters", "Users.cs"])
        .output()
        .expect("git runs");
    let name = String::from_utf8_lossy(&blob.stdout).trim().to_owned();
    std::fs::remove_file(objects.join(&name[..2]).join(&name[2..])).expect("a loose object");
    let run = folder.run(&["check", "--baseline-commit", "main"]);
    assert_eq!(run.status, 2, "{}", run.out);
    assert!(
        run.err.contains("oktalint::git::missing_objects"),
        "{}",
        run.err
    );
}

#[test]
fn a_scope_that_is_taken_away_is_no_old_debt() {
    let token = |scopes: &str| {
        format!("[[token]]\nname = \"sync\"\ncredential = \"oauth-service\"\nscopes = [{scopes}]\n")
    };
    for name in ["oktalint.toml", "ci/okta.toml"] {
        let folder = repository(&[("Users.cs", USERS), (name, &token("\"okta.users.manage\""))]);
        folder.write(name, token("\"okta.users.read\"").as_bytes());
        let run = folder.run(&["check", "--config", name, "--baseline-commit", "main"]);
        assert_eq!(run.status, 1, "{name}: {}", run.out);
        // What was missing before is.
        commit(&folder, "taken away");
        let run = folder.run(&["check", "--config", name, "--baseline-commit", "main"]);
        assert_eq!(run.status, 0, "{name}: {}", run.out);
        assert!(
            run.out.contains("1 finding that was there before"),
            "{}",
            run.out
        );
    }
}

#[test]
fn what_a_submodule_calls_is_not_taken_for_new() {
    let folder = Folder::with(&[("Users.cs", USERS), ("sub/People.cs", USERS)]);
    git(&folder, &["init", "-q", "-b", "main"]);
    let below = folder.path().join("sub");
    for arguments in [
        &["init", "-q"][..],
        &["add", "-A"],
        &["commit", "-qm", "sub"],
    ] {
        let mut all = vec!["-C", below.to_str().expect("UTF-8")];
        all.extend(arguments);
        git(&folder, &all);
    }
    commit(&folder, "main");
    let run = folder.run(&["check", "--baseline-commit", "main"]);
    assert_eq!(run.status, 0, "{}", run.out);
    assert!(run.err.contains("sub: a submodule"), "{}", run.err);
}

#[test]
fn a_comment_that_is_taken_away_lets_nothing_be_any_more() {
    let allowed = "using System.Net.Http;\n\nclass Roles(HttpClient http)\n{\n    // oktalint: allow(risky-call) as agreed\n    \
                   Task Assign(string id, HttpContent role) => http.PostAsync($\"https://acme.okta.com/api/v1/users/{id}/roles\", role);\n}\n";
    let folder = repository(&[("Roles.cs", allowed)]);
    let run = folder.run(&["check", "--baseline-commit", "main"]);
    assert!(run.out.contains("1 finding that is allowed"), "{}", run.out);
    let bare = allowed.replace("    // oktalint: allow(risky-call) as agreed\n", "");
    folder.write("Roles.cs", bare.as_bytes());
    let report = gate(&folder).1;
    assert_eq!(strings(&report["findings"], "rule"), ["risky-call"]);
}

#[test]
fn what_is_let_be_is_in_json_on_request() {
    let role = |name: &str| {
        format!(
            "    public Task {name}(string id, HttpContent role) => http.PostAsync($\"https://acme.okta.com/api/v1/users/{{id}}/roles\", role);\n"
        )
    };
    let class = |members: &str| {
        format!("using System.Net.Http;\n\nclass Roles(HttpClient http)\n{{\n{members}}}\n")
    };
    let old = role("Assign");
    let folder = repository(&[("Roles.cs", &class(&old))]);
    let allowed = "    // oktalint: allow(risky-call, new-privileged-call) as agreed\n";
    let now = format!("{old}{allowed}{}", role("Again"));
    folder.write("Roles.cs", class(&now).as_bytes());
    let arguments = ["check", "--format", "json", "--baseline-commit", "main"];
    let run = folder.run(&arguments);
    assert_eq!(
        run.json()["findings"],
        Json::Array(Vec::new()),
        "{}",
        run.out
    );
    let all = folder.run(&[&arguments[..], &["--json-suppressed"]].concat());
    assert_eq!(all.status, 0);
    let report = all.json();
    let findings = report["findings"].as_array().expect("a list").iter();
    let told: Vec<String> = findings
        .map(|one| {
            let why = &one["suppression"];
            format!(
                "{} {} {} {} {}:{}",
                one["line"], one["rule"], one["standing"], why["kind"], why["reason"], why["line"]
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            r#"5 "risky-call" "existing" null null:null"#,
            r#"7 "risky-call" "suppressed" "comment" "as agreed":6"#,
            r#"7 "new-privileged-call" "suppressed" "comment" "as agreed":6"#,
        ]
    );
    assert_eq!(report["summary"]["errors"], 0);
}

#[test]
fn reports_for_people_say_what_changed() {
    let folder = repository(&[("Users.cs", USERS)]);
    let unchanged = folder.run(&["check", "--baseline-commit", "main"]);
    assert!(
        unchanged.out.contains("No call and no requirement changed"),
        "{}",
        unchanged.out
    );
    let groups = "    public object Groups(GroupApi groups) => groups.ListGroups();\n";
    folder.write("Users.cs", with(groups).as_bytes());
    for format in ["text", "markdown", "html"] {
        let run = folder.run(&["check", "--baseline-commit", "main", "--format", format]);
        for part in ["+ okta.groups.read", "listGroups", "ommit "] {
            // Markdown has a character escaped that would begin a list.
            let part = match (format, part.strip_prefix("+ ")) {
                ("markdown", Some(scope)) => format!("\\+ {scope}"),
                _ => part.to_owned(),
            };
            assert!(run.out.contains(&part), "{format}: {}", run.out);
        }
        let alone = folder.run(&["check", "--format", format]);
        assert!(!alone.out.contains("+ okta.groups"), "{}", alone.out);
    }
    let report = gate(&folder).1;
    assert_eq!(report["delta"]["added"][0]["line"], 7);
    assert_eq!(
        report["delta"]["tokens"][0]["scopes_added"][0],
        "okta.groups.read"
    );
}
