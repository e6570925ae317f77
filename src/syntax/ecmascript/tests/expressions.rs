//! Expressions.

use insta::assert_snapshot;

use super::js;

#[test]
fn literals() {
    assert_snapshot!(js(
        r#"
        const a = 'it\'s \x41\u00e9\u{1F600}\ud83d\ude00\n', b = "", c = 1.5e3, d = -5, e = true, f = null, g = undefined, h = void call(), i = /a\/b/g, j = 10n;
        "#
    ), @r#"
    top
      let a = "it's Aé😀😀\n"
      let b = ""
      let c = `1.5e3`
      let d = `-5`
      let e = `true`
      let f = null
      let g = null
      call()
      let h = null
      let i = opaque()
      let j = `10n`
    "#);
}

#[test]
fn templates() {
    assert_snapshot!(js(
        r#"
        const a = `plain`, b = ``, c = `${x}`, d = `a${b}c${`d${e}`}\n\`\${`, f = String.raw`\d${x}`, g = gql`query ${q}`, h = a.b`x`;
        "#
    ), @r#"
    top
      let a = "plain"
      let b = ""
      let c = concat(x)
      let d = concat("a", b, "c", "d", e, "\n`${")
      let f = concat("\\d", x)
      let g = gql(concat("query ", q))
      let h = a.b("x")
    "#);
}

#[test]
fn operators() {
    assert_snapshot!(js(
        "
        const a = 'x' + b + 1 + c(), d = 'a' + (b - c) + 'd', e = a - b + 'c', f = !x, g = typeof y, h = a === b, i = delete a.b, j = 'k' in l, m = n++;
        "
    ), @r#"
    top
      let a = concat("x", b, `1`, c())
      let d = concat("a", opaque(b, c), "d")
      let e = concat(opaque(a, b), "c")
      let f = opaque(x)
      let g = opaque(y)
      let h = opaque(a, b)
      let i = opaque(a.b)
      let j = opaque("k", l)
      let m = opaque(n)
    "#);
}

#[test]
fn choices() {
    assert_snapshot!(js(
        "
        const a = x || y() || z, b = x ?? y, c = f() ? g() : h ? i() : j, d = user && user.profile && user.profile.name(), e = (a && b) || c, f2 = a || (b && c());
        "
    ), @"
    top
      let a = or(x, y(), z)
      let b = or(x, y)
      f()
      let c = choice(g(), when(h = `true`: i()), j)
      user.profile
      let d = user.profile.name()
      let e = choice(b, c)
      let f2 = choice(a, c())
    ");
}

#[test]
fn assignments() {
    assert_snapshot!(js(
        "
        a = b = c(); a.b += 'x'; a ||= b(); a ??= b; a.b ??= c(); f().x ??= g(); a &&= b(); a -= b(); a[i] = 1;
        ({ a, b: c.d, e = f(), ...rest } = g); [a, , b.c = 1, ...d] = h;
        "
    ), @r#"
    top
      (a = (b = c()))
      (a.b += "x")
      (a = or(a, b()))
      (a = or(a, b))
      (a.b = or(a.b, c()))
      (f().x = g())
      (a = b())
      (a = opaque(b()))
      (a[i] = `1`)
      f()
      ({ a: a, b: c.d, e: e, ...rest } = g)
      ([a, opaque(), b.c, d[opaque()]] = h)
    "#);
}

#[test]
fn member_access_and_calls() {
    assert_snapshot!(js(
        "
        a?.b?.[c]?.(d, ...e); a['b']; this.#x.y(); import.meta.env.KEY; f()(); (0, a.b)(c); a.b.c(function () { return 1; }); new.target;
        "
    ), @r#"
    top
      a.b[c](d, ...e)
      a["b"]
      this.#x.y()
      import.meta.env.KEY
      f()()
      a.b(c)
      a.b.c(fn#0)
    fn#0()
      return `1`
    "#);
}

#[test]
fn creation() {
    assert_snapshot!(js(
        "
        new Client({ a }); new a.b.C(1, ...d); new Plain; new (make())(1); new (require('m').X)(2); new this.K(); new (Client)(3);
        "
    ), @r#"
    top
      new Client({ a: a })
      new a.b.C(`1`, ...d)
      new Plain()
      make()(`1`)
      module("m").X(`2`)
      this.K()
      new Client(`3`)
    "#);
}

#[test]
fn objects_and_arrays() {
    assert_snapshot!(js(
        "
        const o = { a, 'b-c': 1, [`d`]: 2, [e()]: 3, f() { return 1; }, async *g() { yield 2; }, get h() { return i(); }, set h(v) { j(v); }, k: () => 4, ...l, 5: 6 };
        const x = [1, , ...y, [z()]];
        "
    ), @"
    top
      let o = { a: a, b-c: `1`, d: `2`, [e()]: `3`, f: fn#0, g: fn#1, h: fn#2(), [opaque()]: fn#3, k: fn#4, ...l, 5: `6` }
      let x = [`1`, opaque(), y[opaque()], [z()]]
    fn#0 o.f()
      return `1`
    fn#1 o.g()
      let $yield
      ($yield = [`2`])
      return $yield
    fn#2 o.h()
      return i()
    fn#3 o.h(v)
      j(v)
    fn#4 o.k()
      return `4`
    ");
}

#[test]
fn functions_bound_to_a_name_are_declared_by_it() {
    assert_snapshot!(js(
        "
        const a = (x) => x, b = async function () { return await c(); }, d = function* named() {};
        let e = ((x) => x);
        call((x) => { return x; }, async y => y);
        (async () => { await run(); })();
        "
    ), @"
    top
      fn a(x)
        return x
      fn b()
        return c()
      fn d()
      fn e(x)
        return x
      call(fn#4, fn#5)
      fn#6()
    fn#4(x)
      return x
    fn#5(y)
      return y
    fn#6()
      run()
    ");
}

#[test]
fn what_is_only_evaluated_stands_before() {
    assert_snapshot!(js(
        "
        function f(a = x ? y() : z) { return g(h() ? 1 : 2, i() && j()); }
        const k = { l: m() ? 1 : 2 };
        class A { b = c() ? d : e; }
        "
    ), @"
    class A
      field b = block { c(); choice(d, e); }
    top
      fn f(a = choice(when(x = `true`: y()), z))
        h()
        i()
        return g(choice(`1`, `2`), j())
      m()
      let k = { l: choice(`1`, `2`) }
    ");
}

#[test]
fn generators() {
    assert_snapshot!(js(
        "
        function* saga() {
          const user = yield call(api.get, 1);
          yield put(user);
          const rest = yield* other();
          yield;
        }
        "
    ), @"
    top
      fn saga()
        let $yield
        let user = ($yield = [call(api.get, `1`)])[`0`]
        ($yield = [put(user)])
        let rest = ($yield = other())
        return $yield
    ");
}
