//! Calls and their arguments, `new`, and modules asked for in an expression.

use super::expressions::{dotted, peel};
use super::kinds::{Class, Kind, Part};
use super::node::Node;
use super::{Lowerer, opaque};
use crate::ir::{Argument, Call, Expr, ExprKind, New, Text, TypeRef};

impl Lowerer<'_> {
    pub(super) fn call(&mut self, node: Node<'_>) -> Expr {
        if let Some(module) = self.module_of(node) {
            return Expr::new(ExprKind::Module(module), node.span());
        }
        let (Some(function), Some(list)) = (node.get(Part::Function), node.get(Part::Arguments))
        else {
            return self.opaque_operands(node);
        };
        if list.kind() == Kind::Template {
            return self.tagged_template(node, function, list);
        }
        if function.kind() == Kind::ImportKeyword {
            // `import(x)` of a module that is not known here.
            let arguments = self.arguments(list);
            return opaque(
                arguments.into_iter().map(|a| a.value).collect(),
                node.span(),
            );
        }
        let mut type_arguments = self.type_arguments(node);
        if function.kind() == Kind::Instantiation {
            type_arguments = self.type_arguments(function);
        }
        let callee = self.expression(function);
        let call = Call {
            callee,
            arguments: self.arguments(list),
            type_arguments,
        };
        Expr::new(ExprKind::Call(Box::new(call)), node.span())
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
            arguments: vec![argument(value)],
            type_arguments,
        };
        Expr::new(ExprKind::Call(Box::new(call)), node.span())
    }

    /// The arguments of a list.
    pub(super) fn arguments(&mut self, list: Node<'_>) -> Vec<Argument> {
        self.parts(list)
            .into_iter()
            .filter_map(|part| self.argument(part))
            .collect()
    }

    fn argument(&mut self, node: Node<'_>) -> Option<Argument> {
        if node.kind() == Kind::Spread {
            let value = self.operands(node).into_iter().next()?;
            return Some(Argument {
                name: None,
                value: self.expression(value),
                is_spread: true,
            });
        }
        (node.class() == Class::Expression).then(|| argument(self.expression(node)))
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

fn argument(value: Expr) -> Argument {
    Argument {
        name: None,
        value,
        is_spread: false,
    }
}
