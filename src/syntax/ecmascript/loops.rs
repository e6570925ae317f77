//! Loops.

use super::kinds::{Kind, Part};
use super::node::Node;
use super::{Lowerer, opaque};
use crate::ir::{Expr, ExprKind, Pattern, Stmt};

impl Lowerer<'_> {
    /// `while` and `do`.
    pub(super) fn while_loop(&mut self, node: Node<'_>) -> Option<Stmt> {
        let mut body = self.evaluated(&[node.get(Part::Condition)]);
        if let Some(inner) = node.get(Part::Body) {
            body.extend(self.block(inner));
        }
        Some(Stmt::Loop {
            pattern: None,
            ty: None,
            iterable: None,
            body,
        })
    }

    pub(super) fn for_loop(&mut self, node: Node<'_>) -> Option<Stmt> {
        self.function.blocks += 1;
        let mut statements = self.evaluated(&[node.get(Part::Initializer)]);
        let mut body = self.evaluated(&[node.get(Part::Condition)]);
        if let Some(inner) = node.get(Part::Body) {
            body.extend(self.block(inner));
        }
        body.extend(self.evaluated(&[node.get(Part::Increment)]));
        statements.push(Stmt::Loop {
            pattern: None,
            ty: None,
            iterable: None,
            body,
        });
        self.function.blocks = self.function.blocks.saturating_sub(1);
        Some(Stmt::Block(statements))
    }

    /// `for (x of xs)`, `for await`, and `for (k in xs)`, whose keys are not known.
    pub(super) fn for_in(&mut self, node: Node<'_>) -> Option<Stmt> {
        let iterable = node.get(Part::Right).map(|right| {
            let value = self.expression(right);
            if node.has_operator("in") {
                opaque(vec![value], right.span())
            } else {
                value
            }
        });
        let declares = ["const", "let", "var", "using"];
        let is_declared = declares.iter().any(|keyword| node.has_token(keyword));
        let (pattern, assigned) = match node.get(Part::Left) {
            Some(left) if is_declared || left.kind() == Kind::Identifier => {
                (self.pattern(left), None)
            }
            Some(left) => self.assigned_element(left),
            None => (Pattern::Ignore, None),
        };
        let mut body: Vec<Stmt> = assigned.into_iter().collect();
        if let Some(inner) = node.get(Part::Body) {
            body.extend(self.block(inner));
        }
        Some(Stmt::Loop {
            pattern: Some(pattern),
            ty: None,
            iterable,
            body,
        })
    }

    /// `for (a.b of xs)`, `for ([a, b] of xs)`: the element is assigned.
    fn assigned_element(&mut self, left: Node<'_>) -> (Pattern, Option<Stmt>) {
        const ELEMENT: &str = "$element";
        let place = left.span();
        let pattern = Pattern::Name {
            name: ELEMENT.into(),
            span: place,
        };
        let assign = ExprKind::Assign {
            target: Box::new(self.target(left)),
            value: Box::new(Expr::new(ExprKind::Name(ELEMENT.into()), place)),
            append: false,
        };
        (pattern, Some(Stmt::Expr(Expr::new(assign, place))))
    }
}
