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
    assert_eq!(said, [TOO_DEEP]);
}

/// What is said where something is nested too deep to be followed, whatever it is.
const TOO_DEEP: &str = "calls or expressions are nested too deep to be followed to the end";

/// Checks a program of any depth: so deep as it may be nothing is said and its call is there, and one deeper it is said.
fn expect_depth(deepest: usize, program: impl Fn(usize) -> Vec<(String, String)>) {
    let check = |depth| {
        let files = program(depth);
        let files: Vec<(&str, &str)> = files
            .iter()
            .map(|(name, text)| (name.as_str(), text.as_str()))
            .collect();
        check(&files)
    };
    assert_eq!(check(deepest), (1, Vec::new()));
    let (_, said) = check(deepest + 1);
    assert_eq!(said, [TOO_DEEP]);
}

/// A type whose requests go to the path that it is made with.
const FIRST_CLASS: &str = "class C0\n{\n    readonly string path;\n    public C0(string path) { this.path = path; }\n    \
    public Task<string> Get(HttpClient http) => http.GetStringAsync(\"https://acme.okta.com\" + path);\n}\n";

#[test]
fn types_below_one_another() {
    expect_depth(12, |depth| {
        let class = |n| {
            let own = n + 1;
            format!(
                "class C{own} : C{n}\n{{\n    public C{own}(string path) : base(path) {{ }}\n}}\n"
            )
        };
        let text = format!(
            "using System.Net.Http;\n\n{FIRST_CLASS}{}class Users\n{{\n    \
             public Task<string> All(HttpClient http) => new C{depth}(\"/api/v1/users\").Get(http);\n}}\n",
            lines(depth, class)
        );
        vec![("Users.cs".to_owned(), text)]
    });
}

#[test]
fn files_that_hand_a_name_on() {
    expect_depth(40, |depth| {
        let mut files = vec![(
            "f0.js".to_owned(),
            "export const load = path => fetch('https://acme.okta.com/api/v1' + path);\n"
                .to_owned(),
        )];
        let link = |n| {
            (
                format!("f{n}.js"),
                format!("// okta\nexport {{ load }} from './f{}';\n", n - 1),
            )
        };
        files.extend((1..depth).map(link));
        let last = format!(
            "import {{ load }} from './f{}';\nload('/users'); // Okta\n",
            depth - 1
        );
        files.push(("last.js".to_owned(), last));
        files
    });
}

#[test]
fn callers_that_hand_a_function_on() {
    expect_depth(20, |depth| {
        let link = |n| format!("function f{}(send) {{ f{n}(send); }}\n", n + 1);
        let text = format!(
            "function f0(send) {{ send('/api/v1/users'); }}\n{}f{depth}(path => fetch('https://acme.okta.com' + path));\n",
            lines(depth, link)
        );
        vec![("hand.js".to_owned(), text)]
    });
}

#[test]
fn constructors_that_hand_a_value_on() {
    expect_depth(7, |depth| {
        let class = |n| {
            let own = n + 1;
            format!(
                "class C{own}\n{{\n    readonly C{n} inner;\n    public C{own}(string path) {{ inner = new C{n}(path); }}\n}}\n"
            )
        };
        let text = format!(
            "using System.Net.Http;\n\n{FIRST_CLASS}{}class Users\n{{\n    \
             readonly C{depth} users = new C{depth}(\"/api/v1/users\");\n}}\n",
            lines(depth, class)
        );
        vec![("Users.cs".to_owned(), text)]
    });
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
    expect("runner.js", &runner(160), 160, None);
    let (_, said) = check(&[("runner.js", &runner(161))]);
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(said[0].contains("more than 160 calls"), "{said:?}");
}

/// A call that comes by several ways counts once, and not at all where no caller brings what is called.
#[test]
fn calls_that_are_no_more_than_one() {
    let again = |count| {
        format!(
            "function one(send) {{\n  send('/api/v1/users');\n}}\nfunction run(send) {{\n{}}}\nrun(path => fetch('https://acme.okta.com' + path));\n",
            lines(count, |_| "  one(send);\n".to_owned())
        )
    };
    expect("again.js", &again(300), 1, None);
    let stranger = |count| {
        let call = |n| format!("  list.add({n});\n");
        format!(
            "class List {{\n  private items;\n  add(item) {{ this.items.get('/api/v1/users/u' + item); }}\n}}\n\
             const all = () => {{\n  const list = new List();\n{}}};\nfetch('https://acme.okta.com/api/v1/groups');\n",
            lines(count, call)
        )
    };
    expect("list.ts", &stranger(300), 1, None);
}

#[test]
fn functions_that_hand_one_another_on() {
    let program = |first: usize, second: usize| {
        let hand = |n| format!("  next(last, '/u{n}');\n");
        let send = |n| format!("  last(path + '/groups?limit={n}');\n");
        format!(
            "function run(first, next, last) {{\n  first(next, last);\n}}\nrun((next, last) => {{\n{}}}, (last, path) => {{\n{}}}, \
             path => fetch('https://acme.okta.com/api/v1/users' + path));\n",
            lines(first, hand),
            lines(second, send)
        )
    };
    let (calls, said) = check(&[("run.js", &program(44, 44))]);
    assert!(calls > 0 && said.is_empty(), "{calls} {said:?}");
    let (calls, said) = check(&[("run.js", &program(46, 46))]);
    assert!(calls > 0, "{said:?}");
    assert_eq!(
        said,
        ["functions hand one another on in more than 2000 ways: only the first are followed"]
    );
}

#[test]
fn requests_that_are_described() {
    let routes = |count| {
        let route = |n| {
            format!("export const route{n} = {{ method: 'GET', path: '/api/v1/users/u{n}' }};\n")
        };
        format!("// Routes of Okta.\n{}", lines(count, route))
    };
    let (_, said) = check(&[("routes.js", &routes(2_000))]);
    assert!(said.is_empty(), "{said:?}");
    let (_, said) = check(&[("routes.js", &routes(2_001))]);
    assert_eq!(
        said,
        ["more than 2000 requests are described: only the first are looked at"]
    );
}

/// What one expression may call: the elements of a list.
#[test]
fn functions_of_which_one_is_called() {
    let program = |count| {
        let function =
            |n| format!("  path => fetch('https://acme.okta.com/api/v1/users/u{n}' + path),\n");
        format!(
            "const all = [\n{}];\nfor (const send of all) {{\n  send('/groups');\n}}\n",
            lines(count, function)
        )
    };
    let (calls, said) = check(&[("all.js", &program(23))]);
    assert!(calls > 0 && said.is_empty(), "{calls} {said:?}");
    let (_, said) = check(&[("all.js", &program(25))]);
    assert_eq!(
        said,
        ["a call may be one of 24 functions or more: only so many are followed"]
    );
}

#[test]
fn values_that_instances_are_made_with() {
    let program = |count, uses: &str| {
        let make = |n| format!("    readonly C0 c{n} = new C0(\"/api/v1/users/u{n}\");\n");
        format!(
            "using System.Net.Http;\n\n{}class Users\n{{\n{}}}\n",
            FIRST_CLASS.replace("+ path", uses),
            lines(count, make)
        )
    };
    let (calls, said) = check(&[("Users.cs", &program(23, "+ path"))]);
    assert!(calls > 0 && said.is_empty(), "{calls} {said:?}");
    let (_, said) = check(&[("Users.cs", &program(25, "+ path"))]);
    let expected = "a type is made with more than 24 different values for one parameter or field: only the first are remembered";
    assert!(said.iter().any(|said| said == expected), "{said:?}");
    // Nobody asks for them.
    let other = program(25, "+ \"/api/v1/users\"");
    assert_eq!(check(&[("Users.cs", &other)]), (1, Vec::new()));
}

/// Settings beyond the bound may say what tokens have.
#[test]
fn values_among_the_settings() {
    let settings = |count| {
        let value = |n| format!("  \"Value{n}\": \"\",\n");
        format!("{{\n{}  \"Last\": \"Okta\"\n}}\n", lines(count, value))
    };
    let call = "fetch('https://acme.okta.com/api/v1/users');\n";
    let said = |count| check(&[("users.js", call), ("appsettings.json", &settings(count))]);
    assert_eq!(said(40_000), (1, Vec::new()));
    let (_, said) = said(100_001);
    assert_eq!(
        said,
        ["more than 100000 values: only the first are looked at"]
    );
}

/// A request that may be any of very many operations stays unresolved, and says why.
#[test]
fn operations_that_a_request_may_be() {
    let source =
        "export const any = (kind, id) => fetch(`https://acme.okta.com/api/v1/${kind}/${id}`);\n";
    let report = Folder::with(&[("any.js", source)]).report(&["--exit-zero"]);
    let why = strings(&report["unresolved"], "why");
    assert_eq!(why.len(), 1, "{report}");
    assert!(
        why[0].starts_with("the request may be any of ") && why[0].ends_with(" operations"),
        "{why:?}"
    );
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
    for count in [1, 12, 13, 70] {
        let (calls, said) = check(&[("Users.cs", &program(count))]);
        assert_eq!(calls, 1, "{count}: {said:?}");
        let expected = (count > 12).then_some(
            "a call may mean more than 12 implementations of a method: only the first are followed",
        );
        assert_eq!(said, Vec::from_iter(expected), "{count}");
    }
}

#[test]
fn members_of_what_a_caller_brings() {
    expect_depth(12, |depth| {
        let open = lines(depth - 1, |n| format!("{{ f{n}: "));
        let close = lines(depth - 1, |_| " }".to_owned());
        let path = lines(depth - 1, |n| format!(".f{n}"));
        let text = format!(
            "function load(options) {{\n  return fetch('https://acme.okta.com/api/v1' + options{path}.path);\n}}\n\
             load({open}{{ path: '/users' }}{close});\n"
        );
        vec![("members.js".to_owned(), text)]
    });
}

#[test]
fn values_inside_one_another() {
    expect_depth(12, |depth| {
        let open = lines(depth - 1, |n| format!("{{ f{n}: "));
        let close = lines(depth - 1, |_| " }".to_owned());
        let path = lines(depth - 1, |n| format!(".f{n}"));
        let text = format!(
            "function wrap(path) {{\n  return {open}{{ path }}{close};\n}}\n\
             const options = wrap('/users');\n\
             fetch('https://acme.okta.com/api/v1' + options{path}.path);\n"
        );
        vec![("values.js".to_owned(), text)]
    });
}

#[test]
fn functions_inside_one_another_that_use_their_object() {
    let object = |depth| {
        let open = lines(depth, |n| format!("(f{n} => "));
        let close = lines(depth, |_| ")".to_owned());
        format!(
            "const api = {{\n  base: 'https://acme.okta.com/api/v1',\n  load() {{\n    return {open}fetch(this.base + '/users'){close};\n  }},\n}};\napi.load();\n"
        )
    };
    expect("object.js", &object(8), 1, None);
    let (_, said) = check(&[("object.js", &object(9))]);
    assert_eq!(said, [TOO_DEEP]);
}

#[test]
fn parts_of_a_url() {
    let url = |count: usize| {
        let part = |n| format!(" + 'a{n}'");
        format!(
            "fetch('https://acme.okta.com' + '/api/v1' + '/users?filter='{});\n",
            lines(count - 3, part)
        )
    };
    expect("url.js", &url(63), 1, None);
    expect("url.js", &url(64), 1, Some("64 parts or more"));
}
