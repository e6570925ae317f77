//! Statements.

use super::kinds::{Class, Kind, Part};
use super::node::Node;
use super::operators::tested_name;
use super::{Lowerer, opaque};
use crate::ir::{Arm, Expr, ExprKind, Pattern, Stmt};

impl Lowerer<'_> {
    /// The statements of a block, or the one statement that stands for it.
    pub(super) fn block(&mut self, node: Node<'_>) -> Vec<Stmt> {
        let mut statements = Vec::new();
        self.function.blocks += 1;
        if node.kind() == Kind::StatementBlock {
            self.statements_of(node, &mut statements);
        } else {
            self.statement(node, &mut statements);
        }
        self.function.blocks = self.function.blocks.saturating_sub(1);
        statements
    }

    /// The statements between braces.
    pub(super) fn statements_of(&mut self, block: Node<'_>, statements: &mut Vec<Stmt>) {
        if self.descend(block) {
            for item in block.items() {
                self.statement(item, statements);
            }
            self.depth -= 1;
        }
    }

    /// Lowers a statement, and before it what its expressions evaluate first.
    pub(super) fn statement(&mut self, node: Node<'_>, statements: &mut Vec<Stmt>) {
        let outer = std::mem::take(&mut self.pending);
        self.recover(node);
        let mut lowered = None;
        if self.descend(node) {
            lowered = match node.kind() {
                Kind::If
                | Kind::Switch
                | Kind::Try
                | Kind::While
                | Kind::Do
                | Kind::For
                | Kind::ForIn
                | Kind::StatementBlock
                | Kind::Labeled
                | Kind::With => self.control_statement(node),
                _ if node.class() == Class::Expression => self.stray_expression(node),
                Kind::ExpressionStatement | Kind::Return | Kind::Throw => {
                    self.simple_statement(node)
                }
                _ => self.declaration_statement(node),
            };
            self.depth -= 1;
        }
        statements.append(&mut self.pending);
        statements.extend(lowered);
        self.pending = outer;
    }

    /// Statements around statements.
    fn control_statement(&mut self, node: Node<'_>) -> Option<Stmt> {
        match node.kind() {
            Kind::If => self.if_statement(node),
            Kind::Switch => self.switch(node),
            Kind::Try => self.try_statement(node),
            Kind::While | Kind::Do => self.while_loop(node),
            Kind::For => self.for_loop(node),
            Kind::ForIn => self.for_in(node),
            Kind::Labeled => self.labeled(node),
            Kind::With => self.with(node),
            _ => self.block_statement(node),
        }
    }

    /// Statements around an expression.
    fn simple_statement(&mut self, node: Node<'_>) -> Option<Stmt> {
        match node.kind() {
            Kind::Return => self.return_statement(node),
            Kind::Throw => self.throw(node),
            _ => self.expression_statement(node),
        }
    }

    fn declaration_statement(&mut self, node: Node<'_>) -> Option<Stmt> {
        match node.kind() {
            Kind::LexicalDeclaration | Kind::VariableDeclaration | Kind::UsingDeclaration => {
                self.declaration(node)
            }
            Kind::FunctionDeclaration | Kind::GeneratorDeclaration => self.function_statement(node),
            Kind::FunctionSignature => self.function_signature(node),
            Kind::ClassDeclaration | Kind::AbstractClass => self.class_declaration(node),
            Kind::Interface => self.interface(node),
            Kind::TypeAlias => self.type_alias(node),
            Kind::Enum => self.enumeration(node),
            Kind::InternalModule | Kind::Module => self.namespace(node),
            Kind::Ambient => self.ambient(node),
            Kind::Import => self.import(node),
            Kind::ImportAlias => self.import_alias(node),
            Kind::Export => self.export_statement(node),
            Kind::Error => self.salvage(node),
            _ => None,
        }
    }

    fn block_statement(&mut self, node: Node<'_>) -> Option<Stmt> {
        Some(Stmt::Block(self.block(node)))
    }

    /// An expression in the place of a statement.
    fn stray_expression(&mut self, node: Node<'_>) -> Option<Stmt> {
        Some(Stmt::Expr(self.expression(node)))
    }

    fn throw(&mut self, node: Node<'_>) -> Option<Stmt> {
        let values = self.expressions(node);
        (!values.is_empty()).then(|| Stmt::Expr(opaque(values, node.span())))
    }

    fn function_statement(&mut self, node: Node<'_>) -> Option<Stmt> {
        let (name, name_span) = self.name_in(node);
        if self.constructor_function(node, &name, name_span) {
            return None;
        }
        Some(Stmt::Function(self.declared_function(node)))
    }

    /// A function without a body: declared elsewhere, or an overload that says nothing more than the function itself.
    fn function_signature(&mut self, node: Node<'_>) -> Option<Stmt> {
        let (name, _) = self.name_in(node);
        if self.is_top() && self.survey.implemented.contains(&name) {
            return None;
        }
        Some(Stmt::Function(self.declared_function(node)))
    }

    /// `a: while (…) …`; Svelte's `$: x = …`.
    fn labeled(&mut self, node: Node<'_>) -> Option<Stmt> {
        let mut statements = Vec::new();
        self.statement(node.get(Part::Body)?, &mut statements);
        let last = statements.pop();
        self.pending.append(&mut statements);
        last
    }

    /// `if`; the `else if`s that test the same name are further arms.
    fn if_statement(&mut self, node: Node<'_>) -> Option<Stmt> {
        let condition = node.get(Part::Condition)?;
        let mut arms = Vec::new();
        let (subject, labels) = self.then(node, condition, &mut arms);
        let mut otherwise = else_of(node);
        if !labels.is_empty() {
            let body = otherwise.map(|otherwise| self.block(otherwise));
            arms.push(Arm {
                labels,
                decides: true,
                ..arm(body.unwrap_or_default())
            });
            return Some(Stmt::Branch {
                subject: Some(subject),
                arms,
                exhaustive: true,
            });
        }
        if let Some(name) = tested_name(condition, self.source) {
            while let Some(next) = otherwise.filter(|next| next.kind() == Kind::If)
                && let Some(condition) = next.get(Part::Condition)
                && tested_name(condition, self.source).as_ref() == Some(&name)
            {
                self.recover(next);
                self.then(next, condition, &mut arms);
                otherwise = else_of(next);
            }
        }
        let exhaustive = otherwise.is_some();
        if let Some(otherwise) = otherwise {
            let body = self.block(otherwise);
            arms.push(arm(body));
        }
        Some(Stmt::Branch {
            subject: Some(subject),
            arms,
            exhaustive,
        })
    }

    /// What an `if` tests, and its first arm; the labels that the subject is one of where the condition does not hold.
    fn then(
        &mut self,
        node: Node<'_>,
        condition: Node<'_>,
        arms: &mut Vec<Arm>,
    ) -> (Expr, Vec<Expr>) {
        let mut tested = self.decision(condition);
        let mut otherwise = Vec::new();
        if tested.is_negated {
            otherwise = std::mem::take(&mut tested.labels);
            tested.decides = false;
        }
        let pattern = match (&tested.ty, &tested.subject.kind) {
            (Some(_), ExprKind::Name(name)) => Some(Pattern::Name {
                name: name.clone(),
                span: tested.subject.span,
            }),
            _ => None,
        };
        let index = arms.len();
        arms.push(Arm {
            pattern,
            ty: tested.ty,
            labels: tested.labels,
            decides: tested.decides,
            body: Vec::new(),
        });
        if let Some(then) = node.get(Part::Consequence) {
            let body = self.block(then);
            if let Some(arm) = arms.get_mut(index) {
                arm.body = body;
            }
        }
        (tested.subject, otherwise)
    }

    /// `try`: its block or the `catch`, and the `finally` after either.
    fn try_statement(&mut self, node: Node<'_>) -> Option<Stmt> {
        let body = node.get(Part::Body).map(|body| self.block(body));
        let mut arms = vec![arm(body.unwrap_or_default())];
        if let Some(clause) = node.get(Part::Handler) {
            arms.push(self.catch(clause));
        }
        // A branch also where nothing is caught: what returns in it does not end the block around, for `finally` runs.
        let tried = Stmt::Branch {
            subject: None,
            arms,
            exhaustive: true,
        };
        let finally = node
            .get(Part::Finalizer)
            .and_then(|finally| finally.get(Part::Body));
        match finally {
            Some(finally) => {
                self.pending.push(tried);
                self.block_statement(finally)
            }
            None => Some(tried),
        }
    }

    fn catch(&mut self, clause: Node<'_>) -> Arm {
        self.recover(clause);
        let pattern = clause.get(Part::Parameter).map(|name| self.pattern(name));
        let ty = self.annotation(clause);
        let body = clause.get(Part::Body).map(|body| self.block(body));
        Arm {
            pattern,
            ty,
            labels: Vec::new(),
            decides: false,
            body: body.unwrap_or_default(),
        }
    }

    /// `with (x) …`
    fn with(&mut self, node: Node<'_>) -> Option<Stmt> {
        let mut statements = self.evaluated(&[node.get(Part::Object)]);
        if let Some(body) = node.get(Part::Body) {
            statements.extend(self.block(body));
        }
        Some(Stmt::Block(statements))
    }

    fn return_statement(&mut self, node: Node<'_>) -> Option<Stmt> {
        let value = self
            .operands(node)
            .first()
            .map(|value| self.expression(*value));
        Some(Stmt::Return(value))
    }

    /// Expressions as statements, where they do anything.
    pub(super) fn evaluated(&mut self, nodes: &[Option<Node<'_>>]) -> Vec<Stmt> {
        let (statements, ()) = self.hoisting(|this| {
            for node in nodes.iter().flatten() {
                match node.class() {
                    Class::Expression => {
                        let value = this.expression(*node);
                        this.hoist(value);
                    }
                    Class::Statement => {
                        let mut statements = Vec::new();
                        this.statement(*node, &mut statements);
                        this.pending.append(&mut statements);
                    }
                    _ => {}
                }
            }
        });
        statements
    }
}

/// The statement after `else`.
fn else_of(node: Node<'_>) -> Option<Node<'_>> {
    let alternative = node.get(Part::Alternative)?;
    if alternative.kind() != Kind::ElseClause {
        return Some(alternative);
    }
    let mut items = alternative.items();
    items.retain(|item| !item.is_error());
    items.into_iter().next()
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

/// A branch on nothing: the statements run or they do not.
pub(super) fn perhaps(subject: Option<Expr>, labels: Vec<Expr>, body: Vec<Stmt>) -> Stmt {
    Stmt::Branch {
        subject,
        arms: vec![Arm {
            decides: !labels.is_empty(),
            labels,
            ..arm(body)
        }],
        exhaustive: false,
    }
}
