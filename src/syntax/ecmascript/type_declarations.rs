//! Interfaces, type aliases and enums.

use super::Lowerer;
use super::kinds::{Class, Kind, Part};
use super::node::Node;
use crate::ir::{Field, Stmt, Type, TypeKind, TypeRef};

impl Lowerer<'_> {
    pub(super) fn interface(&mut self, node: Node<'_>) -> Option<Stmt> {
        let mut bases = Vec::new();
        if let Some(clause) = node.child_of(Kind::ExtendsTypeClause) {
            for ty in self.parts(clause) {
                bases.push(self.type_ref(ty));
            }
        }
        let body = node.get(Part::Body);
        self.object_like(node, bases, body.as_slice());
        None
    }

    /// `type A = …`. An object type, also one that adds to named ones (`B & { … }`), is an interface.
    pub(super) fn type_alias(&mut self, node: Node<'_>) -> Option<Stmt> {
        let value = node.get(Part::Value)?;
        let operands = match value.kind() {
            Kind::ObjectType => vec![value],
            Kind::IntersectionType => self.flattened(value, Kind::IntersectionType),
            _ => Vec::new(),
        };
        let (bodies, others): (Vec<_>, Vec<_>) = operands
            .into_iter()
            .partition(|part| part.kind() == Kind::ObjectType);
        let are_named = others.iter().all(|part| {
            matches!(
                part.kind(),
                Kind::TypeName | Kind::NestedType | Kind::GenericType
            )
        });
        let is_record = bodies.iter().any(|body| is_record(*body));
        if !bodies.is_empty() && are_named && !is_record {
            let bases = others.into_iter().map(|ty| self.type_ref(ty)).collect();
            self.object_like(node, bases, &bodies);
            return None;
        }
        let alias = Some(self.type_ref(value));
        let ty = self.head(node, TypeKind::Alias);
        self.add_type(Type { alias, ..ty });
        None
    }

    fn object_like(&mut self, node: Node<'_>, bases: Vec<TypeRef>, bodies: &[Node<'_>]) {
        let ty = self.head(node, TypeKind::Interface);
        let id = self.add_type(Type { bases, ..ty });
        self.in_type(id, |this| {
            for body in bodies {
                for member in this.parts(*body) {
                    this.signature(member);
                }
            }
        });
    }

    /// Name and place of a declared type.
    fn head(&mut self, node: Node<'_>, kind: TypeKind) -> Type {
        let (name, name_span) = self.name_in(node);
        Type {
            name,
            kind,
            type_parameters: self.type_parameters(node),
            name_span,
            span: node.span(),
            ..Type::default()
        }
    }

    /// A member of an interface.
    fn signature(&mut self, member: Node<'_>) {
        match member.kind() {
            Kind::MethodSignature => self.method(member, Vec::new()),
            Kind::PropertySignature => {
                let field = Field {
                    name: self.name_in(member).0,
                    ty: self.annotation(member),
                    value: None,
                    is_static: false,
                    attributes: Vec::new(),
                    span: member.span(),
                };
                self.add_field(field);
            }
            _ => {}
        }
    }

    pub(super) fn enumeration(&mut self, node: Node<'_>) -> Option<Stmt> {
        let ty = self.head(node, TypeKind::Enum);
        let id = self.add_type(ty);
        let body = node.get(Part::Body)?;
        self.in_type(id, |this| {
            for member in this.parts(body) {
                let (name, value) = match member.kind() {
                    Kind::EnumAssignment => (member.get(Part::Name), member.get(Part::Value)),
                    _ => (Some(member), None),
                };
                let Some(name) = name else {
                    continue;
                };
                let value = value.filter(|value| value.class() == Class::Expression);
                let field = Field {
                    name: this.property_name(name),
                    ty: None,
                    value: value.map(|value| this.closed(value)),
                    is_static: true,
                    attributes: Vec::new(),
                    span: member.span(),
                };
                this.add_field(field);
            }
        });
        None
    }
}

/// `{ [key: K]: T }` and nothing else.
fn is_record(body: Node<'_>) -> bool {
    let members = body.items();
    !members.is_empty()
        && members
            .iter()
            .all(|member| member.kind() == Kind::IndexSignature)
}
