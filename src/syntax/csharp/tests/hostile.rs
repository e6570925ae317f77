//! Input that nobody writes by hand: deep nesting, long chains, any text.

use std::time::{Duration, Instant};

use proptest::proptest;

use super::lower;
use crate::ir::Module;
use crate::syntax::csharp::disguise::disguise;

/// Lowers on a thread with a stack of 2 MB, which is what threads have by default.
fn on_a_small_stack(source: String) -> Module {
    let thread = std::thread::Builder::new()
        .stack_size(2 << 20)
        .spawn(move || lower(&source))
        .expect("a thread");
    thread.join().expect("no panic")
}

/// What is repeated, what stands in the middle, and what closes every repetition.
const NESTED: &[(&str, &str, &str)] = &[
    ("(", "1", ")"),
    ("[", "1", "]"),
    ("{", "f();", "}"),
    ("f(", "1", ")"),
    ("a[", "1", "]"),
    ("new A(", "", ")"),
    ("new A { B = ", "1", "}"),
    ("new[] { ", "1", "}"),
    ("$\"{", "1", "}\""),
    ("-", "1", ""),
    ("!", "a", ""),
    ("(A)", "a", ""),
    ("await ", "a", ""),
    ("x => ", "1", ""),
    ("() => { ", "", "}"),
    ("a = ", "1", ""),
    ("a ?? ", "1", ""),
    ("a ? b : ", "c", ""),
    ("a ? ", "b", " : c"),
    ("a is (", "1", ")"),
    ("a is { A: ", "1", "}"),
    ("a switch { _ => ", "1", "}"),
    ("from a in ", "b", " select c"),
    ("throw ", "a", ""),
    ("ref ", "a", ""),
    ("if (a) ", "f();", ""),
    ("if (a) f(); else ", "f();", ""),
    ("while (a) ", "f();", ""),
    ("try { ", "f();", "} finally { }"),
    ("switch (a) { case 1: ", "f();", "}"),
    ("a: ", "f();", ""),
    ("void f() { ", "", "}"),
    ("class A { ", "", "}"),
    ("namespace A { ", "", "}"),
    ("List<", "int", "> a;"),
    ("<", "", ">"),
    ("#if A\n", "f();\n", "#endif\n"),
    ("#if A\n#else\n", "f();\n", "#endif\n"),
];

#[test]
fn nesting_without_bounds_is_survived() {
    for (open, middle, close) in NESTED {
        let n = 100_000;
        let source = open.repeat(n) + middle + &close.repeat(n);
        let start = Instant::now();
        let module = on_a_small_stack(source);
        // Some take seconds, and a busy machine takes several times as long: what has no end takes longer still.
        assert!(
            start.elapsed() < Duration::from_secs(90),
            "{open}: {:?}",
            start.elapsed()
        );
        assert_ne!(module.problems, [], "{open}");
    }
}

#[test]
fn the_deepest_source_that_is_lowered_fits_the_stack() {
    for (open, middle, close) in NESTED {
        for n in [60, 140, 290] {
            let source = format!("var a = {}{middle}{};", open.repeat(n), close.repeat(n));
            on_a_small_stack(source);
            on_a_small_stack(open.repeat(n) + middle + &close.repeat(n));
        }
    }
}

#[test]
fn long_chains() {
    for (start, link, n) in [
        ("a", " + a", 10_000),
        ("\"a\"", " + \"a\" - b", 10_000),
        ("a", " && b", 10_000),
        ("a", " ?? b", 10_000),
        ("a", ".b()", 5_000),
        ("a", "?.b(c)", 5_000),
        ("a", ".b", 5_000),
        ("a", "[0]", 5_000),
        ("a", "!", 5_000),
        ("a is 1", " or 1", 5_000),
    ] {
        let source = format!("f(\"before\"); g({start}{}); f(\"after\");", link.repeat(n));
        let started = Instant::now();
        let module = on_a_small_stack(source);
        assert!(
            started.elapsed() < Duration::from_secs(5),
            "{link}: {:?}",
            started.elapsed()
        );
        assert_eq!(module.top.len(), 3, "{link}");
    }
}

proptest! {
    #[test]
    fn any_text_is_survived(source in "\\PC{0,200}") {
        lower(&source);
    }

    #[test]
    fn any_sequence_of_tokens_is_survived(tokens in proptest::collection::vec(token(), 0..60)) {
        for source in [tokens.join(" "), tokens.concat()] {
            assert_eq!(disguise(&source).text.len(), source.len());
            let module = lower(&source);
            let end = u32::try_from(source.len()).expect("a short text");
            let types = module.types.iter().map(|ty| ty.span);
            let functions = module.functions.iter().map(|function| function.span);
            let problems = module.problems.iter().map(|problem| problem.span);
            for span in types.chain(functions).chain(problems) {
                assert!(span.start <= span.end && span.end <= end, "{span:?} in {source}");
            }
        }
    }

    #[test]
    fn a_truncated_file_is_survived(cut in 0..WHOLE.len()) {
        let end = (0..=cut).rev().find(|i| WHOLE.is_char_boundary(*i)).unwrap_or(0);
        lower(&WHOLE[..end]);
        let start = (cut..WHOLE.len()).find(|i| WHOLE.is_char_boundary(*i)).unwrap_or(WHOLE.len());
        lower(&WHOLE[start..]);
    }
}

/// What syntax is made of.
fn token() -> impl proptest::strategy::Strategy<Value = &'static str> {
    proptest::sample::select(vec![
        "{",
        "}",
        "(",
        ")",
        "[",
        "]",
        "<",
        ">",
        ";",
        ",",
        ".",
        "?.",
        "?",
        ":",
        "=",
        "=>",
        "+",
        "??",
        "..",
        "!",
        "-",
        "\"",
        "\"a\"",
        "$\"",
        "$@\"",
        "$$\"\"\"",
        "\"\"\"",
        "@\"",
        "'",
        "\\u12",
        "\n",
        "\r\n",
        "// x",
        "/*",
        "*/",
        "é",
        "a",
        "@b",
        "C<D>",
        "1",
        "class",
        "record",
        "struct",
        "interface",
        "enum",
        "namespace",
        "using",
        "static",
        "extension",
        "void",
        "int",
        "var",
        "new",
        "with",
        "is",
        "switch",
        "case",
        "default",
        "if",
        "else",
        "for",
        "foreach",
        "in",
        "while",
        "try",
        "catch",
        "finally",
        "when",
        "await",
        "async",
        "out",
        "ref",
        "params",
        "this",
        "base",
        "from",
        "select",
        "join",
        "into",
        "let",
        "group",
        "by",
        "yield",
        "return",
        "throw",
        "get",
        "set",
        "where",
        "operator",
        "event",
        "delegate",
        "lock",
        "goto",
        "#if A",
        "\n#if A\n",
        "\n#else\n",
        "\n#endif\n",
        "#region",
    ])
}

const WHOLE: &str = r###"
using A = B.C;
namespace É;
#if X
[Route("a/{b}")]
#endif
public partial class C<T>(D d, string e = "f") : G(d, $"{e}/h"), I where T : new()
{
    const string J = "k" + @"l""m";
    public string N { get => field; init; } = $$"""o{{p:q}}r""";
    public C() : this(new(), "s") { t ??= u switch { V { W: var x } => x, _ => throw new("y") }; }
    async Task<int> Z(params int[] a)
    {
        await foreach (var (b, c) in d?.E<F>(g: ref h, out var i)) { yield return j is K k ? [.. k, 1] : null!; }
        try { return (from l in m where l.n select new { l.o, p = 1 }).Q(); } catch (R r) when (s) { } finally { goto t; }
        switch (u) { case 1 or 2: case > 3 when v: break; default: lock (w) { x = y with { Z = a }; } break; }
        extern static void Inner<X>() => delegate (int b) { };
    }
}
"###;
