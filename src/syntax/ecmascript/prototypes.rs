//! Classes from before there was a syntax for them: constructor functions, and methods set on their prototype.

use super::Lowerer;
use super::expressions::{dotted, is_function, peel};
use super::kinds::{Kind, Part};
use super::node::Node;
use crate::ir::{FunctionKind, Span, Text, Type, TypeKind, TypeRef};

impl Lowerer<'_> {
    /// A constructor function becomes a class: it is one whose prototype the file sets.
    pub(super) fn constructor_function(
        &mut self,
        function: Node<'_>,
        name: &Text,
        name_span: Span,
    ) -> bool {
        if !self.is_top() {
            return false;
        }
        let Some(bases) = self.survey.constructors.get(name) else {
            return false;
        };
        let bases = bases.iter().cloned().map(TypeRef::named).collect();
        let id = self.add_type(Type {
            name: name.clone(),
            bases,
            name_span,
            span: function.span(),
            ..Type::default()
        });
        self.in_type(id, |this| {
            let mut constructor = this.function(function);
            constructor.name = "constructor".into();
            constructor.name_span = name_span;
            constructor.kind = FunctionKind::Constructor;
            this.add_method(constructor);
        });
        true
    }

    /// `F.prototype.m = function …`, `F.prototype = { … }`, `F.m = function …`: members of `F`. Whatever is not one of those is
    /// left to be lowered as it is written.
    pub(super) fn prototype_statement(&mut self, node: Node<'_>) -> bool {
        if self.survey.constructors.is_empty() {
            return false;
        }
        match node.kind() {
            Kind::Assignment => self.prototype_assignment(node).is_some(),
            Kind::Call => {
                let callee = node
                    .get(Part::Function)
                    .map(|callee| dotted(callee, self.source));
                let arguments = node
                    .get(Part::Arguments)
                    .map(Node::items)
                    .unwrap_or_default();
                match (callee, &arguments[..]) {
                    (Some(Some(callee)), [target, object]) if callee == ["Object", "assign"] => {
                        self.prototype_object(*target, *object).is_some()
                    }
                    _ => inherits(node, self.source)
                        .is_some_and(|(name, _)| self.survey.constructors.contains_key(&name)),
                }
            }
            _ => false,
        }
    }

    fn prototype_assignment(&mut self, node: Node<'_>) -> Option<()> {
        let target = node.get(Part::Left)?;
        let value = peel(node.get(Part::Right)?);
        let (name, member, is_static) = match dotted(target, self.source)?[..] {
            [_, "prototype"] => return self.prototype_object(target, value),
            [name, "prototype", member] => (name, member, false),
            [name, member] => (name, member, true),
            _ => return None,
        };
        self.survey.constructors.get(name)?;
        if member == "constructor" || member == "super_" {
            return Some(());
        }
        if !is_function(value) {
            return None;
        }
        let id = self.extension(name, target.span());
        self.method_of(id, value, member.into(), target.span(), is_static);
        Some(())
    }

    /// `F.prototype = { m() {…}, … }`, `Object.assign(F.prototype, { … })`; `F.prototype = Object.create(B.prototype)` is a base.
    fn prototype_object(&mut self, target: Node<'_>, object: Node<'_>) -> Option<()> {
        let [name, "prototype"] = dotted(target, self.source)?[..] else {
            return None;
        };
        self.survey.constructors.get(name)?;
        if created_from(object, self.source).is_some() {
            return Some(());
        }
        let object = peel(object);
        if object.kind() != Kind::Object {
            return None;
        }
        let id = self.extension(name, target.span());
        for entry in self.parts(object) {
            let (key, value) = match entry.kind() {
                Kind::Method => (entry.get(Part::Name), Some(entry)),
                Kind::Pair => (entry.get(Part::Key), entry.get(Part::Value).map(peel)),
                _ => (None, None),
            };
            let (Some(key), Some(value)) = (key, value) else {
                continue;
            };
            if value == entry || is_function(value) {
                let member = self.property_name(key);
                self.method_of(id, value, member, key.span(), false);
            } else {
                let value = self.expression(value);
                self.hoist(value);
            }
        }
        Some(())
    }

    fn method_of(
        &mut self,
        ty: crate::ir::TypeId,
        value: Node<'_>,
        name: Text,
        name_span: Span,
        is_static: bool,
    ) {
        self.in_type(ty, |this| {
            let mut method = this.function(value);
            method.kind = FunctionKind::Method;
            method.name = name;
            method.name_span = name_span;
            method.is_static = is_static;
            this.add_method(method);
        });
    }

    /// The block of members that the file adds to a type.
    fn extension(&mut self, name: &str, place: Span) -> crate::ir::TypeId {
        let known = self
            .module
            .types
            .iter()
            .position(|ty| ty.kind == TypeKind::Extension && ty.name == name);
        if let Some(index) = known {
            return crate::ir::TypeId(u32::try_from(index).unwrap_or(u32::MAX));
        }
        self.add_type(Type {
            name: name.into(),
            kind: TypeKind::Extension,
            name_span: place,
            span: place,
            ..Type::default()
        })
    }
}

/// `util.inherits(F, B)`: the constructor and its base.
pub(super) fn inherits(call: Node<'_>, source: &str) -> Option<(Text, Option<Text>)> {
    let callee = dotted(call.get(Part::Function)?, source)?;
    if callee.last() != Some(&"inherits") {
        return None;
    }
    match call.get(Part::Arguments)?.items()[..] {
        [name, base] => {
            let name = dotted(name, source)?.join(".").into();
            let base = dotted(base, source).map(|base| base.join(".").into());
            Some((name, base))
        }
        _ => None,
    }
}

/// `Object.create(B.prototype)` and `new B()` as a prototype: `B`.
pub(super) fn created_from(value: Node<'_>, source: &str) -> Option<Text> {
    let value = peel(value);
    match value.kind() {
        Kind::New => Some(
            dotted(value.get(Part::Constructor)?, source)?
                .join(".")
                .into(),
        ),
        Kind::Call => {
            if dotted(value.get(Part::Function)?, source)? != ["Object", "create"] {
                return None;
            }
            let first = value.get(Part::Arguments)?.items().into_iter().next()?;
            match &dotted(first, source)?[..] {
                [base @ .., "prototype"] => Some(base.join(".").into()),
                _ => None,
            }
        }
        _ => None,
    }
}
