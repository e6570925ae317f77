//! The ECMAScript frontend: JavaScript and TypeScript, with and without JSX.
//!
//! The parser (tree-sitter) reads on past a syntax error, so a broken file is lowered as far as it can be read. Decisions
//! that hold throughout:
//! - What an expression evaluates without its value mattering (the condition of `c ? a : b`, the left side of `a && b`) is
//!   put before the statement that holds the expression.
//! - A function that is bound to a name (`const f = () => …`, a class field `f = () => …`, `exports.f = function …`) is
//!   lowered as if it were declared by that name, so that it can be used before its place, as functions that run later do.
//! - A name that is no identifier can't clash with one: `$yield` collects what a generator yields, `exports.x` is a
//!   CommonJS export that has no name of its own in the file, `default` a default export without a name.

use std::collections::HashSet;
use std::ops::Range;
use std::path::Path;

use crate::ir::{Expr, ExprKind, Module, Problem, Span, Stmt, Text, TypeId};
use crate::syntax::MAX_DEPTH;

mod bindings;
mod calls;
mod classes;
mod commonjs;
mod exports;
mod expressions;
mod functions;
mod imports;
mod jsx;
mod kinds;
mod literals;
mod loops;
mod namespaces;
mod node;
mod objects;
mod operators;
mod parse;
mod patterns;
mod prototypes;
mod recovery;
mod statements;
mod survey;
mod switch;
mod type_declarations;
mod types;

#[cfg(test)]
mod tests;

use kinds::Part;
use node::Node;
use survey::Survey;

/// Which grammar a script is read with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// JavaScript and JSX.
    JavaScript,
    TypeScript,
    Tsx,
}

impl Dialect {
    /// The dialect of a file by its name.
    pub fn of(path: &Path) -> Dialect {
        match path.extension().and_then(|e| e.to_str()) {
            Some("tsx") => Dialect::Tsx,
            Some("ts" | "mts" | "cts") => Dialect::TypeScript,
            _ => Dialect::JavaScript,
        }
    }
}

/// Lowers one script file. What can't be read is in [`Module::problems`].
pub fn lower(source: &str, dialect: Dialect) -> Module {
    let mut lowerer = Lowerer::new(source);
    lowerer.script(None, dialect);
    lowerer.finish()
}

/// Lowers the scripts at these byte ranges of a file (a Vue component, a page) as one module. All spans are offsets into the
/// whole file.
pub fn lower_ranges(source: &str, ranges: &[Range<usize>], dialect: Dialect) -> Module {
    let mut lowerer = Lowerer::new(source);
    for range in ranges {
        if source.get(range.clone()).is_some() {
            lowerer.script(Some(range), dialect);
        } else {
            lowerer.problem(Span::new(range.start, range.end), "no text at this place");
        }
    }
    lowerer.finish()
}

/// The state of lowering one file. Each file of this folder adds what it takes to lower one kind of thing.
struct Lowerer<'s> {
    source: &'s str,
    module: Module,
    /// How deep the node that is being lowered is nested.
    depth: usize,
    /// Statements that stand before the one that is being lowered.
    pending: Vec<Stmt>,
    /// The namespaces around the place, dotted.
    namespace: String,
    /// The types around the place, innermost last.
    types: Vec<TypeId>,
    /// Of the function around the place, or of the file's top level.
    function: FunctionScope,
    /// What was learnt of the script before lowering it.
    survey: Survey,
    /// Error nodes whose content was lowered, by node id: they are reached from several sides.
    salvaged: HashSet<usize>,
}

/// What lowering a function's body needs to know of the function.
#[derive(Default)]
struct FunctionScope {
    /// It is a function, and neither the top level nor the body of a class.
    is_function: bool,
    yields: bool,
    /// Blocks around the place, within the function.
    blocks: usize,
    /// The variable and the keys whose value is being lowered, outermost first.
    keys: Vec<Text>,
    /// `var`s that are declared in a block and belong to the whole function.
    variables: Vec<(Text, Span)>,
}

impl<'s> Lowerer<'s> {
    fn new(source: &'s str) -> Self {
        Lowerer {
            source,
            module: Module::default(),
            depth: 0,
            pending: Vec::new(),
            namespace: String::new(),
            types: Vec::new(),
            function: FunctionScope::default(),
            survey: Survey::default(),
            salvaged: HashSet::new(),
        }
    }

    /// Lowers one script into the module.
    fn script(&mut self, range: Option<&Range<usize>>, dialect: Dialect) {
        let Some(parsed) = parse::parse(self.source, range, dialect) else {
            // No language mismatch and no cancellation can happen here, but neither is a reason to stop a whole run.
            let place = range.cloned().unwrap_or(0..self.source.len());
            self.problem(Span::new(place.start, place.end), "the parser gave up");
            return;
        };
        let root = parsed.root();
        self.salvaged.clear();
        self.survey = Survey::of(root, self.source);
        let outer = self.enter_body(false);
        let mut top = Vec::new();
        for item in root.items() {
            self.statement(item, &mut top);
        }
        let mut top = self.leave_body(outer, top);
        self.module.top.append(&mut top);
        if root.has_error() {
            self.salvage_the_rest(root);
            self.syntax_errors(root);
        }
    }

    fn finish(self) -> Module {
        let mut module = self.module;
        module
            .problems
            .sort_by(|a, b| (a.span, &a.what).cmp(&(b.span, &b.what)));
        module.problems.dedup();
        module
    }

    /// Lowers a nested node, unless it is nested too deep: that is recorded, and the node is left out.
    fn nested<T>(&mut self, node: Node<'_>, lower: impl FnOnce(&mut Self) -> T) -> Option<T> {
        if !self.descend(node) {
            return None;
        }
        let lowered = lower(self);
        self.depth -= 1;
        Some(lowered)
    }

    /// Counts a level of nesting, unless there are too many: that is recorded.
    fn descend(&mut self, node: Node<'_>) -> bool {
        if self.depth >= MAX_DEPTH {
            self.problem(node.span(), format!("nesting deeper than {MAX_DEPTH}"));
            return false;
        }
        self.depth += 1;
        true
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
        self.source.get(node.range()).unwrap_or_default()
    }

    /// An identifier's name.
    fn name(&self, node: Node<'_>) -> Text {
        self.text(node).into()
    }

    /// The name in a node's name field; empty where there is none.
    fn name_in(&self, node: Node<'_>) -> (Text, Span) {
        node.get(Part::Name).map_or_else(Default::default, |name| {
            (self.property_name(name), name.span())
        })
    }

    /// The node's named children without comments and errors.
    fn parts<'t>(&mut self, node: Node<'t>) -> Vec<Node<'t>> {
        self.recover(node);
        let mut parts = node.items();
        parts.retain(|part| !part.is_error());
        parts
    }

    /// The node's parts that are expressions.
    fn operands<'t>(&mut self, node: Node<'t>) -> Vec<Node<'t>> {
        let mut parts = self.parts(node);
        parts.retain(|part| part.class() == kinds::Class::Expression);
        parts
    }

    /// The type around the place, unless a function stands between.
    fn owner(&self) -> Option<TypeId> {
        if self.function.is_function {
            return None;
        }
        self.types.last().copied()
    }
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
