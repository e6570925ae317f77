//! From source text to a syntax tree.
//!
//! The parser is not shown the source but a text of the same length in which everything stands at the same place
//! (`disguise`). Where that has syntax errors, other texts are tried, and the tree with the least of them is taken.

use tree_sitter::{Parser, Tree};

use super::disguise::{Disguise, disguise};
use super::kinds;
use super::recovery::errors;
use crate::ir::{Problem, Span};

/// What was read of a file.
pub(super) struct Reading {
    /// Its nodes may end behind the source.
    pub(super) tree: Tree,
    /// What had to be left out or made up for the tree.
    pub(super) problems: Vec<Problem>,
}

/// Reads a file; `None` if the parser gives up.
pub(super) fn read(source: &str) -> Option<Reading> {
    let mut parser = Parser::new();
    parser.set_language(&kinds::language()).ok()?;
    let disguise = disguise(source);
    let tree = parser.parse(&disguise.text, None)?;
    let mut best = Reading {
        tree,
        problems: conflicts(&disguise),
    };
    if !best.tree.root_node().has_error() {
        return Some(best);
    }
    let mut least = damage(&best.tree);
    let mut tried = |text: Vec<u8>, problem: Option<Problem>| {
        let Some(tree) = parser.parse(text, None) else {
            return;
        };
        let damage = damage(&tree);
        if damage < least {
            least = damage;
            best.tree = tree;
            best.problems.extend(problem);
        }
    };
    if let Some(text) = disguise.without_directives() {
        tried(text, None);
    }
    if let Some(text) = disguise.with_braces_closed() {
        let end = Span::new(source.len(), source.len());
        tried(text, Some(problem(end, "missing `}`")));
    }
    Some(best)
}

/// How much of a file is not understood: bytes within errors, and one for every place.
fn damage(tree: &Tree) -> usize {
    let errors = errors(tree.root_node());
    errors
        .iter()
        .map(|error| 1 + error.byte_range().len())
        .sum()
}

fn conflicts(disguise: &Disguise) -> Vec<Problem> {
    let conflict = |place: &Span| problem(*place, "merge conflict");
    disguise.conflicts.iter().map(conflict).collect()
}

fn problem(span: Span, what: &str) -> Problem {
    Problem {
        span,
        what: what.into(),
    }
}
