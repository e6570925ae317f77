//! Small sources, and what becomes of them.

use super::lower;
use crate::syntax::print::print;

mod classes;
mod expressions;
mod functions;
mod modules;
mod robustness;
mod statements;

/// The printed module, without the line breaks at its ends.
fn printed(source: &str) -> String {
    print(&lower(source)).trim().to_owned()
}

/// Holds a source, which is correct, against its printed module; both are indented as the test is.
fn check(source: &str, expected: &str) {
    let module = lower(&dedent(source));
    assert_eq!(module.problems, [], "in {source}");
    assert_eq!(print(&module).trim(), dedent(expected).trim());
}

/// The text without the indentation that all of its lines share.
fn dedent(text: &str) -> String {
    let lines = || text.lines().filter(|line| !line.trim().is_empty());
    let indent = |line: &str| line.len() - line.trim_start().len();
    let shared = lines().map(indent).min().unwrap_or(0);
    let mut out = String::new();
    for line in text.lines() {
        out.push_str(line.get(shared..).unwrap_or_default());
        out.push('\n');
    }
    out
}
