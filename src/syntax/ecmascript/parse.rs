//! From text to a tree, with the grammar that reads it best.

use std::ops::Range;

use tree_sitter::{Parser, Point, Tree};

use super::Dialect;
use super::kinds::Grammar;
use super::node::Node;

/// A parsed script.
pub(super) struct Parsed {
    tree: Tree,
    grammar: &'static Grammar,
}

impl Parsed {
    pub(super) fn root(&self) -> Node<'_> {
        Node::new(self.tree.root_node(), self.grammar)
    }

    /// How much of the text did not fit into the grammar.
    fn errors(&self) -> usize {
        let errors = self.root().errors();
        errors.iter().map(|error| error.range().len() + 1).sum()
    }
}

/// Parses a script: the whole text, or a range of it.
///
/// Files say little about what is in them: JavaScript may hold Flow's or TypeScript's types, and a `.ts` file JSX. A text
/// with errors is read with the neighbouring grammar too, and the better reading is taken.
pub(super) fn parse(
    source: &str,
    range: Option<&Range<usize>>,
    dialect: Dialect,
) -> Option<Parsed> {
    let first = parse_as(source, range, dialect)?;
    if !first.root().has_error() {
        return Some(first);
    }
    let other = match dialect {
        Dialect::JavaScript | Dialect::TypeScript => Dialect::Tsx,
        Dialect::Tsx => Dialect::TypeScript,
    };
    match parse_as(source, range, other) {
        Some(second) if second.errors() < first.errors() => Some(second),
        _ => Some(first),
    }
}

fn parse_as(source: &str, range: Option<&Range<usize>>, dialect: Dialect) -> Option<Parsed> {
    let grammar = Grammar::of(dialect);
    let mut parser = Parser::new();
    parser.set_language(&grammar.language).ok()?;
    if let Some(range) = range {
        let range = tree_sitter::Range {
            start_byte: range.start,
            end_byte: range.end,
            start_point: point(source, range.start),
            end_point: point(source, range.end),
        };
        parser.set_included_ranges(&[range]).ok()?;
    }
    let tree = parser.parse(source, None)?;
    Some(Parsed { tree, grammar })
}

/// Row and column, in bytes, of an offset.
fn point(source: &str, offset: usize) -> Point {
    let before = source.as_bytes().get(..offset).unwrap_or_default();
    let row = memchr::memchr_iter(b'\n', before).count();
    let column = before.len() - memchr::memrchr(b'\n', before).map_or(0, |at| at + 1);
    Point { row, column }
}
