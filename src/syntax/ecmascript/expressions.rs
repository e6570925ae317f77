//! Expressions: which kind is lowered where, and those that need no file of their own.

use super::kinds::{Class, Kind, Part};
use super::node::Node;
use super::{Lowerer, opaque};
use crate::ir::{Expr, ExprKind, TypeRef};

impl Lowerer<'_> {
    pub(super) fn expression(&mut self, node: Node<'_>) -> Expr {
        self.recover(node);
        if !self.descend(node) {
            return opaque(Vec::new(), node.span());
        }
        let lowered = self.any_expression(node);
        self.depth -= 1;
        lowered
    }

    /// Every arm hands over to a function of its own: a nested expression takes little stack then.
    fn any_expression(&mut self, node: Node<'_>) -> Expr {
        match node.kind() {
            Kind::String => self.string(node),
            Kind::Template => self.template(node),
            Kind::Number | Kind::True | Kind::False => self.literal(node),
            Kind::Null | Kind::Undefined | Kind::This | Kind::Super => self.keyword(node),
            Kind::Identifier
            | Kind::ShorthandProperty
            | Kind::ShorthandPattern
            | Kind::MetaProperty => self.plain_name(node),
            Kind::Member | Kind::NestedIdentifier => self.member_access(node),
            Kind::Subscript => self.subscript(node),
            Kind::Call => self.call(node),
            Kind::New => self.new_expression(node),
            Kind::Object | Kind::ObjectPattern => self.object(node),
            Kind::Array | Kind::ArrayPattern => self.array(node),
            Kind::Arrow | Kind::FunctionExpression | Kind::GeneratorFunction => self.lambda(node),
            Kind::Class => self.class_expression(node),
            Kind::Binary => self.binary(node),
            Kind::Unary => self.unary(node),
            Kind::Assignment => self.assignment(node),
            Kind::AugmentedAssignment => self.augmented_assignment(node),
            Kind::AssignmentPattern | Kind::ObjectAssignmentPattern => self.defaulted(node),
            Kind::Ternary => self.conditional(node),
            Kind::Sequence => self.sequence(node),
            Kind::As | Kind::TypeAssertion => self.cast(node),
            Kind::Parenthesized | Kind::Satisfies | Kind::Instantiation => self.transparent(node),
            Kind::Await | Kind::NonNull => self.transparent(node),
            Kind::Yield => self.yield_expression(node),
            Kind::JsxElement | Kind::JsxSelfClosing => self.jsx(node),
            _ => self.opaque_operands(node),
        }
    }

    fn literal(&mut self, node: Node<'_>) -> Expr {
        Expr::new(ExprKind::Literal(self.name(node)), node.span())
    }

    fn keyword(&mut self, node: Node<'_>) -> Expr {
        let kind = match node.kind() {
            Kind::This => ExprKind::This,
            Kind::Super => ExprKind::Super,
            _ => ExprKind::Null,
        };
        Expr::new(kind, node.span())
    }

    pub(super) fn plain_name(&mut self, node: Node<'_>) -> Expr {
        let name = self.name(node);
        if name.is_empty() {
            return opaque(Vec::new(), node.span());
        }
        Expr::new(ExprKind::Name(name), node.span())
    }

    /// `a.b`, `a?.b`. What CommonJS exports is read by the name that it has in the file.
    fn member_access(&mut self, node: Node<'_>) -> Expr {
        if let Some(local) = self.exported_local(node) {
            return Expr::new(ExprKind::Name(local), node.span());
        }
        let (Some(object), Some(property)) = (node.get(Part::Object), node.get(Part::Property))
        else {
            return self.opaque_operands(node);
        };
        let object = if object.kind() == Kind::ImportKeyword {
            self.plain_name(object)
        } else {
            self.expression(object)
        };
        let name = self.name(property);
        if name.is_empty() {
            return opaque(vec![object], node.span());
        }
        let kind = ExprKind::Member {
            object: Box::new(object),
            name,
            name_span: property.span(),
        };
        Expr::new(kind, node.span())
    }

    fn subscript(&mut self, node: Node<'_>) -> Expr {
        if let Some(local) = self.exported_local(node) {
            return Expr::new(ExprKind::Name(local), node.span());
        }
        let (Some(object), Some(index)) = (node.get(Part::Object), node.get(Part::Index)) else {
            return self.opaque_operands(node);
        };
        let object = Box::new(self.expression(object));
        let index = Box::new(self.expression(index));
        Expr::new(ExprKind::Index { object, index }, node.span())
    }

    /// `x as T`, `<T>x`. `as const`, `as any` and `as unknown` say nothing of the value.
    fn cast(&mut self, node: Node<'_>) -> Expr {
        let parts = self.parts(node);
        let value = match node.kind() {
            Kind::TypeAssertion => parts.last(),
            _ => parts.first(),
        };
        let Some(value) = value.copied() else {
            return opaque(Vec::new(), node.span());
        };
        let lowered = self.expression(value);
        let ty = parts.into_iter().find(|part| *part != value);
        let ty = ty.map(|ty| match ty.kind() {
            Kind::TypeArguments => {
                let ty = ty.items().into_iter().next();
                ty.map_or(TypeRef::Other, |ty| self.type_ref(ty))
            }
            _ => self.type_ref(ty),
        });
        match ty {
            Some(ty) if says_something(&ty) => {
                let kind = ExprKind::Cast {
                    value: Box::new(lowered),
                    ty,
                };
                Expr::new(kind, node.span())
            }
            _ => lowered,
        }
    }

    /// `a, b`: the value is that of the last.
    fn sequence(&mut self, node: Node<'_>) -> Expr {
        let mut operands = self.operands(node);
        let Some(last) = operands.pop() else {
            return opaque(Vec::new(), node.span());
        };
        for operand in operands {
            let value = self.expression(operand);
            self.hoist(value);
        }
        self.expression(last)
    }

    /// What stands for its only operand: `await x`, `(x)`, `x!`, `x satisfies T`, `f<T>`.
    fn transparent(&mut self, node: Node<'_>) -> Expr {
        match self.operands(node).first() {
            Some(operand) => self.expression(*operand),
            None => self.opaque_operands(node),
        }
    }

    /// One of the values; the value itself where there is one only.
    pub(super) fn one_of(&mut self, mut options: Vec<Expr>, node: Node<'_>) -> Expr {
        match options.len() {
            0 => opaque(options, node.span()),
            1 => options.remove(0),
            _ => Expr::new(ExprKind::Choice(options), node.span()),
        }
    }

    /// All operands of the node.
    pub(super) fn expressions(&mut self, node: Node<'_>) -> Vec<Expr> {
        let operands = self.operands(node);
        operands.into_iter().map(|o| self.expression(o)).collect()
    }

    pub(super) fn opaque_operands(&mut self, node: Node<'_>) -> Expr {
        opaque(self.expressions(node), node.span())
    }
}

fn says_something(ty: &TypeRef) -> bool {
    match ty {
        TypeRef::Named { name, .. } => !matches!(name.as_str(), "any" | "unknown" | "never"),
        TypeRef::Other => false,
        _ => true,
    }
}

/// The expression without what is transparent around it.
pub(super) fn peel(node: Node<'_>) -> Node<'_> {
    let mut node = node;
    loop {
        let inner = match node.kind() {
            Kind::Parenthesized | Kind::As | Kind::Satisfies | Kind::NonNull => node
                .items()
                .into_iter()
                .find(|child| child.class() == Class::Expression),
            Kind::TypeAssertion => node.items().pop(),
            _ => None,
        };
        match inner {
            Some(inner) => node = inner,
            None => return node,
        }
    }
}

/// Whether an expression is a function.
pub(super) fn is_function(node: Node<'_>) -> bool {
    matches!(
        node.kind(),
        Kind::Arrow | Kind::FunctionExpression | Kind::GeneratorFunction
    )
}

/// Longer chains of names are no path to anything.
const LONGEST_PATH: usize = 32;

/// The names of `a.b.c`; `None` for any other expression.
pub(super) fn dotted<'s>(node: Node<'_>, source: &'s str) -> Option<Vec<&'s str>> {
    let mut names = Vec::new();
    let mut node = node;
    while matches!(node.kind(), Kind::Member | Kind::NestedIdentifier) {
        if names.len() == LONGEST_PATH {
            return None;
        }
        names.push(source.get(node.get(Part::Property)?.range())?);
        node = node.get(Part::Object)?;
    }
    if !matches!(node.kind(), Kind::Identifier | Kind::TypeName) {
        return None;
    }
    names.push(source.get(node.range())?);
    names.reverse();
    Some(names)
}
