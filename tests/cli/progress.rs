//! Progress on a terminal, made by util-linux's `script`.
#![cfg(target_os = "linux")]

use std::process::Command;

use crate::support::Folder;

/// A tree whose check takes so long that a terminal shows its progress, found by doubling, and what was shown; `None` without a terminal.
fn slow_tree() -> Option<(Folder, String)> {
    const MOST_FILES: usize = 1_024;
    let folder = Folder::with(&[]);
    let mut written = 0;
    let mut wanted = 32;
    while wanted <= MOST_FILES {
        for number in written..wanted {
            folder.write(&format!("src/{number}.cs"), source(number).as_bytes());
        }
        written = wanted;
        let shown = on_terminal(&folder, "", &[])?;
        // A machine may be through with it before anything is shown.
        if shown.contains(" parsed, round 1 (") {
            return Some((folder, shown));
        }
        wanted *= 2;
    }
    panic!("{MOST_FILES} files are checked at once");
}

fn source(number: usize) -> String {
    let mut source = format!("using System.Net.Http;\nclass Users{number}(HttpClient okta)\n{{\n");
    for method in 0..400 {
        source += &format!(
            "    Task<string> Get{method}(string id) => okta.GetStringAsync($\"https://acme.okta.com/api/v1/users/{{id}}?a={method}\");\n"
        );
    }
    source + "}\n"
}

/// What a terminal shows of a check; `None` without a program that makes one.
fn on_terminal(folder: &Folder, arguments: &str, environment: &[(&str, &str)]) -> Option<String> {
    let program = assert_cmd::cargo::cargo_bin("oktalint");
    let output = Command::new("script")
        .args(["--quiet", "--return", "--flush", "--command"])
        .arg(format!(
            "'{}' check {arguments} > report.txt",
            program.display()
        ))
        .arg("/dev/null")
        .current_dir(folder.path())
        .env_remove("CI")
        .env("TERM", "xterm")
        .envs(environment.iter().copied())
        .output()
        .ok()?;
    assert!(output.status.success(), "{output:?}");
    Some(String::from_utf8(output.stdout).expect("UTF-8"))
}

#[test]
fn a_long_scan_shows_one_line_and_clears_it() {
    let Some((folder, shown)) = slow_tree() else {
        return;
    };
    assert!(shown.contains("\roktalint: "), "{shown:?}");
    assert!(
        !shown.contains('\n') && !shown.contains('\u{1b}'),
        "{shown:?}"
    );
    let mut drawn = shown.rsplit('\r');
    assert_eq!(drawn.next(), Some(""));
    assert_eq!(drawn.next().map(str::trim_end), Some(""), "{shown:?}");

    let quiet = on_terminal(&folder, "--quiet", &[]);
    assert_eq!(quiet.as_deref(), Some(""));
    let in_ci = on_terminal(&folder, "", &[("CI", "true")]);
    assert_eq!(in_ci.as_deref(), Some(""));
}

#[test]
fn a_short_scan_shows_nothing() {
    let folder = Folder::with(&[("a.ts", "export const a = 1;\n")]);
    if let Some(shown) = on_terminal(&folder, "", &[]) {
        assert_eq!(shown, "");
    }
}
