//! `switch` as a statement and as an expression.

use tree_sitter::Node;

use super::kinds::{Class, Kind, Part};
use super::operators::{is_place, when};
use super::patterns::{Tested, bind, is_pattern};
use super::{Lowerer, has_keyword, with_statements};
use crate::ir::{Arm, Expr, ExprKind, Pattern, Stmt, Text};

impl Lowerer<'_> {
    /// `switch`; sections without statements share the body of the next.
    pub(super) fn switch_statement(&mut self, node: Node<'_>) -> Option<Stmt> {
        let subject = Part::Value.of(node).map(|value| self.expression(value));
        let mut arms = Vec::new();
        let mut exhaustive = false;
        let mut labels = Vec::new();
        // Another label of the section allows more than constants.
        let mut is_open = false;
        // None of the labels has a guard.
        let mut decides = true;
        for section in self.parts_of(Part::Body.of(node)?, Kind::SwitchSection) {
            let is_default = has_keyword(section, "default");
            exhaustive |= is_default;
            let mut arm = self.case(section);
            is_open |= arm.labels.is_empty();
            labels.append(&mut arm.labels);
            let mut body = Vec::new();
            for part in self.parts(section) {
                if Kind::of(part).class() == Class::Statement {
                    self.statement(part, &mut body);
                }
            }
            let falls_through = !has_statement(section);
            if falls_through && arm.pattern.is_none() && arm.body.is_empty() {
                decides &= arm.decides;
                continue;
            }
            arm.body.append(&mut body);
            decides &= arm.decides;
            if std::mem::take(&mut is_open) {
                labels.clear();
            }
            arm.labels = std::mem::take(&mut labels);
            arm.decides = std::mem::replace(&mut decides, true) && !arm.labels.is_empty();
            arms.push(arm);
        }
        Some(Stmt::Branch {
            subject,
            arms,
            exhaustive,
        })
    }

    /// The values of a switch expression's arms: one of them.
    pub(super) fn switch_expression(&mut self, node: Node<'_>) -> Expr {
        let Some(subject) = self.operands(node).into_iter().next() else {
            return self.opaque_operands(node);
        };
        let place = self.span(subject);
        let mut subject = self.expression(subject);
        if !is_place(&subject) {
            // The arms that bind the value name it; it is evaluated once.
            let name = Text::new("$subject");
            self.pending.push(Stmt::Let {
                pattern: Pattern::Name {
                    name: name.clone(),
                    span: place,
                },
                ty: None,
                value: Some(subject),
                span: place,
            });
            subject = Expr::new(ExprKind::Name(name), place);
        }
        let mut options = Vec::new();
        for arm in self.parts_of(node, Kind::SwitchArm) {
            let mut labels = Vec::new();
            let (before, value) = self.hoisting(|this| this.switch_arm(arm, &subject, &mut labels));
            let Some(value) = value else {
                self.pending.extend(before);
                continue;
            };
            let value = with_statements(before, value);
            options.push(match labels.is_empty() {
                true => value,
                false => {
                    let is_guarded = self.part_of(arm, Kind::WhenClause).is_some();
                    when(subject.clone(), labels, !is_guarded, value)
                }
            });
        }
        self.one_of(options, node)
    }

    /// An arm's value after its bindings; none where it throws. The constants that it is for go to `labels`.
    fn switch_arm(
        &mut self,
        arm: Node<'_>,
        subject: &Expr,
        labels: &mut Vec<Expr>,
    ) -> Option<Expr> {
        let parts = self.parts(arm);
        let (pattern, value) = (parts.first()?, parts.last()?);
        let tested = self.tested_by(*pattern);
        *labels = tested.labels;
        if let Some(pattern) = tested.pattern {
            self.pending.push(bind(pattern, tested.ty, subject.clone()));
        }
        self.pending.extend(tested.inner);
        self.when(arm);
        let mut options = Vec::new();
        if pattern != value {
            self.option(*value, &mut options);
        }
        (!options.is_empty()).then(|| self.one_of(options, *value))
    }

    /// The condition of a `when` clause is evaluated before what it guards.
    fn when(&mut self, node: Node<'_>) {
        if let Some(when) = self.part_of(node, Kind::WhenClause) {
            for condition in self.expressions(when) {
                self.hoist(condition);
            }
        }
    }

    /// A section of a `switch` statement without its body: what it tests for, and what runs before the body.
    fn case(&mut self, section: Node<'_>) -> Arm {
        let label = self
            .parts(section)
            .into_iter()
            .next()
            .filter(|part| is_pattern(*part));
        let (body, (pattern, ty, labels)) = self.hoisting(|this| {
            let tested = label.map_or_else(Tested::default, |label| this.tested_by(label));
            this.pending.extend(tested.inner);
            this.when(section);
            (tested.pattern, tested.ty, tested.labels)
        });
        Arm {
            pattern,
            ty,
            decides: !labels.is_empty() && self.part_of(section, Kind::WhenClause).is_none(),
            labels,
            body,
        }
    }
}

fn has_statement(section: Node<'_>) -> bool {
    let mut cursor = section.walk();
    section.children(&mut cursor).any(|child| {
        Kind::of(child).class() == Class::Statement || Kind::of(child) == Kind::PreprocIf
    })
}
