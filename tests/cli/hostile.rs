//! Names and text of a checked repository do not steer the terminal of who checks it, whatever they hold.

use crate::support::{Folder, LIST_USERS, POOR_TOKEN};

/// Sets a window title, hides what follows, turns text round.
const HOSTILE: &str = "a\u{1b}]0;owned\u{7}\u{202e}b";

fn assert_harmless(text: &str) {
    let is_shown = |c: char| c == '\n' || !(c.is_control() || c == '\u{202e}' || c == '\u{200b}');
    assert!(text.chars().all(is_shown), "{text:?}");
}

#[cfg(unix)]
#[test]
fn file_names_are_escaped_in_text_and_kept_in_data() {
    let name = format!("{HOSTILE}\n.cs");
    let broken = format!("{HOSTILE}-broken.cs");
    let folder = Folder::with(&[
        ("oktalint.toml", POOR_TOKEN),
        (&name, LIST_USERS),
        (&broken, "class Okta { void M( { } } = ) okta ;"),
    ]);
    for format in ["text", "json", "sarif"] {
        let run = folder.run(&["check", "--format", format, "--verbose"]);
        assert_eq!(run.status, 1);
        assert_harmless(&run.out);
        assert_harmless(&run.err);
    }
    let text = folder.run(&["check"]).out;
    assert!(
        text.contains(r"a\u{1b}]0;owned\u{7}\u{202e}b\u{a}.cs"),
        "{text}"
    );
    assert_eq!(folder.report(&[])["calls"][0]["file"], name);
}

#[cfg(unix)]
#[test]
fn names_that_are_no_text_are_read() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    let folder = Folder::with(&[]);
    let path = folder.path().join(OsStr::from_bytes(b"caf\xE9.cs"));
    if std::fs::write(path, LIST_USERS).is_err() {
        // Some file systems know no such names.
        return;
    }
    assert_eq!(folder.report(&[])["calls"][0]["file"], "caf\u{FFFD}.cs");
}

#[test]
fn source_is_escaped() {
    let source = LIST_USERS
        .replace("/users", &format!("/policies/{HOSTILE}/app"))
        .replace("All()", "All(/* \u{1b}[8m\u{200b} */)");
    let folder = Folder::with(&[("Users.cs", &source)]);
    let run = folder.run(&["check", "--verbose"]);
    assert!(run.out.contains("deprecated-operation"), "{}", run.out);
    assert_harmless(&run.out);
    let unknown = LIST_USERS.replace("/users", &format!("/users/1/lifecycle/{HOSTILE}"));
    folder.write("Users.cs", unknown.as_bytes());
    assert_harmless(&folder.run(&["check", "--verbose"]).out);
}

#[test]
fn a_configuration_is_escaped() {
    let broken = format!("exclude = [\"{HOSTILE}\"]\n");
    let unknown = r#""\u001b[31m" = 1
[[token]]
name = "\u001b]0;owned\u0007"
credential = "\u202eoauth"
"#;
    let slips = r#"[[token]]
name = "\u001b]0;owned\u0007"
credential = "oauth-service"
scopes = ["okta.\u001b[2J"]
[[token]]
name = "\u001b]0;owned\u0007"
credential = "api-token"
"#;
    for config in [broken.as_str(), unknown, slips] {
        let run = Folder::with(&[("oktalint.toml", config)]).run(&["check"]);
        assert_eq!(run.status, 2);
        assert_harmless(&run.err);
    }
}

#[test]
fn a_tokens_name_is_escaped() {
    let config = POOR_TOKEN
        .replace("sync", r"\u001b]0;owned\u0007")
        .replace("okta.groups.read", r"\u001b[2J");
    let folder = Folder::with(&[("oktalint.toml", &config), ("Users.cs", LIST_USERS)]);
    let run = folder.run(&["check", "--verbose"]);
    assert_eq!(run.status, 1);
    assert_harmless(&run.out);
}

#[test]
fn deep_nesting_and_long_lines_are_survived() {
    let deep = format!(
        "class Okta {{ object M() => {}1{}; }}",
        "(\n".repeat(50_000),
        ")\n".repeat(50_000)
    );
    let long = format!(
        "class Okta {{ string S = \"{}\";\n}}\n// \n",
        "x".repeat(300_000)
    );
    let folder = Folder::with(&[
        ("Deep.cs", &deep),
        ("Long.cs", &long),
        ("Users.cs", LIST_USERS),
    ]);
    let run = folder.run(&["check"]);
    assert_eq!(run.status, 0, "{}", run.err);
    assert!(run.out.contains("listUsers"), "{}", run.out);
}
