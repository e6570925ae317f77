//! Functions of every kind: their parameters and bodies.

use tree_sitter::Node;

use super::comprehensions::YIELDED;
use super::kinds::{Kind, Part, items};
use super::names::{Bindings, declaration};
use super::{FunctionScope, Lowerer, name, span};
use crate::ir::{
    Attribute, Expr, ExprKind, FnId, Function, FunctionKind, Parameter, Pattern, Span, Stmt, Text,
};

/// What the first parameter of a method is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum First {
    Parameter,
    This,
    Class,
}

impl Lowerer<'_> {
    /// A function that is declared outside a class.
    pub(super) fn declared_function(&mut self, node: Node<'_>, attributes: Vec<Attribute>) -> FnId {
        let mut function = self.function(node, First::Parameter);
        function.attributes = attributes;
        self.module.add_function(function)
    }

    /// What all functions have in common, as a free function that is not in the arena yet.
    pub(super) fn function(&mut self, node: Node<'_>, first: First) -> Function {
        let (function_name, name_span) = Part::Name
            .of(node)
            .map_or_else(Default::default, |it| (Text::from(self.text(it)), span(it)));
        let list = Part::Parameters.of(node);
        let declared = list.map(|list| self.parts(list)).unwrap_or_default();
        let own = match first {
            First::Parameter => None,
            First::This | First::Class => declared.first().copied(),
        };
        let own = own.filter(|own| is_single(*own));
        let (before, parameters) = self.hoisting(|this| {
            let declared = declared.iter().filter(|it| Some(**it) != own);
            let parameters = declared.filter_map(|it| this.parameter(*it));
            parameters.collect::<Vec<_>>()
        });
        self.pending.extend(before);
        let own = own.and_then(|own| self.parameter_name(own));
        let returns = Part::ReturnType.of(node).map(|ty| self.annotation(ty));
        let body = Part::Body.of(node);
        let lowered = match body {
            Some(body) => self.body(body, &parameters, own, first),
            None => Vec::new(),
        };
        Function {
            name: function_name,
            kind: FunctionKind::Function,
            parameters,
            returns,
            body: lowered,
            is_abstract: body.is_none(),
            name_span,
            span: span(node),
            ..Function::default()
        }
    }

    /// `lambda x: …`
    pub(super) fn lambda(&mut self, node: Node<'_>) -> Expr {
        let list = Part::Parameters.of(node);
        let declared = list.map(|list| self.parts(list)).unwrap_or_default();
        let parameters: Vec<Parameter> = declared
            .into_iter()
            .filter_map(|it| self.parameter(it))
            .collect();
        let body = match Part::Body.of(node) {
            Some(body) => self.body(body, &parameters, None, First::Parameter),
            None => Vec::new(),
        };
        let id = self.module.add_function(Function {
            kind: FunctionKind::Lambda,
            parameters,
            body,
            span: span(node),
            ..Function::default()
        });
        Expr::new(ExprKind::Lambda(id), span(node))
    }

    /// A body: a block, or the expression of a lambda.
    fn body(
        &mut self,
        node: Node<'_>,
        parameters: &[Parameter],
        own: Option<Text>,
        first: First,
    ) -> Vec<Stmt> {
        let mut bindings = Bindings::of(node, self.source);
        for parameter in parameters {
            if let Pattern::Name { name, .. } = &parameter.pattern {
                bindings.declared_already(name);
            }
        }
        let hides = |outer: &Text| {
            let is_parameter = |parameter: &Parameter| match &parameter.pattern {
                Pattern::Name { name, .. } => name == outer,
                _ => false,
            };
            bindings.has(outer) || parameters.iter().any(is_parameter)
        };
        // A nested function sees the names of the one around it.
        let mut this = self.function.this.clone().filter(|outer| !hides(outer));
        let mut class = self.function.class.clone().filter(|outer| !hides(outer));
        match first {
            First::This => this = own,
            First::Class => class = own,
            First::Parameter => {}
        }
        let scope = FunctionScope {
            is_function: true,
            this,
            class,
            bindings,
            ..FunctionScope::default()
        };
        let outer = std::mem::replace(&mut self.function, scope);
        let (before, statements) = self.hoisting(|this| {
            let mut statements = Vec::new();
            if Kind::of(node) == Kind::Block {
                this.statements_of(node, &mut statements);
            } else {
                let value = this.expression(node);
                statements.append(&mut this.pending);
                statements.push(Stmt::Return(Some(value)));
            }
            statements
        });
        let inner = std::mem::replace(&mut self.function, outer);
        let mut body = inner.bindings.declarations();
        if inner.yields {
            body.push(declaration(YIELDED.into(), None, Span::default()));
        }
        body.extend(before);
        body.extend(statements);
        if inner.yields {
            let yielded = name(YIELDED, Span::default());
            body.push(Stmt::Return(Some(yielded)));
        }
        body
    }

    fn parameter(&mut self, node: Node<'_>) -> Option<Parameter> {
        let pattern = match self.parameter_name(node) {
            Some(name) => Pattern::Name {
                name,
                span: span(node),
            },
            None if Kind::of(node) == Kind::TuplePattern => self.pattern(node),
            None => return None,
        };
        let splat = match Kind::of(node) {
            Kind::TypedParameter => items(node).first().copied().unwrap_or(node),
            _ => node,
        };
        Some(Parameter {
            pattern,
            ty: Part::Type.of(node).map(|ty| self.annotation(ty)),
            default: Part::Value.of(node).map(|value| self.closed(value)),
            is_rest: Kind::of(splat) == Kind::ListSplatPattern,
            is_keywords: Kind::of(splat) == Kind::DictionarySplatPattern,
            is_field: false,
            attributes: Vec::new(),
            span: span(node),
        })
    }

    /// The name of a parameter; none for the marks that only part others (`*`, `/`).
    fn parameter_name(&self, node: Node<'_>) -> Option<Text> {
        let mut node = node;
        loop {
            node = match Kind::of(node) {
                Kind::Identifier => return Some(self.text(node).into()),
                Kind::DefaultParameter | Kind::TypedDefaultParameter => Part::Name.of(node)?,
                Kind::TypedParameter | Kind::ListSplatPattern | Kind::DictionarySplatPattern => {
                    items(node).first().copied()?
                }
                _ => return None,
            };
        }
    }
}

/// Whether a parameter takes one argument.
fn is_single(parameter: Node<'_>) -> bool {
    matches!(
        Kind::of(parameter),
        Kind::Identifier
            | Kind::DefaultParameter
            | Kind::TypedDefaultParameter
            | Kind::TypedParameter
    )
}
