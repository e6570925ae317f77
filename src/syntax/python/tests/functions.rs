//! Functions, their parameters and what they collect.

use super::check;

#[test]
fn parameters_take_positions_names_and_rests() {
    check(
        "
        async def f(a, /, b: int = 1, *args: str, c, **kw) -> 'C': await g(a, *args, c=c, **kw)
        ",
        "
        top
          fn f(a, b: int = `1`, ...args: str, c, **kw) -> C
            g(a, ...args, c: c, **: ...kw)
        ",
    );
}

#[test]
fn names_are_declared_where_they_are_bound_first() {
    check(
        "
        def f():
            global g
            a = 1
            a = 2
            g = 3
            if a:
                b = 4
            b, c = 5, 6
            d, e = 7, 8
            x = y = a
        ",
        "
        top
          fn f()
            let b
            let a = `1`
            (a = `2`)
            (g = `3`)
            branch a
              arm
                (b = `4`)
            ([b, c] = [`5`, `6`])
            let [d, e] = [`7`, `8`]
            let y = a
            let x = y
        ",
    );
}

#[test]
fn generators_and_comprehensions_collect() {
    check(
        "
        def f(xs):
            yield a(xs)
            yield from b
        def g(xs): return {k: h(v) for k, v in xs if k() for v in v}
        ",
        "
        top
          fn f(xs)
            let $yield
            opaque(($yield = [a(xs)]))
            ($yield = b)
            return $yield
          fn g(xs)
            return block { let $items = []; loop [k, v] in xs { k(); loop v in v { ($items = { [k]: h(v) }); }; }; $items; }
        ",
    );
}
