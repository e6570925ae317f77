//! Calls and their arguments, `new`, and modules asked for in an expression.

use super::Lowerer;
use super::expressions::{dotted, peel};
use super::kinds::{Class, Kind, Part};
use super::node::Node;
use crate::ir::{Argument, Call, Expr, ExprKind, New, Text, TypeRef};

impl Lowerer<'_> {
    pub(super) fn call(&mut self, node: Node<'_>) -> Expr {
        if let Some(special) = self.special_call(node) {
            return special;
        }
        match (node.get(Part::Function), node.get(Part::Arguments)) {
            (Some(function), Some(list)) => self.plain_call(node, function, list),
            _ => self.opaque_operands(node),
        }
    }

    fn plain_call(&mut self, node: Node<'_>, function: Node<'_>, list: Node<'_>) -> Expr {
        let with_types = match function.kind() {
            Kind::Instantiation => function,
            _ => node,
        };
        let mut call = Box::new(Call {
            callee: self.expression(function),
            arguments: Vec::new(),
            type_arguments: self.type_arguments(with_types),
        });
        call.arguments = self.arguments(list);
        Expr::new(ExprKind::Call(call), node.span())
    }

    /// Calls that are none, or not of what is written.
    fn special_call(&mut self, node: Node<'_>) -> Option<Expr> {
        if let Some(module) = self.module_of(node) {
            return Some(Expr::new(ExprKind::Module(module), node.span()));
        }
        let (function, list) = (node.get(Part::Function)?, node.get(Part::Arguments)?);
        if list.kind() == Kind::Template {
            return Some(self.tagged_template(node, function, list));
        }
        if function.kind() == Kind::ImportKeyword {
            // `import(x)` of a module that is not known here.
            return Some(self.opaque_operands(list));
        }
        if self.is_base_constructor(function, list) {
            let arguments = self.arguments(list);
            let call = Call {
                callee: Expr::new(ExprKind::Super, function.span()),
                arguments: arguments.into_iter().skip(1).collect(),
                type_arguments: Vec::new(),
            };
            return Some(Expr::new(ExprKind::Call(Box::new(call)), node.span()));
        }
        None
    }

    /// `Base.call(this, …)` in a constructor function.
    fn is_base_constructor(&self, function: Node<'_>, list: Node<'_>) -> bool {
        let around = self
            .types
            .last()
            .and_then(|id| self.module.types.get(id.0 as usize));
        let (Some(ty), Some(path)) = (around, dotted(function, self.source)) else {
            return false;
        };
        let ([base @ .., "call"], true) = (&path[..], is_called_on_this(list)) else {
            return false;
        };
        let base = base.join(".");
        ty.bases
            .iter()
            .any(|known| matches!(known, TypeRef::Named { name, .. } if *name == base))
    }

    /// `` tag`a${x}b` `` is a call of the tag with the text as its argument; `String.raw` gives the text itself.
    fn tagged_template(&mut self, node: Node<'_>, tag: Node<'_>, template: Node<'_>) -> Expr {
        if dotted(tag, self.source).as_deref() == Some(&["String", "raw"]) {
            return self.raw_template(template);
        }
        let type_arguments = self.type_arguments(node);
        let callee = self.expression(tag);
        let value = self.expression(template);
        let call = Call {
            callee,
            arguments: vec![Argument {
                name: None,
                value,
                is_spread: false,
            }],
            type_arguments,
        };
        Expr::new(ExprKind::Call(Box::new(call)), node.span())
    }

    /// The arguments of a list.
    pub(super) fn arguments(&mut self, list: Node<'_>) -> Vec<Argument> {
        let mut arguments = Vec::new();
        for part in self.parts(list) {
            let is_spread = part.kind() == Kind::Spread;
            let value = if is_spread {
                part.items().into_iter().find(|item| !item.is_error())
            } else {
                Some(part).filter(|part| part.class() == Class::Expression)
            };
            if let Some(value) = value {
                arguments.push(Argument {
                    name: None,
                    value: self.expression(value),
                    is_spread,
                });
            }
        }
        arguments
    }

    /// `new T(…)`. A type that is computed (`new (require('m').T)(…)`) is called: nothing else tells the two apart then.
    pub(super) fn new_expression(&mut self, node: Node<'_>) -> Expr {
        let Some(constructor) = node.get(Part::Constructor) else {
            return self.opaque_operands(node);
        };
        let path = dotted(peel(constructor), self.source);
        let arguments = |this: &mut Self| {
            let list = node.get(Part::Arguments);
            list.map(|list| this.arguments(list)).unwrap_or_default()
        };
        let Some(path) = path.filter(|_| self.exported_local(peel(constructor)).is_none()) else {
            let callee = self.expression(constructor);
            let call = Call {
                callee,
                arguments: arguments(self),
                type_arguments: self.type_arguments(node),
            };
            return Expr::new(ExprKind::Call(Box::new(call)), node.span());
        };
        let ty = TypeRef::Named {
            name: path.join(".").into(),
            arguments: self.type_arguments(node),
        };
        let new = New {
            ty: Some(ty),
            arguments: arguments(self),
            properties: Vec::new(),
        };
        Expr::new(ExprKind::New(Box::new(new)), node.span())
    }

    /// The module that `require('m')` or `import('m')` asks for.
    pub(super) fn module_of(&mut self, node: Node<'_>) -> Option<Text> {
        if node.kind() != Kind::Call {
            return None;
        }
        let function = node.get(Part::Function)?;
        let asks = match function.kind() {
            Kind::ImportKeyword => true,
            Kind::Identifier => self.text(function) == "require",
            _ => false,
        };
        if !asks {
            return None;
        }
        let first = node.get(Part::Arguments)?.items().into_iter().next()?;
        self.constant_text(first)
    }
}

fn is_called_on_this(list: Node<'_>) -> bool {
    list.items()
        .first()
        .is_some_and(|first| first.kind() == Kind::This)
}
