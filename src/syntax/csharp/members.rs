//! Members of types: fields, properties, indexers, events, methods, constructors.

use tree_sitter::Node;

use super::Lowerer;
use super::creation::give_type;
use super::kinds::{Kind, Part};
use crate::ir::{
    Expr, Field, FnId, Function, FunctionKind, Parameter, Pattern, Span, Stmt, Text, TypeRef,
};

/// The name of an indexer's accessors: no other member can have it.
const INDEXER: &str = "this[]";

impl Lowerer<'_> {
    /// `T a = x, b;` and `event T a;`.
    pub(super) fn field(&mut self, node: Node<'_>) {
        let Some(declaration) = self.part_of(node, Kind::VariableDeclaration) else {
            return;
        };
        let is_static = self.has_modifier(node, "static") || self.has_modifier(node, "const");
        let ty = self.declared_type(Part::Type.of(declaration));
        for declarator in self.parts_of(declaration, Kind::VariableDeclarator) {
            let Some(name) = Part::Name.of(declarator) else {
                continue;
            };
            let value = self.operands(declarator).into_iter().find(|v| *v != name);
            let value = self.field_value(value, ty.as_ref());
            let field = Field {
                name: self.name(name),
                ty: ty.clone(),
                value,
                is_static,
                attributes: self.attributes(node),
                span: self.span(name),
            };
            self.add_field(field);
        }
    }

    fn field_value(&mut self, value: Option<Node<'_>>, ty: Option<&TypeRef>) -> Option<Expr> {
        let mut value = self.closed(value?);
        if let Some(ty) = ty {
            give_type(&mut value, ty);
        }
        Some(value)
    }

    pub(super) fn enum_member(&mut self, node: Node<'_>) {
        let Some(name) = Part::Name.of(node) else {
            return;
        };
        let value = Part::Value.of(node).map(|value| self.closed(value));
        let field = Field {
            name: self.name(name),
            ty: None,
            value,
            is_static: true,
            attributes: self.attributes(node),
            span: self.span(name),
        };
        self.add_field(field);
    }

    /// A property: a field where the compiler stores its value, and a function for every accessor with a body.
    pub(super) fn property(&mut self, node: Node<'_>) {
        let Some(name) = Part::Name.of(node) else {
            return;
        };
        let property = Accessed {
            name: self.name(name),
            name_span: self.span(name),
            ty: self.declared_type(Part::Type.of(node)),
            parameters: Vec::new(),
        };
        let is_stored = self.accessors(node, &property);
        let value = Part::Value
            .of(node)
            .filter(|v| Kind::of(*v) != Kind::ArrowClause);
        if is_stored || value.is_some() {
            let field = Field {
                name: property.name,
                value: self.field_value(value, property.ty.as_ref()),
                ty: property.ty,
                is_static: self.has_modifier(node, "static"),
                attributes: self.attributes(node),
                span: self.span(name),
            };
            self.add_field(field);
        }
    }

    pub(super) fn indexer(&mut self, node: Node<'_>) {
        let this = {
            let mut cursor = node.walk();
            let found = node
                .children(&mut cursor)
                .find(|child| Kind::of(*child) == Kind::This);
            found.unwrap_or(node)
        };
        let indexer = Accessed {
            name: INDEXER.into(),
            name_span: self.span(this),
            ty: self.declared_type(Part::Type.of(node)),
            parameters: self.parameters(Part::Parameters.of(node)).list,
        };
        self.accessors(node, &indexer);
    }

    pub(super) fn event(&mut self, node: Node<'_>) {
        let Some(name) = Part::Name.of(node) else {
            return;
        };
        let event = Accessed {
            name: self.name(name),
            name_span: self.span(name),
            ty: self.declared_type(Part::Type.of(node)),
            parameters: Vec::new(),
        };
        self.accessors(node, &event);
    }

    /// Adds a function for every accessor with a body, and says whether there is one without.
    fn accessors(&mut self, node: Node<'_>, accessed: &Accessed) -> bool {
        let arrow = Part::Value
            .of(node)
            .filter(|v| Kind::of(*v) == Kind::ArrowClause);
        if let Some(arrow) = arrow {
            self.accessor(node, arrow, FunctionKind::Getter, accessed);
            return false;
        }
        let Some(list) = Part::Accessors.of(node) else {
            return false;
        };
        let mut is_stored = false;
        for accessor in self.parts_of(list, Kind::AccessorDeclaration) {
            self.recover(accessor);
            let keyword = Part::Name.of(accessor).map(|name| self.text(name));
            let kind = match keyword {
                Some("get") => FunctionKind::Getter,
                _ => FunctionKind::Setter,
            };
            match Part::Body.of(accessor) {
                Some(body) => self.accessor(node, body, kind, accessed),
                None => is_stored = true,
            }
        }
        is_stored
    }

    fn accessor(
        &mut self,
        node: Node<'_>,
        body: Node<'_>,
        kind: FunctionKind,
        accessed: &Accessed,
    ) {
        let mut parameters = accessed.parameters.clone();
        let is_getter = kind == FunctionKind::Getter;
        if !is_getter {
            parameters.push(accessed.value_parameter());
        }
        let returns = accessed.ty.clone().filter(|_| is_getter);
        let body = self.body(body, returns.clone(), false);
        let function = Function {
            name: accessed.name.clone(),
            kind,
            owner: self.types.last().copied(),
            parameters,
            returns,
            body,
            is_static: self.has_modifier(node, "static"),
            attributes: self.attributes(node),
            name_span: accessed.name_span,
            span: self.span(node),
            ..Function::default()
        };
        self.add_method(function);
    }

    /// Methods, constructors, destructors, operators.
    pub(super) fn method(&mut self, node: Node<'_>) {
        let kind = match Kind::of(node) {
            Kind::Constructor => FunctionKind::Constructor,
            _ => FunctionKind::Method,
        };
        let mut function = self.declared_function(node, kind);
        match Kind::of(node) {
            Kind::Constructor => {
                function.constructor_call = self.constructor_call(node);
            }
            Kind::Destructor => function.name = format!("~{}", function.name).into(),
            Kind::Operator => {
                if let Some(operator) = Part::Operator.of(node) {
                    function.name = format!("operator {}", self.text(operator)).into();
                    function.name_span = self.span(operator);
                }
            }
            Kind::ConversionOperator => {
                function.name = "operator".into();
                function.name_span = Part::Type
                    .of(node)
                    .map(|ty| self.span(ty))
                    .unwrap_or_default();
            }
            _ => {}
        }
        self.add_method(function);
    }

    /// `extension<T>(T x) { … }` of C# 14, which the parser was shown as a class.
    pub(super) fn is_extension_block(&self, node: Node<'_>) -> bool {
        self.text(node).starts_with("extension")
    }

    pub(super) fn extension_block(&mut self, node: Node<'_>) {
        let parameters = self.part_of(node, Kind::ParameterList);
        let type_parameters = self.part_of(node, Kind::TypeParameterList);
        let block = ExtensionBlock {
            receiver: self.parameters(parameters).list,
            type_parameters: self.type_parameters(type_parameters),
        };
        let outer = self.extension.replace(block);
        if let Some(body) = Part::Body.of(node) {
            self.members(body);
        }
        self.extension = outer;
    }

    /// Statements that stand among members, because a syntax error hides the function they belong to: a method
    /// without a name keeps them with their type.
    pub(super) fn stray_statements(&mut self, statements: Vec<Stmt>, node: Node<'_>) {
        if statements.is_empty() {
            return;
        }
        self.add_method(Function {
            kind: FunctionKind::Method,
            owner: self.types.last().copied(),
            body: statements,
            span: self.span(node),
            ..Function::default()
        });
    }

    fn add_field(&mut self, field: Field) {
        match self.types.last() {
            Some(id) => self.module.types[id.0 as usize].fields.push(field),
            // A syntax error hides the type: the field is a variable of the file.
            None => self.module.top.push(Stmt::Let {
                pattern: Pattern::Name {
                    name: field.name,
                    span: field.span,
                },
                ty: field.ty,
                value: field.value,
                span: field.span,
            }),
        }
    }

    fn add_method(&mut self, mut function: Function) -> FnId {
        if let Some(block) = &self.extension {
            block.complete(&mut function);
        }
        let id = self.module.add_function(function);
        match self.types.last() {
            Some(ty) => self.module.types[ty.0 as usize].methods.push(id),
            None => self.module.top.push(Stmt::Function(id)),
        }
        id
    }
}

/// What an extension block says of all its members.
pub(super) struct ExtensionBlock {
    receiver: Vec<Parameter>,
    type_parameters: Vec<Text>,
}

impl ExtensionBlock {
    /// The member as an extension method that stands by itself. A static one has no receiver.
    fn complete(&self, member: &mut Function) {
        let type_parameters = self.type_parameters.iter().cloned();
        member.type_parameters.splice(0..0, type_parameters);
        if !member.is_static {
            member.is_extension = true;
            member.is_static = true;
            let receiver = self.receiver.iter().cloned();
            member.parameters.splice(0..0, receiver);
        }
    }
}

/// What accessors belong to: a property, an indexer, an event.
struct Accessed {
    name: Text,
    name_span: Span,
    ty: Option<TypeRef>,
    /// Of an indexer.
    parameters: Vec<Parameter>,
}

impl Accessed {
    /// The `value` of a `set`, `init`, `add` or `remove`.
    fn value_parameter(&self) -> Parameter {
        Parameter {
            pattern: Pattern::Name {
                name: "value".into(),
                span: self.name_span,
            },
            ty: self.ty.clone(),
            default: None,
            is_rest: false,
            is_keywords: false,
            is_field: false,
            attributes: Vec::new(),
            span: self.name_span,
        }
    }
}
