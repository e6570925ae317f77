//! `import`.

use super::Lowerer;
use super::kinds::{Kind, Part};
use super::node::Node;
use crate::ir::{Expr, ExprKind, Import, ImportKind, Stmt, Text, Type, TypeKind, TypeRef};

impl Lowerer<'_> {
    pub(super) fn import(&mut self, node: Node<'_>) -> Option<Stmt> {
        if let Some(require) = node.child_of(Kind::ImportRequire) {
            let module = self.module_name(require, Part::Source)?;
            let local = require.child_of(Kind::Identifier);
            let local = local.map(|name| self.name(name)).unwrap_or_default();
            self.add_import(node, &module, ImportKind::Namespace, local, false);
            return None;
        }
        let module = self.module_name(node, Part::Source)?;
        let is_type = node.has_token("type") || node.has_token("typeof");
        let Some(clause) = node.child_of(Kind::ImportClause) else {
            self.add_import(node, &module, ImportKind::Glob, Text::default(), false);
            return None;
        };
        for part in self.parts(clause) {
            match part.kind() {
                Kind::Identifier => {
                    let local = self.name(part);
                    self.add_import(part, &module, ImportKind::Default, local, is_type);
                }
                Kind::NamespaceImport => {
                    let local = part.items().into_iter().next();
                    let local = local.map(|name| self.name(name)).unwrap_or_default();
                    self.add_import(part, &module, ImportKind::Namespace, local, is_type);
                }
                Kind::NamedImports => {
                    for specifier in self.parts(part) {
                        self.import_specifier(specifier, &module, is_type);
                    }
                }
                _ => {}
            }
        }
        None
    }

    /// `A`, `A as B`, `default as B`, `type A`
    fn import_specifier(&mut self, node: Node<'_>, module: &Text, is_type: bool) {
        let Some(name) = self.module_name(node, Part::Name) else {
            return;
        };
        let is_type = is_type || node.has_token("type") || node.has_token("typeof");
        let local = self.module_name(node, Part::Alias);
        let kind = if name == "default" {
            ImportKind::Default
        } else {
            ImportKind::Named(name.clone())
        };
        self.add_import(node, module, kind, local.unwrap_or(name), is_type);
    }

    fn add_import(
        &mut self,
        node: Node<'_>,
        module: &Text,
        kind: ImportKind,
        local: Text,
        type_only: bool,
    ) {
        self.module.imports.push(Import {
            module: module.clone(),
            kind,
            local,
            global: false,
            type_only,
            span: node.span(),
        });
    }

    /// `import A = B.C`: a name for a value and for a type.
    pub(super) fn import_alias(&mut self, node: Node<'_>) -> Option<Stmt> {
        let [name, target] = self.parts(node)[..] else {
            return None;
        };
        let local = self.name(name);
        let path = super::expressions::dotted(target, self.source)?;
        self.add_type(Type {
            name: local.clone(),
            kind: TypeKind::Alias,
            alias: Some(TypeRef::named(path.join("."))),
            name_span: name.span(),
            span: node.span(),
            ..Type::default()
        });
        let place = target.span();
        let mut names = path.into_iter().map(Text::from);
        let first = Expr::new(ExprKind::Name(names.next()?), place);
        let value = names.fold(first, |object, name| {
            let kind = ExprKind::Member {
                object: Box::new(object),
                name,
                name_span: place,
            };
            Expr::new(kind, place)
        });
        Some(Self::let_name(local, Some(value), name.span()))
    }
}
