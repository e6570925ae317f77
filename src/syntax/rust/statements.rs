//! Blocks and statements.

use super::expressions::assignment;
use super::{Lowerer, cover, name};
use crate::ir::{Arm, ExprKind, Span, Stmt};

/// What happens to the value of a block's last expression.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Tail {
    /// It is dropped: the block is a statement.
    Dropped,
    /// It is the block's value.
    Value,
    /// It is what the function returns.
    Returned,
}

impl Lowerer<'_> {
    /// The body of a function: its tail expression is returned.
    pub(super) fn returning_block(&mut self, block: &syn::Block) -> Vec<Stmt> {
        self.block(block, Tail::Returned)
    }

    /// The statements of an expression whose value the function returns, and where it ends.
    pub(super) fn returned(&mut self, expr: &syn::Expr, stmts: &mut Vec<Stmt>) -> Span {
        self.finish(expr, Tail::Returned, stmts)
    }

    pub(super) fn block(&mut self, block: &syn::Block, tail: Tail) -> Vec<Stmt> {
        let span = self.span(block.brace_token.span.open());
        self.deeper(span, |this| {
            let mut stmts = Vec::new();
            let last = block.stmts.len().wrapping_sub(1);
            for (index, stmt) in block.stmts.iter().enumerate() {
                let tail = if index == last { tail } else { Tail::Dropped };
                this.stmt(stmt, tail, &mut stmts);
            }
            stmts
        })
        .unwrap_or_default()
    }

    /// The statements of a body that is given as tokens (in a macro).
    pub(super) fn statements(&mut self, body: &[syn::Stmt]) -> Vec<Stmt> {
        let mut stmts = Vec::new();
        for stmt in body {
            self.stmt(stmt, Tail::Dropped, &mut stmts);
        }
        stmts
    }

    fn stmt(&mut self, stmt: &syn::Stmt, tail: Tail, stmts: &mut Vec<Stmt>) {
        match stmt {
            syn::Stmt::Local(local) => self.local(local, stmts),
            syn::Stmt::Item(item) => self.item(item, stmts),
            syn::Stmt::Expr(expr, None) => {
                self.finish(expr, tail, stmts);
            }
            syn::Stmt::Expr(expr, Some(_)) => {
                self.statement(expr, stmts);
            }
            syn::Stmt::Macro(it) => {
                let value = self.macro_expr(&it.mac);
                if it.semi_token.is_none() && tail == Tail::Returned {
                    stmts.push(Stmt::Return(Some(value)));
                } else {
                    stmts.push(Stmt::Expr(value));
                }
            }
        }
    }

    fn local(&mut self, local: &syn::Local, stmts: &mut Vec<Stmt>) {
        let start = self.span(local.let_token.span);
        let span = cover(start, self.span(local.semi_token.span));
        let ty = match &local.pat {
            syn::Pat::Type(typed) => Some(self.declared_type(&typed.ty)),
            _ => None,
        };
        let value = local.init.as_ref().map(|init| self.expr(&init.expr));
        let pattern = self.pattern(&local.pat);
        stmts.push(Stmt::Let {
            pattern,
            ty,
            value,
            span,
        });
        if let Some((_, diverges)) = local.init.as_ref().and_then(|init| init.diverge.as_ref()) {
            let mut body = Vec::new();
            match &**diverges {
                syn::Expr::Block(it) => body = self.block(&it.block, Tail::Dropped),
                other => {
                    self.statement(other, &mut body);
                }
            }
            if !body.is_empty() {
                stmts.push(Stmt::Branch {
                    subject: None,
                    arms: vec![arm(body)],
                    exhaustive: false,
                });
            }
        }
    }

    /// An expression at the end of a block. Returns where it is.
    pub(super) fn finish(&mut self, expr: &syn::Expr, tail: Tail, stmts: &mut Vec<Stmt>) -> Span {
        match (tail, expr) {
            (Tail::Dropped, _) => self.statement(expr, stmts),
            (Tail::Returned, syn::Expr::If(it)) => self.if_statement(it, tail, stmts),
            (Tail::Returned, syn::Expr::Match(it)) => self.match_statement(it, tail, stmts),
            (Tail::Returned, syn::Expr::Block(it)) if it.label.is_none() => {
                stmts.extend(self.block(&it.block, tail));
                self.span(it.block.brace_token.span.join())
            }
            (Tail::Returned, syn::Expr::Unsafe(it)) => {
                stmts.extend(self.block(&it.block, tail));
                self.span(it.block.brace_token.span.join())
            }
            (
                _,
                syn::Expr::Return(_)
                | syn::Expr::Break(_)
                | syn::Expr::Continue(_)
                | syn::Expr::While(_)
                | syn::Expr::ForLoop(_),
            ) => self.statement(expr, stmts),
            (Tail::Returned, _) => self.push_return(expr, stmts),
            (Tail::Value, _) => {
                let value = self.expr(expr);
                let span = value.span;
                stmts.push(Stmt::Expr(value));
                span
            }
        }
    }

    /// An expression whose value is dropped. Returns where it is.
    pub(super) fn statement(&mut self, expr: &syn::Expr, stmts: &mut Vec<Stmt>) -> Span {
        match expr {
            syn::Expr::If(it) => self.if_statement(it, Tail::Dropped, stmts),
            syn::Expr::Match(it) => self.match_statement(it, Tail::Dropped, stmts),
            syn::Expr::While(it) => {
                let mut body = Vec::new();
                let condition = self.condition(&it.cond);
                body.extend(condition.bindings());
                let inner = self.loop_body(it.label.as_ref(), &it.body);
                body.extend(inner);
                stmts.push(loop_of(body));
                cover(
                    self.span(it.while_token.span),
                    self.span(it.body.brace_token.span.close()),
                )
            }
            syn::Expr::ForLoop(it) => {
                let iterable = self.expr(&it.expr);
                let pattern = self.pattern(&it.pat);
                let body = self.loop_body(it.label.as_ref(), &it.body);
                stmts.push(Stmt::Loop {
                    pattern: Some(pattern),
                    ty: None,
                    iterable: Some(iterable),
                    body,
                });
                cover(
                    self.span(it.for_token.span),
                    self.span(it.body.brace_token.span.close()),
                )
            }
            syn::Expr::Block(it) if it.label.is_none() => {
                let body = self.block(&it.block, Tail::Dropped);
                stmts.push(Stmt::Block(body));
                self.span(it.block.brace_token.span.join())
            }
            syn::Expr::Unsafe(it) => {
                let body = self.block(&it.block, Tail::Dropped);
                stmts.push(Stmt::Block(body));
                self.span(it.block.brace_token.span.join())
            }
            syn::Expr::Return(it) => {
                let start = self.span(it.return_token.span);
                let end = match &it.expr {
                    Some(value) => self.push_return(value, stmts),
                    None => {
                        stmts.push(Stmt::Return(None));
                        start
                    }
                };
                cover(start, end)
            }
            syn::Expr::Break(it) => {
                let start = self.span(it.break_token.span);
                let Some(value) = &it.expr else { return start };
                let value = self.expr(value);
                let span = cover(start, value.span);
                match self.jump_variable(it.label.as_ref()) {
                    Some(variable) => {
                        stmts.push(Stmt::Expr(assignment(name(variable, start), value, false)));
                    }
                    None => stmts.push(Stmt::Expr(value)),
                }
                span
            }
            syn::Expr::Continue(it) => self.span(it.continue_token.span),
            _ => {
                let value = self.expr(expr);
                let span = value.span;
                match value.kind {
                    ExprKind::Block(inner) if inner.len() == 1 => stmts.extend(inner),
                    ExprKind::Block(inner) => stmts.push(Stmt::Block(inner)),
                    _ => stmts.push(Stmt::Expr(value)),
                }
                span
            }
        }
    }

    /// `Err(e)` is no value that the caller goes on with, so nothing is returned; `e` is still looked at.
    fn push_return(&mut self, value: &syn::Expr, stmts: &mut Vec<Stmt>) -> Span {
        if let syn::Expr::Call(call) = value
            && let (syn::Expr::Path(function), 1) = (&*call.func, call.args.len())
            && function.path.is_ident("Err")
        {
            let error = self.expr(&call.args[0]);
            let span = error.span;
            stmts.push(Stmt::Expr(error));
            stmts.push(Stmt::Return(None));
            return span;
        }
        let value = self.expr(value);
        let span = value.span;
        stmts.push(Stmt::Return(Some(value)));
        span
    }
}

pub(super) fn arm(body: Vec<Stmt>) -> Arm {
    Arm {
        pattern: None,
        ty: None,
        labels: Vec::new(),
        decides: false,
        body,
    }
}

pub(super) fn loop_of(body: Vec<Stmt>) -> Stmt {
    Stmt::Loop {
        pattern: None,
        ty: None,
        iterable: None,
        body,
    }
}
