//! What the frontend makes of C#, by subject: source in, printed representation out.

use super::lower;
use crate::ir::Span;
use crate::syntax::print::print;

mod broken;
mod creation;
mod expressions;
mod files;
mod functions;
mod hostile;
mod members;
mod patterns;
mod queries;
mod spans;
mod statements;
mod strings;
mod types;

/// The file, which is correct.
fn lowered(source: &str) -> String {
    let module = lower(source);
    let place = |span: Span| source.get(span.start as usize..span.end as usize);
    let problems: Vec<_> = module
        .problems
        .iter()
        .map(|problem| (problem.what.as_str(), problem.span, place(problem.span)))
        .collect();
    assert_eq!(problems, [], "in {source}");
    print(&module)
}

/// The file, which has syntax errors.
fn broken(source: &str) -> String {
    let module = lower(source);
    assert_ne!(module.problems, [], "in {source}");
    print(&module)
}
