//! What makes a new value: `new` in all its forms, initialisers, collections, `with`.

use tree_sitter::Node;

use super::kinds::{Kind, Part};
use super::types::element;
use super::{Lowerer, opaque};
use crate::ir::{Argument, Expr, ExprKind, Key, New, Property, Stmt, TypeRef};

impl Lowerer<'_> {
    /// `new T(…) { … }`; the grammar also has `new T[] { … }` here.
    pub(super) fn object_creation(&mut self, node: Node<'_>) -> Expr {
        let Some(ty) = Part::Type.of(node) else {
            return self.opaque_operands(node);
        };
        if Kind::of(ty) == Kind::ArrayType {
            return self.array_creation(node);
        }
        let ty = self.type_ref(ty);
        let arguments = Part::Arguments.of(node);
        let initializer = Part::Initializer.of(node);
        self.new_object(node, Some(ty), arguments, initializer)
    }

    /// `new(…) { … }`: the type follows from the target.
    pub(super) fn implicit_object(&mut self, node: Node<'_>) -> Expr {
        let arguments = self.part_of(node, Kind::ArgumentList);
        let initializer = self.part_of(node, Kind::Initializer);
        self.new_object(node, None, arguments, initializer)
    }

    fn new_object(
        &mut self,
        node: Node<'_>,
        ty: Option<TypeRef>,
        arguments: Option<Node<'_>>,
        initializer: Option<Node<'_>>,
    ) -> Expr {
        let new = New {
            arguments: arguments.map_or_else(Vec::new, |list| self.arguments(list)),
            properties: initializer
                .map_or_else(Vec::new, |list| self.properties(list, ty.as_ref())),
            ty,
        };
        Expr::new(ExprKind::New(Box::new(new)), self.span(node))
    }

    /// The entries of an object, dictionary or collection initialiser. A collection's elements have their position for
    /// a key.
    fn properties(&mut self, list: Node<'_>, ty: Option<&TypeRef>) -> Vec<Property> {
        let mut properties = Vec::new();
        for (index, entry) in self.operands(list).into_iter().enumerate() {
            let mut property = match Kind::of(entry) {
                Kind::Assignment => self.assigned_property(entry),
                Kind::Initializer => self.added_property(entry),
                _ => {
                    let key = Expr::new(
                        ExprKind::Literal(index.to_string().into()),
                        self.span(entry),
                    );
                    Property {
                        key: Key::Computed(key),
                        value: self.expression(entry),
                    }
                }
            };
            if let Some(element) = ty.and_then(element) {
                give_type(&mut property.value, element);
            }
            properties.push(property);
        }
        properties
    }

    /// `Name = value`, `["key"] = value`.
    fn assigned_property(&mut self, node: Node<'_>) -> Property {
        let key = match Part::Left.of(node) {
            Some(name) if Kind::of(name) == Kind::Identifier => Key::Name(self.name(name)),
            Some(key) if Kind::of(key) == Kind::ElementBinding => {
                Key::Computed(self.subscript(key))
            }
            Some(key) => Key::Computed(self.expression(key)),
            None => Key::Computed(opaque(Vec::new(), self.span(node))),
        };
        let value = match Part::Right.of(node) {
            Some(value) => self.expression(value),
            None => opaque(Vec::new(), self.span(node)),
        };
        Property { key, value }
    }

    /// `{ key, value }` of a dictionary initialiser: the arguments of an `Add`.
    fn added_property(&mut self, node: Node<'_>) -> Property {
        let mut values = self.expressions(node).into_iter();
        let key = values
            .next()
            .unwrap_or_else(|| opaque(Vec::new(), self.span(node)));
        let rest = values.collect();
        Property {
            key: Key::Computed(key),
            value: match single(rest) {
                Ok(value) => value,
                Err(rest) => Expr::new(ExprKind::Array(rest), self.span(node)),
            },
        }
    }

    /// `{ … }` without `new`: the value of an array, or of a property that is filled (`Profile = { Name = "a" }`).
    pub(super) fn initializer(&mut self, node: Node<'_>) -> Expr {
        let entries = self.operands(node);
        let is_object = entries.iter().any(|entry| {
            let target = Part::Left.of(*entry).map(Kind::of);
            Kind::of(*entry) == Kind::Assignment
                && matches!(target, Some(Kind::Identifier | Kind::ElementBinding))
        });
        if is_object {
            Expr::new(
                ExprKind::Object(self.properties(node, None)),
                self.span(node),
            )
        } else {
            Expr::new(ExprKind::Array(self.expressions(node)), self.span(node))
        }
    }

    /// `new { a, b.C, D = 1 }`.
    pub(super) fn anonymous_object(&mut self, node: Node<'_>) -> Expr {
        let mut properties = Vec::new();
        let mut name = None;
        for part in self.operands(node) {
            let is_name = part
                .next_sibling()
                .is_some_and(|next| !next.is_named() && next.kind() == "=");
            if is_name {
                name = Some(part);
                continue;
            }
            let key = name.take().or_else(|| projected_name(part));
            properties.push(Property {
                key: match key {
                    Some(name) => Key::Name(self.simple_name(name)),
                    None => Key::Computed(opaque(Vec::new(), self.span(part))),
                },
                value: self.expression(part),
            });
        }
        Expr::new(ExprKind::Object(properties), self.span(node))
    }

    /// `value with { A = 1 }`.
    pub(super) fn with(&mut self, node: Node<'_>) -> Expr {
        let mut properties = Vec::new();
        if let Some(value) = self.operands(node).into_iter().next() {
            properties.push(Property {
                key: Key::Spread,
                value: self.expression(value),
            });
        }
        for initializer in self.parts_of(node, Kind::WithInitializer) {
            if let [name, value] = self.operands(initializer)[..] {
                properties.push(Property {
                    key: Key::Name(self.name(name)),
                    value: self.expression(value),
                });
            }
        }
        Expr::new(ExprKind::Object(properties), self.span(node))
    }

    /// `new T[] { … }`, `new[] { … }`; without elements, a new array of unknown content.
    pub(super) fn array_creation(&mut self, node: Node<'_>) -> Expr {
        let ty = Part::Type.of(node);
        let sizes = self.array_sizes(ty);
        let ty = ty.map(|ty| self.type_ref(ty));
        let Some(list) = self.part_of(node, Kind::Initializer) else {
            let new = New {
                ty,
                arguments: sizes,
                properties: Vec::new(),
            };
            return Expr::new(ExprKind::New(Box::new(new)), self.span(node));
        };
        for size in sizes {
            self.hoist(size.value);
        }
        let mut elements = self.expressions(list);
        if let Some(element) = ty.as_ref().and_then(element) {
            for value in &mut elements {
                give_type(value, element);
            }
        }
        Expr::new(ExprKind::Array(elements), self.span(node))
    }

    fn array_sizes(&mut self, ty: Option<Node<'_>>) -> Vec<Argument> {
        let argument = |value| Argument {
            name: None,
            value,
            is_spread: false,
        };
        // `new T[a][]` is an array type within an array type.
        let mut sizes = Vec::new();
        let mut rest = ty;
        while let Some(ty) = rest.filter(|ty| Kind::of(*ty) == Kind::ArrayType) {
            if let Some(rank) = Part::Rank.of(ty) {
                sizes.extend(self.expressions(rank).into_iter().map(argument));
            }
            rest = Part::Type.of(ty);
        }
        sizes
    }

    /// `[a, ..b]`. What is spread stands as an element of it: one of its elements is one of the array's.
    pub(super) fn collection(&mut self, node: Node<'_>) -> Expr {
        let mut elements = Vec::new();
        for item in self.parts_of(node, Kind::CollectionElement) {
            for part in self.parts(item) {
                // The grammar takes `..a ?? b` for a `??` with a range on its left.
                let is_spread = self.text(part).starts_with("..");
                let outer =
                    std::mem::replace(&mut self.spread, is_spread.then(|| part.start_byte()));
                let values = self.expressions(part);
                self.spread = outer;
                let value = self.one_of(values, part);
                elements.push(if is_spread {
                    let index = Box::new(opaque(Vec::new(), self.span(part)));
                    let object = Box::new(value);
                    Expr::new(ExprKind::Index { object, index }, self.span(part))
                } else {
                    value
                });
            }
        }
        Expr::new(ExprKind::Array(elements), self.span(node))
    }
}

fn single(mut values: Vec<Expr>) -> Result<Expr, Vec<Expr>> {
    if values.len() == 1 {
        Ok(values.remove(0))
    } else {
        Err(values)
    }
}

/// The name that a member of an anonymous object takes from its value: `new { user.Id }` has an `Id`.
fn projected_name(value: Node<'_>) -> Option<Node<'_>> {
    match Kind::of(value) {
        Kind::Identifier => Some(value),
        Kind::MemberAccess => Part::Name.of(value),
        _ => None,
    }
}

/// Gives `new(…)` the type that its target has.
pub(super) fn give_type(value: &mut Expr, ty: &TypeRef) {
    match &mut value.kind {
        ExprKind::New(new) if new.ty.is_none() => {
            if let Some(element) = element(ty) {
                for property in &mut new.properties {
                    give_type(&mut property.value, element);
                }
            }
            new.ty = Some(ty.clone());
        }
        ExprKind::Choice(options) => {
            for option in options {
                give_type(option, ty);
            }
        }
        ExprKind::When(when) => give_type(&mut when.value, ty),
        ExprKind::Array(elements) => {
            if let Some(element) = element(ty) {
                for value in elements {
                    give_type(value, element);
                }
            }
        }
        ExprKind::Block(body) => {
            if let Some(Stmt::Expr(last)) = body.last_mut() {
                give_type(last, ty);
            }
        }
        ExprKind::Assign { value, .. } => give_type(value, ty),
        // What is spread into a collection is a collection of the same type.
        ExprKind::Index { object, .. } => give_type(object, &TypeRef::Array(Box::new(ty.clone()))),
        _ => {}
    }
}
