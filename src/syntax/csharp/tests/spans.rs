//! Where things stand in the source.

use super::lower;
use crate::ir::{Expr, ExprKind, Module, Span, Stmt};

fn text(source: &str, span: Span) -> &str {
    &source[span.start as usize..span.end as usize]
}

/// The values of the file's statements.
fn values(module: &Module) -> Vec<&Expr> {
    let value = |stmt| match stmt {
        &Stmt::Expr(ref value)
        | &Stmt::Let {
            value: Some(ref value),
            ..
        } => Some(value),
        _ => None,
    };
    module.top.iter().filter_map(value).collect()
}

#[test]
fn a_call_and_the_name_it_calls() {
    let source = "/* é */ a.B\n  ?.C<int>(\"/x\", n: \"/y\");";
    let module = lower(source);
    let [call] = values(&module)[..] else {
        panic!("not one statement");
    };
    assert_eq!(
        text(source, call.span),
        "a.B\n  ?.C<int>(\"/x\", n: \"/y\")"
    );
    let ExprKind::Call(call) = &call.kind else {
        panic!("not a call");
    };
    let ExprKind::Member { name_span, .. } = &call.callee.kind else {
        panic!("not a member");
    };
    assert_eq!(text(source, *name_span), "C");
    let arguments: Vec<_> = call
        .arguments
        .iter()
        .map(|argument| text(source, argument.value.span))
        .collect();
    assert_eq!(arguments, ["\"/x\"", "\"/y\""]);
}

#[test]
fn strings_and_their_pieces() {
    let source = r#"var a = $"/é/{b.C}/{{{d}"; var e = f + "/g" + h; var i = @"j";"#;
    let module = lower(source);
    let mut seen = Vec::new();
    for value in values(&module) {
        seen.push(text(source, value.span));
        if let ExprKind::Concat(parts) = &value.kind {
            seen.extend(parts.iter().map(|part| text(source, part.span)));
        }
    }
    assert_eq!(
        seen,
        [
            r#"$"/é/{b.C}/{{{d}""#,
            "/é/",
            "b.C",
            "/{{",
            "d",
            r#"f + "/g" + h"#,
            "f",
            "\"/g\"",
            "h",
            "@\"j\""
        ]
    );
}

#[test]
fn declarations() {
    let source = "using A.B; class C { string d = \"\"; void E<T>(int f) { } int G => 1; C() { } }";
    let module = lower(source);
    assert_eq!(text(source, module.imports[0].span), "using A.B;");
    let ty = &module.types[0];
    assert_eq!(text(source, ty.name_span), "C");
    assert_eq!(text(source, ty.span), &source[11..]);
    assert_eq!(text(source, ty.fields[0].span), "d");
    let names: Vec<_> = ty
        .methods
        .iter()
        .map(|id| text(source, module.function(*id).name_span))
        .collect();
    assert_eq!(names, ["E", "G", "C"]);
    assert_eq!(
        text(source, module.function(ty.methods[0]).parameters[0].span),
        "int f"
    );
}

#[test]
fn problems() {
    let source = "class A { void B() { f(\"x\"; } }";
    let module = lower(source);
    let spans: Vec<_> = module
        .problems
        .iter()
        .map(|problem| (problem.what.as_str(), problem.span))
        .collect();
    assert_eq!(spans, [("syntax error", Span::new(26, 26))]);
}
