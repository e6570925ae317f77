//! Syntax errors: they are recorded, and what the parser made of the text inside them is lowered all the same.

use tree_sitter::Node;

use super::kinds::{Class, Kind, items};
use super::{Lowerer, span};
use crate::ir::{Expr, ExprKind, Stmt};

impl Lowerer<'_> {
    /// Lowers what stands in the errors right below the node. It stands before the current statement.
    pub(super) fn recover(&mut self, node: Node<'_>) {
        if !node.has_error() {
            return;
        }
        for child in items(node) {
            if child.is_error() {
                self.salvage(child);
            }
        }
    }

    /// Lowers what can be made of a node that stands where it does not belong. All of it is pending then.
    pub(super) fn salvage(&mut self, node: Node<'_>) {
        if node.is_error() && !self.salvaged.insert(node.id()) {
            return;
        }
        self.nested(node, |this| {
            for child in items(node) {
                match Kind::of(child).class() {
                    Class::Statement => {
                        let mut statements = Vec::new();
                        this.statement(child, &mut statements);
                        this.pending.append(&mut statements);
                    }
                    Class::Expression => {
                        let value = this.expression(child);
                        this.hoist(value);
                    }
                    Class::Part => this.salvage(child),
                    Class::Trivia => {}
                }
            }
        });
    }

    /// Lowers the errors that no other rule came by, at the end of the file.
    pub(super) fn salvage_the_rest(&mut self, root: Node<'_>) {
        let (statements, ()) = self.hoisting(|this| {
            for error in errors(root) {
                if error.is_error() {
                    this.salvage(error);
                }
            }
        });
        self.module.top.extend(statements);
    }

    /// Records the file's syntax errors: the outermost node of each.
    pub(super) fn syntax_errors(&mut self, root: Node<'_>) {
        for error in errors(root) {
            self.problem(span(error), "syntax error");
        }
    }

    /// A statement that is evaluated before the current one, unless evaluating it does nothing.
    pub(super) fn hoist(&mut self, value: Expr) {
        if !is_inert(&value) {
            self.pending.push(Stmt::Expr(value));
        }
    }
}

/// The outermost error and missing nodes, in source order.
fn errors(root: Node<'_>) -> Vec<Node<'_>> {
    let mut found = Vec::new();
    let mut cursor = root.walk();
    loop {
        let node = cursor.node();
        let is_error = node.is_error() || node.is_missing();
        if is_error {
            found.push(node);
        }
        if !is_error && node.has_error() && cursor.goto_first_child() {
            continue;
        }
        while !cursor.goto_next_sibling() {
            if !cursor.goto_parent() {
                return found;
            }
        }
    }
}

/// Whether an expression is a plain name or constant, which nothing can be seen in without its surroundings.
pub(super) fn is_inert(value: &Expr) -> bool {
    match &value.kind {
        ExprKind::Str(_)
        | ExprKind::Literal(_)
        | ExprKind::Null
        | ExprKind::Name(_)
        | ExprKind::This
        | ExprKind::Super => true,
        ExprKind::Opaque(parts) => parts.iter().all(is_inert),
        _ => false,
    }
}
