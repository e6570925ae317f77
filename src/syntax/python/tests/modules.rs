//! Imports, and what a file declares.

use super::check;

#[test]
fn imports_are_absolute_relative_and_renamed() {
    check(
        "
        import os, a.b as c
        from . import d
        from ..pkg.mod import e as f, g
        from h import *
        ",
        "
        import namespace as os from os
        import namespace as c from a.b
        import d as d from .
        import e as f from ..pkg.mod
        import g as g from ..pkg.mod
        import glob from h
        ",
    );
}

#[test]
fn a_dotted_import_is_one_name() {
    check(
        "
        import urllib.request
        def f():
            return urllib.request.urlopen(urllib.parse.x)
        ",
        "
        import namespace as urllib.request from urllib.request
        top
          fn f()
            return urllib.request.urlopen(urllib.parse.x)
        ",
    );
}

#[test]
fn imports_hold_wherever_they_stand() {
    check(
        "
        if TYPE_CHECKING:
            from a import B
        def f():
            import c.d
            c.d.e()
        ",
        "
        import B as B from a
        import namespace as c.d from c.d
        top
          branch TYPE_CHECKING
            arm
          fn f()
            c.d.e()
        ",
    );
}

#[test]
fn a_function_in_a_branch_belongs_to_the_file() {
    check(
        "
        try:
            X = a()
        except Error:
            def f(): return 1
        ",
        "
        top
          let X
          fn f()
            return `1`
          branch exhaustive
            arm
              (X = a())
            arm
        ",
    );
}
