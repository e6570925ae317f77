use insta::assert_snapshot;

use super::{Dialect, lower};
use crate::syntax::print::print;

fn lowered(source: &str, dialect: Dialect) -> String {
    let module = lower(source, dialect);
    assert_eq!(module.problems, [], "in {source}");
    print(&module)
}

#[test]
fn imports() {
    assert_snapshot!(lowered(
        "import D, { A as B, type T, default as E } from 'm';
         import * as N from \"m\";
         import type { U } from './u';
         import 'side-effect';
         import R = require('r');",
        Dialect::TypeScript
    ), @"
    import default as D from m
    import A as B from m
    import type T as T from m
    import default as E from m
    import namespace as N from m
    import type U as U from ./u
    import glob from side-effect
    import namespace as R from r
    ");
}
