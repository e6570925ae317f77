//! The Python frontend.
//!
//! The parser (tree-sitter) reads on past a syntax error, so a broken file is lowered as far as it can be read. Decisions
//! that hold throughout:
//! - The first parameter of a method is no parameter: its name is [`ExprKind::This`], in a class method the name of the class.
//! - A name that is assigned in a function is declared where it is assigned first; at the head of the body if that is
//!   inside a branch or loop. `with` is no block: what it runs stands where it stands.
//! - `import a.b` binds the name `a.b`, which can't clash with an identifier, and `a.b` in an expression is that name.
//! - `a % b` is a call of the member `%` of `a`: formatting, if `a` is text. `"…" "…"` and f-strings are [`ExprKind::Concat`].
//! - `**x` as an argument is a spread argument with the name `**`, and `**x` as a parameter takes the named arguments that are left.
//! - A comprehension is a loop that adds to `$items`, and a generator adds to `$yield` what it yields.
//! - `getattr(a, b)` is `a[b]`, `dict(a=b)` an object, `super().__init__(…)` a call of [`ExprKind::Super`].

use std::collections::HashSet;

use tree_sitter::{Node, Parser};

use crate::ir::{Expr, ExprKind, Module, Problem, Span, Stmt, Text, TypeId};
use crate::syntax::MAX_DEPTH;

mod calls;
mod classes;
mod comprehensions;
mod control;
mod expressions;
mod functions;
mod imports;
mod kinds;
mod names;
mod operators;
mod recovery;
mod statements;
mod strings;
mod types;

#[cfg(test)]
mod tests;

use kinds::{Kind, items};
use names::Bindings;

/// Lowers one file. What can't be read is in [`Module::problems`].
pub fn lower(source: &str) -> Module {
    let mut lowerer = Lowerer {
        source,
        module: Module::default(),
        depth: 0,
        pending: Vec::new(),
        types: Vec::new(),
        function: FunctionScope::default(),
        dotted_imports: HashSet::new(),
        salvaged: HashSet::new(),
    };
    lowerer.file();
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
    /// The types around the place, innermost last.
    types: Vec<TypeId>,
    /// Of the function around the place, or of the file's top level.
    function: FunctionScope,
    /// What `import a.b` binds.
    dotted_imports: HashSet<Text>,
    /// Error nodes whose content was lowered, by node id: they are reached from several sides.
    salvaged: HashSet<usize>,
}

/// What lowering a body needs to know of its function.
#[derive(Clone, Default)]
struct FunctionScope {
    /// It is a function, and neither the top level nor the body of a class.
    is_function: bool,
    yields: bool,
    /// The names that stand for the instance and for the class.
    this: Option<Text>,
    class: Option<Text>,
    bindings: Bindings,
    /// Branches and loops around the place, within the function.
    blocks: usize,
    /// Functions that the file declares inside a branch: they belong to the file.
    declared: Vec<Stmt>,
}

impl<'s> Lowerer<'s> {
    fn file(&mut self) {
        let place = Span::new(0, self.source.len());
        let mut parser = Parser::new();
        let tree = parser
            .set_language(&kinds::language())
            .ok()
            .and_then(|()| parser.parse(self.source, None));
        let Some(tree) = tree else {
            // No language mismatch and no cancellation can happen here, but neither is a reason to stop a whole run.
            self.problem(place, "the parser gave up");
            return;
        };
        let root = tree.root_node();
        self.dotted_imports = imports::dotted(root, self.source);
        self.function.bindings = Bindings::of(root, self.source);
        let mut top = Vec::new();
        for item in items(root) {
            self.statement(item, &mut top);
        }
        let mut head = self.function.bindings.declarations();
        head.append(&mut self.function.declared);
        top.splice(0..0, head);
        self.module.top = top;
        if root.has_error() {
            self.salvage_the_rest(root);
            self.syntax_errors(root);
        }
    }

    /// Lowers a nested node, unless it is nested too deep: that is recorded, and the node is left out.
    fn nested<T>(&mut self, node: Node<'_>, lower: impl FnOnce(&mut Self) -> T) -> Option<T> {
        if self.depth >= MAX_DEPTH {
            self.problem(span(node), format!("nesting deeper than {MAX_DEPTH}"));
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

    /// An expression outside any statement (a field's value, a default): what it evaluates first stands in a block
    /// with it.
    fn closed(&mut self, node: Node<'_>) -> Expr {
        let (before, value) = self.hoisting(|this| this.expression(node));
        with_statements(before, value)
    }

    fn problem(&mut self, span: Span, what: impl Into<Text>) {
        let what = what.into();
        self.module.problems.push(Problem { span, what });
    }

    /// The node's source text.
    fn text(&self, node: Node<'_>) -> &'s str {
        self.source.get(node.byte_range()).unwrap_or_default()
    }

    /// The node's named children without comments and errors.
    fn parts<'t>(&mut self, node: Node<'t>) -> Vec<Node<'t>> {
        self.recover(node);
        let mut parts = items(node);
        parts.retain(|part| !part.is_error());
        parts
    }

    /// The node's parts that are expressions.
    fn operands<'t>(&mut self, node: Node<'t>) -> Vec<Node<'t>> {
        let mut parts = self.parts(node);
        parts.retain(|part| Kind::of(*part).class() == kinds::Class::Expression);
        parts
    }
}

/// Where a node stands.
fn span(node: Node<'_>) -> Span {
    Span::new(node.start_byte(), node.end_byte())
}

/// An expression that has no value of its own, around its parts.
fn opaque(parts: Vec<Expr>, span: Span) -> Expr {
    Expr::new(ExprKind::Opaque(parts), span)
}

/// A name.
fn name(name: impl Into<Text>, span: Span) -> Expr {
    Expr::new(ExprKind::Name(name.into()), span)
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
