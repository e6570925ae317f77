//! Calls and their arguments.

use tree_sitter::Node;

use super::expressions::dotted;
use super::kinds::{Kind, Part};
use super::operators::argument;
use super::{Lowerer, name, span};
use crate::ir::{Argument, Call, Expr, ExprKind, Key, Property};

impl Lowerer<'_> {
    pub(super) fn call(&mut self, node: Node<'_>) -> Expr {
        let place = span(node);
        let (Some(function), Some(list)) = (Part::Function.of(node), Part::Arguments.of(node))
        else {
            return self.unknown(node);
        };
        if let Some(value) = self.base_constructor(function, list, node) {
            return value;
        }
        if Kind::of(function) == Kind::Identifier
            && let Some(value) = self.builtin(self.text(function), list, node)
        {
            return value;
        }
        let callee = self.expression(function);
        let arguments = self.arguments(list);
        call(callee, arguments, place)
    }

    /// The arguments of a call; a lone generator is one argument.
    pub(super) fn arguments(&mut self, list: Node<'_>) -> Vec<Argument> {
        if Kind::of(list) == Kind::Generator {
            return vec![argument(self.expression(list))];
        }
        let mut arguments = Vec::new();
        for part in self.parts(list) {
            match Kind::of(part) {
                Kind::KeywordArgument => {
                    let (Some(name), Some(value)) = (Part::Name.of(part), Part::Value.of(part))
                    else {
                        continue;
                    };
                    arguments.push(Argument {
                        name: Some(self.text(name).into()),
                        value: self.expression(value),
                        is_spread: false,
                    });
                }
                Kind::DictionarySplat => arguments.push(Argument {
                    name: Some("**".into()),
                    value: self.spread(part),
                    is_spread: true,
                }),
                Kind::ListSplat => arguments.push(Argument {
                    name: None,
                    value: self.spread(part),
                    is_spread: true,
                }),
                kind if kind.class() == super::kinds::Class::Expression => {
                    arguments.push(argument(self.expression(part)));
                }
                _ => {}
            }
        }
        arguments
    }

    fn spread(&mut self, node: Node<'_>) -> Expr {
        match self.operands(node)[..] {
            [inner] => self.expression(inner),
            _ => self.unknown(node),
        }
    }

    /// `super().__init__(…)`, and `Base.__init__(self, …)` of a class that is a base.
    fn base_constructor(
        &mut self,
        function: Node<'_>,
        list: Node<'_>,
        node: Node<'_>,
    ) -> Option<Expr> {
        if Kind::of(function) != Kind::Attribute
            || self.text(Part::Attribute.of(function)?) != "__init__"
        {
            return None;
        }
        let object = Part::Object.of(function)?;
        let is_super = Kind::of(object) == Kind::Call
            && Part::Function
                .of(object)
                .is_some_and(|of| self.text(of) == "super");
        if !is_super {
            let path = dotted(object, self.source)?.join(".");
            let ty = self.module.ty(*self.types.last()?);
            let is_base = |base: &crate::ir::TypeRef| match base {
                crate::ir::TypeRef::Named { name, .. } => *name == path,
                _ => false,
            };
            if !ty.bases.iter().any(is_base) {
                return None;
            }
        }
        let mut arguments = self.arguments(list);
        if !is_super && matches!(arguments.first()?.value.kind, ExprKind::This) {
            arguments.remove(0);
        }
        let callee = Expr::new(ExprKind::Super, span(function));
        Some(call(callee, arguments, span(node)))
    }

    /// Functions of the language that say something about the program: `super()`, `getattr`, `setattr`, `dict`, `type(self)`.
    fn builtin(&mut self, function: &str, list: Node<'_>, node: Node<'_>) -> Option<Expr> {
        let place = span(node);
        if self.function.bindings.has(function) || Kind::of(list) == Kind::Generator {
            return None;
        }
        match function {
            "super" => Some(Expr::new(ExprKind::Super, place)),
            "dict" => Some(self.dict(list, place)),
            "getattr" | "setattr" => {
                let mut arguments = self.arguments(list).into_iter();
                let (object, index) = (arguments.next()?, arguments.next()?);
                let member = ExprKind::Index {
                    object: Box::new(object.value),
                    index: Box::new(index.value),
                };
                let member = Expr::new(member, place);
                match arguments.next() {
                    Some(value) if function == "setattr" => {
                        let kind = ExprKind::Assign {
                            target: Box::new(member),
                            value: Box::new(value.value),
                            append: false,
                        };
                        Some(Expr::new(kind, place))
                    }
                    _ => Some(member),
                }
            }
            "type" => {
                let [only] = self.operands(list)[..] else {
                    return None;
                };
                let ty = *self.types.last()?;
                let is_this = self.function.this.as_deref() == Some(self.text(only));
                is_this.then(|| name(self.module.ty(ty).name.clone(), place))
            }
            _ => None,
        }
    }

    /// `dict(other, a=b, **more)`
    fn dict(&mut self, list: Node<'_>, place: crate::ir::Span) -> Expr {
        let arguments = self.arguments(list).into_iter();
        let entries = arguments.map(|argument| Property {
            key: match argument.name {
                Some(name) if !argument.is_spread => Key::Name(name),
                _ => Key::Spread,
            },
            value: argument.value,
        });
        Expr::new(ExprKind::Object(entries.collect()), place)
    }
}

pub(super) fn call(callee: Expr, arguments: Vec<Argument>, place: crate::ir::Span) -> Expr {
    let call = Call {
        callee,
        arguments,
        type_arguments: Vec::new(),
    };
    Expr::new(ExprKind::Call(Box::new(call)), place)
}
