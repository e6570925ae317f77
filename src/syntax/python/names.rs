//! Which names a body binds, and where it binds them first.

use std::collections::{HashMap, HashSet};

use tree_sitter::Node;

use super::kinds::{Kind, Part, items};
use super::{Lowerer, span};
use crate::ir::{Expr, ExprKind, Pattern, Span, Stmt, Text};

/// The names that a function's body, or a file's top level, assigns to.
#[derive(Clone, Debug, Default)]
pub(super) struct Bindings {
    /// Name → its first place, and whether some place is inside a branch or loop.
    names: HashMap<Text, (Span, bool)>,
    /// Declared already.
    declared: HashSet<Text>,
}

impl Bindings {
    /// What the statements of a body assign to, those of functions and classes inside it left out.
    pub(super) fn of(body: Node<'_>, source: &str) -> Bindings {
        let mut bindings = Bindings::default();
        let mut elsewhere: HashSet<Text> = HashSet::new();
        let mut todo: Vec<(Node<'_>, bool)> = vec![(body, false)];
        while let Some((node, is_inside)) = todo.pop() {
            let mut is_inside = is_inside;
            match Kind::of(node) {
                Kind::FunctionDefinition | Kind::ClassDefinition | Kind::Lambda => continue,
                Kind::Global | Kind::Nonlocal => {
                    elsewhere.extend(items(node).iter().map(|name| text(*name, source)));
                    continue;
                }
                Kind::Assignment => {
                    for target in Part::Left.of(node).into_iter().flat_map(targets) {
                        bindings.bind(target, is_inside, source);
                    }
                }
                Kind::NamedExpression => {
                    if let Some(target) = Part::Name.of(node) {
                        bindings.bind(target, true, source);
                    }
                }
                Kind::AsPattern => {
                    for target in Part::Alias.of(node).into_iter().flat_map(targets) {
                        bindings.bind(target, is_inside, source);
                    }
                }
                Kind::ExceptClause | Kind::CaseClause => {
                    // Their names are bound by the branch's own pattern.
                    is_inside = true;
                    todo.extend(items(node).into_iter().filter_map(|item| {
                        (Kind::of(item) == Kind::Block).then_some((item, is_inside))
                    }));
                    continue;
                }
                Kind::If | Kind::For | Kind::While | Kind::Try | Kind::Match => is_inside = true,
                _ => {}
            }
            todo.extend(items(node).into_iter().map(|item| (item, is_inside)));
        }
        for name in elsewhere {
            bindings.names.remove(&name);
        }
        bindings
    }

    fn bind(&mut self, target: Node<'_>, is_inside: bool, source: &str) {
        let place = span(target);
        let name = text(target, source);
        let known = self.names.entry(name);
        let (first, inside) = known.or_insert((place, is_inside));
        *first = place.min(*first);
        *inside |= is_inside;
    }

    /// A parameter is there before the body: assigning to it declares nothing.
    pub(super) fn declared_already(&mut self, parameter: &Text) {
        self.names.remove(parameter);
    }

    /// Whether this body binds a name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.names.contains_key(name)
    }

    /// Declarations of the names that are bound inside a branch: they belong to the whole body.
    pub(super) fn declarations(&self) -> Vec<Stmt> {
        let inside = self.names.iter().filter(|(_, (_, is_inside))| *is_inside);
        let mut inside: Vec<(Span, &Text)> = inside.map(|(name, (at, _))| (*at, name)).collect();
        inside.sort();
        inside
            .into_iter()
            .map(|(span, name)| declaration(name.clone(), None, span))
            .collect()
    }

    /// Whether an assignment to a name is its declaration: the first one, outside all branches.
    fn declares(&mut self, name: &Text) -> bool {
        matches!(self.names.get(name), Some((_, false))) && self.declared.insert(name.clone())
    }
}

impl Lowerer<'_> {
    /// `target = value`, as a declaration where the target is bound first.
    pub(super) fn bind(&mut self, target: Node<'_>, value: Option<Expr>, place: Span) -> Stmt {
        let names: Vec<Node<'_>> = targets(target).collect();
        let is_plain = Kind::of(target) == Kind::Identifier;
        if is_plain {
            let name = Text::from(self.text(target));
            if self.function.bindings.declares(&name) {
                return declaration(name, value, span(target));
            }
        } else if names.len() == leaves(target)
            && names.iter().all(|name| {
                let name = Text::from(self.text(*name));
                matches!(self.function.bindings.names.get(&name), Some((_, false)))
                    && !self.function.bindings.declared.contains(&name)
            })
        {
            for name in names {
                let name = Text::from(self.text(name));
                self.function.bindings.declared.insert(name);
            }
            return Stmt::Let {
                pattern: self.pattern(target),
                ty: None,
                value,
                span: place,
            };
        }
        let Some(value) = value else {
            return Stmt::Block(Vec::new());
        };
        let target = Box::new(self.expression(target));
        let kind = ExprKind::Assign {
            target,
            value: Box::new(value),
            append: false,
        };
        Stmt::Expr(Expr::new(kind, place))
    }

    /// What a loop, a comprehension or a declaration binds.
    pub(super) fn pattern(&mut self, node: Node<'_>) -> Pattern {
        self.nested(node, |this| match Kind::of(node) {
            Kind::Identifier => Pattern::Name {
                name: this.text(node).into(),
                span: span(node),
            },
            Kind::PatternList | Kind::TuplePattern | Kind::ListPattern | Kind::Tuple => {
                let parts = this.parts(node);
                let parts = parts.into_iter().map(|part| match Kind::of(part) {
                    Kind::ListSplatPattern | Kind::ListSplat => None,
                    _ => Some(this.pattern(part)),
                });
                Pattern::Array(parts.collect())
            }
            _ => Pattern::Ignore,
        })
        .unwrap_or(Pattern::Ignore)
    }
}

/// A declaration of one name.
pub(super) fn declaration(name: Text, value: Option<Expr>, span: Span) -> Stmt {
    Stmt::Let {
        pattern: Pattern::Name { name, span },
        ty: None,
        value,
        span,
    }
}

/// The names that a target binds; members and elements are no names.
fn targets(target: Node<'_>) -> impl Iterator<Item = Node<'_>> {
    let mut todo = vec![target];
    std::iter::from_fn(move || {
        while let Some(node) = todo.pop() {
            match Kind::of(node) {
                Kind::Identifier => return Some(node),
                Kind::Attribute | Kind::Subscript | Kind::Call => {}
                _ => todo.extend(items(node).into_iter().rev()),
            }
        }
        None
    })
}

/// How many places a target has, names or not.
fn leaves(target: Node<'_>) -> usize {
    let mut todo = vec![target];
    let mut count = 0;
    while let Some(node) = todo.pop() {
        match Kind::of(node) {
            Kind::PatternList | Kind::TuplePattern | Kind::ListPattern | Kind::Tuple => {
                todo.extend(items(node));
            }
            _ => count += 1,
        }
    }
    count
}

fn text(node: Node<'_>, source: &str) -> Text {
    Text::from(source.get(node.byte_range()).unwrap_or_default())
}
