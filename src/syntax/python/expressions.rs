//! Expressions.

use tree_sitter::Node;

use super::kinds::{Class, Kind, Part, items};
use super::{Lowerer, name, opaque, span};
use crate::ir::{Expr, ExprKind, Key, Property, Text};

impl Lowerer<'_> {
    /// Lowers an expression; one that is nested too deep is opaque.
    pub(super) fn expression(&mut self, node: Node<'_>) -> Expr {
        let lowered = self.nested(node, |this| this.any_expression(node));
        lowered.unwrap_or_else(|| opaque(Vec::new(), span(node)))
    }

    fn any_expression(&mut self, node: Node<'_>) -> Expr {
        let place = span(node);
        match Kind::of(node) {
            Kind::Identifier => self.identifier(node),
            Kind::String => self.string(node),
            Kind::ConcatenatedString => self.strings(node),
            Kind::Integer | Kind::Float => {
                Expr::new(ExprKind::Literal(self.text(node).into()), place)
            }
            // As the other languages write them.
            Kind::True => Expr::new(ExprKind::Literal("true".into()), place),
            Kind::False => Expr::new(ExprKind::Literal("false".into()), place),
            Kind::None => Expr::new(ExprKind::Null, place),
            Kind::Attribute => self.attribute(node),
            Kind::Subscript => self.subscript(node),
            Kind::Call => self.call(node),
            Kind::Await | Kind::Parenthesized => self.inner(node),
            Kind::BinaryOperator => self.binary(node),
            Kind::BooleanOperator => self.boolean(node),
            Kind::Conditional => self.conditional(node),
            Kind::NamedExpression => self.named_expression(node),
            Kind::AugmentedAssignment => self.augmented(node),
            Kind::Assignment => self.assignment_value(node),
            Kind::Lambda => self.lambda(node),
            Kind::Dictionary => self.dictionary(node),
            Kind::List
            | Kind::Tuple
            | Kind::Set
            | Kind::ExpressionList
            | Kind::PatternList
            | Kind::TuplePattern
            | Kind::ListPattern => self.list(node),
            Kind::ListSplat => self.inner(node),
            Kind::ListComprehension
            | Kind::SetComprehension
            | Kind::DictionaryComprehension
            | Kind::Generator => self.comprehension(node),
            Kind::Yield => self.yield_expression(node),
            _ => self.unknown(node),
        }
    }

    fn identifier(&self, node: Node<'_>) -> Expr {
        let text = self.text(node);
        if self.function.this.as_deref() == Some(text) {
            return Expr::new(ExprKind::This, span(node));
        }
        match (&self.function.class, self.types.last()) {
            (Some(class), Some(ty)) if class == text => {
                name(self.module.ty(*ty).name.clone(), span(node))
            }
            _ => name(text, span(node)),
        }
    }

    /// `a.b`; a dotted name that is imported is that name.
    fn attribute(&mut self, node: Node<'_>) -> Expr {
        let place = span(node);
        if let Some(imported) = self.dotted_import(node) {
            return name(imported, place);
        }
        let (Some(object), Some(member)) = (Part::Object.of(node), Part::Attribute.of(node)) else {
            return self.unknown(node);
        };
        let value = self.expression(object);
        let text = self.text(member);
        if text == "__class__"
            && matches!(value.kind, ExprKind::This)
            && let Some(ty) = self.types.last()
        {
            return name(self.module.ty(*ty).name.clone(), place);
        }
        let kind = ExprKind::Member {
            object: Box::new(value),
            name: text.into(),
            name_span: span(member),
        };
        Expr::new(kind, place)
    }

    fn dotted_import(&self, node: Node<'_>) -> Option<Text> {
        if self.dotted_imports.is_empty() {
            return None;
        }
        let text: String = dotted(node, self.source)?.join(".");
        self.dotted_imports.get(text.as_str()).cloned()
    }

    /// `a[b]`; a part of a list or of text stands for all of it.
    fn subscript(&mut self, node: Node<'_>) -> Expr {
        let Some(object) = Part::Value.of(node) else {
            return self.unknown(node);
        };
        let object = self.expression(object);
        match Part::Subscript.all(node)[..] {
            [part] if Kind::of(part) == Kind::Slice => object,
            [key] => {
                let index = Box::new(self.expression(key));
                let object = Box::new(object);
                Expr::new(ExprKind::Index { object, index }, span(node))
            }
            _ => object,
        }
    }

    /// The one expression inside.
    fn inner(&mut self, node: Node<'_>) -> Expr {
        match self.operands(node)[..] {
            [inner] => self.expression(inner),
            _ => self.unknown(node),
        }
    }

    fn list(&mut self, node: Node<'_>) -> Expr {
        let parts = self.operands(node);
        let parts = parts.into_iter().map(|part| self.expression(part));
        Expr::new(ExprKind::Array(parts.collect()), span(node))
    }

    fn dictionary(&mut self, node: Node<'_>) -> Expr {
        let mut entries = Vec::new();
        for part in self.parts(node) {
            match Kind::of(part) {
                Kind::Pair => {
                    let (Some(key), Some(value)) = (Part::Key.of(part), Part::Value.of(part))
                    else {
                        continue;
                    };
                    let key = match self.constant_text(key) {
                        Some(key) => Key::Name(key),
                        None => Key::Computed(self.expression(key)),
                    };
                    let value = self.expression(value);
                    entries.push(Property { key, value });
                }
                Kind::DictionarySplat => entries.push(Property {
                    key: Key::Spread,
                    value: self.inner(part),
                }),
                _ => {}
            }
        }
        Expr::new(ExprKind::Object(entries), span(node))
    }

    /// `a = b` where an expression is read: what is assigned.
    fn assignment_value(&mut self, node: Node<'_>) -> Expr {
        let mut statements = Vec::new();
        self.assignment(node, &mut statements);
        match statements.pop() {
            Some(crate::ir::Stmt::Expr(value)) if statements.is_empty() => value,
            last => {
                statements.extend(last);
                Expr::new(ExprKind::Block(statements), span(node))
            }
        }
    }

    /// A node without a value of its own, around its operands.
    pub(super) fn unknown(&mut self, node: Node<'_>) -> Expr {
        self.recover(node);
        let mut operands = Vec::new();
        for part in items(node) {
            match Kind::of(part).class() {
                Class::Expression => operands.push(self.expression(part)),
                Class::Part if !part.is_error() => {
                    let inner = self.nested(part, |this| this.unknown(part));
                    operands.extend(inner.filter(|inner| !super::recovery::is_inert(inner)));
                }
                _ => {}
            }
        }
        opaque(operands, span(node))
    }
}

/// The expression without the parentheses around it.
pub(super) fn peel(node: Node<'_>) -> Node<'_> {
    let mut node = node;
    while Kind::of(node) == Kind::Parenthesized
        && let [inner] = items(node)[..]
    {
        node = inner;
    }
    node
}

/// The names of a dotted expression.
pub(super) fn dotted<'s>(node: Node<'_>, source: &'s str) -> Option<Vec<&'s str>> {
    let mut names = Vec::new();
    let mut at = node;
    loop {
        match Kind::of(at) {
            Kind::Identifier => {
                names.push(source.get(at.byte_range())?);
                names.reverse();
                return Some(names);
            }
            Kind::Attribute if names.len() < crate::syntax::MAX_DEPTH => {
                names.push(source.get(Part::Attribute.of(at)?.byte_range())?);
                at = Part::Object.of(at)?;
            }
            _ => return None,
        }
    }
}
