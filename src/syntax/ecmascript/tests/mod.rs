use super::{Dialect, lower};
use crate::ir::{Module, Span};
use crate::syntax::print::print;

mod classes;
mod expressions;
mod markup;
mod modules;
mod robustness;
mod statements;
mod types;

fn lowered(source: &str, dialect: Dialect) -> String {
    let module = lower(source, dialect);
    assert_eq!(module.problems, [], "in {source}");
    print(&module)
}

fn js(source: &str) -> String {
    lowered(source, Dialect::JavaScript)
}

fn ts(source: &str) -> String {
    lowered(source, Dialect::TypeScript)
}

fn tsx(source: &str) -> String {
    lowered(source, Dialect::Tsx)
}

fn lowered_with_problems(source: &str, dialect: Dialect) -> String {
    print(&lower(source, dialect))
}

/// Every span of a module, of whatever.
fn all_spans(module: &Module) -> Vec<Span> {
    let shown = format!("{module:?}");
    let number = |text: &str| text.parse().expect("spans are numbers");
    regex::Regex::new(r"Span \{ start: (\d+), end: (\d+) \}")
        .expect("a correct pattern")
        .captures_iter(&shown)
        .map(|found| Span {
            start: number(&found[1]),
            end: number(&found[2]),
        })
        .collect()
}
