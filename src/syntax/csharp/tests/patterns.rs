//! Patterns in `is`, `switch` and switch expressions.

use insta::assert_snapshot;

use super::lowered;

#[test]
fn is_patterns() {
    assert_snapshot!(lowered(
        r#"
        if (a is User u) f(u);
        if (b is not Group g) return;
        if (c() is { } d) f(d);
        if (e is null or "x") f(e);
        if (h is > 1 and <= 10) f(h);
        if (i is "a" or "b" or K.C) f(i);
        if (j is var k && k.L) f(k);
        if (x is ("a" or 1)) f(x);
        if (x is "a" or > 1) f(x);
        if (x is "a" or string) f(x);
        if (x is "a" and not null) f(x); else g();
        if (x is (A, B c) and (var y, _)) f(c, y);
        if (m is (1, var n)) f(n);
        if (o is not null) f(o);
        if (p is int or long) f(p);
        if (q is A.B) f(q);
        if (r is User) f(r);
        if (s is List<User> { Count: > 0 } t) f(t);
        if (v is User w and not null) f(w);
        "#
    ), @r#"
    top
      let u: User = (a as User)
      branch opaque()
        arm
          f(u)
      let g: Group = (b as Group)
      branch opaque()
        arm
          return
      let d = c()
      branch opaque()
        arm
          f(d)
      branch e
        arm = null | "x"
          f(e)
      branch h
        arm
          f(h)
      branch i
        arm = "a" | "b" | K.C
          f(i)
      let k = j
      branch opaque(k.L)
        arm
          f(k)
      branch x
        arm = "a" | `1`
          f(x)
      branch x
        arm
          f(x)
      branch x
        arm
          f(x)
      branch x exhaustive
        arm = "a"
          f(x)
        arm
          g()
      let $parts = x
      let [, c] = $parts
      let [y, ] = $parts
      branch opaque()
        arm
          f(c, y)
      let [, n] = m
      branch opaque()
        arm
          f(n)
      branch o
        arm
          f(o)
      branch p
        arm
          f(p)
      branch q
        arm = A.B
          f(q)
      branch opaque(r, User)
        arm
          f(r)
      let t: List<User> = (s as List<User>)
      branch opaque()
        arm
          f(t)
      let w: User = (v as User)
      branch opaque()
        arm
          f(w)
    "#);
}

#[test]
fn what_follows_a_pattern_is_evaluated() {
    assert_snapshot!(lowered(
        r#"
        f(a is not null && b.C() || d(e => e), g is 1 && h(), i is 1 or K.C && l(), m is > 1 && n());
        if (o is not null && p is User q && r(q)) s();
        if (t is "u" && v()) w();
        if (t is "u" || v()) w();
        "#
    ), @r#"
    top
      b.C()
      d(fn#0)
      h()
      l()
      opaque(`1`, n())
      f(opaque(a), opaque(g, `1`), opaque(i, `1`, K.C), opaque(m))
      let q: User = (p as User)
      r(q)
      branch o
        arm
          s()
      v()
      branch t
        arm = "u"
          w()
      v()
      branch t
        arm
          w()
    fn#0(e)
      return e
    "#);
}

#[test]
fn property_patterns_take_apart() {
    assert_snapshot!(lowered(
        r#"
        if (a is User { Profile.Email: var mail, Id: "x", Group: { Name: string name } } user) f(mail, name, user);
        if (b is { Length: > 1 }) g();
        if (c is Point(var x, _) { Z: var z } p) h(x, z, p);
        if (d is Point(X: var x2, Y: 1)) h(x2);
        if (e is { A: not { B: var deep } }) h(deep);
        if (f is (var i, 1) { J: var j }) h(i, j);
        if (k is { L: (1, var l) }) h(l);
        "#
    ), @"
    top
      let user: User = (a as User)
      let { Profile: { Email: mail }, Group: { Name: name } } = user
      branch opaque()
        arm
          f(mail, name, user)
      branch b
        arm
          g()
      let p: Point = (c as Point)
      let $parts = p
      let [x, ] = $parts
      let { Z: z } = $parts
      branch opaque()
        arm
          h(x, z, p)
      let [x2, ]: Point = (d as Point)
      branch opaque()
        arm
          h(x2)
      let { A: { B: deep } } = e
      branch opaque()
        arm
          h(deep)
      let $parts = f
      let [i, ] = $parts
      let { J: j } = $parts
      branch opaque()
        arm
          h(i, j)
      let { L: [, l] } = k
      branch opaque()
        arm
          h(l)
    ");
}

#[test]
fn list_patterns() {
    assert_snapshot!(lowered(
        r#"
        if (a is [var first, .., "last"]) f(first);
        if (c is []) f();
        if (d is [_, [var inner]] all) f(inner, all);
        if (e is ["x", .. var rest]) g();
        if (h is [.., var last]) f(last);
        "#
    ), @"
    top
      let [first, , ] = a
      branch opaque()
        arm
          f(first)
      branch c
        arm
          f()
      let all = d
      let [, [inner], ] = all
      branch opaque()
        arm
          f(inner, all)
      branch e
        arm
          g()
      let [, last] = h
      branch opaque()
        arm
          f(last)
    ");
}

#[test]
fn switch_expressions_choose() {
    assert_snapshot!(lowered(
        r#"
        var path = action switch
        {
            "suspend" => "/suspend",
            Action.Activate or Action.Reactivate => Build("activate"),
            { Length: > 5 } => "/long",
            User u when u.IsOk() => u.Path,
            (var x, 1) => x,
            null => throw new E(m()),
            _ => throw new ArgumentException(nameof(action)),
        };
        return Get() switch { int n => n, var other => other };
        "#
    ), @r#"
    top
      opaque(new E(m()))
      opaque(new ArgumentException("action"))
      let path = choice(when(action = "suspend": "/suspend"), when(action = Action.Activate | Action.Reactivate: Build("activate")), "/long", block { let u: User = (action as User); u.IsOk(); u.Path; }, block { let [x, ] = action; x; })
      let $subject = Get()
      return choice(block { let n: int = ($subject as int); n; }, block { let other = $subject; other; })
    "#);
}

#[test]
fn switch_statements() {
    assert_snapshot!(lowered(
        r#"
        switch (action)
        {
            case "a":
            case "b":
                f("ab");
                break;
            case User u when u.Ok():
                f(u);
                goto case "a";
            case K.C:
            {
                f("c");
                break;
            }
            case > 1 and < 5: f("range"); break;
            case (1, var y): f(y); break;
            case { Id: var id }: f(id); break;
            case string or int: break;
            case not null: g(); break;
            case 'c': case -1: h(); break;
            case > 7: case "d": i(); break;
            case A.B(1, var x): i(x); break;
            case null:
            default:
                throw new E(g());
        }
        "#
    ), @r#"
    top
      branch action exhaustive
        arm = "a" | "b"
          f("ab")
        arm u: User
          u.Ok()
          f(u)
          opaque("a")
        arm = K.C
          block
            f("c")
        arm
          f("range")
        arm [, y]
          f(y)
        arm { Id: id }
          f(id)
        arm: (string | int)
        arm
          g()
        arm = "c" | `-1`
          h()
        arm
          i()
        arm [, x]: A.B
          i(x)
        arm
          opaque(new E(g()))
    "#);
}

#[test]
fn a_switch_without_default_may_run_nothing() {
    assert_snapshot!(lowered(
        r#"switch (a) { case 1: f(); break; } switch (b) { } switch (c, d) { case (1, 2): g(); break; }"#
    ), @"
    top
      branch a
        arm = `1`
          f()
      branch b
      branch [c, d]
        arm = [`1`, `2`]
          g()
    ");
}
