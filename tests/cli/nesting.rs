//! A hundred thousand brackets inside one another, in every language.

use std::collections::BTreeSet;

use oktalint::files::FileRules;

use crate::support::{Folder, LIST_USERS, files_with_calls};

const DEPTH: usize = 100_000;

/// One ending for each frontend and dialect, and what surrounds the code in it.
const FRONTENDS: [(&str, &str, &str); 7] = [
    ("cs", "", ""),
    ("tsx", "", ""),
    ("js", "", ""),
    ("rs", "", ""),
    ("vue", "<script setup>\n", "</script>\n"),
    ("razor", "@code {\n", "}\n"),
    // Markup outside of any script.
    ("html", "", ""),
];

/// One line a bracket: a file of few lines would be taken for a minified one, and not be read.
fn nested(open: &str, close: &str, times: usize) -> String {
    let lines = |bracket: &str| format!("{bracket}\n").repeat(times);
    let okta = "x = \"https://acme.okta.com/api/v1/groups\"\n";
    format!("{okta}{}{}", lines(open), lines(close))
}

/// Checks such files, which must not keep anybody from seeing the call beside them.
fn assert_survived(folder: &Folder) {
    folder.write("Users.cs", LIST_USERS.as_bytes());
    let run = folder.run(&["check", "--format", "json"]);
    assert_eq!(run.status, 0, "{}", run.err);
    let report = run.json();
    assert!(files_with_calls(&report).contains(&"Users.cs"));
    let summary = &report["summary"];
    assert_eq!(summary["files_seen"], summary["files_parsed"], "{summary}");
}

#[test]
fn brackets_in_languages_with_a_frontend() {
    let folder = Folder::with(&[]);
    for (name, open, close) in [
        ("round", "(", ")"),
        ("square", "[", "]"),
        ("curly", "{", "}"),
        ("angle", "<", ">"),
    ] {
        let code = nested(open, close, DEPTH);
        for (ending, before, after) in FRONTENDS {
            let source = format!("{before}{code}{after}");
            folder.write(&format!("{name}.{ending}"), source.as_bytes());
        }
    }
    assert_survived(&folder);
}

#[test]
fn brackets_in_every_language_that_is_read_as_text() {
    let folder = Folder::with(&[]);
    let text = &FileRules::embedded().text;
    let all = nested("(\n[\n{\n<", ">\n}\n]\n)", DEPTH / 4);
    let one_of_each = text.endings.values().filter_map(|endings| endings.first());
    for ending in one_of_each {
        folder.write(&format!("deep.{ending}"), all.as_bytes());
    }
    let languages: BTreeSet<&String> = text.endings.keys().collect();
    for (language, globs) in text
        .names
        .iter()
        .filter(|(language, _)| !languages.contains(language))
    {
        let name = globs.first().expect("a name").replace('*', language);
        folder.write(&name, all.as_bytes());
    }
    assert_survived(&folder);
}

/// What nests without brackets, or by more than a bracket.
#[test]
fn other_nesting() {
    const DEPTH: usize = 20_000;
    let deep = |open: &str, middle: &str, close: &str| {
        format!(
            "okta();\nx =\n{}{middle}\n{}",
            format!("{open}\n").repeat(DEPTH),
            format!("{close}\n").repeat(DEPTH)
        )
    };
    let folder = Folder::with(&[]);
    let chains = [
        ("sum", deep("\"a\" +", "b", "")),
        ("else", deep("if (a) { f(); } else", "{ }", "")),
        ("lambda", deep("() =>", "1", "")),
        ("calls", deep("f(", "1", ")")),
        ("chain", deep("a", "", ".b(c)")),
        ("text", deep("`${", "a", "}`")),
        ("tags", deep("<div>", "a", "</div>")),
        ("class", deep("class A {", "", "}")),
    ];
    for (name, source) in &chains {
        for ending in ["cs", "tsx", "rs", "py"] {
            folder.write(&format!("{name}.{ending}"), source.as_bytes());
        }
    }
    assert_survived(&folder);
}
