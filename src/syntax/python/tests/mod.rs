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

/// Holds a source against its printed module; both are indented as the test is.
fn check(source: &str, expected: &str) {
    assert_eq!(printed(&dedent(source)), dedent(expected).trim());
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
#[test]
fn zz() { println!("{}", printed(&std::fs::read_to_string("/tmp/h5/pyx/a.py").unwrap())); }
