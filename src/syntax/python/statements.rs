//! Statements.

use tree_sitter::Node;

use super::kinds::{Class, Kind, Part, items};
use super::{Lowerer, opaque, span};
use crate::ir::{Attribute, Stmt};

impl Lowerer<'_> {
    /// The statements of a block.
    pub(super) fn block(&mut self, node: Node<'_>) -> Vec<Stmt> {
        let mut statements = Vec::new();
        self.function.blocks += 1;
        self.statements_of(node, &mut statements);
        self.function.blocks = self.function.blocks.saturating_sub(1);
        statements
    }

    pub(super) fn statements_of(&mut self, block: Node<'_>, statements: &mut Vec<Stmt>) {
        self.nested(block, |this| {
            let (mut salvaged, ()) = this.hoisting(|this| this.recover(block));
            statements.append(&mut salvaged);
            for item in items(block) {
                this.statement(item, statements);
            }
        });
    }

    /// Lowers a statement, and before it what its expressions evaluate first.
    pub(super) fn statement(&mut self, node: Node<'_>, statements: &mut Vec<Stmt>) {
        let outer = std::mem::take(&mut self.pending);
        self.recover(node);
        let mut lowered = Vec::new();
        self.nested(node, |this| this.any_statement(node, &mut lowered));
        statements.append(&mut self.pending);
        statements.append(&mut lowered);
        self.pending = outer;
    }

    fn any_statement(&mut self, node: Node<'_>, statements: &mut Vec<Stmt>) {
        match Kind::of(node) {
            Kind::If => self.if_statement(node, statements),
            Kind::For => self.for_loop(node, statements),
            Kind::While => self.while_loop(node, statements),
            Kind::Try => self.try_statement(node, statements),
            Kind::With => self.with(node, statements),
            Kind::Match => self.match_statement(node, statements),
            Kind::FunctionDefinition => self.function_statement(node, Vec::new(), statements),
            Kind::ClassDefinition => self.class(node, Vec::new()),
            Kind::DecoratedDefinition => self.decorated(node, statements),
            Kind::Import => self.import(node),
            Kind::ImportFrom => self.import_from(node),
            Kind::Return => {
                let value = self.operands(node).into_iter().next();
                let value = value.map(|value| self.expression(value));
                statements.push(Stmt::Return(value));
            }
            Kind::ExpressionStatement => self.expression_statement(node, statements),
            Kind::Raise | Kind::Assert | Kind::Print | Kind::Exec | Kind::Delete => {
                let values = self.operands(node).into_iter();
                let values: Vec<_> = values.map(|value| self.expression(value)).collect();
                if !values.is_empty() {
                    statements.push(Stmt::Expr(opaque(values, span(node))));
                }
            }
            Kind::Error => self.salvage(node),
            kind if kind.class() == Class::Expression => {
                let value = self.expression(node);
                self.hoist(value);
            }
            _ => {}
        }
    }

    fn expression_statement(&mut self, node: Node<'_>, statements: &mut Vec<Stmt>) {
        for part in self.operands(node) {
            if Kind::of(part) == Kind::Assignment {
                self.assignment(part, statements);
                continue;
            }
            let value = self.expression(part);
            // A docstring, or a name alone.
            if !super::recovery::is_inert(&value) {
                statements.push(Stmt::Expr(value));
            }
        }
    }

    /// `a = b`, `a: T = b`, `a = b = c`
    pub(super) fn assignment(&mut self, node: Node<'_>, statements: &mut Vec<Stmt>) {
        self.recover(node);
        let mut targets = Vec::new();
        let mut at = node;
        let value = loop {
            targets.extend(Part::Left.of(at));
            match Part::Right.of(at) {
                Some(next) if Kind::of(next) == Kind::Assignment => at = next,
                value => break value,
            }
        };
        let ty = Part::Type.of(node).map(|ty| self.annotation(ty));
        let mut value = value.map(|value| self.expression(value));
        // `a = b = c`: every target has the value of the last, and that is read again.
        while let Some(target) = targets.pop() {
            let assigned = match (&value, targets.is_empty()) {
                (Some(_), false) => {
                    let again = self.expression(target);
                    value.replace(again)
                }
                _ => value.take(),
            };
            let mut statement = self.bind(target, assigned, span(node));
            if let Stmt::Let { ty: declared, .. } = &mut statement {
                declared.clone_from(&ty);
            }
            statements.push(statement);
        }
    }

    fn function_statement(
        &mut self,
        node: Node<'_>,
        attributes: Vec<Attribute>,
        statements: &mut Vec<Stmt>,
    ) {
        let function = Stmt::Function(self.declared_function(node, attributes));
        if !self.function.is_function && self.function.blocks > 0 {
            self.function.declared.push(function);
        } else {
            statements.push(function);
        }
    }

    fn decorated(&mut self, node: Node<'_>, statements: &mut Vec<Stmt>) {
        let attributes = self.decorators(node);
        match Part::Definition.of(node) {
            Some(inner) if Kind::of(inner) == Kind::ClassDefinition => {
                self.class(inner, attributes);
            }
            Some(inner) => self.function_statement(inner, attributes, statements),
            None => {}
        }
    }
}
