//! The C# frontend: C# 13 and 14, as far as the grammar can be brought to read it (`disguise`).
//!
//! The parser (tree-sitter) reads on past a syntax error, so a broken file is lowered as far as it can be read. Three
//! decisions hold throughout:
//! - A variable that an expression declares (`x is User u`, `out var u`) is declared by a statement before the
//!   statement that holds the expression, as C#'s own scoping has it. What an expression evaluates without its value
//!   mattering (the condition of `c ? a : b`, the `throw` in `a ?? throw …`) is put there too.
//! - All branches of `#if` are taken.
//! - Names that C# has none for begin with `$`: `$query` collects what a query expression selects, `$yield` what an
//!   iterator yields.

use std::collections::HashSet;
use std::ops::Range;

use tree_sitter::Node;

use crate::ir::{Expr, ExprKind, Module, Problem, Span, Stmt, Text, TypeId, TypeRef};
use crate::syntax::MAX_DEPTH;

mod calls;
mod creation;
mod declarations;
mod disguise;
mod expressions;
mod functions;
mod kinds;
mod literals;
mod members;
mod operators;
mod patterns;
mod query;
mod reading;
mod recovery;
mod statements;
mod switches;
#[cfg(test)]
mod tests;
mod types;

use kinds::Kind;
use members::ExtensionBlock;
use reading::Reading;

/// Lowers one C# file. What can't be read is in [`Module::problems`].
pub fn lower(source: &str) -> Module {
    let mut lowerer = Lowerer::new(source);
    let Some(Reading { tree, problems }) = reading::read(source) else {
        // No language mismatch and no cancellation can happen here, but neither is a reason to stop a whole run.
        lowerer.problem(Span::new(0, source.len()), "the parser gave up");
        return lowerer.module;
    };
    let root = tree.root_node();
    lowerer.module.problems = problems;
    lowerer.compilation_unit(root);
    if root.has_error() {
        lowerer.salvage_the_rest(root);
        lowerer.syntax_errors(root);
    }
    lowerer.settle_namespaces();
    let mut module = lowerer.module;
    module
        .problems
        .sort_by(|a, b| (a.span, &a.what).cmp(&(b.span, &b.what)));
    module.problems.dedup();
    module
}

/// The state of lowering one file. Each file of this folder adds what it takes to lower one kind of thing.
struct Lowerer<'s> {
    source: &'s str,
    module: Module,
    /// How deep the node that is being lowered is nested.
    depth: usize,
    /// Statements that stand before the one that is being lowered.
    pending: Vec<Stmt>,
    /// The namespace and the types around the place, dotted.
    scope: String,
    /// The types around the place, innermost last.
    types: Vec<TypeId>,
    /// The extension block around the place.
    extension: Option<ExtensionBlock>,
    /// Of the function around the place.
    function: FunctionScope,
    /// Where `..x` is no range but spreads `x`: the byte that it begins at.
    spread: Option<usize>,
    /// Error nodes whose content was lowered, by node id: they are reached from several sides.
    salvaged: HashSet<usize>,
}

/// What lowering a function's body needs to know of the function.
#[derive(Default)]
struct FunctionScope {
    /// What a `return` returns, without the task of an async function.
    returns: Option<TypeRef>,
    yields: bool,
}

impl<'s> Lowerer<'s> {
    fn new(source: &'s str) -> Self {
        Lowerer {
            source,
            module: Module::default(),
            depth: 0,
            pending: Vec::new(),
            scope: String::new(),
            types: Vec::new(),
            extension: None,
            spread: None,
            function: FunctionScope::default(),
            salvaged: HashSet::new(),
        }
    }

    /// Lowers a nested node, unless it is nested too deep: that is recorded, and the node is left out.
    fn nested<T>(&mut self, node: Node<'_>, lower: impl FnOnce(&mut Self) -> T) -> Option<T> {
        if self.depth >= MAX_DEPTH {
            self.problem(self.span(node), format!("nesting deeper than {MAX_DEPTH}"));
            return None;
        }
        self.depth += 1;
        let lowered = lower(self);
        self.depth -= 1;
        Some(lowered)
    }

    /// Runs a lowering in a place of its own for pending statements, and gives those back too.
    fn hoisting<T>(&mut self, lower: impl FnOnce(&mut Self) -> T) -> (Vec<Stmt>, T) {
        let outer = std::mem::take(&mut self.pending);
        let lowered = lower(self);
        (std::mem::replace(&mut self.pending, outer), lowered)
    }

    /// An expression outside any statement (a field's value), or one whose variables must not leave it: what it
    /// declares is declared in a block of its own.
    fn closed(&mut self, node: Node<'_>) -> Expr {
        let (before, value) = self.hoisting(|this| this.expression(node));
        with_statements(before, value)
    }

    fn problem(&mut self, span: Span, what: impl Into<Text>) {
        let what = what.into();
        self.module.problems.push(Problem { span, what });
    }

    /// Where the node stands.
    fn span(&self, node: Node<'_>) -> Span {
        self.limited(node.byte_range())
    }

    /// A place in the source, whatever the parser was shown behind its end.
    fn limited(&self, place: Range<usize>) -> Span {
        let end = self.source.len();
        Span::new(place.start.min(end), place.end.min(end))
    }

    /// The node's source text.
    fn text(&self, node: Node<'_>) -> &'s str {
        self.source.get(node.byte_range()).unwrap_or_default()
    }

    /// An identifier's name: `@class` is `class`.
    fn name(&self, node: Node<'_>) -> Text {
        let text = self.text(node);
        text.strip_prefix('@').unwrap_or(text).into()
    }

    /// The node's parts: named children and the keywords that are values, without comments and errors, and with the
    /// branches of `#if` in its place.
    fn parts<'t>(&mut self, node: Node<'t>) -> Vec<Node<'t>> {
        self.recover(node);
        let mut parts = self.items(node);
        parts.retain(|part| Kind::of(*part) != Kind::Error);
        parts
    }

    /// The same with the errors where they stand, for lists whose members can make something of them.
    fn items<'t>(&mut self, node: Node<'t>) -> Vec<Node<'t>> {
        let mut items = Vec::new();
        self.collect(node, &mut items);
        items
    }

    fn collect<'t>(&mut self, node: Node<'t>, items: &mut Vec<Node<'t>>) {
        let mut cursor = node.walk();
        let mut more = cursor.goto_first_child();
        while more {
            let child = cursor.node();
            let condition = cursor.field_id().is_some_and(|field| {
                field.get() == kinds::Part::Condition.id() && is_directive(Kind::of(node))
            });
            more = cursor.goto_next_sibling();
            if condition {
                continue;
            }
            let kind = Kind::of(child);
            match kind {
                Kind::PreprocIf | Kind::PreprocElif | Kind::PreprocElse => {
                    self.nested(child, |this| this.collect(child, items));
                }
                _ if kind.class() == kinds::Class::Trivia => {}
                Kind::This | Kind::Base => items.push(child),
                _ if child.is_named() => items.push(child),
                _ => {}
            }
        }
    }

    /// The node's parts that are expressions.
    fn operands<'t>(&mut self, node: Node<'t>) -> Vec<Node<'t>> {
        let mut parts = self.parts(node);
        parts.retain(|part| Kind::of(*part).class() == kinds::Class::Expression);
        parts
    }

    /// The node's parts of a kind.
    fn parts_of<'t>(&mut self, node: Node<'t>, kind: Kind) -> Vec<Node<'t>> {
        let mut parts = self.parts(node);
        parts.retain(|part| Kind::of(*part) == kind);
        parts
    }

    /// The node's first part of a kind.
    fn part_of<'t>(&mut self, node: Node<'t>, kind: Kind) -> Option<Node<'t>> {
        self.parts_of(node, kind).into_iter().next()
    }
}

fn is_directive(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::PreprocIf | Kind::PreprocElif | Kind::PreprocElse
    )
}

/// Whether a keyword stands among the node's own tokens.
fn has_keyword(node: Node<'_>, keyword: &str) -> bool {
    let mut cursor = node.walk();
    node.children(&mut cursor)
        .any(|child| !child.is_named() && child.kind() == keyword)
}

/// An expression that has no value of its own, around its parts.
fn opaque(parts: Vec<Expr>, span: Span) -> Expr {
    Expr::new(ExprKind::Opaque(parts), span)
}

/// The expression, after the statements that belong before it.
fn with_statements(mut before: Vec<Stmt>, value: Expr) -> Expr {
    if before.is_empty() {
        return value;
    }
    let span = value.span;
    before.push(Stmt::Expr(value));
    Expr::new(ExprKind::Block(before), span)
}
