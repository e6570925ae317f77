//! Small sources whose meaning has no end: what leads back to itself, and what has more ways through than anybody could follow.

use std::fmt::Write as _;

use crate::support::{Folder, LIST_USERS, files_with_calls};

const REQUEST: &str = "const U = 'https://acme.okta.com/api/v1/groups';\n";

/// Checks the files beside a healthy one, and holds the report to the calls of the healthy one.
fn assert_survived(files: &[(&str, &str)]) {
    let mut all = vec![("Users.cs", LIST_USERS)];
    all.extend(files);
    let folder = Folder::with(&all);
    let run = folder.run(&["check", "--format", "json"]);
    assert_eq!(run.status, 0, "{files:?}\n{}", run.err);
    let report = run.json();
    assert!(files_with_calls(&report).contains(&"Users.cs"), "{files:?}");
}

fn assert_source_survived(name: &str, source: &str) {
    assert_survived(&[(name, &format!("{REQUEST}{source}"))]);
}

#[test]
fn functions_that_are_given_themselves() {
    for source in [
        "const y = (f) => f(f); y(y);",
        "const w = (x) => x(x)(x); w(w);",
        "const f = (g) => { g(g); g(g); g(g); g(f); f(g); }; f(f);",
        "class A { m(x) { return x.m(x).m(x) || fetch(U + x); } } const a = new A(); a.m(a);",
        "const a = (g, h) => { g(h, g); h(g, h); g(g, h); }; const b = (g, h) => { h(g, a); g(h, b); }; a(b, a); b(a, b);",
    ] {
        assert_source_survived("a.ts", source);
    }
    let csharp = "class A { delegate object D(D d); object Y(D d) { return d(d); } void M() { Y(x => x(x)); Y(Y); } } // okta";
    assert_survived(&[("A.cs", csharp)]);
    let rust = "fn y<F: Fn(F)>(f: F) { f(f); }\nfn m() { y(y); y(|x| x(x)); okta(); let f = |g| g(g); f(f); }";
    assert_survived(&[("a.rs", rust)]);
}

#[test]
fn defaults_that_call_their_own_function() {
    for source in [
        "function f(x = f()) { return fetch(U + x); } f();",
        "function f(x = [f(), f()], y = f()) { return fetch(U + x); } f();",
        "class A { constructor(x = new A(), y = new A()) { fetch(U + x); } } new A();",
        "const f = (x = g(), y = g()) => fetch(U + x); const g = (x = f(), y = f()) => fetch(U + y); f(); g();",
    ] {
        assert_source_survived("a.ts", source);
    }
    let mut chain = "const f0 = (x = '/a') => fetch(U + x);\n".to_owned();
    for n in 1..60 {
        let before = n - 1;
        let _ = writeln!(
            chain,
            "const f{n} = (x = f{before}(), y = f{before}()) => x + y;"
        );
    }
    assert_source_survived("a.ts", &format!("{chain}f59();"));
}

#[test]
fn files_that_import_from_one_another() {
    let ring = |import: &str, export: &str, used: &str| {
        let source = |other: &str| {
            format!("{REQUEST}import {{ {import} }} from './{other}';\n{export}\n{used}")
        };
        assert_survived(&[("a.ts", &source("b")), ("b.ts", &source("a"))]);
        assert_survived(&[("a.ts", &source("a"))]);
    };
    ring("x", "export { x };", "fetch(U + x);");
    ring("x", "", "fetch(U + x);");
    ring(
        "X",
        "export { X };",
        "export const f = (x: X) => { x.a(); new X().b(); fetch(U); };",
    );
    ring(
        "X as Y",
        "export { Y as X };",
        "class Q extends Y { f(y: Y) { return fetch(U + y.z); } }",
    );
}

/// Each of them exports all that the others do: the ways from one to another are many.
#[test]
fn files_that_export_one_another() {
    const FILES: usize = 14;
    let name = |n: usize| format!("m{n}.ts");
    let source = |n: usize| {
        let others = (0..FILES).map(|other| format!("export * from './m{other}';\n"));
        let next = (n + 1) % FILES;
        others.collect::<String>()
            + &format!("import {{ gone, Gone, f{next} }} from './m{next}';\n{REQUEST}")
            + &format!("export const f{n} = (x: Gone) => fetch(U + gone + x.y + f{next});\n")
    };
    let files: Vec<(String, String)> = (0..FILES).map(|n| (name(n), source(n))).collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(n, s)| (&**n, &**s)).collect();
    assert_survived(&files);
}

#[test]
fn texts_and_sets_that_double() {
    let mut texts = "const a0 = U;\n".to_owned();
    let mut objects = "const o0 = { url: U };\n".to_owned();
    let mut calls = "const f0 = (p) => fetch('https://acme.okta.com/api/v1' + p);\n".to_owned();
    let mut branches = String::new();
    for n in 1..60 {
        let before = n - 1;
        let _ = writeln!(texts, "const a{n} = a{before} + a{before};");
        let _ = writeln!(
            objects,
            "const o{n} = {{ a: o{before}, b: o{before}, ...o{before} }};"
        );
        let _ = writeln!(
            calls,
            "const f{n} = (p) => {{ f{before}(p + '/a'); f{before}(p + '/b'); }};"
        );
        let _ = writeln!(
            branches,
            "if (x[{n}]) {{ u += 'a{n}/'; }} else {{ u += 'b{n}/'; }}"
        );
    }
    assert_source_survived("a.ts", &format!("{texts}fetch(a59);"));
    assert_source_survived(
        "a.ts",
        &format!("{objects}fetch(o59.a.b.a.url); fetch(o59);"),
    );
    assert_source_survived("a.ts", &format!("{calls}f59('/groups');"));
    assert_source_survived(
        "a.ts",
        &format!("function f(x) {{ let u = U; {branches} return fetch(u); }}"),
    );
}

#[test]
fn types_that_hold_themselves() {
    let fields = |text: &str, between: &str| {
        (0..30)
            .map(|n| text.replace('#', &n.to_string()))
            .collect::<Vec<_>>()
            .join(between)
    };
    let alias = format!(
        "type T = {{ {} }};\nconst f = (t: T) => fetch(U + t.f0.f1.f2);",
        fields("f#: T", "; ")
    );
    assert_source_survived("a.ts", &alias);
    let union = format!(
        "type T = {};\nconst f = (t: T) => fetch(U + t.a.b);",
        fields("T[]", " | ")
    );
    assert_source_survived("a.ts", &union);
    let class = format!(
        "class C {{ {}; g() {{ return fetch(U + this.f0.f1.f2); }} }}",
        fields("f#: C = new C()", "; ")
    );
    assert_source_survived("a.ts", &class);
    assert_source_survived(
        "a.ts",
        "class A extends B { f() { return this.g(U); } } class B extends C { g(u) { return fetch(u); } } class C extends A { }",
    );
}

#[test]
fn fields_whose_types_say_more_than_their_values() {
    let typescript = "import { Client } from '@okta/okta-sdk-nodejs';\nexport class A { kind: 'a' | 'b' = pick(); constructor(private readonly client: Client) {} }";
    assert_survived(&[("a.ts", typescript)]);
    let csharp = "using Okta.Sdk.Api;\ninterface IService { void Go(); }\nclass B { Func<IService> make = Pick(); Self own = Pick(); List<Self> all = new(); string okta; }";
    assert_survived(&[("B.cs", csharp)]);
}

#[test]
fn a_large_function_that_each_caller_wants_another_variant_of() {
    let mut source = REQUEST.to_owned();
    source += "function call(method, path) {\n";
    for n in 0..6_000 {
        let _ = writeln!(
            source,
            "  const x{n} = path + '/a{n}' + method + path.length;"
        );
    }
    source += "  switch (method) {\n";
    for n in 0..64 {
        let _ = writeln!(source, "    case 'M{n}': return fetch(U + path);");
    }
    source += "  }\n}\n";
    for n in 0..64 {
        let _ = writeln!(source, "call('M{n}', '/g{n}/users');");
    }
    let report = Folder::with(&[("a.js", &source)]).report(&["--exit-zero"]);
    assert_eq!(report["calls"].as_array().map(Vec::len), Some(64));
}
