//! Comprehensions and generators: loops that collect.

use tree_sitter::Node;

use super::kinds::{Kind, Part};
use super::names::declaration;
use super::{Lowerer, name, opaque, span};
use crate::ir::{Expr, ExprKind, Key, Property, Span, Stmt};

/// Collects what a comprehension makes.
const ITEMS: &str = "$items";
/// Collects what a generator yields.
pub(super) const YIELDED: &str = "$yield";

impl Lowerer<'_> {
    /// `[f(x) for y in ys for x in y if x]`
    pub(super) fn comprehension(&mut self, node: Node<'_>) -> Expr {
        let place = span(node);
        let clauses: Vec<Node<'_>> = self
            .parts(node)
            .into_iter()
            .filter(|part| matches!(Kind::of(*part), Kind::ForInClause | Kind::IfClause))
            .collect();
        let (before, run) = self.hoisting(|this| this.clauses(&clauses, node));
        let mut statements = before;
        let nothing = Expr::new(ExprKind::Array(Vec::new()), place);
        statements.push(declaration(ITEMS.into(), Some(nothing), place));
        statements.extend(run);
        statements.push(Stmt::Expr(name(ITEMS, place)));
        Expr::new(ExprKind::Block(statements), place)
    }

    /// What runs for the clauses from here on.
    fn clauses(&mut self, clauses: &[Node<'_>], node: Node<'_>) -> Vec<Stmt> {
        let Some((clause, rest)) = clauses.split_first() else {
            return self.collected(node);
        };
        let run = self.nested(*clause, |this| match Kind::of(*clause) {
            Kind::ForInClause => {
                let (before, iterable) = this.hoisting(|this| {
                    let right = Part::Right.all(*clause);
                    right.first().map(|right| this.expression(*right))
                });
                let mut statements = before;
                let pattern = Part::Left.of(*clause).map(|left| this.pattern(left));
                let (mut body, inner) = this.hoisting(|this| this.clauses(rest, node));
                body.extend(inner);
                statements.push(Stmt::Loop {
                    pattern,
                    ty: None,
                    iterable,
                    body,
                });
                statements
            }
            _ => {
                for condition in this.operands(*clause) {
                    let condition = this.expression(condition);
                    this.hoist(condition);
                }
                let mut statements = std::mem::take(&mut this.pending);
                statements.extend(this.clauses(rest, node));
                statements
            }
        });
        run.unwrap_or_default()
    }

    /// What is made of one element.
    fn collected(&mut self, node: Node<'_>) -> Vec<Stmt> {
        let Some(body) = Part::Body.of(node) else {
            return Vec::new();
        };
        let place = span(body);
        let (mut statements, item) = self.hoisting(|this| match Kind::of(body) {
            Kind::Pair => {
                let (Some(key), Some(value)) = (Part::Key.of(body), Part::Value.of(body)) else {
                    return this.unknown(body);
                };
                let key = Key::Computed(this.expression(key));
                let value = this.expression(value);
                Expr::new(ExprKind::Object(vec![Property { key, value }]), place)
            }
            _ => {
                let item = this.expression(body);
                Expr::new(ExprKind::Array(vec![item]), place)
            }
        });
        statements.push(Stmt::Expr(collect(ITEMS, item, place)));
        statements
    }

    /// `yield x`, `yield from xs`
    pub(super) fn yield_expression(&mut self, node: Node<'_>) -> Expr {
        let place = span(node);
        self.function.yields = true;
        let Some(operand) = self.operands(node).into_iter().next() else {
            return opaque(Vec::new(), place);
        };
        let value = self.expression(operand);
        if super::kinds::has_token(node, "from") {
            return collect(YIELDED, value, place);
        }
        let item = Expr::new(ExprKind::Array(vec![value]), place);
        opaque(vec![collect(YIELDED, item, place)], place)
    }
}

fn collect(into: &str, items: Expr, place: Span) -> Expr {
    let kind = ExprKind::Assign {
        target: Box::new(name(into, place)),
        value: Box::new(items),
        append: false,
    };
    Expr::new(kind, place)
}
