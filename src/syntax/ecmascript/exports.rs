//! `export`.

use super::Lowerer;
use super::expressions::{is_function, peel};
use super::kinds::{Class, Kind, Part};
use super::node::Node;
use crate::ir::{ExportValue, Expr, ExprKind, Stmt, Text};

/// The name of a default export that has none in the file.
const DEFAULT: &str = "default";

impl Lowerer<'_> {
    pub(super) fn export_statement(&mut self, node: Node<'_>) -> Option<Stmt> {
        let is_default = node.has_token("default");
        if let Some(declaration) = node.get(Part::Declaration) {
            return self.exported_declaration(node, declaration, is_default);
        }
        if let Some(value) = node.get(Part::Value) {
            return self.exported_default(node, value);
        }
        if node.has_token("=") {
            let value = self.operands(node).into_iter().next()?;
            let value = self.expression(value);
            self.export_here("=", ExportValue::Value(value));
            return None;
        }
        let source = self.module_name(node, Part::Source);
        if let Some(clause) = node.child_of(Kind::ExportClause) {
            for specifier in self.parts(clause) {
                self.export_specifier(specifier, source.as_ref());
            }
        } else if let Some(module) = source {
            let namespace = node.child_of(Kind::NamespaceExport);
            let name = namespace.and_then(|namespace| namespace.items().into_iter().next());
            let name = name.map_or(Text::new_static("*"), |name| self.property_name(name));
            self.export_here(name, ExportValue::All { module });
        }
        None
    }

    fn exported_declaration(
        &mut self,
        node: Node<'_>,
        declaration: Node<'_>,
        is_default: bool,
    ) -> Option<Stmt> {
        let mut statements = Vec::new();
        self.statement(declaration, &mut statements);
        // Decorators may stand before `export`.
        let decorators = self.decorators(node);
        if !decorators.is_empty()
            && let Some(name) = declaration.get(Part::Name)
        {
            let name = self.name(name);
            let declared = self
                .module
                .types
                .iter_mut()
                .rev()
                .find(|ty| ty.name == name);
            if let Some(ty) = declared {
                ty.attributes.splice(0..0, decorators);
            }
        }
        for local in self.declared_names(declaration) {
            let name = if is_default {
                Text::new_static(DEFAULT)
            } else {
                local.clone()
            };
            let is_known = self.module.exports.iter().any(|export| {
                export.name == name && matches!(&export.value, ExportValue::Local(l) if *l == local)
            });
            if !is_known {
                self.export_here(name, ExportValue::Local(local));
            }
        }
        let last = statements.pop();
        self.pending.append(&mut statements);
        last
    }

    /// `export default x`. A function or class without a name is called `default`.
    fn exported_default(&mut self, node: Node<'_>, value: Node<'_>) -> Option<Stmt> {
        let inner = peel(value);
        let place = node.span();
        let own = inner.get(Part::Name).map(|name| self.name(name));
        if is_function(inner) {
            let name = own.unwrap_or(Text::new_static(DEFAULT));
            let function = self.bound_function(inner, name.clone(), place);
            self.export_here(DEFAULT, ExportValue::Local(name));
            return Some(function);
        }
        let exported = match inner.kind() {
            Kind::Class => {
                let class = self.class_bound_to(inner, DEFAULT.into(), place);
                if let Some(ty) = self.module.types.last_mut()
                    && matches!(&class.kind, ExprKind::Name(name) if *name == ty.name)
                {
                    ty.span = place;
                }
                class
            }
            _ if value.class() == Class::Expression => self.expression(value),
            _ => return None,
        };
        let value = match exported.kind {
            ExprKind::Name(local) => ExportValue::Local(local),
            _ => ExportValue::Value(exported),
        };
        self.export_here(DEFAULT, value);
        None
    }

    /// `a`, `a as b`, with or without a module that it comes from.
    fn export_specifier(&mut self, node: Node<'_>, source: Option<&Text>) {
        let Some(name) = self.module_name(node, Part::Name) else {
            return;
        };
        let exported = self.module_name(node, Part::Alias);
        let exported = exported.unwrap_or_else(|| name.clone());
        let value = match source {
            Some(module) => ExportValue::From {
                module: module.clone(),
                name,
            },
            None => ExportValue::Local(name),
        };
        self.export_here(exported, value);
    }

    /// Only the file's own exports are the module's; those of a namespace are its members.
    fn export_here(&mut self, name: impl Into<Text>, value: ExportValue) {
        if self.namespace.is_empty() {
            self.export(name, value);
        } else if let ExportValue::Value(value) = value {
            self.hoist(value);
        }
    }

    /// The class that an expression declares, by the name that it is known by.
    pub(super) fn class_bound_to(
        &mut self,
        node: Node<'_>,
        name: Text,
        place: crate::ir::Span,
    ) -> Expr {
        let own = self.class(node, Some((name, place)));
        Expr::new(ExprKind::Name(own), node.span())
    }
}
