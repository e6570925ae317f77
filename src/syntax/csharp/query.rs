//! Query expressions: nested loops over what the clauses draw from, with `$query` as what is selected.

use tree_sitter::Node;

use super::kinds::{Kind, Part};
use super::{Lowerer, opaque};
use crate::ir::{Expr, ExprKind, Pattern, Span, Stmt, Text, TypeRef};

const RESULT: &str = "$query";

/// A loop whose body is still being written.
struct OpenLoop {
    /// What stands before the loop in the loop around it.
    before: Vec<Stmt>,
    pattern: Pattern,
    ty: Option<TypeRef>,
    iterable: Expr,
}

/// The loops of a query that are open, and what the innermost holds so far.
#[derive(Default)]
struct Loops {
    open: Vec<OpenLoop>,
    body: Vec<Stmt>,
}

/// What a clause adds to the innermost loop.
enum Step {
    None,
    Statement(Stmt),
    /// `into x`: what was selected so far is drawn from anew.
    Continue(Pattern),
}

impl Loops {
    fn enter(&mut self, pattern: Pattern, ty: Option<TypeRef>, iterable: Expr) {
        self.open.push(OpenLoop {
            before: std::mem::take(&mut self.body),
            pattern,
            ty,
            iterable,
        });
    }

    fn close(mut self) -> Vec<Stmt> {
        while let Some(last) = self.open.pop() {
            let mut around = last.before;
            around.push(Stmt::Loop {
                pattern: Some(last.pattern),
                ty: last.ty,
                iterable: Some(last.iterable),
                body: self.body,
            });
            self.body = around;
        }
        self.body
    }
}

impl Lowerer<'_> {
    /// A query within a query counts twice: it takes more stack than other nesting.
    pub(super) fn query(&mut self, node: Node<'_>) -> Expr {
        self.nested(node, |this| this.clauses(node))
            .unwrap_or_else(|| opaque(Vec::new(), self.span(node)))
    }

    fn clauses(&mut self, node: Node<'_>) -> Expr {
        let depth = self.depth;
        let mut statements = vec![result_declaration(self.span(node))];
        let mut loops = Loops::default();
        for clause in self.parts(node) {
            self.recover(clause);
            let (before, step) = self.hoisting(|this| this.clause(clause, &mut loops));
            loops.body.extend(before);
            match step {
                Step::None => {}
                Step::Statement(statement) => loops.body.push(statement),
                Step::Continue(name) => {
                    statements.append(&mut std::mem::take(&mut loops).close());
                    loops.enter(name, None, result(self.span(clause)));
                }
            }
            self.depth = depth + loops.open.len();
        }
        self.depth = depth;
        statements.append(&mut loops.close());
        statements.push(Stmt::Expr(result(self.span(node))));
        Expr::new(ExprKind::Block(statements), self.span(node))
    }

    /// Lowers a clause. What it evaluates is pending then.
    fn clause(&mut self, clause: Node<'_>, loops: &mut Loops) -> Step {
        let operands = self.operands(clause);
        match Kind::of(clause) {
            Kind::Identifier => return Step::Continue(self.binding(clause)),
            Kind::FromClause => {
                if let (Some(name), Some(from)) = (Part::Name.of(clause), operands.last()) {
                    let ty = self.declared_type(Part::Type.of(clause));
                    let iterable = self.expression(*from);
                    let pattern = self.binding(name);
                    self.draw(clause, loops, pattern, ty, iterable);
                }
            }
            Kind::JoinClause => return self.join(clause, &operands, loops),
            Kind::LetClause => {
                if let [name, value] = operands[..] {
                    let value = self.expression(value);
                    let pattern = self.binding(name);
                    return Step::Statement(Stmt::Let {
                        pattern,
                        ty: None,
                        value: Some(value),
                        span: self.span(clause),
                    });
                }
            }
            Kind::SelectClause => {
                if let Some(value) = operands.first() {
                    let value = self.expression(*value);
                    return Step::Statement(collect(value));
                }
            }
            Kind::GroupClause => {
                if let [value, key] = operands[..] {
                    let key = self.expression(key);
                    self.hoist(key);
                    let value = self.expression(value);
                    let place = value.span;
                    let group = Expr::new(ExprKind::Array(vec![value]), place);
                    return Step::Statement(collect(group));
                }
            }
            // Conditions and orders.
            _ => {
                for operand in operands {
                    let value = self.expression(operand);
                    self.hoist(value);
                }
            }
        }
        Step::None
    }

    /// `join x in xs on a equals b`; with `into g`, the joined elements are together in `g`.
    fn join(&mut self, clause: Node<'_>, operands: &[Node<'_>], loops: &mut Loops) -> Step {
        let ty = Part::Type.of(clause);
        let operands: Vec<_> = operands.iter().filter(|o| Some(**o) != ty).collect();
        let [name, from, keys @ ..] = &operands[..] else {
            return Step::None;
        };
        let ty = self.declared_type(ty);
        let iterable = self.expression(**from);
        let pattern = self.binding(**name);
        let group = self.part_of(clause, Kind::JoinInto);
        let group = group.and_then(|group| self.operands(group).into_iter().next());
        self.draw(clause, loops, pattern, ty, iterable);
        for key in keys {
            let key = self.expression(**key);
            self.hoist(key);
        }
        group.map_or(Step::None, |group| {
            let element = Expr::new(ExprKind::Name(self.name(**name)), self.span(**name));
            let pattern = self.binding(group);
            Step::Statement(Stmt::Let {
                pattern,
                ty: None,
                value: Some(Expr::new(ExprKind::Array(vec![element]), self.span(group))),
                span: self.span(group),
            })
        })
    }

    /// Opens a loop, unless they are nested too deep: the elements are then only evaluated.
    fn draw(
        &mut self,
        clause: Node<'_>,
        loops: &mut Loops,
        pattern: Pattern,
        ty: Option<TypeRef>,
        iterable: Expr,
    ) {
        if self.nested(clause, |_| ()).is_some() {
            loops.body.append(&mut self.pending);
            loops.enter(pattern, ty, iterable);
        } else {
            self.hoist(opaque(vec![iterable], self.span(clause)));
        }
    }
}

fn name(place: Span) -> Pattern {
    Pattern::Name {
        name: Text::new(RESULT),
        span: place,
    }
}

fn result(place: Span) -> Expr {
    Expr::new(ExprKind::Name(Text::new(RESULT)), place)
}

fn result_declaration(place: Span) -> Stmt {
    Stmt::Let {
        pattern: name(place),
        ty: None,
        value: None,
        span: place,
    }
}

/// The value becomes an element of the result.
fn collect(value: Expr) -> Stmt {
    let place = value.span;
    Stmt::Expr(Expr::new(
        ExprKind::Assign {
            target: Box::new(result(place)),
            value: Box::new(Expr::new(ExprKind::Array(vec![value]), place)),
            append: false,
        },
        place,
    ))
}
