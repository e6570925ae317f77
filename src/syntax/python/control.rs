//! Branches, loops, and what is run around a block.

use tree_sitter::Node;

use super::kinds::{Kind, Part, child_of, items};
use super::recovery::is_inert;
use super::{Lowerer, span};
use crate::ir::{Arm, Expr, ExprKind, Pattern, Stmt};

impl Lowerer<'_> {
    pub(super) fn if_statement(&mut self, node: Node<'_>, statements: &mut Vec<Stmt>) {
        let Some(condition) = Part::Condition.of(node) else {
            return;
        };
        // What later conditions call runs, or may run, before the branch.
        let tested = self.tested(condition);
        // Whether every condition so far holds the same against constants: then the next one is reached by what is left.
        let mut decides = !tested.labels.is_empty();
        let mut arms = vec![self.arm(Part::Consequence.of(node), tested.labels, decides)];
        let mut exhaustive = false;
        let name = name_of(&tested.subject);
        for clause in Part::Alternative.all(node) {
            self.recover(clause);
            match Kind::of(clause) {
                Kind::ElifClause => {
                    let mut labels = Vec::new();
                    if let Some(condition) = Part::Condition.of(clause) {
                        let tested = self.tested(condition);
                        if name.is_some() && name_of(&tested.subject) == name {
                            labels = tested.labels;
                        }
                        self.hoist(tested.subject);
                    }
                    decides &= !labels.is_empty();
                    arms.push(self.arm(Part::Consequence.of(clause), labels, decides));
                }
                _ => {
                    exhaustive = true;
                    arms.push(self.arm(Part::Body.of(clause), Vec::new(), false));
                }
            }
        }
        statements.push(Stmt::Branch {
            subject: Some(tested.subject),
            arms,
            exhaustive,
        });
    }

    fn arm(&mut self, block: Option<Node<'_>>, labels: Vec<Expr>, decides: bool) -> Arm {
        Arm {
            pattern: None,
            ty: None,
            labels,
            decides,
            body: block.map(|block| self.block(block)).unwrap_or_default(),
        }
    }

    /// What a condition tests, and the constants that it is one of where the condition holds.
    pub(super) fn tested(&mut self, condition: Node<'_>) -> Tested {
        let inner = super::expressions::peel(condition);
        if Kind::of(inner) == Kind::Comparison
            && let [left, right] = self.operands(inner)[..]
        {
            let operator = inner.child_by_field_name("operators");
            let operator = operator.map_or("", |operator| self.text(operator));
            let is_constant = match operator {
                "==" => self.constant_text(right).is_some(),
                "in" => self.is_list_of_constants(right),
                _ => false,
            };
            if is_constant {
                let labels = match self.expression(right) {
                    Expr {
                        kind: ExprKind::Array(items),
                        ..
                    } => items,
                    one => vec![one],
                };
                let subject = self.expression(left);
                return Tested { subject, labels };
            }
        }
        Tested {
            subject: self.expression(condition),
            labels: Vec::new(),
        }
    }

    fn is_list_of_constants(&mut self, node: Node<'_>) -> bool {
        matches!(Kind::of(node), Kind::List | Kind::Tuple | Kind::Set)
            && self
                .operands(node)
                .into_iter()
                .all(|item| self.constant_text(item).is_some())
    }

    /// `for x in xs: … else: …`
    pub(super) fn for_loop(&mut self, node: Node<'_>, statements: &mut Vec<Stmt>) {
        let iterable = Part::Right.of(node).map(|right| self.expression(right));
        let left = Part::Left.of(node);
        let (pattern, assigned) = match left {
            Some(left) if matches!(Kind::of(left), Kind::Attribute | Kind::Subscript) => {
                self.assigned_element(left)
            }
            Some(left) => (self.pattern(left), None),
            None => (Pattern::Ignore, None),
        };
        let mut body: Vec<Stmt> = assigned.into_iter().collect();
        if let Some(inner) = Part::Body.of(node) {
            body.extend(self.block(inner));
        }
        statements.append(&mut self.pending);
        statements.push(Stmt::Loop {
            pattern: Some(pattern),
            ty: None,
            iterable,
            body,
        });
        self.otherwise(node, statements);
    }

    /// `for a.b in xs`: the element is assigned.
    fn assigned_element(&mut self, left: Node<'_>) -> (Pattern, Option<Stmt>) {
        const ELEMENT: &str = "$element";
        let place = span(left);
        let pattern = Pattern::Name {
            name: ELEMENT.into(),
            span: place,
        };
        let assign = ExprKind::Assign {
            target: Box::new(self.expression(left)),
            value: Box::new(super::name(ELEMENT, place)),
            append: false,
        };
        (pattern, Some(Stmt::Expr(Expr::new(assign, place))))
    }

    pub(super) fn while_loop(&mut self, node: Node<'_>, statements: &mut Vec<Stmt>) {
        let (mut body, condition) = self.hoisting(|this| {
            let condition = Part::Condition.of(node);
            condition.map(|condition| this.expression(condition))
        });
        let condition = condition.filter(|condition| !is_inert(condition));
        body.extend(condition.map(Stmt::Expr));
        if let Some(inner) = Part::Body.of(node) {
            body.extend(self.block(inner));
        }
        statements.append(&mut self.pending);
        statements.push(Stmt::Loop {
            pattern: None,
            ty: None,
            iterable: None,
            body,
        });
        self.otherwise(node, statements);
    }

    /// The `else` of a loop runs after it.
    fn otherwise(&mut self, node: Node<'_>, statements: &mut Vec<Stmt>) {
        if let Some(clause) = Part::Alternative.of(node)
            && let Some(body) = Part::Body.of(clause)
        {
            statements.push(Stmt::Block(self.block(body)));
        }
    }

    /// `try`: its block or one of the handlers, and the `finally` after any.
    pub(super) fn try_statement(&mut self, node: Node<'_>, statements: &mut Vec<Stmt>) {
        let body = Part::Body.of(node).map(|body| self.block(body));
        let mut tried = body.unwrap_or_default();
        let mut handlers = Vec::new();
        let mut finally = None;
        for clause in items(node) {
            self.recover(clause);
            match Kind::of(clause) {
                Kind::ExceptClause => handlers.push(self.handler(clause)),
                Kind::ElseClause => {
                    if let Some(body) = Part::Body.of(clause) {
                        tried.extend(self.block(body));
                    }
                }
                Kind::FinallyClause => finally = child_of(clause, Kind::Block),
                _ => {}
            }
        }
        let first = Arm {
            pattern: None,
            ty: None,
            labels: Vec::new(),
            decides: false,
            body: tried,
        };
        statements.append(&mut self.pending);
        statements.push(Stmt::Branch {
            subject: None,
            arms: std::iter::once(first).chain(handlers).collect(),
            exhaustive: true,
        });
        if let Some(finally) = finally {
            let finally = self.block(finally);
            statements.push(Stmt::Block(finally));
        }
    }

    fn handler(&mut self, clause: Node<'_>) -> Arm {
        let alias = Part::Alias.of(clause).or_else(|| {
            let caught = child_of(clause, Kind::AsPattern)?;
            let target = Part::Alias.of(caught)?;
            items(target).into_iter().next()
        });
        let pattern = alias.map(|alias| self.pattern(alias));
        let body = child_of(clause, Kind::Block);
        let mut arm = self.arm(body, Vec::new(), false);
        arm.pattern = pattern;
        arm
    }

    /// `with a as b, c as d: …` is no block: names that are bound in it stay.
    pub(super) fn with(&mut self, node: Node<'_>, statements: &mut Vec<Stmt>) {
        if let Some(clause) = child_of(node, Kind::WithClause) {
            for item in self.parts(clause) {
                let Some(value) = Part::Value.of(item) else {
                    continue;
                };
                let place = span(item);
                let target = Part::Alias.of(value);
                match (Kind::of(value), target) {
                    (Kind::AsPattern, Some(target)) => {
                        let opened = items(value).into_iter().next();
                        let opened = opened.map(|opened| self.expression(opened));
                        let target = items(target).into_iter().next().unwrap_or(target);
                        statements.append(&mut self.pending);
                        let bound = self.bind(target, opened, place);
                        statements.push(bound);
                    }
                    _ => {
                        let value = self.expression(value);
                        statements.append(&mut self.pending);
                        if !is_inert(&value) {
                            statements.push(Stmt::Expr(value));
                        }
                    }
                }
            }
        }
        if let Some(body) = Part::Body.of(node) {
            self.statements_of(body, statements);
        }
    }

    /// `match`: patterns that are constants are labels, what else they test is not followed.
    pub(super) fn match_statement(&mut self, node: Node<'_>, statements: &mut Vec<Stmt>) {
        let subject = Part::Subject
            .of(node)
            .map(|subject| self.expression(subject));
        let clauses = Part::Body.of(node).map(|body| self.parts(body));
        let mut arms = Vec::new();
        let mut exhaustive = false;
        // No arm so far may run for other constants than its labels.
        let mut decides = true;
        for clause in clauses.unwrap_or_default() {
            if Kind::of(clause) != Kind::CaseClause {
                continue;
            }
            self.recover(clause);
            let patterns = items(clause).into_iter();
            let patterns: Vec<Node<'_>> = patterns
                .filter(|part| Kind::of(*part) == Kind::CasePattern)
                .collect();
            let mut labels = Vec::new();
            let mut is_open = false;
            for pattern in &patterns {
                is_open |= !self.labels(*pattern, &mut labels);
            }
            if is_open {
                labels.clear();
            }
            let guard = Part::Guard.of(clause);
            if let Some(guard) = guard {
                let guard = self.unknown(guard);
                self.hoist(guard);
            }
            let is_default = patterns.iter().all(|pattern| self.text(*pattern) == "_");
            exhaustive |= is_default && guard.is_none();
            decides &= !labels.is_empty() && guard.is_none();
            arms.push(self.arm(Part::Consequence.of(clause), labels, decides));
        }
        statements.append(&mut self.pending);
        statements.push(Stmt::Branch {
            subject,
            arms,
            exhaustive,
        });
    }

    /// The constants of a pattern; whether it is for nothing else.
    fn labels(&mut self, pattern: Node<'_>, labels: &mut Vec<Expr>) -> bool {
        let is_closed = self.nested(pattern, |this| {
            items(pattern).into_iter().all(|part| match Kind::of(part) {
                Kind::UnionPattern | Kind::CasePattern => this.labels(part, labels),
                Kind::String => {
                    labels.push(this.expression(part));
                    true
                }
                _ => false,
            })
        });
        is_closed.unwrap_or(false)
    }
}

/// What a condition tests.
pub(super) struct Tested {
    pub(super) subject: Expr,
    pub(super) labels: Vec<Expr>,
}

pub(super) fn name_of(value: &Expr) -> Option<crate::ir::Text> {
    match &value.kind {
        ExprKind::Name(name) => Some(name.clone()),
        _ => None,
    }
}
