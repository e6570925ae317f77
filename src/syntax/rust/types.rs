//! Types as written, and the bounds of type parameters.

use std::collections::BTreeMap;

use syn::{
    GenericArgument, GenericParam, Generics, PathArguments, ReturnType, Type, TypeParamBound,
    WherePredicate,
};

use super::{Lowerer, text_of};
use crate::ir::{Span, Text, TypeRef};

/// Bounds that say nothing about which methods a value has.
const MARKERS: [&str; 9] = [
    "Clone", "Copy", "Debug", "Default", "Eq", "Send", "Sized", "Sync", "Unpin",
];

impl Lowerer<'_> {
    pub(super) fn ty(&mut self, ty: &Type) -> TypeRef {
        self.deeper(Span::default(), |this| this.ty_within(ty))
            .unwrap_or(TypeRef::Other)
    }

    fn ty_within(&mut self, ty: &Type) -> TypeRef {
        match ty {
            Type::Path(path) => match (&path.qself, path.path.segments.len()) {
                (Some(qself), 0) => self.ty(&qself.ty),
                _ => self.path_type(&path.path),
            },
            Type::Reference(reference) => self.ty(&reference.elem),
            Type::Ptr(pointer) => self.ty(&pointer.elem),
            Type::Paren(paren) => self.ty(&paren.elem),
            Type::Group(group) => self.ty(&group.elem),
            Type::Array(array) => TypeRef::Array(Box::new(self.ty(&array.elem))),
            Type::Slice(slice) => TypeRef::Array(Box::new(self.ty(&slice.elem))),
            Type::Tuple(tuple) if !tuple.elems.is_empty() => TypeRef::Object(
                tuple
                    .elems
                    .iter()
                    .enumerate()
                    .map(|(index, ty)| (Text::from(index.to_string()), self.ty(ty)))
                    .collect(),
            ),
            Type::ImplTrait(it) => self.first_bound(&it.bounds).unwrap_or(TypeRef::Other),
            Type::TraitObject(it) => self.first_bound(&it.bounds).unwrap_or(TypeRef::Other),
            Type::FnPtr(function) => TypeRef::Function(Box::new(
                self.returns(&function.output).unwrap_or(TypeRef::Other),
            )),
            _ => TypeRef::Other,
        }
    }

    /// A path as a type. `Self` is the type of the `impl` block; `Fn(A) -> B` is a function type.
    pub(super) fn path_type(&mut self, path: &syn::Path) -> TypeRef {
        let mut name = String::new();
        let mut arguments = Vec::new();
        if let (None, Some(first)) = (path.leading_colon, path.segments.first())
            && path.segments.len() > 1
            && self.is_own_module(&first.ident)
        {
            name.push_str("self");
        }
        for segment in &path.segments {
            if !name.is_empty() {
                name.push_str("::");
            }
            name.push_str(&text_of(&segment.ident));
            match &segment.arguments {
                PathArguments::None => {}
                PathArguments::AngleBracketed(it) => arguments.extend(self.type_arguments(it)),
                PathArguments::Parenthesized(it) => {
                    return TypeRef::Function(Box::new(
                        self.returns(&it.output).unwrap_or(TypeRef::Other),
                    ));
                }
            }
        }
        if let Some(Some(self_type)) = self.self_types.last()
            && name == "Self"
        {
            return self_type.clone();
        }
        TypeRef::Named {
            name: name.into(),
            arguments,
        }
    }

    pub(super) fn type_arguments(
        &mut self,
        arguments: &syn::AngleBracketedGenericArguments,
    ) -> Vec<TypeRef> {
        arguments
            .args
            .iter()
            .filter_map(|argument| match argument {
                GenericArgument::Type(ty) => Some(self.ty(ty)),
                GenericArgument::AssocType(it) => Some(self.ty(&it.ty)),
                _ => None,
            })
            .collect()
    }

    pub(super) fn returns(&mut self, output: &ReturnType) -> Option<TypeRef> {
        match output {
            ReturnType::Default => None,
            ReturnType::Type(_, ty) => Some(self.ty(ty)),
        }
    }

    /// The type of a parameter or field. One that is only a bounded type parameter (`c: C` with `C: HttpClient`) is known by
    /// its bound, as `impl HttpClient` is.
    pub(super) fn declared_type(&mut self, ty: &Type) -> TypeRef {
        let ty = self.ty(ty);
        let TypeRef::Named { name, arguments } = &ty else {
            return ty;
        };
        if !arguments.is_empty() {
            return ty;
        }
        let bound = self.bounds.iter().rev().find_map(|scope| scope.get(name));
        bound.cloned().unwrap_or(ty)
    }

    pub(super) fn first_bound<'b>(
        &mut self,
        bounds: impl IntoIterator<Item = &'b TypeParamBound>,
    ) -> Option<TypeRef> {
        bounds.into_iter().find_map(|bound| match bound {
            TypeParamBound::Trait(it) => {
                let last = it.path.segments.last()?;
                (it.maybe.is_none() && !MARKERS.iter().any(|marker| last.ident == marker))
                    .then(|| self.path_type(&it.path))
            }
            _ => None,
        })
    }

    /// What the type parameters of a declaration are bound by, inline or in its `where` clause.
    pub(super) fn bounds_of(&mut self, generics: &Generics) -> BTreeMap<Text, TypeRef> {
        let mut bounds = BTreeMap::new();
        for parameter in &generics.params {
            if let GenericParam::Type(parameter) = parameter
                && let Some(bound) = self.first_bound(&parameter.bounds)
            {
                bounds.insert(text_of(&parameter.ident), bound);
            }
        }
        for predicate in generics
            .where_clause
            .iter()
            .flat_map(|clause| &clause.predicates)
        {
            if let WherePredicate::Type(predicate) = predicate
                && let (Type::Path(path), Some(bound)) =
                    (&predicate.bounded_ty, self.first_bound(&predicate.bounds))
                && let Some(parameter) = path.path.get_ident()
            {
                bounds.entry(text_of(parameter)).or_insert(bound);
            }
        }
        bounds
    }
}

pub(super) fn type_parameters(generics: &Generics) -> Vec<Text> {
    generics
        .params
        .iter()
        .filter_map(|parameter| match parameter {
            GenericParam::Type(it) => Some(text_of(&it.ident)),
            _ => None,
        })
        .collect()
}

/// The name a type is declared by: `b::Client` for `impl a::b::Client` is `Client`.
pub(super) fn simple_name(ty: &TypeRef) -> Text {
    match ty {
        TypeRef::Named { name, .. } => Text::new(name.rsplit("::").next().unwrap_or(name)),
        _ => Text::default(),
    }
}
