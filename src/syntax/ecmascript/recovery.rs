//! Syntax errors: they are recorded, and what the parser made of the text inside them is lowered all the same.

use super::Lowerer;
use super::kinds::{Class, Kind};
use super::node::Node;
use crate::ir::{Expr, ExprKind, Stmt};

impl Lowerer<'_> {
    /// Lowers what stands in the errors right below the node. It stands before the current statement.
    pub(super) fn recover(&mut self, node: Node<'_>) {
        if !node.has_error() {
            return;
        }
        for child in node.children() {
            if child.is_error() {
                self.salvage(child);
            }
        }
    }

    /// Lowers what can be made of a node that stands where it does not belong. All of it is pending then.
    pub(super) fn salvage(&mut self, node: Node<'_>) -> Option<Stmt> {
        if node.is_error() && !self.salvaged.insert(node.id()) {
            return None;
        }
        self.nested(node, |this| {
            for child in node.items() {
                this.salvage_item(child);
            }
        });
        None
    }

    fn salvage_item(&mut self, node: Node<'_>) {
        match node.class() {
            Class::Statement => {
                let mut statements = Vec::new();
                self.statement(node, &mut statements);
                self.pending.append(&mut statements);
            }
            Class::Expression => {
                let value = self.expression(node);
                self.hoist(value);
            }
            Class::Member => self.stray_member(node),
            Class::Part => {
                self.salvage(node);
            }
            Class::Type | Class::Trivia => {}
        }
    }

    /// Lowers the errors that no other rule came by, at the end of the file.
    pub(super) fn salvage_the_rest(&mut self, root: Node<'_>) {
        let (statements, ()) = self.hoisting(|this| {
            for error in root.errors() {
                if error.is_error() {
                    this.salvage(error);
                }
            }
        });
        self.module.top.extend(statements);
    }

    /// Records the script's syntax errors: the outermost node of each.
    pub(super) fn syntax_errors(&mut self, root: Node<'_>) {
        for error in root.errors() {
            if !self.is_ampersand_in_markup(error) {
                self.problem(error.span(), "syntax error");
            }
        }
    }

    /// A bare `&` in the text of JSX is correct, but the grammar takes it for the start of an entity.
    fn is_ampersand_in_markup(&self, error: Node<'_>) -> bool {
        self.text(error).starts_with('&')
            && error.parent().is_some_and(|around| {
                matches!(
                    around.kind(),
                    Kind::JsxElement | Kind::String | Kind::JsxText
                )
            })
    }

    /// A statement that is evaluated before the current one, unless evaluating it does nothing.
    pub(super) fn hoist(&mut self, value: Expr) {
        if !is_inert(&value) {
            self.pending.push(Stmt::Expr(value));
        }
    }

    /// A class member without its class.
    fn stray_member(&mut self, node: Node<'_>) {
        if matches!(node.kind(), Kind::Method) {
            let function = self.stray_method(node);
            self.pending.push(Stmt::Function(function));
        } else {
            self.salvage(node);
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
