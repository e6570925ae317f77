//! Sources made by a small grammar, whose calls are known: a class with one request a method, each written in one of several ways.

use std::fmt::Write as _;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use crate::change::{self, Dice};
use crate::tokens::Source;
use crate::{Calls, Change, calls, difference};

/// Operations with an identifier, or none, in their path.
const OPERATIONS: [(&str, &str, &str); 8] = [
    ("GET", "/api/v1/users", "listUsers"),
    ("GET", "/api/v1/users/{}", "getUser"),
    ("DELETE", "/api/v1/users/{}", "deleteUser"),
    ("POST", "/api/v1/users/{}/lifecycle/suspend", "suspendUser"),
    ("POST", "/api/v1/users/{}/lifecycle/unlock", "unlockUser"),
    ("GET", "/api/v1/groups", "listGroups"),
    ("DELETE", "/api/v1/groups/{}", "deleteGroup"),
    ("GET", "/api/v1/groups/{}/users", "listGroupUsers"),
];

const BASE: &str = "https://acme.okta.com";

/// How a URL is written.
#[derive(Clone, Copy, Debug)]
enum Style {
    /// A text with the identifier in it.
    Interpolated,
    /// Texts that are put behind each other.
    Concatenated,
    /// Behind a constant with the base.
    Based,
    /// In a variable first.
    InLocal,
    /// By a method that is given the path.
    Wrapped,
}

/// A method with one request.
#[derive(Clone, Debug)]
struct Method {
    operation: usize,
    style: Style,
    /// Statements around the request that have nothing to do with it.
    before: Vec<usize>,
    after: Vec<usize>,
    /// Whether the request is made in a branch.
    in_branch: bool,
}

fn method() -> impl Strategy<Value = Method> {
    let style = prop_oneof![
        Just(Style::Interpolated),
        Just(Style::Concatenated),
        Just(Style::Based),
        Just(Style::InLocal),
        Just(Style::Wrapped),
    ];
    let noise = || prop::collection::vec(0..4usize, 0..3);
    let parts = (0..OPERATIONS.len(), style, noise(), noise(), any::<bool>());
    parts.prop_map(|(operation, style, before, after, in_branch)| Method {
        operation,
        style,
        before,
        after,
        in_branch,
    })
}

/// How a language writes it all. `URL`, `ID` and the like stand for what differs.
struct Grammar {
    file: &'static str,
    head: &'static str,
    tail: &'static str,
    method: &'static str,
    branch: &'static str,
    local: &'static str,
    /// By verb: GET, POST, DELETE.
    requests: [&'static str; 3],
    wrapped: [&'static str; 3],
    noise: [&'static str; 4],
    /// A text with an identifier in it: what stands before it, in it, and behind it.
    interpolated: fn(&str) -> String,
    concatenated: fn(&str) -> String,
    based: fn(&str) -> String,
}

const CSHARP: Grammar = Grammar {
    file: "Directory.cs",
    head: "using System.Net.Http;\nusing System.Threading.Tasks;\nnamespace People;\n\npublic class NAME(HttpClient http)\n{\n    private const string Base = \"https://acme.okta.com\";\n\n    private async Task Read(string path) { await http.GetAsync(Base + path); }\n    private async Task Write(string path) { await http.PostAsync(Base + path, null); }\n    private async Task Drop(string path) { await http.DeleteAsync(Base + path); }\n",
    tail: "}\n",
    method: "    public async Task METHOD(string id)\n    {\nBODY    }\n\n",
    branch: "        if (id != null) {\nBODY        }\n",
    local: "        var address = URL;\n",
    requests: [
        "        await http.GetAsync(URL);\n",
        "        await http.PostAsync(URL, null);\n",
        "        await http.DeleteAsync(URL);\n",
    ],
    wrapped: [
        "        await Read(URL);\n",
        "        await Write(URL);\n",
        "        await this.Drop(URL);\n",
    ],
    noise: [
        "        var number = 1 + id.Length;\n",
        "        foreach (var letter in id) { System.Console.Write(letter); }\n",
        "        try { id.Trim(); } catch (System.Exception) { }\n",
        "        var text = $\"a {id} b\";\n",
    ],
    interpolated: |path| format!("$\"{}\"", path.replace("{}", "{id}")),
    concatenated: |path| format!("\"{}\"", path.replace("{}", "\" + id + \"")),
    based: |path| format!("Base + \"{}\"", path.replace("{}", "\" + id + \"")),
};

const TYPESCRIPT: Grammar = Grammar {
    file: "directory.ts",
    head: "const base = 'https://acme.okta.com';\n\nexport class NAME {\n  private async read(path: string) { await fetch(base + path); }\n  private async write(path: string) { await fetch(base + path, { method: 'POST' }); }\n  private async drop(path: string) { await fetch(base + path, { method: 'DELETE' }); }\n",
    tail: "}\n",
    method: "  async METHOD(id: string) {\nBODY  }\n\n",
    branch: "    if (id) {\nBODY    }\n",
    local: "    const address = URL;\n",
    requests: [
        "    await fetch(URL);\n",
        "    await fetch(URL, { method: 'POST' });\n",
        "    await fetch(URL, { method: 'DELETE', headers: { accept: 'application/json' } });\n",
    ],
    wrapped: [
        "    await this.read(URL);\n",
        "    await this.write(URL);\n",
        "    await this.drop(URL);\n",
    ],
    noise: [
        "    const number = 1 + id.length;\n",
        "    for (const letter of id) { console.log(letter); }\n",
        "    try { id.trim(); } catch (error) { throw error; }\n",
        "    const text = `a ${id} b`;\n",
    ],
    interpolated: |path| format!("`{}`", path.replace("{}", "${id}")),
    concatenated: |path| format!("'{}'", path.replace("{}", "' + id + '")),
    based: |path| format!("`${{base}}{}`", path.replace("{}", "${id}")),
};

const RUST: Grammar = Grammar {
    file: "src/directory.rs",
    head: "const BASE: &str = \"https://acme.okta.com\";\n\npub struct NAME { http: reqwest::Client }\n\nimpl NAME {\n    async fn read(&self, path: &str) { let _ = self.http.get(format!(\"{BASE}{path}\")).send().await; }\n    async fn write(&self, path: &str) { let _ = self.http.post(format!(\"{BASE}{path}\")).send().await; }\n    async fn discard(&self, path: &str) { let _ = self.http.delete(format!(\"{BASE}{path}\")).send().await; }\n",
    tail: "}\n",
    method: "    pub async fn METHOD(&self, id: &str) {\nBODY    }\n\n",
    branch: "        if !id.is_empty() {\nBODY        }\n",
    local: "        let address = URL;\n",
    requests: [
        "        let _ = self.http.get(URL).send().await;\n",
        "        let _ = self.http.post(URL).send().await;\n",
        "        let _ = self.http.delete(URL).send().await;\n",
    ],
    wrapped: [
        "        self.read(&URL).await;\n",
        "        self.write(&URL).await;\n",
        "        self.discard(&URL).await;\n",
    ],
    noise: [
        "        let number = 1 + id.len();\n",
        "        for letter in id.chars() { println!(\"{letter}\"); }\n",
        "        let Some(first) = id.chars().next() else { return };\n",
        "        let text = format!(\"a {id} b\");\n",
    ],
    interpolated: |path| format!("format!(\"{}\")", path.replace("{}", "{id}")),
    concatenated: |path| match path.split_once("{}") {
        Some((before, after)) => format!("(\"{before}\".to_owned() + id + \"{after}\")"),
        None => format!("\"{path}\".to_owned()"),
    },
    based: |path| match path.contains("{}") {
        true => format!("format!(\"{{}}{path}\", BASE, id)"),
        false => format!("format!(\"{{BASE}}{path}\")"),
    },
};

impl Grammar {
    fn source(&self, name: &str, methods: &[Method]) -> String {
        let mut source = self.head.replace("NAME", name);
        for (number, method) in methods.iter().enumerate() {
            let body = self.body(method);
            source += &self
                .method
                .replace("METHOD", &format!("m{number}"))
                .replace("BODY", &body);
        }
        source + self.tail
    }

    fn body(&self, method: &Method) -> String {
        let (verb, path, _) = OPERATIONS[method.operation];
        let kind = ["GET", "POST", "DELETE"]
            .iter()
            .position(|one| *one == verb);
        let kind = kind.expect("a verb");
        let absolute = format!("{BASE}{path}");
        let request = self.requests[kind];
        let request = match method.style {
            Style::Interpolated => request.replace("URL", &(self.interpolated)(&absolute)),
            Style::Concatenated => request.replace("URL", &(self.concatenated)(&absolute)),
            Style::Based => request.replace("URL", &(self.based)(path)),
            Style::InLocal => {
                self.local.replace("URL", &(self.interpolated)(&absolute))
                    + &request.replace("URL", "address")
            }
            Style::Wrapped => self.wrapped[kind].replace("URL", &(self.interpolated)(path)),
        };
        let request = match method.in_branch {
            true => self.branch.replace("BODY", &request),
            false => request,
        };
        let mut body = String::new();
        let noise = |body: &mut String, at: &[usize]| {
            // Some languages let no variable be declared twice.
            let mut at = at.to_vec();
            at.sort_unstable();
            at.dedup();
            for one in at {
                let _ = write!(body, "{}", self.noise[one]);
            }
        };
        noise(&mut body, &method.before);
        body += &request;
        let after: Vec<usize> = method
            .after
            .iter()
            .copied()
            .filter(|one| !method.before.contains(one))
            .collect();
        noise(&mut body, &after);
        body
    }

    fn calls(&self, source: String) -> Calls {
        calls(&[(self.file.to_owned(), source)])
    }

    /// The calls of a class with these methods.
    fn expected(&self, name: &str, methods: &[Method]) -> Calls {
        let of = |(number, method): (usize, &Method)| {
            let operation = OPERATIONS[method.operation].2;
            (
                format!("{}: {name}.m{number}: Url {operation}", self.file),
                1,
            )
        };
        methods.iter().enumerate().map(of).collect()
    }

    fn hold(&self) {
        const CHANGES: [(&str, Change); 5] = [
            ("reformatted", change::reformatted),
            ("commented", change::commented),
            ("with carriage returns", change::with_carriage_returns),
            ("reordered", change::reordered),
            ("renamed", change::renamed),
        ];
        let mut runner = TestRunner::new(Config {
            cases: 24,
            failure_persistence: None,
            ..Config::default()
        });
        let classes = (
            prop::collection::vec(method(), 1..6),
            prop::collection::vec(method(), 1..4),
            any::<u64>(),
        );
        let held = runner.run(&classes, |(methods, others, seed)| {
            let source = self.source("Directory", &methods);
            let expected = self.expected("Directory", &methods);
            let same = |calls: &Calls, source: &str, what: &str| {
                let difference = difference(&expected, calls);
                prop_assert!(difference.is_empty(), "{what}: {difference:#?}\n{source}");
                Ok(())
            };
            same(&self.calls(source.clone()), &source, "as it is")?;
            let mut all = source.clone();
            for (what, change) in CHANGES {
                let dice = &mut Dice(seed);
                let read = |text: &str, dice: &mut Dice| {
                    Source::read(self.file, text).map(|source| change(&source, dice))
                };
                let changed = read(&source, dice).expect("well-formed");
                same(&self.calls(changed.clone()), &changed, what)?;
                all = read(&all, dice).expect("well-formed after a change");
            }
            same(&self.calls(all.clone()), &all, "all of it")?;
            let beside = self.file.replace("irectory", "irectory2");
            let files = [
                (self.file.to_owned(), source.clone()),
                (beside, self.source("Others", &others)),
            ];
            let mut calls = calls(&files);
            calls.retain(|call, _| call.contains(": Directory."));
            same(&calls, &source, "beside another file")
        });
        if let Err(error) = held {
            panic!("{error}");
        }
    }
}

#[test]
fn generated_csharp() {
    CSHARP.hold();
}

#[test]
fn generated_typescript() {
    TYPESCRIPT.hold();
}

#[test]
fn generated_rust() {
    RUST.hold();
}
