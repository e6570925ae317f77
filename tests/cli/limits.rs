//! Where a bound of the analysis is hit, the report says so, once with the number of files; just below a bound nothing is said.

use crate::support::{Folder, strings};

/// Calls, and what is said of problems, for a folder with these files.
fn check(files: &[(&str, &str)]) -> (usize, Vec<String>) {
    let report = Folder::with(files).report(&["--exit-zero"]);
    let calls = report["calls"].as_array().expect("calls").len();
    let said = strings(&report["problems"], "what");
    (calls, said.into_iter().map(str::to_owned).collect())
}

/// So many lines, one behind the other.
fn lines(count: usize, line: impl Fn(usize) -> String) -> String {
    (0..count).map(line).collect()
}

/// Checks one file: how many calls must be there, and what must be said, if anything.
fn expect(name: &str, text: &str, calls: usize, says: Option<&str>) {
    let (found, said) = check(&[(name, text)]);
    assert_eq!(found, calls, "{said:?}");
    match says {
        Some(says) => {
            assert_eq!(said.len(), 1, "{said:?}");
            assert!(said[0].contains(says), "{said:?}");
        }
        None => assert!(said.is_empty(), "{said:?}"),
    }
}

#[test]
fn entries_of_a_list() {
    let list = |count| {
        let item = |n| format!("  fetch('https://acme.okta.com/api/v1/users/u{n}'),\n");
        format!("const all = [\n{}];\n", lines(count, item))
    };
    expect("list.js", &list(200), 200, None);
    expect("list.js", &list(201), 200, Some("more than 200 entries"));
}

#[test]
fn alternatives_of_a_url() {
    let choice = |count| {
        let case =
            |n| format!("    case {n}: url = 'https://acme.okta.com/api/v1/groups/g{n}'; break;\n");
        format!(
            "function load(kind) {{\n  let url;\n  switch (kind) {{\n{}    default: return;\n  }}\n  return fetch(url);\n}}\n",
            lines(count, case)
        )
    };
    expect("choice.js", &choice(20), 20, None);
    let (_, said) = check(&[("choice.js", &choice(40))]);
    assert_eq!(
        said,
        ["a request has 24 possible URLs or more: only so many are looked at"]
    );
}

#[test]
fn functions_inside_one_another() {
    let chain = |count: usize| {
        let link = |n| format!("function f{n}(path) {{ return f{}(path); }}\n", n + 1);
        format!(
            "{}function f{count}(path) {{ return fetch('https://acme.okta.com/api/v1' + path); }}\nf0('/users');\n",
            lines(count, link)
        )
    };
    expect("chain.js", &chain(40), 1, None);
    let (_, said) = check(&[("chain.js", &chain(400))]);
    assert_eq!(
        said,
        ["calls or expressions are nested too deep to be followed to the end"]
    );
}

#[test]
fn requests_that_callers_complete() {
    let wrapper = |count| {
        let request = |n| format!("  fetch('https://acme.okta.com/api/v1/users/u{n}' + path);\n");
        format!(
            "function all(path) {{\n{}}}\nall('/groups');\n",
            lines(count, request)
        )
    };
    // All of them are reported where the path is written.
    expect("wrapper.js", &wrapper(160), 1, None);
    let (_, said) = check(&[("wrapper.js", &wrapper(161))]);
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(said[0].contains("more than 160 requests"), "{said:?}");
}

#[test]
fn calls_of_what_callers_bring() {
    let runner = |count| {
        let call = |n| format!("  send('/api/v1/users/u{n}');\n");
        format!(
            "function run(send) {{\n{}}}\nrun(path => fetch('https://acme.okta.com' + path));\n",
            lines(count, call)
        )
    };
    expect("runner.js", &runner(60), 60, None);
    let (_, said) = check(&[("runner.js", &runner(61))]);
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(said[0].contains("more than 60 calls"), "{said:?}");
}

#[test]
fn requests_of_a_script() {
    let script = |count| {
        lines(count, |n| {
            format!("curl https://acme.okta.com/api/v1/users/u{n}\n")
        })
    };
    expect("all.sh", &script(1_999), 1_999, None);
    let (_, said) = check(&[("all.sh", &script(2_001))]);
    assert_eq!(said, ["2000 requests in one file: no more are read"]);
}

/// Each round brings in the files that call what the one before has found.
#[test]
fn rounds() {
    let link = |name: &str, next: &str| {
        format!(
            "import {{ {next}Directory }} from './{next}';\nexport const {name}Directory = (path) => {next}Directory(path);\n"
        )
    };
    let first =
        "export const firstDirectory = (path) => fetch(`https://acme.okta.com/api/v1${path}`);\n";
    let caller = |name: &str| {
        format!("import {{ {name}Directory }} from './{name}';\n{name}Directory('/users');\n")
    };
    let second = link("second", "first");
    let third = link("third", "second");
    let fourth = link("fourth", "third");
    let (early, late) = (caller("first"), caller("fourth"));
    let mut files = vec![
        ("first.js", first),
        ("second.js", &second),
        ("third.js", &third),
        ("early.js", &early),
    ];
    let (calls, said) = check(&files);
    assert_eq!((calls, said.len()), (1, 0), "{said:?}");
    files.extend([("fourth.js", &*fourth), ("late.js", &*late)]);
    let report = Folder::with(&files).report(&["--exit-zero"]);
    assert_eq!(
        strings(&report["problems"], "file"),
        ["fourth.js"],
        "{report}"
    );
}

#[test]
fn implementations_of_an_interface() {
    let program = |count| {
        let class = |n| {
            format!(
                "class Client{n}(HttpClient http) : IGateway\n{{\n    public Task<string> Get(string path) => http.GetStringAsync(\"https://acme.okta.com\" + path);\n}}\n"
            )
        };
        format!(
            "using System.Net.Http;\n\ninterface IGateway {{ Task<string> Get(string path); }}\n{}\
             class Users(IGateway gateway)\n{{\n    public Task<string> All() => gateway.Get(\"/api/v1/users\");\n}}\n",
            lines(count, class)
        )
    };
    // However many there are, the first say what is sent.
    for count in [1, 70] {
        let (calls, said) = check(&[("Users.cs", &program(count))]);
        assert_eq!(calls, 1, "{count}: {said:?}");
    }
}
