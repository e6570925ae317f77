//! Statements.

use insta::assert_snapshot;

use super::lowered;

#[test]
fn locals() {
    assert_snapshot!(lowered(
        r#"
        var a = 1; string b = "x", c; const string D = "/d"; int? e = null; ; A.B<C> f = g; dynamic h = i; var _ = j();
        scoped Span<int> k = l; ref readonly int m = ref n;
        "#
    ), @r#"
    top
      let a = `1`
      let b: string = "x"
      let c: string
      let D: string = "/d"
      let e: int = null
      let f: A.B<C> = g
      let h: dynamic = i
      let _ = j()
      let k: Span<int> = l
      let m: int = n
    "#);
}

#[test]
fn conditions() {
    assert_snapshot!(lowered(
        r#"
        if (a()) f(); else if (b == "x") { g(); } else { h(); }
        if ("y" == c) i();
        if (d == e) j();
        if (d != null) k();
        if ((l == "z")) m(); else n();
        "#
    ), @r#"
    top
      branch a() exhaustive
        arm
          f()
        arm
          branch b exhaustive
            arm = "x"
              g()
            arm
              h()
      branch c
        arm = "y"
          i()
      branch opaque(d, e)
        arm
          j()
      branch opaque(d, null)
        arm
          k()
      branch l exhaustive
        arm = "z"
          m()
        arm
          n()
    "#);
}

#[test]
fn loops() {
    assert_snapshot!(lowered(
        r#"
        foreach (var a in b()) c(a);
        foreach (User d in e) { f(d); continue; }
        await foreach (var g in h.All().WithCancellation(t)) { i(g); break; }
        for (int j = 0, k = l(); j < m(); j++, n()) { o(j); }
        for (p = 1; ;) q();
        while (r()) { s(); }
        do { u(); } while (v());
        do w(); while (x);
        foreach (ref readonly var w in x) { }
        "#
    ), @"
    top
      loop a in b()
        c(a)
      loop d: User in e
        f(d)
      loop g in h.All().WithCancellation(t)
        i(g)
      block
        let j: int = `0`
        let k: int = l()
        loop
          opaque(j, m())
          o(j)
          n()
      block
        (p = `1`)
        loop
          q()
      loop
        r()
        s()
      loop
        u()
        v()
      loop
        w()
      loop w in x
    ");
}

#[test]
fn resources_and_locks() {
    assert_snapshot!(lowered(
        r#"
        using (var a = b()) { c(a); }
        using (d()) e();
        using var f = new F();
        await using (g().ConfigureAwait(false)) { }
        await using var h = i();
        using (A j = new("x"), k = new("y")) using (l) { m(); }
        lock (n) { o(); }
        "#
    ), @r#"
    top
      block
        let a = b()
        block
          c(a)
      block
        d()
        e()
      let f = new F()
      block
        g().ConfigureAwait(`false`)
        block
      let h = i()
      block
        let j: A = new A("x")
        let k: A = new A("y")
        block
          l
          block
            m()
      block
        n
        block
          o()
    "#);
}

#[test]
fn exceptions() {
    assert_snapshot!(lowered(
        r#"
        try { a(); } catch (ApiException e) when (e.Code == b()) { c(e); throw; } catch (A.B) { } catch { d(); } finally { f(); }
        try { g(); } finally { h(); }
        throw new E(i());
        "#
    ), @"
    top
      branch exhaustive
        arm
          a()
        arm e: ApiException
          opaque(e.Code, b())
          c(e)
        arm: A.B
        arm
          d()
      block
        f()
      branch exhaustive
        arm
          g()
      block
        h()
      opaque(new E(i()))
    ");
}

#[test]
fn unsafe_code_checked_code_and_jumps() {
    assert_snapshot!(lowered(
        r#"
        class A
        {
            unsafe void M(int* p)
            {
                unsafe { f(p->x); *p = 1; }
                fixed (byte* b = &c[0], d = e()) { g(b); }
                checked { h(); }
                unchecked { i(); }
                again: j();
                goto again;
                ;
                { k(); }
            }
        }
        "#
    ), @"
    class A
      method M(p: int) -> void
        block
          f(p.x)
          (p = `1`)
        block
          let b: byte = c[`0`]
          let d: byte = e()
          block
            g(b)
        block
          h()
        block
          i()
        j()
        opaque(again)
        block
          k()
    ");
}
