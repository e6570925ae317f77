//! Configurations, lists and documents of any size and shape: an answer or a clear error, within bounds.

use std::fmt::Write as _;

use crate::support::{Folder, LIST_USERS, Run, files_with_calls, oktalint};

/// What a run with this configuration says; it must be an error of the configuration.
fn config_error(config: &str) -> String {
    let folder = Folder::with(&[("oktalint.toml", config), ("Users.cs", LIST_USERS)]);
    error(&folder, &["check"])
}

/// What a run says that must fail, and say why.
fn error(folder: &Folder, arguments: &[&str]) -> String {
    let run = folder.run(arguments);
    assert_eq!(run.status, 2, "{}", run.err);
    assert_eq!(run.out, "");
    assert!(!run.err.contains("panicked"), "{}", run.err);
    assert!(run.err.contains("oktalint::"), "{}", run.err);
    assert!(run.err.len() < 1 << 20, "{} bytes of errors", run.err.len());
    run.err
}

#[test]
fn a_configuration_of_ten_megabytes() {
    let said = config_error(&"# nothing\n".repeat(1 << 20));
    assert!(said.contains("larger than 524288 bytes"), "{said}");
}

#[test]
fn configurations_that_nest_without_an_end() {
    let deep =
        |open: &str, close: &str| format!("a = {}1{}", open.repeat(60_000), close.repeat(60_000));
    for config in [
        deep("[\n", "\n]"),
        deep("{ b =\n", "}\n"),
        deep("[", "]"),
        format!("a{} = 1", ".a".repeat(100_000)),
        format!("[{}a]", "a.".repeat(100_000)),
    ] {
        config_error(&config);
    }
}

/// What has very many mistakes says how many, and shows the first.
#[test]
fn configurations_with_thousands_of_mistakes() {
    let lines = |line: fn(usize) -> String, count: usize| (0..count).map(line).collect::<String>();
    let said = config_error(&lines(|n| format!("key{n} = 1\n"), 20_000));
    assert!(
        said.contains("20000 errors; these are the first 50"),
        "{}",
        &said[..200]
    );
    let token = "[[token]]\nname = \"a\"\ncredential = \"oauth-service\"\n";
    let scopes = lines(|n| format!("\"okta.x{n}.read\",\n"), 20_000);
    config_error(&format!("{token}scopes = [\n{scopes}]"));
    let roles = lines(|n| format!("\"USER_{n}\",\n"), 20_000);
    config_error(&format!("{token}roles = [\n{roles}]"));
    let permissions = lines(|n| format!("\"okta.x{n}\",\n"), 20_000);
    config_error(&format!("{token}permissions = [\n{permissions}]"));
    config_error(&lines(
        |_| "[[token]]\nname = \"a\"\ncredential = \"api-token\"\n".to_owned(),
        5_000,
    ));
    let grants = lines(|_| "\"/dev/zero\",\n".to_owned(), 20_000);
    config_error(&format!("{token}grants = [\n{grants}]"));
}

#[test]
fn globs_that_nest_or_run_on() {
    let deep = format!("{}b{}", "{a,\n".repeat(50_000), "}".repeat(5_000));
    let long = "x\n".repeat(100_000);
    for glob in [deep, long] {
        for config in [
            format!("exclude = [\"\"\"{glob}\"\"\"]"),
            format!("[gate]\nprivileged = [\"\"\"{glob}\"\"\"]"),
        ] {
            let said = config_error(&config);
            assert!(
                said.contains("a glob of more than 1000 bytes"),
                "{}",
                &said[..300]
            );
        }
    }
    // As deep as a glob may be, and deeper.
    let nested = |depth: usize| {
        let glob = format!("{}b{}", "{a,".repeat(depth), "}".repeat(depth));
        format!("exclude = [\"{glob}\"]")
    };
    let folder = Folder::with(&[("oktalint.toml", &nested(10)), ("Users.cs", LIST_USERS)]);
    assert_eq!(folder.run(&["check"]).status, 0);
    for depth in [11, 200, 249] {
        let said = config_error(&nested(depth));
        assert!(said.contains("nest deeper than 10"), "{said}");
    }
}

/// A place beyond column 65,535 can't be underlined.
#[test]
fn lines_that_run_on() {
    let config = format!("exclude = [{}\"{{\"]", "\"a/b\", ".repeat(20_000));
    let said = config_error(&config);
    assert!(said.contains("line 1 has more than 10000 bytes"), "{said}");
}

#[cfg(unix)]
#[test]
fn configurations_that_are_no_files() {
    use std::os::unix::fs::symlink;
    let folder = Folder::with(&[
        ("src/Users.cs", LIST_USERS),
        ("shared/oktalint.toml", "exclude = [\"src\"]\n"),
        ("secret.toml", "password = \"hunter2\"\n"),
    ]);
    let said = error(&folder, &["check", "--config", "/dev/zero", "src"]);
    assert!(said.contains("larger than"), "{said}");
    error(&folder, &["check", "--config", "src", "src"]);
    error(&folder, &["check", "--config", "gone.toml", "src"]);
    // A folder or pipe of that name is none that is found.
    std::fs::create_dir(folder.path().join("oktalint.toml")).expect("a folder");
    assert_eq!(files_with_calls(&folder.report(&["."])), ["src/Users.cs"]);
    std::fs::remove_dir(folder.path().join("oktalint.toml")).expect("a folder");
    let made = std::process::Command::new("mkfifo")
        .arg(folder.path().join("oktalint.toml"))
        .status();
    assert!(made.is_ok_and(|status| status.success()), "mkfifo");
    assert_eq!(files_with_calls(&folder.report(&["."])), ["src/Users.cs"]);
    std::fs::remove_file(folder.path().join("oktalint.toml")).expect("a pipe");
    // A link to another configuration holds; one to any other file would show its lines.
    let link = |to: &str| symlink(to, folder.path().join("oktalint.toml")).expect("a link");
    link("shared/oktalint.toml");
    assert_eq!(
        files_with_calls(&folder.report(&["src"])),
        Vec::<&str>::new()
    );
    std::fs::remove_file(folder.path().join("oktalint.toml")).expect("a link");
    link("secret.toml");
    let said = error(&folder, &["check", "src"]);
    assert!(
        said.contains("is a link to") && !said.contains("hunter2"),
        "{said}"
    );
}

/// Anchors that stand for ten times as much each, and nesting.
fn bombs() -> Vec<(&'static str, String)> {
    let mut laughs = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned();
    for n in 1..40 {
        let items = vec![format!("*a{}", n - 1); 9].join(", ");
        let _ = writeln!(laughs, "a{n}: &a{n} [{items}]");
    }
    let mut merged = "m0: &m0 { x: 1 }\n".to_owned();
    for n in 1..60 {
        let before = n - 1;
        let _ = writeln!(
            merged,
            "m{n}: &m{n}\n  <<: [*m{before}, *m{before}, *m{before}]\n  okta: *m{before}"
        );
    }
    let deep = |open: &str, close: &str| open.repeat(100_000) + "1" + &close.repeat(100_000);
    vec![
        ("laughs.yaml", format!("okta: 1\n{laughs}")),
        ("merged.yaml", format!("okta: 1\n{merged}")),
        ("self.yaml", "okta: &a\n  client: *a\n  <<: *a\n".to_owned()),
        ("lists.yaml", format!("okta: {}", deep("[", "]"))),
        ("maps.yaml", format!("okta: {}", deep("{a: ", "}"))),
        ("keys.yaml", format!("okta: 1\n{}", "? ".repeat(100_000))),
        (
            "appsettings.json",
            format!("{{\"okta\": {{\"client\": {}}}}}", deep("{\"okta\":", "}")),
        ),
        ("lists.json", format!("{{\"okta\": {}}}", deep("[", "]"))),
        (
            "openapi.yaml",
            format!("{laughs}openapi: 3.0.0\ninfo: {{ version: 1 }}\npaths:\n  /a: *a39\n"),
        ),
    ]
}

#[test]
fn bombs_among_the_settings() {
    let mut files = bombs();
    let settings = format!(
        "OKTA_CLIENT_SCOPES={}\n",
        "okta.users.read ".repeat(200_000)
    );
    files.push((".env", settings));
    for (name, text) in files {
        let folder = Folder::with(&[("Users.cs", LIST_USERS)]);
        // One line a bracket, lest it be taken for a minified file.
        folder.write(
            name,
            text.replace('[', "[\n").replace('{', "{\n").as_bytes(),
        );
        let run = folder.run(&["check", "--format", "json"]);
        assert_eq!(run.status, 0, "{name}: {}", run.err);
        assert_eq!(files_with_calls(&run.json()), ["Users.cs"], "{name}");
    }
}

#[test]
fn hostile_terraform() {
    let app = "resource \"okta_app_oauth\" \"sync\" {\n  type = \"service\"\n  label = ";
    let deep = |open: &str, close: &str, times: usize| {
        format!("{app}{}1{}\n}}\n", open.repeat(times), close.repeat(times))
    };
    let mut doubling = "locals {\n  a0 = \"okta.users.read\"\n".to_owned();
    for n in 1..60 {
        let before = n - 1;
        let _ = writeln!(
            doubling,
            "  a{n} = \"${{local.a{before}}}${{local.a{before}}}\"\n  b{n} = concat(local.b{before}, local.b{before}, [local.a{n}])"
        );
    }
    doubling += "  b0 = local.b59\n}\n";
    let scopes = "resource \"okta_app_oauth_api_scope\" \"sync\" {\n  app_id = okta_app_oauth.sync.id\n  scopes = local.b59\n}\n";
    for source in [
        deep("[\n", "\n]", 50_000),
        deep("(\n", "\n)", 50_000),
        deep("{ a = \n", "\n}", 50_000),
        deep("f(\n", "\n)", 50_000),
        deep("!", "", 50_000),
        deep("1 + ", "", 50_000),
        deep("a ? b : ", "", 20_000),
        deep("\"${", "}\"", 20_000),
        "okta \"x\" {\n".repeat(20_000) + &"}\n".repeat(20_000),
        format!("{app}1\n}}\n{doubling}{scopes}"),
        format!("{app}<<EOT\n${{"),
    ] {
        let folder = Folder::with(&[("Users.cs", LIST_USERS), ("main.tf", &source)]);
        let run = folder.run(&["check", "--format", "json"]);
        let begin: String = source.chars().take(100).collect();
        assert_eq!(run.status, 0, "{begin}: {}", run.err);
        assert_eq!(files_with_calls(&run.json()), ["Users.cs"], "{begin}");
    }
}

#[cfg(unix)]
#[test]
fn input_without_an_end() {
    let folder = Folder::with(&[("Users.cs", LIST_USERS)]);
    for arguments in [
        ["ops", "/dev/zero"].as_slice(),
        &["explain-403", "/dev/zero"],
        &["catalog", "import", "--into", "catalog", "/dev/zero"],
        &["catalog", "diff", "/dev/zero", "/dev/zero"],
        &["check", "/dev/zero"],
        &["check", "--baseline", "/dev/zero"],
    ] {
        error(&folder, arguments);
    }
    // A stream that never ends is read as far as a list may be long.
    let endless = std::fs::File::open("/dev/zero").expect("a device");
    let mut command = std::process::Command::new(oktalint(folder.path()).get_program());
    let output = command.args(["ops", "-"]).stdin(endless).output();
    assert_eq!(output.expect("the program runs").status.code(), Some(2));
}

/// A configuration of somebody else may name any file; what it holds is not theirs to see.
#[test]
fn a_message_about_a_file_shows_nothing_of_it() {
    let outside = Folder::with(&[
        ("text.json", "\"hunter2\"\n"),
        ("version.json", "{\"schema_version\": \"hunter2\"}\n"),
        ("lines.txt", "password: hunter2\n"),
        ("key.json", "{\"hunter2\": 1}\n"),
        (
            "entry.json",
            "{\"schema_version\": 1, \"entries\": [{\"rule\": 1, \"hunter2\": 1}], \"calls\": \"hunter2\"}\n",
        ),
    ]);
    for name in [
        "text.json",
        "version.json",
        "lines.txt",
        "key.json",
        "entry.json",
    ] {
        let file = outside.path().join(name);
        let file = file.to_string_lossy().replace('\\', "/");
        let token = "[[token]]\nname = \"a\"\ncredential = \"oauth-service\"\n";
        for config in [
            format!("[gate]\nbaseline = \"{file}\"\n"),
            format!("{token}grants = [\"{file}\"]\n"),
        ] {
            let said = config_error(&config);
            assert!(!said.contains("hunter2"), "{config}: {said}");
        }
    }
}

/// What people hand over themselves, and what a job hands over of a checked repository.
#[test]
fn bombs_on_the_command_line() {
    const LONGEST: std::time::Duration = std::time::Duration::from_secs(20);
    let mut files = bombs();
    files.extend([
        (
            "long.txt",
            format!("GET /api/v1/{}", "users/".repeat(1 << 18)),
        ),
        (
            "wide.txt",
            format!(
                "E0000006 POST /api/v1/{} {}",
                "x/".repeat(100_000),
                "GET /api/v1/users ".repeat(20_000)
            ),
        ),
        ("many.txt", "GET /api/v1/users/{id}\n".repeat(200_000)),
        (
            "error.json",
            format!(
                "{}{{\"errorCode\":\"E0000006\"}}{}",
                "[".repeat(100_000),
                "]".repeat(100_000)
            ),
        ),
    ]);
    for (name, text) in files {
        let folder = Folder::with(&[(name, &text)]);
        for arguments in [
            vec!["ops", name],
            vec!["plan", "--ops", name],
            vec!["explain-403", name],
            vec!["catalog", "import", "--into", ".", name],
            vec!["catalog", "diff", name, name],
        ] {
            let run = Run::of(oktalint(folder.path()).args(&arguments).timeout(LONGEST));
            assert!((0..=2).contains(&run.status), "{arguments:?}: {}", run.err);
            assert!(!run.err.contains("panicked"), "{arguments:?}: {}", run.err);
        }
    }
}

#[test]
fn lists_and_documents_without_an_end_are_refused() {
    let many = "GET /api/v1/users/{id}\n".repeat(10_001);
    let array = format!(
        "[{}\"GET /api/v1/users\"]",
        "\"GET /api/v1/users\",".repeat(10_000)
    );
    let deep = format!("paths: {}1{}", "{a: ".repeat(1_001), "}".repeat(1_001));
    let folder = Folder::with(&[
        ("many.txt", &many),
        ("many.json", &array),
        ("deep.yaml", &deep),
    ]);
    for name in ["many.txt", "many.json"] {
        let said = error(&folder, &["ops", name]);
        assert!(said.contains("10001 operations"), "{said}");
    }
    let said = error(&folder, &["catalog", "diff", "deep.yaml", "deep.yaml"]);
    assert!(said.contains("nests deeper"), "{said}");
}
