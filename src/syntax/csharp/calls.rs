//! Calls and their arguments.

use tree_sitter::Node;

use super::Lowerer;
use super::kinds::{Kind, Part};
use crate::ir::{Argument, Attribute, Call, Expr, ExprKind, Text};

impl Lowerer<'_> {
    pub(super) fn invocation(&mut self, node: Node<'_>) -> Expr {
        let (Some(function), Some(list)) = (Part::Function.of(node), Part::Arguments.of(node))
        else {
            return self.opaque_operands(node);
        };
        if Kind::of(function) == Kind::IsPattern {
            return self.is_pattern(function, Some(list));
        }
        if let Some(name) = self.name_of(function, list) {
            return Expr::new(ExprKind::Str(name), self.span(node));
        }
        let type_arguments = match called_name(function) {
            Some(name) => self.type_arguments(name),
            None => Vec::new(),
        };
        let callee = self.expression(function);
        let call = Call {
            callee,
            arguments: self.arguments(list),
            type_arguments,
        };
        Expr::new(ExprKind::Call(Box::new(call)), self.span(node))
    }

    /// `nameof(A.B<C>)` is the string "B".
    pub(super) fn name_of(&mut self, function: Node<'_>, list: Node<'_>) -> Option<Text> {
        if Kind::of(function) != Kind::Identifier || self.text(function) != "nameof" {
            return None;
        }
        let argument = self.part_of(list, Kind::Argument)?;
        let named = self.operands(argument).into_iter().next()?;
        let last = called_name(named)?;
        Some(self.simple_name(last))
    }

    /// The arguments of a call, of brackets, of a tuple.
    pub(super) fn arguments(&mut self, list: Node<'_>) -> Vec<Argument> {
        self.parts_of(list, Kind::Argument)
            .into_iter()
            .map(|argument| self.argument(argument))
            .collect()
    }

    fn argument(&mut self, node: Node<'_>) -> Argument {
        let name = Part::Name.of(node);
        let mut values = self.operands(node);
        values.retain(|value| Some(*value) != name);
        let values: Vec<_> = values.into_iter().map(|v| self.expression(v)).collect();
        Argument {
            name: name.map(|name| self.name(name)),
            value: self.one_of(values, node),
            is_spread: false,
        }
    }

    /// The attributes in front of a declaration or parameter.
    pub(super) fn attributes(&mut self, node: Node<'_>) -> Vec<Attribute> {
        let lists = self.parts_of(node, Kind::AttributeList);
        self.attributes_in(&lists)
    }

    pub(super) fn attributes_in(&mut self, lists: &[Node<'_>]) -> Vec<Attribute> {
        let mut attributes = Vec::new();
        for list in lists {
            for attribute in self.parts_of(*list, Kind::Attribute) {
                attributes.extend(self.attribute(attribute));
            }
        }
        attributes
    }

    fn attribute(&mut self, node: Node<'_>) -> Option<Attribute> {
        let (name, _) = self.path(Part::Name.of(node)?);
        let mut arguments = Vec::new();
        if let Some(list) = self.part_of(node, Kind::AttributeArgumentList) {
            for argument in self.parts_of(list, Kind::AttributeArgument) {
                arguments.push(self.attribute_argument(argument));
            }
        }
        Some(Attribute {
            name,
            arguments,
            span: self.span(node),
        })
    }

    fn attribute_argument(&mut self, node: Node<'_>) -> Argument {
        let name = Part::Name.of(node);
        let value = self
            .operands(node)
            .into_iter()
            .find(|value| Some(*value) != name);
        Argument {
            name: name.map(|name| self.name(name)),
            value: match value {
                Some(value) => self.closed(value),
                None => super::opaque(Vec::new(), self.span(node)),
            },
            is_spread: false,
        }
    }
}

/// The last name of what is called: it may have type arguments.
fn called_name(node: Node<'_>) -> Option<Node<'_>> {
    match Kind::of(node) {
        Kind::Identifier | Kind::GenericName | Kind::PredefinedType => Some(node),
        Kind::MemberAccess | Kind::QualifiedName | Kind::AliasQualifiedName => Part::Name.of(node),
        _ => None,
    }
}
