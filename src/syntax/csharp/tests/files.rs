//! Usings, namespaces, top-level statements, directives.

use insta::assert_snapshot;

use super::lowered;

#[test]
fn usings() {
    assert_snapshot!(lowered(
        "extern alias Old;
         global using System;
         using Okta.Sdk.Api;
         using static System.Math;
         global using static A.B.C;
         using Json = System.Text.Json.JsonSerializer;
         using Short = Long;
         using Names = System.Collections.Generic.List<string>;
         using Point = (int X, int Y);
         using Numbers = int[];
         using Maybe = int?;
         using unsafe Pointer = int*;
         using global::A.B;
         using Q = global::A.B.C;
         using R = Old::A.B;"
    ), @"
    import global glob from System
    import glob from Okta.Sdk.Api
    import members from System.Math
    import global members from A.B.C
    import JsonSerializer as Json from System.Text.Json
    import Long as Short from 
    import glob from A.B
    import C as Q from A.B
    import B as R from Old.A
    alias Names = System.Collections.Generic.List<string>
    alias Point = { 0: int, X: int, 1: int, Y: int }
    alias Numbers = int[]
    alias Maybe = int
    alias Pointer = int
    ");
}

#[test]
fn a_file_scoped_namespace_is_the_modules() {
    assert_snapshot!(lowered(
        "using A;
         namespace My.App;
         using B;
         class C { class D; enum E { F } }
         interface G;"
    ), @r#"
    namespace My.App
    import glob from A
    import glob from B
    class C
    class D in "My.App.C"
    enum E in "My.App.C"
      static field F
    interface G
    "#);
}

#[test]
fn a_type_in_another_namespace_says_so() {
    assert_snapshot!(lowered(
        "namespace A {
             using X;
             namespace B.C { class D { class E { } } }
             class F { }
         }
         namespace G { class H { } }
         class I { }"
    ), @r#"
    namespace A
    import glob from X
    class D in "A.B.C"
    class E in "A.B.C.D"
    class F
    class H in "G"
    class I in ""
    "#);
}

#[test]
fn types_without_a_namespace() {
    assert_snapshot!(lowered("class A { class B { } } struct C { }"), @r#"
    class A
    class B in "A"
    class C
    "#);
}

#[test]
fn a_namespace_after_a_type_is_not_the_modules() {
    assert_snapshot!(lowered("class A { } namespace N { class B { } }"), @r#"
    namespace N
    class A in ""
    class B
    "#);
}

#[test]
fn top_level_statements() {
    assert_snapshot!(lowered(
        r#"
        using Okta.Sdk;
        var client = new Client();
        await Run(args);
        async Task Run(string[] a) { await client.Go(a[0]); }
        const string Path = "/x";
        if (args.Length > 0) return 1;
        return await client.Finish();
        record R(int A);
        "#
    ), @r#"
    import glob from Okta.Sdk
    class R(field A: int)
    top
      let client = new Client()
      Run(args)
      fn Run(a: string[]) -> Task
        client.Go(a[`0`])
      let Path: string = "/x"
      branch opaque(args.Length, `0`)
        arm
          return `1`
      return client.Finish()
    "#);
}

#[test]
fn all_branches_of_a_directive_are_taken() {
    assert_snapshot!(lowered(
        r#"
        #define FEATURE
        #undef OTHER
        #nullable enable
        #if NET8_0_OR_GREATER
        using A;
        #elif NETSTANDARD
        using B;
        #else
        using C;
        #endif
        namespace N;
        #region Types
        #pragma warning disable CS1591
        class D : Base
        {
        #if DEBUG && !TRACE
            string a = "/debug";
            void Log() => Send("a");
        #else
            string a = "/release";
        #endif
            void M()
            {
        #line 200
        #if DEBUG
                Send("b");
        #elif X
                Send("c");
                if (x) Send("d");
        #else
                Send("e");
        #endif
        #warning careful
        #if DEBUG
                var task =
        #endif
                Send("f");
            }
        }
        #endregion
        "#
    ), @r#"
    namespace N
    import glob from A
    import glob from B
    import glob from C
    class D : Base
      field a: string = "/debug"
      field a: string = "/release"
      method Log() -> void
        return Send("a")
      method M() -> void
        Send("b")
        Send("c")
        branch x
          arm = `true`
            Send("d")
        Send("e")
        let task = Send("f")
    "#);
}

#[test]
fn directives_between_the_parts_of_a_declaration() {
    assert_snapshot!(lowered(
        r#"
        class A
        #if X
            : B
        #else
            : C
        #endif
        {
            void D() { Send("d"
        #if Y
                , 1
        #endif
            ); }
        }
        "#
    ), @r#"
    class A : B
      method D() -> void
        Send("d", `1`)
    "#);
}

#[test]
fn inactive_text_that_is_no_code() {
    assert_snapshot!(lowered("class A { void M() { f(); } }\n// © text\n/* g(); */\n/// <summary>h();</summary>\n"), @"
    class A
      method M() -> void
        f()
    ");
}

#[test]
fn a_byte_order_mark_and_windows_line_ends() {
    assert_snapshot!(lowered(
        "\u{feff}using A;\r\nnamespace B;\r\n#if X\r\nclass C\r\n{\r\n    string d = \"e\"; // f\r\n}\r\n#endif\r\n"
    ), @r#"
    namespace B
    import glob from A
    class C
      field d: string = "e"
    "#);
}

#[test]
fn a_script() {
    assert_snapshot!(lowered(
        "#!/usr/bin/env dotnet-script\nusing A;\nvar b = c();\n"
    ), @"
    import glob from A
    top
      let b = c()
    ");
}

#[test]
fn an_empty_file() {
    assert_snapshot!(lowered(""), @"");
    assert_snapshot!(lowered("\u{feff}"), @"");
    assert_snapshot!(lowered("// nothing\n"), @"");
}

#[test]
fn verbatim_identifiers_lose_their_sign() {
    assert_snapshot!(lowered(
        r#"
        using @new.@using;
        namespace @namespace.@class;
        class @event<@in> : @base
        {
            string @string = @this.@object("a");
            void @void(int @int, params int[] @out) { foreach (var @is in @int) { } @if: new @new(@checked: 1) { @null = @true }; }
        }
        "#
    ), @r#"
    namespace namespace.class
    import glob from new.using
    class event<in> : base
      field string: string = this.object("a")
      method void(int: int, ...out: int[]) -> void
        loop is in int
        new new(checked: `1`) { null: true }
    "#);
}

#[test]
fn attributes_of_the_assembly_declare_nothing() {
    assert_snapshot!(lowered(
        r#"
        [assembly: InternalsVisibleTo("Tests")]
        [module: CLSCompliant(false)]
        class A { }
        "#
    ), @"class A");
}
