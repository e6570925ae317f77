//! Classes and their members.

use super::Lowerer;
use super::expressions::{dotted, is_function, peel};
use super::kinds::{Class, Kind, Part};
use super::node::Node;
use crate::ir::{
    Argument, Attribute, Expr, ExprKind, Field, Function, FunctionKind, Span, Stmt, Text, Type,
    TypeId, TypeKind, TypeRef,
};

impl Lowerer<'_> {
    pub(super) fn class_declaration(&mut self, node: Node<'_>) -> Option<Stmt> {
        self.class(node, None);
        None
    }

    /// A class as a value: its name.
    pub(super) fn class_expression(&mut self, node: Node<'_>) -> Expr {
        let name = self.class(node, None);
        Expr::new(ExprKind::Name(name), node.span())
    }

    /// Declares a class and gives the name that it is known by: its own, or the one it is bound to.
    pub(super) fn class(&mut self, node: Node<'_>, bound_to: Option<(Text, Span)>) -> Text {
        let (mut name, mut name_span) = self.name_in(node);
        if name.is_empty() {
            (name, name_span) = bound_to.unwrap_or_else(|| {
                let number = self.module.types.len() + 1;
                (format!("class {number}").into(), node.span())
            });
        }
        let bases = self.heritage(node);
        let attributes = self.decorators(node);
        let type_parameters = self.type_parameters(node);
        let id = self.add_type(Type {
            name: name.clone(),
            kind: TypeKind::Class,
            bases,
            type_parameters,
            attributes,
            name_span,
            span: node.span(),
            ..Type::default()
        });
        if let Some(body) = node.get(Part::Body) {
            self.in_type(id, |this| this.class_body(body));
        }
        name
    }

    /// Adds a type of the namespace around the place.
    pub(super) fn add_type(&mut self, mut ty: Type) -> TypeId {
        if !self.namespace.is_empty() {
            ty.namespace = Some(self.namespace.as_str().into());
        }
        self.module.add_type(ty)
    }

    /// Runs a lowering inside a type's body.
    pub(super) fn in_type<T>(&mut self, id: TypeId, lower: impl FnOnce(&mut Self) -> T) -> T {
        let outer = std::mem::take(&mut self.function);
        self.types.push(id);
        let lowered = lower(self);
        self.types.pop();
        self.function = outer;
        lowered
    }

    /// Adds a method to the type around the place.
    pub(super) fn add_method(&mut self, mut method: Function) {
        method.owner = self.types.last().copied();
        let owner = method.owner;
        let id = self.module.add_function(method);
        if let Some(ty) = owner.and_then(|owner| self.module.types.get_mut(owner.0 as usize)) {
            ty.methods.push(id);
        }
    }

    /// Adds a field to the type around the place.
    pub(super) fn add_field(&mut self, field: Field) {
        let owner = self.types.last().copied();
        if let Some(ty) = owner.and_then(|owner| self.module.types.get_mut(owner.0 as usize)) {
            ty.fields.push(field);
        }
    }

    /// What a class extends and implements, in this order.
    fn heritage(&mut self, node: Node<'_>) -> Vec<TypeRef> {
        let Some(heritage) = node.child_of(Kind::ClassHeritage) else {
            return Vec::new();
        };
        let mut bases = Vec::new();
        for part in self.parts(heritage) {
            match part.kind() {
                Kind::ExtendsClause => {
                    if let Some(value) = part.get(Part::Value) {
                        let arguments = self.type_arguments(part);
                        self.base(value, arguments, &mut bases);
                    }
                }
                Kind::ImplementsClause => {
                    for ty in self.parts(part) {
                        bases.push(self.type_ref(ty));
                    }
                }
                _ if part.class() == Class::Expression => self.base(part, Vec::new(), &mut bases),
                _ => {}
            }
        }
        bases
    }

    /// The class that an expression after `extends` names. What a call makes of classes (`Mixin(Base)`) has their members.
    fn base(&mut self, node: Node<'_>, arguments: Vec<TypeRef>, bases: &mut Vec<TypeRef>) {
        let node = peel(node);
        if let Some(path) = dotted(node, self.source) {
            bases.push(TypeRef::Named {
                name: path.join(".").into(),
                arguments,
            });
            return;
        }
        if node.kind() == Kind::Call {
            let given = node.get(Part::Arguments).map(Node::items);
            for argument in given.unwrap_or_default() {
                if let Some(path) = dotted(peel(argument), self.source) {
                    bases.push(TypeRef::named(path.join(".")));
                }
            }
        }
        let value = self.expression(node);
        self.hoist(value);
    }

    fn class_body(&mut self, body: Node<'_>) {
        let parts = self.parts(body);
        let implemented: Vec<Text> = parts
            .iter()
            .filter(|part| part.kind() == Kind::Method)
            .map(|part| self.name_in(*part).0)
            .collect();
        // TypeScript's decorators stand before the member, as members of their own.
        let mut decorators = Vec::new();
        self.nested(body, |this| {
            for part in parts {
                if part.kind() == Kind::Decorator {
                    decorators.extend(this.decorator(part));
                    continue;
                }
                let mut attributes = std::mem::take(&mut decorators);
                attributes.extend(this.decorators(part));
                match part.kind() {
                    Kind::Method => this.method(part, attributes),
                    // An overload says nothing more than the method itself.
                    Kind::MethodSignature | Kind::AbstractMethod
                        if !implemented.contains(&this.name_in(part).0) =>
                    {
                        this.method(part, attributes);
                    }
                    Kind::Field | Kind::PublicField => this.field(part, attributes),
                    Kind::StaticBlock => this.static_block(part),
                    _ => {}
                }
            }
        });
    }

    /// A method, accessor or constructor, with or without a body.
    pub(super) fn method(&mut self, node: Node<'_>, attributes: Vec<Attribute>) {
        let mut method = self.function(node);
        method.kind = if node.has_token("get") || node.has_token("static get") {
            FunctionKind::Getter
        } else if node.has_token("set") {
            FunctionKind::Setter
        } else if method.name == "constructor" {
            FunctionKind::Constructor
        } else {
            FunctionKind::Method
        };
        method.is_static = is_static(node);
        method.attributes = attributes;
        self.add_method(method);
    }

    /// A field. One that holds a function is called like a method, and is one.
    fn field(&mut self, node: Node<'_>, attributes: Vec<Attribute>) {
        let name_node = node.get(Part::Name).or_else(|| node.get(Part::Property));
        let Some(name_node) = name_node else {
            return;
        };
        let name = self.property_name(name_node);
        let value = node.get(Part::Value);
        if let Some(function) = value.map(peel).filter(|value| is_function(*value)) {
            let mut method = self.function(function);
            method.kind = FunctionKind::Method;
            method.name = name;
            method.name_span = name_node.span();
            method.is_static = is_static(node);
            method.attributes = attributes;
            self.add_method(method);
            return;
        }
        let field = Field {
            name,
            ty: self.annotation(node),
            value: value.map(|value| self.closed(value)),
            is_static: is_static(node),
            attributes,
            span: node.span(),
        };
        self.add_field(field);
    }

    /// `static { … }` runs where the class is declared.
    fn static_block(&mut self, node: Node<'_>) {
        let Some(body) = node.get(Part::Body) else {
            return;
        };
        let outer = self.enter_body(false);
        let statements = self.block(body);
        let statements = self.leave_body(outer, statements);
        self.pending.push(Stmt::Block(statements));
    }

    /// The decorators in front of a declaration, member or parameter.
    pub(super) fn decorators(&mut self, node: Node<'_>) -> Vec<Attribute> {
        let mut decorators = Vec::new();
        for child in node.items() {
            if child.kind() == Kind::Decorator && self.descend(child) {
                decorators.extend(self.decorator(child));
                self.depth -= 1;
            }
        }
        decorators
    }

    fn decorator(&mut self, node: Node<'_>) -> Option<Attribute> {
        let value = peel(self.operands(node).into_iter().next()?);
        let (named, list) = match value.kind() {
            Kind::Call => (value.get(Part::Function)?, value.get(Part::Arguments)),
            _ => (value, None),
        };
        let name = dotted(peel(named), self.source)?.join(".");
        let arguments = list.map(|list| self.closed_arguments(list));
        Some(Attribute {
            name: name.into(),
            arguments: arguments.unwrap_or_default(),
            span: node.span(),
        })
    }

    /// Arguments outside any statement.
    fn closed_arguments(&mut self, list: Node<'_>) -> Vec<Argument> {
        let parts = self.parts(list);
        let mut arguments = Vec::new();
        for part in parts {
            if part.class() == Class::Expression {
                arguments.push(Argument {
                    name: None,
                    value: self.closed(part),
                    is_spread: false,
                });
            }
        }
        arguments
    }
}

fn is_static(node: Node<'_>) -> bool {
    node.has_token("static") || node.has_token("static get")
}
