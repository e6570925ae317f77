//! Object and array literals.

use super::expressions::{is_function, peel};
use super::kinds::{Class, Kind, Part};
use super::node::Node;
use super::{Lowerer, opaque};
use crate::ir::{Call, Expr, ExprKind, Key, Property, Text};

impl Lowerer<'_> {
    /// An object literal, or an object pattern that is assigned to.
    pub(super) fn object(&mut self, node: Node<'_>) -> Expr {
        let mut properties = Vec::new();
        for part in self.parts(node) {
            self.property(part, &mut properties);
        }
        Expr::new(ExprKind::Object(properties), node.span())
    }

    pub(super) fn property(&mut self, node: Node<'_>, properties: &mut Vec<Property>) {
        match node.kind() {
            Kind::Pair | Kind::PairPattern => {
                if let (Some(key), Some(value)) = (node.get(Part::Key), node.get(Part::Value)) {
                    let key = self.key(key);
                    let value = self.entry_of(&key, value);
                    properties.push(Property { key, value });
                }
            }
            Kind::ShorthandProperty | Kind::ShorthandPattern => properties.push(Property {
                key: Key::Name(self.name(node)),
                value: self.expression(node),
            }),
            Kind::ObjectAssignmentPattern => {
                let name = node.get(Part::Left).map(|left| self.name(left));
                properties.push(Property {
                    key: Key::Name(name.unwrap_or_default()),
                    value: self.expression(node),
                });
            }
            Kind::Spread | Kind::RestPattern => {
                for value in self.expressions(node) {
                    properties.push(Property {
                        key: Key::Spread,
                        value,
                    });
                }
            }
            Kind::Method => properties.extend(self.object_method(node)),
            _ => {}
        }
    }

    /// A method is a function under its name, and a getter stands for what it gives.
    fn object_method(&mut self, node: Node<'_>) -> Option<Property> {
        let name = node.get(Part::Name)?;
        let key = self.key(name);
        let function = self.entry_of(&key, node);
        let place = node.span();
        if node.has_token("set") {
            let key = Key::Computed(opaque(Vec::new(), name.span()));
            return Some(Property {
                key,
                value: function,
            });
        }
        let value = if node.has_token("get") {
            let call = Call {
                callee: function,
                arguments: Vec::new(),
                type_arguments: Vec::new(),
            };
            Expr::new(ExprKind::Call(Box::new(call)), place)
        } else {
            function
        };
        Some(Property { key, value })
    }

    /// The value of an entry, or a method of the object.
    fn entry_of(&mut self, key: &Key, value: Node<'_>) -> Expr {
        let Key::Name(key) = key else {
            return self.expression(value);
        };
        self.keyed(key.clone(), |this| {
            let inner = peel(value);
            if value.kind() == Kind::Method || is_function(inner) {
                this.entry_function(inner)
            } else {
                this.expression(value)
            }
        })
    }

    /// Lowers what is the value of a variable or key.
    pub(super) fn keyed<T>(&mut self, key: Text, lower: impl FnOnce(&mut Self) -> T) -> T {
        self.function.keys.push(key);
        let lowered = lower(self);
        self.function.keys.pop();
        lowered
    }

    fn key(&mut self, node: Node<'_>) -> Key {
        if node.kind() != Kind::ComputedName {
            return Key::Name(self.property_name(node));
        }
        match self.operands(node).first() {
            Some(key) => match self.constant_text(*key) {
                Some(text) => Key::Name(text),
                None => Key::Computed(self.expression(*key)),
            },
            None => Key::Name(Text::default()),
        }
    }

    /// An array literal, or an array pattern that is assigned to. For `...x` stands an element of `x`, whichever.
    pub(super) fn array(&mut self, node: Node<'_>) -> Expr {
        self.recover(node);
        let mut elements = Vec::new();
        let mut is_empty = true;
        for child in node.children() {
            match (child.token(), child.kind()) {
                (",", _) if is_empty => {
                    elements.push(opaque(Vec::new(), child.span()));
                }
                (",", _) => is_empty = true,
                (_, Kind::Spread | Kind::RestPattern) => {
                    is_empty = false;
                    elements.extend(self.spread_element(child));
                }
                _ if matches!(child.class(), Class::Expression) || is_pattern(child) => {
                    is_empty = false;
                    elements.push(self.expression(child));
                }
                _ => {}
            }
        }
        Expr::new(ExprKind::Array(elements), node.span())
    }

    fn spread_element(&mut self, node: Node<'_>) -> Option<Expr> {
        let spread = node.items().into_iter().find(|part| !part.is_error())?;
        let kind = ExprKind::Index {
            object: Box::new(self.expression(spread)),
            index: Box::new(opaque(Vec::new(), node.span())),
        };
        Some(Expr::new(kind, node.span()))
    }
}

fn is_pattern(node: Node<'_>) -> bool {
    matches!(
        node.kind(),
        Kind::ArrayPattern | Kind::ObjectPattern | Kind::AssignmentPattern
    )
}
