//! Types as written.

use super::Lowerer;
use super::expressions::dotted;
use super::kinds::{Class, Kind, Part};
use super::node::Node;
use crate::ir::{Import, ImportKind, Text, TypeRef};

impl Lowerer<'_> {
    /// The type that a declaration has an annotation for.
    pub(super) fn annotation(&mut self, node: Node<'_>) -> Option<TypeRef> {
        let annotation = node.get(Part::Type)?;
        if annotation.class() == Class::Type {
            return Some(self.type_ref(annotation));
        }
        self.annotated(annotation)
    }

    /// The type in an annotation.
    pub(super) fn annotated(&mut self, annotation: Node<'_>) -> Option<TypeRef> {
        let ty = self.parts(annotation).into_iter().next()?;
        Some(self.type_ref(ty))
    }

    /// The type arguments of a call or of a name.
    pub(super) fn type_arguments(&mut self, node: Node<'_>) -> Vec<TypeRef> {
        let list = node.get(Part::TypeArguments);
        list.map(|list| self.types(list)).unwrap_or_default()
    }

    fn types(&mut self, node: Node<'_>) -> Vec<TypeRef> {
        let parts = self.parts(node);
        parts.into_iter().map(|ty| self.type_ref(ty)).collect()
    }

    pub(super) fn type_ref(&mut self, node: Node<'_>) -> TypeRef {
        self.nested(node, |this| this.any_type(node))
            .unwrap_or(TypeRef::Other)
    }

    fn any_type(&mut self, node: Node<'_>) -> TypeRef {
        match node.kind() {
            Kind::PredefinedType | Kind::TypeName | Kind::Identifier => self.named(node),
            Kind::NestedType | Kind::NestedIdentifier | Kind::Member => self.qualified(node),
            Kind::GenericType => self.generic(node),
            Kind::ArrayType => TypeRef::Array(Box::new(self.inner(node))),
            Kind::ReadonlyType
            | Kind::ParenthesizedType
            | Kind::FlowMaybeType
            | Kind::OptionalType
            | Kind::RestType => self.inner(node),
            Kind::UnionType => self.union(node),
            Kind::IntersectionType => self.intersection(node),
            Kind::LiteralType => self.literal_type(node),
            Kind::TemplateLiteralType => TypeRef::named("string"),
            Kind::TypePredicate => TypeRef::named("boolean"),
            Kind::TupleType => self.tuple(node),
            Kind::ObjectType => self.object_type(node),
            Kind::FunctionType => self.function_type(node),
            Kind::ThisType => self.this_type(),
            Kind::TypeQuery => self.type_query(node),
            Kind::IndexTypeQuery | Kind::LookupType => self.looked_up(node),
            Kind::ConditionalType => self.conditional_type(node),
            _ => TypeRef::Other,
        }
    }

    fn named(&mut self, node: Node<'_>) -> TypeRef {
        match self.text(node) {
            "" => TypeRef::Other,
            name => TypeRef::named(name),
        }
    }

    /// `a.b.C`. `import('m').C` is imported here and now.
    fn qualified(&mut self, node: Node<'_>) -> TypeRef {
        if let Some(import) = self.import_type(node) {
            return TypeRef::named(import);
        }
        let text = self.text(node);
        let name: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        if name.is_empty() || name.contains('(') {
            return TypeRef::Other;
        }
        TypeRef::named(name)
    }

    fn import_type(&mut self, node: Node<'_>) -> Option<Text> {
        if node.kind() != Kind::Member {
            return None;
        }
        let module = self.module_of(node.get(Part::Object)?)?;
        let name = self.name(node.get(Part::Property)?);
        let is_known = self.module.imports.iter().any(|known| known.local == name);
        if !is_known {
            self.module.imports.push(Import {
                module,
                kind: ImportKind::Named(name.clone()),
                local: name.clone(),
                global: false,
                type_only: true,
                span: node.span(),
            });
        }
        Some(name)
    }

    fn generic(&mut self, node: Node<'_>) -> TypeRef {
        let name = node.get(Part::Name).map(|name| self.type_ref(name));
        match name {
            Some(TypeRef::Named { name, .. }) => TypeRef::Named {
                name,
                arguments: self.type_arguments(node),
            },
            _ => TypeRef::Other,
        }
    }

    /// The only type in a node.
    fn inner(&mut self, node: Node<'_>) -> TypeRef {
        let inner = self.parts(node).into_iter().next();
        inner.map_or(TypeRef::Other, |inner| self.type_ref(inner))
    }

    /// `A | B | null`: long unions nest to the left, so they are walked.
    fn union(&mut self, node: Node<'_>) -> TypeRef {
        let mut options: Vec<TypeRef> = self
            .flattened(node, Kind::UnionType)
            .into_iter()
            .map(|option| self.type_ref(option))
            .filter(|option| !is_nothing(option))
            .collect();
        match options.len() {
            0 => TypeRef::Other,
            1 => options.remove(0),
            _ => TypeRef::Union(options),
        }
    }

    /// Of `A & B` the first that has a name; of object types all their properties.
    fn intersection(&mut self, node: Node<'_>) -> TypeRef {
        let mut properties = Vec::new();
        let mut other = TypeRef::Other;
        for part in self.flattened(node, Kind::IntersectionType) {
            match self.type_ref(part) {
                TypeRef::Object(more) => properties.extend(more),
                named @ TypeRef::Named { .. } => return named,
                ty if other == TypeRef::Other => other = ty,
                _ => {}
            }
        }
        if properties.is_empty() {
            other
        } else {
            TypeRef::Object(properties)
        }
    }

    /// The operands of a chain of type operators.
    pub(super) fn flattened<'t>(&mut self, node: Node<'t>, kind: Kind) -> Vec<Node<'t>> {
        let mut operands = Vec::new();
        let mut leftmost = node;
        loop {
            let mut parts = self.parts(leftmost);
            if parts.is_empty() {
                break;
            }
            let first = parts.remove(0);
            operands.extend(parts.into_iter().rev());
            if first.kind() != kind {
                operands.push(first);
                break;
            }
            leftmost = first;
        }
        operands.reverse();
        operands
    }

    fn literal_type(&mut self, node: Node<'_>) -> TypeRef {
        let Some(literal) = self.parts(node).into_iter().next() else {
            return TypeRef::Other;
        };
        match literal.kind() {
            Kind::String => TypeRef::Literal(self.string_text(literal)),
            Kind::True | Kind::False => TypeRef::named("boolean"),
            Kind::Null | Kind::Undefined => TypeRef::named("null"),
            _ => TypeRef::named("number"),
        }
    }

    /// A tuple's elements by number, and by name where they have one.
    fn tuple(&mut self, node: Node<'_>) -> TypeRef {
        let mut elements = Vec::new();
        for (index, part) in self.parts(node).into_iter().enumerate() {
            let (name, ty) = match part.kind() {
                Kind::RequiredParameter | Kind::OptionalParameter => {
                    let name = part.get(Part::Name).or_else(|| part.get(Part::Pattern));
                    let name = name.filter(|name| name.kind() == Kind::Identifier);
                    let ty = self.annotation(part).unwrap_or(TypeRef::Other);
                    (name.map(|name| self.name(name)), ty)
                }
                _ => (None, self.type_ref(part)),
            };
            elements.push((Text::new(index.to_string()), ty.clone()));
            elements.extend(name.map(|name| (name, ty)));
        }
        TypeRef::Object(elements)
    }

    /// `{ a: T; m(): U }`; `{ [key: K]: T }` and mapped types are records.
    fn object_type(&mut self, node: Node<'_>) -> TypeRef {
        let mut properties = Vec::new();
        let mut record = None;
        for member in self.parts(node) {
            match member.kind() {
                Kind::PropertySignature => {
                    let ty = self.annotation(member).unwrap_or(TypeRef::Other);
                    properties.push((self.name_in(member).0, ty));
                }
                Kind::MethodSignature => {
                    let function = self.function_type(member);
                    properties.push((self.name_in(member).0, function));
                }
                Kind::IndexSignature => record = Some(self.record(member)),
                _ => {}
            }
        }
        match record {
            Some(record) if properties.is_empty() => record,
            _ => TypeRef::Object(properties),
        }
    }

    /// What is read by any key.
    pub(super) fn record(&mut self, signature: Node<'_>) -> TypeRef {
        let key = match signature.child_of(Kind::MappedTypeClause) {
            Some(clause) => clause.get(Part::Type),
            None => signature.get(Part::IndexType),
        };
        let key = key.map_or(TypeRef::Other, |key| self.type_ref(key));
        let value = self.annotation(signature).unwrap_or(TypeRef::Other);
        TypeRef::Named {
            name: "Record".into(),
            arguments: vec![key, value],
        }
    }

    fn function_type(&mut self, node: Node<'_>) -> TypeRef {
        let returns = node.get(Part::ReturnType);
        let returns = returns.map(|returns| match returns.class() {
            Class::Type | Class::Expression => self.type_ref(returns),
            _ => self.annotated(returns).unwrap_or(TypeRef::Other),
        });
        TypeRef::Function(Box::new(returns.unwrap_or(TypeRef::Other)))
    }

    /// `this` as a type: the type around it.
    fn this_type(&mut self) -> TypeRef {
        let around = self.types.last().map(|id| &self.module.ty(*id).name);
        around.map_or(TypeRef::Other, |name| TypeRef::named(name.clone()))
    }

    /// `typeof x`, also with members of it.
    fn type_query(&mut self, node: Node<'_>) -> TypeRef {
        let Some(mut queried) = self.parts(node).into_iter().next() else {
            return TypeRef::Other;
        };
        while matches!(queried.kind(), Kind::Subscript | Kind::Instantiation)
            && let Some(inner) = queried.items().into_iter().next()
        {
            queried = inner;
        }
        match dotted(queried, self.source) {
            Some(path) => TypeRef::TypeOf(path.join(".").into()),
            None => TypeRef::Other,
        }
    }

    /// `keyof typeof x`, `(typeof x)[…]`: what `x` is made of; nothing is known of others.
    fn looked_up(&mut self, node: Node<'_>) -> TypeRef {
        match self.inner(node) {
            of @ TypeRef::TypeOf(_) => of,
            _ => TypeRef::Other,
        }
    }

    fn conditional_type(&mut self, node: Node<'_>) -> TypeRef {
        let options = [Part::Consequence, Part::Alternative];
        let options = options.into_iter().filter_map(|part| node.get(part));
        let mut options: Vec<TypeRef> = options.map(|option| self.type_ref(option)).collect();
        options.retain(|option| !is_nothing(option) && *option != TypeRef::Other);
        match options.len() {
            0 => TypeRef::Other,
            1 => options.remove(0),
            _ => TypeRef::Union(options),
        }
    }
}

/// Types that only say that there may be no value.
fn is_nothing(ty: &TypeRef) -> bool {
    match ty {
        TypeRef::Named { name, .. } => {
            matches!(name.as_str(), "null" | "undefined" | "void" | "never")
        }
        _ => false,
    }
}

/// The type without the promise around it: what `await` makes of it.
pub(super) fn awaited(ty: TypeRef) -> TypeRef {
    match ty {
        TypeRef::Named {
            name,
            mut arguments,
        } if arguments.len() == 1 && matches!(name.as_str(), "Promise" | "PromiseLike") => {
            arguments.remove(0)
        }
        other => other,
    }
}
