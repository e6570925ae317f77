//! Items: imports, modules, types, functions, constants.

use syn::{Fields, FnArg, ImplItem, Item, TraitItem, UseTree};

use super::types::{simple_name, type_parameters};
use super::{Lowerer, attributes, cover, text_of};
use crate::ir::{
    Field, Function, FunctionKind, Import, ImportKind, Parameter, Pattern, Span, Stmt, Text, Type,
    TypeId, TypeKind, TypeRef,
};

impl Lowerer<'_> {
    pub(super) fn file(&mut self, file: &syn::File) {
        self.in_test = attributes::is_test_only(&file.attrs);
        self.own_modules = file
            .items
            .iter()
            .filter_map(|item| match item {
                Item::Mod(it) if it.content.is_none() => Some(text_of(&it.ident)),
                _ => None,
            })
            .collect();
        let mut top = Vec::new();
        for item in &file.items {
            self.item(item, &mut top);
        }
        self.module.top = top;
    }

    /// An item of a file, a `mod` block or a function's body. What is a statement of the scope goes to `stmts`.
    pub(super) fn item(&mut self, item: &Item, stmts: &mut Vec<Stmt>) {
        match item {
            Item::Use(it) => {
                let mut path = Vec::new();
                if let (UseTree::Path(first), None) = (&it.tree, it.leading_colon)
                    && self.is_own_module(&first.ident)
                {
                    path.push(Text::new_static("self"));
                }
                self.use_tree(&it.tree, &mut path);
            }
            Item::ExternCrate(it) => {
                let local = it.rename.as_ref().map_or(&it.ident, |(_, name)| name);
                let span = cover(
                    self.span(it.extern_token.span),
                    self.span(it.semi_token.span),
                );
                self.import(
                    text_of(&it.ident),
                    ImportKind::Namespace,
                    text_of(local),
                    span,
                );
            }
            Item::Mod(it) => self.module_block(it, stmts),
            Item::Fn(it) => {
                let id = self.function(&it.attrs, &it.sig, Some(&it.block), None);
                stmts.push(Stmt::Function(id));
            }
            Item::Const(it) => {
                let start = self.span(it.const_token.span);
                stmts.push(self.binding(&it.ident, &it.ty, &it.expr, start));
            }
            Item::Static(it) => {
                let start = self.span(it.static_token.span);
                stmts.push(self.binding(&it.ident, &it.ty, &it.expr, start));
            }
            Item::Struct(it) => {
                let bounds = self.bounds_of(&it.generics);
                self.bounds.push(bounds);
                let fields = self.fields(&it.fields);
                self.bounds.pop();
                let ty = self.declared(&it.ident, TypeKind::Class, &it.attrs);
                self.module.add_type(Type {
                    fields,
                    type_parameters: type_parameters(&it.generics),
                    ..ty
                });
            }
            Item::Union(it) => {
                let fields = self.fields(&Fields::Named(it.fields.clone()));
                let ty = self.declared(&it.ident, TypeKind::Class, &it.attrs);
                self.module.add_type(Type { fields, ..ty });
            }
            Item::Enum(it) => {
                let fields = it.variants.iter().map(|v| self.variant(v)).collect();
                let ty = self.declared(&it.ident, TypeKind::Enum, &it.attrs);
                self.module.add_type(Type {
                    fields,
                    type_parameters: type_parameters(&it.generics),
                    ..ty
                });
            }
            Item::Type(it) => {
                let alias = Some(self.ty(&it.ty));
                let ty = self.declared(&it.ident, TypeKind::Alias, &it.attrs);
                self.module.add_type(Type {
                    alias,
                    type_parameters: type_parameters(&it.generics),
                    ..ty
                });
            }
            Item::Trait(it) => self.trait_block(it),
            Item::Impl(it) => self.impl_block(it),
            Item::Macro(it) if it.ident.is_none() => self.macro_item(&it.mac, stmts),
            _ => {}
        }
    }

    /// A `mod` block: a scope of its own, and for code outside of it a type of this name with its functions and constants as
    /// static members.
    fn module_block(&mut self, it: &syn::ItemMod, stmts: &mut Vec<Stmt>) {
        let Some((brace, items)) = &it.content else {
            return;
        };
        let span = cover(self.span(it.mod_token.span), self.span(brace.span.close()));
        let test_only = attributes::is_test_only(&it.attrs);
        let outside = self.in_test;
        self.in_test |= test_only;
        let ty = self.declared(&it.ident, TypeKind::Class, &it.attrs);
        self.namespace.push(text_of(&it.ident));
        let body = self.deeper(span, |this| {
            let mut body = Vec::new();
            for item in items {
                this.item(item, &mut body);
            }
            body
        });
        self.namespace.pop();
        self.in_test = outside;
        let body = body.unwrap_or_default();
        if !test_only {
            let fields: Vec<Field> = body.iter().filter_map(static_field).collect();
            let methods: Vec<_> = body
                .iter()
                .filter_map(|stmt| match stmt {
                    Stmt::Function(id) => Some(*id),
                    _ => None,
                })
                .collect();
            if !fields.is_empty() || !methods.is_empty() {
                let id = self.module.add_type(Type {
                    fields,
                    methods: methods.clone(),
                    span,
                    ..ty
                });
                for method in methods {
                    let function = &mut self.module.functions[method.0 as usize];
                    function.owner = Some(id);
                    function.is_static = true;
                }
            }
        }
        if !body.is_empty() {
            stmts.push(Stmt::Block(body));
        }
    }

    fn use_tree(&mut self, tree: &UseTree, path: &mut Vec<Text>) {
        match tree {
            UseTree::Path(it) => {
                path.push(text_of(&it.ident));
                self.use_tree(&it.tree, path);
                path.pop();
            }
            UseTree::Group(it) => {
                for tree in &it.items {
                    self.use_tree(tree, path);
                }
            }
            UseTree::Glob(it) => {
                let at = self.span(it.star_token.span);
                self.import(
                    path.join("::").into(),
                    ImportKind::Glob,
                    Text::default(),
                    at,
                );
            }
            UseTree::Name(it) => {
                let at = self.span(it.ident.span());
                self.use_name(&it.ident, None, path, at);
            }
            UseTree::Rename(it) => {
                let at = cover(self.span(it.ident.span()), self.span(it.rename.span()));
                self.use_name(&it.ident, Some(&it.rename), path, at);
            }
        }
    }

    fn use_name(
        &mut self,
        ident: &syn::Ident,
        rename: Option<&syn::Ident>,
        path: &[Text],
        span: Span,
    ) {
        // `use a::b::{self}` is `use a::b`.
        let (parents, imported) = match path.split_last() {
            Some((last, parents)) if ident == "self" => (parents, last.clone()),
            _ => (path, text_of(ident)),
        };
        let local = rename.map_or_else(|| imported.clone(), text_of);
        if parents.is_empty() {
            self.import(imported, ImportKind::Namespace, local, span);
        } else {
            let module = parents.join("::").into();
            self.import(module, ImportKind::Named(imported), local, span);
        }
    }

    fn import(&mut self, module: Text, kind: ImportKind, local: Text, span: Span) {
        self.module.imports.push(Import {
            module,
            kind,
            local,
            global: false,
            type_only: false,
            span,
        });
    }

    /// A constant or static of a scope.
    pub(super) fn binding(
        &mut self,
        ident: &syn::Ident,
        ty: &syn::Type,
        value: &syn::Expr,
        start: Span,
    ) -> Stmt {
        let ty = Some(self.ty(ty));
        let value = self.expr(value);
        let name_span = self.span(ident.span());
        Stmt::Let {
            pattern: Pattern::Name {
                name: text_of(ident),
                span: name_span,
            },
            ty,
            span: cover(start, value.span),
            value: Some(value),
        }
    }

    fn declared(&mut self, ident: &syn::Ident, kind: TypeKind, attrs: &[syn::Attribute]) -> Type {
        let span = self.span(ident.span());
        Type {
            name: text_of(ident),
            kind,
            namespace: self.current_namespace(),
            attributes: self.attributes(attrs),
            name_span: span,
            span,
            ..Type::default()
        }
    }

    fn current_namespace(&self) -> Option<Text> {
        (!self.namespace.is_empty()).then(|| self.namespace.join("::").into())
    }

    fn fields(&mut self, fields: &Fields) -> Vec<Field> {
        fields
            .iter()
            .enumerate()
            .map(|(index, field)| {
                let ty = self.declared_type(&field.ty);
                let (name, span) = match &field.ident {
                    Some(ident) => (text_of(ident), self.span(ident.span())),
                    None => (Text::from(index.to_string()), Span::default()),
                };
                Field {
                    name,
                    ty: Some(ty),
                    value: field.default.as_ref().map(|(_, value)| self.expr(value)),
                    is_static: false,
                    attributes: self.attributes(&field.attrs),
                    span,
                }
            })
            .collect()
    }

    /// An enum's variant: a static field. Its payload, if any, is its type.
    fn variant(&mut self, variant: &syn::Variant) -> Field {
        let payload = self.fields(&variant.fields);
        let ty = match (&variant.fields, payload.len()) {
            (Fields::Unit, _) | (_, 0) => None,
            (Fields::Unnamed(_), 1) => payload.into_iter().next().and_then(|field| field.ty),
            _ => Some(TypeRef::Object(
                payload
                    .into_iter()
                    .map(|field| (field.name, field.ty.unwrap_or(TypeRef::Other)))
                    .collect(),
            )),
        };
        Field {
            name: text_of(&variant.ident),
            ty,
            value: variant
                .discriminant
                .as_ref()
                .map(|(_, value)| self.expr(value)),
            is_static: true,
            attributes: self.attributes(&variant.attrs),
            span: self.span(variant.ident.span()),
        }
    }

    fn trait_block(&mut self, it: &syn::ItemTrait) {
        let bounds = self.bounds_of(&it.generics);
        self.bounds.push(bounds);
        self.self_types.push(None);
        let bases = it
            .supertraits
            .iter()
            .filter_map(|bound| self.first_bound([bound]))
            .collect();
        let ty = self.declared(&it.ident, TypeKind::Interface, &it.attrs);
        let id = self.module.add_type(Type {
            bases,
            type_parameters: type_parameters(&it.generics),
            span: cover(
                self.span(it.trait_token.span),
                self.span(it.brace_token.span.close()),
            ),
            ..ty
        });
        for member in &it.items {
            match member {
                TraitItem::Fn(it) => {
                    self.function(&it.attrs, &it.sig, it.default.as_ref(), Some(id));
                }
                TraitItem::Const(it) => {
                    let value = it.default.as_ref().map(|(_, value)| value);
                    self.associated_const(id, &it.attrs, &it.ident, &it.ty, value);
                }
                _ => {}
            }
        }
        self.self_types.pop();
        self.bounds.pop();
    }

    fn impl_block(&mut self, it: &syn::ItemImpl) {
        let bounds = self.bounds_of(&it.generics);
        self.bounds.push(bounds);
        let self_type = self.ty(&it.self_ty);
        let name = simple_name(&self_type);
        self.self_types
            .push((!name.is_empty()).then(|| self_type.clone()));
        let bases = match &it.trait_ {
            Some((path, _)) => vec![self.path_type(path)],
            None => Vec::new(),
        };
        let name_span = self.span(it.impl_token.span);
        let attributes = self.attributes(&it.attrs);
        let id = self.module.add_type(Type {
            name,
            kind: TypeKind::Extension,
            namespace: self.current_namespace(),
            alias: is_path(&self_type).then_some(self_type),
            bases,
            type_parameters: type_parameters(&it.generics),
            attributes,
            name_span,
            span: cover(name_span, self.span(it.brace_token.span.close())),
            ..Type::default()
        });
        for member in &it.items {
            match member {
                ImplItem::Fn(it) => {
                    self.function(&it.attrs, &it.sig, Some(&it.block), Some(id));
                }
                ImplItem::Const(it) => {
                    self.associated_const(id, &it.attrs, &it.ident, &it.ty, Some(&it.expr));
                }
                _ => {}
            }
        }
        self.self_types.pop();
        self.bounds.pop();
    }

    fn associated_const(
        &mut self,
        owner: TypeId,
        attrs: &[syn::Attribute],
        ident: &syn::Ident,
        ty: &syn::Type,
        value: Option<&syn::Expr>,
    ) {
        let field = Field {
            name: text_of(ident),
            ty: Some(self.ty(ty)),
            value: value.map(|value| self.expr(value)),
            is_static: true,
            attributes: self.attributes(attrs),
            span: self.span(ident.span()),
        };
        self.module.types[owner.0 as usize].fields.push(field);
    }

    /// A function or method. A method's `self` is not among its parameters.
    fn function(
        &mut self,
        attrs: &[syn::Attribute],
        sig: &syn::Signature,
        body: Option<&syn::Block>,
        owner: Option<TypeId>,
    ) -> crate::ir::FnId {
        let id = self.module.add_function(Function::default());
        if let Some(owner) = owner {
            self.module.types[owner.0 as usize].methods.push(id);
        }
        let bounds = self.bounds_of(&sig.generics);
        self.bounds.push(bounds);
        let parameters = sig
            .inputs
            .iter()
            .filter_map(|input| match input {
                FnArg::Receiver(_) => None,
                FnArg::Typed(it) => Some(self.parameter(it)),
            })
            .collect();
        let mut attributes = self.attributes(attrs);
        if self.in_test || attributes::is_test_only(attrs) {
            attributes.push(attributes::test_only());
        }
        let name_span = self.span(sig.ident.span());
        let function = Function {
            name: text_of(&sig.ident),
            kind: match owner {
                Some(_) => FunctionKind::Method,
                None => FunctionKind::Function,
            },
            owner,
            parameters,
            returns: self.returns(&sig.output),
            type_parameters: type_parameters(&sig.generics),
            is_abstract: body.is_none(),
            is_static: owner.is_some() && sig.receiver().is_none(),
            attributes,
            name_span,
            span: cover(
                self.span(sig.fn_token.span),
                body.map_or(name_span, |body| self.span(body.brace_token.span.close())),
            ),
            body: match body {
                Some(body) => self.function_body(|this| this.returning_block(body)),
                None => Vec::new(),
            },
            ..Function::default()
        };
        self.bounds.pop();
        self.set_function(id, function);
        id
    }

    fn parameter(&mut self, it: &syn::PatType) -> Parameter {
        let pattern = self.pattern(&it.pat);
        let span = match &pattern {
            Pattern::Name { span, .. } => *span,
            _ => self.span(it.colon_token.span),
        };
        Parameter {
            pattern,
            ty: Some(self.declared_type(&it.ty)),
            default: None,
            is_rest: false,
            is_keywords: false,
            is_field: false,
            attributes: self.attributes(&it.attrs),
            span,
        }
    }
}

fn static_field(stmt: &Stmt) -> Option<Field> {
    match stmt {
        Stmt::Let {
            pattern: Pattern::Name { name, span },
            ty,
            value,
            ..
        } => Some(Field {
            name: name.clone(),
            ty: ty.clone(),
            value: value.clone(),
            is_static: true,
            attributes: Vec::new(),
            span: *span,
        }),
        _ => None,
    }
}

/// Whether a type is written as a path.
fn is_path(ty: &TypeRef) -> bool {
    matches!(ty, TypeRef::Named { name, .. } if name.contains("::"))
}
