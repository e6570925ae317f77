//! Broken sources and input that nobody writes by hand.

use std::time::{Duration, Instant};

use proptest::proptest;

use super::{lower, printed};
use crate::ir::{ExprKind, Module, Span, Stmt};

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
    ("{", "1", "}"),
    ("{1: ", "1", "}"),
    ("f(", "1", ")"),
    ("f(a=", "1", ")"),
    ("a[", "1", "]"),
    ("-", "1", ""),
    ("not ", "a", ""),
    ("await ", "a", ""),
    ("lambda: ", "1", ""),
    ("a if b else ", "c", ""),
    ("(yield ", "a", ")"),
    ("[a for b in ", "c", "]"),
    ("(a := ", "1", ")"),
];

#[test]
fn nesting_without_bounds_is_survived() {
    for (open, middle, close) in NESTED {
        let n = 20_000;
        let source = open.repeat(n) + middle + &close.repeat(n);
        let start = Instant::now();
        let module = on_a_small_stack(source);
        assert!(start.elapsed() < Duration::from_secs(20), "{open}");
        assert_ne!(module.problems, [], "{open}");
    }
}

#[test]
fn the_deepest_source_that_is_lowered_fits_the_stack() {
    for (open, middle, close) in NESTED {
        for n in [100, 140, 280, 320] {
            on_a_small_stack(open.repeat(n) + middle + &close.repeat(n));
        }
    }
}

#[test]
fn deep_blocks_are_survived() {
    for head in [
        "if a:",
        "for a in b:",
        "while a:",
        "def f():",
        "class A:",
        "try:",
        "with a:",
        "match a:",
    ] {
        let mut source = String::new();
        for depth in 0..1_000 {
            source.push_str(&" ".repeat(depth));
            source.push_str(head);
            source.push('\n');
        }
        source.push_str(&" ".repeat(1_000));
        source.push_str("f()\n");
        assert_ne!(on_a_small_stack(source).problems, [], "{head}");
    }
}

#[test]
fn long_chains_are_no_nesting() {
    let sum = format!("x = {}", vec!["f()"; 3_000].join(" + "));
    let module = on_a_small_stack(sum);
    assert_eq!(module.problems, []);
    let [
        Stmt::Let {
            value: Some(value), ..
        },
    ] = &module.top[..]
    else {
        panic!("no declaration");
    };
    assert!(matches!(&value.kind, ExprKind::Concat(parts) if parts.len() == 3_000));
    let choice = format!("x = {}", vec!["a"; 3_000].join(" or "));
    assert_eq!(on_a_small_stack(choice).problems, []);
    let branches = format!("if a: b()\n{}", "elif c: d()\n".repeat(3_000));
    assert_eq!(on_a_small_stack(branches).problems, []);
}

#[test]
fn calls_beside_a_syntax_error_are_lowered() {
    for source in [
        "def f(:\n    a(1)\nb(2)\n",
        "a(1)\nx = = 3\nb(2)\n",
        "class A\n    def f(self): a(1)\nb(2)\n",
        "a(1)\nif b(2)\n    c()\n",
        "print a(1)\nb(2))\n",
    ] {
        let printed = printed(source);
        assert!(printed.contains("a(`1`)"), "{source}: {printed}");
        assert!(printed.contains("b(`2`)"), "{source}: {printed}");
    }
}

#[test]
fn a_problem_says_where_it_is() {
    let source = "a()\nx = = 3\n";
    let [problem] = &lower(source).problems[..] else {
        panic!("not one problem");
    };
    assert_eq!(problem.what, "syntax error");
    assert!(problem.span.start >= 4 && (problem.span.end as usize) < source.len());
}

#[test]
fn spans_are_those_of_the_source() {
    let source = "# é\nx = f'/é/{b}/c' + d.e(g='h')\n";
    let text = |span: Span| &source[span.start as usize..span.end as usize];
    let module = lower(source);
    let [
        Stmt::Let {
            value: Some(value), ..
        },
    ] = &module.top[..]
    else {
        panic!("not one declaration");
    };
    let ExprKind::Concat(parts) = &value.kind else {
        panic!("not joined");
    };
    let parts: Vec<&str> = parts.iter().map(|part| text(part.span)).collect();
    assert_eq!(parts, ["/é/", "b", "/c", "d.e(g='h')"]);
}

proptest! {
    #[test]
    fn any_text_is_survived(source in "(?s)[a-c \\n\\t(){}\\[\\]:=.,'\"%+*@#\\\\é]{0,80}") {
        lower(&source);
    }

    #[test]
    fn any_words_are_survived(words in proptest::collection::vec(
        proptest::sample::select(vec![
            "def ", "class ", "f(", ")", ":", "\n", "    ", "self", ".", "=", "f'{", "}'", "import ", "from ", "as ", "with ",
            "if ", "else", "try", "except ", "match ", "case ", "lambda ", "yield ", "for ", "in ", "*", "**", "@", "[", "]", "async ",
        ]),
        0..60,
    )) {
        lower(&words.concat());
    }
}
