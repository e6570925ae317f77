//! What must be known of a script before it is lowered: the names of its top level, what CommonJS exports, and which of its
//! functions are constructors with a prototype.

use std::collections::{HashMap, HashSet};

use super::commonjs::{Exported, exported};
use super::expressions::{dotted, is_function, peel};
use super::kinds::{Class, Kind, Part};
use super::node::Node;
use super::patterns::bound_names;
use super::prototypes;
use crate::ir::Text;

/// The result of the survey.
#[derive(Default)]
pub(super) struct Survey {
    /// Functions of the top level that have a body: their overloads' signatures say nothing more.
    pub(super) implemented: HashSet<Text>,
    /// CommonJS exports and the names that they have in the file.
    pub(super) exports: HashMap<Text, Text>,
    /// CommonJS exports that the top level only announces: they get their value in a function.
    pub(super) set_later: HashSet<Text>,
    /// Constructor functions and what they inherit from.
    pub(super) constructors: HashMap<Text, Vec<Text>>,
    /// What the top level declares or imports.
    pub(super) names: HashSet<Text>,
}

impl Survey {
    pub(super) fn of(root: Node<'_>, source: &str) -> Survey {
        let mut scan = Scan {
            source,
            survey: Survey::default(),
            exports: Vec::new(),
        };
        for item in root.items() {
            scan.statement(item);
        }
        scan.name_exports(root);
        let Survey {
            constructors,
            names,
            ..
        } = &mut scan.survey;
        constructors.retain(|name, _| names.contains(name));
        scan.survey
    }
}

/// `void 0`, `undefined`, `null`
pub(super) fn is_nothing(value: Node<'_>) -> bool {
    match value.kind() {
        Kind::Undefined | Kind::Null => true,
        Kind::Unary => {
            let argument = value.get(Part::Argument).map(Node::kind);
            value.has_operator("void") && argument == Some(Kind::Number)
        }
        _ => false,
    }
}

struct Scan<'s> {
    source: &'s str,
    survey: Survey,
    /// Exports in source order.
    exports: Vec<ExportOf>,
}

/// An export and where its name in the file comes from.
struct ExportOf {
    name: Text,
    /// The name that the value has itself.
    own: Option<Text>,
    /// The first name of a value that is exported by several.
    first: Text,
    /// Nothing is exported yet.
    is_announced: bool,
}

impl<'s> Scan<'s> {
    fn text(&self, node: Node<'_>) -> &'s str {
        self.source.get(node.range()).unwrap_or_default()
    }

    fn statement(&mut self, node: Node<'_>) {
        match node.kind() {
            Kind::Export => {
                if let Some(declaration) = node.get(Part::Declaration) {
                    self.statement(declaration);
                }
            }
            Kind::FunctionDeclaration | Kind::GeneratorDeclaration => {
                if let Some(name) = node.get(Part::Name) {
                    let name = Text::from(self.text(name));
                    self.survey.implemented.insert(name.clone());
                    self.survey.names.insert(name);
                }
            }
            Kind::ClassDeclaration | Kind::AbstractClass | Kind::Enum => {
                if let Some(name) = node.get(Part::Name) {
                    self.survey.names.insert(self.text(name).into());
                }
            }
            Kind::LexicalDeclaration | Kind::VariableDeclaration => {
                for declarator in node.items() {
                    if let Some(pattern) = declarator.get(Part::Name) {
                        let names = bound_names(pattern);
                        self.declare(names);
                    }
                    if let Some(value) = declarator.get(Part::Value) {
                        self.expression(peel(value));
                    }
                }
            }
            Kind::Import => {
                let mut names = Vec::new();
                node.descendants(|node| {
                    if node.kind() == Kind::Identifier {
                        names.push(node);
                    }
                    true
                });
                self.declare(names);
            }
            Kind::ExpressionStatement => {
                if let Some(value) = node.items().first() {
                    self.expression(peel(*value));
                }
            }
            _ => {}
        }
    }

    fn declare(&mut self, names: Vec<Node<'_>>) {
        for name in names {
            self.survey.names.insert(self.text(name).into());
        }
    }

    fn expression(&mut self, node: Node<'_>) {
        match node.kind() {
            Kind::Assignment => self.assignment(node),
            Kind::Call => {
                if let Some((name, base)) = prototypes::inherits(node, self.source) {
                    let bases = self.survey.constructors.entry(name).or_default();
                    bases.extend(base);
                }
            }
            _ => {}
        }
    }

    /// `a = b = x`, in one go.
    fn assignment(&mut self, node: Node<'_>) {
        let mut targets = Vec::new();
        let mut value = node;
        while value.kind() == Kind::Assignment
            && let (Some(left), Some(right)) = (value.get(Part::Left), value.get(Part::Right))
        {
            targets.push(left);
            value = peel(right);
        }
        let mut names = Vec::new();
        for target in targets {
            names.extend(self.assigned(target, value));
        }
        let is_announced = is_nothing(value);
        let own = self.own_name(value);
        let first = names.first().cloned().unwrap_or_default();
        for name in names {
            self.exports.push(ExportOf {
                first: if is_announced {
                    name.clone()
                } else {
                    first.clone()
                },
                name,
                own: own.clone(),
                is_announced,
            });
        }
    }

    /// Notes what is assigned to; gives the name of an export among it.
    fn assigned(&mut self, target: Node<'_>, value: Node<'_>) -> Option<Text> {
        match exported(target, self.source) {
            Some(Exported::Name(name)) => return Some(name),
            Some(Exported::Whole) if value.kind() == Kind::Object => self.object(value),
            Some(Exported::Whole) => {}
            None => {
                let path = dotted(target, self.source);
                if let Some([name, "prototype", ..]) = path.as_deref() {
                    let base = prototypes::created_from(value, self.source);
                    let bases = self.survey.constructors.entry((*name).into()).or_default();
                    bases.extend(base);
                }
            }
        }
        None
    }

    /// The functions in an exported object are exports with a name of their own.
    fn object(&mut self, node: Node<'_>) {
        for entry in node.items() {
            let value = match entry.kind() {
                Kind::Method => Some(entry),
                Kind::Pair => entry.get(Part::Value).map(peel).filter(|v| is_function(*v)),
                _ => None,
            };
            let key = entry.get(Part::Key).or_else(|| entry.get(Part::Name));
            if let (Some(value), Some(key)) = (value, key)
                && matches!(key.kind(), Kind::PropertyName)
            {
                let own = self.own_name(value).filter(|_| value != entry);
                let name = Text::from(self.text(key));
                self.exports.push(ExportOf {
                    first: name.clone(),
                    name,
                    own,
                    is_announced: false,
                });
            }
        }
    }

    /// The name that a value has or is.
    fn own_name(&self, value: Node<'_>) -> Option<Text> {
        match value.kind() {
            Kind::Identifier => Some(self.text(value).into()),
            Kind::FunctionExpression | Kind::GeneratorFunction | Kind::Class => {
                let name = self.text(value.get(Part::Name)?);
                (!self.survey.names.contains(name)).then(|| name.into())
            }
            _ => None,
        }
    }

    /// An export is known in the file by the name of its value or by its own, unless that means something else here.
    fn name_exports(&mut self, root: Node<'_>) {
        if self.exports.is_empty() {
            return;
        }
        let mut used: HashSet<&str> = HashSet::new();
        root.descendants(|node| {
            if matches!(
                node.kind(),
                Kind::Identifier | Kind::ShorthandProperty | Kind::ShorthandPattern
            ) {
                used.insert(self.source.get(node.range()).unwrap_or_default());
            }
            node.class() != Class::Trivia
        });
        for export in &self.exports {
            if export.is_announced && !self.survey.names.contains(&export.name) {
                self.survey.set_later.insert(export.name.clone());
            }
        }
        for export in self.exports.iter().filter(|export| !export.is_announced) {
            self.survey.set_later.remove(&export.name);
        }
        for export in std::mem::take(&mut self.exports) {
            let ExportOf { name, first, .. } = export;
            // What compilers announce is the name's own value, set by other means (`var E; (function (E) { … })(E || (exports.E = E = {}))`).
            let is_declared = export.is_announced && self.survey.names.contains(&first);
            let local = export.own.unwrap_or_else(|| {
                if used.contains(first.as_str()) && !is_declared {
                    format!("exports.{first}").into()
                } else {
                    first
                }
            });
            self.survey.exports.insert(name, local);
        }
    }
}
