//! Operators: joining, choosing, assigning, and all others.

use tree_sitter::Node;

use super::kinds::{Kind, Part};
use super::{Lowerer, opaque};
use crate::ir::{Expr, ExprKind, Span, Stmt, Text, When};
use crate::syntax::MAX_DEPTH;

impl Lowerer<'_> {
    /// A binary expression. Long chains nest to the left, so they are walked rather than recursed into.
    pub(super) fn binary(&mut self, node: Node<'_>) -> Expr {
        if self.operator(node) == "??" {
            return self.coalescing(node);
        }
        let mut steps = Vec::new();
        let mut leftmost = node;
        while Kind::of(leftmost) == Kind::Binary && self.operator(leftmost) != "??" {
            self.recover(leftmost);
            let Some(left) = Part::Left.of(leftmost) else {
                break;
            };
            steps.push((self.operator(leftmost), Part::Right.of(leftmost)));
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

    pub(super) fn operator(&self, node: Node<'_>) -> &'static str {
        Part::Operator
            .of(node)
            .map_or("", |operator| match operator.kind() {
                "+" => "+",
                "??" => "??",
                "==" => "==",
                "&&" => "&&",
                "||" => "||",
                "=" => "=",
                "+=" => "+=",
                "??=" => "??=",
                _ => "other",
            })
    }

    /// `a ?? b ?? c`: one of them. A `throw` among them is no value.
    fn coalescing(&mut self, node: Node<'_>) -> Expr {
        let mut options = Vec::new();
        let mut rest = Some(node);
        while let Some(node) = rest {
            if Kind::of(node) == Kind::Binary && self.operator(node) == "??" {
                self.recover(node);
                if let Some(left) = Part::Left.of(node) {
                    self.option(left, &mut options);
                }
                rest = Part::Right.of(node);
            } else {
                self.option(node, &mut options);
                rest = None;
            }
        }
        self.one_of(options, node)
    }

    /// `c ? a : b`, and chains of it: one of the values, after the conditions.
    pub(super) fn conditional(&mut self, node: Node<'_>) -> Expr {
        let mut options = Vec::new();
        let mut rest = Some(node);
        while let Some(node) = rest {
            if Kind::of(node) != Kind::Conditional {
                self.option(node, &mut options);
                break;
            }
            self.recover(node);
            let condition = Part::Condition.of(node).map(|node| self.tested(node));
            let tested = match condition {
                Some(tested) if is_place(&tested.subject) && !tested.labels.is_empty() => {
                    Some(tested)
                }
                Some(tested) => {
                    self.hoist(tested.subject);
                    None
                }
                None => None,
            };
            let (value, otherwise) = (Part::Consequence.of(node), Part::Alternative.of(node));
            match (tested, value, otherwise) {
                (Some(tested), Some(value), Some(otherwise)) if tested.is_negated => {
                    self.option(value, &mut options);
                    self.option_when(tested, otherwise, &mut options);
                    break;
                }
                (Some(tested), Some(value), _) => self.option_when(tested, value, &mut options),
                (_, Some(value), _) => self.option(value, &mut options),
                _ => {}
            }
            rest = otherwise;
        }
        self.one_of(options, node)
    }

    /// One of several possible values, under a test.
    fn option_when(&mut self, tested: Condition, node: Node<'_>, options: &mut Vec<Expr>) {
        let mut values = Vec::new();
        self.option(node, &mut values);
        if !values.is_empty() {
            let value = self.one_of(values, node);
            options.push(tested.when(value));
        }
    }

    /// One of several possible values. A `throw` is none, but what it throws is evaluated.
    pub(super) fn option(&mut self, node: Node<'_>, options: &mut Vec<Expr>) {
        let value = self.expression(node);
        if Kind::of(node) == Kind::ThrowExpression {
            self.hoist(value);
            return;
        }
        match value.kind {
            ExprKind::Choice(nested) => options.extend(nested),
            _ => options.push(value),
        }
    }

    /// `!x`, `&x`, `*x` stand for `x`; a signed number is a number.
    pub(super) fn prefix_unary(&mut self, node: Node<'_>) -> Expr {
        let operator = node.child(0).map_or("", |operator| operator.kind());
        let Some(operand) = self.operands(node).into_iter().next() else {
            return opaque(Vec::new(), self.span(node));
        };
        let value = self.expression(operand);
        match (operator, &value.kind) {
            ("!" | "&" | "*", _) => value,
            ("-" | "+", ExprKind::Literal(_)) => {
                Expr::new(ExprKind::Literal(self.text(node).into()), self.span(node))
            }
            _ => opaque(vec![value], self.span(node)),
        }
    }

    /// `x!` stands for `x`.
    pub(super) fn postfix_unary(&mut self, node: Node<'_>) -> Expr {
        let Some(operand) = self.operands(node).into_iter().next() else {
            return opaque(Vec::new(), self.span(node));
        };
        let value = self.expression(operand);
        if self.text(node).ends_with('!') {
            value
        } else {
            opaque(vec![value], self.span(node))
        }
    }

    pub(super) fn assignment(&mut self, node: Node<'_>) -> Expr {
        let (Some(target), Some(value)) = (Part::Left.of(node), Part::Right.of(node)) else {
            return self.opaque_operands(node);
        };
        let operator = self.operator(node);
        let target = Box::new(self.expression(target));
        let mut value = self.expression(value);
        match operator {
            "=" | "+=" => {}
            "??=" => {
                // The target is written twice then: only where that repeats no call.
                if is_place(&target) {
                    let place = value.span;
                    value = Expr::new(ExprKind::Choice(vec![(*target).clone(), value]), place);
                }
            }
            _ => {
                let place = value.span;
                value = opaque(vec![value], place);
            }
        }
        let kind = ExprKind::Assign {
            target,
            value: Box::new(value),
            append: operator == "+=",
        };
        Expr::new(kind, self.span(node))
    }

    /// `if`'s condition as a subject and the constants it is compared with, where it is `x == "a"` or
    /// `x is "a" or "b"`.
    pub(super) fn tested(&mut self, condition: Node<'_>) -> Condition {
        let mut condition = condition;
        while Kind::of(condition) == Kind::Parenthesized
            && let [inner] = self.operands(condition)[..]
        {
            condition = inner;
        }
        if Kind::of(condition) == Kind::Binary
            && let operator @ ("==" | "!=") = self.operator(condition)
            && let (Some(left), Some(right)) = (Part::Left.of(condition), Part::Right.of(condition))
        {
            let is_negated = operator == "!=";
            self.recover(condition);
            let left = self.expression(left);
            let right = self.expression(right);
            return match (is_constant(&left), is_constant(&right)) {
                (false, true) => Condition::told(left, vec![right], is_negated),
                (true, false) => Condition::told(right, vec![left], is_negated),
                (false, false) if is_enum_member(&right) => {
                    Condition::told(left, vec![right], is_negated)
                }
                _ => Condition::untold(operation(left, right)),
            };
        }
        if Kind::of(condition) == Kind::PrefixUnary
            && condition
                .child(0)
                .is_some_and(|operator| operator.kind() == "!")
            && let [operand] = self.operands(condition)[..]
        {
            self.recover(condition);
            let subject = self.expression(operand);
            return match is_place(&subject) {
                true => Condition::truth(subject, "false"),
                false => Condition::untold(subject),
            };
        }
        if Kind::of(condition) == Kind::IsPattern
            && let (Some(value), Some(pattern)) =
                (Part::Expression.of(condition), Part::Pattern.of(condition))
        {
            self.recover(condition);
            let value = self.expression(value);
            let tested = self.tested_by(pattern);
            if tested.pattern.is_none() && tested.labels.iter().all(is_label) {
                self.pending.extend(tested.inner);
                let is_decided = tested.ty.is_none();
                return Condition {
                    decides: is_decided && !tested.labels.is_empty(),
                    ..Condition::told(value, tested.labels, false)
                };
            }
            return Condition::untold(self.held_against(condition, value, tested));
        }
        let subject = self.expression(condition);
        match is_place(&subject) {
            true => Condition::truth(subject, "true"),
            false => Condition::untold(subject),
        }
    }

    /// `x += …` and the like as a statement; `(var a, var b) = …` declares.
    pub(super) fn expression_statement(&mut self, node: Node<'_>) -> Option<Stmt> {
        let value = self.operands(node).into_iter().next()?;
        if Kind::of(value) == Kind::Assignment
            && let Some(statement) = self.deconstruction(value)
        {
            return Some(statement);
        }
        Some(Stmt::Expr(self.expression(value)))
    }
}

/// What a condition tests.
pub(super) struct Condition {
    pub(super) subject: Expr,
    /// The constants that the subject is one of where the condition holds; where it does not, if it is negated.
    pub(super) labels: Vec<Expr>,
    pub(super) is_negated: bool,
    /// The condition holds whenever the subject is one of them.
    pub(super) decides: bool,
}

impl Condition {
    fn told(subject: Expr, labels: Vec<Expr>, is_negated: bool) -> Self {
        Condition {
            decides: !labels.is_empty(),
            subject,
            labels,
            is_negated,
        }
    }

    fn untold(subject: Expr) -> Self {
        Condition::told(subject, Vec::new(), false)
    }

    /// Whether a name is true.
    fn truth(subject: Expr, is: &'static str) -> Self {
        let label = Expr::new(ExprKind::Literal(Text::new_static(is)), subject.span);
        Condition::told(subject, vec![label], false)
    }

    /// A value that is chosen where the subject is one of the labels.
    fn when(self, value: Expr) -> Expr {
        when(self.subject, self.labels, self.decides, value)
    }
}

/// A value that is chosen where the subject is one of the labels.
pub(super) fn when(subject: Expr, labels: Vec<Expr>, decides: bool, value: Expr) -> Expr {
    let span = value.span;
    let when = When {
        subject,
        labels,
        decides,
        value,
    };
    Expr::new(ExprKind::When(Box::new(when)), span)
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

fn is_constant(value: &Expr) -> bool {
    matches!(
        value.kind,
        ExprKind::Str(_) | ExprKind::Literal(_) | ExprKind::Null
    )
}

/// A constant, or what is one by custom: `Verb.Get`.
fn is_label(value: &Expr) -> bool {
    is_constant(value) || is_enum_member(value)
}

/// `Verb.Get`
fn is_enum_member(value: &Expr) -> bool {
    let mut value = value;
    let is_member = matches!(value.kind, ExprKind::Member { .. });
    while let ExprKind::Member { object, name, .. } = &value.kind {
        if !name.starts_with(char::is_uppercase) {
            return false;
        }
        value = object;
    }
    is_member && matches!(&value.kind, ExprKind::Name(name) if name.starts_with(char::is_uppercase))
}

/// A name or a member of one: reading it again changes nothing.
pub(super) fn is_place(value: &Expr) -> bool {
    let mut value = value;
    while let ExprKind::Member { object, .. } = &value.kind {
        value = object;
    }
    matches!(
        value.kind,
        ExprKind::Name(_) | ExprKind::This | ExprKind::Super
    )
}
