//! Functions of every kind: their parameters and bodies.

use tree_sitter::Node;

use super::creation::give_type;
use super::kinds::{Kind, Part};
use super::statements::{YIELDED, yielded};
use super::types::awaited;
use super::{FunctionScope, Lowerer, has_keyword};
use crate::ir::{
    Argument, ConstructorCall, Expr, ExprKind, FnId, Function, FunctionKind, Parameter, Pattern,
    Span, Stmt, Text, TypeRef,
};

/// The parameters of a list.
#[derive(Default)]
pub(super) struct Parameters {
    pub(super) list: Vec<Parameter>,
    /// The first has `this` in front.
    pub(super) of_extension: bool,
}

impl Lowerer<'_> {
    pub(super) fn parameters(&mut self, list: Option<Node<'_>>) -> Parameters {
        let mut parameters = Parameters::default();
        let Some(list) = list else {
            return parameters;
        };
        // The parts of a `params` parameter stand in the list itself.
        let mut is_rest = false;
        let mut rest_type = None;
        let mut attributes = Vec::new();
        let mut cursor = list.walk();
        let children: Vec<_> = list.children(&mut cursor).collect();
        self.recover(list);
        for (index, child) in (0_u32..).zip(children) {
            match Kind::of(child) {
                Kind::Parameter => {
                    let parameter = self.parameter(child);
                    parameters.of_extension |=
                        parameters.list.is_empty() && self.has_modifier(child, "this");
                    parameters.list.push(parameter);
                }
                Kind::AttributeList => attributes.push(child),
                _ if child.kind() == "params" => is_rest = true,
                _ if is_rest => match list.field_name_for_child(index) {
                    Some("type") => rest_type = self.declared_type(Some(child)),
                    Some("name") => {
                        parameters.list.push(Parameter {
                            pattern: self.binding(child),
                            ty: rest_type.take(),
                            default: None,
                            is_rest: std::mem::take(&mut is_rest),
                            is_keywords: false,
                            is_field: false,
                            attributes: self.attributes_in(&std::mem::take(&mut attributes)),
                            span: self.span(child),
                        });
                    }
                    _ => {}
                },
                _ => {}
            }
        }
        parameters
    }

    fn parameter(&mut self, node: Node<'_>) -> Parameter {
        let name = Part::Name.of(node);
        let ty = Part::Type.of(node);
        let operands = self.operands(node);
        let default = operands
            .into_iter()
            .find(|operand| Some(*operand) != name && Some(*operand) != ty);
        let ty = self.declared_type(ty);
        let mut default = default.map(|default| self.closed(default));
        if let (Some(default), Some(ty)) = (&mut default, &ty) {
            give_type(default, ty);
        }
        Parameter {
            pattern: name.map_or(Pattern::Ignore, |name| self.binding(name)),
            ty,
            default,
            is_rest: has_keyword(node, "params"),
            is_keywords: false,
            is_field: false,
            attributes: self.attributes(node),
            span: self.span(node),
        }
    }

    /// The names of a type parameter list.
    pub(super) fn type_parameters(&mut self, list: Option<Node<'_>>) -> Vec<Text> {
        let Some(list) = list else {
            return Vec::new();
        };
        self.parts_of(list, Kind::TypeParameter)
            .into_iter()
            .filter_map(|parameter| Part::Name.of(parameter))
            .map(|name| self.name(name))
            .collect()
    }

    /// What all declarations of functions have in common: name, parameters, body.
    pub(super) fn declared_function(&mut self, node: Node<'_>, kind: FunctionKind) -> Function {
        let name = Part::Name.of(node);
        let parameters = self.parameters(Part::Parameters.of(node));
        let returns = Part::Returns.of(node).or_else(|| Part::Type.of(node));
        let returns = self.declared_type(returns);
        let type_parameters = self.type_parameters(Part::TypeParameters.of(node));
        let body = Part::Body.of(node);
        let is_async = self.has_modifier(node, "async");
        let lowered = body.map(|body| self.body(body, returns.clone(), is_async));
        Function {
            name: name.map(|name| self.name(name)).unwrap_or_default(),
            kind,
            owner: self.types.last().copied(),
            parameters: parameters.list,
            returns,
            type_parameters,
            body: lowered.unwrap_or_default(),
            is_abstract: body.is_none(),
            is_static: self.has_modifier(node, "static"),
            is_extension: parameters.of_extension,
            binds_this: false,
            constructor_call: None,
            attributes: self.attributes(node),
            name_span: name.map(|name| self.span(name)).unwrap_or_default(),
            span: self.span(node),
        }
    }

    /// The body of a function: a block, `=> expression`, or a lambda's expression.
    pub(super) fn body(
        &mut self,
        node: Node<'_>,
        returns: Option<TypeRef>,
        is_async: bool,
    ) -> Vec<Stmt> {
        let scope = FunctionScope {
            returns: if is_async {
                returns.map(awaited)
            } else {
                returns
            },
            yields: false,
        };
        let outer = std::mem::replace(&mut self.function, scope);
        // A body within a body counts twice: it takes more stack than other nesting.
        let (before, statements) =
            self.hoisting(|this| this.nested(node, |this| this.body_statements(node)));
        let inner = std::mem::replace(&mut self.function, outer);
        let mut body = before;
        body.extend(statements.unwrap_or_default());
        if inner.yields {
            collect_yields(&mut body, self.span(node));
        }
        body
    }

    fn body_statements(&mut self, node: Node<'_>) -> Vec<Stmt> {
        self.recover(node);
        match Kind::of(node) {
            Kind::Block => self.block(node),
            Kind::ArrowClause => {
                let value = self.operands(node).into_iter().next();
                value.map(|value| self.returning(value)).unwrap_or_default()
            }
            _ => self.returning(node),
        }
    }

    /// An expression body. `=> throw …` returns nothing.
    fn returning(&mut self, node: Node<'_>) -> Vec<Stmt> {
        let value = self.returned(node);
        if Kind::of(node) == Kind::ThrowExpression {
            return vec![Stmt::Expr(value)];
        }
        vec![Stmt::Return(Some(value))]
    }

    pub(super) fn local_function(&mut self, node: Node<'_>) -> FnId {
        let mut function = self.declared_function(node, FunctionKind::Function);
        // It belongs to the function around it, and is no member of the type.
        function.owner = None;
        self.module.add_function(function)
    }

    /// A lambda or an anonymous method.
    pub(super) fn lambda(&mut self, node: Node<'_>) -> Expr {
        let parameters = match Part::Parameters.of(node) {
            Some(name) if Kind::of(name) != Kind::ParameterList => vec![Parameter {
                pattern: self.binding(name),
                ty: None,
                default: None,
                is_rest: false,
                is_keywords: false,
                is_field: false,
                attributes: Vec::new(),
                span: self.span(name),
            }],
            list => self.parameters(list).list,
        };
        let returns = self.declared_type(Part::Type.of(node));
        let is_async = self.has_modifier(node, "async");
        let body = match Part::Body.of(node) {
            Some(body) => Some(body),
            None => self.part_of(node, Kind::Block),
        };
        let body = body.map(|body| self.body(body, returns.clone(), is_async));
        let attributes = self.attributes(node);
        let id = self.module.add_function(Function {
            kind: FunctionKind::Lambda,
            owner: self.types.last().copied(),
            parameters,
            returns,
            body: body.unwrap_or_default(),
            is_static: self.has_modifier(node, "static"),
            attributes,
            span: self.span(node),
            ..Function::default()
        });
        Expr::new(ExprKind::Lambda(id), self.span(node))
    }

    /// `: base(…)` or `: this(…)` of a constructor.
    pub(super) fn constructor_call(&mut self, node: Node<'_>) -> Option<ConstructorCall> {
        let initializer = self.part_of(node, Kind::ConstructorInitializer)?;
        let list = self.part_of(initializer, Kind::ArgumentList)?;
        Some(ConstructorCall {
            to_base: has_keyword(initializer, "base"),
            arguments: self.closed_arguments(list),
        })
    }

    /// Arguments outside any statement.
    pub(super) fn closed_arguments(&mut self, list: Node<'_>) -> Vec<Argument> {
        let (before, mut arguments) = self.hoisting(|this| this.arguments(list));
        if let Some(first) = arguments.first_mut()
            && !before.is_empty()
        {
            let value =
                std::mem::replace(&mut first.value, super::opaque(Vec::new(), self.span(list)));
            first.value = super::with_statements(before, value);
        }
        arguments
    }

    pub(super) fn has_modifier(&self, node: Node<'_>, modifier: &str) -> bool {
        let mut cursor = node.walk();
        node.children(&mut cursor)
            .any(|child| Kind::of(child) == Kind::Modifier && self.text(child) == modifier)
    }
}

/// An iterator returns all that it has yielded.
fn collect_yields(body: &mut Vec<Stmt>, place: Span) {
    body.insert(
        0,
        Stmt::Let {
            pattern: Pattern::Name {
                name: Text::new(YIELDED),
                span: place,
            },
            ty: None,
            value: None,
            span: place,
        },
    );
    body.push(Stmt::Return(Some(yielded(place))));
}
