//! Statements.

use tree_sitter::Node;

use super::creation::give_type;
use super::kinds::{Class, Kind, Part};
use super::types::element;
use super::{Lowerer, opaque};
use crate::ir::{Arm, Expr, ExprKind, Pattern, Span, Stmt, Text, TypeRef};

/// Collects what an iterator yields.
pub(super) const YIELDED: &str = "$yield";

impl Lowerer<'_> {
    /// The statements of a block, or the one statement that stands for it.
    pub(super) fn block(&mut self, node: Node<'_>) -> Vec<Stmt> {
        let mut statements = Vec::new();
        if Kind::of(node) == Kind::Block {
            self.nested(node, |this| this.statements_in(node, &mut statements));
        } else {
            self.statement(node, &mut statements);
        }
        statements
    }

    fn statements_in(&mut self, node: Node<'_>, statements: &mut Vec<Stmt>) {
        for item in self.items(node) {
            self.statement(item, statements);
        }
    }

    /// Lowers a statement, and before it what its expressions declare.
    pub(super) fn statement(&mut self, node: Node<'_>, statements: &mut Vec<Stmt>) {
        let (before, lowered) = self.hoisting(|this| {
            this.recover(node);
            this.nested(node, |this| this.any_statement(node))
        });
        statements.extend(before);
        statements.extend(lowered.flatten());
    }

    fn any_statement(&mut self, node: Node<'_>) -> Option<Stmt> {
        match Kind::of(node) {
            Kind::GlobalStatement | Kind::LabeledStatement => self.wrapped(node),
            Kind::Block => Some(Stmt::Block(self.block(node))),
            Kind::CheckedStatement | Kind::UnsafeStatement | Kind::FinallyClause => self
                .part_of(node, Kind::Block)
                .map(|block| Stmt::Block(self.block(block))),
            Kind::ExpressionStatement => self.expression_statement(node),
            Kind::LocalDeclaration => self.wrapped(node),
            Kind::VariableDeclaration => self.declaration(node),
            Kind::LocalFunction => Some(Stmt::Function(self.local_function(node))),
            Kind::IfStatement => self.if_statement(node),
            Kind::SwitchStatement => self.switch_statement(node),
            Kind::TryStatement => Some(self.try_statement(node)),
            Kind::WhileStatement | Kind::DoStatement => Some(self.while_loop(node)),
            Kind::ForStatement => Some(self.for_loop(node)),
            Kind::ForeachStatement => self.foreach(node),
            Kind::UsingStatement | Kind::LockStatement | Kind::FixedStatement => {
                Some(self.scoped(node))
            }
            Kind::ReturnStatement => Some(self.return_statement(node)),
            Kind::YieldStatement => self.yield_statement(node),
            Kind::ThrowStatement | Kind::GotoStatement => {
                let values = self.expressions(node);
                (!values.is_empty()).then(|| Stmt::Expr(opaque(values, self.span(node))))
            }
            Kind::Error => {
                self.salvage(node);
                None
            }
            kind => {
                match kind.class() {
                    Class::Expression => return Some(Stmt::Expr(self.expression(node))),
                    Class::Declaration => self.member(node),
                    _ => {}
                }
                None
            }
        }
    }

    /// A statement around other statements, which stand in its place.
    fn wrapped(&mut self, node: Node<'_>) -> Option<Stmt> {
        let mut statements = Vec::new();
        for part in self.parts(node) {
            if Kind::of(part).class() == Class::Statement {
                self.statement(part, &mut statements);
            }
        }
        let last = statements.pop();
        self.pending.append(&mut statements);
        last
    }

    /// `T a = x, b = y`.
    fn declaration(&mut self, node: Node<'_>) -> Option<Stmt> {
        let ty = self.declared_type(Part::Type.of(node));
        for declarator in self.parts_of(node, Kind::VariableDeclarator) {
            let (pattern, value) = self.declarator(declarator);
            let mut value = value;
            if let (Some(value), Some(ty)) = (&mut value, &ty) {
                give_type(value, ty);
            }
            self.pending.push(Stmt::Let {
                pattern,
                ty: ty.clone(),
                value,
                span: self.span(declarator),
            });
        }
        self.pending.pop()
    }

    /// What a declarator binds, and to what.
    pub(super) fn declarator(&mut self, node: Node<'_>) -> (Pattern, Option<Expr>) {
        let name = Part::Name.of(node);
        let pattern = match name {
            Some(name) => self.binding(name),
            None => match self.part_of(node, Kind::TuplePattern) {
                Some(tuple) => self.tuple_pattern(tuple),
                None => Pattern::Ignore,
            },
        };
        let value = self.operands(node).into_iter().find(|v| Some(*v) != name);
        (pattern, value.map(|value| self.expression(value)))
    }

    /// `if`, with its `else if`s as nested branches.
    fn if_statement(&mut self, node: Node<'_>) -> Option<Stmt> {
        let tested = self.tested(Part::Condition.of(node)?);
        let body = Part::Consequence.of(node).map(|then| self.block(then));
        let mut arms = vec![arm(body.unwrap_or_default())];
        let otherwise = Part::Alternative.of(node);
        let exhaustive = otherwise.is_some() || tested.is_negated;
        if exhaustive {
            let body = otherwise.map(|otherwise| self.block(otherwise));
            arms.push(arm(body.unwrap_or_default()));
        }
        let told = if tested.is_negated {
            arms.last_mut()
        } else {
            arms.first_mut()
        };
        if let Some(told) = told {
            told.labels = tested.labels;
            told.decides = tested.decides;
        }
        Some(Stmt::Branch {
            subject: Some(tested.subject),
            arms,
            exhaustive,
        })
    }

    /// `try`: its block or one of the `catch`es, and the `finally` after either.
    fn try_statement(&mut self, node: Node<'_>) -> Stmt {
        let body = Part::Body.of(node).map(|body| self.block(body));
        let mut arms = vec![arm(body.unwrap_or_default())];
        for clause in self.parts_of(node, Kind::CatchClause) {
            arms.push(self.catch(clause));
        }
        let finally = self.part_of(node, Kind::FinallyClause);
        let finally = finally.and_then(|finally| self.part_of(finally, Kind::Block));
        // A branch also where nothing is caught: what returns in it does not end the block around, for `finally` runs.
        let tried = Stmt::Branch {
            subject: None,
            arms,
            exhaustive: true,
        };
        match finally {
            Some(finally) => {
                self.pending.push(tried);
                Stmt::Block(self.block(finally))
            }
            None => tried,
        }
    }

    fn catch(&mut self, clause: Node<'_>) -> Arm {
        let mut caught = arm(Vec::new());
        if let Some(declaration) = self.part_of(clause, Kind::CatchDeclaration) {
            caught.ty = self.declared_type(Part::Type.of(declaration));
            caught.pattern = Part::Name.of(declaration).map(|name| self.binding(name));
        }
        let (before, ()) = self.hoisting(|this| {
            if let Some(filter) = this.part_of(clause, Kind::CatchFilter) {
                for condition in this.expressions(filter) {
                    this.hoist(condition);
                }
            }
        });
        caught.body = before;
        if let Some(body) = Part::Body.of(clause) {
            caught.body.extend(self.block(body));
        }
        caught
    }

    fn while_loop(&mut self, node: Node<'_>) -> Stmt {
        let condition = self.evaluated(Part::Condition.of(node).as_slice());
        let inner = Part::Body.of(node).map(|inner| self.block(inner));
        let mut body = [condition, inner.unwrap_or_default()];
        if Kind::of(node) == Kind::DoStatement {
            body.reverse();
        }
        let body = body.concat();
        Stmt::Loop {
            pattern: None,
            ty: None,
            iterable: None,
            body,
        }
    }

    fn for_loop(&mut self, node: Node<'_>) -> Stmt {
        let mut statements = Vec::new();
        let mut cursor = node.walk();
        let initializers: Vec<_> = node
            .children_by_field_id(field(Part::Initializer), &mut cursor)
            .collect();
        let updates: Vec<_> = node
            .children_by_field_id(field(Part::Update), &mut cursor)
            .collect();
        for initializer in initializers {
            self.statement(initializer, &mut statements);
        }
        let mut body = self.evaluated(Part::Condition.of(node).as_slice());
        if let Some(inner) = Part::Body.of(node) {
            body.extend(self.block(inner));
        }
        body.extend(self.evaluated(&updates));
        statements.push(Stmt::Loop {
            pattern: None,
            ty: None,
            iterable: None,
            body,
        });
        Stmt::Block(statements)
    }

    /// Expressions as statements, where they do anything.
    fn evaluated(&mut self, nodes: &[Node<'_>]) -> Vec<Stmt> {
        let (statements, ()) = self.hoisting(|this| {
            for node in nodes {
                if Kind::of(*node).class() == Class::Expression {
                    let value = this.expression(*node);
                    this.hoist(value);
                }
            }
        });
        statements
    }

    fn foreach(&mut self, node: Node<'_>) -> Option<Stmt> {
        let left = Part::Left.of(node)?;
        let (pattern, ty) = match Kind::of(left) {
            Kind::TuplePattern => (self.tuple_pattern(left), None),
            Kind::Identifier => (self.binding(left), self.declared_type(Part::Type.of(node))),
            _ => self.declared_tuple(left).unwrap_or((Pattern::Ignore, None)),
        };
        let iterable = Part::Right.of(node).map(|right| self.expression(right));
        let body = Part::Body.of(node).map(|body| self.block(body));
        Some(Stmt::Loop {
            pattern: Some(pattern),
            ty,
            iterable,
            body: body.unwrap_or_default(),
        })
    }

    /// `using (…) …`, `lock (…) …`, `fixed (…) …`: what stands in parentheses, then the body.
    fn scoped(&mut self, node: Node<'_>) -> Stmt {
        let mut statements = Vec::new();
        for part in self.parts(node) {
            let class = Kind::of(part).class();
            if matches!(class, Class::Statement | Class::Expression) {
                self.statement(part, &mut statements);
            }
        }
        Stmt::Block(statements)
    }

    fn return_statement(&mut self, node: Node<'_>) -> Stmt {
        let value = self.operands(node).into_iter().next();
        Stmt::Return(value.map(|value| self.returned(value)))
    }

    /// A value that the function around it returns.
    pub(super) fn returned(&mut self, node: Node<'_>) -> Expr {
        let mut value = self.expression(node);
        if let Some(ty) = &self.function.returns {
            give_type(&mut value, ty);
        }
        value
    }

    /// `yield return x`: `x` is an element of what the function returns at its end.
    fn yield_statement(&mut self, node: Node<'_>) -> Option<Stmt> {
        let value = self.operands(node).into_iter().next()?;
        let mut value = self.expression(value);
        if let Some(ty) = self.function.returns.as_ref().and_then(element) {
            give_type(&mut value, ty);
        }
        self.function.yields = true;
        let place = value.span;
        let kind = ExprKind::Assign {
            target: Box::new(yielded(place)),
            value: Box::new(Expr::new(ExprKind::Array(vec![value]), place)),
            append: false,
        };
        Some(Stmt::Expr(Expr::new(kind, self.span(node))))
    }
}

/// What an iterator has yielded.
pub(super) fn yielded(place: Span) -> Expr {
    Expr::new(ExprKind::Name(Text::new(YIELDED)), place)
}

fn arm(body: Vec<Stmt>) -> Arm {
    Arm {
        pattern: None,
        ty: None::<TypeRef>,
        labels: Vec::new(),
        decides: false,
        body,
    }
}

fn field(part: Part) -> std::num::NonZeroU16 {
    std::num::NonZeroU16::new(part.id()).unwrap_or(std::num::NonZeroU16::MIN)
}
