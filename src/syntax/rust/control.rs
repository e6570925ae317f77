//! Branches, loops and blocks as values.
//!
//! As a statement, or at the end of a function, `if` and `match` are branches. As a value they are a choice between their arms'
//! blocks; what is matched on is bound to the arms' patterns inside the blocks, so that no name is lost. Names made up here
//! (`match@120`) can't clash with the source's: `@` is no part of an identifier.

use syn::spanned::Spanned;

use super::expressions::assignment;
use super::patterns::{binds, decides, guard};
use super::statements::{Tail, arm, loop_of};
use super::{Lowerer, cover, name, opaque};
use crate::ir::{Arm, Expr, ExprKind, Pattern, Span, Stmt, Text, When};

/// A loop or labelled block that `break` can leave with a value.
pub(super) struct JumpTarget {
    label: Option<Text>,
    is_loop: bool,
    /// The made-up variable that takes the value.
    variable: Text,
    used: bool,
}

impl Lowerer<'_> {
    /// The expressions that hold statements, as values.
    pub(super) fn control_expr(&mut self, expr: &syn::Expr) -> Expr {
        match expr {
            syn::Expr::If(it) => self.if_value(it),
            syn::Expr::Match(it) => self.match_value(it),
            syn::Expr::Block(it) => match &it.label {
                Some(label) => self.jump_value(
                    Some(&label.name),
                    false,
                    self.span(it.block.brace_token.span.join()),
                    |this| this.block(&it.block, Tail::Value),
                ),
                None => self.block_value(&it.block),
            },
            syn::Expr::Unsafe(it) => self.block_value(&it.block),
            syn::Expr::Const(it) => self.block_value(&it.block),
            syn::Expr::Async(it) => self.block_value(&it.block),
            syn::Expr::TryBlock(it) => self.block_value(&it.block),
            syn::Expr::Loop(it) => {
                let span = cover(
                    self.span(it.loop_token.span),
                    self.span(it.body.brace_token.span.close()),
                );
                let label = it.label.as_ref().map(|label| &label.name);
                self.jump_value(label, true, span, |this| {
                    let body = this.block(&it.body, Tail::Dropped);
                    vec![loop_of(body)]
                })
            }
            syn::Expr::While(_)
            | syn::Expr::ForLoop(_)
            | syn::Expr::Return(_)
            | syn::Expr::Break(_)
            | syn::Expr::Continue(_) => {
                let mut stmts = Vec::new();
                let span = self.statement(expr, &mut stmts);
                Expr::new(ExprKind::Block(stmts), span)
            }
            _ => opaque(Vec::new(), self.span(expr.span())),
        }
    }

    fn block_value(&mut self, block: &syn::Block) -> Expr {
        let span = self.span(block.brace_token.span.join());
        let mut stmts = self.block(block, Tail::Value);
        match (stmts.pop(), stmts.is_empty()) {
            (Some(Stmt::Expr(only)), true) => only,
            (last, _) => {
                stmts.extend(last);
                Expr::new(ExprKind::Block(stmts), span)
            }
        }
    }

    pub(super) fn if_statement(
        &mut self,
        it: &syn::ExprIf,
        tail: Tail,
        stmts: &mut Vec<Stmt>,
    ) -> Span {
        let start = self.span(it.if_token.span);
        let mut condition = self.condition(&it.cond);
        let then = self.block(&it.then_branch, tail);
        let mut first = arm(condition.take_inner());
        first.pattern = condition.pattern.take();
        first.body.extend(then);
        let mut arms = vec![first];
        let mut end = self.span(it.then_branch.brace_token.span.close());
        let exhaustive = it.else_branch.is_some() || condition.is_negated;
        if let Some((_, otherwise)) = &it.else_branch {
            let mut body = Vec::new();
            end = match &**otherwise {
                syn::Expr::Block(block) if block.label.is_none() => {
                    body = self.block(&block.block, tail);
                    self.span(block.block.brace_token.span.close())
                }
                other => {
                    let at = self.span(it.if_token.span);
                    self.deeper(at, |this| this.finish(other, tail, &mut body))
                        .unwrap_or(end)
                }
            };
            arms.push(arm(body));
        } else if condition.is_negated {
            arms.push(arm(Vec::new()));
        }
        let told = match condition.is_negated {
            true => arms.last_mut(),
            false => arms.first_mut(),
        };
        if let Some(told) = told {
            told.labels = condition.labels;
            told.decides = condition.decides;
        }
        stmts.push(Stmt::Branch {
            subject: Some(condition.subject),
            arms,
            exhaustive,
        });
        cover(start, end)
    }

    pub(super) fn match_statement(
        &mut self,
        it: &syn::ExprMatch,
        tail: Tail,
        stmts: &mut Vec<Stmt>,
    ) -> Span {
        let subject = self.expr(&it.expr);
        let arms = it
            .arms
            .iter()
            .map(|arm| {
                let mut body = Vec::new();
                if let Some(guard) = guard(&arm.pat) {
                    body.push(Stmt::Expr(self.expr(guard)));
                }
                match &*arm.body {
                    syn::Expr::Block(block) if block.label.is_none() => {
                        body.extend(self.block(&block.block, tail));
                    }
                    other => {
                        self.finish(other, tail, &mut body);
                    }
                }
                Arm {
                    pattern: binds(&arm.pat).then(|| self.pattern(&arm.pat)),
                    ty: self.tested_type(&arm.pat),
                    labels: self.labels(&arm.pat),
                    decides: decides(&arm.pat),
                    body,
                }
            })
            .collect();
        stmts.push(Stmt::Branch {
            subject: Some(subject),
            arms,
            exhaustive: true,
        });
        cover(
            self.span(it.match_token.span),
            self.span(it.brace_token.span.close()),
        )
    }

    fn if_value(&mut self, it: &syn::ExprIf) -> Expr {
        let start = self.span(it.if_token.span);
        let Some((_, otherwise)) = &it.else_branch else {
            let mut stmts = Vec::new();
            let span = self.if_statement(it, Tail::Dropped, &mut stmts);
            return Expr::new(ExprKind::Block(stmts), span);
        };
        let condition = self.condition(&it.cond);
        let then_span = self.span(it.then_branch.brace_token.span.join());
        let is_told = !condition.labels.is_empty() && !has_effect(&condition.subject);
        let test = is_told.then(|| When {
            subject: condition.subject.clone(),
            labels: condition.labels.clone(),
            decides: condition.decides,
            value: Expr::new(ExprKind::Null, then_span),
        });
        let is_negated = condition.is_negated;
        let (before, mut then) = if condition.binds() {
            (None, condition.bindings())
        } else {
            (
                has_effect(&condition.subject).then_some(condition.subject),
                condition.inner,
            )
        };
        then.extend(self.block(&it.then_branch, Tail::Value));
        let otherwise = self.expr(otherwise);
        let span = cover(start, otherwise.span);
        let then = block_of(then, then_span);
        let options = match test {
            Some(test) if is_negated => vec![then, under(test, otherwise)],
            Some(test) => vec![under(test, then), otherwise],
            None => vec![then, otherwise],
        };
        after(before, Expr::new(ExprKind::Choice(options), span))
    }

    fn match_value(&mut self, it: &syn::ExprMatch) -> Expr {
        let span = cover(
            self.span(it.match_token.span),
            self.span(it.brace_token.span.close()),
        );
        let subject = self.expr(&it.expr);
        let place = (!has_effect(&subject)).then(|| subject.clone());
        let binding = it.arms.iter().filter(|arm| binds(&arm.pat)).count();
        let (before, bound) = match binding {
            0 => (has_effect(&subject).then_some(Stmt::Expr(subject)), None),
            _ if !has_effect(&subject) => (None, Some(subject)),
            _ => {
                let variable: Text = format!("match@{}", span.start).into();
                let bound = name(variable.clone(), subject.span);
                let before = Stmt::Let {
                    pattern: Pattern::Name {
                        name: variable,
                        span: subject.span,
                    },
                    ty: None,
                    span: subject.span,
                    value: Some(subject),
                };
                (Some(before), Some(bound))
            }
        };
        let mut arms = Vec::with_capacity(it.arms.len());
        for arm in &it.arms {
            let mut stmts = Vec::new();
            if let (true, Some(bound)) = (binds(&arm.pat), &bound) {
                stmts.push(Stmt::Let {
                    pattern: self.pattern(&arm.pat),
                    ty: self.tested_type(&arm.pat),
                    value: Some(bound.clone()),
                    span: bound.span,
                });
            }
            if let Some(guard) = guard(&arm.pat) {
                stmts.push(Stmt::Expr(self.expr(guard)));
            }
            let arm_span = self.finish(&arm.body, Tail::Value, &mut stmts);
            let value = block_of(stmts, arm_span);
            let labels = self.labels(&arm.pat);
            arms.push(match &place {
                Some(place) if !labels.is_empty() => {
                    let test = When {
                        subject: place.clone(),
                        labels,
                        decides: decides(&arm.pat),
                        value: Expr::new(ExprKind::Null, arm_span),
                    };
                    under(test, value)
                }
                _ => value,
            });
        }
        let choice = Expr::new(ExprKind::Choice(arms), span);
        match before {
            Some(before) => Expr::new(ExprKind::Block(vec![before, Stmt::Expr(choice)]), span),
            None => choice,
        }
    }

    /// The condition of an `if` or `while`, chains of `let` with `&&` included.
    pub(super) fn condition(&mut self, condition: &syn::Expr) -> Condition {
        let mut parts = Vec::new();
        let mut rest = condition;
        while let syn::Expr::Binary(syn::ExprBinary {
            left,
            op: syn::BinOp::And(_),
            right,
            ..
        }) = rest
        {
            parts.push(&**right);
            rest = left;
        }
        parts.push(rest);
        parts.reverse();
        if !parts.iter().any(|part| matches!(part, syn::Expr::Let(_))) {
            return self.decision(condition);
        }
        let it_alone = parts.len() == 1;
        let mut parts = parts.into_iter();
        let mut lowered = match parts.next() {
            Some(syn::Expr::Let(it)) => Condition {
                subject: self.expr(&it.expr),
                pattern: binds(&it.pat).then(|| self.pattern(&it.pat)),
                labels: self.labels(&it.pat),
                decides: it_alone && decides(&it.pat),
                is_negated: false,
                inner: Vec::new(),
            },
            Some(other) => Condition::plain(self.expr(other)),
            None => Condition::plain(self.expr(condition)),
        };
        for part in parts {
            let stmt = match part {
                syn::Expr::Let(it) => {
                    let value = self.expr(&it.expr);
                    Stmt::Let {
                        pattern: self.pattern(&it.pat),
                        ty: None,
                        span: value.span,
                        value: Some(value),
                    }
                }
                other => Stmt::Expr(self.expr(other)),
            };
            lowered.inner.push(stmt);
        }
        lowered
    }

    /// A condition that holds something against a constant, or asks whether a name is true.
    fn decision(&mut self, condition: &syn::Expr) -> Condition {
        match condition {
            syn::Expr::Paren(it) => return self.decision(&it.expr),
            syn::Expr::Binary(it) if matches!(it.op, syn::BinOp::Eq(_) | syn::BinOp::Ne(_)) => {
                let left = self.expr(&it.left);
                let right = self.expr(&it.right);
                if !has_effect(&left) && is_label(&right) {
                    return Condition {
                        decides: true,
                        is_negated: matches!(it.op, syn::BinOp::Ne(_)),
                        labels: vec![right],
                        ..Condition::plain(left)
                    };
                }
                let span = cover(left.span, right.span);
                return Condition::plain(opaque(vec![left, right], span));
            }
            syn::Expr::Unary(it) if matches!(it.op, syn::UnOp::Not(_)) => {
                let subject = self.expr(&it.expr);
                if is_name(&subject) {
                    return Condition::truth(subject, "false");
                }
                return Condition::plain(subject);
            }
            _ => {}
        }
        let subject = self.expr(condition);
        match is_name(&subject) {
            true => Condition::truth(subject, "true"),
            false => Condition::plain(subject),
        }
    }

    pub(super) fn loop_body(&mut self, label: Option<&syn::Label>, body: &syn::Block) -> Vec<Stmt> {
        self.targets.push(JumpTarget {
            label: label.map(|label| Text::from(label.name.to_string())),
            is_loop: true,
            variable: Text::default(),
            used: false,
        });
        let stmts = self.block(body, Tail::Dropped);
        self.targets.pop();
        stmts
    }

    /// A `loop` or labelled block: what `break` leaves it with is assigned to a made-up variable, and that is its value.
    fn jump_value(
        &mut self,
        label: Option<&syn::Lifetime>,
        is_loop: bool,
        span: Span,
        body: impl FnOnce(&mut Self) -> Vec<Stmt>,
    ) -> Expr {
        let variable: Text = format!("break@{}", span.start).into();
        self.targets.push(JumpTarget {
            label: label.map(|label| Text::from(label.to_string())),
            is_loop,
            variable: variable.clone(),
            used: false,
        });
        let mut stmts = body(self);
        if self.targets.pop().is_some_and(|target| target.used) {
            if let (false, Some(Stmt::Expr(tail))) =
                (is_loop, stmts.pop_if(|s| matches!(s, Stmt::Expr(_))))
            {
                let target = name(variable.clone(), tail.span);
                stmts.push(Stmt::Expr(assignment(target, tail, false)));
            }
            let declared = Stmt::Let {
                pattern: Pattern::Name {
                    name: variable.clone(),
                    span,
                },
                ty: None,
                value: None,
                span,
            };
            stmts.insert(0, declared);
            stmts.push(Stmt::Expr(name(variable, span)));
        }
        Expr::new(ExprKind::Block(stmts), span)
    }

    /// The variable that takes the value of a `break` to this label; `None` where nothing takes it.
    pub(super) fn jump_variable(&mut self, label: Option<&syn::Lifetime>) -> Option<Text> {
        let label = label.map(|label| Text::from(label.to_string()));
        let target = self.targets.iter_mut().rev().find(|target| match &label {
            Some(label) => target.label.as_ref() == Some(label),
            None => target.is_loop,
        })?;
        if target.variable.is_empty() {
            return None;
        }
        target.used = true;
        Some(target.variable.clone())
    }
}

/// The condition of an `if` or `while`.
pub(super) struct Condition {
    subject: Expr,
    /// What the subject is bound to (`if let`).
    pattern: Option<Pattern>,
    /// Constants, one of which the subject equals where the condition holds; where it does not, if it is negated.
    labels: Vec<Expr>,
    /// The condition holds whenever the subject equals one of them.
    decides: bool,
    is_negated: bool,
    /// The further parts of a chain: they run only where the first one held.
    inner: Vec<Stmt>,
}

impl Condition {
    fn plain(subject: Expr) -> Self {
        Condition {
            subject,
            pattern: None,
            labels: Vec::new(),
            decides: false,
            is_negated: false,
            inner: Vec::new(),
        }
    }

    /// Whether a name is true.
    fn truth(subject: Expr, is: &'static str) -> Self {
        let label = Expr::new(ExprKind::Literal(Text::new_static(is)), subject.span);
        Condition {
            labels: vec![label],
            decides: true,
            ..Condition::plain(subject)
        }
    }

    fn binds(&self) -> bool {
        self.pattern.is_some()
    }

    fn take_inner(&mut self) -> Vec<Stmt> {
        std::mem::take(&mut self.inner)
    }

    /// The condition as statements before what it guards.
    pub(super) fn bindings(self) -> Vec<Stmt> {
        let first = match self.pattern {
            Some(pattern) => Stmt::Let {
                pattern,
                ty: None,
                span: self.subject.span,
                value: Some(self.subject),
            },
            None => Stmt::Expr(self.subject),
        };
        let mut stmts = vec![first];
        stmts.extend(self.inner);
        stmts
    }
}

fn block_of(mut stmts: Vec<Stmt>, span: Span) -> Expr {
    match (stmts.pop(), stmts.is_empty()) {
        (Some(Stmt::Expr(only)), true) => only,
        (last, _) => {
            stmts.extend(last);
            Expr::new(ExprKind::Block(stmts), span)
        }
    }
}

fn after(before: Option<Expr>, value: Expr) -> Expr {
    match before {
        Some(before) => {
            let span = value.span;
            Expr::new(
                ExprKind::Block(vec![Stmt::Expr(before), Stmt::Expr(value)]),
                span,
            )
        }
        None => value,
    }
}

/// False for what may be written twice, or left out, without a call being counted twice or lost.
fn has_effect(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Str(_)
        | ExprKind::Literal(_)
        | ExprKind::Null
        | ExprKind::Name(_)
        | ExprKind::This
        | ExprKind::Super => false,
        ExprKind::Member { object, .. } => has_effect(object),
        ExprKind::Index { object, index } => has_effect(object) || has_effect(index),
        ExprKind::Opaque(parts) | ExprKind::Concat(parts) | ExprKind::Array(parts) => {
            parts.iter().any(has_effect)
        }
        _ => true,
    }
}

/// A value that is chosen where a test holds.
fn under(test: When, value: Expr) -> Expr {
    let span = value.span;
    Expr::new(ExprKind::When(Box::new(When { value, ..test })), span)
}

/// A name, or members of one.
fn is_name(value: &Expr) -> bool {
    match &value.kind {
        ExprKind::Name(_) | ExprKind::This => true,
        ExprKind::Member { object, .. } => is_name(object),
        _ => false,
    }
}

/// A constant, or a path that ends in a name of one: `Verb::Get`, `Method::GET`.
fn is_label(value: &Expr) -> bool {
    match &value.kind {
        ExprKind::Str(_) | ExprKind::Literal(_) => true,
        ExprKind::Member { name, .. } => is_name(value) && name.starts_with(char::is_uppercase),
        _ => false,
    }
}
