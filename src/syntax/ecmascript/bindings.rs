//! Declarations of variables.

use super::Lowerer;
use super::expressions::{is_function, peel};
use super::kinds::{Kind, Part};
use super::node::Node;
use super::patterns::bound_names;
use crate::ir::{Expr, ExprKind, Import, ImportKind, Pattern, PatternEntry, Stmt, Text};

impl Lowerer<'_> {
    /// `const a = x, b = y`: all but the last are pending then.
    pub(super) fn declaration(&mut self, node: Node<'_>) -> Option<Stmt> {
        let is_var = node.kind() == Kind::VariableDeclaration;
        let mut statements = Vec::new();
        for declarator in self.parts(node) {
            if declarator.kind() == Kind::VariableDeclarator {
                let (before, statement) = self.hoisting(|this| this.declarator(declarator, is_var));
                statements.extend(before);
                statements.extend(statement);
            }
        }
        let last = statements.pop();
        self.pending.append(&mut statements);
        last
    }

    fn declarator(&mut self, node: Node<'_>, is_var: bool) -> Option<Stmt> {
        self.recover(node);
        let name = node.get(Part::Name)?;
        let value = node.get(Part::Value);
        let is_name = name.kind() == Kind::Identifier;
        if let Some(value) = value.map(peel).filter(|_| is_name) {
            if is_function(value) {
                let text = self.name(name);
                if self.constructor_function(value, &text, name.span()) {
                    return None;
                }
                return Some(self.bound_function(value, text, name.span()));
            }
            if value.kind() == Kind::Class {
                let class = self.class_bound_to(value, self.name(name), name.span());
                return self.alias_of_class(class, name);
            }
        }
        let ty = self.annotation(node);
        let key = if is_name { self.text(name) } else { "" };
        let lowered = value.map(|value| match key {
            "" => self.declared_value(value),
            key => self.keyed(key.into(), |this| this.declared_value(value)),
        });
        if is_var && ty.is_none() && self.function.blocks > 0 {
            return self.variable_of_function(name, lowered, node);
        }
        let pattern = self.pattern(name);
        if let Some(value) = &lowered
            && self.is_top()
        {
            self.note_modules(&pattern, value);
        }
        Some(Stmt::Let {
            pattern,
            ty,
            value: lowered,
            span: node.span(),
        })
    }

    /// The value of a variable, which may be exported in the same breath.
    fn declared_value(&mut self, value: Node<'_>) -> Expr {
        let inner = peel(value);
        if self.is_top()
            && inner.kind() == Kind::Assignment
            && let Some(exported) = self.export_assignment(inner, true)
        {
            return exported;
        }
        self.expression(value)
    }

    /// A `var` in a block belongs to the function: it is declared there, and assigned here.
    fn variable_of_function(
        &mut self,
        name: Node<'_>,
        value: Option<Expr>,
        node: Node<'_>,
    ) -> Option<Stmt> {
        for name in bound_names(name) {
            let declared = (self.name(name), name.span());
            let variables = &mut self.function.variables;
            if variables.iter().all(|(known, _)| *known != declared.0) {
                variables.push(declared);
            }
        }
        let assign = ExprKind::Assign {
            value: Box::new(value?),
            target: Box::new(self.target(name)),
            append: false,
        };
        Some(Stmt::Expr(Expr::new(assign, node.span())))
    }

    /// `const A = class B { … }`: the class is known as `B`, so `A` needs a variable.
    fn alias_of_class(&mut self, class: Expr, name: Node<'_>) -> Option<Stmt> {
        let own = self.name(name);
        if matches!(&class.kind, ExprKind::Name(known) if *known == own) {
            return None;
        }
        Some(Self::let_name(own, Some(class), name.span()))
    }

    /// `const m = require('m')` imports: types are found through imports, the values through the variable.
    fn note_modules(&mut self, pattern: &Pattern, value: &Expr) {
        let mut imports = Vec::new();
        match (&value.kind, pattern) {
            (ExprKind::Module(module), Pattern::Name { name, .. }) => {
                imports.push((module, ImportKind::Namespace, name));
            }
            (ExprKind::Module(module), Pattern::Object { entries, .. }) => {
                for PatternEntry { key, pattern, .. } in entries {
                    if let Pattern::Name { name, .. } = pattern {
                        imports.push((module, import_of(key), name));
                    }
                }
            }
            (ExprKind::Member { object, name, .. }, Pattern::Name { name: local, .. }) => {
                if let ExprKind::Module(module) = &object.kind {
                    imports.push((module, import_of(name), local));
                }
            }
            _ => {}
        }
        for (module, kind, local) in imports {
            self.module.imports.push(Import {
                module: module.clone(),
                kind,
                local: local.clone(),
                global: false,
                type_only: false,
                span: value.span,
            });
        }
    }

    /// The names that a declaration declares.
    pub(super) fn declared_names(&mut self, node: Node<'_>) -> Vec<Text> {
        let mut node = node;
        while node.kind() == Kind::Ambient
            && let Some(inner) = node.items().into_iter().next()
        {
            node = inner;
        }
        let name = node.get(Part::Name);
        let name = match node.kind() {
            Kind::LexicalDeclaration | Kind::VariableDeclaration | Kind::UsingDeclaration => {
                return self.declared_variables(node);
            }
            Kind::Module | Kind::InternalModule => {
                let path = name.map(|name| self.text(name)).unwrap_or_default();
                path.split('.').next().map(Text::from)
            }
            Kind::ImportAlias => node.items().first().map(|name| self.name(*name)),
            _ => name.map(|name| self.name(name)),
        };
        name.into_iter().filter(|name| !name.is_empty()).collect()
    }

    fn declared_variables(&mut self, node: Node<'_>) -> Vec<Text> {
        let declarators = node.items().into_iter();
        declarators
            .filter_map(|declarator| declarator.get(Part::Name))
            .flat_map(bound_names)
            .map(|name| self.name(name))
            .collect()
    }
}

fn import_of(name: &Text) -> ImportKind {
    if name == "default" {
        ImportKind::Default
    } else {
        ImportKind::Named(name.clone())
    }
}
