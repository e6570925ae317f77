//! A walk over a function's statements and expressions, without entering nested functions.

use crate::ir::{Argument, Expr, ExprKind, FnId, Key, Property, Stmt};

/// What the walk comes by.
pub enum Node<'a> {
    Expression(&'a Expr),
    /// A declaration of a local function. A lambda is an expression.
    Function(FnId),
}

/// Calls `see` with every expression and local function below the statements, outermost first.
pub fn walk<'a>(statements: &'a [Stmt], see: &mut impl FnMut(Node<'a>)) {
    for statement in statements {
        match statement {
            Stmt::Let { value, .. } | Stmt::Return(value) => optional(value.as_ref(), see),
            Stmt::Expr(value) => expression(value, see),
            Stmt::Branch { subject, arms, .. } => {
                optional(subject.as_ref(), see);
                for arm in arms {
                    arm.labels.iter().for_each(|label| expression(label, see));
                    walk(&arm.body, see);
                }
            }
            Stmt::Loop { iterable, body, .. } => {
                optional(iterable.as_ref(), see);
                walk(body, see);
            }
            Stmt::Block(body) => walk(body, see),
            Stmt::Function(id) => see(Node::Function(*id)),
        }
    }
}

fn optional<'a>(value: Option<&'a Expr>, see: &mut impl FnMut(Node<'a>)) {
    if let Some(value) = value {
        expression(value, see);
    }
}

fn expression<'a>(value: &'a Expr, see: &mut impl FnMut(Node<'a>)) {
    see(Node::Expression(value));
    match &value.kind {
        ExprKind::Concat(parts)
        | ExprKind::Array(parts)
        | ExprKind::Choice(parts)
        | ExprKind::Or(parts)
        | ExprKind::Opaque(parts) => {
            parts.iter().for_each(|part| expression(part, see));
        }
        ExprKind::Member { object, .. } => expression(object, see),
        ExprKind::Index { object, index } => {
            expression(object, see);
            expression(index, see);
        }
        ExprKind::Call(call) => {
            expression(&call.callee, see);
            arguments(&call.arguments, see);
        }
        ExprKind::New(new) => {
            arguments(&new.arguments, see);
            properties(&new.properties, see);
        }
        ExprKind::Object(entries) => properties(entries, see),
        ExprKind::Cast { value, .. } => expression(value, see),
        ExprKind::When(when) => {
            expression(&when.subject, see);
            when.labels.iter().for_each(|label| expression(label, see));
            expression(&when.value, see);
        }
        ExprKind::Assign { target, value, .. } => {
            expression(target, see);
            expression(value, see);
        }
        ExprKind::Block(body) => walk(body, see),
        ExprKind::Str(_)
        | ExprKind::Literal(_)
        | ExprKind::Null
        | ExprKind::Name(_)
        | ExprKind::This
        | ExprKind::Super
        | ExprKind::Lambda(_)
        | ExprKind::Module(_) => {}
    }
}

fn arguments<'a>(arguments: &'a [Argument], see: &mut impl FnMut(Node<'a>)) {
    arguments
        .iter()
        .for_each(|argument| expression(&argument.value, see));
}

fn properties<'a>(entries: &'a [Property], see: &mut impl FnMut(Node<'a>)) {
    for entry in entries {
        if let Key::Computed(key) = &entry.key {
            expression(key, see);
        }
        expression(&entry.value, see);
    }
}
