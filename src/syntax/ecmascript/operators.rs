//! Operators: joining, choosing, assigning, and all others.

use super::expressions::{dotted, peel};
use super::kinds::{Kind, Part};
use super::node::Node;
use super::patterns::is_place;
use super::{Lowerer, opaque};
use crate::ir::{Expr, ExprKind, Span, Stmt, Text, TypeRef, When};
use crate::syntax::MAX_DEPTH;

/// Operators that choose one of their operands.
const CHOOSING: [&str; 3] = ["||", "??", "&&"];

/// What a condition tests.
pub(super) struct Tested {
    pub(super) subject: Expr,
    /// The constants that the subject is one of where the condition holds.
    pub(super) labels: Vec<Expr>,
    /// The condition holds whenever it is one of them.
    pub(super) decides: bool,
    /// It is one of them where the condition does not hold.
    pub(super) is_negated: bool,
    /// The type that it has there.
    pub(super) ty: Option<TypeRef>,
}

impl Tested {
    /// A value that is chosen where the subject is one of the labels.
    fn when(self, value: Expr) -> Expr {
        let span = value.span;
        let when = When {
            subject: self.subject,
            labels: self.labels,
            decides: self.decides,
            value,
        };
        Expr::new(ExprKind::When(Box::new(when)), span)
    }
}

impl Lowerer<'_> {
    /// A binary expression. Long chains nest to the left, so they are walked rather than recursed into.
    pub(super) fn binary(&mut self, node: Node<'_>) -> Expr {
        if CHOOSING.contains(&operator(node)) {
            return self.choosing(node);
        }
        let mut steps = Vec::new();
        let mut leftmost = node;
        while leftmost.kind() == Kind::Binary && !CHOOSING.contains(&operator(leftmost)) {
            self.recover(leftmost);
            let Some(left) = leftmost.get(Part::Left) else {
                break;
            };
            steps.push((operator(leftmost), leftmost.get(Part::Right)));
            leftmost = left;
        }
        if steps.is_empty() {
            return self.opaque_operands(node);
        }
        let mut joined = self.expression(leftmost);
        // `a + b - c + d …` nests once for every change between joining and other operators.
        let mut changes = self.depth;
        for (operator, right) in steps.into_iter().rev() {
            let Some(right) = right.map(|right| self.expression(right)) else {
                continue;
            };
            let joins = operator == "+" && changes < MAX_DEPTH;
            changes += usize::from(joins != matches!(joined.kind, ExprKind::Concat(_)));
            joined = if joins {
                concat(joined, right)
            } else {
                operation(joined, right)
            };
        }
        joined
    }

    /// `a || b`, `a ?? b`: one of them. `a && b`: `b`, after `a`. Long chains nest to the left.
    fn choosing(&mut self, node: Node<'_>) -> Expr {
        let mut rights = Vec::new();
        let mut leftmost = node;
        while leftmost.kind() == Kind::Binary && CHOOSING.contains(&operator(leftmost)) {
            self.recover(leftmost);
            rights.push((operator(leftmost), leftmost.get(Part::Right)));
            let Some(left) = leftmost.get(Part::Left) else {
                break;
            };
            leftmost = left;
        }
        let mut options = Vec::new();
        // `a && b` may be `a`, which is not there then.
        let is_and = |node: Node<'_>| operator(peel(node)) == "&&";
        let has_and = is_and(leftmost)
            || rights
                .iter()
                .any(|(operator, right)| *operator == "&&" || right.is_some_and(is_and));
        self.option(leftmost, &mut options);
        for (operator, right) in rights.into_iter().rev() {
            if operator == "&&" {
                for option in options.drain(..) {
                    self.hoist(option);
                }
            }
            if let Some(right) = right {
                self.option(right, &mut options);
            }
        }
        match self.one_of(options, node) {
            Expr {
                kind: ExprKind::Choice(options),
                span,
            } if !has_and => Expr::new(ExprKind::Or(options), span),
            one => one,
        }
    }

    /// `c ? a : b`, and chains of it: one of the values, after the conditions.
    pub(super) fn conditional(&mut self, node: Node<'_>) -> Expr {
        let mut options = Vec::new();
        let mut rest = Some(node);
        while let Some(node) = rest {
            if node.kind() != Kind::Ternary {
                self.option(node, &mut options);
                break;
            }
            self.recover(node);
            let tested = node.get(Part::Condition).map(|node| self.decision(node));
            let tested = match tested {
                Some(tested) if is_place(&tested.subject) && !tested.labels.is_empty() => {
                    Some(tested)
                }
                Some(tested) => {
                    self.hoist(tested.subject);
                    None
                }
                None => None,
            };
            let Some(value) = node.get(Part::Consequence) else {
                rest = node.get(Part::Alternative);
                continue;
            };
            match tested {
                Some(tested) if tested.is_negated => {
                    self.option(value, &mut options);
                    if let Some(otherwise) = node.get(Part::Alternative) {
                        let otherwise = self.expression(otherwise);
                        options.push(tested.when(otherwise));
                    }
                    break;
                }
                Some(tested) => {
                    let value = self.expression(value);
                    options.push(tested.when(value));
                }
                None => self.option(value, &mut options),
            }
            rest = node.get(Part::Alternative);
        }
        self.one_of(options, node)
    }

    /// One of several possible values.
    fn option(&mut self, node: Node<'_>, options: &mut Vec<Expr>) {
        let value = self.expression(node);
        match value.kind {
            ExprKind::Choice(nested) => options.extend(nested),
            _ => options.push(value),
        }
    }

    /// A signed number is a number, and `void x` is nothing; of any other operator the value is not modelled.
    pub(super) fn unary(&mut self, node: Node<'_>) -> Expr {
        let Some(operand) = node.get(Part::Argument) else {
            return self.opaque_operands(node);
        };
        let value = self.expression(operand);
        match (operator(node), &value.kind) {
            ("-" | "+", ExprKind::Literal(_)) => {
                Expr::new(ExprKind::Literal(self.name(node)), node.span())
            }
            ("void", _) => {
                self.hoist(value);
                Expr::new(ExprKind::Null, node.span())
            }
            _ => opaque(vec![value], node.span()),
        }
    }

    pub(super) fn assignment(&mut self, node: Node<'_>) -> Expr {
        let (Some(target), Some(value)) = (node.get(Part::Left), node.get(Part::Right)) else {
            return self.opaque_operands(node);
        };
        let target = self.target(target);
        let value = self.expression(value);
        assign(target, value, false, node.span())
    }

    /// `a += b` joins text, `a ??= b` chooses; of any other operator the value is not modelled.
    pub(super) fn augmented_assignment(&mut self, node: Node<'_>) -> Expr {
        let (Some(target), Some(value)) = (node.get(Part::Left), node.get(Part::Right)) else {
            return self.opaque_operands(node);
        };
        let target = self.expression(target);
        let value = self.expression(value);
        let place = value.span;
        let value = match operator(node) {
            "+=" => return assign(target, value, true, node.span()),
            // The target is written twice then: only where that repeats no call.
            "??=" | "||=" if is_place(&target) => {
                Expr::new(ExprKind::Or(vec![target.clone(), value]), place)
            }
            "??=" | "||=" | "&&=" => value,
            _ => opaque(vec![value], place),
        };
        assign(target, value, false, node.span())
    }

    /// A condition as of [`Lowerer::tested`], and whether a name is true or not: `x`, `!x`, `x !== 'a'`.
    pub(super) fn decision(&mut self, node: Node<'_>) -> Tested {
        let inner = peel(node);
        if inner.kind() == Kind::Binary
            && matches!(operator(inner), "!==" | "!=")
            && let (Some(left), Some(right)) = (inner.get(Part::Left), inner.get(Part::Right))
        {
            self.recover(inner);
            let left = self.expression(left);
            let right = self.expression(right);
            let is_told = !is_constant(&left) && (is_constant(&right) || is_enum_member(&right));
            return match is_told {
                true => Tested {
                    is_negated: true,
                    ..told(left, vec![right])
                },
                false => untold(operation(left, right)),
            };
        }
        if inner.kind() == Kind::Unary
            && operator(inner) == "!"
            && let Some(operand) = inner.get(Part::Argument)
        {
            self.recover(inner);
            let subject = self.expression(operand);
            return match is_place(&subject) {
                true => truth(subject, "false"),
                false => untold(opaque(vec![subject], inner.span())),
            };
        }
        let tested = self.tested(node);
        if !says(&tested) && is_place(&tested.subject) {
            return truth(tested.subject, "true");
        }
        tested
    }

    /// A condition as a subject and what is known of it where the condition holds: `x === 'a'`, `x === 'a' || x === 'b'`,
    /// `x instanceof T`, also beside other conditions that hold too (`… && …`).
    pub(super) fn tested(&mut self, node: Node<'_>) -> Tested {
        self.nested(node, |this| this.any_tested(node))
            .unwrap_or_else(|| untold(opaque(Vec::new(), node.span())))
    }

    fn any_tested(&mut self, node: Node<'_>) -> Tested {
        if node.kind() == Kind::Parenthesized
            && let Some(inner) = self.operands(node).first()
        {
            return self.tested(*inner);
        }
        let (Kind::Binary, Some(left), Some(right)) =
            (node.kind(), node.get(Part::Left), node.get(Part::Right))
        else {
            return untold(self.expression(node));
        };
        match operator(node) {
            "===" | "==" => {
                self.recover(node);
                let left = self.expression(left);
                let right = self.expression(right);
                match (is_constant(&left), is_constant(&right)) {
                    (false, true) => told(left, vec![right]),
                    (true, false) => told(right, vec![left]),
                    (false, false) if is_enum_member(&right) => told(left, vec![right]),
                    _ => untold(operation(left, right)),
                }
            }
            "&&" => {
                self.recover(node);
                let left = self.tested(left);
                let right = self.tested(right);
                if right.labels.is_empty() && right.ty.is_none() && says(&left) {
                    self.hoist(right.subject);
                    return beside_another(left);
                }
                self.hoist(left.subject);
                beside_another(right)
            }
            "||" => {
                self.recover(node);
                let mut left = self.tested(left);
                let right = self.tested(right);
                let same = says(&left)
                    && !left.labels.is_empty()
                    && !right.labels.is_empty()
                    && same_name(&left.subject, &right.subject);
                if same {
                    left.labels.extend(right.labels);
                    left.decides &= right.decides;
                    return left;
                }
                untold(operation(left.subject, right.subject))
            }
            "instanceof" => {
                self.recover(node);
                let left = self.expression(left);
                let right = self.expression(right);
                match dotted_name(&right) {
                    Some(name) if matches!(left.kind, ExprKind::Name(_)) => Tested {
                        ty: Some(TypeRef::named(name)),
                        ..untold(left)
                    },
                    _ => untold(operation(left, right)),
                }
            }
            _ => untold(self.expression(node)),
        }
    }

    /// `yield x` hands `x` on, and gives what the caller sends back; runners of coroutines send back what `x` comes to.
    pub(super) fn yield_expression(&mut self, node: Node<'_>) -> Expr {
        let place = node.span();
        self.function.yields = true;
        let Some(operand) = self.operands(node).into_iter().next() else {
            return opaque(Vec::new(), place);
        };
        let value = self.expression(operand);
        let target = Expr::new(ExprKind::Name(Text::new_static(YIELDED)), place);
        if node.has_token("*") {
            return assign(target, value, false, place);
        }
        let yielded = assign(
            target,
            Expr::new(ExprKind::Array(vec![value]), place),
            false,
            place,
        );
        let first = ExprKind::Index {
            object: Box::new(yielded),
            index: Box::new(Expr::new(ExprKind::Literal("0".into()), place)),
        };
        Expr::new(first, place)
    }

    /// An expression as a statement.
    pub(super) fn expression_statement(&mut self, node: Node<'_>) -> Option<Stmt> {
        let inner = self.parts(node).into_iter().next()?;
        if inner.kind() == Kind::InternalModule {
            return self.namespace(inner);
        }
        if self.is_top() {
            let outer = super::expressions::peel(inner);
            if self.commonjs_statement(outer) || self.prototype_statement(outer) {
                return None;
            }
        }
        let value = self.expression(inner);
        match value.kind {
            // The value of a `yield` that nothing reads.
            ExprKind::Index { object, .. } if inner.kind() == Kind::Yield => {
                Some(Stmt::Expr(*object))
            }
            // `'use strict'`, and what is left of `f() && a`.
            _ if super::recovery::is_inert(&value) => None,
            _ => Some(Stmt::Expr(value)),
        }
    }
}

/// Collects what a generator yields.
pub(super) const YIELDED: &str = "$yield";

fn assign(target: Expr, value: Expr, append: bool, span: Span) -> Expr {
    let kind = ExprKind::Assign {
        target: Box::new(target),
        value: Box::new(value),
        append,
    };
    Expr::new(kind, span)
}

fn operator<'t>(node: Node<'t>) -> &'t str {
    node.get(Part::Operator).map_or("", Node::token)
}

/// `left + right`, as one list of parts.
fn concat(left: Expr, right: Expr) -> Expr {
    let place = Span {
        start: left.span.start,
        end: right.span.end,
    };
    let mut parts = match left.kind {
        ExprKind::Concat(parts) => parts,
        _ => vec![left],
    };
    match right.kind {
        ExprKind::Concat(more) => parts.extend(more),
        _ => parts.push(right),
    }
    Expr::new(ExprKind::Concat(parts), place)
}

/// Any other operator: its value is not modelled.
fn operation(left: Expr, right: Expr) -> Expr {
    let place = Span {
        start: left.span.start,
        end: right.span.end,
    };
    let mut parts = match left.kind {
        ExprKind::Opaque(parts) => parts,
        _ => vec![left],
    };
    parts.push(right);
    opaque(parts, place)
}

fn told(subject: Expr, labels: Vec<Expr>) -> Tested {
    Tested {
        subject,
        decides: !labels.is_empty(),
        is_negated: false,
        labels,
        ty: None,
    }
}

/// Whether a name is true.
fn truth(subject: Expr, is: &'static str) -> Tested {
    let label = Expr::new(ExprKind::Literal(Text::new_static(is)), subject.span);
    told(subject, vec![label])
}

/// What holds if another condition holds, too.
fn beside_another(tested: Tested) -> Tested {
    Tested {
        decides: false,
        ..tested
    }
}

fn untold(subject: Expr) -> Tested {
    told(subject, Vec::new())
}

fn says(tested: &Tested) -> bool {
    !tested.labels.is_empty() || tested.ty.is_some()
}

fn is_constant(value: &Expr) -> bool {
    matches!(
        value.kind,
        ExprKind::Str(_) | ExprKind::Literal(_) | ExprKind::Null
    )
}

/// `Action.Suspend`: by custom a constant.
fn is_enum_member(value: &Expr) -> bool {
    matches!(value.kind, ExprKind::Member { .. })
        && dotted_name(value).is_some_and(|name| name.starts_with(char::is_uppercase))
}

/// The name that a condition holds against a constant, read off the syntax alone.
pub(super) fn tested_name<'s>(condition: Node<'_>, source: &'s str) -> Option<Vec<&'s str>> {
    let node = peel(condition);
    if node.kind() != Kind::Binary {
        return None;
    }
    let (left, right) = (peel(node.get(Part::Left)?), peel(node.get(Part::Right)?));
    match operator(node) {
        "===" | "==" if is_literal(right) => dotted(left, source),
        "===" | "==" if is_literal(left) => dotted(right, source),
        // Both sides are single comparisons: nothing recurses here.
        "||" if operator(left) != "||" && operator(right) != "||" => {
            let name = tested_name(left, source)?;
            (tested_name(right, source)? == name).then_some(name)
        }
        _ => None,
    }
}

fn is_literal(node: Node<'_>) -> bool {
    matches!(
        node.kind(),
        Kind::String | Kind::Number | Kind::True | Kind::False | Kind::Null | Kind::Undefined
    )
}

/// Whether two expressions are the same name or member of one.
fn same_name(left: &Expr, right: &Expr) -> bool {
    dotted_name(left).is_some_and(|name| dotted_name(right) == Some(name))
}

/// `a.b.c`, `this.a`
fn dotted_name(value: &Expr) -> Option<Text> {
    let mut names = Vec::new();
    let mut at = value;
    while let ExprKind::Member { object, name, .. } = &at.kind {
        names.push(name.as_str());
        at = object;
    }
    match &at.kind {
        ExprKind::Name(name) => names.push(name),
        ExprKind::This => names.push("this"),
        _ => return None,
    }
    names.reverse();
    Some(names.join(".").into())
}
