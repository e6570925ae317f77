//! The formats for code hosts, CI services and reviewers: what those read in them.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use serde_json::{Value as Json, json};

use crate::support::{Folder, LIST_USERS, Run, oktalint, project, strings};

/// A token that has no scope.
const NO_SCOPE: &str = "[[token]]\nname = \"sync\"\ncredential = \"oauth-service\"\nscopes = []\n";

/// One error: a call of [`LIST_USERS`] that [`NO_SCOPE`] can't make.
fn failing() -> Folder {
    Folder::with(&[("oktalint.toml", NO_SCOPE), ("src/Users.cs", LIST_USERS)])
}

/// A class with this many calls of `listUsers`.
fn many(calls: usize) -> String {
    let mut source = "using System.Net.Http;\nclass Users(HttpClient http)\n{\n".to_owned();
    for at in 0..calls {
        let url = "https://acme.okta.com/api/v1/users";
        let _ = writeln!(
            source,
            "    Task<string> M{at}() => http.GetStringAsync(\"{url}\");"
        );
    }
    source.push_str("}\n");
    source
}

/// Fixtures with findings of every lint, in one format.
fn fixtures(format: &str) -> Run {
    let mut command = oktalint(project());
    command.args(["check", "--no-config", "--format", format, "fixtures/lints"]);
    Run::of(&mut command)
}

#[test]
fn every_format_is_named_where_people_look() {
    let help = Run::of(oktalint(project()).args(["check", "--help"])).out;
    let readme = std::fs::read_to_string(project().join("README.md")).expect("README.md");
    let wrong = Run::of(oktalint(project()).args(["check", "--format", "xml"])).err;
    for format in [
        "text", "json", "sarif", "github", "markdown", "gitlab", "junit", "html",
    ] {
        assert!(help.contains(format), "{format}: {help}");
        assert!(wrong.contains(format), "{format}: {wrong}");
        assert!(
            format == "text" || readme.contains(&format!("| `--format {format}` |")),
            "{format}"
        );
    }
}

#[test]
fn all_formats_come_from_one_run_as_each_comes_alone() {
    // What is written into a tree belongs to it at the next run.
    let (folder, written) = (failing(), Folder::with(&[]));
    let formats = [
        "json", "sarif", "github", "markdown", "gitlab", "junit", "html",
    ];
    let mut arguments = vec!["check".to_owned(), "--format".to_owned(), "text".to_owned()];
    for format in formats {
        let file = written.path().join(format);
        arguments.extend([
            "--format".to_owned(),
            format!("{format}={}", file.display()),
        ]);
    }
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let run = folder.run(&arguments);
    assert_eq!(run.status, 1, "{}", run.err);
    assert!(run.out.contains("missing-scope"));
    let timeless = |text: String| {
        let lines = text.lines().filter(|line| !line.contains("elapsed_ms"));
        lines.map(str::to_owned).collect::<Vec<_>>()
    };
    for format in formats {
        let written = written.read(format);
        let alone = folder.run(&["check", "--format", format]);
        assert_eq!(alone.status, 1);
        assert_eq!(timeless(written), timeless(alone.out), "{format}");
    }
}

#[test]
fn two_formats_do_not_go_to_one_place() {
    let folder = failing();
    for arguments in [
        ["check", "--format", "json=a", "--format", "sarif=a"].as_slice(),
        &[
            "check", "--format", "json=a", "--format", "sarif", "--output", "a",
        ],
        &["check", "--format", "json", "--format", "sarif"],
    ] {
        let run = folder.run(arguments);
        assert_eq!((run.status, run.out.as_str()), (2, ""), "{arguments:?}");
        assert!(run.err.contains("one place"), "{}", run.err);
    }
}

#[test]
fn a_workflow_command_names_the_place() {
    let run = failing().run(&["check", "--format", "github"]);
    let (command, rest) = run.out.split_once('\n').expect("two lines");
    assert!(
        command.starts_with(
            "::error file=src/Users.cs,line=5,endLine=5,col=47,endColumn=83,title=oktalint%3A missing-scope::listUsers (GET /api/v1/users) needs"
        ),
        "{command}"
    );
    assert!(
        command.contains("lacks.%0Ahelp: grant okta.users.read"),
        "{command}"
    );
    assert_eq!(rest, "oktalint: 1 file seen, 1 parsed: 1 call, 1 error\n");
}

#[test]
fn levels_have_their_workflow_commands() {
    let out = fixtures("github").out;
    for command in ["::error ", "::warning ", "::notice "] {
        assert!(
            out.lines().any(|line| line.starts_with(command)),
            "{command}"
        );
    }
    let first = |command: &str| out.find(command).expect("a command");
    assert!(first("::error ") < first("::warning ") && first("::warning ") < first("::notice "));
}

#[test]
fn what_github_does_not_show_is_counted_and_stays_in_the_log() {
    let folder = Folder::with(&[("oktalint.toml", NO_SCOPE), ("Users.cs", &many(12))]);
    let out = folder.run(&["check", "--format", "github"]).out;
    let annotations = out.lines().filter(|line| line.starts_with("::error "));
    assert_eq!(annotations.count(), 10, "{out}");
    let group = out
        .split("::group::oktalint: 2 errors\n")
        .nth(1)
        .expect("a group");
    let (others, end) = group.split_once("::endgroup::\n").expect("its end");
    let others: Vec<&str> = others.lines().collect();
    assert_eq!(others.len(), 2, "{out}");
    assert!(others[1].starts_with("Users.cs:15:"), "{out}");
    assert!(
        others[1].contains(" error[missing-scope]: listUsers"),
        "{out}"
    );
    assert_eq!(
        end.lines().last(),
        Some("oktalint: not shown as annotations: 2 errors; GitHub shows 10 of each kind a step")
    );
}

#[test]
fn gitlab_gets_what_it_requires() {
    let run = failing().run(&["check", "--format", "gitlab"]);
    let fingerprint = failing().report(&[])["findings"][0]["fingerprint"].clone();
    let mut violations = run.json();
    let description = violations[0]["description"].take();
    assert!(
        description
            .as_str()
            .is_some_and(|text| text.starts_with("listUsers (GET"))
    );
    assert_eq!(
        violations,
        json!([{
            "description": null,
            "check_name": "missing-scope",
            "fingerprint": fingerprint,
            "severity": "major",
            "location": { "path": "src/Users.cs", "lines": { "begin": 5 } },
        }])
    );
    assert_eq!(
        Folder::with(&[])
            .run(&["check", "--format", "gitlab"])
            .json(),
        json!([])
    );
}

#[test]
fn gitlab_gets_a_fingerprint_for_each_finding() {
    // Two findings that nothing but their lines tells apart.
    let profile = project().join("fixtures/lints/ignored-credential/failing/Profile.cs");
    let profile = std::fs::read_to_string(profile).expect("a fixture");
    let (using, class) = profile.split_at(profile.find("public class").expect("a class"));
    let other = class.replace("Profile", "Other");
    let folder = Folder::with(&[("Profile.cs", &format!("{using}{class}\n{other}"))]);
    for run in [
        folder.run(&["check", "--format", "gitlab"]),
        fixtures("gitlab"),
    ] {
        let violations = run.json();
        let all = strings(&violations, "fingerprint");
        let unique: BTreeSet<&str> = all.iter().copied().collect();
        assert!(all.len() > 1);
        assert_eq!(unique.len(), all.len(), "{violations:#}");
    }
    let severities = fixtures("gitlab").json();
    let severities: BTreeSet<&str> = strings(&severities, "severity").into_iter().collect();
    assert_eq!(severities, BTreeSet::from(["info", "major", "minor"]));
}

#[test]
fn junit_counts_calls_and_findings() {
    let folder = failing();
    let has_scope = NO_SCOPE.replace("[]", "[\"okta.groups.read\"]");
    folder.write("oktalint.toml", has_scope.as_bytes());
    folder.write(
        "src/Groups.cs",
        LIST_USERS.replace("users", "groups").as_bytes(),
    );
    let out = folder.run(&["check", "--format", "junit"]).out;
    assert!(
        out.contains(
            "<testsuites name=\"oktalint\" tests=\"2\" failures=\"1\" errors=\"0\" skipped=\"0\">"
        ),
        "{out}"
    );
    assert!(
        out.contains("<testcase name=\"listGroups (GET /api/v1/groups) at 5:47\""),
        "{out}"
    );
    assert!(
        out.contains("<failure type=\"error\" message=\"listUsers (GET /api/v1/users) needs"),
        "{out}"
    );
    assert!(out.contains("\nat src/Users.cs:5:47\n"), "{out}");
    let notes = fixtures("junit").out;
    assert!(notes.contains("<skipped message=\""), "{notes}");
}

#[test]
fn the_summary_has_findings_requirements_and_folded_calls() {
    let out = failing().run(&["check", "--format", "markdown"]).out;
    for part in [
        "# oktalint: 1 error\n",
        "| error | missing-scope | listUsers (GET /api/v1/users) needs okta.users.read, which token",
        "### sync (1 call)\n\n| | |\n|---|---|\n| scopes | okta.users.read |\n| missing | okta.users.read |\n",
        "<details>\n<summary>Calls of Okta (1)</summary>\n\n",
        "| listUsers (GET /api/v1/users) | src/Users.cs:5:47 | okta.users.read | sync | denied |\n\n</details>\n",
    ] {
        assert!(out.contains(part), "{part}\n{out}");
    }
    let clean = Folder::with(&[])
        .run(&["check", "--format", "markdown"])
        .out;
    assert_eq!(
        clean,
        "# oktalint: no findings\n\n0 files seen, 0 parsed: no call of Okta found.\n\n"
    );
}

#[test]
fn a_summary_stays_below_what_github_takes() {
    const TAKES: usize = 1 << 20;
    let folder = Folder::with(&[("oktalint.toml", NO_SCOPE)]);
    folder.write(
        &format!(
            "{}/Users.cs",
            ["long"; 200].join("-")[..250].replace("g-l", "g/l")
        ),
        many(4_000).as_bytes(),
    );
    let out = folder.run(&["check", "--format", "markdown"]).out;
    assert!(out.len() < TAKES && out.len() > TAKES / 2, "{}", out.len());
    let head: Vec<&str> = out.lines().take(5).collect();
    assert!(
        head[4].starts_with("**Left out, since GitHub takes no summary above 1 MiB: 4000 calls, ")
            && head[4].contains(" findings"),
        "{head:?}"
    );
    assert_eq!(
        out.matches("<details>").count(),
        out.matches("</details>").count()
    );
}

/// The page is written once; what a browser makes of it is in tests/browser.
#[test]
fn the_page_is_whole_without_scripts() {
    let page = scraper::Html::parse_document(&failing().run(&["check", "--format", "html"]).out);
    let select = |selector: &str| {
        let selector = scraper::Selector::parse(selector).expect("a selector");
        let texts = page.select(&selector);
        texts
            .map(|element| element.text().collect::<String>())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        select("h2"),
        [
            "What each token must be allowed",
            "Findings",
            "Operations and call sites",
            "Scope by scope",
            "Least privilege, and why"
        ]
    );
    assert_eq!(select("h3")[0], "Token sync");
    assert_eq!(select("mark").len(), 1);
    assert!(select("mark")[0].contains("/api/v1/users"));
    let rows = select("#calls-table tbody tr");
    assert_eq!(rows.len(), 2);
    assert!(
        rows[0].starts_with("listUsers (GET /api/v1/users)"),
        "{rows:?}"
    );
    assert!(
        rows[1].contains("src/Users.cs:5:47") && rows[1].contains("denied"),
        "{rows:?}"
    );
    assert!(select(".findings")[0].contains("What to do: grant okta.users.read"));
    // Controls that do nothing without the script are not shown without it.
    assert_eq!(select("search[hidden] select").len(), 3);
    assert_eq!(select("table").len(), select("table > caption").len());
    assert_eq!(select("th").len(), select("th[scope]").len());
    let empty = Folder::with(&[]).run(&["check", "--format", "html"]).out;
    assert!(empty.contains("No lint has anything to say."), "{empty}");
}

#[test]
fn a_call_that_may_be_several_names_them() {
    let source = "import { Client } from '@okta/okta-sdk-nodejs';\nconst verb = process.env.V ? 'PUT' : 'POST';\n\
        export const f = (id) => fetch('https://acme.okta.com/api/v1/users/' + id, { method: verb });\n";
    let folder = Folder::with(&[("a.js", source)]);
    let report: Json = folder.report(&[]);
    assert_eq!(report["calls"][0]["resolution"], "one-of", "{report:#}");
    for format in ["html", "markdown"] {
        let out = folder.run(&["check", "--format", format]).out;
        assert!(out.contains("one of updateUser or replaceUser"), "{out}");
    }
}
