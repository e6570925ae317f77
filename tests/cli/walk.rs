//! Which files of a tree are read.

use serde_json::Value as Json;

use crate::support::{Folder, LIST_USERS, POOR_TOKEN, files_with_calls};

/// The files of a tree in which calls are found; all of them hold the same call.
fn read(files: &[&str], others: &[(&str, &str)]) -> Vec<String> {
    let mut all: Vec<(&str, &str)> = files.iter().map(|name| (*name, LIST_USERS)).collect();
    all.extend(others);
    let report = Folder::with(&all).report(&[]);
    files_with_calls(&report)
        .into_iter()
        .map(str::to_owned)
        .collect()
}

#[test]
fn ignored_files_are_not_read() {
    let files = [
        "src/Users.cs",
        "src/Users.g.cs",
        "generated/Users.cs",
        "src/keep/Users.g.cs",
    ];
    let ignores = [
        (".gitignore", "*.g.cs\n/generated/\n"),
        ("src/keep/.gitignore", "!*.g.cs\n"),
    ];
    assert_eq!(
        read(&files, &ignores),
        ["src/Users.cs", "src/keep/Users.g.cs"]
    );
}

#[test]
fn folders_of_others_and_of_builds_are_not_entered() {
    let files = [
        "node_modules/a/Users.cs",
        ".git/hooks/Users.cs",
        "app/bin/Users.cs",
        "app/obj/Users.cs",
        "tools/bin/Users.cs",
        ".github/Users.cs",
    ];
    // `bin` is build output beside a project file only; elsewhere somebody's scripts are in it.
    assert_eq!(
        read(&files, &[("app/App.csproj", "")]),
        [".github/Users.cs", "tools/bin/Users.cs"]
    );
}

#[test]
fn folders_can_be_kept_and_skipped() {
    let config = "[files]\nskip = [\"generated\"]\nkeep = [\"node_modules\"]\n";
    let files = [
        "generated/Users.cs",
        "node_modules/Users.cs",
        "src/Users.cs",
    ];
    assert_eq!(
        read(&files, &[("oktalint.toml", config)]),
        ["node_modules/Users.cs", "src/Users.cs"]
    );
}

#[cfg(unix)]
#[test]
fn links_are_followed_only_where_they_are_named() {
    use std::os::unix::fs::symlink;
    let outside = Folder::with(&[("Users.cs", LIST_USERS)]);
    let folder = Folder::with(&[("src/Users.cs", LIST_USERS)]);
    symlink(outside.path(), folder.path().join("away")).expect("link");
    symlink(
        outside.path().join("Users.cs"),
        folder.path().join("Away.cs"),
    )
    .expect("link");
    symlink("..", folder.path().join("src/round")).expect("link");
    assert_eq!(files_with_calls(&folder.report(&[])), ["src/Users.cs"]);
    assert_eq!(
        files_with_calls(&folder.report(&["away"])),
        ["away/Users.cs"]
    );
}

#[cfg(unix)]
#[test]
fn a_pipe_among_the_files_does_not_stop_the_scan() {
    let folder = Folder::with(&[("Users.cs", LIST_USERS)]);
    let pipe = folder.path().join("Pipe.cs");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status();
    assert!(made.is_ok_and(|status| status.success()), "mkfifo");
    assert_eq!(files_with_calls(&folder.report(&[])), ["Users.cs"]);
    let run = folder.run(&["check", "Pipe.cs"]);
    assert_eq!(run.status, 2);
    assert!(
        run.err.contains("neither a file nor a folder"),
        "{}",
        run.err
    );
}

#[cfg(unix)]
#[test]
fn a_file_that_cannot_be_read_is_said_and_the_scan_goes_on() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::with(&[("Closed.cs", LIST_USERS), ("Users.cs", LIST_USERS)]);
    let closed = folder.path().join("Closed.cs");
    std::fs::set_permissions(&closed, std::fs::Permissions::from_mode(0o000)).expect("permissions");
    if std::fs::File::open(&closed).is_ok() {
        // Root may read everything: nothing is unreadable then.
        return;
    }
    let report = folder.report(&[]);
    assert_eq!(files_with_calls(&report), ["Users.cs"]);
    assert_eq!(report["problems"][0]["file"], "Closed.cs");
}

#[test]
fn unusual_bytes_are_read_or_said() {
    let folder = Folder::with(&[("Plain.cs", LIST_USERS)]);
    let mut invalid = LIST_USERS.as_bytes().to_vec();
    invalid.splice(0..0, *b"// caf\xE9\n");
    folder.write("Latin1.cs", &invalid);
    let utf16: Vec<u8> = std::iter::once(0xFEFF)
        .chain(LIST_USERS.encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    folder.write("Wide.cs", &utf16);
    let mut binary = LIST_USERS.as_bytes().to_vec();
    binary.push(0);
    folder.write("Binary.cs", &binary);
    folder.write(
        "Minified.cs",
        LIST_USERS.replace('\n', &" ".repeat(1000)).as_bytes(),
    );
    let report = folder.report(&[]);
    assert_eq!(
        files_with_calls(&report),
        ["Latin1.cs", "Plain.cs", "Wide.cs"]
    );
    assert_eq!(
        problems(&report),
        ["Latin1.cs: not valid in its encoding: unreadable characters were replaced"]
    );
    assert_eq!(report["calls"][0]["line"], 6);
    let verbose = folder.run(&["check", "--verbose"]).err;
    assert!(verbose.contains("1 file skipped: binary"), "{verbose}");
    assert!(verbose.contains("1 file skipped: minified"), "{verbose}");
}

#[test]
fn a_file_that_is_too_large_is_said() {
    let config = format!("[files]\nmax_bytes = {}\n", LIST_USERS.len());
    let larger = format!("{LIST_USERS}\n");
    let folder = Folder::with(&[
        ("oktalint.toml", &config),
        ("Larger.cs", &larger),
        ("Users.cs", LIST_USERS),
    ]);
    let report = folder.report(&[]);
    assert_eq!(files_with_calls(&report), ["Users.cs"]);
    assert!(
        problems(&report)[0].starts_with("Larger.cs: not read: "),
        "{report:#}"
    );
}

fn problems(report: &Json) -> Vec<String> {
    let problems = report["problems"].as_array().expect("a list");
    let text = |problem: &Json| {
        let field = |name: &str| problem[name].as_str().unwrap_or_default().to_owned();
        format!("{}: {}", field("file"), field("what"))
    };
    problems.iter().map(text).collect()
}

#[test]
fn roots_may_overlap_and_each_file_counts_once() {
    let folder = Folder::with(&[("src/Users.cs", LIST_USERS), ("src/a/Users.cs", LIST_USERS)]);
    let report = folder.report(&[".", "src", "./src/a/Users.cs"]);
    assert_eq!(
        files_with_calls(&report),
        ["src/Users.cs", "src/a/Users.cs"]
    );
    assert_eq!(report["summary"]["files_seen"], 2);
}

#[test]
fn paths_are_relative_to_the_working_directory() {
    let folder = Folder::with(&[("src/Users.cs", LIST_USERS)]);
    let absolute = std::fs::canonicalize(folder.path())
        .expect("a folder")
        .join("src");
    let report = folder.report(&[&absolute.to_string_lossy()]);
    assert_eq!(files_with_calls(&report), ["src/Users.cs"]);
}

/// Bytes that are no UTF-8 are shown alike; they are different files all the same.
#[cfg(target_os = "linux")]
#[test]
fn names_that_look_alike_are_different_files() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt as _;
    let folder = Folder::with(&[]);
    for name in [&b"a\xff.cs"[..], b"a\xfe.cs", b"d\xff", b"d\xfe"] {
        let path = folder.path().join(OsStr::from_bytes(name));
        let file = match path.extension() {
            Some(_) => path,
            None => {
                std::fs::create_dir(&path).expect("a folder");
                path.join("Users.cs")
            }
        };
        std::fs::write(file, LIST_USERS).expect("a file");
    }
    for roots in [&["."][..], &[".", "."]] {
        let report = folder.report(roots);
        assert_eq!(report["summary"]["files_seen"], 4, "{roots:?}");
        assert_eq!(report["summary"]["calls"], 4, "{roots:?}");
    }
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let folder = Folder::with(&[("oktalint.toml", POOR_TOKEN)]);
    for number in 0..60 {
        folder.write(
            &format!("src/{}/Users{number}.cs", number % 7),
            LIST_USERS.as_bytes(),
        );
    }
    folder.write("src/Broken.cs", b"class Okta { void M( { } } = ) okta ;");
    for format in ["text", "json", "sarif"] {
        let run = |threads: &str| {
            let out = folder
                .run(&["check", "--format", format, "--threads", threads])
                .out;
            let lines = out.lines().filter(|line| !line.contains("\"elapsed_ms\""));
            lines.collect::<Vec<_>>().join("\n")
        };
        let one = run("1");
        assert!(one.contains("Users59.cs"), "{format}");
        for threads in ["2", "4", "16"] {
            assert!(run(threads) == one, "{format} with {threads} threads");
        }
    }
}

/// Files that hold none of the needles are read all the same where a wrapper or a client of another file is used in them.
#[test]
fn files_that_use_a_wrapper_of_another_file_come_in() {
    let folder = Folder::with(&[
        (
            "src/client.ts",
            "export const send = (path: string) => fetch(`https://acme.okta.com/api/v1${path}`);\n",
        ),
        (
            "src/users.ts",
            "import { send } from './client';\nexport const all = () => send('/users');\n",
        ),
        (
            "src/DirectoryGateway.cs",
            "using System.Net.Http;\nclass DirectoryGateway(HttpClient http)\n{\n    \
             public Task<string> Read(string path) => http.GetStringAsync(\"https://acme.okta.com/api/v1\" + path);\n}\n",
        ),
        (
            "src/Report.cs",
            "class Report(DirectoryGateway gateway)\n{\n    Task<string> Run() => gateway.Read(\"/groups\");\n}\n",
        ),
        (
            "src/unrelated.ts",
            "export const send = (path: string) => path;\n",
        ),
    ]);
    let report = folder.report(&[]);
    assert_eq!(files_with_calls(&report), ["src/Report.cs", "src/users.ts"]);
    assert_eq!(report["summary"]["files_parsed"], 4);
}

/// Functions in an object literal are called through it, and go by its name.
#[test]
fn files_that_use_an_object_of_functions_come_in() {
    let folder = Folder::with(&[
        (
            "src/client.ts",
            "export const api = { send: (path: string) => fetch(`https://acme.okta.com/api/v1${path}`) };\n\
             export const me = { load() { return api.send('/users/me'); } };\n",
        ),
        (
            "src/groups.ts",
            "import { api } from './client';\nexport const all = () => api.send('/groups');\n",
        ),
    ]);
    let report = folder.report(&[]);
    assert_eq!(
        files_with_calls(&report),
        ["src/client.ts", "src/groups.ts"]
    );
    assert_eq!(report["calls"][0]["enclosing"], "me.load");
}

/// A class that is handed a client of Okta's, or asks for it by name, says itself nothing of Okta.
#[test]
fn files_that_use_a_client_set_up_elsewhere_come_in() {
    let folder = Folder::with(&[
        (
            "src/Program.cs",
            "var services = new ServiceCollection();\n\
             services.AddHttpClient<PeopleService>(c => c.BaseAddress = new Uri(\"https://acme.okta.com/api/v1/\"));\n\
             services.AddHttpClient(ClientNames.People, c => c.BaseAddress = new Uri(\"https://acme.okta.com/api/v1/\"));\n\
             services.AddHttpClient<TicketService>(c => c.BaseAddress = new Uri(\"https://tickets.example.com/\"));\n",
        ),
        (
            "src/PeopleService.cs",
            "using System.Net.Http;\nclass PeopleService(HttpClient http)\n{\n    Task Me() => http.GetAsync(\"users/me\");\n}\n",
        ),
        (
            "src/ClientNames.cs",
            "static class ClientNames\n{\n    public const string People = \"people\";\n}\n",
        ),
        (
            "src/Job.cs",
            "using System.Net.Http;\nclass Job(IHttpClientFactory factory)\n{\n    \
             Task Run() => factory.CreateClient(ClientNames.People).GetAsync(\"groups\");\n}\n",
        ),
        (
            "src/TicketService.cs",
            "using System.Net.Http;\nclass TicketService(HttpClient http)\n{\n    Task Me() => http.GetAsync(\"users/me\");\n}\n",
        ),
    ]);
    let report = folder.report(&[]);
    assert_eq!(
        files_with_calls(&report),
        ["src/Job.cs", "src/PeopleService.cs"]
    );
    assert_eq!(report["summary"]["files_parsed"], 3);
}

#[test]
fn what_programs_wrote_about_code_is_no_source() {
    let folder = Folder::with(&[
        ("src/Users.cs", LIST_USERS),
        ("operations.txt", "GET /api/v1/users/{id}/roles\n"),
    ]);
    let before = folder.report(&[])["summary"]["calls"].clone();
    let path = |name: &str| folder.path().join(name).display().to_string();
    let documents: [(&str, &[&str]); 6] = [
        ("report.json", &["check", "--format", "json"]),
        ("sarif.json", &["check", "--format", "sarif"]),
        ("plan.json", &["plan", "--format", "json"]),
        ("api.json", &["plan", "--format", "okta-api"]),
        ("ops.json", &["ops", "operations.txt", "--format", "json"]),
        (
            "can.json",
            &["can", "DELETE", "/api/v1/users/{id}", "--format", "json"],
        ),
    ];
    for (name, arguments) in documents {
        let run = folder.run(arguments);
        assert!(run.out.len() > 100, "{name}: {}", run.err);
        folder.write(name, run.out.as_bytes());
        // As another program would write it.
        let compact: String = run.out.lines().map(str::trim).collect();
        folder.write(&format!("compact-{name}"), compact.as_bytes());
    }
    std::fs::remove_file(path("operations.txt")).expect("removed");
    let report = folder.report(&[]);
    assert_eq!(report["summary"]["calls"], before, "{report:#}");
    // What only looks a bit like one is read.
    folder.write(
        "requests.json",
        br#"{"schema_version": 1, "method": "GET", "url": "https://acme.okta.com/api/v1/users"}"#,
    );
    let report = folder.report(&[]);
    assert_ne!(report["summary"]["calls"], before, "{report:#}");
}
