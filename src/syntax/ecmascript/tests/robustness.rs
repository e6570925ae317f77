//! Whatever stands in a file, it is read as far as it can be.

use proptest::prelude::*;

use super::{all_spans, lowered_with_problems};
use crate::ir::Module;
use crate::syntax::MAX_DEPTH;
use crate::syntax::ecmascript::{Dialect, lower, lower_ranges};
use crate::syntax::print::print;

const DIALECTS: [Dialect; 3] = [Dialect::JavaScript, Dialect::TypeScript, Dialect::Tsx];

/// A file with something of everything.
const SAMPLE: &str = r#"import a, { b as c } from './m';
const { Client } = require('sdk');
@Component({ x: 1 })
export class Svc<T> extends Base implements I {
  private x: string = `a${b}c`;
  static { init(); }
  constructor(private readonly http: Http, id = f()) { super(http); }
  async *pages(): AsyncGenerator<User> { for await (const p of this.x?.list()) yield p!; }
  get url() { return this.#u as string; }
}
type A = { a: 'x' | 'y'; m(): Promise<B[]> } & C; enum E { A = 'a', B }
declare module 'q' { export function f(x: number): void; }
namespace N { export const k = '/x'; }
export const go = async ({ id, ...rest }: P = {}) => { try { await c(id); } catch (e) { throw e; } finally { d(); } };
switch (x) { case 'a': y(); default: z(); }
if (m === 'GET' || m === 'PUT') a(); else if (u instanceof V) b(); else { var w = x ?? y ? [1, , ...z] : /re/g; }
label: for (let i = 0; i < 3; i++) { i += 1; do { continue label; } while (i); }
F.prototype.m = function () { return tag`x${1}`; };
module.exports = { go, k: () => import('z'), ['c' + d]: class {} };
"#;

fn counts(module: &Module) -> usize {
    module.functions.len() + module.types.len() + module.top.len()
}

#[test]
fn the_healthy_rest_of_a_broken_file_is_lowered() {
    let printed = lowered_with_problems(
        "const a = client.one();
         const b = = ;
         class K { m() { return this.two(; } n() { return this.three(); } }
         export function f() { return client.four(); }
         }
         client.five();",
        Dialect::TypeScript,
    );
    for call in [
        "client.one()",
        "this.three()",
        "client.four()",
        "client.five()",
    ] {
        assert!(printed.contains(call), "{call} is missing in\n{printed}");
    }
    assert!(printed.contains("problem syntax error"));
}

#[test]
fn what_stands_in_an_error_is_not_lost() {
    let printed =
        lowered_with_problems("foo(client.one(), ; bar(client.two()", Dialect::JavaScript);
    assert!(printed.contains("client.one()"), "{printed}");
    assert!(printed.contains("client.two()"), "{printed}");
}

#[test]
fn a_bare_ampersand_in_markup_is_no_error() {
    let module = lower(
        "const a = <p title=\"a&b\">you & me {f()}</p>;",
        Dialect::Tsx,
    );
    assert_eq!(module.problems, []);
    assert!(print(&module).contains("f()"));
}

#[test]
fn the_neighbouring_grammar_reads_what_the_first_cannot() {
    let flow = "const f = (x: ?string): Foo => client.go((x: any));";
    let module = lower(flow, Dialect::JavaScript);
    assert_eq!(module.problems, [], "Flow in JavaScript");
    let markup = lower("const a = <p>{f()}</p>;", Dialect::TypeScript);
    assert_eq!(markup.problems, [], "JSX in TypeScript");
    let cast = lower("const a = <Foo>f();", Dialect::Tsx);
    assert_eq!(cast.problems, [], "a cast in TSX");
}

#[test]
fn deep_nesting_is_given_up_and_said() {
    // On a stack of the size that other threads than the first have.
    let sources: Vec<String> = [
        ("(", "x", ")"),
        ("[", "", "]"),
        ("f(", "", ")"),
        ("f(() => {", "", "})"),
        ("f(async x => ", "1", ")"),
        ("if (a) {", "", "}"),
        ("if (a) b(); else ", "c();", ""),
        ("a ? b : ", "c", ""),
        ("class A { m() {", "", "} }"),
        ("x = {a: ", "1", "}"),
        ("x = `${", "1", "}`"),
        ("!", "x", ""),
        ("- -", "x", ""),
        ("a = ", "1", ""),
        ("new ", "X", "()"),
        ("x => ", "1", ""),
        ("a: ", "b()", ""),
        ("{", "", "}"),
        ("for (;;) ", "a();", ""),
        ("switch (a) { case 1: ", "b()", "}"),
        ("try {", "", "} finally {}"),
        ("var [", "a", "] = b"),
        ("(a && ", "b", ")"),
        ("(a === 1 && ", "b", ")"),
        ("await ", "x", ""),
        ("typeof ", "x", ""),
        ("<a>", "", "</a>"),
        ("<A b={", "1", "} />"),
        ("type A = B<", "C", ">"),
        ("type A = [", "C", "]"),
        ("type A = (x: ", "C", ") => D"),
        ("type A = {a: ", "C", "}"),
        ("declare ", "const x: 1", ""),
        ("namespace A { ", "", "}"),
        ("export default ", "x", ""),
    ]
    .into_iter()
    .flat_map(|(open, inner, close)| {
        [400, 2_000].map(|n| format!("{}{inner}{}", open.repeat(n), close.repeat(n)))
    })
    .chain(["x", "exports"].map(|first| {
        let mut chain = format!("exports.x = 1; {first}");
        chain.push_str(&".y[0]().z".repeat(5_000));
        chain
    }))
    .chain(
        [
            "a + ",
            "a || ",
            "a && ",
            "a ?? ",
            "a - b + ",
            "a, ",
            "a === 'x' || ",
        ]
        .map(|part| {
            let mut chain = format!("if ({}1) f();", part.repeat(5_000));
            chain.push_str(&chain.clone());
            chain
        }),
    )
    .chain(["A | ", "A & "].map(|part| format!("type X = {}B;", part.repeat(5_000))))
    .collect();
    for source in sources {
        for dialect in DIALECTS {
            let module = lower(&source, dialect);
            // The result is as deep as what is left: it can be walked and dropped.
            assert!(!print(&module).is_empty() || counts(&module) == 0);
        }
    }
    let nested = format!("{}{}", "[".repeat(400), "]".repeat(400));
    let module = lower(&nested, Dialect::JavaScript);
    let what = format!("nesting deeper than {MAX_DEPTH}");
    assert!(module.problems.iter().any(|problem| problem.what == what));
}

#[test]
fn long_chains_of_operators_are_no_nesting() {
    let source = format!("const a = {}f();", "b + ".repeat(5_000));
    let module = lower(&source, Dialect::JavaScript);
    assert_eq!(module.problems, []);
    let source = format!("type A = {}'z';", "'y' | ".repeat(5_000));
    let module = lower(&source, Dialect::TypeScript);
    assert_eq!(module.problems, []);
}

#[test]
fn a_switch_that_runs_on_grows_with_its_cases() {
    let printed = |cases: usize| {
        let cases: String = (0..cases).map(|n| format!("case {n}: b();\n")).collect();
        let module = lower(&format!("switch (a) {{ {cases} }}"), Dialect::JavaScript);
        print(&module)
    };
    let (half, whole) = (printed(1_000), printed(2_000));
    assert_eq!(whole.matches("b()").count(), 2_000);
    assert!(
        whole.len() < half.len() * 3,
        "{} {}",
        half.len(),
        whole.len()
    );
}

#[test]
fn byte_order_marks_and_line_breaks_do_not_matter() {
    let plain = print(&lower(SAMPLE, Dialect::TypeScript));
    let crlf = SAMPLE.replace('\n', "\r\n");
    assert_eq!(print(&lower(&crlf, Dialect::TypeScript)), plain);
    let marked = format!("\u{feff}{SAMPLE}");
    assert_eq!(print(&lower(&marked, Dialect::TypeScript)), plain);
    assert_eq!(lower(&marked, Dialect::TypeScript).problems, []);
}

#[test]
fn scripts_inside_a_file_keep_their_places() {
    let file = "<p>é</p>\n<script>\nimport { c } from './c';\n</script>\n<script setup>\nc.go('ü');\n</script>\n";
    let ranges: Vec<_> = ["import { c } from './c';\n", "c.go('ü');\n"]
        .map(|script| {
            let start = file.find(script).expect("it is there");
            start..start + script.len()
        })
        .into();
    let module = lower_ranges(file, &ranges, Dialect::TypeScript);
    assert_eq!(module.problems, []);
    assert_eq!(
        print(&module),
        "import c as c from ./c\ntop\n  c.go(\"ü\")\n"
    );
    let texts: Vec<&str> = all_spans(&module)
        .into_iter()
        .filter_map(|span| file.get(span.start as usize..span.end as usize))
        .collect();
    assert!(texts.contains(&"c.go('ü')"), "{texts:?}");
    assert!(texts.contains(&"'ü'"), "{texts:?}");
    assert!(texts.contains(&"go"), "{texts:?}");
}

#[test]
fn an_error_in_one_script_leaves_the_others_alone() {
    let file = "a.one(;|b.two();";
    let module = lower_ranges(file, &[0..7, 8..16], Dialect::JavaScript);
    let printed = print(&module);
    assert!(printed.contains("b.two()"), "{printed}");
    assert!(module.problems.iter().all(|problem| problem.span.end <= 7));
}

#[test]
fn ranges_outside_the_text_are_said() {
    let module = lower_ranges("é", &[0..1, 5..9], Dialect::JavaScript);
    assert_eq!(module.problems.len(), 2);
}

proptest! {
    #[test]
    fn any_text_is_survived(text in "\\PC{0,200}") {
        for dialect in DIALECTS {
            let module = lower(&text, dialect);
            let _ = print(&module);
        }
    }

    #[test]
    fn any_sequence_of_tokens_is_survived(
        tokens in prop::collection::vec(prop::sample::select(vec![
            "a", "'s'", "`t${", "}`", "(", ")", "{", "}", "[", "]", "<", ">", "=>", "=", "==", "+", "?", ":", "?.", ".", ",",
            ";", "...", "class", "function", "async", "await", "yield", "*", "return", "import", "export", "default", "from",
            "const", "var", "if", "else", "for", "of", "switch", "case", "try", "catch", "new", "this", "super", "static", "get",
            "@", "#x", "interface", "type", "enum", "namespace", "declare", "as", "|", "&&", "1", "/", "\n", "module.exports",
            "exports.a", "F.prototype.m", "require('m')",
        ]), 0..60)
    ) {
        let text = tokens.join(" ");
        for dialect in DIALECTS {
            let module = lower(&text, dialect);
            let _ = print(&module);
        }
    }

    #[test]
    fn a_truncated_file_is_survived(at in 0..SAMPLE.len(), dialect in prop::sample::select(DIALECTS.to_vec())) {
        let text = SAMPLE.get(..at).unwrap_or_default();
        let module = lower(text, dialect);
        prop_assert!(at < 50 || counts(&module) + module.imports.len() > 0);
    }

    #[test]
    fn spans_lie_in_the_text(start in 0..SAMPLE.len(), end in 0..SAMPLE.len()) {
        if let Some(text) = SAMPLE.get(start..end) {
            let module = lower(text, Dialect::TypeScript);
            for span in all_spans(&module) {
                prop_assert!(span.start <= span.end);
                prop_assert!(text.get(span.start as usize..span.end as usize).is_some());
            }
        }
    }
}
