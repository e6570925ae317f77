//! Names, calls, operators, casts.

use insta::assert_snapshot;

use super::lowered;

#[test]
fn literals() {
    assert_snapshot!(lowered(
        r#"
        f(1, -1, +2, 0xFF_FFul, 0b1010, 1_000L, 1.5, .5e-3f, 2m, true, false, null, 'c', '\n', '\u0041', '\'', '"');
        f(default, default(int), default(List<A>));
        "#
    ), @r#"
    top
      f(`1`, `-1`, `+2`, `0xFF_FFul`, `0b1010`, `1_000L`, `1.5`, `.5e-3f`, `2m`, `true`, `false`, null, "c", "\n", "A", "'", "\"")
      f(null, null, null)
    "#);
}

#[test]
fn names_and_members() {
    assert_snapshot!(lowered(
        r#"
        f(a.b.C, A.B<int>.C, global::A.B, Alias::A.B, this.a, string.Empty, a!.b!, (a).b, List<int>.Empty, this[0], base[1]);
        base.B(); int.Parse("1"); A.B.C.D<E>(); _ = a;
        "#
    ), @r#"
    top
      f(a.b.C, A.B.C, A.B, Alias.A.B, this.a, string.Empty, a.b, a.b, List.Empty, this[`0`], super[`1`])
      super.B()
      int.Parse("1")
      A.B.C.D<E>()
      (_ = a)
    "#);
}

#[test]
fn calls() {
    assert_snapshot!(lowered(
        r#"
        f(); f(1, name: "n", @class: 2); f(ref a, out b, in c, out _, out int d, out var e);
        g<A, B[]>(x); h.i<C>().j(k()).l(); (m ?? n)(o); p()(q); r[s](t); u(v)(w); x!(y);
        "#
    ), @r#"
    top
      f()
      f(`1`, name: "n", class: `2`)
      let d: int
      let e
      f(a, b, c, _, d, e)
      g<A, B[]>(x)
      h.i<C>().j(k()).l()
      choice(m, n)(o)
      p()(q)
      r[s](t)
      u(v)(w)
      x(y)
    "#);
}

#[test]
fn conditional_access_is_plain_access() {
    assert_snapshot!(lowered(
        r#"
        f(a?.b, a?.@b?.c.d, a?[0], a?.b[0]?.c, a!?.b, (await a?.b())?.c);
        if (a?.B == c && a ?.B >= d) h(x: a?.B, y => a?.B);
        string?[] s = a ?? b?.c; var t = a ? .5 : b ?[0] : c; var u = a?[0]?[1] + b ? [1] : [];
        a?.b(1)?.c(2).d(3); a?.b<T>(x); a?.b.c("x")?["y"].d();
        "#
    ), @r#"
    top
      f(a.b, a.b.c.d, a[`0`], a.b[`0`].c, a.b, a.b().c)
      branch opaque(a.B, c, opaque(a.B, d))
        arm
          h(x: a.B, fn#0)
      let s: string[] = choice(a, b.c)
      let t = choice(when(a = `true`: `.5`), when(b = `true`: [`0`]), c)
      concat(a[`0`][`1`], b)
      let u = choice([`1`], [])
      a.b(`1`).c(`2`).d(`3`)
      a.b<T>(x)
      a.b.c("x")["y"].d()
    fn#0(y)
      return a.B
    "#);
}

#[test]
fn conditional_assignment() {
    assert_snapshot!(lowered(
        r#"a?.B = f(); a?.b?.C += "x"; a.b?.C ??= g(); a?.D -= i; a?[1] = j;"#
    ), @r#"
    top
      (a.B = f())
      (a.b.C += "x")
      (a.b.C = choice(a.b.C, g()))
      (a.D = opaque(i))
      (a[`1`] = j)
    "#);
}

#[test]
fn a_long_fluent_chain_keeps_its_order() {
    assert_snapshot!(lowered(
        r#"
        "https://x"
            .AppendPathSegment("users") // segment
            .SetQueryParam("limit", 1)
            /* header */.WithHeader("a", b)
            .GetAsync()
            .ConfigureAwait(false);
        "#
    ), @r#"
    top
      "https://x".AppendPathSegment("users").SetQueryParam("limit", `1`).WithHeader("a", b).GetAsync().ConfigureAwait(`false`)
    "#);
}

#[test]
fn one_of_several_values() {
    assert_snapshot!(lowered(
        r#"
        var a = b ? "c" : d() ? "e" : "f";
        var g = h ?? i ?? "j";
        var k = l ?? throw new E(m());
        var n = o is null ? throw new E(p()) : q;
        var r = (s ? "t" : "u") ?? "v";
        w ??= "x"; y.Z ??= f(); g().h ??= "i";
        "#
    ), @r#"
    top
      d()
      let a = choice(when(b = `true`: "c"), "e", "f")
      let g = choice(h, i, "j")
      opaque(new E(m()))
      let k = l
      opaque(new E(p()))
      let n = q
      let r = choice(when(s = `true`: "t"), "u", "v")
      (w = choice(w, "x"))
      (y.Z = choice(y.Z, f()))
      (g().h = "i")
    "#);
}

#[test]
fn casts_and_tests_of_types() {
    assert_snapshot!(lowered(
        r#"
        var a = (User)b; var c = d as Group; var e = ((IApi)f).Get(); var g = h is User; var i = (A.B<C>)(object)j;
        var k = (string?)l!; var m = (n)+1; var o = (p)(q);
        "#
    ), @"
    top
      let a = (b as User)
      let c = (d as Group)
      let e = (f as IApi).Get()
      let g = opaque(h, User)
      let i = ((j as object) as A.B<C>)
      let k = (l as string)
      let m = (`+1` as n)
      let o = (q as p)
    ");
}

#[test]
fn other_operators_keep_their_operands() {
    assert_snapshot!(lowered(
        r#"
        var a = b() && c() || !d(); var e = f() == g(); var h = -i() * ~j() % k() << 1 >>> 2; l++; --m[n()]; var o = p < q && r > s;
        var t = *u; var v = &w; x = y = z(); a <<= b(); a |= c();
        var d2 = a != null && a.b("c");
        "#
    ), @r#"
    top
      let a = opaque(b(), c(), d())
      let e = opaque(f(), g())
      let h = opaque(i(), opaque(j()), k(), `1`, `2`)
      opaque(l)
      opaque(m[n()])
      let o = opaque(p, q, opaque(r, s))
      let t = u
      let v = w
      (x = (y = z()))
      (a = opaque(b()))
      (a = opaque(c()))
      let d2 = opaque(a, null, a.b("c"))
    "#);
}

#[test]
fn joining_and_other_operators_mix() {
    assert_snapshot!(lowered(
        r#"var a = b + c - d + e * f + g; var h = i + j == k + l;"#
    ), @"
    top
      let a = concat(opaque(concat(b, c), d), opaque(e, f), g)
      let h = opaque(concat(i, j), concat(k, l))
    ");
}

#[test]
fn indexers_and_ranges() {
    assert_snapshot!(lowered(
        r#"f(a[0], a["b"], a[c()], a[^1], a[1..^2], a[..], a[d()..], a[1, "x"]); var r = 1..e();"#
    ), @r#"
    top
      f(a[`0`], a["b"], a[c()], a[opaque(`1`)], a[opaque(`1`, opaque(`2`))], a[opaque()], a[opaque(d())], a[[`1`, "x"]])
      let r = opaque(`1`, e())
    "#);
}

#[test]
fn the_name_of_something_is_a_string() {
    assert_snapshot!(lowered(
        r#"f(nameof(a), nameof(A.B.C), nameof(List<int>), nameof(D.E<int>), nameof(this.F), nameof(@class), nameof(G.H) + "/x"); x.nameof(i); nameof();"#
    ), @r#"
    top
      f("a", "C", "List", "E", "F", "class", concat("H", "/x"))
      x.nameof(i)
      nameof()
    "#);
}

#[test]
fn types_as_values() {
    assert_snapshot!(lowered(
        r#"f(typeof(User), typeof(A.B<C>), typeof(List<>), typeof(int), typeof(int[]), sizeof(int)); g(__makeref(x), __reftype(y), __refvalue(z, int));"#
    ), @"
    top
      f(User, A.B, List, int, opaque(), opaque(int))
      g(opaque(x), opaque(y), opaque(z, int))
    ");
}

#[test]
fn what_an_expression_declares_stands_before_the_statement() {
    assert_snapshot!(lowered(
        r#"
        if (m.TryGetValue("k", out var v)) { f(v); }
        if (int.TryParse(s, out int n) && n > 1) g(n);
        while (q.TryDequeue(out User? u)) h(u);
        var x = a.Get(out _) ? b : c;
        return d(out var e) + e;
        "#
    ), @r#"
    top
      let v
      branch m.TryGetValue("k", v)
        arm
          f(v)
      let n: int
      branch opaque(int.TryParse(s, n), opaque(n, `1`))
        arm
          g(n)
      loop
        let u: User
        q.TryDequeue(u)
        h(u)
      a.Get(_)
      let x = choice(b, c)
      let e
      return concat(d(e), e)
    "#);
}

#[test]
fn deconstruction() {
    assert_snapshot!(lowered(
        r#"
        var (a, b) = f(); (var c, string d) = g(); (e, h.I) = (1, 2); var (j, (k, _)) = l; (var m, _) = n; (o, var p) = q();
        foreach (var (r, s) in t) { } foreach ((string u, var w) in x) { }
        for (var (y, z) = f(); ; ) { }
        "#
    ), @"
    top
      let [a, b] = f()
      let [c, d]: { 1: string } = g()
      ([e, h.I] = [`1`, `2`])
      let [j, [k, ]] = l
      let [m, ] = n
      let p
      ([o, p] = q())
      loop [r, s] in t
      loop [u, w]: { 0: string } in x
      block
        let [y, z] = f()
        loop
    ");
}

#[test]
fn references_checks_and_throws_are_transparent() {
    assert_snapshot!(lowered(
        r#"ref var a = ref b[c()]; var d = checked(e() + 1); var f = unchecked((int)g()); h = ref i; f(throw new E(j()));"#
    ), @"
    top
      let a = b[c()]
      let d = concat(e(), `1`)
      let f = (g() as int)
      (h = i)
      f(opaque(new E(j())))
    ");
}
