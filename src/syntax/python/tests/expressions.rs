//! Expressions and strings.

use super::{check, printed};

/// The value of an expression.
fn value(expression: &str) -> String {
    let printed = printed(&format!("return {expression}"));
    printed.trim_start_matches("top\n  return ").to_owned()
}

#[test]
fn text_is_joined() {
    assert_eq!(value("'a' + b + 'c'"), r#"concat("a", b, "c")"#);
    assert_eq!(
        value("f'/x/{a.b!r:>{w}}/{{c}}'"),
        r#"concat("/x/", a.b, "/{c}")"#
    );
    assert_eq!(value("('a' 'b')"), r#""ab""#);
    assert_eq!(value(r"'a' f'{b}' r'\n'"), r#"concat("a", b, "\\n")"#);
    assert_eq!(value("\"\"\"a\nb\"\"\""), r#""a\nb""#);
}

#[test]
fn templates_are_calls() {
    assert_eq!(value("'%s/%s' % (a, b)"), r#""%s/%s".%(a, b)"#);
    assert_eq!(value("'%(a)s' % {'a': b}"), r#""%(a)s".%(a: b)"#);
    assert_eq!(value("t % a"), "t.%(a)");
    assert_eq!(value("'{}'.format(a, b=c)"), r#""{}".format(a, b: c)"#);
    assert_eq!(value("Path('a') / b"), r#"Path("a")./(b)"#);
}

#[test]
fn choices_keep_what_they_evaluate() {
    assert_eq!(value("a or b or c"), "or(a, b, c)");
    assert_eq!(value("a() and b"), "block { a(); b; }");
    assert_eq!(value("a if b else c"), "choice(a, c)");
    assert_eq!(value("a if b() else c"), "block { b(); choice(a, c); }");
    assert_eq!(value("not a()"), "opaque(a())");
    assert_eq!(value("await (a)"), "a");
}

#[test]
fn containers_and_their_parts() {
    assert_eq!(value("{'a': 1, b: 2, **c}"), "{ a: `1`, [b]: `2`, ...c }");
    assert_eq!(value("dict(a, b=1, **c)"), "{ ...a, b: `1`, ...c }");
    assert_eq!(value("(a, *b)"), "[a, b]");
    assert_eq!(value("a['b']"), r#"a["b"]"#);
    assert_eq!(value("a[1:]"), "a");
    assert_eq!(value("getattr(a, b)(c)"), "a[b](c)");
    assert_eq!(value("getattr(a, b, None)"), "a[b]");
}

#[test]
fn assignments_in_expressions() {
    check(
        "
        a += b
        a -= b
        setattr(a, 'c', d)
        e = (f := g())
        ",
        "
        top
          let f
          (a += b)
          (a[\"c\"] = d)
          let e = (f = g())
        ",
    );
}
