//! Functions of every kind: their parameters and bodies.

use super::kinds::{Class, Kind, Part};
use super::node::Node;
use super::operators::YIELDED;
use super::types::awaited;
use super::{FunctionScope, Lowerer};
use crate::ir::{
    Expr, ExprKind, FnId, Function, FunctionKind, Parameter, Pattern, Span, Stmt, Text, TypeRef,
};

/// What is set aside while a body is lowered.
pub(super) struct OuterBody {
    scope: FunctionScope,
    pending: Vec<Stmt>,
}

impl Lowerer<'_> {
    /// What all functions have in common, as a free function that is not in the arena yet.
    pub(super) fn function(&mut self, node: Node<'_>) -> Function {
        let is_async = node.has_token("async");
        let type_parameters = self.type_parameters(node);
        let parameters = self.parameters(node);
        let returns = self.return_type(node);
        let body = node.get(Part::Body);
        let lowered = body.map(|body| self.body(body)).unwrap_or_default();
        let (name, name_span) = self.name_in(node);
        Function {
            name,
            kind: FunctionKind::Function,
            owner: None,
            parameters,
            // `await` is transparent, and so is the promise of an asynchronous function.
            returns: if is_async {
                returns.map(awaited)
            } else {
                returns
            },
            type_parameters,
            body: lowered,
            is_abstract: body.is_none(),
            is_static: false,
            is_extension: false,
            binds_this: false,
            constructor_call: None,
            attributes: Vec::new(),
            name_span,
            span: node.span(),
        }
    }

    /// A declared function.
    pub(super) fn declared_function(&mut self, node: Node<'_>) -> FnId {
        let function = self.function(node);
        self.module.add_function(function)
    }

    /// A function as a value.
    pub(super) fn lambda(&mut self, node: Node<'_>) -> Expr {
        self.lambda_named(node, Text::default())
    }

    /// A function that is an entry of an object literal, by the keys that lead to it.
    pub(super) fn entry_function(&mut self, node: Node<'_>) -> Expr {
        let name = self.function.keys.join(".").into();
        self.lambda_named(node, name)
    }

    fn lambda_named(&mut self, node: Node<'_>, name: Text) -> Expr {
        let owner = self.owner();
        let function = self.function(node);
        let id = self.module.add_function(Function {
            name,
            name_span: Span::default(),
            kind: FunctionKind::Lambda,
            owner,
            binds_this: node.kind() != Kind::Arrow,
            ..function
        });
        Expr::new(ExprKind::Lambda(id), node.span())
    }

    /// A function that is bound to a name, as the declaration of that name.
    pub(super) fn bound_function(&mut self, node: Node<'_>, name: Text, name_span: Span) -> Stmt {
        let function = self.function(node);
        let id = self.module.add_function(Function {
            name,
            name_span,
            ..function
        });
        Stmt::Function(id)
    }

    /// A method outside any class.
    pub(super) fn stray_method(&mut self, node: Node<'_>) -> FnId {
        self.declared_function(node)
    }

    /// The body of a function: a block, or the expression of an arrow function.
    fn body(&mut self, node: Node<'_>) -> Vec<Stmt> {
        let outer = self.enter_body(true);
        let mut statements = Vec::new();
        if node.kind() == Kind::StatementBlock {
            self.statements_of(node, &mut statements);
        } else {
            let value = self.expression(node);
            statements.append(&mut self.pending);
            statements.push(Stmt::Return(Some(value)));
        }
        self.leave_body(outer, statements)
    }

    /// Begins a body, of a function or of a place that runs like one.
    pub(super) fn enter_body(&mut self, is_function: bool) -> OuterBody {
        let scope = FunctionScope {
            is_function,
            ..FunctionScope::default()
        };
        OuterBody {
            scope: std::mem::replace(&mut self.function, scope),
            pending: std::mem::take(&mut self.pending),
        }
    }

    /// Ends a body, and adds to its statements what belongs to it as a whole.
    pub(super) fn leave_body(&mut self, outer: OuterBody, statements: Vec<Stmt>) -> Vec<Stmt> {
        let inner = std::mem::replace(&mut self.function, outer.scope);
        let mut body = std::mem::replace(&mut self.pending, outer.pending);
        body.extend(statements);
        let mut declared: Vec<Stmt> = Vec::new();
        if inner.yields && inner.is_function {
            let place = Span::default();
            declared.push(Self::let_name(Text::new_static(YIELDED), None, place));
            let yielded = ExprKind::Name(Text::new_static(YIELDED));
            body.push(Stmt::Return(Some(Expr::new(yielded, place))));
        }
        for (name, span) in inner.variables {
            declared.push(Self::let_name(name, None, span));
        }
        body.splice(0..0, declared);
        body
    }

    fn parameters(&mut self, node: Node<'_>) -> Vec<Parameter> {
        if let Some(single) = node.get(Part::Parameter) {
            return vec![self.plain_parameter(single, single)];
        }
        let Some(list) = node.get(Part::Parameters) else {
            return Vec::new();
        };
        let mut parameters = Vec::new();
        // A default may hold a function with a default, and so on.
        if self.descend(list) {
            for part in self.parts(list) {
                match part.kind() {
                    Kind::RequiredParameter | Kind::OptionalParameter => {
                        parameters.extend(self.typed_parameter(part));
                    }
                    _ => parameters.push(self.plain_parameter(part, part)),
                }
            }
            self.depth -= 1;
        }
        parameters
    }

    /// A parameter of JavaScript: a pattern, perhaps with a default.
    fn plain_parameter(&mut self, node: Node<'_>, pattern: Node<'_>) -> Parameter {
        let (pattern, default) = match pattern.kind() {
            Kind::AssignmentPattern => (pattern.get(Part::Left), pattern.get(Part::Right)),
            _ => (Some(pattern), None),
        };
        let is_rest = pattern.is_some_and(|pattern| pattern.kind() == Kind::RestPattern);
        let default = default.map(|default| self.closed(default));
        Parameter {
            pattern: pattern.map_or(Pattern::Ignore, |pattern| self.pattern(pattern)),
            ty: None,
            default,
            is_rest,
            is_keywords: false,
            is_field: false,
            attributes: Vec::new(),
            span: node.span(),
        }
    }

    /// A parameter of TypeScript. `this` is none: it only has a type.
    fn typed_parameter(&mut self, node: Node<'_>) -> Option<Parameter> {
        let pattern = node.get(Part::Pattern).or_else(|| node.get(Part::Name))?;
        if pattern.kind() == Kind::This {
            return None;
        }
        let mut parameter = self.plain_parameter(node, pattern);
        parameter.ty = self.annotation(node);
        parameter.is_field = node.has_token("readonly")
            || node.child_of(Kind::AccessibilityModifier).is_some()
            || node.child_of(Kind::OverrideModifier).is_some();
        parameter.attributes = self.decorators(node);
        if let Some(value) = node.get(Part::Value) {
            parameter.default = Some(self.closed(value));
        }
        Some(parameter)
    }

    /// The names of a declaration's type parameters.
    pub(super) fn type_parameters(&mut self, node: Node<'_>) -> Vec<Text> {
        let Some(list) = node.get(Part::TypeParameters) else {
            return Vec::new();
        };
        self.parts(list)
            .into_iter()
            .filter(|part| part.kind() == Kind::TypeParameter)
            .filter_map(|parameter| parameter.get(Part::Name))
            .map(|name| self.name(name))
            .collect()
    }

    fn return_type(&mut self, node: Node<'_>) -> Option<TypeRef> {
        let annotation = node.get(Part::ReturnType)?;
        match annotation.kind() {
            Kind::TypeAnnotation => self.annotated(annotation),
            Kind::PredicateAnnotation => Some(TypeRef::named("boolean")),
            Kind::AssertsAnnotation => Some(TypeRef::named("void")),
            _ if annotation.class() == Class::Type => Some(self.type_ref(annotation)),
            _ => None,
        }
    }
}
