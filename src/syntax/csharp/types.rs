//! Types as written.

use tree_sitter::Node;

use super::Lowerer;
use super::kinds::{Kind, Part};
use crate::ir::{Text, TypeRef};

impl Lowerer<'_> {
    /// The type that a declaration names; `None` for `var`, `ref var`.
    pub(super) fn declared_type(&mut self, node: Option<Node<'_>>) -> Option<TypeRef> {
        let mut node = node?;
        while matches!(Kind::of(node), Kind::RefTypeName | Kind::ScopedType) {
            node = Part::Type.of(node)?;
        }
        (Kind::of(node) != Kind::ImplicitType).then(|| self.type_ref(node))
    }

    pub(super) fn type_ref(&mut self, node: Node<'_>) -> TypeRef {
        self.nested(node, |this| this.any_type(node))
            .unwrap_or(TypeRef::Other)
    }

    fn any_type(&mut self, node: Node<'_>) -> TypeRef {
        match Kind::of(node) {
            Kind::PredefinedType => TypeRef::named(self.text(node)),
            Kind::Identifier
            | Kind::GenericName
            | Kind::QualifiedName
            | Kind::AliasQualifiedName
            | Kind::MemberAccess => {
                let (name, arguments) = self.path(node);
                TypeRef::Named { name, arguments }
            }
            Kind::ArrayType => TypeRef::Array(Box::new(self.type_in(Part::Type.of(node)))),
            Kind::NullableType
            | Kind::PointerType
            | Kind::RefTypeName
            | Kind::ScopedType
            | Kind::TypePattern => self.type_in(Part::Type.of(node)),
            Kind::TupleType => self.tuple_type(node),
            Kind::FunctionPointerType => {
                TypeRef::Function(Box::new(self.type_in(Part::Returns.of(node))))
            }
            _ => TypeRef::Other,
        }
    }

    fn type_in(&mut self, node: Option<Node<'_>>) -> TypeRef {
        node.map_or(TypeRef::Other, |node| self.type_ref(node))
    }

    /// A tuple's elements by number, and by name where they have one.
    fn tuple_type(&mut self, node: Node<'_>) -> TypeRef {
        let mut elements = Vec::new();
        for (index, element) in self
            .parts_of(node, Kind::TupleElement)
            .into_iter()
            .enumerate()
        {
            let ty = self.type_in(Part::Type.of(element));
            let name = Part::Name.of(element).map(|name| self.name(name));
            elements.push((Text::new(index.to_string()), ty.clone()));
            elements.extend(name.map(|name| (name, ty)));
        }
        TypeRef::Object(elements)
    }

    /// A possibly qualified name, dotted, and the type arguments of its last generic part. `global::` is left out.
    pub(super) fn path(&mut self, node: Node<'_>) -> (Text, Vec<TypeRef>) {
        let mut segments = Vec::new();
        let mut arguments = None;
        let mut rest = Some(node);
        while let Some(node) = rest {
            let (last, before) = match Kind::of(node) {
                Kind::QualifiedName => (Part::Name.of(node), Part::Qualifier.of(node)),
                Kind::AliasQualifiedName => (Part::Name.of(node), Part::Alias.of(node)),
                Kind::MemberAccess => (Part::Name.of(node), Part::Expression.of(node)),
                _ => (Some(node), None),
            };
            if let Some(last) = last {
                segments.push(self.simple_name(last));
                if arguments.is_none() && Kind::of(last) == Kind::GenericName {
                    arguments = Some(self.type_arguments(last));
                }
            }
            let is_global = Kind::of(node) == Kind::AliasQualifiedName
                && before.is_some_and(|alias| self.text(alias) == "global");
            rest = if is_global { None } else { before };
        }
        segments.reverse();
        (segments.join(".").into(), arguments.unwrap_or_default())
    }

    /// The name without type arguments.
    pub(super) fn simple_name(&mut self, node: Node<'_>) -> Text {
        let identifier = identifier(node);
        self.name(identifier)
    }

    /// The type arguments of a generic name; none for any other node.
    pub(super) fn type_arguments(&mut self, node: Node<'_>) -> Vec<TypeRef> {
        if Kind::of(node) != Kind::GenericName {
            return Vec::new();
        }
        let Some(list) = self.part_of(node, Kind::TypeArgumentList) else {
            return Vec::new();
        };
        let types = self.parts(list);
        types.into_iter().map(|ty| self.type_ref(ty)).collect()
    }
}

/// The identifier of a name that may be generic.
pub(super) fn identifier(node: Node<'_>) -> Node<'_> {
    if Kind::of(node) == Kind::GenericName {
        node.named_child(0).unwrap_or(node)
    } else {
        node
    }
}

/// The type without the task around it: what `await` makes of it.
pub(super) fn awaited(ty: TypeRef) -> TypeRef {
    match ty {
        TypeRef::Named {
            name,
            mut arguments,
        } if arguments.len() == 1 && is_task(&name) => arguments.remove(0),
        other => other,
    }
}

fn is_task(name: &str) -> bool {
    let last = name.rsplit('.').next().unwrap_or(name);
    matches!(last, "Task" | "ValueTask")
}

/// The type of a collection's elements, as far as the type's arguments say it; of a dictionary, that of its values.
pub(super) fn element(ty: &TypeRef) -> Option<&TypeRef> {
    match ty {
        TypeRef::Array(element) => Some(element),
        TypeRef::Named { arguments, .. } => arguments.last(),
        _ => None,
    }
}
