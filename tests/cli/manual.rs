//! Completions for shells and manual pages.

use std::io::Write;
use std::process::{Command, Stdio};

use crate::support::{Folder, Run, oktalint, project};

fn print(arguments: &[&str]) -> Run {
    Run::of(oktalint(project()).args(arguments))
}

/// The commands that the help lists.
fn commands() -> Vec<String> {
    let help = print(&["--help"]).out;
    let list = help
        .split("Commands:\n")
        .nth(1)
        .expect("a list of commands");
    let lines = list.lines().take_while(|line| !line.is_empty());
    let names = lines.filter_map(|line| line.strip_prefix("  ")?.split(' ').next());
    let names = names.filter(|name| !name.is_empty() && *name != "help");
    names.map(str::to_owned).collect()
}

/// What a program says of a text; `None` if there is no such program.
fn check(program: &str, arguments: &[&str], text: &str) -> Option<(bool, String)> {
    let mut child = Command::new(program)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .ok()?;
    let mut input = child.stdin.take().expect("standard input");
    // A program that needs less than all of it may close early.
    let _ = input.write_all(text.as_bytes());
    drop(input);
    let output = child.wait_with_output().expect("the program ends");
    let said = [output.stdout, output.stderr].concat();
    Some((
        output.status.success(),
        String::from_utf8_lossy(&said).into_owned(),
    ))
}

#[test]
fn completions_come_out_for_every_shell() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let run = print(&["completions", shell]);
        assert_eq!((run.status, run.err.as_str()), (0, ""), "{shell}");
        for command in commands() {
            assert!(run.out.contains(&command), "{shell}: {command}");
        }
    }
    assert_eq!(print(&["completions", "basic"]).status, 2);
}

#[test]
fn shells_can_read_their_completions() {
    let read = |shell: &str, arguments: &[&str]| {
        let script = print(&["completions", shell]).out;
        if let Some((is_read, said)) = check(shell, arguments, &script) {
            assert!(is_read, "{shell}: {said}");
        }
    };
    read("bash", &["-n"]);
    read("zsh", &["-n"]);
    read("fish", &["--no-execute"]);
}

#[cfg(unix)]
#[test]
fn bash_completes_commands_and_options() {
    let script = print(&["completions", "bash"]).out;
    let ask = |words: &str, at: usize| {
        let text = format!(
            "{script}\nCOMP_WORDS=({words}); COMP_CWORD={at}; _oktalint oktalint \"${{COMP_WORDS[{at}]}}\" ''; printf '%s\\n' \"${{COMPREPLY[@]}}\"\n"
        );
        check("bash", &[], &text)
    };
    let Some((_, said)) = ask("oktalint comp", 1) else {
        return;
    };
    assert_eq!(said, "completions\n");
    let (_, said) = ask("oktalint init --st", 2).expect("bash is there");
    assert_eq!(said, "--stdout\n");
}

#[test]
fn every_command_has_a_page() {
    let folder = Folder::with(&[]);
    let run = folder.run(&["man", "--output-dir", "share/man1"]);
    assert_eq!(
        (run.status, run.out.as_str(), run.err.as_str()),
        (0, "", "")
    );
    let mut expected: Vec<String> = commands()
        .iter()
        .map(|name| format!("oktalint-{name}.1"))
        .collect();
    expected.push("oktalint.1".to_owned());
    for file in &expected {
        let page = folder.read(&format!("share/man1/{file}"));
        assert!(
            page.contains(".SH NAME") && page.contains(".SH SYNOPSIS"),
            "{file}"
        );
        assert!(
            page.contains(concat!("oktalint ", env!("CARGO_PKG_VERSION"))),
            "{file}"
        );
    }
    assert_eq!(
        folder.read("share/man1/oktalint-catalog-list.1"),
        print(&["man", "catalog", "list"]).out
    );
    let written = folder.path().join("share/man1").read_dir().expect("folder");
    let names: Vec<String> = written
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    assert!(!names.iter().any(|name| name.contains("help")), "{names:?}");
}

#[test]
fn pages_render() {
    for command in [&["man"][..], &["man", "check"], &["man", "init"]] {
        let page = print(command).out;
        let Some((is_read, said)) = check("mandoc", &["-T", "html", "-W", "error"], &page) else {
            continue;
        };
        assert!(is_read, "{said}");
        assert!(said.contains("SYNOPSIS"), "{said}");
    }
    let page = print(&["man"]).out;
    let version = env!("CARGO_PKG_VERSION");
    let title = format!(".TH oktalint 1 \" \" \"oktalint {version}\" \"oktalint manual\"");
    assert!(page.contains(&title), "{page}");
    for section in ["EXIT STATUS", "FILES", "ENVIRONMENT"] {
        assert!(
            page.contains(&format!(".SH \"{section}\""))
                || page.contains(&format!(".SH {section}")),
            "{page}"
        );
    }
}

#[test]
fn a_page_that_is_not_there_is_said() {
    let run = print(&["man", "chekc"]);
    assert_eq!((run.status, run.out.as_str()), (2, ""));
    assert!(run.err.contains("did you mean `check`?"), "{}", run.err);
}
