//! `namespace`, `declare`, `declare module`.
//!
//! A namespace is a class with static members for what it exports, beside a block in which its statements run.

use super::Lowerer;
use super::kinds::{Kind, Part};
use super::node::Node;
use crate::ir::{Expr, ExprKind, Field, Pattern, Stmt, Text, Type, TypeId};

impl Lowerer<'_> {
    pub(super) fn namespace(&mut self, node: Node<'_>) -> Option<Stmt> {
        let name = node.get(Part::Name)?;
        let body = node.get(Part::Body)?;
        if name.kind() == Kind::String {
            let name = self.string_text(name);
            return Some(self.inside(&name, body));
        }
        let path: Vec<Text> = self
            .text(name)
            .split('.')
            .map(|part| part.trim().into())
            .collect();
        let (last, outer_names) = path.split_last()?;
        let outer = self.namespace.clone();
        for name in outer_names {
            self.namespace_class(node, name.clone());
            self.enter(name);
        }
        let class = self.namespace_class(node, last.clone());
        let block = self.inside(last, body);
        if let Stmt::Block(statements) = &block {
            let exported = self.exported_names(node, body);
            self.static_members(class, &exported, statements);
        }
        self.namespace = outer;
        Some(block)
    }

    fn enter(&mut self, name: &str) {
        if !self.namespace.is_empty() {
            self.namespace.push('.');
        }
        self.namespace.push_str(name);
    }

    fn inside(&mut self, name: &str, body: Node<'_>) -> Stmt {
        let outer = self.namespace.clone();
        self.enter(name);
        let statements = self.block(body);
        self.namespace = outer;
        Stmt::Block(statements)
    }

    /// `declare …`; `declare global { … }` adds to what is there already.
    pub(super) fn ambient(&mut self, node: Node<'_>) -> Option<Stmt> {
        let mut statements = Vec::new();
        for part in self.parts(node) {
            match part.kind() {
                Kind::StatementBlock => statements.push(self.inside("global", part)),
                _ if part.class() == super::kinds::Class::Statement => {
                    self.statement(part, &mut statements);
                }
                _ => {}
            }
        }
        let last = statements.pop();
        self.pending.append(&mut statements);
        last
    }

    fn namespace_class(&mut self, node: Node<'_>, name: Text) -> TypeId {
        self.add_type(Type {
            name,
            name_span: node.get(Part::Name).map(Node::span).unwrap_or_default(),
            span: node.span(),
            ..Type::default()
        })
    }

    /// What is exported from a namespace; of an ambient one, all that it declares.
    fn exported_names(&mut self, node: Node<'_>, body: Node<'_>) -> Vec<Text> {
        let before = self.source.get(..node.range().start).unwrap_or_default();
        let is_ambient = before.trim_end().ends_with("declare");
        let mut names = Vec::new();
        for item in body.items() {
            match item.get(Part::Declaration) {
                Some(declaration) => names.extend(self.declared_names(declaration)),
                None if is_ambient => names.extend(self.declared_names(item)),
                None => {}
            }
        }
        names
    }

    fn static_members(&mut self, class: TypeId, exported: &[Text], statements: &[Stmt]) {
        for statement in statements {
            match statement {
                Stmt::Function(id) => {
                    let Some(function) = self.module.functions.get_mut(id.0 as usize) else {
                        continue;
                    };
                    if exported.contains(&function.name) {
                        function.owner = Some(class);
                        function.is_static = true;
                        if let Some(ty) = self.module.types.get_mut(class.0 as usize) {
                            ty.methods.push(*id);
                        }
                    }
                }
                Stmt::Let {
                    pattern: Pattern::Name { name, .. },
                    ty,
                    value,
                    span,
                } if exported.contains(name) => {
                    let field = Field {
                        name: name.clone(),
                        ty: ty.clone(),
                        value: value.clone().filter(is_constant),
                        is_static: true,
                        attributes: Vec::new(),
                        span: *span,
                    };
                    if let Some(ty) = self.module.types.get_mut(class.0 as usize) {
                        ty.fields.push(field);
                    }
                }
                _ => {}
            }
        }
    }
}

/// Whether evaluating a value twice does nothing twice.
fn is_constant(value: &Expr) -> bool {
    match &value.kind {
        ExprKind::Concat(parts) | ExprKind::Array(parts) => parts.iter().all(is_constant),
        ExprKind::Object(entries) => entries.iter().all(|entry| is_constant(&entry.value)),
        ExprKind::Member { object, .. } => is_constant(object),
        kind => matches!(
            kind,
            ExprKind::Str(_) | ExprKind::Literal(_) | ExprKind::Null | ExprKind::Name(_)
        ),
    }
}
