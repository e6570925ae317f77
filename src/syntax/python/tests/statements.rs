//! Branches, loops, and what is run around a block.

use super::check;

#[test]
fn conditions_on_one_name_have_labels() {
    check(
        "
        def f(x):
            if x == 'a': b()
            elif x in ('c', 'd'): e()
            elif y(): g()
            else: h()
        ",
        "
        top
          fn f(x)
            y()
            branch x exhaustive
              arm = \"a\"
                b()
              arm = \"c\" | \"d\"
                e()
              arm
                g()
              arm
                h()
        ",
    );
}

#[test]
fn what_try_and_loops_run() {
    check(
        "
        try: a()
        except (B, C) as e: d(e)
        else: f()
        finally: g()
        for x, y in h(): i(x)
        else: j()
        while k(): l()
        ",
        "
        top
          branch exhaustive
            arm
              a()
              f()
            arm e
              d(e)
          block
            g()
          loop [x, y] in h()
            i(x)
          block
            j()
          loop
            k()
            l()
        ",
    );
}

#[test]
fn with_is_no_block() {
    check(
        "
        def f():
            async with a() as b, c():
                d = b.e()
            return d
        ",
        "
        top
          fn f()
            let b = a()
            c()
            let d = b.e()
            return d
        ",
    );
}

#[test]
fn cases_have_labels() {
    check(
        "
        match x:
            case 'a' | 'b': c()
            case D(e) if f(): g()
            case _: h()
        ",
        "
        top
          opaque(f())
          branch x exhaustive
            arm = \"a\" | \"b\"
              c()
            arm
              g()
            arm
              h()
        ",
    );
}
