//! Patterns and deconstruction.

use tree_sitter::Node;

use super::kinds::{Kind, Part};
use super::{Lowerer, opaque};
use crate::ir::{Expr, ExprKind, Pattern, PatternEntry, Span, Stmt, Text, TypeRef};

/// What a pattern says of the value that it is held against.
#[derive(Default)]
pub(super) struct Tested {
    pub(super) pattern: Option<Pattern>,
    pub(super) ty: Option<TypeRef>,
    /// The constants that the value is one of.
    pub(super) labels: Vec<Expr>,
    /// Bindings that the pattern makes of parts of the value besides binding the value itself.
    pub(super) inner: Vec<Stmt>,
}

impl Lowerer<'_> {
    pub(super) fn tested_by(&mut self, node: Node<'_>) -> Tested {
        self.recover(node);
        self.nested(node, |this| this.any_pattern(node))
            .unwrap_or_default()
    }

    fn any_pattern(&mut self, node: Node<'_>) -> Tested {
        match Kind::of(node) {
            Kind::ConstantPattern => match self.operands(node)[..] {
                [constant] => self.tested_by(constant),
                _ => Tested::default(),
            },
            Kind::Tuple if declares(node) => {
                let parts = self.positional(node);
                self.around(node, None, parts)
            }
            Kind::Invocation if declares(node) => self.positional_of(node),
            Kind::DeclarationPattern => Tested {
                ty: self.declared_type(Part::Type.of(node)),
                pattern: self.designation(node),
                ..Tested::default()
            },
            Kind::VarPattern => Tested {
                pattern: self.designation(node),
                ..Tested::default()
            },
            Kind::TypePattern => Tested {
                ty: Some(self.type_ref(node)),
                ..Tested::default()
            },
            Kind::RecursivePattern => self.recursive_pattern(node),
            Kind::ListPattern => {
                self.recover(node);
                let mut cursor = node.walk();
                // A slice stands for one element, of which nothing is known.
                let items: Vec<_> = node
                    .children(&mut cursor)
                    .filter(|item| is_pattern(*item) || item.kind() == "..")
                    .collect();
                let parts = self.element_patterns(&items);
                self.around(node, None, parts)
            }
            Kind::ParenthesizedPattern => self.first_pattern(node),
            // The constants are those that the value is not.
            Kind::NegatedPattern => Tested {
                labels: Vec::new(),
                ..self.first_pattern(node)
            },
            Kind::OrPattern | Kind::AndPattern => self.both_patterns(node),
            Kind::RelationalPattern => {
                for operand in self.expressions(node) {
                    self.hoist(operand);
                }
                Tested::default()
            }
            Kind::DeclarationExpression => Tested {
                ty: self.declared_type(Part::Type.of(node)),
                pattern: self.designation(node),
                ..Tested::default()
            },
            Kind::Identifier if self.text(node) == "_" => Tested::default(),
            // A constant without a node around it: within `case` the grammar has it so.
            kind if kind.class() == super::kinds::Class::Expression => self.constant(node),
            _ => Tested::default(),
        }
    }

    fn first_pattern(&mut self, node: Node<'_>) -> Tested {
        let inner = self.parts(node).into_iter().find(|part| is_pattern(*part));
        inner.map_or_else(Tested::default, |inner| self.tested_by(inner))
    }

    /// A constant. The grammar may take `x is not null && y` for `x is not (null && y)`: `y` is evaluated then.
    fn constant(&mut self, node: Node<'_>) -> Tested {
        let mut constant = node;
        let mut rest = Vec::new();
        let mut is_one_of_two = false;
        while Kind::of(constant) == Kind::Binary
            && let operator @ ("&&" | "||") = self.operator(constant)
            && let Some(left) = Part::Left.of(constant)
        {
            is_one_of_two |= operator == "||";
            rest.extend(Part::Right.of(constant));
            constant = left;
        }
        if rest.is_empty() {
            return Tested {
                labels: vec![self.expression(node)],
                ..Tested::default()
            };
        }
        let mut tested = self.tested_by(constant);
        for node in rest.into_iter().rev() {
            let value = self.expression(node);
            self.hoist(value);
        }
        if is_one_of_two {
            tested.labels.clear();
        }
        tested
    }

    /// `T(pattern, …)`, which the grammar takes for a call.
    fn positional_of(&mut self, node: Node<'_>) -> Tested {
        let ty = Part::Function.of(node).map(|ty| self.type_ref(ty));
        match Part::Arguments.of(node) {
            Some(list) => Tested {
                ty,
                ..self.positional(list)
            },
            None => Tested::default(),
        }
    }

    /// The arguments of a list as patterns.
    fn positional(&mut self, list: Node<'_>) -> Tested {
        let mut items = Vec::new();
        for argument in self.parts_of(list, Kind::Argument) {
            let name = Part::Name.of(argument);
            let mut values = self.operands(argument);
            values.retain(|value| Some(*value) != name);
            items.extend(values.into_iter().next());
        }
        self.element_patterns(&items)
    }

    fn both_patterns(&mut self, node: Node<'_>) -> Tested {
        let mut both = Tested::default();
        let mut types = Vec::new();
        let kind = Kind::of(node);
        // Chains nest to the left.
        let mut rights = Vec::new();
        let mut leftmost = Some(node);
        while let Some(node) = leftmost {
            if Kind::of(node) != kind {
                rights.push(node);
                break;
            }
            self.recover(node);
            rights.extend(Part::Right.of(node));
            leftmost = Part::Left.of(node);
        }
        // One alternative that tests for nothing that is known leaves the value unknown.
        let mut constants_only = true;
        let mut types_only = true;
        for part in rights.into_iter().rev() {
            let tested = self.tested_by(part);
            constants_only &= !tested.labels.is_empty();
            types_only &= tested.ty.is_some();
            both.labels.extend(tested.labels);
            both.inner.extend(tested.inner);
            types.extend(tested.ty);
            both.pattern = match (both.pattern, tested.pattern) {
                (Some(first), Some(second)) => {
                    Some(self.both_of(first, second, part, &mut both.inner))
                }
                (first, second) => first.or(second),
            };
        }
        if kind == Kind::OrPattern && !constants_only {
            both.labels.clear();
        }
        if kind == Kind::AndPattern {
            types.truncate(1);
        } else if !types_only {
            types.clear();
        }
        both.ty = match types.len() {
            0 | 1 => types.pop(),
            _ => Some(TypeRef::Union(types)),
        };
        both
    }

    /// `T { A: pattern, B.C: pattern } name`, `T(pattern, …) name`.
    fn recursive_pattern(&mut self, node: Node<'_>) -> Tested {
        let ty = self.declared_type(Part::Type.of(node));
        let mut parts = Tested::default();
        if let Some(clause) = self.part_of(node, Kind::PositionalClause) {
            let items: Vec<_> = self
                .parts_of(clause, Kind::Subpattern)
                .into_iter()
                .filter_map(|subpattern| self.subpattern(subpattern))
                .map(|(_, pattern)| pattern)
                .collect();
            parts = self.element_patterns(&items);
        }
        if let Some(clause) = self.part_of(node, Kind::PropertyClause) {
            let properties = self.property_patterns(clause);
            parts.inner.extend(properties.inner);
            parts.pattern = match (parts.pattern, properties.pattern) {
                (Some(elements), Some(properties)) => {
                    Some(self.both_of(elements, properties, node, &mut parts.inner))
                }
                (elements, properties) => elements.or(properties),
            };
        }
        self.around(node, ty, parts)
    }

    /// A name for a value that two patterns take apart.
    fn both_of(
        &mut self,
        first: Pattern,
        second: Pattern,
        node: Node<'_>,
        inner: &mut Vec<Stmt>,
    ) -> Pattern {
        let span = self.span(node);
        let name = Text::new("$parts");
        let value = Expr::new(ExprKind::Name(name.clone()), span);
        inner.insert(0, let_pattern(first, Some(value.clone()), span));
        inner.insert(1, let_pattern(second, Some(value), span));
        Pattern::Name { name, span }
    }

    /// A pattern of parts with a name for the whole: the name binds, and the parts are taken from it.
    fn around(&mut self, node: Node<'_>, ty: Option<TypeRef>, parts: Tested) -> Tested {
        let Some(whole) = self.designation(node) else {
            return Tested { ty, ..parts };
        };
        let mut inner = Vec::new();
        if let (Some(pattern), Pattern::Name { name, span }) = (parts.pattern, &whole) {
            let value = Expr::new(ExprKind::Name(name.clone()), *span);
            inner.push(let_pattern(pattern, Some(value), self.span(node)));
        }
        inner.extend(parts.inner);
        Tested {
            pattern: Some(whole),
            ty,
            labels: Vec::new(),
            inner,
        }
    }

    fn element_patterns(&mut self, items: &[Node<'_>]) -> Tested {
        let mut tested = Tested::default();
        let mut elements = Vec::new();
        for item in items {
            let element = self.tested_by(*item);
            tested.inner.extend(element.inner);
            elements.push(element.pattern);
        }
        if elements.iter().any(Option::is_some) {
            tested.pattern = Some(Pattern::Array(elements));
        }
        tested
    }

    fn property_patterns(&mut self, clause: Node<'_>) -> Tested {
        let mut tested = Tested::default();
        let mut entries = Vec::new();
        for subpattern in self.parts_of(clause, Kind::Subpattern) {
            let Some((path, pattern)) = self.subpattern(subpattern) else {
                continue;
            };
            let property = self.tested_by(pattern);
            tested.inner.extend(property.inner);
            if let (Some(pattern), Some(path)) = (property.pattern, path) {
                entries.push(property_entry(&path, pattern));
            }
        }
        if !entries.is_empty() {
            tested.pattern = Some(Pattern::Object {
                entries,
                rest: None,
            });
        }
        tested
    }

    /// A subpattern's path (`A.B`) and pattern.
    fn subpattern<'t>(&mut self, node: Node<'t>) -> Option<(Option<Text>, Node<'t>)> {
        match self.parts(node)[..] {
            [path, pattern] => Some((Some(self.path(path).0), pattern)),
            [pattern] => Some((None, pattern)),
            _ => None,
        }
    }

    /// The variable or variables that a pattern declares.
    fn designation(&mut self, node: Node<'_>) -> Option<Pattern> {
        if let Some(name) = Part::Name.of(node) {
            return Some(self.binding(name));
        }
        let several = self.part_of(node, Kind::ParenthesizedDesignation)?;
        Some(self.tuple_pattern(several))
    }

    /// `(a, (b, _))` of names.
    pub(super) fn tuple_pattern(&mut self, node: Node<'_>) -> Pattern {
        let elements = self.nested(node, |this| {
            let mut elements = Vec::new();
            for part in this.parts(node) {
                elements.push(match Kind::of(part) {
                    Kind::Identifier => Some(this.binding(part)),
                    Kind::TuplePattern | Kind::ParenthesizedDesignation => {
                        Some(this.tuple_pattern(part))
                    }
                    _ => None,
                });
            }
            elements
        });
        Pattern::Array(elements.unwrap_or_default())
    }

    /// A name that is bound.
    pub(super) fn binding(&mut self, node: Node<'_>) -> Pattern {
        Pattern::Name {
            name: self.name(node),
            span: self.span(node),
        }
    }

    /// Declares a variable before the statement.
    pub(super) fn declare(&mut self, name: Node<'_>, ty: Option<TypeRef>) {
        let pattern = self.binding(name);
        self.pending.push(Stmt::Let {
            pattern,
            ty,
            value: None,
            span: self.span(name),
        });
    }

    /// `x is T t`: the variable is declared before the statement, as `x` seen as a `T`. The grammar takes
    /// `x is T(p, …)` for a call of `x is T` with the arguments.
    pub(super) fn is_pattern(&mut self, node: Node<'_>, arguments: Option<Node<'_>>) -> Expr {
        let (Some(value), Some(pattern)) = (Part::Expression.of(node), Part::Pattern.of(node))
        else {
            return self.opaque_operands(node);
        };
        let value = self.expression(value);
        let mut tested = self.tested_by(pattern);
        if let Some(list) = arguments {
            tested = Tested {
                ty: tested.labels.first().and_then(named_type),
                ..self.positional(list)
            };
        }
        self.held_against(node, value, tested)
    }

    /// A value held against a pattern: what the pattern binds is declared before the statement.
    pub(super) fn held_against(&mut self, node: Node<'_>, value: Expr, tested: Tested) -> Expr {
        let Some(pattern) = tested.pattern else {
            self.pending.extend(tested.inner);
            let mut parts = vec![value];
            parts.extend(tested.labels);
            return opaque(parts, self.span(node));
        };
        self.pending.push(bind(pattern, tested.ty, value));
        self.pending.extend(tested.inner);
        opaque(tested.labels, self.span(node))
    }

    /// `(var a, T b) = value` as a declaration; `None` where it assigns to anything that exists already.
    pub(super) fn deconstruction(&mut self, assignment: Node<'_>) -> Option<Stmt> {
        let left = Part::Left.of(assignment)?;
        let right = Part::Right.of(assignment)?;
        let (pattern, ty) = self.declared_tuple(left)?;
        let value = self.expression(right);
        Some(Stmt::Let {
            pattern,
            ty,
            value: Some(value),
            span: self.span(assignment),
        })
    }

    /// A tuple of declarations and discards, with the types that they name.
    pub(super) fn declared_tuple(&mut self, node: Node<'_>) -> Option<(Pattern, Option<TypeRef>)> {
        if Kind::of(node) != Kind::Tuple {
            return None;
        }
        let mut elements = Vec::new();
        let mut types = Vec::new();
        for (index, argument) in self.parts_of(node, Kind::Argument).into_iter().enumerate() {
            let value = self.operands(argument).into_iter().next()?;
            if Kind::of(value) == Kind::DeclarationExpression {
                let name = Part::Name.of(value)?;
                let ty = self.declared_type(Part::Type.of(value));
                types.extend(ty.map(|ty| (Text::new(index.to_string()), ty)));
                elements.push(Some(self.binding(name)));
            } else if self.text(value) == "_" {
                elements.push(None);
            } else {
                return None;
            }
        }
        let ty = (!types.is_empty()).then_some(TypeRef::Object(types));
        Some((Pattern::Array(elements), ty))
    }
}

/// Whether an expression declares variables anywhere: as a pattern it is no constant then.
fn declares(node: Node<'_>) -> bool {
    let mut cursor = node.walk();
    loop {
        if Kind::of(cursor.node()) == Kind::DeclarationExpression {
            return true;
        }
        if cursor.goto_first_child() {
            continue;
        }
        while !cursor.goto_next_sibling() {
            if !cursor.goto_parent() {
                return false;
            }
        }
    }
}

/// The type that an expression names.
fn named_type(value: &Expr) -> Option<TypeRef> {
    let mut segments = Vec::new();
    let mut rest = value;
    while let ExprKind::Member { object, name, .. } = &rest.kind {
        segments.push(name.as_str());
        rest = object;
    }
    let ExprKind::Name(first) = &rest.kind else {
        return None;
    };
    segments.push(first);
    segments.reverse();
    Some(TypeRef::named(segments.join(".")))
}

pub(super) fn is_pattern(node: Node<'_>) -> bool {
    matches!(
        Kind::of(node),
        Kind::ConstantPattern
            | Kind::DeclarationPattern
            | Kind::VarPattern
            | Kind::TypePattern
            | Kind::RecursivePattern
            | Kind::ListPattern
            | Kind::ParenthesizedPattern
            | Kind::NegatedPattern
            | Kind::OrPattern
            | Kind::AndPattern
            | Kind::RelationalPattern
            | Kind::Discard
    ) || Kind::of(node).class() == super::kinds::Class::Expression
}

/// A binding of a value that was tested to be of the type.
pub(super) fn bind(pattern: Pattern, ty: Option<TypeRef>, value: Expr) -> Stmt {
    let span = value.span;
    let value = match ty.clone() {
        Some(ty) => Expr::new(
            ExprKind::Cast {
                value: Box::new(value),
                ty,
            },
            span,
        ),
        None => value,
    };
    Stmt::Let {
        pattern,
        ty,
        value: Some(value),
        span,
    }
}

fn let_pattern(pattern: Pattern, value: Option<Expr>, span: Span) -> Stmt {
    Stmt::Let {
        pattern,
        ty: None,
        value,
        span,
    }
}

/// `A.B: pattern` is `A: { B: pattern }`.
fn property_entry(path: &str, pattern: Pattern) -> PatternEntry {
    let mut names = path.rsplit('.');
    let last = PatternEntry {
        key: names.next().unwrap_or_default().into(),
        pattern,
        default: None,
    };
    names.fold(last, |inner, name| PatternEntry {
        key: name.into(),
        pattern: Pattern::Object {
            entries: vec![inner],
            rest: None,
        },
        default: None,
    })
}
