//! String literals and what joins them.

use insta::assert_snapshot;

use super::lowered;
use crate::ir::{Expr, ExprKind, Stmt};

/// The strings of a string expression, with `{}` for every part that is none.
fn parts(literal: &str) -> Vec<String> {
    let source = format!("f({literal});");
    let module = super::lower(&source);
    assert_eq!(module.problems, [], "in {source}");
    let [Stmt::Expr(call)] = &module.top[..] else {
        panic!("not one statement: {:?}", module.top);
    };
    let ExprKind::Call(call) = &call.kind else {
        panic!("not a call: {call:?}");
    };
    let text = |part: &Expr| match &part.kind {
        ExprKind::Str(text) => text.to_string(),
        _ => "{}".to_owned(),
    };
    match &call.arguments[0].value.kind {
        ExprKind::Concat(parts) => parts.iter().map(text).collect(),
        _ => vec![text(&call.arguments[0].value)],
    }
}

#[test]
fn regular_strings_and_their_escapes() {
    assert_eq!(parts(r#""""#), [""]);
    assert_eq!(parts(r#""/api/v1""#), ["/api/v1"]);
    assert_eq!(
        parts(r#""\"\\\n\r\t\0\a\b\f\v\e\'""#),
        ["\"\\\n\r\t\0\x07\x08\x0c\x0b\x1b'"]
    );
    assert_eq!(
        parts(r#""\x41\x7e!\u00e9\U0001F600\ud83d\ude00""#),
        ["A~!é😀😀"]
    );
    assert_eq!(parts(r#""a\x2Fb""#), ["a\u{2fb}"]);
    assert_eq!(parts(r#""\ud83d""#), ["\u{fffd}"]);
    assert_eq!(parts(r#""text"u8"#), ["text"]);
    assert_eq!(parts(r#""menu""#), ["menu"]);
    assert_eq!(parts(r#""U8"u8"#), ["U8"]);
    assert_eq!(parts(r#""{0} // no comment""#), ["{0} // no comment"]);
}

#[test]
fn verbatim_strings() {
    assert_eq!(parts(r#"@"""#), [""]);
    assert_eq!(parts(r#"@"c:\a ""b"" {c}""#), [r#"c:\a "b" {c}"#]);
    assert_eq!(parts("@\"a\nb\""), ["a\nb"]);
    assert_eq!(parts(r#"@"x"U8"#), ["x"]);
    assert_eq!(parts(r#"@"""x""""#), ["\"x\""]);
}

#[test]
fn raw_strings() {
    assert_eq!(parts(r#""""a "b" \n {c}""""#), [r#"a "b" \n {c}"#]);
    assert_eq!(parts("\"\"\"\"a \"\"\" b\"\"\"\""), ["a \"\"\" b"]);
    assert_eq!(
        parts("\"\"\"\n      a\n        b\n\n      c\n      \"\"\""),
        ["a\n  b\n\nc"]
    );
    assert_eq!(parts("\"\"\"\r\n  a\r\n  b\r\n  \"\"\""), ["a\r\nb"]);
    assert_eq!(parts("\"\"\"\n\n\"\"\""), [""]);
    assert_eq!(parts(r#""""x"""u8"#), ["x"]);
    assert_eq!(parts("\"\"\"\n\ta\n\t\"\"\""), ["a"]);
}

#[test]
fn interpolated_strings() {
    assert_eq!(parts(r#"$"/users/{id}/x""#), ["/users/", "{}", "/x"]);
    assert_eq!(parts(r#"$"{a}{b}""#), ["{}", "{}"]);
    assert_eq!(parts(r#"$"plain""#), ["plain"]);
    assert_eq!(parts(r#"$"{{not}} a {hole}""#), ["{not} a ", "{}"]);
    assert_eq!(parts(r#"$"{{{x}}}""#), ["{", "{}", "}"]);
    assert_eq!(parts(r#"$"{{{{{x}""#), ["{{", "{}"]);
    assert_eq!(parts(r#"$"\"{a}\"\t\u0041""#), ["\"", "{}", "\"\tA"]);
    assert_eq!(
        parts(r#"$"{a:yyyy-MM-dd}|{b,-10}|{c,5:N2}""#),
        ["{}", "|", "{}", "|", "{}"]
    );
    assert_eq!(parts(r#"$"{(a ? "b" : "c")}/d""#), ["{}", "/d"]);
    assert_eq!(parts(r#"$"{d["k"]}/{e("f")}""#), ["{}", "/", "{}"]);
}

#[test]
fn an_empty_interpolated_string() {
    assert_eq!(parts(r#"$"""#), [""]);
    assert_eq!(parts(r#"$@"""#), [""]);
    assert_eq!(parts(r#"@$"""#), [""]);
}

#[test]
fn verbatim_interpolated_strings() {
    for prefix in ["$@", "@$"] {
        assert_eq!(
            parts(&format!(r#"{prefix}"c:\{{a}}\""b"" {{{{}}}}""#)),
            ["c:\\", "{}", "\\\"b\" {}"]
        );
        assert_eq!(
            parts(&format!("{prefix}\"a\n{{b}}\n\"")),
            ["a\n", "{}", "\n"]
        );
    }
}

#[test]
fn verbatim_interpolated_strings_that_begin_with_a_quote() {
    for prefix in ["$@", "@$"] {
        assert_eq!(
            parts(&format!(r#"{prefix}"""a"": ""{{b}}""""#)),
            ["\"a\": \"", "{}", "\""]
        );
        assert_eq!(parts(&format!(r#"{prefix}"""""#)), ["\""]);
        assert_eq!(
            parts(&format!(r#"{prefix}"""{{a}}""""#)),
            ["\"", "{}", "\""]
        );
    }
}

#[test]
fn raw_interpolated_strings() {
    assert_eq!(parts(r#"$"""a "{b}" \n""""#), ["a \"", "{}", "\" \\n"]);
    assert_eq!(parts(r#"$$"""{"id": {{id}}}""""#), ["{\"id\": ", "{}", "}"]);
    assert_eq!(
        parts("$$\"\"\"\n    {\n      \"id\": \"{{id}}\"\n    }\n    \"\"\""),
        ["{\n  \"id\": \"", "{}", "\"\n}"]
    );
    assert_eq!(
        parts("$\"\"\"\n  {a}\n  b{c}\n    {d}\n  \"\"\""),
        ["{}", "\nb", "{}", "\n  ", "{}"]
    );
    assert_eq!(parts(r#"$"""{a}""""#), ["{}"]);
    assert_eq!(
        parts("$\"\"\"\n    SELECT {a}\r\n    FROM b\r\n    \"\"\""),
        ["SELECT ", "{}", "\r\nFROM b"]
    );
    assert_eq!(parts(r#"$$$"""{{{a}}} {{b}} {c}""""#), ["{}", " {{b}} {c}"]);
    assert_eq!(parts(r#"$$"""{{{a}}}""""#), ["{", "{}", "}"]);
}

#[test]
fn what_stands_in_holes() {
    assert_snapshot!(lowered(
        r#"
        f($"{a.B}/{c?.D()}/{e ?? "x"}/{$"{g}/{$"h{i}"}"}/{"j"}/{k!}/{nameof(L)}/{m[0]}/{(n)}/{this.o}/{await p}");
        f($"{list.Select(x => x.Id).First()}/{new Q { R = "s" }.R}");
        f($"{{{this.a.b}}}/{{{1}/{{{@c:x}/{{{string.Join(",", q)}}}");
        f($"""{ d("""e""") }""");
        "#
    ), @r#"
    top
      f(concat(a.B, "/", c.D(), "/", choice(e, "x"), "/", concat(g, "/", concat("h", i)), "/", "j", "/", k, "/", "L", "/", m[`0`], "/", n, "/", this.o, "/", p))
      f(concat(list.Select(fn#0).First(), "/", new Q() { R: "s" }.R))
      f(concat("{", this.a.b, "}/{", `1`, "/{", c, "/{", string.Join(",", q), "}"))
      f(concat(d("e")))
    fn#0(x)
      return x.Id
    "#);
}

#[test]
fn joining_is_flat_whatever_is_joined() {
    assert_snapshot!(lowered(
        r#"
        var a = b + "/users/" + id + $"/x/{y}" + ("z" + 'c') + 1;
        var d = "a" + (e ?? "f") + (g ? "h" : "i") + j.ToString();
        var k = l - m + "n";
        var o = "p" + q * r + "s";
        t += "/u" + v?.Id + "/x" + w?[0].Id ?? "y";
        w.X[1] += y;
        z -= 1;
        "#
    ), @r#"
    top
      let a = concat(b, "/users/", id, "/x/", y, "z", "c", `1`)
      let d = concat("a", choice(e, "f"), choice(when(g = `true`: "h"), "i"), j.ToString())
      let k = concat(opaque(l, m), "n")
      let o = concat("p", opaque(q, r), "s")
      (t += choice(concat("/u", v.Id, "/x", w[`0`].Id), "y"))
      (w.X[`1`] += y)
      (z = opaque(`1`))
    "#);
}

#[test]
fn formatting_stays_a_call() {
    assert_snapshot!(lowered(
        r#"
        var a = string.Format("/users/{0}/{1}", id, b.C);
        var d = String.Format(CultureInfo.InvariantCulture, "{0:x}", e);
        var f = string.Concat("/g", h); var i = string.Join("/", j, "k"); var l = "{0}".FormatWith(m);
        "#
    ), @r#"
    top
      let a = string.Format("/users/{0}/{1}", id, b.C)
      let d = String.Format(CultureInfo.InvariantCulture, "{0:x}", e)
      let f = string.Concat("/g", h)
      let i = string.Join("/", j, "k")
      let l = "{0}".FormatWith(m)
    "#);
}
