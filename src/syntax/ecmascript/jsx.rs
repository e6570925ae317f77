//! JSX.
//!
//! An element of a component that is known in the file or comes from the project is a call of that component with its
//! attributes: what it is given reaches what it does. Of all other elements only what is inside is looked at.

use super::expressions::dotted;
use super::kinds::{Class, Kind, Part};
use super::node::Node;
use super::{Lowerer, opaque};
use crate::ir::{Argument, Call, Expr, ExprKind, Key, Property, Text};

impl Lowerer<'_> {
    pub(super) fn jsx(&mut self, node: Node<'_>) -> Expr {
        let tag = match node.kind() {
            Kind::JsxElement => node.get(Part::OpenTag),
            _ => Some(node),
        };
        let properties = tag.map(|tag| self.jsx_attributes(tag)).unwrap_or_default();
        let children = match node.kind() {
            Kind::JsxElement => self.jsx_children(node),
            _ => Vec::new(),
        };
        self.element(node, tag, properties, children)
    }

    fn element(
        &mut self,
        node: Node<'_>,
        tag: Option<Node<'_>>,
        mut properties: Vec<Property>,
        children: Vec<Expr>,
    ) -> Expr {
        let name = tag.and_then(|tag| tag.get(Part::Name));
        let Some(callee) = name.and_then(|name| self.component(name)) else {
            let mut parts: Vec<Expr> = properties.into_iter().map(|p| p.value).collect();
            parts.extend(children);
            return opaque(parts, node.span());
        };
        if !children.is_empty() {
            let value = Expr::new(ExprKind::Array(children), node.span());
            properties.push(Property {
                key: Key::Name(Text::new_static("children")),
                value,
            });
        }
        let place = callee.span;
        let call = Call {
            callee,
            arguments: vec![Argument {
                name: None,
                value: Expr::new(ExprKind::Object(properties), place),
                is_spread: false,
            }],
            type_arguments: tag.map(|tag| self.type_arguments(tag)).unwrap_or_default(),
        };
        Expr::new(ExprKind::Call(Box::new(call)), node.span())
    }

    /// The component that an element's name means, if it is one of the project's.
    fn component(&mut self, name: Node<'_>) -> Option<Expr> {
        let path = dotted(name, self.source)?;
        let first = *path.first()?;
        if path.len() == 1 && !first.starts_with(char::is_uppercase) {
            return None;
        }
        let is_own = match self.module.imports.iter().find(|i| i.local == first) {
            Some(import) => is_of_project(&import.module),
            None => self.survey.names.contains(first),
        };
        is_own.then(|| self.expression(name))
    }

    fn jsx_attributes(&mut self, tag: Node<'_>) -> Vec<Property> {
        let mut properties = Vec::new();
        self.recover(tag);
        if self.descend(tag) {
            for attribute in tag.get_all(Part::Attribute) {
                self.jsx_attribute(attribute, &mut properties);
            }
            self.depth -= 1;
        }
        properties
    }

    fn jsx_attribute(&mut self, node: Node<'_>, properties: &mut Vec<Property>) {
        if node.kind() == Kind::JsxExpression {
            for value in self.jsx_values(node) {
                properties.push(Property {
                    key: Key::Spread,
                    value,
                });
            }
            return;
        }
        let mut name = Text::default();
        let mut value = None;
        for part in self.parts(node) {
            match part.kind() {
                Kind::PropertyName | Kind::JsxNamespaceName => name = self.name(part),
                _ => value = self.jsx_value(part),
            }
        }
        // An attribute without a value is set.
        let is_set = || Expr::new(ExprKind::Literal(Text::new_static("true")), node.span());
        properties.push(Property {
            key: Key::Name(name),
            value: value.unwrap_or_else(is_set),
        });
    }

    fn jsx_value(&mut self, node: Node<'_>) -> Option<Expr> {
        match node.kind() {
            Kind::JsxExpression => self.jsx_values(node).into_iter().next(),
            Kind::String => Some(self.markup_string(node)),
            _ => Some(self.expression(node)),
        }
    }

    /// What stands in the braces.
    fn jsx_values(&mut self, node: Node<'_>) -> Vec<Expr> {
        let mut values = Vec::new();
        for part in self.parts(node) {
            if part.kind() == Kind::Spread {
                values.extend(self.expressions(part));
            } else if part.class() == Class::Expression {
                values.push(self.expression(part));
            }
        }
        values
    }

    fn jsx_children(&mut self, node: Node<'_>) -> Vec<Expr> {
        let mut children = Vec::new();
        for part in self.parts(node) {
            match part.kind() {
                Kind::JsxExpression => children.extend(self.jsx_values(part)),
                Kind::JsxElement | Kind::JsxSelfClosing => children.push(self.expression(part)),
                _ => {}
            }
        }
        children
    }
}

/// A relative path or an alias of one, and no package.
fn is_of_project(module: &str) -> bool {
    ["./", "../", "@/", "~/", "src/"]
        .iter()
        .any(|start| module.starts_with(start))
        || module == "."
        || module == ".."
}
