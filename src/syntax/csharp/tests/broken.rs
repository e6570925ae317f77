//! Files with syntax errors: what is healthy is lowered all the same.

use insta::assert_snapshot;

use super::broken;

#[test]
fn a_missing_brace_at_the_end() {
    assert_snapshot!(broken(
        r#"
        using A;
        namespace N
        {
            class C
            {
                string url = "/x";
                void M() { Send("m"); }
                void L() { Send("l"); if (a) { Send("n");
        "#
    ), @r#"
    namespace N
    import glob from A
    class C
      field url: string = "/x"
      method M() -> void
        Send("m")
      method L() -> void
        Send("l")
        branch a
          arm = `true`
            Send("n")
    problem missing `}`
    "#);
}

#[test]
fn a_half_typed_call() {
    assert_snapshot!(broken(
        r#"
        class C
        {
            void A() { Send("a"); }
            void B() { client.Users.Get("b", ; Send("after"); }
            void D() { Send("d"); }
        }
        "#
    ), @r#"
    class C
      method A() -> void
        Send("a")
      method B() -> void
        client.Users.Get("b", Send("after"))
      method D() -> void
        Send("d")
    problem syntax error
    problem syntax error
    "#);
}

#[test]
fn a_half_typed_member_access() {
    assert_snapshot!(broken(
        r#"
        class C
        {
            void A() { var x = Send("a"); x.
            }
            void D() { Send("d"); }
        }
        "#
    ), @r#"
    class C
      method A() -> void
        let x = Send("a")
      method D() -> void
        Send("d")
    problem syntax error
    "#);
}

#[test]
fn a_half_typed_statement() {
    assert_snapshot!(broken(
        r#"
        class C
        {
            async Task A() { var u = await client.Get("a"); var v = ; if ( }
            void D() { Send("d"); }
        }
        "#
    ), @r#"
    class C
      method A() -> Task
        let u = client.Get("a")
        let v
      method D() -> void
        Send("d")
    problem syntax error
    problem syntax error
    "#);
}

#[test]
fn an_unfinished_string() {
    assert_snapshot!(broken(
        "class C\n{\n    void A() { Send(\"a); }\n    void B() { Send(\"b\"); }\n}\n"
    ), @r#"
    class C
      method A() -> void
        Send("b")
    problem syntax error
    "#);
}

#[test]
fn a_brace_too_many() {
    assert_snapshot!(broken(
        r#"
        class C
        {
            void A() { Send("a"); } }
            void B() { Send("b"); }
        }
        class D { void E() { Send("e"); } }
        "#
    ), @r#"
    class C
      method A() -> void
        Send("a")
    class D
      method E() -> void
        Send("e")
    top
      fn B() -> void
        Send("b")
    problem syntax error
    "#);
}

#[test]
fn a_merge_conflict() {
    assert_snapshot!(broken(
        r#"
class C
{
    void A()
    {
<<<<<<< HEAD
        Send("ours");
=======
        Send("theirs");
>>>>>>> branch
        Send("after");
    }
    void B() { Send("b"); }
}
        "#
    ), @r#"
    class C
      method A() -> void
        Send("ours")
        Send("theirs")
        Send("after")
      method B() -> void
        Send("b")
    problem merge conflict
    problem merge conflict
    problem merge conflict
    "#);
}

#[test]
fn a_missing_brace_in_the_middle() {
    assert_snapshot!(broken(
        r#"
        namespace N;
        class C
        {
            string url = "/x";
            void A() { if (a) { Send("a"); }
            void B() { Send("b"); }
        }
        class D { void E() { Send("e"); } }
        "#
    ), @r#"
    namespace N
    class C
      field url: string = "/x"
      method A() -> void
        branch a
          arm = `true`
            Send("a")
        fn B() -> void
          Send("b")
    class D in "N.C"
      method E() -> void
        Send("e")
    problem missing `}`
    "#);
}

#[test]
fn text_in_comments_and_literals_is_no_conflict_and_no_brace() {
    assert_snapshot!(broken(
        r##"
        class A
        {
            /* { */ // {
            char c = '{', d = '\'', e = '"'; string f = "{\"", g = @"{""", h = $"{{{i}", j = $@"{{""{k}";
            #region Don't {
            void B() { Send("b"); void C() { Send("c"); }
        }
        "##
    ), @r#"
    class A
      field c: char = "{"
      field d: char = "'"
      field e: char = "\""
      field f: string = "{\""
      field g: string = "{\""
      field h: string = concat("{", i)
      field j: string = concat("{\"", k)
      method B() -> void
        Send("b")
        fn C() -> void
          Send("c")
    problem missing `}`
    "#);
}

#[test]
fn no_code_at_all() {
    assert_snapshot!(broken("<html><body>Not found: Send(\"x\")</body></html>"), @"problem syntax error");
}
