//! Expressions: which kind is lowered where, and those that need no file of their own.

use tree_sitter::Node;

use super::kinds::{Kind, Part};
use super::{Lowerer, opaque};
use crate::ir::{Expr, ExprKind, Text, TypeRef};

impl Lowerer<'_> {
    pub(super) fn expression(&mut self, node: Node<'_>) -> Expr {
        self.recover(node);
        self.nested(node, |this| this.any_expression(node))
            .unwrap_or_else(|| opaque(Vec::new(), self.span(node)))
    }

    /// Every arm hands over to a function of its own: a nested expression takes little stack then.
    fn any_expression(&mut self, node: Node<'_>) -> Expr {
        match Kind::of(node) {
            Kind::StringLiteral | Kind::VerbatimString | Kind::RawString => self.string(node),
            Kind::InterpolatedString => self.interpolated_string(node),
            Kind::CharacterLiteral => self.character(node),
            Kind::IntegerLiteral | Kind::RealLiteral | Kind::BooleanLiteral => self.literal(node),
            Kind::NullLiteral | Kind::DefaultExpression => {
                Expr::new(ExprKind::Null, self.span(node))
            }
            Kind::This => Expr::new(ExprKind::This, self.span(node)),
            Kind::Base => Expr::new(ExprKind::Super, self.span(node)),
            Kind::Identifier | Kind::GenericName | Kind::PredefinedType => self.plain_name(node),
            Kind::QualifiedName | Kind::AliasQualifiedName => self.qualified_name(node),
            Kind::MemberAccess => self.member_access(node),
            Kind::ConditionalAccess => self.conditional_access(node),
            Kind::ElementAccess => self.element_access(node),
            Kind::Invocation => self.invocation(node),
            Kind::ObjectCreation => self.object_creation(node),
            Kind::ImplicitObject => self.implicit_object(node),
            Kind::AnonymousObject => self.anonymous_object(node),
            Kind::ArrayCreation
            | Kind::ImplicitArray
            | Kind::Stackalloc
            | Kind::ImplicitStackalloc => self.array_creation(node),
            Kind::Initializer => self.initializer(node),
            Kind::Collection => self.collection(node),
            Kind::With => self.with(node),
            Kind::Tuple => self.tuple(node),
            Kind::Lambda | Kind::AnonymousMethod => self.lambda(node),
            Kind::Binary => self.binary(node),
            Kind::PrefixUnary => self.prefix_unary(node),
            Kind::PostfixUnary => self.postfix_unary(node),
            Kind::Assignment => self.assignment(node),
            Kind::Conditional => self.conditional(node),
            Kind::Cast => self.cast(node, Part::Value.of(node), Part::Type.of(node)),
            Kind::AsExpression => self.cast(node, Part::Left.of(node), Part::Right.of(node)),
            Kind::IsExpression => self.is_type(node),
            Kind::IsPattern => self.is_pattern(node, None),
            Kind::SwitchExpression => self.switch_expression(node),
            Kind::Query => self.query(node),
            Kind::DeclarationExpression => self.declaration_expression(node),
            Kind::Typeof => self.type_as_value(node),
            Kind::Await | Kind::Parenthesized | Kind::CheckedExpression | Kind::RefExpression => {
                self.transparent(node)
            }
            Kind::Range if self.spread == Some(node.start_byte()) => self.transparent(node),
            Kind::PreprocIf => self.branches_of_directive(node),
            _ => self.opaque_operands(node),
        }
    }

    fn literal(&mut self, node: Node<'_>) -> Expr {
        Expr::new(ExprKind::Literal(self.text(node).into()), self.span(node))
    }

    fn plain_name(&mut self, node: Node<'_>) -> Expr {
        let name = self.simple_name(node);
        if name.is_empty() {
            return opaque(Vec::new(), self.span(node));
        }
        Expr::new(ExprKind::Name(name), self.span(node))
    }

    fn qualified_name(&mut self, node: Node<'_>) -> Expr {
        let qualifier = Part::Qualifier.of(node).or_else(|| Part::Alias.of(node));
        match (qualifier, Part::Name.of(node)) {
            (Some(alias), Some(name)) if self.text(alias) == "global" => self.plain_name(name),
            (Some(object), Some(name)) => self.member_of(node, object, name),
            _ => self.opaque_operands(node),
        }
    }

    fn member_access(&mut self, node: Node<'_>) -> Expr {
        match (Part::Expression.of(node), Part::Name.of(node)) {
            (Some(object), Some(name)) => self.member_of(node, object, name),
            _ => self.opaque_operands(node),
        }
    }

    /// `a ?[b]`, with a blank, is `a[b]`. Without one the parser is shown that already.
    fn conditional_access(&mut self, node: Node<'_>) -> Expr {
        match (
            Part::Condition.of(node),
            self.part_of(node, Kind::ElementBinding),
        ) {
            (Some(object), Some(index)) => self.index(node, object, index),
            _ => self.opaque_operands(node),
        }
    }

    fn member_of(&mut self, node: Node<'_>, object: Node<'_>, name: Node<'_>) -> Expr {
        let object = Box::new(self.expression(object));
        let identifier = super::types::identifier(name);
        let kind = ExprKind::Member {
            object,
            name: self.name(identifier),
            name_span: self.span(identifier),
        };
        Expr::new(kind, self.span(node))
    }

    fn element_access(&mut self, node: Node<'_>) -> Expr {
        match (Part::Expression.of(node), Part::Subscript.of(node)) {
            (Some(object), Some(index)) => self.index(node, object, index),
            _ => self.opaque_operands(node),
        }
    }

    fn index(&mut self, node: Node<'_>, object: Node<'_>, subscript: Node<'_>) -> Expr {
        let object = Box::new(self.expression(object));
        let index = Box::new(self.subscript(subscript));
        Expr::new(ExprKind::Index { object, index }, self.span(node))
    }

    /// What stands in brackets; several of it are an array.
    pub(super) fn subscript(&mut self, node: Node<'_>) -> Expr {
        let arguments = self.arguments(node);
        let mut values: Vec<_> = arguments.into_iter().map(|a| a.value).collect();
        match values.len() {
            1 => values.remove(0),
            _ => Expr::new(ExprKind::Array(values), self.span(node)),
        }
    }

    /// A tuple's elements, by position.
    fn tuple(&mut self, node: Node<'_>) -> Expr {
        let arguments = self.arguments(node);
        let values = arguments.into_iter().map(|a| a.value).collect();
        Expr::new(ExprKind::Array(values), self.span(node))
    }

    fn cast(&mut self, node: Node<'_>, value: Option<Node<'_>>, ty: Option<Node<'_>>) -> Expr {
        let (Some(value), Some(ty)) = (value, ty) else {
            return self.opaque_operands(node);
        };
        let value = Box::new(self.expression(value));
        let ty = self.type_ref(ty);
        Expr::new(ExprKind::Cast { value, ty }, self.span(node))
    }

    /// `x is T` without a variable.
    fn is_type(&mut self, node: Node<'_>) -> Expr {
        let value = Part::Left.of(node).map(|value| self.expression(value));
        opaque(value.into_iter().collect(), self.span(node))
    }

    /// `out var x` and `(var x, …)`: the variable is declared before the statement, and its name stands here.
    fn declaration_expression(&mut self, node: Node<'_>) -> Expr {
        let Some(name) = Part::Name.of(node) else {
            return self.opaque_operands(node);
        };
        let ty = self.declared_type(Part::Type.of(node));
        self.declare(name, ty);
        self.plain_name(name)
    }

    /// `typeof(A.B)`: the type's name, as where its static members are called.
    fn type_as_value(&mut self, node: Node<'_>) -> Expr {
        let named = Part::Type.of(node).map(|ty| self.type_ref(ty));
        let Some(TypeRef::Named { name, .. }) = named else {
            return opaque(Vec::new(), self.span(node));
        };
        let place = self.span(node);
        let mut segments = name.split('.').map(Text::new);
        let first = Expr::new(ExprKind::Name(segments.next().unwrap_or_default()), place);
        segments.fold(first, |object, name| {
            let kind = ExprKind::Member {
                object: Box::new(object),
                name,
                name_span: place,
            };
            Expr::new(kind, place)
        })
    }

    /// What stands for its only operand: `await x`, `(x)`, `checked(x)`, `ref x`.
    fn transparent(&mut self, node: Node<'_>) -> Expr {
        let operands = self.operands(node);
        match operands[..] {
            [operand] => self.expression(operand),
            _ => self.opaque_operands(node),
        }
    }

    /// `#if` within an expression: any of the branches.
    fn branches_of_directive(&mut self, node: Node<'_>) -> Expr {
        let options = self.expressions(node);
        self.one_of(options, node)
    }

    /// One of the values; the value itself where there is one only.
    pub(super) fn one_of(&mut self, mut options: Vec<Expr>, node: Node<'_>) -> Expr {
        match options.len() {
            0 => opaque(options, self.span(node)),
            1 => options.remove(0),
            _ => Expr::new(ExprKind::Choice(options), self.span(node)),
        }
    }

    /// All operands of the node.
    pub(super) fn expressions(&mut self, node: Node<'_>) -> Vec<Expr> {
        let operands = self.operands(node);
        operands.into_iter().map(|o| self.expression(o)).collect()
    }

    pub(super) fn opaque_operands(&mut self, node: Node<'_>) -> Expr {
        opaque(self.expressions(node), self.span(node))
    }
}
