//! Operators: joining, formatting, choosing, and all others.

use tree_sitter::Node;

use super::control::{Tested, name_of};
use super::expressions::peel;
use super::kinds::{Kind, Part, operator};
use super::recovery::is_inert;
use super::{Lowerer, opaque, span};
use crate::ir::{Argument, Call, Expr, ExprKind, Stmt, When};

impl Lowerer<'_> {
    /// A binary expression. Long chains nest to the left, so they are walked rather than recursed into.
    pub(super) fn binary(&mut self, node: Node<'_>) -> Expr {
        let mut chain = Vec::new();
        let mut at = node;
        while Kind::of(at) == Kind::BinaryOperator {
            self.recover(at);
            chain.push(at);
            match Part::Left.of(at) {
                Some(left) => at = left,
                None => break,
            }
        }
        let mut value = self.expression(at);
        for operation in chain.into_iter().rev() {
            let place = span(operation);
            let Some(right) = Part::Right.of(operation) else {
                continue;
            };
            value = match operator(operation) {
                "+" => {
                    let right = self.expression(right);
                    add(value, right, place)
                }
                "%" => self.format(value, right, operation),
                // `Path("/api") / "v1"`
                "/" => {
                    let argument = argument(self.expression(right));
                    member_call(value, "/", vec![argument], operation)
                }
                _ => {
                    let right = self.expression(right);
                    opaque(vec![value, right], place)
                }
            };
        }
        value
    }

    /// `template % values`
    fn format(&mut self, template: Expr, values: Node<'_>, operation: Node<'_>) -> Expr {
        let inner = peel(values);
        let arguments = match Kind::of(inner) {
            Kind::Tuple => {
                let values = self.operands(inner);
                let values = values.into_iter().map(|value| self.expression(value));
                values.map(argument).collect()
            }
            Kind::Dictionary => match self.expression(inner).kind {
                ExprKind::Object(entries) => named(entries),
                kind => vec![argument(Expr::new(kind, span(inner)))],
            },
            _ => vec![argument(self.expression(values))],
        };
        member_call(template, "%", arguments, operation)
    }

    /// `a or b`, `a and b`
    pub(super) fn boolean(&mut self, node: Node<'_>) -> Expr {
        let mut operands = Vec::new();
        let mut at = node;
        let of_node = operator(node);
        while Kind::of(at) == Kind::BooleanOperator && operator(at) == of_node {
            self.recover(at);
            operands.extend(Part::Right.of(at));
            match Part::Left.of(at) {
                Some(left) => at = left,
                None => break,
            }
        }
        operands.push(at);
        let values: Vec<Expr> = operands
            .into_iter()
            .rev()
            .map(|operand| self.expression(operand))
            .collect();
        let place = span(node);
        if of_node == "or" {
            return Expr::new(ExprKind::Or(values), place);
        }
        let mut values = values;
        let Some(last) = values.pop() else {
            return opaque(Vec::new(), place);
        };
        values.retain(|value| !is_inert(value));
        super::with_statements(values.into_iter().map(Stmt::Expr).collect(), last)
    }

    /// `a if c else b`
    pub(super) fn conditional(&mut self, node: Node<'_>) -> Expr {
        let operands = self.operands(node);
        let [then, condition, otherwise] = operands[..] else {
            return self.unknown(node);
        };
        let Tested { subject, labels } = self.tested(condition);
        let mut then = self.expression(then);
        let mut before = None;
        if name_of(&subject).is_some() && !labels.is_empty() {
            let place = then.span;
            let when = When {
                subject,
                labels,
                decides: true,
                value: then,
            };
            then = Expr::new(ExprKind::When(Box::new(when)), place);
        } else {
            before = (!is_inert(&subject)).then_some(Stmt::Expr(subject));
        }
        let options = vec![then, self.expression(otherwise)];
        let choice = Expr::new(ExprKind::Choice(options), span(node));
        super::with_statements(before.into_iter().collect(), choice)
    }

    /// An assignment as an expression.
    pub(super) fn named_expression(&mut self, node: Node<'_>) -> Expr {
        let (Some(target), Some(value)) = (Part::Name.of(node), Part::Value.of(node)) else {
            return self.unknown(node);
        };
        let kind = ExprKind::Assign {
            target: Box::new(self.expression(target)),
            value: Box::new(self.expression(value)),
            append: false,
        };
        Expr::new(kind, span(node))
    }

    /// `a += b`
    pub(super) fn augmented(&mut self, node: Node<'_>) -> Expr {
        let (Some(target), Some(value)) = (Part::Left.of(node), Part::Right.of(node)) else {
            return self.unknown(node);
        };
        let is_sum = operator(node) == "+=";
        let place = span(node);
        let target = self.expression(target);
        let value = self.expression(value);
        if !is_sum {
            return opaque(vec![target, value], place);
        }
        let kind = ExprKind::Assign {
            target: Box::new(target),
            value: Box::new(value),
            append: true,
        };
        Expr::new(kind, place)
    }
}

/// An argument by position.
pub(super) fn argument(value: Expr) -> Argument {
    Argument {
        name: None,
        value,
        is_spread: false,
    }
}

/// The entries of an object as named arguments.
fn named(entries: Vec<crate::ir::Property>) -> Vec<Argument> {
    let named = entries.into_iter().map(|entry| match entry.key {
        crate::ir::Key::Name(name) => Argument {
            name: Some(name),
            value: entry.value,
            is_spread: false,
        },
        _ => argument(entry.value),
    });
    named.collect()
}

/// A call of a member of a value that an operator stands for.
fn member_call(object: Expr, name: &str, arguments: Vec<Argument>, operation: Node<'_>) -> Expr {
    let place = span(operation);
    let name_span = Part::Operator.of(operation).map_or(place, span);
    let callee = ExprKind::Member {
        object: Box::new(object),
        name: name.into(),
        name_span,
    };
    let call = Call {
        callee: Expr::new(callee, name_span),
        arguments,
        type_arguments: Vec::new(),
    };
    Expr::new(ExprKind::Call(Box::new(call)), place)
}

fn add(left: Expr, right: Expr, place: crate::ir::Span) -> Expr {
    let mut parts = match left.kind {
        ExprKind::Concat(inner) => inner,
        _ => vec![left],
    };
    match right.kind {
        ExprKind::Concat(inner) => parts.extend(inner),
        _ => parts.push(right),
    }
    Expr::new(ExprKind::Concat(parts), place)
}
