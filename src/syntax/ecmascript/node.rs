//! A syntax node that knows its grammar.

use std::ops::Range;

use super::kinds::{Class, Grammar, Kind, Part};
use crate::ir::Span;

/// A node of the parser's tree.
#[derive(Clone, Copy)]
pub(super) struct Node<'t> {
    raw: tree_sitter::Node<'t>,
    grammar: &'static Grammar,
}

impl PartialEq for Node<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.raw == other.raw
    }
}

impl<'t> Node<'t> {
    pub(super) fn new(raw: tree_sitter::Node<'t>, grammar: &'static Grammar) -> Self {
        Node { raw, grammar }
    }

    pub(super) fn kind(self) -> Kind {
        if self.raw.is_error() {
            return Kind::Error;
        }
        self.grammar.kind(self.raw.kind_id())
    }

    pub(super) fn class(self) -> Class {
        self.kind().class()
    }

    /// The child in this field; the first where there are several.
    pub(super) fn get(self, part: Part) -> Option<Node<'t>> {
        let field = self.grammar.field(part)?;
        let child = self.raw.child_by_field_id(field.get())?;
        Some(Node::new(child, self.grammar))
    }

    /// All named children in this field.
    pub(super) fn get_all(self, part: Part) -> Vec<Node<'t>> {
        let Some(field) = self.grammar.field(part) else {
            return Vec::new();
        };
        let mut cursor = self.raw.walk();
        self.raw
            .children_by_field_id(field, &mut cursor)
            .filter(tree_sitter::Node::is_named)
            .map(|child| Node::new(child, self.grammar))
            .collect()
    }

    /// All children, punctuation and keywords too.
    pub(super) fn children(self) -> Vec<Node<'t>> {
        let mut cursor = self.raw.walk();
        self.raw
            .children(&mut cursor)
            .map(|child| Node::new(child, self.grammar))
            .collect()
    }

    /// The named children without comments.
    pub(super) fn items(self) -> Vec<Node<'t>> {
        let mut items = self.children();
        items.retain(|child| child.is_named() && child.class() != Class::Trivia);
        items
    }

    /// The first child of a kind.
    pub(super) fn child_of(self, kind: Kind) -> Option<Node<'t>> {
        self.children()
            .into_iter()
            .find(|child| child.kind() == kind)
    }

    /// The text of a keyword or of punctuation; empty for named nodes.
    pub(super) fn token(self) -> &'t str {
        if self.raw.is_named() {
            ""
        } else {
            self.raw.kind()
        }
    }

    /// Whether a keyword or punctuation stands among the node's own tokens.
    pub(super) fn has_token(self, token: &str) -> bool {
        let mut cursor = self.raw.walk();
        self.raw
            .children(&mut cursor)
            .any(|child| !child.is_named() && child.kind() == token)
    }

    /// Whether it is an operation with this operator.
    pub(super) fn has_operator(self, operator: &str) -> bool {
        self.get(Part::Operator)
            .is_some_and(|found| found.token() == operator)
    }

    /// The node around it. Finding it takes time: for errors only.
    pub(super) fn parent(self) -> Option<Node<'t>> {
        let parent = self.raw.parent()?;
        Some(Node::new(parent, self.grammar))
    }

    pub(super) fn is_named(self) -> bool {
        self.raw.is_named()
    }

    pub(super) fn is_error(self) -> bool {
        self.raw.is_error()
    }

    /// Whether there is an error in it or anywhere below.
    pub(super) fn has_error(self) -> bool {
        self.raw.has_error()
    }

    pub(super) fn id(self) -> usize {
        self.raw.id()
    }

    pub(super) fn range(self) -> Range<usize> {
        self.raw.byte_range()
    }

    pub(super) fn span(self) -> Span {
        Span::new(self.raw.start_byte(), self.raw.end_byte())
    }

    /// The nodes below it, itself first, in source order; `enter` says whose children are looked at.
    pub(super) fn descendants(self, mut enter: impl FnMut(Node<'t>) -> bool) {
        let mut cursor = self.raw.walk();
        loop {
            let node = Node::new(cursor.node(), self.grammar);
            if enter(node) && cursor.goto_first_child() {
                continue;
            }
            while !cursor.goto_next_sibling() {
                if !cursor.goto_parent() {
                    return;
                }
            }
        }
    }

    /// The outermost error and missing nodes, in source order.
    pub(super) fn errors(self) -> Vec<Node<'t>> {
        let mut found = Vec::new();
        self.descendants(|node| {
            if node.raw.is_error() || node.raw.is_missing() {
                found.push(node);
                return false;
            }
            node.has_error()
        });
        found
    }
}
