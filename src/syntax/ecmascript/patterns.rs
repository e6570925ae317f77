//! What is bound or assigned: names, object and array patterns.

use super::kinds::{Class, Kind, Part};
use super::node::Node;
use super::{Lowerer, opaque};
use crate::ir::{Expr, ExprKind, Pattern, PatternEntry};

impl Lowerer<'_> {
    /// A pattern that declares.
    pub(super) fn pattern(&mut self, node: Node<'_>) -> Pattern {
        self.nested(node, |this| this.any_pattern(node))
            .unwrap_or(Pattern::Ignore)
    }

    fn any_pattern(&mut self, node: Node<'_>) -> Pattern {
        match node.kind() {
            Kind::Identifier | Kind::ShorthandPattern | Kind::ShorthandProperty => {
                let name = self.name(node);
                if name.is_empty() {
                    return Pattern::Ignore;
                }
                Pattern::Name {
                    name,
                    span: node.span(),
                }
            }
            Kind::ObjectPattern => self.object_pattern(node),
            Kind::ArrayPattern => self.array_pattern(node),
            Kind::AssignmentPattern => {
                if let Some(default) = node.get(Part::Right) {
                    // An array's element has no place for its default.
                    let default = self.expression(default);
                    self.hoist(default);
                }
                let left = node.get(Part::Left);
                left.map_or(Pattern::Ignore, |left| self.pattern(left))
            }
            Kind::RestPattern => {
                let inner = node.items().into_iter().next();
                inner.map_or(Pattern::Ignore, |inner| self.pattern(inner))
            }
            _ => Pattern::Ignore,
        }
    }

    fn object_pattern(&mut self, node: Node<'_>) -> Pattern {
        let mut entries = Vec::new();
        let mut rest = None;
        for part in self.parts(node) {
            match part.kind() {
                Kind::ShorthandPattern => entries.push(PatternEntry {
                    key: self.name(part),
                    pattern: self.pattern(part),
                    default: None,
                }),
                Kind::ObjectAssignmentPattern => {
                    let Some(left) = part.get(Part::Left) else {
                        continue;
                    };
                    entries.push(PatternEntry {
                        key: self.name(left),
                        pattern: self.pattern(left),
                        default: part.get(Part::Right).map(|value| self.closed(value)),
                    });
                }
                Kind::PairPattern => entries.extend(self.pattern_entry(part)),
                Kind::RestPattern => {
                    rest = part.items().first().map(|name| self.name(*name));
                }
                _ => {}
            }
        }
        Pattern::Object { entries, rest }
    }

    /// `key: pattern = default`
    fn pattern_entry(&mut self, node: Node<'_>) -> Option<PatternEntry> {
        let (key, value) = (node.get(Part::Key)?, node.get(Part::Value)?);
        if key.kind() == Kind::ComputedName {
            for key in self.expressions(key) {
                self.hoist(key);
            }
        }
        let (inner, default) = match value.kind() {
            Kind::AssignmentPattern => (value.get(Part::Left)?, value.get(Part::Right)),
            _ => (value, None),
        };
        Some(PatternEntry {
            key: self.property_name(key),
            pattern: self.pattern(inner),
            default: default.map(|default| self.closed(default)),
        })
    }

    /// The names of `[a, , b]`. The rest is no element: it is left out.
    fn array_pattern(&mut self, node: Node<'_>) -> Pattern {
        self.recover(node);
        let mut elements = Vec::new();
        let mut element = None;
        for child in node.children() {
            match (child.token(), child.kind()) {
                (",", _) => elements.push(element.take()),
                (_, Kind::RestPattern) => element = Some(Pattern::Ignore),
                _ if child.is_named() && child.class() != Class::Trivia && !child.is_error() => {
                    element = Some(self.pattern(child));
                }
                _ => {}
            }
        }
        elements.extend(element.map(Some));
        Pattern::Array(elements)
    }

    /// What an assignment assigns to.
    pub(super) fn target(&mut self, node: Node<'_>) -> Expr {
        self.expression(node)
    }

    /// `a = default` within what an assignment assigns to: `a`, after the default.
    pub(super) fn defaulted(&mut self, node: Node<'_>) -> Expr {
        if let Some(default) = node.get(Part::Right) {
            let default = self.expression(default);
            self.hoist(default);
        }
        match node.get(Part::Left) {
            Some(left) => self.target(left),
            None => opaque(Vec::new(), node.span()),
        }
    }
}

/// The names that a pattern binds, in source order.
pub(super) fn bound_names(pattern: Node<'_>) -> Vec<Node<'_>> {
    let mut names = Vec::new();
    let mut todo = vec![pattern];
    while let Some(node) = todo.pop() {
        match node.kind() {
            Kind::Identifier | Kind::ShorthandPattern => names.push(node),
            Kind::AssignmentPattern | Kind::ObjectAssignmentPattern => {
                todo.extend(node.get(Part::Left));
            }
            Kind::PairPattern => todo.extend(node.get(Part::Value)),
            Kind::ObjectPattern | Kind::ArrayPattern | Kind::RestPattern => {
                todo.extend(node.items().into_iter().rev());
            }
            _ => {}
        }
    }
    names
}

/// A name or a member of one: reading it again changes nothing.
pub(super) fn is_place(value: &Expr) -> bool {
    let mut value = value;
    while let ExprKind::Member { object, .. } = &value.kind {
        value = object;
    }
    matches!(
        value.kind,
        ExprKind::Name(_) | ExprKind::This | ExprKind::Super
    )
}
