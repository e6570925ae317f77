//! Statements, patterns and parameters.

use insta::assert_snapshot;

use super::{js, ts};

#[test]
fn variables_and_patterns() {
    assert_snapshot!(ts(
        "
        let a, b: Client = c();
        const { d, e: { f = g() }, h: i = 1, [j()]: k, ...l }: Options = m;
        const [n, , { o }, p = q(), ...r] = s;
        "
    ), @"
    top
      let a
      let b: Client = c()
      j()
      let { d: d, e: { f: f = g() }, h: i = `1`, [j()]: k, ...l }: Options = m
      q()
      let [n, , { o: o }, p, _] = s
    ");
}

#[test]
fn parameters() {
    assert_snapshot!(js(
        "
        function f(a, { b, c: d = e() } = {}, [g, h], i = 'x', ...rest) {}
        "
    ), @r#"
    top
      fn f(a, { b: b, c: d = e() } = {}, [g, h], i = "x", ...rest)
    "#);
}

#[test]
fn conditions() {
    assert_snapshot!(js(
        "
        if (m === 'GET') a(); else if ('PUT' == m) b(); else if (m === 'x' || m === 'y') { c(); } else d();
        if (x.y === Action.Suspend && ok()) a();
        if (ok() && e instanceof Foo) e.go(); else if (other) b();
        if (a && !b) c();
        if (m === 'GET' || n === 'PUT') a();
        "
    ), @r#"
    top
      branch m exhaustive
        arm = "GET"
          a()
        arm = "PUT"
          b()
        arm = "x" | "y"
          c()
        arm
          d()
      ok()
      branch x.y
        arm = Action.Suspend and more
          a()
      ok()
      branch e exhaustive
        arm e: Foo
          e.go()
        arm
          branch other
            arm = `true`
              b()
      branch opaque(b)
        arm
          c()
      branch opaque(m, n)
        arm
          a()
    "#);
}

#[test]
fn switches() {
    assert_snapshot!(js(
        "
        switch (action) {
          case 'a':
          case 'b': one(); break;
          case 'c': two();
          case 'd': { three(); return; }
          case E.F: if (x) { return; } else { throw y; }
          case 'g': if (x) break;
          default: four();
        }
        switch (f()) { case 1: a(); case 2: b(); }
        switch (true) { case x > 1: a(); break; }
        "
    ), @r#"
    top
      branch action exhaustive
        arm = "a" | "b"
          one()
        arm = "c" | "d"
          branch action
            arm = "c"
              two()
          block
            three()
            return
        arm = E.F
          branch x exhaustive
            arm = `true`
              return
            arm
              opaque(y)
        arm
          branch action
            arm = "g"
              branch x
                arm = `true`
          four()
      branch f()
        arm = `1` | `2`
          branch
            arm
              a()
          b()
      branch `true`
        arm = opaque(x, `1`)
          a()
    "#);
}

#[test]
fn loops() {
    assert_snapshot!(js(
        "
        for (const [k, v] of Object.entries(o)) go(k, v);
        for await (const x of it()) x.go();
        for (x of xs) x.go();
        for (a.b of xs) go();
        for (const key in object) go(key);
        for (let i = 0, n = f(); i < n; i += step()) go(i);
        while (more()) go();
        do { go(); } while (more());
        outer: for (;;) { continue outer; }
        "
    ), @"
    top
      loop [k, v] in Object.entries(o)
        go(k, v)
      loop x in it()
        x.go()
      loop x in xs
        x.go()
      loop $element in xs
        (a.b = $element)
        go()
      loop key in opaque(object)
        go(key)
      block
        let i = `0`
        let n = f()
        loop
          go(i)
          (i += step())
      loop
        more()
        go()
      loop
        more()
        go()
      block
        loop
    ");
}

#[test]
fn attempts() {
    assert_snapshot!(ts(
        "
        try { a(); } catch (e: unknown) { b(e); } finally { c(); }
        try { a(); } catch { }
        try { a(); } catch ({ message }) { }
        try { a(); } finally { b(); }
        throw new Error(message());
        "
    ), @"
    top
      branch exhaustive
        arm
          a()
        arm e: unknown
          b(e)
      block
        c()
      branch exhaustive
        arm
          a()
        arm
      branch exhaustive
        arm
          a()
        arm { message: message }
      branch exhaustive
        arm
          a()
      block
        b()
      opaque(new Error(message()))
    ");
}

#[test]
fn a_var_in_a_block_belongs_to_the_function() {
    assert_snapshot!(js(
        "
        function f() {
          var a = 1;
          if (x) { var url = '/a'; } else { var url = '/b'; }
          try { var result = g(url), { b } = h(); } catch (e) {}
          for (var i = 0; i < 1; i++) {}
          return result;
        }
        "
    ), @r#"
    top
      fn f()
        let url
        let result
        let b
        let i
        let a = `1`
        branch x exhaustive
          arm = `true`
            (url = "/a")
          arm
            (url = "/b")
        branch exhaustive
          arm
            (result = g(url))
            ({ b: b } = h())
          arm e
        block
          (i = `0`)
          loop
        return result
    "#);
}

#[test]
fn functions_within_functions() {
    assert_snapshot!(js(
        "
        function outer() { return inner(); function inner() { const arrow = () => outer(); return arrow; } }
        "
    ), @"
    top
      fn outer()
        return inner()
        fn inner()
          fn arrow()
            return outer()
          return arrow
    ");
}

#[test]
fn statements_without_effect_are_left_out() {
    assert_snapshot!(js(
        "
        'use strict'; debugger; ; x; a && b; f() && a;
        "
    ), @"
    top
      f()
    ");
}

#[test]
fn old_and_odd() {
    assert_snapshot!(js(
        "
        #!/usr/bin/env node
        <!-- html comment
        with (o) { p(); }
        $: doubled = f(x);
        { let a = 1; go(a); }
        "
    ), @"
    top
      block
        p()
      (doubled = f(x))
      block
        let a = `1`
        go(a)
    ");
}
