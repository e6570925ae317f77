//! Walks over a function's statements and expressions, without entering nested functions.

use crate::ir::{Argument, Expr, ExprKind, Key, Property, Stmt};

/// Calls `see` with every expression below the statements, outermost first.
pub fn expressions<'a>(statements: &'a [Stmt], see: &mut dyn FnMut(&'a Expr)) {
    for statement in statements {
        match statement {
            Stmt::Let { value, .. } => optional(value.as_ref(), see),
            Stmt::Expr(value) => expression(value, see),
            Stmt::Return(value) => optional(value.as_ref(), see),
            Stmt::Branch { subject, arms, .. } => {
                optional(subject.as_ref(), see);
                for arm in arms {
                    arm.labels.iter().for_each(|label| expression(label, see));
                    expressions(&arm.body, see);
                }
            }
            Stmt::Loop { iterable, body, .. } => {
                optional(iterable.as_ref(), see);
                expressions(body, see);
            }
            Stmt::Block(body) => expressions(body, see),
            Stmt::Function(_) => {}
        }
    }
}

fn optional<'a>(value: Option<&'a Expr>, see: &mut dyn FnMut(&'a Expr)) {
    if let Some(value) = value {
        expression(value, see);
    }
}

/// Calls `see` with an expression and every one below it.
pub fn expression<'a>(value: &'a Expr, see: &mut dyn FnMut(&'a Expr)) {
    see(value);
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
        ExprKind::Assign { target, value, .. } => {
            expression(target, see);
            expression(value, see);
        }
        ExprKind::Block(body) => expressions(body, see),
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

fn arguments<'a>(arguments: &'a [Argument], see: &mut dyn FnMut(&'a Expr)) {
    arguments
        .iter()
        .for_each(|argument| expression(&argument.value, see));
}

fn properties<'a>(entries: &'a [Property], see: &mut dyn FnMut(&'a Expr)) {
    for entry in entries {
        if let Key::Computed(key) = &entry.key {
            expression(key, see);
        }
        expression(&entry.value, see);
    }
}

/// Calls `see` with every nested function (lambda or local function) directly inside the statements.
pub fn nested_functions(statements: &[Stmt], see: &mut dyn FnMut(crate::ir::FnId)) {
    for statement in statements {
        match statement {
            Stmt::Function(id) => see(*id),
            Stmt::Branch { arms, .. } => {
                arms.iter().for_each(|arm| nested_functions(&arm.body, see))
            }
            Stmt::Loop { body, .. } | Stmt::Block(body) => nested_functions(body, see),
            Stmt::Let { .. } | Stmt::Expr(_) | Stmt::Return(_) => {}
        }
    }
    expressions(statements, &mut |value| match &value.kind {
        ExprKind::Lambda(id) => see(*id),
        ExprKind::Block(body) => nested_functions(body, see),
        _ => {}
    });
}
